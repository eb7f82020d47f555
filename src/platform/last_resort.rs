//! Words on the screen when no window can be opened.

/// Shows `text` under `title` with nothing but the system's own means, and waits until the person
/// closed it. When there is no such means, the words go to the log and the standard error.
pub fn show(title: &str, text: &str) {
    log::warn!("{title}: {text}");
    system_message(title, text);
}

#[cfg(windows)]
fn system_message(title: &str, text: &str) {
    super::windows::message_box::show_message(title, text);
}

#[cfg(not(windows))]
fn system_message(title: &str, text: &str) {
    use std::io::Write as _;
    // Written first: the dialog may have no display to appear on. Nobody is left to hear of a failure.
    let _ = writeln!(std::io::stderr(), "{title}\n\n{text}");
    let shown = std::thread::Builder::new().name("last-resort".to_owned()).spawn({
        let (title, text) = (title.to_owned(), text.to_owned());
        move || rfd::MessageDialog::new().set_title(title).set_description(text).show()
    });
    match shown.map(std::thread::JoinHandle::join) {
        Ok(Ok(_)) => {}
        Ok(Err(_)) => log::error!("the message dialog broke down"),
        Err(error) => log::error!("no thread for the message dialog: {error}"),
    }
}

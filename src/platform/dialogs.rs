//! The system's "save as" window. It runs on its own thread: a dialog that never answers, or never
//! opens, must not hold up the steps.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::durable_file;

/// An answer faster than this came from no person: the dialog never showed.
const FASTEST_PERSON: Duration = Duration::from_millis(250);

static OPEN: AtomicBool = AtomicBool::new(false);

/// What to save, and the words of the dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaveRequest {
    /// Title of the dialog.
    pub title: String,
    /// Words for the kind of file.
    pub file_type: String,
    /// Proposed file name, with its extension.
    pub file_name: String,
    /// Folder the dialog opens in; absent: the system's choice.
    pub folder: Option<PathBuf>,
    /// The text to write, as UTF-8.
    pub content: String,
}

/// What became of a [`SaveRequest`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveOutcome {
    /// Written here. The person chose the file, and confirmed if it was to be replaced.
    Saved(PathBuf),
    /// The person closed the dialog.
    Cancelled,
    /// The dialog did not show: offer saving in the documents folder.
    NoDialog,
    /// A file was chosen and could not be written; the reason is for the log.
    Failed(String),
}

/// Why no dialog was started.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DialogError {
    /// One is open already; the second press changes nothing.
    #[error("a dialog is already open")]
    AlreadyOpen,
    /// The system gives no thread.
    #[error("no thread for the dialog: {0}")]
    NoThread(String),
}

/// Opens the dialog and returns at once. `on_done` is called once, on the dialog's thread, after
/// the file is written or the dialog is gone.
///
/// # Errors
/// [`DialogError`]; `on_done` is not called then.
pub fn save_with_dialog(
    request: SaveRequest,
    on_done: impl FnOnce(SaveOutcome) + Send + 'static,
) -> Result<(), DialogError> {
    save_with(request, &OPEN, ask_person, on_done)
}

fn ask_person(request: &SaveRequest) -> Option<PathBuf> {
    let mut dialog = rfd::FileDialog::new()
        .set_title(&request.title)
        .set_file_name(&request.file_name)
        .add_filter(&request.file_type, &["txt"]);
    if let Some(folder) = &request.folder {
        dialog = dialog.set_directory(folder);
    }
    dialog.save_file()
}

fn save_with(
    request: SaveRequest,
    open: &'static AtomicBool,
    choose: impl FnOnce(&SaveRequest) -> Option<PathBuf> + Send + 'static,
    on_done: impl FnOnce(SaveOutcome) + Send + 'static,
) -> Result<(), DialogError> {
    if open.swap(true, Ordering::AcqRel) {
        return Err(DialogError::AlreadyOpen);
    }
    let closed = ClosedAtEnd(open);
    thread::Builder::new()
        .name("save-dialog".to_owned())
        .spawn(move || {
            let asked_at = Instant::now();
            let outcome = match choose(&request) {
                Some(path) => match durable_file::replace(&path, request.content.as_bytes()) {
                    Ok(()) => SaveOutcome::Saved(path),
                    Err(error) => SaveOutcome::Failed(format!("{}: {error}", path.display())),
                },
                None if asked_at.elapsed() < FASTEST_PERSON => SaveOutcome::NoDialog,
                None => SaveOutcome::Cancelled,
            };
            drop(closed);
            on_done(outcome);
        })
        .map(drop)
        .map_err(|error| DialogError::NoThread(error.to_string()))
}

/// Allows the next dialog, also when the thread could not start or the dialog's library panicked.
struct ClosedAtEnd(&'static AtomicBool);

impl Drop for ClosedAtEnd {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, sync_channel};

    use super::*;

    const DEADLINE: Duration = Duration::from_secs(20);

    fn request() -> SaveRequest {
        SaveRequest {
            title: "Save".into(),
            file_type: "Text".into(),
            file_name: "memo.txt".into(),
            folder: None,
            content: "what happened".into(),
        }
    }

    fn run(
        open: &'static AtomicBool,
        choose: impl FnOnce(&SaveRequest) -> Option<PathBuf> + Send + 'static,
    ) -> Result<Receiver<SaveOutcome>, DialogError> {
        let (sender, receiver) = sync_channel(1);
        save_with(request(), open, choose, move |outcome| sender.send(outcome).unwrap())?;
        Ok(receiver)
    }

    #[test]
    fn the_chosen_file_is_written_and_a_place_that_cannot_be_is_reported() {
        static OPEN: AtomicBool = AtomicBool::new(false);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("memo.txt");
        let chosen = path.clone();
        let outcome = run(&OPEN, move |_| Some(chosen)).unwrap().recv_timeout(DEADLINE).unwrap();
        assert_eq!(outcome, SaveOutcome::Saved(path.clone()));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "what happened");

        let below_a_file = path.join("memo.txt");
        let outcome = run(&OPEN, move |_| Some(below_a_file)).unwrap().recv_timeout(DEADLINE).unwrap();
        assert!(matches!(outcome, SaveOutcome::Failed(_)), "{outcome:?}");
    }

    #[test]
    fn a_dialog_that_never_showed_is_told_from_one_that_was_closed() {
        static OPEN: AtomicBool = AtomicBool::new(false);
        let outcome = run(&OPEN, |_| None).unwrap().recv_timeout(DEADLINE).unwrap();
        assert_eq!(outcome, SaveOutcome::NoDialog);
        let slow = |_: &SaveRequest| {
            let until = Instant::now() + FASTEST_PERSON;
            while Instant::now() < until {
                thread::yield_now();
            }
            None
        };
        let outcome = run(&OPEN, slow).unwrap().recv_timeout(DEADLINE).unwrap();
        assert_eq!(outcome, SaveOutcome::Cancelled);
    }

    #[test]
    fn a_second_press_opens_no_second_dialog_and_a_hanging_one_holds_up_nobody() {
        static OPEN: AtomicBool = AtomicBool::new(false);
        let (answer, wait) = sync_channel::<()>(1);
        let first = run(&OPEN, move |_| {
            wait.recv().unwrap();
            None
        })
        .unwrap();
        assert_eq!(run(&OPEN, |_| None).unwrap_err(), DialogError::AlreadyOpen);
        answer.send(()).unwrap();
        first.recv_timeout(DEADLINE).unwrap();
        assert!(run(&OPEN, |_| None).is_ok(), "the next one opens");
    }
}

//! What a scheduled task starts, in the XML that the Task Scheduler keeps of it.

/// Longest description that is read, in bytes.
const XML_MAX_BYTES: usize = 256 * 1024;
/// Most actions of one task.
const ACTIONS_MAX: usize = 32;

/// The commands of the task, each with its arguments.
pub fn commands(xml: &str) -> Vec<String> {
    let mut end = xml.len().min(XML_MAX_BYTES);
    while !xml.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    let xml = xml.get(..end).unwrap_or_default();
    let mut rest = xml;
    let mut found = Vec::new();
    while found.len() < ACTIONS_MAX
        && let Some((action, after)) = element(rest, "Exec")
    {
        rest = after;
        let Some((command, _)) = element(action, "Command") else { continue };
        let mut line = unescaped(command.trim());
        if let Some((arguments, _)) = element(action, "Arguments") {
            line = format!("{line} {}", unescaped(arguments.trim()));
        }
        found.push(line.trim().to_owned());
    }
    found
}

/// The content of the first element `name`, and what follows it.
fn element<'a>(xml: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let mut rest = xml;
    loop {
        let (_, tag) = rest.split_once('<')?;
        let (inside, after) = tag.split_once('>')?;
        rest = after;
        let empty = inside.ends_with('/');
        if !empty && inside.split_ascii_whitespace().next() == Some(name) {
            return after.split_once(&format!("</{name}>"));
        }
    }
}

/// The five entities of XML.
fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_action_is_one_command() {
        let xml = r#"<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>&lt;Exec&gt;</Description></RegistrationInfo>
  <Actions Context="Author">
    <Exec id="a"><Command>"C:\Program Files\RustDesk\rustdesk.exe"</Command>
      <Arguments>--tray &amp;quot; &quot;a b&quot;</Arguments></Exec>
    <ComHandler><ClassId>{x}</ClassId></ComHandler>
    <Exec><Command> C:\b.exe </Command><Arguments/></Exec>
    <Exec/><Exec><Arguments>only</Arguments></Exec>
  </Actions></Task>"#;
        assert_eq!(
            commands(xml),
            [r#""C:\Program Files\RustDesk\rustdesk.exe" --tray &quot; "a b""#, r"C:\b.exe"]
        );
    }

    #[test]
    fn broken_and_huge_descriptions_end_early() {
        for xml in ["", "<", "<Exec>", "<Exec><Command>x", "<Exec><Command></Exec>", "</Exec><Exec></Exec>"] {
            assert_eq!(commands(xml), Vec::<String>::new(), "{xml}");
        }
        assert_eq!(commands(&"<Exec><Command>x</Command></Exec>".repeat(10_000)).len(), ACTIONS_MAX);
        let started = std::time::Instant::now();
        assert_eq!(commands(&"\u{6551}<".repeat(1 << 20)), Vec::<String>::new());
        assert_eq!(commands(&"<Exec>".repeat(1 << 18)), Vec::<String>::new());
        assert!(started.elapsed() < std::time::Duration::from_secs(2));
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(xml in "(<|>|/|Exec|Command|Arguments|x|&amp;|\u{6551}){0,60}") {
            commands(&xml);
        }
    }
}

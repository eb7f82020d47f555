//! What makes each system start the watcher at log-on, as text. A path is written only where it cannot become
//! anything but a path.

use crate::core::logon_entry::quoted;

/// The word that starts the watcher.
pub const WORD: &str = "watch";
/// Option of an entry that an administrator made for everybody: whoever switched the watcher off has none.
pub const AT_LOG_ON: &str = "--at-log-on";
/// Name of the file in an autostart folder of Linux desktops.
pub const DESKTOP_FILE: &str = "kyukyubako-watch.desktop";
/// Name of the value under `Run` on Windows.
pub const RUN_NAME: &str = "Kyukyubako.Watch";
/// Label of the agent on macOS; its file is called so too.
pub const AGENT_LABEL: &str = "kyukyubako.watch";
/// A longer entry is not ours.
pub const ENTRY_MAX_BYTES: usize = 4096;

/// The desktop entry that starts `program`, an absolute path. `None` when it cannot be written there.
#[must_use]
pub fn desktop_entry(program: &str) -> Option<String> {
    let program = quoted(program)?;
    Some(format!(
        "[Desktop Entry]\nType=Application\nName=Kyukyubako\nNoDisplay=true\nExec={program} {WORD}\n\
         X-GNOME-Autostart-enabled=true\n"
    ))
}

/// An entry of a user's own that starts nothing, in the place of everybody's of the same name.
pub const HIDDEN_ENTRY: &str =
    "[Desktop Entry]\nType=Application\nName=Kyukyubako\nNoDisplay=true\nHidden=true\n";

/// True when desktops follow this entry, and it starts `program`.
#[must_use]
pub fn desktop_entry_is_on(text: &str, program: &str) -> bool {
    let Some(quoted) = quoted(program) else { return false };
    let lines = || text.lines().map(str::trim);
    let off = ["Hidden=true", "X-GNOME-Autostart-enabled=false"];
    lines().any(|line| line == format!("Exec={quoted} {WORD}")) && !lines().any(|line| off.contains(&line))
}

/// The command line under `Run`. `None` when `program` cannot be quoted there.
#[must_use]
pub fn run_value(program: &str) -> Option<String> {
    let plain = !program.chars().any(|c| c == '"' || c.is_control());
    plain.then(|| format!("\"{program}\" {WORD}"))
}

/// The command line under the `Run` of all users. `None` when `program` cannot be quoted there.
#[must_use]
pub fn run_value_for_all(program: &str) -> Option<String> {
    run_value(program).map(|own| format!("{own} {AT_LOG_ON}"))
}

/// The agent of macOS: started at log-on, and again when it was ended by a signal. `None` when `program`
/// is no absolute path.
#[must_use]
pub fn launch_agent(program: &str) -> Option<String> {
    if !program.starts_with('/') || program.chars().any(char::is_control) {
        return None;
    }
    let program = program.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\">\n<dict>\n\
         <key>Label</key><string>{AGENT_LABEL}</string>\n\
         <key>ProgramArguments</key><array><string>{program}</string><string>{WORD}</string></array>\n\
         <key>RunAtLoad</key><true/>\n\
         <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>\n\
         <key>ThrottleInterval</key><integer>10</integer>\n</dict>\n</plist>\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_that_was_written_is_on_and_one_that_was_switched_off_is_not() {
        let text = desktop_entry("/opt/a b/kyukyubako").unwrap();
        assert!(text.contains("\nExec=\"/opt/a b/kyukyubako\" watch\n"), "{text}");
        assert!(desktop_entry_is_on(&text, "/opt/a b/kyukyubako"));
        assert!(!desktop_entry_is_on(&text, "/home/u/kyukyubako"), "another program");
        for off in ["Hidden=true\n", "X-GNOME-Autostart-enabled=false\n"] {
            assert!(!desktop_entry_is_on(&format!("{text}{off}"), "/opt/a b/kyukyubako"), "{off}");
        }
        assert!(!desktop_entry_is_on("", "/opt/a b/kyukyubako"));
    }

    #[test]
    fn what_the_packages_bring_is_what_the_program_looks_for() {
        let entry = include_str!("../../../installer/linux/kyukyubako-watch.desktop");
        let entry = entry.replace("@PROGRAM@", "/usr/bin/kyukyubako");
        assert!(desktop_entry_is_on(&entry, "/usr/bin/kyukyubako"), "{entry}");
        assert!(entry.lines().any(|line| line == "NoDisplay=true"), "{entry}");
        let agent = include_str!("../../../installer/macos/kyukyubako.watch.plist");
        let program = "/Applications/Kyukyubako.app/Contents/MacOS/kyukyubako";
        assert_eq!(Some(agent.replace("@PROGRAM@", program)), launch_agent(program));
    }

    #[test]
    fn a_path_stays_a_path_on_every_system() {
        for path in ["kyukyubako", "/a\nHidden=true", "/a\u{0}b"] {
            assert_eq!((desktop_entry(path), launch_agent(path)), (None, None), "{path:?}");
        }
        assert_eq!(run_value("C:\\a\" /c calc \"b.exe"), None);
        assert_eq!(run_value("C:\\P F\\k.exe").as_deref(), Some("\"C:\\P F\\k.exe\" watch"));
        assert_eq!(run_value_for_all("C:\\k.exe").as_deref(), Some("\"C:\\k.exe\" watch --at-log-on"));
        let agent = launch_agent("/a</string><string>-c</string>&b").unwrap();
        assert!(
            agent.contains("<string>/a&lt;/string&gt;&lt;string&gt;-c&lt;/string&gt;&amp;b</string>"),
            "{agent}"
        );
    }
}

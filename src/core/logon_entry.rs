//! The desktop entry that makes the system say at log-on that a cut is in force, and since when. It is its
//! own record: it appears before the cut is made and goes with the restore.

use super::timestamp::Timestamp;

/// Name of the file in an autostart folder.
pub const FILE_NAME: &str = "kyukyubako-notice.desktop";
/// A longer entry is not ours.
pub const ENTRY_MAX_BYTES: usize = 4096;

const SINCE: &str = "X-Kyukyubako-Since";
const BOOT: &str = "X-Kyukyubako-Boot";
const STAYS: &str = "X-Kyukyubako-Stays";

/// What the entry says. Programs only run from it; nothing in it is ever executed by us.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogonEntry {
    /// When the cut was made; absent while the entry only waits for one.
    pub since: Option<Timestamp>,
    /// The run of the system in which it was made.
    pub boot: String,
    /// Installed with the guard: it stays when a cut is taken back.
    pub stays: bool,
}

impl LogonEntry {
    /// The file's text; `program` is the absolute path of what is started. `None` when that path cannot be
    /// written into such a file.
    #[must_use]
    pub fn encode(&self, program: &str) -> Option<String> {
        let program = quoted(program)?;
        let mut lines = vec![
            "[Desktop Entry]".to_owned(),
            "Type=Application".to_owned(),
            "Name=Kyukyubako".to_owned(),
            "NoDisplay=true".to_owned(),
            format!("Exec={program} notice"),
        ];
        lines.extend(self.since.map(|at| format!("{SINCE}={}", at.0)));
        if !self.boot.is_empty() {
            lines.push(format!("{BOOT}={}", self.boot));
        }
        if self.stays {
            lines.push(format!("{STAYS}=true"));
        }
        lines.push(String::new());
        Some(lines.join("\n"))
    }

    /// Reads an entry. Whatever else stands in it is nobody's business; what is no time is none.
    #[must_use]
    pub fn decode(text: &str) -> Self {
        let mut entry = Self::default();
        for (key, value) in text.lines().filter_map(|line| line.split_once('=')) {
            match key.trim() {
                SINCE => entry.since = value.trim().parse().ok().filter(|at| *at > 0).map(Timestamp),
                BOOT => {
                    let id = |c: &char| c.is_ascii_hexdigit() || *c == '-';
                    entry.boot = value.trim().chars().filter(id).take(36).collect();
                }
                STAYS => entry.stays = value.trim() == "true",
                _ => {}
            }
        }
        entry
    }
}

/// `program` as an argument of `Exec=`: quoted for the command line, then escaped for the file.
#[must_use]
pub fn quoted(program: &str) -> Option<String> {
    if !program.starts_with('/') || program.chars().any(char::is_control) {
        return None;
    }
    let mut quoted = String::from("\"");
    for c in program.chars() {
        match c {
            // Once for the quotes, once more for the file.
            '"' | '`' | '$' => quoted.push_str("\\\\"),
            '\\' => quoted.push_str("\\\\\\"),
            '%' => quoted.push('%'),
            _ => {}
        }
        quoted.push(c);
    }
    quoted.push('"');
    Some(quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_announced_is_read_back() {
        for entry in [
            LogonEntry::default(),
            LogonEntry { since: Some(Timestamp(7)), boot: "0f-a1".into(), stays: false },
            LogonEntry { since: None, boot: String::new(), stays: true },
        ] {
            let text = entry.encode("/usr/bin/kyukyubako").unwrap();
            assert!(text.contains("\nExec=\"/usr/bin/kyukyubako\" notice\n"), "{text}");
            assert_eq!(LogonEntry::decode(&text), entry);
        }
    }

    #[test]
    fn a_path_cannot_add_a_command_or_a_line() {
        let entry = LogonEntry::default();
        for path in ["kyukyubako", "", "/a\nExec=/bin/sh", "/a\u{0}b"] {
            assert_eq!(entry.encode(path), None, "{path:?}");
        }
        let text = entry.encode("/a b/$HOME/`x`/100%/\"q\"\\z").unwrap();
        let exec = text.lines().find(|line| line.starts_with("Exec=")).unwrap();
        assert_eq!(exec, "Exec=\"/a b/\\\\$HOME/\\\\`x\\\\`/100%%/\\\\\"q\\\\\"\\\\\\\\z\" notice");
    }

    #[test]
    fn a_planted_entry_is_read_as_far_as_it_is_a_time() {
        for (text, since) in [
            ("", None),
            ("X-Kyukyubako-Since=soon", None),
            ("X-Kyukyubako-Since=-5", None),
            ("X-Kyukyubako-Since=99999999999999999999999", None),
            ("X-Kyukyubako-Since= 12 \nX-Kyukyubako-Boot=<script>", Some(Timestamp(12))),
        ] {
            assert_eq!(LogonEntry::decode(text).since, since, "{text}");
        }
        assert_eq!(LogonEntry::decode("X-Kyukyubako-Boot=<script>").boot, "c");
    }
}

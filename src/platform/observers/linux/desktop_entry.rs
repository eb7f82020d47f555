//! The form that desktop entries and unit files share: sections with `key=value` lines.

use std::collections::BTreeMap;

/// The first value of each key in `section`. Keys in a language (`Name[ja]`) stand for themselves.
pub fn section<'a>(text: &'a str, section: &str) -> BTreeMap<&'a str, &'a str> {
    let mut values = BTreeMap::new();
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            inside = header.strip_suffix(']') == Some(section);
        } else if inside
            && !line.starts_with(['#', ';'])
            && let Some((key, value)) = line.split_once('=')
        {
            values.entry(key.trim_end()).or_insert(value.trim_start());
        }
    }
    values
}

/// The program of a unit's `ExecStart=`, without the marks that may precede it.
pub fn unit_program(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['-', '@', ':', '+', '!', '|']);
    let quoted = line.strip_prefix(['"', '\'']).and_then(|rest| rest.split(['"', '\'']).next());
    quoted.or_else(|| line.split_ascii_whitespace().next()).filter(|program| !program.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_section_asked_for_is_read() {
        let text = "Name=before\n[Desktop Entry]\r\n# Name=comment\nName = First\nName=Second\nName[ja]=x\n\
            nothing\n=odd\nExec=a=b\n[Desktop Action x]\nExec=other\n";
        let values = section(text, "Desktop Entry");
        assert_eq!(values.get("Name"), Some(&"First"));
        assert_eq!(values.get("Exec"), Some(&"a=b"));
        assert_eq!(section("\u{0}[[[\n]=\n[", "Desktop Entry"), BTreeMap::new());
    }

    #[test]
    fn the_program_of_a_unit_is_its_first_word() {
        for (line, expected) in [
            ("/usr/bin/x11vnc -forever", Some("/usr/bin/x11vnc")),
            ("-@/usr/sbin/xrdp xrdp", Some("/usr/sbin/xrdp")),
            ("\"/opt/a b/c\" -d", Some("/opt/a b/c")),
            ("", None),
            ("+", None),
            ("\"", None),
        ] {
            assert_eq!(unit_program(line), expected, "{line:?}");
        }
    }
}

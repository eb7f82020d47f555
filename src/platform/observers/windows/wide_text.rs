//! UTF-16 that somebody else wrote, as bounded text.

use crate::core::detection::hostile_text;
use crate::platform::observers::TEXT_MAX_CHARS;

/// The units before the first zero.
pub fn until_zero(units: &[u16]) -> &[u16] {
    units.split(|unit| *unit == 0).next().unwrap_or_default()
}

/// A name: up to the first zero, nothing invisible, trimmed, at most [`TEXT_MAX_CHARS`] characters.
/// `None` when nothing is left.
pub fn name(units: &[u16]) -> Option<String> {
    // One character is at most two units; what is cut off here would be cut off below.
    let units = until_zero(units);
    let units = units.get(..TEXT_MAX_CHARS.saturating_mul(4)).unwrap_or(units);
    let text = hostile_text::shown(String::from_utf16_lossy(units).trim(), TEXT_MAX_CHARS);
    (!text.is_empty()).then_some(text)
}

/// `text` as a name, as above.
pub fn clean(text: &str) -> String {
    hostile_text::shown(text.trim(), TEXT_MAX_CHARS)
}

/// A command, unchanged for the same reason as a path; its program stands at its beginning.
pub fn start(text: &str) -> String {
    text.chars().take(TEXT_MAX_CHARS).collect()
}

/// A path, unchanged because it must still lead to its file; whoever shows or compares it
/// removes what is invisible. When it is too long its end is kept, as the end names the program.
pub fn path(text: &str) -> String {
    let start = text.char_indices().rev().take(TEXT_MAX_CHARS).last().map_or(0, |(index, _)| index);
    text.get(start..).unwrap_or_default().to_owned()
}

/// The text of a file: UTF-16 when it is marked as such, else UTF-8.
pub fn of_file(content: &[u8]) -> String {
    if let Some(wide) = content.strip_prefix(b"\xff\xfe") {
        let units: Vec<u16> = wide.as_chunks().0.iter().copied().map(u16::from_le_bytes).collect();
        return String::from_utf16_lossy(&units);
    }
    String::from_utf8_lossy(content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    #[test]
    fn names_are_bounded_and_show_what_they_are() {
        for (raw, expected) in [
            ("LogMeIn, Inc.", Some("LogMeIn, Inc.")),
            ("  spaced \u{0}garbage", Some("spaced")),
            ("a\u{202e}exe.b\n", Some("aexe.b")),
            ("\u{0}x", None),
            ("\u{200b} ", None),
            ("", None),
        ] {
            assert_eq!(name(&wide(raw)).as_deref(), expected, "{raw:?}");
        }
        assert_eq!(name(&vec![0x41; 1 << 20]).unwrap().chars().count(), TEXT_MAX_CHARS);
        // Half a surrogate pair at the end of what was kept.
        assert!(name(&[0xd83d]).is_some());
    }

    #[test]
    fn a_long_path_keeps_its_end_and_its_odd_characters() {
        let long = path(&format!("C:\\{}\\a\u{202e}b.exe", "x".repeat(5_000)));
        assert!(long.ends_with("\\a\u{202e}b.exe") && long.chars().count() == TEXT_MAX_CHARS);
        assert_eq!(path(""), "");
        assert!(start(&"\u{6551}".repeat(5_000)).chars().count() == TEXT_MAX_CHARS);
        assert_eq!(clean(" a\u{202e}b "), "ab");
    }
}

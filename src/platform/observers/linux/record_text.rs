//! Foreign text as it is kept in records: nothing invisible, bounded.

use std::path::Path;

use crate::core::detection::hostile_text::shown;
use crate::platform::observers::TEXT_MAX_CHARS;

/// `text` for a record; nothing when nothing is left of it.
pub fn kept(text: &str) -> Option<String> {
    Some(shown(text.trim(), TEXT_MAX_CHARS)).filter(|text| !text.is_empty())
}

/// `path` for a record; of one that is too long the end, which names the file.
pub fn kept_path(path: &Path) -> Option<String> {
    let text = path.to_string_lossy();
    let start = text.char_indices().rev().take(TEXT_MAX_CHARS).last().map_or(0, |(index, _)| index);
    kept(text.get(start..)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_stripped_and_bounded() {
        for (raw, expected) in [
            ("  x11vnc.service\n", Some("x11vnc.service")),
            ("a\u{202e}b\u{0}", Some("ab")),
            ("\u{200b}\t", None),
            ("", None),
        ] {
            assert_eq!(kept(raw).as_deref(), expected, "{raw:?}");
        }
        assert_eq!(kept(&"x".repeat(1 << 20)).unwrap().chars().count(), TEXT_MAX_CHARS);
        let long = format!("/{}/tool.deb", "\u{9577}".repeat(5000));
        let path = kept_path(Path::new(&long)).unwrap();
        assert!(path.ends_with("/tool.deb") && path.chars().count() == TEXT_MAX_CHARS);
    }
}

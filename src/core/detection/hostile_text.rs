//! Text chosen by somebody else: process names, paths, arguments, snapshot fields.

/// Longest piece of foreign text shown or kept as evidence, in characters.
pub const SHOWN_MAX_CHARS: usize = 200;

/// `text` without control, bidirectional, zero-width and other invisible formatting characters,
/// cut to `max_chars` characters (an ellipsis is the last one when it was cut).
#[must_use]
pub fn shown(text: &str, max_chars: usize) -> String {
    if is_plain(text) && text.len() <= max_chars {
        return text.to_owned();
    }
    let mut kept = text.chars().filter(|&c| !is_invisible(c));
    let mut out: String = kept.by_ref().take(max_chars).collect();
    if kept.next().is_some() && out.pop().is_some() {
        out.push('\u{2026}');
    }
    out
}

/// `text` as it is compared: no invisible characters, lower case, one kind of path separator.
/// At most `max_chars` characters, counted from the end because a path ends in the name.
#[must_use]
pub fn compared(text: &str, max_chars: usize) -> String {
    let start = if text.is_ascii() {
        text.len().saturating_sub(max_chars)
    } else {
        text.char_indices().rev().take(max_chars).last().map_or(0, |(index, _)| index)
    };
    let text = text.get(start..).unwrap_or_default();
    if is_plain(text) {
        let mut text = text.replace('\\', "/");
        text.make_ascii_lowercase();
        return text;
    }
    text.chars()
        .filter(|&c| !is_invisible(c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == '\\' { '/' } else { c })
        .collect()
}

/// True for what nearly every text is: nothing but printable ASCII.
fn is_plain(text: &str) -> bool {
    // Eight bytes at a time: in a hostile snapshot this looks at every byte of 16 MB.
    let (eights, rest) = text.as_bytes().as_chunks::<8>();
    let is_printable = |byte: &u8| (0x20..0x7f).contains(byte);
    eights.iter().all(|eight| {
        const ONES: u64 = 0x0101_0101_0101_0101;
        let (word, high) = (u64::from_le_bytes(*eight), ONES * 0x80);
        // The high bit of a byte is set by one that is not ASCII, and after the addition by one from 0x7f
        // on, and is not set after the other addition by one below 0x20.
        let [not_ascii, last, printable] = [word, (word & !high) + ONES, (word & !high) + ONES * 0x60];
        (not_ascii | last) & high == 0 && printable & high == high
    }) && rest.iter().all(is_printable)
}

/// True for characters that show nothing by themselves but change how their neighbours look.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_invisible_survives_and_length_is_bounded() {
        for (raw, expected) in [
            ("LMI_Rescue.exe", "LMI_Rescue.exe"),
            ("a\u{202e}exe.txt\u{0}\n", "aexe.txt"),
            ("\u{1b}[31mred", "[31mred"),
            ("\u{feff}\u{200b}x\u{2066}y", "xy"),
            ("\u{5e74}\u{8cc0}\u{72b6}", "\u{5e74}\u{8cc0}\u{72b6}"),
        ] {
            assert_eq!(shown(raw, 20), expected, "{raw:?}");
        }
        let long = shown(&"\u{9577}".repeat(4096), 10);
        assert_eq!(long.chars().count(), 10);
        assert!(long.ends_with('\u{2026}'));
        assert_eq!(shown("abc", 0), "");
    }

    #[test]
    fn plain_text_is_told_from_any_other() {
        for byte in 0..=127u8 {
            for place in 0..17 {
                let mut text = [b'a'; 17];
                text[place] = byte;
                let text = str::from_utf8(&text).unwrap();
                assert_eq!(is_plain(text), !text.chars().any(char::is_control), "{text:?}");
            }
        }
        assert!(is_plain("") && !is_plain("\u{e9}aaaaaaaaaaaaaaa") && !is_plain("aaaaaaa\u{e9}"));
    }

    #[test]
    fn comparison_keeps_the_end_of_a_long_path() {
        let path = format!("C:\\{}\\LMI_\u{202e}Rescue.EXE", "x".repeat(100_000));
        assert!(compared(&path, 64).ends_with("/lmi_rescue.exe"));
        assert_eq!(compared("", 64), "");
    }
}

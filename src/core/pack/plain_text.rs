//! What a text of a pack may consist of.

/// Japanese and plain Latin text. Letters of other alphabets look like ours and say something else.
pub(super) fn is_allowed(c: char) -> bool {
    matches!(c,
        ' '..='~'
        | '\u{b7}' | '\u{c0}'..='\u{ff}'
        | '\u{2010}'..='\u{2015}' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' | '\u{2026}' | '\u{203b}'
        | '\u{3000}'..='\u{301f}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fe}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff5e}')
}

/// True for what a browser or a file manager would open.
pub(super) fn looks_like_link(text: &str) -> bool {
    let text: String = text.chars().map(plain_width).flat_map(char::to_lowercase).collect();
    let domain = |word: &str| {
        let mut parts = word.rsplit('.');
        let last = parts.next().unwrap_or_default();
        let before = parts.next().unwrap_or_default();
        last.len() >= 2
            && last.bytes().all(|b| b.is_ascii_lowercase())
            && before.bytes().any(|b| b.is_ascii())
    };
    ["://", "www.", "\\", "mailto:", "file:", "@"].iter().any(|mark| text.contains(mark))
        || text.starts_with('/')
        || text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-')).any(domain)
}

fn plain_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c).saturating_sub(0xfee0)).unwrap_or(c),
        // The Japanese full stop is typed for the other one.
        '\u{3002}' | '\u{ff61}' => '.',
        '\u{3000}' => ' ',
        other => other,
    }
}

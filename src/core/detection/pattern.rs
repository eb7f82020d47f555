//! Wildcard patterns of the catalogue: `*` is any run of characters, `?` is one.

use super::hostile_text::compared;

/// Longest pattern the catalogue may hold, in characters.
pub const PATTERN_MAX_CHARS: usize = 200;

/// A pattern that ignores case and treats both path separators alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern {
    text: String,
    chars: Vec<char>,
    /// What stands before the first wildcard.
    head: String,
    /// The longest piece without a wildcard.
    literal: String,
}

impl Pattern {
    /// The pattern written as `text`; anything beyond [`PATTERN_MAX_CHARS`] is cut off at the front.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let text = compared(text, PATTERN_MAX_CHARS);
        let chars = text.chars().collect();
        let literal = text.split(['*', '?']).max_by_key(|piece| piece.len()).unwrap_or_default().to_owned();
        let head = text.split(['*', '?']).next().unwrap_or_default().to_owned();
        Self { text, chars, head, literal }
    }

    /// The pattern in the form it is compared in.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// True when `candidate`, already passed through [`compared`], matches as a whole.
    #[must_use]
    pub fn matches(&self, candidate: &str) -> bool {
        if self.head.len() == self.text.len() {
            return self.text == candidate;
        }
        // Both reject nearly every candidate without building anything, the cheaper one first.
        if !candidate.starts_with(&self.head) || !candidate.contains(&self.literal) {
            return false;
        }
        let candidate: Vec<char> = candidate.chars().collect();
        let (mut at, mut from) = (0, 0);
        let mut star: Option<(usize, usize)> = None;
        while let Some(&c) = candidate.get(from) {
            match self.chars.get(at) {
                Some('*') => {
                    star = Some((at, from));
                    at += 1;
                }
                Some(&p) if p == '?' || p == c => {
                    at += 1;
                    from += 1;
                }
                _ => match star {
                    // Let the last star swallow one character more.
                    Some((star_at, swallowed)) => {
                        star = Some((star_at, swallowed + 1));
                        at = star_at + 1;
                        from = swallowed + 1;
                    }
                    None => return false,
                },
            }
        }
        self.chars.get(at..).unwrap_or_default().iter().all(|&c| c == '*')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_ignore_case_and_separator() {
        for (pattern, candidate, expected) in [
            ("LMI_Rescue.exe", "lmi_rescue.EXE", true),
            ("LMI_Rescue.exe", "lmi_rescue.exe.bak", false),
            ("Support-LogMeInRescue*.exe", "support-logmeinrescue (1).exe", true),
            ("Support-LogMeInRescue*.exe", "support-logmeinrescue.exe", true),
            ("*\\TeamViewer\\*", "C:/Program Files/TeamViewer/x.exe", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*ab*ab", "xxababab", true),
            ("*", "", true),
            ("", "", true),
            ("", "x", false),
        ] {
            assert_eq!(
                Pattern::new(pattern).matches(&compared(candidate, 500)),
                expected,
                "{pattern} / {candidate}"
            );
        }
    }
}

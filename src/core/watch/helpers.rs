//! What stands ready beside the watching: the button that stays, and the keys.

/// The keys that open the alert, as they are printed on keyboards.
pub const HOT_KEY: &str = "Ctrl + Alt + Enter";
/// Longest text of what is noted.
pub const NOTE_MAX_BYTES: usize = 256;

/// How one of them is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HelperState {
    /// Switched off, or nobody watches.
    #[default]
    Off,
    /// It is being made ready.
    Starting,
    /// It is there.
    Ready,
    /// Another program has these keys.
    Taken,
    /// This kind of desktop lets no program have it.
    NotHere,
    /// The system refused it; the log says why.
    Failed,
}

impl HelperState {
    const ALL: [Self; 6] = [Self::Off, Self::Starting, Self::Ready, Self::Taken, Self::NotHere, Self::Failed];

    /// The name in the note.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Starting => "starting",
            Self::Ready => "ready",
            Self::Taken => "taken",
            Self::NotHere => "not-here",
            Self::Failed => "failed",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Looking again later may find it different.
    #[must_use]
    pub fn may_change(self) -> bool {
        matches!(self, Self::Taken | Self::Failed)
    }
}

/// How both are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Helpers {
    /// The button that stays.
    pub sos_button: HelperState,
    /// The keys.
    pub hot_key: HelperState,
}

impl Helpers {
    /// As the watcher notes it for the family's page.
    #[must_use]
    pub fn to_text(self) -> String {
        format!("{} {}\n", self.sos_button.word(), self.hot_key.word())
    }

    /// From a note that anybody may have written.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let (button, key) = text.trim().split_once(' ')?;
        Some(Self { sos_button: HelperState::from_word(button)?, hot_key: HelperState::from_word(key)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_back_and_nothing_else_is() {
        for sos_button in HelperState::ALL {
            for hot_key in HelperState::ALL {
                let helpers = Helpers { sos_button, hot_key };
                assert_eq!(Helpers::from_text(&helpers.to_text()), Some(helpers));
            }
        }
        for text in ["", "ready", "ready ", "ready set", "ready ready ready", "READY off"] {
            assert_eq!(Helpers::from_text(text), None, "{text:?}");
        }
    }
}

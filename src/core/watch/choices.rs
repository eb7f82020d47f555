//! What the family switches on and off beside the watching itself: the table `[watch]` of the settings.

use std::collections::BTreeMap;

/// Something that can be on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WatchChoice {
    /// Cut by itself, fifteen seconds after somebody took over this PC.
    AutomaticCut,
    /// The small button that stays above everything.
    SosButton,
    /// The keys that open the alert from anywhere.
    HotKey,
}

impl WatchChoice {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::AutomaticCut, Self::SosButton, Self::HotKey];

    /// The name in the settings file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::AutomaticCut => "automatic_cut",
            Self::SosButton => "sos_button",
            Self::HotKey => "hot_key",
        }
    }

    /// What it is where nobody chose.
    #[must_use]
    pub fn at_first(self) -> bool {
        match self {
            Self::AutomaticCut | Self::SosButton => false,
            Self::HotKey => true,
        }
    }
}

/// What was chosen; whatever was not is as at first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WatchChoices(BTreeMap<WatchChoice, bool>);

impl WatchChoices {
    /// Whether `choice` is on.
    #[must_use]
    pub fn is_on(&self, choice: WatchChoice) -> bool {
        self.chosen(choice).unwrap_or(choice.at_first())
    }

    /// What somebody chose; absent when nobody did.
    #[must_use]
    pub fn chosen(&self, choice: WatchChoice) -> Option<bool> {
        self.0.get(&choice).copied()
    }

    /// Switches `choice`.
    pub fn set(&mut self, choice: WatchChoice, on: bool) {
        self.0.insert(choice, on);
    }
}

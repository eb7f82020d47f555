//! What the alert window's process tells the watcher that started it: one word on each line of its output.

/// One line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertLine {
    /// The window is on the screen.
    Shown,
    /// It counts down to a cut by itself.
    Counting,
    /// The person pressed 「切らない」, or it did cut.
    CountOver,
    /// Another window of ours was open and came to the front instead.
    HandedOver,
    /// Somebody closed it.
    Closed,
    /// It took in that it is asked to come to the front.
    Here,
    /// It can be seen, as far as its system tells.
    Seen,
    /// It cannot be seen, and does not come back by itself.
    Unseen,
}

impl AlertLine {
    /// Every line.
    pub const ALL: [Self; 8] = [
        Self::Shown,
        Self::Counting,
        Self::CountOver,
        Self::HandedOver,
        Self::Closed,
        Self::Here,
        Self::Seen,
        Self::Unseen,
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Counting => "counting",
            Self::CountOver => "count-over",
            Self::HandedOver => "handed-over",
            Self::Closed => "closed",
            Self::Here => "here",
            Self::Seen => "seen",
            Self::Unseen => "unseen",
        }
    }

    /// The line with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|line| line.word() == word)
    }
}

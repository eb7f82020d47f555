//! What the window must say about files that could not be read or written.

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// The settings file is not readable as settings: defaults are used, the file is untouched.
    SettingsBroken,
    /// One line of the settings cannot be used: only that one is left out, the file is untouched.
    SettingsValue,
    /// Saved notes could not be read: the file was put aside under [`StorageNotice::kept_as`], new ones begin.
    NotesBroken,
    /// The file exists but the system does not let us read it.
    Unreadable,
    /// The file is far larger than ours ever are; it is untouched and not read.
    TooLarge,
    /// Nothing can be saved here (read-only, full, no home): all lives in memory until the program ends.
    NotSaved,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::SettingsBroken,
        Self::SettingsValue,
        Self::NotesBroken,
        Self::Unreadable,
        Self::TooLarge,
        Self::NotSaved,
    ];
}

/// One thing to tell about one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StorageNotice {
    /// The file's name, without its folder; empty when no folder exists at all.
    pub file: String,
    /// The line at fault, counted from 1.
    pub line: Option<u32>,
    /// The name the file was kept under, when it was put aside.
    pub kept_as: Option<String>,
    /// What happened.
    pub kind: NoticeKind,
}

impl StorageNotice {
    /// A notice about `file` as a whole.
    #[must_use]
    pub fn new(file: &str, kind: NoticeKind) -> Self {
        Self { file: file.to_owned(), line: None, kept_as: None, kind }
    }

    /// The same notice, about one line.
    #[must_use]
    pub fn at_line(self, line: Option<u32>) -> Self {
        Self { line, ..self }
    }
}

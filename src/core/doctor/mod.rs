//! The self check: from what was found on this PC to one sentence for each thing, and how to mend it.

mod facts;
mod judge;

pub use facts::{
    AdminKept, AppControl, Build, ContactsAge, Facts, Fonts, Guard, Notes, Notification, PackFile, Renderer,
    SettingsFile, Watcher,
};
pub use judge::judge;

use serde::Serialize;

/// What is checked, in the order in which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// What the red button can close.
    CutWays,
    /// The administrator's guard.
    Guard,
    /// What watches while no window is open.
    Watcher,
    /// What draws the window.
    Renderer,
    /// The typeface.
    Fonts,
    /// The desktop's notifications.
    Notification,
    /// The settings file.
    Settings,
    /// Where notes are saved.
    Notes,
    /// The numbers to call.
    Contacts,
    /// The centre's pack.
    Pack,
    /// What an administrator kept.
    Store,
    /// This build and its signature.
    Build,
    /// Smart App Control of Windows.
    SmartAppControl,
}

impl Check {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::CutWays,
        Self::Guard,
        Self::Watcher,
        Self::Renderer,
        Self::Fonts,
        Self::Notification,
        Self::Settings,
        Self::Notes,
        Self::Contacts,
        Self::Pack,
        Self::Store,
        Self::Build,
        Self::SmartAppControl,
    ];

    /// The id of its name.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::CutWays => "doctor-cut-ways",
            Self::Guard => "doctor-guard",
            Self::Watcher => "doctor-watcher",
            Self::Renderer => "doctor-renderer",
            Self::Fonts => "doctor-fonts",
            Self::Notification => "doctor-notification",
            Self::Settings => "doctor-settings",
            Self::Notes => "doctor-notes",
            Self::Contacts => "doctor-contacts",
            Self::Pack => "doctor-pack",
            Self::Store => "doctor-store",
            Self::Build => "doctor-build",
            Self::SmartAppControl => "doctor-smart-app-control",
        }
    }
}

/// How a thing is; the worst is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// As it should be.
    Ok,
    /// It could not be found out.
    Unknown,
    /// It works, and something about it should be better.
    Warn,
    /// It does not work, or must not be relied on.
    Bad,
}

/// What is put into a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// The line of a file.
    Line(u32),
    /// The name of a thing, without invisible characters.
    Name(String),
    /// A day, `YYYY-MM-DD`.
    Day(String),
}

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub check: Check,
    /// How it is.
    pub state: State,
    /// The id of the sentence that says so.
    pub sentence: &'static str,
    /// The id of how to mend it; absent where nothing has to be.
    pub mend: Option<&'static str>,
    /// What the sentence names.
    pub detail: Option<Detail>,
}

/// The worst of all.
#[must_use]
pub fn worst(findings: &[Finding]) -> State {
    findings.iter().map(|finding| finding.state).max().unwrap_or(State::Unknown)
}

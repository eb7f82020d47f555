//! What the core wants done.

use super::detection::allow_list::{AllowEntry, AllowList};
use super::event::{ExportTarget, PrintWhat};
use super::incident::Incident;
use super::network::RestoreAuthority;
use super::report::Numbers;
use super::session::SessionRecord;
use super::settings::{Contrast, Settings, TextSize};
use super::watch::{AlertLine, WatchChoice};

/// Something to be done outside the core. Results come back as events.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Cut the line now.
    CutNetwork,
    /// Look at the line every second, or stop doing so.
    WatchLine(bool),
    /// Take evidence and end the remote tools' programs. Never counts as a cut.
    EndTools,
    /// Take back what was changed.
    RestoreNetwork(RestoreAuthority),
    /// Write the incident to disk.
    SaveIncident(Box<Incident>),
    /// Put a closed incident aside, so that the next one starts empty.
    ArchiveIncident(Box<Incident>),
    /// Save the incident as files for police, bank or centre.
    ExportMemo(ExportTarget, Numbers, Box<Incident>),
    /// Remember that the family's own numbers are right as they are.
    ConfirmNumbers,
    /// Set the PIN; the old one is needed when there is one.
    SetPin {
        /// The PIN so far.
        old: Option<String>,
        /// The new one.
        new: String,
    },
    /// Keep what the family set up, dated today, and remember that it was confirmed.
    SaveSetup(Box<Settings>),
    /// Keep this entry of the allow-list, if the PIN is right.
    AllowTool {
        /// The PIN as typed.
        pin: String,
        /// The tool, its signer, the date.
        entry: AllowEntry,
    },
    /// Take the entries of this tool off the allow-list.
    TakeBackTool(String),
    /// Judge what is seen with this allow-list from now on.
    WatchWith(AllowList),
    /// Remember the text size.
    SaveTextSize(TextSize),
    /// Remember the colours.
    SaveContrast(Contrast),
    /// Change and remember the language.
    SetLanguage(&'static str),
    /// A desktop notification in neutral words that tell the operator nothing.
    NotifyNeutral,
    /// Bring the window to the person's attention.
    AskAttention,
    /// Make the sheet, save it and open the system's viewer.
    PrintSheet(PrintWhat),
    /// Find out whether a printer hangs on this PC itself.
    FindPrinters,
    /// Cut the line once more, by the ways that ask nobody.
    CutAgain,
    /// Ask how the administrator's guard is, and whether a PIN is set.
    AskGuard,
    /// Close the window.
    CloseWindow,
    /// Look at the PIN as typed, before something of the set-up is changed.
    CheckPin(String),
    /// Ask for an administrator who keeps this, and gives the PIN to the guard.
    KeepSetup {
        /// Name, numbers and tools, as they were shown.
        settings: Box<Settings>,
        /// The family's PIN, which was right.
        pin: Option<String>,
    },
    /// Ask the system whether it is set to high contrast.
    AskContrast,
    /// Cut, look and open again as a drill, beside everything else.
    Drill,
    /// Keep what somebody of the family may use now, or that nobody may.
    SaveHelp(Option<Box<AllowEntry>>),
    /// Keep what the person said of the sessions, and what is counted down.
    SaveSessions(Box<SessionRecord>),
    /// Tell the watcher that opened this window how the alert goes.
    TellWatcher(AlertLine),
    /// Find out how the watcher is on this PC.
    AskWatcher,
    /// Look whether it works on this PC.
    LookAtSelf,
    /// Start the watcher now and at every log-on, or end it and start it no more.
    InstallWatcher(bool),
    /// Remember what the watcher does.
    SaveWatchChoice(WatchChoice, bool),
    /// Close the browsers of this user and this session, and no other program.
    CloseBrowsers,
}

impl Effect {
    /// True for both ways of cutting: pressed, and by the window itself.
    #[must_use]
    pub fn cuts(&self) -> bool {
        matches!(self, Self::CutNetwork | Self::CutAgain)
    }
}

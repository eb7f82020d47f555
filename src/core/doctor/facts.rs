//! What the self check found out, before anything is judged. A fact that is absent was asked for and nobody answered.

use crate::core::network::CutWays;
use crate::core::pc_facts::GuardPresence;

/// What was found, one field for each check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// What draws the window.
    pub renderer: Option<Renderer>,
    /// The bundled typeface and the family's names.
    pub fonts: Option<Fonts>,
    /// What cuts the line.
    pub ways: Option<CutWays>,
    /// The administrator's guard.
    pub guard: Option<Guard>,
    /// The desktop's notifications.
    pub notification: Option<Notification>,
    /// What watches while no window is open.
    pub watcher: Option<Watcher>,
    /// The settings file.
    pub settings: Option<SettingsFile>,
    /// Where notes are saved.
    pub notes: Option<Notes>,
    /// The numbers to call.
    pub contacts: Option<ContactsAge>,
    /// The centre's pack.
    pub pack: Option<PackFile>,
    /// What an administrator kept.
    pub store: Option<AdminKept>,
    /// This build and its signature.
    pub build: Option<Build>,
    /// Smart App Control of Windows.
    pub app_control: Option<AppControl>,
}

/// What draws the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renderer {
    /// A window is open and drawn.
    Draws {
        /// The first way to draw failed.
        second_way: bool,
    },
    /// No window was opened; a graphics unit was found.
    Found {
        /// Its name, without invisible characters.
        name: String,
        /// The processor does its work.
        software: bool,
    },
    /// No graphics unit was found.
    NoneFound,
    /// There is no screen here to draw on.
    NoScreen,
    /// The program that looked for one was ended by what it found.
    BrokeDown,
}

/// The bundled typeface and what it lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fonts {
    /// Everything is there.
    Whole,
    /// A name in the set-up has a character that it lacks.
    NameShownAsBoxes,
    /// It cannot be read.
    Damaged,
}

/// The administrator's guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// None is made for this system.
    NotMade,
    /// There is none, and somebody who is no administrator took the name of its folder.
    Obstructed,
    /// How it is.
    Is {
        /// There, silent, or not.
        presence: GuardPresence,
        /// It knows a PIN.
        pin_set: bool,
    },
}

/// The desktop's notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notification {
    /// A server answers.
    Answers,
    /// Nobody forbade them; whether they are shown cannot be asked.
    Permitted,
    /// The person or a policy switched them off.
    SwitchedOff,
    /// The desktop has no server for them.
    NoServer,
    /// No desktop is at hand.
    NoDesktop,
}

/// What watches while no window is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watcher {
    /// The next log-on starts it.
    pub at_log_on: bool,
    /// It runs now.
    pub running: bool,
}

/// The settings file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsFile {
    /// There is none: nobody chose anything.
    None,
    /// All of it was understood.
    Valid,
    /// Something in it is not used, on this line if that is known.
    Partly(Option<u32>),
    /// Nothing of it is used.
    Broken(Option<u32>),
}

/// Where notes are saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notes {
    /// They can be.
    Writable,
    /// They cannot.
    NotWritable,
}

/// How old the numbers to call are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactsAge {
    /// Days since the public number that was checked longest ago; negative when the PC's clock is before it.
    pub days: i64,
    /// That day, `YYYY-MM-DD`.
    pub checked_on: String,
    /// The family set numbers up and nobody confirmed them as they are.
    pub own_unconfirmed: bool,
    /// A number of the family was registered more than a year ago.
    pub own_old: bool,
}

/// The centre's pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackFile {
    /// There is none.
    None,
    /// It is what was applied.
    Applied,
    /// It was changed, or nobody applied it.
    Changed,
    /// This version does not accept it.
    Refused,
    /// Only an administrator's counts here.
    NotKept,
}

/// What an administrator kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdminKept {
    /// Nothing; nothing has to be.
    None,
    /// It can be read and believed.
    Readable,
    /// Somebody else could have written it.
    Untrusted,
    /// It cannot be read.
    Broken,
}

/// This build and its signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Build {
    /// The signing step of a release made it.
    pub for_handing_out: bool,
    /// Whether this PC trusts the program file's signature; absent where files bear none.
    pub signature: Option<bool>,
}

/// Smart App Control of Windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppControl {
    /// Another system.
    OtherSystem,
    /// This Windows has none.
    NotThere,
    /// Off.
    Off,
    /// It only watches yet.
    Evaluates,
    /// On: it blocks what it does not know.
    On,
}

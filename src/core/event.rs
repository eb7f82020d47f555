//! What happened, told to the core.

use super::browser::ClosedBrowser;
use super::capture::Hiding;
use super::detection::Assessment;
use super::detection::allow_list::{AllowEntry, AllowFingerprint, AllowFor, AllowList};
use super::doctor::Finding;
use super::drill::{DrillProgress, DrillReport};
use super::hand::Hand;
use super::incident::{Answer, Incident, MemoField, Paid, SeenOnScreen, Step};
use super::kept::{KeepReport, Kept};
use super::network::{CutProgress, CutReport, LineStatus, Observation, RestoreReport};
use super::own_contacts::ContactsFingerprint;
use super::pack::Pack;
use super::pc_facts::{GuardPresence, PcFacts, PinsSeen};
use super::screen::Screen;
use super::session::SessionRecord;
use super::settings::{ContactKind, Contrast, Settings, TextSize};
use super::storage_notice::StorageNotice;
use super::watch::{WatchChoice, WatcherFacts};

/// Something that happened outside the core.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The program came up.
    Started(Box<Start>),
    /// The settings were read again or saved by this program.
    Settled(Box<Settings>, Option<ContactsFingerprint>),
    /// The set-up was written and confirmed, or could not be; the settings as they are kept now.
    SetupSaved(Box<Settings>, Option<ContactsFingerprint>, Result<(), Notice>),
    /// A press on the window.
    Pressed(Press),
    /// A memo field was typed into.
    MemoTyped(MemoField, String),
    /// A field of the set-up was typed into.
    SetupTyped(SetupField, String),
    /// Time passed; drives the countdowns.
    Tick,
    /// The live check looked.
    Assessed(Assessment),
    /// The live check broke down or no longer answers: nothing can be said about remote tools until it
    /// looks again.
    WatchLost,
    /// The looks at the line broke down: no cut can be claimed any more.
    LineWatchLost,
    /// The running cut reports on itself.
    CutProgressed(CutProgress),
    /// The cut answered.
    CutFinished(CutReport),
    /// One more look at the line.
    Observed(Vec<Observation>),
    /// The remote tools were ended, or refused.
    ToolsEnded(Vec<EndReport>),
    /// The restore answered.
    RestoreFinished(RestoreReport),
    /// The PIN was set, or could not be.
    PinSaved(Result<(), Notice>),
    /// A tool was allowed or taken back, or could not be.
    AllowAnswered(AllowAnswer),
    /// Something could not be saved; the words to say so.
    Noticed(Notice),
    /// The memo was exported to this place, or could not be.
    Exported(Result<String, Notice>),
    /// The person closed the save dialog without choosing a place.
    ExportCancelled,
    /// The sheet was made at this place, or could not be.
    Printed(Result<String, Notice>),
    /// A printer hangs on this PC itself.
    PrinterFound(bool),
    /// The window opened or is in front again: the system's looks may have changed meanwhile.
    InFront,
    /// Whether the system is set to high contrast.
    ContrastSeen(bool),
    /// How the administrator's guard is, and where a PIN is set.
    GuardSeen(GuardPresence, PinsSeen),
    /// The PIN was looked at.
    PinChecked(PinAnswer),
    /// What became of keeping, and what is kept now.
    KeepAnswered(KeepReport, Kept),
    /// The person says that this one was called.
    Called {
        /// Who, as it stood on the screen.
        who: String,
        /// The number on the screen; empty when it was on a card or passbook.
        number: String,
        /// Where the button leads.
        then: AfterCall,
    },
    /// The running drill reports on itself.
    DrillProgressed(DrillProgress),
    /// The drill is over, or was not begun.
    DrillFinished(Box<DrillReport>),
    /// How the watcher is on this PC.
    WatcherSeen(WatcherFacts),
    /// What the self check found.
    SelfLooked(Vec<Finding>),
    /// Somebody, the watcher perhaps, asked for the window that is open already.
    Raised,
    /// What became of each browser; empty when none was there.
    BrowsersClosed(Vec<ClosedBrowser>),
    /// A press or typed text of the window, with the hand that made it.
    ByHand(Hand, Box<Event>),
    /// Whether this window is kept out of pictures of the screen, as the system says.
    HidingSeen(Hiding),
}

/// What the program found when it came up.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Start {
    /// The saved incident, if any.
    pub incident: Option<Incident>,
    /// Whether a cut of ours is in force.
    pub line: LineStatus,
    /// This system shows its processes, so that remote tools can be seen.
    pub watching: bool,
    /// A caregiver's PIN exists.
    pub pin_set: bool,
    /// What the family set up.
    pub settings: Settings,
    /// The contacts as the caregiver confirmed them last.
    pub confirmed: Option<ContactsFingerprint>,
    /// The centre's pack, if one is applied and unchanged.
    pub pack: Option<Pack>,
    /// The pack lies where only an administrator writes.
    pub pack_protected: bool,
    /// Banks and card companies to choose from in the set-up.
    pub known: Vec<KnownContact>,
    /// What was allowed with the PIN.
    pub allow_confirmed: Option<AllowFingerprint>,
    /// Everything that went wrong while loading, to be said in the window.
    pub notices: Vec<Notice>,
    /// What is known of this PC beside its line and its tools.
    pub pc: PcFacts,
    /// What an administrator kept, on a PC that has a place for it.
    pub kept: Kept,
    /// There is a way to ask for an administrator from here.
    pub can_ask_administrator: bool,
    /// The PIN is the guard's alone: it opens the line, and nobody else can look at it.
    pub guard_pin_only: bool,
    /// Kept tools that this user took back. They lie in the administrator's place until it is kept without them.
    pub taken_back: AllowList,
    /// The administrator's process is not handed the PIN: it asks for it itself, in a box of its own.
    pub pin_typed_again: bool,
    /// The watcher saw a session and opened this window for it.
    pub alert: bool,
    /// What the person said of the sessions in another window.
    pub sessions: SessionRecord,
    /// What somebody of the family may use now.
    pub help: Option<AllowEntry>,
    /// This build is for development and says so.
    pub development: bool,
}

/// A bank or card company with a confirmed number, offered in the set-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownContact {
    /// Bank or card.
    pub kind: ContactKind,
    /// Its name in the window's language.
    pub name: String,
    /// Its number.
    pub phone: String,
}

/// A field of the set-up that is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SetupField {
    /// The person's own name.
    Person,
    /// Who or which company is called.
    Name,
    /// At which number.
    Phone,
}

/// What became of a change of the allow-list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowAnswer {
    /// It is kept; this is the list now.
    Saved(AllowList),
    /// The PIN was not right, or not looked at: too many wrong ones before.
    WrongPin {
        /// Seconds until the next one is looked at; zero when at once.
        retry_after_s: u64,
    },
    /// It was not changed; the words to say so.
    Failed(Notice),
}

/// What became of a PIN that was typed before a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinAnswer {
    /// It is the PIN.
    Right,
    /// It was not right, or not looked at: too many wrong ones before.
    Wrong {
        /// Seconds until the next one is looked at; zero when at once.
        retry_after_s: u64,
    },
    /// There is none any more, or its file cannot be used.
    Unusable,
}

/// Something that must be said in the window.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Notice {
    /// A file could not be read or written.
    Storage(StorageNotice),
    /// The sentence of this Fluent id.
    Text(&'static str),
}

pub use super::detection::ending::EndReport;

/// A press on one of the window's buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Press {
    /// The red button. Never asks, never waits.
    CutNow,
    /// 「警告が 出て 消えない」
    Popup,
    /// 「お金や番号を 教えてしまった」
    Money,
    /// Opens a screen that needs nothing else.
    Open(Screen),
    /// The screen before this one.
    Back,
    /// On with the emergency path, ticking the step of this screen if it is one.
    Next,
    /// An answer to the question on the screen.
    Answer(Answer),
    /// The hand way on the screen is not possible; show the next one.
    OtherWay,
    /// Ticks or unticks a step on the overview.
    ToggleStep(Step),
    /// Begins to count the seconds of holding the power button.
    CountPower,
    /// Ticks or unticks what was paid.
    Paid(Paid),
    /// Ticks or unticks what was seen.
    Seen(SeenOnScreen),
    /// Saves the memo as a file.
    Export(ExportTarget),
    /// Ends the remote tools' programs.
    EndTools,
    /// One digit of the PIN.
    PinDigit(u8),
    /// The next of the tools that are seen.
    NextTool,
    /// Allow the tool in this line of the list.
    AllowPick(u8),
    /// How long it is allowed.
    AllowFor(AllowFor),
    /// Take back the leave in this line of the list.
    TakeBack(u8),
    /// Have this tool kept as well, in the line of those that an earlier day left.
    KeepTool(u8),
    /// The family says that its own numbers are right.
    ConfirmNumbers,
    /// Takes the last digit back.
    PinErase,
    /// The restore button went down.
    HoldBegan,
    /// The restore button went up, or the pointer left it.
    HoldEnded,
    /// Asks the system for an administrator to restore.
    AskAdministrator,
    /// Stops the restore countdown.
    StopRestore,
    /// The family says the incident is over.
    CloseIncident,
    /// Another text size.
    TextSize(TextSize),
    /// Other colours.
    Contrast(Contrast),
    /// Another language, by its tag.
    Language(&'static str),
    /// On with the set-up without what this page asks for.
    SetupSkip,
    /// One more contact of the kind on this page.
    SetupAdd,
    /// Takes this contact of the page's list away.
    SetupRemove(u8),
    /// Takes this one of the list of known banks or card companies.
    SetupPick(u8),
    /// The words of the notice were read.
    DismissNotice,
    /// Leaves card and account numbers in the report, or masks them again.
    ToggleNumbers,
    /// Makes a sheet and opens it.
    Print(PrintWhat),
    /// Shows what to say to one of those to call.
    ShowCall(CallChoice),
    /// The next one to call, on the screen that shows one at a time.
    NextCall,
    /// Restores although a tool still runs.
    RestoreAnyway,
    /// Leaves the cut that was found at log-on as it is.
    KeepCut,
    /// This one was called.
    Called(CallChoice, AfterCall),
    /// Begins a drill.
    Drill,
    /// Starts the watcher now and at every log-on, or no more.
    WatchAtLogOn(bool),
    /// Switches something of the watcher on or off.
    WatchChoice(WatchChoice, bool),
    /// Closes the window that the watcher opened.
    CloseAlert,
    /// 「ブラウザーを 閉じる」
    CloseBrowsers,
    /// The warning is gone.
    PopupGone,
    /// The way of the next browser.
    NextBrowser,
    /// 「家族に 見せる」: this window may be seen from elsewhere until the alarm is over.
    ShowToFamily,
    /// Keeps this window out of pictures of the screen again.
    HideAgain,
    /// 「切らない」: what is counted down now is let be.
    LetBe,
    /// Lets somebody of the family help with the tool in this line.
    HelpPick(u8),
    /// The family has helped.
    EndHelp,
    /// One more look whether it works on this PC.
    LookAgain,
}

/// Where 「電話しました」 leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AfterCall {
    /// To the next one to call.
    NextCall,
    /// On with the emergency path.
    Next,
    /// Back to where the words were opened.
    Back,
}

/// Whom the words of a call are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallChoice {
    /// The public contact at this place in the order of the file.
    Public(usize),
    /// One of the family's own numbers, at this place of its list.
    Own(ContactKind, usize),
    /// A bank whose number is on the passbook.
    BankOnPassbook,
    /// A card company whose number is on the card.
    CardOnBack,
    /// The bank that received the money.
    ReceivingBank,
    /// Who issued the gift cards.
    GiftCardIssuer,
    /// The number at this place of the centre's pack.
    Centre(usize),
    /// The person in charge at a workplace.
    InCharge,
}

/// Where the memo is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportTarget {
    /// The Documents folder, without any dialog.
    Documents,
    /// A place chosen in the system's dialog.
    Choose,
    /// The Documents folder, as data for a centre.
    Data,
}

/// Which sheet is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrintWhat {
    /// The five steps.
    Sheet,
    /// The five steps, and the page that only the family may see.
    WithFamilyPage,
    /// The five steps without anybody's numbers but the centre's, to be handed out.
    Leaflet,
}

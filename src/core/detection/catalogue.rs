//! What is known about remote-control tools. The facts come from reviewed data, never from here.

use super::pattern::Pattern;

/// How a tool is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ToolKind {
    /// Run for one support session; running at all means somebody is or will be connected.
    OnDemand,
    /// Installed and often idle in the background.
    Installed,
}

/// What a tool is, for the sentence that explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ToolCategory {
    /// Lets a helper see and move this PC for one session.
    SupportApplet,
    /// Lets someone come back to this PC at any time.
    RemoteDesktop,
    /// A company's management agent that can also show the screen.
    Management,
    /// Support that Japanese companies offer to their customers.
    JapaneseSupport,
    /// Part of the operating system.
    System,
    /// Made to control a PC in secret.
    Covert,
}

/// How plausible a tool is in a support scam.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Seen in, or plausible for, support scams.
    Scam,
    /// Other remote access.
    Other,
}

/// A way to end a tool's session or to remove it, for a person to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HowToEnd {
    /// The small cross at the upper right of its window.
    UpperRightCross,
    /// The Pause key takes every permission back.
    PauseKey,
    /// Close its window.
    CloseWindow,
    /// The button in its window that ends or disconnects.
    DisconnectButton,
    /// Its icon in the notification area has an exit.
    TrayIcon,
    /// Sharing is stopped in the system's settings.
    SystemSettings,
    /// Remove it in the system's list of programs.
    Uninstall,
    /// Ask whoever looks after this PC.
    AskAdministrator,
}

/// What the operator shows to frighten: an ordinary program that looks like an examination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theatre {
    /// Stable id, for example `tree`.
    pub id: String,
    /// The program's file name.
    pub executable: Pattern,
    /// An argument it must have; absent: the program alone is enough.
    pub argument: Option<Pattern>,
}

/// A tool's name in the languages of the product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolName {
    /// Japanese.
    pub ja: String,
    /// English; also the name scripts see.
    pub en: String,
}

/// A program together with an argument that means something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArgumentMarker {
    /// The program's file name.
    pub executable: Pattern,
    /// The argument.
    pub argument: Pattern,
}

/// What exists only while a session is in progress.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SessionMarkers {
    /// Programs that run only then.
    pub executables: Vec<Pattern>,
    /// Arguments given only then.
    pub arguments: Vec<ArgumentMarker>,
    /// Named pipes open only then.
    pub pipes: Vec<Pattern>,
    /// An established connection to a port the tool itself listens on is a session.
    pub inbound_connection: bool,
}

/// One remote-control tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// Stable id, for example `logmein-rescue`.
    pub id: String,
    /// Name for people.
    pub name: ToolName,
    /// How it is used.
    pub kind: ToolKind,
    /// What it is.
    pub category: ToolCategory,
    /// How plausible it is in a support scam.
    pub tier: Tier,
    /// How a person ends or removes it, best first.
    pub how_to_end: Vec<HowToEnd>,
    /// File names that belong to it, in the role of [`Tool::kind`].
    pub executables: Vec<Pattern>,
    /// File names that are on demand although the tool itself may be installed.
    pub on_demand_executables: Vec<Pattern>,
    /// File names that are never more than a leftover by themselves.
    pub idle_executables: Vec<Pattern>,
    /// File names of the helper's side, which gives nobody control of this PC: never the tool.
    pub helper_executables: Vec<Pattern>,
    /// File names, also among the others, that appear anew for each session, whoever starts them.
    pub fresh_executables: Vec<Pattern>,
    /// File names too common to name a tool without a second signal.
    pub generic_executables: Vec<Pattern>,
    /// Where its files lie, in the role of [`Tool::kind`].
    pub paths: Vec<Pattern>,
    /// Where its files lie when run on demand.
    pub on_demand_paths: Vec<Pattern>,
    /// What exists only during a session.
    pub session: SessionMarkers,
    /// Companies in version information.
    pub companies: Vec<Pattern>,
    /// Products in version information.
    pub products: Vec<Pattern>,
    /// Code signers.
    pub signers: Vec<Pattern>,
    /// The signers sign nothing else: a valid signature alone names the tool.
    pub single_product_signers: bool,
    /// Service names or display names.
    pub services: Vec<Pattern>,
    /// Names of autostart entries.
    pub autostarts: Vec<Pattern>,
    /// Named pipes present whenever it runs.
    pub pipes: Vec<Pattern>,
    /// Names of downloaded files.
    pub downloads: Vec<Pattern>,
    /// Internet names it connects to. Told to the centre, never looked up.
    pub domains: Vec<String>,
    /// The system's own way it is, as in [`RemoteSessionRecord::kind`](super::snapshot::RemoteSessionRecord).
    pub system_session: Option<String>,
    /// Where to report abuse.
    pub report_abuse: Option<String>,
    /// Where the facts come from.
    pub sources: Vec<String>,
    /// When they were checked, `YYYY-MM-DD`.
    pub checked_on: String,
}

/// Programs of the operating system that explain why another program was started.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SystemPrograms {
    /// Start services: what they start was not started by a person.
    pub service_managers: Vec<Pattern>,
    /// The first program of a desktop session: what starts with it is an autostart.
    pub session_shells: Vec<Pattern>,
    /// Run programs of another system; the first arguments name the real one.
    pub loaders: Vec<Pattern>,
    /// Where the programs above lie. One whose file is known and lies elsewhere only has their name.
    pub trusted_files: Vec<Pattern>,
    /// Policies against the person's own hands that raise a running tool.
    pub alarming_restrictions: Vec<Pattern>,
    /// Where a person's downloads and unpacked archives lie.
    pub download_places: Vec<Pattern>,
}

/// All tools known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    /// Programs of the operating system.
    pub system: SystemPrograms,
    /// What operators show to frighten.
    pub theatre: Vec<Theatre>,
    /// The tools, in the order of the data.
    pub tools: Vec<Tool>,
}

impl Catalogue {
    /// The tool called `id`.
    #[must_use]
    pub fn tool(&self, id: &str) -> Option<&Tool> {
        self.tools.iter().find(|tool| tool.id == id)
    }
}

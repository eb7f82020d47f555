//! The whole behaviour of the window: events in, effects out.

mod alert;
mod allow_setup;
mod automatic_cut;
mod calls;
mod capture;
mod drill;
mod emergency;
mod escape;
mod facts;
mod family_help;
mod hands;
mod keep;
mod line;
mod navigation;
mod paper;
mod pin_gate;
mod pin_setup;
mod presses;
mod restore;
mod self_check;
mod setup;
mod standing;
mod tools_first;
mod watch_setup;

use std::collections::{BTreeSet, VecDeque};

use super::detection::allow_list::AllowList;
use super::detection::{Assessment, Level};
use super::effect::Effect;
use super::event::{CallChoice, EndReport, Event, KnownContact, Notice, Start};
use super::incident::{Incident, Memo, Step};
use super::kept::Kept;
use super::own_contacts::ContactsFingerprint;
use super::pack::Pack;
use super::pc_facts::PcFacts;
use super::report::Numbers;
use super::screen::Screen;
use super::settings::Settings;
use super::timestamp::Timestamp;
use super::watch::WatcherFacts;

pub use super::pin_delay::{PIN_MAX_DIGITS, PIN_MIN_DIGITS};
pub use alert::{Alert, AlertStage};
pub use allow_setup::{AllowRow, AllowSetup, AllowStage};
pub use automatic_cut::COUNTDOWN_S;
pub use drill::{DRILL_S, Drill};
pub use escape::{Escape, EscapeStage, Place};
pub use family_help::{FamilyHelp, HelpStage};
pub use hands::PIN_STANDS_IN_MS;
pub use keep::KeepStage;
pub use line::Line;
pub use pin_gate::{GateStage, PinGate};
pub use pin_setup::{PinSetup, PinStage};
pub use restore::{HOLD_MS, Restore, SPELL_BREAK_S, Stage};
pub use self_check::SelfCheck;
pub use setup::{SETUP_PAGES, Setup, SetupProblem, SetupStage, setup_kind};
pub use tools_first::ToolsBefore;

/// A press within this time after the screen changed is a trembling hand's second click, in milliseconds.
pub const DEBOUNCE_MS: u64 = 350;
/// How long the power button is held (threat report, table 2), in seconds.
pub const POWER_HOLD_S: u64 = 10;
/// More notices than this at once help nobody.
const MAX_NOTICES: usize = 8;

/// The state of the window. [`App::step`] is the only way to change it.
#[derive(Debug, Clone, Default)]
pub struct App {
    screen: Screen,
    history: Vec<Screen>,
    screen_since: Timestamp,
    incident: Option<Incident>,
    /// What only a hand at this PC deletes from the memo: what was there when the page was opened, and what such a hand
    /// wrote.
    kept_memo: Memo,
    line: Line,
    line_watch: line::LineWatch,
    assessment: Assessment,
    ended: Vec<EndReport>,
    notices: VecDeque<Notice>,
    restore: Restore,
    pin_setup: PinSetup,
    allow_setup: AllowSetup,
    allowed: AllowList,
    shown_tool: Option<String>,
    power_count_from: Option<Timestamp>,
    no_other_telephone: bool,
    asked_about: Door,
    exported: Option<String>,
    exporting: bool,
    watching: bool,
    pin_set: bool,
    /// The guard holds the line and knows no PIN.
    guard_lacks_pin: bool,
    settings: Settings,
    confirmed: Option<ContactsFingerprint>,
    setup: Option<Setup>,
    known: Vec<KnownContact>,
    pack: Option<Pack>,
    pack_protected: bool,
    shown_call: Option<CallChoice>,
    call_turn: usize,
    numbers: Numbers,
    /// The steps ticked since the program came up: what a file says is done is shown, but nothing is left out for it.
    ticked: BTreeSet<Step>,
    issuer_shown: bool,
    printing: paper::Printing,
    pc: PcFacts,
    kept: Kept,
    keep_stage: KeepStage,
    can_ask_administrator: bool,
    pin_gate: PinGate,
    guard_pin_only: bool,
    pending_allowed: AllowList,
    /// What lies in the administrator's place, with what this user took back since.
    stored_allowed: AllowList,
    /// Tools somebody answered for since the program came up: with the PIN, or with a press of their own.
    vouched: AllowList,
    pin_typed_again: bool,
    drill: Drill,
    system_contrast: bool,
    watcher: Option<WatcherFacts>,
    self_check: SelfCheck,
    development: bool,
    alert: Alert,
    escape: Escape,
    hands: hands::Hands,
    capture: capture::Capture,
    help: FamilyHelp,
}

/// The door that led to [`Screen::AskContact`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Door {
    /// 「警告が 出て 消えない」
    #[default]
    Popup,
    /// 「お金や番号を 教えてしまった」
    Money,
}

impl App {
    /// A window on its home screen.
    #[must_use]
    pub fn new() -> Self {
        Self { screen: Screen::Home, ..Self::default() }
    }

    /// Takes one event and says what must be done about it.
    pub fn step(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        let counted = self.stays_open();
        let mut effects = self.handled(event, now);
        effects.extend(self.close_setup_in_need(now));
        effects.extend(self.close_keep_in_need(now));
        effects.extend(self.help_looked(now));
        effects.extend(self.alert_looked(now));
        effects.extend(self.leave_escape_in_need(now));
        effects.extend(self.tell_of_count(counted));
        effects
    }

    fn handled(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        match event {
            Event::Started(start) => self.started(*start, now),
            Event::Settled(settings, confirmed) => {
                self.settings = *settings;
                self.confirmed = confirmed;
                Vec::new()
            }
            Event::SetupSaved(settings, confirmed, saved) => {
                self.settings = *settings;
                self.confirmed = confirmed;
                self.setup_settled(saved.is_ok());
                if let Err(notice) = saved {
                    self.notice(notice);
                }
                Vec::new()
            }
            Event::Pressed(press) => self.pressed(press, now),
            Event::MemoTyped(field, text) => self.memo_typed(field, &text),
            Event::SetupTyped(field, text) => self.setup_typed(field, &text),
            Event::Tick => self.tick(now),
            Event::Assessed(assessment) => self.assessed(assessment, now),
            Event::WatchLost => {
                self.watching = false;
                // Whoever jams the look must not turn off an alarm by it.
                if self.assessment.level < Level::Likely {
                    self.assessment = Assessment::default();
                }
                self.stop_restore_for_tools(now)
            }
            Event::LineWatchLost => self.line_watch_lost(),
            Event::CutProgressed(progress) => {
                self.line.progress(&progress);
                Vec::new()
            }
            Event::CutFinished(report) => self.cut_finished(&report, now),
            Event::Observed(round) => self.observed(round, now),
            Event::ToolsEnded(ended) => {
                self.ended = ended;
                Vec::new()
            }
            Event::RestoreFinished(report) => self.restore_finished(report, now),
            Event::PinSaved(result) => {
                self.pin_saved(result);
                Vec::new()
            }
            Event::AllowAnswered(answer) => self.allow_answer(answer),
            Event::Noticed(notice) => {
                self.notice(notice);
                Vec::new()
            }
            Event::Exported(result) => {
                self.exporting = false;
                match result {
                    Ok(place) => self.exported = Some(place),
                    Err(notice) => self.notice(notice),
                }
                Vec::new()
            }
            Event::ExportCancelled => {
                self.exporting = false;
                Vec::new()
            }
            Event::Printed(result) => self.printed_sheet(result),
            Event::InFront => vec![Effect::AskContrast],
            Event::ContrastSeen(high) => {
                self.system_contrast = high;
                Vec::new()
            }
            Event::PrinterFound(found) => {
                self.printing.local_printer = found;
                Vec::new()
            }
            Event::GuardSeen(guard, pins) => self.guard_seen(guard, pins),
            Event::PinChecked(answer) => self.pin_checked(answer, now),
            Event::KeepAnswered(report, kept) => self.keep_answered(report, kept, now),
            Event::Called { who, number, then } => self.called(who, number, then, now),
            Event::DrillProgressed(progress) => self.drill_progressed(progress),
            Event::DrillFinished(report) => self.drill_finished(*report, now),
            Event::WatcherSeen(facts) => self.watcher_seen(facts),
            Event::SelfLooked(findings) => self.self_looked(findings),
            Event::Raised => self.raised(now),
            Event::BrowsersClosed(browsers) => self.browsers_closed(browsers, now),
            Event::ByHand(hand, event) => self.by_hand(hand, *event, now),
            Event::HidingSeen(hiding) => self.hiding_seen(hiding),
        }
    }

    fn started(&mut self, start: Start, now: Timestamp) -> Vec<Effect> {
        self.watching = start.watching;
        self.pin_set = start.pin_set;
        self.settings = start.settings;
        self.confirmed = start.confirmed;
        self.kept = start.kept;
        self.can_ask_administrator = start.can_ask_administrator;
        self.guard_pin_only = start.guard_pin_only;
        self.pin_typed_again = start.pin_typed_again;
        self.begin_stored(start.taken_back);
        self.begin_allowed(start.allow_confirmed.as_ref());
        self.known = start.known;
        self.pack = start.pack;
        self.pack_protected = start.pack_protected;
        self.development = start.development;
        for notice in start.notices {
            self.notice(notice);
        }
        // The file lies where the operator can write: nothing of it is taken as it is.
        self.incident = start.incident.map(Incident::bounded);
        self.keep_memo();
        self.ticked.clear();
        self.issuer_shown = false;
        self.look_for_numbers();
        self.screen = Screen::Home;
        self.screen_since = now;
        if start.line.cut {
            // One look proves nothing: the window makes sure before it says so.
            self.line = Line::Cutting { consent_asked: false, observing: true };
        }
        let open = self.incident.as_ref().filter(|incident| incident.is_open()).map(|it| it.screen);
        if let Some(screen) = open {
            self.screen = screen;
        }
        self.pc = start.pc;
        self.show_standing_cut();
        self.alert.automatic.recall(start.sessions.bounded());
        self.begin_help(start.help, now);
        if start.alert {
            self.show_alert(now);
        }
        // What the window says of the line must stay true, with or without an incident.
        let mut effects = vec![Effect::WatchLine(open.is_some() || start.line.cut), Effect::AskGuard];
        if open.is_some() || start.line.cut {
            effects.push(Effect::FindPrinters);
        }
        effects
    }

    fn tick(&mut self, now: Timestamp) -> Vec<Effect> {
        let mut effects = self.restore_tick(now);
        effects.extend(self.line_tick(now));
        effects
    }

    fn assessed(&mut self, assessment: Assessment, now: Timestamp) -> Vec<Effect> {
        let was_alarming = self.assessment.level >= Level::Likely;
        let is_alarming = assessment.level >= Level::Likely;
        self.assessment = assessment;
        // A watch that was lost has come back.
        self.watching = true;
        if matches!(self.screen, Screen::AllowTools | Screen::Details | Screen::FamilyHelp) {
            // Another tool may stand under the finger now.
            self.screen_since = now;
        }
        self.drop_allowing_if_closed();
        let mut effects = self.remember_tools(now);
        effects.extend(self.stop_restore_for_tools(now));
        self.hiding_follows();
        if is_alarming && !was_alarming {
            self.hands.forget_pin();
            effects.extend([Effect::AskAttention, Effect::NotifyNeutral]);
        }
        effects
    }

    fn notice(&mut self, notice: Notice) {
        if self.notices.len() < MAX_NOTICES && !self.notices.contains(&notice) {
            self.notices.push_back(notice);
        }
    }

    /// Milliseconds until [`Event::Tick`] is needed again; `None` while nothing counts.
    #[must_use]
    pub fn next_tick_in(&self, now: Timestamp) -> Option<u64> {
        let counting = self.power_seconds(now).is_some_and(|seconds| seconds < POWER_HOLD_S)
            || self.restore.is_counting()
            || self.line_watch.retry_pending()
            || self.drill.is_running()
            || self.alert_waits(now);
        if counting {
            return Some(100);
        }
        // A cut that nobody looks at any more must not be claimed for ever.
        let stale = self.line.is_cut().then_some(line::STALE_AFTER_MS / 5);
        stale.into_iter().chain(self.help_waits(now)).min()
    }
}

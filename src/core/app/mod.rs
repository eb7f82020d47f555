//! The whole behaviour of the window: events in, effects out.

mod allow_setup;
mod calls;
mod drill;
mod emergency;
mod keep;
mod line;
mod navigation;
mod paper;
mod pin_gate;
mod pin_setup;
mod restore;
mod setup;
mod standing;
mod tools_first;

use std::collections::VecDeque;

use super::detection::allow_list::AllowList;
use super::detection::{Assessment, Finding, Level};
use super::effect::Effect;
use super::event::{CallChoice, EndReport, Event, KnownContact, Notice, Press, Start};
use super::incident::Incident;
use super::kept::Kept;
use super::own_contacts::{ContactsFingerprint, VisibleContacts};
use super::pack::{Centre, Pack, Workplace};
use super::pc_facts::PcFacts;
use super::report::Numbers;
use super::screen::Screen;
use super::settings::{Settings, TextSize};
use super::timestamp::Timestamp;

pub use allow_setup::{AllowRow, AllowSetup, AllowStage};
pub use drill::{DRILL_S, Drill};
pub use keep::KeepStage;
pub use line::Line;
pub use pin_gate::{GateStage, PinGate};
pub use pin_setup::{PinSetup, PinStage};
pub use restore::{HOLD_MS, PIN_MAX_DIGITS, PIN_MIN_DIGITS, Restore, SPELL_BREAK_S, Stage};
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
    asked_about: Door,
    exported: Option<String>,
    exporting: bool,
    watching: bool,
    pin_set: bool,
    settings: Settings,
    confirmed: Option<ContactsFingerprint>,
    setup: Option<Setup>,
    known: Vec<KnownContact>,
    pack: Option<Pack>,
    pack_protected: bool,
    shown_call: Option<CallChoice>,
    call_turn: usize,
    numbers: Numbers,
    printing: paper::Printing,
    pc: PcFacts,
    kept: Kept,
    keep_stage: KeepStage,
    can_ask_administrator: bool,
    pin_gate: PinGate,
    guard_pin_only: bool,
    pending_allowed: AllowList,
    drill: Drill,
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
        let mut effects = self.handled(event, now);
        effects.extend(self.close_setup_in_need(now));
        effects.extend(self.close_keep_in_need(now));
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
            Event::PrinterFound(found) => {
                self.printing.local_printer = found;
                Vec::new()
            }
            Event::GuardSeen(guard, pin_set) => self.guard_seen(guard, pin_set),
            Event::PinChecked(answer) => self.pin_checked(answer, now),
            Event::KeepAnswered(report, kept) => self.keep_answered(report, kept, now),
            Event::Called { who, number, then } => self.called(who, number, then, now),
            Event::DrillProgressed(progress) => self.drill_progressed(progress),
            Event::DrillFinished(report) => self.drill_finished(*report, now),
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
        self.begin_allowed(start.allow_confirmed.as_ref());
        self.known = start.known;
        self.pack = start.pack;
        self.pack_protected = start.pack_protected;
        for notice in start.notices {
            self.notice(notice);
        }
        // The file lies where the operator can write: nothing of it is taken as it is.
        self.incident = start.incident.map(Incident::bounded);
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
        // What the window says of the line must stay true, with or without an incident.
        let mut effects = vec![Effect::WatchLine(open.is_some() || start.line.cut), Effect::AskGuard];
        if open.is_some() || start.line.cut {
            effects.push(Effect::FindPrinters);
        }
        effects
    }

    fn pressed(&mut self, press: Press, now: Timestamp) -> Vec<Effect> {
        // The cut and the release of a held button are never refused; digits come quickly by nature.
        let always = matches!(
            press,
            Press::CutNow
                | Press::HoldBegan
                | Press::HoldEnded
                | Press::StopRestore
                | Press::PinDigit(_)
                | Press::PinErase
                | Press::Paid(_)
                | Press::Seen(_)
        );
        if !always && now.millis_since(self.screen_since) < DEBOUNCE_MS {
            return Vec::new();
        }
        match press {
            Press::CutNow => self.cut_now(now),
            Press::Popup => self.ask_contact(Door::Popup, now),
            Press::Money => self.ask_contact(Door::Money, now),
            Press::Open(screen) => self.open(screen, now),
            Press::Back => self.back(now),
            Press::Next => self.next(now),
            Press::Answer(answer) => self.answer(answer, now),
            Press::OtherWay => self.other_way(now),
            Press::ToggleStep(step) => self.toggle_step(step, now),
            Press::CountPower => {
                self.power_count_from = Some(now);
                Vec::new()
            }
            Press::Paid(paid) => self.change_memo(|memo| memo.toggle_paid(paid)),
            Press::Seen(seen) => self.change_memo(|memo| memo.toggle_seen(seen)),
            Press::Export(target) => self.export(target, now),
            Press::EndTools => vec![Effect::EndTools],
            Press::PinDigit(digit) => {
                match self.screen {
                    Screen::SetPin => self.pin_setup.push_digit(digit),
                    Screen::AllowTools => self.allow_setup.push_digit(digit),
                    Screen::EnterPin => self.pin_gate.push_digit(digit),
                    _ => self.restore.push_digit(digit),
                }
                Vec::new()
            }
            Press::PinErase => {
                match self.screen {
                    Screen::SetPin => self.pin_setup.erase_digit(),
                    Screen::AllowTools => self.allow_setup.erase_digit(),
                    Screen::EnterPin => self.pin_gate.erase_digit(),
                    _ => self.restore.erase_digit(),
                }
                Vec::new()
            }
            Press::NextTool => {
                self.shown_tool = self.finding_after_shown().map(|finding| finding.tool.clone());
                self.screen_since = now;
                Vec::new()
            }
            Press::AllowPick(row) => self.allow_pick(row),
            Press::AllowFor(length) => self.allow_for(length, now),
            Press::TakeBack(row) => self.take_back(row),
            Press::ConfirmNumbers => self.confirm_numbers(now),
            Press::HoldBegan => {
                self.restore.hold_began(self.pin_set, now);
                Vec::new()
            }
            Press::HoldEnded => {
                self.restore.hold_ended(now);
                Vec::new()
            }
            Press::AskAdministrator => self.ask_administrator(now),
            Press::StopRestore => {
                self.restore = Restore::default();
                self.go(Screen::Caregiver, now)
            }
            Press::CloseIncident => self.close_incident(now),
            Press::TextSize(size) => {
                self.settings.text_size = size;
                vec![Effect::SaveTextSize(size)]
            }
            Press::Language(tag) => vec![Effect::SetLanguage(tag)],
            Press::SetupSkip => self.setup_skip(now),
            Press::SetupAdd => self.setup_add(),
            Press::SetupRemove(place) => self.setup_remove(place),
            Press::SetupPick(place) => self.setup_pick(place, now),
            Press::DismissNotice => {
                self.notices.pop_front();
                Vec::new()
            }
            Press::ShowCall(choice) => {
                self.shown_call = Some(choice);
                self.go(Screen::CallScript, now)
            }
            Press::NextCall => {
                self.call_turn = self.call_turn.wrapping_add(1);
                // A second click of a trembling hand would pass somebody over.
                self.screen_since = now;
                Vec::new()
            }
            Press::ToggleNumbers => self.toggle_numbers(),
            Press::Print(what) => self.print(what),
            Press::RestoreAnyway => self.restore_anyway(now),
            Press::KeepCut => self.keep_cut(now),
            // The window knows who it is and hands that in.
            Press::Called(..) => Vec::new(),
            Press::Drill => self.begin_drill(now),
        }
    }

    fn tick(&mut self, now: Timestamp) -> Vec<Effect> {
        let mut effects = self.restore_tick(now);
        if !self.restore.is_running() {
            effects.extend(self.line_tick(now));
        }
        effects
    }

    fn assessed(&mut self, assessment: Assessment, now: Timestamp) -> Vec<Effect> {
        let was_alarming = self.assessment.level >= Level::Likely;
        let is_alarming = assessment.level >= Level::Likely;
        self.assessment = assessment;
        // A watch that was lost has come back.
        self.watching = true;
        if matches!(self.screen, Screen::AllowTools | Screen::Details) {
            // Another tool may stand under the finger now.
            self.screen_since = now;
        }
        self.drop_allowing_if_closed();
        let mut effects = self.remember_tools(now);
        effects.extend(self.stop_restore_for_tools(now));
        if is_alarming && !was_alarming {
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
            || self.drill.is_running();
        if counting {
            return Some(100);
        }
        // A cut that nobody looks at any more must not be claimed for ever.
        self.line.is_cut().then_some(line::STALE_AFTER_MS / 5)
    }

    /// Seconds the power button has been held by the count, up to [`POWER_HOLD_S`]; `None` before it began.
    #[must_use]
    pub fn power_seconds(&self, now: Timestamp) -> Option<u64> {
        self.power_count_from.map(|from| (now.millis_since(from) / 1000).min(POWER_HOLD_S))
    }

    /// The screen shown now.
    #[must_use]
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// The current or last incident.
    #[must_use]
    pub fn incident(&self) -> Option<&Incident> {
        self.incident.as_ref()
    }

    /// What is known of the line.
    #[must_use]
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// What the live check found last.
    #[must_use]
    pub fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    /// False when this system shows no processes: nothing can be said about remote tools.
    #[must_use]
    pub fn is_watching(&self) -> bool {
        self.watching
    }

    /// What became of ending the remote tools.
    #[must_use]
    pub fn ended(&self) -> &[EndReport] {
        &self.ended
    }

    /// The oldest sentence that must be said.
    #[must_use]
    pub fn current_notice(&self) -> Option<&Notice> {
        self.notices.front()
    }

    /// Where the restore stands.
    #[must_use]
    pub fn restore(&self) -> &Restore {
        &self.restore
    }

    /// Where choosing a PIN stands.
    #[must_use]
    pub fn pin_setup(&self) -> &PinSetup {
        &self.pin_setup
    }

    /// Nobody is being robbed now, as far as can be seen.
    fn is_calm(&self) -> bool {
        let incident = self.incident.as_ref().is_some_and(Incident::is_open);
        !incident && self.assessment.level < Level::Likely && self.line == Line::Open
    }

    /// The tool on [`Screen::Details`], its place among those seen, counted from zero.
    #[must_use]
    pub fn shown_finding(&self) -> Option<(usize, &Finding)> {
        let findings = &self.assessment.findings;
        let chosen = self.shown_tool.as_ref();
        let place = findings.iter().position(|finding| Some(&finding.tool) == chosen).unwrap_or(0);
        findings.get(place).map(|finding| (place, finding))
    }

    fn finding_after_shown(&self) -> Option<&Finding> {
        let (place, _) = self.shown_finding()?;
        self.assessment.findings.iter().cycle().nth(place + 1)
    }

    /// What the family set up.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The centre's pack, if one is applied and unchanged.
    #[must_use]
    pub fn pack(&self) -> Option<&Pack> {
        self.pack.as_ref()
    }

    /// The centre that handed this kit out.
    #[must_use]
    pub fn centre(&self) -> Option<&Centre> {
        self.pack.as_ref().map(|pack| &pack.centre)
    }

    /// The centre, if only an administrator could have put its number there: what may stand beside the
    /// steps without a word on whose it is.
    #[must_use]
    pub fn protected_centre(&self) -> Option<&Centre> {
        self.centre().filter(|_| self.pack_protected)
    }

    /// Set at a workplace that wants its PCs left on after an observed cut. Step 2 is changed only by a
    /// pack that the operator cannot have put there.
    #[must_use]
    pub fn workplace(&self) -> Option<&Workplace> {
        let pack = self.pack.as_ref().filter(|_| self.pack_protected)?;
        pack.workplace.as_ref().filter(|_| self.line.is_cut())
    }

    /// The person's own name, kept back like the own numbers when it is not what was confirmed.
    #[must_use]
    pub fn person(&self) -> Option<&str> {
        match &self.kept {
            Kept::Store(kept) => kept.person.as_deref(),
            Kept::NoStore => {
                let shown = self.may_change_setup() || self.numbers_confirmed();
                self.settings.person.as_deref().filter(|_| shown)
            }
        }
    }

    /// The own numbers are those that count: kept by an administrator where there is a place for it, otherwise
    /// confirmed.
    #[must_use]
    pub fn numbers_confirmed(&self) -> bool {
        match self.kept.is_store() {
            true => self.kept.holds(&self.settings),
            false => self.numbers_looked_at(),
        }
    }

    /// Somebody looked at the own numbers as they are and confirmed them.
    #[must_use]
    pub fn numbers_looked_at(&self) -> bool {
        self.confirmed.as_ref() == Some(&ContactsFingerprint::of(&self.settings))
    }

    /// The door behind the question on [`Screen::AskContact`].
    #[must_use]
    pub fn door(&self) -> Door {
        self.asked_about
    }

    /// Where the memo was exported to.
    #[must_use]
    pub fn exported(&self) -> Option<&str> {
        self.exported.as_deref()
    }

    /// A save dialog is open or the memo is being written.
    #[must_use]
    pub fn is_exporting(&self) -> bool {
        self.exporting
    }

    /// A caregiver's PIN guards the restore.
    #[must_use]
    pub fn pin_set(&self) -> bool {
        self.pin_set
    }

    /// The text size chosen in the settings.
    #[must_use]
    pub fn text_size(&self) -> TextSize {
        self.settings.text_size
    }

    /// The family's own numbers that may be shown now. While an incident is open, or a session is
    /// seen, only what the caregiver confirmed is; where an administrator keeps them, only those are, always.
    #[must_use]
    pub fn own_contacts(&self) -> VisibleContacts<'_> {
        self.kept.visible_contacts(&self.settings, self.confirmed.as_ref(), !self.is_calm())
    }

    /// Whose words [`Screen::CallScript`] shows; `None` after a restart.
    #[must_use]
    pub fn shown_call(&self) -> Option<CallChoice> {
        self.shown_call
    }

    /// How often the next one to call was asked for on this screen.
    #[must_use]
    pub fn call_turn(&self) -> usize {
        self.call_turn
    }

    /// True when [`Press::Back`] leads somewhere.
    #[must_use]
    pub fn can_go_back(&self) -> bool {
        self.screen != Screen::Home
    }
}

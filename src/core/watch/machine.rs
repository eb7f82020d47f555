//! What the watcher decides: what happened in, what to do out. Bounded and calm, whoever plays with the tool, the
//! window, the clock or the watcher: at most one alert window and one notification for each session.

use std::collections::BTreeSet;

use crate::core::detection::{Assessment, Level};
use crate::core::timestamp::Timestamp;

/// A session that is not seen for so long is over; shorter gaps belong to it. Milliseconds, as everything here.
pub const GONE_AFTER_MS: u64 = 10_000;
/// A window that somebody closed comes back after these pauses, and after the last one from then on. One that is open
/// is brought to the front as often.
pub const CLOSED_PAUSES_MS: [u64; 4] = [10_000, 30_000, 60_000, 120_000];
/// A window that was killed comes back sooner: no person does that.
pub const DIED_PAUSES_MS: [u64; 4] = [1_000, 2_000, 5_000, 10_000];
/// A window that stayed so long was let be: pauses begin anew.
pub const LET_BE_MS: u64 = 60_000;
/// Two windows are never started closer together, whatever is seen.
pub const STARTS_APART_MS: u64 = 1_000;
/// A window that is open is not asked to the front more often by presses: keys that are held, a hand that trembles.
pub const ASKED_APART_MS: u64 = 700;
/// Two notifications are never closer together.
pub const NOTICES_APART_MS: u64 = 120_000;
/// No window after so long: the notification comes without it.
pub const SHOWN_WITHIN_MS: u64 = 20_000;
/// A window that is not shown within these times is ended and started anew: one after the other, as a slow PC may need
/// the longer ones, and the last one from then on.
pub const HANGS_AFTER_MS: [u64; 3] = [SHOWN_WITHIN_MS, 60_000, 120_000];
/// A watcher that was restarted in a session waits so long before it opens a window.
pub const RESTART_PAUSE_MS: u64 = 2_000;
/// And begins the pauses after kills at this place.
const AFTER_A_RESTART: usize = 2;
/// The clock ran so much further than the watcher did: the PC slept, or somebody set it.
pub const SLEPT_MS: u64 = 30_000;
/// The count that the alert shows before a cut by itself, and what a slow window may take beyond it.
pub const COUNT_MS: u64 = 15_000;
const COUNT_GRACE_MS: u64 = 3_000;
/// Between two thoughts so much of a count passes at most: a sleep shortens none.
const COUNT_STEP_MAX_MS: u64 = 1_500;

/// An instant by both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// By the clock that nobody sets, in milliseconds from any beginning.
    pub mono_ms: u64,
    /// By the clock on the screen.
    pub wall: Timestamp,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The live check looked.
    Assessed(Assessment),
    /// Time passed.
    Tick,
    /// The alert window is on the screen.
    AlertShown,
    /// The alert counts down to a cut by itself.
    Counting,
    /// The person pressed 「切らない」, or the alert did cut.
    CountOver,
    /// There is no alert window any more, or never was.
    AlertOver(AlertEnd),
    /// Somebody pressed the button or the keys that ask for the alert.
    AlertAsked,
    /// The window that was to come to the front for such a press is gone or hangs, and its end is told of.
    AskedInVain,
    /// Whether the family wants a cut by itself.
    AutomaticCut(bool),
}

/// How an alert window ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertEnd {
    /// Somebody closed it.
    Closed,
    /// It was killed or broke down.
    Died,
    /// It could not be started.
    NotStarted,
    /// Another window of ours was open and came to the front instead.
    HandedOver,
    /// The line is cut: nobody has hands here.
    NotNeeded,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Open the alert window, unless the line is cut.
    StartAlert,
    /// Open it in any case: a person waits for it.
    StartAsked,
    /// Bring the window that is open to the front.
    RaiseAlert,
    /// Bring it to the front for a person, and say so where it is not there any more.
    RaiseAsked,
    /// End the window that was started and is not shown. Nothing it still tells counts.
    EndAlert,
    /// Show the neutral notification.
    NotifyNeutral,
    /// Look at everything anew.
    LookAgain,
    /// Cut: the window that counted down to it is gone.
    CutNow,
}

/// The alert window as the watcher knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alert {
    /// There is none; while a session lasts it may be started from then on.
    Absent { due: u64 },
    /// It was started, for a person who asked or not.
    Starting { since: u64, asked: bool },
    /// It is on the screen, or another window of ours is.
    Open { since: u64, raise_at: u64, raised: usize },
}

/// A session, from when it is seen until it has not been seen for [`GONE_AFTER_MS`].
#[derive(Debug, Clone, Default)]
struct Session {
    tools: BTreeSet<String>,
    live: bool,
    gone_since: Option<u64>,
    notified: bool,
    /// What is left of a count to a cut.
    cut_in: Option<u64>,
    /// Somebody killed the window before: no other window takes the count away.
    own_count: bool,
    /// Nothing is surely in use since then.
    not_live_since: Option<u64>,
    /// A count ended: somebody may have said no.
    answered: bool,
    /// This watcher did cut.
    cut: bool,
    /// Another watcher saw it begin: what the person said then is not known here.
    taken_over: bool,
}

/// The watcher's mind.
#[derive(Debug, Clone)]
pub struct Watcher {
    session: Option<Session>,
    alert: Alert,
    closed: usize,
    died: usize,
    /// A notification was shown in the session before a restart of the watcher; first thought since.
    told_before: bool,
    first_thought: Option<u64>,
    last_start: Option<u64>,
    /// A person waits for a window that is not started yet.
    asked: bool,
    last_asked_raise: Option<u64>,
    last_notice: Option<u64>,
    last_look: Option<u64>,
    last: Option<Moment>,
    automatic_cut: bool,
    /// What the settings say; counts when the session is over.
    wished_cut: bool,
    hung: usize,
}

impl Watcher {
    /// A watcher that begins; `told`: the one before it notified in a session that may still last.
    #[must_use]
    pub fn new(told: bool) -> Self {
        Self {
            session: None,
            alert: Alert::Absent { due: 0 },
            closed: 0,
            // Somebody may end watchers all the time.
            died: if told { AFTER_A_RESTART } else { 0 },
            told_before: told,
            first_thought: None,
            last_start: None,
            asked: false,
            last_asked_raise: None,
            last_notice: None,
            last_look: None,
            last: None,
            automatic_cut: false,
            wished_cut: false,
            hung: 0,
        }
    }

    /// A session is seen, or was a moment ago.
    #[must_use]
    pub fn in_session(&self) -> bool {
        self.session.is_some()
    }

    /// The person was notified in this session.
    #[must_use]
    pub fn has_told(&self) -> bool {
        self.session.as_ref().map_or(self.told_before, |session| session.notified)
    }

    /// Takes in what happened `at` a moment and says what to do.
    pub fn step(&mut self, input: Input, at: Moment) -> Vec<Action> {
        let now = at.mono_ms;
        let mut actions = Vec::new();
        self.count_down(self.last.map_or(0, |last| now.saturating_sub(last.mono_ms)));
        if self.slept(at) {
            self.wake(now, &mut actions);
        }
        match input {
            Input::Assessed(assessment) => self.assessed(&assessment, now),
            Input::Tick => {}
            Input::AlertShown => self.shown(now),
            Input::AlertOver(AlertEnd::HandedOver) => {
                self.shown(now);
                // That window counts for itself, and what is pressed there is not heard here.
                if let Some(session) = self.session.as_mut().filter(|session| !session.own_count) {
                    session.cut_in = None;
                }
            }
            Input::Counting => self.count(),
            Input::CountOver => {
                if let Some(session) = &mut self.session {
                    session.cut_in = None;
                    session.own_count = false;
                    session.answered = true;
                }
            }
            Input::AlertOver(end) => self.over(end, now),
            Input::AlertAsked => self.asked(now, &mut actions),
            Input::AskedInVain => self.asked = !matches!(self.alert, Alert::Starting { .. }),
            Input::AutomaticCut(on) => {
                self.wished_cut = on;
                // Whoever is at the PC in a session may be the caller.
                self.automatic_cut = on || self.automatic_cut && self.in_session();
            }
        }
        self.time(now, &mut actions);
        actions
    }

    /// The wall clock ran ahead of the other. One that is set back means nothing here.
    fn slept(&mut self, at: Moment) -> bool {
        let Some(last) = self.last.replace(at) else { return false };
        let (mono, wall) = (at.mono_ms.saturating_sub(last.mono_ms), at.wall.millis_since(last.wall));
        wall > mono.saturating_add(SLEPT_MS)
    }

    /// After a sleep everything may be different, and nobody waits for what was due in it.
    fn wake(&mut self, now: u64, actions: &mut Vec<Action>) {
        // Somebody may set the clock all the time.
        if self.last_look.is_some_and(|at| now.saturating_sub(at) < GONE_AFTER_MS) {
            return;
        }
        self.last_look = Some(now);
        actions.push(Action::LookAgain);
        match &mut self.alert {
            Alert::Absent { due } => *due = (*due).min(now.saturating_add(STARTS_APART_MS)),
            Alert::Open { raise_at, .. } => *raise_at = (*raise_at).min(now.saturating_add(STARTS_APART_MS)),
            Alert::Starting { .. } => {}
        }
    }

    fn assessed(&mut self, assessment: &Assessment, now: u64) {
        let in_use = |level| assessment.findings.iter().filter(move |it| !it.allowed && it.level >= level);
        if assessment.level < Level::Likely {
            if let Some(session) = &mut self.session {
                session.gone_since.get_or_insert(now);
                session.not_live_since.get_or_insert(now);
            }
            return;
        }
        let tools: BTreeSet<String> = in_use(Level::Likely).map(|finding| finding.tool.clone()).collect();
        let begins = self.session.is_none();
        let told = std::mem::take(&mut self.told_before);
        let session = self.session.get_or_insert_with(|| Session {
            notified: told,
            taken_over: told,
            ..Session::default()
        });
        session.gone_since = None;
        match in_use(Level::Live).next() {
            Some(_) => (session.live, session.not_live_since) = (true, None),
            None => drop(session.not_live_since.get_or_insert(now)),
        }
        // One more tool is news, each tool once.
        let news = tools.iter().any(|tool| !session.tools.contains(tool));
        session.tools.extend(tools);
        if !begins && !news {
            return;
        }
        match &mut self.alert {
            Alert::Absent { due } if begins && told => *due = now.saturating_add(RESTART_PAUSE_MS),
            Alert::Absent { due } => *due = (*due).min(now),
            // What the window stands for is new, however long it has been open.
            Alert::Open { raise_at, raised, .. } => (*raise_at, *raised) = ((*raise_at).min(now), 0),
            Alert::Starting { .. } => {}
        }
    }

    fn shown(&mut self, now: u64) {
        if !matches!(self.alert, Alert::Open { .. }) {
            self.alert = open(now);
        }
        self.hung = 0;
        self.asked = false;
    }

    fn notify(&mut self, now: u64, actions: &mut Vec<Action>) {
        let Some(session) = self.session.as_mut().filter(|session| !session.notified) else { return };
        session.notified = true;
        if self.last_notice.is_none_or(|at| now.saturating_sub(at) >= NOTICES_APART_MS) {
            self.last_notice = Some(now);
            actions.push(Action::NotifyNeutral);
        }
    }

    /// Begins a count, unless one is under way.
    fn count(&mut self) {
        if let Some(session) =
            self.session.as_mut().filter(|session| self.automatic_cut && session.live && !session.cut)
        {
            session.cut_in.get_or_insert(COUNT_MS + COUNT_GRACE_MS);
        }
    }

    /// A count stands still while what it is for is not seen.
    fn count_down(&mut self, passed: u64) {
        if let Some(session) = self.session.as_mut().filter(|session| session.not_live_since.is_none())
            && let Some(left) = &mut session.cut_in
        {
            *left = left.saturating_sub(passed.min(COUNT_STEP_MAX_MS));
        }
    }

    fn over(&mut self, end: AlertEnd, now: u64) {
        let stayed = match self.alert {
            Alert::Open { since, .. } => now.saturating_sub(since) >= LET_BE_MS,
            _ => false,
        };
        if stayed {
            (self.closed, self.died) = (0, 0);
        }
        let pause = match end {
            AlertEnd::Closed => next(&mut self.closed, &CLOSED_PAUSES_MS),
            AlertEnd::Died => {
                // Whoever kills the window kills its count: it goes on here.
                if self.session.as_ref().is_some_and(|session| !session.taken_over && !session.answered) {
                    self.count();
                    if let Some(session) = &mut self.session {
                        session.own_count = session.cut_in.is_some();
                    }
                }
                next(&mut self.died, &DIED_PAUSES_MS)
            }
            AlertEnd::NotStarted => next(&mut self.died, &CLOSED_PAUSES_MS),
            AlertEnd::NotNeeded => {
                if let Some(session) = &mut self.session {
                    session.cut_in = None;
                    session.own_count = false;
                }
                longest(&CLOSED_PAUSES_MS)
            }
            AlertEnd::HandedOver => return,
        };
        self.alert = Alert::Absent { due: now.saturating_add(pause) };
    }

    /// A person asks: at once, session or not. No press is lost, but one may bring what an earlier one began.
    fn asked(&mut self, now: u64, actions: &mut Vec<Action>) {
        match &mut self.alert {
            Alert::Absent { .. } => self.asked = true,
            Alert::Starting { asked, .. } => *asked = true,
            Alert::Open { .. } => {
                if self.last_asked_raise.is_none_or(|at| now.saturating_sub(at) >= ASKED_APART_MS) {
                    self.last_asked_raise = Some(now);
                    actions.push(Action::RaiseAsked);
                }
            }
        }
    }

    fn start(&mut self, now: u64, actions: &mut Vec<Action>) {
        if self.last_start.is_some_and(|at| now.saturating_sub(at) < STARTS_APART_MS) {
            return;
        }
        self.last_start = Some(now);
        let asked = std::mem::take(&mut self.asked);
        self.alert = Alert::Starting { since: now, asked };
        actions.push(if asked { Action::StartAsked } else { Action::StartAlert });
    }

    /// What is due.
    fn time(&mut self, now: u64, actions: &mut Vec<Action>) {
        let first = *self.first_thought.get_or_insert(now);
        if self.told_before && now.saturating_sub(first) >= GONE_AFTER_MS {
            // Whoever watched before saw a session that is over.
            self.told_before = false;
        }
        if let Alert::Starting { since, asked } = self.alert {
            let waited = now.saturating_sub(since);
            if waited >= SHOWN_WITHIN_MS && self.session.is_some() {
                self.notify(now, actions);
            }
            let mut hung = self.hung;
            if waited >= next(&mut hung, &HANGS_AFTER_MS) {
                // Whoever asked still waits, for as long as a slow PC may need; then the keys are there.
                self.asked |= asked && self.hung.saturating_add(1) < HANGS_AFTER_MS.len();
                self.hung = hung;
                actions.push(Action::EndAlert);
                self.over(AlertEnd::Died, now);
            }
        }
        if self.asked && matches!(self.alert, Alert::Absent { .. }) {
            self.start(now, actions);
        }
        let Some(session) = &mut self.session else { return };
        if session.not_live_since.is_some_and(|since| now.saturating_sub(since) >= GONE_AFTER_MS) {
            (session.cut_in, session.own_count) = (None, false);
        }
        if session.cut_in == Some(0) {
            (session.cut_in, session.own_count) = (None, false);
            session.cut = true;
            actions.push(Action::CutNow);
        }
        match session.gone_since {
            Some(since) if now.saturating_sub(since) >= GONE_AFTER_MS => {
                self.session = None;
                self.automatic_cut = self.wished_cut;
                return;
            }
            // A window that was closed while nothing is seen is not brought back.
            Some(_) => return,
            None => {}
        }
        match self.alert {
            Alert::Absent { due } if now >= due => self.start(now, actions),
            Alert::Open { since, raise_at, mut raised } => {
                if now >= raise_at {
                    let pause = next(&mut raised, &CLOSED_PAUSES_MS);
                    self.alert = Alert::Open { since, raise_at: now.saturating_add(pause), raised };
                    actions.push(Action::RaiseAlert);
                }
                self.notify(now, actions);
            }
            _ => {}
        }
    }
}

fn open(now: u64) -> Alert {
    let mut raised = 0;
    let pause = next(&mut raised, &CLOSED_PAUSES_MS);
    Alert::Open { since: now, raise_at: now.saturating_add(pause), raised }
}

/// The pause at the place `turn`, which moves on; the last one for ever.
fn next(turn: &mut usize, pauses: &[u64]) -> u64 {
    let pause = pauses.get(*turn).copied().unwrap_or_else(|| longest(pauses));
    *turn = turn.saturating_add(1).min(pauses.len());
    pause
}

fn longest(pauses: &[u64]) -> u64 {
    pauses.last().copied().unwrap_or_default()
}

#[cfg(test)]
#[path = "machine_tests.rs"]
mod tests;

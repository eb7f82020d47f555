//! A window with scripted surroundings: effects are recorded, events and time come from the test.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

use eframe::egui::Rect;
use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use jiff::tz::{self, TimeZone};
use kyukyubako::content::{Contacts, Locale, Texts, catalogue};
use kyukyubako::core::detection::allow_list::{AllowEntry, AllowFingerprint, AllowList};
use kyukyubako::core::detection::catalogue::{Catalogue, ToolCategory, ToolName};
use kyukyubako::core::detection::{Assessment, Evidence, EvidenceKind, Finding, Level};
use kyukyubako::core::event::Start;
use kyukyubako::core::hand::Hand;
use kyukyubako::core::network::{CheckResult, CutReport, Observation};
use kyukyubako::core::settings::Settings;
use kyukyubako::core::{Effect, Event, Press, Screen, Timestamp};
use kyukyubako::platform::input_origin::{Always, InputOrigin};
use kyukyubako::runtime::{Clock, Executor, Window};
use kyukyubako::ui::theme;
use kyukyubako::ui::view::{self, Source, View};

/// When every test begins: 17:26 on 22 November 2025 in Japan.
pub const BEGIN: i64 = 1_763_800_000_000;

pub struct TestClock(AtomicI64);

impl Default for TestClock {
    fn default() -> Self {
        Self(AtomicI64::new(BEGIN))
    }
}

impl TestClock {
    pub fn pass(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<Effect>>>);

impl Executor for Recorder {
    fn run(&mut self, effect: Effect, _texts: &Texts) {
        self.0.lock().unwrap().push(effect);
    }
}

/// What is known, and the support of a Japanese company as an example.
fn tools() -> Catalogue {
    let mut tools = catalogue::builtin().unwrap();
    let mut example = tools.tool("teamviewer").unwrap().clone();
    example.id = "example-support".into();
    example.name = ToolName { ja: "Example Support".into(), en: "Example Support".into() };
    example.category = ToolCategory::JapaneseSupport;
    tools.tools.push(example);
    tools
}

/// A window and the strings it hangs on.
fn window(locale: Locale) -> (Window, Arc<TestClock>, SyncSender<Event>, Recorder) {
    let clock = Arc::new(TestClock::default());
    let (events, receiver) = sync_channel(64);
    let effects = Recorder::default();
    let tools = Arc::new(tools());
    let zone = TimeZone::fixed(tz::offset(9));
    let window = Window::new(locale, receiver, Box::new(effects.clone()), clock.clone()).knowing(tools, zone);
    let window = window.pressed_by(Box::new(Always(Hand::Real)));
    (window, clock, events, effects)
}

/// The window under test.
pub struct Desk {
    pub harness: Harness<'static, Window>,
    clock: Arc<TestClock>,
    events: SyncSender<Event>,
    effects: Recorder,
}

impl Desk {
    pub fn new(locale: Locale, size: [f32; 2], scale: f32) -> Self {
        Self::made(locale, size, scale, Box::new(Always(Hand::Real)))
    }

    /// An English window that learns from `hands` who presses.
    pub fn pressed_by(hands: Box<dyn InputOrigin>) -> Self {
        Self::made(Locale::En, [1280.0, 800.0], 1.0, hands)
    }

    fn made(locale: Locale, size: [f32; 2], scale: f32, hands: Box<dyn InputOrigin>) -> Self {
        let (window, clock, events, effects) = window(locale);
        let window = window.pressed_by(hands);
        let harness = Harness::builder()
            .with_size(size)
            .with_pixels_per_point(scale)
            .with_render_cursor(false)
            .with_context_setup(theme::install)
            .build_eframe(|_| window);
        let mut desk = Self { harness, clock, events, effects };
        desk.start(Start { watching: true, ..Start::default() });
        desk
    }

    /// A new window in the place of the old one: drawn letters are kept, which is most of the work of many
    /// windows.
    pub fn begin_again(&mut self, locale: Locale) {
        let (window, clock, events, effects) = window(locale);
        *self.harness.state_mut() = window;
        (self.clock, self.events, self.effects) = (clock, events, effects);
        self.harness.run();
        self.start(Start { watching: true, ..Start::default() });
    }

    /// Hands an event in from outside.
    pub fn tell(&mut self, event: Event) {
        self.events.send(event).unwrap();
        self.harness.run();
    }

    pub fn start(&mut self, start: Start) {
        self.tell(Event::Started(Box::new(start)));
        self.pass(1_000);
    }

    /// Lets `millis` pass, a tenth of a second at a time, as the window would be woken.
    pub fn pass(&mut self, millis: i64) {
        let mut left = millis;
        while left > 0 {
            let part = left.min(100);
            self.clock.pass(part);
            left -= part;
            self.harness.step();
        }
        self.harness.run();
    }

    /// Sets the clock to a local time in Japan, such as `2026-11-24T14:30`.
    pub fn set_clock(&mut self, japan: &str) {
        let moment: jiff::Timestamp = format!("{japan}:00+09:00").parse().unwrap();
        self.clock.0.store(moment.as_millisecond(), Ordering::Relaxed);
        self.harness.run();
    }

    /// Presses the button with the words `id`, a second after whatever came before.
    pub fn press(&mut self, id: &str) {
        use egui_kittest::kittest::Queryable as _;
        self.pass(1_000);
        let label = self.text(id);
        self.harness.get_by_label(&label).click();
        self.harness.run();
    }

    /// The same for a button in a long list: turns its pages until the button is seen.
    pub fn press_in_list(&mut self, id: &str) {
        use egui_kittest::kittest::Queryable as _;
        let (label, more) = (self.text(id), self.text("page-more"));
        for _ in 0..9 {
            let place = self.harness.get_by_label(&label).rect();
            let Some(turn) = self.harness.query_by_label(&more) else { break };
            if place.max.y <= turn.rect().min.y {
                break;
            }
            turn.click();
            self.harness.run();
        }
        self.press(id);
    }

    /// Name and place of everything a person reads or presses; true for what can be pressed or typed into.
    pub fn things(&self) -> Vec<(String, Rect, bool)> {
        things(&self.harness)
    }

    /// The screen as plain data.
    pub fn view(&self) -> View {
        let window = self.harness.state();
        view::view(Source {
            app: window.app(),
            texts: window.texts(),
            contacts: &Contacts::bundled(),
            tools: &tools(),
            zone: &TimeZone::fixed(tz::offset(9)),
            now: self.clock.now(),
        })
    }

    pub fn locale(&self) -> Locale {
        self.harness.state().texts().locale()
    }

    pub fn text(&self, id: &str) -> String {
        self.harness.state().texts().get(id)
    }

    pub fn screen(&self) -> Screen {
        self.harness.state().app().screen()
    }

    /// What the core wanted done since the last call.
    pub fn effects(&self) -> Vec<Effect> {
        std::mem::take(&mut *self.effects.0.lock().unwrap())
    }

    /// Brings the window to `screen` by the events that lead there.
    pub fn go(&mut self, screen: Screen) {
        self.tell(Event::Pressed(Press::Open(Screen::Home)));
        self.pass(1_000);
        self.tell(Event::Pressed(Press::Open(screen)));
        self.pass(1_000);
    }
}

/// What can be pressed or typed into.
pub const PRESSED: [Role; 5] =
    [Role::Button, Role::CheckBox, Role::RadioButton, Role::TextInput, Role::MultilineTextInput];

/// Name and place of everything a person reads or presses in a window; true for what can be pressed or typed into.
pub fn things<State>(harness: &Harness<'_, State>) -> Vec<(String, Rect, bool)> {
    use egui_kittest::kittest::{NodeT as _, Queryable as _};
    let readable = [Role::Label, Role::Heading, Role::Alert];
    let mut things = Vec::new();
    for role in PRESSED.into_iter().chain(readable) {
        for node in harness.query_all_by_role(role) {
            let accessible = node.accesskit_node();
            let name = accessible.label().or_else(|| accessible.value()).unwrap_or_default();
            things.push((name, node.rect(), PRESSED.contains(&role)));
        }
    }
    things
}

pub fn offline_round() -> Vec<Observation> {
    ["default-route-v4", "default-route-v6"]
        .map(|check| Observation { check: check.into(), result: CheckResult::Offline })
        .into()
}

pub fn online_round() -> Vec<Observation> {
    vec![Observation { check: "default-route-v4".into(), result: CheckResult::Online }]
}

pub fn report(cut: bool) -> CutReport {
    CutReport {
        cut,
        offline_before: false,
        observed: if cut { offline_round() } else { online_round() },
        ways: Vec::new(),
        restorable: cut,
        until_restart: false,
    }
}

pub fn live() -> Assessment {
    Assessment {
        level: Level::Live,
        findings: vec![Finding {
            tool: "logmein-rescue".into(),
            name: "LogMeIn Rescue".into(),
            level: Level::Live,
            allowed: false,
            pids: vec![4120],
            since: Some(Timestamp(1_763_798_280_000)),
            signer: Some("GoTo Technologies USA, LLC".into()),
            evidence: vec![
                Evidence { kind: EvidenceKind::Process, detail: "LMI_Rescue.exe".into() },
                Evidence { kind: EvidenceKind::SessionMarker, detail: "LMI_RescueRC.exe".into() },
            ],
        }],
    }
}

/// One tool as the rules would report it.
pub fn finding(tool: &str, level: Level, signer: Option<&str>) -> Finding {
    Finding {
        tool: tool.into(),
        name: tool.into(),
        level,
        allowed: false,
        pids: vec![77],
        since: Some(Timestamp(1_763_700_000_000)),
        signer: signer.map(Into::into),
        evidence: vec![
            Evidence { kind: EvidenceKind::Process, detail: format!("{tool}.exe") },
            Evidence { kind: EvidenceKind::Service, detail: format!("{tool} Service") },
        ],
    }
}

/// What the rules make of `findings`.
pub fn seen(findings: Vec<Finding>) -> Assessment {
    let level = findings.iter().filter(|finding| !finding.allowed).map(|finding| finding.level).max();
    Assessment { level: level.unwrap_or_default(), findings }
}

/// A tool that waits in the background, validly signed.
pub fn idle() -> Finding {
    finding("teamviewer", Level::Leftover, Some(SIGNER))
}

/// Who signed [`idle`].
pub const SIGNER: &str = "TeamViewer Germany GmbH";

/// The same tool in use by the family.
pub fn allowed_in_use() -> Finding {
    Finding { level: Level::Live, allowed: true, ..idle() }
}

/// An entry for `tool` that lasts `days` from the beginning of the test.
pub fn allow_entry(tool: &str, days: i64) -> AllowEntry {
    AllowEntry::new(tool, SIGNER, Timestamp(BEGIN).plus_millis(days * 86_400_000)).unwrap()
}

/// The family's settings with `entries`, as they were allowed with the PIN.
pub fn allowing(entries: Vec<AllowEntry>) -> Start {
    let allowed = AllowList { entries };
    let allow_confirmed = Some(AllowFingerprint::of(&allowed));
    let settings = Settings { allowed, ..Settings::default() };
    Start { settings, allow_confirmed, pin_set: true, watching: true, ..Start::default() }
}

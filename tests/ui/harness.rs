//! A window with scripted surroundings: effects are recorded, events and time come from the test.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

use eframe::egui::Rect;
use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use kyukyubako::content::{Locale, Texts};
use kyukyubako::core::detection::{Assessment, Evidence, EvidenceKind, Finding, Level};
use kyukyubako::core::event::Start;
use kyukyubako::core::network::{CheckResult, CutReport, Observation};
use kyukyubako::core::{Effect, Event, Press, Screen, Timestamp};
use kyukyubako::runtime::{Clock, Executor, Window};
use kyukyubako::ui::theme;

pub struct TestClock(AtomicI64);

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

/// The window under test.
pub struct Desk {
    pub harness: Harness<'static, Window>,
    clock: Arc<TestClock>,
    events: SyncSender<Event>,
    effects: Recorder,
}

impl Desk {
    pub fn new(locale: Locale, size: [f32; 2], scale: f32) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(1_763_800_000_000)));
        let (events, receiver) = sync_channel(64);
        let effects = Recorder::default();
        let window = Window::new(locale, receiver, Box::new(effects.clone()), clock.clone());
        let harness = Harness::builder()
            .with_size(size)
            .with_pixels_per_point(scale)
            .with_render_cursor(false)
            .with_context_setup(theme::install)
            .build_eframe(|_| window);
        let mut desk = Self { harness, clock, events, effects };
        desk.tell(Event::Started(Box::new(Start { watching: true, ..Start::default() })));
        desk.pass(1_000);
        desk
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
            self.clock.0.fetch_add(part, Ordering::Relaxed);
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

    /// Name and place of everything a person reads or presses; true for what can be pressed or typed into.
    pub fn things(&self) -> Vec<(String, Rect, bool)> {
        use egui_kittest::kittest::{NodeT as _, Queryable as _};
        let pressable =
            [Role::Button, Role::CheckBox, Role::RadioButton, Role::TextInput, Role::MultilineTextInput];
        let readable = [Role::Label, Role::Heading, Role::Alert];
        let mut things = Vec::new();
        for role in pressable.into_iter().chain(readable) {
            for node in self.harness.query_all_by_role(role) {
                let accessible = node.accesskit_node();
                let name = accessible.label().or_else(|| accessible.value()).unwrap_or_default();
                things.push((name, node.rect(), pressable.contains(&role)));
            }
        }
        things
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
            since: None,
            signer: None,
            evidence: vec![
                Evidence { kind: EvidenceKind::Process, detail: "LMI_Rescue.exe".into() },
                Evidence { kind: EvidenceKind::SessionMarker, detail: "LMI_RescueRC.exe".into() },
            ],
        }],
    }
}

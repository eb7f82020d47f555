//! The window: drains events, steps the core, hands effects on, draws.

use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use eframe::egui::{self, Color32, Key, UserAttentionType, Vec2, ViewportCommand, WindowLevel, vec2};
use jiff::tz::TimeZone;
use raw_window_handle::{HasWindowHandle as _, RawWindowHandle};

use super::clock::Clock;
use super::hands::{self, Choice};
use super::presence::{OnDesktop, Presence};
use crate::content::{Contacts, Locale, Texts};
use crate::core::app::Place;
use crate::core::capture::Hiding;
use crate::core::detection::catalogue::Catalogue;
use crate::core::hand::{Act, Hand, HandNeed, WhyUnknown, needs_hand};
use crate::core::{App, Effect, Event, Press, Screen};
use crate::platform::input_origin::{Always, InputOrigin};
use crate::platform::{capture, raise};
use crate::ui::theme::color::{self, Palette};
use crate::ui::{screens, theme, view};

/// Does what the core wants done. Never blocks: the window would freeze under the person's hand.
pub trait Executor {
    /// Begins `effect`; its result comes back as an event.
    fn run(&mut self, effect: Effect, texts: &Texts);
    /// Waits until everything that must be on disk is there. Called once, when the window closes.
    fn finish(&mut self) {}
}

/// The running window.
pub struct Window {
    app: App,
    texts: Texts,
    contacts: Contacts,
    tools: Arc<Catalogue>,
    zone: TimeZone,
    events: Receiver<Event>,
    executor: Box<dyn Executor>,
    clock: Arc<dyn Clock>,
    first_frame: Option<Shown>,
    raise_asked: Box<dyn FnMut() -> bool>,
    presence: Presence,
    is_seen: Box<dyn FnMut(bool)>,
    closing: Option<Box<dyn FnOnce()>>,
    fills_screen: bool,
    drawn: Drawn,
    in_front: bool,
    placed: Place,
    hands: Box<dyn InputOrigin>,
    /// The screen on which a hand put the keyboard's place where it is.
    chosen_on: Option<Screen>,
    hidden: bool,
}

/// Called when the first frame is on the screen.
pub(super) type Shown = Box<dyn FnOnce(&egui::Context)>;

/// What was pressed in a frame, and whose hand it was once somebody asked.
#[derive(Debug)]
struct Frame {
    act: Act,
    choice: Choice,
    presses_by_key: bool,
    hand: Option<Hand>,
}

impl Frame {
    fn of(events: &[egui::Event]) -> Self {
        Self {
            act: hands::act(events),
            choice: hands::choice(events),
            presses_by_key: hands::presses_by_key(events),
            hand: None,
        }
    }
}

/// How far the first frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drawn {
    /// Nothing was drawn.
    Nothing,
    /// The first frame was laid out; it appears when this round is over.
    First,
    /// The window is there.
    Window,
}

impl std::fmt::Debug for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Window").field("app", &self.app).finish_non_exhaustive()
    }
}

impl Window {
    /// A window that speaks `locale`, takes `events` from outside and gives effects to `executor`.
    #[must_use]
    pub fn new(
        locale: Locale,
        events: Receiver<Event>,
        executor: Box<dyn Executor>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            app: App::new(),
            texts: Texts::new(locale),
            contacts: Contacts::bundled(),
            tools: Arc::default(),
            zone: TimeZone::UTC,
            events,
            executor,
            clock,
            first_frame: None,
            raise_asked: Box::new(|| false),
            presence: Presence::default(),
            is_seen: Box::new(|_| ()),
            closing: None,
            fills_screen: false,
            drawn: Drawn::Nothing,
            in_front: false,
            placed: Place::default(),
            hands: Box::new(Always(Hand::Unknown(WhyUnknown::NotObserved))),
            chosen_on: None,
            hidden: false,
        }
    }

    /// Explains the `tools` that are seen and tells times in `zone`.
    #[must_use]
    pub fn knowing(mut self, tools: Arc<Catalogue>, zone: TimeZone) -> Self {
        self.tools = tools;
        self.zone = zone;
        self
    }

    /// Learns from `hands` who presses. Without it nobody's hand is known to be real.
    #[must_use]
    pub fn pressed_by(mut self, hands: Box<dyn InputOrigin>) -> Self {
        self.hands = hands;
        self
    }

    /// Fills the screen. eframe shows its window after the first frame only, and X11 window managers
    /// forget what a hidden window wished: it is wished again when the window is there.
    #[must_use]
    pub fn maximized(mut self) -> Self {
        self.fills_screen = true;
        self
    }

    /// Calls `done` once, when the first frame has been drawn.
    #[must_use]
    pub fn on_first_frame(mut self, done: impl FnOnce(&egui::Context) + 'static) -> Self {
        self.first_frame = Some(Box::new(done));
        self
    }

    /// Comes to the front whenever `asked` says that a second start asked for it.
    #[must_use]
    pub fn raised_by(mut self, asked: impl FnMut() -> bool + 'static) -> Self {
        self.raise_asked = Box::new(asked);
        self
    }

    /// Tells `seen` whether the window can be seen, after it was asked for and as long as it has to be seen.
    #[must_use]
    pub fn tells_whether_seen(mut self, seen: impl FnMut(bool) + 'static) -> Self {
        self.is_seen = Box::new(seen);
        self
    }

    /// Calls `done` as soon as the window closes, before anything is put away.
    #[must_use]
    pub fn on_close(mut self, done: impl FnOnce() + 'static) -> Self {
        self.closing = Some(Box::new(done));
        self
    }

    /// The state, for tests.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The words, for tests.
    #[must_use]
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// What waits for the first frame to be on the screen.
    fn once_shown(&mut self, ctx: &egui::Context) {
        if self.drawn != Drawn::First {
            return;
        }
        self.drawn = Drawn::Window;
        if self.fills_screen && ctx.input(|input| input.viewport().maximized) != Some(true) {
            ctx.send_viewport_cmd(ViewportCommand::Maximized(true));
        }
        if let Some(done) = self.first_frame.take() {
            done(ctx);
        }
    }

    /// Comes to the front when somebody asks, and whenever it has to be seen and is not.
    fn come_when_asked(&mut self, ctx: &egui::Context, frame: &eframe::Frame) {
        let asked = (self.raise_asked)();
        if asked {
            self.step(ctx, Event::Raised);
        }
        let (now, fill) = (self.clock.now(), self.app.place() == Place::Above);
        // The window's own library takes no notice of what another program did to it.
        let mut window = frame.window_handle().ok().map(|window| OwnWindow { window: window.as_raw(), fill });
        if asked {
            if let Some(Err(error)) = window.as_mut().map(|window| window.bring_back(false)) {
                log::warn!("{error}");
            }
            if fill {
                // Back from wherever it was made small or pushed to.
                ctx.send_viewport_cmd(ViewportCommand::Maximized(true));
            }
            ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
            ctx.send_viewport_cmd(ViewportCommand::Focus);
            self.presence.asked(now);
        }
        if self.drawn == Drawn::Window
            && let Some(window) = &mut window
            && let Some(seen) = self.presence.look(now, fill, window)
        {
            (self.is_seen)(seen);
        }
        if let Some(millis) = self.presence.next_in(now) {
            ctx.request_repaint_after(Duration::from_millis(millis));
        }
    }

    /// Lays the window where its screen needs it, whenever that changes.
    fn put_in_place(&mut self, ctx: &egui::Context) {
        let place = self.app.place();
        let before = std::mem::replace(&mut self.placed, place);
        if place == before {
            return;
        }
        let level = if place == Place::Ordinary { WindowLevel::Normal } else { WindowLevel::AlwaysOnTop };
        ctx.send_viewport_cmd(ViewportCommand::WindowLevel(level));
        if place == Place::AboveInCorner {
            let whole = ctx.input(|input| input.viewport().outer_rect);
            // Wayland tells no place, and lets nobody choose one.
            let size = corner_size(whole.unwrap_or_else(|| ctx.content_rect()).size());
            ctx.send_viewport_cmd(ViewportCommand::Maximized(false));
            ctx.send_viewport_cmd(ViewportCommand::InnerSize(size));
            if let Some(whole) = whole {
                let edge = vec2(theme::size::GAP, theme::size::TOP_BAR);
                ctx.send_viewport_cmd(ViewportCommand::OuterPosition(whole.max - size - edge));
            }
        } else if before == Place::AboveInCorner && self.fills_screen {
            ctx.send_viewport_cmd(ViewportCommand::Maximized(true));
        }
    }

    /// Alt and F4 close the warning, as the screen says, also where the window got the keys and not the browser.
    fn take_alt_f4(&mut self, ctx: &egui::Context) {
        if self.app.screen() == Screen::EscapeAltF4 && ctx.input(|input| input.viewport().close_requested()) {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.step(ctx, Event::Pressed(Press::CloseBrowsers));
        }
    }

    /// The event, with the hand that made it where that matters. The cut never waits for this.
    fn with_hand(&mut self, event: Event, frame: &mut Frame) -> Event {
        let need = needs_hand(&event, self.app.screen());
        if need == HandNeed::Any {
            return event;
        }
        let mut hand = self.whose(frame);
        // What somebody else had chosen is not what the person's own key meant.
        let by_key = frame.presses_by_key && frame.act.is_of_keys() && matches!(event, Event::Pressed(_));
        if hand.is_real() && by_key && self.chosen_on != Some(self.app.screen()) {
            hand = Hand::Unknown(WhyUnknown::NotChosen);
        }
        if !hand.is_real() && need != HandNeed::RealToDelete {
            log::info!("a press that may not be of a hand at this PC: {hand:?}");
        }
        Event::ByHand(hand, Box::new(event))
    }

    /// Whose hand was at work in this frame; asked once.
    fn whose(&mut self, frame: &mut Frame) -> Hand {
        *frame.hand.get_or_insert_with(|| self.hands.hand(frame.act))
    }

    /// After everything was done: what explains the acts of this frame explains no later one.
    fn note_hand(&mut self, screen: Screen, mut frame: Frame) {
        if frame.choice == Choice::Program {
            self.chosen_on = None;
        } else if frame.act.pressed || frame.act.released || frame.act.keys > 0 {
            let real = self.whose(&mut frame).is_real();
            if frame.choice == Choice::Hand {
                self.chosen_on = real.then_some(screen);
            }
        }
    }

    /// Keeps the window out of pictures of the screen while it has to be, and says what became of it.
    fn follow_hiding(&mut self, ctx: &egui::Context, frame: &eframe::Frame) {
        let wanted = self.app.wants_hiding();
        if self.hidden == wanted {
            return;
        }
        self.hidden = wanted;
        if cfg!(target_os = "macos") {
            ctx.send_viewport_cmd(ViewportCommand::ContentProtected(wanted));
        }
        let hiding = match frame.window_handle() {
            Ok(window) => capture::hide(window.as_raw(), wanted),
            Err(_) if wanted => Hiding::Unavailable,
            Err(_) => Hiding::Off,
        };
        log::info!("pictures of the screen: {hiding:?}");
        self.step(ctx, Event::HidingSeen(hiding));
    }

    fn step(&mut self, ctx: &egui::Context, event: Event) {
        for effect in self.app.step(event, self.clock.now()) {
            match &effect {
                Effect::AskAttention => {
                    ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
                    ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(UserAttentionType::Critical));
                }
                Effect::CloseWindow => ctx.send_viewport_cmd(ViewportCommand::Close),
                Effect::SetLanguage(tag) => self.texts = Texts::new(Locale::negotiate([tag])),
                _ => {}
            }
            self.executor.run(effect, &self.texts);
        }
    }
}

/// The window as its system sees it.
struct OwnWindow {
    window: RawWindowHandle,
    /// Over the whole screen.
    fill: bool,
}

impl OnDesktop for OwnWindow {
    fn sight(&mut self) -> raise::Sight {
        raise::sight(self.window)
    }

    fn bring_back(&mut self, again: bool) -> Result<(), raise::RaiseError> {
        raise::bring_back(self.window, self.fill, again)
    }
}

/// The window's size in a corner of `whole`: what it needs, and so little that the warning beside it can be pressed.
fn corner_size(whole: Vec2) -> Vec2 {
    let room = vec2(whole.x / 2.0, whole.y / 1.3);
    Vec2::from(theme::size::WINDOW_CORNER).min(room).max(Vec2::from(theme::size::WINDOW_MIN))
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        self.once_shown(ctx);
        while let Ok(event) = self.events.try_recv() {
            self.step(ctx, event);
        }
        if self.app.stays_open() && ctx.input(|input| input.viewport().close_requested()) {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        }
        self.come_when_asked(ctx, frame);
        let in_front = ctx.input(|input| input.focused);
        if in_front && !self.in_front {
            self.step(ctx, Event::InFront);
        }
        self.in_front = in_front;
        if self.app.next_tick_in(self.clock.now()).is_some() {
            self.step(ctx, Event::Tick);
        }
        self.take_alt_f4(ctx);
        self.put_in_place(ctx);
        // A window that is minimised or covered is not drawn, and its time passes too.
        if let Some(millis) = self.app.next_tick_in(self.clock.now()) {
            ctx.request_repaint_after(Duration::from_millis(millis));
        }
        // Before anything is drawn: the first picture of an alarm is hidden already.
        self.follow_hiding(ctx, frame);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let source = view::Source {
            app: &self.app,
            texts: &self.texts,
            contacts: &self.contacts,
            tools: &self.tools,
            zone: &self.zone,
            now: self.clock.now(),
        };
        let view = view::view(source);
        let high_contrast = self.app.high_contrast();
        theme::draw_with(ui.ctx(), if high_contrast { Palette::HighContrast } else { Palette::Normal });
        let mut frame = ui.input(|input| Frame::of(&input.events));
        let screen = self.app.screen();
        let mut input = screens::show(ui, &view, self.app.text_size());
        for event in &mut input.events {
            if let Event::Pressed(Press::Called(choice, then)) = *event {
                let (who, number) = view::who_is_called(source, choice);
                *event = Event::Called { who, number, then };
            }
        }
        let ctx = ui.ctx().clone();
        // Screen readers ask the window itself what it is called.
        let title = self.texts.get("app-title");
        ctx.accesskit_node_builder(egui::accesskit_root_id(), |node| node.set_label(title));
        if !input.events.is_empty() {
            for event in input.events {
                let event = self.with_hand(event, &mut frame);
                self.step(&ctx, event);
            }
            ctx.request_repaint();
        }
        self.note_hand(screen, frame);
        if let Some(millis) = self.app.next_tick_in(self.clock.now()) {
            ctx.request_repaint_after(Duration::from_millis(millis));
        }
        if self.drawn == Drawn::Nothing {
            self.drawn = Drawn::First;
            ctx.request_repaint();
        }
    }

    fn raw_input_hook(&mut self, _ctx: &egui::Context, raw_input: &mut egui::RawInput) {
        // A key held by a trembling hand presses a button once, not thirty times a second.
        raw_input.events.retain(|event| {
            !matches!(event, egui::Event::Key { key: Key::Enter | Key::Space, repeat: true, .. })
        });
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        Color32::from(color::GROUND).to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        if let Some(done) = self.closing.take() {
            done();
        }
        self.executor.finish();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::sync_channel;

    use eframe::App as _;

    use super::*;
    use crate::core::event::Start;
    use crate::runtime::clock::SystemClock;

    struct Idle;

    impl Executor for Idle {
        fn run(&mut self, _effect: Effect, _texts: &Texts) {}
    }

    #[test]
    fn time_passes_in_a_window_that_is_not_drawn() {
        let (sender, events) = sync_channel(4);
        let start = Start { alert: true, watching: true, ..Start::default() };
        sender.send(Event::Started(Box::new(start))).unwrap();
        let locale = Locale::negotiate(["ja"]);
        let mut window = Window::new(locale, events, Box::new(Idle), Arc::new(SystemClock::default()));
        let ctx = egui::Context::default();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let asks = Arc::clone(&asked);
        ctx.set_request_repaint_callback(move |info| asks.lock().unwrap().push(info.delay));
        window.logic(&ctx, &mut eframe::Frame::_new_kittest());
        let asked = asked.lock().unwrap();
        assert!(
            asked.iter().any(|delay| !delay.is_zero() && *delay <= Duration::from_millis(100)),
            "{asked:?}"
        );
    }
}

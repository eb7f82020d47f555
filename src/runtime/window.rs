//! The window: drains events, steps the core, hands effects on, draws.

use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use eframe::egui::{self, Key, UserAttentionType, ViewportCommand, WindowLevel};
use jiff::tz::TimeZone;

use super::clock::Clock;
use crate::content::{Contacts, Locale, Texts};
use crate::core::detection::catalogue::Catalogue;
use crate::core::{App, Effect, Event, Press};
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
    fills_screen: bool,
    on_top: bool,
    drawn: Drawn,
}

/// Called when the first frame is on the screen.
pub(super) type Shown = Box<dyn FnOnce(&egui::Context)>;

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
            fills_screen: false,
            on_top: false,
            drawn: Drawn::Nothing,
        }
    }

    /// Explains the `tools` that are seen and tells times in `zone`.
    #[must_use]
    pub fn knowing(mut self, tools: Arc<Catalogue>, zone: TimeZone) -> Self {
        self.tools = tools;
        self.zone = zone;
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

    /// The red button lies above what a stranger opens over it, and above nothing once it is not needed.
    fn keep_on_top(&mut self, ctx: &egui::Context) {
        let wanted = self.app.wants_to_be_on_top();
        if wanted != self.on_top && self.drawn == Drawn::Window {
            self.on_top = wanted;
            let level = if wanted { WindowLevel::AlwaysOnTop } else { WindowLevel::Normal };
            ctx.send_viewport_cmd(ViewportCommand::WindowLevel(level));
        }
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

impl eframe::App for Window {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.once_shown(ctx);
        while let Ok(event) = self.events.try_recv() {
            self.step(ctx, event);
        }
        if (self.raise_asked)() {
            self.step(ctx, Event::Raised);
            if self.app.wants_to_be_on_top() {
                // Back from wherever it was made small or pushed to.
                ctx.send_viewport_cmd(ViewportCommand::Maximized(true));
            }
            ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
            ctx.send_viewport_cmd(ViewportCommand::Focus);
        }
        if self.app.next_tick_in(self.clock.now()).is_some() {
            self.step(ctx, Event::Tick);
        }
        self.keep_on_top(ctx);
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
        let mut input = screens::show(ui, &view, self.app.text_size());
        for event in &mut input.events {
            if let Event::Pressed(Press::Called(choice, then)) = *event {
                let (who, number) = view::who_is_called(source, choice);
                *event = Event::Called { who, number, then };
            }
        }
        let ctx = ui.ctx().clone();
        if !input.events.is_empty() {
            for event in input.events {
                self.step(&ctx, event);
            }
            ctx.request_repaint();
        }
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
        theme::color::GROUND.to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.executor.finish();
    }
}

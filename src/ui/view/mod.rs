//! What a screen says and offers, as plain data: tested without a pixel, drawn by `screens`.

mod alert;
mod allow;
mod calls;
mod capture;
mod centre;
mod cut;
mod details;
mod drill;
mod escape;
mod family;
mod family_help;
mod hand_over;
mod home;
mod memo;
mod print;
mod self_check;
mod setup;
mod steps;
mod store;
mod watch_settings;
mod way_back;

pub use calls::who_is_called;

use crate::content::qr::Matrix;
use crate::content::storage_notice::notice_text;
use crate::content::{Arg, Contacts, Texts};
use jiff::tz::TimeZone;

use crate::core::app::{App, Line};
use crate::core::detection::Level;
use crate::core::detection::catalogue::Catalogue;
use crate::core::doctor::State;
use crate::core::event::{Notice, Press, SetupField};
use crate::core::incident::{MemoField, Step};
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;
use crate::ui::pictures::Picture;

/// One screen.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Which screen.
    pub screen: Screen,
    /// 「画面 10」
    pub number: String,
    /// Said beside it of a build for development, where there is room.
    pub build: Option<String>,
    /// Which of the five steps this screen belongs to; without dots, a small line of another kind.
    pub step: Option<StepBadge>,
    /// The line's state, on every screen of the emergency path.
    pub line: Option<Strip>,
    /// Something went wrong and must be said.
    pub notice: Option<(String, Button)>,
    /// 「電話を 切ってください」 and how, above everything.
    pub first_line: Option<(String, String)>,
    /// How the headline looks.
    pub tone: Tone,
    /// One headline.
    pub headline: String,
    /// One reason, of short sentences. On the emergency path it is one paragraph, see [`paragraph`].
    pub reason: Vec<String>,
    /// One picture.
    pub picture: Option<Picture>,
    /// What else this screen shows.
    pub body: Body,
    /// The one main button.
    pub primary: Option<Button>,
    /// Other buttons, below or beside it.
    pub others: Vec<Button>,
    /// Back and home.
    pub ways_out: Vec<Button>,
    /// The words for 「there is more」 and for the way back to what was before, where a small window needs parts.
    pub more: (String, String),
}

/// 「手順 2 / 5」 with the ticks of all five.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepBadge {
    /// The words.
    pub label: String,
    /// Each step or page: done, and the one of this screen.
    pub dots: Vec<(bool, bool)>,
}

/// A strip with one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip {
    /// How it looks.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
    /// Where a press on it leads.
    pub press: Option<Press>,
}

/// How something looks. Never the only sign: words and shape say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Navy on paper.
    Calm,
    /// Green: observed.
    Observed,
    /// Amber: caution.
    Caution,
    /// Dark: someone may control this PC now. Red is for the button alone.
    Alarm,
}

/// A button.
#[derive(Debug, Clone, PartialEq)]
pub struct Button {
    /// Its words, which are its accessible name too unless [`Self::spoken`] is.
    pub label: String,
    /// The accessible name, where the words alone would not tell one button from another.
    pub spoken: Option<String>,
    /// A second, smaller line: what happens when it is pressed.
    pub detail: Option<String>,
    /// What it does.
    pub press: Press,
    /// How it looks.
    pub kind: ButtonKind,
    /// A small picture.
    pub picture: Option<Picture>,
    /// Ticked or chosen, for buttons that can be.
    pub chosen: Option<bool>,
    /// False while it cannot be pressed.
    pub enabled: bool,
    /// It must be held; 0 to 1 of the hold done.
    pub hold: Option<f32>,
}

/// How a button looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ButtonKind {
    /// Red. Cuts.
    Cut,
    /// Navy. The main way on.
    Primary,
    /// Paper with an edge.
    Plain,
    /// Small, in bars.
    Quiet,
}

impl Button {
    fn new(texts: &Texts, id: &str, press: Press, kind: ButtonKind) -> Self {
        Self::labelled(texts.get(id), press, kind)
    }

    fn labelled(label: String, press: Press, kind: ButtonKind) -> Self {
        Self {
            label,
            spoken: None,
            detail: None,
            press,
            kind,
            picture: None,
            chosen: None,
            enabled: true,
            hold: None,
        }
    }

    fn with_picture(mut self, picture: Picture) -> Self {
        self.picture = Some(picture);
        self
    }

    fn with_detail(mut self, detail: String) -> Self {
        self.detail = Some(detail);
        self
    }

    fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = Some(chosen);
        self
    }

    fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }
}

/// What a screen shows between its reason and its buttons.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// Nothing more.
    Empty,
    /// The four doors of the home screen; the first is red.
    Doors(Strip, Vec<Button>),
    /// Numbered or plain sentences.
    Lines(Vec<String>),
    /// A page to be kept: its sentences, and what goes first where there is no room.
    Page(Vec<String>, Vec<String>),
    /// What was checked, and the way to check it again.
    Checks(Vec<CheckRow>, Button),
    /// Keys to press, in order.
    Keys(Vec<(String, String)>),
    /// The five steps with their ticks.
    Steps(Vec<StepRow>),
    /// Whom to call.
    Calls(Vec<Call>),
    /// A count of seconds: done, of how many, its words.
    Count(u64, u64, String),
    /// The PIN's digits typed so far, in words, and the keys 0–9 and erase.
    Pin(String, Vec<Button>),
    /// Fields to type into and things to tick.
    Form(Vec<Field>, Vec<Button>),
    /// A tool that the live check found.
    Finding(Box<FoundTool>),
    /// Groups of things to choose from.
    Choices(Vec<(String, Vec<Button>)>),
    /// A code for a telephone to read, and its name for those who do not see it.
    Code(Matrix, String),
    /// A drawing of the system's consent dialog.
    Consent(Box<ConsentDialog>),
}

/// The words of the system's consent dialog, as a person will meet them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentDialog {
    /// That this is only a drawing of what comes.
    pub sample: String,
    /// The dialog's question.
    pub question: String,
    /// Which program asks.
    pub program: String,
    /// Whom the system names as its maker.
    pub publisher: String,
    /// The word to press.
    pub yes: String,
    /// The other one.
    pub no: String,
}

/// One row of the overview.
#[derive(Debug, Clone, PartialEq)]
pub struct StepRow {
    /// The box with the tick.
    pub toggle: Button,
    /// Opens the step.
    pub open: Button,
}

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRow {
    /// How it is.
    pub state: State,
    /// The same in a word, and what was checked.
    pub title: String,
    /// The sentence about it.
    pub sentence: String,
    /// How to mend it.
    pub mend: Option<String>,
}

/// One number to call.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Call {
    /// Whom.
    pub who: String,
    /// The number, in figures; empty when it is not known.
    pub number: String,
    /// Whether somebody answers now; empty when that is not known.
    pub state: String,
    /// When and from which telephones, or who registered it.
    pub note: String,
    /// What of the note must stay in a window that is too small for all of it.
    pub note_short: String,
    /// What to say: all of it first, then with less and less of what was added from the memo, for windows
    /// that are too small. Empty in lists.
    pub say: Vec<String>,
    /// Opens what to say, on a screen that lists many.
    pub open: Option<Button>,
}

/// What a field is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldId {
    /// The memo.
    Memo(MemoField),
    /// The set-up.
    Setup(SetupField),
}

/// One field to type into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Which one.
    pub field: FieldId,
    /// Its name.
    pub label: String,
    /// What is in it.
    pub text: String,
    /// Rows of text it offers.
    pub rows: usize,
    /// What is wrong with what is in it.
    pub problem: Option<String>,
}

/// One tool that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTool {
    /// Its name.
    pub name: String,
    /// What it is, since when, and calm words.
    pub about: Vec<String>,
    /// How to end it: a title and the ways, best first.
    pub end: (String, Vec<String>),
    /// For whoever helps: a title, why we think so, where to report it; what matters most comes first,
    /// the end may stay out of a small window.
    pub helper: (String, Vec<String>),
}

/// Everything a view is made from.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The state.
    pub app: &'a App,
    /// The words.
    pub texts: &'a Texts,
    /// The numbers everyone may call.
    pub contacts: &'a Contacts,
    /// What is known of the tools that may be seen.
    pub tools: &'a Catalogue,
    /// Where times are told for.
    pub zone: &'a TimeZone,
    /// The time.
    pub now: Timestamp,
}

/// The screen that `source` shows now.
#[must_use]
pub fn view(source: Source<'_>) -> View {
    let mut view = match source.app.screen() {
        Screen::Home => home::home(source),
        Screen::Details => details::details(source),
        Screen::AskContact => home::ask_contact(source),
        Screen::PopupEscape => escape::begin(source),
        Screen::Contacts => calls::contacts(source),
        Screen::Settings => family::settings(source),
        Screen::Steps => steps::overview(source),
        Screen::CutResult => cut::result(source),
        Screen::HandPower => cut::hand_power(source),
        Screen::HandRouter => cut::hand_router(source),
        Screen::AskBank => cut::ask_bank(source),
        Screen::AskPhone => cut::ask_phone(source),
        Screen::OtherTelephone => cut::other_telephone(source),
        Screen::HandOver => hand_over::hand_over(source),
        Screen::PowerOff => steps::power_off(source),
        Screen::CallBank => calls::call_bank(source),
        Screen::StayOff => steps::stay_off(source),
        Screen::MemoCall => memo::call(source),
        Screen::MemoMoney => memo::money(source),
        Screen::MemoScreen => memo::seen(source),
        Screen::MemoSave => memo::save(source),
        Screen::Caregiver => family::caregiver(source),
        Screen::RestoreAsk => family::restore_ask(source),
        Screen::RestoreRefused => family::restore_refused(source),
        Screen::Restore => family::restore(source),
        Screen::RestoreResult => family::restore_result(source),
        Screen::ConfirmNumbers => family::confirm_numbers(source),
        Screen::SetPin => family::set_pin(source),
        Screen::AllowTools => allow::allow_tools(source),
        Screen::HandOverCopy | Screen::HandOverQr => hand_over::hand_over(source),
        Screen::SetupPerson => setup::person(source),
        Screen::SetupFamily | Screen::SetupBank | Screen::SetupCard => setup::contacts(source),
        Screen::SetupPick => setup::pick(source),
        Screen::SetupPin => setup::pin(source),
        Screen::SetupLook => setup::look(source),
        Screen::SetupTools => setup::tools(source),
        Screen::SetupWatch => setup::watch(source),
        Screen::SetupDone => setup::done(source),
        Screen::CallScript => calls::call_script(source),
        Screen::EndCall => calls::end_call(source),
        Screen::Print => print::print(source),
        Screen::RestoreTools => way_back::restore_tools(source),
        Screen::WaysBack => way_back::ways_back(source),
        Screen::CutNotice => way_back::cut_notice(source),
        Screen::EnterPin => store::enter_pin(source),
        Screen::Keep => store::keep(source),
        Screen::WatchSettings => watch_settings::watch_settings(source),
        Screen::SelfCheck => self_check::self_check(source),
        Screen::DrillExplain => drill::explain(source),
        Screen::DrillRunning => drill::running(source),
        Screen::DrillReport => drill::report(source),
        Screen::DrillRefused => drill::refused(source),
        Screen::Alert => alert::alert(source),
        Screen::EscapeAltF4 | Screen::EscapeEsc | Screen::EscapeCtrlAltDel => escape::keys(source),
        Screen::EscapeResult => escape::result(source),
        Screen::EscapePermission => escape::permission(source),
        Screen::FamilyHelp => family_help::family_help(source),
    };
    view.notice = notice(source);
    view
}

/// A screen with nothing but a headline, its number, the line's strip and the ways out.
fn plain(source: Source<'_>, headline: &str) -> View {
    let screen = source.app.screen();
    let mut ways_out = Vec::new();
    if source.app.can_go_back() {
        ways_out.push(Button::new(source.texts, "button-back", Press::Back, ButtonKind::Quiet));
    }
    if screen.is_emergency() && screen != Screen::CutResult {
        ways_out.push(Button::new(
            source.texts,
            "button-steps",
            Press::Open(Screen::Steps),
            ButtonKind::Quiet,
        ));
    } else if screen != Screen::Home {
        ways_out.push(Button::new(source.texts, "button-home", Press::Open(Screen::Home), ButtonKind::Quiet));
    }
    View {
        screen,
        number: number_words(source, screen.number()),
        build: source.app.shows_development().then(|| source.texts.get("build-development")),
        step: None,
        line: (screen.is_emergency() && screen != Screen::CutResult).then(|| line_strip(source)),
        notice: None,
        first_line: None,
        tone: Tone::Calm,
        headline: source.texts.get(headline),
        reason: Vec::new(),
        picture: None,
        body: Body::Empty,
        primary: None,
        others: Vec::new(),
        ways_out,
        more: (source.texts.get("page-more"), source.texts.get("page-before")),
    }
}

/// Sentences as one paragraph, each on a line of its own.
fn paragraph(sentences: impl IntoIterator<Item = String>) -> Vec<String> {
    let words = sentences.into_iter().collect::<Vec<_>>().join("\n");
    if words.is_empty() { Vec::new() } else { vec![words] }
}

/// 「画面 10」. States of one screen that mean different things bear different numbers: whoever guides by
/// telephone must know which one is seen.
fn number_words(source: Source<'_>, number: u8) -> String {
    source.texts.with("screen-number", &[("number", Arg::Number(i64::from(number)))])
}

fn line_strip(source: Source<'_>) -> Strip {
    let (tone, id) = match source.app.line() {
        Line::Cut { .. } => (Tone::Observed, "line-cut"),
        Line::Cutting { .. } => (Tone::Caution, "line-cutting"),
        Line::BackAgain => (Tone::Caution, "line-back"),
        Line::Open | Line::StillConnected => (Tone::Caution, "line-open"),
    };
    Strip { tone, text: source.texts.get(id), press: Some(Press::Open(Screen::CutResult)) }
}

fn step_badge(source: Source<'_>, step: Step) -> StepBadge {
    let dots = Step::ALL
        .map(|each| (source.app.incident().is_some_and(|incident| incident.is_done(each)), each == step))
        .into();
    let number = [("number", Arg::Number(i64::from(step.number())))];
    StepBadge { label: source.texts.with("step-badge", &number), dots }
}

fn notice(source: Source<'_>) -> Option<(String, Button)> {
    let words = match source.app.current_notice()? {
        Notice::Storage(notice) => notice_text(source.texts, notice),
        Notice::Text(id) => source.texts.get(id),
    };
    Some((words, Button::new(source.texts, "button-dismiss", Press::DismissNotice, ButtonKind::Quiet)))
}

/// The sentence about remote control for strips: what was seen, never "safe".
fn session_strip(source: Source<'_>) -> Strip {
    if let Some(strip) = family_help::strip(source) {
        return strip;
    }
    let assessment = source.app.assessment();
    // What is not allowed comes first, the most serious before the others.
    let first = assessment.findings.first();
    let named = |id: &str| {
        let name = first.map(|finding| details::name(source, &finding.tool, &finding.name));
        source.texts.with(id, &[("name", Arg::Text(&name.unwrap_or_default()))])
    };
    let (tone, text) = match assessment.level {
        Level::Clear if !source.app.is_watching() => (Tone::Caution, source.texts.get("session-unknown")),
        Level::Clear if first.is_some() => (Tone::Caution, named("session-allowed")),
        Level::Clear => (Tone::Calm, source.texts.get("session-clear")),
        Level::Leftover => (Tone::Caution, named("session-leftover")),
        Level::Likely | Level::Live => (Tone::Alarm, named("session-live")),
    };
    Strip { tone, text, press: Some(Press::Open(Screen::Details)) }
}

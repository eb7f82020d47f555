//! Around the way back: the tools that stand before it, the ways that need no window, and what is said at
//! log-on while a cut is in force.

use super::{Body, Button, ButtonKind, Source, Tone, View, number_words, plain};
use crate::content::{Arg, Moments, Texts};
use crate::core::app::{Line, ToolsBefore};
use crate::core::event::Press;
use crate::core::own_contacts::VisibleContacts;
use crate::core::pc_facts::GuardPresence;
use crate::core::screen::Screen;
use crate::ui::pictures::Picture;

/// More names than these make no sentence.
const NAMES_MAX: usize = 4;
/// Whom everybody may ask.
const ADVICE: &str = "consumer-hotline";

/// The tools that still run, each by its name, before the line is opened.
pub(super) fn restore_tools(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let (headline, number) = match (app.tools_before(), refused(source)) {
        (ToolsBefore::Gone, _) => ("restore-tools-gone", 108),
        (ToolsBefore::Unknown, _) => ("restore-tools-unknown", 107),
        (ToolsBefore::Running, Some(_)) => ("restore-tools", 106),
        (ToolsBefore::Running, None) => ("restore-tools", 105),
    };
    let mut view = plain(source, headline);
    view.number = number_words(source, number);
    // Where no press can go on, whoever may be asked stands in its place.
    let anyway = match app.every_hand_is_refused() {
        true => administrator(texts),
        false => Button::new(texts, "restore-tools-anyway", Press::RestoreAnyway, ButtonKind::Plain),
    };
    match app.tools_before() {
        ToolsBefore::Gone => {
            view.reason = vec![texts.get("restore-tools-gone-reason")];
            view.picture = Some(Picture::Restore);
            view.primary = Some(Button::new(texts, "button-next", Press::Next, ButtonKind::Primary));
        }
        ToolsBefore::Unknown => {
            view.tone = Tone::Caution;
            view.reason = vec![texts.get("restore-tools-unknown-reason")];
            view.others = vec![anyway];
        }
        ToolsBefore::Running => {
            view.tone = Tone::Caution;
            view.reason = vec![texts.with("restore-tools-names", &[("names", Arg::Text(&names(source)))])];
            let reason = || (!app.every_hand_is_refused()).then(|| texts.get("restore-tools-reason"));
            view.reason.extend(refused(source).or_else(reason));
            view.primary =
                Some(Button::new(texts, "restore-end-tools", Press::EndTools, ButtonKind::Primary));
            view.others = vec![anyway];
        }
    }
    view
}

/// For whoever cannot press with a hand that is known to be at this PC, and has no PIN that opens the line.
pub(super) fn administrator(texts: &Texts) -> Button {
    Button::new(texts, "restore-administrator", Press::AskAdministrator, ButtonKind::Plain)
}

fn names(source: Source<'_>) -> String {
    let names = source
        .app
        .tools_before_restore()
        .take(NAMES_MAX)
        .map(|finding| super::details::name(source, &finding.tool, &finding.name))
        .collect::<Vec<_>>();
    names.join(&source.texts.get("restore-tools-and"))
}

/// What is said of a tool that was told to end and did not.
fn refused(source: Source<'_>) -> Option<String> {
    let still = |name: &str| source.app.tools_before_restore().any(|finding| finding.name == name);
    let report = source.app.ended().iter().find(|report| report.denied > 0 && still(&report.name))?;
    Some(source.texts.with("restore-tools-refused", &[("name", Arg::Text(&report.name))]))
}

/// The ways back that need neither this window nor a PIN.
pub(super) fn ways_back(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "ways-back");
    view.reason = vec![texts.get("ways-back-reason")];
    let lines = ["ways-back-menu", "ways-back-administrator", "ways-back-uninstall", "ways-back-hand"];
    view.body = Body::Lines(lines.map(|id| texts.get(id)).into());
    view
}

/// What a caregiver is told of the administrator's guard.
pub(super) fn guard_line(source: Source<'_>) -> String {
    source.texts.get(match source.app.pc().guard {
        GuardPresence::Present => "guard-present",
        GuardPresence::Silent => "guard-silent",
        GuardPresence::Absent => "guard-absent",
    })
}

/// At log-on: why the internet is off, since when, whom to ask, and the way back.
pub(super) fn cut_notice(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    if matches!(app.line(), Line::Open | Line::StillConnected | Line::BackAgain) {
        return open_again(source);
    }
    let mut view = plain(source, "notice-cut");
    view.ways_out.retain(|way| way.press != Press::Back);
    let since = app.pc().standing.and_then(|standing| standing.since);
    let moments = Moments { now: Some(source.now), zone: source.zone };
    view.reason = vec![match since.and_then(|at| moments.past(at, texts)) {
        Some(when) => texts.with("notice-since", &[("when", Arg::Text(&when))]),
        None => texts.get("notice-since-unknown"),
    }];
    view.reason.push(texts.get("notice-ask"));
    view.picture = Some(Picture::Cut);
    view.body = Body::Lines(whom_to_ask(source));
    view.primary = Some(Button::new(texts, "notice-keep", Press::KeepCut, ButtonKind::Primary));
    view.others =
        vec![Button::new(texts, "notice-restore", Press::Open(Screen::RestoreAsk), ButtonKind::Plain)];
    view
}

/// The family's own number, if it was confirmed, and the one everybody may call.
fn whom_to_ask(source: Source<'_>) -> Vec<String> {
    let line = |who: &str, number: &str| {
        source.texts.with("notice-number", &[("who", Arg::Text(who)), ("number", Arg::Text(number))])
    };
    let mut lines = Vec::new();
    if let VisibleContacts::Shown { family, .. } = source.app.own_contacts() {
        lines.extend(family.first().map(|own| line(own.name(), own.phone())));
    }
    let advice = source.contacts.find(ADVICE);
    lines.extend(advice.map(|contact| line(contact.name(source.texts.locale()), &contact.number)));
    lines
}

/// It was cut, and the looks since then say that it is open.
fn open_again(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "notice-open");
    view.number = number_words(source, 111);
    view.ways_out.clear();
    view.tone = Tone::Caution;
    view.reason = vec![texts.get("notice-open-reason")];
    view.primary = Some(Button::new(texts, "button-home", Press::Open(Screen::Home), ButtonKind::Primary));
    view
}

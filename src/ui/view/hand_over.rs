//! What goes out of the PC before it is switched off: steps 3 to 5 and the numbers, photographed, copied by
//! hand, or read as a code. Only while the cut is observed, and never by a telephone the stranger may be on.

use super::{Body, Button, ButtonKind, Source, Tone, View, plain, step_badge};
use crate::content::contacts::registered_line;
use crate::content::qr::encode;
use crate::core::event::{Press, PrintWhat};
use crate::core::incident::{Incident, Step};
use crate::core::own_contacts::{OwnContact, VisibleContacts};
use crate::core::screen::Screen;
use crate::ui::pictures::Picture;

/// The public numbers that are handed over.
const PUBLIC: [&str; 2] = ["police-advice", "consumer-hotline"];
/// More than one bank and one card would make the words small; the code holds them all.
const BANKS_ON_THE_PAGE: usize = 2;

/// The three pages.
pub(super) fn hand_over(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    if !app.line().is_cut() {
        return not_now(source);
    }
    let doubtful = app.incident().is_some_and(Incident::phone_is_doubtful);
    let next = |id| Some(Button::new(texts, id, Press::Next, ButtonKind::Primary));
    let other = |id| vec![Button::new(texts, id, Press::OtherWay, ButtonKind::Plain)];
    let headline = match (app.screen(), doubtful) {
        (Screen::HandOverQr, false) => "hand-over-qr",
        (Screen::HandOverCopy, _) | (_, true) => "hand-over-copy",
        _ => "hand-over",
    };
    let mut view = plain(source, headline);
    view.step = Some(step_badge(source, Step::PowerOff));
    match headline {
        "hand-over" => {
            view.body = page(source);
            view.primary = next("hand-over-done");
            view.others = other("hand-over-cannot-photograph");
        }
        "hand-over-copy" => {
            view.body = page(source);
            view.primary = next("hand-over-copied");
            if !doubtful {
                view.others = other("hand-over-cannot-copy");
            }
        }
        _ => {
            view.reason = vec![texts.get("hand-over-qr-reason")];
            view.body =
                match encode(&code_text(source)).or_else(|_| encode(&lines(source, 1).concat().join("\n"))) {
                    Ok(matrix) => Body::Code(matrix, texts.get("hand-over-qr-name")),
                    Err(error) => {
                        log::error!("no code: {error}");
                        page(source)
                    }
                };
            view.primary = next("button-next");
        }
    }
    // Only where a printer hangs on this PC: the Wi-Fi that most of them hang on was just cut.
    if app.may_print() {
        let print = Button::new(texts, "print-sheet", Press::Print(PrintWhat::Sheet), ButtonKind::Plain);
        view.others.push(print.enabled(!app.is_printing()));
    }
    view
}

/// The cut is not observed now: nothing is handed over.
fn not_now(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "hand-over-wait");
    view.tone = Tone::Caution;
    view.reason = vec![texts.get("hand-over-wait-reason")];
    view.picture = Some(Picture::Power);
    view.primary =
        Some(Button::new(texts, "hand-over-look", Press::Open(Screen::CutResult), ButtonKind::Primary));
    view.others = vec![Button::new(texts, "step-2", Press::Open(Screen::PowerOff), ButtonKind::Plain)];
    view
}

/// All of it as text, for the code: every bank, and the ways of both branches.
fn code_text(source: Source<'_>) -> String {
    let mut all = lines(source, usize::MAX).concat();
    all.push(source.texts.get("hand-over-router"));
    all.join("\n")
}

fn page(source: Source<'_>) -> Body {
    let [lines, more] = lines(source, BANKS_ON_THE_PAGE);
    Body::Page(lines, more)
}

/// Steps 3 to 5 with the numbers, a line each; then what a very small window leaves out.
fn lines(source: Source<'_>, banks_max: usize) -> [Vec<String>; 2] {
    let Source { app, texts, .. } = source;
    let (family, banks) = match app.own_contacts() {
        VisibleContacts::Shown { family, banks, cards } => {
            (family.first(), banks.iter().chain(cards).collect())
        }
        VisibleContacts::Empty | VisibleContacts::Hidden(_) => (None, Vec::new()),
    };
    let bank_done = app.incident().is_some_and(|incident| incident.is_done(Step::CallBank));
    let mut lines = Vec::new();
    if bank_done && banks.len() < 2 {
        lines.push(texts.get("hand-over-3-done"));
    } else if banks.is_empty() {
        lines.push(joined(&texts.get("hand-over-3"), &texts.get("contacts-bank-unknown")));
    } else {
        let numbers: Vec<_> = banks.iter().take(banks_max).map(|own| number(own)).collect();
        lines.push(joined(&texts.get("hand-over-3"), &numbers.join("  ")));
    }
    let ask = match family {
        Some(own) => number(own),
        None => app
            .protected_centre()
            .map(|centre| format!("{} {}", centre.name(), centre.phone()))
            .unwrap_or_default(),
    };
    lines.push(joined(&texts.get("hand-over-4"), &ask));
    lines.push(texts.get("hand-over-5"));
    let public: Vec<String> = PUBLIC
        .iter()
        .filter_map(|id| source.contacts.find(id))
        .map(|contact| format!("{} {}", contact.name(texts.locale()), contact.number))
        .collect();
    lines.push(public.join("  "));
    let mut more = vec![texts.get(telephone(app.incident()))];
    more.extend(banks.first().copied().or(family).map(|own| registered_line(texts, own)));
    [lines, more]
}

fn number(own: &OwnContact) -> String {
    format!("{} {}", own.name(), own.phone())
}

fn joined(words: &str, number: &str) -> String {
    if number.is_empty() { words.to_owned() } else { format!("{words} \u{2192} {number}") }
}

/// Which telephone still works, by what may be off and which one may be the stranger's.
fn telephone(incident: Option<&Incident>) -> &'static str {
    let doubtful = incident.is_some_and(Incident::phone_is_doubtful);
    let router_off = incident.is_some_and(|incident| incident.router_off);
    match (doubtful, router_off) {
        (false, false) => "hand-over-telephone",
        (false, true) => "hand-over-telephone-mobile",
        (true, false) => "hand-over-telephone-home",
        (true, true) => "hand-over-telephone-neighbour",
    }
}

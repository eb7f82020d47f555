//! What goes out of the PC before it is switched off: steps 3 to 5 and the numbers, photographed, copied by
//! hand, or read as a code. Only while the cut is observed, and never by a telephone the stranger may be on.

use super::calls::own_number;
use super::{Body, Button, ButtonKind, Source, Tone, View, plain, step_badge};
use crate::content::contacts::{OwnNumber, is_old};
use crate::content::qr::{Matrix, QrError, encode};
use crate::core::detection::hostile_text::shown;
use crate::core::event::{Press, PrintWhat};
use crate::core::incident::{Incident, Paid, Step};
use crate::core::number_order::{Origin, Turn, turns};
use crate::core::own_contacts::{NAME_MAX_CHARS, OwnContact, VisibleContacts};
use crate::core::screen::Screen;
use crate::core::settings::CONTACTS_MAX;
use crate::ui::pictures::Picture;

/// The public numbers that are handed over.
const PUBLIC: [&str; 2] = ["police-advice", "consumer-hotline"];

/// How much of the family's list is handed over.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// Most banks and card companies.
    companies: usize,
    /// Most characters of a name; a number is never shortened.
    name: usize,
}

/// More than one bank and one card would make the words small; the code holds them all.
const PAGE: Room = Room { companies: 2, name: PAGE_NAME };
/// So much of a name stands on a page.
const PAGE_NAME: usize = 24;
/// Everything.
const WHOLE: Room = Room { companies: CONTACTS_MAX * 2, name: NAME_MAX_CHARS };
/// When the code cannot hold everything, it holds fewer companies than these, with short names.
const COMPANIES_IN_A_FULL_CODE: usize = 8;
/// A name is still known by so many characters.
const SHORT_NAME: usize = 12;

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
            let asked = app.incident().is_some_and(|incident| incident.phone_too.is_some());
            if !doubtful {
                view.others = other("hand-over-cannot-copy");
            } else if !asked {
                // Passed over: only an answer can make a telephone trusted.
                let ask = Press::Open(Screen::AskPhone);
                view.others = vec![Button::new(texts, "hand-over-phone-question", ask, ButtonKind::Plain)];
            }
        }
        _ => {
            view.reason = vec![texts.get("hand-over-qr-reason")];
            view.body = match code(source) {
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
    view.picture = Some(Picture::Cut);
    view.primary =
        Some(Button::new(texts, "hand-over-look", Press::Open(Screen::CutResult), ButtonKind::Primary));
    view.others = vec![Button::new(texts, "power-off", Press::Open(Screen::PowerOff), ButtonKind::Plain)];
    view
}

/// All of it as text, for the code: every bank, and the ways of both branches.
fn code_text(source: Source<'_>, room: Room) -> String {
    let mut all = lines(source, room).concat();
    all.push(source.texts.get("hand-over-router"));
    all.join("\n")
}

/// The code with as many numbers as it holds.
fn code(source: Source<'_>) -> Result<Matrix, QrError> {
    let whole = encode(&code_text(source, WHOLE));
    // What it cannot hold is left out from the end: fewer numbers are better than none.
    (1..COMPANIES_IN_A_FULL_CODE).rev().fold(whole, |code, companies| {
        code.or_else(|_| encode(&code_text(source, Room { companies, name: SHORT_NAME })))
    })
}

fn page(source: Source<'_>) -> Body {
    let [lines, more] = lines(source, PAGE);
    Body::Page(lines, more)
}

/// The numbers of bank and card company in the order in which they are called.
struct Companies<'a> {
    /// Those that come before what is printed on card and passbook.
    first: Vec<OwnNumber<'a>>,
    /// Card and passbook come in between.
    on_paper: bool,
    /// Those that come after it.
    then: Vec<OwnNumber<'a>>,
}

fn companies<'a>(source: Source<'a>, own: &[&'a OwnContact], protected: bool) -> Companies<'a> {
    let numbers: Vec<OwnNumber<'a>> = own.iter().map(|own| own_number(source, own)).collect();
    let turns = turns(numbers.iter().map(OwnNumber::origin), protected);
    let number = |turn: &Turn| match turn {
        Turn::Own(place) => numbers.get(*place).copied(),
        Turn::OnPaper => None,
    };
    let mut parts = turns.split(|turn| *turn == Turn::OnPaper);
    let mut part = || parts.next().unwrap_or_default().iter().filter_map(number).collect();
    Companies { first: part(), on_paper: turns.contains(&Turn::OnPaper), then: part() }
}

/// Steps 3 to 5 with the numbers that are sure, a line each; then what is written smaller.
fn lines(source: Source<'_>, room: Room) -> [Vec<String>; 2] {
    let Source { app, texts, .. } = source;
    let (family, banks, protected) = match app.own_contacts() {
        VisibleContacts::Shown { family, banks, cards, protected } => {
            (family.first(), banks.iter().chain(cards).collect(), protected)
        }
        VisibleContacts::Empty | VisibleContacts::Hidden(_) => (None, Vec::new(), false),
    };
    let number = |own: &OwnNumber<'_>| number(own, room, protected);
    let bank_done = app.is_ticked_now(Step::CallBank);
    let Companies { first, on_paper, then } = companies(source, &banks, protected);
    let mut lines = Vec::new();
    let mut own = Vec::new();
    if bank_done && banks.len() < 2 {
        lines.push(texts.get("hand-over-3-done"));
    } else {
        let paper = on_paper.then(|| texts.get("hand-over-paper-number"));
        // One stands in the step's own line: a small window has no room for more.
        let mut sure = first.iter().take(room.companies).map(number).chain(paper);
        lines.push(joined(&texts.get("hand-over-3"), &sure.next().unwrap_or_default()));
        own.extend(sure);
        own.extend(then.iter().take(room.companies.saturating_sub(first.len())).map(number));
    }
    let centre = || app.protected_centre().map(|centre| format!("{} {}", centre.name(), centre.phone()));
    let family = family.map(|own| number(&own_number(source, own)));
    let (ask, family) = if protected { (family.or_else(centre), None) } else { (centre(), family) };
    lines.push(joined(&texts.get("hand-over-4"), &ask.unwrap_or_default()));
    lines.push(texts.get("hand-over-5"));
    let (public, check) = public_numbers(source);
    lines.push(public);

    // What only the family vouches for comes after what is sure.
    let mut own = own.into_iter();
    let incident = app.incident();
    let sent = incident.is_some_and(|incident| incident.may_have_paid(Paid::Transfer));
    let relief = sent.then(|| texts.get("hand-over-relief"));
    let telephone = texts.get(telephone(incident));
    let mut more: Vec<String> = relief.into_iter().chain(own.next()).chain(family).collect();
    // Whoever must not use the own telephone is told first which one to use.
    let doubtful = incident.is_some_and(Incident::phone_is_doubtful);
    more.insert(if doubtful { 0 } else { more.len() }, telephone);
    more.extend(own.chain(check));
    [lines, more]
}

/// The numbers everyone may call, on one line, and a word when they are old.
fn public_numbers(source: Source<'_>) -> (String, Option<String>) {
    let Source { contacts, texts, now, .. } = source;
    let public: Vec<_> = PUBLIC.iter().filter_map(|id| contacts.find(id)).collect();
    let named = public.iter().map(|it| format!("{} {}", it.name(texts.locale()), it.number));
    let old: Vec<_> = public.iter().filter(|it| is_old(Some(&it.checked_on), now)).collect();
    let check = (!old.is_empty()).then(|| {
        let numbers: Vec<&str> = old.iter().map(|it| it.number.as_str()).collect();
        format!("{}: {}", numbers.join(", "), texts.get("contacts-check-number"))
    });
    (named.collect::<Vec<_>>().join("  "), check)
}

/// Name, number, and that it is only the family's word where anybody could have written it.
fn number(own: &OwnNumber<'_>, room: Room, protected: bool) -> String {
    let sure = protected || own.origin() == Origin::Catalogue;
    let mark = if sure { own.check() } else { Some(own.mark()) };
    let parts = [shown(own.name(), room.name), own.phone().to_owned()].into_iter().chain(mark);
    parts.collect::<Vec<_>>().join(" ")
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

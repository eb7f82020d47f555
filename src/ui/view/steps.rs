//! Steps 2 to 4, the overview of all five, and whom to call.

use super::centre::{centre_calls, keep_on};
use super::cut::power_count;
use super::{Body, Button, ButtonKind, Call, Source, StepRow, Tone, View, plain, step_badge};
use crate::content::Arg;
use crate::content::contacts::{Contact, hidden_line, registered_line};
use crate::core::app::POWER_HOLD_S;
use crate::core::event::Press;
use crate::core::incident::{Incident, Step};
use crate::core::own_contacts::{OwnContact, VisibleContacts};
use crate::core::screen::Screen;
use crate::ui::pictures::Picture;

/// An emergency screen never scrolls: more numbers than this are on the contacts page.
const CALLS_ON_A_STEP: usize = 2;

pub(super) fn overview(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = plain(source, "steps-title");
    view.reason = vec![texts.get("steps-reason")];
    let done = |step| app.incident().is_some_and(|incident| incident.is_done(step));
    view.body = Body::Steps(
        Step::ALL
            .map(|step| {
                let (title, tick, screen) = match step {
                    Step::CutInternet => ("step-1", "step-1-tick", Screen::CutResult),
                    Step::PowerOff => ("step-2", "step-2-tick", Screen::PowerOff),
                    Step::CallBank => ("step-3", "step-3-tick", Screen::CallBank),
                    Step::StayOff => ("step-4", "step-4-tick", Screen::StayOff),
                    Step::WriteDown => ("step-5", "step-5-tick", Screen::MemoCall),
                };
                StepRow {
                    toggle: Button::new(texts, tick, Press::ToggleStep(step), ButtonKind::Plain)
                        .chosen(done(step))
                        .enabled(app.incident().is_some()),
                    open: Button::new(texts, title, Press::Open(screen), ButtonKind::Plain),
                }
            })
            .into(),
    );
    view
}

pub(super) fn power_off(source: Source<'_>) -> View {
    let Source { app, texts, now, .. } = source;
    if let Some(workplace) = app.workplace() {
        return keep_on(source, workplace);
    }
    let mut view = plain(source, "power-off");
    view.step = Some(step_badge(source, Step::PowerOff));
    view.reason = vec![texts.get("power-hold")];
    view.picture = Some(Picture::Power);
    view.body = power_count(source);
    if view.body == Body::Empty {
        view.reason.push(texts.get("power-off-reason"));
    }
    let next = Button::new(texts, "power-off-done", Press::Next, ButtonKind::Plain);
    let count = Button::new(texts, "power-count", Press::CountPower, ButtonKind::Primary);
    // Until ten are counted the count is what matters.
    if app.power_seconds(now).is_some_and(|seconds| seconds >= POWER_HOLD_S) {
        view.primary = Some(Button { kind: ButtonKind::Primary, ..next });
        view.others = vec![Button { kind: ButtonKind::Plain, ..count }];
    } else {
        view.primary = Some(count);
        view.others = vec![next];
    }
    view
}

pub(super) fn call_bank(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "call-bank");
    view.step = Some(step_badge(source, Step::CallBank));
    let doubtful = source.app.incident().is_some_and(Incident::phone_is_doubtful);
    let telephone = if doubtful { "call-bank-telephone-other" } else { "call-bank-telephone" };
    view.reason = vec![texts.get(telephone)];
    let mut calls = bank_calls(source);
    calls.truncate(CALLS_ON_A_STEP);
    if calls.is_empty() {
        view.picture = Some(Picture::Card);
        calls.push(Call {
            who: texts.get("contacts-bank-unknown"),
            number: String::new(),
            note: String::new(),
            say: said(source, &texts.get("contacts-say-bank")),
        });
    }
    view.body = Body::Calls(calls);
    view.primary = Some(Button::new(texts, "call-bank-done", Press::Next, ButtonKind::Primary));
    view.others =
        vec![Button::new(texts, "button-contacts", Press::Open(Screen::Contacts), ButtonKind::Plain)];
    view
}

/// The person's own banks and cards, as far as they may be shown.
fn bank_calls(source: Source<'_>) -> Vec<Call> {
    match source.app.own_contacts() {
        VisibleContacts::Shown { banks, cards, .. } => {
            banks.iter().chain(cards).map(|own| own_call(source, own, "contacts-say-bank")).collect()
        }
        VisibleContacts::Empty | VisibleContacts::Hidden(_) => Vec::new(),
    }
}

pub(super) fn own_call(source: Source<'_>, own: &OwnContact, say: &str) -> Call {
    Call {
        who: own.name().to_owned(),
        number: own.phone().to_owned(),
        note: registered_line(source.texts, own),
        say: said(source, &source.texts.get(say)),
    }
}

/// The words to say, marked as such.
fn said(source: Source<'_>, words: &str) -> String {
    source.texts.with("call-say", &[("words", Arg::Text(words))])
}

fn public_call(source: Source<'_>, contact: &Contact) -> Call {
    let mut notes = contact.hours_lines(source.texts);
    notes.extend(contact.note_lines(source.texts));
    Call {
        who: contact.name(source.texts.locale()).to_owned(),
        number: contact.number.clone(),
        note: notes.join("\n"),
        say: said(source, &contact.what_to_say(source.texts)),
    }
}

pub(super) fn contacts(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "contacts-title");
    view.reason = vec![texts.get("contacts-not-from-screen")];
    let mut calls = Vec::new();
    match source.app.own_contacts() {
        VisibleContacts::Shown { family, banks, cards } => {
            calls.extend(family.iter().map(|own| own_call(source, own, "contacts-say-family")));
            calls.extend(banks.iter().chain(cards).map(|own| own_call(source, own, "contacts-say-bank")));
        }
        VisibleContacts::Hidden(because) => {
            view.reason.push(hidden_line(texts, because));
            view.tone = Tone::Caution;
        }
        VisibleContacts::Empty => {}
    }
    calls.extend(source.contacts.iter().map(|contact| public_call(source, contact)));
    calls.extend(centre_calls(source));
    view.body = Body::Calls(calls);
    view
}

pub(super) fn stay_off(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "stay-off");
    view.step = Some(step_badge(source, Step::StayOff));
    view.reason = vec![texts.get("stay-off-reason"), texts.get("stay-off-ask")];
    view.picture = Some(Picture::StayOff);
    view.primary = Some(Button::new(texts, "stay-off-done", Press::Next, ButtonKind::Primary));
    view.others =
        vec![Button::new(texts, "button-contacts", Press::Open(Screen::Contacts), ButtonKind::Plain)];
    view
}

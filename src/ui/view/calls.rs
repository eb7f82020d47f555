//! Whom to call, and what to say: the list, the call of step 3, one call in large type, and how to end
//! the stranger's call.

use super::centre::{centre_call, centre_calls, in_charge_call};
use super::{Body, Button, ButtonKind, Call, Source, Tone, View, paragraph, plain, step_badge};
use crate::content::Arg;
use crate::content::contacts::{Kind, Listed, OwnNumber, hidden_line};
use crate::content::scripts::{Facts, SECONDS_MAX, Script, words, words_within};
use crate::core::event::{AfterCall, CallChoice, Press};
use crate::core::incident::{Answer, Incident, Paid, Step};
use crate::core::number_order::{Origin, Turn, turns};
use crate::core::own_contacts::{OwnContact, VisibleContacts};
use crate::core::screen::Screen;
use crate::core::settings::ContactKind;
use crate::ui::pictures::Picture;

/// What is said in a window with room for all, for less, and for what is always said alone, in seconds.
const SECONDS: [usize; 3] = [SECONDS_MAX, 13, 0];

const POLICE_EMERGENCY: &str = "police-emergency";
const POLICE_ADVICE: &str = "police-advice";

/// Step 3: one call at a time.
pub(super) fn call_bank(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = plain(source, "call-bank");
    view.step = Some(step_badge(source, Step::CallBank));
    let doubtful = app.incident().is_some_and(Incident::phone_is_doubtful);
    let plan = plan(source);
    let turn = app.call_turn().checked_rem(plan.len()).unwrap_or(0);
    let choice = plan.get(turn).copied().unwrap_or(CallChoice::BankOnPassbook);
    view.headline = texts.get(headline(source, choice));
    let other = doubtful.then(|| texts.get("call-bank-telephone-other"));
    let unsure = is_unsure(source, choice);
    let moving = match source.contacts.find(POLICE_EMERGENCY) {
        // Only the person knows whether it moves now: the sentence says when the police come first.
        Some(police) if money_may_move(source) && !matches!(choice, CallChoice::Public(_)) => {
            Some(texts.with("call-money-moving", &[("number", Arg::Text(&police.number))]))
        }
        _ if !doubtful && !unsure => Some(texts.get("call-bank-telephone")),
        _ => None,
    };
    let ask = unsure.then(|| texts.get("call-if-not-paid"));
    view.reason = paragraph(ask.into_iter().chain(other).chain(moving));
    if matches!(choice, CallChoice::BankOnPassbook | CallChoice::CardOnBack) {
        view.picture = Some(Picture::Card);
    }
    view.body = Body::Calls(vec![call_of(source, choice)]);
    // Every own bank and card company is called before the step is done.
    let more_of_own = plan.iter().skip(turn + 1).any(|next| matches!(next, CallChoice::Own(..)));
    let then = if more_of_own { AfterCall::NextCall } else { AfterCall::Next };
    view.primary =
        Some(Button::new(texts, "call-bank-done", Press::Called(choice, then), ButtonKind::Primary));
    view.others = vec![Button::new(texts, "call-next", Press::NextCall, ButtonKind::Plain)];
    view
}

/// Who is called now, in the headline of step 3.
fn headline(source: Source<'_>, choice: CallChoice) -> &'static str {
    match choice {
        CallChoice::ReceivingBank => "call-receiving-bank",
        CallChoice::GiftCardIssuer => "call-gift-card",
        CallChoice::Public(place) if is_police(source, place) => "call-police",
        _ => "call-bank",
    }
}

fn is_police(source: Source<'_>, place: usize) -> bool {
    source.contacts.at(place).is_some_and(|it| it.kind == Kind::Police)
}

/// Whoever holds what was paid is called only if it was paid, and nobody said so yet.
fn is_unsure(source: Source<'_>, choice: CallChoice) -> bool {
    let paid = match choice {
        CallChoice::ReceivingBank => Paid::Transfer,
        CallChoice::GiftCardIssuer => Paid::GiftCard,
        _ => return false,
    };
    source.app.incident().is_none_or(|incident| !incident.memo.paid.contains(&paid))
}

/// The person said that the bank was opened or the card told, and nobody said yet that it is over.
fn money_may_move(source: Source<'_>) -> bool {
    source
        .app
        .incident()
        .is_some_and(|incident| incident.is_open() && incident.told_bank == Some(Answer::Yes))
}

/// Whom step 3 calls, in this order: banks, card companies, then whoever holds what was paid, and the
/// police, whom the law wants to hear of a transfer as soon as the banks do.
fn plan(source: Source<'_>) -> Vec<CallChoice> {
    let (banks, cards, protected) = match source.app.own_contacts() {
        VisibleContacts::Shown { banks, cards, protected, .. } => (banks, cards, protected),
        VisibleContacts::Empty | VisibleContacts::Hidden(_) => (&[][..], &[][..], false),
    };
    let kind_of = |kind, own: &[OwnContact], on_paper| {
        let turns = turns(own.iter().map(|own| own_number(source, own).origin()), protected);
        turns.into_iter().map(move |turn| match turn {
            Turn::Own(place) => CallChoice::Own(kind, place),
            Turn::OnPaper => on_paper,
        })
    };
    let mut plan: Vec<_> = kind_of(ContactKind::Bank, banks, CallChoice::BankOnPassbook)
        .chain(kind_of(ContactKind::Card, cards, CallChoice::CardOnBack))
        .collect();
    let incident = source.app.incident();
    let may_have_paid = |paid| incident.is_some_and(|incident| incident.may_have_paid(paid));
    if may_have_paid(Paid::Transfer) {
        plan.push(CallChoice::ReceivingBank);
    }
    // Whoever is not sure may have read a gift card's number aloud; its issuer can stop what is left.
    if may_have_paid(Paid::GiftCard) {
        plan.push(CallChoice::GiftCardIssuer);
    }
    let police = if money_may_move(source) { POLICE_EMERGENCY } else { POLICE_ADVICE };
    plan.extend(source.contacts.iter().position(|contact| contact.id == police).map(CallChoice::Public));
    plan
}

/// Money was sent, or may have been.
fn money_may_have_moved(source: Source<'_>) -> bool {
    source.app.incident().is_some_and(|incident| incident.may_have_paid(Paid::Transfer))
}

/// An own contact that may be shown now.
fn own_contact(source: Source<'_>, kind: ContactKind, place: usize) -> Option<&OwnContact> {
    match source.app.own_contacts() {
        VisibleContacts::Shown { family, banks, cards, .. } => match kind {
            ContactKind::Family => family.get(place),
            ContactKind::Bank => banks.get(place),
            ContactKind::Card => cards.get(place),
        },
        VisibleContacts::Empty | VisibleContacts::Hidden(_) => None,
    }
}

/// One call with everything to say, and who else is to be called at once.
fn call_of(source: Source<'_>, choice: CallChoice) -> Call {
    let call = one_call(source, choice);
    let (also, script) = match choice {
        CallChoice::BankOnPassbook | CallChoice::Own(ContactKind::Bank, _) => {
            ("contacts-relief-bank", "script-others-too")
        }
        CallChoice::Public(place) if is_police(source, place) => {
            ("contacts-relief-police", "script-both-banks")
        }
        _ => return call,
    };
    // What is said aloud need not stand there twice.
    let is_said = call.say.first().is_some_and(|words| words.contains(&source.texts.get(script)));
    if is_said || !money_may_have_moved(source) {
        return call;
    }
    let also = source.texts.get(also);
    let note = if call.note.is_empty() { also } else { format!("{also}\n{}", call.note) };
    Call { note, ..call }
}

fn one_call(source: Source<'_>, choice: CallChoice) -> Call {
    let texts = source.texts;
    let without_number = |who: &str, note: Option<&str>, script| {
        let note = note.map(|note| texts.get(note)).unwrap_or_default();
        said(source, script, Call { who: texts.get(who), note, ..Call::default() })
    };
    match choice {
        CallChoice::Own(kind, place) => match own_contact(source, kind, place) {
            Some(own) => said(source, script_of(kind), own_call(source, own)),
            // Hidden meanwhile: what somebody changed must not be called.
            None => without_number("contacts-bank-unknown", None, Script::Bank),
        },
        CallChoice::Public(place) => {
            let listed = listed(source).into_iter().find(|listed| listed.place == place);
            match listed {
                Some(listed) => {
                    said(source, Script::for_contact(listed.contact), public_call(source, &listed))
                }
                None => without_number("contacts-bank-unknown", None, Script::Bank),
            }
        }
        CallChoice::BankOnPassbook => without_number("contacts-bank-unknown", None, Script::Bank),
        CallChoice::CardOnBack => without_number("contacts-card-unknown", None, Script::Card),
        CallChoice::ReceivingBank => {
            let where_ = texts.get("contacts-receiving-bank-where");
            let call = without_number("contacts-receiving-bank", None, Script::ReceivingBank);
            Call { note: format!("{where_}\n{}", texts.get("contacts-relief")), ..call }
        }
        CallChoice::GiftCardIssuer => {
            without_number("contacts-gift-card-unknown", Some("contacts-gift-card-where"), Script::GiftCard)
        }
        // A pack that is gone meanwhile leaves the number on the passbook.
        CallChoice::Centre(place) => centre_call(source, place)
            .unwrap_or_else(|| without_number("contacts-bank-unknown", None, Script::Bank)),
        CallChoice::InCharge => in_charge_call(source)
            .unwrap_or_else(|| without_number("contacts-bank-unknown", None, Script::Bank)),
    }
}

/// Who is called by `choice`, as it stands on the screen, and at which number; empty when that is on a card
/// or passbook.
#[must_use]
pub fn who_is_called(source: Source<'_>, choice: CallChoice) -> (String, String) {
    let call = call_of(source, choice);
    (call.who, call.number)
}

fn script_of(kind: ContactKind) -> Script {
    match kind {
        ContactKind::Family => Script::Family,
        ContactKind::Bank => Script::Bank,
        ContactKind::Card => Script::Card,
    }
}

/// `call` with the words to say, marked as such.
fn said(source: Source<'_>, script: Script, call: Call) -> Call {
    // The headline of the screen with the words alone already says what they are.
    let marked = match source.app.screen() {
        Screen::CallScript => "call-words",
        _ => "call-say",
    };
    let facts = Facts {
        name: source.app.person().map(str::to_owned),
        ..Facts::of(source.app.incident(), source.now)
    };
    let mut say: Vec<String> = SECONDS
        .map(|seconds| words_within(script, &facts, source.texts, seconds))
        .map(|words| source.texts.with(marked, &[("words", Arg::Text(&words))]))
        .into();
    say.dedup();
    Call { say, ..call }
}

/// An own contact without words to say.
pub(super) fn own_call(source: Source<'_>, own: &OwnContact) -> Call {
    let shown = own_number(source, own);
    Call {
        who: shown.name().to_owned(),
        number: shown.phone().to_owned(),
        state: shown.known().and_then(|known| known.state_line(source.texts)).unwrap_or_default(),
        note: shown.detail_lines().join("\n"),
        // Who vouches for a number always stands beside it.
        note_short: shown.short_lines().join("\n"),
        ..Call::default()
    }
}

/// An own contact with what this kit knows of it.
pub(super) fn own_number<'a>(source: Source<'a>, own: &'a OwnContact) -> OwnNumber<'a> {
    OwnNumber::new(own, source.contacts, source.texts, source.now)
}

/// A public contact without words to say.
fn public_call(source: Source<'_>, listed: &Listed<'_>) -> Call {
    Call {
        who: listed.contact.name(source.texts.locale()).to_owned(),
        number: listed.contact.number.clone(),
        state: listed.state_line(source.texts).unwrap_or_default(),
        note: listed.detail_lines(source.texts).join("\n"),
        note_short: listed.short_lines(source.texts).join("\n"),
        ..Call::default()
    }
}

/// The public contacts, what is open first.
fn listed(source: Source<'_>) -> Vec<Listed<'_>> {
    let findings = source.app.assessment().findings.iter().map(|finding| finding.name.as_str());
    let remembered = source.app.incident().into_iter().flat_map(|incident| &incident.tools);
    let tools: Vec<&str> = findings.chain(remembered.map(String::as_str)).collect();
    source.contacts.listed(&tools, source.now)
}

/// Everyone to call; each row opens its words.
pub(super) fn contacts(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "contacts-title");
    view.reason = vec![texts.get("contacts-not-from-screen")];
    let with_words = |call: Call, choice| {
        let mut open = Button::new(texts, "contacts-say", Press::ShowCall(choice), ButtonKind::Plain);
        let name = texts.with("contacts-say-open", &[("who", Arg::Text(&call.who))]);
        open.spoken = Some(name);
        Call { open: Some(open), ..call }
    };
    let mut calls = Vec::new();
    let mut protected = false;
    match source.app.own_contacts() {
        VisibleContacts::Shown { family, banks, cards, protected: only_by_administrator } => {
            protected = only_by_administrator;
            for (kind, list) in
                [(ContactKind::Family, family), (ContactKind::Bank, banks), (ContactKind::Card, cards)]
            {
                let rows = list.iter().enumerate();
                calls.extend(rows.map(|(place, own)| {
                    let call = with_words(own_call(source, own), CallChoice::Own(kind, place));
                    (place_of(own_number(source, own).origin(), &call, protected), call)
                }));
            }
        }
        VisibleContacts::Hidden(because) => {
            view.reason.push(hidden_line(texts, because));
            view.tone = Tone::Caution;
        }
        VisibleContacts::Empty => {}
    }
    for listed in listed(source) {
        let call = with_words(public_call(source, &listed), CallChoice::Public(listed.place));
        // Money that may be moving now is the police's before anybody else's.
        let first = listed.contact.id == POLICE_EMERGENCY && money_may_move(source);
        let place = if first { (false, 0) } else { place_of(Origin::Catalogue, &call, protected) };
        if first {
            calls.insert(0, (place, call));
        } else {
            calls.push((place, call));
        }
    }
    // What is equally sure keeps the order it has.
    calls.sort_by_key(|(place, _)| *place);
    let calls = calls.into_iter().map(|(_, call)| call);
    let centres = centre_calls(source).into_iter().enumerate();
    let centres = centres.map(|(place, call)| with_words(call, CallChoice::Centre(place)));
    view.body = Body::Calls(calls.chain(centres).collect());
    view
}

/// Where a row stands in the list: what has no number comes after what has, then whose word it is decides.
fn place_of(origin: Origin, call: &Call, protected: bool) -> (bool, u8) {
    (call.number.is_empty(), origin.rank(protected))
}

/// One call in large type.
pub(super) fn call_script(source: Source<'_>) -> View {
    let texts = source.texts;
    let choice = source.app.shown_call().unwrap_or(CallChoice::BankOnPassbook);
    let call = call_of(source, choice);
    let page_only = match choice {
        CallChoice::Public(place) => source.contacts.at(place).is_some_and(|it| it.number.is_empty()),
        _ => false,
    };
    let mut view = plain(source, if page_only { "call-script-page" } else { "call-script" });
    if !page_only {
        view.reason = vec![texts.get("call-script-reason")];
    }
    view.body = Body::Calls(vec![call]);
    // Only what belongs to an incident is written down.
    if !page_only && source.app.incident().is_some() {
        let called = Press::Called(choice, AfterCall::Back);
        view.primary = Some(Button::new(texts, "call-bank-done", called, ButtonKind::Primary));
        view.others = vec![Button::new(texts, "button-back", Press::Back, ButtonKind::Plain)];
        // The way back stands there once.
        view.ways_out.retain(|way| way.press != Press::Back);
    } else {
        view.primary = Some(Button::new(texts, "button-dismiss", Press::Back, ButtonKind::Primary));
    }
    view
}

/// How to end the stranger's call.
pub(super) fn end_call(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "end-call");
    view.reason =
        paragraph(["end-call-authority", "end-call-stop", "end-call-again"].map(|id| texts.get(id)));
    view.picture = Some(Picture::Telephone);
    let words = words(Script::EndCall, &Facts::default(), texts);
    view.body = Body::Lines(vec![texts.with("call-say", &[("words", Arg::Text(&words))])]);
    view.primary = Some(Button::new(texts, "end-call-done", Press::Back, ButtonKind::Primary));
    view
}

/// Opens the screen that helps to end the call.
pub(super) fn cannot_hang_up(source: Source<'_>) -> Button {
    Button::new(source.texts, "cut-cannot-hang-up", Press::Open(Screen::EndCall), ButtonKind::Plain)
}

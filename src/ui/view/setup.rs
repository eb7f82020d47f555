//! The family's set-up: one question a page, everything can be skipped, all is confirmed at the end.

use super::store::{keep_button, own_calls};
use super::watch_settings;
use super::{Body, Button, ButtonKind, Field, FieldId, Source, StepBadge, Tone, View, number_words, plain};
use crate::content::Arg;
use crate::content::pack::{phone_problem, size_name};
use crate::core::app::{SETUP_PAGES, Setup, SetupProblem, SetupStage, setup_kind};
use crate::core::event::{Press, SetupField};
use crate::core::own_contacts::NAME_MAX_CHARS;
use crate::core::screen::Screen;
use crate::core::settings::{CONTACTS_MAX, ContactKind, TextSize};
use crate::ui::pictures::Picture;

/// A page of the set-up, with its dots and the way past it.
fn page(source: Source<'_>, headline: &str, reason: &str) -> View {
    let texts = source.texts;
    let mut view = plain(source, headline);
    view.reason = vec![texts.get(reason)];
    view.step = badge(source);
    view.primary = Some(Button::new(texts, "button-next", Press::Next, ButtonKind::Primary));
    view.others = vec![Button::new(texts, "setup-skip", Press::SetupSkip, ButtonKind::Plain)];
    view
}

fn badge(source: Source<'_>) -> Option<StepBadge> {
    let here = SETUP_PAGES.iter().position(|page| *page == source.app.screen())?;
    let number = |number: usize| Arg::Number(i64::try_from(number).unwrap_or(0));
    Some(StepBadge {
        label: source
            .texts
            .with("setup-badge", &[("number", number(here + 1)), ("all", number(SETUP_PAGES.len()))]),
        dots: (0..SETUP_PAGES.len()).map(|place| (place < here, place == here)).collect(),
    })
}

fn field(source: Source<'_>, setup: &Setup, field: SetupField, label: &str) -> Field {
    let problem = setup.problem(field).map(|problem| problem_text(source, problem));
    Field {
        field: FieldId::Setup(field),
        label: source.texts.get(label),
        text: setup.text(field).to_owned(),
        rows: 1,
        problem,
    }
}

fn problem_text(source: Source<'_>, problem: SetupProblem) -> String {
    let most = |id, most: usize| {
        source.texts.with(id, &[("max", Arg::Number(i64::try_from(most).unwrap_or(i64::MAX)))])
    };
    match problem {
        SetupProblem::NameMissing => source.texts.get("setup-problem-name"),
        SetupProblem::NameTooLong => most("setup-problem-long", NAME_MAX_CHARS),
        SetupProblem::Phone(problem) => source.texts.get(phone_problem(problem)),
        SetupProblem::Full => most("setup-problem-full", CONTACTS_MAX),
        SetupProblem::Twice => source.texts.get("setup-problem-twice"),
    }
}

pub(super) fn person(source: Source<'_>) -> View {
    let mut view = page(source, "setup-person", "setup-person-reason");
    if let Some(setup) = source.app.setup() {
        view.body =
            Body::Form(vec![field(source, setup, SetupField::Person, "setup-person-name")], Vec::new());
    }
    view
}

pub(super) fn contacts(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let kind = setup_kind(app.screen()).unwrap_or(ContactKind::Family);
    let (headline, reason, name, more) = match kind {
        ContactKind::Family => {
            ("setup-family", "setup-family-reason", "setup-family-name", "setup-family-more")
        }
        ContactKind::Bank => ("setup-bank", "setup-bank-reason", "setup-bank-name", "setup-bank-more"),
        ContactKind::Card => ("setup-card", "setup-card-reason", "setup-card-name", "setup-card-more"),
    };
    let mut view = page(source, headline, reason);
    let Some(setup) = app.setup() else { return view };
    let registered = setup.draft().contacts(kind).iter().enumerate().map(|(place, contact)| {
        let who = format!("{} {}", contact.name(), contact.phone());
        let press = Press::SetupRemove(u8::try_from(place).unwrap_or(u8::MAX));
        Button::labelled(texts.with("setup-remove", &[("who", Arg::Text(&who))]), press, ButtonKind::Plain)
    });
    let fields = vec![
        field(source, setup, SetupField::Name, name),
        field(source, setup, SetupField::Phone, "setup-phone"),
    ];
    view.body = Body::Form(fields, registered.collect());
    let mut others = vec![Button::new(texts, more, Press::SetupAdd, ButtonKind::Plain)];
    if app.setup_known().next().is_some() {
        others.push(Button::new(texts, "setup-list", Press::Open(Screen::SetupPick), ButtonKind::Plain));
    }
    others.append(&mut view.others);
    view.others = others;
    view
}

pub(super) fn pick(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = plain(source, "setup-pick");
    view.reason = vec![texts.get("setup-pick-reason")];
    let choices = app.setup_known().enumerate().map(|(place, known)| {
        let press = Press::SetupPick(u8::try_from(place).unwrap_or(u8::MAX));
        Button::labelled(format!("{} {}", known.name, known.phone), press, ButtonKind::Plain)
    });
    view.body = Body::Choices(vec![(String::new(), choices.collect())]);
    view
}

pub(super) fn pin(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let set = app.pin_set();
    let mut view = page(source, "setup-pin", if set { "setup-pin-is-set" } else { "setup-pin-reason" });
    let choose = |id, kind| Button::new(texts, id, Press::Open(Screen::SetPin), kind);
    if set {
        view.tone = Tone::Observed;
        view.others = vec![choose("setup-pin-change", ButtonKind::Plain)];
    } else {
        view.primary = Some(choose("setup-pin-choose", ButtonKind::Primary));
    }
    view.picture = Some(Picture::Card);
    view
}

pub(super) fn look(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = page(source, "setup-look", "setup-look-reason");
    let sizes = TextSize::ALL.map(|size| {
        Button::new(texts, size_name(size), Press::TextSize(size), ButtonKind::Plain)
            .chosen(app.text_size() == size)
    });
    view.body = Body::Choices(vec![(String::new(), sizes.into())]);
    view.others.clear();
    view
}

/// The list of allowed tools has a page of its own, and its own PIN.
pub(super) fn tools(source: Source<'_>) -> View {
    let mut view = page(source, "setup-tools", "setup-tools-reason");
    view.picture = Some(Picture::Consent);
    let list =
        Button::new(source.texts, "setup-tools-list", Press::Open(Screen::AllowTools), ButtonKind::Plain);
    view.others = vec![list];
    view
}

/// Whether the watcher starts at log-on: done at once, as on the watcher's own page.
pub(super) fn watch(source: Source<'_>) -> View {
    let (state, tone) = watch_settings::state(source.app.watcher());
    // The chosen button says how it stands, unless that is not known or not as it should be.
    let usual = source.app.watcher().is_some() && tone == Tone::Calm;
    let mut view = page(source, "setup-watch", if usual { "setup-watch-reason" } else { state });
    view.tone = tone;
    let (_, choices) = watch_settings::at_log_on(source);
    view.body = Body::Choices(vec![(String::new(), choices)]);
    view.others.clear();
    view
}

pub(super) fn done(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let saved = app.setup().is_some_and(|setup| setup.stage() == SetupStage::Saved);
    let (headline, reason) =
        if saved { ("setup-saved", "setup-saved-reason") } else { ("setup-done", "setup-done-reason") };
    let mut view = page(source, headline, reason);
    view.others.clear();
    let Some(setup) = app.setup() else { return view };
    let person = setup.draft().person.clone().unwrap_or_else(|| texts.get("setup-none"));
    let pin = texts.get(if app.pin_set() { "setup-sum-pin" } else { "setup-sum-no-pin" });
    view.reason.push(texts.with("setup-sum", &[("person", Arg::Text(&person)), ("pin", Arg::Text(&pin))]));
    view.body = Body::Calls(own_calls(source, setup.draft()));
    if view.body == Body::Calls(Vec::new()) {
        view.reason.push(texts.get("setup-sum-no-numbers"));
    }
    let id = match setup.stage() {
        SetupStage::Editing => "setup-confirm",
        SetupStage::Saving => "setup-saving",
        SetupStage::Saved => "setup-finish",
    };
    view.primary = Some(
        Button::new(texts, id, Press::Next, ButtonKind::Primary).enabled(setup.stage() != SetupStage::Saving),
    );
    if saved {
        view.number = number_words(source, 99);
        view.tone = Tone::Observed;
        if app.may_print() {
            let print = Press::Open(Screen::Print);
            view.others = vec![Button::new(texts, "button-print", print, ButtonKind::Plain)];
        }
        if app.keeping_is_due() {
            view.tone = Tone::Caution;
            view.headline = texts.get("pin-done-due");
            view.reason.clear();
            // One sentence for both: numbers stand below it.
            match (app.numbers_are_due() || app.tools_are_due(), app.pin_is_due()) {
                (true, true) => view.reason.push(texts.get("store-both-due")),
                (true, false) => view.reason.push(texts.get("store-due")),
                (false, true) if !app.may_keep() => view.reason.push(texts.get("pin-done-guard-command")),
                (false, true) => view.reason.push(texts.get("store-pin-due")),
                (false, false) => {}
            }
            // What does not count yet is no end.
            if let Some(keep) = keep_button(source, ButtonKind::Primary) {
                let finish = view.primary.replace(keep);
                view.others.extend(finish.map(|finish| Button { kind: ButtonKind::Plain, ..finish }));
            }
        } else {
            view.others.extend(keep_button(source, ButtonKind::Plain));
        }
        let drill = Press::Open(Screen::DrillExplain);
        view.others.push(Button::new(texts, "caregiver-drill", drill, ButtonKind::Plain));
    }
    view
}

//! For the family: the way back to the internet, and the settings.

use super::home::answers;
use super::store::{keep_button, own_calls};
use super::way_back::guard_line;
use super::{Body, Button, ButtonKind, Source, Tone, View, number_words, plain};
use crate::content::{Arg, Locale};
use crate::core::app::{PIN_MAX_DIGITS, PinStage, Stage};
use crate::core::detection::Level;
use crate::core::event::Press;
use crate::core::network::RestoreResult;
use crate::core::screen::Screen;
use crate::core::settings::{Contrast, TextSize};
use crate::ui::pictures::Picture;

pub(super) fn caregiver(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = plain(source, "caregiver-title");
    view.reason = vec![texts.get("caregiver-reason")];
    let open = |id, screen| Button::new(texts, id, Press::Open(screen), ButtonKind::Plain);
    let mut choices = vec![
        open("caregiver-steps", Screen::Steps).with_picture(Picture::Memo),
        open("button-contacts", Screen::Contacts).with_picture(Picture::Telephone),
        open("caregiver-memo", Screen::MemoSave).with_picture(Picture::Memo),
        open("caregiver-restore", Screen::RestoreAsk).with_picture(Picture::Restore),
    ];
    let may = app.may_change_setup();
    choices
        .push(open("caregiver-numbers", Screen::ConfirmNumbers).with_picture(Picture::Family).enabled(may));
    choices.push(open("caregiver-pin", Screen::SetPin).with_picture(Picture::Card).enabled(may));
    choices.push(open("caregiver-setup", Screen::SetupPerson).with_picture(Picture::Memo).enabled(may));
    choices.push(open("caregiver-allow", Screen::AllowTools).with_picture(Picture::Consent));
    choices.push(open("caregiver-ways-back", Screen::WaysBack).with_picture(Picture::Restore));
    view.reason.push(guard_line(source));
    choices.push(open("caregiver-drill", Screen::DrillExplain).with_picture(Picture::Cut));
    choices.push(open("caregiver-watch", Screen::WatchSettings).with_picture(Picture::Family));
    choices.push(open("caregiver-doctor", Screen::SelfCheck).with_picture(Picture::Memo));
    choices.push(open("help-open", Screen::FamilyHelp).with_picture(Picture::Family));
    if !may {
        view.reason.push(texts.get("caregiver-not-now"));
    }
    if app.incident().is_some_and(|incident| incident.is_open()) {
        choices.push(
            Button::new(texts, "caregiver-close", Press::CloseIncident, ButtonKind::Plain)
                .with_picture(Picture::Family),
        );
    }
    choices.extend(super::capture::switch(source, ButtonKind::Plain));
    view.reason.extend(super::capture::family_line(source));
    if app.keeping_is_due() {
        view.reason.push(texts.get("store-caregiver-due"));
    }
    view.reason.extend(build_line(source));
    view.body = Body::Choices(vec![(String::new(), choices)]);
    view
}

/// What a build for development says of itself, in words.
fn build_line(source: Source<'_>) -> Option<String> {
    source.app.shows_development().then(|| source.texts.get("build-line"))
}

pub(super) fn restore_ask(source: Source<'_>) -> View {
    let mut view = plain(source, "restore-ask");
    view.reason = vec![source.texts.get("restore-ask-reason")];
    view.picture = Some(Picture::Telephone);
    view.others = answers(source);
    view
}

pub(super) fn restore_refused(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "restore-refused");
    view.first_line = Some((texts.get("hang-up"), texts.get("hang-up-how")));
    view.reason = vec![texts.get("restore-refused-reason")];
    view.picture = Some(Picture::Telephone);
    view.primary = Some(Button::new(texts, "button-home", Press::Open(Screen::Home), ButtonKind::Primary));
    // No way back to the question: the caller would say "press no this time".
    view.ways_out.clear();
    view
}

pub(super) fn restore(source: Source<'_>) -> View {
    let Source { app, texts, now, .. } = source;
    let restore = app.restore();
    let mut view = plain(source, "restore-title");
    let stop = Button::new(texts, "restore-stop", Press::StopRestore, ButtonKind::Primary);
    match restore.stage() {
        Stage::Pausing(_) => {
            view.number = number_words(source, 78);
            let left = restore.seconds_left(now).unwrap_or(0);
            let left_shown = i64::try_from(left).unwrap_or(0);
            view.headline = texts.get("restore-pause");
            view.reason = vec![texts.get("restore-pause-reason")];
            view.body = Body::Count(
                left,
                crate::core::app::SPELL_BREAK_S,
                texts.with("restore-pause-left", &[("seconds", Arg::Number(left_shown))]),
            );
            view.primary = Some(stop);
        }
        Stage::Running => {
            view.headline = texts.get("restore-running");
            view.reason = vec![texts.get("restore-running-reason")];
        }
        Stage::Waiting | Stage::Holding(_) | Stage::Answered => {
            view.reason = match (app.pin_opens(), app.pin_set()) {
                (true, _) => vec![texts.get("restore-pin")],
                (false, true) => {
                    ["restore-guard-no-pin", "restore-hold-administrator"].map(|id| texts.get(id)).into()
                }
                (false, false) => vec![texts.get("restore-hold-reason")],
            };
            if app.assessment().level >= Level::Likely {
                view.tone = Tone::Caution;
                view.reason.push(texts.get("restore-tool-runs"));
            }
            if app.pin_opens() {
                view.number = number_words(source, 77);
                view.body = pin_pad(source, restore.pin_len());
            }
            let mut hold = Button::new(texts, "restore-hold", Press::HoldBegan, ButtonKind::Primary)
                .enabled(restore.may_hold(app.pin_opens()));
            hold.hold = Some(restore.hold_progress(now));
            view.primary = Some(hold);
            if app.hand_was_refused() {
                view.others = vec![super::way_back::administrator(texts)];
            }
        }
    }
    view
}

pub(super) fn pin_pad(source: Source<'_>, typed: usize) -> Body {
    let shown: String =
        (0..PIN_MAX_DIGITS).map(|place| if place < typed { '\u{25cf}' } else { '\u{25cb}' }).collect();
    let mut keys: Vec<Button> = (1..10u8)
        .chain([0])
        .map(|digit| {
            let mut key = Button::new(source.texts, "pin-erase", Press::PinDigit(digit), ButtonKind::Plain);
            key.label = digit.to_string();
            key
        })
        .collect();
    keys.push(Button::new(source.texts, "pin-erase", Press::PinErase, ButtonKind::Plain));
    Body::Pin(shown, keys)
}

pub(super) fn restore_result(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let report = app.restore().report();
    let result = report.map_or(RestoreResult::NothingToDo, |report| report.result);
    let (headline, reason, tone) = match result {
        RestoreResult::Restored => ("restore-done", "restore-done-reason", Tone::Calm),
        RestoreResult::NothingToDo => ("restore-nothing", "restore-nothing-reason", Tone::Calm),
        RestoreResult::NotAllowed => ("restore-not-allowed", "restore-not-allowed-reason", Tone::Caution),
        RestoreResult::WrongPin => ("restore-wrong-pin", "restore-wrong-pin-reason", Tone::Caution),
        RestoreResult::Incomplete => ("restore-incomplete", "restore-incomplete-reason", Tone::Caution),
    };
    let mut view = plain(source, headline);
    view.tone = tone;
    let seconds = report.map_or(0, |report| i64::try_from(report.retry_after_s).unwrap_or(i64::MAX));
    view.reason = vec![texts.with(reason, &[("seconds", Arg::Number(seconds))])];
    match result {
        RestoreResult::Restored => view.reason.push(texts.get("restore-done-again")),
        RestoreResult::WrongPin => view.number = number_words(source, 79),
        _ => {}
    }
    view.ways_out.clear();
    view.primary = Some(match tone {
        Tone::Caution => {
            Button::new(texts, "restore-again", Press::Open(Screen::RestoreAsk), ButtonKind::Primary)
        }
        _ => Button::new(texts, "button-home", Press::Open(Screen::Home), ButtonKind::Primary),
    });
    // The PIN may be the guard's alone, and the cut not.
    let no_pin_helps = result == RestoreResult::NotAllowed && app.pin_set();
    if no_pin_helps || matches!(result, RestoreResult::WrongPin | RestoreResult::Incomplete) {
        view.others =
            vec![Button::new(texts, "restore-administrator", Press::AskAdministrator, ButtonKind::Plain)];
    }
    view
}

pub(super) fn confirm_numbers(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = plain(source, "numbers-title");
    let calls = own_calls(source, app.settings());
    view.reason = vec![texts.get(match (calls.is_empty(), app.numbers_looked_at()) {
        (true, _) => "numbers-none",
        (false, true) if app.kept().is_store() && !app.numbers_confirmed() => "store-due",
        (false, true) => "numbers-confirmed",
        (false, false) => "numbers-check",
    })];
    if app.numbers_looked_at() {
        view.primary = keep_button(source, ButtonKind::Primary);
    } else if !calls.is_empty() {
        view.primary = Some(Button::new(texts, "numbers-right", Press::ConfirmNumbers, ButtonKind::Primary));
    }
    view.body = Body::Calls(calls);
    view
}

pub(super) fn set_pin(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let setup = app.pin_setup();
    let (headline, reason) = match setup.stage() {
        PinStage::Old => ("pin-old", "pin-old-reason"),
        PinStage::New => ("pin-new", "pin-new-reason"),
        PinStage::Again => ("pin-again", "pin-again-reason"),
        PinStage::Different => ("pin-new", "pin-different"),
        PinStage::Saving => ("pin-new", "pin-saving"),
        PinStage::Done => ("pin-done", "pin-done-reason"),
    };
    let mut view = plain(source, headline);
    view.reason = vec![texts.get(reason)];
    if setup.stage() == PinStage::Done {
        view.tone = Tone::Observed;
        let keep = keep_button(source, ButtonKind::Primary).filter(|_| app.guard_has_another_pin());
        if app.guard_has_another_pin() {
            view.reason.push(texts.get(match keep {
                Some(_) => "pin-done-guard",
                None if app.setup().is_some() => "pin-done-guard-setup",
                None => "pin-done-guard-command",
            }));
            view.tone = Tone::Caution;
            view.headline = texts.get("pin-done-due");
            if let Some(first) = view.reason.first_mut() {
                *first = texts.get("pin-done");
            }
        }
        let next = || Button::new(texts, "button-next", Press::Next, ButtonKind::Primary);
        view.primary = Some(keep.unwrap_or_else(next));
    } else {
        view.body = pin_pad(source, setup.typed_len());
        view.primary = Some(
            Button::new(texts, "button-next", Press::Next, ButtonKind::Primary)
                .enabled(setup.may_go_on() && app.may_change_setup()),
        );
        if !app.may_change_setup() {
            view.reason.push(texts.get("caregiver-not-now"));
        }
    }
    view
}

pub(super) fn settings(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = plain(source, "settings-title");
    view.reason.extend(build_line(source));
    let languages = Locale::ALL
        .map(|locale| {
            let id = match locale {
                Locale::Ja => "settings-japanese",
                Locale::En => "settings-english",
            };
            Button::new(texts, id, Press::Language(locale.tag()), ButtonKind::Plain)
                .chosen(texts.locale() == locale)
        })
        .into();
    let sizes = TextSize::ALL
        .map(|size| {
            let id = match size {
                TextSize::Normal => "settings-size-normal",
                TextSize::Large => "settings-size-large",
                TextSize::ExtraLarge => "settings-size-extra-large",
            };
            Button::new(texts, id, Press::TextSize(size), ButtonKind::Plain).chosen(app.text_size() == size)
        })
        .into();
    let contrasts = Contrast::ALL
        .map(|contrast| {
            let id = match contrast {
                Contrast::AsSystem => "settings-contrast-system",
                Contrast::High => "settings-contrast-high",
            };
            Button::new(texts, id, Press::Contrast(contrast), ButtonKind::Plain)
                .chosen(app.contrast() == contrast)
        })
        .into();
    view.body = Body::Choices(vec![
        (texts.get("settings-language"), languages),
        (texts.get("settings-size"), sizes),
        (texts.get("settings-contrast"), contrasts),
    ]);
    view
}

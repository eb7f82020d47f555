//! For the family: the tools they trust, each until a date.

use super::details::name;
use super::family::pin_pad;
use super::home::answers;
use super::store::keep_button;
use super::{Body, Button, ButtonKind, Source, Tone, View, number_words, plain};
use crate::content::{Arg, Moments};
use crate::core::app::{AllowRow, AllowStage};
use crate::core::detection::Finding;
use crate::core::detection::allow_list::{AllowEntry, AllowFor, Allowable};
use crate::core::event::Press;
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;
use crate::ui::pictures::Picture;

/// The pages of this screen bear the numbers from here on.
const FIRST_NUMBER: u8 = 80;

pub(super) fn allow_tools(source: Source<'_>) -> View {
    let setup = source.app.allow_setup();
    let (place, mut view) = match setup.stage() {
        AllowStage::List => (0, list(source)),
        AllowStage::Ask => (1, ask(source)),
        AllowStage::Length => (2, how_long(source)),
        AllowStage::Pin => (3, pin(source, "allow-pin", None)),
        AllowStage::Saving => (3, plain(source, "allow-saving")),
        AllowStage::Done(until) => (4, done(source, until)),
        AllowStage::Refused => (5, refused(source)),
        AllowStage::WrongPin { retry_after_s } => (6, pin(source, "allow-pin-wrong", Some(retry_after_s))),
    };
    view.number = number_words(source, FIRST_NUMBER + place);
    view
}

pub(super) fn day(source: Source<'_>, at: Timestamp) -> String {
    let moments = Moments { now: Some(source.now), zone: source.zone };
    moments.day(at, source.texts).unwrap_or_default()
}

fn picked(source: Source<'_>) -> String {
    source.app.allow_setup().picked().map(|(tool, seen)| name(source, tool, seen)).unwrap_or_default()
}

fn list(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = plain(source, "allow-title");
    let may = app.may_change_setup();
    let rows = app.allow_rows();
    let (mut listed, mut seen) = (Vec::new(), Vec::new());
    for (row, number) in rows.iter().zip(0_u8..) {
        match row {
            AllowRow::Listed(entry) => listed.push(take_back(source, entry, number)),
            AllowRow::Seen(finding, allowable) => {
                seen.push(
                    offer(source, finding, *allowable, number)
                        .enabled(*allowable == Allowable::Yes && may && app.allowing_is_guarded()),
                );
            }
        }
    }
    let offered = rows.iter().any(|row| matches!(row, AllowRow::Seen(_, Allowable::Yes)));
    view.reason = vec![texts.get(match (may, offered) {
        (false, _) => "allow-closed",
        (true, true) if !app.allowing_is_guarded() => "allow-needs-pin",
        (true, false) if listed.is_empty() && seen.is_empty() => "allow-none",
        _ => "allow-reason",
    })];
    if may && offered && !app.allowing_is_guarded() {
        view.primary =
            Some(Button::new(texts, "allow-set-pin", Press::Open(Screen::SetPin), ButtonKind::Primary));
    }
    if app.keeping_is_due() && may {
        if app.tools_are_due() {
            view.reason.push(texts.get(match app.taking_back_is_due() {
                true => "store-allow-taken-back",
                false => "store-allow-some-due",
            }));
        }
        view.primary = view.primary.or_else(|| keep_button(source, ButtonKind::Primary));
    }
    let groups = [("allow-listed", listed), ("allow-seen", seen)];
    view.body = Body::Choices(
        groups
            .into_iter()
            .filter(|(_, buttons)| !buttons.is_empty())
            .map(|(title, buttons)| (texts.get(title), buttons))
            .collect(),
    );
    view
}

fn take_back(source: Source<'_>, entry: &AllowEntry, row: u8) -> Button {
    let texts = source.texts;
    let name = name(source, &entry.tool, &entry.tool);
    let until = match entry.in_time(source.now) {
        true => texts.with("allow-until", &[("date", Arg::Text(&day(source, entry.until)))]),
        false => texts.get("allow-ended"),
    };
    let mut button = Button::new(texts, "allow-ended", Press::TakeBack(row), ButtonKind::Plain)
        .with_picture(Picture::Restore)
        .with_detail(until);
    button.label = texts.with("allow-take-back", &[("name", Arg::Text(&name))]);
    button
}

fn offer(source: Source<'_>, finding: &Finding, allowable: Allowable, row: u8) -> Button {
    let texts = source.texts;
    let name = name(source, &finding.tool, &finding.name);
    let detail = match (allowable, &finding.signer) {
        (Allowable::InUse, _) => texts.get("allow-in-use"),
        (_, Some(signer)) => texts.with("allow-signed-by", &[("signer", Arg::Text(signer))]),
        (_, None) => texts.get("allow-not-signed"),
    };
    let mut button = Button::new(texts, "allow-do", Press::AllowPick(row), ButtonKind::Plain)
        .with_picture(Picture::Family)
        .with_detail(detail);
    button.label = texts.with("allow-this", &[("name", Arg::Text(&name))]);
    button
}

fn ask(source: Source<'_>) -> View {
    let mut view = plain(source, "allow-ask");
    view.reason = vec![source.texts.get("allow-ask-reason")];
    view.picture = Some(Picture::Telephone);
    view.others = answers(source);
    view
}

fn refused(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "allow-refused");
    view.first_line = Some((texts.get("hang-up"), texts.get("hang-up-how")));
    view.reason = vec![texts.get("allow-refused-reason")];
    view.picture = Some(Picture::Telephone);
    view.primary = Some(Button::new(texts, "button-home", Press::Open(Screen::Home), ButtonKind::Primary));
    // No way back to the question: the caller would say "press no this time".
    view.ways_out.clear();
    view
}

fn how_long(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "allow-how-long");
    view.reason = vec![texts.with("allow-how-long-reason", &[("name", Arg::Text(&picked(source)))])];
    view.others = AllowFor::ALL
        .map(|length| {
            let id = match length {
                AllowFor::Month => "allow-30",
                AllowFor::Season => "allow-90",
                AllowFor::Year => "allow-365",
            };
            Button::new(texts, id, Press::AllowFor(length), ButtonKind::Plain)
        })
        .into();
    view
}

fn pin(source: Source<'_>, headline: &str, wrong: Option<u64>) -> View {
    let Source { app, texts, .. } = source;
    let setup = app.allow_setup();
    let mut view = plain(source, headline);
    let until = setup.length().map(|length| day(source, length.until(source.now))).unwrap_or_default();
    view.reason = vec![match wrong {
        None => {
            let args = [("name", Arg::Text(&picked(source))), ("date", Arg::Text(&until))];
            texts.with("allow-pin-reason", &args)
        }
        Some(0) => texts.get("allow-pin-wrong-reason"),
        Some(seconds) => {
            let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
            texts.with("allow-pin-wait-reason", &[("seconds", Arg::Number(seconds))])
        }
    }];
    if wrong.is_some() {
        view.tone = Tone::Caution;
    }
    view.body = pin_pad(source, setup.typed_len());
    view.primary = Some(
        Button::new(texts, "allow-do", Press::Next, ButtonKind::Primary)
            .enabled(setup.may_go_on() && app.may_change_setup()),
    );
    view
}

fn done(source: Source<'_>, until: Timestamp) -> View {
    let texts = source.texts;
    if source.app.tools_are_due() {
        let mut view = plain(source, "store-allow-due");
        let args = [("name", Arg::Text(&picked(source)))];
        view.reason = vec![texts.with("store-allow-due-reason", &args)];
        view.tone = Tone::Caution;
        view.picture = Some(Picture::Consent);
        view.primary = keep_button(source, ButtonKind::Primary)
            .or_else(|| Some(Button::new(texts, "button-next", Press::Next, ButtonKind::Primary)));
        return view;
    }
    let mut view = plain(source, "allow-done");
    let (name, date) = (picked(source), day(source, until));
    view.reason =
        vec![texts.with("allow-done-reason", &[("name", Arg::Text(&name)), ("date", Arg::Text(&date))])];
    view.picture = Some(Picture::Family);
    view.primary = Some(Button::new(texts, "button-next", Press::Next, ButtonKind::Primary));
    view
}

//! For the family: the PIN before a change, and what an administrator keeps.

use super::allow::day;
use super::calls::own_number;
use super::details::name;
use super::family::pin_pad;
use super::{Body, Button, ButtonKind, Call, Source, Tone, View, number_words, plain};
use crate::content::Arg;
use crate::content::contacts::registered_line;
use crate::core::app::{GateStage, KeepStage};
use crate::core::detection::Level;
use crate::core::detection::allow_list::AllowEntry;
use crate::core::event::Press;
use crate::core::kept::{KeepResult, PinKept};
use crate::core::own_contacts::OwnContact;
use crate::core::screen::Screen;
use crate::core::settings::{ContactKind, Settings};
use crate::ui::pictures::Picture;

pub(super) fn enter_pin(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let gate = app.pin_gate();
    let why = if gate.is_for_hand() { "hand-pin-reason" } else { "store-pin-reason" };
    let (headline, reason) = match gate.stage() {
        GateStage::Asking => ("allow-pin", texts.get(why)),
        GateStage::Checking => ("store-pin-checking", texts.get(why)),
        GateStage::Wrong { retry_after_s: 0 } => ("allow-pin-wrong", texts.get("allow-pin-wrong-reason")),
        GateStage::Wrong { retry_after_s } => {
            let seconds = i64::try_from(retry_after_s).unwrap_or(i64::MAX);
            ("allow-pin-wrong", texts.with("allow-pin-wait-reason", &[("seconds", Arg::Number(seconds))]))
        }
    };
    let mut view = plain(source, headline);
    view.reason = vec![reason];
    if matches!(gate.stage(), GateStage::Wrong { .. }) {
        view.tone = Tone::Caution;
    }
    if gate.stage() != GateStage::Checking {
        view.body = pin_pad(source, gate.typed_len());
        view.primary = Some(
            Button::new(texts, "button-next", Press::Next, ButtonKind::Primary)
                .enabled(gate.may_go_on() && app.gate_is_open()),
        );
    }
    if app.assessment().level >= Level::Likely && !app.line().is_cut() {
        // Whoever led here from the alert took no red button away by it, nor the count.
        let mut red = Button::new(texts, "button-cut", Press::CutNow, ButtonKind::Cut);
        if let Some(seconds) = app.cut_in_s() {
            red.spoken = Some(red.label.clone());
            red.label = format!("{} ({seconds})", red.label);
        }
        view.others.push(red.with_picture(Picture::Cut));
        // Keys and both buttons have to fit into the lowest window.
        if gate.stage() == GateStage::Asking {
            view.reason.clear();
        }
    }
    view
}

pub(super) fn keep(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let stage = app.keep_stage();
    let mut view = match stage {
        KeepStage::Ask => ask(source),
        KeepStage::Waiting => {
            let mut view = plain(source, "store-waiting");
            view.number = number_words(source, 115);
            view.reason = vec![texts.get("store-waiting-reason"), texts.get("store-waiting-stop")];
            view.picture = Some(Picture::Consent);
            view
        }
        KeepStage::Answered(report) => {
            let (headline, reason, number) = match report.result {
                KeepResult::Kept => ("store-kept", "store-kept-reason", 116),
                KeepResult::Refused => ("store-not-kept", "store-refused", 117),
                KeepResult::NotNow => ("store-not-kept", "store-not-now", 118),
                KeepResult::NotElevated
                | KeepResult::OtherContent
                | KeepResult::NotUsable
                | KeepResult::OpenToOthers
                | KeepResult::Failed => ("store-not-kept", "store-failed", 119),
            };
            let mut view = plain(source, headline);
            view.number = number_words(source, number);
            view.reason = vec![texts.get(reason)];
            let kept = report.result == KeepResult::Kept;
            match report.pin {
                PinKept::Set if kept => view.reason.push(texts.get("store-kept-pin")),
                PinKept::Failed if kept => view.reason.push(texts.get("store-kept-no-pin")),
                _ => {}
            }
            view.tone = if kept { Tone::Observed } else { Tone::Caution };
            view.picture = Some(Picture::Family);
            let label = if kept { "setup-finish" } else { "store-again" };
            view.primary = Some(Button::new(texts, label, Press::Next, ButtonKind::Primary));
            view
        }
    };
    if stage == KeepStage::Ask && !app.may_change_setup() {
        view.reason.push(texts.get("caregiver-not-now"));
    }
    view
}

/// Everything that will be kept, to be looked at once more.
fn ask(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = plain(source, "store-ask");
    let wanted = app.to_keep();
    view.reason = vec![texts.get("store-ask-reason")];
    if let Some(person) = &wanted.person {
        view.reason.push(texts.with("store-person", &[("person", Arg::Text(person))]));
    }
    if app.asks_pin_again() {
        view.reason.push(texts.get("store-ask-pin-again"));
    }
    let tool = |entry: &AllowEntry| {
        let date = day(source, entry.until);
        Call {
            who: name(source, &entry.tool, &entry.tool),
            note: texts
                .with("store-tool", &[("date", Arg::Text(&date)), ("signer", Arg::Text(&entry.signer))]),
            ..Call::default()
        }
    };
    let tools = wanted.allowed.entries.iter().map(tool);
    let left_over = app.tools_left_over().zip(0_u8..).map(|(entry, row)| {
        let call = tool(entry);
        let mut keep = Button::new(texts, "store-tool-too", Press::KeepTool(row), ButtonKind::Plain);
        keep.spoken = Some(texts.with("store-tool-too-open", &[("name", Arg::Text(&call.who))]));
        Call {
            note: format!("{}\n{}", texts.get("store-tool-left-over"), call.note),
            open: Some(keep),
            ..call
        }
    });
    view.body = Body::Calls(own_calls(source, &wanted).into_iter().chain(tools).chain(left_over).collect());
    view.primary = Some(
        Button::new(texts, "store-do", Press::Next, ButtonKind::Primary)
            .enabled(app.may_keep() && app.has_something_to_keep()),
    );
    view
}

/// The own contacts of `settings`, each with who registered it, or that it is not kept yet.
pub(super) fn own_calls(source: Source<'_>, settings: &Settings) -> Vec<Call> {
    let call = |kind: ContactKind, own: &OwnContact| {
        let registered = || registered_line(source.texts, own);
        let shown = own_number(source, own);
        Call {
            who: own.name().to_owned(),
            number: own.phone().to_owned(),
            note: match source.app.kept().lacks(kind, own) {
                true => source.texts.get("store-contact-due"),
                // Chosen from the list: with what this kit knows of it.
                false if shown.known().is_some() => shown.detail_lines().join("\n"),
                false if own.registered_on().is_some() => registered(),
                false => String::new(),
            },
            ..Call::default()
        }
    };
    ContactKind::ALL
        .into_iter()
        .flat_map(|kind| settings.contacts(kind).iter().map(move |own| (kind, own)))
        .map(|(kind, own)| call(kind, own))
        .collect()
}

/// The way to an administrator, where there is one now.
pub(super) fn keep_button(source: Source<'_>, kind: ButtonKind) -> Option<Button> {
    let open = || Button::new(source.texts, "store-do", Press::Open(Screen::Keep), kind);
    source.app.may_keep().then(open)
}

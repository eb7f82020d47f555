//! Family help: the question, the tool, and until when.

use super::details::name;
use super::home::answers;
use super::{Button, ButtonKind, Source, Strip, Tone, View, number_words, plain};
use crate::content::{Arg, Moments};
use crate::core::app::HelpStage;
use crate::core::detection::{Finding, Level};
use crate::core::event::Press;
use crate::core::screen::Screen;
use crate::ui::pictures::Picture;

/// The pages of this screen bear the numbers from here on.
const FIRST_NUMBER: u8 = 130;

pub(super) fn family_help(source: Source<'_>) -> View {
    let (place, mut view) = match source.app.help_stage() {
        HelpStage::Ask => (0, ask(source)),
        HelpStage::Refused => (1, refused(source)),
        HelpStage::Choose if source.app.helpers().next().is_none() => (5, none(source)),
        HelpStage::Choose => (2, choose(source)),
        HelpStage::Allowed => (3, allowed(source)),
        HelpStage::Closed => (4, closed(source)),
    };
    view.number = number_words(source, FIRST_NUMBER + place);
    view
}

/// The way home is the main button, and stands there once.
fn leads_home(source: Source<'_>, view: &mut View) {
    let home = Press::Open(Screen::Home);
    view.ways_out.retain(|way| way.press != home);
    view.primary = Some(Button::new(source.texts, "button-home", home, ButtonKind::Primary));
}

fn red(source: Source<'_>) -> Button {
    Button::new(source.texts, "button-cut", Press::CutNow, ButtonKind::Cut).with_picture(Picture::Cut)
}

fn ask(source: Source<'_>) -> View {
    let mut view = plain(source, "help-ask");
    view.reason = vec![source.texts.get("help-ask-reason")];
    view.picture = Some(Picture::Telephone);
    view.others = answers(source);
    view
}

/// Whoever has hands on this PC is not warned by a call that ends: the cut first.
fn refused(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "help-refused");
    view.picture = Some(Picture::Telephone);
    // No way back to the question: the caller would say "press no this time".
    view.ways_out.clear();
    if source.app.assessment().level >= Level::Likely {
        view.reason = vec![texts.get("help-refused-cut")];
        view.primary = Some(red(source));
        view.ways_out = vec![Button::new(texts, "button-home", Press::Open(Screen::Home), ButtonKind::Quiet)];
    } else {
        view.first_line = Some((texts.get("hang-up"), texts.get("hang-up-how")));
        view.reason = vec![texts.get("help-refused-call")];
        leads_home(source, &mut view);
    }
    view
}

fn choose(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let buttons: Vec<Button> =
        app.helpers().zip(0_u8..).map(|(finding, row)| pick(source, finding, row)).collect();
    let mut view = plain(source, "help-choose");
    view.reason = vec![texts.get("help-choose-reason")];
    view.others = buttons;
    view
}

fn none(source: Source<'_>) -> View {
    // Somebody is connected all the same: this is no place where only the way home can be pressed.
    if source.app.assessment().level >= Level::Likely {
        let mut view = plain(source, "help-none-here");
        view.reason = vec![source.texts.get("help-none-here-reason"), source.texts.get("help-none-reason")];
        view.primary = Some(red(source));
        return view;
    }
    let mut view = plain(source, "help-none");
    view.reason = vec![source.texts.get("help-none-reason")];
    view.picture = Some(Picture::Family);
    leads_home(source, &mut view);
    view
}

fn pick(source: Source<'_>, finding: &Finding, row: u8) -> Button {
    let name = name(source, &finding.tool, &finding.name);
    let label = source.texts.with("help-pick", &[("name", Arg::Text(&name))]);
    Button::labelled(label, Press::HelpPick(row), ButtonKind::Plain)
}

fn allowed(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = plain(source, "help-allowed");
    view.reason = until(source).into_iter().collect();
    let signer = app.help().map(|entry| entry.signer.clone()).unwrap_or_default();
    view.reason.push(texts.with("help-signed-by", &[("signer", Arg::Text(&signer))]));
    view.reason.push(texts.get("help-allowed-end"));
    view.picture = Some(Picture::Family);
    view.primary = Some(Button::new(texts, "help-end", Press::EndHelp, ButtonKind::Primary));
    view.others = vec![red(source)];
    view
}

fn closed(source: Source<'_>) -> View {
    let mut view = plain(source, "help-closed");
    view.reason = vec![source.texts.get("help-closed-reason")];
    view.picture = Some(Picture::Family);
    leads_home(source, &mut view);
    view
}

/// Until when somebody helps.
fn time(source: Source<'_>) -> Option<String> {
    let Source { app, texts, zone, now, .. } = source;
    Moments { now: Some(now), zone }.time(app.help()?.until, texts)
}

/// Who helps with what, and until when; `None` while nobody does.
pub(super) fn until(source: Source<'_>) -> Option<String> {
    let tool = &source.app.help()?.tool;
    let (name, time) = (name(source, tool, tool), time(source)?);
    Some(source.texts.with("help-allowed-until", &[("name", Arg::Text(&name)), ("time", Arg::Text(&time))]))
}

/// The same as a strip that leads to its end, as long as nothing worse is seen.
pub(super) fn strip(source: Source<'_>) -> Option<Strip> {
    if source.app.assessment().level >= Level::Likely {
        return None;
    }
    let text = source.texts.with("help-strip", &[("time", Arg::Text(&time(source)?))]);
    Some(Strip { tone: Tone::Caution, text, press: Some(Press::Open(Screen::FamilyHelp)) })
}

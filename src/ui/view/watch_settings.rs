//! For the family: what watches over this PC while no window is open, one row for each thing.

use super::{Body, Button, ButtonKind, Source, Tone, View, plain};
use crate::content::{Arg, Texts};
use crate::core::event::Press;
use crate::core::watch::{HOT_KEY, HelperState, Helpers, WatchChoice, WatcherFacts};

/// The rows below the first: what is switched, and the words in front of it.
const ROWS: &[(WatchChoice, &str)] = &[
    (WatchChoice::AutomaticCut, "alert-automatic"),
    (WatchChoice::HotKey, "sos-keys"),
    (WatchChoice::SosButton, "sos-button"),
];

/// The words in front of a row: what it does, or why it does not.
fn words_of(choice: WatchChoice, plain: &'static str, helpers: Helpers) -> &'static str {
    match (choice, helpers) {
        (WatchChoice::HotKey, Helpers { hot_key: HelperState::Taken, .. }) => "sos-keys-taken",
        (WatchChoice::HotKey, Helpers { hot_key: HelperState::NotHere, .. }) => "sos-keys-not-here",
        (WatchChoice::HotKey, Helpers { hot_key: HelperState::Failed, .. }) => "sos-keys-failed",
        (WatchChoice::SosButton, Helpers { sos_button: HelperState::NotHere, .. }) => "sos-button-not-here",
        (WatchChoice::SosButton, Helpers { sos_button: HelperState::Failed, .. }) => "sos-button-failed",
        _ => plain,
    }
}

/// How it stands with the watcher, in words, and how they are shown.
pub(super) fn state(watcher: Option<WatcherFacts>) -> (&'static str, Tone) {
    match watcher {
        None => ("watch-looking", Tone::Calm),
        Some(WatcherFacts { running: true, .. }) => ("watch-running", Tone::Calm),
        Some(WatcherFacts { at_log_on: true, running: false, .. }) => ("watch-not-running", Tone::Caution),
        Some(_) => ("watch-reason", Tone::Calm),
    }
}

/// Whether it starts at log-on: the words, and the two buttons.
pub(super) fn at_log_on(source: Source<'_>) -> (String, Vec<Button>) {
    let watcher = source.app.watcher();
    let row = Row {
        words: "watch-at-log-on",
        on: watcher.map(|facts| facts.at_log_on),
        press: Press::WatchAtLogOn,
        may_off: source.app.may_stop_watching() && watcher.is_some(),
        may_on: watcher.is_some(),
    };
    row.group(source.texts)
}

pub(super) fn watch_settings(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = plain(source, "watch-title");
    let watcher = app.watcher();
    let (state, tone) = state(watcher);
    view.reason = vec![texts.get(state)];
    view.tone = tone;
    let may = app.may_stop_watching();
    if !may {
        view.reason.push(texts.get("watch-not-now"));
    }
    let mut rows = vec![at_log_on(source)];
    let helpers = watcher.map(|facts| facts.helpers).unwrap_or_default();
    for (choice, words) in ROWS {
        let choice = *choice;
        let on = Some(app.settings().watch.is_on(choice));
        let row = Row {
            words: words_of(choice, words, helpers),
            on,
            press: |on| Press::WatchChoice(choice, on),
            may_off: may,
            may_on: may || choice != WatchChoice::AutomaticCut,
        };
        rows.push(row.group(texts));
    }
    view.body = Body::Choices(rows);
    view
}

/// One thing that is on or off; `None` while that is not known.
struct Row<'a, P: Fn(bool) -> Press> {
    words: &'a str,
    on: Option<bool>,
    press: P,
    may_off: bool,
    may_on: bool,
}

impl<P: Fn(bool) -> Press> Row<'_, P> {
    /// Its words and its two buttons, which a screen reader tells apart by the words.
    fn group(&self, texts: &Texts) -> (String, Vec<Button>) {
        let words = texts.with(self.words, &[("keys", Arg::Text(HOT_KEY))]);
        let button = |id, on, may| {
            let mut button = Button::new(texts, id, (self.press)(on), ButtonKind::Plain)
                .chosen(self.on == Some(on))
                .enabled(may);
            let named = [("what", Arg::Text(&words)), ("choice", Arg::Text(&button.label))];
            button.spoken = Some(texts.with("watch-choice", &named));
            button
        };
        let buttons = vec![button("watch-on", true, self.may_on), button("watch-off", false, self.may_off)];
        (words, buttons)
    }
}

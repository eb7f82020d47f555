//! The way out of a fake alert: one button that closes the browser, the keys, what became of it, and what is left
//! to do in the browser.

use super::{Body, Button, ButtonKind, Source, View, number_words, paragraph, plain};
use crate::content::Arg;
use crate::core::app::EscapeStage;
use crate::core::browser::{BrowserEnd, ClosedBrowser, PermissionSteps};
use crate::core::event::Press;
use crate::core::screen::Screen;
use crate::ui::pictures::Picture;

/// The numbers of what became of a try: whoever guides by telephone must know.
const NOT_CLOSED: u8 = 125;
const CLOSED: u8 = 126;
const GONE: u8 = 127;
const NONE_FOUND: u8 = 128;
/// Browsers that are named wherever there is room for anything.
const NAMED_ALWAYS: usize = 2;

/// The first screen: the browser is closed for the person.
pub(super) fn begin(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "popup-escape");
    view.reason = paragraph(["popup-escape-reason", "popup-close-detail"].map(|id| texts.get(id)));
    view.picture = Some(Picture::Popup);
    view.primary = Some(Button::new(texts, "popup-close", Press::CloseBrowsers, ButtonKind::Primary));
    view.others = vec![by_keys(source), cut(source)];
    view
}

fn by_keys(source: Source<'_>) -> Button {
    Button::new(source.texts, "popup-keys", Press::OtherWay, ButtonKind::Plain)
}

fn cut(source: Source<'_>) -> Button {
    Button::new(source.texts, "popup-stays", Press::CutNow, ButtonKind::Cut)
}

fn still_there(source: Source<'_>) -> Button {
    Button::new(source.texts, "popup-still", Press::OtherWay, ButtonKind::Plain)
}

/// One way with the keys.
pub(super) fn keys(source: Source<'_>) -> View {
    let texts = source.texts;
    let (headline, then, picture) = match source.app.screen() {
        Screen::EscapeAltF4 => ("escape-alt-f4", None, Picture::KeysAltF4),
        Screen::EscapeEsc => ("escape-esc", Some("escape-esc-then"), Picture::KeyEsc),
        _ => ("escape-ctrl-alt-del", Some("escape-ctrl-alt-del-then"), Picture::KeysCtrlAltDel),
    };
    let mut view = plain(source, headline);
    // The last keys work wherever the person last clicked.
    let first = (picture != Picture::KeysCtrlAltDel).then_some("escape-first");
    view.reason = paragraph(first.into_iter().chain(then).map(|id| texts.get(id)));
    view.picture = Some(picture);
    view.primary = Some(Button::new(texts, "popup-gone", Press::PopupGone, ButtonKind::Primary));
    view.others = vec![still_there(source), cut(source)];
    view
}

/// The browsers are being closed, and what became of them.
pub(super) fn result(source: Source<'_>) -> View {
    let stage = source.app.escape().stage();
    match stage {
        EscapeStage::Begun => begin(source),
        EscapeStage::Closing => {
            let mut view = plain(source, "escape-closing");
            view.reason = vec![source.texts.get("escape-closing-reason")];
            view.picture = Some(Picture::Popup);
            view.others = vec![cut(source)];
            view
        }
        EscapeStage::Gone => over(source, ("escape-gone", GONE), &[]),
        EscapeStage::Tried(browsers) if stage.is_over() => over(source, ("escape-closed", CLOSED), browsers),
        EscapeStage::Tried(browsers) => not_closed(source, browsers),
    }
}

fn over(source: Source<'_>, (headline, number): (&str, u8), browsers: &[ClosedBrowser]) -> View {
    let texts = source.texts;
    let mut view = plain(source, headline);
    view.number = number_words(source, number);
    view.reason = vec![texts.get("escape-calm")];
    // What must not be pressed next is worth more than what became of each.
    view.body = Body::Page(vec![texts.get("escape-restore")], what_became(source, browsers));
    view.primary = Some(Button::new(texts, "button-next", Press::Next, ButtonKind::Primary));
    view.others = vec![still_there(source), cut(source)];
    view
}

fn not_closed(source: Source<'_>, browsers: &[ClosedBrowser]) -> View {
    let texts = source.texts;
    let none = browsers.is_empty();
    let mut view = plain(source, if none { "escape-none" } else { "escape-not-closed" });
    view.number = number_words(source, if none { NONE_FOUND } else { NOT_CLOSED });
    view.reason = vec![texts.get(if none { "escape-none-reason" } else { "escape-not-closed-reason" })];
    let mut lines = what_became(source, browsers);
    let more = lines.split_off(lines.len().min(NAMED_ALWAYS));
    view.body = if none { Body::Empty } else { Body::Page(lines, more) };
    let again = |id, kind| Button::new(texts, id, Press::CloseBrowsers, kind);
    let (primary, other) = match none {
        true => {
            let keys = Button { kind: ButtonKind::Primary, ..by_keys(source) };
            (keys, again("escape-again", ButtonKind::Plain))
        }
        false => (again("escape-again", ButtonKind::Primary), by_keys(source)),
    };
    view.primary = Some(primary);
    view.others = vec![other, cut(source)];
    view
}

/// One line for each browser, what did not go first.
fn what_became(source: Source<'_>, browsers: &[ClosedBrowser]) -> Vec<String> {
    let line = |browser: &ClosedBrowser| {
        let id = match browser.end {
            BrowserEnd::Closed => "escape-browser-closed",
            BrowserEnd::Ended => "escape-browser-ended",
            BrowserEnd::StillRunning => "escape-browser-still",
            BrowserEnd::Denied => "escape-browser-denied",
        };
        source.texts.with(id, &[("name", Arg::Text(&browser.name))])
    };
    let (gone, there): (Vec<_>, Vec<_>) = browsers.iter().partition(|browser| browser.end.is_gone());
    there.into_iter().chain(gone).map(line).collect()
}

/// How the site's leave to notify is taken back.
pub(super) fn permission(source: Source<'_>) -> View {
    let texts = source.texts;
    let page = source.app.escape().page();
    let (name, steps) = match page {
        PermissionSteps::Chrome => ("Chrome", ["escape-chrome-1", "escape-chrome-2", "escape-chrome-3"]),
        PermissionSteps::Edge => ("Edge", ["escape-edge-1", "escape-edge-2", "escape-edge-3"]),
        PermissionSteps::Firefox => ("Firefox", ["escape-firefox-1", "escape-firefox-2", "escape-firefox-3"]),
        PermissionSteps::Opera => ("Opera", ["escape-opera-1", "escape-opera-2", "escape-opera-3"]),
        PermissionSteps::Safari => ("Safari", ["escape-safari-1", "escape-safari-2", "escape-safari-3"]),
        PermissionSteps::Other => ("", ["escape-other-1", "escape-other-2", "escape-other-3"]),
    };
    let closed = match source.app.escape().stage() {
        EscapeStage::Tried(browsers) => browsers.iter().find(|browser| browser.steps == page),
        _ => None,
    };
    let other = texts.get("escape-browser-other");
    let name = closed.map_or(if name.is_empty() { other.as_str() } else { name }, |it| it.name.as_str());
    let mut view = plain(source, "escape-permission-done");
    view.headline = texts.with("escape-permission", &[("name", Arg::Text(name))]);
    let more = ["escape-permission-why", "escape-permission-help"];
    view.body = Body::Page(steps.map(|id| texts.get(id)).into(), more.map(|id| texts.get(id)).into());
    view.primary = Some(Button::new(texts, "escape-permission-done", Press::Next, ButtonKind::Primary));
    view.others = vec![Button::new(texts, "escape-permission-other", Press::NextBrowser, ButtonKind::Plain)];
    view
}

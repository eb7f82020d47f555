//! The sheet with the five steps, to be printed.

use super::{Button, ButtonKind, Source, Tone, View, number_words, plain};
use crate::content::Arg;
use crate::core::event::{Press, PrintWhat};
use crate::ui::pictures::Picture;

pub(super) fn print(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = plain(source, "print-title");
    view.picture = Some(Picture::Memo);
    view.reason = match app.printed() {
        _ if app.is_printing() => vec![texts.get("print-working")],
        Some(place) => {
            view.tone = Tone::Observed;
            view.number = number_words(source, 57);
            view.headline = texts.get("print-done");
            vec![texts.get("print-printer"), texts.with("print-place", &[("place", Arg::Text(place))])]
        }
        // A third button takes the place of the reason.
        None if app.may_print_leaflet() => vec![texts.get("print-printer")],
        None => vec![texts.get("print-reason"), texts.get("print-printer")],
    };
    let button = |id, what, kind| {
        Button::new(texts, id, Press::Print(what), kind).enabled(app.may_print() && !app.is_printing())
    };
    view.primary = Some(button("print-sheet", PrintWhat::Sheet, ButtonKind::Primary));
    if app.may_print_family_page() {
        view.others = vec![button("print-with-family", PrintWhat::WithFamilyPage, ButtonKind::Plain)];
    }
    if app.may_print_leaflet() {
        view.others.push(button("print-leaflet", PrintWhat::Leaflet, ButtonKind::Plain));
    }
    view
}

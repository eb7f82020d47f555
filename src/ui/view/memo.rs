//! Step 5: the memo, one subject per page.

use super::{Body, Button, ButtonKind, Field, FieldId, Source, Tone, View, plain, step_badge};
use crate::content::Arg;
use crate::core::event::{ExportTarget, Press};
use crate::core::incident::{MemoField, Paid, SeenOnScreen, Step};
use crate::core::report::Numbers;

fn page(source: Source<'_>, headline: &str, fields: &[(MemoField, &str, usize)], ticks: Vec<Button>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = plain(source, headline);
    view.step = Some(step_badge(source, Step::WriteDown));
    let fields = fields
        .iter()
        .map(|(field, label, rows)| Field {
            field: FieldId::Memo(*field),
            label: texts.get(label),
            text: app.incident().map_or("", |incident| incident.memo.text(*field)).to_owned(),
            rows: *rows,
            problem: None,
        })
        .collect();
    view.body = Body::Form(fields, ticks);
    view.primary = Some(Button::new(texts, "button-next", Press::Next, ButtonKind::Primary));
    view
}

pub(super) fn call(source: Source<'_>) -> View {
    let mut view = page(
        source,
        "memo-call",
        &[
            (MemoField::When, "memo-when", 1),
            (MemoField::CalledNumber, "memo-number", 1),
            (MemoField::Pin, "memo-pin", 1),
        ],
        Vec::new(),
    );
    view.reason = vec![source.texts.get("memo-calm")];
    view
}

pub(super) fn money(source: Source<'_>) -> View {
    let paid = source.app.incident().map(|incident| incident.memo.paid.clone()).unwrap_or_default();
    let ticks = [
        ("paid-gift-card", Paid::GiftCard),
        ("paid-transfer", Paid::Transfer),
        ("paid-card-number", Paid::CardNumber),
        ("paid-nothing", Paid::Nothing),
    ]
    .map(|(id, kind)| {
        Button::new(source.texts, id, Press::Paid(kind), ButtonKind::Plain).chosen(paid.contains(&kind))
    });
    page(source, "memo-money", &[(MemoField::PaidDetail, "memo-paid-detail", 1)], ticks.into())
}

pub(super) fn seen(source: Source<'_>) -> View {
    let seen = source.app.incident().map(|incident| incident.memo.seen.clone()).unwrap_or_default();
    let ticks = [
        ("seen-mouse", SeenOnScreen::MouseMoved),
        ("seen-bank", SeenOnScreen::BankPage),
        ("seen-black", SeenOnScreen::BlackWindow),
        ("seen-installed", SeenOnScreen::Installed),
    ]
    .map(|(id, kind)| {
        Button::new(source.texts, id, Press::Seen(kind), ButtonKind::Plain).chosen(seen.contains(&kind))
    });
    page(source, "memo-screen", &[(MemoField::Detail, "memo-detail", 2)], ticks.into())
}

pub(super) fn save(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = plain(source, "memo-save");
    view.step = Some(step_badge(source, Step::WriteDown));
    view.reason = vec![match app.exported() {
        Some(place) => texts.with("memo-saved", &[("place", Arg::Text(place))]),
        None if app.is_exporting() => texts.get("memo-saving"),
        None => texts.get("memo-save-reason"),
    }];
    if app.exported().is_some() {
        view.tone = Tone::Observed;
        view.headline = texts.get("memo-saved-title");
    }
    view.picture = Some(crate::ui::pictures::Picture::Memo);
    let documents = Button::new(
        texts,
        "memo-save-documents",
        Press::Export(ExportTarget::Documents),
        ButtonKind::Primary,
    )
    .enabled(!app.is_exporting());
    let choose =
        Button::new(texts, "memo-save-choose", Press::Export(ExportTarget::Choose), ButtonKind::Plain)
            .enabled(!app.is_exporting());
    let next = Button::new(texts, "memo-finish", Press::Next, ButtonKind::Plain);
    // A clear choice, and only where there is something to choose.
    let numbers = app.memo_holds_numbers().then(|| {
        let kept = app.report_numbers() == Numbers::Kept;
        let numbers = Button::new(texts, "memo-with-numbers", Press::ToggleNumbers, ButtonKind::Plain);
        numbers.chosen(kept).enabled(!app.is_exporting())
    });
    // A centre's program is no concern of the emergency: its data comes after the papers.
    let again = if app.incident().is_some_and(|incident| !incident.is_open()) {
        let data = Press::Export(ExportTarget::Data);
        Button::new(texts, "memo-save-data", data, ButtonKind::Plain).enabled(!app.is_exporting())
    } else {
        Button { kind: ButtonKind::Plain, ..documents.clone() }
    };
    if app.exported().is_some() {
        view.primary = Some(Button { kind: ButtonKind::Primary, ..next });
        // Beside the place there is no room: here the choice is worth more than another place.
        view.others = vec![again, numbers.unwrap_or(choose)];
    } else {
        view.primary = Some(documents);
        view.others = vec![choose, next];
        if let Some(numbers) = numbers {
            view.body = Body::Form(Vec::new(), vec![numbers]);
            view.picture = None;
        }
    }
    view
}

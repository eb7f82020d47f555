//! The second page, for the family alone: where the PIN is kept and how the internet comes back. It is cut
//! off and kept elsewhere, because a caller can have any sheet beside the PC read aloud.

use super::face::{Faces, Weight};
use super::page::{FULL, Item, Look, Page, Span};
use super::setting::AIRY;
use super::sheet::SheetPaper;
use crate::content::Arg;
use crate::core::drawing::Picture;
use crate::core::own_contacts::VisibleContacts;

/// The command that restores, as it is typed on Linux and macOS.
const COMMAND: &str = "sudo kyukyubako restore";
/// The same on Windows. The small program asks for an administrator's consent by itself.
const ON_WINDOWS: &str = r#""C:\Program Files\Kyukyubako\kyukyubako-restore.exe" restore"#;

/// The page; nothing when it does not fit.
pub(super) fn family_page(paper: SheetPaper<'_>, faces: &Faces) -> Option<Vec<Item>> {
    let mut page = Page::new(faces);
    let texts = paper.texts;
    let (body, strong) = (AIRY.body(), AIRY.strong());
    let large = Look { weight: Weight::Bold, size: 22.0, line: 1.35 };
    page.rule(FULL, 1.6, Some(5.0));
    page.gap(10.0);
    let top = page.top;
    page.picture((FULL.left, top + 4.0), 52.0, Picture::Family);
    let beside = FULL.indented(66.0);
    page.text(beside, Look { size: 26.0, ..large }, &texts.get("sheet-family-title"));
    page.text(beside, strong, &texts.get("sheet-family-cut-off"));
    page.text(beside, body, &texts.get("sheet-family-why"));
    page.gap(16.0);

    page.text(FULL, large, &texts.get("sheet-pin-title"));
    page.text(FULL, body, &texts.get("sheet-pin-no"));
    page.writing_line(FULL, 32.0);
    page.gap(48.0);

    page.text(FULL, large, &texts.get("sheet-repair-title"));
    let number = |id: &str| paper.contacts.find(id).map_or("", |contact| contact.number.as_str());
    let numbers =
        [("consumer", Arg::Text(number("consumer-hotline"))), ("police", Arg::Text(number("police-advice")))];
    for id in ["sheet-repair-tools", "sheet-repair-passwords", "sheet-repair-accounts", "sheet-repair-police"]
    {
        point(&mut page, body, &texts.with(id, &numbers));
    }
    page.gap(16.0);

    let top = page.top;
    page.picture((FULL.left, top + 2.0), 40.0, Picture::Restore);
    page.text(FULL.indented(52.0), large, &texts.get("sheet-restore-title"));
    page.top = page.top.max(top + 46.0);
    page.text(FULL, strong, &texts.get("sheet-restore-before"));
    let command = [("command", Arg::Text(COMMAND))];
    for id in [
        "sheet-restore-window",
        "sheet-restore-entry",
        "sheet-restore-command",
        "sheet-restore-uninstall",
        "sheet-restore-hand",
    ] {
        point(&mut page, body, &texts.with(id, &command));
        if id == "sheet-restore-entry" {
            page.text(FULL.indented(20.0), strong, ON_WINDOWS);
            page.gap(4.0);
        }
    }
    page.gap(16.0);
    page.rule(FULL, 0.8, None);
    page.gap(8.0);
    for line in dates(paper) {
        page.text(FULL, body, &line);
    }
    if has_no_family_number(paper.own) {
        page.gap(8.0);
        page.text(FULL, strong, &texts.get("sheet-family-by-hand"));
        page.writing_line(FULL, 28.0);
        page.gap(30.0);
    }
    page.fits().then(|| page.into_items())
}

/// A sentence with a box to tick before it.
fn point(page: &mut Page<'_>, look: Look, words: &str) {
    let box_edge = 11.0;
    let top = page.top + (look.line_height() - box_edge) / 2.0;
    let after = page.top;
    page.top = top + box_edge;
    page.frame(Span { left: FULL.left, right: FULL.left + box_edge }, top, 1.0);
    page.top = after;
    page.text(FULL.indented(20.0), look, words);
    page.gap(4.0);
}

/// Nobody registered one: there is room to write it down.
fn has_no_family_number(own: VisibleContacts<'_>) -> bool {
    match own {
        VisibleContacts::Shown { family, .. } => family.is_empty(),
        VisibleContacts::Empty => true,
        VisibleContacts::Hidden(_) => false,
    }
}

/// When the numbers on the sheet were checked and registered.
fn dates(paper: SheetPaper<'_>) -> Vec<String> {
    let texts = paper.texts;
    let oldest = paper.contacts.iter().map(|contact| contact.checked_on.as_str()).min();
    let checked = oldest.map(|date| texts.with("sheet-checked", &[("date", Arg::Text(date))]));
    let own = match paper.own {
        VisibleContacts::Shown { family, banks, cards, .. } => {
            let own = family.iter().chain(banks).chain(cards);
            let registered = own.filter_map(|own| own.registered_on()).min();
            registered.map(|date| texts.with("sheet-caregiver-number", &[("date", Arg::Text(date))]))
        }
        VisibleContacts::Hidden(_) => Some(texts.get("sheet-own-hidden")),
        VisibleContacts::Empty => None,
    };
    checked.into_iter().chain(own).collect()
}

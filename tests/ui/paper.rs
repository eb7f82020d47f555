//! Printing and the report from the window.

use kyukyubako::content::Locale;
use kyukyubako::core::event::{ExportTarget, Notice, PrintWhat, Start};
use kyukyubako::core::incident::{Incident, MemoField};
use kyukyubako::core::report::Numbers;
use kyukyubako::core::{Effect, Event, Press, Screen, Timestamp};

use crate::harness::Desk;

const SIZE: [f32; 2] = [1366.0, 768.0];

fn says(desk: &Desk, id: &str) -> bool {
    let text = desk.text(id);
    desk.things().iter().any(|(words, ..)| words.contains(&text))
}

#[test]
fn the_sheet_is_printed_from_the_home_screen() {
    for locale in Locale::ALL {
        let mut desk = Desk::new(locale, SIZE, 1.0);
        desk.press("button-print");
        assert_eq!(desk.harness.state().app().screen(), Screen::Print);
        desk.press("print-sheet");
        assert_eq!(desk.effects().last(), Some(&Effect::PrintSheet(PrintWhat::Sheet)));
        assert!(says(&desk, "print-working"));
        desk.tell(Event::Printed(Ok("/documents/sheet.pdf".into())));
        assert!(says(&desk, "print-done") && says(&desk, "print-printer"));
        desk.press("print-with-family");
        assert_eq!(desk.effects().last(), Some(&Effect::PrintSheet(PrintWhat::WithFamilyPage)));
        desk.tell(Event::Printed(Err(Notice::Text("print-failed"))));
        assert!(says(&desk, "print-failed"));
    }
}

#[test]
fn during_an_emergency_nothing_is_printed_over_a_line_that_was_cut() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    let mut incident = Incident::new(Timestamp(0));
    incident.screen = Screen::Steps;
    desk.start(Start { incident: Some(incident), watching: true, ..Start::default() });
    desk.go(Screen::Home);
    assert!(!says(&desk, "button-print"));
    desk.go(Screen::Print);
    desk.tell(Event::Pressed(Press::Print(PrintWhat::Sheet)));
    assert!(!desk.effects().iter().any(|effect| matches!(effect, Effect::PrintSheet(_))));
    assert!(!says(&desk, "print-with-family"));
}

#[test]
fn card_numbers_go_into_the_report_only_by_a_clear_choice() {
    let exported = |desk: &Desk| match desk.effects().last() {
        Some(Effect::ExportMemo(target, numbers, _)) => (*target, *numbers),
        other => panic!("{other:?}"),
    };
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.go(Screen::MemoSave);
    desk.press("memo-save-documents");
    assert_eq!(exported(&desk), (ExportTarget::Documents, Numbers::Masked));
    desk.tell(Event::Exported(Ok("/documents/memo.txt".into())));
    assert!(!says(&desk, "memo-with-numbers"), "nothing to choose");
    desk.press("memo-save-data");
    assert_eq!(exported(&desk), (ExportTarget::Data, Numbers::Masked));
    desk.tell(Event::Exported(Ok("/documents/memo.json".into())));
    desk.tell(Event::MemoTyped(MemoField::Detail, "4111 1111 1111 1111".into()));
    desk.press("memo-with-numbers");
    assert!(!says(&desk, "memo-saved-title"), "what was saved is not what is chosen");
    desk.press("memo-save-documents");
    assert_eq!(exported(&desk), (ExportTarget::Documents, Numbers::Kept));
    desk.tell(Event::Exported(Ok("/documents/memo.txt".into())));
    desk.press("memo-with-numbers");
    desk.press("memo-save-documents");
    assert_eq!(exported(&desk), (ExportTarget::Documents, Numbers::Masked));
}

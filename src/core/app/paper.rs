//! Printing the sheet, and what the report leaves out.

use super::{App, Line};
use crate::core::effect::Effect;
use crate::core::event::{Notice, PrintWhat};
use crate::core::report::{Numbers, holds_numbers};

/// Where printing stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Printing {
    running: bool,
    place: Option<String>,
    pub(super) local_printer: bool,
    /// The memo holds something that looks like a card or account number.
    memo_holds_numbers: bool,
}

impl App {
    /// A sheet may be printed now: on a calm day always; during an emergency only once the cut is observed
    /// and a printer hangs on this PC itself, because most hang on the Wi-Fi that was cut.
    #[must_use]
    pub fn may_print(&self) -> bool {
        self.may_change_setup() || (matches!(self.line, Line::Cut { .. }) && self.printing.local_printer)
    }

    /// The family's page may be printed now: never while a stranger may look over the shoulder.
    #[must_use]
    pub fn may_print_family_page(&self) -> bool {
        self.may_change_setup()
    }

    /// A leaflet of the centre may be printed now: on a calm day, where its pack is applied.
    #[must_use]
    pub fn may_print_leaflet(&self) -> bool {
        self.may_change_setup() && self.pack.is_some()
    }

    /// A sheet is being made.
    #[must_use]
    pub fn is_printing(&self) -> bool {
        self.printing.running
    }

    /// Where the last sheet was put.
    #[must_use]
    pub fn printed(&self) -> Option<&str> {
        self.printing.place.as_deref()
    }

    /// What the report does with card and account numbers.
    #[must_use]
    pub fn report_numbers(&self) -> Numbers {
        self.numbers
    }

    /// True when the memo holds something that looks like a card or account number.
    #[must_use]
    pub fn memo_holds_numbers(&self) -> bool {
        self.printing.memo_holds_numbers
    }

    /// Called when the memo changed: the window asks at every frame.
    pub(super) fn look_for_numbers(&mut self) {
        let memo = self.incident.as_ref().map(|incident| &incident.memo);
        self.printing.memo_holds_numbers = memo.is_some_and(holds_numbers);
    }

    pub(super) fn toggle_numbers(&mut self) -> Vec<Effect> {
        self.numbers = match self.numbers {
            Numbers::Masked => Numbers::Kept,
            Numbers::Kept => Numbers::Masked,
        };
        // What was saved is not what is chosen now: saving is offered again.
        self.exported = None;
        Vec::new()
    }

    pub(super) fn print(&mut self, what: PrintWhat) -> Vec<Effect> {
        let allowed = match what {
            PrintWhat::Sheet => self.may_print(),
            PrintWhat::WithFamilyPage => self.may_print_family_page(),
            PrintWhat::Leaflet => self.may_print_leaflet(),
        };
        if !allowed || self.printing.running {
            return Vec::new();
        }
        self.printing.running = true;
        vec![Effect::PrintSheet(what)]
    }

    pub(super) fn printed_sheet(&mut self, result: Result<String, Notice>) -> Vec<Effect> {
        self.printing.running = false;
        match result {
            Ok(place) => self.printing.place = Some(place),
            Err(notice) => self.notice(notice),
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::incident::Incident;
    use crate::core::{Event, Timestamp};

    #[test]
    fn printing_needs_a_calm_day_or_a_cable_after_an_observed_cut() {
        let mut app = App::new();
        assert!(app.may_print() && app.may_print_family_page());
        app.incident = Some(Incident::new(Timestamp(0)));
        assert!(!app.may_print());
        app.line = Line::Cut { offline_before: false };
        assert!(!app.may_print());
        app.step(Event::PrinterFound(true), Timestamp(0));
        assert!(app.may_print() && !app.may_print_family_page());
        assert_eq!(app.print(PrintWhat::WithFamilyPage), []);
        assert_eq!(app.print(PrintWhat::Leaflet), [], "there is no pack");
        assert_eq!(app.print(PrintWhat::Sheet), [Effect::PrintSheet(PrintWhat::Sheet)]);
        assert_eq!(app.print(PrintWhat::Sheet), [], "one at a time");
        app.step(Event::Printed(Err(Notice::Text("print-failed"))), Timestamp(0));
        assert!(!app.is_printing() && app.current_notice().is_some());
        app.line = Line::StillConnected;
        assert!(!app.may_print());
    }
}

//! The incident as police, bank and centre get it: bounded, and without card and account numbers unless the
//! person wants them in. Telephone numbers, amounts and the six digits stay: they are evidence.

mod data;
mod kept_numbers;
mod masking;

use super::Timestamp;
use super::incident::{Answer, Incident, LogEntry, Memo, MemoField, Step};
use super::network::Observation;

pub use data::Data;
pub use masking::{Accounts, MASK, masked};

/// What happens to digits that look like a card or an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Numbers {
    /// They become [`MASK`].
    #[default]
    Masked,
    /// They stay: a clear choice of the person.
    Kept,
}

/// The incident, ready to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// When the red button was pressed first.
    pub opened_at: Timestamp,
    /// When it was said to be over.
    pub closed_at: Option<Timestamp>,
    /// What happened, in its order.
    pub log: Vec<LogEntry>,
    /// The last look at the line.
    pub observed: Vec<Observation>,
    /// Remote tools that were seen.
    pub tools: Vec<String>,
    /// Whether the bank was opened or a card number told.
    pub told_bank: Option<Answer>,
    /// Whether the telephone has an app of the stranger.
    pub phone_too: Option<Answer>,
    /// The steps that are ticked.
    pub done: Vec<Step>,
    /// The person's memo.
    pub memo: Memo,
    /// What became of card and account numbers in it.
    pub numbers: Numbers,
}

/// True when a report of `memo` leaves something out unless it is told otherwise.
#[must_use]
pub fn holds_numbers(memo: &Memo) -> bool {
    let mut masked = memo.clone();
    mask(&mut masked);
    masked != *memo
}

fn mask(memo: &mut Memo) {
    for field in [MemoField::When, MemoField::PaidDetail, MemoField::Detail] {
        let masked = masked(memo.text(field), Accounts::Too);
        memo.set_text(field, &masked);
    }
    // What was dialled is a telephone number, however it is written.
    for field in [MemoField::CalledNumber, MemoField::Pin] {
        let masked = masked(memo.text(field), Accounts::No);
        memo.set_text(field, &masked);
    }
}

impl Report {
    /// The report of `incident`.
    #[must_use]
    pub fn of(incident: &Incident, numbers: Numbers) -> Self {
        let incident = incident.clone().bounded();
        let mut memo = incident.memo;
        if numbers == Numbers::Masked {
            mask(&mut memo);
        }
        Self {
            opened_at: incident.opened_at,
            closed_at: incident.closed_at,
            log: incident.log,
            observed: incident.observed,
            tools: incident.tools,
            told_bank: incident.told_bank,
            phone_too: incident.phone_too,
            done: incident.done,
            memo,
            numbers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_masks_only_what_may_hold_such_numbers_and_only_unless_told_otherwise() {
        let mut incident = Incident::new(Timestamp(0));
        incident.memo.detail = "4111 1111 1111 1111".into();
        incident.memo.called_number = "12345678".into();
        incident.memo.pin = "482913".into();
        let report = Report::of(&incident, Numbers::Masked);
        assert!(!report.memo.detail.contains("4111"));
        assert_eq!((report.memo.called_number.as_str(), report.memo.pin.as_str()), ("12345678", "482913"));
        let json = serde_json::to_string(&report.data(&|at| at.0.to_string())).unwrap();
        assert!(json.contains("\"numbers_masked\":true") && !json.contains("4111 1111"));
        assert!(holds_numbers(&incident.memo) && !holds_numbers(&Memo::default()));
        let kept = Report::of(&incident, Numbers::Kept);
        assert_eq!(kept.memo.detail, "4111 1111 1111 1111");
    }
}

//! The report as data for a centre's programs.

use serde::Serialize;

use super::{Numbers, Report};
use crate::core::Timestamp;
use crate::core::incident::{Answer, Logged, Paid, SeenOnScreen, Step};
use crate::core::network::Observation;

impl Report {
    /// The report as data for a centre; `time` writes a moment as RFC 3339.
    #[must_use]
    pub fn data<'a>(&'a self, time: &dyn Fn(Timestamp) -> String) -> Data<'a> {
        let memo = &self.memo;
        Data {
            schema: 1,
            kind: "kyukyubako-incident",
            opened_at: time(self.opened_at),
            closed_at: self.closed_at.map(time),
            numbers_masked: self.numbers == Numbers::Masked,
            tools: &self.tools,
            told_bank: self.told_bank,
            phone_too: self.phone_too,
            steps_done: &self.done,
            log: self.log.iter().map(|entry| DataEntry { at: time(entry.at), what: &entry.what }).collect(),
            observed: &self.observed,
            memo: DataMemo {
                when: &memo.when,
                called_number: &memo.called_number,
                pin: &memo.pin,
                paid: &memo.paid,
                paid_detail: &memo.paid_detail,
                seen: &memo.seen,
                detail: &memo.detail,
            },
        }
    }
}

/// The report for programs. JSON and TOML tell the same.
#[derive(Debug, Serialize)]
pub struct Data<'a> {
    schema: u32,
    kind: &'static str,
    opened_at: String,
    closed_at: Option<String>,
    numbers_masked: bool,
    tools: &'a [String],
    told_bank: Option<Answer>,
    phone_too: Option<Answer>,
    steps_done: &'a [Step],
    log: Vec<DataEntry<'a>>,
    observed: &'a [Observation],
    memo: DataMemo<'a>,
}

#[derive(Debug, Serialize)]
struct DataEntry<'a> {
    at: String,
    #[serde(flatten)]
    what: &'a Logged,
}

#[derive(Debug, Serialize)]
struct DataMemo<'a> {
    when: &'a str,
    called_number: &'a str,
    pin: &'a str,
    paid: &'a [Paid],
    paid_detail: &'a str,
    seen: &'a [SeenOnScreen],
    detail: &'a str,
}

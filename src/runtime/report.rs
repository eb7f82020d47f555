//! The memo as plain text for police and bank.

use jiff::tz::TimeZone;

use crate::content::{Arg, Texts};
use crate::core::Timestamp;
use crate::core::incident::{Answer, Incident, MemoField, Paid, SeenOnScreen};

/// The whole incident in words, in the language of `texts` and the local time of `zone`.
#[must_use]
pub fn memo_report(incident: &Incident, texts: &Texts, zone: &TimeZone) -> String {
    let empty = texts.get("memo-report-empty");
    let or_empty = |text: String| if text.trim().is_empty() { empty.clone() } else { text };
    let field = |field| or_empty(incident.memo.text(field).to_owned());
    let list = |items: Vec<String>| or_empty(items.join(", "));
    let answer = |answer: Option<Answer>| match answer {
        Some(Answer::Yes) => texts.get("answer-yes"),
        Some(Answer::No) => texts.get("answer-no"),
        Some(Answer::Unknown) => texts.get("answer-unknown"),
        None => empty.clone(),
    };
    let paid = incident.memo.paid.iter().map(|paid| {
        texts.get(match paid {
            Paid::GiftCard => "paid-gift-card",
            Paid::Transfer => "paid-transfer",
            Paid::CardNumber => "paid-card-number",
            Paid::Nothing => "paid-nothing",
        })
    });
    let seen = incident.memo.seen.iter().map(|seen| {
        texts.get(match seen {
            SeenOnScreen::MouseMoved => "seen-mouse",
            SeenOnScreen::BankPage => "seen-bank",
            SeenOnScreen::BlackWindow => "seen-black",
            SeenOnScreen::Installed => "seen-installed",
        })
    });
    let rows = [
        ("memo-report-opened", local_time(incident.opened_at, zone)),
        ("memo-report-tools", list(incident.tools.clone())),
        ("memo-when", field(MemoField::When)),
        ("memo-number", field(MemoField::CalledNumber)),
        ("memo-pin", field(MemoField::Pin)),
        ("memo-report-bank", answer(incident.told_bank)),
        ("memo-report-phone", answer(incident.phone_too)),
        ("memo-report-paid", list(paid.collect())),
        ("memo-paid-detail", field(MemoField::PaidDetail)),
        ("memo-report-seen", list(seen.collect())),
        ("memo-detail", field(MemoField::Detail)),
    ];
    let mut text = format!("{}\n\n", texts.get("memo-report-title"));
    for (id, value) in rows {
        text.push_str(&texts.get(id));
        text.push_str(": ");
        text.push_str(&value);
        text.push('\n');
    }
    for step in &incident.done {
        let number = [("number", Arg::Number(i64::from(step.number())))];
        text.push_str(&format!("[x] {}\n", texts.with("step-badge", &number)));
    }
    text
}

fn local_time(at: Timestamp, zone: &TimeZone) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .map(|at| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string())
        .unwrap_or_default()
}

//! The report for police and bank: as many A4 pages as it takes, and the same rows as plain text.

use super::PaperError;
use super::face::{Faces, Weight};
use super::page::{FULL, HEIGHT, Item, Look, MARGIN, Page, Span};
use super::pdf::{Title, write};
use crate::content::{Arg, Texts};
use crate::core::Timestamp;
use crate::core::incident::{Answer, Logged, MemoField, Paid, SeenOnScreen, Step};
use crate::core::network::CheckResult;
use crate::core::report::{Numbers, Report};

/// A label and what is told under it.
type Row = (String, String);

const BODY: Look = Look { weight: Weight::Regular, size: 12.0, line: 1.4 };
const LABEL: Look = Look { weight: Weight::Bold, ..BODY };
const HEADING: Look = Look { weight: Weight::Bold, size: 15.0, line: 1.5 };
/// Width of the column of labels.
const LABELS: f32 = 150.0;
/// Room for the page number.
const FOOT: f32 = 22.0;
/// A page that is not full ends here.
const BOTTOM: f32 = HEIGHT - MARGIN - FOOT;

/// What a report is made from.
pub struct ReportPaper<'a> {
    /// What happened.
    pub report: &'a Report,
    /// The words.
    pub texts: &'a Texts,
    /// Writes a moment in the local time of the PC.
    pub time: &'a dyn Fn(Timestamp) -> String,
    /// The program's version.
    pub version: &'a str,
}

impl ReportPaper<'_> {
    /// The report as plain text: one `label: value` on each line.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n", self.words("memo-report-title"), self.words("report-for"));
        for (title, rows) in self.sections() {
            text.push_str(&format!("\n[{title}]\n"));
            for (label, value) in rows {
                text.push_str(&format!("{label}: {value}\n"));
            }
        }
        let origin = self.words("report-origin");
        text.push_str(&format!("\n{origin}\n{}\n{}\n", self.masking(), self.maker()));
        text
    }

    fn words(&self, id: &str) -> String {
        self.texts.get(id)
    }

    fn maker(&self) -> String {
        self.texts.with("report-made-by", &[("version", Arg::Text(self.version))])
    }

    fn masking(&self) -> String {
        self.words(match self.report.numbers {
            Numbers::Masked => "report-masked",
            Numbers::Kept => "report-unmasked",
        })
    }

    fn sections(&self) -> Vec<(String, Vec<Row>)> {
        let mut sections = vec![
            (self.words("report-what"), self.facts()),
            (self.words("report-memo"), self.memo()),
            (self.words("report-times"), self.times()),
        ];
        let observed = self.observed();
        if !observed.is_empty() {
            sections.push((self.words("report-observed"), observed));
        }
        sections
    }

    fn row(&self, id: &str, value: String) -> Row {
        let value = if value.trim().is_empty() { self.words("memo-report-empty") } else { value };
        (self.words(id), value)
    }

    fn facts(&self) -> Vec<Row> {
        let report = self.report;
        let answer = |answer: Option<Answer>| match answer {
            Some(Answer::Yes) => self.words("answer-yes"),
            Some(Answer::No) => self.words("answer-no"),
            Some(Answer::Unknown) => self.words("answer-unknown"),
            None => String::new(),
        };
        let steps: Vec<String> = report.done.iter().map(|step| self.step(*step)).collect();
        let mut rows = vec![
            self.row("memo-report-opened", (self.time)(report.opened_at)),
            self.row("memo-report-tools", report.tools.join(", ")),
            self.row("memo-report-bank", answer(report.told_bank)),
            self.row("memo-report-phone", answer(report.phone_too)),
            self.row("report-steps", steps.join("\n")),
        ];
        if let Some(closed) = report.closed_at {
            rows.push(self.row("report-ended", (self.time)(closed)));
        }
        rows
    }

    fn memo(&self) -> Vec<Row> {
        let memo = &self.report.memo;
        let paid = memo.paid.iter().map(|paid| {
            self.words(match paid {
                Paid::GiftCard => "paid-gift-card",
                Paid::Transfer => "paid-transfer",
                Paid::CardNumber => "paid-card-number",
                Paid::Nothing => "paid-nothing",
            })
        });
        let seen = memo.seen.iter().map(|seen| {
            self.words(match seen {
                SeenOnScreen::MouseMoved => "seen-mouse",
                SeenOnScreen::BankPage => "seen-bank",
                SeenOnScreen::BlackWindow => "seen-black",
                SeenOnScreen::Installed => "seen-installed",
            })
        });
        let field = |id: &str, field| self.row(id, memo.text(field).to_owned());
        vec![
            field("memo-when", MemoField::When),
            field("memo-number", MemoField::CalledNumber),
            field("memo-pin", MemoField::Pin),
            self.row("memo-report-paid", paid.collect::<Vec<_>>().join(", ")),
            field("memo-paid-detail", MemoField::PaidDetail),
            self.row("memo-report-seen", seen.collect::<Vec<_>>().join(", ")),
            field("memo-detail", MemoField::Detail),
        ]
    }

    fn times(&self) -> Vec<Row> {
        let happened = |what: &Logged| match what {
            Logged::Cut => self.words("report-event-cut"),
            Logged::OfflineBefore => self.words("report-event-offline-before"),
            Logged::NotCut => self.words("report-event-not-cut"),
            Logged::ConnectedAgain => self.words("report-event-again"),
            Logged::ToolSeen { name } => self.texts.with("report-event-tool", &[("name", Arg::Text(name))]),
            Logged::StepDone { step } => {
                self.texts.with("report-event-step", &[("step", Arg::Text(&self.step(*step)))])
            }
            Logged::Called { who, number } => {
                let words = self.texts.with("report-event-called", &[("who", Arg::Text(who))]);
                format!("{words} {number}").trim_end().to_owned()
            }
            Logged::Restored => self.words("report-event-restored"),
        };
        let first = ((self.time)(self.report.opened_at), self.words("report-opened"));
        let log = self.report.log.iter().map(|entry| ((self.time)(entry.at), happened(&entry.what)));
        let last = self.report.closed_at.map(|at| ((self.time)(at), self.words("report-closed")));
        std::iter::once(first).chain(log).chain(last).collect()
    }

    fn observed(&self) -> Vec<Row> {
        let result = |result| {
            self.words(match result {
                CheckResult::Offline => "report-offline",
                CheckResult::Online => "report-online",
                CheckResult::NotApplicable => "report-not-applicable",
            })
        };
        self.report.observed.iter().map(|seen| (seen.check.clone(), result(seen.result))).collect()
    }

    fn step(&self, step: Step) -> String {
        self.words(match step {
            Step::CutInternet => "step-1",
            Step::PowerOff => "step-2",
            Step::CallBank => "step-3",
            Step::StayOff => "step-4",
            Step::WriteDown => "step-5",
        })
    }
}

/// The report as a PDF. The same incident gives the same bytes.
///
/// # Errors
/// [`PaperError`] when the typeface or the PDF library refuses.
pub fn report(paper: &ReportPaper<'_>) -> Result<Vec<u8>, PaperError> {
    let faces = Faces::bundled()?;
    let mut on = Pages { faces: &faces, done: Vec::new(), page: Page::new(&faces) };
    let title = paper.words("memo-report-title");
    on.paragraph(FULL, Look { size: 22.0, ..HEADING }, &title);
    on.paragraph(FULL, BODY, &paper.words("report-for"));
    for (title, rows) in paper.sections() {
        on.section(&title, &rows);
    }
    on.page.gap(12.0);
    on.paragraph(FULL, BODY, &paper.words("report-origin"));
    on.paragraph(FULL, BODY, &paper.masking());
    on.paragraph(FULL, BODY, &paper.maker());
    let pages = on.numbered(paper.texts)?;
    write(&pages, &Title { title: &title, language: paper.texts.locale().tag() }, &faces)
}

/// Pages that follow each other.
struct Pages<'a> {
    faces: &'a Faces,
    done: Vec<Page<'a>>,
    page: Page<'a>,
}

impl Pages<'_> {
    /// Begins a new page unless `height` is free.
    fn room(&mut self, height: f32) {
        if self.page.top + height > BOTTOM {
            let full = std::mem::replace(&mut self.page, Page::new(self.faces));
            self.done.push(full);
        }
    }

    fn paragraph(&mut self, span: Span, look: Look, text: &str) {
        for line in self.page.lines(span, look, text) {
            self.room(look.line_height());
            self.page.line(span, look, &line);
            self.page.gap(look.line_height());
        }
    }

    fn section(&mut self, title: &str, rows: &[Row]) {
        self.page.gap(10.0);
        self.room(HEADING.line_height() + BODY.line_height() * 2.0);
        self.paragraph(FULL, HEADING, title);
        self.page.rule(FULL, 1.2, None);
        self.page.gap(5.0);
        for (label, value) in rows {
            self.one_row(label, value);
        }
    }

    fn one_row(&mut self, label: &str, value: &str) {
        let labels = Span { left: FULL.left, right: FULL.left + LABELS - 10.0 };
        let values = FULL.indented(LABELS);
        self.room(self.page.height_of(labels, LABEL, label));
        let top = self.page.top;
        self.page.text(labels, LABEL, label);
        let below_label = self.page.top;
        self.page.top = top;
        let pages = self.done.len();
        self.paragraph(values, BODY, value);
        if self.done.len() == pages {
            self.page.top = self.page.top.max(below_label);
        }
        self.page.gap(4.0);
    }

    /// Each page with its number, once it is known how many there are.
    fn numbered(mut self, texts: &Texts) -> Result<Vec<Vec<Item>>, PaperError> {
        self.done.push(self.page);
        let all = i64::try_from(self.done.len()).unwrap_or(i64::MAX);
        let mut pages = Vec::new();
        for (number, mut page) in (1..).zip(self.done) {
            if !page.fits() {
                return Err(PaperError::DoesNotFit);
            }
            page.top = BOTTOM + 6.0;
            let words =
                texts.with("report-page", &[("number", Arg::Number(number)), ("all", Arg::Number(all))]);
            page.line_right(FULL, BODY, &words);
            pages.push(page.into_items());
        }
        Ok(pages)
    }
}

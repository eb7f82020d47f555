//! What happened to this person today: their place in the steps, their answers, their memo.

use serde::{Deserialize, Serialize};

use super::Timestamp;
use super::detection::hostile_text::{is_invisible, shown};
use super::network::Observation;
use super::own_contacts::PHONE_MAX_CHARS;
use super::screen::Screen;

/// Longest text of one memo field, in characters.
pub const MEMO_FIELD_MAX_CHARS: usize = 2_000;

/// More tools than these are never kept.
pub const TOOLS_MAX: usize = 32;
/// More entries of the log than these are never kept: the first ones tell what happened.
pub const LOG_MAX: usize = 100;
/// More observations than these are never kept.
const OBSERVED_MAX: usize = 32;
/// An incident that was opened longer ago than this is not the one of today, in milliseconds.
const TODAY_MS: u64 = 12 * 60 * 60 * 1000;
/// Longest name of a tool, in characters.
const TOOL_NAME_MAX_CHARS: usize = 80;
/// Longest name of somebody who was called, in characters.
const CALLED_NAME_MAX_CHARS: usize = 120;

/// The five steps of the emergency checklist; order and meaning are fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// 1 · Cut the internet.
    CutInternet,
    /// 2 · Switch the PC off by holding the power button.
    PowerOff,
    /// 3 · Call the bank and card company.
    CallBank,
    /// 4 · Do not switch the PC on again.
    StayOff,
    /// 5 · Write down what you remember.
    WriteDown,
}

impl Step {
    /// All five, in order.
    pub const ALL: [Self; 5] =
        [Self::CutInternet, Self::PowerOff, Self::CallBank, Self::StayOff, Self::WriteDown];

    /// Its number on the checklist, 1 to 5.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::CutInternet => 1,
            Self::PowerOff => 2,
            Self::CallBank => 3,
            Self::StayOff => 4,
            Self::WriteDown => 5,
        }
    }
}

/// An answer to one of the pictured questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// はい
    Yes,
    /// いいえ
    No,
    /// わからない
    Unknown,
}

impl Answer {
    /// Yes and unknown both call for the careful branch.
    #[must_use]
    pub fn needs_care(self) -> bool {
        self != Self::No
    }
}

/// How money or data may have gone out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paid {
    /// Gift cards bought or read aloud.
    GiftCard,
    /// A bank transfer.
    Transfer,
    /// A card number told or typed.
    CardNumber,
    /// Nothing was paid.
    Nothing,
}

/// What the stranger did on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeenOnScreen {
    /// The mouse moved by itself.
    MouseMoved,
    /// The bank's page was opened.
    BankPage,
    /// A black window with running letters.
    BlackWindow,
    /// A program was installed.
    Installed,
}

/// The memo of step 5. Every field may stay empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Memo {
    /// When it happened, in the person's own words. The cut's own time stands beside it in the report.
    pub when: String,
    /// The number that was called.
    pub called_number: String,
    /// The six digits typed to let the stranger in.
    pub pin: String,
    /// What was paid or told.
    pub paid: Vec<Paid>,
    /// Amounts, names, card kinds.
    pub paid_detail: String,
    /// What was seen on the screen.
    pub seen: Vec<SeenOnScreen>,
    /// What the stranger said and did, in the person's own words.
    pub detail: String,
}

/// A field of the memo that is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MemoField {
    /// [`Memo::when`]
    When,
    /// [`Memo::called_number`]
    CalledNumber,
    /// [`Memo::pin`]
    Pin,
    /// [`Memo::paid_detail`]
    PaidDetail,
    /// [`Memo::detail`]
    Detail,
}

impl MemoField {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::When, Self::CalledNumber, Self::Pin, Self::PaidDetail, Self::Detail];
}

impl Memo {
    /// The text of `field`.
    #[must_use]
    pub fn text(&self, field: MemoField) -> &str {
        match field {
            MemoField::When => &self.when,
            MemoField::CalledNumber => &self.called_number,
            MemoField::Pin => &self.pin,
            MemoField::PaidDetail => &self.paid_detail,
            MemoField::Detail => &self.detail,
        }
    }

    /// Replaces the text of `field`, cut to [`MEMO_FIELD_MAX_CHARS`] characters.
    pub fn set_text(&mut self, field: MemoField, text: &str) {
        let text: String = text.chars().take(MEMO_FIELD_MAX_CHARS).collect();
        match field {
            MemoField::When => self.when = text,
            MemoField::CalledNumber => self.called_number = text,
            MemoField::Pin => self.pin = text,
            MemoField::PaidDetail => self.paid_detail = text,
            MemoField::Detail => self.detail = text,
        }
    }

    /// True when nothing that `earlier` says is lost in this memo.
    #[must_use]
    pub fn holds(&self, earlier: &Self) -> bool {
        MemoField::ALL.iter().all(|field| self.text(*field).contains(earlier.text(*field)))
            && earlier.paid.iter().all(|paid| self.paid.contains(paid))
            && earlier.seen.iter().all(|seen| self.seen.contains(seen))
    }

    /// Ticks or unticks `paid`; "nothing" and the others exclude each other.
    pub fn toggle_paid(&mut self, paid: Paid) {
        if !remove(&mut self.paid, paid) {
            self.paid.retain(|other| (*other == Paid::Nothing) == (paid == Paid::Nothing));
            self.paid.push(paid);
            self.paid.sort();
        }
    }

    /// Ticks or unticks `seen`.
    pub fn toggle_seen(&mut self, seen: SeenOnScreen) {
        if !remove(&mut self.seen, seen) {
            self.seen.push(seen);
            self.seen.sort();
        }
    }
}

fn remove<T: PartialEq>(list: &mut Vec<T>, item: T) -> bool {
    let before = list.len();
    list.retain(|other| *other != item);
    list.len() != before
}

/// Something that happened during the incident, with its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub what: Logged,
}

/// What is written down with its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Logged {
    /// The line was observed to be cut.
    Cut,
    /// It was observed to be cut before anything was done.
    OfflineBefore,
    /// The cut was tried and the line is open.
    NotCut,
    /// It was cut and is open again.
    ConnectedAgain,
    /// A remote tool was seen.
    ToolSeen {
        /// Its name.
        name: String,
    },
    /// A step was ticked.
    StepDone {
        /// Which one.
        step: Step,
    },
    /// The person says that somebody was called.
    Called {
        /// Who.
        who: String,
        /// At which number; empty when it stood on a card or passbook.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        number: String,
    },
    /// The owner brought the line back.
    Restored,
}

/// One emergency, from the press on the red button until the family says it is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// When the red button was pressed first.
    pub opened_at: Timestamp,
    /// Set when the family or the person says it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// The steps that are ticked, in order.
    #[serde(default)]
    pub done: Vec<Step>,
    /// 「銀行を 開いた・カード番号を 言いましたか」
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_bank: Option<Answer>,
    /// 「スマホにも アプリを 入れましたか」
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_too: Option<Answer>,
    /// The router's power was pulled: the home telephone may be off with it.
    #[serde(default)]
    pub router_off: bool,
    /// The emergency screen the person was on.
    #[serde(default)]
    pub screen: Screen,
    /// Names of the remote tools seen during the incident, for the police.
    #[serde(default)]
    pub tools: Vec<String>,
    /// The memo of step 5.
    #[serde(default)]
    pub memo: Memo,
    /// What happened when.
    #[serde(default)]
    pub log: Vec<LogEntry>,
    /// The last answer of the checks to a cut.
    #[serde(default)]
    pub observed: Vec<Observation>,
}

impl Incident {
    /// A new incident that begins at `opened_at`.
    #[must_use]
    pub fn new(opened_at: Timestamp) -> Self {
        Self {
            opened_at,
            closed_at: None,
            done: Vec::new(),
            told_bank: None,
            phone_too: None,
            router_off: false,
            screen: Screen::CutResult,
            tools: Vec::new(),
            memo: Memo::default(),
            log: Vec::new(),
            observed: Vec::new(),
        }
    }

    /// Writes down that `what` happened, unless it is what the last entry says already.
    pub fn note(&mut self, what: Logged, at: Timestamp) {
        if self.log.len() < LOG_MAX && self.log.last().is_none_or(|last| last.what != what) {
            self.log.push(LogEntry { at, what });
        }
    }

    /// Keeps the answers of the checks.
    pub fn observe(&mut self, round: &[Observation]) {
        self.observed = round.iter().take(OBSERVED_MAX).cloned().collect();
    }

    /// The incident as it may be read from a file that anyone in the session could have written: texts
    /// bounded and plain, and never on a screen outside the emergency path.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        if !self.screen.is_emergency() {
            self.screen = Screen::CutResult;
        }
        self.tools.truncate(TOOLS_MAX);
        for tool in &mut self.tools {
            *tool = shown(tool, TOOL_NAME_MAX_CHARS);
        }
        for field in MemoField::ALL {
            let text: String =
                self.memo.text(field).chars().filter(|c| *c == '\n' || !is_invisible(*c)).collect();
            self.memo.set_text(field, &text);
        }
        self.log.truncate(LOG_MAX);
        for entry in &mut self.log {
            match &mut entry.what {
                Logged::ToolSeen { name } => *name = shown(name, TOOL_NAME_MAX_CHARS),
                Logged::Called { who, number } => {
                    *who = shown(who, CALLED_NAME_MAX_CHARS);
                    number.retain(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '(' | ')' | '#' | '*'));
                    number.truncate(PHONE_MAX_CHARS);
                }
                _ => {}
            }
        }
        self.observed.truncate(OBSERVED_MAX);
        for observation in &mut self.observed {
            observation.check = shown(&observation.check, TOOL_NAME_MAX_CHARS);
        }
        self.done.sort();
        self.done.dedup();
        self
    }

    /// True when it was opened more than half a day before `now`, or after it: its ticks, answers and times are not
    /// those of today.
    #[must_use]
    pub fn is_of_another_day(&self, now: Timestamp) -> bool {
        now.millis_since(self.opened_at).max(self.opened_at.millis_since(now)) > TODAY_MS
    }

    /// Leaves out tools that are `known` by no such name: a file could put a telephone number in a tool's place.
    #[must_use]
    pub fn with_tools_known(mut self, known: impl Fn(&str) -> bool) -> Self {
        self.tools.retain(|tool| known(tool));
        self.log.retain(|entry| match &entry.what {
            Logged::ToolSeen { name } => known(name),
            _ => true,
        });
        self
    }

    /// True until it is closed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }

    /// True when `step` is ticked.
    #[must_use]
    pub fn is_done(&self, step: Step) -> bool {
        self.done.contains(&step)
    }

    /// Ticks or unticks `step`.
    pub fn set_done(&mut self, step: Step, done: bool) {
        self.done.retain(|other| *other != step);
        if done {
            self.done.push(step);
            self.done.sort();
        }
    }

    /// The telephone in the person's hand may be the stranger's too. Whoever passed the question over does
    /// not know.
    #[must_use]
    pub fn phone_is_doubtful(&self) -> bool {
        self.phone_too.is_none_or(Answer::needs_care)
    }

    /// Money may have moved: the person said so, or said not to know.
    #[must_use]
    pub fn money_is_doubtful(&self) -> bool {
        self.told_bank.is_some_and(Answer::needs_care)
    }

    /// Money was sent this way, or nobody can say that it was not: the person is not sure that all is well and
    /// wrote down nothing that was paid.
    #[must_use]
    pub fn may_have_paid(&self, paid: Paid) -> bool {
        let doubtful = self.money_is_doubtful();
        let bank_was_open = self.memo.seen.contains(&SeenOnScreen::BankPage);
        self.memo.paid.contains(&paid)
            || (doubtful && self.memo.paid.is_empty())
            // Whoever controlled the PC could send money from an open bank by himself.
            || (doubtful && paid == Paid::Transfer && bank_was_open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paying_nothing_excludes_the_other_answers() {
        let mut memo = Memo::default();
        memo.toggle_paid(Paid::Transfer);
        memo.toggle_paid(Paid::GiftCard);
        assert_eq!(memo.paid, [Paid::GiftCard, Paid::Transfer]);
        memo.toggle_paid(Paid::Nothing);
        assert_eq!(memo.paid, [Paid::Nothing]);
        memo.toggle_paid(Paid::CardNumber);
        assert_eq!(memo.paid, [Paid::CardNumber]);
        memo.toggle_paid(Paid::CardNumber);
        assert!(memo.paid.is_empty());
    }

    #[test]
    fn a_planted_incident_leads_nowhere_but_into_the_emergency() {
        let mut planted = Incident::new(Timestamp(0));
        planted.screen = Screen::Restore;
        planted.tools = vec!["a\u{202e}b".repeat(1000); 1000];
        planted.memo.detail = "x\u{0}\u{2066}\ny".into();
        planted.memo.pin = "1".repeat(MEMO_FIELD_MAX_CHARS * 2);
        let called = Logged::Called { who: "x\u{202e}".repeat(500), number: "03-1\u{202e};rm 2".repeat(9) };
        planted.note(called, Timestamp(0));
        let read = planted.bounded();
        let Logged::Called { who, number } = &read.log[0].what else { panic!("{:?}", read.log) };
        assert!(who.chars().count() <= CALLED_NAME_MAX_CHARS + 1 && !who.contains('\u{202e}'));
        assert!(number.starts_with("03-12") && number.len() <= PHONE_MAX_CHARS);
        assert_eq!(read.screen, Screen::CutResult);
        assert_eq!(read.tools.len(), TOOLS_MAX);
        assert!(read.tools.iter().all(|tool| tool.chars().count() <= TOOL_NAME_MAX_CHARS + 1));
        assert!(!read.tools.concat().contains('\u{202e}'));
        assert_eq!(read.memo.detail, "x\ny");
        assert_eq!(read.memo.pin.chars().count(), MEMO_FIELD_MAX_CHARS);
    }

    #[test]
    fn a_name_that_is_no_tools_is_left_out_of_tools_and_log() {
        let mut planted = Incident::new(Timestamp(0));
        for name in ["AnyDesk", "call 050-9999-8888"] {
            planted.tools.push(name.into());
            planted.note(Logged::ToolSeen { name: name.into() }, Timestamp(0));
        }
        planted.note(Logged::Cut, Timestamp(0));
        let read = planted.with_tools_known(|name| name == "AnyDesk");
        assert_eq!(read.tools, ["AnyDesk"]);
        let log: Vec<_> = read.log.iter().map(|entry| &entry.what).collect();
        assert_eq!(log, [&Logged::ToolSeen { name: "AnyDesk".into() }, &Logged::Cut]);
    }

    #[test]
    fn money_may_have_gone_where_it_was_ticked_or_where_nobody_can_say() {
        let may = |told: Option<Answer>, paid: &[Paid], seen: &[SeenOnScreen]| {
            let mut incident = Incident::new(Timestamp(0));
            incident.told_bank = told;
            (incident.memo.paid, incident.memo.seen) = (paid.to_vec(), seen.to_vec());
            [Paid::Transfer, Paid::GiftCard].map(|paid| incident.may_have_paid(paid))
        };
        let (yes, no, unknown) = (Some(Answer::Yes), Some(Answer::No), Some(Answer::Unknown));
        for (told, paid, seen, expected) in [
            (None, &[][..], &[][..], [false, false]),
            (no, &[], &[SeenOnScreen::BankPage], [false, false]),
            (yes, &[], &[], [true, true]),
            (unknown, &[], &[], [true, true]),
            (yes, &[Paid::CardNumber], &[], [false, false]),
            (unknown, &[Paid::Nothing], &[], [false, false]),
            (unknown, &[Paid::Nothing], &[SeenOnScreen::BankPage], [true, false]),
            (no, &[Paid::Transfer], &[], [true, false]),
            (yes, &[Paid::GiftCard], &[], [false, true]),
        ] {
            assert_eq!(may(told, paid, seen), expected, "{told:?} {paid:?} {seen:?}");
        }
    }

    #[test]
    fn ticks_keep_the_checklists_order_and_can_be_undone() {
        let mut incident = Incident::new(Timestamp(0));
        incident.set_done(Step::CallBank, true);
        incident.set_done(Step::CutInternet, true);
        incident.set_done(Step::CallBank, true);
        assert_eq!(incident.done, [Step::CutInternet, Step::CallBank]);
        incident.set_done(Step::CutInternet, false);
        assert_eq!(incident.done, [Step::CallBank]);
    }
}

//! What to say on the telephone: filled with what is known, and read aloud in at most twenty seconds.
//!
//! A script is a few sentences that are always said (`script-<who>` in `scripts.ftl`) and sentences that
//! are added for what is known of the incident, the most useful first, as long as they can be said in time.

mod amount;

use jiff::civil::DateTime;

use super::contacts::{Contact, Kind};
use super::{Arg, Locale, Texts};
use crate::core::Timestamp;
use crate::core::incident::{Incident, Memo, Paid, SeenOnScreen};
use crate::core::opening_hours::japan_time;

/// Longest time a script takes when it is read aloud, in seconds.
pub const SECONDS_MAX: usize = 20;
/// Calm Japanese speech.
const MORAE_A_SECOND: usize = 6;
/// Calm English speech.
const WORDS_A_SECOND: usize = 2;
/// The digits that let a stranger in.
const PIN_DIGITS: usize = 6;

/// To whom something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Script {
    /// 110, money is moving.
    PoliceEmergency,
    /// #9110 and the lines of the prefectures.
    PoliceAdvice,
    /// 188.
    Consumer,
    /// IPA's advice desk.
    Ipa,
    /// Legal support.
    Legal,
    /// The person's own bank.
    Bank,
    /// The bank that received the money.
    ReceivingBank,
    /// A card company.
    Card,
    /// Who issued the gift cards.
    GiftCard,
    /// Who makes the remote tool.
    Vendor,
    /// Somebody of the family.
    Family,
    /// The stranger on the telephone, to end the call.
    EndCall,
}

impl Script {
    /// Every script.
    pub const ALL: [Self; 12] = [
        Self::PoliceEmergency,
        Self::PoliceAdvice,
        Self::Consumer,
        Self::Ipa,
        Self::Legal,
        Self::Bank,
        Self::ReceivingBank,
        Self::Card,
        Self::GiftCard,
        Self::Vendor,
        Self::Family,
        Self::EndCall,
    ];

    /// What to say to a public contact.
    #[must_use]
    pub fn for_contact(contact: &Contact) -> Self {
        match contact.kind {
            Kind::Police if contact.id == "police-emergency" => Self::PoliceEmergency,
            Kind::Police => Self::PoliceAdvice,
            Kind::Consumer => Self::Consumer,
            Kind::Ipa => Self::Ipa,
            Kind::Legal => Self::Legal,
            Kind::Bank => Self::Bank,
            Kind::Card => Self::Card,
            Kind::GiftCard => Self::GiftCard,
            Kind::Vendor => Self::Vendor,
        }
    }

    /// What is always said. Nobody is made to say that money was sent who did not tick it.
    fn opening(self, facts: &Facts) -> &'static str {
        match self {
            Self::ReceivingBank if !facts.paid.contains(&Paid::Transfer) => "script-receiving-bank-perhaps",
            Self::GiftCard if !facts.paid.contains(&Paid::GiftCard) => "script-gift-card-perhaps",
            Self::PoliceEmergency => "script-police-emergency",
            Self::PoliceAdvice => "script-police-advice",
            Self::Consumer => "script-consumer",
            Self::Ipa => "script-ipa",
            Self::Legal => "script-legal",
            Self::Bank => "script-bank",
            Self::ReceivingBank => "script-receiving-bank",
            Self::Card => "script-card",
            Self::GiftCard => "script-gift-card",
            Self::Vendor => "script-vendor",
            Self::Family => "script-family",
            Self::EndCall => "script-end-call",
        }
    }

    /// What may be added, the most useful first.
    fn additions(self) -> &'static [Addition] {
        use Addition::{
            Amount, BothBanks, CardNumber, GiftCard, Installed, MoneyMoved, Name, OthersToo, Pin, Relief,
            Tool, Transfer, When,
        };
        match self {
            Self::PoliceEmergency => &[BothBanks, Name],
            Self::PoliceAdvice => {
                &[Transfer, MoneyMoved, BothBanks, GiftCard, CardNumber, Amount, When, Tool, Name]
            }
            Self::Consumer => &[Transfer, GiftCard, CardNumber, When, Tool, Name],
            Self::Ipa => &[Installed, Tool, When],
            Self::Legal => &[Transfer, GiftCard, CardNumber, Amount, When],
            Self::Bank => &[Transfer, MoneyMoved, Relief, OthersToo, Amount, When, Name],
            Self::ReceivingBank => &[Amount, When, Name],
            Self::Card => &[When, Amount, Name],
            Self::GiftCard => &[Amount, When, Name],
            Self::Vendor => &[Pin, When],
            Self::Family | Self::EndCall => &[],
        }
    }
}

/// A sentence that is said only if its fact is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Addition {
    Name,
    When,
    Tool,
    /// A program was put on the PC.
    Installed,
    Pin,
    Transfer,
    /// It may be: the person said so, or does not know.
    MoneyMoved,
    Relief,
    /// Who is called besides the own bank.
    OthersToo,
    /// Who is called besides the police.
    BothBanks,
    GiftCard,
    CardNumber,
    Amount,
}

/// What is known and may be said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The person's own name.
    pub name: Option<String>,
    /// When the session was, and now, in Japan.
    pub session: Option<(DateTime, DateTime)>,
    /// The remote tool that was seen.
    pub tool: Option<String>,
    /// The six digits typed to let the stranger in.
    pub pin: Option<String>,
    /// What was ticked in the memo.
    pub paid: Vec<Paid>,
    /// A transfer is not ruled out.
    pub money_in_doubt: bool,
    /// It was ticked that something was installed.
    pub installed: bool,
    /// The one amount that was written into the memo.
    pub amount: Option<String>,
}

impl Facts {
    /// What `incident` tells at `now`; nothing without one.
    #[must_use]
    pub fn of(incident: Option<&Incident>, now: Timestamp) -> Self {
        let Some(incident) = incident else { return Self::default() };
        let memo = &incident.memo;
        Self {
            name: None,
            session: japan_time(incident.opened_at).zip(japan_time(now)),
            tool: incident.tools.first().cloned(),
            pin: pin(memo),
            paid: memo.paid.clone(),
            money_in_doubt: incident.may_have_paid(Paid::Transfer),
            installed: memo.seen.contains(&SeenOnScreen::Installed),
            amount: amount::only_amount(&memo.paid_detail),
        }
    }
}

/// Six digits and nothing else, however they were spaced.
fn pin(memo: &Memo) -> Option<String> {
    let typed: Option<String> = memo
        .pin
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| amount::plain_digit(c).filter(char::is_ascii_digit))
        .collect();
    typed.filter(|typed| typed.len() == PIN_DIGITS)
}

/// What to say, at most [`SECONDS_MAX`] seconds aloud.
#[must_use]
pub fn words(script: Script, facts: &Facts, texts: &Texts) -> String {
    words_within(script, facts, texts, SECONDS_MAX)
}

/// As [`words`], with additions only as long as all is said in `limit` seconds.
#[must_use]
pub fn words_within(script: Script, facts: &Facts, texts: &Texts, limit: usize) -> String {
    let mut said = texts.get(script.opening(facts));
    for addition in script.additions() {
        let Some(sentence) = addition.sentence(facts, texts) else { continue };
        let longer = if *addition == Addition::Name {
            format!("{sentence} {said}")
        } else {
            format!("{said} {sentence}")
        };
        if seconds(&longer, texts.locale()) <= limit {
            said = longer;
        }
    }
    said
}

impl Addition {
    fn sentence(self, facts: &Facts, texts: &Texts) -> Option<String> {
        let filled = |id, name, value: &Option<String>| {
            value.as_deref().map(|value| texts.with(id, &[(name, Arg::Text(value))]))
        };
        let sent = facts.paid.contains(&Paid::Transfer);
        let may_have_moved = |id| (sent || facts.money_in_doubt).then(|| texts.get(id));
        let ticked = |paid, id| facts.paid.contains(&paid).then(|| texts.get(id));
        match self {
            Self::Name => filled("script-name", "name", &facts.name),
            Self::When => facts.session.map(|(session, now)| when(session, now, texts)),
            Self::Installed => facts.installed.then(|| texts.get("script-installed")),
            Self::Tool => filled("script-tool", "tool", &facts.tool),
            Self::Pin => filled("script-pin", "pin", &facts.pin),
            Self::Transfer => ticked(Paid::Transfer, "script-paid-transfer"),
            Self::MoneyMoved => may_have_moved("script-money-moved").filter(|_| !sent),
            Self::Relief => may_have_moved("script-relief"),
            Self::OthersToo => may_have_moved("script-others-too"),
            Self::BothBanks => may_have_moved("script-both-banks"),
            Self::GiftCard => ticked(Paid::GiftCard, "script-paid-gift-card"),
            Self::CardNumber => ticked(Paid::CardNumber, "script-paid-card-number"),
            Self::Amount => filled("script-amount", "amount", &facts.amount),
        }
    }
}

fn when(session: DateTime, now: DateTime, texts: &Texts) -> String {
    let minute = format!("{:02}", session.minute());
    let time = [("hour", Arg::Number(session.hour().into())), ("minute", Arg::Text(&minute))];
    if session.date() == now.date() {
        return texts.with("script-when-today", &time);
    }
    let [hour, minute] = time;
    let day = [("month", Arg::Number(session.month().into())), ("day", Arg::Number(session.day().into()))];
    let [month, day] = day;
    texts.with("script-when", &[month, day, hour, minute])
}

/// How long `text` takes when it is read aloud calmly, in whole seconds, rounded up.
///
/// How a kanji is read is not known here, so morae are estimated: two for a kanji and for a figure, one
/// for everything else. English counts words, and each figure as one.
#[must_use]
pub fn seconds(text: &str, locale: Locale) -> usize {
    match locale {
        Locale::Ja => morae(text).div_ceil(MORAE_A_SECOND),
        Locale::En => {
            let figures = |word: &str| word.chars().filter(char::is_ascii_digit).count().max(1);
            text.split_whitespace().map(figures).sum::<usize>().div_ceil(WORDS_A_SECOND)
        }
    }
}

fn morae(text: &str) -> usize {
    let of = |c: char| match c {
        '\u{3400}'..='\u{9fff}' | '0'..='9' => 2,
        c if c.is_alphanumeric() => 1,
        _ => 0,
    };
    text.chars().map(of).sum()
}

#[cfg(test)]
mod tests;

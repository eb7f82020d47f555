use super::*;
use crate::content::Contacts;
use crate::core::incident::Answer;
use jiff::civil::datetime;

/// Everything is known, and as long as it may be.
fn everything() -> Facts {
    Facts {
        name: Some("\u{82b1}".repeat(60)),
        session: Some((datetime(2026, 11, 22, 14, 28, 0, 0), datetime(2026, 11, 24, 9, 0, 0, 0))),
        tool: Some("LogMeIn Rescue ".repeat(6)),
        pin: Some("123456".into()),
        paid: vec![Paid::GiftCard, Paid::Transfer, Paid::CardNumber],
        amount: Some("123,456,789\u{5186}".into()),
        money_in_doubt: true,
        installed: true,
    }
}

fn usual() -> Facts {
    Facts {
        name: Some("\u{5c71}\u{7530}\u{82b1}\u{5b50}".into()),
        tool: Some("LogMeIn Rescue".into()),
        amount: Some("50\u{4e07}\u{5186}".into()),
        ..everything()
    }
}

#[test]
fn every_script_is_read_aloud_in_twenty_seconds() {
    for locale in Locale::ALL {
        let texts = Texts::new(locale);
        for script in Script::ALL {
            let doubtful = Facts { money_in_doubt: true, ..Facts::default() };
            for facts in [Facts::default(), doubtful, usual(), everything()] {
                let said = words(script, &facts, &texts);
                assert!(said.chars().count() > 8, "{script:?}");
                let seconds = seconds(&said, locale);
                assert!(seconds <= SECONDS_MAX, "{script:?}: {seconds} s: {said}");
            }
        }
        assert_eq!(texts.failures(), Vec::<String>::new());
    }
}

#[test]
fn what_is_known_is_said_to_whom_it_helps() {
    for locale in Locale::ALL {
        let texts = Texts::new(locale);
        let said = |script| words(script, &usual(), &texts);
        assert!(said(Script::Vendor).contains("123456"));
        for other in Script::ALL.into_iter().filter(|script| *script != Script::Vendor) {
            assert!(!said(other).contains("123456"), "{other:?}: the digits are the vendor's alone");
        }
        let relief = texts.get("script-relief");
        assert!(said(Script::Bank).contains(&relief));
        let only_card = Facts { paid: vec![Paid::CardNumber], money_in_doubt: false, ..usual() };
        assert!(!words(Script::Bank, &only_card, &texts).contains(&relief));
        assert!(said(Script::ReceivingBank).contains("50\u{4e07}\u{5186}"));
        assert!(said(Script::Ipa).contains("LogMeIn Rescue"));
        assert!(said(Script::Card).contains("14"), "the hour");
        assert_eq!(texts.failures(), Vec::<String>::new());
    }
}

#[test]
fn whoever_may_have_lost_money_tells_bank_and_police_of_each_other() {
    for locale in Locale::ALL {
        let texts = Texts::new(locale);
        let doubt = Facts { money_in_doubt: true, ..Facts::default() };
        let sent = Facts { paid: vec![Paid::Transfer], ..Facts::default() };
        for facts in [&doubt, &sent] {
            let bank = words(Script::Bank, facts, &texts);
            for id in ["script-relief", "script-others-too"] {
                assert!(bank.contains(&texts.get(id)), "{id}: {bank}");
            }
            for police in [Script::PoliceEmergency, Script::PoliceAdvice] {
                let said = words(police, facts, &texts);
                assert!(said.contains(&texts.get("script-both-banks")), "{said}");
            }
        }
        // What is only feared is said as feared.
        let moved = texts.get("script-money-moved");
        assert!(words(Script::Bank, &doubt, &texts).contains(&moved));
        assert!(!words(Script::Bank, &sent, &texts).contains(&moved));
        for script in Script::ALL {
            let said = words(script, &Facts::default(), &texts);
            assert!(!said.contains(&texts.get("script-both-banks")) && !said.contains(&moved), "{script:?}");
        }
        assert_eq!(texts.failures(), Vec::<String>::new());
    }
    let mut incident = Incident::new(Timestamp(0));
    for (answer, doubt) in
        [(None, false), (Some(Answer::No), false), (Some(Answer::Yes), true), (Some(Answer::Unknown), true)]
    {
        incident.told_bank = answer;
        assert_eq!(Facts::of(Some(&incident), Timestamp(1)).money_in_doubt, doubt, "{answer:?}");
    }
}

#[test]
fn nobody_is_made_to_say_what_is_not_known() {
    for locale in Locale::ALL {
        let texts = Texts::new(locale);
        let (doubt, known) = (Facts { money_in_doubt: true, ..Facts::default() }, everything());
        for (script, sure, perhaps) in [
            (Script::ReceivingBank, "script-receiving-bank", "script-receiving-bank-perhaps"),
            (Script::GiftCard, "script-gift-card", "script-gift-card-perhaps"),
        ] {
            let [sure, perhaps] = [sure, perhaps].map(|id| texts.get(id));
            for facts in [&doubt, &Facts::default()] {
                let said = words(script, facts, &texts);
                assert!(said.contains(&perhaps) && !said.contains(&sure), "{said}");
            }
            let said = words(script, &known, &texts);
            assert!(said.contains(&sure) && !said.contains(&perhaps), "{said}");
        }
        let installed = texts.get("script-installed");
        for (facts, told) in [(&doubt, false), (&known, true)] {
            assert_eq!(words(Script::Ipa, facts, &texts).contains(&installed), told);
        }
        assert_eq!(texts.failures(), Vec::<String>::new());
    }
    let mut incident = Incident::new(Timestamp(0));
    assert!(!Facts::of(Some(&incident), Timestamp(1)).installed);
    incident.memo.seen = vec![SeenOnScreen::Installed];
    assert!(Facts::of(Some(&incident), Timestamp(1)).installed);
}

#[test]
fn todays_session_is_told_by_the_hour_alone() {
    let texts = Texts::new(Locale::En);
    let at = |day, hour| datetime(2026, 11, day, hour, 5, 0, 0);
    assert_eq!(when(at(22, 14), at(22, 15), &texts), "It was today at 14:05.");
    assert_eq!(when(at(22, 9), at(23, 0), &texts), "It was on 11/22 at 9:05.");
}

#[test]
fn facts_are_taken_from_the_memo_only_when_they_are_plain() {
    for (typed, expected) in [
        ("123456", Some("123456")),
        (" 123-456 ", Some("123456")),
        ("\u{ff11}\u{ff12}\u{ff13}\u{ff14}\u{ff15}\u{ff16}", Some("123456")),
        ("12345", None),
        ("1234567", None),
        ("12a456", None),
        ("", None),
    ] {
        let mut incident = Incident::new(Timestamp(0));
        incident.memo.pin = typed.into();
        assert_eq!(Facts::of(Some(&incident), Timestamp(1)).pin.as_deref(), expected, "{typed:?}");
    }
    assert_eq!(Facts::of(None, Timestamp(1)), Facts::default());
}

#[test]
fn every_contact_has_its_script() {
    let texts = Texts::new(Locale::Ja);
    let found: Vec<_> = Contacts::bundled().iter().map(Script::for_contact).collect();
    for script in
        [Script::PoliceEmergency, Script::PoliceAdvice, Script::Consumer, Script::Ipa, Script::Vendor]
    {
        assert!(found.contains(&script), "{script:?}");
    }
    assert_eq!(texts.failures(), Vec::<String>::new());
}

#[test]
fn seconds_are_estimated_from_what_is_spoken() {
    assert_eq!(seconds("\u{3042}\u{3044}\u{3046}\u{3048}\u{304a}\u{304b}", Locale::Ja), 1);
    assert_eq!(seconds("\u{53e3}\u{5ea7} \u{3092}\u{3001}", Locale::Ja), 1);
    assert_eq!(seconds("\u{53e3}\u{5ea7}\u{53e3}\u{5ea7}", Locale::Ja), 2);
    assert_eq!(seconds("please stop it now", Locale::En), 2);
    assert_eq!(seconds("123456", Locale::En), 3);
}

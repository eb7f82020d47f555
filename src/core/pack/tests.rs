use super::*;

/// A whole pack with everything in it.
const WHOLE: &str = include_str!("../../../tests/packs/whole.toml");

/// The rules that come with the program.
fn reserved() -> Reserved {
    let rules: Rules = toml::from_str(include_str!("../../../assets/pack_rules.toml")).unwrap();
    Reserved::new(["110", "#9110", "188", "03-5978-7509"], ["Houterasu"], &rules)
}

fn read(text: &str) -> Result<Pack, PackError> {
    Pack::read(text.as_bytes(), &reserved())
}

#[test]
fn a_whole_pack_is_read_word_for_word() {
    let pack = read(WHOLE).unwrap();
    assert_eq!(pack.centre.phone(), "03-0000-1111");
    assert_eq!(pack.centre.hours().len(), 1);
    assert_eq!(pack.centres().count(), 2);
    assert!(pack.texts.say.is_some() && pack.texts.leaflet.is_some());
    assert_eq!(pack.defaults.text_size, Some(TextSize::Large));
    assert_eq!(pack.workplace.unwrap().in_charge.phone(), "03-0000-2222");
}

#[test]
fn a_fingerprint_changes_with_every_byte_and_is_compared_without_blanks() {
    let pack = read(WHOLE).unwrap();
    let changed = read(&WHOLE.replace("03-0000-1111", "03-0000-1112")).unwrap();
    assert_ne!(pack.fingerprint(), changed.fingerprint());
    let shown = pack.fingerprint().in_groups().to_uppercase();
    assert_eq!(PackFingerprint::parse(&shown).as_ref(), Some(pack.fingerprint()));
    assert_eq!(PackFingerprint::parse("12"), None);
    assert_eq!(
        PackFingerprint::of(b"").as_str(),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
}

#[test]
fn public_numbers_and_trusted_names_are_refused_however_they_are_written() {
    let named = |name: &str, phone: &str| {
        read(&format!("schema = 1\n[centre]\nname = \"{name}\"\nphone = \"{phone}\"\n"))
    };
    for phone in ["110", "188", "03-5978-7509", "(03)5978 7509", "+81 3 5978 7509"] {
        let error = named("Centre", phone).unwrap_err();
        assert_eq!(error.line, Some(4), "{phone}: {error}");
    }
    for (name, word) in [
        ("The Police", "police"),
        ("The Houterasu", "Houterasu"),
        ("\u{ff29}\u{ff30}\u{ff21}", "ipa"),
        ("I. P. A", "ipa"),
        ("\u{8b66}\u{3000}\u{5bdf}", "\u{8b66}\u{5bdf}"),
        ("\u{8b66}\u{30fb}\u{5bdf}", "\u{8b66}\u{5bdf}"),
        ("\u{8b66}-\u{5bdf}", "\u{8b66}\u{5bdf}"),
        // A letter with an accent, digits and small letters that look like others, two that look like one.
        ("M\u{ed}crosoft", "microsoft"),
        ("My Micr0 S0ft Help", "microsoft"),
        ("Rnicrosoft", "microsoft"),
        ("PoIice desk", "police"),
        ("Googie", "Google"),
        ("Amaz\u{3007}n Center", "amazon"),
        ("B\u{c4}NK", "bank"),
        ("YourGoogleDesk", "google"),
        // Katakana written with kanji of the same shape, dashes for the long vowel, small kana as large ones.
        ("\u{529b}\u{4e00}\u{30c9}\u{4f1a}\u{793e}", "\u{30ab}\u{30fc}\u{30c9}"),
        ("\u{304b}\u{2014}\u{3069} \u{305d}\u{3046}\u{3060}\u{3093}", "\u{30ab}\u{30fc}\u{30c9}"),
        ("\u{30d0}\u{30bd}\u{30af}", "\u{30d0}\u{30f3}\u{30af}"),
        ("\u{3086}\u{3046}\u{3061}\u{3087}", "\u{3086}\u{3046}\u{3061}\u{3087}"),
        ("\u{30e6}\u{30a6}\u{30c1}\u{30e8}", "\u{3086}\u{3046}\u{3061}\u{3087}"),
        // Characters of other lands for the same word.
        ("\u{307f}\u{3069}\u{308a}\u{94f6}\u{884c}", "\u{9280}\u{884c}"),
        ("\u{570b}\u{7a05}", "\u{56fd}\u{7a0e}"),
        ("\u{90f5}\u{4fbf}\u{5c40}", "\u{90f5}\u{4fbf}"),
        ("NTT\u{6771}\u{65e5}\u{672c}", "ntt"),
        ("\u{30c9}\u{30b3}\u{30e2}\u{30b7}\u{30e7}\u{30c3}\u{30d7}", "\u{30c9}\u{30b3}\u{30e2}"),
    ] {
        let error = named(name, "03-0000-1111").unwrap_err();
        let PackProblem::ReservedWord { word: found, .. } = &error.problem else { panic!("{name}: {error}") };
        assert_eq!(found.to_lowercase(), word.to_lowercase(), "{name}");
    }
    for name in [
        "Municipal Consumer Centre",
        "Cardiff Road Desk",
        "\u{307f}\u{3069}\u{308a}\u{5e02} \u{6d88}\u{8cbb}\u{751f}\u{6d3b}\u{30bb}\u{30f3}\u{30bf}\u{30fc}",
        "\u{304b}\u{3069}\u{307e}\u{5e02} \u{304f}\u{3089}\u{3057}\u{306e} \u{305d}\u{3046}\u{3060}\u{3093}",
        "\u{5927}\u{962a}\u{5e9c} \u{9ad8}\u{9f62}\u{8005} \u{76f8}\u{8ac7}\u{5ba4}",
    ] {
        assert!(named(name, "03-0000-1111").is_ok(), "{name}: {:?}", named(name, "03-0000-1111"));
    }
}

#[test]
fn reserved_words_count_in_every_text() {
    for text in ["say", "leaflet"] {
        let pack = format!(
            "schema = 1\n[centre]\nname = 'C'\nphone = '03-0000-1111'\n[texts]\n{text} = 'We are the police'\n"
        );
        let error = read(&pack).unwrap_err();
        assert_eq!(error.line, Some(6), "{error}");
        assert!(matches!(&error.problem, PackProblem::ReservedWord { key, .. } if key.ends_with(text)));
    }
    let workplace = WHOLE
        .replace("[workplace]\nkeep_on = true\nname = \"", "[workplace]\nkeep_on = true\nname = \"Google ");
    assert!(matches!(read(&workplace).unwrap_err().problem, PackProblem::ReservedWord { .. }));
}

#[test]
fn opening_times_are_days_and_hours_and_nothing_else() {
    use crate::core::opening_hours::{Days, OpeningTime};
    let read = |hours: &str| {
        read(&format!("schema = 1\n[centre]\nname = 'C'\nphone = '03-0000-1111'\nhours = '{hours}'\n"))
            .map(|pack| pack.centre.hours().to_vec())
    };
    let time = |days, opens: u16, closes: u16| OpeningTime { days, opens: opens * 60, closes: closes * 60 };
    for (hours, times) in [
        ("", vec![]),
        ("Weekdays 9:00-17:00", vec![time(Days::Weekdays, 9, 17)]),
        ("\u{5e73}\u{65e5} 9:00\u{301c}17:00", vec![time(Days::Weekdays, 9, 17)]),
        (
            "\u{5e73}\u{65e5}\u{3000}\u{ff19}\u{ff1a}\u{ff10}\u{ff10}\u{ff5e}\u{ff11}\u{ff17}\u{ff1a}\u{ff10}\u{ff10}",
            vec![time(Days::Weekdays, 9, 17)],
        ),
        (
            "\u{5e73}\u{65e5} 10:00-12:00\u{3001}13:00-17:00\u{3001}\u{571f}\u{66dc}\u{65e5} 10:00-12:00",
            vec![time(Days::Weekdays, 10, 12), time(Days::Weekdays, 13, 17), time(Days::Saturdays, 10, 12)],
        ),
        (
            "\u{571f}\u{65e5}\u{30fb}\u{795d}\u{65e5} 10:00\u{301c}16:00",
            vec![time(Days::WeekendsAndHolidays, 10, 16)],
        ),
        ("24\u{6642}\u{9593}", vec![time(Days::EveryDay, 0, 24)]),
    ] {
        assert_eq!(read(hours).as_ref(), Ok(&times), "{hours}");
    }
    for hours in [
        "03-0000-9999",
        "Weekdays",
        "9:00-17:00",
        "Weekdays 17:00-9:00",
        "Weekdays 9:00-25:00",
        "Weekdays 9:61-12:00",
        "Weekdays 9:00-17:00, call now",
        "Weekdays 9-17",
        "Call the other desk",
        "Daily 1:00-2:00,3:00-4:00,5:00-6:00,7:00-8:00,9:00-10:00",
    ] {
        let error = read(hours).unwrap_err();
        assert_eq!(
            (error.line, error.problem),
            (Some(5), PackProblem::Hours("centre.hours".into())),
            "{hours}"
        );
    }
}

#[test]
fn sentences_hold_no_numbers_and_no_links() {
    let said = |words: &str| {
        read(&format!(
            "schema = 1\n[centre]\nname = \"C\"\nphone = \"03-0000-1111\"\n[texts]\nsay = '{words}'\n"
        ))
        .map_err(|error| error.problem)
    };
    for words in [
        "call 110",
        "0 3-1 2",
        "\u{ff11}\u{ff11}\u{ff10}",
        "\u{4e00}\u{4e00}\u{3007}",
        // Odd separators, letters between, other digits, words.
        "0_3*1/2",
        "0\u{30ce}3\u{30ce}1",
        "0:3;1",
        "a0b3c5d9e7f8g7h",
        "\u{58f1}\u{58f1}\u{96f6}",
        "\u{4e09}\u{5341}\u{4e94}\u{767e}\u{4e8c}",
        "zero three five nine seven eight",
        "ZERO-three, five-nine-seven",
        "zero san go kyu nana hachi",
        "\u{30bc}\u{30ed}\u{30b5}\u{30f3}\u{306e} \u{30b4}\u{30fc}\u{30ad}\u{30e5}\u{30fc}\u{30ca}\u{30ca}\u{30cf}\u{30c1}",
        "\u{305c}\u{308d}\u{30fb}\u{3055}\u{3093}\u{30fb}\u{3054}\u{30fb}\u{304d}\u{3085}\u{3046}\u{30fb}\u{306a}\u{306a}",
        // In parts.
        "\u{30bc}\u{30ed}\u{30b5}\u{30f3}\u{3067}\u{3059} \u{30b4}\u{30ad}\u{30e5}\u{30a6}\u{30ca}\u{30ca}\u{30cf}\u{30c1}\u{3067}\u{3059} \u{30ca}\u{30ca}\u{30b4}\u{30bc}\u{30ed}\u{30ad}\u{30e5}\u{30a6}",
    ] {
        assert!(matches!(said(words), Err(PackProblem::NumberInText(_))), "{words}");
    }
    for words in [
        "see http://a",
        "www.x",
        "evil.com",
        "a@b",
        "evil\u{3002}com",
        "C:\\x",
        "/etc/passwd",
        "\u{ff45}vil.\u{ff43}om",
    ] {
        assert!(matches!(said(words), Err(PackProblem::LinkInText(_))), "{words}");
    }
    for words in
        ["\u{0440}olice", "a\u{202e}b", "\u{1f4de}", "\u{ff76}", "\u{2460}\u{2461}", "\u{b2}", "\u{0661}"]
    {
        assert!(matches!(said(words), Err(PackProblem::Characters(_))), "{words}");
    }
    assert!(said("Within 24 hours. Mr. Sato, room 3.").is_ok());
}

proptest::proptest! {
    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        let _ = Pack::read(&bytes, &reserved());
    }

    #[test]
    fn no_value_breaks_the_reader_and_what_is_taken_is_bounded(name in "\\PC{0,80}", phone in "[0-9+() -]{0,20}", say in "\\PC{0,140}") {
        let text = format!(
            "schema = 1\n[centre]\nname = {}\nphone = {}\n[texts]\nsay = {}\n",
            toml_edit::Value::from(name), toml_edit::Value::from(phone), toml_edit::Value::from(say)
        );
        if let Ok(pack) = Pack::read(text.as_bytes(), &reserved()) {
            proptest::prop_assert!(pack.centre.name().chars().count() <= PACK_NAME_MAX_CHARS);
            proptest::prop_assert!(!reserved().has_number(pack.centre.phone()));
            proptest::prop_assert!(pack.texts.say.is_none_or(|say| say.chars().count() <= PACK_TEXT_MAX_CHARS));
        }
    }
}

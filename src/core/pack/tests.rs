use super::*;

/// A whole pack with everything in it.
const WHOLE: &str = include_str!("../../../tests/packs/whole.toml");

fn reserved() -> Reserved {
    Reserved::new(["110", "#9110", "188", "03-5978-7509"], ["police", "ipa", "\u{8b66}\u{5bdf}"])
}

fn read(text: &str) -> Result<Pack, PackError> {
    Pack::read(text.as_bytes(), &reserved())
}

#[test]
fn a_whole_pack_is_read_word_for_word() {
    let pack = read(WHOLE).unwrap();
    assert_eq!(pack.centre.phone(), "03-0000-1111");
    assert!(!pack.centre.hours_text().is_empty());
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
    for name in [
        "The Police",
        "\u{ff29}\u{ff30}\u{ff21}",
        "\u{8b66}\u{3000}\u{5bdf}",
        "\u{8b66}\u{30fb}\u{5bdf}",
        "i.p.a police",
    ] {
        let error = named(name, "03-0000-1111").unwrap_err();
        assert!(matches!(error.problem, PackProblem::ReservedWord { .. }), "{name}: {error}");
    }
    assert!(named("Municipal Consumer Centre", "03-0000-1111").is_ok(), "ipa is no whole word there");
}

#[test]
fn sentences_hold_no_numbers_and_no_links() {
    let said = |words: &str| {
        read(&format!(
            "schema = 1\n[centre]\nname = \"C\"\nphone = \"03-0000-1111\"\n[texts]\nsay = '{words}'\n"
        ))
        .map_err(|error| error.problem)
    };
    for words in ["call 110", "0 3-1 2", "\u{ff11}\u{ff11}\u{ff10}", "\u{4e00}\u{4e00}\u{3007}"] {
        assert!(matches!(said(words), Err(PackProblem::NumberInText(_))), "{words}");
    }
    for words in ["see http://a", "www.x", "evil.com", "C:\\x", "/etc/passwd", "\u{ff45}vil.\u{ff43}om"] {
        assert!(matches!(said(words), Err(PackProblem::LinkInText(_))), "{words}");
    }
    for words in ["\u{0440}olice", "a\u{202e}b", "\u{1f4de}", "\u{ff76}"] {
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

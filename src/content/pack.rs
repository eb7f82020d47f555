//! What packs may not use, and the words about packs.

use super::contacts::hours_lines;
use super::{Arg, Contacts, Locale, Texts};
use crate::core::pack::{Centre, Pack, PackError, PackProblem, Reserved, Rules};
use crate::core::phone_number::PhoneProblem;
use crate::core::settings::TextSize;

/// The compiled-in rules.
const SOURCE: &str = include_str!("../../assets/pack_rules.toml");

/// What belongs to others: the rules' words, and every public number and name. `None` when the rules
/// cannot be read, which a test excludes: no pack is accepted then.
#[must_use]
pub fn reserved(contacts: &Contacts) -> Option<Reserved> {
    let rules: Rules = toml::from_str(SOURCE).inspect_err(|error| log::error!("pack rules: {error}")).ok()?;
    if rules.schema != 1 {
        log::error!("pack rules of schema {}", rules.schema);
        return None;
    }
    let names = contacts.iter().flat_map(|contact| Locale::ALL.map(|locale| contact.name(locale)));
    Some(Reserved::new(contacts.iter().map(|contact| contact.number.as_str()), names, &rules))
}

/// One sentence that says what is wrong with a pack, and in which line.
#[must_use]
pub fn error_text(texts: &Texts, error: &PackError) -> String {
    let key_only = |id, key: &str| texts.with(id, &[("key", Arg::Text(key))]);
    let problem = match &error.problem {
        PackProblem::TooLarge => texts.get("pack-error-too-large"),
        PackProblem::NotText => texts.get("pack-error-not-text"),
        PackProblem::NotToml => texts.get("pack-error-not-toml"),
        PackProblem::Schema => texts.get("pack-error-schema"),
        PackProblem::UnknownKey(key) => key_only("pack-error-unknown-key", key),
        PackProblem::Missing(key) => key_only("pack-error-missing", key),
        PackProblem::Kind(key) => key_only("pack-error-kind", key),
        PackProblem::TooLong { key, max } => {
            let max = i64::try_from(*max).unwrap_or(i64::MAX);
            texts.with("pack-error-too-long", &[("key", Arg::Text(key)), ("max", Arg::Number(max))])
        }
        PackProblem::Characters(key) => key_only("pack-error-characters", key),
        PackProblem::Phone { key, problem } => {
            let why = texts.get(phone_problem(*problem));
            texts.with("pack-error-phone", &[("key", Arg::Text(key)), ("why", Arg::Text(&why))])
        }
        PackProblem::ReservedNumber(key) => key_only("pack-error-reserved-number", key),
        PackProblem::ReservedWord { key, word } => {
            texts.with("pack-error-reserved-word", &[("key", Arg::Text(key)), ("word", Arg::Text(word))])
        }
        PackProblem::NumberInText(key) => key_only("pack-error-number-in-text", key),
        PackProblem::LinkInText(key) => key_only("pack-error-link", key),
        PackProblem::Hours(key) => key_only("pack-error-hours", key),
        PackProblem::TooManyNumbers => texts.get("pack-error-too-many"),
    };
    match error.line {
        Some(line) => {
            let line = Arg::Number(i64::from(line));
            texts.with("pack-error-line", &[("line", line), ("problem", Arg::Text(&problem))])
        }
        None => problem,
    }
}

/// The id of the sentence about a number that has no shape of Japan.
#[must_use]
pub fn phone_problem(problem: PhoneProblem) -> &'static str {
    match problem {
        PhoneProblem::Characters => "phone-problem-characters",
        PhoneProblem::PublicService => "phone-problem-public",
        PhoneProblem::NoZero => "phone-problem-no-zero",
        PhoneProblem::Abroad => "phone-problem-abroad",
        PhoneProblem::TooShort => "phone-problem-too-short",
        PhoneProblem::TooLong => "phone-problem-too-long",
        PhoneProblem::Charged => "phone-problem-charged",
    }
}

/// Who issued the pack, what it is recognised by, and everything it changes, a line each.
#[must_use]
pub fn summary(texts: &Texts, pack: &Pack) -> Vec<String> {
    let text = |id, value: &str| texts.with(id, &[("text", Arg::Text(value))]);
    let mut lines = vec![
        text("pack-issuer", pack.centre.name()),
        text("pack-fingerprint", &pack.fingerprint().in_groups()),
        texts.get("pack-changes"),
    ];
    let number = |id, centre: &Centre| {
        let line =
            texts.with(id, &[("name", Arg::Text(centre.name())), ("phone", Arg::Text(centre.phone()))]);
        match hours_line(texts, centre) {
            hours if hours.is_empty() => line,
            hours => format!("{line} ({hours})"),
        }
    };
    lines.extend(pack.centres().map(|centre| number("pack-change-number", centre)));
    lines.extend(pack.texts.say.as_deref().map(|say| text("pack-change-say", say)));
    lines.extend(pack.texts.leaflet.as_deref().map(|leaflet| text("pack-change-leaflet", leaflet)));
    if let Some(size) = pack.defaults.text_size {
        lines.push(text("pack-change-text-size", &texts.get(size_name(size))));
    }
    if let Some(workplace) = &pack.workplace {
        lines.push(number("pack-change-workplace", &workplace.in_charge));
    }
    lines
}

/// When `centre` is open, in one line; empty when it does not say.
#[must_use]
pub fn hours_line(texts: &Texts, centre: &Centre) -> String {
    hours_lines(centre.hours(), texts).join(" / ")
}

/// The id of a text size's name.
#[must_use]
pub fn size_name(size: TextSize) -> &'static str {
    match size {
        TextSize::Normal => "settings-size-normal",
        TextSize::Large => "settings-size-large",
        TextSize::ExtraLarge => "settings-size-extra-large",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each wrong pack, the line it is wrong in, and the id of what is said.
    const WRONG: &[(&str, &str, Option<u32>)] = &[
        ("not_toml", include_str!("../../tests/packs/not_toml.toml"), Some(5)),
        ("no_schema", include_str!("../../tests/packs/no_schema.toml"), None),
        ("newer_schema", include_str!("../../tests/packs/newer_schema.toml"), Some(1)),
        ("unknown_key", include_str!("../../tests/packs/unknown_key.toml"), Some(6)),
        ("step_text", include_str!("../../tests/packs/step_text.toml"), Some(7)),
        ("no_name", include_str!("../../tests/packs/no_name.toml"), Some(3)),
        ("police_number", include_str!("../../tests/packs/police_number.toml"), Some(5)),
        ("ipa_number", include_str!("../../tests/packs/ipa_number.toml"), Some(5)),
        ("police_name", include_str!("../../tests/packs/police_name.toml"), Some(4)),
        ("bank_name", include_str!("../../tests/packs/bank_name.toml"), Some(8)),
        ("abroad", include_str!("../../tests/packs/abroad.toml"), Some(5)),
        ("long_text", include_str!("../../tests/packs/long_text.toml"), Some(8)),
        ("number_in_text", include_str!("../../tests/packs/number_in_text.toml"), Some(8)),
        ("link", include_str!("../../tests/packs/link.toml"), Some(8)),
        ("text_size", include_str!("../../tests/packs/text_size.toml"), Some(8)),
        ("bidi", include_str!("../../tests/packs/bidi.toml"), Some(4)),
        ("many_numbers", include_str!("../../tests/packs/many_numbers.toml"), Some(19)),
        ("keep_on", include_str!("../../tests/packs/keep_on.toml"), Some(8)),
        ("free_hours", include_str!("../../tests/packs/free_hours.toml"), Some(6)),
        ("spoken_number", include_str!("../../tests/packs/spoken_number.toml"), Some(8)),
        ("circled_number", include_str!("../../tests/packs/circled_number.toml"), Some(8)),
        ("kanji_number", include_str!("../../tests/packs/kanji_number.toml"), Some(8)),
        ("split_number", include_str!("../../tests/packs/split_number.toml"), Some(8)),
        ("lookalike_card", include_str!("../../tests/packs/lookalike_card.toml"), Some(4)),
        ("brand_inside", include_str!("../../tests/packs/brand_inside.toml"), Some(9)),
        ("post_office", include_str!("../../tests/packs/post_office.toml"), Some(4)),
        ("carrier_in_text", include_str!("../../tests/packs/carrier_in_text.toml"), Some(8)),
    ];

    #[test]
    fn every_wrong_pack_gives_one_sentence_that_names_its_line() {
        let reserved = reserved(&Contacts::bundled()).unwrap();
        for (name, source, line) in WRONG {
            let error = Pack::read(source.as_bytes(), &reserved).expect_err(name);
            assert_eq!(error.line, *line, "{name}: {error}");
            for locale in Locale::ALL {
                let texts = Texts::new(locale);
                let words = error_text(&texts, &error);
                assert_eq!(words.lines().count(), 1, "{name}: {words}");
                assert!(line.is_none_or(|line| words.contains(&line.to_string())), "{name}: {words}");
                assert_eq!(texts.failures(), Vec::<String>::new(), "{name}");
            }
        }
    }

    #[test]
    fn the_pack_in_the_manual_is_a_sound_one() {
        let manual = include_str!("../../docs/packs.md");
        let example = manual.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let pack = Pack::read(example.as_bytes(), &reserved(&Contacts::bundled()).unwrap()).unwrap();
        assert!(pack.workplace.is_some() && pack.numbers.len() == 1 && !pack.centre.hours().is_empty());
    }

    /// The product's own sentences are the ordinary words that centres write as well.
    #[test]
    fn ordinary_sentences_tell_no_number() {
        let reserved = reserved(&Contacts::bundled()).unwrap();
        let mut looked = 0;
        for (_, ja, en) in crate::content::texts::FILES {
            for line in ja.lines().chain(en.lines()) {
                let Some((_, sentence)) = line.split_once(" = ") else { continue };
                let plain = sentence.chars().all(|c| !c.is_ascii_digit() && c != '{' && !reserved_numeral(c));
                if plain && sentence.chars().count() <= crate::core::pack::PACK_TEXT_MAX_CHARS {
                    looked += 1;
                    assert!(!reserved.spells_number(sentence), "{sentence}");
                }
            }
        }
        assert!(looked > 800, "{looked}");
    }

    /// Kanji for digits: they are counted like figures.
    fn reserved_numeral(c: char) -> bool {
        matches!(c, '\u{4e00}' | '\u{4e8c}' | '\u{4e09}')
    }

    #[test]
    fn no_pack_can_bear_the_number_or_name_of_a_public_service() {
        let contacts = Contacts::bundled();
        let reserved = reserved(&contacts).unwrap();
        for contact in contacts.iter() {
            let silent = contact.number.is_empty();
            assert!(silent || reserved.has_number(&contact.number), "{}", contact.id);
            for locale in Locale::ALL {
                assert!(reserved.word_in(contact.name(locale)).is_some(), "{}", contact.name(locale));
            }
        }
    }

    #[test]
    fn the_summary_names_issuer_fingerprint_and_every_change() {
        let whole = include_bytes!("../../tests/packs/whole.toml");
        let pack = Pack::read(whole, &reserved(&Contacts::bundled()).unwrap()).unwrap();
        for locale in Locale::ALL {
            let texts = Texts::new(locale);
            let lines = summary(&texts, &pack).join("\n");
            for centre in pack.centres() {
                assert!(lines.contains(centre.name()) && lines.contains(centre.phone()), "{lines}");
            }
            assert!(lines.contains(&pack.fingerprint().in_groups()));
            assert!(lines.contains("03-0000-2222") && lines.contains(pack.texts.say.as_deref().unwrap()));
            assert_eq!(texts.failures(), Vec::<String>::new());
        }
    }
}

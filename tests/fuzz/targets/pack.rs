//! Any bytes as a pack: read, and whatever is taken is bounded and belongs to nobody else.
#![no_main]
#![allow(dead_code, unused_imports, reason = "the modules serve the product as well")]

mod core;

use std::sync::LazyLock;

use crate::core::pack::{PACK_NAME_MAX_CHARS, PACK_NUMBERS_MAX, PACK_TEXT_MAX_CHARS, Pack, Reserved, Rules};
use crate::core::opening_hours::DAY_MINUTES;
use libfuzzer_sys::fuzz_target;

static RESERVED: LazyLock<Reserved> =
    LazyLock::new(|| Reserved::new(["110", "188", "#9110", "03-5978-7509"], ["Houterasu"], &RULES));
static RULES: LazyLock<Rules> =
    LazyLock::new(|| toml::from_str(include_str!("../../../assets/pack_rules.toml")).expect("rules"));

fuzz_target!(|bytes: &[u8]| {
    let Ok(pack) = Pack::read(bytes, &RESERVED) else { return };
    assert!(pack.numbers.len() <= PACK_NUMBERS_MAX);
    for centre in pack.centres() {
        assert!((1..=PACK_NAME_MAX_CHARS).contains(&centre.name().chars().count()));
        assert!(!RESERVED.has_number(centre.phone()) && RESERVED.word_in(centre.name()).is_none());
        assert!(centre.phone().starts_with(['0', '(']));
        assert!(centre.hours().iter().all(|time| time.opens < time.closes && time.closes <= DAY_MINUTES));
    }
    for text in [&pack.texts.say, &pack.texts.leaflet].into_iter().flatten() {
        assert!(text.chars().count() <= PACK_TEXT_MAX_CHARS && !text.chars().any(char::is_control));
        assert!(!RESERVED.spells_number(text) && RESERVED.word_in(text).is_none());
    }
    assert_eq!(Pack::read(bytes, &RESERVED).as_ref(), Ok(&pack));
});

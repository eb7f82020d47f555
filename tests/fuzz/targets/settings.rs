//! Any text as a settings file: read, written over itself, read again as the same.
#![no_main]
#![allow(dead_code, unused_imports, reason = "the modules serve the product as well")]

mod core;
mod storage;

use crate::core::own_contacts::NAME_MAX_CHARS;
use crate::core::settings::{CONTACTS_MAX, ContactKind};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (settings, _) = storage::read(text);
    for kind in ContactKind::ALL {
        let contacts = settings.contacts(kind);
        assert!(contacts.len() <= CONTACTS_MAX);
        assert!(contacts.iter().all(|contact| contact.name().chars().count() <= NAME_MAX_CHARS));
    }
    let written = storage::write(Some(text), &settings);
    let (again, notices) = storage::read(&written);
    assert_eq!(again, settings, "{written}");
    assert!(notices.is_empty(), "{notices:?}");
});

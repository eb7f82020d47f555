//! Look-up of every word the product shows.

use std::collections::BTreeSet;
use std::sync::Mutex;

use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource, FluentValue};

use super::Locale;

/// A value put into a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg<'a> {
    /// Text, already stripped of control and bidi characters.
    Text(&'a str),
    /// A whole number, written with ASCII digits.
    Number(i64),
}

macro_rules! sources {
    ($($file:literal),* $(,)?) => {
        /// The Fluent files of each language; the same names in each.
        pub const FILES: &[(&str, &str, &str)] = &[
            $(($file,
               include_str!(concat!("../../locales/ja/", $file, ".ftl")),
               include_str!(concat!("../../locales/en/", $file, ".ftl")))),*
        ];
    };
}

sources![
    "allow",
    "cli",
    "contacts",
    "drill",
    "emergency",
    "guard",
    "home",
    "memo",
    "network",
    "paper",
    "restore",
    "restore_program",
    "scan",
    "scripts",
    "settings",
    "pack",
    "setup",
    "storage",
    "tools",
    "notice",
    "guard_windows",
    "store",
    "watch",
    "alert",
    "escape",
    "hands",
    "sos",
    "doctor",
];

/// All words in one language.
pub struct Texts {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
    failures: Mutex<BTreeSet<String>>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").field("locale", &self.locale).finish_non_exhaustive()
    }
}

impl Texts {
    /// Loads the compiled-in words of `locale`. A broken file loses only its broken entries; the
    /// loss is recorded in [`Texts::failures`].
    #[must_use]
    pub fn new(locale: Locale) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![locale.langid()]);
        // The isolates would leak into exported notes and accessible names; foreign text is stripped instead.
        bundle.set_use_isolating(false);
        let mut failures = BTreeSet::new();
        for (name, ja, en) in FILES {
            let source = match locale {
                Locale::Ja => ja,
                Locale::En => en,
            };
            let resource =
                FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(partial, errors)| {
                    failures.insert(format!("{name}.ftl: {errors:?}"));
                    partial
                });
            if let Err(errors) = bundle.add_resource(resource) {
                failures.insert(format!("{name}.ftl: {errors:?}"));
            }
        }
        Self { locale, bundle, failures: Mutex::new(failures) }
    }

    /// The language these words are in.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The sentence `id`.
    #[must_use]
    pub fn get(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// The sentence `id` with values put in. A look-up that fails shows `⟦id⟧` and is recorded.
    #[must_use]
    pub fn with(&self, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            return self.fail(id, "missing");
        };
        let mut values = FluentArgs::new();
        for (name, value) in args {
            match value {
                Arg::Text(text) => values.set(*name, FluentValue::from((*text).to_owned())),
                Arg::Number(number) => values.set(*name, FluentValue::from(*number)),
            }
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
        if !errors.is_empty() {
            self.fail(id, &format!("{errors:?}"));
        }
        text
    }

    /// True when the sentence `id` exists.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.bundle.get_message(id).is_some_and(|message| message.value().is_some())
    }

    /// Every look-up that failed so far. Tests demand that it stays empty.
    #[must_use]
    pub fn failures(&self) -> Vec<String> {
        self.failures.lock().map(|set| set.iter().cloned().collect()).unwrap_or_default()
    }

    fn fail(&self, id: &str, why: &str) -> String {
        if let Ok(mut failures) = self.failures.lock()
            && failures.insert(format!("{}/{id}: {why}", self.locale.tag()))
        {
            log::error!("text {}/{id}: {why}", self.locale.tag());
        }
        format!("\u{27e6}{id}\u{27e7}")
    }
}

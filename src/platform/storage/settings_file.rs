//! The settings as TOML that a person may edit by hand.

use toml_edit::{ArrayOfTables, Document, DocumentMut, Item, Table, TableLike, value};

use super::SETTINGS_FILE;
use super::bounded_text::line_of;
use crate::core::Timestamp;
use crate::core::detection::allow_list::{AllowEntry, AllowList, ENTRIES_MAX};
use crate::core::detection::rfc3339;
use crate::core::own_contacts::OwnContact;
use crate::core::settings::{
    CONTACTS_MAX, ContactKind, Contrast, Settings, TextSize, language_tag, person_name,
};
use crate::core::storage_notice::{NoticeKind, StorageNotice};
use crate::core::watch::{WatchChoice, WatchChoices};

/// The list of allowed tools.
const ALLOWED: &str = "allowed_tools";
/// What the watcher does.
const WATCH: &str = "watch";

/// What can be understood of `text`, and a notice with its line for everything that cannot.
pub(super) fn read(text: &str) -> (Settings, Vec<StorageNotice>) {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            log::warn!("{SETTINGS_FILE}: {}", error.message());
            let line = error.span().map(|span| line_of(text, span.start));
            return (
                Settings::default(),
                vec![StorageNotice::new(SETTINGS_FILE, NoticeKind::SettingsBroken).at_line(line)],
            );
        }
    };
    let mut reader = Reader { text, notices: Vec::new(), refused: 0 };
    let mut settings = Settings::default();
    if let Some(item) = document.get("language") {
        settings.language = reader.accept(item, item.as_str().and_then(language_tag));
    }
    if let Some(item) = document.get("text_size") {
        let size = reader.accept(item, item.as_str().and_then(TextSize::from_key));
        settings.text_size = size.unwrap_or_default();
    }
    if let Some(item) = document.get("contrast") {
        let contrast = reader.accept(item, item.as_str().and_then(Contrast::from_key));
        settings.contrast = contrast.unwrap_or_default();
    }
    if let Some(item) = document.get("name") {
        settings.person = reader.accept(item, item.as_str().and_then(person_name));
    }
    for kind in ContactKind::ALL {
        *settings.contacts_mut(kind) = reader.contacts(document.get(kind.key()));
    }
    settings.allowed = reader.allowed(document.get(ALLOWED));
    settings.watch = reader.watch(document.get(WATCH));
    (settings, reader.notices)
}

/// Refused values whose line is looked up; a hostile file may hold a hundred thousand.
const REFUSED_MAX: usize = 64;

struct Reader<'a> {
    text: &'a str,
    notices: Vec<StorageNotice>,
    refused: usize,
}

impl Reader<'_> {
    /// Passes on what was understood; notes the line of what was not.
    fn accept<T>(&mut self, item: &Item, understood: Option<T>) -> Option<T> {
        if understood.is_none() && self.refused < REFUSED_MAX {
            self.refused += 1;
            let line = item.span().map(|span| line_of(self.text, span.start));
            // One notice for each line is enough, and a hostile file has many lines.
            let notice = StorageNotice::new(SETTINGS_FILE, NoticeKind::SettingsValue).at_line(line);
            if self.notices.len() < CONTACTS_MAX && !self.notices.contains(&notice) {
                self.notices.push(notice);
            }
        }
        understood
    }

    /// The contacts of one list; those that cannot be used are left out with a notice.
    fn contacts(&mut self, list: Option<&Item>) -> Vec<OwnContact> {
        let Some(list) = list else { return Vec::new() };
        let mut contacts = Vec::new();
        for table in self.accept(list, tables(list)).unwrap_or_default() {
            let field = |key| table.get(key).and_then(Item::as_str);
            let date = date_text(table, "registered_on");
            let contact = OwnContact::new(
                field("name").unwrap_or_default(),
                field("phone").unwrap_or_default(),
                date.as_deref(),
            )
            .ok()
            .filter(|_| contacts.len() < CONTACTS_MAX);
            // The line of the value that is wrong is the one to look at.
            let shown = table.get("phone").or_else(|| table.get("name")).unwrap_or(list);
            contacts.extend(self.accept(shown, contact));
        }
        contacts
    }

    /// The allowed tools; those that cannot be used are left out with a notice.
    fn allowed(&mut self, list: Option<&Item>) -> AllowList {
        let Some(list) = list else { return AllowList::default() };
        let mut entries = Vec::new();
        for table in self.accept(list, tables(list)).unwrap_or_default() {
            let field = |key| table.get(key).and_then(Item::as_str).unwrap_or_default();
            let until = date_text(table, "until").as_deref().and_then(until);
            let entry = until
                .and_then(|until| AllowEntry::new(field("tool"), field("signer"), until))
                .filter(|_| entries.len() < ENTRIES_MAX);
            let shown = table.get("until").or_else(|| table.get("tool")).unwrap_or(list);
            entries.extend(self.accept(shown, entry));
        }
        AllowList { entries }
    }

    /// What is switched on or off for the watcher.
    fn watch(&mut self, table: Option<&Item>) -> WatchChoices {
        let mut choices = WatchChoices::default();
        let Some(table) = table.and_then(|item| self.accept(item, item.as_table_like())) else {
            return choices;
        };
        for choice in WatchChoice::ALL {
            if let Some(item) = table.get(choice.key())
                && let Some(on) = self.accept(item, item.as_bool())
            {
                choices.set(choice, on);
            }
        }
        choices
    }
}

/// The tables of a list, written as `[[list]]` or inline.
fn tables(list: &Item) -> Option<Vec<&dyn TableLike>> {
    match list {
        Item::ArrayOfTables(tables) => Some(tables.iter().map(|table| table as &dyn TableLike).collect()),
        Item::Value(toml_edit::Value::Array(array)) => {
            array.iter().map(|entry| entry.as_inline_table().map(|t| t as &dyn TableLike)).collect()
        }
        _ => None,
    }
}

/// The date under `key`: quoted, or an unquoted date of TOML's own.
fn date_text(table: &dyn TableLike, key: &str) -> Option<String> {
    table.get(key).and_then(|item| match item.as_datetime() {
        Some(date) => Some(date.to_string()),
        None => item.as_str().map(str::to_owned),
    })
}

/// A moment in RFC 3339, or a day alone: noon in UTC, which is that same day nearly everywhere on earth.
fn until(text: &str) -> Option<Timestamp> {
    rfc3339::parse(text).or_else(|| {
        let day = text.len() == "2027-01-01".len();
        day.then(|| rfc3339::parse(&format!("{text}T12:00:00Z"))).flatten()
    })
}

/// The file for `settings`. What `before` says beyond what we know — comments, unknown keys — stays.
/// Without it, or when it is not TOML, the file begins with `heading` as a comment.
pub(super) fn write(before: Option<&str>, settings: &Settings, heading: &str) -> String {
    let known = before.and_then(|text| text.parse::<DocumentMut>().ok());
    let comment = if known.is_some() { String::new() } else { comment(heading) };
    let mut document = known.unwrap_or_default();
    match &settings.language {
        Some(tag) => set(&mut document, "language", tag),
        None => {
            document.remove("language");
        }
    }
    set(&mut document, "text_size", settings.text_size.key());
    match settings.contrast {
        Contrast::AsSystem => {
            document.remove("contrast");
        }
        chosen => set(&mut document, "contrast", chosen.key()),
    }
    match &settings.person {
        Some(name) => set(&mut document, "name", name),
        None => {
            document.remove("name");
        }
    }
    for kind in ContactKind::ALL {
        set_contacts(&mut document, kind.key(), settings.contacts(kind));
    }
    set_allowed(&mut document, &settings.allowed);
    set_watch(&mut document, &settings.watch);
    comment + &document.to_string()
}

fn comment(heading: &str) -> String {
    let mut comment: String = heading.lines().map(|line| format!("# {line}\n")).collect();
    if !comment.is_empty() {
        comment.push('\n');
    }
    comment
}

fn set(document: &mut DocumentMut, key: &str, text: &str) {
    let decor = document.get(key).and_then(Item::as_value).map(|old| old.decor().clone());
    let mut new = toml_edit::Value::from(text);
    if let Some(decor) = decor {
        *new.decor_mut() = decor;
    }
    match document.get_mut(key) {
        Some(item) => *item = Item::Value(new),
        None => {
            document.insert(key, Item::Value(new));
        }
    }
}

fn set_contacts(document: &mut DocumentMut, key: &str, contacts: &[OwnContact]) {
    if contacts.is_empty() {
        document.remove(key);
        return;
    }
    let old = document.get(key).and_then(Item::as_array_of_tables).cloned().unwrap_or_default();
    let mut tables = ArrayOfTables::new();
    for (place, contact) in contacts.iter().enumerate() {
        let mut table = old.get(place).cloned().unwrap_or_else(Table::new);
        table.insert("name", value(contact.name()));
        table.insert("phone", value(contact.phone()));
        match contact.registered_on() {
            Some(date) => {
                table.insert("registered_on", value(date));
            }
            None => {
                table.remove("registered_on");
            }
        }
        tables.push(table);
    }
    document.insert(key, Item::ArrayOfTables(tables));
}

fn set_watch(document: &mut DocumentMut, choices: &WatchChoices) {
    let chosen = |choice: WatchChoice| choices.chosen(choice).map(|on| (choice.key(), on));
    for (key, on) in WatchChoice::ALL.into_iter().filter_map(chosen) {
        let table = document.entry(WATCH).or_insert(Item::Table(Table::new()));
        if let Some(table) = table.as_table_like_mut() {
            table.insert(key, value(on));
        }
    }
}

fn set_allowed(document: &mut DocumentMut, list: &AllowList) {
    if list.entries.is_empty() {
        document.remove(ALLOWED);
        return;
    }
    let old = document.get(ALLOWED).and_then(Item::as_array_of_tables).cloned().unwrap_or_default();
    let mut tables = ArrayOfTables::new();
    for entry in &list.entries {
        // What else stands in the table of this tool, and the date as a person wrote it, stay.
        let same = |table: &&Table| {
            let is = |key: &str, text: &str| table.get(key).and_then(Item::as_str) == Some(text);
            is("tool", &entry.tool) && is("signer", &entry.signer)
        };
        let mut table = old.iter().find(same).cloned().unwrap_or_else(Table::new);
        table.insert("tool", value(&entry.tool));
        table.insert("signer", value(&entry.signer));
        if date_text(&table, "until").as_deref().and_then(until) != Some(entry.until) {
            table.insert("until", value(rfc3339::format(entry.until).unwrap_or_default()));
        }
        tables.push(table);
    }
    document.insert(ALLOWED, Item::ArrayOfTables(tables));
}

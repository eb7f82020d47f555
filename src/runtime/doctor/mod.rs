//! The self check: asks everything at once, waits so long and no longer, and has it judged.

mod renderer;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

pub use renderer::{WORD as RENDERER_WORD, answer_for_renderer};

use super::clock::{Clock as _, SystemClock};
use super::mailbox::Mailbox;
use super::watcher::WatcherSetup;
use crate::content::Contacts;
use crate::content::contacts::is_old;
use crate::content::pack::reserved;
use crate::core::Event;
use crate::core::doctor::{
    AdminKept, ContactsAge, Facts, Finding, Fonts, Notes, PackFile, Renderer, SettingsFile, Watcher, judge,
};
use crate::core::kept::Kept;
use crate::core::opening_hours::{days_between, japan_time};
use crate::core::own_contacts::{OwnContact, VisibleContacts};
use crate::core::settings::{ContactKind, Settings};
use crate::core::storage_notice::{NoticeKind, StorageNotice};
use crate::core::timestamp::Timestamp;
use crate::paper::Faces;
use crate::platform::storage::{KeptProblem, StoredPack, UserStore};
use crate::platform::{network, self_check};

/// What has not answered by then is unknown. The guard takes 2.5 s when it is stuck, NetworkManager up to 6 s, a driver on
/// an old PC that just started some seconds.
const ANSWERS_WITHIN: Duration = Duration::from_secs(15);

/// Where the check looks.
#[derive(Debug, Clone)]
pub struct Places {
    /// Settings, notes, pack, and what an administrator kept.
    pub store: Arc<UserStore>,
    /// The watcher of this user; `None` where there can be none.
    pub watcher: Option<WatcherSetup>,
    /// What draws the window, where one is open.
    pub drawn: Option<Renderer>,
}

/// Looks at everything and judges it. Changes nothing; takes [`ANSWERS_WITHIN`] at most.
#[must_use]
pub fn look(places: &Places) -> Vec<Finding> {
    judge(&facts(places))
}

/// Looks on a thread of its own and tells the window.
pub(super) fn tell(places: Places, mailbox: Mailbox) {
    let answer = mailbox.clone();
    let thread = std::thread::Builder::new().name("doctor".to_owned()).spawn(move || {
        answer.post(Event::SelfLooked(look(&places)));
    });
    if let Err(error) = thread {
        log::error!("self check: {error}");
        mailbox.post(Event::SelfLooked(judge(&Facts::default())));
    }
}

fn facts(places: &Places) -> Facts {
    let until = Instant::now() + ANSWERS_WITHIN;
    let Places { store, watcher, drawn } = places.clone();
    let of_store = |name, probe: fn(&UserStore) -> _| {
        let store = Arc::clone(&store);
        ask(name, move || probe(&store))
    };
    let renderer = ask("doctor-renderer", move || drawn.map_or_else(renderer::probe, Some));
    let ways = ask("doctor-ways", || Some(network::ways_now()));
    let guard = ask("doctor-guard", || Some(self_check::guard()));
    let notification = ask("doctor-notification", self_check::notification);
    let watching = ask("doctor-watcher", move || {
        let facts = watcher.as_ref().map(WatcherSetup::facts).unwrap_or_default();
        Some(Watcher { at_log_on: facts.at_log_on, running: facts.running })
    });
    let build = ask("doctor-build", || Some(self_check::build()));
    let app_control = ask("doctor-control", || Some(self_check::app_control()));
    let files = of_store("doctor-files", |store| Some(files(store)));
    let files = told(files, until);
    Facts {
        renderer: told(renderer, until),
        fonts: files.as_ref().map(|files| files.fonts),
        ways: told(ways, until),
        guard: told(guard, until),
        notification: told(notification, until),
        watcher: told(watching, until),
        settings: files.as_ref().map(|files| files.settings),
        notes: files.as_ref().map(|files| files.notes),
        pack: files.as_ref().and_then(|files| files.pack),
        store: files.as_ref().map(|files| files.kept),
        contacts: files.and_then(|files| files.contacts),
        build: told(build, until),
        app_control: told(app_control, until),
    }
}

/// Asks on a thread of its own: what hangs, or breaks down, keeps nobody else from answering.
fn ask<T: Send + 'static>(
    name: &str,
    probe: impl FnOnce() -> Option<T> + Send + 'static,
) -> Option<Receiver<Option<T>>> {
    let (sender, answer) = sync_channel(1);
    let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
        // Nobody may be waiting any more.
        drop(sender.send(probe()));
    });
    thread.inspect_err(|error| log::error!("{name}: {error}")).ok().map(|_| answer)
}

fn told<T>(answer: Option<Receiver<Option<T>>>, until: Instant) -> Option<T> {
    let wait = until.saturating_duration_since(Instant::now());
    match answer?.recv_timeout(wait) {
        Ok(told) => told,
        Err(RecvTimeoutError::Timeout) => {
            log::warn!("self check: no answer in time");
            None
        }
        Err(RecvTimeoutError::Disconnected) => {
            log::error!("self check: a look broke down");
            None
        }
    }
}

/// What lies on the disk.
struct Files {
    settings: SettingsFile,
    notes: Notes,
    fonts: Fonts,
    contacts: Option<ContactsAge>,
    pack: Option<PackFile>,
    kept: AdminKept,
}

fn files(store: &UserStore) -> Files {
    let (settings, notices) = store.load_settings();
    let contacts = Contacts::bundled();
    Files {
        settings: settings_file(&notices, store.has_settings()),
        notes: if store.could_save() { Notes::Writable } else { Notes::NotWritable },
        fonts: fonts(&settings),
        contacts: contacts_age(&contacts, store, &settings, SystemClock::default().now()),
        pack: reserved(&contacts).map(|reserved| match store.load_pack(&reserved) {
            StoredPack::None => PackFile::None,
            StoredPack::Applied(_) => PackFile::Applied,
            StoredPack::Changed => PackFile::Changed,
            StoredPack::Refused(_) => PackFile::Refused,
            StoredPack::NotKept => PackFile::NotKept,
        }),
        kept: match store.kept() {
            (_, Some(KeptProblem::Untrusted)) => AdminKept::Untrusted,
            (_, Some(KeptProblem::Broken)) => AdminKept::Broken,
            // With a guard there is a place for it, perhaps with nothing in it.
            (Kept::Store(_), None) if matches!(store.admin().settings(), Ok(Some(_))) => AdminKept::Readable,
            (Kept::Store(_) | Kept::NoStore, None) => AdminKept::None,
        },
    }
}

fn settings_file(notices: &[StorageNotice], is_there: bool) -> SettingsFile {
    let unused = notices.iter().find(|notice| notice.kind != NoticeKind::SettingsValue);
    match (unused, notices.first()) {
        (Some(unused), _) => SettingsFile::Broken(unused.line),
        (None, Some(value)) => SettingsFile::Partly(value.line),
        (None, None) if is_there => SettingsFile::Valid,
        (None, None) => SettingsFile::None,
    }
}

/// The bundled typeface, and whether it has what the family's names are written with.
fn fonts(settings: &Settings) -> Fonts {
    let Ok(faces) = Faces::bundled().inspect_err(|error| log::error!("{error}")) else {
        return Fonts::Damaged;
    };
    let contacts = ContactKind::ALL.into_iter().flat_map(|kind| settings.contacts(kind));
    let mut names = settings.person.as_deref().into_iter().chain(contacts.map(OwnContact::name));
    if names.any(|name| faces.lacks(name)) { Fonts::NameShownAsBoxes } else { Fonts::Whole }
}

fn contacts_age(
    contacts: &Contacts,
    store: &UserStore,
    settings: &Settings,
    now: Timestamp,
) -> Option<ContactsAge> {
    let checked_on = contacts.iter().map(|contact| contact.checked_on.as_str()).min()?;
    let days = days_between(checked_on.parse().ok()?, japan_time(now)?.date());
    let old = |list: &[OwnContact]| list.iter().any(|contact| is_old(contact.registered_on(), now));
    let (own_unconfirmed, own_old) =
        match store.kept().0.visible_contacts(settings, store.confirmed_fingerprint().as_ref()) {
            VisibleContacts::Empty => (false, false),
            VisibleContacts::Hidden(_) => (true, false),
            VisibleContacts::Shown { family, banks, cards, .. } => {
                (false, [family, banks, cards].into_iter().any(old))
            }
        };
    Some(ContactsAge { days, checked_on: checked_on.to_owned(), own_unconfirmed, own_old })
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

//! Opens the window: one per user, on whichever renderer works, and in the worst case a plain message.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use eframe::{NativeOptions, Renderer, egui};
use jiff::tz::TimeZone;
use raw_window_handle::HasWindowHandle as _;

use super::clock::{Clock as _, SystemClock};
use super::executor::{INCIDENT, Parts, PlatformExecutor, SESSIONS};
use super::mailbox::{Mailbox, Waker};
use super::surroundings;
use super::watcher::{AlertReport, WatcherSetup};
use super::window::{Shown, Window};
use crate::content::known_contacts::known_contacts;
use crate::content::pack::reserved;
use crate::content::{Contacts, Locale, Texts, catalogue};
use crate::core::Event;
use crate::core::build_kind::IS_FOR_HANDING_OUT;
use crate::core::detection::allow_list::AllowList;
use crate::core::detection::catalogue::Catalogue;
use crate::core::event::{Notice, Start};
use crate::core::incident::Incident;
use crate::core::pack::Pack;
use crate::core::pc_facts::StandingCut;
use crate::core::session::SessionRecord;
use crate::core::watch::AlertLine;
use crate::platform::directories::Directories;
use crate::platform::input_origin;
use crate::platform::notification::DesktopNotifier;
use crate::platform::processes::ProcessWatch;
use crate::platform::raise::{self, Sight};
use crate::platform::single_instance::{self, Instance, InstanceGuard};
use crate::platform::storage::admin_store::{ask_to_keep, asks_pin_itself, may_ask_to_keep};
use crate::platform::storage::{StoredPack, UserStore};
use crate::platform::{SessionWatch, app_id, last_resort, network, pin};
use crate::ui::theme;

/// Events that may wait for the window.
const MAILBOX: usize = 256;
/// The window that is open already comes to the front within this time, also while it is still being opened.
const SEEN_WITHIN: Duration = Duration::from_secs(10);
const SEEN_EVERY: Duration = Duration::from_millis(200);

/// Why the window is opened.
#[derive(Debug, Clone, Copy)]
enum Why {
    /// Somebody started the program.
    Person,
    /// The watcher saw a session.
    Alert(AlertReport),
    /// A cut is in force at log-on.
    Standing(StandingCut),
}

impl Why {
    fn report(self) -> AlertReport {
        if let Self::Alert(report) = self { report } else { AlertReport::default() }
    }
}

/// What is made before there is a window.
struct Prepared {
    parts: Parts,
    start: Start,
    locale: Locale,
    tools: Arc<Catalogue>,
    guard: InstanceGuard,
    shown: Shown,
}

/// Opens the window and returns when it is closed. `preferred` are the system's languages, best first.
/// True when the person got help: a window, the window that was open already, or the five steps in a message.
pub fn open_window(directories: &Directories, preferred: impl IntoIterator<Item = String>) -> bool {
    open_window_then(directories, preferred, |_| {})
}

/// As [`open_window`]; `shown` is called when the first frame is on the screen.
pub fn open_window_then(
    directories: &Directories,
    preferred: impl IntoIterator<Item = String>,
    shown: impl FnOnce(&egui::Context) + 'static,
) -> bool {
    let words = ("last-resort-title", "last-resort-text");
    open(directories, preferred, Why::Person, words, Box::new(shown))
}

/// Opens the window on what the watcher saw; one that is open already shows it. As [`open_window`].
pub fn open_alert(
    directories: &Directories,
    preferred: impl IntoIterator<Item = String>,
    report: AlertReport,
) -> bool {
    let words = ("last-resort-title", "last-resort-text");
    let shown = move |_: &egui::Context| report.say(AlertLine::Shown);
    let helped = open(directories, preferred, Why::Alert(report), words, Box::new(shown));
    if helped {
        report.say(AlertLine::Closed);
    }
    helped
}

/// Opens the window on what a person who logs on is told of `standing`. As [`open_window`].
pub fn open_notice(
    directories: &Directories,
    preferred: impl IntoIterator<Item = String>,
    standing: StandingCut,
) -> bool {
    let words = ("notice-cut", "notice-plain");
    open(directories, preferred, Why::Standing(standing), words, Box::new(|_| {}))
}

/// `words` are title and text of the message that is shown when no window opens.
fn open(
    directories: &Directories,
    preferred: impl IntoIterator<Item = String>,
    why: Why,
    words: (&str, &str),
    shown: Shown,
) -> bool {
    let waker = Waker::default();
    let raise = waker.clone();
    let (report, watcher_asks) = (why.report(), waker.clone());
    report.listen(move || watcher_asks.wake());
    let instance =
        single_instance::acquire(directories.state.as_deref(), directories.runtime.as_deref(), move || {
            raise.wake()
        });
    let guard = match instance {
        Instance::First(guard) => guard,
        Instance::Second if a_window_comes() => {
            report.say(AlertLine::HandedOver);
            return true;
        }
        Instance::Second => {
            log::warn!("the window that answered cannot be seen");
            InstanceGuard::alone()
        }
    };
    let prepared = prepare(directories, preferred, guard, why, shown);
    let texts = Texts::new(prepared.locale);
    register(&texts);
    let prepared = Rc::new(RefCell::new(Some(prepared)));
    for renderer in [Renderer::Wgpu, Renderer::Glow] {
        let attempt = AssertUnwindSafe(|| run(renderer, &texts, &prepared, &waker));
        match catch_unwind(attempt) {
            Ok(Ok(())) => return true,
            Ok(Err(error)) => log::error!("{renderer}: {error}"),
            Err(_) => log::error!("{renderer}: the renderer broke down"),
        }
        if prepared.borrow().is_none() && report.is_watched() {
            // There was a window, and somebody destroyed it perhaps. The watcher opens another one at once.
            return false;
        }
    }
    report.message_instead();
    last_resort::show(&texts.get(words.0), &texts.get(words.1));
    true
}

/// The window that was asked for can be seen soon, as far as the system tells. Whoever answers for it may hide it.
pub(super) fn a_window_comes() -> bool {
    let until = Instant::now() + SEEN_WITHIN;
    while raise::any_sight() == Sight::Unseen {
        if Instant::now() >= until {
            return false;
        }
        std::thread::sleep(SEEN_EVERY);
    }
    true
}

fn run(
    renderer: Renderer,
    texts: &Texts,
    prepared: &Rc<RefCell<Option<Prepared>>>,
    waker: &Waker,
) -> Result<(), eframe::Error> {
    let options = NativeOptions {
        renderer,
        viewport: egui::ViewportBuilder::default()
            .with_title(texts.get("app-title"))
            .with_app_id(app_id::APP_ID)
            .with_inner_size(theme::size::WINDOW)
            // The largest letters and buttons this screen allows, and nothing of the fake alert beside it.
            .with_maximized(true)
            .with_min_inner_size(theme::size::WINDOW_MIN)
            .with_icon(theme::icon::window_icon()),
        centered: true,
        // Nothing here is shaded, and without a graphics card every pixel of it would cost.
        dithering: false,
        ..NativeOptions::default()
    };
    let title = texts.get("app-title");
    let (prepared, waker) = (Rc::clone(prepared), waker.clone());
    eframe::run_native(
        &title,
        options,
        Box::new(move |creation| {
            theme::install(&creation.egui_ctx);
            waker.attach(&creation.egui_ctx);
            let prepared = prepared.borrow_mut().take().ok_or("the window was made twice")?;
            let handle = creation.window_handle().ok().map(|handle| handle.as_raw());
            let hands = input_origin::native(handle);
            Ok(Box::new(window(prepared, waker, renderer == Renderer::Glow)?.pressed_by(hands)))
        }),
    )
}

/// The window on the real platform.
fn window(prepared: Prepared, waker: Waker, second_way: bool) -> std::io::Result<Window> {
    let Prepared { parts, start, locale, tools, guard, shown } = prepared;
    let report = parts.report;
    let by_watcher = report.raises();
    let guard = Rc::new(guard);
    let closing = Rc::clone(&guard);
    let zone = parts.zone.clone();
    let (sender, events) = sync_channel(MAILBOX);
    let mailbox = Mailbox::new(sender, waker);
    mailbox.post(Event::Started(Box::new(start)));
    let executor = PlatformExecutor::start(parts, mailbox)?.drawn_the_second_way(second_way);
    let window = Window::new(locale, events, Box::new(executor), Arc::new(SystemClock::default()));
    let asked = move || {
        let watcher = by_watcher.as_ref().map_or(0, |asked| asked.try_iter().count());
        guard.raise_requests().try_iter().count() + watcher > 0
    };
    let seen = move |seen| report.say(if seen { AlertLine::Seen } else { AlertLine::Unseen });
    let closes = move || {
        report.closes();
        closing.closes();
    };
    let window = window.maximized().knowing(tools, zone).on_first_frame(shown).on_close(closes);
    Ok(window.raised_by(asked).tells_whether_seen(seen))
}

fn prepare(
    directories: &Directories,
    preferred: impl IntoIterator<Item = String>,
    guard: InstanceGuard,
    why: Why,
    shown: Shown,
) -> Prepared {
    let store = UserStore::open(directories);
    let (mut settings, mut notices) = store.load_settings();
    let (incident, incident_notices) = store.load_document::<Incident>(INCIDENT);
    notices.extend(incident_notices);
    notices.extend(store.check_writable());
    let locale = Locale::negotiate(settings.language.clone().into_iter().chain(preferred));
    let line: Arc<dyn crate::platform::NetworkLine> = Arc::from(network::native());
    // A drill that outlived its program, by a restart of the PC perhaps.
    line.end_drill(true);
    let tools = catalogue();
    let (kept, kept_problem) = store.kept();
    let help = store.help(SystemClock::default().now());
    let allowed = store.trusted_allow_list(&settings).and(help.as_ref());
    let watch = session_watch(directories, Arc::clone(&tools), allowed);
    let contacts = Contacts::bundled();
    let (pack, pack_notice) = stored_pack(&store, &contacts);
    if let Some(size) =
        pack.as_ref().and_then(|pack| pack.defaults.text_size).filter(|_| !store.has_settings())
    {
        // An administrator's pack reaches users who never chose.
        settings.text_size = size;
    }
    let pin_folder = network::LinePaths::of_this_process().pin_folder;
    let standing = match why {
        Why::Standing(standing) => Some(standing),
        Why::Person | Why::Alert(_) => None,
    };
    let mut status = line.status();
    // Another user's cut is no less one.
    status.cut |= standing.is_some();
    let start = Start {
        pc: surroundings::at_start(standing, &status),
        incident: incident.map(|it| it.with_tools_known(|name| is_known(&tools, name))),
        line: status,
        watching: watch.is_some(),
        pin_set: pin::is_set(&pin_folder),
        settings: settings.clone(),
        confirmed: store.confirmed_fingerprint(),
        allow_confirmed: store.allowed_fingerprint(),
        pack,
        // Where the administrator's store counts, no pack comes from anywhere else.
        pack_protected: store.admin().counts(),
        known: known_contacts(&contacts, locale),
        notices: notices
            .into_iter()
            .map(Notice::Storage)
            .chain(pack_notice)
            .chain(kept_problem.map(|problem| Notice::Text(problem.words())))
            .collect(),
        kept,
        can_ask_administrator: may_ask_to_keep(),
        guard_pin_only: !pin::is_set(&pin_folder),
        taken_back: store.taken_back(),
        pin_typed_again: asks_pin_itself(),
        // One that cannot be read is put aside: the count begins from the start.
        sessions: store.load_document::<SessionRecord>(SESSIONS).0.unwrap_or_default(),
        help,
        alert: matches!(why, Why::Alert(_)),
        development: !IS_FOR_HANDING_OUT,
    };
    let watcher = WatcherSetup::of(directories).inspect_err(|error| log::warn!("watcher: {error}")).ok();
    if let Some(watcher) = watcher.clone() {
        watcher.bring_back();
    }
    let parts = Parts {
        line,
        restore_elevated: network::restore_elevated,
        keep_elevated: ask_to_keep,
        watch,
        notifier: Arc::new(DesktopNotifier::new(&Texts::new(locale).get("scan-notification-title"))),
        store: Arc::new(store),
        pin_folder,
        settings,
        documents: directories.documents.clone(),
        zone: TimeZone::system(),
        report: why.report(),
        watcher,
    };
    Prepared { parts, start, locale, tools, guard, shown }
}

/// The applied pack, and what must be said when the one that lies there is not used.
fn stored_pack(store: &UserStore, contacts: &Contacts) -> (Option<Pack>, Option<Notice>) {
    let stored = reserved(contacts).map_or(StoredPack::None, |reserved| store.load_pack(&reserved));
    match stored {
        StoredPack::None => (None, None),
        StoredPack::Applied(pack) => (Some(*pack), None),
        StoredPack::Changed => (None, Some(Notice::Text("pack-changed"))),
        StoredPack::Refused(_) => (None, Some(Notice::Text("pack-refused"))),
        StoredPack::NotKept => (None, Some(Notice::Text("store-pack-not-kept"))),
    }
}

/// A tool that this program could have written into the notes itself.
fn is_known(tools: &Catalogue, name: &str) -> bool {
    tools.tools.iter().any(|tool| tool.name.en == name)
}

/// Without the catalogue nothing is known of any tool, and nothing is claimed.
fn catalogue() -> Arc<Catalogue> {
    let builtin = catalogue::builtin().inspect_err(|error| log::error!("catalogue: {error}"));
    Arc::new(builtin.unwrap_or_default())
}

fn session_watch(
    directories: &Directories,
    tools: Arc<Catalogue>,
    allowed: AllowList,
) -> Option<Box<dyn SessionWatch>> {
    if tools.tools.is_empty() {
        return None;
    }
    let evidence = directories.state.as_ref().map(|state| state.join("evidence"));
    let watch = ProcessWatch::new(tools, evidence);
    let mut watch = watch.inspect_err(|error| log::error!("processes: {error}")).ok()?;
    // Before the first look: what is allowed raises no alarm while the window comes up.
    watch.set_allowed(allowed);
    Some(Box::new(watch))
}

#[cfg(windows)]
pub(super) fn register(texts: &Texts) {
    let registered = crate::platform::windows::app_registration::register(&texts.get("app-title"), None);
    if let Err(error) = registered {
        log::warn!("notifications may not appear: {error}");
    }
}

#[cfg(not(windows))]
pub(super) fn register(_texts: &Texts) {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::kept::Kept;
    use crate::core::own_contacts::{ContactsFingerprint, OwnContact};
    use crate::core::settings::{Settings, TextSize};
    use std::path::Path;

    const PACK: &str = include_str!("../../tests/packs/whole.toml");

    fn start(root: &Path) -> Start {
        let directories = Directories::under(root);
        let state = directories.state.as_deref();
        let Instance::First(guard) = single_instance::acquire(state, directories.runtime.as_deref(), || {})
        else {
            panic!("somebody else is there");
        };
        prepare(&directories, ["en".to_owned()], guard, Why::Person, Box::new(|_| {})).start
    }

    #[test]
    fn what_a_planted_incident_calls_a_tool_is_none() {
        let root = tempfile::tempdir().unwrap();
        let store = UserStore::open(&Directories::under(root.path()));
        let mut planted = Incident::new(crate::core::Timestamp(0));
        planted.tools = vec!["Support: 050-9999-8888".into(), "AnyDesk".into()];
        store.save_document(INCIDENT, &planted).unwrap();
        assert_eq!(start(root.path()).incident.unwrap().tools, ["AnyDesk"]);
    }

    #[test]
    fn a_build_that_nobody_signed_says_so_from_the_start() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(start(root.path()).development, option_env!("KYUKYUBAKO_SIGNED_BUILD") != Some("1"));
    }

    #[test]
    fn what_was_taken_back_is_told_to_the_window() {
        use crate::core::detection::allow_list::AllowEntry;
        let root = tempfile::tempdir().unwrap();
        let store = UserStore::open(&Directories::under(root.path()));
        let entry = AllowEntry::new("rustdesk", "Signer", crate::core::Timestamp(1_900_000_000_000)).unwrap();
        let list = AllowList { entries: vec![entry] };
        store
            .admin()
            .keep_settings(&Settings { allowed: list.clone(), ..with_bank("0120-000-111") }, "")
            .unwrap();
        assert_eq!(start(root.path()).taken_back, AllowList::default());
        store.use_only(&AllowList::default()).unwrap();
        assert_eq!(start(root.path()).taken_back, list);
    }

    #[test]
    fn an_administrators_pack_alone_hides_no_number_of_the_family() {
        let root = tempfile::tempdir().unwrap();
        let store = UserStore::open(&Directories::under(root.path()));
        store.save_settings(&with_bank("0120-000-111"), "").unwrap();
        store.confirm_contacts(&with_bank("0120-000-111")).unwrap();
        store.admin().keep_pack(PACK).unwrap();
        let with_pack = start(root.path());
        assert_eq!(with_pack.kept, Kept::NoStore);
        assert!(with_pack.pack.is_some() && with_pack.pack_protected);
    }

    fn with_bank(phone: &str) -> Settings {
        let bank = OwnContact::new("Bank", phone, Some("2026-11-22")).unwrap();
        Settings { banks: vec![bank], ..Settings::default() }
    }

    #[test]
    fn a_window_begins_with_what_an_administrator_kept_where_something_was_kept() {
        let root = tempfile::tempdir().unwrap();
        let store = UserStore::open(&Directories::under(root.path()));
        let rules = reserved(&Contacts::bundled()).unwrap();
        store.apply_pack(PACK.as_bytes(), &Pack::read(PACK.as_bytes(), &rules).unwrap()).unwrap();
        let before = start(root.path());
        assert!(before.pack.is_some() && !before.pack_protected, "a user's pack changes no step");
        assert_eq!(before.kept, Kept::NoStore);

        store.admin().keep_settings(&with_bank("0120-000-111"), "").unwrap();
        let without = start(root.path());
        assert!(without.pack.is_none() && without.notices.contains(&Notice::Text("store-pack-not-kept")));
        assert_eq!(without.settings.text_size, TextSize::Normal);

        store.admin().keep_pack(PACK).unwrap();
        let after = start(root.path());
        assert!(after.pack.is_some_and(|pack| pack.workplace.is_some()) && after.pack_protected);
        assert_eq!(after.kept, Kept::Store(Box::new(with_bank("0120-000-111"))));
        assert_eq!(after.settings.text_size, TextSize::Large, "nobody has chosen yet");
        // What the user saves, and confirms, is the user's own.
        store.save_settings(&with_bank("050-9999-8888"), "").unwrap();
        store.confirm_contacts(&with_bank("050-9999-8888")).unwrap();
        let edited = start(root.path());
        assert_eq!(edited.confirmed, Some(ContactsFingerprint::of(&edited.settings)));
        assert_eq!(edited.kept, Kept::Store(Box::new(with_bank("0120-000-111"))));
        assert_eq!(edited.settings.text_size, TextSize::Normal, "somebody has chosen");

        std::fs::write(root.path().join("admin/settings.toml"), "name = 3").unwrap();
        let broken = start(root.path());
        assert!(broken.notices.contains(&Notice::Text("store-broken")));
        assert_eq!(broken.kept, Kept::Store(Box::default()));
    }
}

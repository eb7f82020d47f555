//! Turns effects into work for the platform's threads.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use jiff::tz::TimeZone;

use super::allow::{self, locked};
use super::clock::{Clock as _, SystemClock};
use super::doctor::{self, Places};
use super::keeping::{self, KeepElevated};
use super::mailbox::Mailbox;
use super::papers::{report_text, save_report, save_sheet};
use super::surroundings;
use super::watcher::{AlertReport, WatcherSetup, setup};
use super::watching::{self, WatchRequests};
use super::window::Executor;
use super::workers::{self, DiskJob, LineJob};
use crate::content::Texts;
use crate::core::detection::allow_list::AllowEntry;
use crate::core::doctor::Renderer;
use crate::core::event::{AllowAnswer, ExportTarget, Notice, PinAnswer, PrintWhat};
use crate::core::incident::Incident;
use crate::core::network::{CutReport, RestoreReport};
use crate::core::report::Numbers;
use crate::core::settings::Settings;
use crate::core::storage_notice::{NoticeKind, StorageNotice};
use crate::core::{Effect, Event};
use crate::platform::contrast;
use crate::platform::dialogs::{SaveOutcome, SaveRequest, save_with_dialog};
use crate::platform::pin::{self, PinError};
use crate::platform::printers::local_printers;
use crate::platform::storage::{StorageError, UserStore};
use crate::platform::{NetworkLine, Notifier, SessionWatch, viewer};

/// Name of the document that holds the open or last incident.
pub const INCIDENT: &str = "incident";
/// Name of the document that holds what the person said of the sessions.
pub(super) const SESSIONS: &str = "sessions";

/// The platform as the window uses it.
pub struct Parts {
    /// Cuts, observes, restores.
    pub line: Arc<dyn NetworkLine>,
    /// Restores through the system's own consent.
    pub restore_elevated: fn() -> RestoreReport,
    /// Has an administrator keep the set-up, through the system's own consent.
    pub keep_elevated: KeepElevated,
    /// Sees remote tools; `None` when this system shows no processes.
    pub watch: Option<Box<dyn SessionWatch>>,
    /// Tells the desktop.
    pub notifier: Arc<dyn Notifier>,
    /// Settings and notes.
    pub store: Arc<UserStore>,
    /// Where the caregiver's PIN lies.
    pub pin_folder: PathBuf,
    /// What the family set up.
    pub settings: Settings,
    /// Where the memo is exported to.
    pub documents: Option<PathBuf>,
    /// The zone of times in the memo.
    pub zone: TimeZone,
    /// The watcher of this user; `None` where there can be none.
    pub watcher: Option<WatcherSetup>,
    /// Tells the watcher that opened this window how it goes.
    pub report: AlertReport,
}

/// Runs effects on the real platform.
pub struct PlatformExecutor {
    line: SyncSender<LineJob>,
    network: Arc<dyn NetworkLine>,
    watching: Arc<AtomicBool>,
    watch: Option<WatchRequests>,
    disk: Option<(SyncSender<DiskJob>, JoinHandle<()>)>,
    newest: Arc<Mutex<Option<Box<Incident>>>>,
    notifier: Arc<dyn Notifier>,
    store: Arc<UserStore>,
    pin_folder: PathBuf,
    /// Changed by this thread and by the thread of the notes, which writes them.
    settings: Arc<Mutex<Settings>>,
    keep_elevated: KeepElevated,
    documents: Option<PathBuf>,
    zone: TimeZone,
    watcher: Option<WatcherSetup>,
    report: AlertReport,
    drawn: Renderer,
    mailbox: Mailbox,
}

impl PlatformExecutor {
    /// Starts all threads.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(parts: Parts, mailbox: Mailbox) -> std::io::Result<Self> {
        let watching = Arc::new(AtomicBool::new(false));
        let line = workers::line(Arc::clone(&parts.line), parts.restore_elevated, mailbox.clone())?;
        let network = Arc::clone(&parts.line);
        workers::line_watch(parts.line, Arc::clone(&watching), mailbox.clone())?;
        let watch = parts.watch.map(|watch| watching::session_watch(watch, mailbox.clone())).transpose()?;
        Ok(Self {
            line,
            network,
            watching,
            watch,
            disk: Some(workers::disk(mailbox.clone())?),
            newest: Arc::default(),
            notifier: parts.notifier,
            store: parts.store,
            pin_folder: parts.pin_folder,
            settings: Arc::new(Mutex::new(parts.settings)),
            keep_elevated: parts.keep_elevated,
            documents: parts.documents,
            zone: parts.zone,
            watcher: parts.watcher,
            report: parts.report,
            drawn: Renderer::Draws { second_way: false },
            mailbox,
        })
    }

    /// This window is drawn the second way: the first one failed.
    pub(super) fn drawn_the_second_way(self, second_way: bool) -> Self {
        Self { drawn: Renderer::Draws { second_way }, ..self }
    }

    fn places(&self) -> Places {
        Places {
            store: Arc::clone(&self.store),
            watcher: self.watcher.clone(),
            drawn: Some(self.drawn.clone()),
        }
    }

    fn on_line(&self, job: LineJob) {
        let Err(error) = self.line.try_send(job) else { return };
        log::error!("the thread of the line takes no more work: {error}");
        // The truth, not an endless wait.
        match error {
            TrySendError::Full(_) => {}
            TrySendError::Disconnected(LineJob::Cut | LineJob::CutAgain) => {
                self.mailbox.post(Event::CutFinished(CutReport::default()));
            }
            TrySendError::Disconnected(LineJob::Restore(_)) => {
                self.mailbox.post(Event::RestoreFinished(workers::broken_restore()));
            }
        }
    }

    /// False when the job will not be done.
    fn on_disk(&self, job: impl FnOnce() -> Option<Notice> + Send + 'static) -> bool {
        let Some((sender, _)) = &self.disk else { return false };
        if let Err(error) = sender.try_send(Box::new(job)) {
            log::error!("the thread of the notes takes no more work: {error}");
            return false;
        }
        true
    }

    /// Only the newest state is worth writing: a slow disk never holds up the window.
    fn save_incident(&self, incident: Box<Incident>) {
        let slot = Arc::clone(&self.newest);
        if slot.lock().unwrap_or_else(PoisonError::into_inner).replace(incident).is_some() {
            // A job that has not begun yet will write this one instead.
            return;
        }
        let store = Arc::clone(&self.store);
        let job_slot = Arc::clone(&slot);
        let queued = self.on_disk(move || {
            let newest = job_slot.lock().unwrap_or_else(PoisonError::into_inner).take();
            newest.and_then(|incident| not_saved(store.save_document(INCIDENT, &*incident)))
        });
        if !queued {
            // The next state tries again.
            slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
    }

    fn save_document(&self, name: String, incident: Box<Incident>) {
        let store = Arc::clone(&self.store);
        self.on_disk(move || not_saved(store.save_document(&name, &*incident)));
    }

    fn save_settings(&self, texts: &Texts, change: impl FnOnce(&mut Settings)) {
        let (store, settings) = (Arc::clone(&self.store), Arc::clone(&self.settings));
        change(&mut locked(&settings));
        let heading = texts.get("storage-settings-heading");
        self.on_disk(move || {
            let newest = locked(&settings).clone();
            not_saved(store.save_settings(&newest, &heading))
        });
    }

    fn allow_tool(&self, pin: String, entry: AllowEntry, texts: &Texts) {
        let heading = texts.get("storage-settings-heading");
        let (store, settings) = (Arc::clone(&self.store), Arc::clone(&self.settings));
        let (folder, mailbox) = (self.pin_folder.clone(), self.mailbox.clone());
        let queued = self.on_disk(move || {
            let now = SystemClock::default().now();
            let answer = allow::with_pin(&folder, &pin, entry, &store, &settings, &heading, now);
            mailbox.post(Event::AllowAnswered(answer));
            None
        });
        if !queued {
            let failed = AllowAnswer::Failed(Notice::Text("allow-not-saved"));
            self.mailbox.post(Event::AllowAnswered(failed));
        }
    }

    fn take_back_tool(&self, tool: String, texts: &Texts) {
        let heading = texts.get("storage-settings-heading");
        let (store, settings) = (Arc::clone(&self.store), Arc::clone(&self.settings));
        let mailbox = self.mailbox.clone();
        self.on_disk(move || {
            mailbox.post(Event::AllowAnswered(allow::take_back(&tool, &store, &settings, &heading)));
            None
        });
    }

    fn confirm_numbers(&self) {
        let (store, settings, mailbox) =
            (Arc::clone(&self.store), locked(&self.settings).clone(), self.mailbox.clone());
        self.on_disk(move || {
            let problem = not_saved(store.confirm_contacts(&settings));
            let confirmed = store.confirmed_fingerprint();
            mailbox.post(Event::Settled(Box::new(settings), confirmed));
            problem
        });
    }

    /// Keeps what the set-up page asked for and nothing else of what it was handed. It counts as saved
    /// only when settings and confirmation are both on the disk.
    fn save_setup(&self, setup: Settings, texts: &Texts) {
        let today = today(&self.zone);
        let heading = texts.get("storage-settings-heading");
        let (store, settings) = (Arc::clone(&self.store), Arc::clone(&self.settings));
        let newest = {
            let mut kept = locked(&settings);
            let Settings { person, family, banks, cards, .. } = setup;
            *kept = Settings { person, family, banks, cards, ..kept.clone() };
            kept.date_contacts(&today);
            kept.clone()
        };
        let (mailbox, unsaved) = (self.mailbox.clone(), newest.clone());
        let queued = self.on_disk(move || {
            let saved = store.save_settings(&newest, &heading).and_then(|()| store.confirm_contacts(&newest));
            let confirmed = store.confirmed_fingerprint();
            let saved = not_saved(saved).map_or(Ok(()), Err);
            mailbox.post(Event::SetupSaved(Box::new(newest), confirmed, saved));
            None
        });
        if !queued {
            let notice = Notice::Storage(StorageNotice::new("", NoticeKind::NotSaved));
            let confirmed = self.store.confirmed_fingerprint();
            self.mailbox.post(Event::SetupSaved(Box::new(unsaved), confirmed, Err(notice)));
        }
    }

    fn set_pin(&self, old: Option<String>, new: String) {
        let (folder, mailbox) = (self.pin_folder.clone(), self.mailbox.clone());
        self.on_disk(move || {
            let result = pin::set_pin(&folder, old.as_deref(), &new, SystemClock::default().now());
            mailbox.post(Event::PinSaved(result.map_err(|error| {
                log::warn!("PIN: {error}");
                Notice::Text(match error {
                    PinError::OldPin(_) => "pin-old-wrong",
                    _ => "pin-not-saved",
                })
            })));
            None
        });
    }

    fn check_pin(&self, pin: String) {
        let (folder, mailbox) = (self.pin_folder.clone(), self.mailbox.clone());
        let queued = self.on_disk(move || {
            let answer = keeping::pin_answer(&folder, &pin, SystemClock::default().now());
            mailbox.post(Event::PinChecked(answer));
            None
        });
        if !queued {
            self.mailbox.post(Event::PinChecked(PinAnswer::Wrong { retry_after_s: 0 }));
        }
    }

    fn export(&self, target: ExportTarget, numbers: Numbers, incident: Box<Incident>, texts: &Texts) {
        let content = report_text(&incident, numbers, texts, &self.zone);
        let mailbox = self.mailbox.clone();
        let (documents, zone, locale) = (self.documents.clone(), self.zone.clone(), texts.locale());
        let to_documents = move |target| {
            let words = Texts::new(locale);
            let saved = save_report(target, &incident, numbers, (&words, &zone), documents.as_deref());
            exported(saved.map(|path| path.display().to_string()))
        };
        match target {
            ExportTarget::Documents | ExportTarget::Data => {
                let answer = mailbox.clone();
                let queued = self.on_disk(move || {
                    answer.post(to_documents(target));
                    None
                });
                if !queued {
                    mailbox.post(Event::Exported(Err(Notice::Text("memo-export-failed"))));
                }
            }
            ExportTarget::Choose => {
                let request = SaveRequest {
                    title: texts.get("memo-save"),
                    file_type: texts.get("memo-file-type"),
                    file_name: format!("{}.txt", texts.get("memo-file-name")),
                    folder: self.documents.clone(),
                    content,
                };
                let answer = mailbox.clone();
                let opened = save_with_dialog(request, move |outcome| {
                    answer.post(match outcome {
                        SaveOutcome::Saved(path) => Event::Exported(Ok(path.display().to_string())),
                        SaveOutcome::Cancelled => Event::ExportCancelled,
                        // No dialog on this desktop: the memo is saved all the same.
                        SaveOutcome::NoDialog => to_documents(ExportTarget::Documents),
                        SaveOutcome::Failed(reason) => {
                            log::error!("memo: {reason}");
                            Event::Exported(Err(Notice::Text("memo-export-failed")))
                        }
                    });
                });
                if let Err(error) = opened {
                    log::warn!("{error}");
                    mailbox.post(Event::ExportCancelled);
                }
            }
        }
    }

    fn print(&self, what: PrintWhat, texts: &Texts) {
        let (store, documents, locale) = (Arc::clone(&self.store), self.documents.clone(), texts.locale());
        let (mailbox, answer) = (self.mailbox.clone(), self.mailbox.clone());
        let queued = self.on_disk(move || {
            let words = Texts::new(locale);
            let now = SystemClock::default().now();
            match save_sheet(what, &words, &store, documents.as_deref(), now) {
                Ok(file) => {
                    answer.post(Event::Printed(Ok(file.display().to_string())));
                    show_in_viewer(file, answer)
                }
                Err(error) => {
                    log::error!("sheet: {error}");
                    answer.post(Event::Printed(Err(Notice::Text("print-failed"))));
                    None
                }
            }
        });
        if !queued {
            mailbox.post(Event::Printed(Err(Notice::Text("print-failed"))));
        }
    }

    fn find_printers(&self) {
        let mailbox = self.mailbox.clone();
        let thread = std::thread::Builder::new().name("printers".into()).spawn(move || {
            mailbox.post(Event::PrinterFound(local_printers()));
        });
        if let Err(error) = thread {
            log::warn!("printers: {error}");
        }
    }

    fn ask_contrast(&self) {
        let mailbox = self.mailbox.clone();
        let thread = std::thread::Builder::new().name("contrast".into()).spawn(move || {
            mailbox.post(Event::ContrastSeen(contrast::wanted()));
        });
        if let Err(error) = thread {
            log::warn!("contrast: {error}");
        }
    }

    fn ask_guard(&self) {
        let (mailbox, folder) = (self.mailbox.clone(), self.pin_folder.clone());
        let thread = std::thread::Builder::new().name("ask-guard".into()).spawn(move || {
            let (guard, pins) = surroundings::guard(&folder);
            mailbox.post(Event::GuardSeen(guard, pins));
        });
        if let Err(error) = thread {
            log::warn!("guard: {error}");
        }
    }

    fn notify(&self, texts: &Texts) {
        let notifier = Arc::clone(&self.notifier);
        let (title, body) = (texts.get("scan-notification-title"), texts.get("scan-notification-body"));
        let watcher = self.watcher.clone();
        let thread = std::thread::Builder::new().name("notify".into()).spawn(move || {
            // One notification for each session: the watcher's, where there is one.
            if watcher.is_some_and(|watcher| watcher.is_running()) {
                return;
            }
            // The banner in the window says the same; a silent desktop breaks nothing.
            if let Err(error) = notifier.notify(&title, &body) {
                log::warn!("notification: {error}");
            }
        });
        if let Err(error) = thread {
            log::warn!("notification: {error}");
        }
    }
}

impl Executor for PlatformExecutor {
    fn run(&mut self, effect: Effect, texts: &Texts) {
        match effect {
            Effect::CutNetwork => self.on_line(LineJob::Cut),
            Effect::RestoreNetwork(authority) => self.on_line(LineJob::Restore(authority)),
            Effect::WatchLine(on) => self.watching.store(on, Ordering::Release),
            Effect::EndTools => {
                if let Some(watch) = &self.watch {
                    watch.end_tools();
                }
            }
            Effect::WatchWith(list) => {
                if let Some(watch) = &self.watch {
                    watch.watch_with(list);
                }
            }
            Effect::AllowTool { pin, entry } => self.allow_tool(pin, entry, texts),
            Effect::TakeBackTool(tool) => self.take_back_tool(tool, texts),
            Effect::SaveIncident(incident) => self.save_incident(incident),
            Effect::ArchiveIncident(incident) => {
                self.save_document(format!("{INCIDENT}-{}", incident.opened_at.0), incident);
            }
            Effect::ExportMemo(target, numbers, incident) => self.export(target, numbers, incident, texts),
            Effect::ConfirmNumbers => self.confirm_numbers(),
            Effect::SetPin { old, new } => self.set_pin(old, new),
            Effect::SaveSetup(setup) => self.save_setup(*setup, texts),
            Effect::SaveTextSize(size) => {
                self.save_settings(texts, |settings| settings.text_size = size);
            }
            Effect::SaveContrast(contrast) => {
                self.save_settings(texts, |settings| settings.contrast = contrast);
            }
            Effect::AskContrast => self.ask_contrast(),
            Effect::SetLanguage(tag) => {
                self.save_settings(texts, |settings| settings.language = Some(tag.to_owned()));
            }
            Effect::NotifyNeutral => self.notify(texts),
            // The window does these itself.
            Effect::AskAttention | Effect::CloseWindow => {}
            Effect::PrintSheet(what) => self.print(what, texts),
            Effect::FindPrinters => self.find_printers(),
            Effect::CutAgain => self.on_line(LineJob::CutAgain),
            Effect::AskGuard => self.ask_guard(),
            Effect::CheckPin(pin) => self.check_pin(pin),
            Effect::KeepSetup { settings, pin } => {
                let heading = texts.get("store-heading");
                let (store, mailbox) = (Arc::clone(&self.store), self.mailbox.clone());
                let places = (store, self.pin_folder.clone());
                keeping::keep(self.keep_elevated, places, *settings, pin, heading, mailbox);
            }
            Effect::CloseBrowsers => workers::close_browsers(self.mailbox.clone()),
            Effect::Drill => workers::drill(Arc::clone(&self.network), self.mailbox.clone()),
            Effect::SaveHelp(entry) => {
                let store = Arc::clone(&self.store);
                self.on_disk(move || not_saved(store.save_help(entry.as_deref())));
            }
            Effect::SaveSessions(record) => {
                let store = Arc::clone(&self.store);
                self.on_disk(move || {
                    // Nothing anybody could do about it: the next window begins its count from the start.
                    if let Err(error) = store.save_document(SESSIONS, &*record) {
                        log::warn!("sessions: {error}");
                    }
                    None
                });
            }
            Effect::TellWatcher(line) => self.report.say(line),
            Effect::LookAtSelf => doctor::tell(self.places(), self.mailbox.clone()),
            Effect::AskWatcher => setup::tell(self.watcher.clone(), None, self.mailbox.clone()),
            Effect::InstallWatcher(on) => {
                setup::tell(self.watcher.clone(), Some(on), self.mailbox.clone());
            }
            Effect::SaveWatchChoice(choice, on) => {
                self.save_settings(texts, |settings| settings.watch.set(choice, on));
                setup::tell_soon(self.watcher.clone(), self.mailbox.clone());
            }
        }
    }

    fn finish(&mut self) {
        let Some((sender, thread)) = self.disk.take() else { return };
        drop(sender);
        if thread.join().is_err() {
            log::error!("the thread of the notes broke down");
        }
    }
}

fn not_saved(result: Result<(), StorageError>) -> Option<Notice> {
    result.err().map(|error| {
        log::warn!("not saved: {error}");
        Notice::Storage(StorageNotice::new("", NoticeKind::NotSaved))
    })
}

fn exported<E: std::fmt::Display>(result: Result<String, E>) -> Event {
    Event::Exported(result.map_err(|error| {
        log::error!("memo: {error}");
        Notice::Text("memo-export-failed")
    }))
}

/// The sheet is saved whatever becomes of the viewer; a viewer that does not open is said.
fn show_in_viewer(file: PathBuf, mailbox: Mailbox) -> Option<Notice> {
    let opened = viewer::open(file, move |opened| {
        if let Err(error) = opened {
            log::warn!("{error}");
            mailbox.post(Event::Noticed(Notice::Text("print-no-viewer")));
        }
    });
    opened.err().map(|error| {
        log::warn!("{error}");
        Notice::Text("print-no-viewer")
    })
}

/// The day it is in `zone`, `YYYY-MM-DD`.
fn today(zone: &TimeZone) -> String {
    let now = SystemClock::default().now();
    jiff::Timestamp::from_millisecond(now.0)
        .map(|now| now.to_zoned(zone.clone()).date().to_string())
        .unwrap_or_default()
}

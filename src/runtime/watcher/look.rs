//! The thread that looks for remote tools while no window is open.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::resident::Message;
use crate::core::detection::allow_list::AllowList;
use crate::core::watch::machine::Input;
use crate::platform::SessionWatch as _;
use crate::platform::processes::ProcessWatch;

/// Pause between two light rounds.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What is asked of the thread, and its pulse.
#[derive(Debug)]
pub(super) struct Look {
    allowed: Mutex<Option<AllowList>>,
    everything: AtomicBool,
    began: Instant,
    last_round_ms: AtomicU64,
}

impl Look {
    /// Starts looking with `watch`; what changed goes to `news`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn start(mut watch: ProcessWatch, news: SyncSender<Message>) -> io::Result<Arc<Self>> {
        let look = Arc::new(Self {
            allowed: Mutex::new(None),
            everything: AtomicBool::new(false),
            began: Instant::now(),
            last_round_ms: AtomicU64::new(0),
        });
        let shared = Arc::clone(&look);
        thread::Builder::new().name("session-watch".into()).spawn(move || {
            let mut last = None;
            loop {
                let next = Instant::now() + LOOK_EVERY;
                let list = shared.allowed.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let Some(list) = list {
                    watch.set_allowed(list);
                }
                let seen = match shared.everything.swap(false, Ordering::AcqRel) {
                    true => watch.look_at_all(),
                    false => watch.look(),
                };
                shared.last_round_ms.store(shared.now_ms(), Ordering::Release);
                if last.as_ref() != Some(&seen) {
                    last = Some(seen.clone());
                    if news.send(Message::Input(Input::Assessed(seen))).is_err() {
                        return;
                    }
                }
                thread::sleep(next.saturating_duration_since(Instant::now()));
            }
        })?;
        Ok(look)
    }

    /// Judges with `list` from the next round on.
    pub(super) fn allow(&self, list: AllowList) {
        self.allowed.lock().unwrap_or_else(PoisonError::into_inner).replace(list);
    }

    /// The next round looks at everything.
    pub(super) fn at_everything(&self) {
        self.everything.store(true, Ordering::Release);
    }

    /// How long ago the last round was.
    pub(super) fn silent_for(&self) -> Duration {
        let ago = self.now_ms().saturating_sub(self.last_round_ms.load(Ordering::Acquire));
        Duration::from_millis(ago)
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

//! Identities of program files, read on a thread of its own and kept while their programs run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Instant, SystemTime};

use super::ObserveError;
use super::identity::ImageIdentity;

/// Files that may wait to be read. What finds no room is asked for again in the next round.
const QUEUE: usize = 512;
/// Most files whose identity the reading thread keeps.
const KEPT_MAX: usize = 4_096;

/// Reads the identity of one file; [`super::identity::read`] outside tests.
pub type ReadIdentity = Box<dyn Fn(&Path) -> Result<ImageIdentity, ObserveError> + Send>;

/// What tells that a file was replaced by another of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileMark {
    length: u64,
    modified: Option<SystemTime>,
    created: Option<SystemTime>,
}

impl FileMark {
    fn of(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            created: metadata.created().ok(),
        })
    }
}

/// The identities known so far.
pub struct Identities {
    orders: SyncSender<String>,
    answers: Receiver<(String, ImageIdentity)>,
    known: BTreeMap<String, ImageIdentity>,
    /// Asked for and not answered yet.
    pending: BTreeSet<String>,
}

impl fmt::Debug for Identities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identities").field("known", &self.known.len()).finish_non_exhaustive()
    }
}

impl Identities {
    /// Starts the reading thread. When that fails nothing is ever known: names still are.
    #[must_use]
    pub fn start(read: ReadIdentity) -> Self {
        let (orders, work) = sync_channel(QUEUE);
        // As many answers as orders may wait: the reading thread never blocks on us.
        let (done, answers) = sync_channel(QUEUE);
        let spawned = thread::Builder::new()
            .name("observe-identities".into())
            .spawn(move || read_for_ever(&read, &work, &done));
        if let Err(error) = spawned {
            log::error!("renamed programs cannot be recognised: {error}");
        }
        Self { orders, answers, known: BTreeMap::new(), pending: BTreeSet::new() }
    }

    /// The identity of the file at `exe`, if it was read.
    #[must_use]
    pub fn of(&self, exe: &str) -> Option<&ImageIdentity> {
        self.known.get(exe)
    }

    /// Wants the identity of `exe`. Known ones are compared with the file again, so that a file put
    /// in the place of a known one does not inherit its good name.
    pub fn ask(&mut self, exe: &str) {
        if !self.pending.contains(exe) && self.orders.try_send(exe.to_owned()).is_ok() {
            self.pending.insert(exe.to_owned());
        }
    }

    /// Takes in what was read and returns the files whose identity is new or changed. Waits for
    /// outstanding answers until `deadline` at most.
    pub fn take_answers(&mut self, deadline: Instant) -> BTreeSet<String> {
        let mut changed = BTreeSet::new();
        while !self.pending.is_empty() {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok((exe, identity)) = self.answers.recv_timeout(left) else { break };
            self.pending.remove(&exe);
            if self.known.get(&exe) != Some(&identity) {
                self.known.insert(exe.clone(), identity);
                changed.insert(exe);
            }
        }
        changed
    }

    /// Forgets the files that no program runs any more.
    pub fn keep_only(&mut self, running: &BTreeSet<&str>) {
        self.known.retain(|exe, _| running.contains(exe.as_str()));
    }
}

fn read_for_ever(read: &ReadIdentity, work: &Receiver<String>, done: &SyncSender<(String, ImageIdentity)>) {
    let mut kept: BTreeMap<String, (FileMark, ImageIdentity)> = BTreeMap::new();
    for exe in work {
        let path = Path::new(&exe);
        let mark = FileMark::of(path);
        let identity = match kept.get(&exe) {
            Some((known, identity)) if Some(*known) == mark => identity.clone(),
            _ => {
                let identity = read(path).unwrap_or_else(|error| {
                    log::debug!("identity of {exe}: {error}");
                    ImageIdentity::default()
                });
                if kept.len() >= KEPT_MAX {
                    kept.clear();
                }
                if let Some(mark) = mark {
                    kept.insert(exe.clone(), (mark, identity.clone()));
                }
                identity
            }
        };
        if done.send((exe, identity)).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(10)
    }

    #[test]
    fn a_file_is_read_once_and_again_when_another_takes_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.exe");
        std::fs::write(&file, "one").unwrap();
        let exe = file.to_str().unwrap();
        let read = |path: &Path| {
            let product = Some(std::fs::read_to_string(path)?);
            Ok(ImageIdentity { product, ..ImageIdentity::default() })
        };
        let mut identities = Identities::start(Box::new(read));
        assert_eq!(identities.of(exe), None);
        for (content, changes) in [("one", true), ("one", false), ("other", true)] {
            std::fs::write(&file, content).unwrap();
            identities.ask(exe);
            assert_eq!(identities.take_answers(soon()).contains(exe), changes, "{content}");
            assert_eq!(identities.of(exe).unwrap().product.as_deref(), Some(content));
        }
        std::fs::remove_file(&file).unwrap();
        identities.ask(exe);
        assert!(identities.take_answers(soon()).contains(exe), "a good name does not outlive its file");
        assert_eq!(identities.of(exe), Some(&ImageIdentity::default()));
        identities.keep_only(&BTreeSet::new());
        assert_eq!(identities.of(exe), None);
    }

    #[test]
    fn a_file_that_takes_for_ever_holds_nobody_up() {
        let (release, wait) = sync_channel::<()>(0);
        let mut identities = Identities::start(Box::new(move |_| {
            let _ = wait.recv();
            Ok(ImageIdentity::default())
        }));
        for index in 0..2 * QUEUE {
            identities.ask(&index.to_string());
        }
        assert!(identities.take_answers(Instant::now()).is_empty());
        drop(release);
        assert!(identities.take_answers(soon()).len() >= QUEUE);
    }
}

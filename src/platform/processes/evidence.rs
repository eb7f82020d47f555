//! Snapshots kept as evidence before anything is ended.

use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use crate::core::detection::snapshot::Snapshot;
use crate::platform::durable_file;

/// Longest wait for the snapshot to reach the disk.
pub const EVIDENCE_WAIT: Duration = Duration::from_secs(2);
/// Most snapshots kept; the first ones are the most telling, so later ones are not written.
const SNAPSHOTS_MAX: usize = 200;

/// Why no evidence was kept.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The disk did not answer within [`EVIDENCE_WAIT`]; it may still be written.
    #[error("the disk did not answer in time")]
    TooSlow,
    /// The folder already holds as many as are kept.
    #[error("{SNAPSHOTS_MAX} snapshots are there already")]
    Full,
    /// It could not be written.
    #[error("{0}")]
    Failed(String),
}

/// Writes `snapshot` into `folder` on a thread of its own and waits no longer than [`EVIDENCE_WAIT`].
///
/// # Errors
/// See [`EvidenceError`]. Ending the tool goes on in any case.
pub fn keep(folder: &Path, snapshot: Snapshot) -> Result<PathBuf, EvidenceError> {
    let (done, wait) = sync_channel(1);
    let folder = folder.to_owned();
    std::thread::Builder::new()
        .name("evidence".into())
        .spawn(move || {
            // Nobody listens any more when the wait was over.
            let _ = done.send(write(&folder, &snapshot));
        })
        .map_err(|error| EvidenceError::Failed(error.to_string()))?;
    wait.recv_timeout(EVIDENCE_WAIT).unwrap_or(Err(EvidenceError::TooSlow))
}

fn write(folder: &Path, snapshot: &Snapshot) -> Result<PathBuf, EvidenceError> {
    let failed = |error: &dyn std::fmt::Display| EvidenceError::Failed(error.to_string());
    if std::fs::read_dir(folder).is_ok_and(|entries| entries.count() >= SNAPSHOTS_MAX) {
        return Err(EvidenceError::Full);
    }
    let content = snapshot.encode().map_err(|error| failed(&error))?;
    let moment = snapshot.taken_at.map_or(0, |at| at.0);
    let path = folder.join(format!("snapshot-{moment}.json"));
    durable_file::replace(&path, &content).map_err(|error| failed(&error))?;
    Ok(path)
}

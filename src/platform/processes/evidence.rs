//! Snapshots kept as evidence before anything is ended.

use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use crate::core::detection::catalogue::Catalogue;
use crate::core::detection::redaction::clear_arguments_of_others;
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
/// Evidence stays on this PC and names things as they are; only what other programs than the tools of
/// `catalogue` were told is left out, and what could not be read back.
///
/// # Errors
/// See [`EvidenceError`]. Ending the tool goes on in any case.
pub fn keep(folder: &Path, mut snapshot: Snapshot, catalogue: &Catalogue) -> Result<PathBuf, EvidenceError> {
    clear_arguments_of_others(&mut snapshot, catalogue);
    snapshot.keep_within_limits();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::catalogue::builtin;
    use crate::core::detection::snapshot::{FileRecord, ProcessRecord, SNAPSHOT_MAX_ENTRIES};

    #[test]
    fn evidence_can_be_read_back_and_holds_no_other_programs_arguments() {
        let folder = tempfile::tempdir().unwrap();
        let program = |name: &str, arg: &str| ProcessRecord {
            exe: Some(format!("C:\\x\\{name}")),
            args: vec![name.into(), arg.into()],
            ..ProcessRecord::default()
        };
        let diary = FileRecord {
            path: Some("C:\\Users\\taro\\Downloads\\diary.zip".into()),
            ..FileRecord::default()
        };
        let snapshot = Snapshot {
            processes: vec![program("AnyDesk.exe", "--backend"), program("mail.exe", "--to=hanako")],
            files: vec![diary.clone()],
            pipes: vec![String::new(); SNAPSHOT_MAX_ENTRIES + 1],
            ..Snapshot::default()
        };
        let path = keep(folder.path(), snapshot, &builtin().unwrap()).unwrap();
        let kept = Snapshot::decode(&std::fs::read(path).unwrap()).unwrap();
        assert_eq!(kept.processes[0].args, ["AnyDesk.exe", "--backend"]);
        assert_eq!(kept.processes[1].args, Vec::<String>::new());
        // What the criminal brought or took is evidence, and it does not leave this PC.
        assert_eq!(kept.files, [diary]);
    }
}

//! The running programs as the system shows them to this user.

use std::collections::BTreeSet;
use std::time::{Duration, UNIX_EPOCH};

use sysinfo::{Pid, ProcessRefreshKind, ProcessStatus, ProcessesToUpdate, System, UpdateKind};

use crate::core::Timestamp;
use crate::core::detection::snapshot::{ARGS_MAX, Os, ProcessRecord};

/// Longest field kept of one process, in characters; paths keep their end.
const FIELD_MAX_CHARS: usize = 4096;

/// Longer paths come without their end.
#[cfg(windows)]
const CUT_OFF_AT: usize = 260;

/// Why processes cannot be listed on this system.
#[derive(Debug, thiserror::Error)]
#[error("the running programs cannot be listed: {0}")]
pub struct ObserverError(String);

/// One `System`, kept for the life of the program: building it anew costs more than a whole round.
#[derive(Debug)]
pub struct Observer {
    system: System,
    boot_at: Option<Timestamp>,
}

impl Observer {
    /// Connects to the system's process list.
    ///
    /// # Errors
    /// When this system has none that we can read.
    pub fn new() -> Result<Self, ObserverError> {
        let system = System::new().map_err(|error| ObserverError(error.to_string()))?;
        let boot_at = System::boot_time().ok().and_then(from_seconds);
        Ok(Self { system, boot_at })
    }

    /// When the system was started.
    #[must_use]
    pub fn boot_at(&self) -> Option<Timestamp> {
        self.boot_at
    }

    /// The ids of all processes, nothing else looked at.
    pub fn ids(&mut self) -> BTreeSet<u32> {
        #[cfg(target_os = "linux")]
        match process_folders() {
            Ok(ids) => return ids,
            Err(error) => log::warn!("/proc cannot be listed, the slow way is taken: {error}"),
        }
        self.system.refresh_processes_specifics(
            ProcessesToUpdate::All,
            true,
            ProcessRefreshKind::nothing().without_tasks(),
        );
        self.system.processes().keys().map(|pid| pid.as_u32()).collect()
    }

    /// Looks into the processes `ids`; those that ended meanwhile are missing in the answer.
    pub fn look_into(&mut self, ids: &BTreeSet<u32>) -> Vec<ProcessRecord> {
        if ids.is_empty() {
            return Vec::new();
        }
        let pids: Vec<Pid> = ids.iter().map(|id| Pid::from_u32(*id)).collect();
        self.system.refresh_processes_specifics(ProcessesToUpdate::Some(&pids), true, what_to_read());
        pids.iter().filter_map(|pid| self.system.process(*pid)).filter_map(record).collect()
    }

    /// Looks into every process.
    pub fn look_into_all(&mut self) -> Vec<ProcessRecord> {
        self.system.refresh_processes_specifics(ProcessesToUpdate::All, true, what_to_read());
        self.system.processes().values().filter_map(record).collect()
    }
}

/// The system this program was built for.
#[must_use]
pub const fn this_os() -> Os {
    if cfg!(windows) {
        Os::Windows
    } else if cfg!(target_os = "linux") {
        Os::Linux
    } else if cfg!(target_os = "macos") {
        Os::Macos
    } else {
        Os::Unknown
    }
}

/// A file time as a moment.
#[must_use]
pub fn from_system_time(time: std::time::SystemTime) -> Option<Timestamp> {
    let millis = time.duration_since(UNIX_EPOCH).ok()?.as_millis();
    i64::try_from(millis).ok().map(Timestamp)
}

fn from_seconds(seconds: u64) -> Option<Timestamp> {
    let millis = Duration::from_secs(seconds).as_millis();
    i64::try_from(millis).ok().filter(|millis| *millis > 0).map(Timestamp)
}

fn what_to_read() -> ProcessRefreshKind {
    // Always: a process keeps its id when it becomes another program.
    ProcessRefreshKind::nothing().without_tasks().with_exe(UpdateKind::Always).with_cmd(UpdateKind::Always)
}

fn record(process: &sysinfo::Process) -> Option<ProcessRecord> {
    // What has ended but was not collected by its parent controls nothing.
    if !process.exists() || matches!(process.status(), ProcessStatus::Zombie | ProcessStatus::Dead) {
        return None;
    }
    let exe = process.exe().map(|path| end_of(&path.to_string_lossy())).filter(|path| !path.is_empty());
    #[cfg(windows)]
    let exe = exe.filter(|path| path.encode_utf16().count() < CUT_OFF_AT).or_else(|| {
        crate::platform::observers::process_image::path_of(process.pid().as_u32()).map(|path| end_of(&path))
    });
    Some(ProcessRecord {
        pid: Some(process.pid().as_u32()),
        parent: process.parent().map(Pid::as_u32),
        name: Some(end_of(&process.name().to_string_lossy())),
        exe,
        args: process.cmd().iter().take(ARGS_MAX).map(|arg| end_of(&arg.to_string_lossy())).collect(),
        started_at: from_seconds(process.start_time()),
        session_id: process.session_id().map(Pid::as_u32).filter(|_| cfg!(windows)),
        ..ProcessRecord::default()
    })
}

fn end_of(text: &str) -> String {
    let start = text.char_indices().rev().take(FIELD_MAX_CHARS).last().map_or(0, |(index, _)| index);
    text.get(start..).unwrap_or_default().to_owned()
}

#[cfg(target_os = "linux")]
fn process_folders() -> std::io::Result<BTreeSet<u32>> {
    let mut ids = BTreeSet::new();
    for entry in std::fs::read_dir("/proc")? {
        // Only a process has a folder whose name is a number.
        if let Some(id) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) {
            ids.insert(id);
        }
    }
    Ok(ids)
}

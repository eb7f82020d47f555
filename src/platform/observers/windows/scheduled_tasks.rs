//! Scheduled tasks as the Task Scheduler shows them to this user; to an ordinary user it hides those of
//! others. Where it does not answer, its files are read, which Windows keeps for administrators.
#![expect(unsafe_code, reason = "talks to the Task Scheduler through COM")]

use std::io::Read as _;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use windows::Win32::System::Com::{CLSCTX_INPROC_SERVER, CoCreateInstance};
use windows::Win32::System::TaskScheduler::{
    IRegisteredTask, ITaskFolder, ITaskService, TASK_ENUM_HIDDEN, TaskScheduler,
};
use windows::Win32::System::Variant::{VARIANT, VARIANT_0, VARIANT_0_0, VARIANT_0_0_0, VT_I4};
use windows::core::{BSTR, Result};

use super::{task_xml, wide_text};
use crate::core::detection::snapshot::AutostartRecord;
use crate::platform::observers::ObserveError;
use crate::platform::windows::com_apartment::Apartment;
use crate::platform::windows::known_folder;

/// Most tasks read.
const TASKS_MAX: usize = 1_000;
/// Most folders looked into.
const FOLDERS_MAX: usize = 500;
/// Most of one task's file that is read, in bytes.
const FILE_MAX_BYTES: u64 = 256 * 1024;
/// Longest time for all of them.
const TIME_LIMIT: Duration = Duration::from_millis(1_500);
/// The folder of the system's own tasks; it comes last.
const SYSTEM_FOLDER: &str = r"\Microsoft";

/// The tasks and what each starts. Stops at its limits with what it has.
///
/// # Errors
/// The system's reason when the Task Scheduler does not answer and its files cannot be read.
pub fn read() -> std::result::Result<Vec<AutostartRecord>, ObserveError> {
    let deadline = Instant::now() + TIME_LIMIT;
    asked(deadline).or_else(|error| {
        log::debug!("the Task Scheduler does not answer: {error}");
        Ok(in_files(&system_folder()?.join("Tasks"), deadline)?)
    })
}

fn asked(deadline: Instant) -> Result<Vec<AutostartRecord>> {
    let _apartment = Apartment::enter()?;
    // SAFETY: COM is entered above and left after every interface here is gone.
    let service: ITaskService = unsafe { CoCreateInstance(&TaskScheduler, None, CLSCTX_INPROC_SERVER) }?;
    // Empty; nothing in it needs to be freed.
    let nothing = ManuallyDrop::new(VARIANT::default());
    // SAFETY: nothing given: this PC and this user.
    unsafe { service.Connect(&nothing, &nothing, &nothing, &nothing) }?;
    // SAFETY: the path outlives the call.
    let root = unsafe { service.GetFolder(&BSTR::from(r"\")) }?;
    let (mut waiting, mut system) = (vec![root], Vec::new());
    let (mut found, mut folders) = (Vec::new(), 0_usize);
    while let Some(folder) = waiting.pop().or_else(|| system.pop()) {
        folders = folders.saturating_add(1);
        if folders > FOLDERS_MAX || found.len() >= TASKS_MAX || Instant::now() > deadline {
            log::debug!("scheduled tasks: {} read, the rest left out", found.len());
            break;
        }
        match look_into(&folder, deadline, &mut found) {
            Ok(below) => {
                for folder in below {
                    let is_system = path_of(&folder).is_some_and(|path| {
                        path.get(..SYSTEM_FOLDER.len()).is_some_and(|s| s.eq_ignore_ascii_case(SYSTEM_FOLDER))
                    });
                    if is_system { system.push(folder) } else { waiting.push(folder) }
                }
            }
            // The first is the root: without it nothing is known.
            Err(error) if folders == 1 => return Err(error),
            Err(error) => log::debug!("a folder of tasks is closed to this user: {error}"),
        }
    }
    Ok(found)
}

/// A number as COM takes it, made by hand: the bindings' own way links a library that Windows would look
/// for beside the programs.
fn number(value: i32) -> ManuallyDrop<VARIANT> {
    let inner = VARIANT_0_0 {
        vt: VT_I4,
        wReserved1: 0,
        wReserved2: 0,
        wReserved3: 0,
        Anonymous: VARIANT_0_0_0 { lVal: value },
    };
    ManuallyDrop::new(VARIANT { Anonymous: VARIANT_0 { Anonymous: ManuallyDrop::new(inner) } })
}

fn path_of(folder: &ITaskFolder) -> Option<String> {
    // SAFETY: takes nothing.
    unsafe { folder.Path() }.ok().map(|path| path.to_string())
}

/// Adds the tasks of one folder and returns the folders in it.
fn look_into(
    folder: &ITaskFolder,
    deadline: Instant,
    found: &mut Vec<AutostartRecord>,
) -> Result<Vec<ITaskFolder>> {
    // SAFETY: takes a flag.
    let tasks = unsafe { folder.GetTasks(TASK_ENUM_HIDDEN.0) }?;
    // SAFETY: takes nothing.
    let count = unsafe { tasks.Count() }?;
    for index in 1..=count {
        if found.len() >= TASKS_MAX || Instant::now() > deadline {
            return Ok(Vec::new());
        }
        // SAFETY: the index counts from one.
        match unsafe { tasks.get_Item(&number(index)) }.and_then(|task| read_one(&task)) {
            Ok(records) => found.extend(records),
            Err(error) => log::debug!("a task is closed to this user: {error}"),
        }
    }
    // SAFETY: takes a flag that must be zero.
    let folders = unsafe { folder.GetFolders(0) }?;
    // SAFETY: takes nothing.
    let count = unsafe { folders.Count() }?.min(i32::try_from(FOLDERS_MAX).unwrap_or(i32::MAX));
    // SAFETY: the index counts from one.
    Ok((1..=count).filter_map(|index| unsafe { folders.get_Item(&number(index)) }.ok()).collect())
}

fn read_one(task: &IRegisteredTask) -> Result<Vec<AutostartRecord>> {
    // SAFETY: takes nothing, here as below.
    let name = unsafe { task.Name() }?.to_string();
    // SAFETY: as above.
    let path = unsafe { task.Path() }?.to_string();
    // SAFETY: as above.
    let xml = unsafe { task.Xml() }?.to_string();
    Ok(records(&path, &name, &xml))
}

fn records(path: &str, name: &str, xml: &str) -> Vec<AutostartRecord> {
    let record = |command: Option<String>| AutostartRecord {
        location: Some(wide_text::path(&format!("Task Scheduler{path}"))),
        name: Some(wide_text::clean(name)),
        command,
    };
    let commands = task_xml::commands(xml);
    if commands.is_empty() {
        return vec![record(None)];
    }
    commands.into_iter().map(|command| record(Some(wide_text::start(&command)))).collect()
}

fn system_folder() -> std::result::Result<PathBuf, ObserveError> {
    known_folder::system().map_err(|error| ObserveError::System(error.to_string()))
}

/// The same from the files of the Task Scheduler below `root`; what this user may not read is left out.
fn in_files(root: &Path, deadline: Instant) -> std::io::Result<Vec<AutostartRecord>> {
    let mut waiting = vec![root.to_owned()];
    let (mut found, mut folders) = (Vec::new(), 0_usize);
    while let Some(folder) = waiting.pop() {
        folders = folders.saturating_add(1);
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if folders == 1 => return Err(error),
            Err(_) => continue,
        };
        for entry in entries.flatten() {
            if found.len() >= TASKS_MAX || folders > FOLDERS_MAX || Instant::now() > deadline {
                return Ok(found);
            }
            // Links are not followed.
            let Ok(kind) = entry.file_type() else { continue };
            let path = entry.path();
            if kind.is_dir() {
                waiting.push(path);
            } else if kind.is_file() {
                let mut content = Vec::new();
                let read = std::fs::File::open(&path)
                    .and_then(|file| file.take(FILE_MAX_BYTES).read_to_end(&mut content));
                if let Err(error) = read {
                    log::debug!("a task is closed to this user: {error}");
                    continue;
                }
                let below = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
                let name = entry.file_name();
                let xml = wide_text::of_file(&content);
                found.extend(records(&format!(r"\{below}"), &name.to_string_lossy(), &xml));
            }
        }
    }
    Ok(found)
}

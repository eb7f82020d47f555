//! What an uninstaller asks of the guard. The removal of the programs goes on whatever comes of it, so what the guard
//! cannot open gets a way back that outlives them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Outcome, Texts, remove, say};
use crate::content::{Arg, Locale};
use crate::elevated::Verb;
use crate::platform::durable_file;
use crate::platform::guard::windows::registration;
use crate::platform::windows::admin_folder::{self, Readers};
use crate::platform::windows::restore_program::FILE_NAME as RESTORE_PROGRAM;
use crate::platform::windows::{account, cut_record, known_folder, running_programs, start_menu};

/// The programs that stay open while nobody asks for them.
const STAYING: [&str; 2] = ["kyukyubako.exe", "kyukyubako-notice.exe"];
/// The folder of what administrators kept.
const STORE: &str = "store";
/// Longer than any program of ours.
const PROGRAM_MAX_BYTES: usize = 64 * 1024 * 1024;

/// Ends window and watcher of every user, so that their files can go.
pub(super) fn end_programs() -> Outcome {
    let folder = std::env::current_exe().ok().and_then(|own| own.parent().map(Path::to_owned));
    let ended = folder.is_some_and(|folder| running_programs::end(&folder, &STAYING));
    if ended { Outcome::Done } else { Outcome::Failed }
}

/// Opens the line, then removes the guard and all that administrators kept. Where the line cannot be opened
/// the service goes all the same; the restore program and a sheet that says how to use it stay.
pub(super) fn run(texts: &Texts) -> Outcome {
    end_programs();
    let removed = remove(texts);
    if removed == Outcome::Done {
        forget(texts);
        return removed;
    }
    let left = leave_way_back(texts);
    if let Err(error) = &left {
        log::error!("no way back could be left: {error}");
    }
    if let Err(reason) = registration::remove() {
        log::error!("the service stays: {reason}");
    }
    if let Ok(program) = left {
        say(&texts.with("guard-windows-way-back", &[("program", Arg::Text(&program.to_string_lossy()))]));
    }
    removed
}

/// Removes the guard and, when that is done, what administrators kept. For an uninstaller that would itself follow a link
/// that somebody laid in the stead of that folder.
pub(super) fn remove_and_forget(texts: &Texts) -> Outcome {
    let removed = remove(texts);
    if removed == Outcome::Done {
        match known_folder::program_data() {
            Ok(shared) => forget_store(&shared),
            Err(error) => log::warn!("what administrators kept stays: {error}"),
        }
        cut_record::forget_empty();
    }
    removed
}

/// Only where administrators alone write: between the look and the removal nobody else can change anything there.
fn forget_store(shared: &Path) {
    let store = shared.join(STORE);
    if !store.exists() {
        return;
    }
    if ![shared, &store]
        .into_iter()
        .all(|folder| admin_folder::is_plain(folder) && admin_folder::trusted(folder))
    {
        log::warn!("{} is not ours and stays", store.display());
        return;
    }
    if let Err(error) = fs::remove_dir_all(&store) {
        log::warn!("{} stays: {error}", store.display());
    }
}

/// What only administrators wrote, and the sheet of an earlier removal.
fn forget(texts: &Texts) {
    let mut folders = vec![known_folder::program_data()];
    if account::without_desktop() {
        // A roll-out ran our commands as the system, which has folders like a person's, but no notes.
        folders.extend([known_folder::local_app_data(), known_folder::roaming_app_data()]);
    }
    for folder in folders.into_iter().flatten().filter(|folder| folder.exists()) {
        if let Err(error) = fs::remove_dir_all(&folder) {
            super::failed(texts, "guard-windows-failed", &format!("{}: {error}", folder.display()));
        }
    }
    // Written in whatever language was set then.
    for locale in Locale::ALL {
        for file in on_the_desktop(&Texts::new(locale)).into_iter().flatten() {
            if let Err(error) = durable_file::remove(&file) {
                log::warn!("{}: {error}", file.display());
            }
        }
    }
}

/// Puts the restore program where only administrators write, and a sheet and a link on everybody's desktop.
fn leave_way_back(texts: &Texts) -> io::Result<PathBuf> {
    let beside = std::env::current_exe()?.with_file_name(RESTORE_PROGRAM);
    let folder = known_folder::program_data().map_err(io::Error::other)?;
    admin_folder::ensure_closed(&folder, Readers::Everybody)?;
    let program = folder.join(RESTORE_PROGRAM);
    durable_file::replace(&program, &durable_file::read_bounded(&beside, PROGRAM_MAX_BYTES)?)?;
    let [sheet, link] = on_the_desktop(texts)?;
    let path = program.to_string_lossy();
    let text = texts.with("guard-windows-way-back", &[("program", Arg::Text(&path))]);
    // The mark and the line ends without which an old Notepad shows signs.
    let text = format!("\u{feff}{}\r\n", text.replace('\n', "\r\n"));
    durable_file::replace(&sheet, text.as_bytes())?;
    let entry = start_menu::Entry { program: &program, argument: Verb::Restore.word(), hint: "" };
    start_menu::write(&link, entry).map_err(io::Error::other)?;
    Ok(program)
}

/// The sheet and the link on everybody's desktop.
fn on_the_desktop(texts: &Texts) -> io::Result<[PathBuf; 2]> {
    let desktop = known_folder::public_desktop().map_err(io::Error::other)?;
    let file = |id, ending| desktop.join(format!("{}.{ending}", texts.get(id)));
    Ok([file("guard-windows-way-back-name", "txt"), file("guard-windows-way-back-link", "lnk")])
}

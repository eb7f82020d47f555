//! What an uninstaller asks of the guard. The removal of the programs goes on whatever comes of it, so what the guard
//! cannot open gets a way back that outlives them.

use std::fs;
use std::path::Path;

use super::{Outcome, Texts, failed, note, remove, say};
use crate::content::Arg;
use crate::platform::guard::windows::registration;
use crate::platform::windows::admin_folder;
use crate::platform::windows::restore_program::way_back;
use crate::platform::windows::{account, cut_record, known_folder, running_programs};

/// The programs that stay open while nobody asks for them.
const STAYING: [&str; 2] = ["kyukyubako.exe", "kyukyubako-notice.exe"];
/// The folder of what administrators kept.
const STORE: &str = "store";

/// Ends window and watcher of every user, so that their files can go.
pub(super) fn end_programs() -> Outcome {
    let folder = std::env::current_exe().ok().and_then(|own| own.parent().map(Path::to_owned));
    let ended = folder.is_some_and(|folder| running_programs::end(&folder, &STAYING));
    if ended { Outcome::Done } else { Outcome::Failed }
}

/// Opens the line, then removes the guard and all that administrators kept. Where the line cannot be opened
/// the service goes all the same, once the restore program and what leads a person to it are in their places.
pub(super) fn run(texts: &Texts) -> Outcome {
    end_programs();
    let removed = remove(texts);
    if matches!(removed, Outcome::Done | Outcome::LeftBehind) {
        forget(texts);
        return removed;
    }
    match way_back::leave(texts) {
        Ok(program) => {
            if let Err(reason) = registration::remove() {
                log::error!("the service stays: {reason}");
            }
            say(&texts.with("guard-windows-way-back", &[("program", Arg::Text(&program.to_string_lossy()))]));
        }
        // The last who can open the line stays.
        Err(reason) => {
            note(&format!("no way back is left: {reason}"));
            failed(texts, "guard-windows-no-way-back", &reason);
        }
    }
    removed
}

/// Removes the guard and, when that is done, what administrators kept. For an uninstaller that would itself follow a link
/// that somebody laid in the stead of that folder.
pub(super) fn remove_and_forget(texts: &Texts) -> Outcome {
    let removed = remove(texts);
    if matches!(removed, Outcome::Done | Outcome::LeftBehind) {
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

/// What only administrators wrote, and what an earlier removal left.
fn forget(texts: &Texts) {
    if let Err(reason) = way_back::forget() {
        failed(texts, "guard-windows-failed", &reason);
    }
    let mut folders = vec![known_folder::program_data()];
    if account::without_desktop() {
        // A roll-out ran our commands as the system, which has folders like a person's, but no notes.
        folders.extend([known_folder::local_app_data(), known_folder::roaming_app_data()]);
    }
    for folder in folders.into_iter().flatten().filter(|folder| folder.exists()) {
        if let Err(error) = fs::remove_dir_all(&folder) {
            failed(texts, "guard-windows-failed", &format!("{}: {error}", folder.display()));
        }
    }
}

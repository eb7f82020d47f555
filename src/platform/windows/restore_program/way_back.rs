//! The way back that outlives the guard and the programs: a copy of the restore program where only administrators
//! write, and what leads a person to it. The copy is made when the guard is installed, because at a removal
//! there may be nothing left to copy from.

use std::path::{Path, PathBuf};

use super::{FILE_NAME, beside_this_program, install, reason};
use crate::content::{Arg, Locale, Texts};
use crate::elevated::Verb;
use crate::elevated::sequence::Reason;
use crate::platform::durable_file;
use crate::platform::windows::admin_folder::{self, Readers};
use crate::platform::windows::{cut_record, known_folder, start_menu, trusted_place};

/// Keeps a copy of the restore program that lies beside this program. Returns where.
///
/// # Errors
/// Why there is none, or why that one is not to be trusted.
pub fn keep_copy() -> Result<PathBuf, Reason> {
    let source = beside_this_program().ok_or("this program cannot be found")?;
    let program = durable_file::read_bounded(&source, install::PROGRAM_MAX_BYTES).map_err(reason)?;
    if !program.starts_with(install::PROGRAM_START) {
        return Err(format!("{} is no program", source.display()));
    }
    if let Some(weakness) = trusted_place::weakness(&source) {
        return Err(weakness);
    }
    let copy = copy()?;
    let folder = known_folder::program_data().map_err(reason)?;
    admin_folder::ensure_closed(&folder, Readers::Everybody).map_err(reason)?;
    durable_file::replace(&copy, &program).map_err(reason)?;
    Ok(copy)
}

/// Puts the way back in its place: the program, a sheet and a link on everybody's desktop, its entry in the start
/// menu and among the programs. Returns where the program is.
///
/// # Errors
/// When there is no program, or nothing that would lead a person to it.
pub fn leave(texts: &Texts) -> Result<PathBuf, Reason> {
    let program = keep_copy().or_else(|error| {
        log::warn!("no new copy of the restore program: {error}");
        kept_copy().ok_or(error)
    })?;
    let parts = [write_sheet(texts, &program), write_link(texts, &program), install::enter(texts, &program)];
    // One of them is enough to find the program.
    let (mut leads, mut why) = (false, Reason::new());
    for part in parts {
        match part {
            Ok(()) => leads = true,
            Err(error) => {
                log::error!("a part of the way back is missing: {error}");
                why = error;
            }
        }
    }
    if leads { Ok(program) } else { Err(why) }
}

fn write_sheet(texts: &Texts, program: &Path) -> Result<(), Reason> {
    let [sheet, _] = on_the_desktop(texts)?;
    let text = texts.with("guard-windows-way-back", &[("program", Arg::Text(&program.to_string_lossy()))]);
    // The mark and the line ends without which an old Notepad shows signs.
    let text = format!("\u{feff}{}\r\n", text.replace('\n', "\r\n"));
    durable_file::replace(&sheet, text.as_bytes()).map_err(reason)
}

fn write_link(texts: &Texts, program: &Path) -> Result<(), Reason> {
    let [_, link] = on_the_desktop(texts)?;
    let entry = start_menu::Entry { program, argument: Verb::Restore.word(), hint: "" };
    start_menu::write(&link, entry).map_err(reason)
}

/// Removes what [`leave`] put there; the program goes with the next restart where it runs.
///
/// # Errors
/// Why something of it stays.
pub fn forget() -> Result<(), Reason> {
    install::forget_entries().and(forget_leads()).and(forget_copy())
}

/// Removes what leads to the copy and would outlive it beside a guard that is there again: the sheet and the link on
/// everybody's desktop, and the entry among the programs.
///
/// # Errors
/// Why something of it stays.
pub fn forget_leads() -> Result<(), Reason> {
    let mut removed = install::forget_uninstall_entry();
    // Written in whatever language was set then.
    for locale in Locale::ALL {
        for file in on_the_desktop(&Texts::new(locale))? {
            removed = removed.and(install::remove_file(&file));
        }
    }
    removed
}

/// Removes the copy of the program; with the next restart where it runs.
///
/// # Errors
/// Why it stays.
pub fn forget_copy() -> Result<(), Reason> {
    let copy = copy()?;
    if !copy.exists() {
        return Ok(());
    }
    if !cut_record::shared_is_ours() {
        return Err(format!("{} is not an administrator's", copy.display()));
    }
    if install::remove_file(&copy).is_ok() {
        return Ok(());
    }
    // Under another name, because until then there may be a new one.
    let aside = copy.with_extension(format!("old-{}", jiff::Timestamp::now().as_nanosecond()));
    let left = if std::fs::rename(&copy, &aside).is_ok() { aside } else { copy.clone() };
    install::delete_at_restart(&left)?;
    // Only if nothing else is in it then.
    copy.parent().map_or(Ok(()), install::delete_at_restart)
}

/// The copy that an earlier [`keep_copy`] made, where it is whole and nobody else could exchange it.
fn kept_copy() -> Option<PathBuf> {
    let copy = copy().ok()?;
    let program = durable_file::read_bounded(&copy, install::PROGRAM_MAX_BYTES).ok()?;
    let whole = program.starts_with(install::PROGRAM_START);
    (whole && trusted_place::weakness(&copy).is_none()).then_some(copy)
}

fn copy() -> Result<PathBuf, Reason> {
    Ok(known_folder::program_data().map_err(reason)?.join(FILE_NAME))
}

/// The sheet and the link on everybody's desktop.
fn on_the_desktop(texts: &Texts) -> Result<[PathBuf; 2], Reason> {
    let desktop = known_folder::public_desktop().map_err(reason)?;
    let file = |id, ending| desktop.join(format!("{}.{ending}", texts.get(id)));
    Ok([file("guard-windows-way-back-name", "txt"), file("guard-windows-way-back-link", "lnk")])
}

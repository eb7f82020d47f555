//! What the notice program does: looks whether our filters are in force, and if so says it in the system's
//! own message box, with the way back. It runs as the user who logs on and reads nothing a user could write.

use std::time::Duration;

use super::account::{self, ElevatedRun};
use super::filter_engine::WindowsFilterEngine;
use super::restore_program::FILE_NAME;
use super::{cut_record, known_folder, message_box};
use crate::content::{Locale, Texts};
use crate::core::network::windows::plan;
use crate::core::network::windows::transaction::{EngineError, in_force};
use crate::elevated::Verb;

/// The person must find the password or press a button twice.
const RESTORE_LIMIT: Duration = Duration::from_secs(300);

/// Says that a cut is in force, if one is. True when there was something to say.
#[must_use]
pub fn run() -> bool {
    if !standing() {
        return false;
    }
    tell(&Texts::new(Locale::negotiate(sys_locale::get_locales())));
    true
}

/// Says it, and starts the way back for whoever wants it. Anything but a clear yes leaves all as it is.
pub fn tell(texts: &Texts) {
    if message_box::ask(&texts.get("notice-cut"), &texts.get("notice-plain-ask")) {
        restore(texts);
    }
}

/// Read back from the engine; where it does not answer an ordinary user, the mark stands in: here nothing
/// is claimed but that we cut, and that somebody may be asked.
fn standing() -> bool {
    read_engine().unwrap_or_else(|error| {
        log::debug!("our filters cannot be read: {error}");
        cut_record::is_marked()
    })
}

fn read_engine() -> Result<bool, EngineError> {
    let mut engine = WindowsFilterEngine::open(false)?;
    Ok(in_force(&mut engine, &plan::persistent())? || in_force(&mut engine, &plan::until_restart())?)
}

/// The installed program asks its own question and says how it ended.
fn restore(texts: &Texts) {
    let program = known_folder::program_files().map(|folder| folder.join(FILE_NAME));
    let started = match program {
        Ok(program) if program.is_file() => {
            account::run_elevated(&program, Verb::Restore.word(), RESTORE_LIMIT)
        }
        _ => ElevatedRun::Failed(FILE_NAME.to_owned()),
    };
    if let ElevatedRun::Failed(reason) = started {
        log::error!("{reason}");
        message_box::show_message(&texts.get("notice-cut"), &texts.get("notice-program-missing"));
    }
}

//! Our filters as an ordinary user can see them, and the record of the elevated program.

use crate::core::guard::{Reply, Request};
use crate::core::network::journal::{Change, JOURNAL_MAX_BYTES, Journal};
use crate::core::network::windows::judge::Filters;
use crate::core::network::windows::plan;
use crate::core::network::windows::transaction::{EngineError, in_force};
use crate::platform::durable_file;
use crate::platform::guard::{self, GuardError};
use crate::platform::windows::admin_folder::owned_by_administrators;
use crate::platform::windows::filter_engine::WindowsFilterEngine;
use crate::platform::windows::restore_program::journal_path;

/// Reads our filters from the engine. Everybody may see ours; where the engine does not answer this
/// user all the same, the guard's own reading stands in. A record of ours proves nothing: it says what
/// was done, not what still is. Either way connections must be refused at once too before anything is
/// called cut.
#[must_use]
pub fn read() -> Filters {
    match read_engine() {
        Ok(true) => Filters::InForce,
        Ok(false) => Filters::Absent,
        Err(error) => {
            log::debug!("our filters cannot be read: {error}");
            match guard::ask(&Request::Status) {
                Ok(Reply::Status(status)) if status.in_force => Filters::InForce,
                Ok(_) | Err(GuardError::Absent) => Filters::Unknown,
                Err(error) => {
                    log::warn!("the guard does not say how things stand: {error}");
                    Filters::Unknown
                }
            }
        }
    }
}

fn read_engine() -> Result<bool, EngineError> {
    let mut engine = WindowsFilterEngine::open(false)?;
    Ok(in_force(&mut engine, &plan::persistent())? || in_force(&mut engine, &plan::until_restart())?)
}

/// True when the elevated program has a cut on record.
#[must_use]
pub fn on_record() -> bool {
    record().is_some()
}

/// The elevated program's journal. Only a file that administrators own counts.
fn record() -> Option<Journal> {
    let path = journal_path().ok()?;
    if !path.parent().is_some_and(owned_by_administrators) || !owned_by_administrators(&path) {
        return None;
    }
    let journal = durable_file::read_bounded(&path, JOURNAL_MAX_BYTES)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| Journal::decode(&text).ok());
    journal.filter(|journal| journal.changes.contains(&Change::FiltersSet))
}

//! Our filters as an ordinary user can see them, and the mark that the elevated program leaves.

use crate::core::guard::{Reply, Request};
use crate::core::network::windows::judge::Filters;
use crate::core::network::windows::plan;
use crate::core::network::windows::transaction::{EngineError, in_force};
use crate::platform::guard::{self, GuardError};
use crate::platform::windows::cut_record;
use crate::platform::windows::filter_engine::WindowsFilterEngine;

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

/// True when our filters are there and the next restart removes them; false when the engine does not say.
#[must_use]
pub fn end_with_restart() -> bool {
    let read = || -> Result<bool, EngineError> {
        let mut engine = WindowsFilterEngine::open(false)?;
        Ok(in_force(&mut engine, &plan::until_restart())? && !in_force(&mut engine, &plan::persistent())?)
    };
    read().unwrap_or_else(|error| {
        log::debug!("our filters cannot be read: {error}");
        false
    })
}

fn read_engine() -> Result<bool, EngineError> {
    let mut engine = WindowsFilterEngine::open(false)?;
    Ok(in_force(&mut engine, &plan::persistent())? || in_force(&mut engine, &plan::until_restart())?)
}

/// True when the elevated program or the guard left word of a cut. It proves nothing: there may be something to
/// take back, and whoever is asked to do it looks for himself.
#[must_use]
pub fn on_record() -> bool {
    cut_record::is_marked()
}

//! The packet filters of this PC and the record of them, as the guard works on both.

use std::path::PathBuf;

use crate::core::network::journal::{JOURNAL_MAX_BYTES, Journal};
use crate::core::network::windows::plan::{self, Plan};
use crate::core::network::windows::transaction::{self, EngineError, FilterEngine as _};
use crate::platform::durable_file;
use crate::platform::windows::filter_engine::WindowsFilterEngine;
use crate::platform::windows::{admin_folder, cut_record, tcp_sessions, under_wine};

/// `RPC_S_UNKNOWN_IF`: what Wine answers instead of a filter engine.
const NO_ENGINE: u32 = 1764;

/// This PC. The engine is opened for each call: it may be restarted at any time.
#[derive(Debug)]
pub struct FilteredPc {
    record: PathBuf,
}

type Reason = String;

impl FilteredPc {
    /// This PC, with the record of a cut at its place.
    ///
    /// # Errors
    /// When that place is unknown.
    pub fn of_this_pc() -> windows::core::Result<Self> {
        Ok(Self { record: cut_record::path()? })
    }

    /// Reads the record; `None` when there is none that an administrator wrote.
    ///
    /// # Errors
    /// When something is there and cannot be read.
    pub fn read_record(&self) -> Result<Option<Journal>, Reason> {
        if !self.record.exists() {
            return Ok(None);
        }
        // Neither the folder nor the one above may lead elsewhere: somebody else may own that place.
        let mut folders = self.record.ancestors().skip(1).take(2);
        let ours = folders.all(|folder| admin_folder::is_plain(folder) && admin_folder::trusted(folder));
        if !ours || !admin_folder::trusted(&self.record) {
            log::warn!("{} is not an administrator's, and not believed", self.record.display());
            return Ok(None);
        }
        match durable_file::read_bounded(&self.record, JOURNAL_MAX_BYTES) {
            Ok(bytes) => {
                let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
                Journal::decode(&text).map(Some).map_err(|error| error.to_string())
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Writes and syncs the record, in a folder that only administrators write.
    ///
    /// # Errors
    /// Why not, here as below.
    pub fn save_record(&self, journal: &Journal) -> Result<(), Reason> {
        cut_record::ensure_folder().map_err(reason)?;
        let text = journal.encode().map_err(reason)?;
        durable_file::replace(&self.record, text.as_bytes()).map_err(reason)?;
        if !journal.changes.is_empty() {
            cut_record::mark();
        }
        Ok(())
    }

    /// Removes the record.
    ///
    /// # Errors
    /// As above.
    pub fn delete_record(&self) -> Result<(), Reason> {
        if !cut_record::is_ours() {
            // Where it is somebody else's, nothing of ours is in it.
            return Ok(());
        }
        cut_record::unmark();
        durable_file::remove(&self.record).map_err(reason)
    }

    /// Puts exactly `plan` in force, visible to every user where the engine allows that.
    ///
    /// # Errors
    /// As above.
    pub fn set(&self, plan: &Plan) -> Result<(), Reason> {
        let set = |visible| transaction::apply(&mut WindowsFilterEngine::open(visible)?, plan);
        set(true)
            .or_else(|error: EngineError| {
                log::warn!("filters that users can see are refused ({error}), trying without");
                set(false)
            })
            .map_err(reason)
    }

    /// Reads back whether every filter of `plan` that works now is there.
    ///
    /// # Errors
    /// As above.
    pub fn shows(&self, plan: &Plan) -> Result<bool, Reason> {
        let mut engine = WindowsFilterEngine::open(false).map_err(reason)?;
        transaction::in_force(&mut engine, plan).map_err(reason)
    }

    /// Reads whether any filter carries our key.
    ///
    /// # Errors
    /// As above.
    pub fn shows_any(&self) -> Result<bool, Reason> {
        let mut engine = match WindowsFilterEngine::open(false) {
            // No engine at all, so no filters.
            Err(error) if error.code == NO_ENGINE && under_wine::in_a_test() => return Ok(false),
            engine => engine.map_err(reason)?,
        };
        Ok(!engine.filters_of(plan::PROVIDER).map_err(reason)?.is_empty())
    }

    /// Removes every filter that carries our key.
    ///
    /// # Errors
    /// As above.
    pub fn remove_all(&self) -> Result<(), Reason> {
        let mut engine = WindowsFilterEngine::open(false).map_err(reason)?;
        transaction::remove(&mut engine).map_err(reason)
    }

    /// Ends established sessions, as far as the system permits.
    ///
    /// # Errors
    /// As above; when every single one refused.
    pub fn end_all_sessions(&self) -> Result<(), Reason> {
        let ended = tcp_sessions::destroy_all()?;
        log::info!("sessions ended: {}, refused: {}", ended.ended, ended.refused);
        if ended.ended == 0 && ended.refused > 0 {
            return Err(format!("all {} sessions refused to end", ended.refused));
        }
        Ok(())
    }
}

fn reason(error: impl std::fmt::Display) -> Reason {
    error.to_string()
}

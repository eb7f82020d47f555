//! From the window, which is nobody in particular, to the administrator's process: the very bytes that were shown.

use crate::core::guard::{Reply, Request};
use crate::core::kept::{KeepReport, KeepResult, PinKept, worth_keeping};
use crate::core::pack::PackFingerprint;
use crate::core::settings::Settings;
use crate::platform::guard::GuardError;
use crate::platform::storage::settings_file;

use super::{AdminStore, AdminStoreError, settings_of};

/// Largest bytes that are taken. Eight contacts of each kind and sixteen tools are far less.
pub const HANDED_MAX_BYTES: usize = 64 * 1024;

/// What was handed over, understood to the last line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// What is to be kept.
    pub settings: Settings,
    /// SHA-256 of the bytes.
    pub fingerprint: PackFingerprint,
}

/// Why it cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum HandedError {
    /// Larger than [`HANDED_MAX_BYTES`], or not UTF-8.
    #[error("not a settings file")]
    NotText,
    /// A line cannot be used.
    #[error(transparent)]
    Content(#[from] AdminStoreError),
    /// There is no name, no number and no tool in it.
    #[error("nothing to keep")]
    Nothing,
}

impl Handed {
    /// Reads `bytes` as a settings file. Only name, numbers and tools count; all of the rest must be sound, too.
    ///
    /// # Errors
    /// [`HandedError`].
    pub fn read(bytes: &[u8]) -> Result<Self, HandedError> {
        if bytes.len() > HANDED_MAX_BYTES {
            return Err(HandedError::NotText);
        }
        let settings = settings_of(std::str::from_utf8(bytes).map_err(|_| HandedError::NotText)?)?;
        match settings == Settings::default() {
            true => Err(HandedError::Nothing),
            false => Ok(Self { settings, fingerprint: PackFingerprint::of(bytes) }),
        }
    }

    /// Keeps it in `store`, and then gives `pin` to the guard.
    #[must_use]
    pub fn keep(
        &self,
        store: &AdminStore,
        heading: &str,
        pin: Option<&str>,
        guard: &dyn Fn(&Request) -> Result<Reply, GuardError>,
    ) -> KeepReport {
        if let Err(error) = store.keep_settings(&self.settings, heading) {
            log::error!("not kept: {error}");
            return match error {
                AdminStoreError::Untrusted(_) => KeepResult::OpenToOthers.into(),
                _ => KeepResult::Failed.into(),
            };
        }
        KeepReport { result: KeepResult::Kept, pin: pin.map_or(PinKept::NotGiven, |pin| give(pin, guard)) }
    }
}

/// Makes `pin` the guard's PIN.
pub fn give(pin: &str, guard: &dyn Fn(&Request) -> Result<Reply, GuardError>) -> PinKept {
    match guard(&Request::SetPin { pin: pin.to_owned() }) {
        Ok(Reply::PinSet) => PinKept::Set,
        Err(GuardError::Absent) => PinKept::NoGuard,
        Ok(Reply::Refused { why }) => {
            log::error!("the guard took no PIN: {why:?}");
            PinKept::Failed
        }
        Ok(_) => PinKept::Failed,
        Err(error) => {
            log::error!("the guard took no PIN: {error}");
            PinKept::Failed
        }
    }
}

/// The bytes to hand over for `settings`, always the same for the same settings.
#[must_use]
pub fn hand_over_text(settings: &Settings) -> String {
    settings_file::write(None, &worth_keeping(settings), "")
}

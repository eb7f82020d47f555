//! Setting the plan and taking it back, each in one transaction: all of it or none.

use thiserror::Error;

use super::plan::{self, Filter, Guid, Lifetime, Plan};

/// A refusal of the filter engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{call} answered {code:#010x}")]
pub struct EngineError {
    /// Which call.
    pub call: &'static str,
    /// Its answer.
    pub code: u32,
}

/// `ERROR_ACCESS_DENIED`.
pub const ACCESS_DENIED: u32 = 5;
/// `FWP_E_FILTER_NOT_FOUND`.
pub const FILTER_NOT_FOUND: u32 = 0x8032_0003;
/// `FWP_E_PROVIDER_NOT_FOUND`.
pub const PROVIDER_NOT_FOUND: u32 = 0x8032_0005;
/// `FWP_E_SUBLAYER_NOT_FOUND`.
pub const SUBLAYER_NOT_FOUND: u32 = 0x8032_0007;

/// The calls that a plan needs, one for one. The real engine or a fake.
pub trait FilterEngine {
    /// Begins a transaction.
    ///
    /// # Errors
    /// The engine's answer, here as in every other call.
    fn begin(&mut self) -> Result<(), EngineError>;
    /// Makes all of the transaction true.
    ///
    /// # Errors
    /// As above.
    fn commit(&mut self) -> Result<(), EngineError>;
    /// Forgets all of the transaction.
    ///
    /// # Errors
    /// As above.
    fn abort(&mut self) -> Result<(), EngineError>;
    /// Adds our provider.
    ///
    /// # Errors
    /// As above.
    fn add_provider(&mut self, key: Guid, persistent: bool) -> Result<(), EngineError>;
    /// Adds our sublayer.
    ///
    /// # Errors
    /// As above.
    fn add_sublayer(
        &mut self,
        key: Guid,
        provider: Guid,
        weight: u16,
        persistent: bool,
    ) -> Result<(), EngineError>;
    /// Adds one filter to our sublayer.
    ///
    /// # Errors
    /// As above.
    fn add_filter(&mut self, filter: &Filter, provider: Guid, sublayer: Guid) -> Result<(), EngineError>;
    /// Removes a filter.
    ///
    /// # Errors
    /// [`FILTER_NOT_FOUND`] when there is none.
    fn delete_filter(&mut self, key: Guid) -> Result<(), EngineError>;
    /// Removes a sublayer; it must be empty.
    ///
    /// # Errors
    /// [`SUBLAYER_NOT_FOUND`] when there is none.
    fn delete_sublayer(&mut self, key: Guid) -> Result<(), EngineError>;
    /// Removes a provider; nothing may carry it any more.
    ///
    /// # Errors
    /// [`PROVIDER_NOT_FOUND`] when there is none.
    fn delete_provider(&mut self, key: Guid) -> Result<(), EngineError>;
    /// True when a filter of this key is there.
    ///
    /// # Errors
    /// As above; "not found" is an answer, not an error.
    fn has_filter(&mut self, key: Guid) -> Result<bool, EngineError>;
    /// Keys of all filters that carry `provider`.
    ///
    /// # Errors
    /// As above.
    fn filters_of(&mut self, provider: Guid) -> Result<Vec<Guid>, EngineError>;
}

/// Puts exactly `plan` in force, replacing whatever of ours was there, with no gap in between.
///
/// # Errors
/// The first refusal; nothing has changed then.
pub fn apply(engine: &mut dyn FilterEngine, plan: &Plan) -> Result<(), EngineError> {
    in_transaction(engine, |engine| {
        delete_ours(engine)?;
        engine.add_provider(plan::PROVIDER, plan.persistent)?;
        engine.add_sublayer(plan::SUBLAYER, plan::PROVIDER, plan::SUBLAYER_WEIGHT, plan.persistent)?;
        plan.filters.iter().try_for_each(|filter| engine.add_filter(filter, plan::PROVIDER, plan::SUBLAYER))
    })
}

/// Removes everything that carries our keys, and nothing else. No plan and no journal is needed.
///
/// # Errors
/// The first refusal; nothing has changed then.
pub fn remove(engine: &mut dyn FilterEngine) -> Result<(), EngineError> {
    in_transaction(engine, delete_ours)
}

/// True when every filter of `plan` that works now is in the engine. Boot-time filters work only
/// before the engine runs, so they say nothing about now.
///
/// # Errors
/// The engine's answer; then nothing is known.
pub fn in_force(engine: &mut dyn FilterEngine, plan: &Plan) -> Result<bool, EngineError> {
    for filter in plan.filters.iter().filter(|filter| filter.lifetime != Lifetime::BootTime) {
        if !engine.has_filter(filter.key)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn delete_ours(engine: &mut dyn FilterEngine) -> Result<(), EngineError> {
    // Real state first: an older or newer program of ours may have set other keys.
    let mut keys = engine.filters_of(plan::PROVIDER)?;
    keys.extend(plan::all_filter_keys());
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        ignore(engine.delete_filter(key), FILTER_NOT_FOUND)?;
    }
    ignore(engine.delete_sublayer(plan::SUBLAYER), SUBLAYER_NOT_FOUND)?;
    ignore(engine.delete_provider(plan::PROVIDER), PROVIDER_NOT_FOUND)
}

fn ignore(answer: Result<(), EngineError>, code: u32) -> Result<(), EngineError> {
    match answer {
        Err(error) if error.code == code => Ok(()),
        other => other,
    }
}

fn in_transaction(
    engine: &mut dyn FilterEngine,
    work: impl FnOnce(&mut dyn FilterEngine) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    engine.begin()?;
    let outcome = match work(engine) {
        Ok(()) => engine.commit(),
        Err(error) => Err(error),
    };
    if outcome.is_err() {
        // The first refusal is the one to report; closing the engine would abort as well.
        let _ = engine.abort();
    }
    outcome
}

#[cfg(test)]
#[path = "transaction_tests.rs"]
mod tests;

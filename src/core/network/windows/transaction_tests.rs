use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::core::network::windows::plan::{PROVIDER, SUBLAYER, persistent, until_restart};

/// What the engine holds. Objects refer to each other as in the real one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct State {
    providers: BTreeSet<Guid>,
    /// Sublayer to its provider.
    sublayers: BTreeMap<Guid, Guid>,
    /// Filter to its provider and sublayer.
    filters: BTreeMap<Guid, (Guid, Guid)>,
}

const IN_USE: u32 = 0x8032_000a;
const ALREADY_EXISTS: u32 = 0x8032_0009;
const INJECTED: u32 = 1764;

/// A transactional engine that refuses the call of the given number.
#[derive(Debug, Default)]
struct FakeEngine {
    committed: State,
    open: Option<State>,
    calls: usize,
    refuse: Option<usize>,
}

impl FakeEngine {
    fn call(&mut self, call: &'static str) -> Result<&mut State, EngineError> {
        let number = self.calls;
        self.calls += 1;
        if self.refuse == Some(number) {
            return Err(EngineError { call, code: INJECTED });
        }
        Ok(self.open.as_mut().unwrap_or(&mut self.committed))
    }
}

fn check(holds: bool, call: &'static str, code: u32) -> Result<(), EngineError> {
    if holds { Ok(()) } else { Err(EngineError { call, code }) }
}

impl FilterEngine for FakeEngine {
    fn begin(&mut self) -> Result<(), EngineError> {
        self.call("begin")?;
        assert!(self.open.is_none(), "transactions do not nest");
        self.open = Some(self.committed.clone());
        Ok(())
    }
    fn commit(&mut self) -> Result<(), EngineError> {
        self.call("commit")?;
        self.committed = self.open.take().expect("commit without begin");
        Ok(())
    }
    fn abort(&mut self) -> Result<(), EngineError> {
        self.open = None;
        self.call("abort").map(drop)
    }
    fn add_provider(&mut self, key: Guid, _persistent: bool) -> Result<(), EngineError> {
        let new = self.call("add_provider")?.providers.insert(key);
        check(new, "add_provider", ALREADY_EXISTS)
    }
    fn add_sublayer(
        &mut self,
        key: Guid,
        provider: Guid,
        weight: u16,
        _persistent: bool,
    ) -> Result<(), EngineError> {
        assert_eq!(weight, u16::MAX);
        let state = self.call("add_sublayer")?;
        check(state.providers.contains(&provider), "add_sublayer", PROVIDER_NOT_FOUND)?;
        check(state.sublayers.insert(key, provider).is_none(), "add_sublayer", ALREADY_EXISTS)
    }
    fn add_filter(&mut self, filter: &Filter, provider: Guid, sublayer: Guid) -> Result<(), EngineError> {
        let state = self.call("add_filter")?;
        check(state.providers.contains(&provider), "add_filter", PROVIDER_NOT_FOUND)?;
        check(state.sublayers.contains_key(&sublayer), "add_filter", SUBLAYER_NOT_FOUND)?;
        let new = state.filters.insert(filter.key, (provider, sublayer)).is_none();
        check(new, "add_filter", ALREADY_EXISTS)
    }
    fn delete_filter(&mut self, key: Guid) -> Result<(), EngineError> {
        let found = self.call("delete_filter")?.filters.remove(&key).is_some();
        check(found, "delete_filter", FILTER_NOT_FOUND)
    }
    fn delete_sublayer(&mut self, key: Guid) -> Result<(), EngineError> {
        let state = self.call("delete_sublayer")?;
        check(state.filters.values().all(|(_, s)| *s != key), "delete_sublayer", IN_USE)?;
        check(state.sublayers.remove(&key).is_some(), "delete_sublayer", SUBLAYER_NOT_FOUND)
    }
    fn delete_provider(&mut self, key: Guid) -> Result<(), EngineError> {
        let state = self.call("delete_provider")?;
        let free =
            state.filters.values().all(|(p, _)| *p != key) && state.sublayers.values().all(|p| *p != key);
        check(free, "delete_provider", IN_USE)?;
        check(state.providers.remove(&key), "delete_provider", PROVIDER_NOT_FOUND)
    }
    fn has_filter(&mut self, key: Guid) -> Result<bool, EngineError> {
        Ok(self.call("has_filter")?.filters.contains_key(&key))
    }
    fn filters_of(&mut self, provider: Guid) -> Result<Vec<Guid>, EngineError> {
        let state = self.call("filters_of")?;
        Ok(state.filters.iter().filter(|(_, (p, _))| *p == provider).map(|(key, _)| *key).collect())
    }
}

/// Somebody else's firewall, which we must never touch.
fn others() -> State {
    State {
        providers: BTreeSet::from([Guid(1)]),
        sublayers: BTreeMap::from([(Guid(2), Guid(1))]),
        filters: BTreeMap::from([(Guid(3), (Guid(1), Guid(2)))]),
    }
}

#[test]
fn the_plan_is_in_force_and_its_inverse_leaves_what_was_there() {
    for plan in [persistent(), until_restart()] {
        let mut engine = FakeEngine { committed: others(), ..FakeEngine::default() };
        assert_eq!(in_force(&mut engine, &plan), Ok(false));
        apply(&mut engine, &plan).unwrap();
        assert_eq!(in_force(&mut engine, &plan), Ok(true));
        assert_eq!(engine.committed.filters.len(), plan.filters.len() + 1);
        remove(&mut engine).unwrap();
        assert_eq!(engine.committed, others());
        remove(&mut engine).unwrap();
        assert_eq!(engine.committed, others());
    }
}

#[test]
fn a_second_cut_replaces_the_first_whatever_its_lifetime() {
    let mut engine = FakeEngine::default();
    for plan in [until_restart(), persistent(), persistent(), until_restart()] {
        apply(&mut engine, &plan).unwrap();
        let keys: BTreeSet<_> = engine.committed.filters.keys().copied().collect();
        assert_eq!(keys, plan.filters.iter().map(|f| f.key).collect());
    }
}

#[test]
fn filters_of_another_version_of_ours_are_taken_back_too() {
    let mut engine = FakeEngine { committed: others(), ..FakeEngine::default() };
    apply(&mut engine, &persistent()).unwrap();
    engine.committed.filters.insert(Guid(99), (PROVIDER, SUBLAYER));
    remove(&mut engine).unwrap();
    assert_eq!(engine.committed, others());
}

#[test]
fn a_refusal_at_any_call_changes_nothing() {
    for plan in [persistent(), until_restart()] {
        let mut complete = FakeEngine { committed: others(), ..FakeEngine::default() };
        apply(&mut complete, &plan).unwrap();
        assert!(complete.calls > plan.filters.len());
        for refused in 0..complete.calls {
            let mut engine =
                FakeEngine { committed: others(), refuse: Some(refused), ..FakeEngine::default() };
            let error = apply(&mut engine, &plan).unwrap_err();
            assert_eq!(error.code, INJECTED, "call {refused}");
            assert!(engine.open.is_none(), "call {refused} ({}) left a transaction open", error.call);
            assert_eq!(engine.committed, others(), "call {refused} ({})", error.call);
        }
    }
}

#[test]
fn a_refusal_at_any_call_of_the_inverse_keeps_the_cut_whole() {
    let mut cut = FakeEngine { committed: others(), ..FakeEngine::default() };
    apply(&mut cut, &persistent()).unwrap();
    let cut = cut.committed;
    let mut complete = FakeEngine { committed: cut.clone(), ..FakeEngine::default() };
    remove(&mut complete).unwrap();
    for refused in 0..complete.calls {
        let mut engine =
            FakeEngine { committed: cut.clone(), refuse: Some(refused), ..FakeEngine::default() };
        assert_eq!(remove(&mut engine).unwrap_err().code, INJECTED, "call {refused}");
        assert!(engine.open.is_none(), "call {refused}");
        assert_eq!(engine.committed, cut, "call {refused}");
    }
}

#[test]
fn a_single_missing_filter_is_not_in_force() {
    let plan = persistent();
    let mut engine = FakeEngine::default();
    apply(&mut engine, &plan).unwrap();
    for filter in &plan.filters {
        let saved = engine.committed.filters.remove(&filter.key).unwrap();
        let works_now = filter.lifetime != Lifetime::BootTime;
        assert_eq!(in_force(&mut engine, &plan), Ok(!works_now), "{filter:?}");
        engine.committed.filters.insert(filter.key, saved);
    }
}

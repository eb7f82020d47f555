use super::*;

const NOON: Timestamp = Timestamp(1_700_000_000_000);
const DRILL_END: Timestamp = Timestamp(1_700_000_060_000);

/// What is true of the PC.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Pc {
    record: Option<Journal>,
    filters: Option<Plan>,
}

#[derive(Debug, Default)]
struct State {
    pc: Pc,
    step: usize,
    refuse: Vec<usize>,
    history: Vec<Pc>,
}

/// A PC that refuses the steps of the given numbers.
#[derive(Debug, Default)]
struct FakePc(Mutex<State>);

impl FakePc {
    fn step<T>(&self, work: impl FnOnce(&mut Pc) -> T) -> Result<T, Reason> {
        let mut state = self.0.lock().unwrap();
        let refused = state.refuse.contains(&state.step);
        state.step += 1;
        if refused {
            return Err("refused".to_owned());
        }
        let answer = work(&mut state.pc);
        let pc = state.pc.clone();
        state.history.push(pc);
        Ok(answer)
    }
}

impl FilterPc for FakePc {
    fn now(&self) -> Timestamp {
        NOON
    }
    fn record(&self) -> Record {
        self.step(|pc| pc.record.clone().map_or(Record::Absent, Record::Whole)).unwrap_or_else(Record::Broken)
    }
    fn write_record(&self, journal: &Journal) -> Result<(), Reason> {
        self.step(|pc| pc.record = Some(journal.clone()))
    }
    fn remove_record(&self) -> Result<(), Reason> {
        self.step(|pc| pc.record = None)
    }
    fn apply(&self, plan: &Plan) -> Result<(), Reason> {
        self.step(|pc| pc.filters = Some(plan.clone()))
    }
    fn in_force(&self, plan: &Plan) -> Result<bool, Reason> {
        self.step(|pc| pc.filters.as_ref() == Some(plan))
    }
    fn any_of_ours(&self) -> Result<bool, Reason> {
        self.step(|pc| pc.filters.is_some())
    }
    fn remove_filters(&self) -> Result<(), Reason> {
        self.step(|pc| pc.filters = None)
    }
    fn end_sessions(&self) -> Result<(), Reason> {
        self.step(|_| ())
    }
}

fn keeper(pc: Pc, refuse: &[usize]) -> FilterKeeper<FakePc> {
    let state = State { pc, refuse: refuse.to_vec(), ..State::default() };
    FilterKeeper::new(FakePc(Mutex::new(state)))
}

fn pc(keeper: &FilterKeeper<FakePc>) -> Pc {
    keeper.pc.0.lock().unwrap().pc.clone()
}

fn history(keeper: &FilterKeeper<FakePc>) -> Vec<Pc> {
    keeper.pc.0.lock().unwrap().history.clone()
}

fn record(drill_until: Option<Timestamp>) -> Journal {
    Journal { drill_until, changes: vec![Change::FiltersSet], ..Journal::new(NOON) }
}

fn cut() -> Pc {
    Pc { record: Some(record(None)), filters: Some(plan::persistent()) }
}

fn drill() -> Pc {
    Pc { record: Some(record(Some(DRILL_END))), filters: Some(plan::until_restart()) }
}

/// Every step refused alone, and every two together.
fn refusals() -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for first in 0..14 {
        all.push(vec![first]);
        all.extend((first + 1..14).map(|second| vec![first, second]));
    }
    all
}

fn lasting(pc: &Pc) -> bool {
    pc.filters.as_ref().is_some_and(|plan| plan.persistent)
}

fn done(applied: &Applied) -> bool {
    applied.ways.iter().any(|way| way.way == Way::Filter && way.result == WayResult::Done)
}

#[test]
fn a_cut_lasts_and_a_drill_does_not() {
    let keeper = keeper(Pc::default(), &[]);
    assert!(done(&keeper.close(Some(DRILL_END))));
    assert_eq!(pc(&keeper), drill());
    let applied = keeper.close(None);
    assert!(done(&applied) && applied.restorable);
    assert_eq!(pc(&keeper), cut());
    let kept = keeper.kept();
    assert_eq!(
        kept,
        Kept { recorded: true, in_force: true, lasting: true, since: Some(NOON), drill_until: None }
    );
}

#[test]
fn no_answer_is_better_than_the_truth() {
    for refuse in refusals() {
        for before in [Pc::default(), drill(), cut(), Pc { record: None, ..cut() }] {
            for drill_until in [None, Some(DRILL_END)] {
                let keeper = keeper(before.clone(), &refuse);
                let applied = keeper.close(drill_until);
                let now = pc(&keeper);
                if done(&applied) {
                    assert!(now.filters.is_some(), "{refuse:?} {before:?}");
                }
                if applied.restorable {
                    assert!(now.record.is_some(), "{refuse:?} {before:?}");
                }
            }
        }
    }
}

#[test]
fn a_drill_never_outlives_a_restart_or_its_record_and_never_weakens_a_cut() {
    for refuse in refusals() {
        let fresh = keeper(Pc::default(), &refuse);
        fresh.close(Some(DRILL_END));
        for pc in history(&fresh) {
            // A record that cannot be read counts as a cut's.
            let unread = refuse.contains(&0);
            assert!(unread || !lasting(&pc), "{refuse:?}: {pc:?}");
            assert!(pc.filters.is_none() || pc.record.is_some() || unread, "{refuse:?}: {pc:?}");
        }
        for before in [cut(), Pc { record: None, ..cut() }] {
            let keeper = keeper(before.clone(), &refuse);
            keeper.close(Some(DRILL_END));
            for pc in history(&keeper) {
                assert!(lasting(&pc), "{refuse:?}: {pc:?}");
            }
        }
        let held = keeper(cut(), &[]);
        held.close(Some(DRILL_END));
        assert_eq!(pc(&held), cut());
    }
}

#[test]
fn a_cut_without_a_record_is_kept_and_put_on_record() {
    let keeper = keeper(Pc { record: None, ..cut() }, &[]);
    assert!(keeper.kept().recorded);
    // The tick leaves it alone: somebody may just be restoring.
    assert!(!keeper.keep_closed());
    keeper.close(None);
    assert_eq!(pc(&keeper), cut());
}

#[test]
fn lost_filters_are_set_again_as_they_were() {
    for whole in [cut(), drill()] {
        let keeper = keeper(Pc { filters: None, ..whole.clone() }, &[]);
        assert!(!keeper.kept().in_force);
        assert!(keeper.keep_closed());
        assert_eq!(pc(&keeper), whole);
        assert!(!keeper.keep_closed());
    }
    assert!(!keeper(Pc::default(), &[]).keep_closed());
}

#[test]
fn a_full_disk_does_not_keep_the_operator_connected() {
    // 0 and 1 are the looks at record and filters, 2 writes the record.
    let keeper = keeper(Pc::default(), &[2]);
    let applied = keeper.close(None);
    assert!(done(&applied) && !applied.restorable);
    assert_eq!(keeper.open().result, RestoreResult::Restored);
    assert_eq!(pc(&keeper), Pc::default());
}

#[test]
fn it_opens_from_every_state_in_which_closing_can_stop() {
    for drill_until in [None, Some(DRILL_END)] {
        for refuse in refusals() {
            let stopped = keeper(Pc::default(), &refuse);
            stopped.close(drill_until);
            for state in history(&stopped) {
                let keeper = keeper(state.clone(), &[]);
                let report = keeper.open();
                assert!(
                    matches!(report.result, RestoreResult::Restored | RestoreResult::NothingToDo),
                    "{state:?}: {report:?}"
                );
                assert_eq!(pc(&keeper), Pc::default());
            }
        }
    }
}

#[test]
fn nothing_is_called_restored_that_is_not() {
    for refuse in refusals() {
        let keeper = keeper(cut(), &refuse);
        let opened = keeper.open();
        keeper.pc.0.lock().unwrap().refuse.clear();
        match opened.result {
            RestoreResult::Restored => {
                // A record that could not be removed closes nothing again.
                assert!(!keeper.keep_closed() && !keeper.kept().recorded, "{refuse:?}");
                assert_eq!(pc(&keeper).filters, None, "{refuse:?}");
                assert!(pc(&keeper).record.is_none_or(|left| left.changes.is_empty()) || refuse.len() > 1);
            }
            RestoreResult::Incomplete => {
                let report = keeper_of(pc(&keeper)).open();
                assert_ne!(report.result, RestoreResult::Incomplete, "{refuse:?}");
            }
            other => panic!("{refuse:?}: {other:?}"),
        }
    }
}

fn keeper_of(pc: Pc) -> FilterKeeper<FakePc> {
    keeper(pc, &[])
}

#[test]
fn a_record_that_somebody_holds_closes_nothing_again() {
    // 0 looks at the record, 1 removes the filters, 2 looks again, 3 removes the record, 4 empties it.
    for refuse in [vec![3], vec![3, 4]] {
        let keeper = keeper(cut(), &refuse);
        let report = keeper.open();
        assert_eq!((report.result, report.reasons.len()), (RestoreResult::Restored, 1), "{refuse:?}");
        assert!(pc(&keeper).record.is_some());
        assert!(!keeper.keep_closed() && !keeper.kept().recorded);
        assert_eq!(pc(&keeper).filters, None, "{refuse:?}");
        // A new cut is one, and the next opening takes all of it back.
        assert!(keeper.close(None).restorable && keeper.kept().recorded);
        assert_eq!(pc(&keeper), cut());
        assert_eq!(keeper.open().result, RestoreResult::Restored);
        assert_eq!(pc(&keeper), Pc::default());
    }
    // An emptied record is none after a restart, too, and goes with the next opening.
    let emptied = Pc { record: Some(Journal::new(NOON)), filters: None };
    let keeper = keeper_of(emptied);
    assert!(!keeper.keep_closed() && !keeper.kept().recorded);
    keeper.open();
    assert_eq!(pc(&keeper), Pc::default());
}

#[test]
fn a_drill_that_became_a_cut_is_none_although_the_record_cannot_be_written() {
    // 0 looks at the record, 1 at lasting filters, 2 writes the record, 3 removes that of the drill.
    for refuse in [vec![2], vec![2, 3]] {
        let keeper = keeper(drill(), &refuse);
        let applied = keeper.close(None);
        assert!(done(&applied) && !applied.restorable, "{refuse:?}");
        assert!(lasting(&pc(&keeper)));
        for kept in [keeper.kept(), keeper_of(pc(&keeper)).kept()] {
            assert!(kept.recorded && kept.drill_until.is_none(), "{refuse:?}: {kept:?}");
        }
        // Nothing weakens it to a drill afterwards.
        let after = keeper_of(pc(&keeper));
        assert!(!after.keep_closed() && lasting(&pc(&after)));
        after.close(Some(DRILL_END));
        assert!(lasting(&pc(&after)));
    }
}

use super::*;

/// What is true of the PC.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Pc {
    journal: bool,
    installed: bool,
    sessions: bool,
    filters: Option<Plan>,
}

/// A PC that refuses the step of the given number, and dies at the given one.
#[derive(Debug)]
struct FakePc {
    pc: Pc,
    step: usize,
    refuse: Vec<usize>,
    answer: bool,
    history: Vec<Pc>,
}

impl FakePc {
    fn new(pc: Pc, refuse: &[usize]) -> Self {
        Self { pc, step: 0, refuse: refuse.to_vec(), answer: true, history: Vec::new() }
    }

    fn step(&mut self, change: impl FnOnce(&mut Pc)) -> Result<(), Reason> {
        let refused = self.refuse.contains(&self.step);
        self.step += 1;
        if refused {
            return Err("refused".to_owned());
        }
        change(&mut self.pc);
        self.history.push(self.pc.clone());
        Ok(())
    }
}

impl Machine for FakePc {
    fn elevated(&self) -> bool {
        true
    }
    fn write_journal(&mut self) -> Result<(), Reason> {
        self.step(|pc| pc.journal = true)
    }
    fn remove_journal(&mut self) -> Result<(), Reason> {
        self.step(|pc| pc.journal = false)
    }
    fn apply(&mut self, plan: &Plan) -> Result<(), Reason> {
        self.step(|pc| pc.filters = Some(plan.clone()))
    }
    fn in_force(&mut self, plan: &Plan) -> Result<bool, Reason> {
        self.step(|_| {})?;
        Ok(self.pc.filters.as_ref() == Some(plan))
    }
    fn remove_filters(&mut self) -> Result<(), Reason> {
        self.step(|pc| pc.filters = None)
    }
    fn end_sessions(&mut self) -> Result<(), Reason> {
        self.step(|pc| pc.sessions = false)
    }
    fn install(&mut self) -> Result<(), Reason> {
        self.step(|pc| pc.installed = true)
    }
    fn uninstall(&mut self) -> Result<(), Reason> {
        self.step(|pc| pc.installed = false)
    }
    fn confirm_restore(&mut self) -> bool {
        self.answer
    }
}

fn online() -> Pc {
    Pc { sessions: true, ..Pc::default() }
}

fn cut_for_good() -> Pc {
    let mut machine = FakePc::new(online(), &[]);
    assert_eq!(run(Verb::Cut, &mut machine), Outcome::Done);
    machine.pc
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

#[test]
fn a_cut_closes_ends_sessions_installs_and_lasts() {
    let pc = cut_for_good();
    assert!(lasting(&pc) && pc.installed && pc.journal && !pc.sessions);
}

#[test]
fn no_lasting_cut_is_ever_without_its_way_back_and_no_answer_is_better_than_the_truth() {
    for refuse in refusals() {
        let mut machine = FakePc::new(online(), &refuse);
        let outcome = run(Verb::Cut, &mut machine);
        for pc in &machine.history {
            assert!(!lasting(pc) || (pc.installed && pc.journal), "{refuse:?}: {pc:?}");
        }
        let pc = &machine.pc;
        match outcome {
            Outcome::Done => assert!(lasting(pc), "{refuse:?}"),
            Outcome::CutUntilRestart => assert!(pc.filters.is_some() && !lasting(pc), "{refuse:?}"),
            Outcome::Failed => {}
            other => panic!("{refuse:?}: {other:?}"),
        }
    }
}

#[test]
fn one_refused_step_short_of_the_filters_still_closes_the_line() {
    // 0 is the look at an older cut, 1 the journal, 2 the filters.
    for refuse in (0..14).filter(|step| *step != 2) {
        let mut machine = FakePc::new(online(), &[refuse]);
        run(Verb::Cut, &mut machine);
        assert!(machine.pc.filters.is_some(), "step {refuse}");
    }
}

#[test]
fn the_line_closes_before_anything_slow_is_done() {
    let mut machine = FakePc::new(online(), &[]);
    run(Verb::Cut, &mut machine);
    let closed = machine.history.iter().position(|pc| pc.filters.is_some()).unwrap();
    let installed = machine.history.iter().position(|pc| pc.installed).unwrap();
    assert!(closed < installed);
}

#[test]
fn a_second_cut_never_opens_the_line() {
    for refuse in refusals() {
        let mut machine = FakePc::new(cut_for_good(), &refuse);
        run(Verb::Cut, &mut machine);
        assert!(machine.history.iter().all(|pc| pc.filters.is_some()), "{refuse:?}");
    }
}

#[test]
fn restore_opens_the_line_from_every_state_in_which_a_cut_can_stop() {
    let mut whole = FakePc::new(online(), &[]);
    run(Verb::Cut, &mut whole);
    for pc in whole.history {
        let mut machine = FakePc::new(pc.clone(), &[]);
        let outcome = run(Verb::Restore, &mut machine);
        assert!(matches!(outcome, Outcome::Done | Outcome::NothingToDo), "{pc:?}: {outcome:?}");
        assert!(machine.pc.filters.is_none() && !machine.pc.journal, "{pc:?}");
    }
}

#[test]
fn no_means_no() {
    for verb in [Verb::Restore, Verb::Uninstall] {
        let mut machine = FakePc { answer: false, ..FakePc::new(cut_for_good(), &[]) };
        assert_eq!(run(verb, &mut machine), Outcome::Refused);
        assert_eq!(machine.pc, cut_for_good());
    }
}

#[test]
fn the_program_stays_for_as_long_as_the_cut_does() {
    for refuse in refusals() {
        let mut machine = FakePc::new(cut_for_good(), &refuse);
        run(Verb::Uninstall, &mut machine);
        for pc in &machine.history {
            assert!(pc.filters.is_none() || pc.installed, "{refuse:?}: {pc:?}");
        }
    }
    let mut machine = FakePc::new(cut_for_good(), &[]);
    assert_eq!(run(Verb::Uninstall, &mut machine), Outcome::Done);
    assert_eq!(machine.pc, Pc { sessions: false, ..online() });
}

#[test]
fn status_tells_the_three_states_apart() {
    let temporary = Pc { filters: Some(plan::until_restart()), ..online() };
    for (pc, expected) in [
        (online(), Outcome::NothingToDo),
        (temporary, Outcome::CutUntilRestart),
        (cut_for_good(), Outcome::Done),
    ] {
        let mut machine = FakePc::new(pc.clone(), &[]);
        assert_eq!(run(Verb::Status, &mut machine), expected);
        assert_eq!(machine.pc, pc);
    }
}

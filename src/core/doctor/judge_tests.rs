//! Every fact has its verdict.

use super::super::worst;
use super::*;

/// A PC on which everything is as it should be.
fn healthy() -> Facts {
    Facts {
        renderer: Some(Renderer::Draws { second_way: false }),
        fonts: Some(Fonts::Whole),
        ways: Some(CutWays { ways: vec![Way::LinkDown], ..CutWays::default() }),
        guard: Some(Guard::Is { presence: GuardPresence::Present, pin_set: true }),
        notification: Some(Notification::Answers),
        watcher: Some(Watcher { at_log_on: true, running: true }),
        settings: Some(SettingsFile::Valid),
        notes: Some(Notes::Writable),
        contacts: Some(contacts_of(30)),
        pack: Some(PackFile::Applied),
        store: Some(AdminKept::Readable),
        build: Some(Build { for_handing_out: true, signature: Some(true) }),
        app_control: Some(AppControl::On),
    }
}

fn contacts_of(days: i64) -> ContactsAge {
    ContactsAge { days, checked_on: "2026-11-22".into(), own_unconfirmed: false, own_old: false }
}

/// The state of `check` among `facts`.
fn state(facts: &Facts, check: Check) -> State {
    judge(facts).into_iter().find(|finding| finding.check == check).unwrap().state
}

#[test]
fn a_healthy_pc_has_nothing_to_mend_and_keeps_the_order() {
    let findings = judge(&healthy());
    assert!(findings.iter().all(|it| it.state == State::Ok && it.mend.is_none()), "{findings:?}");
    assert_eq!(findings.iter().map(|it| it.check).collect::<Vec<_>>(), Check::ALL);
    assert_eq!(worst(&findings), State::Ok);
}

#[test]
fn what_does_not_answer_is_unknown_and_never_well() {
    for finding in judge(&Facts::default()) {
        assert_eq!((finding.state, finding.sentence), (State::Unknown, "doctor-no-answer"));
        assert!(finding.mend.is_some());
    }
    assert_eq!(worst(&[]), State::Unknown);
}

#[test]
fn what_another_system_has_is_not_told() {
    let facts =
        Facts { guard: Some(Guard::NotMade), app_control: Some(AppControl::OtherSystem), ..healthy() };
    let told: Vec<Check> = judge(&facts).into_iter().map(|it| it.check).collect();
    assert!(!told.contains(&Check::Guard) && !told.contains(&Check::SmartAppControl), "{told:?}");
    assert_eq!(told.len(), Check::ALL.len() - 2);
}

#[test]
fn whatever_is_not_well_says_how_to_mend_it() {
    let guards = [GuardPresence::Absent, GuardPresence::Silent, GuardPresence::Present];
    let mut all = vec![healthy(), Facts { guard: Some(Guard::Obstructed), ..healthy() }];
    all.extend(guards.map(|presence| Facts {
        guard: Some(Guard::Is { presence, pin_set: false }),
        ways: Some(CutWays::default()),
        renderer: Some(Renderer::BrokeDown),
        fonts: Some(Fonts::Damaged),
        notification: Some(Notification::NoServer),
        watcher: Some(Watcher { at_log_on: false, running: true }),
        settings: Some(SettingsFile::Broken(None)),
        notes: Some(Notes::NotWritable),
        contacts: Some(contacts_of(400)),
        pack: Some(PackFile::Refused),
        store: Some(AdminKept::Untrusted),
        build: Some(Build { for_handing_out: false, signature: None }),
        app_control: Some(AppControl::Evaluates),
    }));
    for finding in all.iter().flat_map(judge) {
        assert_eq!(finding.mend.is_some(), finding.state != State::Ok, "{finding:?}");
    }
}

#[test]
fn the_red_button_is_judged_by_what_closes_the_line() {
    use State::{Bad, Ok, Unknown, Warn};
    let none = GuardPresence::Absent;
    let ways = |ways: &[Way]| CutWays { ways: ways.to_vec(), ..CutWays::default() };
    for (name, presence, ways, expected) in [
        ("root", none, ways(&[Way::LinkDown, Way::SocketsDestroyed]), Ok),
        ("a desktop user", none, ways(&[Way::NetworkManager]), Ok),
        ("nothing", none, ways(&[]), Bad),
        ("ending sessions alone", none, ways(&[Way::SocketsDestroyed]), Bad),
        ("the Wi-Fi alone", none, ways(&[Way::RadioOff]), Warn),
        ("an administrator on Windows", none, ways(&[Way::RadioOff, Way::Filter]), Ok),
        ("the guard", GuardPresence::Present, ways(&[]), Ok),
        ("a guard that is stuck", GuardPresence::Silent, ways(&[]), Bad),
        ("refused", none, CutWays { refused: true, ..CutWays::default() }, Bad),
        ("no connection", none, CutWays { offline: true, ..CutWays::default() }, Unknown),
    ] {
        let facts =
            Facts { ways: Some(ways), guard: Some(Guard::Is { presence, pin_set: true }), ..healthy() };
        assert_eq!(state(&facts, Check::CutWays), expected, "{name}");
    }
}

#[test]
fn numbers_grow_old_and_a_clock_in_the_past_is_none() {
    use State::{Bad, Ok, Warn};
    for (days, expected) in [(-400, Bad), (-3, Bad), (-2, Ok), (0, Ok), (365, Ok), (366, Warn), (9_000, Warn)]
    {
        let facts = Facts { contacts: Some(contacts_of(days)), ..healthy() };
        assert_eq!(state(&facts, Check::Contacts), expected, "{days}");
    }
    for (own_unconfirmed, own_old) in [(true, false), (false, true)] {
        let age = ContactsAge { own_unconfirmed, own_old, ..contacts_of(1) };
        assert_eq!(state(&Facts { contacts: Some(age), ..healthy() }, Check::Contacts), Warn);
    }
}

#[test]
fn windows_blocks_what_is_not_signed() {
    use State::{Bad, Ok, Warn};
    let signed = Build { for_handing_out: true, signature: Some(true) };
    let unsigned = Build { for_handing_out: false, signature: Some(false) };
    for (control, build, expected) in [
        (AppControl::On, signed, Ok),
        (AppControl::On, unsigned, Bad),
        (AppControl::Evaluates, unsigned, Warn),
        (AppControl::Off, unsigned, Ok),
        (AppControl::NotThere, unsigned, Ok),
    ] {
        let facts = Facts { app_control: Some(control), build: Some(build), ..healthy() };
        assert_eq!(state(&facts, Check::SmartAppControl), expected, "{control:?} {build:?}");
    }
    let lost = Build { for_handing_out: true, signature: Some(false) };
    for (build, expected) in
        [(signed, Ok), (unsigned, Warn), (lost, Bad), (Build { for_handing_out: true, signature: None }, Ok)]
    {
        assert_eq!(state(&Facts { build: Some(build), ..healthy() }, Check::Build), expected, "{build:?}");
    }
}

//! The observers of this PC, on the PC itself.

use std::time::Instant;

use kyukyubako::core::detection::snapshot::Snapshot;
use kyukyubako::platform::observers::background::Background;
use kyukyubako::platform::observers::{OBSERVER_WAIT, RECORDS_MAX, Seen, Wanted, native};

fn count(seen: &Seen) -> usize {
    match seen {
        Seen::Connections(records) => records.len(),
        Seen::Services(records) => records.len(),
        Seen::Pipes(records) | Seen::Restrictions(records) => records.len(),
        Seen::Files(records) => records.len(),
        Seen::Autostarts(records) => records.len(),
        Seen::RemoteSessions(records) => records.len(),
    }
}

#[test]
fn each_answers_in_time_and_within_bounds_whatever_this_pc_is() {
    let wanted = Wanted { pids: [std::process::id()].into() };
    for mut observer in native() {
        for look in ["first", "next"] {
            let start = Instant::now();
            let seen = observer.observe(&wanted);
            let took = start.elapsed();
            let name = observer.name();
            match &seen {
                Ok(seen) => eprintln!("{name:<12} {look:<6} {took:>10.1?} {} records", count(seen)),
                Err(error) => eprintln!("{name:<12} {look:<6} {took:>10.1?} {error}"),
            }
            // Twice the bound of one look: this PC may be busy.
            assert!(took < OBSERVER_WAIT * 2, "{name}: {took:?}");
            assert!(seen.is_ok_and(|seen| count(&seen) <= RECORDS_MAX) || name == "sessions", "{name}");
        }
    }
}

#[test]
fn together_on_their_threads_they_fill_a_snapshot() {
    let _listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let own = std::process::id();
    let mut background = Background::start(native());
    background.look_now(&Wanted { pids: [own].into() }, OBSERVER_WAIT * 2);
    let mut snapshot = Snapshot::default();
    background.add_to(&mut snapshot);
    let listens =
        snapshot.connections.iter().any(|c| c.pid == Some(own) && c.state.as_deref() == Some("listen"));
    assert!(listens, "{:?}", snapshot.connections);
}

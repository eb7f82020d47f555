//! Cut and restore on real kernel state while everything goes wrong that can: calls that fail, lie or die
//! half-way, a full disk, a journal with flipped bytes, two at once, links that come and go, a program
//! killed. The clock is injected, so that a round takes milliseconds.

#![allow(
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "shared by tests and the bench: it stops where it cannot go on"
)]

use std::fmt;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use kyukyubako::core::Timestamp;
use kyukyubako::core::network::journal::{Change, Journal};
use kyukyubako::core::network::{RestoreAuthority, RestoreResult};
use kyukyubako::platform::NetworkLine as _;
use kyukyubako::platform::network::LinePaths;
use kyukyubako::platform::network::driver::{Clock, Line};
use kyukyubako::platform::network::journal_store::{JournalStore, Stored};
use kyukyubako::platform::network::line_ops::LineOps;
use kyukyubako::platform::network::linux::LinuxOps;

use super::faulty::{Faulty, HOW, How, SCRIPTED};
use super::kernel::{Kernel, raise, remove};
use super::lab::{Lab, PROGRAM};

const JOURNAL: &str = "/var/lib/kyukyubako/cut-journal";
const COPY: &str = "/run/kyukyubako/cut-journal";
const TARGETS: [&str; 4] =
    ["198.51.100.1:7100", "[2001:db8:1::1]:7100", "198.51.99.1:7100", "[2001:db8:2::1]:7100"];

/// What came of all rounds.
#[derive(Debug, Default)]
pub struct Totals {
    pub rounds: u32,
    pub cuts_claimed: u32,
    pub deaths: u32,
    pub records_lost: u32,
    pub false_cuts: u32,
    pub unrestorable: u32,
    pub seconds: f64,
    pub notes: Vec<String>,
}

impl Totals {
    /// Something is not back.
    fn note(&mut self, what: &str) {
        self.unrestorable += 1;
        let note = format!("round {}: {what}", self.rounds);
        // At once: what is found at the end may be too late.
        eprintln!("{note}");
        self.notes.push(note);
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "{} rounds in {:.0} s: {} cuts claimed, {} deaths, {} records lost whole; false cuts {}, unrestorable {}",
            self.rounds,
            self.seconds,
            self.cuts_claimed,
            self.deaths,
            self.records_lost,
            self.false_cuts,
            self.unrestorable
        )?;
        self.notes.iter().try_for_each(|note| writeln!(out, "  {note}"))
    }
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from((self.0 >> 11) % u64::from(sides)).unwrap()
    }
}

/// What happens between the next two looks at the line: 1 a link is raised, 2 the filter is deleted, 4 a
/// cable is pulled. Added together.
static MEANWHILE: AtomicU32 = AtomicU32::new(0);

fn between_rounds() {
    let what = MEANWHILE.swap(0, Ordering::SeqCst);
    if what & 1 != 0 {
        raise("v0");
    }
    if what & 2 != 0 {
        assert!(LinuxOps::default().undo(&[Change::FiltersSet]).reasons.is_empty());
    }
    if what & 4 != 0 {
        remove("v1");
    }
}

/// Runs `rounds` rounds; `seed` makes them repeatable.
pub fn run(rounds: u32, seed: u64) -> Totals {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !info.payload_as_str().is_some_and(|text| text.contains(SCRIPTED)) {
                usual(info);
            }
        }));
    });
    let start = Instant::now();
    let mut totals = Totals::default();
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    while totals.rounds < rounds {
        // A round that cannot be put right must not spoil the next ones.
        let lab = lab();
        let left = rounds - totals.rounds;
        Lab::within(&lab.inner, || Bench::new(&lab).rounds(left, &mut dice, &mut totals));
    }
    totals.seconds = start.elapsed().as_secs_f64();
    totals
}

fn lab() -> Lab {
    let lab = Lab::with_memory("256k");
    lab.add_cable(1);
    lab.settle();
    // Looking for duplicates would take a second each round.
    for (namespace, places) in
        [(&lab.inner, &["all", "default", "v0", "v1"][..]), (&lab.outer, &["all", "default"])]
    {
        let settings = places.iter().flat_map(|place| {
            ["accept_dad=0", "dad_transmits=0"].map(|what| format!("net.ipv6.conf.{place}.{what}"))
        });
        let output = Command::new("ip")
            .args(["netns", "exec", namespace, "sysctl", "-qw"])
            .args(settings)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    lab
}

struct Bench<'a> {
    lab: &'a Lab,
    receivers: Vec<UdpSocket>,
    baseline: Kernel,
    /// What a whole journal of this lab says.
    saved: Option<Journal>,
    /// A restore of this round said that not everything is back.
    incomplete: AtomicBool,
}

impl<'a> Bench<'a> {
    fn new(lab: &'a Lab) -> Self {
        let receivers = Lab::within(&lab.outer, || TARGETS.map(|target| UdpSocket::bind(target).unwrap()));
        for receiver in &receivers {
            receiver.set_nonblocking(true).unwrap();
        }
        let receivers = receivers.into();
        let baseline = Kernel::read();
        let mut bench = Self { lab, receivers, baseline, saved: None, incomplete: AtomicBool::new(false) };
        assert!(bench.line(LinuxOps::default()).cut(&|_| {}).cut);
        let Stored::Whole(saved) = bench.store().load() else { panic!("no journal") };
        bench.saved = Some(saved);
        let report = bench.line(LinuxOps::default()).restore(&RestoreAuthority::Elevated);
        assert_eq!(report.result, RestoreResult::Restored);
        bench
    }

    fn paths(&self) -> LinePaths {
        LinePaths {
            journal: self.lab.path(JOURNAL),
            journal_copy: Some(self.lab.path(COPY)),
            pin_folder: self.lab.path("/var/lib/kyukyubako"),
        }
    }

    fn line<O: LineOps>(&self, ops: O) -> Line<O> {
        let clock = Clock { now: || Timestamp(1_000), pause: |_| between_rounds() };
        Line::with_clock(ops, self.paths(), clock)
    }

    /// How many of the targets a datagram reaches now.
    fn reached(&self) -> usize {
        let mut buffer = [0; 64];
        for receiver in &self.receivers {
            while receiver.recv(&mut buffer).is_ok() {}
        }
        for target in TARGETS {
            let target: SocketAddr = target.parse().unwrap();
            let any: IpAddr = if target.is_ipv4() { [0; 4].into() } else { [0_u16; 8].into() };
            // Refused while the line is cut: that is the point.
            drop(UdpSocket::bind((any, 0)).and_then(|socket| socket.send_to(b"probe", target)));
        }
        // Delivered by the sending thread itself, and in any case within this time.
        std::thread::sleep(Duration::from_micros(300));
        self.receivers.iter().filter(|receiver| receiver.recv(&mut buffer).is_ok()).count()
    }

    fn rounds(&self, count: u32, dice: &mut Dice, totals: &mut Totals) {
        for _ in 0..count {
            totals.rounds += 1;
            let before = dice.0;
            let end = Instant::now() + Duration::from_secs(5);
            // The positive control.
            while self.reached() < TARGETS.len() {
                if Instant::now() > end {
                    let difference = Kernel::read().difference(&self.baseline);
                    totals.note(&format!("nothing gets out {} {difference}", self.lab.filters()));
                    return;
                }
            }
            self.incomplete.store(false, Ordering::SeqCst);
            // Now and then nothing, one thing, or two.
            MEANWHILE.store([0, 0, 0, 0, 1, 1, 2, 3, 4][dice.roll(9) as usize], Ordering::SeqCst);
            if totals.rounds.is_multiple_of(500) {
                eprintln!("{totals}");
            }
            let kind = dice.roll(12);
            let whole = self.round(kind, dice, totals);
            if !self.put_right(whole, totals) {
                let round = totals.rounds;
                eprintln!("round {round} of kind {kind} (dice {before}) was not put right");
                totals.notes.push(format!("round {round} of kind {kind} (dice {before}) was not put right"));
                return;
            }
        }
    }

    /// One cut under one mishap. False when nothing is left that knows what was cut.
    fn round(&self, kind: u32, dice: &mut Dice, totals: &mut Totals) -> bool {
        let faulty = |dice: &mut Dice, calls| {
            let how = HOW[usize::try_from(dice.roll(6)).unwrap()];
            let lasting = matches!(how, How::FailsBefore | How::Lies) && dice.roll(2) == 0;
            Faulty::new(dice.roll(calls), how, lasting)
        };
        match kind {
            // A call of the cut goes wrong; then one of the restore.
            0..=4 => {
                self.cut(faulty(dice, 9), totals);
                self.restore(faulty(dice, 2), totals);
            }
            5 => {
                self.cut(LinuxOps::default(), totals);
                return self.damage_journal(dice, totals);
            }
            6 => {
                self.fill(dice);
                self.cut(faulty(dice, 12), totals);
                // A process that could not write anything down and is gone has left only its marks.
                let whole =
                    matches!(self.store().load(), Stored::Whole(_)) || Kernel::read() == self.baseline;
                self.restore(faulty(dice, 2), totals);
                self.unfill();
                return whole;
            }
            7 => self.two_at_once(dice, totals),
            8 | 9 => {
                self.cut(faulty(dice, 20), totals);
                self.world_moves(dice);
                if dice.roll(2) == 0 {
                    drop(catch_unwind(AssertUnwindSafe(|| self.line(faulty(dice, 6)).keep_closed())));
                }
                self.line(LinuxOps::default()).keep_closed();
                self.cut(LinuxOps::default(), totals);
            }
            10 => {
                // The guard's way: close, keep, open, whatever dies in between.
                drop(catch_unwind(AssertUnwindSafe(|| self.line(faulty(dice, 9)).close(None))));
                self.line(LinuxOps::default()).keep_closed();
                if self.line(LinuxOps::default()).held().in_force && self.reached() > 0 {
                    totals.false_cuts += 1;
                    totals.notes.push(format!("round {}: in force and open", totals.rounds));
                }
                self.cut(LinuxOps::default(), totals);
                drop(catch_unwind(AssertUnwindSafe(|| self.line(faulty(dice, 3)).open())));
            }
            _ => {
                if dice.roll(4) == 0 {
                    self.kill_program(dice, totals);
                } else {
                    self.cut(faulty(dice, 12), totals);
                    self.cut(faulty(dice, 12), totals);
                }
            }
        }
        true
    }

    fn store(&self) -> JournalStore {
        let paths = self.paths();
        JournalStore::new(paths.journal, paths.journal_copy)
    }

    fn cut<O: LineOps>(&self, ops: O, totals: &mut Totals) {
        let line = self.line(ops);
        match catch_unwind(AssertUnwindSafe(|| line.cut(&|_| {}))) {
            Ok(report) if report.cut => {
                totals.cuts_claimed += 1;
                if self.reached() > 0 {
                    totals.false_cuts += 1;
                    totals.notes.push(format!("round {}: cut and open: {report:?}", totals.rounds));
                }
            }
            Ok(_) => {}
            Err(_) => totals.deaths += 1,
        }
    }

    fn restore<O: LineOps>(&self, ops: O, totals: &mut Totals) -> Option<RestoreResult> {
        let line = self.line(ops);
        let Ok(report) = catch_unwind(AssertUnwindSafe(|| line.restore(&RestoreAuthority::Elevated))) else {
            totals.deaths += 1;
            return None;
        };
        self.incomplete.fetch_or(report.result == RestoreResult::Incomplete, Ordering::SeqCst);
        Some(report.result)
    }

    /// Brings everything back as new processes would. True when the kernel is as it was before the round.
    fn put_right(&self, whole: bool, totals: &mut Totals) -> bool {
        let mut last = None;
        for _ in 0..3 {
            last = self.restore(LinuxOps::default(), totals);
            if last == Some(RestoreResult::NothingToDo) {
                break;
            }
        }
        if !Kernel::read().has_link("v1") {
            // Its device came back as a new one.
            self.lab.add_cable(1);
        }
        if !whole {
            // What can be recognised is back, and that routes may be missing was said. What a restart does
            // then is done here by a journal of the same lab.
            totals.records_lost += 1;
            let now = Kernel::read();
            if now.links != self.baseline.links || !self.lab.filters().is_empty() {
                totals
                    .note(&format!("links stay down or the filter stays {}", now.difference(&self.baseline)));
                return false;
            }
            if now != self.baseline && !self.incomplete.load(Ordering::SeqCst) {
                totals.note("not all is back, and nobody said so");
                return false;
            }
            self.store().remove().unwrap();
            self.store().save(self.saved.as_ref().unwrap()).unwrap();
            self.restore(LinuxOps::default(), totals);
            last = self.restore(LinuxOps::default(), totals);
        }
        let end = Instant::now() + Duration::from_secs(5);
        while last == Some(RestoreResult::NothingToDo) && Instant::now() < end {
            if Kernel::read() == self.baseline {
                return true;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        totals.note(&format!("{last:?} {}", Kernel::read().difference(&self.baseline)));
        false
    }

    fn damage_journal(&self, dice: &mut Dice, totals: &mut Totals) -> bool {
        let places = match dice.roll(3) {
            0 => vec![JOURNAL],
            1 => vec![COPY],
            _ => vec![JOURNAL, COPY],
        };
        for place in &places {
            let path = self.lab.path(place);
            let mut bytes = std::fs::read(&path).unwrap();
            let at = usize::try_from(dice.roll(u32::try_from(bytes.len()).unwrap())).unwrap();
            match dice.roll(3) {
                0 => bytes.truncate(at),
                1 => bytes[at] ^= 1 << dice.roll(8),
                _ => bytes.insert(at, b'x'),
            }
            std::fs::write(&path, bytes).unwrap();
        }
        if dice.roll(3) == 0 {
            // A second press may write over what is left.
            self.cut(LinuxOps::default(), totals);
        }
        // A second press has written down only what it recognised.
        places.len() < 2
    }

    fn fill(&self, dice: &mut Dice) {
        let folders: &[&str] = match dice.roll(3) {
            0 => &["/var/lib"],
            1 => &["/run"],
            _ => &["/var/lib", "/run"],
        };
        for folder in folders {
            let path = self.lab.path(&format!("{folder}/fill"));
            let mut size = 512 * 1024;
            while size > 0 {
                // Written until nothing more goes in.
                use std::io::Write as _;
                let file = std::fs::File::options().create(true).append(true).open(&path);
                let mut file = file.unwrap();
                if file.write_all(&vec![0; size]).is_err() {
                    size /= 2;
                }
            }
        }
    }

    fn unfill(&self) {
        for folder in ["/var/lib", "/run"] {
            drop(std::fs::remove_file(self.lab.path(&format!("{folder}/fill"))));
        }
    }

    fn two_at_once(&self, dice: &mut Dice, totals: &mut Totals) {
        let order = dice.roll(3);
        let pause = Duration::from_micros(u64::from(dice.roll(12_000)));
        if order == 0 {
            self.cut(LinuxOps::default(), totals);
        }
        let restore = || {
            self.line(LinuxOps::default()).restore(&RestoreAuthority::Elevated);
            false
        };
        let cut = || self.line(LinuxOps::default()).cut(&|_| {}).cut;
        let (first, second) = std::thread::scope(|scope| {
            let first = scope.spawn(move || if order == 0 { restore() } else { cut() });
            std::thread::sleep(pause);
            let second = if order == 1 { restore() } else { cut() };
            (first.join().unwrap(), second)
        });
        let open = self.reached() > 0;
        let on_record = !matches!(self.store().load(), Stored::Absent);
        // Where nobody restores, one claim is enough; where somebody does, the last word may be either's.
        if order == 2 && open && (first || second) {
            totals.false_cuts += 1;
            totals.notes.push(format!("round {}: two at once, one claims a cut", totals.rounds));
        }
        if on_record && open && (first || second) {
            totals.false_cuts += 1;
            totals.notes.push(format!("round {}: on record and open", totals.rounds));
        }
        if !on_record && !open {
            totals.unrestorable += 1;
            totals.notes.push(format!("round {}: closed and not on record", totals.rounds));
        }
        totals.cuts_claimed += u32::from(first) + u32::from(second);
    }

    fn world_moves(&self, dice: &mut Dice) {
        match dice.roll(6) {
            0 => raise("v0"),
            1 => raise("v1"),
            2 => self.lab.delete_filters(),
            4 => {
                // A device that is unplugged and comes back as another one, with what hot-plugging gives it.
                remove("v1");
                self.lab.add_cable(1);
            }
            3 => {
                raise("v0");
                self.lab.delete_filters();
            }
            _ => {
                // A link that was never there before, and goes again.
                self.lab.add_cable(2);
                self.line(LinuxOps::default()).keep_closed();
                self.lab.inside(&["link", "del", "v2"]);
            }
        }
    }

    fn kill_program(&self, dice: &mut Dice, totals: &mut Totals) {
        let verb = if dice.roll(2) == 0 { "cut" } else { "restore" };
        if verb == "restore" {
            self.cut(LinuxOps::default(), totals);
        }
        let mut child =
            self.lab.command(PROGRAM).arg(verb).stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(u64::from(dice.roll(80_000))));
        child.kill().unwrap();
        child.wait().unwrap();
        totals.deaths += 1;
    }
}

//! What watching and judging cost beside a plain refresh and `ps`, and how soon a tool is seen.
//!
//! `cargo bench --bench watch`. Linux only: elsewhere it says so and ends.
#![expect(clippy::print_stdout, reason = "a bench prints its numbers")]

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("watch: measured on Linux only");
}

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    linux::main()
}

#[cfg(target_os = "linux")]
mod linux {
    use std::error::Error;
    use std::path::Path;
    use std::process::{Child, Command, Stdio};
    use std::sync::Arc;
    use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
    use std::time::{Duration, Instant};

    use kyukyubako::content::catalogue::builtin;
    use kyukyubako::core::detection::allow_list::AllowList;
    use kyukyubako::core::detection::catalogue::Catalogue;
    use kyukyubako::core::detection::rules::assess;
    use kyukyubako::core::detection::snapshot::Snapshot;
    use kyukyubako::platform::SessionWatch as _;
    use kyukyubako::platform::processes::ProcessWatch;

    const BACKGROUND: usize = 300;
    const ROUNDS: usize = 100;
    /// Processes of the snapshot that is read.
    const SNAPSHOT: usize = 250;
    const STARTS: u32 = 50;
    const POLL: Duration = Duration::from_millis(500);
    const GIVE_UP: Duration = Duration::from_secs(20);

    /// Children that do not outlive the bench.
    struct Background(Vec<Child>);

    impl Drop for Background {
        fn drop(&mut self) {
            for child in &mut self.0 {
                let _ = child.kill();
                let _ = child.wait();
            }
        }
    }

    pub fn main() -> Result<(), Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let catalogue = Arc::new(builtin()?);
        let ordinary = folder.path().join("ordinary");
        std::fs::copy("/bin/sleep", &ordinary)?;
        let mut background = Background(Vec::new());
        for _ in 0..BACKGROUND {
            background.0.push(Command::new(&ordinary).arg("600").spawn()?);
        }
        rounds(&catalogue)?;
        snapshots(&catalogue)?;
        latency(&catalogue, folder.path())
    }

    /// One line of the table: its name, its median and the memory it keeps, in KiB.
    struct Line(&'static str, Duration, u64);

    fn rounds(catalogue: &Arc<Catalogue>) -> Result<(), Box<dyn Error>> {
        let before = private_kib()?;
        let mut watch = ProcessWatch::new(Arc::clone(catalogue), None)?;
        watch.look_at_all();
        // Young processes are looked into again; the bench measures the state after that.
        std::thread::sleep(Duration::from_secs(4));
        let full = measure(|| drop(watch.look_at_all()));
        let light = measure(|| drop(watch.look()));
        let watching = private_kib()?.saturating_sub(before);
        let before = private_kib()?;
        let mut system = sysinfo::System::new()?;
        let plain = measure(|| {
            system.refresh_processes(sysinfo::ProcessesToUpdate::All, true);
        });
        let refreshing = private_kib()?.saturating_sub(before);
        let (mut longest, mut ps_runs) = (0, Ok(()));
        let ps = measure(|| match run_ps() {
            Ok(kib) => longest = longest.max(kib),
            Err(error) => ps_runs = Err(error),
        });
        ps_runs?;
        println!("with {BACKGROUND} more processes, median of {ROUNDS} rounds, a round every {POLL:?}:");
        println!(
            "  {:<22} {:>9} {:>8} {:>9} {:>10} {:>7}",
            "", "median", "of core", "memory", "/ refresh", "/ ps"
        );
        for Line(name, median, memory) in [
            Line("light round", light, watching),
            Line("full round", full, watching),
            Line("plain sysinfo refresh", plain, refreshing),
            Line("ps", ps, longest),
        ] {
            println!(
                "  {name:<22} {:>6} µs {:>6.2} % {memory:>5} KiB {:>10.2} {:>7.2}",
                median.as_micros(),
                ratio(median, POLL) * 100.0,
                ratio(median, plain),
                ratio(median, ps)
            );
        }
        Ok(())
    }

    /// Runs `ps` once. Of its memory only its answer is kept: that size in KiB.
    fn run_ps() -> Result<u64, std::io::Error> {
        let output = Command::new("/bin/ps").args(["-eo", "pid,ppid,args"]).stderr(Stdio::null()).output()?;
        Ok(u64::try_from(output.stdout.len()).unwrap_or(u64::MAX) / 1024)
    }

    /// Reading and judging what was saved.
    fn snapshots(catalogue: &Catalogue) -> Result<(), Box<dyn Error>> {
        let mut largest: Option<(usize, Snapshot)> = None;
        for entry in
            std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/detection/snapshots"))?
        {
            let bytes = std::fs::read(entry?.path())?;
            if largest.as_ref().is_none_or(|(length, _)| *length < bytes.len()) {
                largest = Some((bytes.len(), Snapshot::decode(&bytes)?));
            }
        }
        let (length, largest) = largest.ok_or("no snapshots to judge")?;
        let mut many = largest.clone();
        many.processes = largest.processes.iter().cycle().take(SNAPSHOT).cloned().collect();
        let bytes = many.encode()?;
        let judge = |snapshot: &Snapshot| {
            drop(assess(snapshot, catalogue, &AllowList::default(), snapshot.taken_at));
        };
        println!("snapshots, {} tools known, median of {ROUNDS}:", catalogue.tools.len());
        for (name, median, size, processes) in [
            ("judge the largest of the tests", measure(|| judge(&largest)), length, largest.processes.len()),
            ("judge", measure(|| judge(&many)), bytes.len(), many.processes.len()),
            ("read", measure(|| drop(Snapshot::decode(&bytes))), bytes.len(), many.processes.len()),
        ] {
            println!(
                "  {name:<32} {processes:>4} processes {:>4} KiB {:>7} µs",
                size / 1024,
                median.as_micros()
            );
        }
        Ok(())
    }

    fn ratio(one: Duration, other: Duration) -> f64 {
        one.as_secs_f64() / other.as_secs_f64()
    }

    /// Memory of this program that is backed by no file.
    fn private_kib() -> Result<u64, Box<dyn Error>> {
        let status = std::fs::read_to_string("/proc/self/status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap_or("0 kB");
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }

    fn measure(mut work: impl FnMut()) -> Duration {
        let mut times: Vec<Duration> = (0..ROUNDS)
            .map(|_| {
                let start = Instant::now();
                work();
                start.elapsed()
            })
            .collect();
        times.sort_unstable();
        times.get(ROUNDS / 2).copied().unwrap_or_default()
    }

    fn latency(catalogue: &Arc<Catalogue>, folder: &Path) -> Result<(), Box<dyn Error>> {
        let tool = folder.join("LMI_Rescue.exe");
        std::fs::copy("/bin/sleep", &tool)?;
        let (send, seen) = sync_channel(64);
        let watch = ProcessWatch::new(Arc::clone(catalogue), None)?;
        std::thread::Builder::new().name("watch".into()).spawn(move || watch_for_ever(watch, &send))?;
        let (mut appeared, mut gone) = (Vec::new(), Vec::new());
        for turn in 0..STARTS {
            // Starts at every phase of the poll.
            std::thread::sleep(Duration::from_millis(u64::from(turn * 137 % 500)));
            let start = Instant::now();
            let mut child = Command::new(&tool).arg("600").spawn()?;
            appeared.push(wait_until(&seen, child.id(), true)?.duration_since(start));
            let end = Instant::now();
            child.kill()?;
            child.wait()?;
            gone.push(wait_until(&seen, child.id(), false)?.duration_since(end));
        }
        for (name, mut times) in [("start → seen", appeared), ("end → gone", gone)] {
            times.sort_unstable();
            let at = |part: usize| {
                times.get((times.len() - 1) * part / 100).copied().unwrap_or_default().as_millis()
            };
            println!("  {name}: median {} ms, p99 {} ms, longest {} ms of {STARTS}", at(50), at(99), at(100));
        }
        Ok(())
    }

    /// Ends with the bench.
    fn watch_for_ever(mut watch: ProcessWatch, send: &SyncSender<(Instant, Vec<u32>)>) {
        loop {
            let next = Instant::now() + POLL;
            let pids = watch.look().findings.into_iter().flat_map(|finding| finding.pids).collect();
            if send.send((Instant::now(), pids)).is_err() {
                return;
            }
            std::thread::sleep(next.saturating_duration_since(Instant::now()));
        }
    }

    fn wait_until(
        seen: &Receiver<(Instant, Vec<u32>)>,
        pid: u32,
        there: bool,
    ) -> Result<Instant, Box<dyn Error>> {
        let deadline = Instant::now() + GIVE_UP;
        loop {
            let (at, pids) = seen.recv_timeout(deadline.saturating_duration_since(Instant::now()))?;
            if pids.contains(&pid) == there {
                return Ok(at);
            }
        }
    }
}

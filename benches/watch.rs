//! What watching costs beside a plain refresh and `ps`, and how soon a tool is seen.
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
    use kyukyubako::core::detection::catalogue::Catalogue;
    use kyukyubako::platform::SessionWatch as _;
    use kyukyubako::platform::processes::ProcessWatch;

    const BACKGROUND: usize = 300;
    const ROUNDS: usize = 100;
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
        latency(&catalogue, folder.path())
    }

    fn rounds(catalogue: &Arc<Catalogue>) -> Result<(), Box<dyn Error>> {
        let before = private_kib()?;
        let mut watch = ProcessWatch::new(Arc::clone(catalogue), None)?;
        watch.look_at_all();
        // Young processes are looked into again; the bench measures the state after that.
        std::thread::sleep(Duration::from_secs(4));
        let full = measure(|| drop(watch.look_at_all()));
        let light = measure(|| drop(watch.look()));
        let memory = private_kib()?.saturating_sub(before);
        let mut system = sysinfo::System::new()?;
        let plain = measure(|| {
            system.refresh_processes(sysinfo::ProcessesToUpdate::All, true);
        });
        let ps = measure(|| {
            let _ = Command::new("/bin/ps").args(["-eo", "pid,ppid,args"]).stdout(Stdio::null()).status();
        });
        println!(
            "with {BACKGROUND} more processes, median of {ROUNDS} (µs), and as a share of one core every {POLL:?}:"
        );
        for (name, median) in
            [("light round", light), ("full round", full), ("plain sysinfo refresh", plain), ("ps", ps)]
        {
            let share = median.as_secs_f64() / POLL.as_secs_f64() * 100.0;
            println!("  {name:<22} {:>8} µs  {share:>5.2} %", median.as_micros());
        }
        println!("  private memory of the watch: {memory} KiB");
        println!("  light round / plain refresh = {:.2}", light.as_secs_f64() / plain.as_secs_f64());
        Ok(())
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

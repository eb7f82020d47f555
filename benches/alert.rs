//! How soon the watcher sees a remote tool and its alert window is on the screen, and what watching costs in the
//! meantime, beside a loop of plain `ps`.
//!
//! `cargo bench --bench alert`. Needs Linux, root, Xvfb, openbox, xprop: elsewhere it says so and ends. Everything
//! runs among processes of its own. `KYUKYUBAKO_TURNS` (20) starts, `KYUKYUBAKO_SECONDS` (60) of watching.
#![expect(clippy::print_stdout, reason = "a bench prints its numbers")]

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("alert: measured on Linux only");
}

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    linux::main()
}

#[cfg(target_os = "linux")]
mod linux {
    use std::error::Error;
    use std::io::{BufRead as _, BufReader};
    use std::path::Path;
    use std::process::{Child, Command, Stdio};
    use std::sync::mpsc::{Receiver, sync_channel};
    use std::time::{Duration, Instant, SystemTime};

    use kyukyubako::content::catalogue::builtin;
    use kyukyubako::core::detection::Level;
    use kyukyubako::core::detection::allow_list::AllowList;
    use kyukyubako::core::detection::catalogue::{Catalogue, Tier};
    use kyukyubako::core::detection::rules::assess;
    use kyukyubako::core::detection::snapshot::{FileRecord, Os, ProcessRecord, SNAPSHOT_SCHEMA, Snapshot};
    use kyukyubako::platform::processes::observer::from_system_time;
    use rustix::process::{Pid, Signal, kill_process};

    const PROGRAM: &str = env!("CARGO_BIN_EXE_kyukyubako");
    const NEEDED: [&str; 4] = ["/usr/bin/Xvfb", "/usr/bin/openbox", "/usr/bin/xprop", "/usr/bin/unshare"];
    const INSIDE: &str = "--inside";
    const BACKGROUND: usize = 300;
    const GIVE_UP: Duration = Duration::from_secs(30);
    /// Young processes are looked into again; then the watcher is at rest.
    const SETTLE: Duration = Duration::from_secs(6);
    /// The pause of a plain `ps` loop, which is the watcher's own.
    const PS_EVERY: Duration = Duration::from_millis(500);
    const NEAR: Duration = Duration::from_millis(3);

    type Outcome<T> = Result<T, Box<dyn Error>>;

    /// A program that ends with this value.
    struct Running(Child);

    impl Drop for Running {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    pub fn main() -> Outcome<()> {
        if std::env::args().any(|arg| arg == INSIDE) {
            return inside();
        }
        let missing: Vec<_> = NEEDED.into_iter().filter(|path| !Path::new(path).exists()).collect();
        if !missing.is_empty() || !rustix::process::geteuid().is_root() {
            println!("alert: not measured without root and {missing:?}");
            return Ok(());
        }
        let script = "mount -t tmpfs var /var/lib && mount -t tmpfs run /run && mount -t tmpfs tmp /tmp && exec \"$0\" --inside";
        let status = Command::new("/usr/bin/unshare")
            .args(["--pid", "--fork", "--mount-proc", "--net", "--kill-child", "/bin/sh", "-c", script])
            .arg(std::env::current_exe()?)
            .status()?;
        if status.success() { Ok(()) } else { Err(format!("{status}").into()) }
    }

    fn number(name: &str, otherwise: usize) -> usize {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    }

    /// A screen, and the times at which its list of windows changed.
    struct Screen {
        name: String,
        windows: Receiver<(Instant, bool)>,
        _running: Vec<Running>,
    }

    impl Screen {
        fn new() -> Outcome<Self> {
            let mut server = Running(
                Command::new("/usr/bin/Xvfb")
                    .args(["-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"])
                    .stdout(Stdio::piped())
                    .stderr(Stdio::null())
                    .spawn()?,
            );
            let mut number = String::new();
            BufReader::new(server.0.stdout.as_mut().ok_or("no output")?).read_line(&mut number)?;
            let name = format!(":{}", number.trim());
            let at = |program: &str| {
                let mut command = Command::new(program);
                command.env("DISPLAY", &name).stdin(Stdio::null()).stderr(Stdio::null());
                command
            };
            let manager = Running(at("/usr/bin/openbox").stdout(Stdio::null()).spawn()?);
            std::thread::sleep(Duration::from_secs(1));
            let mut spy = Running(
                at("/usr/bin/xprop")
                    .args(["-spy", "-root", "_NET_CLIENT_LIST"])
                    .stdout(Stdio::piped())
                    .spawn()?,
            );
            let output = spy.0.stdout.take().ok_or("no output")?;
            let (send, windows) = sync_channel(1024);
            std::thread::Builder::new().name("windows".into()).spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    if send.send((Instant::now(), line.contains("0x"))).is_err() {
                        return;
                    }
                }
            })?;
            Ok(Self { name, windows, _running: vec![spy, manager, server] })
        }

        /// When a window came, or the last one went.
        fn changed(&self, there: bool) -> Outcome<Instant> {
            let until = Instant::now() + GIVE_UP;
            loop {
                let (at, open) =
                    self.windows.recv_timeout(until.saturating_duration_since(Instant::now()))?;
                if open == there {
                    return Ok(at);
                }
            }
        }
    }

    fn inside() -> Outcome<()> {
        let folder = tempfile::tempdir()?;
        let ordinary = folder.path().join("ordinary");
        std::fs::copy("/bin/sleep", &ordinary)?;
        let mut background = Vec::new();
        for _ in 0..BACKGROUND {
            background.push(Running(Command::new(&ordinary).arg("7200").spawn()?));
        }
        let screen = Screen::new()?;
        let tools = tools(&builtin()?);
        let watcher = Watcher::start(folder.path(), &screen.name)?;
        cost(&watcher)?;
        starts(watcher, folder.path(), &screen, &tools)
    }

    /// File names by which one program alone, started by hand a moment ago, alarms; each of another tool.
    fn tools(catalogue: &Catalogue) -> Vec<String> {
        let now = from_system_time(SystemTime::now());
        let alarms = |name: &str, tool: &str| {
            let path = format!("/tmp/bench/{name}");
            let process = ProcessRecord {
                pid: Some(9),
                name: Some(name.to_owned()),
                exe: Some(path.clone()),
                started_at: now,
                ..ProcessRecord::default()
            };
            let file = FileRecord { path: Some(path), modified_at: now, from_internet: None };
            let snapshot = Snapshot {
                schema: SNAPSHOT_SCHEMA,
                os: Os::Linux,
                taken_at: now,
                processes: vec![process],
                files: vec![file],
                ..Snapshot::default()
            };
            let seen = assess(&snapshot, catalogue, &AllowList::default(), now);
            seen.level >= Level::Likely && seen.findings.iter().all(|finding| finding.tool == tool)
        };
        let plain = |name: &&str| !name.contains(['*', '?', '/', '\\']);
        let named = catalogue.tools.iter().filter(|tool| tool.tier == Tier::Scam);
        named
            .filter_map(|tool| {
                let names = tool.executables.iter().map(|pattern| pattern.as_str()).filter(plain);
                names.into_iter().find(|name| alarms(name, &tool.id)).map(str::to_owned)
            })
            .collect()
    }

    /// The keeper and the resident.
    struct Watcher {
        keeper: Running,
    }

    impl Watcher {
        fn start(folder: &Path, display: &str) -> Outcome<Self> {
            let home = tempfile::tempdir_in(folder)?.keep();
            std::fs::create_dir(home.join("run"))?;
            let keeper = Command::new(PROGRAM)
                .arg("watch")
                .env("DISPLAY", display)
                .env("HOME", &home)
                .env("XDG_RUNTIME_DIR", home.join("run"))
                .env("LANG", "ja_JP.UTF-8")
                .env_remove("WAYLAND_DISPLAY")
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()?;
            let watcher = Self { keeper: Running(keeper) };
            let until = Instant::now() + GIVE_UP;
            while watcher.resident().is_none() {
                if Instant::now() > until {
                    return Err("the watcher does not start".into());
                }
                std::thread::sleep(NEAR);
            }
            std::thread::sleep(SETTLE);
            Ok(watcher)
        }

        fn resident(&self) -> Option<u32> {
            children(self.keeper.0.id()).first().copied()
        }

        /// The alert window's process.
        fn alert(&self) -> Option<u32> {
            children(self.resident()?).first().copied()
        }

        /// When the alert's process was there.
        fn alert_started(&self) -> Outcome<(Instant, u32)> {
            let until = Instant::now() + GIVE_UP;
            loop {
                if let Some(alert) = self.alert() {
                    return Ok((Instant::now(), alert));
                }
                if Instant::now() > until {
                    return Err("no alert".into());
                }
                std::thread::sleep(NEAR);
            }
        }

        /// Both at once: in a session it does not end when it is asked to.
        fn end(mut self) -> Outcome<()> {
            if let Some(resident) = self.resident() {
                kill(resident)?;
            }
            self.keeper.0.kill()?;
            self.keeper.0.wait()?;
            Ok(())
        }
    }

    fn kill(pid: u32) -> Outcome<()> {
        let pid = i32::try_from(pid).ok().and_then(Pid::from_raw).ok_or("no process")?;
        match kill_process(pid, Signal::KILL) {
            // It ended by itself.
            Err(rustix::io::Errno::SRCH) => Ok(()),
            killed => Ok(killed?),
        }
    }

    /// What any thread of `pid` started.
    fn children(pid: u32) -> Vec<u32> {
        let Ok(threads) = std::fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
        let lists =
            threads.flatten().filter_map(|it| std::fs::read_to_string(it.path().join("children")).ok());
        lists
            .flat_map(|list| list.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<u32>>())
            .collect()
    }

    /// Seconds of one core: used by the process itself, and by the children it waited for.
    fn used(pid: u32) -> Outcome<(f64, f64)> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |place: usize| fields.get(place).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
        Ok(((ticks(11) + ticks(12)) / 100.0, (ticks(13) + ticks(14)) / 100.0))
    }

    /// Memory that is backed by no file, in KiB: nobody shares it.
    fn memory(pid: u32) -> Outcome<u64> {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap_or("0 kB");
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }

    fn cost(watcher: &Watcher) -> Outcome<()> {
        let seconds = number("KYUKYUBAKO_SECONDS", 60);
        let span = Duration::from_secs(u64::try_from(seconds)?);
        let (keeper, resident) = (watcher.keeper.0.id(), watcher.resident().ok_or("no resident")?);
        let both = || -> Outcome<f64> { Ok(used(keeper)?.0 + used(resident)?.0) };
        let (before, begin) = (both()?, Instant::now());
        std::thread::sleep(span);
        let share = (both()? - before) / begin.elapsed().as_secs_f64() * 100.0;
        println!("watching {BACKGROUND} more processes for {seconds} s: {share:.2} % of a core");
        for (name, pid) in [("resident", resident), ("keeper", keeper)] {
            println!("  {name:<9} {:>6} KiB of its own", memory(pid)?);
        }
        let (before, begin) = (used(std::process::id())?.1, Instant::now());
        while begin.elapsed() < span.min(Duration::from_secs(60)) {
            let next = Instant::now() + PS_EVERY;
            Command::new("/bin/ps").args(["-eo", "pid,ppid,args"]).stdout(Stdio::null()).status()?;
            std::thread::sleep(next.saturating_duration_since(Instant::now()));
        }
        let ps = (used(std::process::id())?.1 - before) / begin.elapsed().as_secs_f64() * 100.0;
        println!("  plain ps every {PS_EVERY:?}: {ps:.2} % of a core; watching is {:.2} of it", share / ps);
        Ok(())
    }

    fn starts(watcher: Watcher, folder: &Path, screen: &Screen, tools: &[String]) -> Outcome<()> {
        let turns = number("KYUKYUBAKO_TURNS", 20);
        let mut watcher = Some(watcher);
        let (mut seen, mut mapped, mut missed) = (Vec::new(), Vec::new(), Vec::new());
        for turn in 0..turns {
            let name = tools.get(turn % tools.len()).ok_or("no tool alarms")?;
            if turn > 0 && turn % tools.len() == 0 {
                // Every tool was news: a new watcher knows none.
                watcher.take().map(Watcher::end).transpose()?;
                watcher = Some(Watcher::start(folder, &screen.name)?);
            }
            let watcher = watcher.as_ref().ok_or("no watcher")?;
            // Starts at every phase of the look, and a second or more after the last window.
            std::thread::sleep(Duration::from_millis(1_500 + u64::try_from(turn * 137 % 500)?));
            let path = folder.join(name);
            std::fs::copy("/bin/sleep", &path)?;
            let start = Instant::now();
            let tool = Running(Command::new(&path).arg("7200").spawn()?);
            let Ok((at, alert)) = watcher.alert_started() else {
                missed.push(name.as_str());
                std::fs::remove_file(&path)?;
                continue;
            };
            seen.push(at.duration_since(start));
            mapped.push(screen.changed(true)?.duration_since(start));
            drop(tool);
            std::fs::remove_file(&path)?;
            kill(alert)?;
            screen.changed(false)?;
        }
        println!(
            "{turns} starts of {} tools by hand, not seen in {GIVE_UP:?}: {missed:?}",
            tools.len().min(turns)
        );
        for (name, mut times) in [("seen, alert started", seen), ("alert window mapped", mapped)] {
            times.sort_unstable();
            let at = |part: usize| {
                times.get((times.len() - 1) * part / 100).copied().unwrap_or_default().as_millis()
            };
            println!("  {name}: p50 {} ms, p99 {} ms, longest {} ms", at(50), at(99), at(100));
        }
        watcher.map(Watcher::end).transpose()?;
        Ok(())
    }
}

//! Press → last packet, and press → answer, measured outside the PC that is cut, against plain
//! `ip link set down`. Prints numbers and asserts nothing about time. Needs root and Linux: elsewhere it
//! says so and ends. `cargo bench --bench cut [RUNS]`
#![expect(clippy::print_stdout, reason = "a bench prints")]
#![cfg_attr(
    target_os = "linux",
    expect(clippy::unwrap_used, reason = "a bench stops when it cannot measure")
)]

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("cut: measured on Linux only");
}

#[cfg(target_os = "linux")]
fn main() {
    linux::main();
}

#[cfg(target_os = "linux")]
#[allow(dead_code, reason = "the lab is shared with the tests")]
#[path = "../tests/network/lab.rs"]
mod lab;

#[cfg(target_os = "linux")]
mod linux {
    use std::net::UdpSocket;
    use std::process::Command;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    use kyukyubako::platform::network::LinePaths;
    use kyukyubako::platform::network::driver::Line;
    use kyukyubako::platform::network::linux::LinuxOps;

    use crate::lab::{Lab, PROGRAM, eventually, possible};

    const TARGET: &str = "198.51.100.1:7001";
    const SEND_EVERY: Duration = Duration::from_micros(100);

    struct Sample {
        last_packet: Duration,
        answer: Duration,
    }

    pub fn main() {
        let runs = std::env::args().filter_map(|arg| arg.parse().ok()).next().unwrap_or(20_u32);
        if !possible() {
            return;
        }
        let lab = Lab::new();
        let start = |lab: &Lab| lab.command("true").output().map(drop).unwrap();
        let idle: Vec<Duration> = (0..runs).map(|_| timed(|| start(&lab))).collect();
        report("entering the namespace, nothing else", &idle);

        let plain = measure(
            &lab,
            runs,
            |lab| {
                drop(
                    Command::new("ip")
                        .args(["-n", &lab.inner, "link", "set", "v0", "down"])
                        .output()
                        .unwrap(),
                );
            },
            |lab| {
                lab.inside(&["link", "set", "v0", "up"]);
            },
        );
        report(
            "ip link set down: press -> last packet",
            &plain.iter().map(|s| s.last_packet).collect::<Vec<_>>(),
        );

        let cut = measure(
            &lab,
            runs,
            |lab| {
                let output = lab.run(PROGRAM, &["cut", "--json"]);
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
            },
            |lab| {
                lab.program("restore");
            },
        );
        report(
            "kyukyubako cut: press -> last packet",
            &cut.iter().map(|s| s.last_packet).collect::<Vec<_>>(),
        );
        report("kyukyubako cut: press -> answer", &cut.iter().map(|s| s.answer).collect::<Vec<_>>());
        // As the guard closes it: in a process that runs already, without waiting for proof.
        Lab::within(&lab.inner, || {
            let line = Line::new(LinuxOps::default(), paths(&lab));
            let closed = measure(&lab, runs, |_| drop(line.close(None)), |_| drop(line.open()));
            report(
                "as the guard closes: press -> last packet",
                &closed.iter().map(|s| s.last_packet).collect::<Vec<_>>(),
            );
            report(
                "as the guard closes: press -> every way returned",
                &closed.iter().map(|s| s.answer).collect::<Vec<_>>(),
            );
        });
        let restore: Vec<Duration> = (0..runs.min(5))
            .map(|_| {
                lab.program("cut");
                timed(|| drop(lab.program("restore")))
            })
            .collect();
        report("kyukyubako restore", &restore);
    }

    fn paths(lab: &Lab) -> LinePaths {
        LinePaths {
            journal: lab.path("/var/lib/kyukyubako/cut-journal"),
            journal_copy: Some(lab.path("/run/kyukyubako/cut-journal")),
            pin_folder: lab.path("/var/lib/kyukyubako"),
        }
    }

    fn timed(work: impl FnOnce()) -> Duration {
        let start = Instant::now();
        work();
        start.elapsed()
    }

    /// Presses under a steady stream of packets and notes when the last one arrived outside.
    fn measure(lab: &Lab, runs: u32, press: impl Fn(&Lab), back: impl Fn(&Lab)) -> Vec<Sample> {
        let receiver = Lab::within(&lab.outer, || UdpSocket::bind(TARGET).unwrap());
        receiver.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        let sender = Lab::within(&lab.inner, || UdpSocket::bind("0.0.0.0:0").unwrap());
        let last = Mutex::new(Instant::now());
        let end = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !end.load(Ordering::Relaxed) {
                    // Refused while the line is cut: that is the point.
                    drop(sender.send_to(b"packet", TARGET));
                    std::thread::sleep(SEND_EVERY);
                }
            });
            scope.spawn(|| {
                let mut buffer = [0; 16];
                while !end.load(Ordering::Relaxed) {
                    if receiver.recv(&mut buffer).is_ok() {
                        *last.lock().unwrap() = Instant::now();
                    }
                }
            });
            let flowing = || last.lock().unwrap().elapsed() < Duration::from_millis(5);
            let samples = (0..runs)
                .map(|_| {
                    eventually("packets flow", flowing);
                    let pressed = Instant::now();
                    press(lab);
                    let answer = pressed.elapsed();
                    let last_packet = last.lock().unwrap().saturating_duration_since(pressed);
                    back(lab);
                    Sample { last_packet, answer }
                })
                .collect();
            end.store(true, Ordering::Relaxed);
            samples
        })
    }

    fn report(what: &str, times: &[Duration]) {
        let mut sorted = times.to_vec();
        sorted.sort();
        let p50 = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
        let max = sorted.last().copied().unwrap_or_default();
        println!("{what}: p50 {:.1} ms, max {:.1} ms ({} runs)", ms(p50), ms(max), sorted.len());
    }

    fn ms(time: Duration) -> f64 {
        time.as_secs_f64() * 1000.0
    }
}

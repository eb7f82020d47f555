//! The first frame beside an empty window's, how soon the window knows of a remote tool, what an idle
//! window repaints, and how long a frame takes on a large screen.
//!
//! `cargo bench --bench window`. Needs Xvfb and Linux: elsewhere it says so and ends. Every window is a
//! process of its own; nothing is pressed in it.
#![expect(clippy::print_stdout, reason = "a bench prints its numbers")]

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("window: measured on Linux only");
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
    use std::time::{Duration, Instant};

    use eframe::egui;
    use kyukyubako::platform::directories::Directories;

    const RUNS: usize = 7;
    const TOOLS: usize = 10;
    const FRAMES: usize = 60;
    const IDLE: Duration = Duration::from_secs(5);
    const GIVE_UP: Duration = Duration::from_secs(30);
    /// Until the window is maximised and the first look at the processes is over.
    const SETTLE: Duration = Duration::from_secs(3);

    type Outcome<T> = Result<T, Box<dyn Error>>;

    struct Running(Child);

    impl Drop for Running {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    pub fn main() -> Outcome<()> {
        let args: Vec<String> = std::env::args().collect();
        let role = args.iter().find_map(|arg| arg.strip_prefix("--role="));
        let folder = args.iter().find_map(|arg| arg.strip_prefix("--folder=")).map(Path::new);
        match (role, folder) {
            (Some("empty"), _) => empty(false),
            (Some("sheet"), _) => empty(true),
            (Some("ours"), Some(folder)) => ours(folder, report_and_end),
            (Some("idle"), Some(folder)) => ours(folder, idle),
            (Some("frames"), Some(folder)) => ours(folder, frames),
            (Some("tools"), Some(folder)) => {
                let folder = folder.to_owned();
                ours(&folder.clone(), move |ctx, _| tools(ctx, &folder))
            }
            _ => measure(),
        }
    }

    fn measure() -> Outcome<()> {
        if !Path::new("/usr/bin/Xvfb").exists() {
            println!("window: needs Xvfb");
            return Ok(());
        }
        let (_server, display) = screen("1280x800x24")?;
        let mut times = [Vec::new(), Vec::new(), Vec::new()];
        // One of each to warm the disk's and the driver's caches, then in turns.
        for run in 0..=RUNS {
            for (role, times) in ["empty", "sheet", "ours"].into_iter().zip(&mut times) {
                let time = child(role, &display)?.trim().parse::<f64>()?;
                if run > 0 {
                    times.push(time);
                }
            }
        }
        let [empty, sheet, ours] = times.map(|mut times| median(&mut times));
        println!("first frame: ours {ours:.0} ms, medians of {RUNS}");
        println!("  empty window {empty:.0} ms, ratio {:.2} (budget 1.5)", ours / empty);
        println!("  empty window with one rectangle {sheet:.0} ms, ratio {:.2}", ours / sheet);
        println!("{}", child("tools", &display)?.trim());
        println!("idle: {} repaints in {} s (budget 0)", child("idle", &display)?.trim(), IDLE.as_secs());
        let (_large, display) = screen("1920x1080x24")?;
        println!("{}", child("frames", &display)?.trim());
        Ok(())
    }

    /// An X server of this size and its name.
    fn screen(size: &str) -> Outcome<(Running, String)> {
        let mut server = Running(
            Command::new("/usr/bin/Xvfb")
                .args(["-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp", "-noreset"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()?,
        );
        let mut number = String::new();
        BufReader::new(server.0.stdout.as_mut().ok_or("no output")?).read_line(&mut number)?;
        let display = format!(":{}", number.trim());
        Ok((server, display))
    }

    /// What a child of this `role` prints.
    fn child(role: &str, display: &str) -> Outcome<String> {
        let folder = tempfile::tempdir()?;
        let output = Command::new(std::env::current_exe()?)
            .arg(format!("--role={role}"))
            .arg(format!("--folder={}", folder.path().display()))
            .env("DISPLAY", display)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stderr(Stdio::null())
            .output()?;
        if output.status.success() { Ok(String::from_utf8(output.stdout)?) } else { Err(role.into()) }
    }

    fn median(values: &mut [f64]) -> f64 {
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
    }

    fn millis(duration: Duration) -> f64 {
        duration.as_secs_f64() * 1000.0
    }

    /// An empty window on the renderer that ours tries first, or one with a `sheet` of white: a software
    /// driver compiles its shaders when the first thing is drawn, and a window of nothing never pays that.
    fn empty(sheet: bool) -> Outcome<()> {
        let begin = Instant::now();
        let options = eframe::NativeOptions {
            renderer: eframe::Renderer::Wgpu,
            viewport: egui::ViewportBuilder::default()
                .with_inner_size(kyukyubako::ui::theme::size::WINDOW)
                .with_maximized(true),
            ..eframe::NativeOptions::default()
        };
        let mut frames = 0;
        eframe::run_ui_native("empty", options, move |ui, _| {
            if sheet {
                ui.painter().rect_filled(ui.max_rect(), 0.0, egui::Color32::WHITE);
            }
            frames += 1;
            if frames == 2 {
                report_and_end(ui.ctx(), begin);
            }
            ui.ctx().request_repaint();
        })?;
        Ok(())
    }

    fn ours(folder: &Path, shown: impl FnOnce(&egui::Context, Instant) + 'static) -> Outcome<()> {
        let begin = Instant::now();
        let directories = Directories::under(folder);
        kyukyubako::runtime::open_window_then(&directories, ["ja".to_owned()], move |ctx| shown(ctx, begin));
        Ok(())
    }

    fn report_and_end(_: &egui::Context, begin: Instant) {
        println!("{}", millis(begin.elapsed()));
        std::process::exit(0);
    }

    fn idle(ctx: &egui::Context, _: Instant) {
        let ctx = ctx.clone();
        let _ = std::thread::Builder::new().name("measure".into()).spawn(move || {
            std::thread::sleep(SETTLE);
            let before = ctx.cumulative_frame_nr();
            std::thread::sleep(IDLE);
            println!("{}", ctx.cumulative_frame_nr() - before);
            std::process::exit(0);
        });
    }

    /// Frames one after the other on a large screen, drawn without a graphics card.
    fn frames(ctx: &egui::Context, _: Instant) {
        let ctx = ctx.clone();
        let _ = std::thread::Builder::new().name("measure".into()).spawn(move || {
            std::thread::sleep(SETTLE);
            let mut times = Vec::new();
            for _ in 0..FRAMES {
                let frame = ctx.cumulative_frame_nr();
                let begin = Instant::now();
                ctx.request_repaint();
                match next_frame(&ctx, frame, begin) {
                    Ok(time) => times.push(time),
                    Err(_) => std::process::exit(1),
                }
            }
            println!(
                "a frame at 1920 x 1080: {:.1} ms (median of {FRAMES}; worst {:.1})",
                median(&mut times),
                times.last().copied().unwrap_or(f64::NAN),
            );
            std::process::exit(0);
        });
    }

    /// An idle window draws only what changed: the frame after a tool's start or end is the one that says so.
    fn tools(ctx: &egui::Context, folder: &Path) {
        let (ctx, path) = (ctx.clone(), folder.join("LMI_Rescue.exe"));
        let _ = std::thread::Builder::new().name("measure".into()).spawn(move || {
            std::thread::sleep(SETTLE);
            let code = match start_and_end(&ctx, &path) {
                Ok((mut starts, mut ends)) => {
                    println!(
                        "status strip: start {:.0} ms, end {:.0} ms (medians of {TOOLS}; worst {:.0} and {:.0}; budget 1500)",
                        median(&mut starts),
                        median(&mut ends),
                        starts.last().copied().unwrap_or(f64::NAN),
                        ends.last().copied().unwrap_or(f64::NAN),
                    );
                    0
                }
                Err(_) => 1,
            };
            std::process::exit(code);
        });
    }

    fn start_and_end(ctx: &egui::Context, path: &Path) -> Outcome<(Vec<f64>, Vec<f64>)> {
        std::fs::copy("/bin/sleep", path)?;
        let (mut starts, mut ends) = (Vec::new(), Vec::new());
        for round in 0..TOOLS {
            // Not in step with the watch.
            std::thread::sleep(Duration::from_millis(700 + 137 * round as u64));
            let frame = ctx.cumulative_frame_nr();
            let begin = Instant::now();
            let tool = Running(Command::new(path).arg("600").spawn()?);
            starts.push(next_frame(ctx, frame, begin)?);
            // A notification, or a blink of the pointer, has passed by then.
            std::thread::sleep(Duration::from_millis(800));
            let frame = ctx.cumulative_frame_nr();
            let begin = Instant::now();
            drop(tool);
            ends.push(next_frame(ctx, frame, begin)?);
        }
        Ok((starts, ends))
    }

    fn next_frame(ctx: &egui::Context, frame: u64, begin: Instant) -> Outcome<f64> {
        while ctx.cumulative_frame_nr() == frame {
            if begin.elapsed() > GIVE_UP {
                return Err("no frame".into());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(millis(begin.elapsed()))
    }
}

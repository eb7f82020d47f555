//! A person in front of one running window: presses, types, waits and looks.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use kyukyubako::core::Screen;
use kyukyubako::core::app::DEBOUNCE_MS;
use kyukyubako::core::incident::{Incident, Step};
use kyukyubako::ui::theme::color;
use tempfile::TempDir;

use super::display::Display;
use super::lab::{Lab, Running, eventually};
use super::picture::{Picture, Run, navy, paper, red, rgb};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_kyukyubako");

/// The widest the window's column becomes.
const COLUMN: u32 = 1120;

/// Remote tools that one test starts are seen by the windows of all.
static COMPANY: RwLock<()> = RwLock::new(());

enum Company {
    Others { _shared: RwLockReadGuard<'static, ()> },
    Nobody { _alone: RwLockWriteGuard<'static, ()> },
}

pub struct Person {
    pub language: &'static str,
    pub lab: Lab,
    pub display: Display,
    pub folder: TempDir,
    window: Option<Running>,
    pictures: u32,
    _company: Company,
}

impl Person {
    /// A new home, screen and network, and no window yet.
    pub fn new(language: &'static str) -> Self {
        Self::among(
            Company::Others { _shared: COMPANY.read().unwrap_or_else(PoisonError::into_inner) },
            language,
        )
    }

    /// The same while no other test has a window open.
    pub fn alone(language: &'static str) -> Self {
        Self::among(
            Company::Nobody { _alone: COMPANY.write().unwrap_or_else(PoisonError::into_inner) },
            language,
        )
    }

    /// A new home, with a mouse and a keyboard of the person's own, and with processes of its own.
    pub fn with_real_hands(language: &'static str) -> Self {
        Self::new(language).given_hands()
    }

    /// The same while no other test has a window open: one that cuts would end the remote tool of this one.
    pub fn alone_with_real_hands(language: &'static str) -> Self {
        Self::alone(language).given_hands()
    }

    fn given_hands(mut self) -> Self {
        self.lab = Lab::secluded();
        self.display = Display::with_real_hands(1280, 800);
        self
    }

    fn among(company: Company, language: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "run", "bus"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let display = Display::new(1280, 800);
        Self { language, lab: Lab::new(), display, folder, window: None, pictures: 0, _company: company }
    }

    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// The program with this person's surroundings.
    pub fn program(&self, more: &[(&str, &str)]) -> std::process::Command {
        let mut command = self.lab.command("/usr/bin/env");
        command.args(["-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "RUST_BACKTRACE=1"]);
        command.arg(format!("LANG={}", self.language)).arg(format!("DISPLAY={}", self.display.name()));
        command.arg(format!("HOME={}", self.home().display()));
        command.arg(format!("XDG_RUNTIME_DIR={}", self.folder.path().join("run").display()));
        for (name, value) in more {
            command.arg(format!("{name}={value}"));
        }
        command.arg(PROGRAM);
        command
    }

    /// Opens the window, and waits until it fills the screen.
    pub fn start(&mut self, more: &[(&str, &str)]) {
        let errors = fs::File::create(self.folder.path().join("errors")).unwrap();
        let child = self.program(more).stdout(Stdio::null()).stderr(errors).spawn().unwrap();
        self.window = Some(Running(child));
        let ground = rgb(color::GROUND);
        let mut last = None;
        eventually("the window fills the screen", || {
            let look = self.display.look();
            let filled = look.down(4, &[ground], look.height - 140).len() == 1;
            let still = filled && last.as_ref() == Some(&look);
            last = Some(look);
            still
        });
        self.breathe();
    }

    /// Ends the program at once, as a crash or a power cut would.
    pub fn kill(&mut self) {
        let mut window = self.window.take().unwrap();
        window.0.kill().unwrap();
        assert_eq!(window.0.wait().unwrap().signal(), Some(9));
    }

    pub fn is_running(&mut self) -> bool {
        self.window.as_mut().is_some_and(|window| window.0.try_wait().unwrap().is_none())
    }

    /// Closes the window as a person does, and expects a clean end.
    pub fn close(&mut self) {
        let windows = self.display.windows();
        assert_eq!(windows.len(), 1, "{windows:?}");
        let mut window = self.window.take().unwrap();
        let mut ended = None;
        let mut asked: Option<Instant> = None;
        eventually("the program ends when its window is closed", || {
            ended = window.0.try_wait().unwrap();
            // A key that comes before the window manager gave the focus goes nowhere: a person presses again.
            if ended.is_none() && asked.is_none_or(|at| at.elapsed() > Duration::from_secs(3)) {
                asked = Some(Instant::now());
                if self.display.windows() == windows {
                    self.display.program(&["windowactivate", &windows[0], "key", "alt+F4"]);
                }
            }
            ended.is_some()
        });
        assert!(ended.unwrap().success(), "{ended:?} {}", self.log());
    }

    /// A press that comes right after another is taken for a trembling hand: nobody is that fast.
    pub fn breathe(&self) {
        std::thread::sleep(Duration::from_millis(DEBOUNCE_MS + 150));
    }

    /// The screen as soon as it stands still.
    pub fn look(&self) -> Picture {
        let mut last = self.display.look();
        eventually("the picture stands still", || {
            let look = self.display.look();
            let still = look == last;
            last = look;
            still
        });
        last
    }

    pub fn keep(&mut self) {
        self.pictures += 1;
        let language = &self.language[..2];
        self.display.keep(&format!("{language}-{:02}", self.pictures));
    }

    fn inset(picture: &Picture) -> u32 {
        (picture.width - (picture.width - 48).min(COLUMN)) / 2
    }

    /// The red door, or any other red button.
    pub fn red_button(&self) -> (u32, u32) {
        let picture = self.look();
        let red = picture.down(Self::inset(&picture) + 30, &red(), 40);
        assert_eq!(red.len(), 1, "one red button on the screen");
        (picture.width / 2, red[0].middle())
    }

    /// The main button: the lowest navy one.
    pub fn main_button(&self) -> Run {
        Self::navy_buttons(&self.look()).pop().expect("a main button")
    }

    /// True once the window has drawn one.
    pub fn shows_main_button(&self) -> bool {
        !Self::navy_buttons(&self.display.look()).is_empty()
    }

    /// Sought left of the words, whose strokes would divide them.
    fn navy_buttons(picture: &Picture) -> Vec<Run> {
        picture.down(Self::inset(picture) + 30, &navy(), 40)
    }

    pub fn press_red(&self) {
        let (x, y) = self.red_button();
        self.display.click(x, y);
    }

    pub fn press_main(&self) {
        let main = self.main_button();
        self.display.click(640, main.middle());
    }

    /// The buttons of the lowest row that has exactly `count` of them side by side.
    pub fn row(&self, count: usize) -> Vec<(u32, u32)> {
        let picture = self.look();
        for y in (picture.height / 2..picture.height - 20).rev() {
            let found = picture.across(y, &paper(), 100);
            if found.len() == count {
                return found.into_iter().map(|run| (run.middle(), y - 20)).collect();
            }
        }
        panic!("no row of {count} buttons");
    }

    /// はい, いいえ or わからない, by its place.
    pub fn answer(&self, place: usize) {
        let (x, y) = self.row(3)[place];
        self.display.click(x, y);
    }

    /// The fields of the memo, from top to bottom (and the ticks above them).
    pub fn fields(&self) -> Vec<(u32, u32)> {
        let picture = self.look();
        let x = picture.width - Self::inset(&picture) - 24;
        picture.down(x, &paper(), 30).into_iter().map(|run| (x, run.middle())).collect()
    }

    /// Clicks into a field, sees that it is chosen, types.
    pub fn type_into(&self, (x, y): (u32, u32), text: &str) {
        self.display.hand(&["mousemove", &x.to_string(), &y.to_string()]);
        let before = self.look();
        self.display.click(x, y);
        eventually("the field shows that it is chosen", || self.display.look() != before);
        self.display.hand(&["type", "--delay", "30", text]);
    }

    fn file(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.home().join(".local/state/kyukyubako").join(name)).ok()
    }

    pub fn incident(&self) -> Option<Incident> {
        // Replaced by a rename, so never seen half.
        self.file("incident.toml").map(|text| toml::from_str(&text).expect("a readable incident"))
    }

    /// Waits until this screen is on disk, keeps a picture of it, and lets the person breathe.
    pub fn arrive(&mut self, screen: Screen) {
        eventually(&format!("{screen:?} is reached"), || {
            self.incident().is_some_and(|incident| incident.screen == screen)
        });
        self.breathe();
        let _ = self.look();
        self.keep();
    }

    pub fn expect_done(&self, step: Step) {
        eventually(&format!("{step:?} is ticked"), || {
            self.incident().is_some_and(|incident| incident.is_done(step))
        });
    }

    /// What the window wrote to its log and, before it had one, to the standard error.
    pub fn log(&self) -> String {
        let folder = self.home().join(".local/state/kyukyubako/log");
        let mut log = fs::read_to_string(self.folder.path().join("errors")).unwrap_or_default();
        for entry in fs::read_dir(folder).into_iter().flatten() {
            log.push_str(&fs::read_to_string(entry.unwrap().path()).unwrap_or_default());
        }
        log
    }

    /// Nothing broke on the way.
    pub fn expect_clean_log(&self) {
        let log = self.log();
        let bad: Vec<_> =
            log.lines().filter(|line| line.starts_with("ERROR") || line.contains("panicked")).collect();
        assert!(bad.is_empty(), "{bad:#?}");
    }

    pub fn documents(&self, folder: &Path) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e == "txt"))
            .collect()
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.display.keep(&format!("{}-failed-{}", &self.language[..2], std::process::id()));
            eprintln!("{:#?}\n{}", self.incident(), self.log());
        }
    }
}

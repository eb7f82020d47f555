//! A screen with a window manager, and the mouse and keyboard in front of it.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::lab::{Running, eventually};
use super::picture::Picture;

pub struct Display {
    name: String,
    /// The screen in whose window this one is shown: mouse and keyboard of this one are moved there.
    around: Option<String>,
    // The window manager ends before its screen does, and the inner screen before the outer.
    _manager: Running,
    _servers: Vec<Running>,
}

/// Starts a server that says its number; its name for `DISPLAY`.
fn serve(command: &mut Command) -> (String, Running) {
    command.args(["-displayfd", "1", "-nolisten", "tcp", "-noreset"]);
    let mut server = Running(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let mut number = String::new();
    BufReader::new(server.0.stdout.as_mut().unwrap()).read_line(&mut number).unwrap();
    (format!(":{}", number.trim()), server)
}

fn plain(width: u32, height: u32) -> (String, Running) {
    serve(Command::new("/usr/bin/Xvfb").args(["-screen", "0", &format!("{width}x{height}x24")]))
}

impl Display {
    /// A screen whose mouse and keyboard are those of programs.
    pub fn new(width: u32, height: u32) -> Self {
        let (name, server) = plain(width, height);
        Self::managed(name, None, vec![server])
    }

    /// A screen inside a screen. What moves on the outer one arrives inside from devices of its own, as a
    /// person's hand does.
    pub fn with_real_hands(width: u32, height: u32) -> Self {
        let (around, outer) = plain(width, height);
        let size = format!("{width}x{height}");
        let (name, inner) =
            serve(Command::new("/usr/bin/Xephyr").args(["-screen", &size]).env("DISPLAY", &around));
        Self::managed(name, Some(around), vec![inner, outer])
    }

    fn managed(name: String, around: Option<String>, servers: Vec<Running>) -> Self {
        let manager = Command::new("/usr/bin/openbox")
            .env("DISPLAY", &name)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let display = Self { name, around, _manager: Running(manager), _servers: servers };
        eventually("the window manager is there", || {
            let answer = display.output("/usr/bin/xprop", &["-root", "_NET_SUPPORTING_WM_CHECK"]);
            String::from_utf8_lossy(&answer).contains("window id")
        });
        // Nothing lies under the pointer but the edge of the screen.
        display.hand(&["mousemove", "2", "400"]);
        display
    }

    /// As in the variable `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn output(&self, program: &str, args: &[&str]) -> Vec<u8> {
        Command::new(program).args(args).env("DISPLAY", &self.name).output().unwrap().stdout
    }

    /// Moves, presses, types as the person does, where there are real hands: xdotool's own words.
    pub fn hand(&self, args: &[&str]) -> String {
        let Some(around) = &self.around else { return self.program(args) };
        let output = Command::new("/usr/bin/xdotool").args(args).env("DISPLAY", around).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// The same as a program does it that runs on this screen.
    pub fn program(&self, args: &[&str]) -> String {
        String::from_utf8(self.output("/usr/bin/xdotool", args)).unwrap().trim().to_owned()
    }

    /// Where the window's own upper left corner is.
    pub fn corner(&self, window: &str) -> (u32, u32) {
        let said = self.program(&["getwindowgeometry", "--shell", window]);
        let value = |name: &str| {
            let line = said.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.parse::<u32>().unwrap()
        };
        (value("X="), value("Y="))
    }

    pub fn click(&self, x: u32, y: u32) {
        self.hand(&["mousemove", &x.to_string(), &y.to_string(), "click", "1"]);
    }

    pub fn look(&self) -> Picture {
        Picture::from_ppm(&self.output("/usr/bin/import", &["-window", "root", "-depth", "8", "ppm:-"]))
    }

    /// Keeps a picture of the screen for people to look at.
    pub fn keep(&self, name: &str) {
        let folder = std::env::var_os("KYUKYUBAKO_ARTIFACTS").map_or_else(
            || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/ci-artifacts"),
            PathBuf::from,
        );
        let folder = folder.join("desktop");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{name}.png"));
        let _ = self.output("/usr/bin/import", &["-window", "root", file.to_str().unwrap()]);
    }

    /// The windows of the program that are mapped.
    pub fn windows(&self) -> Vec<String> {
        let found = self.program(&["search", "--onlyvisible", "--class", "Kyukyubako.FirstAid"]);
        found.lines().map(str::to_owned).collect()
    }
}

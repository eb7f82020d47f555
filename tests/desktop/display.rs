//! A screen with a window manager, and the mouse and keyboard in front of it.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::lab::{Running, eventually};
use super::picture::Picture;

pub struct Display {
    name: String,
    // The window manager ends before its screen does.
    _manager: Running,
    _server: Running,
}

impl Display {
    pub fn new(width: u32, height: u32) -> Self {
        let mut server = Running(
            Command::new("/usr/bin/Xvfb")
                .args(["-displayfd", "1", "-screen", "0", &format!("{width}x{height}x24")])
                .args(["-nolisten", "tcp", "-noreset"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap(),
        );
        let mut number = String::new();
        BufReader::new(server.0.stdout.as_mut().unwrap()).read_line(&mut number).unwrap();
        let name = format!(":{}", number.trim());
        let manager = Command::new("/usr/bin/openbox")
            .env("DISPLAY", &name)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let display = Self { name, _manager: Running(manager), _server: server };
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

    /// Moves, presses, types: xdotool's own words.
    pub fn hand(&self, args: &[&str]) -> String {
        String::from_utf8(self.output("/usr/bin/xdotool", args)).unwrap().trim().to_owned()
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
        let found = self.hand(&["search", "--onlyvisible", "--class", "Kyukyubako.FirstAid"]);
        found.lines().map(str::to_owned).collect()
    }
}

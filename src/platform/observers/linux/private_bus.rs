//! A bus of our own for tests.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A message bus that ends with this value.
pub struct PrivateBus {
    daemon: Child,
    /// Where it listens.
    pub address: String,
}

impl PrivateBus {
    /// Starts one; nothing where no bus daemon is installed (in continuous integration it must be).
    pub fn start() -> Option<Self> {
        let program = "/usr/bin/dbus-daemon";
        if !Path::new(program).exists() {
            assert!(std::env::var_os("CI").is_none(), "{program} is needed for this test");
            return None;
        }
        let mut daemon = Command::new(program)
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Some(Self { daemon, address: address.trim().to_owned() })
    }
}

impl Drop for PrivateBus {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

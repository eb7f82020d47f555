//! Parts that must run in another process: this test binary starts itself again.

use std::path::Path;
use std::process::{Command, Stdio};

/// Names the folder a child works in. Only children have it.
pub const ROOT: &str = "KYUKYUBAKO_TEST_ROOT";

/// A command that runs only the test `name` of this binary, as a child working in `root`.
pub fn command(name: &str, root: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("own path"));
    command.args(["--exact", name, "--nocapture", "--test-threads=1"]).env(ROOT, root).stdin(Stdio::null());
    command
}

/// The folder of this child; absent in the parent, where the test then has nothing to do.
pub fn root() -> Option<std::path::PathBuf> {
    std::env::var_os(ROOT).map(Into::into)
}

//! Who this process is and which run of the system this is.

use std::path::Path;

use crate::platform::durable_file;

/// True when the kernel says that this process is root.
#[must_use]
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Names this run of the system. Empty when the kernel does not say.
#[must_use]
pub fn boot_id() -> String {
    small_file("/proc/sys/kernel/random/boot_id")
        .map(|text| text.chars().filter(|c| c.is_ascii_hexdigit() || *c == '-').take(36).collect())
        .unwrap_or_default()
}

/// Seconds since the system started; zero when the kernel does not say.
pub fn uptime_s() -> u64 {
    small_file("/proc/uptime")
        .and_then(|text| text.split(['.', ' ']).next().and_then(|seconds| seconds.parse().ok()))
        .unwrap_or(0)
}

/// True when the file was last written before the system was started.
pub fn written_before_start(path: &Path) -> bool {
    let age = path.metadata().and_then(|meta| meta.modified()).map(|at| at.elapsed().unwrap_or_default());
    age.is_ok_and(|age| age.as_secs() > uptime_s())
}

/// A small file the system offers.
pub fn small_file(path: impl AsRef<Path>) -> Option<String> {
    String::from_utf8(durable_file::read_bounded(path.as_ref(), 4096).ok()?).ok()
}

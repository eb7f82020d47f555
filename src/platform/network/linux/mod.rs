//! The line on Linux: links set down through the kernel as root, NetworkManager as the desktop user.

mod elevation;
mod filter;
mod identity;
mod invoking_user;
pub mod link_events;
mod links;
pub mod netlink;
mod network_manager;
mod observe;
mod ops;
mod sockets;
mod wait;

use super::LinePaths;
use super::line_ops::LineOps;
use crate::core::network::Way;

pub use elevation::{only_root_writes, restore_elevated};
pub use identity::{boot_id, is_root};

/// True when something on this PC keeps a cut of root across a restart without the guard.
#[must_use]
pub fn outlives_restarts() -> bool {
    network_manager::is_present()
}
pub use ops::LinuxOps;

/// True when a cut by `way` was planned and the system says beforehand that it will refuse this user.
#[must_use]
pub fn would_refuse(way: Way) -> bool {
    way == Way::NetworkManager && !identity::is_root() && network_manager::refuses_this_user()
}

/// Where a cut is recorded on this system. For root no environment variable is asked.
#[must_use]
pub fn paths() -> LinePaths {
    if identity::is_root() {
        return LinePaths {
            journal: "/var/lib/kyukyubako/cut-journal".into(),
            // In memory, like the state of the links: gone at the same instant.
            journal_copy: Some("/run/kyukyubako/cut-journal".into()),
            pin_folder: "/var/lib/kyukyubako".into(),
        };
    }
    let uid = rustix::process::geteuid().as_raw();
    let state =
        dirs::state_dir().unwrap_or_else(|| format!("/var/tmp/kyukyubako-{uid}").into()).join("kyukyubako");
    LinePaths {
        journal: state.join("cut-journal"),
        journal_copy: dirs::runtime_dir().map(|folder| folder.join("kyukyubako").join("cut-journal")),
        pin_folder: state,
    }
}

/// The operations of this system.
#[must_use]
pub fn ops() -> Box<dyn LineOps> {
    Box::new(LinuxOps::default())
}

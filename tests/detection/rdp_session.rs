//! A real xrdp: idle, then with a client connected.

use crate::have;
use crate::remote_desk::{
    alone, as_root, free_port, idle_is_told_from_connected, rdp_client, scanned, with_own_end, xrdp,
};

#[test]
fn an_idle_xrdp_is_told_from_a_connected_one() {
    // Its key is readable by its own account only.
    if !as_root() || !have(&["/usr/sbin/xrdp"]) {
        return;
    }
    let _alone = alone();
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let server = xrdp(&[], folder.path(), port);
    let pid = server.0.id();
    idle_is_told_from_connected(|| scanned("xrdp", pid), || with_own_end(rdp_client(port)));
}

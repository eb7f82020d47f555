//! Tells systemd that the guard is ready: what waits for it (the network) may start.

use std::ffi::OsStr;
use std::io;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// Says so where systemd listens; does nothing when it was not systemd that started this process.
///
/// # Errors
/// Any IO error.
pub fn tell_ready() -> io::Result<()> {
    std::env::var_os("NOTIFY_SOCKET").map_or(Ok(()), |place| tell(&place))
}

fn tell(place: &OsStr) -> io::Result<()> {
    let address = match place.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(place)?,
    };
    UnixDatagram::unbound()?.send_to_addr(b"READY=1\n", &address).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_addresses_are_reached() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let name = format!("kyukyubako-test-{}", std::process::id());
        let hidden = format!("@{name}");
        for (address, place) in [
            (SocketAddr::from_pathname(&path).unwrap(), path.as_os_str()),
            (SocketAddr::from_abstract_name(&name).unwrap(), OsStr::new(&hidden)),
        ] {
            let socket = UnixDatagram::bind_addr(&address).unwrap();
            tell(place).unwrap();
            let mut said = [0; 64];
            let length = socket.recv(&mut said).unwrap();
            assert_eq!(&said[..length], b"READY=1\n");
        }
    }
}

//! Whether a printer hangs on this PC itself. Most home printers hang on the Wi-Fi that was just cut.

/// True when a printer on a local port (USB) is set up. Unknown is false: nothing is offered that may not
/// work. Takes up to two seconds: not for the window's thread.
#[must_use]
pub fn local_printers() -> bool {
    native()
}

#[cfg(unix)]
fn native() -> bool {
    listed("/usr/bin/lpstat").is_some_and(|list| names_local_port(&list))
}

#[cfg(windows)]
fn native() -> bool {
    super::windows::printers::local_ports().iter().any(|port| is_local_port(port))
}

/// `USB001`, `DOT4_001`: ports of cables. `LPT1` is there without any printer.
#[cfg(any(windows, test))]
fn is_local_port(port: &str) -> bool {
    let port = port.to_ascii_uppercase();
    port.split(',').any(|port| port.starts_with("USB") || port.starts_with("DOT4"))
}

/// A line of `lpstat -v` that ends in a USB device's address.
#[cfg(any(unix, test))]
fn names_local_port(list: &str) -> bool {
    list.lines().any(|line| {
        let uri = line.split_whitespace().last().unwrap_or("");
        uri.starts_with("usb:") || uri.starts_with("hp:/usb/") || uri.starts_with("hpfax:/usb/")
    })
}

/// What `lpstat` says, within two seconds.
#[cfg(unix)]
fn listed(tool: &str) -> Option<String> {
    use std::io::Read as _;
    use std::process::{Command, Stdio};
    use std::sync::mpsc::sync_channel;
    use std::time::Duration;

    const WAIT: Duration = Duration::from_secs(2);
    const OUTPUT_MAX: u64 = 64 * 1024;

    let mut child = Command::new(tool)
        .arg("-v")
        .env_clear()
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let output = child.stdout.take()?;
    let (sender, answer) = sync_channel(1);
    let reader = std::thread::Builder::new().name("printers-output".to_owned()).spawn(move || {
        let mut text = String::new();
        let read = output.take(OUTPUT_MAX).read_to_string(&mut text).is_ok();
        let _ = sender.send(read.then_some(text));
    });
    let text = reader.ok().and_then(|_| answer.recv_timeout(WAIT).ok()).flatten();
    if let Err(error) = child.kill().and_then(|()| child.wait().map(drop)) {
        log::warn!("printers: {error}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_cable_counts() {
        for (list, expected) in [
            ("device for Canon: usb://Canon/G3000?serial=1\n", true),
            ("device for A: ipp://192.0.2.5/ipp\ndevice for B: hp:/usb/DeskJet?serial=2\n", true),
            ("device for A: dnssd://Brother._ipp._tcp.local/\n", false),
            ("device for usb: socket://192.0.2.5\n", false),
            ("lpstat: No destinations added.\n", false),
            ("", false),
        ] {
            assert_eq!(names_local_port(list), expected, "{list}");
        }
        for (port, expected) in [
            ("USB001", true),
            ("usb002", true),
            ("DOT4_001", true),
            ("WSD-1", false),
            ("IP_192.0.2.5", false),
        ] {
            assert_eq!(is_local_port(port), expected, "{port}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_missing_or_hanging_tool_means_no_printer() {
        assert_eq!(listed("/nowhere/lpstat"), None);
        let started = std::time::Instant::now();
        // `yes` never ends and writes without bound.
        let endless = listed("/usr/bin/yes");
        assert!(endless.is_none_or(|text| !names_local_port(&text)));
        assert!(started.elapsed() < std::time::Duration::from_secs(20));
    }
}

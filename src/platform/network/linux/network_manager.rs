//! NetworkManager's own switch for all networking, over D-Bus.

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use zbus::connection::Builder;
use zbus::{Connection, OwnedVariant, Variant};

use crate::core::network::{Way, WayReport, WayResult};

use super::{identity, wait};

/// The system bus. A fixed place: an environment variable shall not lead root elsewhere.
const BUS: &str = "/run/dbus/system_bus_socket";
const SERVICE: &str = "org.freedesktop.NetworkManager";
const PATH: &str = "/org/freedesktop/NetworkManager";
/// What `Enable` needs, in NetworkManager's own list of what the caller may do.
const SWITCH: &str = "org.freedesktop.NetworkManager.enable-disable-network";
/// Where NetworkManager notes which link it looks after.
const DEVICES: &str = "/run/NetworkManager/devices";
/// Its own note of the switch, which outlives restarts.
const NOTE: &str = "/var/lib/NetworkManager/NetworkManager.state";
const PROGRAM: &str = "/usr/sbin/NetworkManager";
/// What has not started by then is not part of the start of the PC.
const STARTED_WITHIN_S: u64 = 300;
/// One call. `Enable` takes about 0.1 s; a bus that needs longer is not counted on.
const CALL_TIMEOUT: Duration = Duration::from_secs(4);
/// What is asked before the first way is taken.
const KNOWN_WITHIN: Duration = Duration::from_millis(200);
/// All of it together.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(6);
/// How long activation may take before the addresses are put back by hand.
const ACTIVATION_TIMEOUT: Duration = Duration::from_secs(12);
const POLL_EVERY: Duration = Duration::from_millis(100);
/// `NM_STATE_CONNECTED_LOCAL`: from here on everything that can be active is.
const STATE_CONNECTED: u32 = 50;
const STATE_CONNECTING: u32 = 40;
const STATE_ASLEEP: u32 = 10;

/// Why NetworkManager did not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not on this PC.
    #[error("not running: {0}")]
    Absent(String),
    /// It refused this user.
    #[error("refused: {0}")]
    Denied(String),
    /// Anything else.
    #[error("{0}")]
    Failed(String),
}

impl From<zbus::Error> for Error {
    fn from(error: zbus::Error) -> Self {
        let text = crate::platform::network::bounded_reason(&error.to_string());
        use zbus::fdo::Error as Standard;
        match &error {
            zbus::Error::FDO(standard) => match standard.as_ref() {
                Standard::AccessDenied(_) | Standard::AuthFailed(_) => Self::Denied(text),
                Standard::ServiceUnknown(_) | Standard::NameHasNoOwner(_) => Self::Absent(text),
                _ => Self::Failed(text),
            },
            // NetworkManager's own name for it.
            zbus::Error::MethodError(name, _, _) if name.as_str().contains("PermissionDenied") => {
                Self::Denied(text)
            }
            _ => Self::Failed(text),
        }
    }
}

/// True when NetworkManager seems to be there: worth a plan. No bus is asked, so this cannot hang.
pub fn is_present() -> bool {
    Path::new(BUS).exists() && Path::new("/run/NetworkManager").is_dir()
}

/// True when NetworkManager looks after the link, by its own notes.
pub fn manages(index: u32) -> bool {
    identity::small_file(format!("{DEVICES}/{index}")).is_some_and(|text| {
        text.lines().any(|line| line.trim() == "managed=full" || line.trim() == "managed=true")
    })
}

/// Switches all networking off.
pub fn switch_off() -> WayReport {
    let outcome = bounded("nm-disable", |bus| {
        if !networking_enabled(bus)? {
            return Ok(false);
        }
        enable(bus, false)?;
        Ok(true)
    });
    let (result, reason) = match outcome {
        Ok(true) => (WayResult::Done, None),
        // It was on a moment ago, when this was planned: it is ours to switch on, whoever was first.
        Ok(false) => (WayResult::Done, Some("switched off by somebody else just now".to_owned())),
        Err(Error::Absent(reason)) => (WayResult::NotAvailable, Some(reason)),
        Err(Error::Denied(reason)) => (WayResult::Denied, Some(reason)),
        Err(Error::Failed(reason)) => (WayResult::Failed, Some(reason)),
    };
    WayReport { way: Way::NetworkManager, result, reason }
}

/// True when all networking is switched off; false also when nobody says so.
pub fn is_switched_off() -> bool {
    bounded("nm-enabled", networking_enabled)
        .inspect_err(|error| log::warn!("NetworkManager: {error}"))
        .is_ok_and(|enabled| !enabled)
}

/// The same, and a bus that does not say so at once is not waited for: a cut comes first.
pub fn is_known_to_be_off() -> bool {
    is_present()
        && bounded_within("nm-enabled", KNOWN_WITHIN, networking_enabled).is_ok_and(|enabled| !enabled)
}

/// True when NetworkManager says that this user may not switch networking off, not without a question of the
/// system's in between either. False also when nobody says so.
pub fn refuses_this_user() -> bool {
    let permitted = bounded("nm-permissions", |bus| {
        let reply =
            wait::block_on(bus.call_method(Some(SERVICE), PATH, Some(SERVICE), "GetPermissions", &()))?;
        let permissions: HashMap<String, String> = reply.body().deserialize().map_err(Error::from)?;
        Ok(permissions.get(SWITCH).is_none_or(|answer| answer == "yes"))
    });
    permitted.inspect_err(|error| log::warn!("NetworkManager: {error}")).is_ok_and(|permitted| !permitted)
}

/// Switches all networking on again, unless it is on.
///
/// # Errors
/// See [`Error`]. `Absent` means that there is nothing to take back.
pub fn switch_on() -> Result<(), Error> {
    bounded("nm-enable", |bus| if networking_enabled(bus)? { Ok(()) } else { enable(bus, true) })
}

/// True while the PC is starting and NetworkManager, which does not run yet, will come up switched off: the guard
/// comes before it.
pub fn will_come_up_off() -> bool {
    identity::uptime_s() < STARTED_WITHIN_S
        && Path::new(PROGRAM).exists()
        && identity::small_file(NOTE).is_some_and(|note| says_off(&note))
}

fn says_off(note: &str) -> bool {
    note.lines().any(|line| line.trim() == "NetworkingEnabled=false")
}

/// Waits until NetworkManager has activated what it can, or until `enough` says so. False when it has not
/// within its time.
pub fn wait_until_settled(enough: &dyn Fn() -> bool) -> bool {
    let end = Instant::now() + ACTIVATION_TIMEOUT;
    let mut idle = 0_u8;
    while Instant::now() < end && !enough() {
        match bounded("nm-state", |bus| property::<u32>(bus, "State")) {
            Ok(state) if state >= STATE_CONNECTED => return true,
            // Right after the switch it says "disconnected" for a moment; staying there is an answer too.
            Ok(state) if state != STATE_CONNECTING && state > STATE_ASLEEP => idle = idle.saturating_add(1),
            Ok(_) => idle = 0,
            Err(error) => {
                log::warn!("NetworkManager: {error}");
                return false;
            }
        }
        if idle > 30 {
            return false;
        }
        std::thread::sleep(POLL_EVERY);
    }
    false
}

fn enable(bus: &Connection, on: bool) -> Result<(), Error> {
    wait::block_on(bus.call_method(Some(SERVICE), PATH, Some(SERVICE), "Enable", &(on,)))?;
    Ok(())
}

fn networking_enabled(bus: &Connection) -> Result<bool, Error> {
    property(bus, "NetworkingEnabled")
}

fn property<T>(bus: &Connection, name: &str) -> Result<T, Error>
where
    T: for<'a> TryFrom<Variant<'a>>,
{
    let properties = "org.freedesktop.DBus.Properties";
    let reply =
        wait::block_on(bus.call_method(Some(SERVICE), PATH, Some(properties), "Get", &(SERVICE, name)))?;
    let value: OwnedVariant = reply.body().deserialize().map_err(Error::from)?;
    T::try_from(Variant::from(value)).map_err(|_| Error::Failed(format!("{name} has another type")))
}

/// Runs `work` on a thread of its own and gives up on it after a fixed time: a hostile or stuck bus
/// must not hold up a cut.
fn bounded<T: Send + 'static>(
    name: &str,
    work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    bounded_within(name, TOTAL_TIMEOUT, work)
}

fn bounded_within<T: Send + 'static>(
    name: &str,
    patience: Duration,
    work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    if !Path::new(BUS).exists() {
        return Err(Error::Absent("no system bus".to_owned()));
    }
    let (sender, receiver) = sync_channel(1);
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            let outcome = wait::block_on(
                Builder::address(format!("unix:path={BUS}").as_str()).method_timeout(CALL_TIMEOUT).build(),
            )
            .map_err(|error| Error::Absent(error.to_string()))
            .and_then(|bus| work(&bus));
            // Nobody may be waiting any more.
            drop(sender.send(outcome));
        })
        .map_err(|error| Error::Failed(error.to_string()))?;
    receiver.recv_timeout(patience).unwrap_or_else(|_| Err(Error::Failed("no answer in time".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::says_off;

    #[test]
    fn the_note_of_the_switch_is_read() {
        for (note, off) in [
            ("[main]\nNetworkingEnabled=false\nWirelessEnabled=true\n", true),
            ("[main]\nNetworkingEnabled=true\nWirelessEnabled=false\n", false),
            ("", false),
        ] {
            assert_eq!(says_off(note), off, "{note:?}");
        }
    }
}

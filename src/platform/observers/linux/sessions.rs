//! Desktops that the login manager hands to someone elsewhere.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

use zbus::{Connection, OwnedObjectPath, OwnedVariant, Variant};

use super::bus;
use super::record_text::kept;
use crate::core::Timestamp;
use crate::core::detection::snapshot::RemoteSessionRecord;
use crate::platform::durable_file::read_bounded;
use crate::platform::observers::{ObserveError, Observer, Seen, Wanted};

const SERVICE: &str = "org.freedesktop.login1";
const PATH: &str = "/org/freedesktop/login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const SESSION: &str = "org.freedesktop.login1.Session";
/// Sessions looked at; a home PC has one or two.
const SESSIONS_MAX: usize = 64;
/// A session whose client went away stays; with xrdp the login manager cannot tell.
const XRDP: &str = "xrdp-sesman";
/// The kernel's name of the program that xrdp starts once for each client.
const XRDP_PROGRAM: &str = "xrdp";
/// Longest `/proc/PID/stat`, in bytes.
const STAT_MAX_BYTES: usize = 4096;

/// Asks the login manager.
#[derive(Debug)]
pub struct Sessions {
    bus: String,
}

impl Sessions {
    /// The login manager of this PC.
    pub fn of_this_pc() -> Self {
        Self { bus: bus::SYSTEM.to_owned() }
    }
}

impl Observer for Sessions {
    fn name(&self) -> &'static str {
        "sessions"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(3)
    }

    fn observe(&mut self, _wanted: &Wanted) -> Result<Seen, ObserveError> {
        let sessions = bus::ask(&self.bus, all_sessions).map(|sessions| {
            let mut records: Vec<_> = sessions.iter().filter_map(Session::record).collect();
            let xrdp = |record: &RemoteSessionRecord| {
                record.detail.as_deref().is_some_and(|detail| detail.split(' ').next() == Some(XRDP))
            };
            if records.iter().any(xrdp) && !xrdp_serves_a_client() {
                records.iter_mut().filter(|record| xrdp(record)).for_each(|record| {
                    record.active = Some(false);
                });
            }
            records
        })?;
        Ok(Seen::RemoteSessions(sessions))
    }
}

/// What the login manager says of one session.
#[derive(Debug, Default, PartialEq, Eq)]
struct Session {
    remote: bool,
    remote_host: String,
    kind: String,
    service: String,
    state: String,
    class: String,
    since_us: u64,
}

impl Session {
    fn from_properties(mut properties: HashMap<String, OwnedVariant>) -> Self {
        fn take<T: for<'a> TryFrom<Variant<'a>> + Default>(
            properties: &mut HashMap<String, OwnedVariant>,
            name: &str,
        ) -> T {
            // One of another type is as good as none.
            let value = properties.remove(name).map(Variant::from);
            value.and_then(|value| T::try_from(value).ok()).unwrap_or_default()
        }
        let of = &mut properties;
        Self {
            remote: take(of, "Remote"),
            remote_host: take(of, "RemoteHost"),
            kind: take(of, "Type"),
            service: take(of, "Service"),
            state: take(of, "State"),
            class: take(of, "Class"),
            since_us: take(of, "Timestamp"),
        }
    }

    /// Its record, when it is a person's desktop used from elsewhere. A text login is none.
    fn record(&self) -> Option<RemoteSessionRecord> {
        let desktop = matches!(self.kind.as_str(), "x11" | "wayland" | "mir");
        // xrdp does not call its sessions remote, and gives them no type before the desktop runs.
        let from_elsewhere = self.remote && desktop || self.service == XRDP;
        if !from_elsewhere || !self.class.starts_with("user") {
            return None;
        }
        let since = i64::try_from(self.since_us / 1000).ok().filter(|millis| *millis > 0);
        Some(RemoteSessionRecord {
            kind: Some("logind".to_owned()),
            detail: kept(
                &[kept(&self.service), kept(&self.remote_host)].map(Option::unwrap_or_default).join(" "),
            ),
            since: since.map(Timestamp),
            active: Some(matches!(self.state.as_str(), "online" | "active" | "opening")),
        })
    }
}

async fn all_sessions(bus: &Connection) -> Result<Vec<Session>, ObserveError> {
    type Listed = (String, u32, String, String, OwnedObjectPath);
    let reply = bus.call_method(Some(SERVICE), PATH, Some(MANAGER), "ListSessions", &()).await?;
    let listed: Vec<Listed> = reply.body().deserialize()?;
    let mut sessions = Vec::new();
    for (_, _, _, _, path) in listed.into_iter().take(SESSIONS_MAX) {
        let interface = Some("org.freedesktop.DBus.Properties");
        match bus.call_method(Some(SERVICE), &path, interface, "GetAll", &(SESSION,)).await {
            Ok(reply) => sessions.push(Session::from_properties(reply.body().deserialize()?)),
            // Logged out between the two questions.
            Err(error) if bus::is_refusal(&error) => log::debug!("session {path}: {error}"),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(sessions)
}

/// True when xrdp runs a copy of itself for a client, or when that cannot be told.
fn xrdp_serves_a_client() -> bool {
    let Ok(folders) = fs::read_dir("/proc") else { return true };
    let stats: Vec<(u32, String, u32)> = folders
        .filter_map(Result::ok)
        .filter(|folder| folder.file_name().as_encoded_bytes().iter().all(u8::is_ascii_digit))
        .filter_map(|folder| read_bounded(&folder.path().join("stat"), STAT_MAX_BYTES).ok())
        .filter_map(|stat| parse_stat(&String::from_utf8_lossy(&stat)))
        .filter(|(_, name, _)| name == XRDP_PROGRAM)
        .collect();
    stats.iter().any(|(_, _, parent)| stats.iter().any(|(pid, _, _)| pid == parent))
}

/// Id, name and parent of a process by its `/proc/PID/stat`. The name may hold anything.
fn parse_stat(stat: &str) -> Option<(u32, String, u32)> {
    let (pid, rest) = stat.split_once(" (")?;
    let (name, rest) = rest.rsplit_once(") ")?;
    Some((pid.parse().ok()?, name.to_owned(), rest.split(' ').nth(1)?.parse().ok()?))
}

#[cfg(test)]
#[path = "sessions_tests.rs"]
mod tests;

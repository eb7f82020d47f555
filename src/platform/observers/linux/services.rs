//! Units that the service manager runs or would start, of the system and of this user.

use std::collections::BTreeMap;
use std::time::Duration;

use zbus::{Connection, OwnedObjectPath, OwnedVariant, Variant};

use super::record_text::kept;
use super::{bus, unit_files};
use crate::core::detection::snapshot::ServiceRecord;
use crate::platform::observers::{ObserveError, Observer, RECORDS_MAX, Seen, Wanted};

const SERVICE: &str = "org.freedesktop.systemd1";
const PATH: &str = "/org/freedesktop/systemd1";
const MANAGER: &str = "org.freedesktop.systemd1.Manager";
const UNIT: &str = "org.freedesktop.systemd1.Service";
/// Running services whose process and program are asked for.
const ASKED_MAX: usize = 200;
/// States of unit files that are started without anybody asking.
const ENABLED: [&str; 2] = ["enabled", "enabled-runtime"];

/// Name, description, loaded, active, sub-state, followed, object, job id, job kind, job object.
type ListedUnit =
    (String, String, String, String, String, String, OwnedObjectPath, u32, String, OwnedObjectPath);
/// Program, arguments, failure ignored, then times and codes of the last run.
type Started = (String, Vec<String>, bool, u64, u64, u64, u64, u32, i32, i32);

/// Asks the service managers; where one does not answer its folders are read.
#[derive(Debug)]
pub struct Services {
    managers: Vec<Manager>,
}

#[derive(Debug)]
struct Manager {
    bus: String,
    folders: Vec<std::path::PathBuf>,
    /// What services in these processes run; it cannot change without a new process.
    images: BTreeMap<(String, u32), Option<String>>,
}

impl Services {
    /// The managers of the system and of this user.
    pub fn of_this_pc() -> Self {
        let manager = |bus, folders| Manager { bus, folders, images: BTreeMap::new() };
        Self {
            managers: vec![
                manager(bus::SYSTEM.to_owned(), unit_files::of_the_system()),
                manager(bus::of_this_user(), unit_files::of_this_user()),
            ],
        }
    }
}

impl Observer for Services {
    fn name(&self) -> &'static str {
        "services"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(15)
    }

    fn observe(&mut self, _wanted: &Wanted) -> Result<Seen, ObserveError> {
        let mut records = Vec::new();
        for manager in &mut self.managers {
            match manager.units() {
                Ok(units) => records.extend(units),
                Err(error) => {
                    log::debug!("service manager at {}: {error}", manager.bus);
                    records.extend(unit_files::enabled_in(&manager.folders));
                }
            }
        }
        records.truncate(RECORDS_MAX);
        Ok(Seen::Services(records))
    }
}

impl Manager {
    fn units(&mut self) -> Result<Vec<ServiceRecord>, ObserveError> {
        let known = &mut self.images;
        bus::ask(&self.bus, async |bus: &Connection| {
            let mut records = BTreeMap::new();
            let mut images = BTreeMap::new();
            for unit in loaded(bus).await? {
                let (name, description, _, active, ..) = unit;
                let running = matches!(active.as_str(), "active" | "reloading" | "activating");
                let mut record = ServiceRecord {
                    name: kept(&name),
                    display_name: kept(&description),
                    running: Some(running),
                    ..ServiceRecord::default()
                };
                if running && images.len() < ASKED_MAX {
                    let path = unit.6;
                    record.pid = main_process(bus, &path).await?;
                    if let Some(pid) = record.pid {
                        let key = (name.clone(), pid);
                        let image = match known.remove(&key) {
                            Some(image) => image,
                            None => program(bus, &path).await?,
                        };
                        record.image.clone_from(&image);
                        images.insert(key, image);
                    }
                }
                // One that is loaded but neither runs nor is enabled is merely mentioned by others.
                if running {
                    records.insert(name, record);
                }
            }
            for name in enabled(bus).await? {
                records.entry(name).or_insert_with_key(|name| ServiceRecord {
                    name: kept(name),
                    running: Some(false),
                    ..ServiceRecord::default()
                });
            }
            *known = images;
            Ok(records.into_values().collect())
        })
    }
}

async fn loaded(bus: &Connection) -> Result<Vec<ListedUnit>, ObserveError> {
    let nothing: [&str; 0] = [];
    let wanted = (&nothing[..], &["*.service"][..]);
    let reply = bus.call_method(Some(SERVICE), PATH, Some(MANAGER), "ListUnitsByPatterns", &wanted).await?;
    let mut units: Vec<ListedUnit> = reply.body().deserialize()?;
    units.truncate(RECORDS_MAX);
    Ok(units)
}

async fn enabled(bus: &Connection) -> Result<Vec<String>, ObserveError> {
    let wanted = (&ENABLED[..], &["*.service"][..]);
    let reply =
        bus.call_method(Some(SERVICE), PATH, Some(MANAGER), "ListUnitFilesByPatterns", &wanted).await?;
    let files: Vec<(String, String)> = reply.body().deserialize()?;
    let name = |path: String| path.rsplit('/').next().map(str::to_owned);
    Ok(files.into_iter().take(RECORDS_MAX).filter_map(|(path, _)| name(path)).collect())
}

async fn main_process(bus: &Connection, unit: &OwnedObjectPath) -> Result<Option<u32>, ObserveError> {
    Ok(property::<u32>(bus, unit, "MainPID").await?.filter(|pid| *pid != 0))
}

async fn program(bus: &Connection, unit: &OwnedObjectPath) -> Result<Option<String>, ObserveError> {
    let started: Option<Vec<Started>> = property(bus, unit, "ExecStart").await?;
    Ok(started.unwrap_or_default().first().and_then(|(program, ..)| kept(program)))
}

/// Nothing when the unit is gone or says something else.
async fn property<T>(bus: &Connection, unit: &OwnedObjectPath, name: &str) -> Result<Option<T>, ObserveError>
where
    T: for<'a> TryFrom<Variant<'a>>,
{
    let interface = Some("org.freedesktop.DBus.Properties");
    match bus.call_method(Some(SERVICE), unit, interface, "Get", &(UNIT, name)).await {
        Ok(reply) => {
            let value: OwnedVariant = reply.body().deserialize()?;
            Ok(T::try_from(Variant::from(value)).ok())
        }
        Err(error) if bus::is_refusal(&error) => {
            log::debug!("{name} of {unit}: {error}");
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
#[path = "services_tests.rs"]
mod tests;

//! The service manager is played by a real server on a bus of our own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::super::private_bus::PrivateBus;
use super::*;

struct FakeManager(Vec<(&'static str, &'static str)>);

#[zbus::interface(name = "org.freedesktop.systemd1.Manager")]
impl FakeManager {
    fn list_units_by_patterns(&self, _states: Vec<String>, patterns: Vec<String>) -> Vec<ListedUnit> {
        assert_eq!(patterns, ["*.service"]);
        let path = |text: String| OwnedObjectPath::try_from(text).unwrap();
        let unit = |(number, (name, active)): (usize, &(&str, &str))| {
            let text = |text: &str| text.to_owned();
            let (object, none) = (path(format!("{PATH}/unit/u{number}")), path("/".to_owned()));
            (
                text(name),
                format!("About\u{202e} {name}"),
                text("loaded"),
                text(active),
                text("running"),
                text(""),
                object,
                0,
                text(""),
                none,
            )
        };
        self.0.iter().enumerate().map(unit).collect()
    }
    fn list_unit_files_by_patterns(
        &self,
        states: Vec<String>,
        _patterns: Vec<String>,
    ) -> Vec<(String, String)> {
        assert!(states.contains(&"enabled".to_owned()) && !states.contains(&"disabled".to_owned()));
        let file = |name: &str| (format!("/usr/lib/systemd/system/{name}"), "enabled".to_owned());
        vec![file("x11vnc.service"), file("xrdp.service")]
    }
}

struct FakeUnit {
    pid: u32,
    asked: Arc<AtomicU32>,
}

#[zbus::interface(name = "org.freedesktop.systemd1.Service")]
impl FakeUnit {
    #[zbus(property, name = "MainPID")]
    fn main_pid(&self) -> u32 {
        self.pid
    }
    #[zbus(property)]
    fn exec_start(&self) -> Vec<Started> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        vec![("/usr/bin/x11vnc".to_owned(), vec!["x11vnc".to_owned()], false, 0, 0, 0, 0, self.pid, 0, 0)]
    }
}

#[test]
fn running_and_enabled_units_are_told_with_their_process_and_program() {
    let Some(bus) = PrivateBus::start() else { return };
    let asked = Arc::new(AtomicU32::new(0));
    let unit = |pid| FakeUnit { pid, asked: Arc::clone(&asked) };
    // The third is listed but cannot be asked.
    let manager = FakeManager(vec![
        ("x11vnc.service", "active"),
        ("once.service", "active"),
        ("gone.service", "active"),
        ("merely-mentioned.service", "inactive"),
    ]);
    let server = zbus::connection::Builder::address(bus.address.as_str())
        .serve_at(PATH, manager)
        .serve_at(format!("{PATH}/unit/u0"), unit(4120))
        .serve_at(format!("{PATH}/unit/u1"), unit(0))
        .name(SERVICE);
    let _server = zbus::block_on(server.build()).unwrap();
    let manager = Manager { bus: bus.address.clone(), folders: Vec::new(), images: BTreeMap::new() };
    let mut services = Services { managers: vec![manager] };
    for _ in 0..2 {
        let Seen::Services(seen) = services.observe(&Wanted::default()).unwrap() else { panic!() };
        let told: Vec<_> = seen
            .iter()
            .map(|unit| {
                (unit.name.as_deref().unwrap(), unit.running.unwrap(), unit.pid, unit.image.as_deref())
            })
            .collect();
        assert_eq!(
            told,
            [
                ("gone.service", true, None, None),
                ("once.service", true, None, None),
                ("x11vnc.service", true, Some(4120), Some("/usr/bin/x11vnc")),
                ("xrdp.service", false, None, None),
            ]
        );
        assert_eq!(seen[2].display_name.as_deref(), Some("About x11vnc.service"));
    }
    assert_eq!(asked.load(Ordering::Relaxed), 1, "a program is asked for once for each process");
}

#[test]
fn without_a_manager_the_enabled_unit_files_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let wants = folder.path().join("multi-user.target.wants");
    std::fs::create_dir(&wants).unwrap();
    std::fs::write(wants.join("x11vnc.service"), "[Service]\nExecStart=/usr/bin/x11vnc -forever\n").unwrap();
    let nowhere = format!("unix:path={}", folder.path().join("bus").display());
    let manager = Manager { bus: nowhere, folders: vec![folder.path().to_owned()], images: BTreeMap::new() };
    let seen = Services { managers: vec![manager] }.observe(&Wanted::default()).unwrap();
    let expected = ServiceRecord {
        name: Some("x11vnc.service".into()),
        image: Some("/usr/bin/x11vnc".into()),
        ..ServiceRecord::default()
    };
    assert_eq!(seen, Seen::Services(vec![expected]));
}

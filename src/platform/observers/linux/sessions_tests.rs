//! The login manager is played by a real server on a bus of our own.

use super::super::private_bus::PrivateBus;
use super::*;

struct Manager(Vec<&'static str>);

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    fn list_sessions(&self) -> Vec<(String, u32, String, String, OwnedObjectPath)> {
        let path = |id: &str| OwnedObjectPath::try_from(format!("{PATH}/session/{id}")).unwrap();
        self.0
            .iter()
            .map(|id| ((*id).to_owned(), 1000, "taro".to_owned(), "seat0".to_owned(), path(id)))
            .collect()
    }
}

struct FakeSession {
    remote: bool,
    kind: &'static str,
    service: &'static str,
    class: &'static str,
}

#[zbus::interface(name = "org.freedesktop.login1.Session")]
impl FakeSession {
    #[zbus(property)]
    fn remote(&self) -> bool {
        self.remote
    }
    #[zbus(property)]
    fn remote_host(&self) -> &str {
        if self.remote { "198.51.100.7" } else { "" }
    }
    #[zbus(property, name = "Type")]
    fn kind(&self) -> &str {
        self.kind
    }
    #[zbus(property)]
    fn service(&self) -> &str {
        self.service
    }
    #[zbus(property)]
    fn state(&self) -> &str {
        "active"
    }
    #[zbus(property)]
    fn class(&self) -> &str {
        self.class
    }
    #[zbus(property)]
    fn timestamp(&self) -> u64 {
        1_700_000_000_000_000
    }
}

#[test]
fn only_desktops_used_from_elsewhere_are_sessions() {
    let Some(bus) = PrivateBus::start() else { return };
    // "gone" is listed but cannot be asked any more.
    let manager = Manager(vec!["own", "ssh", "gone", "desk", "greeter"]);
    let mut server = zbus::connection::Builder::address(bus.address.as_str()).serve_at(PATH, manager);
    for (id, remote, kind, service, class) in [
        ("own", false, "wayland", "gdm-password", "user"),
        ("ssh", true, "tty", "sshd", "user"),
        ("desk", true, "wayland", "gdm-remote", "user"),
        ("greeter", true, "wayland", "gdm-launch-environment", "greeter"),
    ] {
        server =
            server.serve_at(format!("{PATH}/session/{id}"), FakeSession { remote, kind, service, class });
    }
    let _server = zbus::block_on(server.name(SERVICE).build()).unwrap();
    let seen = Sessions { bus: bus.address.clone() }.observe(&Wanted::default()).unwrap();
    let expected = RemoteSessionRecord {
        kind: Some("logind".into()),
        detail: Some("gdm-remote 198.51.100.7".into()),
        since: Some(Timestamp(1_700_000_000_000)),
        active: Some(true),
    };
    assert_eq!(seen, Seen::RemoteSessions(vec![expected]));
}

#[test]
fn a_login_manager_that_talks_nonsense_or_is_not_there_is_an_error() {
    struct Nonsense;
    #[zbus::interface(name = "org.freedesktop.login1.Manager")]
    impl Nonsense {
        fn list_sessions(&self) -> u32 {
            7
        }
    }
    let Some(bus) = PrivateBus::start() else { return };
    let mut sessions = Sessions { bus: bus.address.clone() };
    assert!(sessions.observe(&Wanted::default()).is_err());
    let server = zbus::connection::Builder::address(bus.address.as_str()).serve_at(PATH, Nonsense);
    let _server = zbus::block_on(server.name(SERVICE).build()).unwrap();
    assert!(sessions.observe(&Wanted::default()).is_err());
}

#[test]
fn xrdp_counts_although_it_is_not_called_remote() {
    let session = |service: &str, kind: &str, state: &str| Session {
        service: service.into(),
        kind: kind.into(),
        state: state.into(),
        class: "user".into(),
        ..Session::default()
    };
    for (session, active) in [
        (session("xrdp-sesman", "x11", "active"), Some(true)),
        (session("xrdp-sesman", "unspecified", "online"), Some(true)),
        (session("xrdp-sesman", "x11", "closing"), Some(false)),
        (session("lightdm", "x11", "active"), None),
        (session("", "", ""), None),
    ] {
        assert_eq!(session.record().map(|record| record.active), active.map(Some), "{session:?}");
    }
}

#[test]
fn properties_of_another_type_are_as_good_as_none() {
    let text = |text: &str| OwnedVariant::try_from(Variant::from(text.to_owned())).unwrap();
    let properties = HashMap::from([
        ("Remote".to_owned(), text("yes")),
        ("Service".to_owned(), text("xrdp-sesman")),
        ("Class".to_owned(), text("user")),
        ("Timestamp".to_owned(), text("\u{202e}")),
    ]);
    let session = Session::from_properties(properties);
    assert_eq!((session.remote, session.since_us, session.service.as_str()), (false, 0, "xrdp-sesman"));
    let hostile = Session { remote_host: "\u{202e}\n".repeat(100_000), ..session };
    assert_eq!(hostile.record().unwrap().detail.as_deref(), Some("xrdp-sesman"));
}

#[test]
fn a_process_may_be_called_anything() {
    for (stat, expected) in [
        ("42 (xrdp) S 7 42", Some((42, "xrdp", 7))),
        ("42 (a) b (c) S 7 42", Some((42, "a) b (c", 7))),
        ("42 (xrdp)", None),
        ("", None),
        ("x (y) S z", None),
    ] {
        let parsed = parse_stat(stat);
        assert_eq!(
            parsed.as_ref().map(|(pid, name, parent)| (*pid, name.as_str(), *parent)),
            expected,
            "{stat}"
        );
    }
}

//! The desktop portal knows; where it speaks for GNOME it passes on that desktop's own switch as well.

use std::collections::HashMap;

use zbus::{Connection, OwnedVariant, Variant};

use crate::platform::observers::{ObserveError, ask};

const SERVICE: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const SETTINGS: &str = "org.freedesktop.portal.Settings";
/// Every desktop's: 1 is higher contrast.
const APPEARANCE: (&str, &str) = ("org.freedesktop.appearance", "contrast");
/// GNOME's switch.
const GNOME: (&str, &str) = ("org.gnome.desktop.a11y.interface", "high-contrast");

type Settings = HashMap<String, HashMap<String, OwnedVariant>>;

/// What the portal on the bus at `address` says; false when there is none.
pub(super) fn wanted_on(address: &str) -> bool {
    match ask(address, async |bus: &Connection| settings(bus).await) {
        Ok(mut settings) => {
            taken::<u32>(&mut settings, APPEARANCE) == Some(1) || taken(&mut settings, GNOME) == Some(true)
        }
        Err(error) => {
            log::debug!("high contrast: {error}");
            false
        }
    }
}

async fn settings(bus: &Connection) -> Result<Settings, ObserveError> {
    let wanted = (vec![APPEARANCE.0, GNOME.0],);
    let reply = bus.call_method(Some(SERVICE), PATH, Some(SETTINGS), "ReadAll", &wanted).await?;
    Ok(reply.body().deserialize()?)
}

/// One of another type is as good as none.
fn taken<T: for<'a> TryFrom<Variant<'a>>>(settings: &mut Settings, (space, key): (&str, &str)) -> Option<T> {
    T::try_from(Variant::from(settings.get_mut(space)?.remove(key)?)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::observers::PrivateBus;

    struct Portal(Vec<(&'static str, &'static str, Variant<'static>)>);

    #[zbus::interface(name = "org.freedesktop.portal.Settings")]
    impl Portal {
        fn read_all(&self, spaces: Vec<String>) -> Settings {
            let mut settings = Settings::new();
            for (space, key, value) in &self.0 {
                if spaces.iter().any(|wanted| wanted == space) {
                    let value = OwnedVariant::try_from(value.try_clone().unwrap()).unwrap();
                    settings.entry((*space).to_owned()).or_default().insert((*key).to_owned(), value);
                }
            }
            settings
        }
    }

    #[test]
    fn the_portal_and_the_desktops_switch_are_believed() {
        let scheme = ("org.freedesktop.appearance", "color-scheme", Variant::from(1_u32));
        let appearance = |value: u32| (APPEARANCE.0, APPEARANCE.1, Variant::from(value));
        let gnome = |value: bool| (GNOME.0, GNOME.1, Variant::from(value));
        let cases = [
            (vec![scheme], false),
            (vec![appearance(0)], false),
            (vec![appearance(1)], true),
            (vec![appearance(2)], false),
            (vec![appearance(0), gnome(true)], true),
            (vec![gnome(false)], false),
            (vec![(APPEARANCE.0, APPEARANCE.1, Variant::from("1"))], false),
        ];
        for (said, expected) in cases {
            let Some(bus) = PrivateBus::start() else { return };
            let shown = format!("{said:?}");
            let server = zbus::connection::Builder::address(bus.address.as_str());
            let _server = zbus::block_on(server.serve_at(PATH, Portal(said)).name(SERVICE).build()).unwrap();
            assert_eq!(wanted_on(&bus.address), expected, "{shown}");
        }
    }

    #[test]
    fn without_a_portal_the_usual_colours_stay() {
        assert!(!wanted_on("unix:path=/nonexistent/bus"));
        let Some(bus) = PrivateBus::start() else { return };
        assert!(!wanted_on(&bus.address));
    }
}

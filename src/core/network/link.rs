//! A Linux interface as it was before the cut.

use serde::{Deserialize, Serialize};

/// What link-down loses and restore brings back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkState {
    /// Kernel index at the time of the cut; the same interface as long as the system runs.
    pub index: u32,
    /// Name at the time of the cut; found again by it when the device was unplugged and came back.
    pub name: String,
    /// The run of the system in which this was recorded. Link-down does not outlive it.
    pub boot_id: String,
    /// Seconds since the system started, when this was recorded: lifetimes run on during a cut.
    pub uptime_s: u64,
    /// Interface flags (`IFF_*`) at the time of the cut.
    pub flags: u32,
    /// The description somebody gave this interface; ours while it is down takes its place.
    pub alias: String,
    /// Written only after IPv6 addresses and routes were gone: it cannot bring back everything.
    pub partial: bool,
    /// NetworkManager looked after this interface and will configure it again.
    pub managed: bool,
    /// IPv4 and IPv6 addresses, in the kernel's order.
    pub addresses: Vec<KernelRecord>,
    /// Routes through this interface in every table but the kernel's own (255), in the kernel's order.
    pub routes: Vec<KernelRecord>,
    /// Permanent neighbour entries set by hand.
    pub neighbours: Vec<KernelRecord>,
}

impl LinkState {
    /// True when this was recorded before the system was started last. A system that does not say which
    /// run this is leaves that open: then it was not.
    #[must_use]
    pub fn is_of_earlier_run(&self, boot_id: &str) -> bool {
        !boot_id.is_empty() && !self.boot_id.is_empty() && self.boot_id != boot_id
    }

    /// True when both describe one interface, whatever happened to it in between.
    #[must_use]
    pub fn same_interface(&self, other: &Self) -> bool {
        if self.boot_id == other.boot_id && !self.boot_id.is_empty() {
            self.index == other.index
        } else {
            self.name == other.name
        }
    }
}

/// One address, route or neighbour exactly as the kernel described it: nothing that it can express
/// is lost, also what this program has never heard of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KernelRecord {
    /// The fixed part (`ifaddrmsg`, `rtmsg`, `ndmsg`).
    #[serde(with = "hex")]
    pub header: Vec<u8>,
    /// The attributes in order.
    pub attributes: Vec<Attribute>,
}

/// One netlink attribute.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Attribute {
    /// Its type with the flag bits.
    pub kind: u16,
    /// Its value.
    #[serde(with = "hex")]
    pub value: Vec<u8>,
}

/// Bytes as hexadecimal text, so that a person can compare a journal with what the kernel says.
mod hex {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(bytes.len().saturating_mul(2));
        for byte in bytes {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
        serializer.serialize_str(&text)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = text.as_bytes();
        if !bytes.len().is_multiple_of(2) {
            return Err(D::Error::custom("odd number of hexadecimal digits"));
        }
        bytes
            .chunks_exact(2)
            .map(|pair| {
                let text = str::from_utf8(pair).map_err(D::Error::custom)?;
                u8::from_str_radix(text, 16).map_err(D::Error::custom)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_survives_the_journal() {
        let record = KernelRecord {
            header: vec![2, 24, 0, 255],
            attributes: vec![Attribute { kind: 0x8008, value: (0..=255).collect() }],
        };
        let text = serde_json::to_string(&record).unwrap();
        assert!(text.contains("021800ff"), "{text}");
        assert_eq!(serde_json::from_str::<KernelRecord>(&text).unwrap(), record);
    }

    #[test]
    fn text_that_is_not_hexadecimal_is_refused() {
        for bad in
            [r#"{"kind":1,"value":"0"}"#, r#"{"kind":1,"value":"0g"}"#, r#"{"kind":1,"value":"\u00e9a"}"#]
        {
            assert!(serde_json::from_str::<Attribute>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_index_names_an_interface_only_within_one_run_of_the_system() {
        let link = |boot: &str, index, name: &str| LinkState {
            boot_id: boot.into(),
            index,
            name: name.into(),
            ..LinkState::default()
        };
        for (other, same) in [
            (link("a", 2, "renamed"), true),
            (link("a", 3, "eth0"), false),
            (link("b", 3, "eth0"), true),
            (link("b", 2, "eth1"), false),
        ] {
            assert_eq!(link("a", 2, "eth0").same_interface(&other), same, "{other:?}");
        }
    }
}

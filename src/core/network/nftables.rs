//! The packet filter of Linux: what it says, and how the kernel's answer about it is read. Pure.
//!
//! Everything is dropped but: what stays on this PC; DHCP, so that a lease outlives the cut, no further than the
//! own segment; neighbour discovery on the own segment. Dropped at the first place on the way in and at
//! the first on the way out; other tables cannot allow what this one drops. Frames that a bridge merely
//! passes on never meet the `inet` family, so the `bridge` family has a table of its own.

use super::rtnetlink::{Request, flag};
use crate::core::network::link::{Attribute, KernelRecord};

/// The name of our tables: how they are found again.
pub const TABLE: &str = "kyukyubako";

/// Address families of nf_tables.
const INET: u8 = 1;
const BRIDGE: u8 = 7;

/// Messages of nf_tables, with its subsystem in the upper byte.
const DELETE_TABLE: u16 = 0x0a02;
const GET_CHAIN: u16 = 0x0a04;
const GET_RULE: u16 = 0x0a07;
const BATCH_BEGIN: u16 = 0x10;
const BATCH_END: u16 = 0x11;
/// The subsystem a batch is for.
const NF_TABLES: u16 = 10;

const TABLE_NAME: u16 = 1;
const CHAIN_TABLE: u16 = 1;
const CHAIN_NAME: u16 = 3;
const CHAIN_HOOK: u16 = 4;
const CHAIN_POLICY: u16 = 5;
const RULE_TABLE: u16 = 1;
const RULE_CHAIN: u16 = 2;
const HOOK_NUMBER: u16 = 1;
const HOOK_PRIORITY: u16 = 2;

/// `nfgenmsg`: family, version, resource.
pub const HEADER_LEN: usize = 4;
/// Packets that match no rule are dropped.
const POLICY_DROP: u32 = 0;

/// One chain of the `inet` table.
struct Chain {
    name: &'static str,
    hook: u32,
    priority: i32,
    rules: &'static [&'static str],
}

const FIRST: i32 = i32::MIN;

const CHAINS: [Chain; 3] = [
    Chain {
        name: "prerouting",
        hook: 0,
        priority: FIRST,
        rules: &[
            "iiftype loopback accept",
            "meta nfproto ipv4 udp sport 67 udp dport 68 accept",
            "ip6 saddr fe80::/10 ip6 daddr fe80::/10 udp sport 547 udp dport 546 accept",
            "ip6 hoplimit 255 icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept",
        ],
    },
    Chain { name: "forward", hook: 2, priority: FIRST, rules: &[] },
    Chain {
        name: "output",
        hook: 3,
        priority: FIRST,
        rules: &[
            "oiftype loopback accept",
            "ip daddr 255.255.255.255 udp sport 68 udp dport 67 accept",
            "ip6 daddr ff02::1:2 udp sport 546 udp dport 547 accept",
            "ip6 hoplimit 255 icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert } accept",
        ],
    },
];

/// What `nft -f -` is told: everything or nothing happens, also when the tables are there already.
/// `bridges` is left out where the kernel knows no such family.
#[must_use]
pub fn script(bridges: bool) -> String {
    let mut text = format!("add table inet {TABLE}\ndelete table inet {TABLE}\ntable inet {TABLE} {{\n");
    for chain in &CHAINS {
        text.push_str(&format!(
            "\tchain {} {{\n\t\ttype filter hook {} priority {}; policy drop;\n",
            chain.name, chain.name, chain.priority
        ));
        for rule in chain.rules {
            text.push_str(&format!("\t\t{rule}\n"));
        }
        text.push_str("\t}\n");
    }
    text.push_str("}\n");
    if bridges {
        text.push_str(&format!(
            "add table bridge {TABLE}\ndelete table bridge {TABLE}\ntable bridge {TABLE} {{\n\tchain forward {{\n\
             \t\ttype filter hook forward priority {FIRST}; policy drop;\n\t}}\n}}\n"
        ));
    }
    text
}

/// Asks for every chain of every table, or every rule.
#[must_use]
pub fn list(rules: bool) -> Request {
    let kind = if rules { GET_RULE } else { GET_CHAIN };
    Request { kind, flags: flag::DUMP, record: message(0, 0, Vec::new()) }
}

/// The messages that delete our table of one family; the second is the one that is acknowledged. To be
/// sent as one.
#[must_use]
pub fn delete(bridge: bool) -> [Request; 3] {
    let mut name = TABLE.as_bytes().to_vec();
    name.push(0);
    let table = vec![Attribute { kind: TABLE_NAME, value: name }];
    let edge = |kind| Request { kind, flags: 0, record: message(0, NF_TABLES, Vec::new()) };
    let family = if bridge { BRIDGE } else { INET };
    [
        edge(BATCH_BEGIN),
        Request { kind: DELETE_TABLE, flags: flag::ACK, record: message(family, 0, table) },
        edge(BATCH_END),
    ]
}

fn message(family: u8, resource: u16, attributes: Vec<Attribute>) -> KernelRecord {
    let [high, low] = resource.to_be_bytes();
    KernelRecord { header: vec![family, 0, high, low], attributes }
}

/// What is left of our filter in the kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tables {
    /// Something of ours is there, whole or not.
    pub any: bool,
    /// The `inet` table is there with every chain at its hook, its policy and its number of rules.
    pub inet: bool,
    /// The `bridge` table is.
    pub bridge: bool,
}

/// Reads the kernel's lists of chains and rules, all tables'.
#[must_use]
pub fn read_back(chains: &[KernelRecord], rules: &[KernelRecord]) -> Tables {
    let of_table = |record: &KernelRecord, family: u8, kind| {
        record.header_byte(0) == family && text(record, kind) == Some(TABLE.as_bytes())
    };
    let chain_stands = |family: u8, name: &str, hook: u32, count: usize| {
        let there = chains.iter().any(|chain| {
            of_table(chain, family, CHAIN_TABLE)
                && text(chain, CHAIN_NAME) == Some(name.as_bytes())
                && big_endian(chain.attribute(CHAIN_POLICY)) == Some(POLICY_DROP)
                && at_hook(chain, hook)
        });
        let found = rules
            .iter()
            .filter(|rule| {
                of_table(rule, family, RULE_TABLE) && text(rule, RULE_CHAIN) == Some(name.as_bytes())
            })
            .count();
        there && found == count
    };
    Tables {
        any: chains
            .iter()
            .any(|chain| of_table(chain, INET, CHAIN_TABLE) || of_table(chain, BRIDGE, CHAIN_TABLE)),
        inet: CHAINS.iter().all(|chain| chain_stands(INET, chain.name, chain.hook, chain.rules.len())),
        bridge: chain_stands(BRIDGE, "forward", 2, 0),
    }
}

fn at_hook(chain: &KernelRecord, number: u32) -> bool {
    // The attributes of the hook are nested without a fixed part.
    let hook =
        chain.attribute(CHAIN_HOOK).and_then(|value| KernelRecord::parse(value, 0)).unwrap_or_default();
    big_endian(hook.attribute(HOOK_NUMBER)) == Some(number)
        && big_endian(hook.attribute(HOOK_PRIORITY)) == Some(FIRST.cast_unsigned())
}

fn text(record: &KernelRecord, kind: u16) -> Option<&[u8]> {
    record.attribute(kind).and_then(|value| value.strip_suffix(&[0]))
}

fn big_endian(value: Option<&[u8]>) -> Option<u32> {
    Some(u32::from_be_bytes(value?.get(..4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(kind: u16, value: &[u8]) -> Attribute {
        Attribute { kind, value: value.to_vec() }
    }

    fn named(name: &str) -> Vec<u8> {
        [name.as_bytes(), &[0]].concat()
    }

    fn nested(attributes: &[(u16, u32)]) -> Vec<u8> {
        attributes
            .iter()
            .flat_map(|(kind, value)| {
                [&8_u16.to_ne_bytes()[..], &kind.to_ne_bytes(), &value.to_be_bytes()].concat()
            })
            .collect()
    }

    fn listed() -> (Vec<KernelRecord>, Vec<KernelRecord>) {
        let chain = |family, name: &str, hook| {
            message(
                family,
                0,
                vec![
                    attribute(CHAIN_TABLE, &named(TABLE)),
                    attribute(CHAIN_NAME, &named(name)),
                    attribute(CHAIN_HOOK | 0x8000, &nested(&[(1, hook), (2, 0x8000_0000)])),
                    attribute(CHAIN_POLICY, &[0; 4]),
                ],
            )
        };
        let rule = |name: &str| {
            message(INET, 0, vec![attribute(RULE_TABLE, &named(TABLE)), attribute(RULE_CHAIN, &named(name))])
        };
        let mut chains: Vec<_> = CHAINS.iter().map(|known| chain(INET, known.name, known.hook)).collect();
        chains.push(chain(BRIDGE, "forward", 2));
        let rules = CHAINS.iter().flat_map(|known| known.rules.iter().map(|_| rule(known.name))).collect();
        (chains, rules)
    }

    #[test]
    fn the_script_is_this() {
        insta::assert_snapshot!(script(true));
        assert!(script(true).starts_with(&script(false)));
    }

    #[test]
    fn only_the_whole_filter_is_in_force() {
        let (chains, rules) = listed();
        assert_eq!(read_back(&chains, &rules), Tables { any: true, inet: true, bridge: true });
        assert_eq!(read_back(&[], &[]), Tables::default());
        for missing in 0..chains.len() {
            let mut chains = chains.clone();
            chains.remove(missing);
            let seen = read_back(&chains, &rules);
            assert!(seen.any && !(seen.inet && seen.bridge), "{missing}");
        }
        let mut fewer = rules.clone();
        fewer.pop();
        assert!(!read_back(&chains, &fewer).inet);
        let more = [rules.clone(), vec![rules[0].clone()]].concat();
        assert!(!read_back(&chains, &more).inet, "a rule that we did not write may allow anything");
    }

    #[test]
    fn a_chain_that_lets_pass_or_hangs_elsewhere_is_not_ours() {
        let (chains, rules) = listed();
        for (kind, value) in [
            (CHAIN_POLICY, 1_u32.to_be_bytes().to_vec()),
            (CHAIN_HOOK, nested(&[(1, 4), (2, 0x8000_0000)])),
            (CHAIN_HOOK, nested(&[(1, 0), (2, 0)])),
            (CHAIN_TABLE, named("other")),
        ] {
            let mut chains = chains.clone();
            let place = chains[0].attributes.iter_mut().find(|a| a.kind & 0x3fff == kind).unwrap();
            place.value = value;
            assert!(!read_back(&chains, &rules).inet, "attribute {kind}");
        }
    }

    #[test]
    fn no_answer_however_broken_is_taken_for_the_filter() {
        proptest::proptest!(|(header: Vec<u8>, kinds: Vec<(u16, Vec<u8>)>)| {
            let attributes = kinds.into_iter().map(|(kind, value)| Attribute { kind: kind % 8, value }).collect();
            let record = KernelRecord { header, attributes };
            let seen = read_back(std::slice::from_ref(&record), std::slice::from_ref(&record));
            assert!(!seen.inet);
        });
    }
}

//! The mark on a link that we set down: its description. How it is found again without a journal, and what
//! a person reads who wonders why it is down.

use super::link::{Attribute, KernelRecord};
use super::plan::{link_flags, set_link};
use super::rtnetlink::{IFF_UP, Request};

/// Attribute of a link: the description an administrator may give it.
pub const IFLA_IFALIAS: u16 = 20;
/// The text of the mark.
pub const CUT_ALIAS: &str = "kyukyubako: cut on purpose";
/// The kernel takes no longer description.
const ALIAS_MAX_BYTES: usize = 255;

/// True when we set this link down, whether or not somebody raised it since.
#[must_use]
pub fn bears_mark(link: &KernelRecord) -> bool {
    raw_alias(link) == CUT_ALIAS.as_bytes()
}

/// True when we set this link down and nobody raised it since.
#[must_use]
pub fn is_marked(link: &KernelRecord) -> bool {
    link_flags(link) & IFF_UP == 0 && bears_mark(link)
}

fn raw_alias(link: &KernelRecord) -> &[u8] {
    let bytes = link.attribute(IFLA_IFALIAS).unwrap_or_default();
    bytes.strip_suffix(&[0]).unwrap_or(bytes)
}

/// The description of a link; ours is nobody's.
pub(super) fn link_alias(link: &KernelRecord) -> String {
    match str::from_utf8(raw_alias(link)) {
        Ok(alias) if alias != CUT_ALIAS && alias.len() <= ALIAS_MAX_BYTES => alias.to_owned(),
        _ => String::new(),
    }
}

/// Sets one link down and marks it as ours.
#[must_use]
pub fn set_down_marked(index: u32) -> Request {
    described(set_link(index, false), CUT_ALIAS)
}

/// Sets one link up and gives it back its own description.
#[must_use]
pub fn set_up_unmarked(index: u32, alias: &str) -> Request {
    described(set_link(index, true), alias)
}

/// Gives a link back its own description and leaves it down.
#[must_use]
pub fn unmark(index: u32, alias: &str) -> Request {
    let mut request = set_link(index, false);
    // No flag is to change.
    request.record.set_header(12, &0_u32.to_ne_bytes());
    described(request, alias)
}

fn described(mut request: Request, alias: &str) -> Request {
    request.record.attributes.push(Attribute { kind: IFLA_IFALIAS, value: alias.as_bytes().to_vec() });
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(up: bool, alias: &[u8]) -> KernelRecord {
        let mut link = KernelRecord { header: vec![0; 16], attributes: Vec::new() };
        link.set_header(8, &u32::from(up).to_ne_bytes());
        link.attributes.push(Attribute { kind: IFLA_IFALIAS, value: alias.to_vec() });
        link
    }

    #[test]
    fn our_mark_is_known_and_never_taken_for_somebodys_description() {
        let ours = [CUT_ALIAS.as_bytes(), &[0]].concat();
        assert!(is_marked(&link(false, &ours)) && bears_mark(&link(true, &ours)));
        assert!(!is_marked(&link(true, &ours)), "somebody raised it");
        assert_eq!(link_alias(&link(false, &ours)), "");
        assert_eq!(link_alias(&link(true, b"to the printer\0")), "to the printer");
        for other in [&b"to the printer\0"[..], b"", b"\xff", b"kyukyubako\0"] {
            assert!(!bears_mark(&link(false, other)), "{other:?}");
        }
        assert_eq!(link_alias(&link(true, b"\xff")), "");
    }
}

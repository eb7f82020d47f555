//! The kernel's wire format for links, addresses and routes, read and written without losing anything.

use super::link::{Attribute, KernelRecord};

/// Message types.
pub mod kind {
    /// Error or acknowledgement.
    pub const ERROR: u16 = 2;
    /// End of a dump.
    pub const DONE: u16 = 3;
    /// Describes or changes a link.
    pub const NEW_LINK: u16 = 16;
    /// Asks for links.
    pub const GET_LINK: u16 = 18;
    /// Describes or adds an address.
    pub const NEW_ADDRESS: u16 = 20;
    /// Asks for addresses.
    pub const GET_ADDRESS: u16 = 22;
    /// Describes or adds a route.
    pub const NEW_ROUTE: u16 = 24;
    /// Asks for routes.
    pub const GET_ROUTE: u16 = 26;
    /// Describes or adds a neighbour.
    pub const NEW_NEIGHBOUR: u16 = 28;
    /// Asks for neighbours.
    pub const GET_NEIGHBOUR: u16 = 30;
}

/// Message flags.
pub mod flag {
    /// This is a request.
    pub const REQUEST: u16 = 1;
    /// Acknowledge it.
    pub const ACK: u16 = 4;
    /// The dump was disturbed by a change.
    pub const DUMP_INTERRUPTED: u16 = 0x10;
    /// List everything.
    pub const DUMP: u16 = 0x300;
    /// Replace what is there.
    pub const REPLACE: u16 = 0x100;
    /// Fail if it is there.
    pub const EXCLUSIVE: u16 = 0x200;
    /// Make it if it is not there.
    pub const CREATE: u16 = 0x400;
    /// Put it behind what is there.
    pub const APPEND: u16 = 0x800;
}

/// Length of the header before every message body.
pub const MESSAGE_HEADER_LEN: usize = 16;
/// Interface flag: set up by the administrator.
pub const IFF_UP: u32 = 1;
/// Interface flag: loopback.
pub const IFF_LOOPBACK: u32 = 8;
/// Interface flag: the driver sees a carrier.
pub const IFF_LOWER_UP: u32 = 0x1_0000;
/// IPv4.
pub const AF_INET: u8 = 2;
/// IPv6.
pub const AF_INET6: u8 = 10;

/// One message from the kernel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message<'a> {
    /// See [`kind`].
    pub kind: u16,
    /// See [`flag`].
    pub flags: u16,
    /// The number of the request it answers.
    pub sequence: u32,
    /// What follows the header.
    pub body: &'a [u8],
}

/// Splits a datagram into messages. Stops at the first that does not fit.
pub fn messages(mut bytes: &[u8]) -> impl Iterator<Item = Message<'_>> {
    std::iter::from_fn(move || {
        let length = usize::try_from(u32_at(bytes, 0)?).ok()?;
        let body = bytes.get(MESSAGE_HEADER_LEN..length)?;
        let message =
            Message { kind: u16_at(bytes, 4)?, flags: u16_at(bytes, 6)?, sequence: u32_at(bytes, 8)?, body };
        bytes = bytes.get(align(length)..).unwrap_or_default();
        Some(message)
    })
}

/// A message to the kernel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// See [`kind`].
    pub kind: u16,
    /// See [`flag`]; `REQUEST` is added.
    pub flags: u16,
    /// Fixed part and attributes.
    pub record: KernelRecord,
}

impl Request {
    /// The bytes to send.
    #[must_use]
    pub fn encode(&self, sequence: u32) -> Vec<u8> {
        let mut bytes = vec![0; MESSAGE_HEADER_LEN];
        bytes.extend_from_slice(&self.record.header);
        for attribute in &self.record.attributes {
            bytes.resize(align(bytes.len()), 0);
            let length = u16::try_from(attribute.value.len().saturating_add(4)).unwrap_or(u16::MAX);
            bytes.extend_from_slice(&length.to_ne_bytes());
            bytes.extend_from_slice(&attribute.kind.to_ne_bytes());
            bytes.extend_from_slice(&attribute.value);
        }
        bytes.resize(align(bytes.len()), 0);
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        put(&mut bytes, 0, &length.to_ne_bytes());
        put(&mut bytes, 4, &self.kind.to_ne_bytes());
        put(&mut bytes, 6, &(self.flags | flag::REQUEST).to_ne_bytes());
        put(&mut bytes, 8, &sequence.to_ne_bytes());
        bytes
    }
}

impl KernelRecord {
    /// Reads a message body whose fixed part is `header_len` bytes long.
    #[must_use]
    pub fn parse(body: &[u8], header_len: usize) -> Option<Self> {
        let header = body.get(..header_len)?.to_vec();
        let mut rest = body.get(align(header_len)..).unwrap_or_default();
        let mut attributes = Vec::new();
        while let (Some(length), Some(kind)) = (u16_at(rest, 0), u16_at(rest, 2)) {
            let length = usize::from(length);
            attributes.push(Attribute { kind, value: rest.get(4..length)?.to_vec() });
            rest = rest.get(align(length)..).unwrap_or_default();
        }
        Some(Self { header, attributes })
    }

    /// The value of attribute `kind`, flag bits aside.
    #[must_use]
    pub fn attribute(&self, kind: u16) -> Option<&[u8]> {
        self.attributes.iter().find(|a| a.kind & 0x3fff == kind).map(|a| a.value.as_slice())
    }

    /// The value of attribute `kind` as a number in the machine's byte order.
    #[must_use]
    pub fn number(&self, kind: u16) -> Option<u32> {
        u32_at(self.attribute(kind)?, 0)
    }

    /// Byte `offset` of the fixed part; zero when it is too short.
    #[must_use]
    pub fn header_byte(&self, offset: usize) -> u8 {
        self.header.get(offset).copied().unwrap_or(0)
    }

    /// The number at `offset` of the fixed part; zero when it is too short.
    #[must_use]
    pub fn header_number(&self, offset: usize) -> u32 {
        u32_at(&self.header, offset).unwrap_or(0)
    }

    /// Writes `value` at `offset` of the fixed part.
    pub fn set_header(&mut self, offset: usize, value: &[u8]) {
        put(&mut self.header, offset, value);
    }

    /// Sets attribute `kind`, in its old place if it was there.
    pub fn set_number(&mut self, kind: u16, value: u32) {
        let value = value.to_ne_bytes().to_vec();
        match self.attributes.iter_mut().find(|a| a.kind & 0x3fff == kind) {
            Some(attribute) => attribute.value = value,
            None => self.attributes.push(Attribute { kind, value }),
        }
    }

    /// Drops attribute `kind`.
    pub fn drop_attribute(&mut self, kind: u16) {
        self.attributes.retain(|a| a.kind & 0x3fff != kind);
    }
}

/// The next multiple of four.
fn align(length: usize) -> usize {
    length.saturating_add(3) & !3
}

/// The 16-bit number at `offset` in the machine's byte order.
#[must_use]
pub fn u16_at(bytes: &[u8], offset: usize) -> Option<u16> {
    let end = offset.checked_add(2)?;
    Some(u16::from_ne_bytes(bytes.get(offset..end)?.try_into().ok()?))
}

/// The 32-bit number at `offset` in the machine's byte order.
#[must_use]
pub fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    let end = offset.checked_add(4)?;
    Some(u32::from_ne_bytes(bytes.get(offset..end)?.try_into().ok()?))
}

fn put(bytes: &mut [u8], offset: usize, value: &[u8]) {
    if let Some(place) = bytes.get_mut(offset..offset.saturating_add(value.len())) {
        place.copy_from_slice(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_whatever_the_lengths() {
        let record = KernelRecord {
            header: vec![10; 12],
            attributes: (0..9)
                .map(|n| Attribute { kind: u16::from(n) | 0x8000, value: vec![n; n.into()] })
                .collect(),
        };
        let bytes = Request { kind: kind::NEW_ROUTE, flags: flag::ACK, record: record.clone() }.encode(7);
        let read: Vec<_> = messages(&bytes).collect();
        assert_eq!(read.len(), 1);
        assert_eq!((read[0].kind, read[0].flags), (kind::NEW_ROUTE, flag::ACK | flag::REQUEST));
        assert_eq!(KernelRecord::parse(read[0].body, 12), Some(record));
    }

    #[test]
    fn no_datagram_breaks_the_reader() {
        proptest::proptest!(|(bytes: Vec<u8>, header_len in 0usize..20)| {
            for message in messages(&bytes) {
                let _ = KernelRecord::parse(message.body, header_len);
            }
            let _ = KernelRecord::parse(&bytes, header_len);
        });
    }

    #[test]
    fn lengths_that_lie_end_the_reading() {
        let mut bytes = Request { kind: 16, flags: 0, record: KernelRecord::default() }.encode(1);
        for length in [0_u32, 3, 15, 17, u32::MAX] {
            bytes[..4].copy_from_slice(&length.to_ne_bytes());
            assert_eq!(messages(&bytes).count(), 0, "length {length}");
        }
    }
}

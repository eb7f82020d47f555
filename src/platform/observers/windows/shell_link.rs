//! Where a shell link (`.lnk`) leads, read from its bytes: asking the shell could look for the target on
//! the network.

use super::wide_text;

/// Most of a link that is read, in bytes.
#[cfg_attr(not(windows), expect(dead_code, reason = "read where the file is opened, which is on Windows"))]
pub const LINK_MAX_BYTES: u64 = 64 * 1024;
/// What every link begins with: the size of its header and the class of links.
const MAGIC: [u8; 20] = [0x4c, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46];
/// Where the flags stand, and two of them: a list of shell items follows, a path on this PC follows.
const FLAGS_AT: usize = 0x14;
const HAS_ITEMS: u32 = 1;
const HAS_INFO: u32 = 2;
/// Size of the header.
const HEADER: usize = 0x4c;
/// A flag of the path on this PC: it is there.
const HAS_LOCAL_PATH: u32 = 1;
/// From this size on, the information also holds the path in UTF-16.
const WITH_UNICODE: u32 = 0x24;

/// The path on this PC that the link holds.
pub fn target(link: &[u8]) -> Option<String> {
    link.starts_with(&MAGIC).then_some(())?;
    let flags = number(link, FLAGS_AT)?;
    (flags & HAS_INFO != 0).then_some(())?;
    let mut info = link.get(HEADER..)?;
    if flags & HAS_ITEMS != 0 {
        let items = usize::from(u16::from_le_bytes(info.first_chunk().copied()?));
        info = info.get(items.checked_add(2)?..)?;
    }
    let info = info.get(..usize::try_from(number(info, 0)?).ok()?).unwrap_or(info);
    (number(info, 8)? & HAS_LOCAL_PATH != 0).then_some(())?;
    let part = |unicode_at, plain_at| {
        let unicode = number(info, 4).filter(|header| *header >= WITH_UNICODE);
        unicode
            .and_then(|_| wide_at(info, unicode_at))
            .or_else(|| plain_at_offset(info, plain_at))
            .unwrap_or_default()
    };
    let path = part(0x1c, 0x10) + &part(0x20, 0x18);
    Some(wide_text::path(&path)).filter(|path| !path.is_empty())
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
}

/// The text that the offset at `at` points at.
fn bytes_at(info: &[u8], at: usize) -> Option<&[u8]> {
    let offset = number(info, at).filter(|offset| *offset != 0)?;
    info.get(usize::try_from(offset).ok()?..)
}

fn plain_at_offset(info: &[u8], at: usize) -> Option<String> {
    let text = bytes_at(info, at)?.split(|byte| *byte == 0).next()?;
    // In the code page of the PC; programs' names are ASCII nearly always.
    Some(String::from_utf8_lossy(text).into_owned())
}

fn wide_at(info: &[u8], at: usize) -> Option<String> {
    let units: Vec<u16> = bytes_at(info, at)?.as_chunks().0.iter().copied().map(u16::from_le_bytes).collect();
    Some(String::from_utf16_lossy(wide_text::until_zero(&units)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn link(items: bool, unicode: bool, base: &str, suffix: &str) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend((HAS_INFO | u32::from(items)).to_le_bytes());
        out.resize(HEADER, 0);
        if items {
            out.extend([5, 0, 1, 2, 3, 4, 5]);
        }
        let header = if unicode { WITH_UNICODE } else { 0x1c };
        let (mut fields, mut texts) = (vec![HAS_LOCAL_PATH, 0], Vec::new());
        let mut place = |bytes: Vec<u8>| {
            let at = header + u32::try_from(texts.len()).unwrap();
            texts.extend(bytes);
            at
        };
        let plain = |text: &str| -> Vec<u8> { text.bytes().chain([0]).collect() };
        let wide =
            |text: &str| -> Vec<u8> { text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect() };
        fields.extend([place(plain(if unicode { "?" } else { base })), 0]);
        fields.push(place(plain(if unicode { "" } else { suffix })));
        if unicode {
            fields.extend([place(wide(base)), place(wide(suffix))]);
        }
        let size = header + u32::try_from(texts.len()).unwrap();
        for field in [size, header].into_iter().chain(fields) {
            out.extend(field.to_le_bytes());
        }
        out.extend(texts);
        out
    }

    #[test]
    fn the_target_on_this_pc_is_read() {
        for (link, expected) in [
            (link(false, false, r"C:\Tools\AnyDesk.exe", ""), r"C:\Tools\AnyDesk.exe"),
            (link(true, false, r"C:\Tools", r"\a.exe"), r"C:\Tools\a.exe"),
            (link(true, true, "C:\\\u{6551}\u{6025}\\", "b.exe"), "C:\\\u{6551}\u{6025}\\b.exe"),
        ] {
            assert_eq!(target(&link).as_deref(), Some(expected));
        }
        for none in [&b""[..], b"no link at all", &MAGIC, &link(true, true, "", "")] {
            assert_eq!(target(none), None);
        }
    }

    proptest! {
        #[test]
        fn no_damage_breaks_it(cut in 0_usize..260, at in 0_usize..260, byte in any::<u8>()) {
            let mut bytes = link(true, true, "C:\\Tools", "\\a.exe");
            if let Some(hit) = bytes.get_mut(at) {
                *hit = byte;
            }
            bytes.truncate(cut);
            target(&bytes);
        }
    }
}

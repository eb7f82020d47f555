//! The mark that Windows puts on files from elsewhere: the stream `Zone.Identifier`, a small INI file.

use super::wide_text;

/// Most of the stream that is read, in bytes.
#[cfg_attr(not(windows), expect(dead_code, reason = "read where the file is opened, which is on Windows"))]
pub const STREAM_MAX_BYTES: u64 = 4 * 1024;
/// `URLZONE_INTERNET` and `URLZONE_UNTRUSTED`.
const FROM_ELSEWHERE: [u32; 2] = [3, 4];

/// True when the stream says that the file came from the internet; `None` when it says nothing.
pub fn from_internet(stream: &[u8]) -> Option<bool> {
    let text = wide_text::of_file(stream);
    let mut in_section = false;
    for line in text.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            in_section = section.trim_end_matches(']').trim().eq_ignore_ascii_case("ZoneTransfer");
        } else if in_section
            && let Some((key, value)) = line.split_once('=')
            && key.trim().eq_ignore_ascii_case("ZoneId")
        {
            return value.trim().parse().ok().map(|zone: u32| FROM_ELSEWHERE.contains(&zone));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_says_where_a_file_came_from() {
        let wide: Vec<u8> =
            "\u{feff}[ZoneTransfer]\r\nZoneId=3\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (stream, expected) in [
            (&b"[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=https://example.com/\r\n"[..], Some(true)),
            (b"[ZoneTransfer]\r\nReferrerUrl=x\r\nZoneId=4", Some(true)),
            (b"\xef\xbb\xbf[zonetransfer]\n zoneid = 3 \n", Some(true)),
            (b"[ZoneTransfer]\r\nZoneId=0\r\n", Some(false)),
            (b"[ZoneTransfer]\r\nZoneId=2\r\n", Some(false)),
            (&wide, Some(true)),
            (b"ZoneId=3", None),
            (b"[Other]\nZoneId=3", None),
            (b"[ZoneTransfer]\nZoneId=three", None),
            (b"[ZoneTransfer]\nZoneId=-3", None),
            (b"[ZoneTransfer]", None),
            (b"", None),
            (b"\xff\xfe\x00", None),
            (b"\x00\xff\xfe\x80[", None),
        ] {
            assert_eq!(from_internet(stream), expected, "{:?}", String::from_utf8_lossy(stream));
        }
    }
}

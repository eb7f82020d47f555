//! The version information of a program: the resource `VS_VERSIONINFO`, a tree of blocks, read without
//! trusting any length in it.

use super::wide_text;

/// Most of the resource that is looked at, in bytes. Its lengths are 16-bit numbers, so that an honest
/// one is never larger.
pub const RESOURCE_MAX_BYTES: usize = 64 * 1024;
/// Most blocks looked at below one block.
const CHILDREN_MAX: usize = 256;
/// Longest key, in UTF-16 units.
const KEY_MAX: usize = 64;
/// Languages asked first, as the tables' keys begin: English, none. Facts about tools are in English.
const LANGUAGES_FIRST: [&str; 2] = ["0409", "0000"];

/// What the version information says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VersionInfo {
    /// `CompanyName`.
    pub company: Option<String>,
    /// `ProductName`.
    pub product: Option<String>,
    /// `OriginalFilename`.
    pub original_filename: Option<String>,
}

/// Reads the resource. What is broken or cut off is missing in the answer.
pub fn parse(resource: &[u8]) -> VersionInfo {
    let resource = resource.get(..RESOURCE_MAX_BYTES).unwrap_or(resource);
    let mut info = VersionInfo::default();
    let Some((root, _)) = block(resource) else { return info };
    if root.key != "VS_VERSION_INFO" {
        return info;
    }
    let below = root.content.get(aligned(root.value_bytes)..).unwrap_or_default();
    let mut tables: Vec<Block> =
        blocks(below).filter(|b| b.key == "StringFileInfo").flat_map(|b| blocks(b.content)).collect();
    // Stable: within one rank the file's own order stays.
    tables.sort_by_key(|table| {
        let language = table.key.get(..4).unwrap_or_default();
        LANGUAGES_FIRST.iter().position(|first| *first == language).unwrap_or(LANGUAGES_FIRST.len())
    });
    for string in tables.iter().flat_map(|table| blocks(table.content)) {
        let field = match string.key.to_ascii_lowercase().as_str() {
            "companyname" => &mut info.company,
            "productname" => &mut info.product,
            "originalfilename" => &mut info.original_filename,
            _ => continue,
        };
        if field.is_none() {
            *field = wide_text::name(&units(string.content));
        }
    }
    info
}

/// One block: its key and what follows it.
#[derive(Debug)]
struct Block<'a> {
    key: String,
    value_bytes: usize,
    content: &'a [u8],
}

/// The blocks that stand one after another in `bytes`.
fn blocks(bytes: &[u8]) -> impl Iterator<Item = Block<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (block, after) = block(rest)?;
        rest = after;
        Some(block)
    })
    .take(CHILDREN_MAX)
}

/// The first block of `bytes` and what comes after it. A block that claims to be longer than what is
/// there ends with what is there.
fn block(bytes: &[u8]) -> Option<(Block<'_>, &[u8])> {
    let length = usize::from(number(bytes, 0)?);
    let value_bytes = usize::from(number(bytes, 2)?);
    let body = bytes.get(..length).unwrap_or(bytes);
    let name = body.get(6..)?;
    let key_units: Vec<u16> = units(name.get(..KEY_MAX * 2).unwrap_or(name));
    let key = wide_text::until_zero(&key_units);
    // A key without its end is no key.
    (key.len() < key_units.len()).then_some(())?;
    let content = body.get(aligned(6 + (key.len() + 1) * 2)..).unwrap_or_default();
    let after = bytes.get(aligned(length)..).unwrap_or_default();
    Some((Block { key: String::from_utf16_lossy(key), value_bytes, content }, after))
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}

fn units(bytes: &[u8]) -> Vec<u16> {
    bytes.as_chunks().0.iter().copied().map(u16::from_le_bytes).collect()
}

const fn aligned(bytes: usize) -> usize {
    bytes.next_multiple_of(4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One block as a resource compiler writes it.
    fn built(key: &str, value: &[u8], children: &[Vec<u8>]) -> Vec<u8> {
        let mut out = vec![0; 6];
        out.extend(key.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
        out.resize(aligned(out.len()), 0);
        out.extend_from_slice(value);
        for child in children {
            out.resize(aligned(out.len()), 0);
            out.extend_from_slice(child);
        }
        let length = u16::try_from(out.len()).unwrap_or(u16::MAX).to_le_bytes();
        out[..2].copy_from_slice(&length);
        out[2..4].copy_from_slice(&u16::try_from(value.len()).unwrap_or(u16::MAX).to_le_bytes());
        out
    }

    fn table(language: &str, strings: &[(&str, &str)]) -> Vec<u8> {
        let wide =
            |text: &str| -> Vec<u8> { text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect() };
        let strings: Vec<_> = strings.iter().map(|(key, text)| built(key, &wide(text), &[])).collect();
        built(language, &[], &strings)
    }

    fn resource(tables: &[Vec<u8>]) -> Vec<u8> {
        let translations = built("VarFileInfo", &[], &[built("Translation", &[0x11, 4, 0xb0, 4], &[])]);
        built("VS_VERSION_INFO", &[7; 52], &[built("StringFileInfo", &[], tables), translations])
    }

    fn whole() -> Vec<u8> {
        resource(&[
            table("041104b0", &[("CompanyName", "\u{4f1a}\u{793e}"), ("ProductName", "\u{88fd}\u{54c1}")]),
            table(
                "040904B0",
                &[
                    ("CompanyName", "LogMeIn, Inc."),
                    ("FileVersion", "7.50"),
                    ("OriginalFilename", " LMI_Rescue.exe "),
                ],
            ),
        ])
    }

    #[test]
    fn the_english_table_comes_first_and_the_others_fill_in() {
        let info = parse(&whole());
        assert_eq!(info.company.as_deref(), Some("LogMeIn, Inc."));
        assert_eq!(info.product.as_deref(), Some("\u{88fd}\u{54c1}"));
        assert_eq!(info.original_filename.as_deref(), Some("LMI_Rescue.exe"));
        let japanese = parse(&resource(&[table("041104b0", &[("CompanyName", "\u{4f1a}\u{793e}")])]));
        assert_eq!(japanese.company.as_deref(), Some("\u{4f1a}\u{793e}"));
    }

    #[test]
    fn an_empty_or_foreign_text_is_no_company() {
        let odd = resource(&[
            table("040904b0", &[("CompanyName", ""), ("CompanyName", "\u{202e}\u{200b}")]),
            table("000004b0", &[("companyname", "second\u{202e}")]),
        ]);
        assert_eq!(parse(&odd).company.as_deref(), Some("second"));
        assert_eq!(parse(&built("SOMETHING_ELSE", &[], &[])), VersionInfo::default());
        assert_eq!(parse(&[]), VersionInfo::default());
    }

    #[test]
    fn garbage_around_the_resource_costs_nothing_and_hides_nothing() {
        let mut padded = whole();
        padded.resize(10 * 1024 * 1024, 0x41);
        assert_eq!(parse(&padded), parse(&whole()));
        let started = std::time::Instant::now();
        assert_eq!(parse(&vec![0x41; 10 * 1024 * 1024]), VersionInfo::default());
        // Blocks of length zero must not be walked for ever.
        assert_eq!(parse(&built("VS_VERSION_INFO", &[], &[vec![0; 60_000]])), VersionInfo::default());
        assert!(started.elapsed() < std::time::Duration::from_secs(1));
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..2048)) {
            parse(&bytes);
        }

        #[test]
        fn no_damage_breaks_it(cut in 0_usize..600, at in 0_usize..600, byte in any::<u8>()) {
            let mut bytes = whole();
            if let Some(hit) = bytes.get_mut(at) {
                *hit = byte;
            }
            bytes.truncate(cut);
            parse(&bytes);
        }
    }
}

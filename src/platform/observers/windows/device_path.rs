//! Paths as the kernel writes them, `\Device\HarddiskVolume3\…`, as paths that programs open.

/// The devices behind which other computers lie.
const REDIRECTORS: [&str; 3] = [r"\Device\Mup", r"\Device\LanmanRedirector", r"\Device\WebDavRedirector"];

/// `path` as programs open it: with its drive letter, or on its share. `drives` is as below.
pub fn opened_as(path: &str, drives: &[(String, String)]) -> Option<String> {
    with_drive_letter(path, drives).or_else(|| on_share(path)).or_else(|| {
        // Some come with their share.
        let (prefix, below) = path.split_at_checked(r"\??\UNC\".len())?;
        prefix.eq_ignore_ascii_case(r"\??\UNC\").then(|| format!(r"\\{below}"))
    })
}

/// `\Device\Mup\server\share\…` as `\\server\share\…`. What stands before the server tells which
/// redirector and which letter: `;LanmanRedirector\;Z:0000000000012345\server\share\…`.
fn on_share(path: &str) -> Option<String> {
    let below = REDIRECTORS.iter().find_map(|device| below(path, device))?;
    let mut rest = below;
    while rest.starts_with(r"\;") {
        let next = rest.get(1..)?.find('\\')?;
        rest = rest.get(next.checked_add(1)?..)?;
    }
    // The second separator belongs to the share.
    let named = rest.split('\\').filter(|part| !part.is_empty()).count() > 2;
    named.then(|| format!(r"\{rest}"))
}

/// What stands below `device` in `path`, with its separator. Volume 3 is not volume 30.
fn below<'a>(path: &'a str, device: &str) -> Option<&'a str> {
    let (head, below) = path.split_at_checked(device.len())?;
    let inside = !device.is_empty() && head.eq_ignore_ascii_case(device) && below.starts_with('\\');
    inside.then_some(below)
}

/// `path` with the drive letter of its device. `drives` holds each letter (`C:`) and its device.
/// `None` for a device without a letter.
fn with_drive_letter(path: &str, drives: &[(String, String)]) -> Option<String> {
    // Some come with their letter.
    if let Some(known) = path.strip_prefix(r"\??\")
        && known.get(1..3) == Some(r":\")
    {
        return Some(known.to_owned());
    }
    drives.iter().find_map(|(letter, device)| Some(format!("{letter}{}", below(path, device)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_becomes_its_letter() {
        let drives = [
            ("C:".to_owned(), r"\Device\HarddiskVolume3".to_owned()),
            ("D:".to_owned(), r"\Device\HarddiskVolume30".to_owned()),
            ("E:".to_owned(), String::new()),
        ];
        for (path, expected) in [
            (r"\Device\HarddiskVolume3\Windows\x.exe", Some(r"C:\Windows\x.exe")),
            (r"\device\harddiskvolume30\x.exe", Some(r"D:\x.exe")),
            (r"\Device\HarddiskVolume4\x.exe", None),
            (r"\Device\HarddiskVolume3", None),
            ("\\Device\\HarddiskVolume\u{6551}", None),
            (r"\??\Z:\programs\x.exe", Some(r"Z:\programs\x.exe")),
            (r"\??\Volume{1}\x.exe", None),
            ("\\??\\\u{6551}", None),
            ("", None),
        ] {
            assert_eq!(with_drive_letter(path, &drives).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn a_redirector_becomes_its_share() {
        let drives =
            [("Z:".to_owned(), r"\Device\LanmanRedirector\;Z:0000000000012345\server\share".to_owned())];
        for (path, expected) in [
            (r"\Device\Mup\server\share\x.exe", Some(r"\\server\share\x.exe")),
            (
                r"\device\mup\;LanmanRedirector\;Y:0000000000012345\server\share\x.exe",
                Some(r"\\server\share\x.exe"),
            ),
            (r"\Device\LanmanRedirector\;Z:0000000000012345\server\share\x.exe", Some(r"Z:\x.exe")),
            (
                r"\Device\WebDavRedirector\;W:0\host@SSL\DavWWWRoot\x.exe",
                Some(r"\\host@SSL\DavWWWRoot\x.exe"),
            ),
            (r"\Device\Mup\;LanmanRedirector\;Y:0", None),
            (r"\Device\Mup\;", None),
            (r"\??\unc\server\share\x.exe", Some(r"\\server\share\x.exe")),
            (r"\??\uncle\x.exe", None),
            (r"\Device\Mup\server", None),
            (r"\Device\Mup\server\share", None),
            (r"\Device\Mup", None),
            (r"\Device\MupX\server\share\x.exe", None),
        ] {
            assert_eq!(opened_as(path, &drives).as_deref(), expected, "{path}");
        }
    }
}

//! Paths as the kernel writes them, `\Device\HarddiskVolume3\…`, as paths that programs open.

/// `path` with the drive letter of its device. `drives` holds each letter (`C:`) and its device.
/// `None` for a device without a letter.
pub fn with_drive_letter(path: &str, drives: &[(String, String)]) -> Option<String> {
    drives.iter().find_map(|(letter, device)| {
        let (head, below) = (path.get(..device.len())?, path.get(device.len()..)?);
        // Volume 3 is not volume 30.
        let inside = !device.is_empty() && head.eq_ignore_ascii_case(device) && below.starts_with('\\');
        inside.then(|| format!("{letter}{below}"))
    })
}

/// True for a path on another computer, which must never be opened: that would use the network.
pub fn is_on_another_computer(path: &str) -> bool {
    let path = path.replace('/', r"\");
    let rest = path.strip_prefix(r"\\?\").or_else(|| path.strip_prefix(r"\??\"));
    match rest {
        Some(rest) => rest.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(r"UNC\")),
        None => path.starts_with(r"\\") && !path.starts_with(r"\\.\"),
    }
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
            ("", None),
        ] {
            assert_eq!(with_drive_letter(path, &drives).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn shares_are_told_from_folders_here() {
        for there in
            [r"\\nas\share\x.exe", r"\\?\UNC\nas\x.exe", r"\\?\unc\nas", "//nas/share", r"\??\UNC\nas\x"]
        {
            assert!(is_on_another_computer(there), "{there}");
        }
        for here in [r"C:\x.exe", r"\\?\C:\x.exe", r"\\.\pipe\x", r"\x", "", r"\\?\"] {
            assert!(!is_on_another_computer(here), "{here}");
        }
    }
}

//! Paths as the kernel writes them, `\Device\HarddiskVolume3\…`, as paths that programs open.

/// `path` with the drive letter of its device. `drives` holds each letter (`C:`) and its device.
/// `None` for a device without a letter.
pub fn with_drive_letter(path: &str, drives: &[(String, String)]) -> Option<String> {
    // Some come with their letter.
    if let Some(known) = path.strip_prefix(r"\??\")
        && known.get(1..3) == Some(r":\")
    {
        return Some(known.to_owned());
    }
    drives.iter().find_map(|(letter, device)| {
        let (head, below) = (path.get(..device.len())?, path.get(device.len()..)?);
        // Volume 3 is not volume 30.
        let inside = !device.is_empty() && head.eq_ignore_ascii_case(device) && below.starts_with('\\');
        inside.then(|| format!("{letter}{below}"))
    })
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
}

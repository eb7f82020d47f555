//! Where a path leads: to a drive, to a volume by its number, to another computer, or to a device.

/// The places of programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A drive letter, in upper case.
    Drive(char),
    /// A volume named by its number, which is always one of this PC.
    Volume,
    /// A share of another computer.
    Share,
}

/// What a share's name must not be: opened, these are no files.
const NO_SHARES: [&str; 3] = ["pipe", "mailslot", "ipc$"];

/// The place of the full path `path`. `None` for every other path: devices, whatever leads to one through
/// the kernel's own names, and paths that depend on a folder.
pub fn of(path: &str) -> Option<Place> {
    let path = path.replace('/', r"\");
    let Some(below) = path.strip_prefix(r"\\") else { return drive(&path) };
    let Some(verbatim) = below.strip_prefix(r"?\") else { return share(below) };
    if let Some(place) = drive(verbatim) {
        return Some(place);
    }
    let (head, below) = verbatim.split_once('\\')?;
    if head.eq_ignore_ascii_case("UNC") {
        return share(below);
    }
    is_volume(head).then_some(Place::Volume)
}

/// `path` in the form that may be of any length.
pub fn long_form(path: &str) -> String {
    match path.strip_prefix(r"\\") {
        Some(below) if below.starts_with(['?', '.']) => path.to_owned(),
        Some(below) => format!(r"\\?\UNC\{below}"),
        None => format!(r"\\?\{path}"),
    }
}

fn drive(path: &str) -> Option<Place> {
    let (letter, rest) = path.split_once(':')?;
    let mut letters = letter.chars();
    let letter = letters.next().filter(|letter| letter.is_ascii_alphabetic() && letters.next().is_none())?;
    rest.starts_with('\\').then(|| Place::Drive(letter.to_ascii_uppercase()))
}

/// `server\share\…`
fn share(below: &str) -> Option<Place> {
    let mut parts = below.split('\\');
    let server = parts.next().filter(|server| !matches!(*server, "" | "." | "?"))?;
    let name = parts.next().filter(|share| !share.is_empty())?;
    let odd = server.contains(':') || NO_SHARES.iter().any(|no| name.eq_ignore_ascii_case(no));
    (!odd).then_some(Place::Share)
}

/// `Volume{4c1b02c1-d990-11dc-99ae-806e6f6e6963}`
fn is_volume(head: &str) -> bool {
    const NAME: &str = "Volume";
    const NUMBER: usize = 36;
    let Some((name, number)) = head.split_at_checked(NAME.len()) else { return false };
    let number = number.strip_prefix('{').and_then(|number| number.strip_suffix('}'));
    name.eq_ignore_ascii_case(NAME)
        && number.is_some_and(|number| {
            number.len() == NUMBER && number.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_lie_on_drives_volumes_and_shares_only() {
        for (path, expected) in [
            (r"C:\x.exe", Some(Place::Drive('C'))),
            ("z:/folder/x.exe", Some(Place::Drive('Z'))),
            (r"\\?\c:\x.exe", Some(Place::Drive('C'))),
            (r"\\?\Volume{4c1b02c1-d990-11dc-99ae-806e6f6e6963}\x.exe", Some(Place::Volume)),
            (r"\\server\share\x.exe", Some(Place::Share)),
            (r"\\server@SSL\DavWWWRoot\x.exe", Some(Place::Share)),
            (r"\\?\UNC\server\share\x.exe", Some(Place::Share)),
            (r"\\?\unc\192.0.2.1\share\x.exe", Some(Place::Share)),
            (r"\\?\GLOBALROOT\Device\HarddiskVolume3\x.exe", None),
            (r"\\?\GLOBALROOT\Device\NamedPipe\x", None),
            (r"\\?\Volume{x}\x.exe", None),
            (r"\\?\VolumeX", None),
            (r"\\?\pipe\x", None),
            (r"\\?\", None),
            (r"\\.\pipe\x", None),
            (r"\\.\C:\x.exe", None),
            (r"\\.\GLOBALROOT\Device\Mup\server\share\x.exe", None),
            (r"\\server\pipe\x", None),
            (r"\\server\IPC$\x", None),
            (r"\\?\UNC\server\mailslot\x", None),
            (r"\\?\UNC\.\pipe\x", None),
            (r"\\server", None),
            (r"\??\C:\x.exe", None),
            (r"C:x.exe", None),
            (r"CC:\x.exe", None),
            (r"\x.exe", None),
            ("x.exe", None),
            ("\u{6551}:\\x.exe", None),
            (r"\\?\Volum\u{6551}{}\x", None),
            ("", None),
        ] {
            assert_eq!(of(path), expected, "{path}");
        }
    }

    #[test]
    fn every_place_has_a_long_form() {
        for (path, expected) in [
            (r"C:\x.exe", r"\\?\C:\x.exe"),
            (r"\\server\share\x.exe", r"\\?\UNC\server\share\x.exe"),
            (r"\\?\C:\x.exe", r"\\?\C:\x.exe"),
            (r"\\?\UNC\server\share\x.exe", r"\\?\UNC\server\share\x.exe"),
        ] {
            assert_eq!(long_form(path), expected);
            assert_eq!(of(expected), of(path));
        }
    }
}

//! Enabled units by their files, for when the service manager cannot be asked.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::desktop_entry::{section, unit_program};
use super::record_text::kept;
use crate::core::detection::snapshot::ServiceRecord;
use crate::platform::durable_file::read_bounded;

/// Entries looked at in one folder.
const ENTRIES_MAX: usize = 1_000;
/// Longest unit file, in bytes.
const FILE_MAX_BYTES: usize = 64 * 1024;

/// Where the administrator's choices for the system stand.
pub fn of_the_system() -> Vec<PathBuf> {
    vec!["/etc/systemd/system".into()]
}

/// Where the choices for this user's own services stand.
pub fn of_this_user() -> Vec<PathBuf> {
    let own = dirs::config_dir().map(|config| config.join("systemd/user"));
    own.into_iter().chain([PathBuf::from("/etc/systemd/user")]).collect()
}

/// The services that something in `folders` wants started. Whether they run is not known.
pub fn enabled_in(folders: &[PathBuf]) -> Vec<ServiceRecord> {
    let mut seen = BTreeSet::new();
    let mut records = Vec::new();
    let wants = folders
        .iter()
        .flat_map(|folder| entries(folder))
        .filter(|path| path.extension().is_some_and(|ending| ending == "wants" || ending == "requires"));
    for unit in wants.flat_map(|folder| entries(&folder)) {
        let Some(name) = unit.file_name().and_then(|name| name.to_str()) else { continue };
        if !name.ends_with(".service") || !seen.insert(name.to_owned()) {
            continue;
        }
        // A link to nowhere is still a name.
        let text = read_bounded(&unit, FILE_MAX_BYTES).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let value = |part: &str, key: &str| section(&text, part).get(key).map(|value| (*value).to_owned());
        records.push(ServiceRecord {
            name: kept(name),
            display_name: value("Unit", "Description").and_then(|text| kept(&text)),
            image: value("Service", "ExecStart").and_then(|line| kept(unit_program(&line)?)),
            running: None,
            pid: None,
        });
    }
    records
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.filter_map(|entry| Some(entry.ok()?.path())).take(ENTRIES_MAX).collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn hostile_unit_files_neither_hang_nor_hide_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let wants = folder.path().join("default.target.wants");
        fs::create_dir(&wants).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            folder.path().join("fifo"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR,
            0,
        )
        .unwrap();
        symlink(folder.path().join("fifo"), wants.join("pipe.service")).unwrap();
        symlink("/dev/zero", wants.join("zero.service")).unwrap();
        symlink(wants.join("ring.service"), wants.join("ring.service")).unwrap();
        fs::write(wants.join("huge.service"), vec![b'x'; FILE_MAX_BYTES + 1]).unwrap();
        fs::write(wants.join("no.timer"), "").unwrap();
        fs::write(
            wants.join("krfb.service"),
            b"[Unit]\nDescription=Desk\xff\xe2\x80\xaetop\n[Service]\nExecStart=-/usr/bin/krfb --nodialog\n",
        )
        .unwrap();
        let mut seen = enabled_in(&[folder.path().to_owned(), "/nowhere".into(), folder.path().to_owned()]);
        seen.sort_by(|a, b| a.name.cmp(&b.name));
        let names: Vec<_> = seen.iter().filter_map(|record| record.name.as_deref()).collect();
        assert_eq!(names, ["huge.service", "krfb.service", "pipe.service", "ring.service", "zero.service"]);
        assert_eq!(seen[1].image.as_deref(), Some("/usr/bin/krfb"));
        assert_eq!(seen[1].display_name.as_deref(), Some("Desk\u{fffd}top"));
        assert_eq!(seen[0].image, None);
    }
}

//! What this user's desktop starts by itself (XDG autostart).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::desktop_entry::section;
use super::record_text::{kept, kept_path};
use crate::core::detection::snapshot::AutostartRecord;
use crate::platform::durable_file::read_bounded;
use crate::platform::observers::{ObserveError, Observer, RECORDS_MAX, Seen, Wanted};

/// Entries looked at in one folder.
const ENTRIES_MAX: usize = 1_000;
/// Longest desktop entry, in bytes. Those with many languages have about 20 kB.
const FILE_MAX_BYTES: usize = 128 * 1024;

/// Reads the autostart folders.
#[derive(Debug)]
pub struct Autostarts {
    /// The first one that has an entry of some name decides.
    folders: Vec<PathBuf>,
}

impl Autostarts {
    /// Those of this user, then those of everybody.
    pub fn of_this_user() -> Self {
        let own = dirs::config_dir().map(|config| config.join("autostart"));
        Self { folders: own.into_iter().chain([PathBuf::from("/etc/xdg/autostart")]).collect() }
    }
}

impl Observer for Autostarts {
    fn name(&self) -> &'static str {
        "autostarts"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(30)
    }

    fn observe(&mut self, _wanted: &Wanted) -> Result<Seen, ObserveError> {
        let mut decided = BTreeSet::new();
        let mut records = Vec::new();
        for folder in &self.folders {
            // Most users have no such folder of their own.
            let Ok(entries) = fs::read_dir(folder) else { continue };
            for path in entries.filter_map(|entry| Some(entry.ok()?.path())).take(ENTRIES_MAX) {
                let Some(name) = path.file_name().map(ToOwned::to_owned) else { continue };
                if path.extension().is_none_or(|ending| ending != "desktop") || !decided.insert(name) {
                    continue;
                }
                match read_bounded(&path, FILE_MAX_BYTES) {
                    Ok(text) => records.extend(entry(folder, &path, &String::from_utf8_lossy(&text))),
                    Err(error) => log::debug!("{}: {error}", path.display()),
                }
            }
        }
        records.truncate(RECORDS_MAX);
        Ok(Seen::Autostarts(records))
    }
}

/// The record of the desktop entry `text`; nothing when it is switched off or starts nothing.
fn entry(folder: &Path, path: &Path, text: &str) -> Option<AutostartRecord> {
    let values = section(text, "Desktop Entry");
    let is =
        |key: &str, wanted: &str| values.get(key).is_some_and(|value| value.eq_ignore_ascii_case(wanted));
    if is("Hidden", "true") || is("X-GNOME-Autostart-enabled", "false") {
        return None;
    }
    let named = values.get("Name").and_then(|name| kept(name));
    Some(AutostartRecord {
        location: kept_path(folder),
        name: named.or_else(|| kept(&path.file_stem()?.to_string_lossy())),
        command: Some(kept(values.get("Exec")?)?),
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn commands(folders: &[&Path]) -> Vec<(String, String)> {
        let mut observer =
            Autostarts { folders: folders.iter().map(|folder| folder.to_path_buf()).collect() };
        let Seen::Autostarts(mut records) = observer.observe(&Wanted::default()).unwrap() else { panic!() };
        records.sort_by(|a, b| a.name.cmp(&b.name));
        records.into_iter().map(|record| (record.name.unwrap(), record.command.unwrap())).collect()
    }

    #[test]
    fn the_users_own_entry_decides_over_everybodys() {
        let (own, all) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let write = |folder: &Path, name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
        write(all.path(), "krfb.desktop", "[Desktop Entry]\nName=krfb\nExec=krfb --nodialog %c\n");
        write(all.path(), "off.desktop", "[Desktop Entry]\nExec=/usr/bin/off\n");
        write(own.path(), "off.desktop", "[Desktop Entry]\nHidden=TRUE\nExec=/usr/bin/off\n");
        write(all.path(), "gnome.desktop", "[Desktop Entry]\nExec=g\nX-GNOME-Autostart-enabled=false\n");
        write(
            own.path(),
            "anydesk.desktop",
            "[Desktop Entry]\nName=Any\u{202e}Desk\nExec=\"/usr/bin/anydesk\" --tray\n",
        );
        write(own.path(), "note.txt", "[Desktop Entry]\nExec=no\n");
        write(own.path(), "nothing.desktop", "[Desktop Entry]\nName=x\n");
        assert_eq!(
            commands(&[own.path(), all.path(), Path::new("/nowhere")]),
            [
                ("AnyDesk".to_owned(), "\"/usr/bin/anydesk\" --tray".to_owned()),
                ("krfb".to_owned(), "krfb --nodialog %c".to_owned()),
            ]
        );
    }

    #[test]
    fn hostile_entries_neither_hang_nor_hide_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        rustix::fs::mknodat(
            rustix::fs::CWD,
            at("fifo.desktop"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR,
            0,
        )
        .unwrap();
        symlink(at("fifo.desktop"), at("link.desktop")).unwrap();
        symlink("/dev/zero", at("zero.desktop")).unwrap();
        symlink(at("ring.desktop"), at("ring.desktop")).unwrap();
        fs::create_dir(at("folder.desktop")).unwrap();
        fs::write(at("huge.desktop"), vec![b'\n'; FILE_MAX_BYTES + 1]).unwrap();
        fs::write(at("binary.desktop"), [0xff; 4096]).unwrap();
        fs::write(at("long.desktop"), format!("[Desktop Entry]\nExec={}\n", "x".repeat(100_000))).unwrap();
        fs::write(at("good.desktop"), "[Desktop Entry]\nExec=/usr/bin/x11vnc\n").unwrap();
        let seen = commands(&[folder.path()]);
        assert_eq!(seen[0], ("good".to_owned(), "/usr/bin/x11vnc".to_owned()));
        assert_eq!((seen[1].0.as_str(), seen.len()), ("long", 2));
        assert_eq!(seen[1].1.chars().count(), crate::platform::observers::TEXT_MAX_CHARS);
    }
}

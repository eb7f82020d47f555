//! Who made a program's file: the package it came with, and whether anybody else can have changed it.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::package_owner;
use super::record_text::kept;
use crate::platform::observers::ObserveError;
use crate::platform::observers::identity::ImageIdentity;

/// Permission bits that let others than the owner write.
const WRITABLE_BY_OTHERS: u32 = 0o022;

/// See [`crate::platform::observers::identity::read`]. Given as `/proc/PID/exe`, the program that truly
/// runs is looked at: a process in a file system view of its own can lie about its path.
pub fn read(path: &Path) -> Result<ImageIdentity, ObserveError> {
    let file = real_path(path)?;
    if !fs::metadata(&file)?.is_file() {
        return Err(ObserveError::System("not a file".to_owned()));
    }
    let package = package_owner::of(&file);
    let guarded = only_root_can_change(&file);
    Ok(ImageIdentity {
        signature_valid: match (&package, guarded) {
            (Some(_), guarded) => Some(guarded),
            (None, false) => Some(false),
            // Put there by the administrator, vouched for by nobody.
            (None, true) => None,
        },
        signer: package.and_then(|name| kept(&format!("package {name}"))),
        ..ImageIdentity::default()
    })
}

/// The file itself, behind all links.
fn real_path(path: &Path) -> io::Result<PathBuf> {
    if !path.starts_with("/proc") {
        return fs::canonicalize(path);
    }
    let running = fs::metadata(path)?;
    let file = fs::canonicalize(fs::read_link(path)?)?;
    let named = fs::metadata(&file)?;
    if (running.dev(), running.ino()) == (named.dev(), named.ino()) {
        Ok(file)
    } else {
        Err(io::Error::new(io::ErrorKind::NotFound, "another file runs than its path says"))
    }
}

fn only_root_can_change(file: &Path) -> bool {
    file.ancestors().all(|part| {
        fs::symlink_metadata(part)
            .is_ok_and(|metadata| metadata.uid() == 0 && metadata.mode() & WRITABLE_BY_OTHERS == 0)
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn a_program_of_the_system_belongs_to_its_package() {
        if !Path::new("/var/lib/dpkg/info/coreutils.list").exists() {
            return;
        }
        for path in ["/bin/sleep", "/usr/bin/sleep"] {
            let identity = read(Path::new(path)).unwrap();
            assert_eq!(identity.signer.as_deref(), Some("package coreutils"), "{path}");
            let file = fs::canonicalize(path).unwrap();
            assert_eq!(identity.signature_valid, Some(only_root_can_change(&file)), "{path}");
        }
        let mut sleeping = std::process::Command::new("/bin/sleep").arg("600").spawn().unwrap();
        // Until then it is still a copy of this program.
        let exe = PathBuf::from(format!("/proc/{}/exe", sleeping.id()));
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
        while !fs::read_link(&exe).unwrap().ends_with("sleep") && std::time::Instant::now() < deadline {
            std::thread::yield_now();
        }
        let running = read(&exe);
        sleeping.kill().unwrap();
        sleeping.wait().unwrap();
        assert_eq!(running.unwrap().signer.as_deref(), Some("package coreutils"));
    }

    #[test]
    fn a_copy_belongs_to_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("x11vnc");
        fs::copy("/bin/sleep", &copy).unwrap();
        let link = folder.path().join("link");
        symlink(&copy, &link).unwrap();
        for path in [&copy, &link] {
            let identity = read(path).unwrap();
            assert_eq!(
                (identity.signer, identity.signature_valid),
                (None, Some(false)),
                "in a shared folder"
            );
        }
        for bad in [folder.path().join("gone"), folder.path().to_owned(), "/proc/1/nothing".into(), "".into()]
        {
            assert!(read(&bad).is_err(), "{}", bad.display());
        }
    }

    #[test]
    fn what_others_can_write_is_not_guarded() {
        assert!(!only_root_can_change(Path::new("/tmp/x")));
        assert!(!only_root_can_change(Path::new("relative")));
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        assert!(!only_root_can_change(folder.path()), "its parent is everybody's");
    }
}

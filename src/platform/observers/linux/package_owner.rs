//! Which package a file came with.

use std::ffi::OsStr;
use std::fs;
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::platform::durable_file::read_bounded;

/// What dpkg knows: one list of files for each package.
const DPKG_LISTS: &str = "/var/lib/dpkg/info";
/// Packages looked through.
const PACKAGES_MAX: usize = 20_000;
/// Longest list of files, in bytes.
const LIST_MAX_BYTES: usize = 16 * 1024 * 1024;
/// Other package databases, each asked through its own program: what is put before the file's path.
const QUERIES: [(&str, &[&str]); 2] =
    [("/usr/bin/rpm", &["-qf", "--qf", "%{NAME}\\n"]), ("/usr/bin/pacman", &["-Qoq"])];
/// Longest wait for such a program.
const QUERY_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest name of a package.
const NAME_MAX_CHARS: usize = 128;
/// Folders that the kernel may show under two names, with and without `/usr`.
const MERGED: [&str; 6] = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

/// The package that the file at `path`, an absolute path without links, came with.
pub fn of(path: &Path) -> Option<String> {
    if let Some(name) = bundle(path) {
        return Some(name);
    }
    if Path::new(DPKG_LISTS).is_dir() {
        return in_lists(Path::new(DPKG_LISTS), path);
    }
    let (program, arguments) = QUERIES.iter().find(|(program, _)| Path::new(program).exists())?;
    names(path).iter().find_map(|path| {
        let mut command = Command::new(program);
        command.args(*arguments).arg(path);
        answer(&mut command, QUERY_TIMEOUT).as_deref().and_then(package_name)
    })
}

/// The name of a snap or Flatpak, which stands in the path.
fn bundle(path: &Path) -> Option<String> {
    let parts: Vec<&str> = path
        .components()
        .filter(|part| matches!(part, Component::Normal(_)))
        .map(|part| part.as_os_str().to_str())
        .collect::<Option<_>>()?;
    let name = match parts.as_slice() {
        ["snap", name, _, _, ..] | ["var", "lib", "snapd", "snap", name, _, _, ..] => name,
        ["var", "lib", "flatpak", "app", name, _, ..] => name,
        ["home", _, ".local", "share", "flatpak", "app", name, _, ..] => name,
        _ => return None,
    };
    package_name(name)
}

/// `path`, and what it is called without or with `/usr`.
fn names(path: &Path) -> Vec<PathBuf> {
    let merged = |rest: &Path| {
        rest.components().next().is_some_and(|first| MERGED.iter().any(|folder| first.as_os_str() == *folder))
    };
    let other = match (path.strip_prefix("/usr"), path.strip_prefix("/")) {
        (Ok(rest), _) if merged(rest) => Some(Path::new("/").join(rest)),
        (Err(_), Ok(rest)) if merged(rest) => Some(Path::new("/usr").join(rest)),
        _ => None,
    };
    [path.to_owned()].into_iter().chain(other).collect()
}

fn in_lists(folder: &Path, path: &Path) -> Option<String> {
    let names = names(path);
    let has = |list: &Path| {
        let lines = read_bounded(list, LIST_MAX_BYTES).unwrap_or_default();
        lines
            .split(|byte| *byte == b'\n')
            .any(|line| names.iter().any(|name| name.as_os_str().as_bytes() == line))
    };
    // Most programs are called as their package is.
    let likely = path.file_name().map(|name| folder.join(name).with_added_extension("list"));
    let lists = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).take(PACKAGES_MAX);
    let list = likely
        .into_iter()
        .chain(lists.filter(|list| list.extension() == Some(OsStr::new("list"))))
        .find(|list| has(list))?;
    // `libc6:amd64.list`
    package_name(list.file_stem()?.to_str()?.split(':').next()?)
}

/// The first line of an answer, when it can be a package's name.
fn package_name(text: &str) -> Option<String> {
    let name = text.lines().next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-' | '_');
    (!name.is_empty() && name.len() <= NAME_MAX_CHARS && name.chars().all(plain)).then(|| name.to_owned())
}

/// What `command` prints, when it succeeds in time.
fn answer(command: &mut Command, timeout: Duration) -> Option<String> {
    let started = command
        .env_clear()
        .env("LC_ALL", "C")
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => {
            log::warn!("a file's package cannot be asked for: {error}");
            return None;
        }
    };
    let deadline = Instant::now() + timeout;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < deadline => std::thread::park_timeout(Duration::from_millis(10)),
            _ => {
                log::warn!("a file's package was not told in time");
                // It may have ended just now.
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    };
    let mut output = child.stdout.take()?;
    // A child of the child may keep the pipe open: what is there is taken, nothing is waited for.
    rustix::fs::fcntl_setfl(&output, rustix::fs::OFlags::NONBLOCK).ok()?;
    let mut text = [0; 4096];
    let length = output.read(&mut text).ok()?;
    let text = String::from_utf8_lossy(text.get(..length)?).into_owned();
    status.success().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snaps_and_flatpaks_are_named_by_their_place() {
        for (path, expected) in [
            ("/snap/rustdesk/42/usr/bin/rustdesk", Some("rustdesk")),
            ("/var/lib/snapd/snap/anydesk/1/anydesk", Some("anydesk")),
            (
                "/var/lib/flatpak/app/com.rustdesk.RustDesk/x86_64/stable/a/files/bin/rustdesk",
                Some("com.rustdesk.RustDesk"),
            ),
            (
                "/home/taro/.local/share/flatpak/app/com.anydesk.Anydesk/current/x",
                Some("com.anydesk.Anydesk"),
            ),
            ("/snap/bin/x", None),
            ("/home/taro/snap/x/1/y", None),
            ("/snap/a b/1/x", None),
            ("/", None),
            ("", None),
        ] {
            assert_eq!(bundle(Path::new(path)).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn a_file_has_two_names_where_folders_were_merged() {
        for (path, other) in [
            ("/usr/bin/x11vnc", Some("/bin/x11vnc")),
            ("/bin/x11vnc", Some("/usr/bin/x11vnc")),
            ("/usr/lib64/a/b", Some("/lib64/a/b")),
            ("/usr/share/x", None),
            ("/opt/teamviewer/tv_bin/teamviewerd", None),
            ("/binx/y", None),
        ] {
            let expected: Vec<PathBuf> = [path].into_iter().chain(other).map(PathBuf::from).collect();
            assert_eq!(names(Path::new(path)), expected);
        }
    }

    #[test]
    fn lists_are_searched_by_whole_lines() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("other.list", "/.\n/usr/bin/x11vnc-more\n/opt/usr/bin/x11vnc\n");
        write("x11vnc.md5sums", "/usr/bin/x11vnc\n");
        write("vnc-tools:amd64.list", "/.\n/bin\n/bin/x11vnc\n");
        write("we ird.list", "/usr/bin/weird\n");
        let find = |path: &str| in_lists(folder.path(), Path::new(path));
        assert_eq!(find("/usr/bin/x11vnc").as_deref(), Some("vnc-tools"));
        assert_eq!(find("/usr/bin/x11vn"), None);
        assert_eq!(find("/usr/bin/weird"), None, "not a name of a package");
        assert_eq!(in_lists(Path::new("/nowhere"), Path::new("/usr/bin/x11vnc")), None);
        // Lists that are no lists do not hold it up.
        std::os::unix::fs::symlink("/dev/zero", folder.path().join("zero.list")).unwrap();
        assert_eq!(find("/usr/bin/nobodys"), None);
    }

    #[test]
    fn a_program_that_hangs_fails_or_babbles_names_no_package() {
        let sh = |script: &str| {
            let mut command = Command::new("/bin/sh");
            command.args(["-c", script]);
            answer(&mut command, Duration::from_millis(500)).as_deref().and_then(package_name)
        };
        assert_eq!(sh("echo x11vnc; echo other").as_deref(), Some("x11vnc"));
        assert_eq!(sh("sleep 2 & echo held").as_deref(), Some("held"), "a grandchild keeps the pipe");
        assert_eq!(sh("echo x11vnc; exit 1"), None);
        assert_eq!(sh("echo 'file /x is not owned by any package'"), None);
        assert_eq!(sh("while :; do :; done"), None);
        assert_eq!(sh("head -c 1000000 /dev/zero"), None);
        assert_eq!(answer(&mut Command::new("/nowhere/rpm"), Duration::from_secs(1)), None);
    }
}

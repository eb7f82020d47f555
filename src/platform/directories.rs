//! Where this system keeps the user's settings, notes and documents.

use std::path::{Path, PathBuf};

/// The name of our own folder inside each of the system's folders.
pub const FOLDER: &str = "kyukyubako";

/// The folders we use. A missing one means: keep that part in memory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directories {
    /// Settings the family may edit, for example `~/.config/kyukyubako`.
    pub config: Option<PathBuf>,
    /// Notes, the confirmed set-up and the single-instance lock, for example `~/.local/state/kyukyubako`.
    pub state: Option<PathBuf>,
    /// Sockets that vanish at log-out, for example `/run/user/1000/kyukyubako`; often missing.
    pub runtime: Option<PathBuf>,
    /// Where the user looks for documents; not ours, nothing in it is ever replaced.
    pub documents: Option<PathBuf>,
    /// What only an administrator writes, for all users of this PC; missing where the system names no place.
    pub admin: Option<AdminFolder>,
}

/// The folder whose content counts more than anything a user can write. It need not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminFolder {
    /// The folder.
    pub path: PathBuf,
    /// From here down every folder must be closed to all but its owner; a folder at or above `path`.
    pub top: PathBuf,
    /// Who must own all of it on Unix: 0 but in tests.
    pub owner: u32,
    /// Whether the installed guard is asked for: where it is there, this folder counts even while it is missing.
    pub beside_guard: bool,
}

impl AdminFolder {
    /// The place of this system. The environment is not asked.
    #[must_use]
    pub fn of_system() -> Option<Self> {
        let (path, top) = system_place()?;
        Some(Self { path, top, owner: 0, beside_guard: true })
    }

    /// A folder below `root`, which whoever runs this process owns: a test.
    #[must_use]
    pub fn under(root: &Path) -> Self {
        #[cfg(unix)]
        let owner = rustix::process::geteuid().as_raw();
        #[cfg(not(unix))]
        let owner = 0;
        Self { path: root.join("admin"), top: root.to_owned(), owner, beside_guard: false }
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
#[expect(clippy::unnecessary_wraps, reason = "same shape on every system")]
fn system_place() -> Option<(PathBuf, PathBuf)> {
    Some((Path::new("/etc").join(FOLDER), "/".into()))
}

#[cfg(target_os = "macos")]
#[expect(clippy::unnecessary_wraps, reason = "same shape on every system")]
fn system_place() -> Option<(PathBuf, PathBuf)> {
    let own = Path::new("/Library/Application Support/Kyukyubako");
    Some((own.join("store"), own.to_owned()))
}

#[cfg(windows)]
fn system_place() -> Option<(PathBuf, PathBuf)> {
    let own = super::windows::known_folder::program_data();
    let own = own.inspect_err(|error| log::error!("no folder for all users: {error}")).ok()?;
    Some((own.join("store"), own))
}

impl Directories {
    /// The folders of the user who runs this process.
    #[must_use]
    pub fn for_user() -> Self {
        let own = |folder: PathBuf| folder.join(FOLDER);
        Self {
            config: dirs::config_dir().map(own),
            state: dirs::state_dir().or_else(dirs::data_local_dir).map(own),
            runtime: dirs::runtime_dir().map(own),
            documents: dirs::document_dir().or_else(dirs::home_dir),
            admin: AdminFolder::of_system(),
        }
    }

    /// All folders below `root`: a portable set-up, or a test.
    #[must_use]
    pub fn under(root: &Path) -> Self {
        Self {
            config: Some(root.join("config")),
            state: Some(root.join("state")),
            runtime: Some(root.join("run")),
            documents: Some(root.join("documents")),
            admin: Some(AdminFolder::under(root)),
        }
    }
}

/// Makes one of our own folders and everything above it, readable by its owner only.
///
/// # Errors
/// Any IO error.
pub fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_our_folders_carry_our_name() {
        let directories = Directories::for_user();
        for folder in [directories.config, directories.state, directories.runtime].into_iter().flatten() {
            assert!(folder.ends_with(FOLDER), "{}", folder.display());
        }
    }

    #[cfg(unix)]
    #[test]
    fn our_folders_are_closed_to_others() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a").join("b");
        make_private(&folder).unwrap();
        make_private(&folder).unwrap();
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    }
}

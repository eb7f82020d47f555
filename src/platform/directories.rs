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

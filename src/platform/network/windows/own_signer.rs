//! Whether the program that is about to be started as administrator comes from whoever made this one.

use std::fs::File;
use std::os::windows::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::OnceLock;

use crate::platform::observers::identity;

/// `FILE_SHARE_READ`: nobody writes, renames or deletes what is held.
const OTHERS_READ: u32 = 1;

/// Opens `program` so that nobody can exchange it, and compares its signer with ours. A build that nobody
/// signed is compared with nothing.
///
/// # Errors
/// When it cannot be held, or we are signed and it is not by the same name.
pub fn hold(program: &Path) -> Result<File, String> {
    let named = |error: std::io::Error| format!("{}: {error}", program.display());
    let file = File::options().read(true).share_mode(OTHERS_READ).open(program).map_err(named)?;
    match own_signer() {
        Some(signer) if signer_of(program).as_ref() != Some(signer) => {
            Err(format!("{} is not signed by {signer}", program.display()))
        }
        _ => Ok(file),
    }
}

/// Who signed this program, if this PC trusts the signature.
fn own_signer() -> Option<&'static String> {
    static OWN: OnceLock<Option<String>> = OnceLock::new();
    OWN.get_or_init(|| std::env::current_exe().ok().and_then(|own| signer_of(&own))).as_ref()
}

fn signer_of(program: &Path) -> Option<String> {
    let identity = identity::read(program)
        .inspect_err(|error| log::warn!("{} has no readable signature: {error}", program.display()))
        .ok()?;
    identity.signer.filter(|_| identity.signature_valid == Some(true))
}

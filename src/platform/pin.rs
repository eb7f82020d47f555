//! The caregiver's PIN: kept as an argon2 hash, guessed slower and slower.
//!
//! Without the guard service the files belong to the user, so the PIN stops a caller who talks a person
//! through the window, not one who edits files; and restoring as root needs no PIN at all.

use std::io;
use std::path::Path;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use thiserror::Error;

use crate::core::Timestamp;
use crate::core::pin_delay::{PIN_MAX_DIGITS, PIN_MIN_DIGITS, WrongTries};
use crate::platform::durable_file;

const PIN_FILE: &str = "pin";
const TRIES_FILE: &str = "pin-tries";
/// A PHC string is about 100 bytes long.
const MAX_FILE_BYTES: usize = 1024;
/// A planted hash must not take the memory or the minutes of this PC: 64 MiB, 10 passes.
const MAX_MEMORY_KIB: u32 = 64 * 1024;
const MAX_PASSES: u32 = 10;

/// What became of a PIN that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinResult {
    /// It is the PIN.
    Ok,
    /// It is not.
    Wrong {
        /// Seconds until the next one is looked at; zero when at once.
        retry_after_s: u64,
    },
    /// It was not looked at: too many wrong ones before.
    Locked {
        /// Seconds until the next one is looked at.
        retry_after_s: u64,
    },
    /// Nobody has set a PIN, or its file cannot be used.
    NotSet,
}

/// Why a PIN was not set.
#[derive(Debug, Error)]
pub enum PinError {
    /// Too few or too many digits, or something else than digits.
    #[error("a PIN has {PIN_MIN_DIGITS} to {PIN_MAX_DIGITS} digits")]
    Format,
    /// There is a PIN and the old one given is not it.
    #[error("the old PIN does not match: {0:?}")]
    OldPin(PinResult),
    /// The hash could not be made.
    #[error("hashing failed: {0}")]
    Hash(String),
    /// What was given as a hash is not one that this program makes, or asks for too much work.
    #[error("not a hash of a PIN")]
    NotAHash,
    /// The file could not be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// True when a PIN is set in `folder`, readable or not.
#[must_use]
pub fn is_set(folder: &Path) -> bool {
    folder.join(PIN_FILE).symlink_metadata().is_ok()
}

/// Sets or changes the PIN. While one is set, `old` must be it, under the same delays as a restore.
/// Full-width digits, as a Japanese keyboard types them, count as digits.
///
/// # Errors
/// See [`PinError`]; the old PIN stays in force then.
pub fn set_pin(folder: &Path, old: Option<&str>, new: &str, now: Timestamp) -> Result<(), PinError> {
    if digits(new).is_none() {
        return Err(PinError::Format);
    }
    if is_set(folder) {
        match verify(folder, old.unwrap_or_default(), now) {
            PinResult::Ok => {}
            refused => return Err(PinError::OldPin(refused)),
        }
    }
    replace(folder, new)
}

/// Sets the PIN whatever it was before. For an administrator only: the caller has made sure of that.
///
/// # Errors
/// See [`PinError`]; the old PIN stays in force then.
pub fn replace(folder: &Path, new: &str) -> Result<(), PinError> {
    write(folder, &hash(new)?)
}

/// What is kept of the PIN `new`: a PHC string of argon2id, with a salt of its own every time.
///
/// # Errors
/// [`PinError::Format`], [`PinError::Hash`].
pub fn hash(new: &str) -> Result<String, PinError> {
    let new = digits(new).ok_or(PinError::Format)?;
    let hash = Argon2::default().hash_password(new.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| PinError::Hash(error.to_string()))
}

/// Sets the PIN of which `given` is the [`hash`], whatever it was before. For an administrator only, who rolls out
/// one PIN on many PCs without telling them: the caller has made sure of that.
///
/// # Errors
/// See [`PinError`]; the old PIN stays in force then.
pub fn replace_by_hash(folder: &Path, given: &str) -> Result<(), PinError> {
    let parsed = PasswordHash::new(given).map_err(|_| PinError::NotAHash)?;
    let whole = parsed.algorithm.as_str() == "argon2id" && parsed.salt.is_some() && parsed.hash.is_some();
    match whole && is_affordable(&parsed) && given.len() <= MAX_FILE_BYTES {
        true => write(folder, given),
        false => Err(PinError::NotAHash),
    }
}

fn write(folder: &Path, hash: &str) -> Result<(), PinError> {
    durable_file::replace(&folder.join(PIN_FILE), hash.as_bytes())?;
    durable_file::remove(&folder.join(TRIES_FILE))?;
    Ok(())
}

fn is_affordable(hash: &PasswordHash) -> bool {
    let cost = |name: &str| hash.params.get_decimal(name).unwrap_or(u32::MAX);
    cost("m") <= MAX_MEMORY_KIB && cost("t") <= MAX_PASSES
}

/// Removes the PIN and the count of wrong ones. For an administrator only.
///
/// # Errors
/// Any IO error but "not found".
pub fn forget(folder: &Path) -> io::Result<()> {
    for file in [PIN_FILE, TRIES_FILE] {
        if folder.exists() {
            durable_file::remove(&folder.join(file))?;
        }
    }
    Ok(())
}

/// Looks at a typed PIN. The try is counted on disk before it is looked at, so that killing the
/// program buys no further guess.
#[must_use]
pub fn verify(folder: &Path, pin: &str, now: Timestamp) -> PinResult {
    verify_remembering(folder, pin, now, &mut WrongTries::default())
}

/// The same by somebody who lives on and remembers the wrong tries beside the disk: whatever became of
/// the count there, the stricter one holds. Where it cannot be written down no PIN is looked at beyond the
/// free tries.
#[must_use]
pub fn verify_remembering(folder: &Path, pin: &str, now: Timestamp, memory: &mut WrongTries) -> PinResult {
    let Some(hash) = stored_hash(folder) else {
        return PinResult::NotSet;
    };
    let Ok(hash) = PasswordHash::new(&hash) else {
        log::error!("the PIN file is damaged: only root can restore");
        return PinResult::NotSet;
    };
    if !is_affordable(&hash) {
        log::error!("the PIN file asks for too much work: only root can restore");
        return PinResult::NotSet;
    }
    let known = wrong_tries(folder);
    let before = known.rebased(now).stricter(memory.rebased(now));
    let retry_after_s = before.retry_after_s(now);
    if retry_after_s > 0 {
        *memory = before;
        if before != known {
            keep_tries(folder, before);
        }
        return PinResult::Locked { retry_after_s };
    }
    let tries = before.after_wrong(now);
    if !keep_tries(folder, tries) && !tries.is_free() {
        *memory = WrongTries { last: now, ..before };
        return PinResult::Locked { retry_after_s: memory.retry_after_s(now) };
    }
    *memory = tries;
    let matches =
        digits(pin).is_some_and(|pin| Argon2::default().verify_password(pin.as_bytes(), &hash).is_ok());
    if matches {
        *memory = WrongTries::default();
        if let Err(error) = durable_file::remove(&folder.join(TRIES_FILE)) {
            log::warn!("wrong PIN count stays: {error}");
        }
        return PinResult::Ok;
    }
    PinResult::Wrong { retry_after_s: tries.retry_after_s(now) }
}

fn stored_hash(folder: &Path) -> Option<String> {
    match durable_file::read_bounded(&folder.join(PIN_FILE), MAX_FILE_BYTES) {
        Ok(bytes) => String::from_utf8(bytes).ok(),
        Err(error) => {
            if error.kind() != io::ErrorKind::NotFound {
                log::error!("the PIN file cannot be read: {error}");
            }
            None
        }
    }
}

/// A count that cannot be read counts as none: deleting the file would have the same effect.
fn wrong_tries(folder: &Path) -> WrongTries {
    durable_file::read_bounded(&folder.join(TRIES_FILE), MAX_FILE_BYTES)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

/// True when the count is on disk.
fn keep_tries(folder: &Path, tries: WrongTries) -> bool {
    let written = serde_json::to_vec(&tries)
        .map_err(io::Error::from)
        .and_then(|bytes| durable_file::replace(&folder.join(TRIES_FILE), &bytes));
    if let Err(error) = &written {
        log::error!("wrong PINs cannot be counted: {error}");
    }
    written.is_ok()
}

/// The PIN in ASCII digits, or `None` when it cannot be one.
fn digits(text: &str) -> Option<String> {
    let mut pin = String::new();
    for c in text.trim().chars() {
        let digit = match c {
            '0'..='9' => c,
            // Full-width digits.
            '\u{ff10}'..='\u{ff19}' => char::from_digit(u32::from(c) - 0xff10, 10)?,
            _ => return None,
        };
        pin.push(digit);
        if pin.len() > PIN_MAX_DIGITS {
            return None;
        }
    }
    (pin.len() >= PIN_MIN_DIGITS).then_some(pin)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp(1_700_000_000_000);

    fn folder_with_pin(pin: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        set_pin(folder.path(), None, pin, NOON).unwrap();
        folder
    }

    #[test]
    fn only_the_pin_is_the_pin_and_full_width_digits_count() {
        let folder = folder_with_pin("2468");
        assert_eq!(verify(folder.path(), "1234", NOON), PinResult::Wrong { retry_after_s: 0 });
        assert_eq!(verify(folder.path(), "\u{ff12}\u{ff14}\u{ff16}\u{ff18}", NOON), PinResult::Ok);
        let text = std::fs::read_to_string(folder.path().join(PIN_FILE)).unwrap();
        assert!(text.starts_with("$argon2id$") && !text.contains("2468"), "{text}");
        assert_eq!(verify(tempfile::tempdir().unwrap().path(), "2468", NOON), PinResult::NotSet);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_the_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = folder_with_pin("2468");
        let mode = std::fs::metadata(folder.path().join(PIN_FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn wrong_pins_lock_the_right_one_out_for_a_while_also_after_a_restart_and_a_clock_change() {
        let folder = folder_with_pin("2468");
        for expected in [0, 0, 30] {
            assert_eq!(verify(folder.path(), "1111", NOON), PinResult::Wrong { retry_after_s: expected });
        }
        assert_eq!(verify(folder.path(), "2468", NOON), PinResult::Locked { retry_after_s: 30 });
        let yesterday = NOON.plus_millis(-86_400_000);
        assert_eq!(verify(folder.path(), "2468", yesterday), PinResult::Locked { retry_after_s: 30 });
        assert_eq!(verify(folder.path(), "2468", yesterday.plus_millis(30_000)), PinResult::Ok);
        assert_eq!(verify(folder.path(), "1111", yesterday), PinResult::Wrong { retry_after_s: 0 });
    }

    #[test]
    fn a_disk_that_takes_no_writes_buys_no_guesses() {
        let folder = folder_with_pin("2468");
        // What cannot be replaced by a file: as on a full disk the count is neither read nor written.
        std::fs::create_dir_all(folder.path().join(TRIES_FILE).join("x")).unwrap();
        let mut memory = WrongTries::default();
        let mut looked_at = |pin: &str, ms| {
            let result = verify_remembering(folder.path(), pin, NOON.plus_millis(ms), &mut memory);
            assert_ne!(result, PinResult::Ok);
            matches!(result, PinResult::Wrong { .. })
        };
        // The free tries, then none, however long somebody waits.
        for (try_number, expected) in [(0, true), (1, true), (2, true), (3, false), (4, false)] {
            assert_eq!(looked_at("1111", try_number * 4_000_000), expected, "{try_number}");
        }
        assert!(!looked_at("2468", 40_000_000));
        // Where the disk takes writes again the count goes on from what was remembered.
        std::fs::remove_dir_all(folder.path().join(TRIES_FILE)).unwrap();
        let later = NOON.plus_millis(80_000_000);
        let wrong = verify_remembering(folder.path(), "1111", later, &mut memory);
        assert_eq!(wrong, PinResult::Wrong { retry_after_s: 60 });
        // Deleting the file buys nothing either.
        std::fs::remove_file(folder.path().join(TRIES_FILE)).unwrap();
        let locked = verify_remembering(folder.path(), "2468", later, &mut memory);
        assert_eq!(locked, PinResult::Locked { retry_after_s: 60 });
        let right = verify_remembering(folder.path(), "2468", later.plus_millis(60_000), &mut memory);
        assert_eq!((right, memory), (PinResult::Ok, WrongTries::default()));
    }

    #[test]
    fn changing_the_pin_needs_the_old_one() {
        let folder = folder_with_pin("2468");
        assert!(matches!(set_pin(folder.path(), None, "1357", NOON), Err(PinError::OldPin(_))));
        assert!(matches!(set_pin(folder.path(), Some("1111"), "1357", NOON), Err(PinError::OldPin(_))));
        set_pin(folder.path(), Some("2468"), "1357", NOON).unwrap();
        assert_eq!(verify(folder.path(), "1357", NOON), PinResult::Ok);
    }

    #[test]
    fn what_is_no_pin_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for bad in ["", "123", "123456789", "12 4", "abcd", "12\u{202e}34"] {
            assert!(matches!(set_pin(folder.path(), None, bad, NOON), Err(PinError::Format)), "{bad:?}");
        }
    }

    #[test]
    fn a_hash_made_elsewhere_sets_the_pin_and_nothing_else_does() {
        let folder = folder_with_pin("1357");
        let made = hash("2468").unwrap();
        assert_ne!(made, hash("2468").unwrap(), "no salt of its own");
        let greedy = made.replace("m=19456", "m=4000000");
        let other = made.replace("argon2id", "argon2i");
        let cut = made.rsplit_once('$').unwrap().0;
        for bad in ["", "2468", "$argon2id$", greedy.as_str(), other.as_str(), cut] {
            assert!(matches!(replace_by_hash(folder.path(), bad), Err(PinError::NotAHash)), "{bad:?}");
        }
        assert_eq!(verify(folder.path(), "1357", NOON), PinResult::Ok);
        replace_by_hash(folder.path(), &made).unwrap();
        assert_eq!(verify(folder.path(), "2468", NOON), PinResult::Ok);
        assert!(matches!(hash("12"), Err(PinError::Format)));
    }

    #[test]
    fn a_damaged_or_planted_file_opens_nothing_and_costs_nothing() {
        let folder = folder_with_pin("2468");
        let path = folder.path().join(PIN_FILE);
        let greedy = std::fs::read_to_string(&path).unwrap().replace("m=19456", "m=4000000");
        let huge = "x".repeat(5000);
        for content in ["", "2468", "$argon2id$", greedy.as_str(), huge.as_str()] {
            std::fs::write(&path, content).unwrap();
            assert_eq!(verify(folder.path(), "2468", NOON), PinResult::NotSet, "{content:.20}");
            assert!(set_pin(folder.path(), Some("2468"), "1357", NOON).is_err());
        }
    }
}

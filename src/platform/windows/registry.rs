//! The registry, read only. Whatever stands in it was written by somebody else: every list and every
//! value is bounded, and a value of another type is no value.
#![expect(unsafe_code, reason = "opens and reads registry keys")]

use windows::Win32::Foundation::{ERROR_FILE_NOT_FOUND, ERROR_MORE_DATA, ERROR_SUCCESS, WIN32_ERROR};
use windows::Win32::System::Registry::{
    HKEY, HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, KEY_READ, KEY_WOW64_64KEY, REG_DWORD, REG_EXPAND_SZ, REG_SZ,
    REG_VALUE_TYPE, RegCloseKey, RegEnumKeyExW, RegEnumValueW, RegOpenKeyExW, RegQueryValueExW,
};
use windows::core::PWSTR;

use super::wide::Wide;

/// Longest value that is read, in bytes. A longer one counts as empty.
const VALUE_MAX_BYTES: u32 = 64 * 1024;
/// Longest name of a value that the system allows, in UTF-16 units with its final zero.
const VALUE_NAME_MAX: usize = 16_384;
/// Longest name of a key that the system allows, in UTF-16 units with its final zero.
const KEY_NAME_MAX: usize = 256;

/// Where a path begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    /// `HKEY_CURRENT_USER`.
    CurrentUser,
    /// `HKEY_LOCAL_MACHINE`.
    LocalMachine,
}

impl Root {
    /// Its usual short name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CurrentUser => "HKCU",
            Self::LocalMachine => "HKLM",
        }
    }

    const fn key(self) -> HKEY {
        match self {
            Self::CurrentUser => HKEY_CURRENT_USER,
            Self::LocalMachine => HKEY_LOCAL_MACHINE,
        }
    }
}

/// An open key, closed when dropped.
#[derive(Debug)]
pub struct Key(HKEY);

impl Key {
    /// Opens `path` below `root` as a 64-bit program sees it. `None` when there is none; a refusal is
    /// logged.
    #[must_use]
    pub fn open(root: Root, path: &str) -> Option<Self> {
        Self::open_below(root.key(), path)
    }

    /// Opens a key below this one.
    #[must_use]
    pub fn below(&self, path: &str) -> Option<Self> {
        Self::open_below(self.0, path)
    }

    fn open_below(parent: HKEY, path: &str) -> Option<Self> {
        let wide = Wide::new(path);
        let mut key = HKEY::default();
        // SAFETY: the parent is open, the path is zero-terminated, and both outlive the call.
        let code = unsafe {
            RegOpenKeyExW(parent, wide.as_pcwstr(), None, KEY_READ | KEY_WOW64_64KEY, &raw mut key)
        };
        match code {
            ERROR_SUCCESS => Some(Self(key)),
            ERROR_FILE_NOT_FOUND => None,
            code => {
                log::debug!("registry key {path:?}: error {}", code.0);
                None
            }
        }
    }

    /// The text value `name`.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        let (kind, data) = self.value(name)?;
        text_of(kind, &data)
    }

    /// The number value `name`.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u32> {
        let (kind, data) = self.value(name)?;
        if kind != REG_DWORD {
            return None;
        }
        data.first_chunk().copied().map(u32::from_le_bytes)
    }

    /// The first byte of the value `name`, of whatever type.
    #[must_use]
    pub fn first_byte(&self, name: &str) -> Option<u8> {
        self.value(name)?.1.first().copied()
    }

    fn value(&self, name: &str) -> Option<(REG_VALUE_TYPE, Vec<u8>)> {
        let name = Wide::new(name);
        let mut data = vec![0_u8; 1024];
        // The value may grow between two questions.
        for _ in 0..3 {
            let mut kind = REG_VALUE_TYPE::default();
            let mut size = u32::try_from(data.len()).unwrap_or(0);
            // SAFETY: the key is open; name, type and buffer outlive the call; `size` is the buffer's.
            let code = unsafe {
                RegQueryValueExW(
                    self.0,
                    name.as_pcwstr(),
                    None,
                    Some(&raw mut kind),
                    Some(data.as_mut_ptr()),
                    Some(&raw mut size),
                )
            };
            let length = usize::try_from(size).unwrap_or(0);
            match code {
                ERROR_SUCCESS => {
                    data.truncate(length);
                    return Some((kind, data));
                }
                ERROR_MORE_DATA if size <= VALUE_MAX_BYTES => data.resize(length, 0),
                _ => return None,
            }
        }
        None
    }

    /// The names and texts of at most `max` values; values of another type are left out, texts longer
    /// than is read are empty.
    #[must_use]
    pub fn texts(&self, max: usize) -> Vec<(String, String)> {
        let mut name = vec![0_u16; VALUE_NAME_MAX];
        let mut data = vec![0_u8; usize::try_from(VALUE_MAX_BYTES).unwrap_or(0)];
        let mut found = Vec::new();
        for index in 0..u32::try_from(max).unwrap_or(u32::MAX) {
            let mut units = u32::try_from(name.len()).unwrap_or(0);
            let mut size = u32::try_from(data.len()).unwrap_or(0);
            let mut kind = 0_u32;
            // SAFETY: the key is open; all buffers outlive the call and their sizes are right.
            let code = unsafe {
                RegEnumValueW(
                    self.0,
                    index,
                    Some(PWSTR(name.as_mut_ptr())),
                    &raw mut units,
                    None,
                    Some(&raw mut kind),
                    Some(data.as_mut_ptr()),
                    Some(&raw mut size),
                )
            };
            let text = match code {
                ERROR_SUCCESS => {
                    let data = data.get(..usize::try_from(size).unwrap_or(0)).unwrap_or_default();
                    text_of(REG_VALUE_TYPE(kind), data)
                }
                ERROR_MORE_DATA => self.name_of(index, &mut name, &mut units).then(String::new),
                code => {
                    log_end(code);
                    break;
                }
            };
            let name = name.get(..usize::try_from(units).unwrap_or(0)).unwrap_or_default();
            if let Some(text) = text {
                found.push((String::from_utf16_lossy(name), text));
            }
        }
        found
    }

    /// The name of a value whose data is too long to be read.
    fn name_of(&self, index: u32, name: &mut [u16], units: &mut u32) -> bool {
        *units = u32::try_from(name.len()).unwrap_or(0);
        // SAFETY: as above; no data is asked for.
        let code = unsafe {
            RegEnumValueW(
                self.0,
                index,
                Some(PWSTR(name.as_mut_ptr())),
                std::ptr::from_mut(units),
                None,
                None,
                None,
                None,
            )
        };
        code == ERROR_SUCCESS
    }

    /// The names of at most `max` keys below this one.
    #[must_use]
    pub fn keys(&self, max: usize) -> Vec<String> {
        let mut name = vec![0_u16; KEY_NAME_MAX];
        let mut found = Vec::new();
        for index in 0..u32::try_from(max).unwrap_or(u32::MAX) {
            let mut units = u32::try_from(name.len()).unwrap_or(0);
            // SAFETY: the key is open; the buffer outlives the call and its size is right.
            let code = unsafe {
                RegEnumKeyExW(
                    self.0,
                    index,
                    Some(PWSTR(name.as_mut_ptr())),
                    &raw mut units,
                    None,
                    None,
                    None,
                    None,
                )
            };
            if code != ERROR_SUCCESS {
                log_end(code);
                break;
            }
            let name = name.get(..usize::try_from(units).unwrap_or(0)).unwrap_or_default();
            found.push(String::from_utf16_lossy(name));
        }
        found
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        // SAFETY: the key is open and ours alone.
        let code = unsafe { RegCloseKey(self.0) };
        if code != ERROR_SUCCESS {
            log::warn!("a registry key could not be closed: error {}", code.0);
        }
    }
}

fn text_of(kind: REG_VALUE_TYPE, data: &[u8]) -> Option<String> {
    if kind != REG_SZ && kind != REG_EXPAND_SZ {
        return None;
    }
    // The final zero may be missing, and there may be several.
    let units: Vec<u16> = data.as_chunks().0.iter().copied().map(u16::from_le_bytes).collect();
    let text = units.split(|unit| *unit == 0).next().unwrap_or_default();
    Some(String::from_utf16_lossy(text))
}

fn log_end(code: WIN32_ERROR) {
    use windows::Win32::Foundation::ERROR_NO_MORE_ITEMS;
    if code != ERROR_NO_MORE_ITEMS {
        log::debug!("a registry key was read in part: error {}", code.0);
    }
}

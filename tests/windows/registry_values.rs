//! Registry values that are gone when the test ends.

use windows::Win32::System::Registry::{
    HKEY, HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, REG_DWORD, REG_EXPAND_SZ, REG_SZ, RegDeleteKeyValueW,
    RegSetKeyValueW,
};
use windows::core::HSTRING;

/// What to write.
pub enum Value<'a> {
    Text(&'a str),
    Expanded(&'a str),
    Number(u32),
}

/// A value that is removed when dropped.
pub struct Written {
    root: HKEY,
    key: HSTRING,
    name: HSTRING,
}

/// Writes below this user's or (`machine`) this PC's keys.
pub fn set(machine: bool, key: &str, name: &str, value: &Value) -> Written {
    let root = if machine { HKEY_LOCAL_MACHINE } else { HKEY_CURRENT_USER };
    let wide = |text: &str| text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let (kind, data) = match value {
        Value::Text(text) => (REG_SZ, wide(text)),
        Value::Expanded(text) => (REG_EXPAND_SZ, wide(text)),
        Value::Number(number) => (REG_DWORD, number.to_le_bytes().to_vec()),
    };
    let written = Written { root, key: HSTRING::from(key), name: HSTRING::from(name) };
    let size = u32::try_from(data.len()).unwrap();
    // SAFETY: strings and data outlive the call and the size is the data's own.
    unsafe { RegSetKeyValueW(root, &written.key, &written.name, kind.0, Some(data.as_ptr().cast()), size) }
        .ok()
        .unwrap();
    written
}

impl Drop for Written {
    fn drop(&mut self) {
        // SAFETY: strings outlive the call.
        unsafe { RegDeleteKeyValueW(self.root, &self.key, &self.name) }.ok().unwrap();
    }
}

//! The ports of the printers that are set up on this PC.
#![expect(unsafe_code, reason = "asks the print spooler")]

use windows::Win32::Graphics::Printing::{EnumPrintersW, PRINTER_ENUM_LOCAL, PRINTER_INFO_5W};

/// More bytes than this are no honest list of printers.
const BYTES_MAX: u32 = 1024 * 1024;
/// Level of detail: names and ports, without asking the devices.
const LEVEL: u32 = 5;

/// The port of each local printer; none when the spooler does not answer.
#[must_use]
pub fn local_ports() -> Vec<String> {
    let (mut needed, mut count) = (0_u32, 0_u32);
    // SAFETY: without a buffer only the two counters are written. The call fails then by design.
    let _ = unsafe { EnumPrintersW(PRINTER_ENUM_LOCAL, None, LEVEL, None, &raw mut needed, &raw mut count) };
    if needed == 0 || needed > BYTES_MAX {
        return Vec::new();
    }
    let entry = size_of::<PRINTER_INFO_5W>();
    // Entries rather than bytes, so that the buffer is aligned for them.
    let entries = usize::try_from(needed).unwrap_or(0).div_ceil(entry);
    let mut buffer = vec![PRINTER_INFO_5W::default(); entries];
    let length = buffer.len() * entry;
    // SAFETY: the bytes are those of `buffer`, which outlives the slice; any bytes are valid for it.
    let bytes = unsafe { std::slice::from_raw_parts_mut(buffer.as_mut_ptr().cast::<u8>(), length) };
    // SAFETY: the buffer is as long as the slice says; both counters live until the call returns.
    let listed = unsafe {
        EnumPrintersW(PRINTER_ENUM_LOCAL, None, LEVEL, Some(bytes), &raw mut needed, &raw mut count)
    };
    if let Err(error) = listed {
        log::warn!("printers: {error}");
        return Vec::new();
    }
    let port = |printer: &PRINTER_INFO_5W| {
        if printer.pPortName.is_null() {
            return None;
        }
        // SAFETY: the spooler's strings end in zero and lie inside `buffer`, which lives.
        unsafe { printer.pPortName.to_string() }.ok()
    };
    buffer.iter().take(usize::try_from(count).unwrap_or(0)).filter_map(port).collect()
}

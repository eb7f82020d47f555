//! COM, for the shell's parts that need it.
#![expect(unsafe_code, reason = "initialises COM on this thread")]

use windows::Win32::System::Com::{
    COINIT_APARTMENTTHREADED, COINIT_DISABLE_OLE1DDE, CoInitializeEx, CoUninitialize,
};

/// COM on this thread, until dropped.
#[derive(Debug)]
pub struct Apartment(());

impl Apartment {
    /// Enters a single-threaded apartment.
    ///
    /// # Errors
    /// The system's reason, also when this thread lives in another kind of apartment already.
    pub fn enter() -> windows::core::Result<Self> {
        // SAFETY: balanced by the drop below.
        unsafe { CoInitializeEx(None, COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE) }.ok()?;
        Ok(Self(()))
    }
}

impl Drop for Apartment {
    fn drop(&mut self) {
        // SAFETY: balances CoInitializeEx; whoever holds an interface drops it before.
        unsafe { CoUninitialize() };
    }
}

//! Wi-Fi radios, switched by the person at the PC without administrator rights. Bluetooth is never
//! touched: it may carry the mouse.
#![expect(unsafe_code, reason = "speaks to the WLAN service through wlanapi.dll")]

use std::ffi::c_void;
use std::ptr::{null, null_mut};

use windows::Win32::Foundation::HANDLE;
use windows::Win32::NetworkManagement::WiFi::{
    WLAN_INTERFACE_INFO, WLAN_INTERFACE_INFO_LIST, WLAN_INTF_OPCODE, WLAN_PHY_RADIO_STATE, WLAN_RADIO_STATE,
    dot11_radio_state_off, dot11_radio_state_on, wlan_intf_opcode_radio_state,
};
use windows::core::GUID;

use crate::platform::windows::system_library::SystemLibrary;

/// The WLAN interface version of Windows Vista and later.
const CLIENT_VERSION: u32 = 2;
/// Interfaces looked at, at most.
const MAX_INTERFACES: usize = 64;

type OpenHandle = unsafe extern "system" fn(u32, *const c_void, *mut u32, *mut HANDLE) -> u32;
type CloseHandle = unsafe extern "system" fn(HANDLE, *const c_void) -> u32;
type Enum = unsafe extern "system" fn(HANDLE, *const c_void, *mut *mut WLAN_INTERFACE_INFO_LIST) -> u32;
type Query = unsafe extern "system" fn(
    HANDLE,
    *const GUID,
    WLAN_INTF_OPCODE,
    *const c_void,
    *mut u32,
    *mut *mut c_void,
    *mut c_void,
) -> u32;
type Set = unsafe extern "system" fn(
    HANDLE,
    *const GUID,
    WLAN_INTF_OPCODE,
    u32,
    *const c_void,
    *const c_void,
) -> u32;
type Free = unsafe extern "system" fn(*mut c_void);

/// A refusal of the WLAN service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{call} answered {code}")]
pub struct WlanError {
    /// Which call.
    pub call: &'static str,
    /// Its answer; 5 is access denied, 1062 is "the service is not running".
    pub code: u32,
}

/// An interface and the radios of it whose software switch is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Radio {
    /// The interface's GUID, as text.
    pub interface: String,
    /// Its radios that are on.
    pub on: Vec<u32>,
    /// All its radios.
    pub all: Vec<u32>,
}

/// A session with the WLAN service.
#[derive(Debug)]
pub struct Wlan {
    handle: HANDLE,
    close: CloseHandle,
    list: Enum,
    query: Query,
    set: Set,
    free: Free,
}

impl Wlan {
    /// Opens the service; `None` when this edition of Windows has none.
    ///
    /// # Errors
    /// The service's answer.
    pub fn open() -> Result<Option<Self>, WlanError> {
        let Some(library) = SystemLibrary::load("wlanapi.dll") else { return Ok(None) };
        // SAFETY: every type is the documented signature of the function of that name.
        let calls = unsafe {
            (
                library.function::<OpenHandle>(c"WlanOpenHandle"),
                library.function::<CloseHandle>(c"WlanCloseHandle"),
                library.function::<Enum>(c"WlanEnumInterfaces"),
                library.function::<Query>(c"WlanQueryInterface"),
                library.function::<Set>(c"WlanSetInterface"),
                library.function::<Free>(c"WlanFreeMemory"),
            )
        };
        let (Some(open), Some(close), Some(list), Some(query), Some(set), Some(free)) = calls else {
            return Ok(None);
        };
        let mut version = 0;
        let mut handle = HANDLE::default();
        // SAFETY: the out pointers outlive the call.
        let code = unsafe { open(CLIENT_VERSION, null(), &raw mut version, &raw mut handle) };
        answer("WlanOpenHandle", code)?;
        Ok(Some(Self { handle, close, list, query, set, free }))
    }

    /// Every Wi-Fi interface and its radios.
    ///
    /// # Errors
    /// The service's answer.
    pub fn radios(&self) -> Result<Vec<Radio>, WlanError> {
        let mut list: *mut WLAN_INTERFACE_INFO_LIST = null_mut();
        // SAFETY: the session is open, the out pointer outlives the call.
        answer("WlanEnumInterfaces", unsafe { (self.list)(self.handle, null(), &raw mut list) })?;
        if list.is_null() {
            return Ok(Vec::new());
        }
        // SAFETY: the service answered a list with `dwNumberOfItems` entries at its end, alive until freed.
        let interfaces: Vec<GUID> = unsafe {
            let count = usize::try_from((*list).dwNumberOfItems).unwrap_or(0).min(MAX_INTERFACES);
            let first: *const WLAN_INTERFACE_INFO = (&raw const (*list).InterfaceInfo).cast();
            std::slice::from_raw_parts(first, count).iter().map(|info| info.InterfaceGuid).collect()
        };
        // SAFETY: allocated by the service for us, freed once, not used after.
        unsafe { (self.free)(list.cast()) };
        let mut refused = None;
        // One interface that refuses must not keep the others on.
        let radios: Vec<Radio> = interfaces
            .iter()
            .filter_map(|interface| {
                self.radio(interface)
                    .inspect_err(|error| log::warn!("a Wi-Fi interface does not answer: {error}"))
                    .map_err(|error| refused = Some(error))
                    .ok()
            })
            .collect();
        match refused {
            Some(error) if radios.is_empty() => Err(error),
            _ => Ok(radios),
        }
    }

    fn radio(&self, interface: &GUID) -> Result<Radio, WlanError> {
        let mut size = 0;
        let mut data: *mut c_void = null_mut();
        // SAFETY: the session is open, the out pointers outlive the call.
        let code = unsafe {
            (self.query)(
                self.handle,
                interface,
                wlan_intf_opcode_radio_state,
                null(),
                &raw mut size,
                &raw mut data,
                null_mut(),
            )
        };
        answer("WlanQueryInterface", code)?;
        let mut state = WLAN_RADIO_STATE::default();
        if !data.is_null() {
            let length = usize::try_from(size).unwrap_or(0).min(size_of::<WLAN_RADIO_STATE>());
            // SAFETY: the service answered `size` bytes; not more than our structure takes are copied.
            unsafe {
                std::ptr::copy_nonoverlapping(data.cast::<u8>(), (&raw mut state).cast::<u8>(), length)
            };
            // SAFETY: allocated by the service for us, freed once, not used after.
            unsafe { (self.free)(data) };
        }
        let count = usize::try_from(state.dwNumberOfPhys).unwrap_or(0).min(state.PhyRadioState.len());
        let phys = state.PhyRadioState.iter().take(count);
        Ok(Radio {
            interface: format!("{{{interface:?}}}"),
            on: phys
                .clone()
                .filter(|phy| phy.dot11SoftwareRadioState == dot11_radio_state_on)
                .map(|phy| phy.dwPhyIndex)
                .collect(),
            all: phys.map(|phy| phy.dwPhyIndex).collect(),
        })
    }

    /// Switches the software switch of some radios of `interface`; all are tried.
    ///
    /// # Errors
    /// The first refusal.
    pub fn switch(&self, interface: &str, phys: &[u32], on: bool) -> Result<(), WlanError> {
        let bare = interface.trim_start_matches('{').trim_end_matches('}');
        let guid = GUID::try_from(bare).map_err(|_| WlanError { call: "interface name", code: 87 })?;
        let wanted = if on { dot11_radio_state_on } else { dot11_radio_state_off };
        let mut result = Ok(());
        for phy in phys {
            let state = WLAN_PHY_RADIO_STATE {
                dwPhyIndex: *phy,
                dot11SoftwareRadioState: wanted,
                dot11HardwareRadioState: wanted,
            };
            // SAFETY: guid and state outlive the call, and the size is the state's own.
            let code = unsafe {
                (self.set)(
                    self.handle,
                    &raw const guid,
                    wlan_intf_opcode_radio_state,
                    u32::try_from(size_of::<WLAN_PHY_RADIO_STATE>()).unwrap_or(0),
                    (&raw const state).cast(),
                    null(),
                )
            };
            result = result.and(answer("WlanSetInterface", code));
        }
        result
    }
}

impl Drop for Wlan {
    fn drop(&mut self) {
        // SAFETY: the session is open and ours.
        let code = unsafe { (self.close)(self.handle, null()) };
        if code != 0 {
            log::warn!("WlanCloseHandle answered {code}");
        }
    }
}

fn answer(call: &'static str, code: u32) -> Result<(), WlanError> {
    if code == 0 { Ok(()) } else { Err(WlanError { call, code }) }
}

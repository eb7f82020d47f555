//! The Windows Filtering Platform behind [`FilterEngine`].
#![expect(unsafe_code, reason = "speaks to the filter engine through fwpuclnt.dll")]

use std::ffi::c_void;
use std::ptr::{null, null_mut};

use windows::Win32::Foundation::HANDLE;
use windows::Win32::NetworkManagement::WindowsFilteringPlatform::{
    FWP_ACTION_BLOCK, FWP_ACTION_PERMIT, FWP_CONDITION_FLAG_IS_LOOPBACK, FWP_CONDITION_VALUE0,
    FWP_CONDITION_VALUE0_0, FWP_MATCH_EQUAL, FWP_MATCH_FLAGS_ALL_SET, FWP_UINT8, FWP_UINT16, FWP_UINT32,
    FWP_V6_ADDR_AND_MASK, FWP_V6_ADDR_MASK, FWP_VALUE0, FWP_VALUE0_0, FWPM_ACTION0, FWPM_CONDITION_FLAGS,
    FWPM_CONDITION_IP_LOCAL_PORT, FWPM_CONDITION_IP_PROTOCOL, FWPM_CONDITION_IP_REMOTE_ADDRESS,
    FWPM_CONDITION_IP_REMOTE_PORT, FWPM_DISPLAY_DATA0, FWPM_FILTER_CONDITION0, FWPM_FILTER_FLAG_BOOTTIME,
    FWPM_FILTER_FLAG_CLEAR_ACTION_RIGHT, FWPM_FILTER_FLAG_NONE, FWPM_FILTER_FLAG_PERSISTENT,
    FWPM_FILTER_FLAGS, FWPM_FILTER0, FWPM_LAYER_ALE_AUTH_CONNECT_V4, FWPM_LAYER_ALE_AUTH_CONNECT_V6,
    FWPM_LAYER_ALE_AUTH_RECV_ACCEPT_V4, FWPM_LAYER_ALE_AUTH_RECV_ACCEPT_V6, FWPM_LAYER_INBOUND_TRANSPORT_V4,
    FWPM_LAYER_INBOUND_TRANSPORT_V6, FWPM_LAYER_IPFORWARD_V4, FWPM_LAYER_IPFORWARD_V6,
    FWPM_LAYER_OUTBOUND_TRANSPORT_V4, FWPM_LAYER_OUTBOUND_TRANSPORT_V6, FWPM_PROVIDER_FLAG_PERSISTENT,
    FWPM_PROVIDER0, FWPM_SESSION0, FWPM_SUBLAYER_FLAG_PERSISTENT, FWPM_SUBLAYER0,
};
use windows::Win32::Security::PSECURITY_DESCRIPTOR;
use windows::core::{GUID, PCWSTR, PWSTR};

use super::admin_folder::Descriptor;
use super::system_library::SystemLibrary;
use super::wide::Wide;
use crate::core::network::windows::plan::{Action, Condition, Filter, Guid, Layer, Lifetime};
use crate::core::network::windows::transaction::{EngineError, FILTER_NOT_FOUND, FilterEngine};

const RPC_C_AUTHN_WINNT: u32 = 10;
/// How long a transaction waits for another program's, in milliseconds.
const WAIT_MS: u32 = 2000;
/// Filters asked for at a time, and batches at most: a broken engine must not hold us.
const BATCH: u32 = 512;
const MAX_BATCHES: usize = 256;
/// Administrators may do anything with our objects; everybody may see that they are in force.
const ADMINS_ALL_USERS_READ: &str = "D:(A;;GA;;;SY)(A;;GA;;;BA)(A;;GR;;;AU)";
/// The library is missing or has no such function.
const NOT_THERE: u32 = 126;

type Open = unsafe extern "system" fn(PCWSTR, u32, *const c_void, *const FWPM_SESSION0, *mut HANDLE) -> u32;
type ByHandle = unsafe extern "system" fn(HANDLE) -> u32;
type Begin = unsafe extern "system" fn(HANDLE, u32) -> u32;
type AddProvider = unsafe extern "system" fn(HANDLE, *const FWPM_PROVIDER0, PSECURITY_DESCRIPTOR) -> u32;
type AddSublayer = unsafe extern "system" fn(HANDLE, *const FWPM_SUBLAYER0, PSECURITY_DESCRIPTOR) -> u32;
type AddFilter =
    unsafe extern "system" fn(HANDLE, *const FWPM_FILTER0, PSECURITY_DESCRIPTOR, *mut u64) -> u32;
type ByKey = unsafe extern "system" fn(HANDLE, *const GUID) -> u32;
type GetFilter = unsafe extern "system" fn(HANDLE, *const GUID, *mut *mut FWPM_FILTER0) -> u32;
type CreateEnum = unsafe extern "system" fn(HANDLE, *const c_void, *mut HANDLE) -> u32;
type Enumerate = unsafe extern "system" fn(HANDLE, HANDLE, u32, *mut *mut *mut FWPM_FILTER0, *mut u32) -> u32;
type DestroyEnum = unsafe extern "system" fn(HANDLE, HANDLE) -> u32;
type Free = unsafe extern "system" fn(*mut *mut c_void);

#[derive(Debug, Clone, Copy)]
struct Calls {
    open: Open,
    close: ByHandle,
    begin: Begin,
    commit: ByHandle,
    abort: ByHandle,
    add_provider: AddProvider,
    add_sublayer: AddSublayer,
    add_filter: AddFilter,
    delete_filter: ByKey,
    delete_sublayer: ByKey,
    delete_provider: ByKey,
    get_filter: GetFilter,
    create_enum: CreateEnum,
    enumerate: Enumerate,
    destroy_enum: DestroyEnum,
    free: Free,
}

impl Calls {
    fn load() -> Option<Self> {
        let library = SystemLibrary::load("fwpuclnt.dll")?;
        // SAFETY: every type above is the documented signature of the function of that name.
        unsafe {
            Some(Self {
                open: library.function(c"FwpmEngineOpen0")?,
                close: library.function(c"FwpmEngineClose0")?,
                begin: library.function(c"FwpmTransactionBegin0")?,
                commit: library.function(c"FwpmTransactionCommit0")?,
                abort: library.function(c"FwpmTransactionAbort0")?,
                add_provider: library.function(c"FwpmProviderAdd0")?,
                add_sublayer: library.function(c"FwpmSubLayerAdd0")?,
                add_filter: library.function(c"FwpmFilterAdd0")?,
                delete_filter: library.function(c"FwpmFilterDeleteByKey0")?,
                delete_sublayer: library.function(c"FwpmSubLayerDeleteByKey0")?,
                delete_provider: library.function(c"FwpmProviderDeleteByKey0")?,
                get_filter: library.function(c"FwpmFilterGetByKey0")?,
                create_enum: library.function(c"FwpmFilterCreateEnumHandle0")?,
                enumerate: library.function(c"FwpmFilterEnum0")?,
                destroy_enum: library.function(c"FwpmFilterDestroyEnumHandle0")?,
                free: library.function(c"FwpmFreeMemory0")?,
            })
        }
    }
}

/// An open session with the engine. Closing it aborts a transaction that is still open.
#[derive(Debug)]
pub struct WindowsFilterEngine {
    calls: Calls,
    engine: HANDLE,
    /// Who may see our objects; `None` leaves the system's default.
    readers: Option<Descriptor>,
}

impl WindowsFilterEngine {
    /// Opens the engine. With `visible`, objects added later can be seen by every user.
    ///
    /// # Errors
    /// The engine's answer: access denied for some users, 1764 where it is only a stub.
    pub fn open(visible: bool) -> Result<Self, EngineError> {
        let calls = Calls::load().ok_or(EngineError { call: "fwpuclnt.dll", code: NOT_THERE })?;
        let session = FWPM_SESSION0 { txnWaitTimeoutInMSec: WAIT_MS, ..FWPM_SESSION0::default() };
        let mut engine = HANDLE::default();
        // SAFETY: the session and the out pointer outlive the call; null is "this PC" and "me".
        let code = unsafe {
            (calls.open)(PCWSTR::null(), RPC_C_AUTHN_WINNT, null(), &raw const session, &raw mut engine)
        };
        answer("FwpmEngineOpen0", code)?;
        let readers = visible.then(|| Descriptor::parse(ADMINS_ALL_USERS_READ)).and_then(|parsed| {
            parsed.inspect_err(|error| log::warn!("our filters will not be visible to users: {error}")).ok()
        });
        Ok(Self { calls, engine, readers })
    }

    fn descriptor(&self) -> PSECURITY_DESCRIPTOR {
        self.readers.as_ref().map_or(PSECURITY_DESCRIPTOR::default(), Descriptor::as_raw)
    }
}

impl Drop for WindowsFilterEngine {
    fn drop(&mut self) {
        // SAFETY: the session is open and ours.
        let code = unsafe { (self.calls.close)(self.engine) };
        if code != 0 {
            log::warn!("FwpmEngineClose0 answered {code:#010x}");
        }
    }
}

impl FilterEngine for WindowsFilterEngine {
    fn begin(&mut self) -> Result<(), EngineError> {
        // SAFETY: the session is open; zero is a read-write transaction.
        answer("FwpmTransactionBegin0", unsafe { (self.calls.begin)(self.engine, 0) })
    }

    fn commit(&mut self) -> Result<(), EngineError> {
        // SAFETY: the session is open.
        answer("FwpmTransactionCommit0", unsafe { (self.calls.commit)(self.engine) })
    }

    fn abort(&mut self) -> Result<(), EngineError> {
        // SAFETY: the session is open.
        answer("FwpmTransactionAbort0", unsafe { (self.calls.abort)(self.engine) })
    }

    fn add_provider(&mut self, key: Guid, persistent: bool) -> Result<(), EngineError> {
        let mut name = Wide::new("Kyukyubako");
        let provider = FWPM_PROVIDER0 {
            providerKey: guid(key),
            displayData: display(&mut name),
            flags: if persistent { FWPM_PROVIDER_FLAG_PERSISTENT } else { 0 },
            ..FWPM_PROVIDER0::default()
        };
        // SAFETY: the provider, its name and the descriptor outlive the call, which copies them.
        let code = unsafe { (self.calls.add_provider)(self.engine, &raw const provider, self.descriptor()) };
        answer("FwpmProviderAdd0", code)
    }

    fn add_sublayer(
        &mut self,
        key: Guid,
        provider: Guid,
        weight: u16,
        persistent: bool,
    ) -> Result<(), EngineError> {
        let mut name = Wide::new("Kyukyubako");
        let mut provider = guid(provider);
        let sublayer = FWPM_SUBLAYER0 {
            subLayerKey: guid(key),
            displayData: display(&mut name),
            flags: if persistent { FWPM_SUBLAYER_FLAG_PERSISTENT } else { 0 },
            providerKey: &raw mut provider,
            weight,
            ..FWPM_SUBLAYER0::default()
        };
        // SAFETY: the sublayer and all it points to outlive the call, which copies them.
        let code = unsafe { (self.calls.add_sublayer)(self.engine, &raw const sublayer, self.descriptor()) };
        answer("FwpmSubLayerAdd0", code)
    }

    fn add_filter(&mut self, filter: &Filter, provider: Guid, sublayer: Guid) -> Result<(), EngineError> {
        let mut name = Wide::new(&filter.name);
        let mut provider = guid(provider);
        // Conditions point at their networks, so that these stay where they are.
        let mut networks: Vec<FWP_V6_ADDR_AND_MASK> = filter.conditions.iter().map(network).collect();
        let mut conditions: Vec<_> =
            filter.conditions.iter().zip(&mut networks).map(|(given, at)| condition(given, at)).collect();
        let raw = FWPM_FILTER0 {
            filterKey: guid(filter.key),
            displayData: display(&mut name),
            flags: flags(filter),
            providerKey: &raw mut provider,
            layerKey: layer(filter.layer),
            subLayerKey: guid(sublayer),
            weight: FWP_VALUE0 { r#type: FWP_UINT8, Anonymous: FWP_VALUE0_0 { uint8: filter.weight } },
            numFilterConditions: u32::try_from(conditions.len()).unwrap_or(0),
            filterCondition: if conditions.is_empty() { null_mut() } else { conditions.as_mut_ptr() },
            action: FWPM_ACTION0 {
                r#type: match filter.action {
                    Action::HardBlock => FWP_ACTION_BLOCK,
                    Action::SoftPermit => FWP_ACTION_PERMIT,
                },
                ..FWPM_ACTION0::default()
            },
            ..FWPM_FILTER0::default()
        };
        // SAFETY: the filter and all it points to outlive the call, which copies them.
        let code =
            unsafe { (self.calls.add_filter)(self.engine, &raw const raw, self.descriptor(), null_mut()) };
        answer("FwpmFilterAdd0", code)
    }

    fn delete_filter(&mut self, key: Guid) -> Result<(), EngineError> {
        let key = guid(key);
        // SAFETY: the key outlives the call.
        let code = unsafe { (self.calls.delete_filter)(self.engine, &raw const key) };
        answer("FwpmFilterDeleteByKey0", code)
    }

    fn delete_sublayer(&mut self, key: Guid) -> Result<(), EngineError> {
        let key = guid(key);
        // SAFETY: the key outlives the call.
        let code = unsafe { (self.calls.delete_sublayer)(self.engine, &raw const key) };
        answer("FwpmSubLayerDeleteByKey0", code)
    }

    fn delete_provider(&mut self, key: Guid) -> Result<(), EngineError> {
        let key = guid(key);
        // SAFETY: the key outlives the call.
        let code = unsafe { (self.calls.delete_provider)(self.engine, &raw const key) };
        answer("FwpmProviderDeleteByKey0", code)
    }

    fn has_filter(&mut self, key: Guid) -> Result<bool, EngineError> {
        let key = guid(key);
        let mut found: *mut FWPM_FILTER0 = null_mut();
        // SAFETY: key and out pointer outlive the call.
        let code = unsafe { (self.calls.get_filter)(self.engine, &raw const key, &raw mut found) };
        if code == FILTER_NOT_FOUND {
            return Ok(false);
        }
        answer("FwpmFilterGetByKey0", code)?;
        let mut memory: *mut c_void = found.cast();
        // SAFETY: the engine allocated it for us; freed once.
        unsafe { (self.calls.free)(&raw mut memory) };
        Ok(true)
    }

    fn filters_of(&mut self, provider: Guid) -> Result<Vec<Guid>, EngineError> {
        let mut handle = HANDLE::default();
        // SAFETY: no template means all filters; the out pointer outlives the call.
        let code = unsafe { (self.calls.create_enum)(self.engine, null(), &raw mut handle) };
        answer("FwpmFilterCreateEnumHandle0", code)?;
        let found = self.collect(handle, guid(provider));
        // SAFETY: the enumeration is open and ours.
        let code = unsafe { (self.calls.destroy_enum)(self.engine, handle) };
        answer("FwpmFilterDestroyEnumHandle0", code)?;
        found
    }
}

impl WindowsFilterEngine {
    fn collect(&self, handle: HANDLE, provider: GUID) -> Result<Vec<Guid>, EngineError> {
        let mut keys = Vec::new();
        for _ in 0..MAX_BATCHES {
            let mut entries: *mut *mut FWPM_FILTER0 = null_mut();
            let mut count = 0_u32;
            // SAFETY: the enumeration is open; the out pointers outlive the call.
            let code = unsafe {
                (self.calls.enumerate)(self.engine, handle, BATCH, &raw mut entries, &raw mut count)
            };
            answer("FwpmFilterEnum0", code)?;
            if entries.is_null() {
                break;
            }
            let length = usize::try_from(count).unwrap_or(0);
            // SAFETY: the engine answered an array of `count` pointers to filters, alive until freed.
            for entry in unsafe { std::slice::from_raw_parts(entries, length) } {
                // SAFETY: as above; a provider key is null or valid as long as its filter.
                unsafe {
                    if let Some(filter) = entry.as_ref()
                        && filter.providerKey.as_ref() == Some(&provider)
                    {
                        keys.push(Guid(filter.filterKey.to_u128()));
                    }
                }
            }
            let mut memory: *mut c_void = entries.cast();
            // SAFETY: the engine allocated it for us; freed once and not used after.
            unsafe { (self.calls.free)(&raw mut memory) };
            if count < BATCH {
                break;
            }
        }
        Ok(keys)
    }
}

fn answer(call: &'static str, code: u32) -> Result<(), EngineError> {
    if code == 0 { Ok(()) } else { Err(EngineError { call, code }) }
}

fn guid(key: Guid) -> GUID {
    GUID::from_u128(key.0)
}

fn display(name: &mut Wide) -> FWPM_DISPLAY_DATA0 {
    FWPM_DISPLAY_DATA0 { name: PWSTR(name.as_mut_ptr()), description: PWSTR::null() }
}

fn flags(filter: &Filter) -> FWPM_FILTER_FLAGS {
    let lifetime = match filter.lifetime {
        Lifetime::UntilRestart => FWPM_FILTER_FLAG_NONE,
        Lifetime::Persistent => FWPM_FILTER_FLAG_PERSISTENT,
        Lifetime::BootTime => FWPM_FILTER_FLAG_BOOTTIME,
    };
    match filter.action {
        Action::HardBlock => lifetime | FWPM_FILTER_FLAG_CLEAR_ACTION_RIGHT,
        Action::SoftPermit => lifetime,
    }
}

fn layer(layer: Layer) -> GUID {
    match layer {
        Layer::ConnectV4 => FWPM_LAYER_ALE_AUTH_CONNECT_V4,
        Layer::ConnectV6 => FWPM_LAYER_ALE_AUTH_CONNECT_V6,
        Layer::AcceptV4 => FWPM_LAYER_ALE_AUTH_RECV_ACCEPT_V4,
        Layer::AcceptV6 => FWPM_LAYER_ALE_AUTH_RECV_ACCEPT_V6,
        Layer::OutboundV4 => FWPM_LAYER_OUTBOUND_TRANSPORT_V4,
        Layer::OutboundV6 => FWPM_LAYER_OUTBOUND_TRANSPORT_V6,
        Layer::InboundV4 => FWPM_LAYER_INBOUND_TRANSPORT_V4,
        Layer::InboundV6 => FWPM_LAYER_INBOUND_TRANSPORT_V6,
        Layer::ForwardV4 => FWPM_LAYER_IPFORWARD_V4,
        Layer::ForwardV6 => FWPM_LAYER_IPFORWARD_V6,
    }
}

/// The network that a condition names; none for the others.
fn network(condition: &Condition) -> FWP_V6_ADDR_AND_MASK {
    match *condition {
        Condition::RemoteV6(address, bits) => {
            FWP_V6_ADDR_AND_MASK { addr: address.octets(), prefixLength: bits }
        }
        _ => FWP_V6_ADDR_AND_MASK::default(),
    }
}

/// The condition as the engine takes it. It may point at `network`, which must outlive it.
fn condition(condition: &Condition, network: &mut FWP_V6_ADDR_AND_MASK) -> FWPM_FILTER_CONDITION0 {
    // The engine keeps the type of an ICMP message where a port would be.
    let (field, kind, value) = match *condition {
        Condition::Loopback => {
            let value = FWP_CONDITION_VALUE0_0 { uint32: FWP_CONDITION_FLAG_IS_LOOPBACK };
            (FWPM_CONDITION_FLAGS, FWP_UINT32, value)
        }
        Condition::Protocol(number) => {
            (FWPM_CONDITION_IP_PROTOCOL, FWP_UINT8, FWP_CONDITION_VALUE0_0 { uint8: number })
        }
        Condition::LocalPort(port) | Condition::IcmpType(port) => {
            (FWPM_CONDITION_IP_LOCAL_PORT, FWP_UINT16, FWP_CONDITION_VALUE0_0 { uint16: port })
        }
        Condition::RemotePort(port) => {
            (FWPM_CONDITION_IP_REMOTE_PORT, FWP_UINT16, FWP_CONDITION_VALUE0_0 { uint16: port })
        }
        Condition::RemoteV4(address) => {
            let value = FWP_CONDITION_VALUE0_0 { uint32: u32::from(address) };
            (FWPM_CONDITION_IP_REMOTE_ADDRESS, FWP_UINT32, value)
        }
        Condition::RemoteV6(..) => {
            let value = FWP_CONDITION_VALUE0_0 { v6AddrMask: network };
            (FWPM_CONDITION_IP_REMOTE_ADDRESS, FWP_V6_ADDR_MASK, value)
        }
    };
    FWPM_FILTER_CONDITION0 {
        fieldKey: field,
        matchType: if matches!(condition, Condition::Loopback) {
            FWP_MATCH_FLAGS_ALL_SET
        } else {
            FWP_MATCH_EQUAL
        },
        conditionValue: FWP_CONDITION_VALUE0 { r#type: kind, Anonymous: value },
    }
}

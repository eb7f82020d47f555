//! Processes are seen across labs, and a drill refuses while a remote tool runs: drills share their time, a tool has
//! it for itself.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

static REMOTE_TOOLS: RwLock<()> = RwLock::new(());

/// Nobody starts a remote tool while this lives.
pub fn without_tools() -> RwLockReadGuard<'static, ()> {
    REMOTE_TOOLS.read().unwrap_or_else(PoisonError::into_inner)
}

/// Nobody drills while this lives.
pub fn with_a_tool() -> RwLockWriteGuard<'static, ()> {
    REMOTE_TOOLS.write().unwrap_or_else(PoisonError::into_inner)
}

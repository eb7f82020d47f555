//! What the window is told of this PC beside its line and its tools.

use std::path::Path;

use crate::core::guard::{Reply, Request};
use crate::core::network::LineStatus;
use crate::core::pc_facts::{GuardPresence, PcFacts, PinsSeen, StandingCut};
use crate::platform::guard::GuardError;
use crate::platform::{guard, network, pin};

/// The guard, and where a PIN is set: there, or in this user's own `folder`. May take seconds.
pub(super) fn guard(folder: &Path) -> (GuardPresence, PinsSeen) {
    let own = pin::is_set(folder);
    match guard::ask(&Request::Status) {
        Ok(Reply::Status(status)) => (GuardPresence::Present, PinsSeen::of(own, Some(&status))),
        Err(GuardError::Absent) => (GuardPresence::Absent, PinsSeen::of(own, None)),
        other => {
            log::warn!("guard: {other:?}");
            (GuardPresence::Silent, PinsSeen::of(own, None))
        }
    }
}

/// What is known without asking anybody: nothing here may hold up the first frame.
pub(super) fn at_start(standing: Option<StandingCut>, line: &LineStatus) -> PcFacts {
    PcFacts {
        standing,
        guard: GuardPresence::Absent,
        until_restart: line.cut && network::ends_with_restart(),
        consent_expected: network::consent_expected(),
    }
}

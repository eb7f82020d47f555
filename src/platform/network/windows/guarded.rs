//! The guard as a way of this line: no consent is asked, and what it closes stays closed.

use crate::core::guard::{Reply, Request};
use crate::core::network::{Way, WayReport, WayResult};
use crate::platform::guard::windows::registration;
use crate::platform::guard::{self, GuardError};

/// True when the guard's service runs and can be asked.
#[must_use]
pub fn on_duty() -> bool {
    match registration::running_process() {
        Ok(_) => true,
        Err(GuardError::Absent) => false,
        Err(error) => {
            log::warn!("{error}");
            false
        }
    }
}

/// Asks the guard to close the line.
#[must_use]
pub fn cut() -> WayReport {
    let report = |result, reason| WayReport { way: Way::Guard, result, reason };
    match guard::ask(&Request::Cut) {
        Ok(Reply::Applied { ways, .. }) => {
            let filters = ways.into_iter().find(|way| way.way == Way::Filter);
            match filters {
                Some(filters) => report(filters.result, filters.reason),
                None => report(WayResult::Failed, Some("the guard has no filters".to_owned())),
            }
        }
        Ok(other) => report(WayResult::Failed, Some(format!("the guard answered {other:?}"))),
        Err(GuardError::Absent) => report(WayResult::NotAvailable, Some("no guard is installed".to_owned())),
        Err(error) => report(WayResult::Failed, Some(error.to_string())),
    }
}

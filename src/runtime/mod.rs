//! Carries effects to the platform and events back.

mod clock;
mod report;
mod window;

pub use clock::{Clock, SystemClock};
pub use report::memo_report;
pub use window::{Executor, Window};

//! The line of Linux, as the guard holds it.

use crate::core::Timestamp;
use crate::core::network::RestoreReport;
use crate::platform::network::driver::Line;
use crate::platform::network::line_ops::LineOps;

use super::{Applied, Keeper, Kept};

impl<O: LineOps> Keeper for Line<O> {
    fn close(&self, drill_until: Option<Timestamp>) -> Applied {
        let closed = Self::close(self, drill_until);
        Applied { ways: closed.ways, restorable: closed.restorable }
    }

    fn cut_is_waiting(&self, waiting: bool) {
        Self::cut_is_waiting(self, waiting);
    }

    fn keep_closed(&self) -> bool {
        Self::keep_closed(self)
    }

    fn kept(&self) -> Kept {
        let held = self.held();
        Kept {
            recorded: held.recorded,
            in_force: held.in_force,
            lasting: held.lasting,
            since: held.since,
            drill_until: held.drill_until,
        }
    }

    fn open(&self) -> RestoreReport {
        Self::open(self)
    }
}

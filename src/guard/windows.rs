//! The keeper on a real Windows PC.

use super::filter_keeper::{FilterPc, Reason, Record};
use crate::core::Timestamp;
use crate::core::network::journal::Journal;
use crate::core::network::windows::plan::Plan;
use crate::platform::guard::windows::filters::FilteredPc;

impl FilterPc for FilteredPc {
    fn now(&self) -> Timestamp {
        super::moment::wall()
    }

    fn record(&self) -> Record {
        match self.read_record() {
            Ok(None) => Record::Absent,
            Ok(Some(journal)) => Record::Whole(journal),
            Err(reason) => {
                log::error!("the record of a cut cannot be read: {reason}");
                Record::Broken(reason)
            }
        }
    }

    fn write_record(&self, journal: &Journal) -> Result<(), Reason> {
        self.save_record(journal)
    }

    fn remove_record(&self) -> Result<(), Reason> {
        self.delete_record()
    }

    fn apply(&self, plan: &Plan) -> Result<(), Reason> {
        self.set(plan)
    }

    fn in_force(&self, plan: &Plan) -> Result<bool, Reason> {
        self.shows(plan)
    }

    fn any_of_ours(&self) -> Result<bool, Reason> {
        self.shows_any()
    }

    fn remove_filters(&self) -> Result<(), Reason> {
        self.remove_all()
    }

    fn end_sessions(&self) -> Result<(), Reason> {
        self.end_all_sessions()
    }
}

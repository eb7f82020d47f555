//! macOS: the polite signal is the system's own way to quit a program.

use super::listing::Listing;
use super::{BrowserDesk, Running};
use crate::core::browser::Browsers;
use crate::platform::processes::ending::{self, Ending};

/// This user's session.
pub(super) struct Desk(Listing);

impl Desk {
    pub(super) fn new(browsers: &Browsers) -> Self {
        Self(Listing::new(browsers))
    }
}

impl BrowserDesk for Desk {
    fn running(&mut self) -> Vec<Running> {
        self.0.processes()
    }

    fn ask(&mut self, of: &[Running]) -> bool {
        let roots = of.iter().filter(|process| process.parent.is_none());
        // Every one is asked, whatever became of the one before.
        roots.filter(|root| self.request_end(root) == Ending::Ended).count() > 0
    }

    fn request_end(&mut self, of: &Running) -> Ending {
        ending::ask_to_end(of.pid, of.mark)
    }

    fn end(&mut self, of: &Running) -> Ending {
        ending::end(of.pid, of.mark)
    }
}

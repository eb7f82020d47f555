//! Before a restore: whoever had the PC in hand must not find the line open again. Every tool that runs is
//! named and offered to be ended, and the live check has to see that it is gone. An administrator or the
//! PIN may go on without.

use super::App;
use crate::core::detection::{Finding, Level};
use crate::core::effect::Effect;
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;

/// What the live check says of the tools that stand before a restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToolsBefore {
    /// None is seen: nothing stands before the restore.
    Gone,
    /// At least one runs that the family did not allow.
    Running,
    /// This system shows no processes, or the look broke down.
    Unknown,
}

impl App {
    /// The tools that stand before a restore. What the family allowed and what is merely left behind do not.
    pub fn tools_before_restore(&self) -> impl Iterator<Item = &Finding> {
        self.assessment.findings.iter().filter(|finding| finding.stands_before_restore())
    }

    /// What the live check says of them.
    #[must_use]
    pub fn tools_before(&self) -> ToolsBefore {
        if self.tools_before_restore().next().is_some() || self.assessment.level >= Level::Likely {
            ToolsBefore::Running
        } else if self.watching {
            ToolsBefore::Gone
        } else {
            ToolsBefore::Unknown
        }
    }

    /// After the question: the tools, if any is in the way, else the restore itself.
    pub(super) fn go_to_restore(&mut self, now: Timestamp) -> Vec<Effect> {
        let next = match self.tools_before() {
            ToolsBefore::Gone => Screen::Restore,
            ToolsBefore::Running | ToolsBefore::Unknown => Screen::RestoreTools,
        };
        self.go(next, now)
    }

    /// On, because the live check sees nothing any more.
    pub(super) fn tools_next(&mut self, now: Timestamp) -> Vec<Effect> {
        match self.tools_before() {
            ToolsBefore::Gone => self.go(Screen::Restore, now),
            ToolsBefore::Running | ToolsBefore::Unknown => Vec::new(),
        }
    }

    /// On although a tool runs, or nobody can say: the PIN or an administrator answers for it.
    pub(super) fn restore_anyway(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.screen != Screen::RestoreTools {
            return Vec::new();
        }
        self.restore.go_on_anyway();
        self.go(Screen::Restore, now)
    }

    /// True when a restore may begin now.
    pub(super) fn tools_are_settled(&self) -> bool {
        self.restore.goes_on_anyway() || self.tools_before() == ToolsBefore::Gone
    }

    /// A tool that comes up again while the restore is being prepared stops it.
    pub(super) fn stop_restore_for_tools(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.screen != Screen::Restore || !self.restore.is_prepared() || self.tools_are_settled() {
            return Vec::new();
        }
        self.go(Screen::RestoreTools, now)
    }
}

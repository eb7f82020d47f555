//! The family's page of the self check, and what kind of build this is.

use super::App;
use crate::core::doctor::Finding;
use crate::core::effect::Effect;
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;

/// What was found last, and whether somebody looks now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SelfCheck {
    findings: Vec<Finding>,
    looking: bool,
}

impl SelfCheck {
    /// What was found, the worst first; empty until the first look is over.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// A look is under way.
    #[must_use]
    pub fn is_looking(&self) -> bool {
        self.looking
    }
}

impl App {
    /// The self check.
    #[must_use]
    pub fn self_check(&self) -> &SelfCheck {
        &self.self_check
    }

    /// This build is for development and says so, here: never where somebody needs help now.
    #[must_use]
    pub fn shows_development(&self) -> bool {
        self.development && self.screen.says_build()
    }

    pub(super) fn open_self_check(&mut self, now: Timestamp) -> Vec<Effect> {
        let mut effects = self.look_at_self();
        effects.extend(self.go(Screen::SelfCheck, now));
        effects
    }

    pub(super) fn look_again(&mut self) -> Vec<Effect> {
        if self.screen == Screen::SelfCheck { self.look_at_self() } else { Vec::new() }
    }

    /// One look at a time.
    fn look_at_self(&mut self) -> Vec<Effect> {
        if std::mem::replace(&mut self.self_check.looking, true) {
            return Vec::new();
        }
        vec![Effect::LookAtSelf]
    }

    pub(super) fn self_looked(&mut self, mut findings: Vec<Finding>) -> Vec<Effect> {
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.state));
        self.self_check = SelfCheck { findings, looking: false };
        Vec::new()
    }
}

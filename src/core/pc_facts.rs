//! What is known of this PC beside its line and its tools.

use super::guard::GuardStatus;
use super::network::LineStatus;
use super::timestamp::Timestamp;

/// The facts, as the edges found them out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PcFacts {
    /// Set when the window was opened at log-on because a cut is in force.
    pub standing: Option<StandingCut>,
    /// The administrator's guard on this PC.
    pub guard: GuardPresence,
    /// What cut the line ends with the next restart.
    pub until_restart: bool,
    /// A cut will make the system ask for consent first.
    pub consent_expected: bool,
}

/// A cut that somebody finds who logs on, perhaps not the person who made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StandingCut {
    /// Since when; absent when nothing readable says so.
    pub since: Option<Timestamp>,
}

/// Whether the administrator's guard holds a cut on this PC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GuardPresence {
    /// None is installed.
    #[default]
    Absent,
    /// One is installed and does not answer.
    Silent,
    /// It answers.
    Present,
}

/// Where a PIN is set, and who looks at the one that is to open the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PinsSeen {
    /// One is set in this user's own folder.
    pub own: bool,
    /// One is set in the guard.
    pub guard: bool,
    /// The guard has something to take back, so that it is the guard who looks at the PIN.
    pub guard_holds: bool,
}

impl PinsSeen {
    /// From the user's `own` folder and the answer of the guard, if there is one.
    #[must_use]
    pub fn of(own: bool, guard: Option<&GuardStatus>) -> Self {
        Self {
            own,
            guard: guard.is_some_and(|status| status.pin_set),
            guard_holds: guard.is_some_and(|status| status.restorable),
        }
    }

    /// A PIN is set.
    #[must_use]
    pub fn any(self) -> bool {
        self.own || self.guard
    }

    /// The guard holds the line and knows no PIN: none opens it, whatever the family chose.
    #[must_use]
    pub fn guard_lacks_one(self) -> bool {
        self.guard_holds && !self.guard
    }

    /// There is a PIN that can open the line.
    #[must_use]
    pub fn opens(self) -> bool {
        self.any() && !self.guard_lacks_one()
    }
}

/// What root announced to everybody who logs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Announced {
    /// When the cut was made; absent: nothing is announced.
    pub since: Option<Timestamp>,
}

impl StandingCut {
    /// What is in force, by everything a user who logs on may see: the guard's own word, this user's record
    /// with the line observed to be closed, or root's announcement with the line `offline`. An announcement
    /// alone proves nothing.
    #[must_use]
    pub fn judge(
        guard: Option<&GuardStatus>,
        own: &LineStatus,
        announced: Announced,
        offline: bool,
    ) -> Option<Self> {
        if let Some(guard) = guard.filter(|guard| guard.in_force && guard.drill_until.is_none()) {
            return Some(Self { since: guard.since });
        }
        if own.cut && own.restorable {
            return Some(Self { since: own.since });
        }
        // A guard that holds nothing shares root's record: what was announced was taken back since.
        let taken_back = guard.is_some_and(|guard| !guard.restorable);
        announced.since.filter(|_| offline && !taken_back).map(|since| Self { since: Some(since) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_told_only_where_something_proves_it() {
        let guard = |in_force, drill_until| GuardStatus {
            in_force,
            drill_until,
            since: Some(Timestamp(1)),
            ..GuardStatus::default()
        };
        let own = |cut| LineStatus { cut, since: Some(Timestamp(2)), restorable: true };
        let nobody = LineStatus::default();
        let said = |at| Some(StandingCut { since: Some(Timestamp(at)) });
        let announced = Announced { since: Some(Timestamp(3)) };
        for (name, guard, own, announced, offline, expected) in [
            ("nothing", None, nobody.clone(), Announced::default(), true, None),
            ("the guard", Some(guard(true, None)), nobody.clone(), Announced::default(), false, said(1)),
            (
                "a drill",
                Some(guard(true, Some(Timestamp(9)))),
                nobody.clone(),
                Announced::default(),
                true,
                None,
            ),
            ("an idle guard", Some(guard(false, None)), nobody.clone(), Announced::default(), true, None),
            ("this user's", None, own(true), Announced::default(), true, said(2)),
            ("this user's, open again", None, own(false), Announced::default(), false, None),
            ("root's, seen by another user", None, nobody.clone(), announced, true, said(3)),
            (
                "root's, taken back by the guard",
                Some(guard(false, None)),
                nobody.clone(),
                announced,
                true,
                None,
            ),
            ("root's, after a restart raised the links", None, nobody, announced, false, None),
        ] {
            assert_eq!(StandingCut::judge(guard.as_ref(), &own, announced, offline), expected, "{name}");
        }
    }
}

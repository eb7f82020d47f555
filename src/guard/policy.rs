//! Who may do what. Pure.

use crate::core::guard::Refusal;

use super::Kept;

/// What is in force, as far as leave is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing of ours.
    Open,
    /// A drill, which ends by itself.
    Drill,
    /// A cut.
    Cut,
}

impl Standing {
    /// What `kept` amounts to.
    #[must_use]
    pub fn of(kept: &Kept) -> Self {
        match (kept.recorded, kept.drill_until) {
            (false, _) => Self::Open,
            (true, Some(_)) => Self::Drill,
            (true, None) => Self::Cut,
        }
    }
}

/// Whether a restore may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestoreLeave {
    /// There is nothing to open; a PIN is not even looked at.
    NothingToDo,
    /// Go on.
    Go,
    /// Only if the PIN given is the PIN.
    PinFirst,
    /// Neither administrator nor PIN.
    NotAllowed,
}

/// Restoring: an elevated client, the right PIN, or a drill.
#[must_use]
pub fn restore(elevated: bool, pin_given: bool, standing: Standing) -> RestoreLeave {
    match standing {
        Standing::Open => RestoreLeave::NothingToDo,
        Standing::Drill => RestoreLeave::Go,
        Standing::Cut if elevated => RestoreLeave::Go,
        Standing::Cut if pin_given => RestoreLeave::PinFirst,
        Standing::Cut => RestoreLeave::NotAllowed,
    }
}

/// A drill: only while nothing is in force. A second drill would lengthen the first.
///
/// # Errors
/// Why not.
pub fn drill(standing: Standing) -> Result<(), Refusal> {
    match standing {
        Standing::Open => Ok(()),
        Standing::Drill => Err(Refusal::DrillRuns),
        Standing::Cut => Err(Refusal::CutInForce),
    }
}

/// Setting the PIN: elevated clients only.
///
/// # Errors
/// Why not.
pub fn set_pin(elevated: bool) -> Result<(), Refusal> {
    if elevated { Ok(()) } else { Err(Refusal::NotElevated) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::Timestamp;

    #[test]
    fn a_cut_is_opened_by_the_administrator_or_with_the_pin_only() {
        use RestoreLeave::{Go, NotAllowed, NothingToDo, PinFirst};
        for (standing, elevated, pin_given, expected) in [
            (Standing::Open, false, false, NothingToDo),
            (Standing::Open, false, true, NothingToDo),
            (Standing::Open, true, false, NothingToDo),
            (Standing::Drill, false, false, Go),
            (Standing::Drill, false, true, Go),
            (Standing::Drill, true, false, Go),
            (Standing::Cut, false, false, NotAllowed),
            (Standing::Cut, false, true, PinFirst),
            (Standing::Cut, true, false, Go),
            (Standing::Cut, true, true, Go),
        ] {
            assert_eq!(
                restore(elevated, pin_given, standing),
                expected,
                "{standing:?} {elevated} {pin_given}"
            );
        }
    }

    #[test]
    fn a_drill_needs_an_open_line_and_a_pin_an_administrator() {
        for (standing, expected) in [
            (Standing::Open, Ok(())),
            (Standing::Drill, Err(Refusal::DrillRuns)),
            (Standing::Cut, Err(Refusal::CutInForce)),
        ] {
            assert_eq!(drill(standing), expected);
        }
        assert_eq!((set_pin(true), set_pin(false)), (Ok(()), Err(Refusal::NotElevated)));
    }

    #[test]
    fn a_drill_is_only_one_while_it_is_on_record() {
        let kept = |recorded, drill: Option<i64>| Kept {
            recorded,
            drill_until: drill.map(Timestamp),
            ..Kept::default()
        };
        assert_eq!(Standing::of(&kept(false, Some(5))), Standing::Open);
        assert_eq!(Standing::of(&kept(true, Some(5))), Standing::Drill);
        assert_eq!(Standing::of(&kept(true, None)), Standing::Cut);
    }
}

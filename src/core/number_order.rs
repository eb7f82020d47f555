//! Which number is called first: decided by whose word it is, in this one place.
//!
//! Whoever controls the PC can edit the family's list. Unless the list lies where only an administrator
//! writes, what this kit was shipped with and what is printed on card and passbook come before it.

/// Whose word a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// This kit's own list, read from an official copy.
    Catalogue,
    /// The back of the card, or the passbook.
    OnPaper,
    /// The family wrote it.
    Registered,
}

impl Origin {
    /// Its place in the order: the smallest is called first. `protected` is true when only an administrator
    /// can have changed what the family wrote.
    #[must_use]
    pub fn rank(self, protected: bool) -> u8 {
        match (self, protected) {
            (Self::Registered, true) => 0,
            (Self::Catalogue, _) => 1,
            (Self::OnPaper, _) => 2,
            (Self::Registered, false) => 3,
        }
    }
}

/// A number to call, of one kind of company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Turn {
    /// The family's entry at this place of its list.
    Own(usize),
    /// The number on card or passbook.
    OnPaper,
}

/// The numbers of one kind of company in the order in which they are called; `own` tells of each entry of
/// the family's list whose word it is. What is printed on paper is left out only where every entry is
/// sure.
#[must_use]
pub fn turns(own: impl IntoIterator<Item = Origin>, protected: bool) -> Vec<Turn> {
    let mut turns: Vec<(Origin, Turn)> =
        own.into_iter().enumerate().map(|(place, origin)| (origin, Turn::Own(place))).collect();
    let unsure = |(origin, _): &(Origin, Turn)| *origin == Origin::Registered && !protected;
    if turns.is_empty() || turns.iter().any(unsure) {
        turns.push((Origin::OnPaper, Turn::OnPaper));
    }
    // The family's own order holds among what is equally sure.
    turns.sort_by_key(|(origin, _)| origin.rank(protected));
    turns.into_iter().map(|(_, turn)| turn).collect()
}

#[cfg(test)]
mod tests {
    use super::Origin::{Catalogue as C, OnPaper, Registered as R};
    use super::Turn::{OnPaper as Paper, Own};
    use super::*;

    #[test]
    fn what_only_the_family_vouches_for_comes_last_unless_nobody_else_can_write_there() {
        let table: [(&[Origin], bool, &[Turn]); 10] = [
            (&[], false, &[Paper]),
            (&[], true, &[Paper]),
            (&[R], false, &[Paper, Own(0)]),
            (&[R], true, &[Own(0)]),
            (&[C], false, &[Own(0)]),
            (&[C], true, &[Own(0)]),
            (&[R, C], false, &[Own(1), Paper, Own(0)]),
            (&[R, C], true, &[Own(0), Own(1)]),
            (&[R, C, R, C], false, &[Own(1), Own(3), Paper, Own(0), Own(2)]),
            (&[C, R, R], true, &[Own(1), Own(2), Own(0)]),
        ];
        for (own, protected, expected) in table {
            assert_eq!(turns(own.iter().copied(), protected), expected, "{own:?} {protected}");
        }
        assert!(C.rank(false) < OnPaper.rank(false) && OnPaper.rank(false) < R.rank(false));
        assert!(R.rank(true) < C.rank(true) && C.rank(true) < OnPaper.rank(true));
    }
}

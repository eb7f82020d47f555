//! What may be asked of the elevated program, and the only words it answers with: its exit code.

use std::ffi::OsString;

/// A verb. There is nothing else to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Close the line.
    Cut,
    /// Open it again.
    Restore,
    /// Say whether it is closed by us.
    Status,
    /// Open it again, then remove this program.
    Uninstall,
}

impl Verb {
    /// The verb that `arguments` (without the program's name) are; `None` for anything else.
    #[must_use]
    pub fn parse(arguments: &[OsString]) -> Option<Self> {
        let [only] = arguments else { return None };
        Some(match only.to_str()? {
            "cut" => Self::Cut,
            "restore" => Self::Restore,
            "status" => Self::Status,
            "uninstall" => Self::Uninstall,
            _ => return None,
        })
    }

    /// The word on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Cut => "cut",
            Self::Restore => "restore",
            Self::Status => "status",
            Self::Uninstall => "uninstall",
        }
    }
}

/// How a verb ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done; a cut stays in force across restarts.
    Done,
    /// Not done. After a cut: refused as a whole, or accepted and then not seen to be in force.
    Failed,
    /// Not one of the verbs.
    WrongUse,
    /// Cut, but only until the next restart: no restore program could be installed.
    CutUntilRestart,
    /// There was nothing to restore, or `status` found no cut.
    NothingToDo,
    /// The line is open again, but something of ours stayed behind (journal, program).
    LeftBehind,
    /// The person said no to the question.
    Refused,
    /// This process is not an administrator's.
    NotElevated,
    /// This copy lies where others can exchange it, and a safe one is installed.
    Misplaced,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 9] = [
        Self::Done,
        Self::Failed,
        Self::WrongUse,
        Self::CutUntilRestart,
        Self::NothingToDo,
        Self::LeftBehind,
        Self::Refused,
        Self::NotElevated,
        Self::Misplaced,
    ];

    /// The exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::WrongUse => 2,
            Self::CutUntilRestart => 10,
            Self::NothingToDo => 11,
            Self::LeftBehind => 12,
            Self::Refused => 13,
            Self::NotElevated => 14,
            Self::Misplaced => 15,
        }
    }

    /// The outcome behind an exit code; `None` for one that the program never gives.
    #[must_use]
    pub fn of_code(code: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| u32::from(outcome.code()) == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_four_words_alone_are_verbs() {
        for verb in [Verb::Cut, Verb::Restore, Verb::Status, Verb::Uninstall] {
            assert_eq!(Verb::parse(&[verb.word().into()]), Some(verb));
        }
        for wrong in [
            &[][..],
            &["CUT".into()],
            &["cut ".into()],
            &["cut".into(), "".into()],
            &["restore".into(), "--force".into()],
            &["/restore".into()],
            &["C:\\x".into()],
        ] {
            assert_eq!(Verb::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn every_outcome_is_told_apart_by_its_code() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::of_code(outcome.code().into()), Some(outcome));
        }
        assert_eq!(Outcome::of_code(259), None);
    }
}

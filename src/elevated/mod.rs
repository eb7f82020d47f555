//! The small program that runs as administrator: four fixed verbs, no other argument, nothing read
//! that a user could have written. Its order of steps is here, free of the operating system, so that
//! every failure in between can be tested; the Windows side is in `platform::windows`.

pub mod sequence;
pub mod verb;

pub use sequence::{Machine, run};
pub use verb::{Outcome, Verb};

//! The words that the guard's commands show.

#[path = "../../content/locale.rs"]
pub mod locale;
#[path = "../../content/texts.rs"]
pub mod texts;

pub use locale::Locale;
pub use texts::{Arg, Texts};

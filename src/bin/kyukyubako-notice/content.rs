//! The words that the notice shows.

#[path = "../../content/locale.rs"]
pub mod locale;
#[path = "../../content/texts.rs"]
pub mod texts;

pub use locale::Locale;
pub use texts::{Arg, Texts};

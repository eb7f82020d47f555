//! The product's reviewed data, taken in by path.

#[path = "../../../src/content/catalogue.rs"]
pub mod catalogue;
#[path = "../../../src/content/locale.rs"]
pub mod locale;

pub use locale::Locale;

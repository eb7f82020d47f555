//! The product's reviewed data, taken in by path.

#[path = "../../../src/content/catalogue/mod.rs"]
pub mod catalogue;
#[path = "../../../src/content/locale.rs"]
pub mod locale;

pub use locale::Locale;

//! Words, contacts and the locale they are shown in. No IO beyond what is compiled in.

pub mod browsers;
pub mod catalogue;
pub mod contacts;
pub mod detection_words;
pub mod doctor_words;
pub mod drill_words;
pub mod fonts;
pub mod holidays;
pub mod known_contacts;
pub mod locale;
pub mod moments;
pub mod pack;
pub mod qr;
pub mod scripts;
pub mod storage_notice;
pub mod texts;

pub use contacts::Contacts;
pub use locale::Locale;
pub use moments::Moments;
pub use texts::{Arg, Texts};

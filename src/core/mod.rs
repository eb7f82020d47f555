//! Pure rules of the product.

pub mod app;
pub mod browser;
pub mod capture;
pub mod detection;
pub mod drawing;
pub mod drill;
pub mod effect;
pub mod event;
pub mod guard;
pub mod hand;
pub mod holidays;
pub mod incident;
pub mod kept;
pub mod logon_entry;
pub mod network;
pub mod number_order;
pub mod opening_hours;
pub mod own_contacts;
pub mod pack;
pub mod pc_facts;
pub mod phone_number;
pub mod phrase;
pub mod pin_delay;
pub mod report;
pub mod screen;
pub mod session;
pub mod settings;
pub mod sos;
pub mod storage_notice;
pub mod timestamp;
pub mod watch;

pub use app::App;
pub use effect::Effect;
pub use event::{Event, Press};
pub use screen::Screen;
pub use timestamp::Timestamp;

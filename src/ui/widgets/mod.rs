//! Text blocks and buttons that know their accessible names.

pub mod button;
pub mod card;
pub mod text;

pub use button::{ButtonLook, button};
pub use card::paint_card;
pub use text::{Paragraph, announced, paragraph};

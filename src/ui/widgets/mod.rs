//! Text blocks and buttons that know their accessible names.

pub mod button;
pub mod text;

pub use button::{ButtonLook, button};
pub use text::{Paragraph, announced, paragraph};

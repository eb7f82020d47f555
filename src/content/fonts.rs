//! The bundled typeface: BIZ UDPGothic, for the window and for paper.

/// Regular, a TrueType font.
pub static REGULAR: &[u8] = include_bytes!("../../assets/fonts/BIZUDPGothic-Regular.ttf");
/// Bold, a TrueType font.
pub static BOLD: &[u8] = include_bytes!("../../assets/fonts/BIZUDPGothic-Bold.ttf");

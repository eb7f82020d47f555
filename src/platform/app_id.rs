//! The name under which the desktop knows this program.

/// Application user model id on Windows, application id elsewhere.
pub const APP_ID: &str = "Kyukyubako.FirstAid";

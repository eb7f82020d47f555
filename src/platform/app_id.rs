//! The name under which the desktop knows this program.

/// AppUserModelID on Windows, and the `app_id` of the window elsewhere.
pub const APP_ID: &str = "Kyukyubako.FirstAid";

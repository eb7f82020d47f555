//! Commands for scripts and support staff.

pub mod cut;
mod json_option;
pub mod restore;
pub mod scan;
pub mod status;

//! What both Windows programs need of the system. Nothing here may draw in the window's crates: the
//! small elevated program links it too.

pub mod account;
pub mod admin_folder;
pub mod app_registration;
pub mod com_apartment;
pub mod console;
pub mod cut_record;
pub mod filter_engine;
pub mod known_folder;
pub mod message_box;
pub mod notice_entry;
pub mod notice_program;
pub mod open_file;
pub mod own_windows;
pub mod printers;
pub mod registry;
pub mod restore_program;
pub mod running_programs;
pub mod start_menu;
pub mod std_handles;
pub mod system_library;
pub mod tcp_sessions;
pub mod trusted_place;
pub mod under_wine;
pub mod wide;

//! Linux: what the system shows of remote tools.

use super::Observer;

mod autostarts;
pub mod bus;
pub mod connections;
mod desktop_entry;
mod downloads;
mod hidden_sockets;
pub mod identity;
mod package_owner;
#[cfg(test)]
pub mod private_bus;
mod record_text;
mod services;
mod sessions;
mod socket_table;
mod unit_files;

/// The observers of this system.
pub fn observers() -> Vec<Box<dyn Observer>> {
    vec![
        Box::new(connections::Connections),
        Box::new(services::Services::of_this_pc()),
        Box::new(autostarts::Autostarts::of_this_user()),
        Box::new(downloads::Downloads::of_this_user()),
        Box::new(sessions::Sessions::of_this_pc()),
    ]
}

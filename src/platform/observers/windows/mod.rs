//! Windows: what the system shows of remote tools. What only reads bytes or text is built for the tests
//! of every system.

mod command_line;
mod desktop_sessions;
mod device_path;
mod path_place;
mod recent_files;
mod shell_link;
mod task_xml;
mod tcp_table;
mod trust_status;
mod version_info;
mod wide_text;
mod zone_identifier;

#[cfg(windows)]
mod autostarts;
#[cfg(windows)]
mod connections;
#[cfg(windows)]
mod downloads;
#[cfg(windows)]
mod drives;
#[cfg(windows)]
mod embedded_signer;
#[cfg(windows)]
pub mod identity;
#[cfg(windows)]
mod machine_chain;
#[cfg(windows)]
mod pipes;
#[cfg(windows)]
pub mod process_image;
#[cfg(windows)]
mod restrictions;
#[cfg(windows)]
mod scheduled_tasks;
#[cfg(windows)]
mod services;
#[cfg(windows)]
mod sessions;
#[cfg(windows)]
mod signature;
#[cfg(windows)]
mod system_catalogue;

#[cfg(windows)]
use super::Observer;

/// The observers of this system.
#[cfg(windows)]
pub fn observers() -> Vec<Box<dyn Observer>> {
    vec![
        Box::new(connections::Connections),
        Box::new(pipes::Pipes),
        Box::new(services::Services),
        Box::new(autostarts::Autostarts::default()),
        Box::new(downloads::Downloads),
        Box::new(sessions::Sessions),
        Box::new(restrictions::Restrictions),
    ]
}

//! Names that tell whose PC this is, to be taken out of what is handed on.

use std::path::Path;

use crate::core::detection::redaction::Who;

/// Most home folders looked at beside the user's own.
const HOMES_MAX: usize = 256;
/// Where Unix systems keep home folders.
#[cfg(unix)]
const HOMES: &[&str] = &["/home", "/Users"];

/// The users and names of this PC, the user who runs this program first. What the system does not tell
/// is left out.
#[must_use]
pub fn of_this_pc() -> Who {
    let mut who = Who::default();
    let variables = |names: &[&str]| -> Vec<String> {
        names.iter().filter_map(|name| std::env::var_os(name)?.into_string().ok()).collect()
    };
    let home = dirs::home_dir();
    if let Some(name) = home.as_deref().and_then(last_part) {
        add(&mut who.users, name);
    }
    for name in variables(&["USERNAME", "USER", "LOGNAME", "SUDO_USER"]) {
        add(&mut who.users, name);
    }
    if let Some(home) = home.as_deref() {
        add(&mut who.homes, home.to_string_lossy().into_owned());
        #[cfg(windows)]
        if let Some(parent) = home.parent() {
            add_neighbours(&mut who, parent);
        }
    }
    #[cfg(unix)]
    for folder in HOMES {
        add_neighbours(&mut who, Path::new(folder));
    }
    let hosts = variables(&["COMPUTERNAME", "USERDOMAIN"]).into_iter().chain(sysinfo::System::host_name());
    for host in hosts {
        // Within the house a computer goes by the first part of its name.
        if let Some((first, _)) = host.split_once('.') {
            add(&mut who.hosts, first.to_owned());
        }
        add(&mut who.hosts, host);
    }
    who
}

fn add_neighbours(who: &mut Who, folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.take(HOMES_MAX).filter_map(Result::ok) {
        if entry.file_type().is_ok_and(|kind| kind.is_dir())
            && let Some(name) = last_part(&entry.path())
        {
            add(&mut who.users, name);
        }
    }
}

fn last_part(path: &Path) -> Option<String> {
    path.file_name().map(|name| name.to_string_lossy().into_owned())
}

fn add(names: &mut Vec<String>, name: String) {
    if !name.is_empty() && !names.contains(&name) {
        names.push(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_pc_has_a_user_a_home_and_a_name() {
        let who = of_this_pc();
        assert!(!who.users.is_empty() && !who.homes.is_empty() && !who.hosts.is_empty(), "{who:?}");
        assert_eq!(dirs::home_dir().and_then(|home| last_part(&home)).as_ref(), who.users.first());
    }
}

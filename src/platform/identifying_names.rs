//! Names that tell whose PC this is, to be taken out of what is handed on.

use std::path::Path;

use crate::core::detection::redaction::Who;
#[cfg(unix)]
use crate::platform::durable_file;
#[cfg(windows)]
use crate::platform::windows::registry::{Key, Root};

/// Where the accounts of this PC stand with their full names.
#[cfg(unix)]
const ACCOUNTS: &str = "/etc/passwd";
/// Largest list of accounts read, in bytes.
#[cfg(unix)]
const ACCOUNTS_MAX_BYTES: usize = 1024 * 1024;
/// Where Windows keeps the full name of a person: key and value.
#[cfg(windows)]
const FULL_NAMES: &[(&str, &str)] = &[
    ("SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\LogonUI", "LastLoggedOnDisplayName"),
    ("SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", "RegisteredOwner"),
];
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
    who.full_names = full_names(&who.users);
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

/// The full names of `users` in the list of accounts.
#[cfg(unix)]
fn full_names(users: &[String]) -> Vec<(String, String)> {
    match durable_file::read_bounded(Path::new(ACCOUNTS), ACCOUNTS_MAX_BYTES) {
        Ok(accounts) => names_in_accounts(&String::from_utf8_lossy(&accounts), users),
        Err(error) => {
            log::warn!("{ACCOUNTS}: {error}");
            Vec::new()
        }
    }
}

#[cfg(unix)]
fn names_in_accounts(accounts: &str, users: &[String]) -> Vec<(String, String)> {
    let name_of = |line: &str| {
        let mut fields = line.split(':');
        let user = fields.next()?.to_owned();
        let person = fields.nth(3)?;
        if !users.contains(&user) {
            return None;
        }
        // Beside the name stand the room and telephone numbers; `&` is the account's name.
        let name = person.split(',').next()?.replace('&', &user);
        Some((user, name.trim().to_owned()))
    };
    accounts.lines().filter_map(name_of).filter(|(_, name)| !name.is_empty()).collect()
}

/// The full name that the logon screen shows, and the one that was given when Windows was set up.
#[cfg(windows)]
fn full_names(users: &[String]) -> Vec<(String, String)> {
    let Some(user) = users.first() else { return Vec::new() };
    let names = FULL_NAMES.iter().filter_map(|(path, value)| {
        Key::open(Root::LocalMachine, path)?.text(value).map(|name| (user.clone(), name.trim().to_owned()))
    });
    names.filter(|(_, name)| !name.is_empty()).collect()
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

    #[cfg(unix)]
    #[test]
    fn full_names_are_read_from_the_list_of_accounts() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\n\
            taro:x:1000:1000:\u{5c71}\u{7530}\u{3000}\u{592a}\u{90ce},,090-1234,:/home/taro:/bin/sh\n\
            ken:x:1001:1001:& Sato:/home/ken:/bin/sh\nbare:x:1002:1002::/home/bare:/bin/sh\nbroken:x\n\n";
        let users = ["taro", "ken", "bare", "broken"].map(str::to_owned);
        let own = |user: &str, name: &str| (user.to_owned(), name.to_owned());
        assert_eq!(
            names_in_accounts(accounts, &users),
            [own("taro", "\u{5c71}\u{7530}\u{3000}\u{592a}\u{90ce}"), own("ken", "ken Sato")]
        );
    }
}

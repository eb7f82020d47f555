//! What was forbidden to the person by policy: scammers take away the Task Manager so that nobody ends
//! their tool.

use super::wide_text;
use crate::platform::observers::{ObserveError, Observer, Seen, Wanted};
use crate::platform::windows::registry::{Key, Root};

/// Keys of policies and the values in them that tie a person's hands.
const POLICIES: [(&str, &[&str]); 3] = [
    (
        r"Software\Microsoft\Windows\CurrentVersion\Policies\System",
        &["DisableTaskMgr", "DisableRegistryTools", "DisableLockWorkstation"],
    ),
    (
        r"Software\Microsoft\Windows\CurrentVersion\Policies\Explorer",
        &["NoRun", "NoControlPanel", "NoClose", "NoLogOff"],
    ),
    (r"Software\Policies\Microsoft\Windows\System", &["DisableCMD"]),
];

/// Policies of this user. Those of the whole PC are left out: an employer or a school sets them.
#[derive(Debug)]
pub struct Restrictions;

impl Observer for Restrictions {
    fn name(&self) -> &'static str {
        "restrictions"
    }

    fn observe(&mut self, _: &Wanted) -> Result<Seen, ObserveError> {
        let mut found: Vec<String> = Vec::new();
        for (path, names) in POLICIES {
            let Some(key) = Key::open(Root::CurrentUser, path) else { continue };
            found.extend(names.iter().filter(|name| is_set(&key, name)).map(|name| (*name).to_owned()));
        }
        found.sort_unstable();
        Ok(Seen::Restrictions(found))
    }
}

/// Some write the number as text.
fn is_set(key: &Key, name: &str) -> bool {
    key.number(name)
        .or_else(|| wide_text::clean(&key.text(name)?).parse().ok())
        .is_some_and(|value| value != 0)
}

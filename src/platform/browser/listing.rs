//! The processes that are browsers of this user.

use std::collections::BTreeMap;

use sysinfo::{Pid, ProcessRefreshKind, ProcessStatus, ProcessesToUpdate, System, UpdateKind};

use super::Running;
use crate::core::browser::{Browser, Browsers};
use crate::platform::processes::ending;
use crate::platform::processes::observer::this_os;

/// Lists this user's browsers again and again.
pub(super) struct Listing {
    system: Option<System>,
    browsers: Browsers,
    /// What version information said of a file, so that each is read once.
    #[cfg(windows)]
    products: BTreeMap<String, Option<String>>,
}

impl Listing {
    pub(super) fn new(browsers: &Browsers) -> Self {
        let system = System::new().inspect_err(|error| log::error!("processes: {error}")).ok();
        Self {
            system,
            browsers: browsers.clone(),
            #[cfg(windows)]
            products: BTreeMap::new(),
        }
    }

    /// Every process of a known browser that belongs to this user, in this session where the system tells sessions
    /// apart by number.
    pub(super) fn processes(&mut self) -> Vec<Running> {
        let Some(system) = &mut self.system else { return Vec::new() };
        let what = ProcessRefreshKind::nothing().without_tasks();
        system.refresh_processes_specifics(ProcessesToUpdate::All, true, what);
        // The mark is read before the program is looked at: if both still fit when it is ended, nothing was
        // exchanged in between.
        let marks: BTreeMap<Pid, ending::StartMark> = system
            .processes()
            .keys()
            .filter_map(|pid| ending::start_mark(pid.as_u32()).map(|mark| (*pid, mark)))
            .collect();
        let what = what.with_exe(UpdateKind::Always).with_user(UpdateKind::Always);
        system.refresh_processes_specifics(ProcessesToUpdate::All, true, what);
        let own = system.process(Pid::from_u32(std::process::id()));
        let (Some(user), session) = (own.and_then(|own| own.user_id()), own.and_then(|own| own.session_id()))
        else {
            log::error!("this program does not know whose it is");
            return Vec::new();
        };
        let mut found: BTreeMap<Pid, (Running, Option<Pid>)> = BTreeMap::new();
        for (pid, process) in system.processes() {
            if !process.exists() || matches!(process.status(), ProcessStatus::Zombie | ProcessStatus::Dead) {
                continue;
            }
            // What the system hides from us there has its name only.
            let exe = process.exe().map(|path| path.to_string_lossy().into_owned());
            let exe = exe
                .filter(|exe| !exe.is_empty())
                .or_else(|| cfg!(windows).then(|| process.name().to_string_lossy().into_owned()));
            let Some(exe) = exe.filter(|exe| self.browsers.may_be(this_os(), exe)) else { continue };
            if cfg!(windows) && process.session_id() != session {
                continue;
            }
            let owner = process.user_id();
            if owner.is_some_and(|owner| owner != user) {
                continue;
            }
            #[cfg(windows)]
            let product = self
                .products
                .entry(exe.clone())
                .or_insert_with(|| crate::platform::observers::windows_product(&exe))
                .clone();
            #[cfg(not(windows))]
            let product: Option<String> = None;
            let Some(Browser { id, name, steps, .. }) =
                self.browsers.recognise(this_os(), &exe, product.as_deref())
            else {
                continue;
            };
            let Some(mark) = marks.get(pid).copied() else { continue };
            let running = Running {
                pid: pid.as_u32(),
                mark,
                parent: None,
                may_be_touched: owner.is_some(),
                browser: id.clone(),
                name: name.clone(),
                steps: *steps,
            };
            found.insert(*pid, (running, process.parent()));
        }
        let browser_of: BTreeMap<Pid, String> =
            found.iter().map(|(pid, (running, _))| (*pid, running.browser.clone())).collect();
        found
            .into_values()
            .map(|(running, parent)| {
                let parent = parent.filter(|it| browser_of.get(it) == Some(&running.browser));
                Running { parent: parent.map(Pid::as_u32), ..running }
            })
            .collect()
    }
}

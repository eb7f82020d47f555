//! The judgement.

use super::{
    AdminKept, AppControl, Build, Check, ContactsAge, Detail, Facts, Finding, Fonts, Guard, Notes,
    Notification, PackFile, Renderer, SettingsFile, State, Watcher,
};
use crate::core::network::{CutWays, Way};
use crate::core::pc_facts::GuardPresence;

/// Public numbers that were checked longer ago are checked anew, in days.
const BELIEVED_FOR_DAYS: i64 = 365;
/// A clock this much before the day on which the numbers were checked is wrong, in days: time zones differ by one.
const CLOCK_MAY_DIFFER_DAYS: i64 = -2;

/// State, sentence and mending.
type Verdict = (State, &'static str, Option<&'static str>);

/// One finding for each thing that this system has, in the order of [`Check`].
#[must_use]
pub fn judge(facts: &Facts) -> Vec<Finding> {
    let guarded = matches!(facts.guard, Some(Guard::Is { presence: GuardPresence::Present, .. }));
    let plain = |check, verdict: Option<Verdict>| Some(finding(check, verdict, None));
    [
        plain(Check::CutWays, facts.ways.as_ref().map(|ways| cut_ways(ways, guarded))),
        match facts.guard {
            Some(Guard::NotMade) => None,
            Some(Guard::Obstructed) => plain(Check::Guard, Some(OBSTRUCTED)),
            Some(Guard::Is { presence, pin_set }) => plain(Check::Guard, Some(guard(presence, pin_set))),
            None => plain(Check::Guard, None),
        },
        plain(Check::Watcher, facts.watcher.map(watcher)),
        Some(renderer(facts.renderer.as_ref())),
        plain(Check::Fonts, facts.fonts.map(fonts)),
        plain(Check::Notification, facts.notification.map(notification)),
        Some(settings(facts.settings)),
        plain(Check::Notes, facts.notes.map(notes)),
        Some(contacts(facts.contacts.as_ref())),
        plain(Check::Pack, facts.pack.map(pack)),
        plain(Check::Store, facts.store.map(store)),
        plain(Check::Build, facts.build.map(build)),
        match facts.app_control {
            Some(AppControl::OtherSystem) => None,
            control => plain(Check::SmartAppControl, control.map(|it| app_control(it, facts.build))),
        },
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn finding(check: Check, verdict: Option<Verdict>, detail: Option<Detail>) -> Finding {
    let (state, sentence, mend) =
        verdict.unwrap_or((State::Unknown, "doctor-no-answer", Some("doctor-no-answer-mend")));
    Finding { check, state, sentence, mend, detail }
}

fn cut_ways(ways: &CutWays, guarded: bool) -> Verdict {
    // Ending old sessions closes nothing by itself.
    let has = |wanted: Way| ways.ways.contains(&wanted);
    let closes = ways.ways.iter().any(|way| *way != Way::SocketsDestroyed);
    if guarded {
        (State::Ok, "doctor-cut-ways-guard", None)
    } else if ways.offline && !closes {
        (State::Unknown, "doctor-cut-ways-offline", Some("doctor-cut-ways-offline-mend"))
    } else if ways.refused && !closes {
        (State::Bad, "doctor-cut-ways-refused", Some("doctor-cut-ways-mend"))
    } else if !closes {
        (State::Bad, "doctor-cut-ways-none", Some("doctor-cut-ways-mend"))
    } else if has(Way::Filter) && ways.consent {
        (State::Ok, "doctor-cut-ways-consent", None)
    } else if ways.ways.iter().all(|way| matches!(way, Way::RadioOff | Way::SocketsDestroyed)) {
        (State::Warn, "doctor-cut-ways-radio", Some("doctor-cut-ways-radio-mend"))
    } else {
        (State::Ok, "doctor-cut-ways-ok", None)
    }
}

const OBSTRUCTED: Verdict = (State::Warn, "doctor-guard-obstructed", Some("doctor-guard-obstructed-mend"));

fn guard(presence: GuardPresence, pin_set: bool) -> Verdict {
    match (presence, pin_set) {
        (GuardPresence::Absent, _) => (State::Warn, "doctor-guard-absent", Some("doctor-guard-absent-mend")),
        (GuardPresence::Silent, _) => (State::Bad, "doctor-guard-silent", Some("doctor-guard-silent-mend")),
        (GuardPresence::Present, false) => {
            (State::Warn, "doctor-guard-no-pin", Some("doctor-guard-no-pin-mend"))
        }
        (GuardPresence::Present, true) => (State::Ok, "doctor-guard-ok", None),
    }
}

fn watcher(watcher: Watcher) -> Verdict {
    match (watcher.at_log_on, watcher.running) {
        (true, true) => (State::Ok, "doctor-watcher-ok", None),
        (true, false) => (State::Bad, "doctor-watcher-ended", Some("doctor-watcher-ended-mend")),
        (false, true) => (State::Warn, "doctor-watcher-once", Some("doctor-watcher-off-mend")),
        (false, false) => (State::Warn, "doctor-watcher-off", Some("doctor-watcher-off-mend")),
    }
}

fn renderer(renderer: Option<&Renderer>) -> Finding {
    let mut detail = None;
    let verdict = renderer.map(|renderer| match renderer {
        Renderer::Draws { second_way: false } => (State::Ok, "doctor-renderer-draws", None),
        Renderer::Draws { second_way: true } => {
            (State::Warn, "doctor-renderer-second", Some("doctor-renderer-driver-mend"))
        }
        Renderer::Found { name, software } => {
            detail = Some(Detail::Name(name.clone()));
            match software {
                false => (State::Ok, "doctor-renderer-found", None),
                true => (State::Ok, "doctor-renderer-software", None),
            }
        }
        Renderer::NoneFound => (State::Warn, "doctor-renderer-none", Some("doctor-renderer-none-mend")),
        Renderer::NoScreen => {
            (State::Unknown, "doctor-renderer-no-screen", Some("doctor-renderer-no-screen-mend"))
        }
        Renderer::BrokeDown => (State::Bad, "doctor-renderer-broke", Some("doctor-renderer-driver-mend")),
    });
    finding(Check::Renderer, verdict, detail)
}

fn fonts(fonts: Fonts) -> Verdict {
    match fonts {
        Fonts::Whole => (State::Ok, "doctor-fonts-ok", None),
        Fonts::NameShownAsBoxes => (State::Warn, "doctor-fonts-name", Some("doctor-fonts-name-mend")),
        Fonts::Damaged => (State::Bad, "doctor-fonts-damaged", Some("doctor-install-again")),
    }
}

fn notification(notification: Notification) -> Verdict {
    match notification {
        Notification::Answers => (State::Ok, "doctor-notification-ok", None),
        Notification::Permitted => (State::Ok, "doctor-notification-permitted", None),
        Notification::SwitchedOff => {
            (State::Warn, "doctor-notification-off", Some("doctor-notification-off-mend"))
        }
        Notification::NoServer => {
            (State::Warn, "doctor-notification-no-server", Some("doctor-notification-no-server-mend"))
        }
        Notification::NoDesktop => {
            (State::Unknown, "doctor-notification-no-desktop", Some("doctor-renderer-no-screen-mend"))
        }
    }
}

fn settings(file: Option<SettingsFile>) -> Finding {
    let (verdict, line) = match file {
        None => (None, None),
        Some(SettingsFile::None) => (Some((State::Ok, "doctor-settings-none", None)), None),
        Some(SettingsFile::Valid) => (Some((State::Ok, "doctor-settings-ok", None)), None),
        Some(SettingsFile::Partly(line)) => {
            (Some((State::Warn, "doctor-settings-partly", Some("doctor-settings-mend"))), line)
        }
        Some(SettingsFile::Broken(line)) => {
            (Some((State::Bad, "doctor-settings-broken", Some("doctor-settings-mend"))), line)
        }
    };
    finding(Check::Settings, verdict, line.map(Detail::Line))
}

fn notes(notes: Notes) -> Verdict {
    match notes {
        Notes::Writable => (State::Ok, "doctor-notes-ok", None),
        Notes::NotWritable => (State::Bad, "doctor-notes-not", Some("doctor-notes-mend")),
    }
}

fn contacts(age: Option<&ContactsAge>) -> Finding {
    let verdict = age.map(|age| {
        if age.days < CLOCK_MAY_DIFFER_DAYS {
            (State::Bad, "doctor-contacts-clock", Some("doctor-contacts-clock-mend"))
        } else if age.own_unconfirmed {
            (State::Warn, "doctor-contacts-unconfirmed", Some("doctor-contacts-own-mend"))
        } else if age.days > BELIEVED_FOR_DAYS {
            (State::Warn, "doctor-contacts-old", Some("doctor-contacts-old-mend"))
        } else if age.own_old {
            (State::Warn, "doctor-contacts-own-old", Some("doctor-contacts-own-mend"))
        } else {
            (State::Ok, "doctor-contacts-ok", None)
        }
    });
    finding(Check::Contacts, verdict, age.map(|age| Detail::Day(age.checked_on.clone())))
}

fn pack(pack: PackFile) -> Verdict {
    match pack {
        PackFile::None => (State::Ok, "doctor-pack-none", None),
        PackFile::Applied => (State::Ok, "doctor-pack-ok", None),
        PackFile::Changed => (State::Bad, "doctor-pack-changed", Some("doctor-pack-mend")),
        PackFile::Refused => (State::Bad, "doctor-pack-refused", Some("doctor-pack-mend")),
        PackFile::NotKept => (State::Warn, "doctor-pack-not-kept", Some("doctor-pack-not-kept-mend")),
    }
}

fn store(store: AdminKept) -> Verdict {
    match store {
        AdminKept::None => (State::Ok, "doctor-store-none", None),
        AdminKept::Readable => (State::Ok, "doctor-store-ok", None),
        AdminKept::Untrusted => (State::Bad, "doctor-store-untrusted", Some("doctor-store-mend")),
        AdminKept::Broken => (State::Bad, "doctor-store-broken", Some("doctor-store-mend")),
    }
}

fn build(build: Build) -> Verdict {
    match (build.for_handing_out, build.signature) {
        (true, Some(false)) => (State::Bad, "doctor-build-signature", Some("doctor-install-again")),
        (true, Some(true)) => (State::Ok, "doctor-build-signed", None),
        (true, None) => (State::Ok, "doctor-build-release", None),
        (false, _) => (State::Warn, "doctor-build-development", Some("doctor-build-mend")),
    }
}

fn app_control(control: AppControl, build: Option<Build>) -> Verdict {
    let trusted = build.is_some_and(|build| build.signature == Some(true));
    match (control, trusted) {
        (AppControl::OtherSystem | AppControl::NotThere, _) => (State::Ok, "doctor-app-control-none", None),
        (AppControl::Off, _) => (State::Ok, "doctor-app-control-off", None),
        (AppControl::Evaluates, true) => (State::Ok, "doctor-app-control-evaluates", None),
        (AppControl::On, true) => (State::Ok, "doctor-app-control-on", None),
        (AppControl::Evaluates, false) => {
            (State::Warn, "doctor-app-control-may-block", Some("doctor-build-mend"))
        }
        (AppControl::On, false) => (State::Bad, "doctor-app-control-blocks", Some("doctor-build-mend")),
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;

//! Consent, the way back, the notice at log-on, what an administrator keeps, and the drill: states worth
//! looking at.

use kyukyubako::core::detection::Level;
use kyukyubako::core::detection::allow_list::{AllowFingerprint, AllowList};
use kyukyubako::core::drill::{DrillRefusal, DrillReport};
use kyukyubako::core::event::{PinAnswer, Start};
use kyukyubako::core::kept::{KeepReport, KeepResult, Kept, PinKept};
use kyukyubako::core::network::{CutReport, RestoreResult};
use kyukyubako::core::own_contacts::ContactsFingerprint;
use kyukyubako::core::pc_facts::{GuardPresence, PcFacts, PinsSeen};
use kyukyubako::core::settings::Settings;
use kyukyubako::core::{Event, Press, Screen};

use crate::drill;
use crate::gallery::{Scene, family, see_line, setup_page};
use crate::harness::{Desk, allow_entry, finding, idle, live, report, seen};
use crate::store;
use crate::way_back;

pub const SCENES: &[Scene] = &[
    ("10-cutting-consent-soon", |desk| {
        way_back::knowing(desk, PcFacts { consent_expected: true, ..PcFacts::default() });
        desk.tell(Event::Pressed(Press::CutNow));
    }),
    ("10-cut-until-restart", |desk| {
        desk.tell(Event::Pressed(Press::CutNow));
        desk.tell(Event::CutFinished(CutReport { until_restart: true, ..report(true) }));
    }),
    ("70-caregiver-guarded", |desk| {
        desk.go(Screen::Caregiver);
        desk.tell(Event::GuardSeen(GuardPresence::Present, PinsSeen { own: true, ..PinsSeen::default() }));
    }),
    ("105-restore-tools", way_back::at_tools),
    ("105-restore-tools-many", |desk| {
        way_back::at_tools(desk);
        let many = vec![finding("anydesk", Level::Live, None), finding("teamviewer", Level::Likely, None)];
        desk.tell(Event::Assessed(seen([many, live().findings].concat())));
    }),
    ("106-restore-tools-refused", |desk| {
        way_back::at_tools(desk);
        desk.tell(Event::ToolsEnded(vec![way_back::refused()]));
    }),
    ("107-restore-tools-unknown", |desk| {
        desk.tell(Event::WatchLost);
        way_back::to_restore(desk);
    }),
    ("108-restore-tools-gone", |desk| {
        way_back::at_tools(desk);
        desk.tell(Event::Assessed(seen(Vec::new())));
    }),
    ("73-restore-guard-without-pin", |desk| {
        desk.tell(Event::GuardSeen(GuardPresence::Present, way_back::GUARD_WITHOUT_PIN));
        way_back::to_restore(desk);
    }),
    ("109-ways-back", |desk| desk.go(Screen::WaysBack)),
    ("110-cut-notice", |desk| {
        way_back::log_on(desk, Settings::default());
        see_line(desk, true);
    }),
    ("110-cut-notice-family", |desk| {
        way_back::log_on(desk, family());
        see_line(desk, true);
    }),
    ("111-cut-notice-open", |desk| {
        way_back::log_on(desk, Settings::default());
        see_line(desk, false);
    }),
    ("99-setup-saved-not-kept", |desk| {
        let kept = Kept::Store(Box::new(Settings { banks: Vec::new(), ..family() }));
        desk.start(Start { pin_set: false, ..store::start(kept) });
        setup_saved(desk);
    }),
    ("99-setup-saved-pin-due", |desk| {
        let kept = Kept::Store(Box::new(Settings { banks: Vec::new(), ..family() }));
        desk.start(store::start(kept));
        desk.tell(Event::GuardSeen(GuardPresence::Present, PinsSeen { own: true, ..PinsSeen::default() }));
        setup_saved(desk);
    }),
    ("75-numbers-not-kept", |desk| {
        desk.start(store::start(Kept::Store(Box::default())));
        desk.go(Screen::ConfirmNumbers);
    }),
    ("84-allowed-not-kept", |desk| {
        desk.start(store::start(Kept::Store(Box::new(family()))));
        desk.tell(Event::Assessed(seen(vec![idle()])));
        store::allow_one(desk);
    }),
    ("80-allow-taken-back", |desk| {
        let kept =
            Settings { allowed: AllowList { entries: vec![allow_entry("teamviewer", 30)] }, ..family() };
        let taken_back = AllowList { entries: vec![allow_entry("rustdesk", 30)] };
        desk.start(Start { taken_back, ..store::start(Kept::Store(Box::new(kept))) });
        desk.go(Screen::AllowTools);
    }),
    ("76-pin-set-guard-not-yet", |desk| pin_done(desk, true)),
    ("76-pin-set-guard-by-command", |desk| pin_done(desk, false)),
    ("113-enter-pin", |desk| enter_pin(desk)),
    ("113-enter-pin-wrong", |desk| {
        enter_pin(desk);
        store::type_pin(desk, &[1, 1, 1, 1]);
        desk.tell(Event::PinChecked(PinAnswer::Wrong { retry_after_s: 30 }));
    }),
    ("114-keep", |desk| keep_page(desk, None)),
    ("114-keep-pin-again", |desk| {
        let kept = Kept::Store(Box::new(Settings { banks: Vec::new(), ..family() }));
        desk.start(Start { pin_typed_again: true, ..store::start(kept) });
        desk.tell(Event::GuardSeen(GuardPresence::Present, PinsSeen { own: true, ..PinsSeen::default() }));
        desk.go(Screen::Keep);
    }),
    ("115-keep-waiting", |desk| {
        keep_page(desk, None);
        desk.tell(Event::Pressed(Press::Next));
    }),
    ("116-kept", |desk| keep_page(desk, Some(KeepResult::Kept))),
    ("117-not-kept", |desk| keep_page(desk, Some(KeepResult::Refused))),
    ("118-not-kept-now", |desk| keep_page(desk, Some(KeepResult::NotNow))),
    ("119-keep-failed", |desk| keep_page(desk, Some(KeepResult::Failed))),
    ("05-contacts-not-kept", |desk| {
        desk.start(Start { kept: Kept::Store(Box::default()), ..store::start(Kept::NoStore) });
        desk.go(Screen::Contacts);
    }),
    ("99-setup-saved", |desk| {
        setup_page(desk, 8);
        desk.tell(Event::Pressed(Press::Next));
        let settings = family();
        let confirmed = Some(ContactsFingerprint::of(&settings));
        desk.tell(Event::SetupSaved(Box::new(settings), confirmed, Ok(())));
    }),
    ("100-drill", |desk| desk.go(Screen::DrillExplain)),
    ("101-drill-running", drill::running),
    ("102-drill-report", |desk| drill::done(desk, drill::report(RestoreResult::Restored))),
    ("103-drill-refused", |desk| drill::refused(desk, DrillRefusal::NoWay)),
    ("103-drill-refused-tool", |desk| {
        desk.tell(Event::Assessed(live()));
        desk.go(Screen::DrillExplain);
    }),
    ("104-drill-not-restored", |desk| drill::done(desk, drill::report(RestoreResult::Incomplete))),
    ("104-drill-not-proven", |desk| {
        let report = drill::report(RestoreResult::Restored);
        drill::done(desk, DrillReport { cut: false, proven_ms: None, ..report });
    }),
];

/// A new PIN on a PC whose guard has another one.
fn pin_done(desk: &mut Desk, can_ask_administrator: bool) {
    let kept = Kept::Store(Box::new(family()));
    desk.start(Start { pin_set: false, can_ask_administrator, ..store::start(kept) });
    desk.tell(Event::GuardSeen(GuardPresence::Present, PinsSeen { own: true, ..PinsSeen::default() }));
    desk.go(Screen::SetPin);
    desk.tell(Event::PinSaved(Ok(())));
}

/// Through the set-up to its end.
fn setup_saved(desk: &mut Desk) {
    desk.go(Screen::SetupPerson);
    for _ in 0..8 {
        desk.tell(Event::Pressed(Press::SetupSkip));
        desk.pass(1_000);
    }
    desk.tell(Event::Pressed(Press::Next));
    if desk.screen() == Screen::EnterPin {
        for digit in [2, 4, 6, 8] {
            desk.tell(Event::Pressed(Press::PinDigit(digit)));
        }
        desk.pass(1_000);
        desk.tell(Event::Pressed(Press::Next));
        desk.tell(Event::PinChecked(PinAnswer::Right));
    }
    let confirmed = Some(ContactsFingerprint::of(&family()));
    desk.tell(Event::SetupSaved(Box::new(family()), confirmed, Ok(())));
}

/// The PIN before the numbers are confirmed.
fn enter_pin(desk: &mut Desk) {
    desk.start(Start { confirmed: None, ..store::start(Kept::NoStore) });
    desk.go(Screen::ConfirmNumbers);
    desk.tell(Event::Pressed(Press::ConfirmNumbers));
    desk.pass(1_000);
}

/// What an administrator is asked to keep, and his answer.
fn keep_page(desk: &mut Desk, answer: Option<KeepResult>) {
    let mut settings = family();
    settings.person = Some("\u{7530}\u{4e2d} \u{30ad}\u{30e8}".into());
    settings.allowed = AllowList { entries: vec![allow_entry("teamviewer", 30)] };
    let allow_confirmed = Some(AllowFingerprint::of(&settings.allowed));
    desk.start(Start { allow_confirmed, ..store::confirmed_start(settings.clone()) });
    desk.go(Screen::ConfirmNumbers);
    desk.tell(Event::Pressed(Press::Open(Screen::Keep)));
    desk.pass(1_000);
    if let Some(result) = answer {
        desk.tell(Event::Pressed(Press::Next));
        let report = KeepReport { result, pin: PinKept::Set };
        desk.tell(Event::KeepAnswered(report, Kept::Store(Box::new(settings))));
        desk.pass(1_000);
    }
}

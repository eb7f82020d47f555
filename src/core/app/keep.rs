//! Having an administrator keep what the family set up, in the place that only administrators write.

use super::App;
use super::pin_gate::Gated;
use crate::core::detection::allow_list::{AllowEntry, AllowFingerprint, AllowList};
use crate::core::effect::Effect;
use crate::core::event::Notice;
use crate::core::kept::{KeepReport, KeepResult, Kept, PinKept, worth_keeping};
use crate::core::own_contacts::ContactsFingerprint;
use crate::core::pc_facts::GuardPresence;
use crate::core::screen::Screen;
use crate::core::settings::Settings;
use crate::core::timestamp::Timestamp;

/// Where keeping stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeepStage {
    /// What will be kept is shown.
    #[default]
    Ask,
    /// The system asks for an administrator.
    Waiting,
    /// There is an answer.
    Answered(KeepReport),
}

impl App {
    /// Where keeping stands.
    #[must_use]
    pub fn keep_stage(&self) -> KeepStage {
        self.keep_stage
    }

    /// What an administrator kept.
    #[must_use]
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// What would be kept: the family's set-up as it is saved, and the tools somebody answers for. A user without
    /// numbers of their own keeps those that are there.
    #[must_use]
    pub fn to_keep(&self) -> Settings {
        let base = match &self.kept {
            Kept::Store(kept) if !self.has_own() => kept,
            _ => &self.settings,
        };
        let allowed = self.pending_allowed.entries.iter().filter(|entry| self.is_vouched(entry));
        let allowed = AllowList { entries: allowed.cloned().collect() };
        worth_keeping(&Settings { allowed, ..base.clone() })
    }

    /// Tools of the user's own list that an earlier day left, and that are not kept. The list and the record of what was
    /// confirmed lie where the operator writes, so each is kept only after a press of its own.
    pub fn tools_left_over(&self) -> impl Iterator<Item = &AllowEntry> {
        self.pending_allowed.entries.iter().filter(|entry| !self.is_vouched(entry))
    }

    fn is_vouched(&self, entry: &AllowEntry) -> bool {
        self.stored_allowed.entries.contains(entry) || self.vouched.entries.contains(entry)
    }

    /// The press on a tool of [`Self::tools_left_over`].
    pub(super) fn keep_tool_too(&mut self, row: u8, now: Timestamp) -> Vec<Effect> {
        let asked =
            self.screen == Screen::Keep && self.keep_stage == KeepStage::Ask && self.may_change_setup();
        let pressed = self.tools_left_over().nth(usize::from(row)).filter(|_| asked).cloned();
        self.vouched.entries.extend(pressed);
        // Another tool may stand under the finger now.
        self.screen_since = now;
        Vec::new()
    }

    /// The user took a tool back that still lies in the administrator's place: whoever deletes the user's record of it
    /// brings it back.
    #[must_use]
    pub fn taking_back_is_due(&self) -> bool {
        self.kept.is_store()
            && self.stored_allowed.entries.iter().any(|entry| !self.pending_allowed.entries.contains(entry))
    }

    /// The family chose a PIN that the guard does not have: it still takes the one it has.
    #[must_use]
    pub fn guard_has_another_pin(&self) -> bool {
        self.pc.guard == GuardPresence::Present && self.changes_need_pin()
    }

    /// Something has to be done before the family's PIN opens the line. Where this user can ask no administrator, the
    /// copy that stays here says nothing once the guard has a PIN.
    #[must_use]
    pub fn pin_is_due(&self) -> bool {
        self.guard_has_another_pin() && (self.can_ask_administrator || self.guard_lacks_pin)
    }

    /// Keeping will ask for the PIN once more, in a box of the administrator's process.
    #[must_use]
    pub fn asks_pin_again(&self) -> bool {
        self.pin_typed_again && self.guard_has_another_pin()
    }

    /// The name or a number of the user's own is not kept as it is.
    #[must_use]
    pub fn numbers_are_due(&self) -> bool {
        self.kept.is_store() && self.has_own() && !self.kept.holds(&self.settings)
    }

    /// Something of the set-up is not kept as it is, on a PC where only what is kept counts.
    #[must_use]
    pub fn keeping_is_due(&self) -> bool {
        self.pin_is_due() || self.numbers_are_due() || self.tools_are_due()
    }

    /// The user's own list is not the one that is kept.
    #[must_use]
    pub fn tools_are_due(&self) -> bool {
        self.kept.is_store()
            && AllowFingerprint::of(&self.stored_allowed) != AllowFingerprint::of(&self.pending_allowed)
    }

    /// There is a name or a number of the user's own.
    fn has_own(&self) -> bool {
        !ContactsFingerprint::of(&self.settings).as_str().is_empty()
    }

    /// Without a name, a number or a tool there is nothing to ask an administrator for.
    #[must_use]
    pub fn has_something_to_keep(&self) -> bool {
        self.to_keep() != Settings::default()
    }

    /// An administrator can be asked to keep it: there is a way to ask, something to keep, and it is not kept yet.
    #[must_use]
    pub fn may_keep(&self) -> bool {
        let any = self.has_something_to_keep() || self.tools_left_over().next().is_some();
        let due = self.keeping_is_due() || !self.kept.is_store();
        // The numbers must be those that the family looked at, or the operator has his kept.
        let sound = self.numbers_looked_at() || !self.has_own();
        self.can_ask_administrator && any && due && sound && self.may_change_setup()
    }

    pub(super) fn open_keep(&mut self, now: Timestamp) -> Vec<Effect> {
        if !self.may_keep() {
            return Vec::new();
        }
        self.keep_stage = KeepStage::Ask;
        self.go(Screen::Keep, now)
    }

    /// The main button of the page: on with asking, or back to where it was opened.
    pub(super) fn keep_next(&mut self, now: Timestamp) -> Vec<Effect> {
        match self.keep_stage {
            KeepStage::Ask if self.may_keep() && self.has_something_to_keep() => {
                let wanted = Box::new(self.to_keep());
                self.with_pin(Gated::Keep(wanted), now)
            }
            KeepStage::Ask | KeepStage::Waiting => Vec::new(),
            KeepStage::Answered(report) if report.result == KeepResult::Kept => {
                self.setup = None;
                self.history.retain(|screen| !screen.is_setup() && *screen != Screen::Caregiver);
                self.enter(Screen::Caregiver, now)
            }
            KeepStage::Answered(_) => {
                self.keep_stage = KeepStage::Ask;
                Vec::new()
            }
        }
    }

    pub(super) fn begin_keeping(&mut self, settings: Box<Settings>, pin: Option<String>) -> Vec<Effect> {
        self.keep_stage = KeepStage::Waiting;
        vec![Effect::KeepSetup { settings, pin }]
    }

    /// The administrator answered, or nobody did. `kept` is what lies in the store now.
    pub(super) fn keep_answered(&mut self, report: KeepReport, kept: Kept, now: Timestamp) -> Vec<Effect> {
        if self.keep_stage == KeepStage::Waiting {
            self.keep_stage = KeepStage::Answered(report);
            if self.screen == Screen::Keep {
                self.screen_since = now;
            }
        }
        if report.pin == PinKept::Set {
            // The copy that the user could read is gone.
            self.guard_pin_only = true;
            self.guard_lacks_pin = false;
        }
        let Kept::Store(store) = &kept else { return Vec::new() };
        self.allowed = store.allowed.clone();
        self.kept = kept;
        if report.result == KeepResult::Kept {
            self.begin_stored(AllowList::default());
        }
        vec![Effect::WatchWith(self.watched_with())]
    }

    /// What lies in the administrator's place: what counts of it, and what this user took back.
    pub(super) fn begin_stored(&mut self, taken_back: AllowList) {
        self.stored_allowed = taken_back;
        if let Kept::Store(kept) = &self.kept {
            self.stored_allowed.entries.extend(kept.allowed.entries.iter().cloned());
        }
    }

    /// What is allowed now, when the user's own list is `own`: where only what is kept counts, the user can but
    /// take away.
    pub(super) fn allow_now(&mut self, own: &AllowList) {
        self.pending_allowed = own.clone();
        self.allowed = match &self.kept {
            Kept::NoStore => own.clone(),
            Kept::Store(kept) => kept.allowed.also_in(own),
        };
    }

    /// What is allowed when the program comes up: what was kept, or what was `confirmed` of the user's own list.
    pub(super) fn begin_allowed(&mut self, confirmed: Option<&AllowFingerprint>) {
        let own = self.settings.allowed.trusted(confirmed);
        if own != self.settings.allowed {
            self.notice(Notice::Text("allow-record-changed"));
        }
        match &self.kept {
            Kept::NoStore => self.allow_now(&own),
            Kept::Store(kept) => {
                self.allowed = kept.allowed.clone();
                let known = confirmed == Some(&AllowFingerprint::of(&own));
                self.pending_allowed = if known { own } else { kept.allowed.clone() };
            }
        }
    }

    /// An alarm, an incident or a cut closes these pages: it may not have been the family who opened them.
    pub(super) fn close_keep_in_need(&mut self, now: Timestamp) -> Vec<Effect> {
        let in_need = match self.screen {
            Screen::Keep => !self.may_change_setup(),
            Screen::EnterPin => !self.gate_is_open(),
            _ => false,
        };
        if !in_need {
            return Vec::new();
        }
        self.keep_stage = KeepStage::Ask;
        self.enter(Screen::Home, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::Event;
    use crate::core::event::{AllowAnswer, Press, Start};
    use crate::core::own_contacts::OwnContact;
    use crate::core::pc_facts::PinsSeen;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn entry(tool: &str) -> AllowEntry {
        AllowEntry::new(tool, "Signer", NOW.plus_millis(86_400_000)).unwrap()
    }

    fn list(tools: &[&str]) -> AllowList {
        AllowList { entries: tools.iter().map(|tool| entry(tool)).collect() }
    }

    fn family(allowed: AllowList) -> Settings {
        let bank = OwnContact::new("Bank", "0120-000-111", Some("2026-11-22")).unwrap();
        Settings { banks: vec![bank], allowed, ..Settings::default() }
    }

    /// The family's set-up with `own` on the user's list, on a PC where `kept` lies in the store.
    fn started(own: &[&str], kept: &[&str], change: impl FnOnce(&mut Start)) -> App {
        let settings = family(list(own));
        let mut start = Start {
            confirmed: Some(ContactsFingerprint::of(&settings)),
            allow_confirmed: Some(AllowFingerprint::of(&settings.allowed)),
            settings,
            kept: Kept::Store(Box::new(family(list(kept)))),
            can_ask_administrator: true,
            ..Start::default()
        };
        change(&mut start);
        let mut app = App::new();
        app.step(Event::Started(Box::new(start)), NOW);
        app
    }

    fn kept_with(app: &mut App, pin: PinKept) {
        let kept = Kept::Store(Box::new(app.to_keep()));
        app.keep_stage = KeepStage::Waiting;
        app.step(Event::KeepAnswered(KeepReport { result: KeepResult::Kept, pin }, kept), NOW);
    }

    #[test]
    fn a_pin_that_the_guard_does_not_have_is_due_before_anything_was_kept_and_for_those_who_can_give_it() {
        let seen = |guard| PinsSeen { own: true, guard, guard_holds: true };
        for (can_ask, guard_has_one, due) in
            [(true, false, true), (true, true, true), (false, false, true), (false, true, false)]
        {
            let mut app = started(&["teamviewer"], &[], |start| {
                (start.pin_set, start.can_ask_administrator) = (true, can_ask);
                start.kept = Kept::NoStore;
            });
            assert!(!app.keeping_is_due(), "no guard was seen yet");
            app.step(Event::GuardSeen(GuardPresence::Present, seen(guard_has_one)), NOW);
            assert_eq!((app.keeping_is_due(), app.may_keep()), (due, can_ask), "{can_ask} {guard_has_one}");
        }
    }

    #[test]
    fn a_pin_that_the_guard_does_not_have_makes_keeping_due_until_it_has_it() {
        for guard in [GuardPresence::Present, GuardPresence::Absent] {
            let mut app = started(&[], &[], |start| start.pin_set = true);
            assert!(!app.keeping_is_due() && !app.may_keep(), "nothing else is due");
            app.step(Event::GuardSeen(guard, PinsSeen { own: true, ..PinsSeen::default() }), NOW);
            let present = guard == GuardPresence::Present;
            assert_eq!(app.guard_has_another_pin(), present);
            assert_eq!((app.keeping_is_due(), app.may_keep()), (present, present));
            kept_with(&mut app, PinKept::Set);
            assert!(!app.guard_has_another_pin() && !app.keeping_is_due() && !app.changes_need_pin());
            // The family changes a PIN that somebody learned.
            app.step(Event::PinSaved(Ok(())), NOW);
            assert_eq!(app.keeping_is_due(), present);
        }
    }

    #[test]
    fn what_was_taken_back_is_due_until_an_administrator_kept_the_list_without_it() {
        // On an earlier day.
        let mut app =
            started(&["teamviewer"], &["teamviewer"], |start| start.taken_back = list(&["rustdesk"]));
        assert!(app.taking_back_is_due() && app.keeping_is_due() && app.may_keep());
        assert_eq!(app.to_keep().allowed, list(&["teamviewer"]));
        kept_with(&mut app, PinKept::NotGiven);
        assert!(!app.taking_back_is_due() && !app.keeping_is_due());
        // In this run.
        let mut app = started(&["teamviewer", "rustdesk"], &["teamviewer", "rustdesk"], |_| ());
        assert!(!app.keeping_is_due());
        app.step(Event::AllowAnswered(AllowAnswer::Saved(list(&["teamviewer"]))), NOW);
        assert!(app.taking_back_is_due() && app.may_keep());
        // He deletes the record of it: it comes back, and stays due.
        let app = started(&["teamviewer"], &["teamviewer", "rustdesk"], |_| ());
        assert_eq!(app.allowed(), &list(&["teamviewer", "rustdesk"]));
        assert!(app.taking_back_is_due());
    }

    #[test]
    fn a_tool_from_an_earlier_day_is_kept_only_after_a_press_of_its_own() {
        for is_store in [true, false] {
            let mut app = started(&["teamviewer", "anydesk"], &["teamviewer"], |start| {
                if !is_store {
                    start.kept = Kept::NoStore;
                }
            });
            let known = if is_store { &["teamviewer"][..] } else { &[] };
            assert_eq!(app.to_keep().allowed, list(known), "the operator writes both of the user's files");
            app.step(Event::Pressed(Press::KeepTool(0)), NOW.plus_millis(1_000));
            assert_eq!(app.to_keep().allowed, list(known), "only on the page that shows it");
            app.step(Event::Pressed(Press::Open(Screen::Keep)), NOW.plus_millis(2_000));
            assert_eq!(app.screen(), Screen::Keep);
            let planted = app.tools_left_over().position(|left| left.tool == "anydesk").unwrap();
            app.step(Event::Pressed(Press::KeepTool(u8::try_from(planted).unwrap())), NOW.plus_millis(3_000));
            assert_eq!(app.to_keep().allowed.entries.last(), Some(&entry("anydesk")));
            app.step(Event::Pressed(Press::KeepTool(0)), NOW.plus_millis(3_100));
            app.step(Event::Pressed(Press::KeepTool(9)), NOW.plus_millis(4_000));
            assert_eq!(
                app.tools_left_over().count(),
                usize::from(!is_store),
                "a second click takes no other tool"
            );
        }
    }

    #[test]
    fn numbers_that_nobody_confirmed_are_shown_nowhere_but_on_the_page_that_asks() {
        let app = started(&[], &[], |start| (start.kept, start.confirmed) = (Kept::NoStore, None));
        assert!(app.incident().is_none() && app.may_change_setup());
        use crate::core::own_contacts::{HiddenBecause, VisibleContacts};
        assert_eq!(app.own_contacts(), VisibleContacts::Hidden(HiddenBecause::NeverConfirmed));
        assert_eq!(app.settings().banks.len(), 1, "the page that asks shows these");
    }
}

//! Refusing hands that are not known to be at this PC: nothing happens but a calm sentence, or the question
//! for the family's PIN, with which those who work a PC in another way go on.

use super::App;
use super::pin_gate::Gated;
use crate::core::detection::Level;
use crate::core::effect::Effect;
use crate::core::event::{Event, Notice, Press};
use crate::core::hand::{Hand, HandNeed, WhyUnknown, needs_hand};
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;

/// The system tells nobody's hand from another's.
const CANNOT_TELL: Hand = Hand::Unknown(WhyUnknown::SystemCannotTell);
/// So long the PIN stands in for the hand, in milliseconds.
pub const PIN_STANDS_IN_MS: u64 = 5 * 60 * 1_000;

/// What was refused, and the PIN that stands in for a hand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Hands {
    pass: Option<(String, Timestamp)>,
    /// Where, and whose.
    refused: Option<(Screen, Hand)>,
}

impl Hands {
    /// The PIN, while it stands in for the hand.
    pub(super) fn pin(&self, now: Timestamp) -> Option<&str> {
        let (pin, since) = self.pass.as_ref()?;
        (*since <= now && now.millis_since(*since) < PIN_STANDS_IN_MS).then_some(pin)
    }

    pub(super) fn stand_in(&mut self, pin: String, now: Timestamp) {
        self.pass = Some((pin, now));
    }

    /// The PIN stands in no longer: who comes next may be somebody else.
    pub(super) fn forget_pin(&mut self) {
        self.pass = None;
    }

    pub(super) fn entered(&mut self, screen: Screen) {
        self.refused = None;
        if screen == Screen::Home {
            self.forget_pin();
        }
    }
}

impl App {
    /// An event of the window with the hand that made it.
    pub(super) fn by_hand(&mut self, hand: Hand, event: Event, now: Timestamp) -> Vec<Effect> {
        let deletes = self.deletes_from_memo(&event);
        let enough = match needs_hand(&event, self.screen) {
            HandNeed::Any => true,
            HandNeed::RealToDelete => hand.is_real() || !deletes,
            HandNeed::RealWhereTold => hand.is_real() || hand == CANNOT_TELL,
            HandNeed::Real => hand.is_real(),
        };
        if enough || self.page_asks_for_pin(&event) || self.nobody_could_do_it(hand, &event) {
            let effects = self.handled(event, now);
            if hand.is_real() || deletes {
                self.keep_memo();
            }
            return effects;
        }
        if self.hands.pin(now).is_none() {
            return self.refuse(hand, now);
        }
        // While somebody may be at work here, it stands in for one press: the next one may be his.
        let once = self.assessment.level >= Level::Likely
            && now.millis_since(self.screen_since) >= super::DEBOUNCE_MS
            && !self.just_turned(now);
        let effects = self.handled(event, now);
        if deletes {
            self.keep_memo();
        }
        if once {
            self.hands.forget_pin();
        }
        effects
    }

    /// What the press leads to asks for the PIN itself.
    fn page_asks_for_pin(&self, event: &Event) -> bool {
        let Event::Pressed(press) = event else { return false };
        match press {
            Press::HoldBegan | Press::RestoreAnyway => self.pin_opens(),
            Press::AllowPick(_) | Press::AllowFor(_) | Press::ConfirmNumbers | Press::HelpPick(_) => {
                self.changes_need_pin()
            }
            Press::Next => {
                let asks = matches!(self.screen, Screen::SetPin | Screen::Keep);
                asks && self.changes_need_pin()
            }
            _ => false,
        }
    }

    /// Where the system tells nobody's hand from another's and no PIN is set yet, nobody could ever set one:
    /// then the first set-up is as open as it was, as long as no remote tool is seen. The way back is not.
    fn nobody_could_do_it(&self, hand: Hand, event: &Event) -> bool {
        let restores = matches!(event, Event::Pressed(Press::HoldBegan | Press::RestoreAnyway));
        hand == CANNOT_TELL
            && !self.pin_set
            && !restores
            && self.watching
            && self.assessment.findings.iter().all(|finding| finding.level < Level::Likely)
    }

    fn refuse(&mut self, hand: Hand, now: Timestamp) -> Vec<Effect> {
        let way_back = matches!(self.screen, Screen::Restore | Screen::RestoreTools);
        // A PIN that does not open the line helps nobody on the way back.
        if self.changes_need_pin() && (self.pin_opens() || !way_back) {
            return self.ask_pin(Gated::Hand, now);
        }
        self.hands.refused = Some((self.screen, hand));
        self.notice(Notice::Text(if way_back { "hand-needed-restore" } else { "hand-needed" }));
        Vec::new()
    }

    /// A hand was refused on this screen, and no PIN can stand in for it.
    #[must_use]
    pub fn hand_was_refused(&self) -> bool {
        self.hands.refused.is_some_and(|(screen, _)| screen == self.screen)
    }

    /// The same where no press will ever do better, because the system tells nobody's hand from another's.
    #[must_use]
    pub fn every_hand_is_refused(&self) -> bool {
        self.hands.refused == Some((self.screen, CANNOT_TELL))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::app::Stage;
    use crate::core::detection::{Assessment, Finding};
    use crate::core::event::{PinAnswer, SetupField, Start};
    use crate::core::hand::RemoteSign;
    use crate::core::incident::{Answer, Incident, MemoField};
    use crate::core::network::{LineStatus, RestoreAuthority};
    use crate::core::pc_facts::{GuardPresence, PinsSeen};
    use crate::core::settings::TextSize;

    const SENT: Hand = Hand::Remote(RemoteSign::Injected);
    const HANDS: [Hand; 6] = [
        SENT,
        Hand::Remote(RemoteSign::Accessibility),
        Hand::Remote(RemoteSign::Session),
        CANNOT_TELL,
        Hand::Unknown(WhyUnknown::NotObserved),
        Hand::Unknown(WhyUnknown::NothingSeen),
    ];

    struct Desk {
        app: App,
        now: Timestamp,
    }

    impl Desk {
        fn new(start: Start) -> Self {
            let mut desk = Self { app: App::new(), now: Timestamp(1_000_000) };
            desk.tell(Event::Started(Box::new(Start { watching: true, ..start })));
            desk
        }

        fn tell(&mut self, event: Event) -> Vec<Effect> {
            self.now = self.now.plus_millis(1_000);
            self.app.step(event, self.now)
        }

        fn press(&mut self, hand: Hand, press: Press) -> Vec<Effect> {
            self.tell(Event::ByHand(hand, Box::new(Event::Pressed(press))))
        }

        /// To the page of the held button.
        fn go_to_restore(&mut self) {
            self.tell(Event::Pressed(Press::Open(Screen::RestoreAsk)));
            self.tell(Event::Pressed(Press::Answer(Answer::No)));
            assert_eq!(self.app.screen(), Screen::Restore);
        }

        fn says(&mut self, id: &'static str) -> bool {
            let said = self.app.current_notice() == Some(&Notice::Text(id));
            self.tell(Event::Pressed(Press::DismissNotice));
            said
        }
    }

    fn cut() -> Start {
        let line = LineStatus { cut: true, since: None, restorable: true };
        Start { incident: Some(Incident::new(Timestamp(1))), line, ..Start::default() }
    }

    #[test]
    fn every_hand_cuts() {
        for hand in HANDS.into_iter().chain([Hand::Real]) {
            let mut desk = Desk::new(Start { pin_set: true, ..Start::default() });
            assert!(desk.press(hand, Press::CutNow).contains(&Effect::CutNetwork), "{hand:?}");
        }
    }

    #[test]
    fn without_a_pin_only_a_real_hand_restores_and_the_others_may_ask_an_administrator() {
        for hand in HANDS {
            let mut desk = Desk::new(cut());
            desk.go_to_restore();
            assert!(desk.press(hand, Press::AskAdministrator).is_empty());
            assert_eq!(desk.press(hand, Press::HoldBegan), [], "{hand:?}");
            assert_eq!(desk.app.restore().stage(), Stage::Waiting, "{hand:?}");
            assert!(desk.app.hand_was_refused() && desk.says("hand-needed-restore"), "{hand:?}");
            let asked = desk.press(hand, Press::AskAdministrator);
            assert!(asked.iter().any(|effect| matches!(effect, Effect::RestoreNetwork(_))), "{hand:?}");
        }
        let mut desk = Desk::new(cut());
        desk.go_to_restore();
        desk.press(Hand::Real, Press::HoldBegan);
        assert!(matches!(desk.app.restore().stage(), Stage::Holding(_)));
        assert!(!desk.app.hand_was_refused());
    }

    #[test]
    fn with_a_pin_the_page_of_the_restore_asks_for_it_whatever_the_hand() {
        let mut desk = Desk::new(Start { pin_set: true, ..cut() });
        desk.go_to_restore();
        desk.press(SENT, Press::HoldBegan);
        assert_eq!(desk.app.restore().stage(), Stage::Waiting, "no digits, no hold");
        for digit in [1, 2, 3, 4] {
            desk.press(SENT, Press::PinDigit(digit));
        }
        desk.press(SENT, Press::HoldBegan);
        assert!(matches!(desk.app.restore().stage(), Stage::Holding(_)));
    }

    #[test]
    fn a_pin_that_the_guard_does_not_know_stands_in_for_nothing_on_the_way_back_and_the_administrator_can_be_asked()
     {
        let pins = PinsSeen { own: true, guard: false, guard_holds: true };
        for tool_runs in [false, true] {
            let mut desk = Desk::new(Start { pin_set: true, ..cut() });
            desk.tell(Event::GuardSeen(GuardPresence::Present, pins));
            let level = if tool_runs { Level::Likely } else { Level::Clear };
            let findings = if tool_runs { vec![Finding { level, ..finding() }] } else { Vec::new() };
            desk.tell(Event::Assessed(Assessment { level, findings }));
            desk.tell(Event::Pressed(Press::Open(Screen::RestoreAsk)));
            desk.tell(Event::Pressed(Press::Answer(Answer::No)));
            let (page, press) = match tool_runs {
                true => (Screen::RestoreTools, Press::RestoreAnyway),
                false => (Screen::Restore, Press::HoldBegan),
            };
            assert_eq!(desk.app.screen(), page);
            desk.press(CANNOT_TELL, press);
            assert_eq!(desk.app.screen(), page, "no PIN is asked for");
            assert!(desk.app.hand_was_refused() && desk.says("hand-needed-restore"));
            let asked = desk.press(CANNOT_TELL, Press::AskAdministrator);
            assert!(asked.contains(&Effect::RestoreNetwork(RestoreAuthority::Nobody)), "{tool_runs}");
        }
    }

    #[test]
    fn the_pin_stands_in_for_the_hand_for_a_while() {
        let mut desk = Desk::new(Start { pin_set: true, ..cut() });
        desk.tell(Event::Pressed(Press::Open(Screen::Caregiver)));
        let open = |desk: &Desk| desk.app.incident().is_some_and(Incident::is_open);
        desk.press(SENT, Press::CloseIncident);
        assert!(open(&desk) && desk.app.screen() == Screen::EnterPin);
        for digit in [9, 9, 9, 9] {
            desk.press(SENT, Press::PinDigit(digit));
        }
        assert_eq!(desk.press(SENT, Press::Next), [Effect::CheckPin("9999".into())]);
        desk.tell(Event::PinChecked(PinAnswer::Wrong { retry_after_s: 0 }));
        desk.press(SENT, Press::CloseIncident);
        assert!(open(&desk), "a wrong PIN stands in for nothing");
        for digit in [1, 2, 3, 4] {
            desk.press(SENT, Press::PinDigit(digit));
        }
        desk.press(SENT, Press::Next);
        desk.tell(Event::PinChecked(PinAnswer::Right));
        assert_eq!(desk.app.screen(), Screen::Caregiver);
        let mut late = Desk { app: desk.app.clone(), now: desk.now.plus_millis(5 * 60 * 1_000) };
        late.press(SENT, Press::CloseIncident);
        assert!(open(&late), "not for longer than it may");
        let mut home = Desk { app: desk.app.clone(), now: desk.now };
        home.tell(Event::Pressed(Press::Open(Screen::Home)));
        home.press(SENT, Press::CloseIncident);
        assert!(open(&home), "not after the page was left for home");
        let mut alarmed = Desk { app: desk.app.clone(), now: desk.now };
        alarmed.tell(Event::Assessed(Assessment { level: Level::Live, findings: Vec::new() }));
        alarmed.press(SENT, Press::CloseIncident);
        assert!(open(&alarmed), "not once somebody came");
        desk.press(SENT, Press::CloseIncident);
        assert!(!open(&desk));
    }

    #[test]
    fn where_nobody_can_tell_the_first_set_up_is_open_and_the_way_back_is_not() {
        for hand in HANDS {
            let open = hand == CANNOT_TELL;
            let mut desk = Desk::new(Start::default());
            desk.tell(Event::Pressed(Press::Open(Screen::SetupPerson)));
            desk.tell(Event::ByHand(hand, Box::new(Event::SetupTyped(SetupField::Person, "H".into()))));
            let typed = desk.app.setup().is_some_and(|setup| setup.text(SetupField::Person) == "H");
            assert_eq!(typed, open, "{hand:?}");
            assert_eq!(desk.says("hand-needed"), !open, "{hand:?}");

            let finding = Finding { level: Level::Live, allowed: true, ..finding() };
            desk.tell(Event::Pressed(Press::Open(Screen::Settings)));
            desk.tell(Event::Assessed(Assessment { level: Level::Clear, findings: vec![finding] }));
            desk.press(hand, Press::AllowPick(0));
            assert!(desk.says("hand-needed"), "not while somebody is there: {hand:?}");
            let size = desk.press(hand, Press::TextSize(TextSize::Large));
            assert_eq!(size.is_empty(), !open, "what is harmless: {hand:?}");
        }
    }

    fn finding() -> Finding {
        Finding {
            tool: "teamviewer".into(),
            name: "TeamViewer".into(),
            level: Level::Leftover,
            allowed: false,
            pids: Vec::new(),
            since: None,
            signer: None,
            evidence: Vec::new(),
        }
    }

    const FIELD: MemoField = MemoField::CalledNumber;

    fn write(desk: &mut Desk, hand: Hand, text: &str) {
        desk.tell(Event::ByHand(hand, Box::new(Event::MemoTyped(FIELD, text.into()))));
    }

    fn written(desk: &Desk) -> String {
        desk.app.incident().map_or(String::new(), |incident| incident.memo.text(FIELD).to_owned())
    }

    #[test]
    fn every_hand_writes_the_memo_and_only_a_real_one_deletes_what_was_there() {
        use crate::core::incident::{Paid, SeenOnScreen};
        for hand in HANDS {
            let mut desk = Desk::new(cut());
            let live = Finding { level: Level::Live, ..finding() };
            desk.tell(Event::Assessed(Assessment { level: Level::Live, findings: vec![live] }));
            desk.tell(Event::Pressed(Press::Open(Screen::MemoCall)));
            // Whoever writes with a keyboard on the screen may mend what was just written.
            for text in ["0", "01", "012x", "012", "0120-1"] {
                write(&mut desk, hand, text);
                assert_eq!((written(&desk).as_str(), desk.says("hand-needed")), (text, false), "{hand:?}");
            }
            // What a hand at this PC wrote, or what was there before, stays.
            write(&mut desk, Hand::Real, "0120-12");
            for (text, stays) in [("", "0120-12"), ("0120-1", "0120-12"), ("9", "0120-12")] {
                write(&mut desk, hand, text);
                assert_eq!(written(&desk), stays, "{hand:?}");
                assert!(desk.says("hand-needed"), "{hand:?}");
            }
            write(&mut desk, hand, "tel 0120-12, at nine");
            let longer = ["x".repeat(2_000), written(&desk)].concat();
            write(&mut desk, hand, &longer);
            assert_eq!(written(&desk), "tel 0120-12, at nine", "what falls off the end is deleted too");
            desk.says("hand-needed");
            desk.tell(Event::Pressed(Press::Open(Screen::MemoMoney)));
            desk.press(hand, Press::Paid(Paid::GiftCard));
            desk.press(hand, Press::Seen(SeenOnScreen::BankPage));
            desk.tell(Event::Pressed(Press::Open(Screen::MemoCall)));
            write(&mut desk, hand, "0120-12");
            for press in
                [Press::Paid(Paid::GiftCard), Press::Paid(Paid::Nothing), Press::Seen(SeenOnScreen::BankPage)]
            {
                desk.press(hand, press);
                assert!(desk.says("hand-needed"), "{hand:?} {press:?}");
            }
            desk.press(hand, Press::Paid(Paid::Transfer));
            let memo = desk.app.incident().unwrap().memo.clone();
            assert_eq!(memo.called_number, "tel 0120-12, at nine", "{hand:?}");
            assert_eq!(memo.paid, [Paid::GiftCard, Paid::Transfer], "{hand:?}");
            assert_eq!(memo.seen, [SeenOnScreen::BankPage], "{hand:?}");
            write(&mut desk, Hand::Real, "");
            desk.press(Hand::Real, Press::Paid(Paid::Nothing));
            let memo = desk.app.incident().unwrap().memo.clone();
            assert_eq!((memo.called_number.as_str(), memo.paid), ("", vec![Paid::Nothing]), "{hand:?}");
        }
    }

    #[test]
    fn the_pin_stands_in_for_the_hand_that_deletes_from_the_memo() {
        let mut desk = Desk::new(Start { pin_set: true, ..cut() });
        desk.tell(Event::Pressed(Press::Open(Screen::MemoCall)));
        write(&mut desk, Hand::Real, "0120");
        write(&mut desk, SENT, "");
        assert_eq!((desk.app.screen(), written(&desk).as_str()), (Screen::EnterPin, "0120"));
        for digit in [1, 2, 3, 4] {
            desk.press(SENT, Press::PinDigit(digit));
        }
        desk.press(SENT, Press::Next);
        desk.tell(Event::PinChecked(PinAnswer::Right));
        assert_eq!(desk.app.screen(), Screen::MemoCall);
        write(&mut desk, SENT, "");
        assert_eq!(written(&desk), "");
    }

    /// A window that was opened for a session, with the question answered and the countdown running.
    fn with_session(start: Start) -> Desk {
        let mut start = Start { alert: true, ..start };
        start.settings.watch.set(crate::core::watch::WatchChoice::AutomaticCut, true);
        let mut desk = Desk::new(start);
        let finding = Finding {
            tool: "anydesk".into(),
            name: "AnyDesk".into(),
            level: Level::Live,
            allowed: false,
            pids: vec![7],
            evidence: Vec::new(),
            since: Some(Timestamp(1)),
            signer: Some("AnyDesk Software GmbH".into()),
        };
        desk.tell(Event::Assessed(Assessment { level: Level::Live, findings: vec![finding] }));
        assert_eq!(desk.app.cut_in_s(), Some(15));
        desk
    }

    #[test]
    fn only_a_hand_at_this_pc_leaves_a_session_alone_and_any_hand_cuts_it() {
        for hand in HANDS {
            let mut desk = with_session(Start::default());
            desk.press(hand, Press::LetBe);
            assert!(desk.app.cut_in_s().is_some(), "{hand:?}");
            assert!(desk.press(hand, Press::CutNow).contains(&Effect::CutNetwork), "{hand:?}");
        }
        let mut desk = with_session(Start::default());
        desk.press(Hand::Real, Press::LetBe);
        assert_eq!(desk.app.cut_in_s(), None);
    }

    #[test]
    fn while_somebody_is_there_the_pin_serves_one_press_and_its_page_stays_above_with_the_red_button() {
        let mut desk = with_session(Start { pin_set: true, ..Start::default() });
        desk.press(SENT, Press::LetBe);
        assert_eq!(desk.app.screen(), Screen::EnterPin);
        assert!(desk.app.cut_in_s().is_some());
        assert_eq!(desk.app.place(), crate::core::app::Place::Above);
        for digit in [1, 2, 3, 4] {
            desk.press(SENT, Press::PinDigit(digit));
        }
        desk.press(SENT, Press::Next);
        desk.tell(Event::PinChecked(PinAnswer::Right));
        assert_eq!(desk.app.screen(), Screen::Alert);
        desk.press(SENT, Press::LetBe);
        assert_eq!(desk.app.cut_in_s(), None, "for what it was given for");
        desk.press(SENT, Press::ShowToFamily);
        assert!(!desk.app.is_shown_to_family() && desk.app.screen() == Screen::EnterPin, "and nothing more");
        assert!(desk.press(SENT, Press::CutNow).contains(&Effect::CutNetwork));
    }

    #[test]
    fn nobody_from_far_away_lets_himself_help_with_or_without_a_pin() {
        let ask = |desk: &mut Desk, hand| {
            desk.press(Hand::Real, Press::LetBe);
            desk.press(hand, Press::Open(Screen::FamilyHelp));
            desk.press(hand, Press::Answer(Answer::No));
            desk.press(hand, Press::HelpPick(0));
        };
        for hand in HANDS {
            let mut desk = with_session(Start::default());
            ask(&mut desk, hand);
            assert_eq!(desk.app.help(), None, "{hand:?}");
            // With a PIN he is asked for it, and so is everybody, whatever it stood in for before.
            let mut desk = with_session(Start { pin_set: true, ..Start::default() });
            desk.app.hands.stand_in("2468".into(), desk.now);
            ask(&mut desk, hand);
            assert_eq!((desk.app.screen(), desk.app.help()), (Screen::EnterPin, None), "{hand:?}");
        }
        let mut desk = with_session(Start::default());
        ask(&mut desk, Hand::Real);
        assert!(desk.app.help().is_some());
    }
}

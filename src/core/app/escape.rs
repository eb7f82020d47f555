//! The way out of a fake alert: the browser is closed for the person, or by keys, one after the other; then what
//! must not be pressed next, and the site's leave to notify is taken back.

use super::App;
use crate::core::browser::{ClosedBrowser, PermissionSteps};
use crate::core::detection::Level;
use crate::core::effect::Effect;
use crate::core::incident::Incident;
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;

/// Where the way out stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum EscapeStage {
    /// Nothing was tried.
    #[default]
    Begun,
    /// The browsers are being closed.
    Closing,
    /// What became of them; empty when none was there.
    Tried(Vec<ClosedBrowser>),
    /// The person says that the warning is gone.
    Gone,
}

impl EscapeStage {
    /// The warning no longer fills the screen, as far as can be seen or was said.
    #[must_use]
    pub fn is_over(&self) -> bool {
        match self {
            Self::Gone => true,
            Self::Tried(browsers) => !browsers.is_empty() && browsers.iter().all(|it| it.end.is_gone()),
            Self::Begun | Self::Closing => false,
        }
    }
}

/// The way out of a fake alert.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Escape {
    /// The question before it was answered with no.
    asked: bool,
    stage: EscapeStage,
    /// A press on 「ほかの ブラウザー」 turns the page.
    page: usize,
}

impl Escape {
    /// Where it stands.
    #[must_use]
    pub fn stage(&self) -> &EscapeStage {
        &self.stage
    }

    /// The pages on taking back a leave to notify, those of the browsers that were closed first.
    fn pages(&self) -> Vec<PermissionSteps> {
        let mut pages: Vec<PermissionSteps> = match &self.stage {
            EscapeStage::Tried(browsers) => browsers.iter().map(|browser| browser.steps).collect(),
            _ => Vec::new(),
        };
        pages.extend(PermissionSteps::ALL);
        let mut seen = Vec::new();
        pages.retain(|page| {
            let new = !seen.contains(page);
            seen.push(*page);
            new
        });
        pages
    }

    /// The page that is shown.
    #[must_use]
    pub fn page(&self) -> PermissionSteps {
        let pages = self.pages();
        pages.get(self.page % pages.len().max(1)).copied().unwrap_or_default()
    }
}

/// How the window lies on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// Like any other.
    #[default]
    Ordinary,
    /// Above a browser that fills the screen, and above what a stranger opens over the red button.
    Above,
    /// Above it in a corner, so that the warning can be pressed and gets the keys.
    AboveInCorner,
}

impl App {
    /// The way out of a fake alert.
    #[must_use]
    pub fn escape(&self) -> &Escape {
        &self.escape
    }

    /// How the window lies on the screen now.
    #[must_use]
    pub fn place(&self) -> Place {
        match self.screen {
            Screen::EscapeAltF4 | Screen::EscapeEsc | Screen::EscapeCtrlAltDel => Place::AboveInCorner,
            screen if screen.is_escape() || self.wants_to_be_on_top() => Place::Above,
            _ => Place::Ordinary,
        }
    }

    /// Restarting is right for a mere pop-up and harmful where somebody may come back after it.
    #[must_use]
    pub fn may_restart_pc(&self) -> bool {
        let incident = self.incident.as_ref().is_some_and(Incident::is_open);
        self.watching && !incident && self.assessment.level < Level::Likely
    }

    /// The question was answered with no, and nothing is seen.
    pub(super) fn begin_escape(&mut self, now: Timestamp) -> Vec<Effect> {
        // Whoever comes back while the browsers are being closed waits for their answer.
        let stage = match std::mem::take(&mut self.escape.stage) {
            EscapeStage::Closing => EscapeStage::Closing,
            _ => EscapeStage::Begun,
        };
        self.escape = Escape { asked: true, stage, page: 0 };
        self.go(Screen::PopupEscape, now)
    }

    /// These screens are not opened past the question.
    pub(super) fn open_escape(&mut self, screen: Screen, now: Timestamp) -> Vec<Effect> {
        if self.escape.asked { self.go(screen, now) } else { self.ask_contact(super::Door::Popup, now) }
    }

    pub(super) fn close_browsers(&mut self, now: Timestamp) -> Vec<Effect> {
        if !self.screen.is_escape() {
            return Vec::new();
        }
        let mut effects = self.go(Screen::EscapeResult, now);
        if self.escape.stage != EscapeStage::Closing {
            self.escape.stage = EscapeStage::Closing;
            effects.push(Effect::CloseBrowsers);
        }
        effects
    }

    pub(super) fn browsers_closed(&mut self, browsers: Vec<ClosedBrowser>, now: Timestamp) -> Vec<Effect> {
        if self.escape.stage == EscapeStage::Closing {
            self.escape.stage = EscapeStage::Tried(browsers);
            if self.screen == Screen::EscapeResult {
                // Other buttons stand under the finger now.
                self.screen_since = now;
            }
        }
        Vec::new()
    }

    /// 「消えました」
    pub(super) fn popup_gone(&mut self, now: Timestamp) -> Vec<Effect> {
        if !self.screen.is_escape() {
            return Vec::new();
        }
        self.escape.stage = EscapeStage::Gone;
        self.go(Screen::EscapeResult, now)
    }

    /// 「まだ 消えません」: the next of the keys, and the red button after the last.
    pub(super) fn escape_other_way(&mut self, now: Timestamp) -> Vec<Effect> {
        let next = match self.screen {
            Screen::PopupEscape | Screen::EscapeResult => Screen::EscapeAltF4,
            Screen::EscapeAltF4 => Screen::EscapeEsc,
            Screen::EscapeEsc if self.may_restart_pc() => Screen::EscapeCtrlAltDel,
            _ => Screen::CutResult,
        };
        self.go(next, now)
    }

    pub(super) fn escape_next(&mut self, now: Timestamp) -> Vec<Effect> {
        match self.screen {
            Screen::EscapeResult if self.escape.stage.is_over() => self.go(Screen::EscapePermission, now),
            Screen::EscapePermission => self.go(Screen::Home, now),
            _ => Vec::new(),
        }
    }

    /// Another browser's way to take back a leave to notify.
    pub(super) fn next_browser(&mut self, now: Timestamp) -> Vec<Effect> {
        self.escape.page = self.escape.page.wrapping_add(1);
        self.screen_since = now;
        Vec::new()
    }

    /// The live check keeps looking: as soon as a tool is seen there is no mere pop-up any more, and nothing is asked.
    pub(super) fn leave_escape_in_need(&mut self, now: Timestamp) -> Vec<Effect> {
        let about_popup = self.screen.is_escape() || self.screen == Screen::AskContact;
        if !about_popup || self.assessment.level < Level::Likely {
            return Vec::new();
        }
        self.escape.asked = false;
        self.go(Screen::CutResult, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::app::DEBOUNCE_MS;
    use crate::core::browser::BrowserEnd;
    use crate::core::detection::Assessment;
    use crate::core::event::{Event, Press, Start};
    use crate::core::incident::Answer;

    struct Person(App, Timestamp);

    impl Person {
        fn at_escape() -> Self {
            let mut person = Self(App::new(), Timestamp(0));
            person.tell(Event::Started(Box::new(Start { watching: true, ..Start::default() })));
            person.press(Press::Popup);
            person.press(Press::Answer(Answer::No));
            assert_eq!(person.0.screen(), Screen::PopupEscape);
            person
        }

        fn tell(&mut self, event: Event) -> Vec<Effect> {
            self.1 = self.1.plus_millis(i64::try_from(DEBOUNCE_MS).unwrap() + 1);
            self.0.step(event, self.1)
        }

        fn press(&mut self, press: Press) -> Vec<Effect> {
            self.tell(Event::Pressed(press))
        }
    }

    fn browser(steps: PermissionSteps, end: BrowserEnd) -> ClosedBrowser {
        ClosedBrowser { name: "Browser".into(), steps, end }
    }

    fn level(level: Level) -> Event {
        Event::Assessed(Assessment { level, findings: Vec::new() })
    }

    #[test]
    fn a_press_closes_the_browsers_once_and_waits_for_the_answer() {
        let mut person = Person::at_escape();
        assert_eq!(person.press(Press::CloseBrowsers), [Effect::CloseBrowsers]);
        assert_eq!(person.0.screen(), Screen::EscapeResult);
        assert_eq!(person.press(Press::CloseBrowsers), [], "they are being closed already");
        assert_eq!(person.press(Press::Next), []);
        assert_eq!(person.0.screen(), Screen::EscapeResult, "nothing is over yet");
        let closed = vec![browser(PermissionSteps::Firefox, BrowserEnd::Ended)];
        person.tell(Event::BrowsersClosed(closed));
        assert!(person.0.escape().stage().is_over());
        person.press(Press::Next);
        assert_eq!(person.0.screen(), Screen::EscapePermission);
        assert_eq!(person.0.escape().page(), PermissionSteps::Firefox, "the one that was closed first");
        person.press(Press::NextBrowser);
        assert_eq!(person.0.escape().page(), PermissionSteps::Chrome);
        for _ in 1..PermissionSteps::ALL.len() {
            person.press(Press::NextBrowser);
        }
        assert_eq!(person.0.escape().page(), PermissionSteps::Firefox);
        person.press(Press::Next);
        assert_eq!(person.0.screen(), Screen::Home);
    }

    #[test]
    fn what_did_not_close_leads_to_another_try_and_to_the_keys() {
        for report in [
            vec![],
            vec![browser(PermissionSteps::Chrome, BrowserEnd::StillRunning)],
            vec![
                browser(PermissionSteps::Chrome, BrowserEnd::Closed),
                browser(PermissionSteps::Edge, BrowserEnd::Denied),
            ],
        ] {
            let mut person = Person::at_escape();
            person.press(Press::CloseBrowsers);
            person.tell(Event::BrowsersClosed(report.clone()));
            assert!(!person.0.escape().stage().is_over(), "{report:?}");
            assert_eq!(person.press(Press::Next), []);
            assert_eq!(person.press(Press::CloseBrowsers), [Effect::CloseBrowsers], "once more");
            person.tell(Event::BrowsersClosed(report));
            for screen in
                [Screen::EscapeAltF4, Screen::EscapeEsc, Screen::EscapeCtrlAltDel, Screen::CutResult]
            {
                person.press(Press::OtherWay);
                assert_eq!(person.0.screen(), screen);
            }
        }
    }

    #[test]
    fn a_restart_is_advised_only_where_nothing_speaks_against_it() {
        let last = |prepare: &dyn Fn(&mut Person)| {
            let mut person = Person::at_escape();
            prepare(&mut person);
            for _ in 0..3 {
                person.press(Press::OtherWay);
            }
            person.0.screen()
        };
        assert_eq!(last(&|_| {}), Screen::EscapeCtrlAltDel);
        assert_eq!(last(&|person| drop(person.tell(Event::WatchLost))), Screen::CutResult);
        let cut_before = |person: &mut Person| {
            person.press(Press::CutNow);
            person.press(Press::Back);
        };
        assert_eq!(last(&cut_before), Screen::CutResult);
    }

    #[test]
    fn a_tool_that_appears_turns_every_screen_of_it_into_the_red_button() {
        let mut screens: Vec<Screen> = Screen::ALL.into_iter().filter(|screen| screen.is_escape()).collect();
        screens.push(Screen::AskContact);
        for screen in screens {
            for seen in [Level::Likely, Level::Live] {
                let mut person = Person::at_escape();
                person.press(Press::Open(screen));
                assert_eq!(person.0.screen(), screen);
                person.tell(level(Level::Leftover));
                assert_eq!(person.0.screen(), screen, "what lies about alarms nobody");
                person.tell(level(seen));
                assert_eq!(person.0.screen(), Screen::CutResult);
                person.press(Press::Back);
                assert_eq!(person.0.screen(), Screen::CutResult, "there is no way back past it");
                // Once it is gone, the question comes again.
                person.tell(level(Level::Clear));
                person.press(Press::Open(Screen::PopupEscape));
                assert_eq!(person.0.screen(), Screen::AskContact);
            }
        }
    }

    #[test]
    fn nothing_is_closed_from_another_screen() {
        let mut app = App::new();
        app.step(Event::Started(Box::new(Start { watching: true, ..Start::default() })), Timestamp(0));
        let later = Timestamp(10_000);
        assert_eq!(app.step(Event::Pressed(Press::CloseBrowsers), later), []);
        assert_eq!(app.step(Event::Pressed(Press::PopupGone), later), []);
        assert_eq!(app.screen(), Screen::Home);
        app.step(Event::BrowsersClosed(Vec::new()), later);
        assert_eq!(app.escape().stage(), &EscapeStage::Begun, "nobody asked for it");
    }
}

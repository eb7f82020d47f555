//! What leaves the PC before it is switched off: only after an observed cut, never by a doubtful telephone.

use std::path::Path;
use std::process::Command;

use kyukyubako::content::Arg;
use kyukyubako::content::Locale;
use kyukyubako::core::event::Start;
use kyukyubako::core::incident::{Answer, Incident, Step};
use kyukyubako::core::kept::Kept;
use kyukyubako::core::network::LineStatus;
use kyukyubako::core::own_contacts::{ContactsFingerprint, OwnContact};
use kyukyubako::core::settings::Settings;
use kyukyubako::core::{Effect, Event, Press, Screen};
use kyukyubako::ui::view::{Body, View};

use crate::calls::{japan, shown_at};
use crate::flows::{SIZE, cut, desks, has_text};
use crate::gallery::{SIZES, family, incident};
use crate::harness::{Desk, offline_round, online_round, report};
use crate::number_scenes::known_bank;

/// At `screen` after an observed cut, with the family's own numbers.
pub fn at(desk: &mut Desk, screen: Screen, settings: Settings, change: impl FnOnce(&mut Incident)) {
    let mut incident = incident(Screen::HandOver);
    change(&mut incident);
    let confirmed = Some(ContactsFingerprint::of(&settings));
    begin(desk, incident, Start { settings, confirmed, ..Start::default() });
    if screen != Screen::HandOver {
        desk.tell(Event::Pressed(Press::Open(screen)));
        desk.pass(1_000);
    }
}

/// On the hand-over page or behind it, with numbers that only an administrator can change.
pub fn at_kept(desk: &mut Desk, screen: Screen, settings: Settings) {
    begin(desk, incident(screen), Start { kept: Kept::Store(Box::new(settings)), ..Start::default() });
    if screen != desk.screen() {
        desk.tell(Event::Pressed(Press::Open(screen)));
        desk.pass(1_000);
    }
}

/// After an observed cut.
fn begin(desk: &mut Desk, incident: Incident, start: Start) {
    let line = LineStatus { cut: true, since: None, restorable: true };
    desk.start(Start { incident: Some(incident), line, watching: true, ..start });
    for _ in 0..2 {
        desk.tell(Event::Observed(offline_round()));
    }
}

fn read(desk: &Desk) -> String {
    desk.things().into_iter().map(|(label, ..)| label + "\n").collect()
}

/// What stands beside the family's numbers.
fn registered(desk: &Desk) -> String {
    let texts = desk.harness.state().texts();
    let day = [("year", "2026"), ("month", "11"), ("day", "1")].map(|(part, text)| (part, Arg::Text(text)));
    texts.with("contacts-registered", &[("date", Arg::Text(&texts.with("moment-day", &day)))])
}

#[test]
fn photograph_first_then_copy_then_the_code_then_the_power() {
    for mut desk in desks() {
        at(&mut desk, Screen::HandOver, family(), |_| {});
        assert!(has_text(&desk, "hand-over"));
        desk.press("hand-over-cannot-photograph");
        assert_eq!(desk.screen(), Screen::HandOverCopy);
        assert!(has_text(&desk, "hand-over-copy"));
        desk.press("hand-over-cannot-copy");
        assert_eq!(desk.screen(), Screen::HandOverQr);
        assert!(has_text(&desk, "hand-over-qr"));
        desk.press("button-next");
        assert_eq!(desk.screen(), Screen::PowerOff);
    }
}

#[test]
fn evidence_is_photographed_after_an_observed_cut_only_and_never_by_a_doubtful_telephone() {
    for locale in Locale::ALL {
        let mut desk = Desk::new(locale, [1366.0, 768.0], 1.0);
        let offered = |desk: &Desk| read(desk).contains(&desk.text("power-photo"));
        for (phone, expected) in [
            (Some(Answer::No), true),
            (Some(Answer::Yes), false),
            (Some(Answer::Unknown), false),
            (None, false),
        ] {
            at(&mut desk, Screen::PowerOff, family(), |incident| incident.phone_too = phone);
            assert_eq!(offered(&desk), expected, "{phone:?}");
        }
        at(&mut desk, Screen::PowerOff, family(), |_| {});
        desk.press("power-count");
        assert!(!offered(&desk), "while the button is held nothing else is asked");
        at(&mut desk, Screen::PowerOff, family(), |_| {});
        desk.tell(Event::Observed(online_round()));
        assert!(!offered(&desk), "connected again: the power first");
    }
}

#[test]
fn a_doubtful_telephone_neither_photographs_nor_reads_a_code() {
    for answer in [Answer::Yes, Answer::Unknown] {
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        at(&mut desk, Screen::HandOver, family(), |incident| incident.phone_too = Some(answer));
        assert!(has_text(&desk, "hand-over-copy") && has_text(&desk, "hand-over-telephone-home"));
        for id in ["hand-over", "hand-over-cannot-copy", "hand-over-cannot-photograph"] {
            assert!(!has_text(&desk, id), "{id}");
        }
        for press in [Press::OtherWay, Press::Open(Screen::HandOverQr)] {
            desk.pass(1_000);
            desk.tell(Event::Pressed(press));
            assert!(!has_text(&desk, "hand-over-qr"), "{press:?}");
        }
    }
}

#[test]
fn nothing_is_handed_over_unless_the_cut_is_observed() {
    // Not cut: the power at once.
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.tell(Event::Pressed(Press::CutNow));
    desk.tell(Event::CutFinished(report(false)));
    for screen in [Screen::AskPhone, Screen::CallBank] {
        desk.go(screen);
        desk.tell(Event::Pressed(if screen == Screen::AskPhone {
            Press::Answer(Answer::No)
        } else {
            Press::Next
        }));
        assert_eq!(desk.screen(), Screen::PowerOff, "{screen:?}");
    }
    for screen in [Screen::HandOver, Screen::HandOverCopy, Screen::HandOverQr] {
        desk.go(screen);
        assert!(has_text(&desk, "hand-over-wait") && !read(&desk).contains("188"), "{screen:?}");
    }
    // Cut, and open again while the page is shown: the page goes.
    for screen in [Screen::HandOver, Screen::HandOverCopy, Screen::HandOverQr] {
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        at(&mut desk, screen, family(), |_| {});
        desk.tell(Event::Observed(online_round()));
        assert_eq!(desk.screen(), Screen::CutResult, "{screen:?}");
        assert!(desk.effects().contains(&Effect::AskAttention));
    }
}

#[test]
fn a_pulled_router_takes_the_home_telephone_off_the_page() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.tell(Event::Pressed(Press::CutNow));
    desk.tell(Event::CutFinished(report(false)));
    desk.press("hand-cannot");
    desk.press("hand-cannot");
    desk.press("hand-router-done");
    desk.tell(Event::CutFinished(report(true)));
    desk.press("hang-up-done");
    desk.press("answer-no");
    desk.press("answer-no");
    assert_eq!(desk.screen(), Screen::HandOver);
    assert!(has_text(&desk, "hand-over-telephone-mobile"));
    for (doubtful, router_off, id) in [
        (false, false, "hand-over-telephone"),
        (true, false, "hand-over-telephone-home"),
        (true, true, "hand-over-telephone-neighbour"),
    ] {
        let mut desk = Desk::new(Locale::En, SIZE, 1.0);
        at(&mut desk, Screen::HandOver, family(), |incident| {
            incident.phone_too = Some(if doubtful { Answer::Yes } else { Answer::No });
            incident.router_off = router_off;
        });
        assert!(has_text(&desk, id), "{id}");
    }
}

#[test]
fn a_bank_that_was_called_is_not_asked_for_again() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    cut(&mut desk);
    at(&mut desk, Screen::HandOver, family(), |_| ());
    assert!(!has_text(&desk, "hand-over-3-done") && read(&desk).contains("0120-000-111"));
    desk.tell(Event::Pressed(Press::ToggleStep(Step::CallBank)));
    assert!(has_text(&desk, "hand-over-3-done") && !read(&desk).contains("0120-000-111"));
    // A tick that came from the disk is the operator's as well: what is photographed does not say so.
    at(&mut desk, Screen::HandOver, family(), |incident| incident.set_done(Step::CallBank, true));
    assert!(!has_text(&desk, "hand-over-3-done") && read(&desk).contains("0120-000-111"));
}

#[test]
fn a_question_that_was_passed_over_makes_the_telephone_doubtful_until_it_is_answered() {
    for mut desk in desks() {
        at(&mut desk, Screen::HandOver, family(), |incident| incident.phone_too = None);
        assert!(has_text(&desk, "hand-over-copy") && has_text(&desk, "hand-over-telephone-home"));
        assert!(!has_text(&desk, "hand-over") && !has_text(&desk, "hand-over-cannot-copy"));
        desk.press("hand-over-phone-question");
        assert_eq!(desk.screen(), Screen::AskPhone);
        desk.press("answer-no");
        assert_eq!(desk.screen(), Screen::HandOver);
        assert!(has_text(&desk, "hand-over") && has_text(&desk, "hand-over-cannot-photograph"));
    }
}

/// The sentences of the page, from top to bottom.
fn page(desk: &Desk) -> Vec<String> {
    match shown_at(desk, japan("2026-11-24T14:30")).body {
        Body::Page(lines, more) => lines.into_iter().chain(more).collect(),
        other => panic!("no page: {other:?}"),
    }
}

#[test]
fn what_only_the_family_vouches_for_follows_what_is_sure_and_says_so_on_its_line() {
    for mut desk in desks() {
        at(&mut desk, Screen::HandOver, known_bank(), |incident| incident.told_bank = Some(Answer::Unknown));
        let lines = page(&desk);
        let place = |words: &str| {
            let found = lines.iter().position(|line| line.contains(words));
            found.unwrap_or_else(|| panic!("{words}: {lines:?}"))
        };
        let (paper, known) = (desk.text("hand-over-paper-number"), "0120-349-003");
        assert!(place(known) <= place(&paper) && place(&paper) < place("0120-000-111"));
        assert!(place("#9110") < place("0120-000-111") && place("188") < place("090-1234-5678"));
        let registered = registered(&desk);
        let marked = |words: &str| lines[place(words)].contains(&registered);
        assert!(!marked(known) && marked("0120-000-111") && marked("090-1234-5678"), "{lines:?}");
        assert!(place(&desk.text("hand-over-relief")) > place("188"));
        assert!(place(&desk.text("hand-over-relief")) < place("0120-000-111"), "it concerns the money");
        at_kept(&mut desk, Screen::HandOver, known_bank());
        let lines = page(&desk);
        let place = |words: &str| lines.iter().position(|line| line.contains(words));
        assert!(place("0120-000-111") == Some(0) && place(known) > Some(0), "{lines:?}");
        assert!(!lines.concat().contains("2026"), "nobody else can have written them: {lines:?}");
        assert!(place(&paper).is_none() && place("090-1234-5678") < place("#9110"), "{lines:?}");
        assert!(place(&desk.text("hand-over-relief")).is_none());
    }
}

#[test]
fn old_numbers_ask_to_be_checked_on_the_page() {
    for mut desk in desks() {
        let check = desk.text("contacts-check-number");
        at(&mut desk, Screen::HandOver, known_bank(), |_| {});
        let old = |view: View| match view.body {
            Body::Page(lines, more) => {
                lines.iter().chain(&more).map(|line| line.matches(&check).count()).sum::<usize>()
            }
            other => panic!("no page: {other:?}"),
        };
        assert_eq!(old(shown_at(&desk, japan("2026-11-24T14:30"))), 0);
        // The known bank, the family's bank, a family member, and the public numbers.
        assert_eq!(old(shown_at(&desk, japan("2028-11-24T14:30"))), 4);
    }
}

/// Six banks and cards with the longest names, and one character that the code's own mode does not know.
pub fn crowded() -> Settings {
    let contact = |place: usize| {
        let name: String = "\u{307f}\u{3069}\u{308a}\u{9280}\u{884c}".chars().cycle().take(60).collect();
        OwnContact::new(&name, &format!("0120-000-00{place}"), Some("2026-11-01")).unwrap()
    };
    Settings {
        family: vec![contact(0)],
        banks: (1..4).map(contact).collect(),
        cards: (4..7).map(contact).collect(),
        ..Settings::default()
    }
}

#[test]
fn the_code_on_the_screen_is_read_by_another_program() {
    if !Path::new("/usr/bin/zbarimg").exists() {
        assert!(std::env::var_os("CI").is_none(), "zbarimg is missing");
        eprintln!("skipped: zbarimg is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for locale in Locale::ALL {
        for (width, height, scale) in SIZES {
            for (name, settings) in
                [("none", Settings::default()), ("family", family()), ("crowded", crowded())]
            {
                let mut desk = Desk::new(locale, [width / scale, height / scale], *scale);
                at(&mut desk, Screen::HandOverQr, settings, |incident| {
                    incident.told_bank = Some(Answer::Yes);
                });
                let place = folder.path().join("screen.png");
                desk.harness.render().unwrap().save(&place).unwrap();
                let answer =
                    Command::new("/usr/bin/zbarimg").args(["--quiet", "--raw"]).arg(&place).output().unwrap();
                let text = String::from_utf8(answer.stdout).unwrap();
                let which = format!("{} {width}x{height}@{scale} {name}", locale.tag());
                for words in ["#9110", "188", &desk.text("hand-over-5"), &desk.text("hand-over-telephone")] {
                    assert!(text.contains(words), "{which}: {words} in {text:?}");
                }
                if name == "family" {
                    assert!(
                        text.contains("0120-000-111") && text.contains("090-1234-5678"),
                        "{which}: {text}"
                    );
                    assert_eq!(text.matches(&registered(&desk)).count(), 2, "{which}: {text}");
                    assert!(text.contains(&desk.text("hand-over-relief")), "{which}");
                    assert!(text.contains(&desk.text("hand-over-router")), "{which}");
                }
            }
        }
    }
}

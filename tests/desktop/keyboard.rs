//! Everything can be reached without a mouse, in the order in which it is read, and a key that a
//! trembling hand holds down presses once.

use std::time::Duration;

use kyukyubako::core::Screen;
use kyukyubako::core::incident::{Answer, Step};
use kyukyubako::ui::theme::color;

use super::lab::{eventually, possible};
use super::person::Person;
use super::picture::{Picture, rgb};

/// The amber ring around what the next Enter presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ring {
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
}

/// The ring on this picture. Shorter amber lines belong to drawings.
fn ring(picture: &Picture) -> Option<Ring> {
    let lines = |y: &u32| picture.across(*y, &[rgb(color::FOCUS)], 50).first().copied();
    let top = (0..picture.height).find(|y| lines(y).is_some_and(|run| run.length() > 60))?;
    let bottom = (0..picture.height).rev().find(|y| lines(y).is_some_and(|run| run.length() > 60))?;
    let run = lines(&top)?;
    Some(Ring { left: run.from, top, right: run.to, bottom })
}

/// Presses Tab and waits for the ring to move.
fn tab(person: &Person) -> Ring {
    let before = ring(&person.display.look());
    person.display.hand(&["key", "Tab"]);
    let mut now = None;
    eventually("the ring moves on", || {
        now = ring(&person.display.look());
        now.is_some() && now != before
    });
    now.unwrap()
}

/// Presses Tab until the ring is around the point; the rings on the way.
fn tab_to(person: &Person, x: u32, y: u32, most: usize) -> Vec<Ring> {
    let mut rings = Vec::new();
    while rings.len() < most {
        let ring = tab(person);
        rings.push(ring);
        if (ring.left..=ring.right).contains(&x) && (ring.top..=ring.bottom).contains(&y) {
            return rings;
        }
    }
    panic!("({x}, {y}) is not reached with {most} presses of Tab: {rings:?}");
}

/// Top to bottom, and left to right in a row.
fn expect_reading_order(rings: &[Ring]) {
    for pair in rings.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let middle = u32::midpoint(b.top, b.bottom);
        let same_row = (a.top..=a.bottom).contains(&middle);
        assert!(if same_row { a.left < b.left } else { a.top < b.top }, "{rings:?}");
    }
}

#[test]
fn every_button_is_reached_and_a_held_key_presses_once() {
    if !possible() {
        return;
    }
    let mut person = Person::new("en_GB.UTF-8");
    person.start(&[]);
    let (x, y) = person.red_button();
    let mut home = tab_to(&person, x, y, 8);
    // The other three doors follow.
    home.extend([tab(&person), tab(&person), tab(&person)]);
    expect_reading_order(&home);
    tab_to(&person, x, y, 8);
    person.display.keep("keyboard-home");
    person.display.hand(&["key", "Return"]);
    person.expect_done(Step::CutInternet);
    person.lab.expect_cut();
    person.breathe();

    let main = person.main_button();
    expect_reading_order(&tab_to(&person, 640, main.middle(), 6));
    person.display.keep("keyboard-main");
    person.display.hand(&["keydown", "Return"]);
    person.arrive(Screen::AskBank);
    // The key is still down; a screen that runs on would be on the next one by now.
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(person.incident().unwrap().screen, Screen::AskBank);
    person.display.hand(&["keyup", "Return"]);

    let answers = person.row(3);
    expect_reading_order(&tab_to(&person, answers[1].0, answers[1].1, 8));
    person.display.hand(&["key", "space"]);
    person.arrive(Screen::AskPhone);
    assert_eq!(person.incident().unwrap().told_bank, Some(Answer::No));
    let answers = person.row(3);
    tab_to(&person, answers[1].0, answers[1].1, 8);
    person.display.hand(&["key", "Return"]);
    for screen in [Screen::HandOver, Screen::PowerOff] {
        person.arrive(screen);
        if screen == Screen::HandOver {
            tab_to(&person, 640, person.main_button().middle(), 8);
            person.display.hand(&["key", "Return"]);
        }
    }
    // The second button: on without counting.
    let main = person.main_button();
    tab_to(&person, 640, main.to + 48, 8);
    person.display.hand(&["key", "Return"]);
    for (screen, next) in [(Screen::CallBank, Screen::StayOff), (Screen::StayOff, Screen::MemoCall)] {
        person.arrive(screen);
        tab_to(&person, 640, person.main_button().middle(), 8);
        person.display.hand(&["key", "Return"]);
        eventually("the next screen", || person.incident().unwrap().screen == next);
    }
    person.arrive(Screen::MemoCall);
    let fields = person.fields();
    tab_to(&person, fields[1].0, fields[1].1, 8);
    // A held digit does repeat: the keyboard repeats, and only Enter and the space bar do not.
    person.display.hand(&["keydown", "7"]);
    eventually("the digit repeats", || person.incident().unwrap().memo.called_number.starts_with("777"));
    person.display.hand(&["keyup", "7"]);
    tab(&person);
    person.display.hand(&["type", "--delay", "30", "482913"]);
    eventually("the code is on disk", || person.incident().unwrap().memo.pin == "482913");
    tab_to(&person, 640, person.main_button().middle(), 4);
    person.display.hand(&["key", "Return"]);
    person.arrive(Screen::MemoMoney);
    person.expect_clean_log();
}

//! From the red door to the saved memo, and back after the program was killed.

use std::fs;

use kyukyubako::content::{Locale, Texts};
use kyukyubako::core::Screen;
use kyukyubako::core::incident::{Answer, Paid, SeenOnScreen, Step};

use super::lab::{eventually, possible};
use super::person::Person;

#[test]
fn with_the_mouse_in_japanese() {
    if !possible() {
        return;
    }
    let mut person = Person::new("ja_JP.UTF-8");
    let documents = person.home().join("Documents");
    fs::create_dir_all(person.home().join(".config")).unwrap();
    fs::create_dir(&documents).unwrap();
    fs::write(person.home().join(".config/user-dirs.dirs"), "XDG_DOCUMENTS_DIR=\"$HOME/Documents\"\n")
        .unwrap();
    person.start(&[]);
    person.keep();
    cut(&mut person);
    person.press_main();
    person.arrive(Screen::AskBank);
    person.answer(1);
    person.arrive(Screen::AskPhone);
    person.answer(1);
    person.arrive(Screen::HandOver);
    power_off(&mut person);
    person.arrive(Screen::CallBank);
    person.press_main();
    person.arrive(Screen::StayOff);
    person.press_main();
    let incident = memo(&mut person);
    assert_eq!((incident.told_bank, incident.phone_too), (Some(Answer::No), Some(Answer::No)));

    // The power fails in the middle of it.
    let before = person.look();
    person.kill();
    person.start(&[]);
    // The line's strip makes sure first and then says the same again.
    eventually("the same screen comes back", || before.difference(&person.display.look()) < 0.002);
    person.keep();
    assert_eq!(person.incident(), Some(incident));
    person.lab.expect_cut();

    person.press_main();
    let report = exported(&mut person, &documents);
    let texts = Texts::new(Locale::Ja);
    for words in [
        "03-1234-5678",
        "482913",
        "30000",
        "A red screen",
        &texts.get("paid-gift-card"),
        &texts.get("seen-mouse"),
    ] {
        assert!(report.contains(words), "{words}: {report}");
    }
    person.close();
    person.expect_clean_log();
    person.lab.expect_cut();
}

#[test]
fn in_english_when_the_bank_and_the_telephone_are_in_doubt() {
    if !possible() {
        return;
    }
    let mut person = Person::new("en_US.UTF-8");
    person.start(&[]);
    person.keep();
    cut(&mut person);
    person.press_main();
    person.arrive(Screen::AskBank);
    person.answer(0);
    person.arrive(Screen::AskPhone);
    person.answer(2);
    person.arrive(Screen::OtherTelephone);
    person.press_main();
    // The bank first: it was told something.
    person.arrive(Screen::CallBank);
    person.press_main();
    person.expect_done(Step::CallBank);
    person.arrive(Screen::HandOver);
    power_off(&mut person);
    person.arrive(Screen::StayOff);
    person.press_main();
    let incident = memo(&mut person);
    assert_eq!((incident.told_bank, incident.phone_too), (Some(Answer::Yes), Some(Answer::Unknown)));
    person.press_main();
    let home = person.home();
    let report = exported(&mut person, &home);
    let texts = Texts::new(Locale::En);
    for words in ["03-1234-5678", "482913", &texts.get("answer-unknown"), &texts.get("memo-report-title")] {
        assert!(report.contains(words), "{words}: {report}");
    }
    // On to the overview, which is no place to come back to after a restart.
    let before = person.look();
    person.press_main();
    eventually("the overview", || person.display.look().difference(&before) > 0.05);
    let _ = person.look();
    person.keep();
    assert_eq!(person.incident().unwrap().done, Step::ALL);
    person.close();
    person.expect_clean_log();
}

/// The red door: one press, and the kernel agrees with the window.
fn cut(person: &mut Person) {
    person.press_red();
    eventually("the incident is on disk", || person.incident().is_some());
    person.expect_done(Step::CutInternet);
    person.lab.expect_cut();
    person.arrive(Screen::CutResult);
}

fn power_off(person: &mut Person) {
    person.press_main();
    person.arrive(Screen::PowerOff);
    let before = person.display.look();
    // 「いっしょに 10 かぞえる」 counts; the lamp went out, so on.
    person.press_main();
    eventually("the count is shown", || person.display.look().difference(&before) > 0.005);
    person.display.keep(&format!("{}-count", &person.language[..2]));
    let look = person.display.look();
    eventually("the seconds pass", || person.display.look() != look);
    // After ten seconds the picture stands still, and the main button leads on.
    let (mut last, mut since) = (person.display.look(), std::time::Instant::now());
    eventually("ten seconds are counted", || {
        let look = person.display.look();
        if look != last {
            (last, since) = (look, std::time::Instant::now());
        }
        since.elapsed().as_millis() > 1_500
    });
    person.press_main();
    person.expect_done(Step::PowerOff);
}

/// Types the memo's three pages and stops before its last one.
fn memo(person: &mut Person) -> kyukyubako::core::incident::Incident {
    person.arrive(Screen::MemoCall);
    let fields = person.fields();
    assert_eq!(fields.len(), 3, "when, number, code");
    person.type_into(fields[1], "03-1234-5678");
    person.type_into(fields[2], "482913");
    eventually("what is typed is on disk", || {
        person.incident().is_some_and(|incident| {
            incident.memo.called_number == "03-1234-5678" && incident.memo.pin == "482913"
        })
    });
    person.keep();
    person.press_main();
    person.arrive(Screen::MemoMoney);
    let fields = person.fields();
    assert_eq!(fields.len(), 3, "two rows of ticks, one field");
    person.display.click(300, fields[0].1);
    eventually("the tick is on disk", || {
        person.incident().is_some_and(|incident| incident.memo.paid == [Paid::GiftCard])
    });
    person.type_into(fields[2], "30000 yen");
    eventually("what is typed is on disk", || {
        person.incident().is_some_and(|incident| {
            incident.memo.paid == [Paid::GiftCard] && incident.memo.paid_detail == "30000 yen"
        })
    });
    person.keep();
    // Whoever read out gift card codes is led to their issuer once.
    let before = person.look();
    person.press_main();
    eventually("what to say to the issuer", || person.display.look().difference(&before) > 0.05);
    person.breathe();
    person.press_main();
    person.arrive(Screen::MemoScreen);
    let fields = person.fields();
    person.display.click(300, fields[0].1);
    eventually("the tick is on disk", || {
        person.incident().is_some_and(|incident| incident.memo.seen == [SeenOnScreen::MouseMoved])
    });
    person.type_into(fields[2], "A red screen, then (a) voice: 100% sure");
    eventually("what is typed is on disk", || {
        person.incident().is_some_and(|incident| {
            incident.memo.seen == [SeenOnScreen::MouseMoved]
                && incident.memo.detail == "A red screen, then (a) voice: 100% sure"
        })
    });
    // The pointer rests where nothing reacts, so that two pictures can be compared.
    person.press_main();
    person.arrive(Screen::MemoSave);
    person.display.hand(&["mousemove", "2", "400"]);
    person.incident().unwrap()
}

/// Saves the memo without any dialog; the file's text.
fn exported(person: &mut Person, folder: &std::path::Path) -> String {
    eventually("the memo is exported", || !person.documents(folder).is_empty());
    person.breathe();
    let _ = person.look();
    person.keep();
    let files = person.documents(folder);
    assert_eq!(files.len(), 1, "{files:?}");
    fs::read_to_string(&files[0]).unwrap()
}

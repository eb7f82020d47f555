//! Broken files, disks that refuse, renderers that do not start, no screen at all: there is always help,
//! and the red button always cuts.

use std::fs;
use std::process::Stdio;

use kyukyubako::content::{Locale, Texts};
use kyukyubako::core::Screen;
use kyukyubako::core::incident::Step;
use kyukyubako::ui::theme::color;

use super::lab::{Running, eventually, possible};
use super::person::Person;
use super::picture::rgb;

/// The sign in the green that only an observed cut has.
fn green_sign(person: &Person) -> bool {
    let picture = person.display.look();
    let green = [rgb(color::OBSERVED)];
    (80..picture.width).step_by(4).any(|x| !picture.down(x, &green, 12).is_empty())
}

#[test]
fn a_broken_settings_file_is_named_and_kept_and_the_red_button_cuts() {
    if !possible() {
        return;
    }
    let mut person = Person::new("ja_JP.UTF-8");
    let folder = person.home().join(".config/kyukyubako");
    fs::create_dir_all(&folder).unwrap();
    let broken = "language = \"ja\"\ntext_size = \n[[[family";
    fs::write(folder.join("settings.toml"), broken).unwrap();
    person.start(&[]);
    person.display.keep("broken-settings");
    let picture = person.look();
    assert!(!picture.down(88, &[rgb(color::CAUTION_GROUND)], 20).is_empty(), "nothing is said about it");
    person.press_red();
    person.expect_done(Step::CutInternet);
    person.arrive(Screen::CutResult);
    person.lab.expect_cut();
    assert_eq!(fs::read_to_string(folder.join("settings.toml")).unwrap(), broken);
    assert!(person.log().contains("settings.toml"), "{}", person.log());
}

#[test]
fn with_a_home_that_cannot_be_written_the_red_button_cuts() {
    if !possible() {
        return;
    }
    let mut person = Person::new("en_US.UTF-8");
    let home = person.home();
    let mounted =
        person.lab.command("mount").args(["-t", "tmpfs", "-o", "ro", "home"]).arg(&home).status().unwrap();
    assert!(mounted.success());
    person.start(&[]);
    person.display.keep("read-only-home");
    assert!(!green_sign(&person));
    person.press_red();
    eventually("the window says that it is cut", || green_sign(&person));
    person.lab.expect_cut();
    person.breathe();
    person.display.keep("read-only-home-cut");
    // On to the next screen, though nothing can be noted down.
    let before = person.look();
    person.press_main();
    eventually("the next screen", || person.display.look().difference(&before) > 0.05);
    assert!(person.is_running());
    assert!(person.incident().is_none());
}

#[test]
fn a_renderer_that_does_not_start_is_replaced_by_the_other() {
    if !possible() {
        return;
    }
    let mut person = Person::new("en_US.UTF-8");
    person.start(&[("WGPU_BACKEND", "dx12")]);
    person.display.keep("other-renderer");
    let log = person.log();
    assert!(log.lines().any(|line| line.starts_with("ERROR") && line.contains("wgpu")), "{log}");
    person.press_red();
    person.expect_done(Step::CutInternet);
    person.lab.expect_cut();
    person.close();
}

#[test]
fn without_any_screen_the_five_steps_are_written_down() {
    if !possible() {
        return;
    }
    for (language, locale) in [("ja_JP.UTF-8", Locale::Ja), ("en_US.UTF-8", Locale::En)] {
        let person = Person::new(language);
        let output = person.folder.path().join("written");
        let file = fs::File::create(&output).unwrap();
        let mut command = person.program(&[("DISPLAY", ":4999")]);
        let mut program = Running(command.stdout(Stdio::null()).stderr(file).spawn().unwrap());
        let mut ended = None;
        eventually("the program ends by itself", || {
            ended = program.0.try_wait().unwrap();
            ended.is_some()
        });
        let written = fs::read_to_string(output).unwrap();
        assert!(ended.unwrap().success(), "{ended:?} {written}");
        let texts = Texts::new(locale);
        assert!(written.contains(&texts.get("last-resort-text")), "{written}");
        assert!(!written.contains("panicked"), "{written}");
    }
}

//! The keyboard alone: everything is reached, in the order it is read, and what it will press wears a ring.

use eframe::egui::{Key, Modifiers, Rect, Shape};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use kyukyubako::content::Locale;
use kyukyubako::core::settings::TextSize;
use kyukyubako::core::{Effect, Event, Press, Screen};
use kyukyubako::ui::theme::color::{self, Palette};
use kyukyubako::ui::theme::size;

use crate::every_size::{Sheet, Shown, shapes, sheet, views};
use crate::harness::{Desk, PRESSED};

/// What a screen reader tells one thing from another by: places change when a list turns its page.
type Name = String;

/// What has the keyboard, and its place.
fn focused(sheet: &Sheet) -> Option<(Name, Rect)> {
    sheet
        .query_all(egui_kittest::kittest::By::new().predicate(|node| node.is_focused()))
        .map(|node| (format!("{:?}", node.accesskit_node().id()), node.rect()))
        .next()
}

/// Everything that can be pressed or typed into now, with its place.
fn enabled(sheet: &Sheet) -> Vec<(Name, Rect)> {
    PRESSED
        .into_iter()
        .flat_map(|role| sheet.query_all_by_role(role))
        .filter(|node| !node.accesskit_node().is_disabled())
        .map(|node| (format!("{:?}", node.accesskit_node().id()), node.rect()))
        .collect()
}

#[test]
fn tab_reaches_everything_in_the_order_it_is_read() {
    let views = views(Locale::Ja);
    let mut faults = Vec::new();
    let Some((_, first)) = views.first() else { panic!("no scene") };
    let mut sheet = sheet(first, [1366.0, 768.0], 1.0);
    for (name, view) in views {
        *sheet.state_mut() =
            Shown { view: view.clone(), text_size: TextSize::Normal, palette: Palette::Normal };
        sheet.ctx.memory_mut(|memory| {
            if let Some(focus) = memory.focused() {
                memory.surrender_focus(focus);
            }
        });
        sheet.step();
        let targets = enabled(&sheet);
        let mut order: Vec<(Name, Rect)> = Vec::new();
        // Where the list turned to its next page, what comes next stands higher.
        let (mut before, mut turned) = (targets.clone(), Vec::new());
        for _ in 0..=targets.len() {
            sheet.key_press(Key::Tab);
            sheet.step();
            sheet.step();
            let Some((id, place)) = focused(&sheet) else { break };
            if order.iter().any(|it| it.0 == id) {
                break;
            }
            let now = enabled(&sheet);
            turned.push(now != before);
            before = now;
            let ring = shapes(&sheet).iter().any(|(clip, shape)| {
                matches!(shape, Shape::Rect(rect)
                    if rect.stroke.color == color::FOCUS.of(Palette::Normal)
                        && rect.stroke.width >= 3.0
                        && rect.rect.expand(size::FOCUS_RING + 3.0).contains_rect(place)
                        && place.expand(size::FOCUS_RING + 3.0).contains_rect(rect.rect))
                    || !clip.contains_rect(place)
            });
            if !ring {
                faults.push(format!("{name}: no ring around {place:?}"));
            }
            order.push((id, place));
        }
        // The keyboard turns a list's pages by itself: their buttons are for the mouse.
        let turns: Vec<Name> = [&view.more.0, &view.more.1]
            .into_iter()
            .flat_map(|label| sheet.query_all_by_label(label))
            .map(|node| format!("{:?}", node.accesskit_node().id()))
            .collect();
        let still_there = enabled(&sheet);
        for (id, target) in targets.iter().filter(|it| still_there.iter().any(|there| there.0 == it.0)) {
            if !order.iter().any(|it| it.0 == *id) && !turns.contains(id) {
                faults.push(format!("{name}: Tab does not reach {target:?}"));
            }
        }
        let pairs = || {
            order.windows(2).zip(turned.iter().skip(1)).filter(|it| !it.1).map(|it| [it.0[0].1, it.0[1].1])
        };
        // The screen's own things from its top to its bottom, then the strip, the notice and the bar above them.
        let back_up = pairs().filter(|pair| pair[1].max.y <= pair[0].min.y).count();
        let back_left = pairs()
            .filter(|pair| {
                pair[1].max.x <= pair[0].min.x
                    && pair[1].center().y < pair[0].max.y
                    && pair[1].max.y > pair[0].min.y
            })
            .count();
        if back_up > 3 || back_left > 0 {
            faults.push(format!("{name}: the order jumps: {order:?}"));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn a_held_key_presses_once() {
    let mut desk = Desk::new(Locale::Ja, [1366.0, 768.0], 1.0);
    desk.tell(Event::Pressed(Press::CutNow));
    desk.tell(Event::CutFinished(crate::harness::report(true)));
    desk.pass(1_000);
    assert_eq!(desk.screen(), Screen::CutResult);
    desk.effects();
    desk.harness.key_press(Key::Tab);
    desk.harness.run();
    // The key goes down and repeats for three seconds, as a held one does.
    desk.harness.key_down(Key::Enter);
    desk.pass(100);
    let after_first = desk.screen();
    for _ in 0..30 {
        desk.harness.event(eframe::egui::Event::Key {
            key: Key::Enter,
            physical_key: None,
            pressed: true,
            repeat: true,
            modifiers: Modifiers::NONE,
        });
        desk.pass(100);
    }
    assert_ne!(after_first, Screen::CutResult, "the first press counts");
    assert_eq!(desk.screen(), after_first, "and the held key does not go on");
    assert!(!desk.effects().iter().any(|effect| matches!(effect, Effect::CloseWindow)));
}

#[test]
fn a_second_click_of_a_trembling_hand_lands_nowhere() {
    for locale in Locale::ALL {
        let mut desk = Desk::new(locale, [1366.0, 768.0], 1.0);
        desk.tell(Event::Pressed(Press::CutNow));
        desk.tell(Event::CutFinished(crate::harness::report(true)));
        desk.pass(1_000);
        let label = desk.text("hang-up-done");
        let place = desk.things().into_iter().find(|it| it.0 == label).map(|it| it.1.center()).unwrap();
        for _ in 0..4 {
            desk.harness.drag_at(place);
            desk.harness.drop_at(place);
            desk.pass(60);
        }
        let after = desk.screen();
        assert_eq!(after, Screen::AskBank, "{}", locale.tag());
    }
}

//! What the window was told in a frame, for the judge of hands.

use eframe::egui::{self, ImeEvent, Key, PointerButton, TouchPhase, accesskit};

use crate::core::hand::Act;

/// The keys that move the keyboard's place on the page.
const MOVES: [Key; 5] = [Key::Tab, Key::ArrowUp, Key::ArrowDown, Key::ArrowLeft, Key::ArrowRight];

/// What `events` of one frame tell of presses.
#[must_use]
pub fn act(events: &[egui::Event]) -> Act {
    let mut act = Act::default();
    for event in events {
        match event {
            egui::Event::PointerButton { button: PointerButton::Primary, pressed, .. } => {
                act.pressed |= *pressed;
                act.released |= !*pressed;
            }
            egui::Event::Touch { phase: TouchPhase::Start, .. } => act.pressed = true,
            egui::Event::Touch { phase: TouchPhase::End, .. } => act.released = true,
            egui::Event::Key { pressed: true, repeat: true, .. } => act.repeat = true,
            egui::Event::Key { pressed: true, .. } => act.keys += 1,
            egui::Event::Text(_)
            | egui::Event::Paste(_)
            | egui::Event::Cut
            | egui::Event::Ime(ImeEvent::Commit(_)) => act.text = true,
            egui::Event::AccessKitActionRequest(request) => act.accessibility |= changes(request.action),
            _ => {}
        }
    }
    act
}

/// Who moved the keyboard's place on the page in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Nobody.
    Nobody,
    /// Whoever pressed: the tabulator, an arrow, the mouse.
    Hand,
    /// A program, through the accessibility interface.
    Program,
}

/// Who moved the keyboard's place on the page in the frame of `events`.
#[must_use]
pub fn choice(events: &[egui::Event]) -> Choice {
    let mut choice = Choice::Nobody;
    for event in events {
        match event {
            egui::Event::AccessKitActionRequest(_) => return Choice::Program,
            egui::Event::PointerButton { pressed: true, .. } => choice = Choice::Hand,
            egui::Event::Key { key, pressed: true, .. } if MOVES.contains(key) => choice = Choice::Hand,
            _ => {}
        }
    }
    choice
}

/// True when the keys of `events` press what the keyboard's place is on.
#[must_use]
pub fn presses_by_key(events: &[egui::Event]) -> bool {
    let presses = |event: &egui::Event| {
        matches!(event, egui::Event::Key { key: Key::Enter | Key::Space, pressed: true, .. })
    };
    events.iter().any(presses)
}

/// True for what presses or changes something; a reader that moves the focus or the view does neither.
fn changes(action: accesskit::Action) -> bool {
    !matches!(
        action,
        accesskit::Action::Focus
            | accesskit::Action::Blur
            | accesskit::Action::ScrollIntoView
            | accesskit::Action::ScrollToPoint
            | accesskit::Action::ScrollDown
            | accesskit::Action::ScrollUp
            | accesskit::Action::ScrollLeft
            | accesskit::Action::ScrollRight
            | accesskit::Action::ShowTooltip
            | accesskit::Action::HideTooltip
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::{Modifiers, Pos2};

    #[test]
    fn each_way_of_pressing_is_told_apart() {
        let button = |pressed, button| egui::Event::PointerButton {
            pos: Pos2::ZERO,
            button,
            pressed,
            modifiers: Modifiers::NONE,
        };
        let key = |pressed| egui::Event::Key {
            key: Key::Enter,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: Modifiers::NONE,
        };
        let request = |action| {
            egui::Event::AccessKitActionRequest(accesskit::ActionRequest {
                action,
                target_tree: accesskit::TreeId::ROOT,
                target_node: accesskit::NodeId(1),
                data: None,
            })
        };
        for (events, expected) in [
            (vec![], Act::default()),
            (vec![button(true, PointerButton::Primary)], Act { pressed: true, ..Act::default() }),
            (vec![button(false, PointerButton::Primary)], Act { released: true, ..Act::default() }),
            (vec![button(true, PointerButton::Secondary), egui::Event::PointerGone], Act::default()),
            (vec![key(true), key(false), key(true)], Act { keys: 2, ..Act::default() }),
            (vec![key(false)], Act::default()),
            (vec![egui::Event::Text("a".into())], Act { text: true, ..Act::default() }),
            (vec![egui::Event::Paste("a".into())], Act { text: true, ..Act::default() }),
            (vec![request(accesskit::Action::Click)], Act { accessibility: true, ..Act::default() }),
            (vec![request(accesskit::Action::SetValue)], Act { accessibility: true, ..Act::default() }),
            (vec![request(accesskit::Action::Focus)], Act::default()),
        ] {
            assert_eq!(act(&events), expected, "{events:?}");
        }
    }
}

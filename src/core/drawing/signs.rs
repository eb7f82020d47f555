//! Signs: cut, joined, observed, power, memo, people, windows.

use super::{Drawing, Ink, arc};

/// A cable with a gap in the middle.
pub(super) fn cut(s: &mut Drawing) {
    s.line(&[(4.0, 50.0), (22.0, 50.0)], 8.0);
    s.line(&[(78.0, 50.0), (96.0, 50.0)], 8.0);
    s.block(20.0, 36.0, 20.0, 28.0, 4.0, Ink::Line);
    s.block(60.0, 36.0, 20.0, 28.0, 4.0, Ink::Line);
    s.line(&[(40.0, 44.0), (46.0, 44.0)], 5.0);
    s.line(&[(40.0, 56.0), (46.0, 56.0)], 5.0);
    s.line(&[(50.0, 26.0), (50.0, 12.0)], 5.0);
    s.line(&[(38.0, 28.0), (32.0, 16.0)], 5.0);
    s.line(&[(62.0, 28.0), (68.0, 16.0)], 5.0);
}

/// A cable joined again.
pub(super) fn restore(s: &mut Drawing) {
    s.line(&[(4.0, 50.0), (24.0, 50.0)], 8.0);
    s.line(&[(76.0, 50.0), (96.0, 50.0)], 8.0);
    s.block(22.0, 36.0, 26.0, 28.0, 4.0, Ink::Line);
    s.block(52.0, 36.0, 26.0, 28.0, 4.0, Ink::Accent);
    s.line(&[(48.0, 44.0), (52.0, 44.0)], 5.0);
    s.line(&[(48.0, 56.0), (52.0, 56.0)], 5.0);
}

/// A window with a warning in it.
pub(super) fn popup(s: &mut Drawing) {
    s.panel(6.0, 14.0, 88.0, 72.0, 5.0, Ink::Paper);
    s.line(&[(6.0, 30.0), (94.0, 30.0)], 4.0);
    s.line(&[(80.0, 18.5), (87.0, 25.5)], 3.0);
    s.line(&[(87.0, 18.5), (80.0, 25.5)], 3.0);
    s.line_in(&[(50.0, 42.0), (50.0, 62.0)], 9.0, Ink::Accent);
    s.dot(50.0, 75.0, 5.0, Ink::Accent);
}

/// The system's question; its yes is marked.
pub(super) fn consent(s: &mut Drawing) {
    s.panel(6.0, 12.0, 88.0, 76.0, 5.0, Ink::Paper);
    s.block(6.0, 12.0, 88.0, 16.0, 4.0, Ink::Line);
    s.line(&[(18.0, 40.0), (82.0, 40.0)], 4.0);
    s.line(&[(18.0, 50.0), (64.0, 50.0)], 4.0);
    s.block(16.0, 62.0, 32.0, 16.0, 3.0, Ink::Accent);
    s.panel(54.0, 62.0, 28.0, 16.0, 3.0, Ink::Light);
}

/// A tick in a circle.
pub(super) fn observed(s: &mut Drawing) {
    s.dot(50.0, 50.0, 44.0, Ink::Observed);
    s.line_in(&[(28.0, 52.0), (44.0, 68.0), (73.0, 34.0)], 10.0, Ink::Paper);
}

/// A finger on the power button of a PC's case, and where a notebook has it.
pub(super) fn power(s: &mut Drawing) {
    s.panel(3.0, 5.0, 38.0, 66.0, 5.0, Ink::Paper);
    s.ring(22.0, 27.0, 12.5, 3.5);
    s.arc(22.0, 28.0, 5.5, (-58.0, 238.0), 3.0);
    s.line(&[(22.0, 20.5), (22.0, 27.0)], 3.0);
    s.line(&[(11.0, 50.0), (33.0, 50.0)], 3.0);
    s.line(&[(11.0, 59.0), (33.0, 59.0)], 3.0);
    s.panel(48.0, 50.0, 44.0, 29.0, 3.0, Ink::Paper);
    s.panel(43.0, 82.0, 54.0, 12.0, 3.0, Ink::Light);
    s.block(85.0, 85.5, 7.0, 5.0, 1.0, Ink::Line);
    s.arrow((88.5, 56.0), (88.5, 80.0));
    // The finger comes from the upper right and rests on the button.
    s.line_in(&[(76.0, 14.0), (56.0, 16.0), (28.0, 27.0)], 10.0, Ink::Accent);
    s.line_in(&[(90.0, 18.0), (82.0, 16.0), (72.0, 20.0)], 18.0, Ink::Accent);
}

/// A sheet and a pen.
pub(super) fn memo(s: &mut Drawing) {
    s.panel(14.0, 8.0, 58.0, 84.0, 4.0, Ink::Paper);
    for y in [26.0, 42.0, 58.0] {
        s.line(&[(26.0, y), (60.0, y)], 3.5);
    }
    s.line_in(&[(88.0, 34.0), (60.0, 78.0)], 9.0, Ink::Accent);
    s.line(&[(60.0, 78.0), (56.0, 85.0)], 4.0);
}

/// Two people side by side.
pub(super) fn family(s: &mut Drawing) {
    s.dot(34.0, 32.0, 14.0, Ink::Line);
    s.block(14.0, 52.0, 40.0, 36.0, 14.0, Ink::Line);
    s.dot(70.0, 42.0, 11.0, Ink::Accent);
    s.block(56.0, 58.0, 30.0, 30.0, 11.0, Ink::Accent);
}

/// A first-aid box with its handle, a lid, and a cut cable where others bear a cross.
pub(super) fn logo(s: &mut Drawing) {
    s.line(&[(34.0, 28.0), (34.0, 15.0), (66.0, 15.0), (66.0, 28.0)], 9.0);
    s.block(4.0, 26.0, 92.0, 66.0, 11.0, Ink::Line);
    s.block(4.0, 42.0, 92.0, 5.0, 0.0, Ink::Accent);
    s.block(43.0, 38.0, 14.0, 13.0, 3.0, Ink::Accent);
    s.line_in(&[(16.0, 70.0), (32.0, 70.0)], 8.0, Ink::Paper);
    s.line_in(&[(68.0, 70.0), (84.0, 70.0)], 8.0, Ink::Paper);
    s.block(29.0, 59.0, 14.0, 22.0, 3.0, Ink::Paper);
    s.block(57.0, 59.0, 14.0, 22.0, 3.0, Ink::Paper);
}

/// The letters SOS in white on a dark plate, with a white rim that shows on a dark ground.
pub(super) fn sos(s: &mut Drawing) {
    s.block(0.0, 0.0, 100.0, 100.0, 22.0, Ink::Paper);
    s.block(4.0, 4.0, 92.0, 92.0, 18.0, Ink::Line);
    for x in [21.5, 78.5] {
        let mut letter = arc((x, 41.0), (9.0, 9.0), (-25.0, -270.0));
        letter.extend(arc((x, 59.0), (9.0, 9.0), (-90.0, 155.0)));
        s.line_in(&letter, 7.0, Ink::Paper);
    }
    s.line_in(&arc((50.0, 50.0), (9.5, 18.0), (0.0, 360.0)), 7.0, Ink::Paper);
}

//! Things on the desk.

use super::{Drawing, Ink};

/// A notebook with its LAN cable being pulled out.
pub(super) fn cable(s: &mut Drawing) {
    s.panel(8.0, 14.0, 52.0, 38.0, 3.0, Ink::Paper);
    s.panel(3.0, 54.0, 62.0, 12.0, 3.0, Ink::Light);
    s.block(58.0, 57.0, 7.0, 6.0, 1.0, Ink::Line);
    s.panel(74.0, 54.0, 12.0, 12.0, 2.0, Ink::Paper);
    s.line(&[(86.0, 60.0), (93.0, 60.0), (95.0, 70.0), (90.0, 84.0), (70.0, 90.0), (40.0, 90.0)], 4.0);
    s.arrow((68.0, 38.0), (94.0, 38.0));
}

/// A router whose plug is pulled.
pub(super) fn router(s: &mut Drawing) {
    s.line(&[(22.0, 46.0), (16.0, 14.0)], 4.0);
    s.line(&[(58.0, 46.0), (64.0, 14.0)], 4.0);
    s.panel(8.0, 46.0, 64.0, 22.0, 4.0, Ink::Paper);
    for x in [20.0, 32.0, 44.0] {
        s.dot(x, 57.0, 3.0, Ink::Line);
    }
    s.line(&[(40.0, 68.0), (40.0, 86.0), (62.0, 86.0)], 4.0);
    s.panel(62.0, 79.0, 14.0, 14.0, 2.0, Ink::Light);
    s.line(&[(76.0, 83.0), (83.0, 83.0)], 3.0);
    s.line(&[(76.0, 89.0), (83.0, 89.0)], 3.0);
    s.arrow((94.0, 86.0), (94.0, 54.0));
}

/// A telephone receiver, and the sound of a call.
pub(super) fn telephone(s: &mut Drawing) {
    let handle: Vec<(f32, f32)> = (0..=24_u8)
        .map(|step| {
            let t = f32::from(step) / 24.0;
            let u = 1.0 - t;
            // A quadratic curve from ear to mouth, bulging away from the face.
            (
                u * u * 24.0 + 2.0 * u * t * 20.0 + t * t * 74.0,
                u * u * 26.0 + 2.0 * u * t * 80.0 + t * t * 76.0,
            )
        })
        .collect();
    s.line(&handle, 13.0);
    s.line(&[(22.0, 30.0), (34.0, 22.0)], 20.0);
    s.line(&[(70.0, 78.0), (78.0, 66.0)], 20.0);
    for radius in [14.0, 27.0] {
        let points: Vec<(f32, f32)> = (0..=16_u8)
            .map(|step| {
                let angle = (-80.0 + f32::from(step) * 4.4_f32).to_radians();
                (58.0 + radius * angle.cos(), 42.0 + radius * angle.sin())
            })
            .collect();
        s.line_in(&points, 5.0, Ink::Accent);
    }
}

/// A smartphone with an app that came in.
pub(super) fn smartphone(s: &mut Drawing) {
    s.panel(28.0, 6.0, 44.0, 88.0, 7.0, Ink::Paper);
    s.line(&[(44.0, 15.0), (56.0, 15.0)], 3.0);
    s.dot(50.0, 86.0, 3.5, Ink::Line);
    s.block(36.0, 24.0, 12.0, 12.0, 3.0, Ink::Light);
    s.block(52.0, 24.0, 12.0, 12.0, 3.0, Ink::Light);
    s.block(36.0, 40.0, 12.0, 12.0, 3.0, Ink::Light);
    s.block(52.0, 40.0, 12.0, 12.0, 3.0, Ink::Accent);
    s.arrow((92.0, 46.0), (70.0, 46.0));
}

/// The back of a bank card, with its number marked.
pub(super) fn card(s: &mut Drawing) {
    s.panel(6.0, 24.0, 88.0, 54.0, 6.0, Ink::Paper);
    s.block(6.0, 33.0, 88.0, 11.0, 0.0, Ink::Line);
    s.block(14.0, 51.0, 46.0, 8.0, 1.0, Ink::Light);
    s.line_in(&[(16.0, 68.0), (52.0, 68.0)], 5.0, Ink::Accent);
}

/// A dark PC that stays off.
pub(super) fn stay_off(s: &mut Drawing) {
    s.panel(12.0, 14.0, 76.0, 50.0, 4.0, Ink::Line);
    s.line(&[(50.0, 64.0), (50.0, 82.0)], 7.0);
    s.line(&[(30.0, 84.0), (70.0, 84.0)], 6.0);
    s.ring_in(50.0, 39.0, 15.0, 5.0, Ink::Accent);
    s.line_in(&[(40.0, 49.0), (60.0, 29.0)], 5.0, Ink::Accent);
}

/// A key with the radio's waves struck through, and the finger's arrow on it.
pub(super) fn wifi_key(s: &mut Drawing) {
    s.panel(10.0, 30.0, 72.0, 64.0, 9.0, Ink::Paper);
    for radius in [13.0, 24.0, 35.0] {
        s.arc(46.0, 78.0, radius, (-135.0, -45.0), 5.5);
    }
    s.dot(46.0, 77.0, 4.5, Ink::Line);
    s.line(&[(24.0, 40.0), (68.0, 84.0)], 6.0);
    s.arrow((96.0, 4.0), (72.0, 36.0));
}

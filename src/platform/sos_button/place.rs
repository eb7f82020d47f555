//! Where the button was put, in a file.

use std::path::Path;

use crate::core::sos::{PLACE_MAX_BYTES, Point};
use crate::platform::durable_file::{read_bounded, replace};

/// Where somebody dragged it, if anybody did.
pub(super) fn kept(file: &Path) -> Option<Point> {
    let text = String::from_utf8(read_bounded(file, PLACE_MAX_BYTES).ok()?).ok()?;
    Point::from_text(&text)
}

/// Keeps `at`. Where that fails, it lies at its old place after the next start.
pub(super) fn keep(file: &Path, at: Point) {
    if let Err(error) = replace(file, at.to_text().as_bytes()) {
        log::warn!("the SOS button's place: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_kept_and_what_is_none_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("place");
        assert_eq!(kept(&file), None);
        keep(&file, Point { x: -7, y: 400 });
        assert_eq!(kept(&file), Some(Point { x: -7, y: 400 }));
        std::fs::write(&file, "7 400 ".repeat(1000)).unwrap();
        assert_eq!(kept(&file), None);
    }
}

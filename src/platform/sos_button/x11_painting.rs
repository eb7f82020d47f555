//! The button's picture on an X display, and its round corners.

use x11rb::connection::Connection as _;
use x11rb::protocol::shape::{ConnectionExt as _, SK, SO};
use x11rb::protocol::xproto::{
    ChangeWindowAttributesAux, ClipOrdering, ConfigureWindowAux, ConnectionExt as _, CreateGCAux,
    ImageFormat, ImageOrder, Rectangle, Visualtype, Window,
};

use crate::core::drawing::Picture;
use crate::core::drawing::raster::pixels;
use crate::core::sos::color;
use crate::platform::standing::x11::{Display, DisplayError};

/// Pixels that are less opaque than this are cut off.
const SOLID: u8 = 128;

/// Paints it in its size: the display itself shows the picture again whenever it was covered.
pub(super) fn paint(display: &Display, window: Window, edge: i32) -> Result<(), DisplayError> {
    let connection = &display.connection;
    let setup = connection.setup();
    let screen = setup.roots.get(display.screen).ok_or(DisplayError::NoScreen)?;
    let depth = screen.root_depth;
    let visual = screen.allowed_depths.iter().flat_map(|depth| &depth.visuals);
    let visual =
        visual.into_iter().find(|it| it.visual_id == screen.root_visual).ok_or(DisplayError::NoScreen)?;
    let format = setup.pixmap_formats.iter().find(|it| it.depth == depth).ok_or(DisplayError::NoScreen)?;
    // Every screen of the last twenty years; others have no place for smooth pictures.
    if format.bits_per_pixel != 32 {
        return Err(DisplayError::NoScreen);
    }
    let edge = u16::try_from(edge).map_err(|_| DisplayError::NoScreen)?;
    let rgba = pixels(Picture::Sos, edge, color);
    let bytes = packed(&rgba, visual, setup.image_byte_order);
    let (pixmap, context) = (connection.generate_id()?, connection.generate_id()?);
    connection.create_pixmap(depth, pixmap, window, edge, edge)?.check()?;
    connection.create_gc(context, pixmap, &CreateGCAux::new())?;
    connection
        .put_image(ImageFormat::Z_PIXMAP, pixmap, context, edge, edge, 0, 0, 0, depth, &bytes)?
        .check()?;
    let size = ConfigureWindowAux::new().width(u32::from(edge)).height(u32::from(edge));
    connection.configure_window(window, &size)?;
    let picture = ChangeWindowAttributesAux::new().background_pixmap(pixmap);
    connection.change_window_attributes(window, &picture)?;
    connection.clear_area(false, window, 0, 0, 0, 0)?;
    connection.free_gc(context)?;
    connection.free_pixmap(pixmap)?;
    let rows = solid_rows(&rgba, edge);
    // Where the display knows no shapes, its corners stay square.
    let unsorted = ClipOrdering::UNSORTED;
    let shaped = connection.shape_rectangles(SO::SET, SK::BOUNDING, unsorted, window, 0, 0, &rows);
    if let Ok(Err(error)) = shaped.map(|cookie| cookie.check()) {
        log::debug!("SOS button: {error}");
    }
    Ok(())
}

/// Red, green, blue and opacity as the display wants them, four bytes each.
fn packed(rgba: &[u8], visual: &Visualtype, order: ImageOrder) -> Vec<u8> {
    let part = |value: u8, mask: u32| {
        let top = mask.checked_shr(mask.trailing_zeros()).unwrap_or(0);
        let scaled = u64::from(value) * u64::from(top) / 255;
        u32::try_from(scaled).unwrap_or(0).checked_shl(mask.trailing_zeros()).unwrap_or(0)
    };
    let mut bytes = Vec::with_capacity(rgba.len());
    for pixel in rgba.chunks_exact(4) {
        let [red, green, blue, _] = *pixel else { continue };
        let value =
            part(red, visual.red_mask) | part(green, visual.green_mask) | part(blue, visual.blue_mask);
        bytes.extend(match order {
            ImageOrder::MSB_FIRST => value.to_be_bytes(),
            _ => value.to_le_bytes(),
        });
    }
    bytes
}

/// The part of each row that is painted.
fn solid_rows(rgba: &[u8], edge: u16) -> Vec<Rectangle> {
    let mut rows = Vec::new();
    for (y, row) in (0_i16..).zip(rgba.chunks_exact(usize::from(edge) * 4)) {
        let solid = |pixel: &[u8]| pixel.get(3).is_some_and(|opacity| *opacity >= SOLID);
        let from = row.chunks_exact(4).position(solid);
        let to = row.chunks_exact(4).rposition(solid);
        if let (Some(from), Some(to)) = (from, to)
            && let (Ok(x), Ok(width)) = (i16::try_from(from), u16::try_from(to + 1 - from))
        {
            rows.push(Rectangle { x, y, width, height: 1 });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_and_corners_are_those_of_the_picture() {
        let visual =
            Visualtype { red_mask: 0xFF_0000, green_mask: 0xFF00, blue_mask: 0xFF, ..Visualtype::default() };
        assert_eq!(packed(&[1, 2, 3, 255], &visual, ImageOrder::LSB_FIRST), [3, 2, 1, 0]);
        assert_eq!(packed(&[1, 2, 3, 255], &visual, ImageOrder::MSB_FIRST), [0, 1, 2, 3]);
        let rows = solid_rows(&pixels(Picture::Sos, 80, color), 80);
        assert_eq!(rows.len(), 80);
        assert_eq!(rows.get(40).map(|row| (row.x, row.width)), Some((0, 80)));
        assert!(rows.first().is_some_and(|row| row.x > 10 && row.width < 60), "the corner is round");
    }
}

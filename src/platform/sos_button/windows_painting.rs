//! The button's picture, with smooth edges, on the screen of Windows.

#![expect(unsafe_code, reason = "a picture is handed to the system")]

use windows::Win32::Foundation::{COLORREF, HWND, POINT, SIZE};
use windows::Win32::Graphics::Gdi::{
    AC_SRC_ALPHA, AC_SRC_OVER, BI_RGB, BITMAPINFO, BITMAPINFOHEADER, BLENDFUNCTION, CreateCompatibleDC,
    CreateDIBSection, DIB_RGB_COLORS, DeleteDC, DeleteObject, SelectObject,
};
use windows::Win32::UI::WindowsAndMessaging::{ULW_ALPHA, UpdateLayeredWindow};
use windows::core::Error;

use crate::core::drawing::Picture;
use crate::core::drawing::raster::pixels;
use crate::core::sos::{Point, color};

/// Puts the picture on the screen, in its size and place.
pub(super) fn paint(window: HWND, corner: Point, edge: i32) -> Result<(), Error> {
    let side = u16::try_from(edge).unwrap_or(1).max(1);
    let rgba = pixels(Picture::Sos, side, color);
    let size = SIZE { cx: side.into(), cy: side.into() };
    let info = BITMAPINFO {
        bmiHeader: BITMAPINFOHEADER {
            biSize: u32::try_from(size_of::<BITMAPINFOHEADER>()).unwrap_or_default(),
            biWidth: side.into(),
            // From the top.
            biHeight: -i32::from(side),
            biPlanes: 1,
            biBitCount: 32,
            biCompression: BI_RGB.0,
            ..BITMAPINFOHEADER::default()
        },
        ..BITMAPINFO::default()
    };
    let at = POINT { x: corner.x, y: corner.y };
    let from = POINT::default();
    let blend = BLENDFUNCTION {
        BlendOp: u8::try_from(AC_SRC_OVER).unwrap_or_default(),
        BlendFlags: 0,
        SourceConstantAlpha: u8::MAX,
        AlphaFormat: u8::try_from(AC_SRC_ALPHA).unwrap_or_default(),
    };
    let mut bits = std::ptr::null_mut();
    // SAFETY: all structures are ours and outlive the calls; the bitmap has exactly the bytes that are copied, and
    // goes after its context; the window is ours.
    unsafe {
        let context = CreateCompatibleDC(None);
        let bitmap = CreateDIBSection(Some(context), &raw const info, DIB_RGB_COLORS, &raw mut bits, None, 0);
        let done = bitmap.and_then(|bitmap| {
            let bytes = premultiplied(&rgba);
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), bits.cast::<u8>(), bytes.len());
            let before = SelectObject(context, bitmap.into());
            let done = UpdateLayeredWindow(
                window,
                None,
                Some(&raw const at),
                Some(&raw const size),
                Some(context),
                Some(&raw const from),
                COLORREF(0),
                Some(&raw const blend),
                ULW_ALPHA,
            );
            SelectObject(context, before);
            let _ = DeleteObject(bitmap.into());
            done
        });
        let _ = DeleteDC(context);
        done
    }
}

/// Blue, green, red and opacity, each already as opaque as its pixel.
fn premultiplied(rgba: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(rgba.len());
    for pixel in rgba.chunks_exact(4) {
        let [red, green, blue, opacity] = *pixel else { continue };
        let part = |value: u8| {
            u8::try_from(u16::from(value) * u16::from(opacity) / u16::from(u8::MAX)).unwrap_or(u8::MAX)
        };
        bytes.extend([part(blue), part(green), part(red), opacity]);
    }
    bytes
}

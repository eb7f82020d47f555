//! The icons that are handed out are the picture that the program draws.

use std::path::Path;

use kyukyubako::core::drawing::Picture;
use kyukyubako::core::drawing::raster::{pixels, svg};
use kyukyubako::ui::theme::icon::rgb;

/// What Windows asks for between a list and a large tile.
const EDGES: [u16; 6] = [16, 24, 32, 48, 64, 256];

fn png(edge: u16) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, u32::from(edge), u32::from(edge));
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&pixels(Picture::Logo, edge, rgb)).expect("pixels");
    writer.finish().expect("an end");
    out
}

/// An .ico file: a directory, then one PNG for each size.
fn ico() -> Vec<u8> {
    let pictures = EDGES.map(png);
    let mut out = vec![0, 0, 1, 0];
    out.extend(u16::try_from(EDGES.len()).expect("few").to_le_bytes());
    let mut offset = 6 + 16 * EDGES.len();
    for (edge, picture) in EDGES.iter().zip(&pictures) {
        // 256 is written as 0.
        let edge = u8::try_from(*edge).unwrap_or(0);
        out.extend([edge, edge, 0, 0, 1, 0, 32, 0]);
        out.extend(u32::try_from(picture.len()).expect("small").to_le_bytes());
        out.extend(u32::try_from(offset).expect("small").to_le_bytes());
        offset += picture.len();
    }
    out.extend(pictures.concat());
    out
}

/// `KYUKYUBAKO_WRITE_ICONS=1 cargo test --test house icon` writes them anew.
#[test]
fn the_icons_are_the_picture_that_the_program_draws() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/icon");
    let drawn = [
        ("kyukyubako.ico", ico()),
        ("kyukyubako.png", png(256)),
        ("kyukyubako.svg", svg(Picture::Logo, rgb).into_bytes()),
    ];
    for (name, bytes) in drawn {
        let path = folder.join(name);
        if std::env::var_os("KYUKYUBAKO_WRITE_ICONS").is_some() {
            std::fs::create_dir_all(&folder).expect("a folder");
            std::fs::write(&path, &bytes).expect("a file");
        }
        let kept = std::fs::read(&path).unwrap_or_default();
        assert!(kept == bytes, "{name} is not what the program draws; see this test on how to write it anew");
    }
}

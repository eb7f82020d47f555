//! The icons that are handed out are the picture that the program draws.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kyukyubako::core::drawing::Picture;
use kyukyubako::core::drawing::raster::{pixels, svg};
use kyukyubako::ui::theme::icon::rgb;

/// What Linux desktops ask for beside the drawing.
const HICOLOR: [u16; 2] = [48, 128];
/// What macOS can draw everything from, by the name of each size in an .icns file.
const ICNS: [(&[u8; 4], u16); 2] = [(b"ic07", 128), (b"ic08", 256)];
/// What Windows asks for between a list and a large tile.
const EDGES: [u16; 6] = [16, 24, 32, 48, 64, 256];

/// Each size once: drawing takes its time.
type Drawn = BTreeMap<u16, Vec<u8>>;

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
fn ico(drawn: &Drawn) -> Vec<u8> {
    let pictures = EDGES.map(|edge| drawn[&edge].clone());
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

/// An .icns file: its length, then for each size a name, a length and a PNG. Lengths count what they stand in.
fn icns(drawn: &Drawn) -> Vec<u8> {
    let length = |bytes: usize| u32::try_from(bytes).expect("small").to_be_bytes();
    let mut pictures = Vec::new();
    for (name, edge) in ICNS {
        let picture = &drawn[&edge];
        pictures.extend(name);
        pictures.extend(length(picture.len() + 8));
        pictures.extend(picture);
    }
    [b"icns".as_slice(), &length(pictures.len() + 8), &pictures].concat()
}

/// `KYUKYUBAKO_WRITE_ICONS=1 cargo test --test house icon` writes them anew.
#[test]
fn the_icons_are_the_picture_that_the_program_draws() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/icon");
    let edges = EDGES.into_iter().chain(HICOLOR).chain(ICNS.map(|(_, edge)| edge));
    let drawn: Drawn = edges.collect::<BTreeSet<_>>().into_iter().map(|edge| (edge, png(edge))).collect();
    let mut files = vec![
        ("kyukyubako.ico".to_owned(), ico(&drawn)),
        ("kyukyubako.icns".to_owned(), icns(&drawn)),
        ("kyukyubako.png".to_owned(), drawn[&256].clone()),
        ("kyukyubako.svg".to_owned(), svg(Picture::Logo, rgb).into_bytes()),
    ];
    files.extend(HICOLOR.map(|edge| (format!("kyukyubako-{edge}.png"), drawn[&edge].clone())));
    for (name, bytes) in files {
        let path = folder.join(&name);
        if std::env::var_os("KYUKYUBAKO_WRITE_ICONS").is_some() {
            std::fs::create_dir_all(&folder).expect("a folder");
            std::fs::write(&path, &bytes).expect("a file");
        }
        let kept = std::fs::read(&path).unwrap_or_default();
        assert!(kept == bytes, "{name} is not what the program draws; see this test on how to write it anew");
    }
}

//! Colours and sizes have names and live in the theme: nothing else writes one.

use crate::source::{Piece, files, shipped, short, text};

/// What makes a colour.
const COLORS: [&str; 4] = ["Color32::", "Rgba::", "from_rgb", "from_gray"];
/// A plain number from here on is a length, not a share of one.
const LENGTH: f32 = 10.0;

/// The plain numbers with a point in `code`.
fn numbers(code: &str) -> impl Iterator<Item = f32> {
    code.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '_'))
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.'))
        .filter_map(|word| word.trim_end_matches("_f32").replace('_', "").parse().ok())
}

fn literals(code: &str) -> Vec<String> {
    let colors = COLORS.iter().filter(|it| code.contains(**it)).map(|it| (*it).to_owned());
    let lengths = numbers(code).filter(|it| *it >= LENGTH).map(|it| it.to_string());
    // Giving the one from the theme on is no new colour.
    colors.filter(|it| it != "Color32::" || code.replace("Color32::from(color::", "").contains("Color32::")).chain(lengths).collect()
}

#[test]
fn a_literal_is_seen() {
    assert_eq!(literals("painter.rect(Color32::RED, size::GAP * 1.5)"), ["Color32::"]);
    assert_eq!(literals("vec2(24.0, edge * 0.5) + 1_024.5_f32"), ["24", "1024.5"]);
    assert_eq!(literals("Color32::from(color::GROUND), fit.text(size::BODY), 12_u8"), Vec::<String>::new());
}

#[test]
fn only_the_theme_writes_colours_and_sizes() {
    let mut found = Vec::new();
    let mut looked = 0;
    for path in files("src/ui", &[".rs"]) {
        if short(&path).starts_with("src/ui/theme/") {
            continue;
        }
        looked += 1;
        for piece in shipped(&text(&path)) {
            if let Piece::Code(code) = piece {
                found.extend(literals(&code).into_iter().map(|it| format!("{}: {it}", short(&path))));
            }
        }
    }
    assert!(looked > 20, "{looked}");
    assert_eq!(found, Vec::<String>::new());
}

//! Every character the product can show has a glyph in the bundled fonts.

use std::collections::BTreeMap;

use skrifa::{FontRef, MetadataProvider as _};

use crate::source::{files, root, short, text};

#[test]
fn every_character_of_words_and_facts_can_be_drawn() {
    let mut characters: BTreeMap<char, String> = BTreeMap::new();
    for (folder, ending) in [("locales", ".ftl"), ("assets", ".toml")] {
        for path in files(folder, &[ending]) {
            for line in text(&path).lines().filter(|line| !line.starts_with('#')) {
                for c in line.chars().filter(|c| !c.is_control()) {
                    characters.entry(c).or_insert_with(|| short(&path));
                }
            }
        }
    }
    // What marks a missing word, and what a family types.
    assert!(characters.len() > 100, "the words were found");
    for weight in ["Regular", "Bold"] {
        let path = root().join(format!("assets/fonts/BIZUDPGothic-{weight}.ttf"));
        let bytes = std::fs::read(path).expect("font");
        let font = FontRef::new(&bytes).expect("a font");
        let glyphs = font.charmap();
        let missing: Vec<_> = characters.iter().filter(|(c, _)| glyphs.map(**c).is_none()).collect();
        assert_eq!(missing, Vec::<(&char, &String)>::new(), "{weight}");
    }
}

#[test]
fn the_fonts_come_with_their_licence() {
    let licence = text(&root().join("assets/fonts/OFL.txt"));
    assert!(
        licence.contains("SIL OPEN FONT LICENSE Version 1.1")
            && licence.contains("BIZ UDGothic Project Authors")
    );
}

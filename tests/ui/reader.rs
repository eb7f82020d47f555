//! What a screen reader hears on each screen, in order of its kind (`[` is pressed, `#` is a headline), kept as one reviewed text a language.

use eframe::egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use kyukyubako::content::Locale;

use crate::gallery::scenes;
use crate::harness::Desk;

fn heard(locale: Locale) -> String {
    let mut text = String::new();
    for (name, scene) in scenes() {
        let mut desk = Desk::new(locale, [1366.0, 768.0], 1.0);
        scene(&mut desk);
        desk.harness.run();
        text.push_str(&format!("## {name}\n"));
        let headings: Vec<String> = desk
            .harness
            .query_all_by_role(Role::Heading)
            .filter_map(|node| node.accesskit_node().label().or_else(|| node.accesskit_node().value()))
            .collect();
        for (label, _, pressable) in desk.things() {
            let heading = !pressable && headings.contains(&label);
            text.push_str(if pressable {
                "[ "
            } else if heading {
                "# "
            } else {
                "  "
            });
            text.push_str(&label);
            text.push('\n');
        }
    }
    text
}

#[test]
fn japanese_screens_say_what_was_reviewed() {
    insta::assert_snapshot!("heard-ja", heard(Locale::Ja));
}

#[test]
fn english_screens_say_what_was_reviewed() {
    insta::assert_snapshot!("heard-en", heard(Locale::En));
}

//! How large words are at the normal text size in an ordinary window: headlines, what is read, numbers to call.

use eframe::egui::Shape;
use kyukyubako::content::Locale;
use kyukyubako::core::settings::TextSize;
use kyukyubako::ui::theme::color::Palette;
use kyukyubako::ui::theme::size;
use kyukyubako::ui::view::{Body, View};

use crate::every_size::{Sheet, Shown, shapes, sheet, views};

/// Pages with so much on them that their words are a little smaller: everything to photograph at once with three long
/// names, a tool with a show of fright around it, the set-up's last page with three ways on, what the doctor found.
const CROWDED: &[&str] = &[
    "02-details-many",
    "02-details-theatre",
    "16-hand-over-crowded",
    "16-hand-over-known-years-later",
    "88-doctor-mend",
    "88-doctor-silent",
    "88-doctor-well",
    "99-setup-saved",
];
/// A mobile telephone's number beside a button leaves no room for more.
const LONG_NUMBER: f32 = 60.0;

fn bare(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The size in which `words` are drawn, the smallest if they are drawn more than once.
fn drawn_at(sheet: &Sheet, words: &str) -> Option<f32> {
    let words = bare(words);
    let sizes = shapes(sheet).into_iter().filter_map(|(_, shape)| match shape {
        Shape::Text(text) if bare(text.galley.text()) == words => {
            text.galley.job.sections.first().map(|section| section.format.font_id.size)
        }
        _ => None,
    });
    sizes.min_by(f32::total_cmp)
}

/// Everything on `view` that has a size of its own, with the least one.
fn wanted(view: &View) -> Vec<(&String, f32)> {
    let mut all = vec![(&view.headline, size::HEADLINE)];
    all.extend(view.reason.iter().map(|words| (words, size::BODY)));
    match &view.body {
        Body::Page(lines, _) | Body::Lines(lines) => {
            all.extend(lines.iter().map(|words| (words, size::BODY)))
        }
        Body::Calls(list) => {
            all.extend(list.iter().map(|call| {
                let long = call.open.is_some() && call.number.chars().count() > 12;
                (&call.number, if long { LONG_NUMBER } else { size::NUMERAL })
            }));
            all.extend(list.iter().flat_map(|call| call.say.first()).map(|words| (words, size::BODY)));
        }
        Body::Finding(tool) => all.extend(tool.about.iter().map(|words| (words, size::BODY))),
        Body::Count(_, _, words) => all.push((words, size::BODY)),
        _ => {}
    }
    all
}

#[test]
fn words_have_their_size_in_an_ordinary_window() {
    let mut faults = Vec::new();
    let (mut headlines, mut numbers) = (0, 0);
    for locale in [Locale::Ja, Locale::En] {
        let Some((_, first)) = views(locale).first() else { panic!("no scene") };
        let mut sheet = sheet(first, [1366.0, 768.0], 1.0);
        for (name, view) in views(locale) {
            *sheet.state_mut() =
                Shown { view: view.clone(), text_size: TextSize::Normal, palette: Palette::Normal };
            sheet.step();
            for (words, least) in wanted(view) {
                let Some(found) = drawn_at(&sheet, words) else { continue };
                headlines += usize::from(least >= size::HEADLINE);
                numbers += usize::from(least >= LONG_NUMBER);
                if found < least - 0.1 && !CROWDED.contains(name) {
                    faults.push(format!("{} {name}: {words:?} is {found:.1}, not {least}", locale.tag()));
                }
            }
        }
    }
    assert!(headlines > 300 && numbers > 30, "{headlines} headlines, {numbers} numbers");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

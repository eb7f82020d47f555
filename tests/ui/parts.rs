//! What has no room on one page is shown in parts: nothing that must be read is left out.

use eframe::egui::{Shape, Vec2};
use egui_kittest::kittest::Queryable as _;
use kyukyubako::content::Locale;
use kyukyubako::core::settings::TextSize;
use kyukyubako::ui::theme::color::Palette;
use kyukyubako::ui::view::{Body, View};

use crate::every_size::{Sheet, Shown, shapes, sheet, views};

fn bare(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).collect()
}

fn drawn(sheet: &Sheet) -> String {
    let texts = shapes(sheet).into_iter().filter_map(|(_, shape)| match shape {
        Shape::Text(text) => Some(bare(text.galley.text())),
        _ => None,
    });
    texts.collect()
}

/// What must be read on `view`, phrase by phrase.
fn wanted(view: &View) -> Vec<String> {
    let all: Vec<String> = match &view.body {
        Body::Page(lines, more) => [lines.clone(), more.clone()].concat(),
        Body::Calls(list) if view.screen.is_emergency() => match list.as_slice() {
            [call] => {
                let words = [&call.who, &call.number, &call.state, &call.note].map(Clone::clone);
                words.into_iter().chain(call.say.first().cloned()).collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    // A script may go on in the next part, between two phrases.
    all.iter().flat_map(|words| words.split_whitespace()).map(bare).collect()
}

/// Goes on as long as the main button leads to more.
fn read(sheet: &mut Sheet, view: &View) -> String {
    let mut all = drawn(sheet);
    for part in 2..9 {
        let label = format!("{} {part} / ", view.more.0);
        let found: Vec<_> = sheet.query_all_by_label_contains(&label).collect();
        let Some(next) = found.first() else { break };
        next.click();
        drop(found);
        sheet.step();
        sheet.step();
        all += &drawn(sheet);
    }
    all
}

#[test]
fn no_number_and_no_fact_is_left_out_in_any_window() {
    let mut faults = Vec::new();
    for locale in [Locale::Ja, Locale::En] {
        for ([width, height], scale) in
            [([1024.0, 768.0], 2.0), ([1366.0, 768.0], 2.0), ([1366.0, 768.0], 1.0)]
        {
            let Some((_, first)) = views(locale).first() else { panic!("no scene") };
            let mut sheet = sheet(first, [width, height], scale);
            sheet.set_size(Vec2::new(width, height) / scale);
            for (name, view) in views(locale) {
                let wanted = wanted(view);
                if wanted.is_empty() {
                    continue;
                }
                // Another screen in between: each begins with its first part.
                sheet.state_mut().view = first.clone();
                sheet.step();
                sheet.step();
                *sheet.state_mut() =
                    Shown { view: view.clone(), text_size: TextSize::Normal, palette: Palette::Normal };
                sheet.step();
                sheet.step();
                let all = read(&mut sheet, view);
                let missing: Vec<_> = wanted.iter().filter(|line| !all.contains(*line)).collect();
                if !missing.is_empty() {
                    faults.push(format!("{} {width}x{height}@{scale} {name}: {missing:?}", locale.tag()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

//! What is really painted on every screen, in both palettes: contrast, and what red and green are used for.

use eframe::egui::accesskit::Role;
use eframe::egui::epaint::ColorMode;
use eframe::egui::{Color32, Pos2, Rect, Shape, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use kyukyubako::content::Locale;
use kyukyubako::core::settings::TextSize;
use kyukyubako::ui::theme::color::{self, Palette};
use kyukyubako::ui::view::{Body, Button, ButtonKind, Tone, View};

use crate::every_size::{Sheet, Shown, is_ground, shapes, sheet, views};

fn luminance(color: Color32) -> f32 {
    let part = |value: u8| {
        let value = f32::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(color.r()) + 0.7152 * part(color.g()) + 0.0722 * part(color.b())
}

fn contrast(one: Color32, other: Color32) -> f32 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

#[test]
fn both_palettes_keep_their_contrast() {
    assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 0.01, "the measure itself");
    for palette in [Palette::Normal, Palette::HighContrast] {
        for (pairs, least) in [(color::WORDS, 8.0), (color::EDGES, 3.0)] {
            for (ink, grounds) in pairs {
                for ground in *grounds {
                    let found = contrast(ink.of(palette), ground.of(palette));
                    assert!(found >= least, "{palette:?}: {ink:06x?} on {ground:06x?} is {found:.2}:1");
                }
            }
        }
    }
}

#[test]
fn high_contrast_is_never_less() {
    for pairs in [color::WORDS, color::EDGES] {
        for (ink, grounds) in pairs {
            for ground in *grounds {
                let [normal, high] = [Palette::Normal, Palette::HighContrast]
                    .map(|palette| contrast(ink.of(palette), ground.of(palette)));
                assert!(high >= normal, "{ink:06x?} on {ground:06x?}: {high:.2} < {normal:.2}");
            }
        }
    }
}

/// The colour that lies at `place` below the shape number `before`: in the end what the window is cleared with.
fn ground_at(shapes: &[(Rect, Shape)], before: usize, place: Pos2) -> Color32 {
    let below = shapes.iter().take(before).rev().find_map(|(clip, shape)| match shape {
        Shape::Rect(rect) if is_ground(rect) && rect.rect.contains(place) && clip.contains(place) => {
            Some(rect.fill)
        }
        _ => None,
    });
    // The palette that the last view was drawn with.
    below.unwrap_or(color::GROUND.into())
}

fn every_view(mut look: impl FnMut(&str, &View, Palette, &Sheet)) {
    let views = views(Locale::Ja);
    let Some((_, first)) = views.first() else { panic!("no scene") };
    let mut sheet = sheet(first, [1366.0, 768.0], 1.0);
    for (name, view) in views {
        for palette in [Palette::Normal, Palette::HighContrast] {
            *sheet.state_mut() = Shown { view: view.clone(), text_size: TextSize::Normal, palette };
            sheet.step();
            look(name, view, palette, &sheet);
        }
    }
}

#[test]
fn every_painted_word_stands_out_from_its_ground() {
    let mut faults = Vec::new();
    let mut words = 0;
    every_view(|name, _, palette, sheet| {
        let shapes = shapes(sheet);
        for (index, (clip, shape)) in shapes.iter().enumerate() {
            let Shape::Text(text) = shape else { continue };
            let place = text.galley.rect.translate(text.pos.to_vec2());
            // Below the edge of a list that scrolls nothing is seen.
            if text.galley.text().trim().is_empty() || !clip.contains(place.center()) {
                continue;
            }
            words += 1;
            let ink = text.galley.job.sections.first().map_or(text.fallback_color, |it| it.format.color);
            let ground = ground_at(&shapes, index, place.center());
            let found = contrast(ink, ground);
            if found < 8.0 {
                faults.push(format!(
                    "{name} {palette:?}: {:?} {ink:?} on {ground:?}: {found:.2}",
                    text.galley.text()
                ));
            }
        }
    });
    assert!(words > 1_000, "{words}");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Where something can be pressed now, with its name.
fn pressable(sheet: &Sheet) -> Vec<(String, Rect)> {
    let roles = [Role::Button, Role::CheckBox, Role::RadioButton, Role::TextInput, Role::MultilineTextInput];
    let mut found = Vec::new();
    for role in roles {
        for node in sheet.query_all_by_role(role) {
            if !node.accesskit_node().is_disabled() {
                found.push((node.accesskit_node().label().unwrap_or_default(), node.rect()));
            }
        }
    }
    found
}

#[test]
fn whatever_can_be_pressed_shows_its_edge() {
    let mut faults = Vec::new();
    let mut edges = 0;
    every_view(|name, _, palette, sheet| {
        let shapes = shapes(sheet);
        for (label, place) in pressable(sheet) {
            // The last box painted there, and the ground around it.
            let same =
                |rect: Rect| rect.expand(3.0).contains_rect(place) && place.expand(3.0).contains_rect(rect);
            let Some(first) = shapes.iter().position(|(clip, shape)| {
                matches!(shape, Shape::Rect(rect) if is_ground(rect) && same(rect.rect))
                    && clip.contains_rect(place)
            }) else {
                continue;
            };
            edges += 1;
            let around = ground_at(&shapes, first, place.left_center() - vec2(3.5, 0.0));
            let shown = shapes.iter().skip(first).filter_map(|(_, shape)| match shape {
                Shape::Rect(rect) if same(rect.rect) => Some([rect.fill, rect.stroke.color]),
                _ => None,
            });
            let best =
                shown.flatten().filter(|it| it.a() == 255).map(|it| contrast(it, around)).fold(0.0, f32::max);
            if best < 3.0 {
                faults.push(format!("{name} {palette:?}: the edge of {label:?} has {best:.2}:1"));
            }
        }
    });
    assert!(edges > 300, "{edges}");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Every colour of a shape.
fn colors(shape: &Shape) -> Vec<Color32> {
    let solid = |mode: &ColorMode| if let ColorMode::Solid(color) = mode { vec![*color] } else { Vec::new() };
    match shape {
        Shape::Rect(it) if it.blur_width == 0.0 => vec![it.fill, it.stroke.color],
        Shape::Circle(it) => vec![it.fill, it.stroke.color],
        Shape::LineSegment { stroke, .. } => vec![stroke.color],
        Shape::Path(it) => [vec![it.fill], solid(&it.stroke.color)].concat(),
        Shape::Text(it) => it.galley.job.sections.iter().map(|section| section.format.color).collect(),
        _ => Vec::new(),
    }
}

fn is_red(color: Color32) -> bool {
    color.a() > 0
        && color.r() > 90
        && u16::from(color.g()) * 3 < u16::from(color.r())
        && color.b() < 70
        && color.g() < 45
}

fn is_green(color: Color32) -> bool {
    let [red, green, blue] = [color.r(), color.g(), color.b()].map(i16::from);
    color.a() > 0 && green > red + 8 && green > blue + 8
}

fn buttons(view: &View) -> Vec<&Button> {
    let mut all: Vec<&Button> = view.primary.iter().chain(&view.others).chain(&view.ways_out).collect();
    match &view.body {
        Body::Doors(_, doors) => all.extend(doors),
        Body::Choices(groups) => all.extend(groups.iter().flat_map(|group| &group.1)),
        Body::Steps(rows) => all.extend(rows.iter().flat_map(|row| [&row.toggle, &row.open])),
        Body::Checks(_, again) => all.push(again),
        _ => {}
    }
    all
}

#[test]
fn red_is_the_button_that_cuts_and_nothing_else() {
    let mut faults = Vec::new();
    let mut reds = 0;
    every_view(|name, view, palette, sheet| {
        let cuts: Vec<&str> = buttons(view)
            .iter()
            .filter(|it| it.kind == ButtonKind::Cut)
            .map(|it| it.spoken.as_deref().unwrap_or(&it.label))
            .collect();
        let places: Vec<Rect> =
            pressable(sheet).into_iter().filter(|it| cuts.contains(&it.0.as_str())).map(|it| it.1).collect();
        for (_, shape) in shapes(sheet) {
            if !colors(&shape).into_iter().any(is_red) {
                continue;
            }
            reds += 1;
            let bounds = shape.visual_bounding_rect();
            if !places.iter().any(|place| place.expand(2.0).contains_rect(bounds)) {
                faults.push(format!("{name} {palette:?}: red at {bounds:?}"));
            }
        }
        // And the button that cuts is red, wherever it can be pressed.
        if !places.is_empty()
            && !shapes(sheet).iter().any(|(_, shape)| colors(shape).contains(&color::CUT.of(palette)))
        {
            faults.push(format!("{name} {palette:?}: {cuts:?} is not red"));
        }
    });
    assert!(reds > 20, "{reds}");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Something on this screen was observed. What a person ticks off is not.
fn says_observed(view: &View) -> bool {
    let strip = match &view.body {
        Body::Doors(strip, _) => strip.tone == Tone::Observed,
        _ => false,
    };
    view.tone == Tone::Observed || strip || view.line.as_ref().is_some_and(|line| line.tone == Tone::Observed)
}

#[test]
fn green_is_what_was_observed_and_nothing_else() {
    let mut faults = Vec::new();
    let mut greens = 0;
    every_view(|name, view, palette, sheet| {
        let green: Vec<Rect> = shapes(sheet)
            .iter()
            .filter(|(_, shape)| colors(shape).into_iter().any(is_green))
            .map(|(_, shape)| shape.visual_bounding_rect())
            .collect();
        greens += usize::from(!green.is_empty());
        if !green.is_empty() && !says_observed(view) {
            faults.push(format!("{name} {palette:?}: green at {green:?}"));
        }
    });
    assert!(greens > 20, "{greens}");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

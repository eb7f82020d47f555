//! What documents say about the program is so: links lead somewhere, quoted words are the screens' words, and every
//! screen's number stands in the list for whoever guides by telephone.

use std::collections::BTreeSet;

use kyukyubako::core::Screen;

use crate::markdown::{anchors, cells, documents, links, prose, spans};
use crate::source::{files, root, short, text};

/// What each screen says, in each language, as the tests of the window keep it.
const HEARD: &str = "tests/ui/snapshots/ui__reader__heard-";
/// The documents that walk people through screens. Their first half is Japanese, the second English.
const WALKS: &[&str] = &["docs/caregivers.md", "docs/consumer-centres.md"];
/// Where the English half begins.
const ENGLISH: &str = "<a id=\"english\"></a>";

/// The screens of one language: the number each shows, and all it says.
fn screens(language: &str, word: &str) -> Vec<(u16, String)> {
    let text = text(&root().join(format!("{HEARD}{language}.snap")));
    let mut found = Vec::new();
    for screen in text.split("\n## ").skip(1) {
        let number = screen.lines().find_map(|line| line.trim().strip_prefix(word)?.trim().parse().ok());
        found.push((number.unwrap_or_else(|| panic!("no number: {screen}")), screen.to_owned()));
    }
    found
}

/// The word before a screen's number, from the Fluent file.
fn number_word(language: &str) -> String {
    let home = text(&root().join(format!("locales/{language}/home.ftl")));
    let line = home.lines().find(|line| line.starts_with("screen-number")).expect("screen-number");
    line.split('=').nth(1).expect("words").replace("{ $number }", "").trim().to_owned()
}

/// All words of the product in one language.
fn all_words(language: &str) -> String {
    let mut words = text(&root().join(format!("{HEARD}{language}.snap")));
    for file in files(&format!("locales/{language}"), &[".ftl"]) {
        words.push_str(&text(&file));
    }
    // What the set-up program says lies with it.
    let set_up = if language == "ja" { "japanese.nsh" } else { "english.nsh" };
    for file in files("installer", &[set_up]) {
        words.push_str(&text(&file));
    }
    words
}

/// What stands between `open` and `close`, the outermost ones.
fn quoted(text: &str, open: char, close: char) -> Vec<String> {
    let mut found = Vec::new();
    let (mut depth, mut inside) = (0_usize, String::new());
    for c in text.chars() {
        if c == close && depth == 1 {
            found.push(std::mem::take(&mut inside));
        }
        depth = if c == close { depth.saturating_sub(1) } else { depth };
        if depth > 0 {
            inside.push(c);
        }
        depth += usize::from(c == open);
    }
    found
}

#[test]
fn every_link_in_the_documents_leads_somewhere() {
    let (mut checked, mut broken) = (0, Vec::new());
    for path in documents() {
        let document = text(&path);
        for link in prose(&document).iter().flat_map(|line| links(line)) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            checked += 1;
            let (file, anchor) =
                link.split_once('#').map_or((link.as_str(), None), |(file, at)| (file, Some(at)));
            let target = if file.is_empty() { path.clone() } else { path.with_file_name("").join(file) };
            let found = match anchor {
                _ if !target.exists() => false,
                Some(anchor) => anchors(&text(&target)).iter().any(|known| known == anchor),
                None => true,
            };
            if !found {
                broken.push(format!("{}: {link}", short(&path)));
            }
        }
    }
    assert!(checked > 50, "{checked}");
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_picture_is_made_by_the_script_and_shown_somewhere() {
    let script = text(&root().join("tools/screens.sh"));
    let shown: String = documents().iter().map(|path| text(path)).collect();
    let pictures = files("docs/pictures", &[".png"]);
    assert!(pictures.len() >= 6);
    for picture in pictures {
        let name = short(&picture);
        let name = name.rsplit('/').next().expect("a name");
        let scene = name.trim_end_matches(".png").split_once('-').expect("a language").1;
        assert!(script.contains(&format!(" {scene}")), "{name} is not made by tools/screens.sh");
        assert!(shown.contains(name), "{name} is shown nowhere");
    }
}

#[test]
fn quoted_words_are_the_screens_own() {
    let (japanese, english) = (all_words("ja"), all_words("en"));
    let (mut checked, mut wrong) = (0, Vec::new());
    for name in WALKS {
        let document = text(&root().join(name));
        let (first, second) =
            document.split_once(ENGLISH).unwrap_or_else(|| panic!("{name} has no English half"));
        let first = quoted(&prose(first).join("\n"), '\u{300c}', '\u{300d}');
        let second = quoted(&prose(second).join("\n"), '\u{201c}', '\u{201d}');
        assert!(first.len() > 10 && second.len() > 5, "{name}: {} and {}", first.len(), second.len());
        for (words, all) in [(first, &japanese), (second, &english)] {
            checked += words.len();
            wrong.extend(words.into_iter().filter(|quote| !all.contains(quote.as_str())).map(|q| (*name, q)));
        }
    }
    assert!(checked > 40, "{checked}");
    assert!(wrong.is_empty(), "no screen says this: {wrong:#?}");
}

#[test]
fn the_list_for_the_telephone_has_every_screen() {
    let document = text(&root().join("docs/consumer-centres.md"));
    let (screens, words) = (screens("ja", &number_word("ja")), all_words("ja"));
    let own: BTreeSet<u16> = Screen::ALL.iter().map(|screen| screen.number().into()).collect();
    let mut listed = BTreeSet::new();
    for row in document.lines().filter_map(cells) {
        let [number, headline, _] = row.as_slice() else { continue };
        let Ok(number) = number.parse::<u16>() else { continue };
        assert!(listed.insert(number), "{number} stands twice");
        let heading = format!("# {headline}");
        let says =
            |(at, screen): &&(u16, String)| *at == number && screen.lines().any(|line| line == heading);
        // A screen whose words nobody reviewed yet has its headline in the Fluent files.
        let new =
            screens.iter().all(|(at, _)| *at != number) && own.contains(&number) && words.contains(headline);
        assert!(
            new || screens.iter().any(|screen| says(&screen)),
            "{headline:?} is no headline of screen {number}"
        );
    }
    let shown: BTreeSet<u16> = screens.iter().map(|(number, _)| *number).collect();
    let missing: Vec<_> = shown.union(&own).filter(|number| !listed.contains(number)).collect();
    assert!(missing.is_empty(), "docs/consumer-centres.md does not list screens {missing:?}");
    // Both languages bear the same numbers.
    let english: BTreeSet<u16> =
        self::screens("en", &number_word("en")).into_iter().map(|(number, _)| number).collect();
    assert_eq!(shown, english);
}

/// True for what an administrator looks for on a PC: a registry key, a folder, a property, a switch.
fn is_name_on_a_pc(span: &str) -> bool {
    let place = ["HKLM\\", "HKCU\\", "%", "/etc/", "/usr/", "/var/", "/run/"]
        .iter()
        .any(|mark| span.starts_with(mark));
    let shouted =
        span.len() > 3 && span.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let switch =
        span.starts_with('/') && span.chars().skip(1).all(|c| c.is_ascii_uppercase()) && span.len() > 1;
    place || shouted || switch
}

#[test]
fn names_for_administrators_are_those_of_programs_and_installers() {
    let mut known = String::new();
    for (folder, endings) in
        [("src", &[".rs"][..]), ("installer", &[".nsi", ".nsh", ".py", ".sh", ".desktop", "inst", "rm"])]
    {
        for file in files(folder, endings) {
            known.push_str(&short(&file).to_lowercase());
            known.push_str(&text(&file).to_lowercase());
        }
    }
    let (mut checked, mut unknown) = (0, Vec::new());
    for name in ["docs/it.md", "docs/release.md"] {
        let document = text(&root().join(name));
        let spans = prose(&document).into_iter().filter_map(cells).flatten().flat_map(|cell| spans(&cell));
        for span in spans.filter(|span| is_name_on_a_pc(span)) {
            let last = span.rsplit(['\\', '/', '%']).next().unwrap_or(&span);
            checked += 1;
            if last.len() > 1 && !known.contains(&last.to_lowercase()) {
                unknown.push(format!("{name}: {span}"));
            }
        }
    }
    assert!(checked > 30, "{checked}");
    assert!(unknown.is_empty(), "{unknown:#?}");
}

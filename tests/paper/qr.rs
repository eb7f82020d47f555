//! An independent decoder reads the codes.

use std::process::Command;

use kyukyubako::content::qr::{Matrix, QUIET_ZONE, encode};
use kyukyubako::content::{Contacts, Locale, Texts};

use crate::tools::have;

/// A picture of `matrix` in the simplest format there is.
fn picture(matrix: &Matrix, module: usize) -> Vec<u8> {
    let edge = (matrix.size + QUIET_ZONE * 2) * module;
    let mut picture = format!("P5 {edge} {edge} 255\n").into_bytes();
    for y in 0..edge {
        for x in 0..edge {
            let (x, y) = (x / module, y / module);
            let inside = x >= QUIET_ZONE && y >= QUIET_ZONE;
            let dark = inside && matrix.is_dark(x - QUIET_ZONE, y - QUIET_ZONE);
            picture.push(if dark { 0 } else { 255 });
        }
    }
    picture
}

/// What zbar reads, as UTF-8.
fn decoded(matrix: &Matrix, module: usize) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("code.pgm");
    std::fs::write(&file, picture(matrix, module)).unwrap();
    let output = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim_end_matches('\n').to_owned()
}

/// What the hand-over page says: steps 3 to 5 and the numbers.
fn hand_over(locale: Locale) -> String {
    let (texts, contacts) = (Texts::new(locale), Contacts::bundled());
    let mut lines: Vec<String> = ["step-3", "step-4", "step-5"].iter().map(|id| texts.get(id)).collect();
    lines.push(texts.get("script-bank"));
    lines.push(format!("{} 0120-000-000", "\u{9280}\u{884c}".repeat(30)));
    lines.push(format!("{} 090-1234-5678", "\u{5c71}\u{7530}".repeat(30)));
    for contact in
        ["police-emergency", "police-advice", "consumer-hotline", "ipa"].map(|id| contacts.find(id))
    {
        let contact = contact.unwrap();
        lines.push(format!("{} {}", contact.name(locale), contact.number));
    }
    lines.join("\n")
}

#[test]
fn another_program_reads_the_steps_and_numbers() {
    if !have("zbarimg") {
        return;
    }
    for locale in Locale::ALL {
        let text = hand_over(locale);
        let matrix = encode(&text).unwrap();
        eprintln!("{}: {} characters, {} modules", locale.tag(), text.chars().count(), matrix.size);
        assert!(matrix.size <= 97, "{}", matrix.size);
        // Two pixels a module is the least a screen shows.
        for module in [2, 5] {
            assert_eq!(decoded(&matrix, module), text, "{} at {module}", locale.tag());
        }
    }
}

#[test]
fn every_kind_of_character_comes_back() {
    if !have("zbarimg") {
        return;
    }
    for text in [
        "110",
        "#9110 (188)",
        "\u{9280}\u{884c}",
        "\u{3042} a \u{30a2} 1",
        // Not in the mode for kanji: rare and personal characters, half-width kana, emoji.
        "\u{20bb7}\u{91ce} 090-1234-5678",
        "\u{9ad9}\u{6a4b}\u{fa11}",
        "\u{ff76}\u{ff85} \u{1f600}",
        "caf\u{e9} \u{2192} \u{3042}",
    ] {
        assert_eq!(decoded(&encode(text).unwrap(), 4), text);
    }
}

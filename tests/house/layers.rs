//! Which way dependencies point, where the world is touched, and how long a file may be.

use crate::source::{Piece, files, shipped, short, text};

/// Longest file, in lines.
const LINES_MAX: usize = 600;

/// Reading clocks, files, the environment, the network, or starting threads and processes.
const TOUCHES_THE_WORLD: &[&str] = &[
    "std::fs",
    "std::process",
    "std::env",
    "std::thread",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "sysinfo::",
    "rfd::",
    "zbus::",
    "rustix::",
    "dirs::",
    "tempfile::",
    "windows::Win32",
];

/// For each folder: what its files may not mention.
const RULES: &[(&str, &[&[&str]])] = &[
    (
        "src/core",
        &[
            TOUCHES_THE_WORLD,
            WINDOW,
            &["crate::content", "fluent"],
            &["crate::platform"],
            ABOVE_UI,
            &["crate::ui"],
        ],
    ),
    ("src/content", &[TOUCHES_THE_WORLD, WINDOW, &["crate::platform", "crate::ui"], ABOVE_UI]),
    ("src/paper", &[TOUCHES_THE_WORLD, WINDOW, &["crate::platform", "crate::ui"], ABOVE_UI]),
    ("src/ui", &[TOUCHES_THE_WORLD, &["crate::platform", "crate::paper"], ABOVE_UI]),
    ("src/platform", &[WINDOW, &["crate::content", "crate::ui", "crate::guard"], ABOVE_UI]),
    // The guard: policy over the platform, without words or window.
    ("src/guard", &[WINDOW, &["crate::content", "crate::ui", "crate::paper"], ABOVE_UI]),
    ("src/runtime", &[&["crate::cli"]]),
    ("src/cli", &[WINDOW, &["crate::ui"]]),
    // The elevated program: nothing of the window may be linked into it.
    ("src/bin", &[WINDOW, &["kyukyubako::ui", "kyukyubako::runtime", "rfd", "notify_rust"]]),
];
const WINDOW: &[&str] = &["egui", "eframe"];
const ABOVE_UI: &[&str] = &["crate::runtime", "crate::cli"];

/// Exceptions, each with its reason.
const ALLOWED: &[(&str, &str)] = &[
    // The elevated program has no window layer above it; its few message boxes need their words.
    ("src/platform/windows/restore_program", "crate::content"),
    ("src/platform/network/windows/one_shot.rs", "crate::content"),
    // As the elevated program.
    ("src/platform/windows/notice_program", "crate::content"),
];

/// The shipped code of a file, literals replaced by `""`.
fn code(path: &std::path::Path) -> String {
    let piece = |piece| match piece {
        Piece::Code(code) => code,
        Piece::Literal(_) => "\"\"".to_owned(),
    };
    shipped(&text(path)).into_iter().map(piece).collect()
}

#[test]
fn dependencies_point_one_way_and_only_the_edges_touch_the_world() {
    let mut broken = Vec::new();
    for (folder, rules) in RULES {
        for path in files(folder, &[".rs"]) {
            let (name, code) = (short(&path), code(&path));
            // `use crate::{ui, …}` would hide a forbidden word; nobody needs to write it so.
            if code.contains("use crate::{") || code.contains("use std::{") {
                broken.push(format!("{name}: one `use` for each module, please"));
            }
            for word in rules.iter().copied().flatten() {
                let allowed = ALLOWED.iter().any(|(file, allowed)| name.starts_with(file) && allowed == word);
                if mentions(&code, word) && !allowed {
                    broken.push(format!("{name} mentions {word}"));
                }
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

/// True when `word` stands in `code` and is not the end of a longer word.
fn mentions(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(place, _)| {
        !code[..place].chars().next_back().is_some_and(|before| before.is_alphanumeric() || before == '_')
    })
}

#[test]
fn only_platform_code_is_unsafe() {
    for path in files("src", &[".rs"]) {
        let name = short(&path);
        if !name.starts_with("src/platform/") && !name.starts_with("src/elevated/") {
            assert!(!mentions(&code(&path), "unsafe "), "{name}");
        }
    }
}

#[test]
fn files_are_short_enough_to_be_read() {
    for folder in ["src", "tests", "benches", "tools", ".ci", "build.rs"] {
        for path in files(folder, &[".rs", ".sh", "run"]) {
            let lines = text(&path).lines().count();
            assert!(lines <= LINES_MAX, "{}: {lines} lines", short(&path));
        }
    }
}

#[test]
fn nothing_is_left_to_be_done_later() {
    // Written in halves, so that this file does not find itself.
    let marks =
        [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("place", "holder"), concat!("lorem ", "ipsum")];
    for folder in ["src", "assets", "locales", "tests", "benches", "tools", "installer", ".ci", ".github"] {
        for path in files(folder, &[".rs", ".toml", ".ftl", ".sh", ".yml", "run"]) {
            let text = text(&path);
            for mark in marks {
                assert!(!text.contains(mark), "{}: {mark}", short(&path));
            }
        }
    }
}

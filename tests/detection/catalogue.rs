//! The compiled-in catalogue as data: complete, unambiguous, and silent about ordinary programs.

use std::collections::BTreeSet;

use kyukyubako::content::catalogue::{FILES, parse};
use kyukyubako::core::detection::catalogue::{Tier, Tool, ToolCategory};
use kyukyubako::core::detection::hostile_text::{compared, is_invisible};
use kyukyubako::core::detection::pattern::Pattern;
use kyukyubako::core::detection::snapshot::{Os, ProcessRecord, Snapshot};

use crate::{catalogue, judge};

/// Programs that run everywhere and must never be called a remote tool by their name.
const ORDINARY: &str = include_str!("ordinary_names.txt");
/// What other data sets give as signer of a remote tool and is not: stolen, generic or mistaken.
const STRANGERS: &[&str] = &[
    "Microsoft Corporation",
    "Microsoft Windows",
    "Simon Tatham",
    "win.rar GmbH",
    "Unity Technologies SF",
    "Symantec Corporation",
    "Adobe Systems Incorporated",
    "Martin Prikryl",
    "OpenVPN Inc.",
    "Oculus VR, LLC",
    "Outbyte Computing Pty Ltd",
];
/// The day the newest facts were looked at.
const NEWEST: &str = "2026-11-23";

fn own_names(tool: &Tool) -> impl Iterator<Item = &Pattern> {
    tool.executables
        .iter()
        .chain(&tool.on_demand_executables)
        .chain(&tool.idle_executables)
        .chain(&tool.session.executables)
}

/// A text the pattern matches: every wildcard filled in.
pub fn instance(pattern: &Pattern) -> String {
    pattern.as_str().replace('*', "7q").replace('?', "z")
}

#[test]
fn no_program_belongs_to_two_tools() {
    let catalogue = catalogue();
    for (at, tool) in catalogue.tools.iter().enumerate() {
        for other in catalogue.tools.iter().skip(at + 1) {
            for own in own_names(tool) {
                for theirs in own_names(other) {
                    let overlap = own.matches(theirs.as_str())
                        || theirs.matches(own.as_str())
                        || own.matches(&instance(theirs))
                        || theirs.matches(&instance(own));
                    assert!(!overlap, "{}: {own:?} overlaps {}: {theirs:?}", tool.id, other.id);
                }
            }
        }
    }
}

#[test]
fn a_generic_name_is_generic_for_everyone() {
    let catalogue = catalogue();
    for tool in &catalogue.tools {
        for generic in &tool.generic_executables {
            for other in &catalogue.tools {
                let named = own_names(other).find(|name| name.matches(&instance(generic)));
                assert_eq!(named, None, "{} calls generic what names {}", tool.id, other.id);
            }
        }
    }
}

#[test]
fn the_helpers_side_is_nobody_and_hides_no_part_of_the_tool() {
    let catalogue = catalogue();
    let mut all = 0;
    for tool in &catalogue.tools {
        for helper in &tool.helper_executables {
            all += 1;
            let name = instance(helper);
            let mut own = own_names(tool).chain(&tool.generic_executables);
            let hidden = own.find(|own| own.matches(&name) || helper.matches(&instance(own)));
            assert_eq!(hidden, None, "{}: {helper:?} is both sides", tool.id);
            let first = |patterns: &[Pattern]| patterns.first().map(instance);
            let process = ProcessRecord {
                pid: Some(7),
                company: first(&tool.companies),
                product: first(&tool.products),
                signer: first(&tool.signers),
                signature_valid: Some(true),
                exe: tool.paths.first().map(|path| format!("{}/{name}", instance(path))),
                name: Some(name),
                ..ProcessRecord::default()
            };
            let snapshot = Snapshot { os: Os::Windows, processes: vec![process], ..Snapshot::default() };
            let findings = judge(&snapshot).findings;
            assert!(!findings.iter().any(|finding| finding.tool == tool.id), "{}: {findings:?}", tool.id);
        }
    }
    assert!(all >= 25, "{all}");
}

#[test]
fn what_appears_anew_for_each_session_is_a_part_of_the_tool() {
    let catalogue = catalogue();
    let mut all = 0;
    for tool in &catalogue.tools {
        for fresh in &tool.fresh_executables {
            all += 1;
            let name = instance(fresh);
            assert!(tool.executables.iter().any(|own| own.matches(&name)), "{}: {fresh:?}", tool.id);
        }
    }
    assert!(all >= 1, "{all}");
}

#[test]
fn every_tool_can_be_shown_and_looked_up() {
    let catalogue = catalogue();
    let mut names = BTreeSet::new();
    for tool in &catalogue.tools {
        for name in [&tool.name.ja, &tool.name.en] {
            assert_eq!(name.trim(), name, "{}", tool.id);
            assert!((3..=60).contains(&name.chars().count()), "{}: {name}", tool.id);
            assert!(!name.chars().any(|c| is_invisible(c) || c.is_control()), "{}", tool.id);
            let unfinished = ["???", "...", "{", "}", "<", ">"];
            assert!(!unfinished.iter().any(|word| name.contains(word)), "{}: {name}", tool.id);
        }
        assert!(tool.name.en.is_ascii() || tool.name.en.contains('é'), "{}: {}", tool.id, tool.name.en);
        assert!(names.insert(tool.name.en.clone()), "two tools are called {}", tool.name.en);
        let checked: jiff::civil::Date = tool.checked_on.parse().unwrap();
        let newest: jiff::civil::Date = NEWEST.parse().unwrap();
        assert!(checked <= newest, "{} was checked in the future", tool.id);
        assert!(checked >= newest.checked_sub(jiff::Span::new().years(2)).unwrap(), "{} is stale", tool.id);
        let sources: BTreeSet<&String> = tool.sources.iter().collect();
        assert_eq!(sources.len(), tool.sources.len(), "{} names a source twice", tool.id);
    }
}

#[test]
fn the_catalogue_holds_what_it_must() {
    let catalogue = catalogue();
    assert!(catalogue.tools.len() >= 170, "{} tools", catalogue.tools.len());
    let count = |tier| catalogue.tools.iter().filter(|tool| tool.tier == tier).count();
    assert!(count(Tier::Scam) >= 45 && count(Tier::Other) >= 100);
    let japanese = catalogue.tools.iter().filter(|tool| tool.category == ToolCategory::JapaneseSupport);
    assert!(japanese.count() >= 5);
    let ways: BTreeSet<&str> =
        catalogue.tools.iter().filter_map(|tool| tool.system_session.as_deref()).collect();
    assert_eq!(ways, BTreeSet::from(["logind", "rdp", "remote-assistance"]));
    let theatre: BTreeSet<&str> = catalogue.theatre.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(theatre, BTreeSet::from(["event-viewer", "prefetch", "tree"]));
    for id in [
        "logmein-rescue",
        "anydesk",
        "teamviewer",
        "ultraviewer",
        "screenconnect",
        "quick-assist",
        "rustdesk",
        "chrome-remote-desktop",
        "optim-remote",
        "docomo-remote-support",
        "ntrsupport",
        "remotecall",
        "x11vnc",
        "krfb",
        "gnome-remote-desktop",
        "xrdp",
    ] {
        assert!(catalogue.tool(id).is_some(), "{id}");
    }
}

#[test]
fn no_pattern_means_ordinary_programs() {
    let catalogue = catalogue();
    let names: Vec<&str> = ORDINARY.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(names.len() >= 150, "{}", names.len());
    for name in names {
        let plain = compared(name, 200);
        for tool in &catalogue.tools {
            assert!(!own_names(tool).any(|pattern| pattern.matches(&plain)), "{}: {name}", tool.id);
            assert!(!tool.downloads.iter().any(|pattern| pattern.matches(&plain)), "{}: {name}", tool.id);
            for folder in ["C:/Windows/System32/", "C:/Program Files/Common Files/", "/usr/bin/"] {
                let path = compared(&format!("{folder}{name}"), 200);
                let paths = tool.paths.iter().chain(&tool.on_demand_paths);
                assert!(!paths.clone().any(|pattern| pattern.matches(&path)), "{}: {path}", tool.id);
            }
        }
        let process = ProcessRecord {
            pid: Some(7),
            name: Some(name.into()),
            exe: Some(format!("C:\\Program Files\\Vendor\\{name}")),
            ..ProcessRecord::default()
        };
        let snapshot = Snapshot { os: Os::Windows, processes: vec![process], ..Snapshot::default() };
        assert_eq!(judge(&snapshot).findings, [], "{name}");
    }
}

#[test]
fn every_program_pattern_begins_with_what_it_is_found_by() {
    // Thousands of programs meet hundreds of tools: what begins with a wildcard is asked of each of them.
    // Only signers whose characters the product's font lacks may be written so.
    let mut asked_always = 0;
    for tool in &catalogue().tools {
        let plain =
            own_names(tool).chain(&tool.generic_executables).chain(&tool.products).chain(&tool.signers);
        for pattern in plain {
            let head: String = pattern.as_str().chars().take(3).collect();
            let wild = head.contains(['*', '?']);
            assert!(!wild || !head.is_ascii(), "{}: {pattern:?}", tool.id);
            asked_always += usize::from(wild);
        }
        for path in tool.paths.iter().chain(&tool.on_demand_paths) {
            let whole = |part: &str| !part.is_empty() && !part.contains(['*', '?']);
            let found = path.as_str().split('/').skip(1).any(whole);
            assert!(found || whole(&path.as_str()[..3]), "{}: {path:?} names no whole folder", tool.id);
        }
    }
    assert!(asked_always <= 4, "{asked_always}");
}

#[test]
fn strangers_signatures_name_no_tool() {
    for tool in &catalogue().tools {
        for stranger in STRANGERS {
            let signer = compared(stranger, 200);
            assert!(!tool.signers.iter().any(|pattern| pattern.matches(&signer)), "{}: {stranger}", tool.id);
        }
        if tool.single_product_signers {
            let shared = ["GoTo Technologies USA, LLC", "LogMeIn, Inc.", "Google LLC"];
            let open = shared
                .iter()
                .any(|name| tool.signers.iter().any(|pattern| pattern.matches(&compared(name, 200))));
            assert!(!open, "{} shares its signer", tool.id);
        }
    }
}

#[test]
fn every_file_is_small_and_an_error_names_file_and_tool() {
    for (name, text) in FILES {
        assert!(text.lines().count() <= 600, "{name} has {} lines", text.lines().count());
        assert!(text.contains("schema = 1\n"), "{name}");
    }
    let changed: Vec<(&str, String)> = FILES
        .iter()
        .map(|(name, text)| {
            (*name, text.replacen("executables = [\"AnyDesk.exe\"", "executables = [\"*\"", 1))
        })
        .collect();
    let files: Vec<(&str, &str)> = changed.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let error = parse(&files).unwrap_err().to_string();
    assert!(error.starts_with("remote-desktop.toml, anydesk: executables"), "{error}");
}

#[test]
fn what_is_left_out_on_purpose_is_left_out() {
    let readme = include_str!("../../assets/remote_tools/README.md");
    let (_, left_out) = readme.split_once("\n## What is left out on purpose\n").unwrap();
    let names: Vec<&str> = left_out.lines().filter_map(|line| line.strip_prefix("- ")).collect();
    assert!(names.len() >= 90, "{}", names.len());
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "a name stands there twice");
    for tool in &catalogue().tools {
        let listed = names.iter().find(|name| name.eq_ignore_ascii_case(&tool.name.en));
        assert_eq!(listed, None, "{}", tool.id);
    }
}

//! Every command that README and documents print is run by a test: here, or where `commands.toml` says.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::markdown::{cells, code_lines, documents, prose, spans};
use crate::source::{files, root, short, text};

/// First words of what is typed at a prompt. In a block of a shell everything counts.
const PROGRAMS: &[&str] = &[
    "apt",
    "cargo",
    "certutil",
    "dpkg",
    "gh",
    "git",
    "ip",
    "kyukyubako",
    "kyukyubako-guard",
    "kyukyubako-notice",
    "kyukyubako-restore",
    "msiexec",
    "nft",
    "nmcli",
    "osslsigncode",
    "rustup",
    "sha256sum",
    "signtool",
    "systemctl",
    "tar",
    "winget",
];
/// Commands of the main program; two words of which this is the first are typed behind its name.
const OWN: &[&str] = &[
    "alert", "cut", "doctor", "drill", "notice", "pack", "restore", "scan", "sheet", "status", "store",
    "watch",
];
/// Languages of blocks in which every line is typed.
const SHELLS: &[&str] = &["bash", "bat", "powershell", "sh"];
/// The only place for what a person does by hand: building and handing out a release.
const BY_HAND_IN: &str = "docs/release.md";

/// One line of `commands.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The command as the documents print it, without `sudo`.
    shown: String,
    /// Run here: what is typed behind the program's name, if not the same. `{…}` are places in the test's folder.
    args: Option<Vec<String>>,
    /// Run here: its exit code.
    code: Option<i32>,
    /// Run here: part of what it answers.
    says: Option<String>,
    /// Run elsewhere: the test or script that does.
    by: Option<String>,
    /// Words of that file which run it.
    with: Option<String>,
    /// Why only a person can do it.
    by_hand: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// Heads of the column that lists commands of the main program without its name.
    heads: Vec<String>,
    /// What stands for the same in other documents: as printed, and as in this table.
    same: BTreeMap<String, String>,
    command: Vec<Entry>,
}

fn table() -> Table {
    toml::from_str(&text(&root().join("tests/house/commands.toml"))).expect("commands.toml")
}

/// True for what somebody would type at a prompt.
fn is_command(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let Some(first) = words.next() else { return false };
    let first = first.trim_end_matches(".exe");
    let has_more = words.next().is_some();
    // A script of the installers' own is named, not typed.
    let script =
        first.contains('/') && first.ends_with(".sh") && (has_more || !first.starts_with("installer/"));
    script || has_more && (PROGRAMS.contains(&first) || first.starts_with("target/") || is_installer(first))
}

/// `kyukyubako-0.1.0-windows-x64-setup` and the like.
fn is_installer(word: &str) -> bool {
    word.starts_with("kyukyubako-") && word.contains("-windows-")
}

/// The same command without what differs from reader to reader.
fn plain(command: &str) -> String {
    let command = command.trim();
    let command = command.strip_prefix("$ ").or_else(|| command.strip_prefix("> ")).unwrap_or(command);
    command.strip_prefix("sudo ").unwrap_or(command).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `a b | c` is `a b` and `a c`; `[d]` is with and without it; `ja|en` is either.
fn spelled_out(command: &str) -> Vec<String> {
    if let Some((before, rest)) = command.split_once(" [")
        && let Some((inside, after)) = rest.split_once(']')
    {
        return [format!("{before}{after}"), format!("{before} {inside}{after}")]
            .iter()
            .flat_map(|one| spelled_out(one))
            .collect();
    }
    if let Some((first, others)) = command.split_once(" | ") {
        let head = first.rsplit_once(' ').map_or("", |(head, _)| head);
        let mut all = vec![first.to_owned()];
        all.extend(others.split(" | ").map(|other| format!("{head} {other}")));
        return all;
    }
    if let Some(word) = command.split(' ').find(|word| word.contains('|')) {
        return word.split('|').map(|one| command.replacen(word, one, 1)).collect();
    }
    vec![command.to_owned()]
}

/// The commands in the code of one line of prose; `list` says that its first cell lists the program's commands.
fn in_line(line: &str, list: bool) -> Vec<String> {
    let mut found = Vec::new();
    let row = cells(line);
    let parts = row.clone().unwrap_or_else(|| vec![line.to_owned()]);
    // An option alone belongs to the command before it in the same row.
    let mut before: Option<String> = None;
    for (column, part) in parts.iter().enumerate() {
        for span in spans(part) {
            let span = plain(&span);
            let mut words = span.split(' ');
            let (first, second) = (words.next().unwrap_or_default(), words.next());
            let own = OWN.contains(&first) && (second.is_some() || list && column == 0);
            let command = if own {
                format!("kyukyubako {span}")
            } else if is_command(&span) {
                span
            } else if row.is_some() && span.starts_with("--") {
                let Some(before) = &before else { continue };
                found.push(format!("{before} {span}"));
                continue;
            } else {
                continue;
            };
            let mut words = command.split(' ');
            before =
                Some(format!("{} {}", words.next().unwrap_or_default(), words.next().unwrap_or_default()));
            found.push(command);
        }
    }
    found
}

/// Every command of one document.
fn commands_of(document: &str, table: &Table) -> BTreeSet<String> {
    let mut found = Vec::new();
    for line in code_lines(document) {
        let shell = SHELLS.contains(&line.language.as_str());
        let prompt = line.text.starts_with("$ ") || line.text.starts_with("> ");
        let typed = plain(&line.text);
        if typed.is_empty() || shell && typed.starts_with('#') {
            continue;
        }
        if shell || prompt || line.language.is_empty() && is_command(&typed) {
            found.push(typed);
        }
    }
    let mut list = false;
    for line in prose(document) {
        match cells(line) {
            Some(row) => list |= row.first().is_some_and(|head| table.heads.contains(head)),
            None => list = false,
        }
        found.extend(in_line(line, list));
    }
    let same = |word: &str| table.same.get(word).cloned().unwrap_or_else(|| word.to_owned());
    let words = |command: String| command.split(' ').map(same).collect::<Vec<_>>().join(" ");
    found.iter().flat_map(|command| spelled_out(command)).map(words).collect()
}

/// Every command, with the documents that print it.
fn printed(table: &Table) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in documents() {
        for command in commands_of(&text(&path), table) {
            all.entry(command).or_default().insert(short(&path));
        }
    }
    all
}

/// The scripts that what runs the tests calls, and those that they call.
fn called_scripts() -> BTreeSet<String> {
    let mut called: BTreeSet<String> =
        files(".github/workflows", &[".yml"]).iter().map(|path| short(path)).collect();
    called.insert(".ci/run".to_owned());
    let scripts: Vec<String> = ["tools", "tests", "installer"]
        .iter()
        .flat_map(|folder| files(folder, &[".sh"]))
        .map(|path| short(&path))
        .collect();
    loop {
        let callers: String = called.iter().map(|caller| text(&root().join(caller))).collect();
        let before = called.len();
        called.extend(scripts.iter().filter(|script| callers.contains(script.as_str())).cloned());
        if called.len() == before {
            return called;
        }
    }
}

/// True when what runs the tests reaches this file: a module of a test program, or a script that is called.
fn is_reached(file: &str, called: &BTreeSet<String>) -> bool {
    if !file.ends_with(".rs") {
        return called.contains(file);
    }
    let Some((folder, name)) = file.rsplit_once('/') else { return false };
    let module = format!("mod {};", name.trim_end_matches(".rs"));
    name == "main.rs" || text(&root().join(folder).join("main.rs")).contains(&module)
}

#[test]
fn every_printed_command_is_run_by_a_test() {
    let table = table();
    let printed = printed(&table);
    let entries = table.command;
    assert!(printed.len() > 40, "they are found: {printed:#?}");
    let known: BTreeSet<&str> = entries.iter().map(|entry| entry.shown.as_str()).collect();
    assert_eq!(known.len(), entries.len(), "a command stands twice in commands.toml");
    let missing: Vec<_> = printed.iter().filter(|(command, _)| !known.contains(command.as_str())).collect();
    assert!(missing.is_empty(), "run by no test that commands.toml names: {missing:#?}");
    let stale: Vec<_> = known.iter().filter(|command| !printed.contains_key(**command)).collect();
    assert!(stale.is_empty(), "no document prints these any more: {stale:#?}");
    let called = called_scripts();
    for entry in &entries {
        let shown = &entry.shown;
        match (&entry.by, &entry.with, &entry.by_hand) {
            (Some(by), Some(with), None) => {
                assert!(entry.args.is_none() && entry.says.is_none(), "{shown}: run here or elsewhere?");
                let file = text(&root().join(by));
                assert!(file.contains(with.as_str()), "{shown}: {by} has no {with:?}");
                assert!(is_reached(by, &called), "{shown}: nothing runs {by}");
            }
            (None, None, Some(reason)) => {
                assert!(reason.len() > 20, "{shown}: why?");
                let places = &printed[shown];
                assert!(places.iter().all(|place| place == BY_HAND_IN), "{shown} by hand in {places:?}");
            }
            (None, None, None) => assert!(entry.says.is_some(), "{shown}: what does it answer?"),
            _ => panic!("{shown}: `by` and `with`, or `by_hand`, or `says`"),
        }
    }
}

/// Commands that change nothing but a folder of their own, as a person without rights would run them.
#[cfg(target_os = "linux")]
#[test]
fn harmless_commands_do_what_the_documents_say() {
    let mut run = 0;
    for entry in table().command.iter().filter(|entry| entry.says.is_some()) {
        let folder = tempfile::tempdir().expect("a folder");
        let place = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let (program, rest) = entry.shown.split_once(' ').unwrap_or((&entry.shown, ""));
        let program = match program {
            "kyukyubako" | "tools/run.sh" => env!("CARGO_BIN_EXE_kyukyubako"),
            "kyukyubako-guard" => env!("CARGO_BIN_EXE_kyukyubako-guard"),
            other => panic!("{other} is not built here"),
        };
        let args = entry.args.clone().unwrap_or_else(|| rest.split_whitespace().map(str::to_owned).collect());
        let args = args.iter().map(|arg| {
            arg.replace("{out}", &place("out"))
                .replace("{pack}", &root().join("tests/packs/whole.toml").to_string_lossy())
                .replace("{snapshots}", &root().join("tests/detection/snapshots").to_string_lossy())
        });
        let output = std::process::Command::new(program)
            .args(args)
            .env_clear()
            .env("HOME", folder.path())
            .env("XDG_RUNTIME_DIR", folder.path())
            .env("LANG", "en_US.UTF-8")
            .output()
            .expect("it starts");
        let said = String::from_utf8_lossy(&output.stdout);
        let shown = &entry.shown;
        let code = entry.code.unwrap_or(0);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{shown}: {said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let says = entry.says.as_deref().unwrap_or_default();
        let written = std::fs::read(folder.path().join("out")).unwrap_or_default();
        let written = String::from_utf8_lossy(&written);
        assert!(said.contains(says) || written.contains(says), "{shown} does not say {says:?}: {said}");
        run += 1;
    }
    assert!(run > 15, "{run}");
}

#[test]
fn commands_are_found_however_they_are_printed() {
    let document = "Use `sudo kyukyubako restore`, `store pin` or `scan`, not `kyukyubako` or `1 + 1`.\n\n\
        | Command | Does |\n|---|---|\n| `scan [--json]` · `watch --on` · `--off` | `--from FILE` |\n\n\
        | Who | `kyukyubako-guard a | b` |\n\n```console\n$ tools/x.sh y\n{}\n```\n```sh\n# no\nmake it\n```\n```toml\na = 1\n```\n";
    let document = document.replace("a | b`", "a \\| b`");
    let same = BTreeMap::from([("y".to_owned(), "z".to_owned())]);
    let table = Table { heads: vec!["Command".to_owned()], same, command: Vec::new() };
    let found: Vec<String> = commands_of(&document, &table).into_iter().collect();
    assert_eq!(
        found,
        [
            "kyukyubako restore",
            "kyukyubako scan",
            "kyukyubako scan --json",
            "kyukyubako store pin",
            "kyukyubako watch --from FILE",
            "kyukyubako watch --off",
            "kyukyubako watch --on",
            "kyukyubako-guard a",
            "kyukyubako-guard b",
            "make it",
            "tools/x.sh z",
        ]
    );
}

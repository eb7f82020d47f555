//! The whole program recognises a running tool by whoever signed it, whatever the file is called.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::identity::{Share, TrustedByPc, TrustedByUser};
use super::observers::{Tool, own_folder, stand_ins};

/// The evidence for `tool` in an answer of `scan --json`, as kinds and details.
fn evidence(answer: &Value, tool: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let of_tool = answer["findings"].as_array().unwrap().iter().filter(|finding| finding["tool"] == tool);
    of_tool
        .flat_map(|finding| finding["evidence"].as_array().unwrap())
        .map(|evidence| (text(&evidence["kind"]), text(&evidence["detail"])))
        .collect()
}

/// What the scan says of `stand_in` while it runs as `printer-helper.exe`.
fn scan(stand_in: &Path) -> Value {
    scan_in(own_folder().path(), stand_in)
}

/// The same while it runs in `folder`.
fn scan_in(folder: &Path, stand_in: &Path) -> Value {
    let tool = Tool::start(stand_in, folder);
    let expected = folder.join("printer-helper.exe");
    assert_eq!(tool.image().map(|path| path.to_lowercase()), expected.to_str().map(str::to_lowercase));
    let program = super::restore_program_built().with_file_name("kyukyubako.exe");
    let output = Command::new(program).args(["scan", "--json"]).output().unwrap();
    drop(tool);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn a_tool_is_recognised_by_its_signer() {
    let Some(folder) = stand_ins() else { return };
    let (signed, single) = (folder.join("signed.exe"), folder.join("single.exe"));
    let signer = |name: &str| ("signer".to_owned(), name.to_owned());
    let rescue = signer("GoTo Technologies USA, LLC");
    let aero = signer("Aeroadmin LLC");

    let by_the_user = TrustedByUser::add(&folder);
    let seen = evidence(&scan(&signed), "logmein-rescue");
    assert!(!seen.is_empty() && !seen.contains(&rescue), "{seen:?}");
    // It has no version information: nobody vouches for the only thing it says.
    assert_eq!(evidence(&scan(&single), "aeroadmin"), []);
    drop(by_the_user);

    let _by_the_pc = TrustedByPc::add(&folder);
    let seen = evidence(&scan(&signed), "logmein-rescue");
    assert!(seen.contains(&rescue), "{seen:?}");
    let answer = scan(&single);
    assert!(evidence(&answer, "aeroadmin").contains(&aero), "{answer}");
}

#[test]
fn a_tool_that_runs_from_another_computer_is_recognised() {
    let Some(folder) = stand_ins() else { return };
    let share = Share::make("kyukyubako-run");
    let answer = scan_in(&share.path(), &folder.join("signed.exe"));
    let kinds: Vec<_> = evidence(&answer, "logmein-rescue").into_iter().map(|(kind, _)| kind).collect();
    assert!(kinds.iter().any(|kind| kind == "original-filename"), "{answer}");
}

//! What a release is made with: the workflows run nothing that is not pinned, and the winget manifest names what the
//! set-up program really does.

use crate::source::{files, root, short, text};

/// The indented block of every job of a workflow, with its name.
fn jobs(workflow: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let body = workflow.split("\njobs:\n").nth(1).expect("jobs");
    for line in body.lines() {
        let name = line.strip_prefix("  ").and_then(|rest| rest.strip_suffix(':'));
        match (name, found.last_mut()) {
            (Some(name), _) if !name.starts_with(' ') && !name.starts_with('#') => {
                found.push((name.to_owned(), String::new()));
            }
            (_, Some((_, block))) => {
                block.push_str(line);
                block.push('\n');
            }
            _ => {}
        }
    }
    found
}

#[test]
fn workflows_may_do_little_and_run_nothing_that_can_change() {
    let workflows = files(".github/workflows", &[".yml"]);
    assert!(workflows.len() >= 2);
    for path in workflows {
        let (name, workflow) = (short(&path), text(&path));
        assert!(workflow.contains("\npermissions: {}\n"), "{name}: no rights but those a job asks for");
        assert!(!workflow.contains("pull_request_target"), "{name}");
        let jobs = jobs(&workflow);
        assert!(!jobs.is_empty(), "{name}");
        for (job, block) in jobs {
            for needed in ["timeout-minutes:", "permissions:", "runs-on:"] {
                assert!(block.contains(needed), "{name}: {job} has no {needed}");
            }
            let checkouts = block.matches("actions/checkout@").count();
            assert_eq!(block.matches("persist-credentials: false").count(), checkouts, "{name}: {job}");
            for line in block.lines() {
                // What somebody else writes must not become a part of a script.
                let script = line.trim_start().trim_start_matches("- ").starts_with("run:");
                assert!(!(script && line.contains("${{")), "{name}: {line}");
                let Some((_, action)) = line.split_once("uses: ") else { continue };
                let (pinned, version) = action.split_once(" # ").unwrap_or_else(|| panic!("{name}: {line}"));
                let hash = pinned.split_once('@').expect("a pin").1;
                let is_hash = hash.len() == 40 && hash.chars().all(|c| c.is_ascii_hexdigit());
                assert!(is_hash && version.starts_with('v'), "{name}: {line}");
            }
        }
        for script in
            workflow.split_whitespace().filter(|word| word.starts_with("tools/") && word.contains('.'))
        {
            assert!(root().join(script).is_file(), "{name}: no {script}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_winget_manifest_is_filled_in_for_signed_programs_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let make = |name: &str, url: &str| {
        let setup = folder.path().join(name);
        std::fs::write(&setup, b"abc").expect("written");
        let out = folder.path().join("manifest");
        let output = std::process::Command::new(root().join("installer/winget/manifest.sh"))
            .args([setup.as_os_str(), url.as_ref(), out.as_os_str()])
            .output()
            .expect("it starts");
        (output.status.success(), out)
    };
    let url = "https://example.org/kyukyubako-1.2.3-windows-x64-setup.exe";
    assert!(!make("kyukyubako-1.2.3-windows-x64-dev-setup.exe", url).0, "nobody signed it");
    assert!(!make("kyukyubako-1.2.3-windows-x64-setup.exe", "https://example.org/a#b").0);
    let (made, out) = make("kyukyubako-1.2.3-windows-x64-setup.exe", url);
    assert!(made);
    let written: Vec<_> =
        std::fs::read_dir(&out).expect("files").map(|file| file.expect("file").path()).collect();
    assert_eq!(written.len(), 4);
    let app_id = kyukyubako::platform::app_id::APP_ID;
    let mut all = String::new();
    for file in &written {
        let manifest = text(file);
        assert!(!manifest.contains('@'), "{}", file.display());
        for line in [format!("PackageIdentifier: {app_id}"), "PackageVersion: \"1.2.3\"".to_owned()] {
            assert!(manifest.lines().any(|known| known == line), "{}: {line}", file.display());
        }
        all.push_str(&manifest);
    }
    assert!(
        all.contains("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"),
        "the sum of abc"
    );
    assert_eq!(all.matches(url).count(), 2);
}

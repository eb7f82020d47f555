//! Ending a tool's processes, with a tool that exists only in this test.

use std::sync::Arc;

use kyukyubako::content::catalogue::parse;
use kyukyubako::core::detection::catalogue::Catalogue;
use kyukyubako::core::detection::snapshot::Snapshot;
use kyukyubako::platform::SessionWatch;
use kyukyubako::platform::processes::ProcessWatch;

use crate::{idle_program, until};

fn only(executable: &str, idle: &str) -> Arc<Catalogue> {
    let text = format!(
        r#"schema = 1
[system]
service_managers = []
session_shells = []
loaders = []
trusted_files = []
alarming_restrictions = []
download_places = []
[[tool]]
id = "test-tool"
name = {{ ja = "Test", en = "Test" }}
kind = "on-demand"
category = "support-applet"
tier = 1
how_to_end = ["close-window"]
executables = ["{executable}"]
idle_executables = ["{idle}"]
sources = ["https://example.com"]
checked_on = "2026-11-22"
"#
    );
    Arc::new(parse(&[("test.toml", &text)]).unwrap())
}

#[test]
fn live_tools_are_ended_after_evidence_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let evidence = folder.path().join("evidence");
    let mut first = idle_program(folder.path(), "kyukyu-live-test-a.exe");
    let mut helper = idle_program(folder.path(), "kyukyu-live-test-helper.exe");
    let mut bystander = idle_program(folder.path(), "kyukyu-bystander-test.exe");
    let catalogue = only("kyukyu-live-test-a.exe", "kyukyu-live-test-helper.exe");
    let mut watch = ProcessWatch::new(catalogue, Some(evidence.clone())).unwrap();
    // Between fork and exec a program still bears its parent's name.
    until("both are seen", || watch.look().findings.first().is_some_and(|finding| finding.pids.len() == 2));
    let reports = watch.end_tools();
    assert_eq!(reports.len(), 1);
    assert_eq!((reports[0].name.as_str(), reports[0].ended, reports[0].denied), ("Test", 2, 0));
    assert!(!first.0.wait().unwrap().success());
    assert!(!helper.0.wait().unwrap().success());
    assert!(bystander.0.try_wait().unwrap().is_none(), "a stranger was ended");
    assert!(watch.look().findings.is_empty());
    let files: Vec<_> = std::fs::read_dir(evidence).unwrap().collect();
    assert_eq!(files.len(), 1);
    let kept = Snapshot::decode(&std::fs::read(files[0].as_ref().unwrap().path()).unwrap()).unwrap();
    assert!(kept.processes.iter().any(|process| process.pid == Some(first.0.id())));
    assert!(watch.end_tools().is_empty(), "nothing left to end");
}

#[test]
fn leftovers_stay_and_a_full_disk_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut idle = idle_program(folder.path(), "kyukyu-idle-test-b.exe");
    let catalogue = only("kyukyu-live-test-b.exe", "kyukyu-idle-test-b.exe");
    let unwritable = Some("/proc/nowhere/evidence".into());
    let mut watch = ProcessWatch::new(Arc::clone(&catalogue), unwritable).unwrap();
    until("it is seen", || !watch.look().findings.is_empty());
    assert!(watch.end_tools().is_empty());
    assert!(idle.0.try_wait().unwrap().is_none());
    let mut live = idle_program(folder.path(), "kyukyu-live-test-b.exe");
    until("the other is seen", || {
        watch.look().findings.first().is_some_and(|finding| finding.pids.len() == 2)
    });
    assert_eq!(watch.end_tools().first().map(|report| report.ended), Some(2));
    assert!(!live.0.wait().unwrap().success());
}

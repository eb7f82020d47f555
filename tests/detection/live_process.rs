//! Real programs of this PC, found while they run.

use std::sync::Arc;
use std::time::Instant;

use kyukyubako::core::detection::{Assessment, EvidenceKind, Level};
use kyukyubako::platform::SessionWatch;
use kyukyubako::platform::processes::{FULL_ROUND_EVERY, ProcessWatch};

use crate::{Running, catalogue, finding, idle_program, start_busy_file, until};

fn has(assessment: &Assessment, tool: &str, pid: u32) -> bool {
    finding(assessment, tool).is_some_and(|finding| finding.pids.contains(&pid))
}

#[test]
fn a_program_called_lmi_rescue_appears_and_disappears() {
    let folder = tempfile::tempdir().unwrap();
    let mut watch = ProcessWatch::new(Arc::new(catalogue()), None).unwrap();
    let full_round = Instant::now();
    watch.look();
    let mut program: Running = idle_program(folder.path(), "LMI_Rescue.exe");
    let pid = program.0.id();
    until("the program is seen", || has(&watch.look(), "logmein-rescue", pid));
    assert!(full_round.elapsed() < FULL_ROUND_EVERY, "a light round sees it");
    let assessment = watch.look();
    assert_eq!(assessment.level, Level::Live);
    let evidence = &finding(&assessment, "logmein-rescue").unwrap().evidence;
    assert!(
        evidence.iter().any(|e| e.kind == EvidenceKind::Process && e.detail == "LMI_Rescue.exe"),
        "{evidence:?}"
    );
    // Ended but not yet collected by its parent: it still has an id, and controls nothing.
    program.0.kill().unwrap();
    until("the ended program is forgotten", || !has(&watch.look(), "logmein-rescue", pid));
    assert!(std::path::Path::new(&format!("/proc/{pid}")).exists());
}

#[test]
fn a_shell_that_becomes_a_remote_tool_is_seen_in_a_light_round() {
    let folder = tempfile::tempdir().unwrap();
    let tool = folder.path().join("TeamViewer_Desktop.exe");
    std::fs::copy("/bin/sleep", &tool).unwrap();
    let mut watch = ProcessWatch::new(Arc::new(catalogue()), None).unwrap();
    let full_round = Instant::now();
    watch.look();
    let mut command = std::process::Command::new("/bin/sh");
    command.args(["-c", "read line; exec \"$0\" 600"]).arg(&tool).stdin(std::process::Stdio::piped());
    let mut shell = start_busy_file(&mut command);
    let pid = shell.0.id();
    watch.look();
    assert!(!has(&watch.look(), "teamviewer", pid));
    std::io::Write::write_all(shell.0.stdin.as_mut().unwrap(), b"\n").unwrap();
    until("the new program is seen", || has(&watch.look(), "teamviewer", pid));
    assert!(full_round.elapsed() < FULL_ROUND_EVERY, "a light round sees it");
}

#[test]
fn a_windows_program_under_wine_is_known_by_its_argument() {
    // The loader is played by a copy of sleep under the loader's name; it keeps the arguments Wine leaves.
    let folder = tempfile::tempdir().unwrap();
    let loader = folder.path().join("wine64-preloader");
    std::fs::copy("/bin/sh", &loader).unwrap();
    let mut command = std::process::Command::new(&loader);
    std::os::unix::process::CommandExt::arg0(&mut command, "C:\\users\\u\\Downloads\\LMI_Rescue.exe");
    let program = start_busy_file(command.args(["-c", "read line"]).stdin(std::process::Stdio::piped()));
    let mut watch = ProcessWatch::new(Arc::new(catalogue()), None).unwrap();
    until("the program is seen", || has(&watch.look(), "logmein-rescue", program.0.id()));
}

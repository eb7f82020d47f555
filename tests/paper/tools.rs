//! Programs that read what we write.

use std::path::Path;
use std::process::Command;

/// True when `tool` can be run; without it the test is skipped, but not in continuous integration.
pub fn have(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").output().is_ok();
    assert!(found || std::env::var_os("CI").is_none(), "{tool} is missing");
    if !found {
        eprintln!("skipped: {tool} is missing");
    }
    found
}

/// The output of `tool`, which must succeed.
pub fn output(tool: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(tool).args(arguments).arg(file).output().unwrap();
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The text of each page, without any white space: lines are broken where the paper wants it.
pub fn pages(pdf: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, pdf).unwrap();
    let out = folder.path().join("paper.txt");
    let status = Command::new("pdftotext").arg(&file).arg(&out).status().unwrap();
    assert!(status.success());
    let text = std::fs::read_to_string(out).unwrap();
    text.split('\u{c}').map(plain).filter(|page| !page.is_empty()).collect()
}

/// `text` without white space.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What `pdfinfo` says of a PDF, or another tool.
pub fn asked(tool: &str, pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, pdf).unwrap();
    output(tool, &[], &file)
}

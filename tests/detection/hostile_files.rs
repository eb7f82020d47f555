//! The built program and files meant to break it: one clear sentence or an answer, within two seconds of
//! work and 300 MB, both limits held by the kernel.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use kyukyubako::core::detection::snapshot::{SNAPSHOT_MAX_BYTES, SNAPSHOT_MAX_ENTRIES};

const PROGRAM: &str = env!("CARGO_BIN_EXE_kyukyubako");
/// Private memory the program may have, in KiB: 300 MB less its own code.
const MEMORY_KIB: u32 = 260 * 1024;
/// Seconds of work it may take; a program that takes more is ended by the kernel. Time on the clock would
/// measure the other tests.
const WORK_SECONDS: u32 = 2;
/// A program that waits for something takes no work; nothing may take so long.
const PATIENCE: Duration = Duration::from_secs(60);

struct Answer {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Runs `scan --json --from FILE` under the limits.
fn scan(file: &Path, language: &str) -> Answer {
    let limits = format!("ulimit -d {MEMORY_KIB} && ulimit -t {WORK_SECONDS} && exec \"$0\" \"$@\"");
    let start = Instant::now();
    let output = Command::new("/bin/sh")
        .args(["-c", &limits, "/usr/bin/timeout", "50", PROGRAM, "scan", "--json", "--from"])
        .arg(file)
        .env_clear()
        .env("LANG", language)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(start.elapsed() < PATIENCE, "{}: {:?}", file.display(), start.elapsed());
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Answer { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A file of `content` called `name` in `folder`.
fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}

#[test]
fn every_hostile_file_gives_one_sentence_in_the_users_language() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let real = std::fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/detection/snapshots/rescue-controlled.json"),
    )
    .unwrap();
    let mut bad = vec![
        file(folder, "empty", ""),
        file(folder, "torn", &real[..real.len() / 2]),
        file(folder, "nul", "\0".repeat(1000)),
        file(folder, "nul-inside", b"{\"os\":\"windows\",\"pipes\":[\"\0\"]}"),
        file(folder, "not-utf8", b"{\"os\":\"windows\",\"pipes\":[\"\xff\xfe\x80\"]}"),
        file(folder, "two-marks", b"\xef\xbb\xbf\xef\xbb\xbf{\"os\":\"windows\"}"),
        file(
            folder,
            "utf-16",
            "{\"os\":\"windows\"}".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
        ),
        file(folder, "half-a-pair", r#"{"os":"windows","pipes":["\ud800"]}"#),
        file(folder, "deep", format!("{{\"os\":\"windows\",\"x\":{}", "[".repeat(1_000_000))),
        file(folder, "deep-known", format!("{{\"os\":\"windows\",\"processes\":{}", "[".repeat(1_000_000))),
        file(folder, "deep-objects", r#"{"x":"#.repeat(500_000)),
        file(
            folder,
            "million",
            format!("{{\"os\":\"linux\",\"processes\":[{}{{}}]}}", "{},".repeat(1_000_000)),
        ),
        file(folder, "twice", r#"{"os":"linux","os":"windows"}"#),
        file(folder, "twice-inside", r#"{"os":"linux","processes":[{"pid":1,"pid":2}]}"#),
        file(folder, "large-number", r#"{"os":"linux","processes":[{"pid":4294967296}]}"#),
        file(folder, "huge-number", format!("{{\"os\":\"linux\",\"schema\":{}}}", "9".repeat(1_000_000))),
        file(folder, "fraction", r#"{"os":"linux","processes":[{"pid":1.5}]}"#),
        file(folder, "year", r#"{"os":"linux","taken_at":"99999-01-01T00:00:00Z"}"#),
        file(folder, "newer", r#"{"os":{"name":"windows"},"schema":4294967295}"#),
        file(folder, "after", format!("{{\"os\":\"linux\"}}{}", " {}".repeat(1000))),
        // Spaces only, as long as is read and longer; the last without taking any room.
        file(folder, "blank", vec![b' '; SNAPSHOT_MAX_BYTES]),
        file(folder, "long-name", "{").with_file_name("x".repeat(5000)),
        folder.join("missing"),
        folder.to_owned(),
        "/dev/zero".into(),
        "/dev/null".into(),
        "/proc/self/mem".into(),
        "/proc/self/pagemap".into(),
        "".into(),
    ];
    let huge = folder.join("100-mb");
    std::fs::File::create(&huge).unwrap().set_len(100 * 1024 * 1024).unwrap();
    bad.push(huge);
    let pipe = folder.join("pipe");
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    bad.push(pipe);
    let hostile_name = folder.join("\u{202e}gnp\u{1b}[31m.json");
    std::fs::write(&hostile_name, "{").unwrap();
    bad.push(hostile_name);
    for path in bad {
        let name = path.display();
        let (japanese, english) = (scan(&path, "ja_JP.UTF-8"), scan(&path, "en_US.UTF-8"));
        for answer in [&japanese, &english] {
            assert_eq!((answer.code, answer.out.as_str()), (Some(1), ""), "{name}: {}", answer.err);
            assert_eq!(answer.err.trim_end().lines().count(), 1, "{name}: {}", answer.err);
            assert!(!answer.err.trim_end().contains(|c: char| c.is_control() || c == '\u{202e}'), "{name}");
            assert!(answer.err.chars().count() < 400, "{name}: {}", answer.err);
        }
        assert!(!japanese.err.is_ascii() && japanese.err != english.err, "{name}: {}", japanese.err);
    }
}

/// `count` entries made by `entry`.
fn entries(count: usize, entry: impl Fn(usize) -> String) -> String {
    let mut all = String::new();
    for index in 0..count {
        let _ = write!(all, "{}{}", if index > 0 { "," } else { "" }, entry(index));
    }
    all
}

#[test]
fn the_largest_snapshots_that_are_read_are_judged_within_the_limits() {
    const MOST: usize = SNAPSHOT_MAX_ENTRIES;
    let folder = tempfile::tempdir().unwrap();
    let at = "2026-11-22T10:00:00+09:00";
    let head = format!(r#"{{"os":"windows","taken_at":"{at}","boot_at":"{at}""#);
    let nothing = entries(MOST, |_| "{}".into());
    let texts = entries(MOST, |_| "\"\"".into());
    let every_list_full = format!(
        r#"{head},"processes":[{nothing}],"connections":[{nothing}],"services":[{nothing}],"pipes":[{texts}],"files":[{nothing}],"autostarts":[{nothing}],"remote_sessions":[{nothing}],"restrictions":[{texts}]}}"#
    );
    // One tool of installed kind, all started one by the other, by hand.
    let chain = entries(MOST, |n| {
        format!(
            r#"{{"pid":{n},"parent":{},"name":"AnyDesk.exe","exe":"C:\\x\\AnyDesk.exe","started_at":"2026-11-22T09:59:00+09:00"}}"#,
            n.saturating_sub(1)
        )
    });
    let chain = format!(r#"{{"os":"windows","taken_at":"{at}","processes":[{chain}]}}"#);
    // As many desktops as tools, none of which explains a start.
    let shells = entries(MOST, |n| {
        let (name, time) = if n % 2 == 0 { ("explorer.exe", "09:50") } else { ("TeamViewer.exe", "09:40") };
        format!(
            r#"{{"pid":{n},"name":"{name}","started_at":"2026-11-22T{time}:00+09:00","session_id":{}}}"#,
            n / 2
        )
    });
    let shells = format!(r#"{{"os":"windows","taken_at":"{at}","processes":[{shells}]}}"#);
    // Two tools beside each other all the time.
    let pairs = entries(MOST, |n| {
        let name = if n % 2 == 0 { "AnyDesk.exe" } else { "TeamViewer.exe" };
        format!(r#"{{"pid":{n},"name":"{name}","started_at":"2026-11-22T09:{:02}:00+09:00"}}"#, n % 60)
    });
    let pairs = format!(r#"{{"os":"windows","taken_at":"{at}","processes":[{pairs}]}}"#);
    let text = "\u{30a2}".repeat(45);
    let long = entries(MOST, |n| {
        format!(
            r#"{{"pid":{n},"name":"{text}","exe":"C:\\{text}\\{n}.exe","company":"{text}","product":"{text}"}}"#
        )
    });
    let long = format!(r#"{head},"processes":[{long}]}}"#);
    let arguments = entries(200, |_| format!(r#"{{"args":[{texts}]}}"#));
    let arguments = format!(r#"{head},"processes":[{arguments}]}}"#);
    let unknown = format!(r#"{head},"unknown":[{}0]}}"#, "0,".repeat(SNAPSHOT_MAX_BYTES / 2 - 100));
    for (name, content, level) in [
        ("every-list-full", every_list_full, "clear"),
        ("chain", chain, "likely"),
        ("shells", shells, "likely"),
        ("pairs", pairs, "likely"),
        ("long", long, "clear"),
        ("arguments", arguments, "clear"),
        ("unknown", unknown, "clear"),
    ] {
        assert!(content.len() <= SNAPSHOT_MAX_BYTES, "{name}: {}", content.len());
        let answer = scan(&file(folder.path(), name, content), "en_US.UTF-8");
        assert_eq!((answer.code, answer.err.as_str()), (Some(0), ""), "{name}");
        let said: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
        assert_eq!(said["level"], level, "{name}");
    }
}

#[test]
fn what_is_saved_names_nobody() {
    let folder = tempfile::tempdir().unwrap();
    // A person's own home, with a tool in it that is told her name and a password.
    let home = folder.path().join("home/hanako-yamada");
    let place = home.join("Downloads");
    std::fs::create_dir_all(&place).unwrap();
    let tool = place.join("x11vnc");
    std::fs::copy("/bin/sleep", &tool).unwrap();
    let mut command = Command::new(&tool);
    command.arg("600");
    let running = crate::start_busy_file(&mut command);
    let saved = folder.path().join("saved.json");
    let output = Command::new(PROGRAM)
        .args(["scan", "--json", "--save-snapshot"])
        .arg(&saved)
        .env_clear()
        .env("HOME", &home)
        .env("USER", "hanako-yamada")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = std::fs::read_to_string(&saved).unwrap();
    assert!(!text.to_lowercase().contains("hanako"), "{text}");
    assert!(text.contains("/home/(user)/Downloads/x11vnc"), "{text}");
    let before: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let after: serde_json::Value = serde_json::from_str(&scan(&saved, "en_US.UTF-8").out).unwrap();
    assert_eq!(before["level"], after["level"]);
    drop(running);
}

use super::*;
use crate::core::detection::pattern::Pattern;
use crate::core::detection::snapshot::{AutostartRecord, FileRecord, RemoteSessionRecord, ServiceRecord};

fn who() -> Who {
    Who {
        users: ["taro", "\u{592a}\u{90ce}", "Hanako Yamada", "ai"].map(str::to_owned).into(),
        full_names: vec![("taro".into(), "\u{5c71}\u{7530}\u{3000}Taro Sato".into())],
        homes: ["C:\\Users\\taro", "D:\\Profile\\ai", "\\\\server\\people\\taro"].map(str::to_owned).into(),
        hosts: vec!["DESKTOP-AB12CD3".into()],
    }
}

/// What becomes of a command line, of an argument and of a path.
fn redacted(text: &str) -> String {
    let mut snapshot = Snapshot { pipes: vec![text.into()], ..Snapshot::default() };
    redact(&mut snapshot, &who(), &Catalogue::default());
    snapshot.pipes.remove(0)
}

#[test]
fn home_folders_lose_their_names_in_every_notation() {
    for (text, expected) in [
        ("C:\\Users\\taro\\Downloads\\x.exe", "C:\\Users\\(user)\\Downloads\\x.exe"),
        ("c:\\users\\TARO\\x.exe", "c:\\users\\(user)\\x.exe"),
        ("C:/Users/taro/x.exe", "C:/Users/(user)/x.exe"),
        ("\\\\?\\C:\\Users\\\u{592a}\u{90ce}\\x.exe", "\\\\?\\C:\\Users\\(user2)\\x.exe"),
        ("\\Device\\HarddiskVolume3\\Users\\jiro\\x.exe", "\\Device\\HarddiskVolume3\\Users\\(user5)\\x.exe"),
        ("C:\\Users\\TARO~1\\x.exe", "C:\\Users\\(user)~1\\x.exe"),
        ("C:\\Users\\HANAKO~2\\x.exe", "C:\\Users\\(user3)~2\\x.exe"),
        ("C:\\Users\\Hanako Yamada\\x.exe", "C:\\Users\\(user3)\\x.exe"),
        ("D:\\Users\\stranger\\x.exe", "D:\\Users\\(user5)\\x.exe"),
        ("D:\\Profile\\ai\\x.exe", "D:\\Profile\\(user4)\\x.exe"),
        ("C:\\Documents and Settings\\saburo\\x.exe", "C:\\Documents and Settings\\(user5)\\x.exe"),
        ("\\\\server\\home$\\shiro\\x.exe", "\\\\server\\home$\\(user5)\\x.exe"),
        ("\\\\server\\people\\taro\\x.exe", "\\\\server\\people\\(user)\\x.exe"),
        ("file:///C:/Users/goro/x.exe", "file:///C:/Users/(user5)/x.exe"),
        ("%5CUsers%5Crokuro%5Cx.exe", "%5CUsers%5C(user5)%5Cx.exe"),
        ("file:///C:%2FUsers%2f%E5%A4%AA%2Fx", "file:///C:%2FUsers%2f(user5)%2Fx"),
        ("C:\\\\Users\\\\shichiro\\\\x.exe", "C:\\\\Users\\\\(user5)\\\\x.exe"),
        ("/home/hachiro/.wine/drive_c/users/hachiro/x", "/home/(user5)/.wine/drive_c/users/(user5)/x"),
        ("/home/hachiro", "/home/(user5)"),
        ("--dir=/home/hachiro --cm", "--dir=/home/(user5) --cm"),
        ("/mnt/c/Users/kuro/x", "/mnt/c/Users/(user5)/x"),
        ("/Users/juro/Library/x", "/Users/(user5)/Library/x"),
        ("/root/x", "/(user5)/x"),
        ("/root", "/(user5)"),
        (
            "\"C:\\Users\\a b\\x.exe\" --to C:\\Users\\c d\\y",
            "\"C:\\Users\\(user5)\\x.exe\" --to C:\\Users\\(user6)\\y",
        ),
        ("x --at C:\\Users\\ei C:\\Windows", "x --at C:\\Users\\(user5) C:\\Windows"),
        // Nobody's.
        ("C:\\Users\\Public\\Desktop\\x.lnk", "C:\\Users\\Public\\Desktop\\x.lnk"),
        ("C:\\Users\\All Users\\x", "C:\\Users\\All Users\\x"),
        ("C:\\Program Files\\Home\\x.exe", "C:\\Program Files\\Home\\x.exe"),
        ("C:\\Program Files\\x.exe", "C:\\Program Files\\x.exe"),
        ("/usr/lib/systemd/systemd", "/usr/lib/systemd/systemd"),
        ("/chroot/root/x", "/chroot/root/x"),
    ] {
        assert_eq!(redacted(text), expected, "{text}");
    }
}

#[test]
fn names_mail_and_identifiers_are_taken_out_of_any_text() {
    for (text, expected) in [
        ("--user taro --host desktop-ab12cd3", "--user (user) --host (pc)"),
        ("Task_Taro-1", "Task_(user)-1"),
        ("Hanako Yamada", "(user3)"),
        ("\u{592a}\u{90ce}\u{3055}\u{3093}", "(user2)\u{3055}\u{3093}"),
        (
            "\u{78ba}\u{5b9a}\u{7533}\u{544a}_\u{5c71}\u{7530}.zip",
            "\u{78ba}\u{5b9a}\u{7533}\u{544a}_(user).zip",
        ),
        ("from sato, to \u{5c71}\u{7530}\u{3000}taro sato", "from (user), to (user)"),
        ("tarot.exe guitaro", "tarot.exe guitaro"),
        ("ai.exe", "ai.exe"),
        ("mail to=taro.y+1@example.co.jp;", "mail to=(mail)@example.co.jp;"),
        ("name@host @x.y a@", "name@host @x.y a@"),
        ("HKU\\S-1-5-21-1004336348-1177238915-682003330-1001\\Run", "HKU\\S-1-5-21-(pc)-1001\\Run"),
        ("s-1-5-21-1-2-3-500", "S-1-5-21-(pc)-500"),
        ("S-1-12-1-1-2-3-4", "S-1-12-1-(pc)"),
        ("S-1-5-18 S-1-5-21-", "S-1-5-18 S-1-5-21-"),
    ] {
        assert_eq!(redacted(text).to_lowercase(), expected.to_lowercase(), "{text}");
    }
}

#[test]
fn secrets_are_masked_in_arguments_and_commands() {
    let args = [
        "x",
        "--password",
        "hunter2",
        "--token=abc",
        "-passwd",
        "p",
        "--pwd",
        "--cm",
        "url?apikey=1&b=2",
        "/Password:x",
        "C:\\Password Store\\a.exe",
    ];
    let mut snapshot = Snapshot {
        processes: vec![ProcessRecord { args: args.map(str::to_owned).into(), ..ProcessRecord::default() }],
        services: vec![ServiceRecord {
            image: Some("\"C:\\a b\\x.exe\" --set-password \"my own\" -v --secret=s:t /token abc".into()),
            ..ServiceRecord::default()
        }],
        autostarts: vec![AutostartRecord {
            command: Some("C:\\Password Store\\a b.exe token".into()),
            ..Default::default()
        }],
        ..Snapshot::default()
    };
    redact(&mut snapshot, &who(), &Catalogue::default());
    assert_eq!(
        snapshot.processes[0].args,
        [
            "x",
            "--password",
            SECRET,
            "--token=(secret)",
            "-passwd",
            SECRET,
            "--pwd",
            SECRET,
            "url?apikey=(secret)&b=2",
            "/Password:(secret)",
            "C:\\Password Store\\a.exe"
        ]
    );
    assert_eq!(
        snapshot.services[0].image.as_deref(),
        Some("\"C:\\a b\\x.exe\" --set-password (secret) -v --secret=(secret) /token (secret)")
    );
    assert_eq!(snapshot.autostarts[0].command.as_deref(), Some("C:\\Password Store\\a b.exe token"));
}

#[test]
fn whatever_names_or_follows_a_secret_is_masked() {
    for (args, expected) in [
        (&["--pin", "4711"][..], &["--pin", SECRET][..]),
        (&["--set-pin", "4711"], &["--set-pin", SECRET]),
        (&["--pass", "a b"], &["--pass", SECRET]),
        (&["-p", "4711"], &["-p", SECRET]),
        (&["-P", "4711"], &["-P", SECRET]),
        (&["/p", "4711"], &["/p", SECRET]),
        (&["-phunter2"], &["-p(secret)"]),
        (&["-p=hunter2", "-p:x"], &["-p=(secret)", "-p:(secret)"]),
        (&["-port", "22", "-proxy:a:1", "-path=x"], &["-port", "22", "-proxy:a:1", "-path=x"]),
        (&["--code", "123456"], &["--code", SECRET]),
        (&["--sessionCode=123456"], &["--sessionCode=(secret)"]),
        (&["--key", "k", "--auth", "a"], &["--key", SECRET, "--auth", SECRET]),
        (&["--secret", "s", "--otp", "1"], &["--secret", SECRET, "--otp", SECRET]),
        (&["-pw", "x", "/key:y"], &["-pw", SECRET, "/key:(secret)"]),
        (&["--password", "-dash", "--cm"], &["--password", SECRET, "--cm"]),
        (&["--password", "--token", "abc"], &["--password", SECRET, SECRET]),
        (&["--password=my own word"], &["--password=(secret)"]),
        (&["https://x/R?i=2&Code=123456"], &["https://x/R?i=2&Code=(secret)"]),
        (&["{\"password\": \"a b\"}"], &["{\"password\": (secret)"]),
        (&["--keyboard=jp", "--pinned", "x"], &["--keyboard=jp", "--pinned", "x"]),
        (&["--server=auth.example.com:443"], &["--server=auth.example.com:443"]),
        (
            &["C:\\Key:x", "P:\\a.exe", "/usr/bin/pass", "x"],
            &["C:\\Key:(secret)", "P:\\a.exe", "/usr/bin/pass", "x"],
        ),
    ] {
        let args = args.iter().map(|&arg| arg.to_owned()).collect();
        let mut snapshot = Snapshot {
            processes: vec![ProcessRecord { args, ..ProcessRecord::default() }],
            ..Snapshot::default()
        };
        redact(&mut snapshot, &who(), &Catalogue::default());
        assert_eq!(snapshot.processes[0].args, expected);
    }
    for (command, expected) in [
        ("x --pin 4711 -v", "x --pin (secret) -v"),
        ("x -p 4711", "x -p (secret)"),
        ("x -phunter2 -v", "x -p(secret) -v"),
        ("x -p\"my own\" -v", "x -p(secret) -v"),
        ("x --password -dash -v", "x --password (secret) -v"),
        ("x --password --token abc", "x --password (secret) (secret)"),
        ("x \"--password\" \"my own\" -v", "x \"--password\" (secret) -v"),
        ("x \"--password=my own\" -v", "x \"--password=(secret)\" -v"),
        ("x --code=\"1 2\" -v", "x --code=(secret) -v"),
        ("x --otp:12 --cm", "x --otp:(secret) --cm"),
        ("mkdir -path x \" --pin 1", "mkdir -path x \" --pin (secret)"),
    ] {
        let entry = AutostartRecord { command: Some(command.into()), ..Default::default() };
        let mut snapshot = Snapshot { autostarts: vec![entry], ..Snapshot::default() };
        for _ in 0..2 {
            redact(&mut snapshot, &who(), &Catalogue::default());
            assert_eq!(snapshot.autostarts[0].command.as_deref(), Some(expected), "{command}");
        }
    }
}

#[test]
fn every_field_that_may_name_a_person_is_looked_into() {
    let own = || Some("x taro y".to_owned());
    let mut snapshot = Snapshot {
        processes: vec![ProcessRecord {
            name: own(),
            exe: own(),
            args: vec!["taro".into()],
            ..Default::default()
        }],
        services: vec![ServiceRecord {
            name: own(),
            display_name: own(),
            image: own(),
            ..Default::default()
        }],
        pipes: vec!["taro".into()],
        files: vec![FileRecord { path: own(), ..Default::default() }],
        autostarts: vec![AutostartRecord { location: own(), name: own(), command: own() }],
        remote_sessions: vec![RemoteSessionRecord { detail: own(), ..Default::default() }],
        ..Snapshot::default()
    };
    redact(&mut snapshot, &who(), &Catalogue::default());
    let written = String::from_utf8(snapshot.encode().unwrap()).unwrap();
    assert!(!written.contains("taro"), "{written}");
    assert_eq!(written.matches(USER).count(), 12, "{written}");
}

#[test]
fn a_name_that_a_tool_is_recognised_by_is_kept() {
    let mut catalogue = Catalogue::default();
    catalogue.system.download_places = vec![Pattern::new("*\\taro\\*"), Pattern::new("taro.exe")];
    let mut snapshot = Snapshot {
        files: [r"D:\taro\x.exe", r"D:\x\taro.exe", r"D:\x\taro.txt"]
            .map(|path| FileRecord { path: Some(path.into()), ..Default::default() })
            .into(),
        ..Snapshot::default()
    };
    redact(&mut snapshot, &who(), &catalogue);
    let paths: Vec<_> = snapshot.files.iter().filter_map(|file| file.path.as_deref()).collect();
    assert_eq!(paths, [r"D:\taro\x.exe", r"D:\x\taro.exe", r"D:\x\(user).txt"]);
}

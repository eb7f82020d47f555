//! What of a PC is in a snapshot that is handed on, and what stays at home.

use kyukyubako::core::detection::redaction::{clear_arguments_of_others, keep_what_tells_of_tools};
use kyukyubako::core::detection::snapshot::{
    AutostartRecord, FileRecord, Os, ProcessRecord, ServiceRecord, Snapshot,
};

use crate::CATALOGUE;

const DOWNLOADS: &str = r"C:\Users\taro\Downloads";

fn file(path: &str, from_internet: Option<bool>) -> FileRecord {
    FileRecord { path: Some(path.into()), from_internet, ..FileRecord::default() }
}

fn process(pid: u32, exe: &str, args: &[&str]) -> ProcessRecord {
    ProcessRecord {
        pid: Some(pid),
        name: exe.rsplit('\\').next().map(str::to_owned),
        exe: Some(exe.into()),
        args: args.iter().map(|&arg| arg.to_owned()).collect(),
        ..ProcessRecord::default()
    }
}

#[test]
fn only_files_that_tell_of_tools_are_kept() {
    let there = |name: &str| format!("{DOWNLOADS}\\{name}");
    let kept = [
        file(&there("Support-LogMeInRescue (1).exe"), None),
        file(&there("helper-x.exe"), None),
        file(&there("cleaner.exe"), Some(true)),
        file(&there("Cleaner.MSI"), Some(true)),
    ];
    let dropped = [
        file(&there("\u{78ba}\u{5b9a}\u{7533}\u{544a}_\u{5c71}\u{7530}\u{82b1}\u{5b50}.zip"), Some(true)),
        file(&there("divorce.pdf"), Some(true)),
        file(&there("own.exe"), Some(false)),
        file(&there("own.msi"), None),
        file(&there("chess.exe"), None),
        FileRecord::default(),
    ];
    // A renamed tool lies among the person's own files: only it is kept.
    let renamed = ProcessRecord {
        company: Some("AnyDesk Software GmbH".into()),
        product: Some("AnyDesk".into()),
        ..process(7, &there("HELPER-X.exe"), &[])
    };
    let mut snapshot = Snapshot {
        os: Os::Windows,
        processes: vec![renamed, process(8, &there("chess.exe"), &[])],
        files: kept.iter().chain(&dropped).cloned().collect(),
        ..Snapshot::default()
    };
    keep_what_tells_of_tools(&mut snapshot, &CATALOGUE);
    assert_eq!(snapshot.files, kept);
}

#[test]
fn arguments_of_tools_and_shows_are_kept_and_no_others() {
    let hidden = ProcessRecord { exe: None, ..process(4, "C:\\x\\services.exe", &["services.exe", "-x"]) };
    let by_service = ProcessRecord { name: None, ..process(5, "", &["-x"]) };
    let mut snapshot = Snapshot {
        os: Os::Windows,
        processes: vec![
            process(1, r"C:\x\AnyDesk.exe", &["AnyDesk.exe", "--backend"]),
            process(2, r"C:\Windows\System32\cmd.exe", &["cmd.exe", "/c", "dir"]),
            process(3, r"C:\x\WINWORD.EXE", &["WINWORD.EXE", r"C:\secret.docx"]),
            process(6, r"C:\Windows\System32\tree.com", &["tree", "/f"]),
            hidden,
            ProcessRecord { exe: None, ..by_service },
        ],
        services: vec![ServiceRecord {
            pid: Some(5),
            image: Some(r"C:\x\AnyDesk.exe --service".into()),
            ..ServiceRecord::default()
        }],
        ..Snapshot::default()
    };
    clear_arguments_of_others(&mut snapshot, &CATALOGUE);
    let counts: Vec<usize> = snapshot.processes.iter().map(|process| process.args.len()).collect();
    assert_eq!(counts, [2, 0, 0, 2, 0, 1]);
}

#[test]
fn commands_that_belong_to_no_tool_lose_their_arguments() {
    let entry = |name: &str, command: &str| AutostartRecord {
        location: Some("HKCU\\Run".into()),
        name: Some(name.into()),
        command: Some(command.into()),
    };
    let service = |name: &str, image: &str| ServiceRecord {
        name: Some(name.into()),
        image: Some(image.into()),
        ..ServiceRecord::default()
    };
    let mut snapshot = Snapshot {
        os: Os::Windows,
        autostarts: vec![
            entry("*LogMeInRescue_1", "C:\\x\\y.exe -code 1"),
            entry("helper", "\"C:\\a b\\AnyDesk.exe\" --start"),
            entry("diary", "\"C:\\a b\\diary.exe\" --open C:\\Users\\taro\\hospital.txt"),
            entry("diary", "C:\\a b\\diary.exe --open hospital.txt"),
            entry("diary", "wscript.exe hospital.vbs"),
            AutostartRecord::default(),
        ],
        services: vec![
            service("AnyDesk", "C:\\x\\y.exe --service"),
            service("y", "C:\\x\\AnyDesk.exe --service"),
            service("mail", "\"C:\\x\\mail.exe\" --user taro"),
            service("none", ""),
        ],
        ..Snapshot::default()
    };
    for _ in 0..2 {
        keep_what_tells_of_tools(&mut snapshot, &CATALOGUE);
        let commands: Vec<_> = snapshot.autostarts.iter().map(|entry| entry.command.as_deref()).collect();
        assert_eq!(
            commands,
            [
                Some("C:\\x\\y.exe -code 1"),
                Some("\"C:\\a b\\AnyDesk.exe\" --start"),
                Some("\"C:\\a b\\diary.exe\""),
                Some("C:\\a b\\diary.exe"),
                Some("wscript.exe"),
                None,
            ]
        );
        let images: Vec<_> =
            snapshot.services.iter().filter_map(|service| service.image.as_deref()).collect();
        assert_eq!(
            images,
            ["C:\\x\\y.exe --service", "C:\\x\\AnyDesk.exe --service", "\"C:\\x\\mail.exe\"", ""]
        );
    }
}

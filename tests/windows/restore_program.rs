//! Installation of the restore program and the folder that only administrators write.

use kyukyubako::content::{Locale, Texts};
use kyukyubako::elevated::Machine as _;
use kyukyubako::platform::windows::registry::{Key, Root};
use kyukyubako::platform::windows::restore_program::{FILE_NAME, ThisPc};
use kyukyubako::platform::windows::{
    admin_folder, app_registration, cut_record, filter_engine, known_folder, notice_entry, tcp_sessions,
    trusted_place,
};

#[test]
fn it_installs_twice_and_leaves_nothing_behind() {
    if !super::under_wine() {
        println!("skipped: would install on a real PC");
        return;
    }
    let texts = Texts::new(Locale::Ja);
    let mut pc = ThisPc::new(&texts, false, super::restore_program_built());
    let program = known_folder::program_files().unwrap().join(FILE_NAME);
    let link = known_folder::common_programs()
        .unwrap()
        .join(format!("{}.lnk", texts.get("restore-program-shortcut")));
    for _ in 0..2 {
        pc.install().unwrap();
        assert_eq!(
            std::fs::metadata(&program).unwrap().len(),
            std::fs::metadata(super::restore_program_built()).unwrap().len()
        );
        // The link holds the program's path and the verb, as UTF-16.
        let content = std::fs::read(&link).unwrap();
        let verb: Vec<u8> = "restore".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(content.windows(verb.len()).any(|part| part == verb));
    }
    // Half a program is none, and another one is replaced.
    let built = super::restore_program_built();
    let safe = trusted_place::weakness(&built).is_none();
    for (there, replaced) in [(&b""[..], true), (b"half", true), (b"MZ of another version", safe)] {
        std::fs::write(&program, there).unwrap();
        pc.install().unwrap();
        let whole = std::fs::read(&built).unwrap();
        assert!((std::fs::read(&program).unwrap() == whole) == replaced, "{}", there.len());
    }
    std::fs::copy(&built, &program).unwrap();
    // The notice came along, starts at every log-on, and goes with the cut or the program.
    let run = || {
        let key = Key::open(Root::LocalMachine, "Software\\Microsoft\\Windows\\CurrentVersion\\Run");
        key.and_then(|key| key.text("Kyukyubako.Notice"))
    };
    let notice = notice_entry::program().unwrap();
    assert!(notice.is_file());
    assert_eq!(run(), Some(format!("\"{}\"", notice.display())));
    pc.remove_journal().unwrap();
    assert_eq!(run(), None);
    notice_entry::announce().unwrap();
    notice_entry::register().unwrap();
    assert_eq!(run(), None, "the guard's entry is enough");
    notice_entry::announce().unwrap();
    assert_eq!(run(), None);
    pc.uninstall().unwrap();
    assert!(!notice.exists() && notice_entry::announce().is_err(), "no entry leads to a missing program");
    assert!(!program.exists() && !link.exists() && !program.parent().unwrap().exists());
    pc.uninstall().unwrap();
}

#[test]
fn the_journal_is_written_and_removed_in_a_folder_of_administrators() {
    if !super::under_wine() {
        println!("skipped: would write beside a real journal");
        return;
    }
    let texts = Texts::new(Locale::Ja);
    let mut pc = ThisPc::new(&texts, false, super::restore_program_built());
    pc.write_journal().unwrap();
    let path = cut_record::path().unwrap();
    assert!(path.exists());
    pc.remove_journal().unwrap();
    pc.remove_journal().unwrap();
    assert!(!path.exists());
    // Wine keeps no owner, so that this folder counts as somebody else's: it is moved aside, and what
    // an ordinary user could have planted in it is never believed.
    let folder = path.parent().unwrap();
    assert!(!admin_folder::owned_by_administrators(folder));
    std::fs::write(folder.join("planted"), b"").unwrap();
    admin_folder::ensure(folder).unwrap();
    assert!(folder.is_dir() && !folder.join("planted").exists());
}

#[test]
fn the_filter_engine_answers_truthfully() {
    let engine = filter_engine::WindowsFilterEngine::open(true);
    if super::under_wine() {
        // RPC_S_UNKNOWN_IF: a stub. What runs on it is proven with a fake engine.
        assert_eq!(engine.err().map(|error| error.code), Some(1764));
    } else if let Err(error) = engine {
        assert_eq!(error.code, 5, "{error}");
    }
}

#[test]
fn the_tcp_table_is_read() {
    if super::under_wine() {
        // Wine reads the table and cannot end sessions: refusals are counted, never successes.
        assert_eq!(tcp_sessions::destroy_all().unwrap().ended, 0);
    }
}

#[test]
fn the_desktop_knows_the_program_by_name() {
    if super::under_wine() {
        app_registration::register("救急箱", None).unwrap();
    }
}

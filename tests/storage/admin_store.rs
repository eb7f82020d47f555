//! What an administrator keeps, and what becomes of an operator who edits every file of the user.

use std::ffi::OsString;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use kyukyubako::cli::pack::{self, Surroundings as PackSurroundings};
use kyukyubako::cli::store::{Surroundings, run_in};
use kyukyubako::content::pack::reserved;
use kyukyubako::content::{Contacts, Locale, Texts};
use kyukyubako::core::Timestamp;
use kyukyubako::core::detection::allow_list::{AllowEntry, AllowFor, AllowList};
use kyukyubako::core::guard::{GuardStatus, Reply, Request};
use kyukyubako::core::kept::{Kept, PinKept};
use kyukyubako::core::own_contacts::{ContactsFingerprint, HiddenBecause, OwnContact, VisibleContacts};
use kyukyubako::core::pack::PackFingerprint;
use kyukyubako::core::settings::Settings;
use kyukyubako::platform::directories::{AdminFolder, Directories};
use kyukyubako::platform::guard::GuardError;
use kyukyubako::platform::pin;
use kyukyubako::platform::storage::admin_store::{AdminStore, AdminStoreError, hand_over_text};
use kyukyubako::platform::storage::{KeptProblem, PACK_FILE, StoredPack, UserStore};

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn contact(name: &str, phone: &str) -> OwnContact {
    OwnContact::new(name, phone, Some("2026-11-22")).expect("a valid contact")
}

fn entry(tool: &str) -> AllowEntry {
    AllowEntry::new(tool, "Signer GmbH", AllowFor::Season.until(NOW)).expect("an entry")
}

fn family() -> Settings {
    Settings {
        person: Some("Kiyo".into()),
        family: vec![contact("Hanako", "090-1234-5678")],
        banks: vec![contact("Midori", "0120-000-111")],
        allowed: AllowList { entries: vec![entry("teamviewer")] },
        ..Settings::default()
    }
}

/// All that the operator would have everybody read.
fn his() -> Settings {
    Settings {
        person: Some("His Name".into()),
        family: vec![contact("Support", "050-9999-8888")],
        banks: vec![contact("Your Bank", "050-9999-8888")],
        allowed: AllowList { entries: vec![entry("anydesk")] },
        ..Settings::default()
    }
}

fn user(root: &Path) -> UserStore {
    UserStore::open(&Directories::under(root))
}

fn admin(root: &Path) -> AdminStore {
    AdminStore::at(Some(AdminFolder::under(root)))
}

struct Asked<'a> {
    elevated: bool,
    in_need: bool,
    input: &'a str,
    terminal: bool,
    asks_always: bool,
    /// A guard is there.
    guarded: bool,
    /// There is a box, and this is typed into it; the inner `None` gives up.
    boxed: Option<Option<&'a str>>,
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Self {
            elevated: true,
            in_need: false,
            input: "",
            terminal: false,
            asks_always: false,
            guarded: false,
            boxed: None,
        }
    }
}

struct Answer {
    code: u8,
    out: String,
    err: String,
    /// PINs that the guard was given.
    pins: Vec<String>,
    /// How often the box asked.
    boxes: u32,
}

fn store_in(locale: Locale, root: &Path, args: &[&str], asked: &Asked<'_>) -> Answer {
    let texts = Texts::new(locale);
    let pins = Mutex::new(Vec::new());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let boxes = Mutex::new(0);
    let pin_box = |_: &Texts| {
        *boxes.lock().expect("boxes") += 1;
        asked.boxed.flatten().map(str::to_owned)
    };
    let surroundings = Surroundings {
        store: &admin(root),
        elevated: asked.elevated,
        in_need: &|| asked.in_need,
        input: &mut Cursor::new(asked.input.as_bytes().to_vec()),
        terminal: asked.terminal,
        guard: &|request: &Request| match request {
            Request::SetPin { pin } => {
                pins.lock().expect("pins").push(pin.clone());
                Ok(Reply::PinSet)
            }
            Request::Status if asked.guarded => Ok(Reply::Status(GuardStatus::default())),
            _ => Err(GuardError::Absent),
        },
        asks_always: asked.asks_always,
        pin_box: asked.boxed.map(|_| &pin_box as &dyn Fn(&Texts) -> Option<String>),
    };
    let code = run_in(surroundings, args.iter().map(OsString::from).collect(), &texts, &mut out, &mut err);
    assert_eq!(texts.failures(), Vec::<String>::new());
    let text = |bytes| String::from_utf8(bytes).expect("text");
    let (pins, boxes) = (pins.into_inner().expect("pins"), boxes.into_inner().expect("boxes"));
    Answer { code, out: text(out), err: text(err), pins, boxes }
}

fn store(root: &Path, args: &[&str], asked: &Asked<'_>) -> Answer {
    store_in(Locale::En, root, args, asked)
}

fn written(root: &Path, settings: &Settings) -> (PathBuf, String) {
    let text = hand_over_text(settings);
    let file = root.join("handed.toml");
    fs::write(&file, &text).expect("written");
    (file, PackFingerprint::of(text.as_bytes()).as_str().to_owned())
}

fn keep(root: &Path, settings: &Settings) {
    let (file, hash) = written(root, settings);
    let args = ["keep", "--file", &file.to_string_lossy(), "--sha256", &hash];
    let answer = store(root, &args, &Asked::default());
    assert_eq!(answer.code, 0, "{}", answer.err);
}

#[test]
fn what_is_kept_is_shown_asked_about_and_removed() {
    for (locale, yes) in [(Locale::Ja, "\u{306f}\u{3044}\n"), (Locale::En, "yes\n")] {
        let root = tempfile::tempdir().expect("folder");
        let (file, hash) = written(root.path(), &family());
        let file = file.to_string_lossy().into_owned();
        let ask =
            |args: &[&str], input| store_in(locale, root.path(), args, &Asked { input, ..Asked::default() });
        assert_eq!(ask(&["keep", "--file", &file], "no\n").code, 1);
        assert!(!admin(root.path()).counts(), "nothing is kept without a yes");
        let kept = ask(&["keep", "--file", &file], yes);
        assert_eq!(kept.code, 0, "{}", kept.err);
        let groups = PackFingerprint::parse(&hash).expect("hash").in_groups();
        for part in ["Kiyo", "Hanako", "090-1234-5678", "0120-000-111", "teamviewer", "Signer GmbH", &groups]
        {
            assert!(kept.out.contains(part), "{part}: {}", kept.out);
        }
        let shown = store_in(locale, root.path(), &["show"], &Asked { elevated: false, ..Asked::default() });
        assert!(shown.code == 0 && shown.out.contains("090-1234-5678"), "{}{}", shown.out, shown.err);
        let json = ask(&["show", "--json"], "").out;
        let json: serde_json::Value = serde_json::from_str(&json).expect("json");
        assert_eq!((&json["state"], &json["schema"]), (&"kept".into(), &1.into()));
        assert_eq!(json["banks"][0]["phone"], "0120-000-111");
        assert_eq!(json["allowed_tools"][0]["tool"], "teamviewer");
        assert_eq!(ask(&["clear"], "").code, 0);
        assert!(!admin(root.path()).counts());
        let json = ask(&["show", "--json"], "").out;
        assert!(json.contains(r#""state":"none""#), "{json}");
    }
}

#[test]
fn only_an_administrator_in_calm_times_keeps_and_only_what_was_shown() {
    let root = tempfile::tempdir().expect("folder");
    let (file, hash) = written(root.path(), &family());
    let file = file.to_string_lossy().into_owned();
    let args = ["keep", "--json", "--file", &file, "--sha256", &hash];
    let result = |args: &[&str], asked: &Asked<'_>| {
        let answer = store(root.path(), args, asked);
        let report: serde_json::Value = serde_json::from_str(&answer.out).expect(&answer.out);
        assert_eq!(answer.code == 0, report["result"] == "kept");
        report["result"].as_str().expect("text").to_owned()
    };
    for (asked, expected) in [
        (Asked { elevated: false, ..Asked::default() }, "not-elevated"),
        (Asked { in_need: true, ..Asked::default() }, "not-now"),
    ] {
        assert_eq!(result(&args, &asked), expected);
        for verb in ["clear", "pin"] {
            let answer = store(root.path(), &[verb], &Asked { input: "2468\n", ..asked });
            assert_eq!((answer.code, answer.pins.len()), (1, 0), "{verb}");
        }
    }
    // He exchanges the file between the look and the consent.
    written(root.path(), &his());
    assert_eq!(result(&args, &Asked::default()), "other-content");
    fs::write(&file, "[[bank]]\nname = \"a\"\nphone = \"call me\"\n").expect("written");
    let wrong = PackFingerprint::of(&fs::read(&file).expect("file"));
    let unusable = ["keep", "--json", "--file", &file, "--sha256", wrong.as_str()];
    assert_eq!(result(&unusable, &Asked::default()), "not-usable");
    assert!(!admin(root.path()).counts());
    written(root.path(), &family());
    assert_eq!(result(&args, &Asked::default()), "kept");
    for args in [&["keep"][..], &["clear", "--json"], &["pin", "2468"], &["show", "--sha256", &hash], &[]] {
        assert_eq!(store(root.path(), args, &Asked::default()).code, 2, "{args:?}");
    }
    assert_eq!(store(root.path(), &["--help"], &Asked::default()).code, 0);
}

impl Copy for Asked<'_> {}
impl Clone for Asked<'_> {
    fn clone(&self) -> Self {
        *self
    }
}

#[test]
fn wrong_files_are_refused_whole_with_one_sentence() {
    let root = tempfile::tempdir().expect("folder");
    let file = root.path().join("wrong.toml");
    let path = file.to_string_lossy().into_owned();
    let sound = hand_over_text(&family());
    for content in [
        Vec::new(),
        b"\xff\xfe".to_vec(),
        b"not toml at all".to_vec(),
        vec![b'#'; 65 * 1024],
        format!("{sound}\n[[card]]\nname = \"x\"\nphone = \"none\"\n").into_bytes(),
        format!("{sound}\n[[allowed_tools]]\ntool = \"A B\"\nsigner = \"s\"\nuntil = \"2027-01-01\"\n")
            .into_bytes(),
        (0..9)
            .map(|n| format!("[[bank]]\nname = \"b{n}\"\nphone = \"0120-000-11{n}\"\n"))
            .collect::<String>()
            .into_bytes(),
    ] {
        fs::write(&file, content).expect("written");
        for locale in Locale::ALL {
            let asked = Asked { input: "yes\n", ..Asked::default() };
            let answer = store_in(locale, root.path(), &["keep", "--file", &path], &asked);
            assert_eq!(
                (answer.code, answer.out.as_str(), answer.err.lines().count()),
                (1, "", 1),
                "{}",
                answer.err
            );
        }
    }
    let folder = root.path().to_string_lossy().into_owned();
    assert_eq!(store(root.path(), &["keep", "--file", &folder], &Asked::default()).code, 1);
    assert!(!admin(root.path()).counts());
}

#[test]
fn the_pin_comes_by_the_pipe_and_goes_to_the_guard() {
    let root = tempfile::tempdir().expect("folder");
    let text = hand_over_text(&family());
    let hash = PackFingerprint::of(text.as_bytes());
    let args = ["keep", "--json", "--file", "-", "--sha256", hash.as_str(), "--with-pin"];
    let input = format!("2468\n{text}");
    let answer = store(root.path(), &args, &Asked { input: &input, ..Asked::default() });
    assert_eq!(answer.pins, ["2468"]);
    assert!(answer.out.contains(r#""result":"kept","pin":"set""#), "{}", answer.out);
    assert!(!answer.out.contains("2468") && !answer.err.contains("2468"));

    for (input, terminal, pins) in [
        ("1357\n", false, &["1357"][..]),
        ("1357\n1357\n", true, &["1357"]),
        ("1357\n1358\n", true, &[]),
        ("13\n", false, &[]),
        ("123456789\n", false, &[]),
        ("", false, &[]),
    ] {
        let answer = store(root.path(), &["pin"], &Asked { input, terminal, ..Asked::default() });
        assert_eq!(answer.pins, pins, "{input:?}");
        assert_eq!(answer.code == 0, !pins.is_empty());
    }
}

#[test]
fn the_administrators_process_asks_for_the_pin_itself_once_the_rest_is_kept() {
    let kept = |asked: &Asked<'_>, hash: Option<&str>| {
        let root = tempfile::tempdir().expect("folder");
        let text = hand_over_text(&family());
        let file = root.path().join("to-keep.toml");
        fs::write(&file, &text).expect("written");
        let own = PackFingerprint::of(text.as_bytes());
        let hash = hash.unwrap_or(own.as_str()).to_owned();
        let file = file.to_string_lossy().into_owned();
        let args = ["keep", "--pin-box", "--sha256", &hash, "--file", &file];
        store(root.path(), &args, asked)
    };
    for (guarded, typed, pin, pins, boxes) in [
        (true, Some("2468"), PinKept::Set, &["2468"][..], 1),
        (true, None, PinKept::Failed, &[], 1),
        // Nobody is asked for what nobody would take.
        (false, Some("2468"), PinKept::NoGuard, &[], 0),
    ] {
        let answer = kept(&Asked { guarded, boxed: Some(typed), ..Asked::default() }, None);
        assert_eq!((answer.pins.iter().map(String::as_str).collect(), answer.boxes), (pins.to_vec(), boxes));
        assert_eq!(PinKept::of_code(answer.code.into()), pin, "{}", answer.err);
        assert!(!answer.out.contains("2468") && !answer.err.contains("2468"));
    }
    let there = || Asked { guarded: true, boxed: Some(Some("2468")), ..Asked::default() };
    let nothing = |answer: Answer, code| {
        assert_eq!((answer.code, answer.boxes, answer.pins), (code, 0, Vec::<String>::new()));
    };
    // Exchanged meanwhile, no administrator, a tool in use, no to the list, no box on this system.
    nothing(kept(&there(), Some(&"ab".repeat(32))), 1);
    nothing(kept(&Asked { elevated: false, ..there() }, None), 1);
    nothing(kept(&Asked { in_need: true, ..there() }, None), 1);
    nothing(kept(&Asked { boxed: None, ..there() }, None), 2);
    let root = tempfile::tempdir().expect("folder");
    let alone = store(root.path(), &["pin", "--pin-box"], &there());
    assert_eq!((alone.code, alone.pins.as_slice()), (0, &["2468".to_owned()][..]));
    nothing(store(root.path(), &["pin", "--pin-box"], &Asked { boxed: None, ..there() }), 2);
    nothing(store(root.path(), &["pin", "--pin-box"], &Asked { guarded: false, ..there() }), 1);
}

/// He writes every file that the user can write: settings, and all records of what was confirmed.
fn edit_everything(root: &Path) {
    let own = user(root);
    own.save_settings(&his(), "").expect("settings");
    own.confirm_contacts(&his()).expect("confirmed");
    own.save_allowed(&his(), &his().allowed, "").expect("allowed");
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/whole.toml"));
    let text =
        text.expect("pack").replace("03-0000-1111", "050-9999-8888").replace("03-0000-2222", "050-9999-8888");
    let rules = reserved(&Contacts::bundled()).expect("rules");
    let pack = kyukyubako::core::pack::Pack::read(text.as_bytes(), &rules).expect("his pack");
    own.apply_pack(text.as_bytes(), &pack).expect("applied");
    fs::write(root.join("state/taken-back-tools"), "rubbish\n").expect("written");
}

fn banks(visible: VisibleContacts<'_>) -> Vec<String> {
    match visible {
        VisibleContacts::Shown { banks, .. } => banks.iter().map(|bank| bank.phone().to_owned()).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn an_operator_who_edits_every_file_of_the_user_changes_nothing_that_counts() {
    let rules = reserved(&Contacts::bundled()).expect("rules");
    let root = tempfile::tempdir().expect("folder");
    edit_everything(root.path());
    // Without a store this is what he gains, and why there is one.
    let own = user(root.path());
    let (settings, _) = own.load_settings();
    let visible = own.kept().0;
    let confirmed = own.confirmed_fingerprint();
    assert_eq!(banks(visible.visible_contacts(&settings, confirmed.as_ref())), ["050-9999-8888"]);
    assert!(matches!(own.load_pack(&rules), StoredPack::Applied(_)));
    assert_eq!(own.trusted_allow_list(&settings), his().allowed);

    keep(root.path(), &family());
    let own = user(root.path());
    let (settings, _) = own.load_settings();
    assert_eq!(settings.banks, his().banks, "his edits are there");
    assert_eq!(own.confirmed_fingerprint(), Some(ContactsFingerprint::of(&settings)));
    let (kept, problem) = own.kept();
    assert_eq!(problem, None);
    assert_eq!(banks(kept.visible_contacts(&settings, confirmed.as_ref())), ["0120-000-111"]);
    assert_eq!(own.trusted_allow_list(&settings), family().allowed);
    assert_eq!(own.load_pack(&rules), StoredPack::NotKept);

    // What he cannot read or understand into the store hides everything instead.
    let file = root.path().join("admin/settings.toml");
    fs::write(&file, "[[bank]]\nname = \"Your Bank\"\nphone = \"050-9999-8888\"\n[[card]]\nname = 1\n")
        .expect("written");
    let (kept, problem) = user(root.path()).kept();
    assert_eq!((kept.clone(), problem), (Kept::Store(Box::default()), Some(KeptProblem::Broken)));
    assert_eq!(
        kept.visible_contacts(&settings, confirmed.as_ref()),
        VisibleContacts::Hidden(HiddenBecause::NotKept)
    );
    assert_eq!(user(root.path()).trusted_allow_list(&settings), AllowList::default());
}

#[test]
fn what_the_user_takes_back_stays_off_and_nothing_is_added_by_it() {
    let root = tempfile::tempdir().expect("folder");
    let two = AllowList { entries: vec![entry("teamviewer"), entry("rustdesk")] };
    keep(root.path(), &Settings { allowed: two, ..family() });
    let own = user(root.path());
    let settings = Settings::default();
    let left = own.trusted_allow_list(&settings).without("teamviewer");
    own.use_only(&left).expect("written");
    assert_eq!(user(root.path()).trusted_allow_list(&settings).entries, [entry("rustdesk")]);
    // A list that holds more than what is kept adds nothing.
    let more = AllowList { entries: vec![entry("rustdesk"), entry("anydesk")] };
    own.use_only(&more).expect("written");
    assert_eq!(user(root.path()).trusted_allow_list(&settings).entries, [entry("rustdesk")]);
    own.use_only(&AllowList { entries: vec![entry("rustdesk"), entry("teamviewer")] }).expect("written");
    assert_eq!(user(root.path()).trusted_allow_list(&settings).entries.len(), 2, "kept anew, used anew");
}

fn pack_in(root: &Path, args: &[&str], typed: &str, elevated: bool) -> (u8, String) {
    let texts = Texts::new(Locale::En);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let surroundings = PackSurroundings {
        directories: &Directories::under(root),
        in_need: &|| false,
        input: &mut Cursor::new(typed.as_bytes().to_vec()),
        elevated,
        pin_folder: &root.join("pin"),
        terminal: false,
    };
    let args = args.iter().map(OsString::from).collect();
    let code = pack::run_in(surroundings, args, &texts, &mut out, &mut err);
    assert_eq!(texts.failures(), Vec::<String>::new());
    (code, String::from_utf8(err).expect("text"))
}

#[test]
fn an_administrators_pack_counts_for_everybody_and_nobody_elses_does() {
    let rules = reserved(&Contacts::bundled()).expect("rules");
    let root = tempfile::tempdir().expect("folder");
    let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/whole.toml");
    let whole = whole.to_string_lossy().into_owned();
    assert_eq!(pack_in(root.path(), &["apply", &whole], "yes\n", true), (0, String::new()));
    assert!(!root.path().join("config").join(PACK_FILE).exists());
    let applied = user(root.path()).load_pack(&rules);
    assert!(matches!(&applied, StoredPack::Applied(pack) if pack.workplace.is_some()));
    for args in [vec!["apply", &whole], vec!["remove"]] {
        let (code, err) = pack_in(root.path(), &args, "yes\n", false);
        assert_eq!((code, err.lines().count()), (1, 1), "{err}");
    }
    edit_everything(root.path());
    assert_eq!(user(root.path()).load_pack(&rules), applied);
    fs::write(root.path().join("admin").join(PACK_FILE), "schema = 1\n").expect("written");
    assert!(matches!(user(root.path()).load_pack(&rules), StoredPack::Refused(_)));
    assert_eq!(pack_in(root.path(), &["remove"], "", true).0, 0);
    assert!(!matches!(user(root.path()).load_pack(&rules), StoredPack::Applied(_)));
}

#[test]
fn removing_the_last_pack_leaves_no_store_behind_and_a_crash_does_not_hinder_it() {
    let root = tempfile::tempdir().expect("folder");
    let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/whole.toml");
    let whole = whole.to_string_lossy().into_owned();
    for with_numbers in [false, true] {
        assert_eq!(pack_in(root.path(), &["apply", &whole], "yes\n", true).0, 0);
        assert!(!admin(root.path()).counts_for_setup() && admin(root.path()).counts());
        if with_numbers {
            keep(root.path(), &family());
        }
        // What a program that died leaves between writing and renaming.
        fs::write(root.path().join("admin/.kyukyubako-half"), "half").expect("written");
        assert_eq!(pack_in(root.path(), &["remove"], "", true), (0, String::new()));
        assert_eq!(admin(root.path()).counts(), with_numbers);
    }
    fs::write(root.path().join("admin/.kyukyubako-half"), "half").expect("written");
    assert_eq!(store(root.path(), &["clear"], &Asked::default()).code, 0);
    assert!(!admin(root.path()).counts());
}

#[test]
fn where_the_consent_shows_no_file_the_fingerprint_alone_keeps_nothing() {
    let root = tempfile::tempdir().expect("folder");
    let (file, hash) = written(root.path(), &his());
    let file = file.to_string_lossy().into_owned();
    let args = ["keep", "--file", &file, "--sha256", &hash];
    for (input, code) in [("", 1), ("no\n", 1), ("yes\n", 0)] {
        let answer = store(root.path(), &args, &Asked { asks_always: true, input, ..Asked::default() });
        assert_eq!((answer.code, admin(root.path()).counts()), (code, code == 0), "{}", answer.out);
        assert!(answer.out.contains("050-9999-8888"), "it is shown first: {}", answer.out);
    }
}

#[test]
fn looking_moves_and_makes_nothing() {
    let root = tempfile::tempdir().expect("folder");
    let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/whole.toml");
    fs::create_dir_all(root.path().join("state")).expect("folder");
    let incident = root.path().join("state/incident.toml");
    fs::write(&incident, "broken = ").expect("written");
    assert_eq!(pack_in(root.path(), &["apply", &whole.to_string_lossy()], "yes\n", true).0, 0);
    assert!(incident.exists(), "the window puts it aside, and tells");

    let home = tempfile::tempdir().expect("folder");
    let pdf = root.path().join("sheet.pdf");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_kyukyubako"))
        .args(["sheet", "--out"])
        .arg(&pdf)
        .env_clear()
        .env("HOME", home.path())
        .output()
        .expect("run");
    assert!(output.status.success() && pdf.exists(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_dir(home.path()).expect("folder").count(), 0);
}

#[test]
fn a_folder_that_others_write_is_told_even_while_it_is_empty() {
    use std::os::unix::fs::PermissionsExt as _;
    let root = tempfile::tempdir().expect("folder");
    let folder = root.path().join("admin");
    fs::create_dir(&folder).expect("folder");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).expect("mode");
    assert!(matches!(admin(root.path()).settings(), Err(AdminStoreError::Untrusted(_))));
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("mode");
    assert!(matches!(admin(root.path()).settings(), Ok(None)));
}

#[test]
fn a_pack_of_the_user_asks_for_the_pin_and_wrong_ones_are_delayed() {
    let rules = reserved(&Contacts::bundled()).expect("rules");
    let root = tempfile::tempdir().expect("folder");
    let now = Timestamp(jiff::Timestamp::now().as_millisecond());
    pin::set_pin(&root.path().join("pin"), None, "2468", now).expect("PIN");
    let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/whole.toml");
    let whole = whole.to_string_lossy().into_owned();
    let is_applied = || matches!(user(root.path()).load_pack(&rules), StoredPack::Applied(_));
    for typed in ["yes\n", "yes\n1111\n"] {
        assert_eq!(pack_in(root.path(), &["apply", &whole], typed, false).0, 1);
        assert!(!is_applied());
    }
    assert_eq!(pack_in(root.path(), &["apply", &whole], "yes\n2468\n", false).0, 0);
    assert!(is_applied());
    for _ in 0..3 {
        assert_eq!(pack_in(root.path(), &["remove"], "1111\n", false).0, 1);
    }
    let (code, err) = pack_in(root.path(), &["remove"], "2468\n", false);
    assert!(code == 1 && err.contains("30"), "the right one waits too: {err}");
    assert!(is_applied());
}

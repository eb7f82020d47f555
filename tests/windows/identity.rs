//! Version information and signatures of files as honest and as hostile as they come.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use kyukyubako::platform::observers::identity::{ImageIdentity, read};
use windows::Win32::Security::Cryptography::{
    CERT_CONTEXT, CERT_STORE_ADD_REPLACE_EXISTING, CERT_STORE_CTRL_COMMIT, CERT_STORE_PROV_SYSTEM_W,
    CERT_SYSTEM_STORE_CURRENT_USER_ID, CERT_SYSTEM_STORE_LOCATION_SHIFT, CertAddEncodedCertificateToStore,
    CertCloseStore, CertControlStore, CertDeleteCertificateFromStore, CertOpenStore, HCERTSTORE,
    PKCS_7_ASN_ENCODING, X509_ASN_ENCODING,
};
use windows::core::w;

use super::observers::{own_folder, stand_ins};

/// The root of the stand-ins' signers in the user's own store, where any program may put one, until this
/// is dropped.
pub struct TrustedByUser {
    store: HCERTSTORE,
    certificate: *mut CERT_CONTEXT,
}

impl TrustedByUser {
    pub fn add(folder: &Path) -> Self {
        let der = std::fs::read(folder.join("root.der")).unwrap();
        let place = CERT_SYSTEM_STORE_CURRENT_USER_ID << CERT_SYSTEM_STORE_LOCATION_SHIFT;
        let mut certificate = std::ptr::null_mut();
        // SAFETY: the name is a zero-terminated string; everything outlives the calls.
        unsafe {
            let store = CertOpenStore(
                CERT_STORE_PROV_SYSTEM_W,
                Default::default(),
                None,
                windows::Win32::Security::Cryptography::CERT_OPEN_STORE_FLAGS(place),
                Some(w!("Root").as_ptr().cast()),
            )
            .unwrap();
            CertAddEncodedCertificateToStore(
                Some(store),
                X509_ASN_ENCODING | PKCS_7_ASN_ENCODING,
                &der,
                CERT_STORE_ADD_REPLACE_EXISTING,
                Some(&raw mut certificate),
            )
            .unwrap();
            commit(store);
            Self { store, certificate }
        }
    }
}

/// Tells the other processes.
fn commit(store: HCERTSTORE) {
    // SAFETY: the store is open.
    unsafe { CertControlStore(store, Default::default(), CERT_STORE_CTRL_COMMIT, None) }.unwrap();
}

impl Drop for TrustedByUser {
    fn drop(&mut self) {
        // SAFETY: both are ours; deleting frees the certificate.
        unsafe {
            CertDeleteCertificateFromStore(self.certificate).unwrap();
            commit(self.store);
            CertCloseStore(Some(self.store), 0).unwrap();
        }
    }
}

/// The same root in the PC's store until this is dropped. Wine fills that store anew in every process, from
/// the roots of the system that it runs on.
pub struct TrustedByPc(PathBuf);

impl TrustedByPc {
    pub fn add(folder: &Path) -> Self {
        let roots = Path::new(r"Z:\etc\ssl\certs");
        std::fs::create_dir_all(roots).unwrap();
        let root = roots.join("kyukyubako-test.pem");
        std::fs::copy(folder.join("root.pem"), &root).unwrap();
        Self(root)
    }
}

impl Drop for TrustedByPc {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).unwrap();
    }
}

fn timed(path: &Path) -> ImageIdentity {
    let started = Instant::now();
    let identity = read(path).unwrap();
    println!("{}: {:?} {identity:?}", path.display(), started.elapsed());
    assert!(started.elapsed() < Duration::from_secs(5));
    identity
}

fn renamed(folder: &Path, stand_in: &str, name: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::copy(stand_ins().unwrap().join(stand_in), &path).unwrap();
    path
}

const SIGNER: &str = "GoTo Technologies USA, LLC";

#[test]
fn a_renamed_program_still_says_who_made_it() {
    let Some(folder) = stand_ins() else { return };
    let here = own_folder();
    let unsigned = timed(&renamed(here.path(), "unsigned.exe", "\u{6551}\u{6025} (1).exe"));
    let expected = ImageIdentity {
        company: Some("LogMeIn, Inc.".into()),
        product: Some("LogMeIn Rescue".into()),
        original_filename: Some("LMI_Rescue.exe".into()),
        signer: None,
        signature_valid: None,
    };
    assert_eq!(unsigned, expected);

    let signed = renamed(here.path(), "signed.exe", "svchost-helper.exe");
    // One changed byte in the program.
    let mut bytes = std::fs::read(&signed).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 0x55;
    let changed = here.path().join("changed.exe");
    std::fs::write(&changed, &bytes).unwrap();

    let by = |valid| {
        let (signer, signature_valid) = (Some(SIGNER.to_owned()), Some(valid));
        format!("{:?}", ImageIdentity { signer, signature_valid, ..expected.clone() })
    };
    // Signed by somebody whom nobody here trusts, then the user alone, then the PC, then nobody.
    assert_eq!(in_a_new_process(&signed), by(false));
    let by_the_user = TrustedByUser::add(&folder);
    assert_eq!(in_a_new_process(&signed), by(false));
    drop(by_the_user);
    let trusted = TrustedByPc::add(&folder);
    assert_eq!(in_a_new_process(&signed), by(true));
    assert_eq!(in_a_new_process(&changed), by(false));
    drop(trusted);
    assert_eq!(in_a_new_process(&signed), by(false));
}

/// Where a new process finds the file to read.
const FILE: &str = "KYUKYUBAKO_TEST_FILE";

/// A process reads the list of roots once in its life, at least under Wine.
fn in_a_new_process(path: &Path) -> String {
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "--nocapture", "identity::says_who_made_a_file"])
        .env(FILE, path)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.split_once("ImageIdentity"));
    format!("ImageIdentity{}", line.unwrap_or_else(|| panic!("{output:?}")).1)
}

#[test]
#[ignore = "a part of another test, in a process of its own"]
fn says_who_made_a_file() {
    if let Some(path) = std::env::var_os(FILE) {
        println!("{:?}", read(Path::new(&path)).unwrap());
    }
}

#[test]
fn a_deep_folder_hides_nobody() {
    let Some(stand_ins) = stand_ins() else { return };
    let here = own_folder();
    let mut folder = PathBuf::from(format!(r"\\?\{}", here.path().display()));
    for _ in 0..4 {
        folder = folder.join("d".repeat(100));
        std::fs::create_dir(&folder).unwrap();
    }
    let program = folder.join("a.exe");
    std::fs::copy(stand_ins.join("unsigned.exe"), &program).unwrap();
    let plain = program.to_str().unwrap().trim_start_matches(r"\\?\");
    for path in [plain, program.to_str().unwrap()] {
        assert_eq!(timed(Path::new(path)).original_filename.as_deref(), Some("LMI_Rescue.exe"), "{path}");
    }
}

#[test]
fn broken_files_say_nothing_and_cost_nothing() {
    if stand_ins().is_none() {
        return;
    }
    let here = own_folder();
    let nobody = ImageIdentity::default();
    assert_eq!(timed(&renamed(here.path(), "garbage.exe", "garbage.exe")), nobody);
    let whole = std::fs::read(renamed(here.path(), "signed.exe", "whole.exe")).unwrap();
    for length in [0, 1, 2, 63, 64, 200, 512, 1024, whole.len() / 2, whole.len() - 1] {
        let path = here.path().join(format!("cut-{length}.exe"));
        std::fs::write(&path, &whole[..length]).unwrap();
        assert_ne!(timed(&path).signature_valid, Some(true));
    }
    let text = here.path().join("text.exe");
    std::fs::write(&text, "MZ\u{0}\u{0}PE".repeat(100_000)).unwrap();
    assert_eq!(timed(&text), nobody);
    let mut nowhere = vec![
        here.path().join("gone.exe"),
        here.path().to_owned(),
        PathBuf::from(r"\\?\GLOBALROOT\Device\NamedPipe\x"),
        PathBuf::from(r"\\.\pipe\x"),
        PathBuf::from("x.exe"),
    ];
    if super::under_wine() {
        // A real PC takes its time for another one that is not there.
        nowhere.extend([r"\\gone\share\x.exe", r"\\?\UNC\gone\share\x.exe"].map(PathBuf::from));
    }
    for gone in nowhere {
        let started = Instant::now();
        assert!(read(&gone).is_err(), "{}", gone.display());
        assert!(started.elapsed() < Duration::from_secs(1), "{}", gone.display());
    }
}

/// A folder on another computer, until this is dropped: where Wine looks for it.
pub struct Share(&'static str);

impl Share {
    pub fn make(server: &'static str) -> Self {
        let share = Self(server);
        std::fs::create_dir_all(share.local().join("share")).unwrap();
        share
    }

    fn local(&self) -> PathBuf {
        Path::new(r"Z:\root\.wine\dosdevices\unc").join(self.0)
    }

    /// Its path as programs see it.
    pub fn path(&self) -> PathBuf {
        PathBuf::from(format!(r"\\{}\share", self.0))
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        std::fs::remove_dir_all(self.local()).unwrap();
    }
}

#[test]
fn a_program_on_another_computer_is_read() {
    let Some(stand_ins) = stand_ins() else { return };
    let share = Share::make("kyukyubako-read");
    let deep = share.local().join("share").join("d".repeat(120)).join("e".repeat(120));
    std::fs::create_dir_all(&deep).unwrap();
    std::fs::copy(stand_ins.join("signed.exe"), deep.join("x.exe")).unwrap();
    std::fs::copy(stand_ins.join("signed.exe"), share.local().join(r"share\x.exe")).unwrap();
    for path in [
        r"\\kyukyubako-read\share\x.exe".to_owned(),
        r"\\?\UNC\kyukyubako-read\share\x.exe".to_owned(),
        format!(r"\\kyukyubako-read\share\{}\{}\x.exe", "d".repeat(120), "e".repeat(120)),
    ] {
        let identity = timed(Path::new(&path));
        assert_eq!(identity.original_filename.as_deref(), Some("LMI_Rescue.exe"), "{path}");
        assert_eq!(identity.signer.as_deref(), Some(SIGNER), "{path}");
    }
}

#[test]
fn a_file_that_somebody_keeps_to_themselves_is_no_anonymous_one() {
    use std::os::windows::fs::OpenOptionsExt as _;
    use std::os::windows::io::AsRawHandle as _;
    use windows::Win32::Foundation::HANDLE;
    use windows::Win32::Storage::FileSystem::LockFile;

    let Some(stand_ins) = stand_ins() else { return };
    let here = own_folder();
    for version in ["signed.exe", "single.exe"] {
        let program = here.path().join(version);
        std::fs::copy(stand_ins.join(version), &program).unwrap();
        let whole = read(&program).unwrap();
        assert!(whole.signer.is_some());
        let told = |how: &str| match read(&program) {
            Ok(identity) => {
                println!("{how}: {identity:?}");
                assert!(identity != ImageIdentity::default(), "{how}: an answer without anything in it");
            }
            Err(error) => println!("{how}: {error}"),
        };
        let alone = std::fs::File::options().read(true).share_mode(0).open(&program).unwrap();
        assert!(std::fs::File::open(&program).is_err());
        told("opened by one alone");
        drop(alone);
        let locking = std::fs::File::open(&program).unwrap();
        // SAFETY: the file is open; the lock ends with it.
        unsafe { LockFile(HANDLE(locking.as_raw_handle()), 0, 0, u32::MAX, 0) }.unwrap();
        told("locked");
        drop(locking);
        assert_eq!(read(&program).unwrap(), whole);
    }
}

#[test]
fn programs_of_the_system_are_read_too() {
    let system = std::env::var("SystemRoot").unwrap();
    let identity = timed(&Path::new(&system).join("System32").join("notepad.exe"));
    if !super::under_wine() {
        assert!(identity.company.is_some_and(|company| company.contains("Microsoft")));
        // Signed in a catalogue, not in the file.
        assert_eq!(identity.signature_valid, Some(true));
    }
}

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

/// A root certificate that this PC trusts until this is dropped.
struct Trusted {
    store: HCERTSTORE,
    certificate: *mut CERT_CONTEXT,
}

impl Trusted {
    fn add(der: &Path) -> Self {
        let der = std::fs::read(der).unwrap();
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

impl Drop for Trusted {
    fn drop(&mut self) {
        // SAFETY: both are ours; deleting frees the certificate.
        unsafe {
            CertDeleteCertificateFromStore(self.certificate).unwrap();
            commit(self.store);
            CertCloseStore(Some(self.store), 0).unwrap();
        }
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
    // Signed by somebody whom nobody here trusts, then trusted, then no more.
    assert_eq!(in_a_new_process(&signed), by(false));
    let trusted = Trusted::add(&folder.join("root.der"));
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
    for gone in [
        here.path().join("gone.exe"),
        here.path().to_owned(),
        PathBuf::from(r"\\192.0.2.1\share\x.exe"),
        PathBuf::from(r"\\?\UNC\192.0.2.1\share\x.exe"),
        PathBuf::from(r"\\.\pipe\x"),
        PathBuf::from("x.exe"),
    ] {
        let started = Instant::now();
        assert!(read(&gone).is_err(), "{}", gone.display());
        assert!(started.elapsed() < Duration::from_secs(1), "{}", gone.display());
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

//! Version information, manifest and icon of the Windows programs. Does nothing for other systems.

use std::io;
use std::path::Path;

/// Japanese (Japan), the language the version information is written in.
const LANG_JA_JP: u16 = 0x0411;
const ICON: &str = "assets/icon/kyukyubako.ico";

/// One program's own part of its resources.
struct Program {
    binary: &'static str,
    /// What it is called where it is installed.
    file: &'static str,
    description: &'static str,
    manifest: &'static str,
}

const PROGRAMS: [Program; 5] = [
    Program {
        binary: "kyukyubako",
        file: "kyukyubako.exe",
        description: "Kyukyubako first aid against support scams",
        manifest: "assets/windows/kyukyubako.manifest",
    },
    Program {
        binary: "kyukyubako-console",
        file: "kyukyubako.com",
        description: "Kyukyubako: its commands in a console",
        manifest: "assets/windows/kyukyubako-console.manifest",
    },
    Program {
        binary: "kyukyubako-restore",
        file: "kyukyubako-restore.exe",
        description: "Kyukyubako: cut and restore the internet",
        manifest: "assets/windows/kyukyubako-restore.manifest",
    },
    Program {
        binary: "kyukyubako-notice",
        file: "kyukyubako-notice.exe",
        description: "Kyukyubako: says at log-on that the internet is off on purpose",
        manifest: "assets/windows/kyukyubako-notice.manifest",
    },
    Program {
        binary: "kyukyubako-guard",
        file: "kyukyubako-guard.exe",
        description: "Kyukyubako: the guard service",
        manifest: "assets/windows/kyukyubako-guard.manifest",
    },
];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=assets/windows");
    println!("cargo:rerun-if-changed={ICON}");
    // The target decides, not the host: the Windows programs are also built on Linux. A mere type
    // check needs no resource compiler.
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("windows") {
        return Ok(());
    }
    if std::env::var("CARGO_CFG_TARGET_ENV").as_deref() == Ok("msvc") {
        // LOAD_LIBRARY_SEARCH_SYSTEM32 for what the small programs import.
        for program in ["kyukyubako-console", "kyukyubako-guard", "kyukyubako-notice", "kyukyubako-restore"] {
            println!("cargo:rustc-link-arg-bin={program}=/DEPENDENTLOADFLAG:0x800");
        }
    }
    // No time of the build in the programs: the same sources give the same bytes.
    if std::env::var("CARGO_CFG_TARGET_ENV").as_deref() == Ok("gnu") {
        println!("cargo:rustc-link-arg-bins=-Wl,--no-insert-timestamp");
    } else {
        println!("cargo:rustc-link-arg-bins=/Brepro");
    }
    // The resource compiler runs in a folder of its own choice.
    let here = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    for program in &PROGRAMS {
        let mut resource = winresource::WindowsResource::new();
        resource
            .set_language(LANG_JA_JP)
            .set("ProductName", "Kyukyubako")
            .set("CompanyName", "Kyukyubako")
            .set("FileDescription", program.description)
            .set("InternalName", program.binary)
            .set("OriginalFilename", program.file)
            .set("LegalCopyright", "MIT OR Apache-2.0")
            .set_manifest_file(&format!("{here}/{}", program.manifest));
        if Path::new(ICON).exists() {
            resource.set_icon(&format!("{here}/{ICON}"));
        }
        resource.compile_for(program.binary)?;
    }
    Ok(())
}

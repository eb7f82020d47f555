//! The program itself as root and as nobody in particular, in a mount and process namespace of their own: what root
//! keeps in `/etc/kyukyubako` counts for everybody, and nobody else writes it.

use std::path::{Path, PathBuf};
use std::process::Command;

use kyukyubako::core::own_contacts::OwnContact;
use kyukyubako::core::pack::PackFingerprint;
use kyukyubako::core::settings::Settings;
use kyukyubako::platform::directories::Directories;
use kyukyubako::platform::storage::UserStore;
use kyukyubako::platform::storage::admin_store::hand_over_text;

/// A user without any rights.
const NOBODY: u32 = 65534;

/// What the namespace is made of. `$1` is the folder of the test, `$2` the program.
const WORLD: &str = r#"
set -eu
T="$1"
mount --make-rprivate /
cp -a /etc "$1/etc" 2>/dev/null || true
rm -rf "$1/etc/kyukyubako"
mount --bind "$1/etc" /etc
for place in /run /var/lib; do mount -t tmpfs -o mode=755 tmpfs "$place"; done
touch "$1/program"
mount --bind "$2" "$1/program"
nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups env -i HOME="$T/home" LANG=en_US.UTF-8 XDG_CONFIG_HOME="$T/home/config" \
  XDG_STATE_HOME="$T/home/state" "$@"; }
"#;

struct World {
    folder: tempfile::TempDir,
}

struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl World {
    /// `None` where that cannot be had.
    fn new() -> Option<Self> {
        let tools = ["/usr/bin/unshare", "/usr/bin/setpriv", "/usr/bin/mount"];
        if !rustix::process::geteuid().is_root() || !tools.iter().all(|tool| Path::new(tool).exists()) {
            assert!(std::env::var_os("CI").is_none(), "not root, or a tool is missing");
            eprintln!("skipped: needs root, unshare, setpriv and mount");
            return None;
        }
        let folder = tempfile::Builder::new().prefix("kyukyubako-world-").tempdir_in("/tmp").expect("folder");
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(folder.path(), open).expect("mode");
        Some(Self { folder })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs `script` as root in a namespace of its own.
    fn run(&self, script: &str) -> Said {
        let whole = WORLD.to_owned() + script;
        let output = Command::new("/usr/bin/unshare")
            .args([
                "--mount",
                "--pid",
                "--fork",
                "--mount-proc",
                "--kill-child",
                "/bin/sh",
                "-c",
                &whole,
                "sh",
            ])
            .arg(self.folder.path())
            .arg(env!("CARGO_BIN_EXE_kyukyubako"))
            .output()
            .expect("a namespace");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

fn with_bank(phone: &str) -> Settings {
    let bank = OwnContact::new("Bank", phone, Some("2026-11-22")).expect("a contact");
    Settings { banks: vec![bank], ..Settings::default() }
}

#[test]
fn what_root_keeps_is_everybodys_and_nobody_else_writes_it() {
    let Some(world) = World::new() else { return };
    // He writes every file of the user.
    let directories = Directories {
        config: Some(world.path("home/config/kyukyubako")),
        state: Some(world.path("home/state/kyukyubako")),
        ..Directories::default()
    };
    let his = UserStore::open(&directories);
    his.save_settings(&with_bank("050-9999-8888"), "").expect("saved");
    his.confirm_contacts(&with_bank("050-9999-8888")).expect("confirmed");
    let owned = Command::new("/bin/chown").arg("-R").arg(NOBODY.to_string()).arg(world.path("home")).status();
    assert!(owned.expect("chown").success());
    let text = hand_over_text(&with_bank("0120-000-111"));
    std::fs::write(world.path("family.toml"), &text).expect("written");
    let hash = PackFingerprint::of(text.as_bytes());
    let hash = hash.as_str();

    let said = world.run(&format!(
        r#"
program="$1/program"
# Before anything is kept he is believed.
nobody "$program" sheet --out "$T/home/before.pdf" --one-page --lang en
# Nobody else keeps anything.
if nobody "$program" store keep --json --file "$T/family.toml" --sha256 {hash}; then exit 11; fi
test ! -e /etc/kyukyubako || exit 12
# Root does, through the pipe and as the system's consent would start it.
env -i "$program" store keep --json --file - --sha256 {hash} < "$T/family.toml" || exit 13
stat -c '%n %U %a' /etc/kyukyubako /etc/kyukyubako/settings.toml
# And nobody else changes it.
if nobody sh -c 'echo "" >> /etc/kyukyubako/settings.toml' 2>/dev/null; then exit 14; fi
if nobody sh -c 'mv /etc/kyukyubako /etc/moved' 2>/dev/null; then exit 15; fi
if nobody "$program" store clear 2>/dev/null; then exit 16; fi
nobody "$program" store show
nobody "$program" sheet --out "$T/home/after.pdf" --one-page --lang en
# A place that others can write is not believed.
chmod 0777 /etc/kyukyubako
nobody "$program" store show 2>/dev/null && exit 17
nobody "$program" sheet --out "$T/home/open.pdf" --one-page --lang en
"#
    ));
    assert_eq!(said.code, Some(0), "{}\n{}", said.out, said.err);
    assert!(said.out.contains(r#"{"schema":1,"result":"not-elevated","pin":"not-given"}"#), "{}", said.out);
    assert!(said.out.contains(r#"{"schema":1,"result":"kept","pin":"not-given"}"#), "{}", said.out);
    assert!(
        said.out.contains("/etc/kyukyubako root 755\n/etc/kyukyubako/settings.toml root 644"),
        "{}",
        said.out
    );
    assert!(said.out.contains("Bank 0120-000-111"), "{}", said.out);
    for (sheet, his, family) in [("before", true, false), ("after", false, true), ("open", false, false)] {
        let Some(words) = words_of(&world.path(&format!("home/{sheet}.pdf"))) else { return };
        assert_eq!(
            (words.contains("050-9999-8888"), words.contains("0120-000-111")),
            (his, family),
            "{sheet}"
        );
    }
}

fn words_of(pdf: &Path) -> Option<String> {
    let program = Path::new("/usr/bin/pdftotext");
    if !program.exists() {
        eprintln!("skipped: no pdftotext");
        return None;
    }
    let output = Command::new(program).arg(pdf).arg("-").output().expect("pdftotext");
    assert!(output.status.success());
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A system bus and polkit of the namespace's own. polkit says yes where a rule names the user, and has nobody to
/// ask otherwise.
const POLKIT: &str = r#"
mkdir -p /run/dbus /var/lib/polkit-1 /etc/polkit-1/rules.d
mount -t tmpfs -o mode=755 tmpfs /opt
mkdir /opt/kyukyubako
touch /opt/kyukyubako/kyukyubako
mount --bind "$2" /opt/kyukyubako/kyukyubako
dbus-daemon --system --fork --nopidfile
/usr/lib/polkit-1/polkitd --no-debug >/dev/null 2>&1 &
tries=100
until dbus-send --system --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
    string:org.freedesktop.PolicyKit1 2>/dev/null | grep -q 'boolean true'; do
  tries=$((tries - 1)); test "$tries" -gt 0 || exit 20; sleep 0.1
done
cd /
# As the window starts it: the PIN and the bytes through the pipe.
ask() { nobody sh -c "cat $T/pin $T/family.toml | /usr/bin/pkexec /opt/kyukyubako/kyukyubako store keep --json --file - --sha256 $1 --with-pin" 2>/dev/null; }
"#;

#[test]
fn the_systems_consent_lets_a_user_keep_what_was_shown_and_nothing_is_kept_without_it() {
    let Some(world) = World::new() else { return };
    let tools =
        ["/usr/bin/pkexec", "/usr/lib/polkit-1/polkitd", "/usr/bin/dbus-daemon", "/usr/bin/dbus-send"];
    if !tools.iter().all(|tool| Path::new(tool).exists()) {
        eprintln!("skipped: needs polkit and D-Bus");
        return;
    }
    std::fs::create_dir(world.path("home")).expect("home");
    let text = hand_over_text(&with_bank("0120-000-111"));
    std::fs::write(world.path("family.toml"), &text).expect("written");
    std::fs::write(world.path("pin"), "2468\n").expect("written");
    let hash = PackFingerprint::of(text.as_bytes());
    let hash = hash.as_str();
    let rule = r#"polkit.addRule(function(action, subject) { if (subject.user == "nobody") return polkit.Result.YES; });"#;
    let said = world.run(&format!(
        r#"{POLKIT}
if ask {hash}; then exit 21; fi
test ! -e /etc/kyukyubako || exit 22
echo '{rule}' > /etc/polkit-1/rules.d/00-test.rules
tries=100
until ask {hash}; do tries=$((tries - 1)); test "$tries" -gt 0 || exit 23; sleep 0.1; done
nobody "$T/program" store show
# With consent, too, only what was shown.
ask {} && exit 24
test "$(stat -c '%U %a' /etc/kyukyubako/settings.toml)" = 'root 644' || exit 25
"#,
        "0".repeat(64)
    ));
    assert_eq!(said.code, Some(0), "{}\n{}", said.out, said.err);
    let answers: Vec<&str> = said.out.lines().filter(|line| !line.is_empty()).collect();
    let expected = [
        r#"{"schema":1,"result":"kept","pin":"no-guard"}"#,
        "Bank 0120-000-111",
        r#"{"schema":1,"result":"other-content","pin":"not-given"}"#,
    ];
    assert_eq!(answers, expected, "{}", said.err);
}

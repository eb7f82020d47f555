#!/usr/bin/env bash
# Inside the Wine root, with its own processes and network: see msi.sh.
# Backslashes in patterns are those of registry keys.
# shellcheck disable=SC1003
set -euo pipefail
# No menu entries for the desktop of this root.
export WINEDLLOVERRIDES="mscoree,mshtml,winemenubuilder.exe="
c=/root/.wine/drive_c
installed="$c/Program Files/Kyukyubako"
kept="$c/ProgramData/Kyukyubako"
start_entry="$c/ProgramData/Microsoft/Windows/Start Menu/Programs/サポート詐欺 救急箱.lnk"
desktop="$c/users/Public/Desktop"

say() { printf '==> %s\n' "$*"; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# As software distribution does it: silently, as an administrator. Wine's own exit code is the MSI's modulo 256.
msi() { wine /programs/elevated.exe msiexec "$@" /qn 2>/dev/null; }
program() { wine 'C:\Program Files\Kyukyubako\kyukyubako.exe' "$@" 2>/dev/null; }
runs() { wine tasklist 2>/dev/null | grep -qi "$1"; }
until_true() {
  local tries=50
  until "$@"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || die "not within its time: $*"
    sleep 0.2
  done
}

# What is on the PC: files, registry, services, autostart. Left out is what Wine keeps of its own, and the folders
# and keys in which an installer keeps books of all products.
list() {
  (cd "$c" && find . ! -path '*/Temp/*' ! -path './windows/*' | sort) >"/tmp/files.$1"
  find "$c/windows/Installer" -name '*.msi' >>"/tmp/files.$1" 2>/dev/null || true
  local root
  for root in 'HKLM\Software' 'HKCU\Software' 'HKLM\System\CurrentControlSet\Services'; do
    wine reg query "$root" /s 2>/dev/null | tr -d '\r' |
      awk '/^HKEY/ { key = $0; next } NF { print key " |" $0 }' |
      grep -avF -e '\Wine\' -e '\CurrentVersion\Installer\' -e '\Classes\Installer\' -e DriverDate -e '\Fonts' || true
    # Keys of ours without a value, too.
    wine reg query "$root" /s 2>/dev/null | tr -d '\r' | grep -a '^HKEY' | grep -ai kyukyubako || true
  done | LC_ALL=C sort -u >"/tmp/registry.$1"
}

# same BEFORE AFTER WHAT…: nothing differs but lines with one of WHAT.
same() {
  local before="$1" after="$2" part left
  shift 2
  for part in files registry; do
    left="$(diff -a "/tmp/$part.$before" "/tmp/$part.$after" | grep -a '^[<>]' | grep -avFe '|no line is so' "${@/#/-e}" || true)"
    [ -z "$left" ] || die "$part $before/$after differ: $left"
  done
}

# Folders of a person's own notes, which stay.
notes=(AppData/Roaming/kyukyubako AppData/Local/kyukyubako AppData/Local/Kyukyubako)

wineboot >/dev/null 2>&1
# What an interrupted run left.
for version in old new; do
  msi /x "Z:\\programs\\$version.msi" || true
done
wine sc delete KyukyubakoGuard >/dev/null 2>&1 || true
for value in Kyukyubako.Watch Kyukyubako.Guard.Notice; do
  wine reg delete 'HKLM\Software\Microsoft\Windows\CurrentVersion\Run' /v "$value" /f >/dev/null 2>&1 || true
done
rm -rf "$installed" "$kept" "$start_entry" "$desktop/サポート詐欺 救急箱.lnk"
list clean

say "a pack that is not kept stops the installation, which leaves nothing"
code=0
msi /i 'Z:\programs\old.msi' 'PACK=Z:\programs\pack.toml' || code=$?
[ "$code" != 0 ] || die "installed with a pack that nobody vouched for"
# Wine keeps no owners of files: the store is not believed, and the right pack is refused like a wrong one. What can
# be seen is the command, and that its refusal counts.
sum="$(cat /programs/pack.sum)"
code=0
WINEDEBUG=+msi wine /programs/elevated.exe msiexec /i 'Z:\programs\old.msi' 'PACK=Z:\programs\pack.toml' PACKSHA256="$sum" \
  /qn 2>/tmp/trace || code=$?
[ "$code" != 0 ] || die "installed although the pack was not kept"
grep -aqF "kyukyubako.exe\" arg L\"pack apply \\\"Z:\\\\programs\\\\pack.toml\\\" --yes $sum\"" /tmp/trace ||
  die "the pack was not applied: $(grep -a HANDLE_CustomType18 /tmp/trace)"
list refused
# Whoever applied the pack has folders for notes: here it is the person, on a real PC the system. A folder without a
# known owner was moved aside.
same clean refused "${notes[@]}" ./ProgramData/Kyukyubako
rm -rf "$kept" "$kept".untrusted-*

say "silently, without a desktop icon and with the hash of a PIN"
pin_hash="$(printf '2468\n' | wine Z:/programs/portable/kyukyubako.exe store pin-hash 2>/dev/null | tr -d '\r')"
[[ "$pin_hash" == \$argon2id\$* ]] || die "no hash: $pin_hash"
list before
msi /i 'Z:\programs\old.msi' DESKTOPICON=0 "PINHASH=$pin_hash" /l*v 'Z:\tmp\install.log' || die "not installed: $?"
list installed
[ -f "$start_entry" ] || die "no entry in the start menu"
[ ! -e "$desktop/サポート詐欺 救急箱.lnk" ] || die "a desktop icon that nobody wanted"
runs kyukyubako-guard.exe || die "the guard does not run"
grep -aqF '\CurrentVersion\Run |    Kyukyubako.Watch    REG_SZ    "C:\Program Files\Kyukyubako\kyukyubako.exe" watch --at-log-on' \
  /tmp/registry.installed || die "no watcher at log-on"
grep -aqF 'DisplayName    REG_SZ    サポート詐欺 救急箱' /tmp/registry.installed || die "not among the apps"
[ "$(cat "$kept/guard/pin")" = "$pin_hash" ] || die "the guard has no PIN"
# The log is UTF-16 or not, as Wine likes.
[ -s /tmp/install.log ] || die "no log"
! tr -d '\0' </tmp/install.log | grep -qF "${pin_hash##*\$}" || die "the hash of the PIN is in the log"
diff -a /tmp/registry.before /tmp/registry.installed | grep -a '^>' | cut -c 1-150 || true

say "from the entry's own program: scan, and a watcher that an upgrade has to end"
program scan --json | grep -q '"schema":1' || die "no scan"
mkdir -p "$c/users/root/AppData/Roaming/kyukyubako"
echo '# of the person' >"$c/users/root/AppData/Roaming/kyukyubako/kept-by-a-test.txt"
program watch &
until_true runs 'kyukyubako.exe'

say "a newer version over it, with no property at all"
msi /i 'Z:\programs\new.msi' || die "not upgraded: $?"
list upgraded
! runs 'kyukyubako.exe' || die "the old watcher goes on"
wait
[ "$(grep -ac 'DisplayName    REG_SZ    サポート詐欺 救急箱' /tmp/registry.upgraded)" = \
  "$(grep -ac 'DisplayName    REG_SZ    サポート詐欺 救急箱' /tmp/registry.installed)" ] || die "two versions are installed"
grep -aq 'DisplayVersion    REG_SZ    0.1.0' /tmp/registry.upgraded || die "it is not the new version"
[ ! -e "$desktop/サポート詐欺 救急箱.lnk" ] || die "the desktop icon came with the upgrade"
[ "$(cat "$kept/guard/pin")" = "$pin_hash" ] || die "the PIN is gone"
runs kyukyubako-guard.exe || die "the guard does not run after the upgrade"

say "an older version over it is refused"
code=0
msi /i 'Z:\programs\old.msi' || code=$?
[ "$code" != 0 ] || die "downgraded"
list refused
same upgraded refused

say "removed: nothing but the person's own notes is left"
msi /x 'Z:\programs\new.msi' || die "not removed: $?"
list removed
grep -q kept-by-a-test /tmp/files.removed || die "the person's notes are gone"
same before removed "${notes[@]}"

say "removed while the guard cannot open the line: the way back stays and says how"
msi /i 'Z:\programs\new.msi' AUTOSTART=0 || die "not installed again: $?"
! wine reg query 'HKLM\Software\Microsoft\Windows\CurrentVersion\Run' 2>/dev/null | grep -q Kyukyubako.Watch || die "a watcher that nobody wanted"
[ -f "$desktop/サポート詐欺 救急箱.lnk" ] || die "no desktop icon"
# A record of a cut: without an engine for filters, which Wine has not, nobody can say that the line is open.
echo 'a record' >"$kept/guard/cut-journal"
msi /x 'Z:\programs\new.msi' || die "a guard that fails keeps its programs: $?"
[ ! -e "$installed" ] || die "the programs are still there"
! runs kyukyubako-guard.exe || die "the guard still runs"
! wine sc query KyukyubakoGuard 2>/dev/null | grep -q STATE || die "the service is still there"
[ -f "$kept/kyukyubako-restore.exe" ] || die "no way back"
[ -f "$desktop/インターネットを戻す.lnk" ] || die "nobody finds the way back"
grep -q 'kyukyubako-restore.exe" restore' "$desktop/インターネットの戻し方.txt" || die "nothing says how"
cat "$desktop/インターネットの戻し方.txt"

say "installed again and removed in peace, the sheet and the link are gone"
msi /i 'Z:\programs\new.msi' || die "not installed once more: $?"
rm "$kept/guard/cut-journal"
msi /x 'Z:\programs\new.msi' || die "not removed: $?"
list end
same before end "${notes[@]}"

say "the portable program, from a folder that takes no writes, keeps its notes with the person"
rm -rf "$c/users/root/AppData/Local/kyukyubako" "$c/users/root/AppData/Local/Kyukyubako"
! touch /programs/portable/x 2>/dev/null || die "the folder takes writes"
wine Z:/programs/portable/kyukyubako.exe scan --json 2>/dev/null | grep -q '"schema":1' || die "no scan from the zip"
wine Z:/programs/portable/kyukyubako.exe watch --resident >/dev/null 2>&1 &
until_true test -d "$c/users/root/AppData/Local/kyukyubako/log"
wineserver --kill
wait || true
say "the MSI and the portable zip under Wine: all passed"

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
name='サポート詐欺 救急箱.lnk'
way_back='インターネットを 戻す.lnk'
desktop="$c/users/Public/Desktop"
# For all users; Wine takes those of whoever installs, also for a package that is for the whole PC.
start_places=("$c/ProgramData/Microsoft/Windows/Start Menu/Programs" "$c/users/root/AppData/Roaming/Microsoft/Windows/Start Menu/Programs")
desktop_places=("$desktop" "$c/users/root/Desktop")
# has ENTRY PLACE…: the entry is in one of them.
has() {
  local entry="$1" place
  for place in "${@:2}"; do
    [ ! -f "$place/$entry" ] || return 0
  done
  return 1
}
is_in() { has "$name" "$@"; }
# The folders in which every shell looks for what is typed, one on a line: those of ours, or all. Wine leaves a
# semicolon behind for each that it takes out.
searched() {
  wine reg query 'HKLM\System\CurrentControlSet\Control\Session Manager\Environment' /v PATH 2>/dev/null | tr -d '\r' |
    sed -n 's/^ *PATH *REG_[A-Z_]* *//Ip' | tr ';' '\n' | { if [ "${1:-}" = all ]; then grep .; else grep -i kyukyubako; fi || true; }
}

say() { printf '==> %s\n' "$*"; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# As software distribution does it: silently, as an administrator. Wine's own exit code is the MSI's modulo 256.
msi() { wine /programs/elevated.exe msiexec "$@" /qn 2>/dev/null; }
program() { wine 'C:\Program Files\Kyukyubako\kyukyubako.exe' "$@" 2>/dev/null; }
runs() { wine tasklist 2>/dev/null | grep -i "$1" >/dev/null; }
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
    wine reg export "$root" 'Z:\tmp\exported.reg' /y >/dev/null 2>&1
    # A line for each value, with its key; of ours the keys alone, too.
    iconv -f UTF-16 -t UTF-8 /tmp/exported.reg | tr -d '\r' |
      awk '/^\[/ { key = $0; if (tolower(key) ~ /kyukyubako/) print key; next } NF { print key " " $0 }' |
      grep -vF -e '\Wine\' -e '\CurrentVersion\Installer\' -e '\Classes\Installer\' -e DriverDate -e '\Fonts' || true
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

# The registry goes back to what it was, however this ends.
wineboot >/dev/null 2>&1
# What other tests left in the root's own Windows.
wine reg delete 'HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\Kyukyubako-Restore' /f >/dev/null 2>&1 || true
wineserver --wait
mkdir -p /tmp/registry-before
cp /root/.wine/*.reg /tmp/registry-before/
sweep() {
  for place in "${start_places[@]}" "${desktop_places[@]}"; do rm -f "$place/$name" "$place/$way_back"; done
  rm -rf "$installed" "$kept" "$kept".untrusted-* "$desktop"/インターネット* "${start_places[0]}"/インターネット*
}
put_back() {
  wineserver --kill || true
  cp /tmp/registry-before/*.reg /root/.wine/
  sweep
}
# What the proof of another installer may have left.
sweep
trap put_back EXIT
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
searched all >/tmp/searched.before
msi /i 'Z:\programs\old.msi' DESKTOPICON=0 "PINHASH=$pin_hash" /l*v 'Z:\tmp\install.log' || die "not installed: $?"
list installed
is_in "${start_places[@]}" || die "no entry in the start menu"
has "$way_back" "${start_places[@]}" || die "no way back in the start menu"
for place in "${start_places[@]}"; do
  [ ! -f "$place/$way_back" ] || tr -d '\0' <"$place/$way_back"
done >/tmp/way-back
for words in 'C:\Program Files\Kyukyubako\kyukyubako-restore.exe' restore; do
  grep -aqF "$words" /tmp/way-back || die "the way back leads elsewhere: $(cat -v /tmp/way-back)"
done
! is_in "${desktop_places[@]}" || die "a desktop icon that nobody wanted"
runs kyukyubako-guard.exe || die "the guard does not run"
grep -qF '"Kyukyubako.Watch"="\"C:\\Program Files\\Kyukyubako\\kyukyubako.exe\" watch --at-log-on"' /tmp/registry.installed ||
  die "no watcher at log-on"
grep -qF '"DisplayName"="サポート詐欺 救急箱"' /tmp/registry.installed || die "not among the apps"
[ "$(cat "$kept/guard/pin")" = "$pin_hash" ] || die "the guard has no PIN"
cmp "$installed/kyukyubako-restore.exe" "$kept/kyukyubako-restore.exe" || die "nothing is kept for a removal that cannot restore"
# Wine does not know of hidden properties and lists them all in the end; Windows leaves this one line out. Nothing
# else, the command least of all, may show it.
[ -s /tmp/install.log ] || die "no log"
! tr -d '\0' </tmp/install.log | grep -avF 'Property(S): PINHASH = ' | grep -aqF "${pin_hash##*\$}" || die "the hash of the PIN is in the log"
say "what came: $(diff /tmp/files.before /tmp/files.installed | grep -c '^>') files and folders, $(diff /tmp/registry.before \
  /tmp/registry.installed | grep -c '^>') registry lines"

say "the removal inside an upgrade takes no cut back and keeps the PIN"
# Windows says so in this property; Wine leaves it out when it removes the older version itself.
msi /x 'Z:\programs\old.msi' UPGRADINGPRODUCTCODE='{00000000-0000-0000-0000-000000000001}' || die "not removed: $?"
[ ! -e "$installed/kyukyubako-guard.exe" ] || die "the program is still there"
wine sc query KyukyubakoGuard 2>/dev/null | grep STATE >/dev/null || die "the service is gone"
msi /i 'Z:\programs\old.msi' DESKTOPICON=0 || die "not installed again: $?"
[ "$(cat "$kept/guard/pin")" = "$pin_hash" ] || die "the PIN is gone"

say "typed in a console, from any folder"
[ "$(searched)" = 'C:\Program Files\Kyukyubako\' ] || die "shells look in: $(searched)"
wine cmd /c 'kyukyubako status --json' 2>/dev/null | grep '^{"schema":1' >/dev/null || die "kyukyubako cannot be typed"

say "from the entry's own program: scan, and a watcher that an upgrade has to end"
program scan --json | grep '"schema":1' >/dev/null || die "no scan"
mkdir -p "$c/users/root/AppData/Roaming/kyukyubako"
echo '# of the person' >"$c/users/root/AppData/Roaming/kyukyubako/kept-by-a-test.txt"
program watch &
until_true runs 'kyukyubako.exe'

say "while the internet is cut no newer version comes: nobody's window is closed"
touch "$kept/cut-made"
code=0
msi /i 'Z:\programs\new.msi' || code=$?
[ "$code" != 0 ] || die "upgraded during a cut"
runs 'kyukyubako.exe' || die "the window was closed"
list refused
grep -qF '"DisplayVersion"="0.0.9"' /tmp/registry.refused || die "it is not the old version any more"
rm "$kept/cut-made"

say "a newer version over it, with no property at all"
msi /i 'Z:\programs\new.msi' || die "not upgraded: $?"
list upgraded
! runs 'kyukyubako.exe' || die "the old watcher goes on"
wait
[ "$(grep -cF '"DisplayName"="サポート詐欺 救急箱"' /tmp/registry.upgraded)" = \
  "$(grep -cF '"DisplayName"="サポート詐欺 救急箱"' /tmp/registry.installed)" ] || die "two versions are installed"
grep -qF '"DisplayVersion"="0.1.0"' /tmp/registry.upgraded || die "it is not the new version"
! is_in "${desktop_places[@]}" || die "the desktop icon came with the upgrade"
runs kyukyubako-guard.exe || die "the guard does not run after the upgrade"
has "$way_back" "${start_places[@]}" || die "the upgrade took the way back"
[ "$(searched | wc -l)" = 1 ] || die "after the upgrade shells look in: $(searched)"

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
diff /tmp/searched.before <(searched all) || die "PATH is another one after the removal"

say "removed while the guard cannot open the line: the way back stays and says how"
msi /i 'Z:\programs\new.msi' AUTOSTART=0 || die "not installed again: $?"
! wine reg query 'HKLM\Software\Microsoft\Windows\CurrentVersion\Run' 2>/dev/null | grep -q Kyukyubako.Watch || die "a watcher that nobody wanted"
is_in "${desktop_places[@]}" || die "no desktop icon"
# A record of a cut: without an engine for filters, which Wine has not, nobody can say that the line is open.
echo 'a record' >"$kept/guard/cut-journal"
msi /x 'Z:\programs\new.msi' || die "a guard that fails keeps its programs: $?"
[ ! -e "$installed" ] || die "the programs are still there"
! runs kyukyubako-guard.exe || die "the guard still runs"
! wine sc query KyukyubakoGuard 2>/dev/null | grep -q STATE || die "the service is still there"
grep -q 'restoring first' "$kept/guard/audit-log" || die "the network was not restored first: $(cat "$kept/guard/audit-log")"
grep -q 'not restored' "$kept/guard/audit-log" || die "the guard does not say that it failed"
[ -f "$kept/kyukyubako-restore.exe" ] || die "no way back"
[ -f "$desktop/インターネットを戻す.lnk" ] || die "nobody finds the way back"
[ -f "${start_places[0]}/$way_back" ] || die "the way back's entry in the start menu went with the rest"
tr -d '\0' <"${start_places[0]}/$way_back" | grep -aqF 'C:\ProgramData\Kyukyubako\kyukyubako-restore.exe' ||
  die "the entry leads to what is gone"
grep -q 'kyukyubako-restore.exe" restore' "$desktop/インターネットの戻し方.txt" || die "nothing says how"
wine reg query 'HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\Kyukyubako-Restore' /v UninstallString 2>/dev/null |
  grep -q 'ProgramData.Kyukyubako.kyukyubako-restore.exe" uninstall' || die "the way back cannot be removed"
cat "$desktop/インターネットの戻し方.txt"

say "installed again and removed in peace, the sheet and the link are gone"
msi /i 'Z:\programs\new.msi' || die "not installed once more: $?"
[ -z "$(compgen -G "$desktop/インターネット*")" ] || die "beside the guard a sheet says that it is gone"
! wine reg query 'HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\Kyukyubako-Restore' >/dev/null 2>&1 ||
  die "beside the guard the way back can be removed"
rm "$kept/guard/cut-journal"
msi /x 'Z:\programs\new.msi' || die "not removed: $?"
list end
same before end "${notes[@]}"

say "the portable program, from a folder that takes no writes, keeps its notes with the person"
rm -rf "$c/users/root/AppData/Local/kyukyubako" "$c/users/root/AppData/Local/Kyukyubako"
! touch /programs/portable/x 2>/dev/null || die "the folder takes writes"
wine Z:/programs/portable/kyukyubako.exe scan --json 2>/dev/null | grep '"schema":1' >/dev/null || die "no scan from the zip"
wine Z:/programs/portable/kyukyubako.exe watch --resident >/dev/null 2>&1 &
until_true test -d "$c/users/root/AppData/Local/kyukyubako/log"
wineserver --kill
wait
say "the MSI and the portable zip under Wine: all passed"

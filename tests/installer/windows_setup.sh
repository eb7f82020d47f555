#!/usr/bin/env bash
# The set-up program under Wine: installed, started, upgraded, uninstalled, with a list of files and registry before and
# after. tools/windows.sh runs it inside its Wine root; /programs/packages holds what is tried.
set -euo pipefail
shopt -s nullglob

say() { printf '    %3d s  %s\n' "$SECONDS" "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# A Windows of our own, gone afterwards. What belongs to Windows itself is shared: nothing writes there in place.
made="$(mktemp -d /root/setup-proof.XXXXXX)"
trap 'WINEPREFIX="$made/wine" wineserver -k 2>/dev/null || true; umount -l "$machine_folder" 2>/dev/null || true; rm -rf -- "$made"' EXIT
mkdir -p "$made/wine/drive_c"
cp -al /root/.wine/drive_c/windows "$made/wine/drive_c/"
cp -a /root/.wine/dosdevices /root/.wine/*.reg /root/.wine/.update-timestamp "$made/wine/"
find /root/.wine/drive_c -mindepth 1 -maxdepth 1 ! -name windows -exec cp -a {} "$made/wine/drive_c/" \;
export WINEPREFIX="$made/wine" XDG_RUNTIME_DIR="$made"
# Wine's own entries of Linux desktops lie outside of its Windows.
export WINEDLLOVERRIDES="$WINEDLLOVERRIDES;winemenubuilder.exe=d"
drive="$WINEPREFIX/drive_c"

# shellcheck source=tests/installer/windows_setup_faults.sh
. /programs/packages/windows_setup_faults.sh

version="$1"
older=/programs/packages/older.exe
newer=/programs/packages/newer.exe
machine_folder="$drive/Program Files/Kyukyubako"
own_folder="$drive/users/root/AppData/Local/Programs/Kyukyubako"
start_menu="$drive/ProgramData/Microsoft/Windows/Start Menu/Programs"
own_menu="$drive/users/root/AppData/Roaming/Microsoft/Windows/Start Menu/Programs"
desktop="$drive/users/Public/Desktop"
title='サポート詐欺 救急箱'
way_back='インターネットを 戻す'
uninstall_key='HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\Kyukyubako'
run_key='Software\Microsoft\Windows\CurrentVersion\Run'

# Everything that runs ends, and the registry is on the disk: as if the PC was switched off.
switch_off() {
  wineserver -k || true
  wineserver --wait
}

# What waits for the next restart is done.
restart() {
  switch_off
  wineboot >/dev/null 2>&1
}

# listing FILE: all files, and all of the registry without its times. Services and autostarts are in the registry.
listing() {
  switch_off
  {
    (cd "$drive" && find . \( -type f -o -type l -o -type d \) | sed 's/^/file /')
    local file
    for file in system user; do
      tr -d '\r' <"$WINEPREFIX/$file.reg" | awk -v file="$file" '
        /^#|^;;|^WINE REGISTRY|^$/ { next }
        /^\[/ { sub(/\] [0-9]+$/, "]"); key = $0; print "registry " file " " key; next }
        { line = line $0; if (sub(/\\$/, "", line)) next; print "registry " file " " key " " line; line = "" }'
    done
  } | sort >"$1"
}

# What Windows itself writes while programs run: whose signature is looked at, which screen is there, its own empty keys.
noise='registry user \[Console|\{4D36E968-|Enum\\\\DISPLAY|users/root/(AppData/Local/)?Temp|windows/[Tt]emp|system32/catroot|Wintrust'
noise+='|\[Software\\\\Classes\\\\AppUserModelId\]$|StartupApproved\\\\Run\]$|Wow6432Node\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\Run\]$'

# difference BEFORE AFTER: what came (+) and what went (-).
difference() { diff "$1" "$2" | sed -n 's/^> /+ /p; s/^< /- /p' | grep -Ev "$noise" || true; }

# as_administrator PROGRAM [ARGUMENTS]: after the consent dialog.
as_administrator() { wine /programs/packages/consented.exe "$(winepath -w "$1")" "${2:-}" 2>/dev/null; }
setup() { as_administrator "$1" "${*:2}"; }
value() { wine reg query "$1" /v "$2" 2>/dev/null | tr -d '\r' | sed -n 's/^ *[^ ]* *REG_[A-Z]* *//p'; }
service() { wine sc query KyukyubakoGuard 2>/dev/null | tr -d '\r' | sed -n 's/.*STATE *: *\([0-9]\).*/\1/p'; }
running() { pgrep -f '[K]yukyubako.kyukyubako.exe' >/dev/null; }
watching() { pgrep -f '[K]yukyubako.kyukyubako.exe.* watch' >/dev/null; }

until_true() {
  local tries=$(($1 * 5))
  shift
  while [ "$tries" -gt 0 ]; do
    if "$@"; then return 0; fi
    sleep 0.2
    tries=$((tries - 1))
  done
  return 1
}

# uninstall FOLDER [ARG…]: waits for the copy of itself that the uninstaller goes on from.
uninstall() {
  local folder="$1"
  shift
  if [ "$folder" = "$machine_folder" ]; then
    setup "$folder/uninstall.exe" /S "$@" || true
  else
    wine "$folder/uninstall.exe" /S "$@" 2>/dev/null || true
  fi
  until_true 60 test ! -e "$folder/uninstall.exe" || die "the uninstaller does not end"
  # Its entry goes last of all.
  until_true 20 no_entry || die "the entry under Apps stays"
}
no_entry() { [ -z "$(value "$uninstall_key" DisplayVersion)$(value "${uninstall_key/HKLM/HKCU}" DisplayVersion)" ]; }

record="$drive/ProgramData/Kyukyubako/guard/cut-journal"
# A record that cannot be read counts as a cut; and nobody here has a filter engine that could take one back.
a_cut_is_made() { echo a cut >"$record"; }

# typed LINE: what the command prompt makes of it.
typed() {
  printf '@%s\r\n' "$1" >"$made/typed.bat"
  wine cmd /c "$(winepath -w "$made/typed.bat")" 2>/dev/null
}

is_installed_for_all() {
  local version="$1" file
  for file in kyukyubako kyukyubako-guard kyukyubako-notice kyukyubako-restore uninstall; do
    [ -s "$machine_folder/$file.exe" ] || die "$file.exe is not there"
  done
  # As the documents print it: its whole path in quotation marks.
  typed '"C:\Program Files\Kyukyubako\kyukyubako.com" status --json' | grep '^{"schema":1' >/dev/null ||
    die "it cannot be typed in a console"
  for file in "$start_menu/$title.lnk" "$start_menu/$way_back.lnk" "$desktop/$title.lnk"; do
    [ -s "$file" ] || die "$file is not there"
  done
  [ "$(value "$uninstall_key" DisplayVersion)" = "$version" ] || die "not version $version"
  [ "$(value "HKLM\\$run_key" Kyukyubako.Watch)" = '"C:\Program Files\Kyukyubako\kyukyubako.exe" watch --at-log-on' ] ||
    die "no watcher at log-on"
  [ -n "$(value "HKLM\\$run_key" Kyukyubako.Guard.Notice)" ] || die "no notice at log-on"
  [ "$(value 'HKLM\Software\Classes\AppUserModelId\Kyukyubako.FirstAid' IconUri)" = 'C:\Program Files\Kyukyubako\kyukyubako.png' ] ||
    die "no picture for notifications"
  [ "$(service)" = 4 ] || die "the guard does not run: $(service)"
}

kyukyubako() { wine 'C:\Program Files\Kyukyubako\kyukyubako.exe' "$@" 2>/dev/null | tr -d '\r'; }
watcher_is() { [ "$(kyukyubako watch "$1" --json)" = "{\"schema\":1,\"at_log_on\":$2,\"running\":$2}" ]; }
shown() { wine /programs/packages/shown.exe "$title" "$@" >/dev/null 2>&1; }
not_shown() { ! shown close; }
# The restore program's boxes.
box() { wine /programs/packages/shown.exe "救急箱: $way_back" "$@" >/dev/null 2>&1; }
# Presses what its boxes offer, until it has ended.
answered() {
  box yes || true
  box close || true
  ! kill -0 "$1" 2>/dev/null
}
sees_the_tool() { kyukyubako scan --json | grep '"tool":"logmein-rescue"' >/dev/null; }

proof_for_all() {
  say "for everybody: an older version, silently"
  setup "$older" /S /ALLUSERS || die "set-up says $?"
  is_installed_for_all 0.0.9
  grep -aq 'an older one' "$machine_folder/kyukyubako-notice.exe" || die "not the older programs"
  ! grep -q . <<<"$(value "HKCU\\$run_key" Kyukyubako.Watch)" || die "an entry of one person"
  listing "$made/after"
  difference "$made/before" "$made/after" >"$made/installed"
  say "what an installation adds:"
  cut -c1-220 "$made/installed" >&2

  say "log-on: the watcher starts by itself"
  wineboot >/dev/null 2>&1
  until_true 60 watching || die "no watcher after the log-on"
  until_true 20 watcher_is --status true || die "the watcher is not known: $(kyukyubako watch --status --json)"
  watcher_is --remove false || die "it cannot be declined"
  timeout 20 wine 'C:\Program Files\Kyukyubako\kyukyubako.exe' watch --at-log-on 2>/dev/null || die "whoever declined has it all the same"
  watcher_is --status false || die "whoever declined has it all the same"
  watcher_is --install true || die "it cannot be had again"
  [ -z "$(value "HKCU\\$run_key" Kyukyubako.Watch)" ] || die "two entries for one watcher"

  say "the entry opens the window"
  wine start "C:\\ProgramData\\Microsoft\\Windows\\Start Menu\\Programs\\$title.lnk" 2>/dev/null || die "the entry does not start"
  until_true 60 shown || die "no window from the entry"
  until_true 30 not_shown || die "the window does not close"

  say "the way back as the documents print it: it shows its boxes and ends"
  printf '@"C:\\Program Files\\Kyukyubako\\kyukyubako-restore.exe" restore\r\n' >"$drive/typed.bat"
  as_administrator "$drive/windows/system32/cmd.exe" '/c C:\typed.bat' &
  local typed=$!
  until_true 60 box || die "nothing is shown"
  until_true 60 answered "$typed" || die "it does not end"
  rm "$drive/typed.bat"

  say "a remote tool: seen, and the alert comes"
  ! sees_the_tool || die "a tool is seen that is not there"
  cp "$drive/windows/system32/notepad.exe" "$drive/users/Public/LMI_Rescue.exe"
  wine 'C:\users\Public\LMI_Rescue.exe' >/dev/null 2>&1 &
  until_true 60 sees_the_tool || die "the tool is not seen"
  until_true 60 shown || die "no alert"
  wine taskkill /F /IM LMI_Rescue.exe >/dev/null 2>&1
  rm "$drive/users/Public/LMI_Rescue.exe"
  until_true 30 not_shown || die "the alert does not close"

  say "upgraded while the watcher runs and a cut is on record"
  local notes="$drive/users/root/AppData/Roaming/kyukyubako/notes-of-the-family"
  mkdir -p "${notes%/*}"
  echo kept >"$notes"
  a_cut_is_made
  setup "$newer" /S || die "set-up says $?"
  is_installed_for_all "$version"
  ! grep -aq 'an older one' "$machine_folder/kyukyubako-notice.exe" || die "the programs are still the older ones"
  [ -s "$record" ] || die "the upgrade took the cut back"
  [ -s "$notes" ] || die "the upgrade took the notes"
  # Not while it may still be a session: whoever exchanges the file then may be the caller.
  until_true 60 grep -rqs 'another version of the program is there' "$drive/users/root/AppData/Local/kyukyubako/log" ||
    die "the watcher did not see the new version"
  until_true 60 watching || die "no watcher after the upgrade"
  local code=0
  setup "$older" /S || code=$?
  [ "$code" = 6 ] || die "an older version over a newer one: $code"
  is_installed_for_all "$version"

  code=0
  wine "$newer" /S /CURRENTUSER 2>/dev/null || code=$?
  [ "$code" = 7 ] || die "once more for one person: $code"
  is_installed_for_all "$version"

  say "repaired"
  rm "$machine_folder/kyukyubako-notice.exe" "$desktop/$title.lnk"
  wine reg delete "HKLM\\$run_key" /v Kyukyubako.Watch /f >/dev/null 2>&1
  setup "$newer" /S || die "set-up says $?"
  is_installed_for_all "$version"

  a_full_disk
  another_runs

  say "uninstalled during the cut: restoring is tried first, fails here, is said, and the way back stays"
  code=0
  setup "$machine_folder/uninstall.exe" /S '_?=C:\Program Files\Kyukyubako' || code=$?
  [ "$code" = 3 ] || die "the uninstaller says $code"
  local log="$drive/ProgramData/Kyukyubako/guard/audit-log"
  grep -q 'administrator: remove: restoring first$' "$log" || die "the guard was not asked: $(cat "$log")"
  grep -q 'administrator: remove: not restored: ' "$log" || die "the guard did not say what became of it: $(cat "$log")"
  grep remove "$log" >&2
  [ -s "$record" ] || die "the record of a cut that is still there is gone"
  [ -z "$(service)" ] || die "the guard stays"
  until_true 30 test ! -e "$machine_folder/uninstall.exe" || die "the uninstaller stays"
  [ "$(ls "$machine_folder")" = "$(printf '%s\n' kyukyubako-restore.exe 'インターネットの 戻し方.txt')" ] ||
    die "left: $(ls "$machine_folder")"
  [ -s "$start_menu/$way_back.lnk" ] || die "the way back has no entry"
  [ ! -e "$start_menu/$title.lnk" ] || die "an entry that leads to nothing"
  [ ! -e "$desktop/$title.lnk" ] || die "an entry that leads to nothing"
  [ "$(value "$uninstall_key-Restore" UninstallString)" = '"C:\Program Files\Kyukyubako\kyukyubako-restore.exe" uninstall' ] ||
    die "the way back cannot be removed"
  [ -s "$notes" ] || die "the notes are gone"

  say "uninstalled in peace: the guard is asked while everything is still there, nothing but notes is left"
  rm "$record"
  setup "$newer" /S /ALLUSERS || die "set-up says $?"
  cp /programs/packages/stand-in-guard.exe "$made/guard.exe"
  switch_off
  mv "$machine_folder/kyukyubako-guard.exe" "$made/real-guard.exe"
  cp "$made/guard.exe" "$machine_folder/kyukyubako-guard.exe"
  # Restored, and something stayed behind.
  printf 12 >"$drive/guard-answers"
  a_link_for_the_store
  uninstall "$machine_folder" /DELETENOTES
  [ -s "$made/of-somebody/else" ] || die "deleted through a link"
  # The system may have started it before, as the service.
  diff - <(tr -d '\r' <"$drive/guard-saw" | sed -n '/asked: remove/,/entry/p' |
    grep -E 'asked|entry|kyukyubako.exe|uninstall') <<'EOT' >&2 || die "restoring did not come first"
asked: remove
beside: kyukyubako.exe
beside: uninstall.exe
entry: there
asked: remove --forget
beside: uninstall.exe
entry: there
EOT
  rm "$drive/guard-saw" "$drive/guard-answers"
  [ -z "$(service)" ] || die "the guard stays"
  [ ! -e "$machine_folder" ] || die "left although the line is open: $(ls "$machine_folder")"
  [ ! -e "$start_menu/$way_back.lnk" ] || die "a way back that nobody needs"

  # The guard's own look at links takes a Windows: Wine opens what they lead to.
  rm -r "$drive/ProgramData/Kyukyubako"

  say "what administrators kept goes when that is asked for"
  setup "$newer" /S /ALLUSERS || die "set-up says $?"
  mkdir "$drive/ProgramData/Kyukyubako/store"
  echo kept >"$drive/ProgramData/Kyukyubako/store/numbers"
  removed_quietly /DELETENOTES
  only_notes_stay
}

# Settings, notes and logs are the person's; they stay.
only_notes_stay() {
  restart
  listing "$made/after"
  difference "$made/before" "$made/after" | grep -Eiv '^\+ file \./users/root/AppData/(Roaming|Local)/kyukyubako(/|$)' >"$made/left" || true
  [ ! -s "$made/left" ] || die "left behind: $(cat "$made/left")"
}

proof_for_me() {
  say "for one person, without the guard: installed, uninstalled together with the notes, nothing is left"
  WINEDEBUG=fixme+shell wine "$newer" /S /CURRENTUSER /NODESKTOP 2>"$made/said" || die "set-up says $?"
  # Wine's links keep no properties: it says what it was told to keep.
  grep -q propertystore_SetValue "$made/said" || tr -d '\0' <"$own_menu/$title.lnk" | grep -aq Kyukyubako.FirstAid ||
    die "the entry is not given our AppUserModelID"
  [ -s "$own_folder/kyukyubako.exe" ] || die "it is not there"
  typed '"%LocalAppData%\Programs\Kyukyubako\kyukyubako.com" status --json' | grep '^{"schema":1' >/dev/null ||
    die "it cannot be typed in a console"
  [ -s "$own_menu/$title.lnk" ] || die "it has no entry"
  [ ! -e "$own_folder/kyukyubako-guard.exe" ] || die "a guard for one person"
  [ -z "$(service)" ] || die "a service for one person"
  [ ! -e "$machine_folder" ] || die "a folder for everybody"
  [ "$(value "HKCU\\$run_key" Kyukyubako.Watch)" = '"C:\users\root\AppData\Local\Programs\Kyukyubako\kyukyubako.exe" watch' ] ||
    die "no watcher at log-on: $(value "HKCU\\$run_key" Kyukyubako.Watch)"
  restart
  until_true 60 watching || die "no watcher after the log-on"
  not_restored_for_me
  uninstall "$own_folder" /DELETENOTES
  ! running || die "it still runs"
  restart
  listing "$made/after"
  difference "$made/before" "$made/after" >"$made/left"
  [ ! -s "$made/left" ] || die "left behind: $(cat "$made/left")"
}

# What other tests left in the root's own Windows.
wine reg delete "HKCU\\$run_key" /v Kyukyubako.Watch /f >/dev/null 2>&1 || true
wine reg delete 'HKCU\Software\Classes\AppUserModelId\Kyukyubako.FirstAid' /f >/dev/null 2>&1 || true
wine reg delete 'HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\Kyukyubako-Restore' /f >/dev/null 2>&1 || true
find "$drive" \( -name 'インターネットを 戻す*' -o -name 'Restore the internet*' \) -delete
listing "$made/before"
! grep -i kyukyubako "$made/before" || die "not a PC that has never seen the programs"
proof_for_all
proof_for_me
say "the set-up program: all proofs passed"

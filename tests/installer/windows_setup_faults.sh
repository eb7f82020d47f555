# Sourced by windows_setup.sh: what goes wrong, and what somebody lays in the way.
# shellcheck shell=bash disable=SC2154

on_screen() { wine /programs/packages/window.exe "$@" >/dev/null 2>&1; }
sums() { (cd "$machine_folder" && sha256sum -- *); }

# asked_through [ARG…]: set-up as a person uses it: every button that goes on is pressed, up to the last page. What was said
# is in $made/said.
asked_through() {
  local asked
  : >"$made/said"
  wine "$newer" "$@" >/dev/null 2>&1 &
  asked=$!
  until_true 30 on_screen says 'みんなが 使う' || die "set-up does not ask for whom"
  # What an administrator's process loads does not lie where the person could exchange it.
  compgen -G "$drive/Program Files/ns*.tmp/*.dll" >/dev/null || die "plug-ins are not among the programs of everybody"
  ! compgen -G "$drive/users/root/AppData/Local/Temp/ns*.tmp/*.dll" >/dev/null || die "plug-ins lie in the person's own folder"
  until_true 120 comes_to_an_end "$asked" || die "set-up does not end: $(cat "$made/said")"
  # The last page would open the window.
  wine taskkill /F /IM newer.exe >/dev/null 2>&1 || true
  code=0
  wait "$asked" || code=$?
  # Whoever is ended like that cannot tidy up.
  rm -rf "$drive/Program Files"/ns*.tmp
}

comes_to_an_end() {
  if on_screen says '入りました。'; then
    echo '入りました。' >>"$made/said"
    return 0
  fi
  kill -0 "$1" 2>/dev/null || return 0
  wine /programs/packages/window.exe press "$title" >>"$made/said" 2>/dev/null || true
  return 1
}

says() { grep -qF "$1" "$made/said"; }

a_full_disk() {
  say "repaired with too little room: what was there is there, whole, and nobody says that it went well"
  # What waits for a restart would make room.
  restart
  switch_off
  local code=0 before
  mkdir "$made/kept"
  cp -a "$machine_folder/." "$made/kept/"
  mount -t tmpfs -o "size=$(($(du -sk "$machine_folder" | cut -f 1) + 20000))k" none "$machine_folder"
  cp -a "$made/kept/." "$machine_folder/"
  before="$(sums)"
  setup "$newer" /S || code=$?
  [ "$code" = 2 ] || die "set-up on a full disk says $code"
  diff <(echo "$before") <(sums) >&2 || die "a full disk changed what was installed"
  code=0
  setup "$newer" /S /INNER=17 || code=$?
  [ "$code$(value "$uninstall_key" InstalledBy)" = 2 ] || die "the outer process would take this for done: $code"
  kyukyubako --version | grep -qF "$version" || die "it does not start any more"
  asked_through
  says '入れる ことが できませんでした。' || die "a set-up that failed says: $(cat "$made/said")"
  ! says '入りました。' || die "a set-up that failed says that it went well"
  [ "$code" = 2 ] || die "a set-up that failed ends with $code"
  diff <(echo "$before") <(sums) >&2 || die "a full disk changed what was installed"
  is_installed_for_all "$version"
  switch_off
  umount "$machine_folder"

  say "repaired by hand, without a desktop entry"
  asked_through /NODESKTOP
  says '入りました。' || die "set-up by hand says: $(cat "$made/said")"
  [ ! -e "$desktop/$title.lnk" ] || die "an entry that nobody wanted"
  # As the outer process starts it with an administrator's rights; by this mark it knows that all went well.
  setup "$newer" /S /ALLUSERS /INNER=18 || die "set-up says $?"
  [ "$(value "$uninstall_key" InstalledBy)" = '=18' ] || die "the outer process would take this for failed"
  is_installed_for_all "$version"
  [ -z "$(find "$machine_folder" -name '*.new')" ] || die "left: $(ls "$machine_folder")"
}

another_runs() {
  say "a second set-up beside another"
  local code=0
  wine /programs/packages/window.exe hold 'C:\Program Files\Kyukyubako.setup' >/dev/null 2>&1 &
  until_true 20 on_screen held 'C:\Program Files\Kyukyubako.setup' || die "nobody holds the file"
  setup "$newer" /S || code=$?
  wine taskkill /F /IM window.exe >/dev/null 2>&1
  wait "$!" || true
  [ "$code" = 8 ] || die "a second set-up says $code"
  rm "$drive/Program Files/Kyukyubako.setup"
}

# Somebody lays a link where administrators keep things.
a_link_for_the_store() {
  mkdir -p "$made/of-somebody" "$drive/ProgramData/Kyukyubako"
  echo 'not ours' >"$made/of-somebody/else"
  ln -s "$made/of-somebody" "$drive/ProgramData/Kyukyubako/store"
}

# As the entry under "Apps" says it, to callers that want to hear what became of it.
removed_quietly() {
  local code=0
  [ "$(value "$uninstall_key" QuietUninstallString)" = '"C:\Program Files\Kyukyubako\uninstall.exe" /S _?=C:\Program Files\Kyukyubako' ] ||
    die "not what is called here: $(value "$uninstall_key" QuietUninstallString)"
  setup "$machine_folder/uninstall.exe" /S "$@" '_?=C:\Program Files\Kyukyubako' || code=$?
  [ "$code" = 0 ] || die "the uninstaller says $code"
  no_entry || die "it is not done when it ends"
  until_true 30 test ! -e "$machine_folder" || die "it stays itself"
}

not_restored_for_me() {
  say "for one person, what was cut cannot be restored: it is said, and the record outlives the notes"
  local code=0 journal="$drive/users/root/AppData/Local/kyukyubako/cut-journal"
  mkdir -p "${journal%/*}"
  echo a cut >"$journal"
  wine "$own_folder/uninstall.exe" /S /DELETENOTES '_?=C:\users\root\AppData\Local\Programs\Kyukyubako' 2>/dev/null || code=$?
  [ "$code" = 3 ] || die "the uninstaller says $code"
  [ "$(cat "$journal")" = 'a cut' ] || die "the record of the cut is gone"
  [ "$(find "${journal%/*}" -type f | wc -l)" = 1 ] || die "notes are left: $(ls -R "${journal%/*}")"
  rm "$journal"
  wine "$newer" /S /CURRENTUSER /NODESKTOP 2>/dev/null || die "set-up says $?"
}

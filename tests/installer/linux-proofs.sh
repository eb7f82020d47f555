#!/usr/bin/env bash
# Run by linux.sh in namespaces of its own: what the Linux packages do to the Debian in the folder ROOT.
#
#   tests/installer/linux-proofs.sh ROOT ARTIFACTS
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

root="$1"
artifacts="$2"
# shellcheck source=tests/installer/linux-seen.sh
. tests/installer/linux-seen.sh
readonly far=198.51.100.1
deb=/packages/new/$(basename "$root"/packages/new/*.deb)
older=/packages/old/$(basename "$root"/packages/old/*.deb)

# inside COMMAND…: as root on that PC, as its administrator's terminal would.
inside() {
  chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    TERM=dumb LANG="${words:-C.UTF-8}" DEBIAN_FRONTEND=noninteractive "$@" </dev/null
}

# person COMMAND…: as the ordinary user hana.
person() {
  chroot "$root" /usr/bin/setpriv --reuid=1000 --regid=1000 --clear-groups --no-new-privs /usr/bin/env -i \
    HOME=/home/hana USER=hana PATH=/usr/local/bin:/usr/bin:/bin LANG=ja_JP.UTF-8 DISPLAY="$DISPLAY" \
    XDG_RUNTIME_DIR=/run/user/1000 "$@" 2>>"$artifacts/person.log"
}

# within SECONDS COMMAND…: it holds within that time.
within() {
  if holds_within "$@"; then return 0; fi
  import -window root "$artifacts/failed.png" || true
  die "not within its time: $*"
}

listing() { (cd "$root" && sh -c "$list_everything") >"$artifacts/$1.txt"; }

line() { ip -j addr 2>/dev/null | jq -cS '[.[] | {ifname, flags, addr: [.addr_info[]? | select(.scope == "global") | .local]}]' && ip route; }
answers() { ping -c 1 -W 1 -q "$far" >/dev/null 2>&1; }
filtered() { inside nft list table inet kyukyubako >/dev/null 2>&1; }
closed() { filtered && ! answers && ip link show v0 | grep -q DOWN; }
open_as_before() { ! filtered && answers && [ "$(line)" = "$line_before" ]; }
exists() { [ -e "$root$1" ] || [ -L "$root$1" ]; }
there() { local path; for path in "$@"; do exists "$path" || die "not there: $path"; done; }
gone() { local path; for path in "$@"; do ! exists "$path" || die "still there: $path"; done; }

# ours: processes of our programs on that PC.
ours() {
  local process file
  for process in /proc/[0-9]*; do
    file="$(readlink "$process/exe")" || continue
    case "$file" in "$root"/*/kyukyubako*) echo "${process#/proc/} $file" ;; esac
  done
}
none_of_ours() { [ -z "$(ours)" ]; }

# guard_is PROGRAM: the one guard that runs is this program, as it lies there now.
guard_is() { [ "$(ours | awk '/guard/ { sub(/^[0-9]+ /, ""); print }')" = "$root$1" ]; }
asked_for() { tail -n "$1" "$root/run/systemctl.log" | tr '\n' '|'; }
guard_answers() { inside "${bin:-/usr/bin}/kyukyubako-guard" status >/dev/null 2>&1; }

# cut_by_person: pressed by somebody without any rights.
cut_by_person() {
  local answer
  answer="$(person "${bin:-/usr/bin}/kyukyubako" cut --json)" || true
  jq -e '.cut == true' <<<"$answer" >/dev/null || die "not cut: ${answer:-nothing}"
  closed || die "said to be cut, but is not"
}

# command_of ENTRY: what the desktop would start, as words.
command_of() { sed -n 's/^Exec=//p' "$root$1" | tr -d '"'; }

colours() { import -window root "$artifacts/$1.png" && identify -format '%k' "$artifacts/$1.png"; }
drawn() { [ "$(colours "$1")" -gt 200 ]; }

install_and_look() {
  say "installing the older package"
  inside apt-get install -y -qq "$older" >"$artifacts/install.log" 2>&1 || die "not installed: $(cat "$artifacts/install.log")"
  there "$unit" "$policy" "$notice" "$watcher" "$entry" "$wanted_by"
  grep -q '>/usr/bin/kyukyubako</annotate>' "$root$policy" || die "the policy names another program"
  local libraries
  libraries="$(inside ldd /usr/bin/kyukyubako /usr/bin/kyukyubako-guard)"
  ! grep -q 'not found' <<<"$libraries" || die "a library is missing: $libraries"
}

use() {
  say "using it as an ordinary user"
  local command seen
  [ -n "$(person kyukyubako --version)" ] || die "the program says no version"
  person kyukyubako scan --json | jq -e '.schema == 1 and .level == "clear"' >/dev/null || die "the scan says something else"
  person kyukyubako watch --status --json | jq -e '.at_log_on and (.running | not)' >/dev/null || die "the watcher is not on at log-on"
  read -r -a command <<<"$(command_of "$watcher")"
  person "${command[@]}" </dev/null >"$artifacts/watcher.log" 2>&1 &
  within 20 watcher_runs
  read -r -a command <<<"$(command_of "$entry")"
  person "${command[@]}" </dev/null >"$artifacts/window.log" 2>&1 &
  within 30 drawn window
  # Desktops find name and icon by it.
  xdotool search --onlyvisible --class '^Kyukyubako\.FirstAid$' >/dev/null || die "the window belongs to no entry"
  # Past its first frames.
  sleep 2
  drawn window || die "the window went away"
  seen="$(ours | wc -l)"
  [ "$seen" -ge 3 ] || die "window and watcher do not run: $(ours)"
}
watcher_runs() { person kyukyubako watch --status --json | jq -e .running >/dev/null; }

upgrade_during_cut() {
  say "upgrading while a cut is in force"
  within 10 guard_answers
  printf '2468\n' >"$root/root/pin"
  inside sh -c 'kyukyubako-guard set-pin </root/pin && rm /root/pin' >/dev/null || die "no PIN"
  cut_by_person
  inside apt-get install -y -qq "$deb" >"$artifacts/upgrade.log" 2>&1 || die "not upgraded: $(cat "$artifacts/upgrade.log")"
  closed || die "the upgrade opened the line"
  there "$unit" "$policy" "$watcher" /var/lib/kyukyubako/pin /var/lib/kyukyubako/cut-journal
  within 10 guard_answers
  guard_is /usr/bin/kyukyubako-guard || die "the guard is not the new one: $(ours)"
  closed || die "the new guard opened the line"
}

remove_during_cut() {
  say "removing while a cut is in force"
  # Nobody can read this one, so it counts as a cut of hers.
  echo broken | person tee /home/hana/.local/state/kyukyubako/cut-journal >/dev/null
  inside apt-get remove -y -qq kyukyubako >"$artifacts/remove.log" 2>&1 || die "not removed: $(cat "$artifacts/remove.log")"
  within 10 open_as_before
  none_of_ours || die "still running: $(ours)"
  gone /run/kyukyubako /var/lib/kyukyubako/cut-journal /var/lib/kyukyubako/pin \
    /home/hana/.local/state/kyukyubako/cut-journal
  # Told of the change by the guard, and once more when the rest is gone.
  [ "$(asked_for 4)" = 'disable kyukyubako-guard.service|stop kyukyubako-guard.service|daemon-reload|daemon-reload|' ] ||
    die "asked of the service manager: $(asked_for 4)"
  grep -q "remove: restored" "$root/var/lib/kyukyubako/audit-log" || die "not in the guard's log: restored"
  listing removed
  # What stays until it is purged: who asked for what.
  left_over before removed >"$artifacts/removed-left.txt"
  [ "$(cat "$artifacts/removed-left.txt")" = './var/lib/kyukyubako ./var/lib/kyukyubako/audit-log ' ] ||
    die "left after the removal: $(cat "$artifacts/removed-left.txt")"
  inside apt-get purge -y -qq kyukyubako >"$artifacts/purge.log" 2>&1 || die "not purged: $(cat "$artifacts/purge.log")"
  listing purged
  same before purged
  # The person's own notes are the person's.
  (cd "$root/home/hana" && find . -type f | sort) >"$artifacts/notes-kept.txt"
}

# The guard's program breaks down, the record is whole: the program itself opens the line.
broken_guard() {
  say "removing with a guard that breaks down"
  inside dpkg -i "$deb" >"$artifacts/again.log" 2>&1 || die "not installed again: $(cat "$artifacts/again.log")"
  within 10 guard_answers
  cut_by_person
  printf '#!/bin/sh\nexit 1\n' >"$root/usr/bin/kyukyubako-guard.broken"
  chmod 755 "$root/usr/bin/kyukyubako-guard.broken"
  mv "$root/usr/bin/kyukyubako-guard.broken" "$root/usr/bin/kyukyubako-guard"
  words=en_US.UTF-8 inside dpkg --purge kyukyubako >"$artifacts/broken-guard.log" 2>&1 || die "not purged: $(cat "$artifacts/broken-guard.log")"
  within 10 open_as_before
  grep -q 'does not answer' "$artifacts/broken-guard.log" || die "nothing is said: $(cat "$artifacts/broken-guard.log")"
  [ "$(asked_for 2)" = 'disable --now kyukyubako-guard.service|daemon-reload|' ] ||
    die "asked of the service manager: $(asked_for 2)"
  none_of_ours || die "still running: $(ours)"
  listing broken-guard
  same before broken-guard
}

# Nobody can open the line: the program goes all the same, and what is said opens it.
by_hand() {
  say "removing where the line cannot be restored"
  inside dpkg -i "$deb" >"$artifacts/third.log" 2>&1 || die "not installed: $(cat "$artifacts/third.log")"
  within 10 guard_answers
  cut_by_person
  for program in kyukyubako kyukyubako-guard; do
    printf '#!/bin/sh\nexit 1\n' >"$root/usr/bin/broken"
    chmod 755 "$root/usr/bin/broken"
    mv "$root/usr/bin/broken" "$root/usr/bin/$program"
  done
  words=ja_JP.UTF-8 inside dpkg --remove kyukyubako >"$artifacts/by-hand.log" 2>&1 ||
    die "not removed: $(cat "$artifacts/by-hand.log")"
  closed || die "the line was open before anybody did anything"
  gone "$unit" "$policy" "$notice" "$watcher" /usr/bin/kyukyubako /usr/bin/kyukyubako-guard \
    "$wanted_by"
  none_of_ours || die "still running: $(ours)"
  # What was said, done to the letter.
  local command
  command="$(sed -n 's/^1\. sudo //p' "$artifacts/by-hand.log")"
  grep -q 'sudo ip link set 名前 up' "$artifacts/by-hand.log" || die "no way by hand: $(cat "$artifacts/by-hand.log")"
  inside sh -c "$command" || die "does not work by hand: $command"
  inside ip link set v0 up
  within 10 answers
  ! filtered || die "the filter is still there"
  # Link down took the routes; whoever restarts the PC has them back.
  ip route replace default via "$far"
  there /var/lib/kyukyubako/cut-journal
  inside dpkg --purge kyukyubako >>"$artifacts/by-hand.log" 2>&1
  rm -rf -- "$root/var/lib/kyukyubako" "$root/run/kyukyubako"
}

# What an administrator took out by hand does not come back with a newer version, and keeps nobody from removing it.
taken_out() {
  say "upgrading what was taken out by hand"
  inside dpkg -i "$older" >"$artifacts/taken-out.log" 2>&1
  inside kyukyubako-guard remove >>"$artifacts/taken-out.log" 2>&1 || die "the guard stays: $(cat "$artifacts/taken-out.log")"
  rm "$root$watcher"
  inside dpkg -i "$deb" >>"$artifacts/taken-out.log" 2>&1 || die "not upgraded: $(cat "$artifacts/taken-out.log")"
  gone "$unit" "$policy" "$watcher"
  inside dpkg --purge kyukyubako >>"$artifacts/taken-out.log" 2>&1 || die "not purged: $(cat "$artifacts/taken-out.log")"
  listing taken-out
  same before taken-out
  # Removed and installed again is a new beginning.
  local step
  for step in "-i $deb" "--remove kyukyubako" "-i $deb"; do
    # A word and its argument.
    # shellcheck disable=SC2086
    inside dpkg $step >>"$artifacts/taken-out.log" 2>&1 || die "dpkg $step: $(cat "$artifacts/taken-out.log")"
  done
  there "$unit" "$watcher"
  inside dpkg --purge kyukyubako >>"$artifacts/taken-out.log" 2>&1 || die "not purged: $(cat "$artifacts/taken-out.log")"
}

# The same from the tarball: used from a folder where nobody writes, installed, removed during a cut.
tarball() {
  say "the tarball"
  local bin=/opt/kyukyubako command
  inside sh -c 'mkdir /srv/t && tar -xzf /packages/new/*.tar.gz -C /srv/t --strip-components=1 && chmod -R a-w /srv/t'
  [ -n "$(person /srv/t/kyukyubako --version)" ] || die "no version"
  person /srv/t/kyukyubako scan --json | jq -e '.schema == 1' >/dev/null || die "no scan"
  inside /srv/t/install.sh >"$artifacts/tarball.log" 2>&1 || die "not installed: $(cat "$artifacts/tarball.log")"
  there "$unit" "$policy" "$watcher" "/usr/local/share/applications/Kyukyubako.FirstAid.desktop"
  person kyukyubako watch --status --json | jq -e .at_log_on >/dev/null || die "the watcher is not on at log-on"
  within 10 guard_answers
  cut_by_person
  # Once more over itself, as a newer version would come.
  inside /srv/t/install.sh >>"$artifacts/tarball.log" 2>&1 || die "not installed over itself: $(cat "$artifacts/tarball.log")"
  closed || die "installing over itself opened the line"
  inside /opt/kyukyubako/uninstall.sh purge >>"$artifacts/tarball.log" 2>&1 || die "not removed: $(cat "$artifacts/tarball.log")"
  within 10 open_as_before
  none_of_ours || die "still running: $(ours)"
  rm -rf -- "$root/srv/t"
  listing tarball
  same before tarball
}

# broken_off: an installation that a full disk or a power cut ended half-way, before anything but the programs was there.
broken_off() {
  mkdir -p "$root/opt/kyukyubako/files"
  ! inside /srv/t/install.sh >>"$artifacts/broken-off.log" 2>&1 || die "it was not broken off"
  rmdir "$root/opt/kyukyubako/files"
  there /opt/kyukyubako/uninstall.sh
  gone "$unit" "$watcher"
}

broken_off_tarball() {
  say "a first installation that was broken off: removed, begun anew"
  local bin=/opt/kyukyubako
  inside sh -c 'mkdir /srv/t && tar -xzf /packages/new/*.tar.gz -C /srv/t --strip-components=1'
  broken_off
  inside /opt/kyukyubako/uninstall.sh purge >>"$artifacts/broken-off.log" 2>&1 ||
    die "not removed: $(cat "$artifacts/broken-off.log")"
  gone /opt/kyukyubako
  broken_off
  inside /srv/t/install.sh >>"$artifacts/broken-off.log" 2>&1 || die "not installed: $(cat "$artifacts/broken-off.log")"
  there "$unit" "$policy" "$watcher"
  within 10 guard_answers
}

# On a PC that has the tarball's: the .deb is refused, and the other way round.
refuse_each_other() {
  say "the .deb over the tarball, the tarball over the .deb: refused, nothing changes"
  listing with-tarball
  ! words=en_US.UTF-8 inside dpkg -i "$deb" >"$artifacts/refused.log" 2>&1 || die "two are installed"
  grep -q 'from the tarball. Remove that first: sudo /opt/kyukyubako/uninstall.sh' "$artifacts/refused.log" ||
    die "it is not said why: $(cat "$artifacts/refused.log")"
  listing refused
  same with-tarball refused
  guard_is /opt/kyukyubako/kyukyubako-guard || die "another guard: $(ours)"
  inside /opt/kyukyubako/uninstall.sh purge >>"$artifacts/refused.log" 2>&1 || die "not removed: $(cat "$artifacts/refused.log")"
  inside dpkg -i "$deb" >>"$artifacts/refused.log" 2>&1 || die "not installed: $(cat "$artifacts/refused.log")"
  within 10 guard_answers
  listing with-deb
  ! words=ja_JP.UTF-8 inside /srv/t/install.sh >"$artifacts/refused-tarball.log" 2>&1 || die "two are installed"
  grep -q '先に それを 消してください: sudo apt remove kyukyubako' "$artifacts/refused-tarball.log" ||
    die "it is not said why: $(cat "$artifacts/refused-tarball.log")"
  listing refused-tarball
  same with-deb refused-tarball
  rm -rf -- "$root/srv/t"
}

# The guard opens the line and cannot clear something away: nobody says that there is no internet.
left_behind() {
  say "removing with a guard that leaves something behind"
  cut_by_person
  mv "$root/usr/bin/kyukyubako-guard" "$root/root/guard"
  printf '#!/bin/sh\n/root/guard "$@"\nexit 12\n' >"$root/usr/bin/kyukyubako-guard"
  chmod 755 "$root/usr/bin/kyukyubako-guard"
  words=en_US.UTF-8 inside dpkg --purge kyukyubako >"$artifacts/left-behind.log" 2>&1 ||
    die "not purged: $(cat "$artifacts/left-behind.log")"
  rm "$root/root/guard"
  within 10 open_as_before
  ! grep -qi 'does not answer\|not restored' "$artifacts/left-behind.log" || die "said: $(cat "$artifacts/left-behind.log")"
  listing left-behind
  same before left-behind
}

inside useradd -m -u 1000 hana
install -d -o 1000 -g 1000 -m 700 "$root/run/user" "$root/run/user/1000"
chmod 755 "$root/run/user"
say "what the package depends on"
inside apt-get satisfy -y -qq --no-download "$(dpkg-deb -f "$root$deb" Depends)" >"$artifacts/depends.log" 2>&1 ||
  die "cannot be had: $(tail -n 5 "$artifacts/depends.log")"
# From here on a service manager seems to run.
mkdir -p "$root/run/systemd/system"
mv "$root/usr/bin/systemctl" "$root/usr/bin/systemctl.real"
install -m 755 tests/installer/service-manager.sh "$root/usr/bin/systemctl"
line_before="$(line)"
answers || die "the far end does not answer"
listing before

install_and_look
use
upgrade_during_cut
remove_during_cut
broken_guard
by_hand
taken_out
tarball
broken_off_tarball
refuse_each_other
left_behind
cp "$root/run/guard.log" "$root/run/systemctl.log" "$artifacts/"

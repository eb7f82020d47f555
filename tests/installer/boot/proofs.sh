#!/usr/bin/env bash
# Run by boot.sh in namespaces of its own: what the package does on a PC that really starts.
#
#   tests/installer/boot/proofs.sh IMAGE PACKAGES ARTIFACTS
set -euo pipefail
cd "$(dirname "$0")/../../.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

image="$1"
packages="$2"
artifacts="$3"
work="$(mktemp -d)"
# shellcheck source=tests/installer/linux-seen.sh
. tests/installer/linux-seen.sh
# shellcheck source=tests/installer/boot/pc.sh
. tests/installer/boot/pc.sh
trap '[ -z "$power" ] || kill -KILL "$power"; rm -rf -- "$work"' EXIT

deb=/packages/new/$(basename "$packages"/new/*.deb)
older=/packages/old/$(basename "$packages"/old/*.deb)
readonly service=kyukyubako-guard.service
# Without these no start of the network is one; nothing of the PC's own travels further than its segment.
readonly on_the_segment='^(arp|dhcp|dhcpv6|icmpv6 (mld|router-solicit|neighbour-solicit|neighbour-advert)|igmp)$'

# note WORDS: what was seen, for people.
note() {
  say "  seen: $*"
  printf '%s\n' "$*" >>"$artifacts/seen.txt"
}
part() {
  say "$1"
  printf '\n## %s\n' "$1" >>"$artifacts/seen.txt"
}

within() {
  # A look at the PC takes a second or more where it is emulated.
  local end=$((SECONDS + $1)) waited="$1"
  shift
  while [ "$SECONDS" -lt "$end" ]; do
    if "$@"; then return 0; fi
    sleep 0.2
  done
  patience=20 inside sh -c 'ip addr; ip route; nft list ruleset; systemctl status kyukyubako-guard; journalctl -b -n 300; cat /var/lib/kyukyubako/audit-log' \
    >"$artifacts/failed.txt" || true
  die "not within $waited s: $*"
}

listing() { inside sh -c "cd / && $list_everything" | grep -v -E "$of_running_programs" >"$artifacts/$1.txt"; }
# What a PC that runs writes about itself.
readonly of_running_programs=' \./(var/lib/(NetworkManager|systemd|dhcp|private|polkit-1|logrotate|dpkg/(status|available|lock|triggers|diversions|info/format)|misc)|etc/(machine-id|resolv\.conf|adjtime))'

answers() { inside ping -c 1 -W 1 -q "$far" >/dev/null; }
# filtered: the filter is in the kernel; nft leaves no doubt between "not there" and "could not look".
filtered() { inside nft list tables | grep -q 'inet kyukyubako'; }
link_is_down() { [ "$(inside ip -j link | jq -r '[.[] | select(.ifname != "lo") | select(.flags | index("UP"))] | length')" = 0 ]; }
closed() { filtered && link_is_down && ! answers; }
guard_answers() { person kyukyubako-guard status >/dev/null; }
status_is() { [ "$(person kyukyubako status --json | jq "$1")" = true ]; }
# As root: who cut may still have a note of his own when the power went away in between.
nothing_to_restore() { [ "$(inside kyukyubako status --json | jq '.restorable | not')" = true ]; }
open_as_before() { ! filtered && answers && nothing_to_restore; }
there() { local path; for path in "$@"; do inside test -e "$path" -o -L "$path" || die "not there: $path"; done; }
gone() { local path; for path in "$@"; do ! inside test -e "$path" -o -L "$path" || die "still there: $path"; done; }
property() { inside systemctl show --value -p "$1" "$service"; }

# try_everything: as a remote tool would, from everywhere.
try_everything() {
  inside sh -c "ping -c 3 -i 0.3 -W 1 -q $far; ping -c 2 -W 1 -q 2001:db8:5::1; true" >/dev/null || true
  person timeout 3 bash -c "echo still here >/dev/tcp/$far/7" || true
  person timeout 3 bash -c "echo mark still here >/dev/udp/$far/9" || true
}

# silent SINCE: nothing at all came since then.
silent() {
  local what
  what="$(seen "$1")"
  [ -z "$what" ] || die "seen at the far end: $what"
}

# As sudo tells the program who called it: what she switched off herself comes back as well.
readonly by_sudo=(/usr/bin/env SUDO_UID=1000)

# cut_by_person: pressed by somebody without any rights.
cut_by_person() {
  local answer
  answer="$(person kyukyubako cut --json)" || true
  jq -e '.cut == true' <<<"$answer" >/dev/null || die "not cut: ${answer:-nothing}"
  closed || die "said to be cut, but is not"
}
restored_by_root() {
  inside "${by_sudo[@]}" kyukyubako restore --json | jq -e '.result == "restored"' >/dev/null || die "root restores nothing"
  within 60 open_as_before
}

install_and_look() {
  part "installing under a running systemd"
  ! inside lsmod | grep -q '^nf_tables' || die "the kernel has packet filters already: nothing would be shown"
  inside apt-get install -y -qq "$older" >"$artifacts/install.log" || die "not installed: $(cat "$artifacts/install.log")"
  there "$unit" "$policy" "$notice" "$watcher" "$entry" "$wanted_by"
  [ "$(inside systemctl is-enabled "$service")" = enabled ] || die "the guard is not enabled"
  [ "$(inside systemctl is-active "$service")" = active ] || die "the guard is not active"
  # Of Type=notify, so it has said that it is ready.
  [ "$(property Type)" = notify ] || die "not started as its unit says"
  guard_answers || die "the guard does not answer an ordinary user"
  hardened
  printf '2468\n' >"$work/pin"
  inside sh -c 'echo 2468 | kyukyubako-guard set-pin' >/dev/null || die "no PIN"
  note "memory of the guard at rest: $(property MemoryCurrent) bytes with what it has read, $(inside sed -n 's/^VmRSS:\s*//p' "/proc/$(property MainPID)/status") resident"
  note "systemd-analyze security: $(inside systemd-analyze security --no-pager "$service" | tail -n 1)"
}

# hardened: what the unit asks for is what the kernel holds the guard to.
hardened() {
  local status
  status="$(inside cat "/proc/$(property MainPID)/status")"
  # CAP_NET_ADMIN is the twelfth.
  for line in CapEff:0000000000001000 CapBnd:0000000000001000 NoNewPrivs:1 Seccomp:2; do
    tr -d '\t ' <<<"$status" | grep -qx "$line" || die "the guard runs without $line"
  done
  ! inside nsenter -t "$(property MainPID)" -m sh -c "test -w /usr || test -e /lib/modules/\$(uname -r)" || die "the guard may write or load more than it should"
}

# traffic: packets both ways all the time, until the line is cut.
traffic() {
  inside systemd-run -q -u talk bash -c "while :; do echo data; sleep 0.02; done >/dev/tcp/$far/7"
  inside systemd-run -q -u ping ping -i 0.02 -q "$far"
  ping -i 0.02 -q "$own" >/dev/null &
  pinging=$!
}

cut_stops_everything() {
  part "cut by an ordinary user, through the guard"
  local pressed last answer since
  traffic
  within 10 flows
  # The packet says when it was pressed, by the clock of the far end.
  answer="$(person bash -c "echo pressed >/dev/udp/$far/9; exec kyukyubako cut --json")" || true
  jq -e '.cut == true' <<<"$answer" >/dev/null || die "not cut: ${answer:-nothing}"
  jq -c '.ways' <<<"$answer" >>"$artifacts/seen.txt"
  pressed="$(jq -s '[.[] | select(.what == "mark pressed")][0].t' "$frames")"
  last="$(jq -s 'last.t' "$frames")"
  note "from the press to the last packet: $(jq -n "($last - $pressed) * 1000 | round") ms, program start included"
  note "of that, the start of the program alone (--version): about $(milliseconds version_only) ms"
  note "packets in the second before the press: $(jq -s "[.[] | select(.t > $pressed - 1 and .t <= $pressed)] | length" "$frames")"
  jq -n -e "$last - $pressed < ${cut_within_s:-5}" >/dev/null || die "it took too long"
  closed || die "said to be cut, but is not"
  inside lsmod | grep -q '^nf_tables' || die "the filter works without the kernel's module?"
  since="$(now)"
  try_everything
  sleep 5
  silent "$since"
  note "nothing came in the 5 s and more in which root and the user tried ping, TCP and UDP, and the far end sent 50 packets a second"
  inside systemctl stop talk.service ping.service
  kill "$pinging"
  # The caller, with the rights of root, does not even need much.
  since="$(now)"
  inside ip link set "$(link)" up
  within 10 link_is_down
  try_everything
  sleep 2
  note "a link that root pulls up is down again; in between: $(seen "$since" | sed 's/^$/nothing/')"
  only_on_the_segment "$since"
}
flows() { [ "$(jq -s "[.[] | select(.t > $(now) - 1)] | map(select(.what == \"tcp/7\")) | length" "$frames")" -gt 10 ]; }
link() { inside ip -j link | jq -r '[.[] | select(.ifname != "lo")][0].ifname'; }

# only_on_the_segment SINCE: nothing came that goes further than the next router.
only_on_the_segment() {
  jq -s --argjson since "$1" --arg segment "$on_the_segment" -e \
    '[.[] | select(.t >= $since) | select(.what | test($segment) | not)] == []' "$frames" >/dev/null ||
    die "seen at the far end: $(seen "$1")"
}

# still_closed WHEN: the cut is in force, and was from the first packet on.
still_closed() {
  within 20 closed
  within 60 status_is '.cut and .restorable'
  inside grep -qx 'Exec="/usr/bin/kyukyubako" notice' "$notice" || die "no log-on asks about the cut"
  try_everything
  # Long enough for every manager to try again.
  sleep "${1:-10}"
  closed || die "it came open"
}

restart_stays_cut() {
  local manager
  for manager in NetworkManager systemd-networkd networking; do
    part "started again while cut; the network is brought up by $manager"
    if [ "$manager" = NetworkManager ]; then restart; else started_with "$manager"; fi
    still_closed
    note "from power-on until now came: $(seen "$on_since" | sed 's/^$/nothing/')"
    only_on_the_segment "$on_since"
    boot_times
  done
  started_with NetworkManager
  still_closed 1
}

# started_with MANAGER: switched off properly, and on again.
started_with() {
  # NetworkManager leaves alone what ifupdown is told to bring up.
  inside cp "/etc/network/interfaces.$1" /etc/network/interfaces
  inside systemctl poweroff >/dev/null || true
  power_gone
  switch_on "$1"
  up
}

boot_times() {
  note "systemd-analyze: $(inside systemd-analyze time | tr '\n' ' ')"
  note "of it the guard: $(inside systemd-analyze blame --no-pager | awk '/kyukyubako/ { print $1 }')"
  inside systemd-analyze critical-chain --no-pager "$service" network-pre.target >"$artifacts/chain-$starts.txt" || true
}

killed_and_stopped() {
  part "the guard killed, stopped, started"
  local since before
  since="$(now)"
  before="$(property MainPID)"
  inside systemctl kill -s KILL --kill-who=main "$service"
  within 20 another_guard "$before"
  closed || die "the killed guard's cut is gone"
  inside systemctl stop "$service"
  closed || die "the stopped guard's cut is gone"
  try_everything
  inside systemctl start "$service"
  guard_answers || die "the guard does not answer"
  closed || die "the started guard opened the line"
  silent "$since"
}
another_guard() { [ "$(property MainPID)" != "$1" ] && guard_answers; }

restored() {
  part "restored by PIN and by root, and open after a restart"
  local answer
  answer="$(patience=120 person sh -c 'echo 1357 | kyukyubako restore --json')" || true
  [ "$(jq -r .result <<<"$answer")" = wrong-pin ] || die "a wrong PIN: $answer"
  closed || die "a wrong PIN opens the line"
  answer="$(patience=120 person sh -c 'sleep 3; echo 2468 | kyukyubako restore --json')" || true
  [ "$(jq -r .result <<<"$answer")" = restored ] || die "the PIN: $answer"
  within 60 open_as_before
  cut_by_person
  restored_by_root
  restart
  within 60 open_as_before
  ! inside test -e /var/lib/kyukyubako/cut-journal || die "the record is still there"
}

# power_lost_in WHAT PERCENT MILLISECONDS COMMAND…: of all it takes; at 100 it has answered. The plug is pulled, and the
# next start is one or the other, never something in between.
power_lost_in() {
  local what="$1" percent="$2" takes="$3" after
  shift 3
  if [ "$percent" = 100 ]; then
    guest "$@" >/dev/null || die "no $what"
    pull_the_plug
  else
    after=$((takes * percent / 100))
    guest --then-kill "$power" "$after" "$@" || die "not begun: $what"
    power_gone
  fi
  switch_on
  up
  within 60 guard_answers
  if inside test -e /var/lib/kyukyubako/cut-journal; then
    state="cut"
    within 60 closed
    within 60 status_is '.cut and .restorable'
  else
    state="open"
    within 60 open_as_before
  fi
  note "power lost at $percent % of a $what of $takes ms: the next start is $state"
}

power_lost() {
  part "power lost in a cut and in a restore"
  local percent state takes
  takes="$(milliseconds cut_by_anybody)"
  restored_by_root
  for percent in ${percents:-30 50 70 90 100}; do
    power_lost_in cut "$percent" "$takes" "${as_hana[@]}" kyukyubako cut --json
    [ "$state" = open ] || restored_by_root
  done
  [ "$state" = cut ] || die "a cut that was over is lost"
  cut_by_person
  takes="$(milliseconds root_restores)"
  within 60 open_as_before
  state="open"
  for percent in ${percents:-30 50 70 90 100}; do
    [ "$state" = cut ] || cut_by_person
    power_lost_in restore "$percent" "$takes" "${by_sudo[@]}" /usr/bin/kyukyubako restore --json
  done
  [ "$state" = open ] || die "a restore that was over is lost"
}
version_only() { person kyukyubako --version >/dev/null; }
cut_by_anybody() { person kyukyubako cut --json >/dev/null; }
root_restores() { inside "${by_sudo[@]}" kyukyubako restore --json >/dev/null; }

# milliseconds COMMAND…: how long it takes.
milliseconds() {
  local since
  since="$(date +%s%N)"
  "$@"
  echo $((($(date +%s%N) - since) / 1000000))
}

drilled() {
  part "drills"
  local answer began
  answer="$(patience=120 person kyukyubako drill --json)" || true
  jq -e '.drilled and .cut and .restored' <<<"$answer" >/dev/null || die "no drill: $answer"
  note "a drill: $(jq -c '{ways_ms, proven_ms, restore_ms, ended_by}' <<<"$answer")"
  within 30 open_as_before
  # Nobody is left to end it but the guard's own clock.
  inside systemd-run -q --unit=drill --uid=hana --setenv=HOME=/home/hana /usr/bin/kyukyubako drill
  within 20 link_is_down
  began="$(now)"
  inside systemctl kill -s KILL drill.service
  within 90 open_as_before
  note "a drill whose program was killed: open again after $(jq -n "$(now) - $began | round") s"
  inside systemctl reset-failed
  # Nor after the power is gone.
  inside systemd-run -q --unit=drill --uid=hana --setenv=HOME=/home/hana /usr/bin/kyukyubako drill
  within 20 link_is_down
  pull_the_plug
  switch_on
  up
  within 90 open_as_before
  note "a drill in which the power was lost: open after the start"
}

upgraded_and_removed() {
  part "upgraded and removed while cut"
  cut_by_person
  inside apt-get install -y -qq "$deb" >"$artifacts/upgrade.log" || die "not upgraded: $(cat "$artifacts/upgrade.log")"
  closed || die "the upgrade opened the line"
  guard_answers || die "the new guard does not answer"
  hardened
  [ "$(inside readlink "/proc/$(property MainPID)/exe")" = /usr/bin/kyukyubako-guard ] || die "the guard is still the older one"
  restart
  still_closed 2
  journal_says
  inside apt-get remove -y -qq kyukyubako >"$artifacts/remove.log" || die "not removed: $(cat "$artifacts/remove.log")"
  within 60 opened_by_removal
  [ "$(inside systemctl is-active "$service")" = inactive ] || die "the guard runs on"
  gone "$unit" "$policy" "$notice" "$watcher" "$wanted_by" /run/kyukyubako /var/lib/kyukyubako/cut-journal
  listing removed
  note "left until it is purged: $(left_over before removed)"
  [ "$(left_over before removed)" = './var/lib/kyukyubako ./var/lib/kyukyubako/audit-log ' ] || die "more is left than the log"
  inside apt-get purge -y -qq kyukyubako >"$artifacts/purge.log" || die "not purged: $(cat "$artifacts/purge.log")"
  listing purged
  same before purged
  restart
  within 60 opened_by_removal
  [ "$(inside systemctl --failed --plain --no-legend | wc -l)" = 0 ] || die "something fails: $(inside systemctl --failed)"
}
opened_by_removal() { ! filtered && answers; }

# journal_says: nothing was refused to the guard, in any start.
journal_says() {
  part "the journal"
  inside journalctl --no-pager -o short-iso -u "$service" >"$artifacts/guard-journal.txt"
  inside journalctl --no-pager -o short-iso >"$artifacts/journal.txt"
  inside cat /var/lib/kyukyubako/audit-log >"$artifacts/audit-log.txt"
  if grep -E 'type=1326|avc: .*denied|apparmor="DENIED"' "$artifacts/journal.txt" >"$artifacts/denied.txt"; then
    die "the kernel refused: $(sed -n 1p "$artifacts/denied.txt")"
  fi
  note "warnings and errors of the guard: $(grep -c -E 'WARN|ERROR' "$artifacts/guard-journal.txt" || true); $(grep -E 'WARN|ERROR' "$artifacts/guard-journal.txt" | sed 's/.*\(WARN\|ERROR\)/\1/' | sort | uniq -c | tr '\n' ';')"
}

qemu-img create -q -f qcow2 -b "$image/disk" -F raw "$work/disk"
choose_accelerator
far_end
switch_on
up
within 60 answers
note "the PC: $(inside uname -sr), $(inside systemctl --version | sed -n 1p), in QEMU with ${accelerator[1]}"
listing before
install_and_look
cut_stops_everything
restart_stays_cut
killed_and_stopped
restored
power_lost
drilled
upgraded_and_removed
pull_the_plug

# Sourced by linux-proofs.sh and boot/proofs.sh: where things lie on a PC with the package, and what is compared before
# and after. Wants `artifacts`.
# shellcheck shell=bash disable=SC2034,SC2154

readonly unit=/etc/systemd/system/kyukyubako-guard.service
readonly policy=/usr/share/polkit-1/actions/kyukyubako.policy notice=/etc/xdg/autostart/kyukyubako-notice.desktop
readonly entry=/usr/share/applications/Kyukyubako.FirstAid.desktop watcher=/etc/xdg/autostart/kyukyubako-watch.desktop
readonly wanted_by=/etc/systemd/system/multi-user.target.wants/kyukyubako-guard.service

# Said at the top of the PC's files: what is on it, without what dpkg, apt and running programs write about themselves, and
# what stands in its settings.
readonly list_everything='find . -xdev \( -path ./proc -o -path ./dev -o -path ./run -o -path ./tmp -o -path ./packages \
    -o -path ./var/log -o -path ./var/tmp -o -path ./var/cache -o -path ./var/lib/apt -o -path ./home/hana \) -prune \
    -o -printf "%y %m %U:%G %p %l\n" | sort && find ./etc -type f -exec md5sum {} + | sort -k 2'

# same BEFORE AFTER: nothing came, nothing went, no setting changed.
same() {
  diff "$artifacts/$1.txt" "$artifacts/$2.txt" >"$artifacts/$1-$2.diff" || die "left behind: $(cat "$artifacts/$1-$2.diff")"
}

# left_over BEFORE AFTER: what came or went, without what dpkg knows of the package.
left_over() {
  { diff "$artifacts/$1.txt" "$artifacts/$2.txt" || true; } |
    awk '/^[<>]/ && !/var\/lib\/dpkg\/info\/kyukyubako\./ { print $5 }' | sort | tr '\n' ' '
}

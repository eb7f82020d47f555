# Sourced by proofs.sh: a PC in QEMU that is switched on and off, what runs on it, and the far end of its line. Wants
# image, packages, artifacts and work.
# shellcheck shell=bash disable=SC2034,SC2154

readonly far=198.51.100.1 own=198.51.100.20 mac=52:54:00:12:34:56 agent="$work/agent" frames="$artifacts/frames.jsonl"
power=
starts=0

# far_end: a network in which the PC gets an address in every way a home has, and whose every frame is kept.
far_end() {
  ip link set lo up
  ip tuntap add dev far mode tap
  sysctl -q -w net.ipv6.conf.far.accept_dad=0
  ip link set far up
  ip addr add "$far/24" dev far
  ip addr add 2001:db8:5::1/64 dev far nodad
  : >"$frames"
  python3 tests/installer/boot/far_end.py far "$mac" "$frames" &
  dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --port=0 --interface=far --bind-interfaces --leasefile-ro \
    --dhcp-range="$own,$own,255.255.255.0,12h" --dhcp-host="$mac,$own" --dhcp-authoritative --no-ping \
    --enable-ra --dhcp-range=2001:db8:5::,ra-only,64 --log-facility="$artifacts/far-end.log" &
}

# choose_accelerator: KVM where a kernel starts under it within a moment, which some machines that offer it cannot do.
choose_accelerator() {
  local log="$artifacts/kvm.log"
  accelerator=(-accel "tcg,thread=multi" -cpu max)
  if { [ -w /dev/kvm ] && timeout 15 qemu-system-x86_64 -accel kvm -cpu max -m 512 -nodefaults -no-user-config -display none \
    -no-reboot -kernel "$image/kernel" -append "console=ttyS0 panic=-1" -serial "file:$log"; } 2>>"$log" &&
    grep -q 'Kernel panic' "$log"; then
    accelerator=(-accel kvm -cpu max)
  fi
}

# switch_on [MANAGER]: who brings the network up: NetworkManager, systemd-networkd or networking (ifupdown).
switch_on() {
  local manager="${1:-NetworkManager}"
  starts=$((starts + 1))
  on_since="$(date +%s.%N)"
  # The firmware of the network card would send packets of its own; it is not there.
  qemu-system-x86_64 "${accelerator[@]}" -smp 2 -m 1024 -nodefaults -no-user-config -display none \
    -kernel "$image/kernel" -initrd "$image/initrd" \
    -append "root=LABEL=root ro console=ttyS0 audit=1 systemd.wants=$manager.service kyukyubako.start=$starts" \
    -serial "file:$artifacts/console-$starts.log" \
    -drive "file=$work/disk,format=qcow2,if=virtio" -drive "file=$packages/disk,format=raw,if=virtio,readonly=on" \
    -netdev tap,id=line,ifname=far,script=no,downscript=no \
    -device "virtio-net-pci,netdev=line,mac=$mac,addr=5,romfile=" -device virtio-rng-pci \
    -chardev "socket,path=$agent,server=on,wait=off,id=agent" -device virtio-serial \
    -device virtserialport,chardev=agent,name=org.qemu.guest_agent.0 >"$artifacts/qemu-$starts.log" 2>&1 &
  power=$!
}

# power_gone: the plug was pulled; QEMU is waited for.
power_gone() {
  wait "$power" 2>/dev/null || true
  power=
}
pull_the_plug() {
  kill -KILL "$power"
  power_gone
}

# guest WORDS…: see guest.py.
guest() { python3 tests/installer/boot/guest.py "$agent" "$@" 2>>"$artifacts/complaints.log"; }

# inside COMMAND…: as root on that PC, as its administrator's terminal would.
inside() {
  guest --within "${patience:-60}" /usr/bin/env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    TERM=dumb LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

# As the ordinary user hana.
readonly as_hana=(/usr/bin/setpriv --reuid=1000 --regid=1000 --init-groups --no-new-privs /usr/bin/env -i
  HOME=/home/hana USER=hana PATH=/usr/local/bin:/usr/bin:/bin LANG=ja_JP.UTF-8)
person() { guest --within "${patience:-60}" "${as_hana[@]}" "$@"; }

runs() { kill -0 "$power" 2>/dev/null || die "the PC went off by itself: $(tail -n 3 "$artifacts/qemu-$starts.log")"; }
has_started() {
  runs
  case "$(patience=5 inside systemctl is-system-running || true)" in running | degraded) ;; *) return 1 ;; esac
  [ "$(inside cat /proc/sys/kernel/random/boot_id)" != "${last_boot:-}" ]
}

# up: it has started, all of it.
up() {
  holds_within 300 has_started || die "it does not start: $(tail -n 5 "$artifacts/console-$starts.log")"
  last_boot="$(inside cat /proc/sys/kernel/random/boot_id)"
}

# restart: as its user would, in the menu.
restart() {
  on_since="$(date +%s.%N)"
  inside systemctl reboot >/dev/null || true
  up
}

# seen SINCE: what came from the PC since then, each kind with its number.
seen() {
  jq -rs --argjson since "$1" '[.[] | select(.t >= $since)] | group_by(.what) | map("\(length) \(.[0].what)") | join(", ")' "$frames"
}
now() { date +%s.%N; }

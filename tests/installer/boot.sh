#!/usr/bin/env bash
# The Linux package on a PC that really starts: Debian 12 with its own kernel and systemd in QEMU. It is switched off and
# on again, also hard, while its line is cut; every packet it sends from the first moment on is seen at the far end.
#
#   tests/installer/boot.sh [PROGRAMS]     from the programs in that folder; without it from target/debug
#
# By hand before a release: no part of the checks, for the time it takes. Twenty starts take minutes with KVM, up to an hour without.
# Needs root or sudo. KYUKYUBAKO_BOOT_IMAGE moves the disk (1.5 GB, made once), DEBIAN_MIRROR names a mirror.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tools/rust-target.sh
. tools/rust-target.sh
# An ordinary user's path leaves out mke2fs.
PATH="$PATH:/usr/sbin"

target_dir="$(realpath -m "${CARGO_TARGET_DIR:-target}")"
image="$(realpath -m "${KYUKYUBAKO_BOOT_IMAGE:-$target_dir/boot-image}")"
programs="$(realpath "${1:-$target_dir/debug}")"
artifacts="$(realpath -m "${KYUKYUBAKO_ARTIFACTS:-$target_dir/ci-artifacts}")/boot"
packages="$target_dir/packages-boot"

# skip WHY: says so; where everything must run it fails.
skip() {
  [ -z "${CI:-}" ] || die "$1"
  say "skipped: the package on a PC that starts ($1)"
  exit 0
}

[ "$(uname -m)" = x86_64 ] || skip "the PC in QEMU is an x86-64"
(as_root unshare --mount --propagation private --net --pid --fork true) 2>/dev/null ||
  skip "needs namespaces, and root or sudo"
[ -c /dev/net/tun ] || skip "needs /dev/net/tun"
need_packages qemu-system-x86 qemu-utils mmdebstrap debian-archive-keyring e2fsprogs dnsmasq-base python3 jq iproute2 \
  iputils-ping util-linux binutils
command -v qemu-system-x86_64 >/dev/null || skip "needs qemu-system-x86_64"

# The same PC whatever this machine runs.
readonly release=bookworm
# All three that bring the network up on Debian; which one does is chosen at each start.
readonly inside=(systemd-sysv udev dbus polkitd pkexec network-manager ifupdown isc-dhcp-client iproute2 iputils-ping
  kmod initramfs-tools linux-image-cloud-amd64 qemu-guest-agent apt)

# disk DEB: a Debian as installed, with everything that DEB depends on, made once.
disk() {
  local wanted tree
  wanted="$(cat tests/installer/boot/customize.sh <(printf '%s\n' "${inside[@]}" "$(dpkg-deb -f "$1" Depends)") | sha256sum)"
  [ "$(cat "$image/ready" 2>/dev/null)" = "$wanted" ] && return 0
  say "making a Debian $release that starts, in $image (once)"
  as_root rm -rf --one-file-system -- "$image"
  mkdir -p "$image"
  tree="$image/tree"
  as_root env DEPENDS="$(dpkg-deb -f "$1" Depends)" mmdebstrap --quiet --variant=minbase --mode=root \
    --aptopt='APT::Install-Recommends "false"' --include="$(IFS=,; echo "${inside[*]}")" \
    --customize-hook=tests/installer/boot/customize.sh \
    "$release" "$tree" "$(debian_mirror)"
  as_root cp "$(compgen -G "$tree/boot/vmlinuz-*")" "$image/kernel"
  as_root cp "$(compgen -G "$tree/boot/initrd.img-*")" "$image/initrd"
  as_root mke2fs -q -F -t ext4 -L root -d "$tree" "$image/disk" 4G
  as_root rm -rf --one-file-system -- "$tree"
  as_root chown "$(id -u):$(id -g)" "$image" "$image"/*
  chmod 644 "$image"/*
  printf '%s\n' "$wanted" >"$image/ready"
}

as_root rm -rf --one-file-system -- "$packages" "$artifacts"
mkdir -p "$artifacts" "$packages/old" "$packages/new"
tools/package.sh linux --programs "$programs" --version 0.0.1 --out "$packages/old" deb
tools/package.sh linux --programs "$programs" --out "$packages/new" deb
disk "$(echo "$packages"/new/*.deb)"
mke2fs -q -F -t ext4 -L packages -d "$packages" "$target_dir/packages-boot.disk" 256M
mv -- "$target_dir/packages-boot.disk" "$packages/disk"
# In a network of its own: the far end is all that the PC in QEMU can reach, and no packet leaves this machine.
as_root unshare --mount --propagation private --net --pid --fork --kill-child --mount-proc -- \
  bash tests/installer/boot/proofs.sh "$image" "$packages" "$artifacts" || die "the proofs failed; what was seen is in $artifacts"
say "the package on a PC that starts passed; what was seen is in $artifacts"

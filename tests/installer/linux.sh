#!/usr/bin/env bash
# The Linux packages in a clean Debian: installed, used by an ordinary user, upgraded and removed while a cut is in
# force, removed with a guard that fails. What is there before and after is compared, on files and on the line.
#
#   tests/installer/linux.sh [PROGRAMS]     from the programs in that folder; without it from target/debug
#
# Needs root or sudo. KYUKYUBAKO_LINUX_ROOT moves the clean root (about 300 MB), DEBIAN_MIRROR names a mirror.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tools/rust-target.sh
. tools/rust-target.sh

target_dir="$(realpath -m "${CARGO_TARGET_DIR:-target}")"
clean="$(realpath -m "${KYUKYUBAKO_LINUX_ROOT:-$target_dir/linux-root}")"
programs="$(realpath "${1:-$target_dir/debug}")"
artifacts="$(realpath -m "${KYUKYUBAKO_ARTIFACTS:-$target_dir/ci-artifacts}")/linux-packages"
packages="$target_dir/packages-test"

if ! (as_root unshare --mount --propagation private --net --pid --fork true) 2>/dev/null; then
  [ -z "${CI:-}" ] || die "namespaces are needed, and root or sudo"
  say "skipped: the packages in a clean system (needs namespaces, and root or sudo)"
  exit 0
fi
need_packages mmdebstrap debian-archive-keyring appstream desktop-file-utils xvfb imagemagick xdotool iproute2 \
  iputils-ping util-linux jq binutils

# The clean system has the release of this one, with the C library the programs were linked with.
read -r distribution release < <(
  # shellcheck disable=SC1091
  . /etc/os-release
  echo "$ID ${VERSION_CODENAME:-}"
)
mirror() {
  case "$distribution" in
    debian) debian_mirror ;;
    ubuntu)
      # The variable is apt's, not ours.
      # shellcheck disable=SC2016
      apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Ubuntu' 'Component: main' | sed -n 1p
      ;;
    *) die "a clean system is made of Debian or Ubuntu; this is $distribution" ;;
  esac
}

# root DEB: a minimal system with a service manager's tools, made once. What DEB depends on is fetched but not installed.
root() {
  local wanted
  wanted="1 $distribution $release $(dpkg-deb -f "$1" Depends)"
  [ "$(cat "$clean.ready" 2>/dev/null)" = "$wanted" ] && return 0
  say "making a clean $distribution $release in $clean (once)"
  as_root rm -rf --one-file-system -- "$clean" "$clean.ready"
  mkdir -p "$(dirname "$clean")"
  # The hook is expanded by mmdebstrap's shell only.
  # shellcheck disable=SC2016
  as_root env DEPENDS="$(dpkg-deb -f "$1" Depends)" mmdebstrap --quiet --variant=minbase --mode=root \
    --aptopt='APT::Install-Recommends "false"' --skip=cleanup/apt --include=systemd,iproute2 \
    --customize-hook='chroot "$1" apt-get satisfy -y -qq --download-only "$DEPENDS" >/dev/null' \
    "$release" "$clean" "$(mirror)"
  as_root tee "$clean.ready" <<<"$wanted" >/dev/null
}

check_metadata() {
  local tree id=Kyukyubako.FirstAid
  tree="$(mktemp -d)"
  dpkg-deb -x "$1" "$tree"
  desktop-file-validate "$tree/usr/share/applications/$id.desktop" || die "the desktop entry is none"
  # There is no domain to turn round into a name.
  appstreamcli validate --no-net --override=cid-desktopapp-is-not-rdns=info "$tree/usr/share/metainfo/$id.metainfo.xml" >&2 ||
    die "the AppStream metadata are none"
  rm -rf -- "$tree"
}

# check_provenance DEB: the licences of all that is built in go along, and every package has its sum.
check_provenance() {
  local tree part
  tree="$(mktemp -d)"
  dpkg-deb -x "$1" "$tree/deb"
  mkdir "$tree/tarball"
  tar -xzf "$packages"/new/*.tar.gz -C "$tree/tarball" --strip-components=1
  gzip -dc "$tree/deb/usr/share/doc/kyukyubako/third-party-notices.gz" >"$tree/notices"
  gzip -dc "$tree/tarball/share/doc/kyukyubako/third-party-notices.gz" | cmp - "$tree/notices" || die "the notices differ"
  while read -r part; do
    grep -qF "$part (" "$tree/notices" || die "$part is not in the notices"
  done < <(jq -r '.components[] | select(.purl) | "\(.name) \(.version)"' "$packages"/new/*.cdx.json)
  grep -q 'SIL OPEN FONT LICENSE' "$tree/notices" || die "the notices have no texts"
  (cd "$packages/new" && sha256sum --quiet --strict --check ./*.sha256) || die "the sums are not those of the files"
  diff <(sed 's/^[0-9a-f]\{64\}  //' "$packages"/new/*.sha256) <(cd "$packages/new" && LC_ALL=C ls -- *.cdx.json *.deb *.gz) >&2 ||
    die "the sums are of other files"
  rm -rf -- "$tree"
}

# same_twice: a second build of the packages has the same bytes.
same_twice() {
  tools/package.sh linux --programs "$programs" --out "$packages/again"
  diff -r "$packages/new" "$packages/again" >&2 || die "two builds of one source differ"
  rm -rf -- "$packages/again"
}

display_server=
# shellcheck disable=SC2317
clean_up() {
  [ -z "$display_server" ] || kill "$display_server" 2>/dev/null || true
  [ -z "${copy:-}" ] || as_root rm -rf --one-file-system -- "$copy"
}
trap clean_up EXIT

start_display() {
  local channel
  exec {channel}<> <(:)
  # Nothing but the test uses it; the window belongs to somebody else than the display.
  Xvfb -displayfd "$channel" -screen 0 1280x1024x24 -nolisten tcp -ac >/dev/null 2>&1 &
  display_server=$!
  read -r -t 20 -u "$channel" display || die "no display within 20 s"
  exec {channel}>&-
}

# proof SCRIPT: on a PC that has never seen the program, with processes, mounts and a network of its own, which leads
# to a far end that answers. All of it is gone afterwards.
proof() {
  copy="$(dirname "$clean")/linux-root-$$"
  as_root cp -a --reflink=auto -- "$clean" "$copy"
  # Expanded by the inner shell only.
  # shellcheck disable=SC2016
  as_root env DISPLAY=":$display" unshare --mount --propagation private --net --pid --fork --kill-child -- bash -ec '
    root="$1"; packages="$2"
    mount -t proc proc /proc
    # The far end: a network of its own, held by a process.
    unshare --net -- sleep infinity &
    far=$!
    until [ "$(readlink "/proc/$far/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
    ip link set lo up
    ip link add v0 type veth peer name p0 netns "$far"
    ip addr add 198.51.100.2/24 dev v0
    ip link set v0 up
    nsenter -t "$far" -n ip addr add 198.51.100.1/24 dev p0
    nsenter -t "$far" -n ip link set p0 up
    ip route add default via 198.51.100.1
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs -o mode=755 run "$root/run"
    mkdir -p "$root/packages" "$root/tmp/.X11-unix"
    mount --bind -o ro "$packages" "$root/packages"
    mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
    exec bash "$3" "$root" "$4" </dev/null' bash "$copy" "$packages" "$1" "$artifacts" || die "$1 failed"
  as_root rm -rf --one-file-system -- "$copy"
  copy=
}

rm -rf -- "$packages"
mkdir -p "$artifacts" "$packages/old" "$packages/new"
tools/package.sh linux --programs "$programs" --version 0.0.1 --out "$packages/old" deb
tools/package.sh linux --programs "$programs" --out "$packages/new"
deb="$(echo "$packages"/new/*.deb)"
check_metadata "$deb"
check_provenance "$deb"
same_twice
root "$deb"
start_display
proof tests/installer/linux-proofs.sh
say "the Linux packages passed; what was seen is in $artifacts"

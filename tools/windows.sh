#!/usr/bin/env bash
# The Windows programs from Linux: built with mingw, started under Wine 10.
#
#   tools/windows.sh build [--release]     the two .exe files
#   tools/windows.sh root                  a Debian root with Wine 10, made once and kept
#   tools/windows.sh run EXE [ARG…]        EXE under Wine, its output and exit code
#   tools/windows.sh gui [PICTURE]         the window under Wine, a picture of it
#   tools/windows.sh test                  build, then every proof that Wine allows
#
# On a fresh Debian or Ubuntu it needs Rust, and root or sudo; it installs the rest.
# KYUKYUBAKO_WINE_ROOT moves the Wine root (about 1.3 GB), DEBIAN_MIRROR names a mirror.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/rust-target.sh
. tools/rust-target.sh

readonly windows_triple=x86_64-pc-windows-gnu
target_dir="$(realpath -m "${CARGO_TARGET_DIR:-target}")"
wine_root="$(realpath -m "${KYUKYUBAKO_WINE_ROOT:-$target_dir/wine-root}")"
profile=ci

programs() { printf '%s/%s/%s' "$target_dir" "$windows_triple" "$profile"; }

build() {
  need_packages gcc-mingw-w64-x86-64 binutils-mingw-w64-x86-64
  need_rust_target "$windows_triple"
  say "building the Windows programs (profile $profile)"
  CARGO_TARGET_DIR="$target_dir" cargo build --locked --profile "$profile" --target "$windows_triple" --bins "${STD_FLAGS[@]}"
  ls -l "$(programs)"/*.exe >&2
}

root() {
  [ -e "$wine_root/.ready" ] && return 0
  need_packages mmdebstrap debian-archive-keyring
  local mirror
  mirror="$(debian_mirror)"
  say "making the Wine root in $wine_root (once)"
  as_root rm -rf --one-file-system -- "$wine_root"
  mkdir -p "$(dirname "$wine_root")"
  as_root mmdebstrap --quiet --variant=minbase --mode=root \
    --aptopt='APT::Install-Recommends "false"' \
    --include=wine,wine64,locales,libgl1,libegl1,libgl1-mesa-dri,libvulkan1,mesa-vulkan-drivers,libfreetype6,libx11-6,libxext6,libxcursor1,libxi6,libxrandr2,libxcomposite1,libxrender1,libxinerama1,libxfixes3,procps \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    trixie "$wine_root" "$mirror"
  as_root chroot "$wine_root" localedef -i ja_JP -f UTF-8 ja_JP.UTF-8
  as_root mkdir -p "$wine_root/programs" "$wine_root/tmp/.X11-unix"
  in_root "$PWD" wineboot --init
  in_root "$PWD" wine cmd /c ver | tr -d '\r' >&2
  as_root touch "$wine_root/.ready"
}

# in_root FOLDER COMMAND…: COMMAND in the Wine root with FOLDER as /programs, the mounts gone afterwards.
in_root() {
  local folder="$1"
  shift
  as_root unshare --mount --propagation private -- bash -ec '
    root="$1"; folder="$2"; display="$3"; shift 3
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --bind -o ro "$folder" "$root/programs"
    if [ -d /tmp/.X11-unix ]; then mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"; fi
    exec chroot "$root" /usr/bin/env -i HOME=/root USER=root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
      LANG=ja_JP.UTF-8 LC_ALL=ja_JP.UTF-8 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=" ${display:+DISPLAY="$display"} \
      "$@"' bash "$wine_root" "$folder" "${DISPLAY:-}" "$@"
}

run() {
  [ "$#" -ge 1 ] || die "run what? tools/windows.sh run EXE [ARG…]"
  root
  local exe
  exe="$(realpath "$1")"
  shift
  in_root "$(dirname "$exe")" wine "/programs/$(basename "$exe")" "$@"
}

main() {
  local command="${1:-}"
  [ "$#" -gt 0 ] && shift
  case "$command" in
    build)
      [ "${1:-}" = --release ] && profile=release
      build
      ;;
    root) root ;;
    run) run "$@" ;;
    *)
      sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
      exit 2
      ;;
  esac
}
main "$@"

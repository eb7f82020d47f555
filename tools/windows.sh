#!/usr/bin/env bash
# The Windows programs from Linux: built with mingw, started under Wine 10.
#
#   tools/windows.sh build [--release]     the two .exe files
#   tools/windows.sh root                  a Debian root with Wine 10, made once and kept
#   tools/windows.sh run EXE [ARG…]        EXE under Wine, its output and exit code
#   tools/windows.sh inside FOLDER SCRIPT  a shell script of FOLDER in the root, where FOLDER is /programs
#   tools/windows.sh gui [PICTURE]         the window under Wine, a picture of it; DPI=192 as on a scaled screen
#   tools/windows.sh walk [FOLDER]         the window under Wine, walked through with the mouse; pictures in FOLDER
#   tools/windows.sh scaled [FOLDER]       the window under Wine at 96 and 192 dpi; pictures in FOLDER
#   tools/windows.sh hands [FOLDER]        a hand and programs press in the window under Wine; pictures in FOLDER
#   tools/windows.sh setup                 the set-up program under Wine: installed, upgraded, uninstalled
#   tools/windows.sh packages              installs every Debian package that the others need
#   tools/windows.sh prepare               everything a test needs that takes long to make
#   tools/windows.sh test                  build, then every proof that Wine allows
#
# On a fresh Debian or Ubuntu it needs Rust, and root or sudo; it installs the rest.
# KYUKYUBAKO_WINE_ROOT moves the Wine root (about 1.3 GB), DEBIAN_MIRROR names a mirror.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/rust-target.sh
. tools/rust-target.sh
# shellcheck source=tools/windows-stand-ins.sh
. tools/windows-stand-ins.sh
# shellcheck source=tools/windows-pictures.sh
. tools/windows-pictures.sh

readonly windows_triple=x86_64-pc-windows-gnu
target_dir="$(realpath -m "${CARGO_TARGET_DIR:-target}")"
wine_root="$(realpath -m "${KYUKYUBAKO_WINE_ROOT:-$target_dir/wine-root}")"
profile=ci
# shellcheck source=tools/windows-walk.sh
. tools/windows-walk.sh

programs() { printf '%s/%s/%s' "$target_dir" "$windows_triple" "$profile"; }

build() {
  need_packages gcc-mingw-w64-x86-64 binutils-mingw-w64-x86-64
  need_rust_target "$windows_triple"
  say "building the Windows programs (profile $profile)"
  CARGO_TARGET_DIR="$target_dir" cargo build --locked --profile "$profile" --target "$windows_triple" --bins "${STD_FLAGS[@]}"
  ls -l "$(programs)"/*.exe >&2
}

# What the root holds: Wine, a software GPU, a Japanese font for the system's own message boxes.
wine_packages=wine,wine64,locales,procps,fonts-morisawa-bizud-gothic
wine_packages+=,libgl1,libegl1,libgl1-mesa-dri,libvulkan1,mesa-vulkan-drivers,libfreetype6
wine_packages+=,libx11-6,libxext6,libxcursor1,libxi6,libxrandr2,libxcomposite1,libxrender1,libxinerama1,libxfixes3

root() {
  [ "$(cat "$wine_root/.ready" 2>/dev/null)" = "$wine_packages" ] && return 0
  need_packages mmdebstrap debian-archive-keyring
  local mirror
  mirror="$(debian_mirror)"
  say "making the Wine root in $wine_root (once)"
  as_root rm -rf --one-file-system -- "$wine_root"
  mkdir -p "$(dirname "$wine_root")"
  as_root mmdebstrap --quiet --variant=minbase --mode=root \
    --aptopt='APT::Install-Recommends "false"' \
    --include="$wine_packages" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    trixie "$wine_root" "$mirror"
  as_root chroot "$wine_root" localedef -i ja_JP -f UTF-8 ja_JP.UTF-8
  as_root mkdir -p "$wine_root/programs" "$wine_root/tmp/.X11-unix"
  in_root "$PWD" bash -c 'wineboot --init && wine cmd /c ver && wineserver --wait' | tr -d '\r' >&2
  as_root tee "$wine_root/.ready" <<<"$wine_packages" >/dev/null
}

# in_root FOLDER COMMAND…: COMMAND in the Wine root with FOLDER as /programs. It has processes, mounts
# and (with LINE=open or LINE=closed) a network of its own; all of it is gone afterwards.
in_root() {
  local folder="$1" network=()
  shift
  [ -z "${LINE:-}" ] || network=(--net)
  # The script below is expanded by the inner shell only.
  # shellcheck disable=SC2016
  as_root unshare --mount --propagation private --pid --fork --kill-child "${network[@]}" -- bash -ec '
    root="$1"; folder="$2"; display="$3"; line="$4"; shift 4
    if [ "$line" = open ]; then
      # A line that leads nowhere: an interface with addresses and default routes of both families.
      ip link set lo up
      ip link add open0 type veth peer name far0
      ip link set far0 up
      ip addr add 198.51.100.5/24 dev open0
      ip addr add 2001:db8:5::5/64 dev open0 nodad
      ip link set open0 up
      ip route add default via 198.51.100.1
      ip -6 route add default via 2001:db8:5::1
    fi
    # Every run begins on a PC that has never seen the programs.
    [ ! -d "$root/root/.wine/drive_c" ] || find "$root/root/.wine/drive_c" -depth -iname "kyukyubako*" -exec rm -rf -- {} +
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --bind -o ro "$folder" "$root/programs"
    if [ -d /tmp/.X11-unix ]; then mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"; fi
    exec chroot "$root" /usr/bin/env -i HOME=/root USER=root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
      LANG=ja_JP.UTF-8 LC_ALL=ja_JP.UTF-8 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=" RUST_BACKTRACE=1 \
      ${line:+KYUKYUBAKO_TEST_LINE="$line"} ${display:+DISPLAY="$display"} \
      "$@"' bash "$wine_root" "$folder" "${DISPLAY:-}" "${LINE:-}" "$@"
}

run() {
  [ "$#" -ge 1 ] || die "run what? tools/windows.sh run EXE [ARG…]"
  root
  local exe
  exe="$(realpath "$1")"
  shift
  in_root "$(dirname "$exe")" wine "/programs/$(basename "$exe")" "$@"
}

inside() {
  [ "$#" -eq 2 ] || die "inside what? tools/windows.sh inside FOLDER SCRIPT"
  root
  in_root "$(realpath "$1")" bash "/programs/$2"
}

# end_tree PID: a process and everything below it, the deepest first: nobody is left to hold on to our output.
end_tree() {
  local child
  for child in $(pgrep -P "$1" || true); do
    end_tree "$child"
  done
  as_root kill -KILL "$1" 2>/dev/null || true
}

# Whoever lives in the Wine root.
in_the_root() { as_root find /proc/[0-9]*/root -maxdepth 0 -lname "$wine_root" 2>/dev/null; }
root_is_empty() { [ -z "$(in_the_root)" ]; }

# The window that a walk started in the background.
window=
end_window() {
  [ -n "$window" ] || return 0
  end_tree "$window"
  wait "$window" 2>/dev/null || true
  window=
}

# with_display COMMAND…: a display of our own around COMMAND, gone however this script ends.
display_server=
stop_display() {
  end_window
  [ -n "$display_server" ] || return 0
  kill "$display_server" 2>/dev/null || true
  wait "$display_server" 2>/dev/null || true
  display_server=
}
trap stop_display EXIT

with_display() {
  need_packages xvfb procps
  local number channel code=0
  exec {channel}<> <(:)
  Xvfb -displayfd "$channel" -screen 0 1280x1024x24 -nolisten tcp >/dev/null 2>&1 &
  display_server=$!
  read -r -t 20 -u "$channel" number || die "no display within 20 s"
  exec {channel}>&-
  DISPLAY=":$number" "$@" || code=$?
  stop_display
  # Whoever stayed would keep the one waiting who reads what this script says.
  holds_within 20 root_is_empty || die "still running after $1: $(in_the_root)"
  return "$code"
}

# The libraries that Windows itself maps from System32 whatever lies beside a program.
readonly known_libraries='^(api-ms-win-|advapi32|bcryptprimitives|combase|gdi32|kernel32|msvcrt|ntdll|ole32|oleaut32|rpcrt4|sechost|shell32|shlwapi|user32|ws2_32)'

# check_elevated_programs: small, without a window's libraries, nothing loaded from their own folder.
check_elevated_programs() {
  local exe program name level foreign
  for program in kyukyubako-{console,guard,notice,restore}; do
    exe="$(programs)/$program.exe"
    foreign="$(x86_64-w64-mingw32-objdump -p "$exe" | sed -n 's/.*DLL Name: //p' | tr '[:upper:]' '[:lower:]' | sort -u |
      grep -Ev "$known_libraries" || true)"
    [ -z "$foreign" ] || die "$program.exe loads from its own folder: $(tr '\n' ' ' <<<"$foreign")"
    for name in egui_winit wgpu_core eframe; do
      ! grep -aq "$name" "$exe" || die "$program.exe contains $name"
    done
    # The system's installer starts it with its own rights, on the screen of whoever asked for a repair.
    [ "$program" != kyukyubako-guard ] || x86_64-w64-mingw32-objdump -p "$exe" | grep '^Subsystem.*Windows GUI' >/dev/null ||
      die "$program.exe opens a console"
  done
  for level in kyukyubako{,-console,-guard,-notice}:asInvoker kyukyubako-restore:requireAdministrator; do
    grep -aq "level=\"${level#*:}\"" "$(programs)/${level%%:*}.exe" || die "${level%%:*}.exe has no manifest ${level#*:}"
  done
  say "the four small programs: only known libraries, no window inside"
}

# json_says FILTER COMMAND…: runs a command of the program and checks its JSON with jq.
json_says() {
  local filter="$1" answer
  shift
  answer="$(in_root "$(programs)" wine /programs/kyukyubako.exe "$@" 2>/dev/null || true)"
  # Slurped, because no answer at all must not pass.
  jq -e -s "length == 1 and (.[0] | $filter)" <<<"$answer" >/dev/null || die "kyukyubako.exe $*: expected $filter, got: ${answer:-nothing}"
  say "kyukyubako.exe $*: $filter"
}

# test_programs: the Windows tests, built; prints the path of their program.
build_tests() {
  CARGO_TARGET_DIR="$target_dir" cargo test --locked --profile "$profile" --target "$windows_triple" "${STD_FLAGS[@]}" \
    --test windows --no-run --message-format=json |
    jq -r 'select(.reason == "compiler-artifact" and .target.name == "windows" and .executable) | .executable'
}

# windows_tests PROGRAM LINE [ARG…]
windows_tests() {
  local tests="$1" line="$2"
  shift 2
  say "Windows tests under Wine, the line $line"
  # Said here, because this script does not stop by itself below a condition.
  LINE="$line" in_root "$(programs)" wine "/programs/deps/$(basename "$tests")" --test-threads=1 "$@" ||
    die "Windows tests failed, the line $line"
}

proofs() {
  local tests="$1"
  # Where the line is closed nothing but the line differs.
  windows_tests "$tests" open
  windows_tests "$tests" closed --skip observers:: --skip identity:: --skip recognition::
  LINE=open json_says '.schema == 1 and .cut == false' status --json
  LINE=open json_says '.schema == 1 and .cut == false and ([.ways[].way] | index("filter"))' cut --json
  session_is_seen
  renamed_tool_is_seen
}

# setup: the set-up program, made of the programs that were built, is tried out.
setup() {
  need_packages gcc-mingw-w64-x86-64
  root
  local folder version stand_ins
  folder="$(programs)/packages"
  version="$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | sed -n 1p)"
  rm -rf -- "$folder"
  mkdir -p "$folder/older-programs"
  # The same programs but for two, under an older version.
  cp -l "$(programs)"/kyukyubako*.exe "$folder/older-programs/"
  local program
  for program in kyukyubako kyukyubako-notice; do
    cp --remove-destination "$(programs)/$program.exe" "$folder/older-programs/"
    echo 'an older one' >>"$folder/older-programs/$program.exe"
  done
  tools/package.sh windows setup --programs "$folder/older-programs" --version 0.0.9 --out "$folder/older"
  tools/package.sh windows setup --programs "$(programs)" --out "$folder/newer"
  mv "$folder"/older/*-setup.exe "$folder/older.exe"
  mv "$folder"/newer/*-setup.exe "$folder/newer.exe"
  stand_ins=(x86_64-w64-mingw32-gcc -municode -Os -s -Wall -Wextra -Werror)
  "${stand_ins[@]}" tests/installer/stand_in_guard.c -o "$folder/stand-in-guard.exe"
  "${stand_ins[@]}" tests/installer/shown.c -o "$folder/shown.exe"
  "${stand_ins[@]}" tests/installer/window.c -o "$folder/window.exe"
  "${stand_ins[@]}" tests/installer/consented.c -o "$folder/consented.exe"
  cp tests/installer/windows_setup.sh tests/installer/windows_setup_faults.sh "$folder/"
  with_display in_root "$(programs)" bash /programs/packages/windows_setup.sh "$version"
  rm -rf -- "$folder"
}

packages() {
  need_packages gcc-mingw-w64-x86-64 binutils-mingw-w64-x86-64 mmdebstrap debian-archive-keyring xvfb openbox xdotool \
    imagemagick jq iproute2 nsis msitools zip unzip python3 openssl osslsigncode
}

prepare() {
  packages
  build
  build_tests >/dev/null
  root
}

run_tests() {
  need_packages jq iproute2
  build
  check_elevated_programs
  root
  local tests
  tests="$(build_tests)"
  build_stand_ins
  with_display proofs "$tests"
  tests/installer/console.sh "$(programs)"
  tests/installer/msi.sh "$(programs)"
  tests/installer/sign.sh "$(programs)"
  walk
  scaled
  hands
  setup
  say "all Windows proofs passed"
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
    inside) inside "$@" ;;
    gui) gui "$@" ;;
    walk) walk "$@" ;;
    scaled) scaled "$@" ;;
    hands) hands "$@" ;;
    setup) setup ;;
    packages) packages ;;
    prepare) prepare ;;
    test) run_tests ;;
    *)
      sed -n '2,18s/^# \{0,1\}//p' "$0" >&2
      exit 2
      ;;
  esac
}
main "$@"

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

# with_display COMMAND…: a display of our own around COMMAND, gone however this script ends.
display_server=
stop_display() {
  [ -n "$display_server" ] || return 0
  kill "$display_server" 2>/dev/null || true
  wait "$display_server" 2>/dev/null || true
  display_server=
}
trap stop_display EXIT

with_display() {
  need_packages xvfb
  local number channel code=0
  exec {channel}<> <(:)
  Xvfb -displayfd "$channel" -screen 0 1280x1024x24 -nolisten tcp >/dev/null 2>&1 &
  display_server=$!
  read -r -t 20 -u "$channel" number || die "no display within 20 s"
  exec {channel}>&-
  DISPLAY=":$number" "$@" || code=$?
  stop_display
  return "$code"
}

gui() {
  need_packages imagemagick
  root
  with_display picture "$(realpath -m "${1:-$target_dir/windows-window.png}")"
}

# window_at DPI: the window on a screen scaled like that; 96 dpi is a screen that is not.
window_at() {
  # The script below is expanded by the inner shell only.
  # shellcheck disable=SC2016
  in_root "$(programs)" bash -c '
    wine reg add "HKCU\\Control Panel\\Desktop" /v LogPixels /t REG_DWORD /d "$0" /f >/dev/null 2>&1
    # Who is running keeps the old number.
    wineserver --kill; wineserver --wait
    exec wine /programs/kyukyubako.exe' "$1"
}

# picture FILE: the window, as soon as the screen shows more than one colour.
picture() {
  local file="$1" colours=0 tries=60
  window_at "${DPI:-96}" &
  local window=$!
  while [ "$tries" -gt 0 ] && kill -0 "$window" 2>/dev/null; do
    sleep 1
    import -window root "$file"
    colours="$(identify -format '%k' "$file")"
    if [ "$colours" -gt 8 ]; then
      # Once more after its first frames.
      sleep 2
      import -window root "$file"
      break
    fi
    tries=$((tries - 1))
  done
  kill "$window" 2>/dev/null || true
  wait "$window" 2>/dev/null || true
  [ "$colours" -gt 8 ] || die "no window appeared; what was on the screen: $file"
  say "the window under Wine: $file"
}

# walk [FOLDER]: from the red door through the five steps to the exported memo where the line is closed, and
# to the truth where it is open. Needs nothing but a mouse and, for the memo, a keyboard.
walk() {
  need_packages imagemagick openbox xdotool
  root
  pictures="$(realpath -m "${1:-target/ci-artifacts/wine}")"
  mkdir -p "$pictures"
  # A display each: when it goes, so does the window on it.
  with_display walk_open
  with_display walk_closed
}

# The person's own folders in the Wine root.
wine_home="$wine_root/root/.wine/drive_c/users/root"
incident="$wine_home/AppData/Local/kyukyubako/incident.toml"

# until_true SECONDS COMMAND…: the command holds within that time.
until_true() {
  local tries=$(($1 * 5))
  shift
  while [ "$tries" -gt 0 ]; do
    if "$@"; then return 0; fi
    sleep 0.2
    tries=$((tries - 1))
  done
  import -window root "$pictures/failed.png"
  die "under Wine, not within its time: $* (see $pictures/failed.png)"
}

keep() { import -window root "$pictures/$1.png"; }
# As a hand does it: there, down, up.
press() {
  xdotool mousemove "$1" "$2"
  sleep 0.3
  xdotool mousedown 1
  sleep 0.15
  xdotool mouseup 1
}

# A window that is still finding its place may miss the first press, as it would a person's.
press_red() {
  local tries=3
  while [ "$tries" -gt 0 ] && ! noted 'screen = "cut-result"'; do
    press "$middle" 450
    sleep 3
    tries=$((tries - 1))
  done
}
noted() { as_root grep -q "$1" "$incident" 2>/dev/null; }
window_is_there() { keep home && [ "$(identify -format '%k' "$pictures/home.png")" -gt 200 ]; }

# The screen is 1280 × 1024 and the window fills it: the main button at the bottom, or above one row of others.
readonly middle=640 bottom=962 above=882
# To the settings and home again, the larger words there, and where a sentence is confirmed.
readonly to_settings=(1070 69) to_large=(640 392) to_dismiss=(1146 136) to_home=(1110 69)

start_window() {
  openbox &
  LINE="$1" in_root "$(programs)" wine /programs/kyukyubako.exe &
  window=$!
  until_true 60 window_is_there
  # Past the time in which a second click of a trembling hand is ignored.
  sleep 2
}

end_window() {
  kill "$window" 2>/dev/null || true
  wait "$window" 2>/dev/null || true
}

walk_open() {
  start_window open
  press_red
  until_true 20 noted 'screen = "cut-result"'
  sleep 8
  keep open-still-connected
  noted 'cut-internet' && die "the window claims a cut while the line is open"
  press "$middle" "$bottom"
  until_true 10 noted 'screen = "hand-power"'
  sleep 1
  keep open-hand-power
  end_window
  say "the window under Wine says that the line is open"
}

walk_closed() {
  start_window closed
  press_red
  until_true 30 noted 'done = \["cut-internet"\]'
  sleep 2
  keep closed-cut
  local screen y
  while read -r screen y; do
    press "$middle" "$y"
    until_true 10 noted "screen = \"$screen\""
    sleep 1.5
    keep "closed-$screen"
  done <<EOF
ask-bank $above
ask-phone $bottom
hand-over $bottom
power-off $above
call-bank $bottom
stay-off $above
memo-call $above
EOF
  xdotool key Tab
  # What is typed before the field has the focus is lost.
  sleep 0.5
  xdotool type 482913
  until_true 10 noted 482913
  keep closed-memo-typed
  while read -r screen y; do
    press "$middle" "$y"
    until_true 10 noted "screen = \"$screen\""
    sleep 1.5
  done <<EOF
memo-money $bottom
memo-screen $bottom
memo-save $bottom
EOF
  press "$middle" "$above"
  until_true 10 exported
  keep closed-exported
  end_window
  say "the window under Wine was walked through to the exported memo"
}

# scaled [FOLDER]: on a screen of 192 dpi everything is drawn larger, and can be pressed.
scaled() {
  need_packages imagemagick openbox xdotool
  root
  pictures="$(realpath -m "${1:-target/ci-artifacts/wine}")"
  mkdir -p "$pictures"
  local dpi
  # The last one stays set.
  for dpi in 192 96; do
    with_display walk_scaled "$dpi"
  done
}

# How tall the bar at the top of the window is, in pixels of the screen: its colour along one column.
bar_height() { import -window root -crop 1x400+300+0 -depth 8 rgb:- | od -An -v -w3 -tu1 | awk '$1 == 243 && $2 == 236 && $3 == 222 { tall++ } END { print tall + 0 }'; }
bar_is() { bar="$(bar_height)" && [ "$bar" -ge "$1" ] && [ "$bar" -le "$2" ]; }

walk_scaled() {
  local dpi="$1" bar=0 least=66 most=80 red=450 main_x="$middle" main_y="$above"
  # A low window's bar has 56 logical pixels, another's 76; there the buttons stand side by side.
  [ "$dpi" = 96 ] || { least=104 most=116 red=600 main_x=400 main_y=940; }
  openbox &
  LINE=closed window_at "$dpi" &
  window=$!
  until_true 60 bar_is 20 400
  sleep 2
  keep "dpi-$dpi-home"
  bar_is "$least" "$most" || die "at $dpi dpi the bar is $bar pixels tall, not $least to $most: the window is not scaled"
  local tries=3
  while [ "$tries" -gt 0 ] && ! noted 'screen = "cut-result"'; do
    press "$middle" "$red"
    sleep 3
    tries=$((tries - 1))
  done
  until_true 30 noted 'done = \["cut-internet"\]'
  sleep 2
  keep "dpi-$dpi-cut"
  press "$main_x" "$main_y"
  until_true 10 noted 'screen = "ask-bank"'
  sleep 1.5
  keep "dpi-$dpi-ask-bank"
  end_window
  say "the window under Wine at $dpi dpi: a bar of $bar pixels, pressed through to the first question"
}

# hands [FOLDER]: a real mouse changes a setting; SendInput and posted messages of another program do not, but cut.
hands() {
  need_packages imagemagick openbox xdotool
  root
  pictures="$(realpath -m "${1:-target/ci-artifacts/wine}")"
  mkdir -p "$pictures" "$(programs)/stand-ins"
  x86_64-w64-mingw32-gcc -municode -Os -s -Wall -Wextra -Werror tests/windows/press/press.c -o "$(programs)/stand-ins/press.exe"
  with_display walk_hands
}

settings="$wine_home/AppData/Roaming/kyukyubako/settings.toml"
log="$wine_home/AppData/Local/kyukyubako/log"
chose() { as_root grep -qs "text_size = \"$1\"" "$settings"; }
logged() { as_root grep -rqs "$1" "$log"; }
pressed() { [ "$(as_root wc -l <"$wine_root/tmp/pressed")" -ge "$1" ]; }
presses=0
# program_presses HOW [X Y]: a program in the same session does it.
program_presses() {
  printf '%s\n' "$*" >&"$orders"
  presses=$((presses + 1))
  until_true 20 pressed "$presses"
}

# The colour of one place in the red door on the first screen.
red_door() { [ "$(import -window root -crop 1x1+200+450 -depth 8 rgb:- | od -An -tu1 | awk '{ print ($1 > 120 && $2 < 60 && $3 < 60) }')" = 1 ]; }
no_red_door() { ! red_door; }

walk_hands() {
  local orders how
  as_root rm -f "$wine_root/tmp/orders" "$wine_root/tmp/pressed"
  as_root mkfifo -m 666 "$wine_root/tmp/orders"
  exec {orders}<>"$wine_root/tmp/orders"
  openbox &
  # Expanded inside the root only.
  # shellcheck disable=SC2016
  LINE=open in_root "$(programs)" bash -c '
    : >/tmp/pressed
    wine /programs/kyukyubako.exe &
    while read -r how x y; do
      wine /programs/stand-ins/press.exe "$how" $x $y && echo "$how" >>/tmp/pressed
    done </tmp/orders' &
  window=$!
  until_true 60 red_door
  # A renderer that breaks down in its first seconds is replaced by the other.
  sleep 5
  until_true 60 red_door
  press "${to_settings[@]}"
  until_true 20 no_red_door
  sleep 1
  keep hands-settings
  for how in send post; do
    program_presses "$how" "${to_large[@]}"
    sleep 2
    keep "hands-$how"
    chose large && die "$how changed the text size"
    logged 'may not be of a hand' || die "$how was not noticed"
    # What stands in the way is read.
    press "${to_dismiss[@]}"
    sleep 3
  done
  logged 'Remote(Injected)' || die "SendInput was not told apart"
  logged 'Unknown(OddDevice)' || die "posted messages were not told apart"
  press "${to_large[@]}"
  until_true 10 chose large
  keep hands-chosen
  say "under Wine a hand changes the text size, SendInput and posted messages do not"
  press "${to_home[@]}"
  until_true 20 red_door
  sleep 1
  program_presses send "$middle" 450
  until_true 20 noted 'screen = "cut-result"'
  # Wine shows every window in every picture, and that is what is said.
  until_true 10 logged 'pictures of the screen: Seen'
  sleep 3
  keep hands-cut
  end_window
  exec {orders}>&-
  say "under Wine SendInput presses the red button; the window says that it cannot be hidden"
}

exported() { as_root grep -rqs 482913 "$wine_home/Documents"; }

# The libraries that Windows itself maps from System32 whatever lies beside a program.
readonly known_libraries='^(api-ms-win-|advapi32|bcryptprimitives|combase|gdi32|kernel32|msvcrt|ntdll|ole32|oleaut32|rpcrt4|sechost|shell32|shlwapi|user32|ws2_32)'

# check_elevated_programs: small, without a window's libraries, nothing loaded from their own folder.
check_elevated_programs() {
  local exe program name level foreign
  for program in kyukyubako-restore kyukyubako-guard kyukyubako-notice; do
    exe="$(programs)/$program.exe"
    foreign="$(x86_64-w64-mingw32-objdump -p "$exe" | sed -n 's/.*DLL Name: //p' | tr '[:upper:]' '[:lower:]' | sort -u |
      grep -Ev "$known_libraries" || true)"
    [ -z "$foreign" ] || die "$program.exe loads from its own folder: $(tr '\n' ' ' <<<"$foreign")"
    for name in egui_winit wgpu_core eframe; do
      ! grep -aq "$name" "$exe" || die "$program.exe contains $name"
    done
  done
  for level in kyukyubako:asInvoker kyukyubako-notice:asInvoker kyukyubako-restore:requireAdministrator kyukyubako-guard:asInvoker; do
    grep -aq "level=\"${level#*:}\"" "$(programs)/${level%%:*}.exe" || die "${level%%:*}.exe has no manifest ${level#*:}"
  done
  say "the three small programs: only known libraries, no window inside"
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

# A program of the name that a remote-control tool has is seen by the scan, and not before it runs.
session_is_seen() {
  local answer
  # Expanded inside the root only.
  # shellcheck disable=SC2016
  answer="$(in_root "$(programs)" bash -c '
    wine /programs/kyukyubako.exe scan --json 2>/dev/null >/tmp/before.json
    cp /root/.wine/drive_c/windows/system32/notepad.exe /tmp/LMI_Rescue.exe
    wine /tmp/LMI_Rescue.exe >/dev/null 2>&1 &
    for _ in $(seq 30); do
      wine /programs/kyukyubako.exe scan --json 2>/dev/null | tee /tmp/scan.json | grep -q logmein-rescue && break
      sleep 0.5
    done
    cat /tmp/before.json /tmp/scan.json')"
  jq -e -s '
    def seen: any(.findings[]; .tool == "logmein-rescue" and .level == "live" and .pids != []);
    length == 2 and (.[0] | seen | not) and (.[1] | seen)' \
    <<<"$answer" >/dev/null || die "LMI_Rescue.exe was not seen: ${answer:-nothing}"
  say "kyukyubako.exe scan --json sees LMI_Rescue.exe"
}

# The same program under a name of its own: found by what its file says of itself, with its sockets and the
# signer that nobody here trusts.
renamed_tool_is_seen() {
  local answer
  # Expanded inside the root only.
  # shellcheck disable=SC2016
  answer="$(in_root "$(programs)" bash -c '
    cp /programs/stand-ins/signed.exe /tmp/printer-helper.exe
    mkfifo /tmp/until-then && exec 9<>/tmp/until-then && rm /tmp/until-then
    wine /tmp/printer-helper.exe <&9 >/dev/null 2>&1 &
    for _ in $(seq 30); do
      wine /programs/kyukyubako.exe scan --json 2>/dev/null | tee /tmp/scan.json | grep -q logmein-rescue && break
      sleep 0.5
    done
    wine /programs/kyukyubako.exe scan --save-snapshot Z:/tmp/snapshot.json >/dev/null 2>&1
    cat /tmp/scan.json /tmp/snapshot.json')"
  jq -e -s '
    length == 2
    and any(.[0].findings[]; .tool == "logmein-rescue" and .level == "live"
      and ([.evidence[].kind] | (index("original-filename") and index("company") and index("product"))))
    and any(.[1].processes[]; .name == "printer-helper.exe" and .original_filename == "LMI_Rescue.exe"
      and .signer == "GoTo Technologies USA, LLC" and .signature_valid == false)
    and any(.[1].connections[]; .state == "listen" and (.local | startswith("127.0.0.1:")))
    and any(.[1].connections[]; .state == "established")
    and any(.[1].services[]; .running and .pid and (.image | endswith(".exe")))' \
    <<<"$answer" >/dev/null || die "printer-helper.exe was not recognised: ${answer:-nothing}"
  say "kyukyubako.exe scan recognises LMI_Rescue.exe under another name"
}

# test_programs: the Windows tests, built; prints the path of their program.
build_tests() {
  CARGO_TARGET_DIR="$target_dir" cargo test --locked --profile "$profile" --target "$windows_triple" "${STD_FLAGS[@]}" \
    --test windows --no-run --message-format=json |
    jq -r 'select(.reason == "compiler-artifact" and .target.name == "windows" and .executable) | .executable'
}

# made_up_authority FOLDER: an authority that exists for two days and for this test alone.
made_up_authority() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=Throw-away root' \
    -addext 'keyUsage=critical,keyCertSign' -keyout "$1/root.key" -out "$1/root.pem"
}

# made_up_signer FOLDER NAME: a signer of that name, whom the authority vouches for.
made_up_signer() {
  local authority="$1/root" signer="$1/signer" name="$2"
  openssl req -newkey rsa:2048 -nodes -subj "/O=$name/CN=$name" -keyout "$signer.key" -out "$signer.csr" &&
    printf '%s\n' basicConstraints=CA:FALSE keyUsage=critical,digitalSignature extendedKeyUsage=codeSigning \
      >"$signer.ext" &&
    openssl x509 -req -days 2 -in "$signer.csr" -CA "$authority.pem" -CAkey "$authority.key" -CAcreateserial \
      -extfile "$signer.ext" -out "$signer.pem" &&
    cat "$signer.pem" "$authority.pem" >"$signer-chain.pem"
}

# sign_as FOLDER NAME FROM TO: signs the program FROM as somebody of that name.
sign_as() {
  made_up_signer "$1" "$2" >"$1/log" 2>&1 || { cat "$1/log" >&2; die "no certificate could be made up"; }
  osslsigncode sign -h sha256 -certs "$1/signer-chain.pem" -key "$1/signer.key" -in "$3" -out "$4" >&2
}

# build_stand_ins: programs that behave like a remote-control tool, beside the tests: unsigned, signed by
# somebody who is made up for this run, and with garbage for version information.
build_stand_ins() {
  need_packages osslsigncode openssl
  local source="$PWD/tests/windows/stand_in" folder work gcc=x86_64-w64-mingw32-gcc windres=x86_64-w64-mingw32-windres
  folder="$(programs)/stand-ins"
  work="$(mktemp -d)"
  rm -rf -- "$folder"
  mkdir -p "$folder"
  "$windres" "$source/stand_in.rc" "$work/stand_in.o"
  head -c 10485760 /dev/zero | tr '\0' 'A' >"$work/garbage.bin"
  "$windres" --include-dir "$work" "$source/garbage.rc" "$work/garbage.o"
  local compile=("$gcc" -Os -s -Wall -Wextra -Werror -Wno-missing-field-initializers "$source/stand_in.c")
  "${compile[@]}" "$work/stand_in.o" -o "$folder/unsigned.exe" -lws2_32
  "${compile[@]}" "$work/garbage.o" -o "$folder/garbage.exe" -lws2_32
  # Nothing but its signer says what this one is: somebody who signs one tool alone.
  "${compile[@]}" -o "$work/anonymous.exe" -lws2_32
  made_up_authority "$work" >"$work/log" 2>&1 || { cat "$work/log" >&2; die "no authority could be made up"; }
  cp "$work/root.pem" "$folder/root.pem"
  openssl x509 -in "$work/root.pem" -outform DER -out "$folder/root.der"
  sign_as "$work" 'GoTo Technologies USA, LLC' "$folder/unsigned.exe" "$folder/signed.exe"
  sign_as "$work" 'Aeroadmin LLC' "$work/anonymous.exe" "$folder/single.exe"
  rm -rf -- "$work"
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
  "${stand_ins[@]}" tests/installer/consented.c -o "$folder/consented.exe"
  cp tests/installer/windows_setup.sh "$folder/"
  with_display in_root "$(programs)" bash /programs/packages/windows_setup.sh "$version"
  rm -rf -- "$folder"
}

packages() {
  need_packages gcc-mingw-w64-x86-64 binutils-mingw-w64-x86-64 mmdebstrap debian-archive-keyring xvfb openbox xdotool \
    imagemagick jq iproute2 nsis msitools gcab zip unzip python3 openssl osslsigncode
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

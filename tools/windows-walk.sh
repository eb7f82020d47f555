# Sourced by windows.sh: the window under Wine, used with a mouse as a person would, and by programs as an operator
# would. What is pressed is known by its place.
# shellcheck shell=bash disable=SC2154,SC2034

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

# until_true SECONDS COMMAND…: holds_within, or a picture of what is there instead.
until_true() {
  if holds_within "$@"; then return 0; fi
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
readonly to_settings=(1070 69) to_large=(640 448) to_dismiss=(1146 136) to_home=(1110 69)

start_window() {
  openbox &
  LINE="$1" in_root "$(programs)" wine /programs/kyukyubako.exe &
  window=$!
  until_true 60 window_is_there
  # Past the time in which a second click of a trembling hand is ignored.
  sleep 2
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
refusals() { as_root cat -- "$log"/* | grep -c 'may not be of a hand' || true; }
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
  local orders how refused=0
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
    # Both are no hand's, whichever sign is seen first: beside a posted message Wine says the pointer's own place
    # again, as injected.
    refused=$((refused + 1))
    [ "$(refusals)" -ge "$refused" ] || die "$how was not noticed"
    [ "$how" = post ] || logged 'Remote(Injected)' || die "SendInput was not told apart"
    # What stands in the way is read.
    press "${to_dismiss[@]}"
    sleep 3
  done
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

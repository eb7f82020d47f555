# Pictures of the window under Wine, on screens of any scaling. Sourced by windows.sh beside it.
# What is named here is set there.
# shellcheck shell=bash disable=SC2154

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
  window=$!
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
  end_window
  [ "$colours" -gt 8 ] || die "no window appeared; what was on the screen: $file"
  say "the window under Wine: $file"
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
  press 1130 72
  sleep 1.5
  keep "dpi-$dpi-steps"
  end_window
  say "the window under Wine at $dpi dpi: a bar of $bar pixels, pressed through to the first question"
}

# Shared by the scripts beside it: saying what happens, waiting for it, being root, installing Debian packages.
# shellcheck shell=bash

say() { printf '==> %s\n' "$*" >&2; }

# die WHY: one line about what is missing, then out.
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# holds_within SECONDS COMMAND…: looks five times a second whether the command holds.
holds_within() {
  local tries=$(($1 * 5))
  shift
  while [ "$tries" -gt 0 ]; do
    if "$@"; then return 0; fi
    sleep 0.2
    tries=$((tries - 1))
  done
  return 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    command -v sudo >/dev/null || die "this step needs root, and sudo is not installed: $*"
    sudo -- "$@"
  fi
}

is_installed() {
  [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = 'install ok installed' ]
}

# need_packages NAME…: installs those that are not there yet. A NAME may be a choice, "new|old": the
# first that this release has.
need_packages() {
  local missing=() choice name names
  for choice in "$@"; do
    IFS='|' read -r -a names <<<"$choice"
    for name in "${names[@]}"; do
      is_installed "$name" && continue 2
    done
    missing+=("$choice")
  done
  [ "${#missing[@]}" -eq 0 ] && return 0
  if ! command -v apt-get >/dev/null; then
    say "no apt here; please install what these Debian packages hold: ${missing[*]}"
    return 0
  fi
  as_root apt-get update -qq
  local chosen=()
  for choice in "${missing[@]}"; do
    IFS='|' read -r -a names <<<"$choice"
    for name in "${names[@]}"; do
      case "$(apt-cache policy "$name" 2>/dev/null | awk '/Candidate:/ { print $2 }')" in
        '' | '(none)') continue ;;
      esac
      chosen+=("$name")
      continue 2
    done
    die "this release has no package $choice"
  done
  say "installing packages: ${chosen[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${chosen[@]}" >/dev/null
}

# need_cargo: Rust is the one thing the reader must have.
need_cargo() {
  # A shell opened before Rust was installed does not know it yet.
  command -v cargo >/dev/null || PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
  command -v cargo >/dev/null || die "Rust is not installed"
}

# What a window needs to build and to open.
# shellcheck disable=SC2034
window_packages=(
  gcc libc6-dev           # the linker that Rust calls
  libx11-6 libx11-xcb1    # the window on X11
  libxcursor1 libxi6 libxrandr2  # pointer, input devices and screens on X11
  libxkbcommon0 libxkbcommon-x11-0  # keyboard
  libwayland-client0      # the window on Wayland
  libgl1 libegl1 libgl1-mesa-dri  # drawing with OpenGL, in software too
  libvulkan1 mesa-vulkan-drivers  # drawing with Vulkan, in software too
)

#!/usr/bin/env bash
# Every test that Linux allows, after installing what they need: format, lints, tests, benchmarks that
# compile, scripts. Tests in network namespaces and on mounted disks run as root; as an ordinary user
# they are run once more through sudo, or named as skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

artifacts="$PWD/target/ci-artifacts"
log="$artifacts/tests.log"
# Test programs that hold tests for root.
root_programs=(network storage detection)

test_packages=(
  iproute2 util-linux      # network and mount namespaces
  iputils-ping procps      # traffic to be cut; processes to be seen
  dbus-daemon              # private buses for notifications and NetworkManager
  network-manager          # the cut as an ordinary user
  python3                  # sends and counts every kind of packet
  nftables                 # the cut that also holds links that appear later
  'polkitd|policykit-1' 'pkexec|policykit-1'  # who may cut and restore
  systemd                  # whether the guard's unit file is one
  xvfb openbox x11-utils   # a screen, a window manager, a look at windows
  xserver-xephyr           # a screen whose mouse is a hand's and no program's
  xdotool x11vnc           # hands: the person's, and the remote operator's
  krfb xrdp                # other ways to serve a desktop
  tigervnc-viewer          # who looks at one from elsewhere
  imagemagick              # pictures of windows
  at-spi2-core python3-gi gir1.2-atspi-2.0  # the window as a screen reader finds it, and presses in it
  poppler-utils zbar-tools # what was printed and encoded, read back
  jq shellcheck            # answers and scripts are checked
  chromium                 # a browser that a fake alert holds
)

# Installed on a PC that runs, NetworkManager would take over its network and xrdp would let people in.
# The tests start their own.
keep_asleep() {
  local package=$1
  shift
  if [ -d /run/systemd/system ] && ! is_installed "$package"; then
    say "$package is installed for the tests but kept from starting (systemctl unmask undoes it)"
    as_root systemctl mask "$@"
  fi
}

need_component() {
  cargo "$1" --version >/dev/null 2>&1 && return 0
  command -v rustup >/dev/null || die "cargo $1 is missing, and without rustup it cannot be added"
  say "adding the Rust component $2"
  rustup component add "$2" >&2 || die "cargo $1 is missing and could not be added"
}

# The sums of all "test result" lines.
totals() {
  awk '/^test result:/ { passed += $4; failed += $6; ignored += $8; programs++ }
    END { printf "%d test programs: %d passed, %d failed, %d ignored\n", programs, passed, failed, ignored
          exit !(passed > 0 && failed == 0) }' "$log"
}

tests() {
  if [ "$(id -u)" -eq 0 ]; then
    cargo test --locked --no-fail-fast 2>&1 | tee "$log"
    return
  fi
  local code=0
  # In continuous integration a test without its needs fails; here root's tests come afterwards.
  env -u CI cargo test --locked --no-fail-fast 2>&1 | tee "$log" || code=$?
  if command -v sudo >/dev/null && { [ -n "${CI:-}" ] || sudo -n true 2>/dev/null; }; then
    local program
    for program in "${root_programs[@]}"; do
      [ -d "tests/$program" ] || continue
      say "tests of $program as root"
      sudo -- env CI=true CARGO_MANIFEST_DIR="$PWD" "$(program_path "$program")" 2>&1 | tee -a "$log" || code=$?
    done
  else
    say "skipped: tests that need root (no sudo without a password)"
  fi
  return "$code"
}

program_path() {
  cargo test --locked --no-run --test "$1" --message-format=json 2>/dev/null |
    jq -r --arg name "$1" 'select(.reason == "compiler-artifact" and .target.name == $name) | .executable // empty' |
    tail -n 1
}

need_cargo
keep_asleep network-manager NetworkManager.service NetworkManager-wait-online.service
keep_asleep xrdp xrdp.service xrdp-sesman.service
need_packages "${window_packages[@]}" "${test_packages[@]}"
need_component fmt rustfmt
need_component clippy clippy
mkdir -p "$artifacts"
export KYUKYUBAKO_ARTIFACTS="$artifacts"

say "scripts"
find .ci/run tools tests installer -type f \( -name '*.sh' -o -name run -o -path '*/debian/p*' \) -print0 | xargs -0 shellcheck -x
say "what the programs are made of"
tests/installer/provenance.sh
say "format"
cargo fmt --check
say "tests"
tests || {
  say "$(totals || true)"
  die "tests failed; the whole log is $log"
}
say "packages"
tests/installer/linux.sh
tests/installer/macos.sh
say "lints"
cargo clippy --locked --all-targets -- -D warnings
say "benchmarks compile"
cargo build --locked --benches
say "$(totals)"

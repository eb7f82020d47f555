#!/usr/bin/env bash
# The packages, in target/packages: what people install.
#
#   tools/package.sh windows [PIECE…]      set-up program, MSI and portable zip
#   tools/package.sh linux [PIECE…]        the .deb and the tarball
#   tools/package.sh macos [PIECE…]        the bundle (untested), of --programs that a Mac has built
#
#   --release            from release programs; without it from those the checks use
#   --programs FOLDER    from programs that are there already
#   --version X.Y.Z      under another version, to try an upgrade
#   --out FOLDER         somewhere else than target/packages
#
# Each system has its folder under installer/; each PIECE is the file of that name there. The last one, provenance, writes
# what is built in and the sums.

# What is set here is used by the pieces, which are sourced.
# shellcheck disable=SC2034
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/rust-target.sh
. tools/rust-target.sh

usage() {
  sed -n '2,14s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

# What the pieces may use.
target_dir="$(realpath -m "${CARGO_TARGET_DIR:-target}")"
profile=ci
programs=
out="$target_dir/packages"
source_version="$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | sed -n 1p)"
version="$source_version"
pieces=()
# Every package of a build that nobody signed says so in its name, and so do its programs, whatever the caller's
# environment holds.
mark=-dev
unset KYUKYUBAKO_SIGNED_BUILD

system="${1:-}"
[ "$#" -gt 0 ] && shift
case "$system" in windows | linux | macos) ;; *) usage ;; esac
while [ "$#" -gt 0 ]; do
  case "$1" in
    --release) profile=release ;;
    --programs | --version | --out)
      [ "$#" -ge 2 ] || usage
      case "$1" in
        --programs) programs="$(realpath "$2")" ;;
        --version) version="$2" ;;
        --out) out="$(realpath -m "$2")" ;;
      esac
      shift
      ;;
    -*) usage ;;
    *) pieces+=("$1") ;;
  esac
  shift
done
[[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || die "not a version: $version"

work="$(mktemp -d)"
trap 'rm -rf -- "$work"' EXIT
mkdir -p "$out"

# reproducible: the same sources and tools give the same bytes, wherever they lie; build.rs keeps the time out.
reproducible() {
  local cargo_home="${CARGO_HOME:-$HOME/.cargo}"
  # Messages of panics name files.
  RUSTFLAGS="${RUSTFLAGS:-} --remap-path-prefix=$cargo_home/registry/src=registry --remap-path-prefix=$PWD=kyukyubako"
  export RUSTFLAGS
}

# build_programs [TRIPLE]: the programs for TRIPLE or for this machine, unless they are there already; sets
# programs.
build_programs() {
  [ -z "$programs" ] || return 0
  need_cargo
  local target=()
  if [ -n "${1:-}" ]; then
    need_rust_target "$1"
    target=(--target "$1" "${STD_FLAGS[@]}")
  fi
  [ "$profile" != release ] || reproducible
  say "building the programs (profile $profile)"
  CARGO_TARGET_DIR="$target_dir" cargo build --locked --profile "$profile" --bins "${target[@]}"
  programs="$target_dir/${1:+$1/}$profile"
}

# sign FILE: signs it in place. Without a certificate nothing is signed, and the mark stays in the names;
# installer/signing.sh knows better when there is one.
sign() { :; }
# shellcheck source=installer/signing.sh
. installer/signing.sh

# fits FILE MEGABYTES: a release is no larger. Slow lines and old disks are where it is needed.
fits() {
  local size
  size="$(stat -c %s "$1")"
  say "$(basename "$1"): $size bytes"
  [ "$profile" != release ] || [ "$size" -le $(($2 * 1000000)) ] || die "$(basename "$1") is larger than $2 MB"
}

# made FILE: says what a piece has made, with its size.
made_files=()
made() {
  made_files+=("$(basename "$1")")
  fits "$1" 15
}

# shellcheck source=installer/provenance.sh
. installer/provenance.sh

# shellcheck disable=SC1090
. "installer/$system/package.sh"
[ "${#pieces[@]}" -gt 0 ] || pieces=("${all_pieces[@]}")
for piece in "${pieces[@]}"; do
  [ -f "installer/$system/$piece.sh" ] || die "installer/$system has no piece $piece"
  # shellcheck disable=SC1090
  . "installer/$system/$piece.sh"
done

#!/usr/bin/env bash
# Feeds snapshots, catalogues, packs, settings, journals and messages to the guard that nobody would write to their readers, each for a while.
#
#   tools/fuzz.sh [SECONDS]      per target; 60 when not given
#   tools/fuzz.sh build          builds the targets and runs none
#
# What made one fail is kept in target/ci-artifacts; what was learned stays in target/fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

seconds="${1:-60}"
version=0.13.2
tool="$PWD/target/fuzz/tool"
artifacts="$PWD/target/ci-artifacts"

need_cargo
need_packages gcc g++ libc6-dev
mkdir -p "$artifacts"
if [ "$("$tool/bin/cargo-fuzz" --version 2>/dev/null)" != "cargo-fuzz $version" ]; then
  say "installing cargo-fuzz $version into target"
  cargo install --quiet --locked --root "$tool" --target-dir target/fuzz/tool-build --version "$version" cargo-fuzz
  rm -rf target/fuzz/tool-build
fi

# The product is safe Rust: what is looked for are panics, endless work and endless memory, which need no
# sanitizer. Coverage needs compiler options that only bootstrapping unlocks on stable Rust.
options=(--fuzz-dir tests/fuzz --target-dir target/fuzz/build --sanitizer none)
cargo_fuzz() {
  local verb="$1"
  shift
  RUSTC_BOOTSTRAP=1 "$tool/bin/cargo-fuzz" "$verb" "${options[@]}" "$@"
}

# fuzz NAME SEEDS [OPTION…]: the target NAME, beginning with the files of the folder SEEDS.
fuzz() {
  local name="$1" seeds="$2" corpus="$PWD/target/fuzz/corpus/$1"
  shift 2
  say "fuzzing $name for $seconds seconds"
  mkdir -p "$corpus"
  cargo_fuzz run \
    "$name" "$corpus" "$seeds" -- "-max_total_time=$seconds" -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 \
    "-artifact_prefix=$artifacts/fuzz-$name-" "$@" 2>"$artifacts/fuzz-$name.log" || {
    tail -n 40 "$artifacts/fuzz-$name.log" >&2
    die "$name failed; its input is in $artifacts"
  }
  grep -E '^(Done|stat::(number|average|peak))' "$artifacts/fuzz-$name.log" >&2
}

say "building the fuzz targets"
cargo_fuzz build
[ "$seconds" != build ] || exit 0
# Most random texts are no TOML at all: start from the real data, one entry at a time.
catalogues="$PWD/target/fuzz/catalogues"
rm -rf "$catalogues"
mkdir -p "$catalogues"
awk -v folder="$catalogues" '
  FNR == 1 { in_entry = 0 }
  /^\[\[/ { in_entry = 1; close(seed); seed = folder "/" ++entries ".toml"; printf "%s", head >seed }
  in_entry { print >seed; next }
  FILENAME ~ /system/ && !/^#/ { head = head $0 "\n" }' assets/remote_tools/system.toml assets/remote_tools/*.toml
fuzz snapshot "$PWD/tests/detection/snapshots" -max_len=32768
fuzz catalogue "$catalogues" -max_len=8192
fuzz pack "$PWD/tests/packs" -max_len=4096
fuzz settings "$PWD/tests/packs" -max_len=4096
fuzz guard_protocol "$PWD/tests/guard/messages" -max_len=512
fuzz journal "$PWD/tests/guard/journals" -max_len=8192

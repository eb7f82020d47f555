#!/usr/bin/env bash
# Whether the same sources give the same packages: the last commit, built twice in two folders, each from nothing, and
# compared byte by byte. What differs is listed.
#
#   tools/reproduce.sh [PIECE…]    the Windows packages; about half an hour on four cores
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

# Signatures bear a time.
unset KYUKYUBAKO_SIGN_COMMAND KYUKYUBAKO_SIGN_PKCS12
work="$(mktemp -d)"
trap 'rm -rf -- "$work"' EXIT
SOURCE_DATE_EPOCH="$(git log -1 --format=%ct)"
export SOURCE_DATE_EPOCH
build() {
  cd "$1"
  env -u CARGO_TARGET_DIR tools/package.sh windows --release "${@:2}"
  cp target/x86_64-pc-windows-gnu/release/*.exe target/packages/
}
tools/windows.sh packages
building=()
for folder in one another/place; do
  mkdir -p "$work/$folder"
  git archive HEAD | tar -x -C "$work/$folder"
  # Both at once: the last step of each program takes one core.
  (build "$work/$folder" "$@") &
  building+=($!)
done
# Neither is left behind in a folder that is about to go.
failed=
for one in "${building[@]}"; do wait "$one" || failed=1; done
[ -z "$failed" ] || die "not built twice"
differing=0
for file in "$work"/one/target/packages/*; do
  name="$(basename "$file")"
  if cmp -s "$file" "$work/another/place/target/packages/$name"; then
    say "the same: $name $(sha256sum "$file" | cut -d ' ' -f 1)"
  else
    say "DIFFERENT: $name: $(cmp -l "$file" "$work/another/place/target/packages/$name" 2>&1 | wc -l) bytes"
    differing=1
  fi
done
exit "$differing"

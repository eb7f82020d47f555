# Sourced by tools/package.sh: the bundle of macOS, from programs that a Mac has built. Nobody has run what it makes.
# shellcheck shell=bash disable=SC2034,SC2154

[ -n "$programs" ] || die "on a Mac: cargo build --release --locked; then give the folder with the program in --programs"
macos_triple=aarch64-apple-darwin
keeps_rules "$macos_triple"
all_pieces=(bundle provenance)
bundle_name="kyukyubako-$version-macos-untested$mark"

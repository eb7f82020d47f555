# Sourced by tools/package.sh: the bundle of macOS. Nobody has run what it makes.
# shellcheck shell=bash disable=SC2034,SC2154

if [ -z "$programs" ] && [ "$(uname -s)" != Darwin ]; then
  die "a program for macOS is built on macOS; give its folder with --programs"
fi
build_programs
all_pieces=(bundle)

# Sourced by tools/package.sh: the bundle of macOS. Nobody has run what it makes.
# shellcheck shell=bash disable=SC2034,SC2154

all_pieces=()

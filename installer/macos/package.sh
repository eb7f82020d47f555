# Sourced by tools/package.sh: the bundle of macOS. Nobody has run what it makes.
# shellcheck shell=bash

# shellcheck disable=SC2034
all_pieces=()

# Sourced by tools/package.sh: what every Linux package is made of, and which there are.
# shellcheck shell=bash

need_packages "${window_packages[@]}"
build_programs

# shellcheck disable=SC2034
all_pieces=()

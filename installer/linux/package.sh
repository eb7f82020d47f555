# Sourced by tools/package.sh: what every Linux package is made of, and which there are.
# shellcheck shell=bash disable=SC2034,SC2154

need_packages "${window_packages[@]}"
build_programs

all_pieces=()

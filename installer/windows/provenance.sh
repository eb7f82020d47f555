# Sourced by tools/package.sh, last: what the packages are made of, and their sums.
# shellcheck shell=bash disable=SC2154

write_provenance x86_64-pc-windows-gnu "$windows_name"

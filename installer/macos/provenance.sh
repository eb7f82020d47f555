# Sourced by tools/package.sh, last: what the bundle is made of, and its sums.
# shellcheck shell=bash disable=SC2154

write_provenance "$macos_triple" "$bundle_name"

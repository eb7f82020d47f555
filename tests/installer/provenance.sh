#!/usr/bin/env bash
# What the programs are made of: every crate is in the notices and in the bill of materials, and the rules are kept.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tools/packages.sh
. tools/packages.sh
need_packages python3 jq
need_cargo
work="$(mktemp -d)"
trap 'rm -rf -- "$work"' EXIT

for triple in aarch64-apple-darwin x86_64-pc-windows-gnu x86_64-unknown-linux-gnu; do
  python3 installer/provenance.py check deny.toml "$triple"
  python3 installer/provenance.py notices "$triple" "$work/notices.txt"
  python3 installer/provenance.py sbom "$triple" 0.1.0 "$work/sbom.json"
  cargo tree --locked --edges=normal,no-proc-macro --target="$triple" --prefix=none --format='{p}' |
    awk '$1 != "kyukyubako" && NF { print $1, substr($2, 2) }' | sort -u >"$work/crates"
  while read -r name version; do
    grep -qF "$name $version (" "$work/notices.txt" || die "$name $version is not in the notices"
  done <"$work/crates"
  jq -r '.components[] | select(.purl) | "\(.name) \(.version)"' "$work/sbom.json" | sort -u | diff "$work/crates" - ||
    die "the bill of materials is another one"
  jq -e 'all(.components[] | select(.purl); .hashes[0].content | length == 64)' "$work/sbom.json" >/dev/null ||
    die "a crate has no sum"
  jq -e --arg target "$triple" '.metadata.properties[0].value == $target
    and any(.components[]; .name == "Rust standard library" and (.version | test("^[0-9.]+$")))
    and (any(.components[]; .name | startswith("mingw")) == ($target | endswith("windows-gnu")))' "$work/sbom.json" >/dev/null ||
    die "what no crate brings is not in the bill of materials"
  cp "$work/sbom.json" "$work/again.json"
  python3 installer/provenance.py sbom "$triple" 0.1.0 "$work/sbom.json"
  cmp "$work/sbom.json" "$work/again.json" || die "the bill of materials is not the same twice"
done

# The check can fail: without one licence, and with a crate denied that is in use.
sed '/"MPL-2.0"/d' deny.toml >"$work/strict.toml"
! python3 installer/provenance.py check "$work/strict.toml" x86_64-unknown-linux-gnu 2>/dev/null || die "a licence that is not allowed"
sed 's/"curl"/"eframe"/' deny.toml >"$work/strict.toml"
! python3 installer/provenance.py check "$work/strict.toml" x86_64-unknown-linux-gnu 2>/dev/null || die "a crate that is denied"
say "$(wc -l <"$work/crates") crates: in the notices, in the bill of materials, within the rules"

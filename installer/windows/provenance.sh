# Sourced by tools/package.sh, last: what the packages are made of, and their sums.
# shellcheck shell=bash disable=SC2154

python3 installer/provenance.py sbom x86_64-pc-windows-gnu "$version" "$out/$windows_name.cdx.json"
made "$out/$windows_name.cdx.json"
sums_file="$out/$windows_name.sha256"
(
  cd "$out" || exit
  # Of this version alone; sha256sum --check reads it.
  find . -maxdepth 1 -type f -name "$windows_name*" ! -name '*.sha256' -printf '%f\n' | LC_ALL=C sort |
    xargs -d '\n' sha256sum >"$sums_file"
)
made "$sums_file"

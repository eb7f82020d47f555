# Sourced by tools/package.sh: what comes with the packages of every system.
# shellcheck shell=bash disable=SC2154

# keeps_rules TRIPLE: nothing is packed that deny.toml does not allow.
keeps_rules() {
  need_packages python3
  need_cargo
  python3 installer/provenance.py check deny.toml "$1"
}

# write_provenance TRIPLE NAME: what the programs are made of, and the sums of all that this run has made. What lay in
# the folder before is not of this run.
write_provenance() {
  local list="$out/$2.cdx.json" sums="$out/$2.sha256"
  python3 installer/provenance.py sbom "$1" "$version" "$list"
  made "$list"
  # sha256sum --check reads it.
  printf '%s\n' "${made_files[@]}" | LC_ALL=C sort | (cd "$out" && xargs -d '\n' sha256sum --) >"$sums"
  made "$sums"
}

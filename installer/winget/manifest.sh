#!/usr/bin/env bash
# The winget manifest of a signed set-up program.
#
#   installer/winget/manifest.sh SETUP URL FOLDER
#
# SETUP is the file itself, URL where people will get it, FOLDER takes the four files of the manifest.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

[ "$#" -eq 3 ] || die "$(sed -n '4s/^# *//p' "$0")"
setup="$1" url="$2" folder="$3"
name="$(basename "$setup")"
# Whoever finds a program by its name trusts it: nothing unsigned is listed.
[[ "$name" =~ ^kyukyubako-([0-9]+\.[0-9]+\.[0-9]+)-windows-x64-setup\.exe$ ]] ||
  die "not a signed set-up program: $name"
version="${BASH_REMATCH[1]}"
[[ "$url" =~ ^https://[A-Za-z0-9./_%-]+$ ]] || die "not an address: $url"
sum="$(sha256sum -- "$setup" | cut -d ' ' -f 1)"
mkdir -p "$folder"
for file in "$here"/*.yaml; do
  sed -e "s#@VERSION@#$version#g" -e "s#@URL@#$url#g" -e "s#@SHA256@#${sum^^}#g" "$file" >"$folder/$(basename "$file")"
done

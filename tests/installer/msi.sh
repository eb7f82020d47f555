#!/usr/bin/env bash
# The MSI under Wine 10: installed silently with every property, upgraded, refused, removed; what is on the PC is
# listed before and after. And the portable zip from a folder that takes no writes.
#
#   tests/installer/msi.sh [FOLDER]    with the programs in FOLDER, those the checks use if none is given
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tools/packages.sh
. tools/packages.sh
need_packages gcc-mingw-w64-x86-64 binutils-mingw-w64-x86-64 unzip

target_dir="$(realpath -m "${CARGO_TARGET_DIR:-target}")"
programs="$(realpath "${1:-$target_dir/x86_64-pc-windows-gnu/ci}")"
folder="$target_dir/installer-test"
rm -rf -- "$folder"
mkdir -p "$folder"
tools/package.sh windows --programs "$programs" --version 0.0.9 --out "$folder/old" msi
tools/package.sh windows --programs "$programs" --version 0.1.0 --out "$folder/new" msi zip
mv "$folder/old"/*.msi "$folder/old.msi"
mv "$folder/new"/*.msi "$folder/new.msi"
# What Wine cannot show: the hash of the PIN stays out of logs, and links bear the window's own name.
msiinfo export "$folder/new.msi" Property >"$folder/properties"
grep -q $'^MsiHiddenProperties\tPINHASH\r' "$folder/properties" || die "PINHASH is not hidden"
kind="$(msiinfo export "$folder/new.msi" CustomAction | awk -F '\t' '$1 == "PinIn" { print $2 }')"
[ $((kind & 0x2000)) != 0 ] || die "the command with the hash is not hidden"
# Whoever is no administrator chooses nothing for everybody and repairs nothing; a removal that is broken off is put back.
msiinfo export "$folder/new.msi" Property | grep $'^SecureCustomProperties\tNEWER;OLDER\r' >/dev/null || die "somebody else chooses"
msiinfo export "$folder/new.msi" LaunchCondition | grep '^NOT REINSTALL OR NOT RestrictedUserControl' >/dev/null || die "somebody else repairs"
kind="$(msiinfo export "$folder/new.msi" CustomAction | awk -F '\t' '$1 == "GuardStays" { print $2 }')"
[ $((kind & 0x500)) = $((0x500)) ] || die "nothing puts the guard back"
msiinfo export "$folder/new.msi" InstallExecuteSequence |
  awk -F '\t' '{ at[$1] = $3 } END { exit !(at["InstallInitialize"] < at["GuardStays"] && at["GuardStays"] < at["GuardOut"]) }' ||
  die "the guard is put back too late"
app_id="$(sed -n 's/.*APP_ID: &str = "\(.*\)";/\1/p' src/platform/app_id.rs)"
[ "$(msiinfo export "$folder/new.msi" MsiShortcutProperty | grep -cF $'\tSystem.AppUserModel.ID\t'"$app_id")" = 2 ] ||
  die "the entries do not bear $app_id"
(cd "$folder" && unzip -q new/*-portable.zip && mv kyukyubako-0.1.0 portable)
cp tests/packs/whole.toml "$folder/pack.toml"
sha256sum "$folder/pack.toml" | cut -d ' ' -f 1 >"$folder/pack.sum"
cp tests/installer/msi_inside.sh "$folder/"
x86_64-w64-mingw32-windres -I tests/installer tests/installer/elevated.rc "$folder/elevated.o"
x86_64-w64-mingw32-gcc -municode -Os -s -Wall -Wextra -Werror -Wno-missing-field-initializers \
  tests/installer/elevated.c "$folder/elevated.o" -o "$folder/elevated.exe"
# A line that leads nowhere, so that a cut has something to do.
LINE=open tools/windows.sh inside "$folder" msi_inside.sh

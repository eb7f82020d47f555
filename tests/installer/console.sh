#!/usr/bin/env bash
# The commands as they are typed on Windows, under Wine's command prompt: the shell waits, exit codes, redirections and
# pipes arrive, a PIN is not seen on the screen, Ctrl + C ends the command.
#
#   tests/installer/console.sh [FOLDER]    with the programs in FOLDER, those the checks use if none is given
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tools/packages.sh
. tools/packages.sh
need_packages gcc-mingw-w64-x86-64 binutils-mingw-w64-x86-64

target_dir="$(realpath -m "${CARGO_TARGET_DIR:-target}")"
programs="$(realpath "${1:-$target_dir/x86_64-pc-windows-gnu/ci}")"
folder="$target_dir/console-test"
rm -rf -- "$folder"
mkdir -p "$folder/our kit" "$folder/chosen"
subsystem_of() { x86_64-w64-mingw32-objdump -p "$1" | sed -n 's/^Subsystem.*(\(.*\))$/\1/p'; }
[ "$(subsystem_of "$programs/kyukyubako-console.exe")" = 'Windows CUI' ] || die "the console program is none"
# As it is in a release: made for the desktop, so that no shell waits for it and no console is its own.
x86_64-w64-mingw32-objcopy --subsystem windows "$programs/kyukyubako.exe" "$folder/our kit/kyukyubako.exe"
[ "$(subsystem_of "$folder/our kit/kyukyubako.exe")" = 'Windows GUI' ] || die "not made for the desktop"
cp "$programs/kyukyubako-console.exe" "$folder/our kit/kyukyubako.com"
# Which of the two is it that is typed?
for ending in com exe; do
  printf 'int main(void) { return %s; }\n' "$([ "$ending" = com ] && echo 7 || echo 8)" >"$folder/chosen/$ending.c"
  x86_64-w64-mingw32-gcc -Os -s "$folder/chosen/$ending.c" -o "$folder/chosen/made.exe"
  mv "$folder/chosen/made.exe" "$folder/chosen/kyukyubako.$ending"
done
cp tests/installer/console_inside.sh "$folder/"
tools/windows.sh inside "$folder" console_inside.sh

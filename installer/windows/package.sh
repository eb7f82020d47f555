# Sourced by tools/package.sh: what every Windows package is made of, and which there are.
# shellcheck shell=bash disable=SC2034,SC2154

need_packages gcc-mingw-w64-x86-64 binutils-mingw-w64-x86-64
build_programs x86_64-pc-windows-gnu

# What lies in the program folder, whichever package brought it.
windows_programs=(kyukyubako.exe kyukyubako-guard.exe kyukyubako-notice.exe kyukyubako-restore.exe)
for program in "${windows_programs[@]}"; do
  [ -f "$programs/$program" ] || die "$programs has no $program"
done
# What the package is called: kyukyubako-0.1.0-windows-x64$mark…
windows_name="kyukyubako-$version-windows-x64$mark"

all_pieces=(setup)

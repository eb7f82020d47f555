# Sourced by tools/package.sh: what every Windows package is made of, and which there are.
# shellcheck shell=bash disable=SC2034,SC2154

need_packages gcc-mingw-w64-x86-64 binutils-mingw-w64-x86-64 python3
need_cargo
build_programs x86_64-pc-windows-gnu

# What lies in the program folder, whichever package brought it.
windows_programs=(kyukyubako.exe kyukyubako.com kyukyubako-guard.exe kyukyubako-notice.exe kyukyubako-restore.exe)
# Signed copies: what cargo built stays as it was.
stage="$work/windows"
mkdir -p "$stage"
for program in "${windows_programs[@]}"; do
  built="$program"
  # Shells take this one before the .exe; cargo makes no program with this ending.
  [ "$program" != kyukyubako.com ] || built=kyukyubako-console.exe
  [ -f "$programs/$built" ] || die "$programs has no $built"
  cp -- "$programs/$built" "$stage/$program"
  sign "$stage/$program"
  fits "$stage/$program" "$([ "$program" = kyukyubako.com ] && echo 1 || echo 30)"
done
programs="$stage"
keeps_rules x86_64-pc-windows-gnu
notices="$stage/THIRD-PARTY-NOTICES.txt"
python3 installer/provenance.py notices x86_64-pc-windows-gnu "$notices"
# What the package is called: kyukyubako-0.1.0-windows-x64$mark…
windows_name="kyukyubako-$version-windows-x64$mark"

# The same programs give the same packages: their files bear the time of the last commit, or the given one.
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1700000000)}"
find "$stage" -exec touch -h -d "@$SOURCE_DATE_EPOCH" -- {} +

all_pieces=(setup msi zip provenance)

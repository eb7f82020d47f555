# Sourced by tools/package.sh: the set-up program.
# shellcheck shell=bash disable=SC2034,SC2154

need_packages nsis

# nsis_signing: what makensis runs on the set-up program and on the uninstaller inside it.
nsis_signing=()
[ -z "${sign_command:-}" ] || nsis_signing=("-DSIGN=$sign_command")

setup_file="$out/$windows_name-setup.exe"
# What the checks build is large, and nobody keeps it.
compression=(-XSetCompress\ off)
[ "$profile" != release ] || compression=("-XSetCompressor /SOLID lzma")

makensis -V2 -WX -NOCONFIG -XTarget\ amd64-unicode "${compression[@]}" \
  "-DVERSION=$version" "-DPROGRAMS=$programs" "-DROOT=$PWD" "-DOUTFILE=$setup_file" "-DUNSIGNED=$mark" "-DNOTICES=$notices" \
  "${nsis_signing[@]}" installer/windows/setup/setup.nsi
made "$setup_file"

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

# The last page has a strip at its side: one calm colour of ours, 164 × 314.
python3 -c 'import struct, sys
width, height = 164, 314
row = bytes((0x45, 0x24, 0x14)) * width
sys.stdout.buffer.write(struct.pack("<2sIHHIIiiHHIIiiII", b"BM", 54 + len(row) * height, 0, 0, 54, 40, width, height, 1, 24,
                                    0, 0, 2835, 2835, 0, 0) + row * height)' >"$work/side.bmp"
touch -d "@$SOURCE_DATE_EPOCH" "$work/side.bmp"

makensis -V2 -WX -NOCONFIG -XTarget\ amd64-unicode "${compression[@]}" \
  "-DVERSION=$version" "-DPROGRAMS=$programs" "-DROOT=$PWD" "-DOUTFILE=$setup_file" "-DUNSIGNED=$mark" "-DNOTICES=$notices" "-DSIDE=$work/side.bmp" \
  "${nsis_signing[@]}" installer/windows/setup/setup.nsi
made "$setup_file"

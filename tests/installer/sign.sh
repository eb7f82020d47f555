#!/usr/bin/env bash
# Signing with a certificate that is thrown away: every program, the MSI, the set-up program and the uninstaller that it
# writes are signed and verified; what was changed afterwards is not; unsigned packages say so in their names.
#
#   tests/installer/sign.sh [FOLDER]    with the programs in FOLDER, those the checks use if none is given
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tools/packages.sh
. tools/packages.sh
need_packages openssl osslsigncode msitools gcc-mingw-w64-x86-64 binutils-mingw-w64-x86-64

target_dir="$(realpath -m "${CARGO_TARGET_DIR:-target}")"
built="$(realpath "${1:-$target_dir/x86_64-pc-windows-gnu/ci}")"
wine_root="$(realpath -m "${KYUKYUBAKO_WINE_ROOT:-$target_dir/wine-root}")"
folder="$target_dir/signing-test"
rm -rf -- "$folder"
mkdir -p "$folder/programs" "$folder/keys"
cp "$built"/kyukyubako-{console,guard,notice,restore}.exe "$folder/programs/"
# Signed like any other, and much smaller than the window that the checks build.
cp "$built/kyukyubako-notice.exe" "$folder/programs/kyukyubako.exe"

# An authority and a signer that exist for two days and for this test alone.
keys="$folder/keys"
{
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=Throw-away root' \
    -addext keyUsage=critical,keyCertSign -keyout "$keys/root.key" -out "$keys/root.pem"
  openssl req -newkey rsa:2048 -nodes -subj '/O=Throw-away/CN=Throw-away signer' -keyout "$keys/signer.key" -out "$keys/signer.csr"
  printf '%s\n' basicConstraints=CA:FALSE keyUsage=critical,digitalSignature extendedKeyUsage=codeSigning >"$keys/signer.ext"
  openssl x509 -req -days 2 -in "$keys/signer.csr" -CA "$keys/root.pem" -CAkey "$keys/root.key" -CAcreateserial \
    -extfile "$keys/signer.ext" -out "$keys/signer.pem"
  openssl rand -hex 16 >"$keys/password"
  openssl pkcs12 -export -inkey "$keys/signer.key" -in "$keys/signer.pem" -certfile "$keys/root.pem" \
    -passout "file:$keys/password" -out "$keys/signer.p12"
} >"$keys/log" 2>&1 || {
  cat "$keys/log" >&2
  die "no certificate could be made up"
}
signing=(KYUKYUBAKO_SIGN_PKCS12="$keys/signer.p12" KYUKYUBAKO_SIGN_PASSWORD_FILE="$keys/password" KYUKYUBAKO_SIGN_TRUST="$keys/root.pem")

verified() { osslsigncode verify -CAfile "$keys/root.pem" -in "$1" >"$keys/log" 2>&1; }
package() { tools/package.sh windows --programs "$folder/programs" --out "$folder/out" "$@"; }

package setup msi zip provenance
# The same programs make the same packages, whenever it is.
tools/package.sh windows --programs "$folder/programs" --out "$folder/again" setup msi zip provenance
diff "$folder"/out/*.sha256 "$folder"/again/*.sha256 || die "the same programs made other packages"
compgen -G "$folder/out/*-dev.msi" >/dev/null || die "an unsigned MSI does not say so in its name"
! verified "$folder"/out/*-dev.msi || die "what nobody signed is verified"
! env "${signing[@]}" tools/package.sh windows --programs "$folder/programs" --out "$folder/out" msi 2>/dev/null ||
  die "a release is signed without a time stamp"
compgen -G "$folder/out/*x64.msi" >/dev/null && die "an unfinished release has the name of one"

export KYUKYUBAKO_SIGN_TEST=1 "${signing[@]}"
package setup msi provenance
name="$(basename "$folder"/out/*-test.msi .msi)"
(cd "$folder/out" && sha256sum --quiet --check "$name.sha256") || die "the sums are not those of the files"
for file in "$name.msi" "$name-setup.exe"; do
  verified "$folder/out/$file" || die "$file: $(cat "$keys/log")"
done
msiextract --directory "$folder/inside" "$folder/out/$name.msi" >/dev/null
count=0
while read -r file; do
  verified "$file" || die "$file in the MSI: $(cat "$keys/log")"
  count=$((count + 1))
done < <(find "$folder/inside" -name 'kyukyubako*.exe' -o -name 'kyukyubako*.com')
[ "$count" = 5 ] || die "$count programs in the MSI"

# One byte of a signed program changed.
cp "$folder/out/$name.msi" "$folder/changed.msi"
cp "$(find "$folder/inside" -name kyukyubako-guard.exe)" "$folder/changed.exe"
for file in "$folder/changed.msi" "$folder/changed.exe"; do
  printf '\x55' | dd of="$file" bs=1 seek=$(($(stat -c %s "$file") / 2)) conv=notrunc status=none
  ! verified "$file" || die "$(basename "$file") is verified although it was changed"
done

# A signing service that signs nothing is found out.
! KYUKYUBAKO_SIGN_COMMAND=/bin/true installer/sign-file.sh "$folder/programs/kyukyubako.exe" 2>/dev/null ||
  die "a program that nobody signed is taken for signed"

# The uninstaller comes to be at the installation.
cp "$folder/out/$name-setup.exe" "$folder/setup.exe"
x86_64-w64-mingw32-windres -I tests/installer tests/installer/elevated.rc "$folder/elevated.o"
x86_64-w64-mingw32-gcc -municode -Os -s -Wall -Wextra -Werror -Wno-missing-field-initializers \
  tests/installer/elevated.c "$folder/elevated.o" -o "$folder/elevated.exe"
cat >"$folder/inside.sh" <<'EOF'
rm -rf /tmp/signed && mkdir /tmp/signed
wine /programs/elevated.exe 'Z:\programs\setup.exe' /S
cp "/root/.wine/drive_c/Program Files/Kyukyubako"/*.{exe,com} /tmp/signed/
wine /programs/elevated.exe 'C:\Program Files\Kyukyubako\uninstall.exe' /S
# It goes on from a copy of itself.
wineserver --wait
EOF
tools/windows.sh inside "$folder" inside.sh
for program in uninstall.exe kyukyubako.exe kyukyubako.com kyukyubako-guard.exe kyukyubako-notice.exe kyukyubako-restore.exe; do
  verified "$wine_root/tmp/signed/$program" || die "$program as installed: $(cat "$keys/log")"
done
as_root rm -rf -- "$wine_root/tmp/signed"
say "signed and verified: MSI, set-up program, uninstaller and $count programs; what was changed is not"

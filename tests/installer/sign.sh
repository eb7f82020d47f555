#!/usr/bin/env bash
# Signing with a certificate that is thrown away: every program, the MSI, the set-up program and the uninstaller that it
# writes are signed and verified; what was changed afterwards is not; unsigned packages say so in their names. A release is
# refused without time stamps and from anything but its tag.
#
#   tests/installer/sign.sh [FOLDER]    with the programs in FOLDER, those the checks use if none is given
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tools/packages.sh
. tools/packages.sh
need_packages python3 git openssl osslsigncode msitools gcc-mingw-w64-x86-64 binutils-mingw-w64-x86-64

target_dir="$(realpath -m "${CARGO_TARGET_DIR:-target}")"
built="$(realpath "${1:-$target_dir/x86_64-pc-windows-gnu/ci}")"
wine_root="$(realpath -m "${KYUKYUBAKO_WINE_ROOT:-$target_dir/wine-root}")"
folder="$target_dir/signing-test"
rm -rf -- "$folder"
mkdir -p "$folder/programs" "$folder/keys"
cp "$built"/kyukyubako-{console,guard,notice,restore}.exe "$folder/programs/"
# Signed like any other, and much smaller than the window that the checks build.
cp "$built/kyukyubako-notice.exe" "$folder/programs/kyukyubako.exe"

# An authority, a signer and a time stamp service that exist for two days and for this test alone.
keys="$folder/keys"
{
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=Throw-away root' \
    -addext keyUsage=critical,keyCertSign -keyout "$keys/root.key" -out "$keys/root.pem"
  openssl req -newkey rsa:2048 -nodes -subj '/O=Throw-away/CN=Throw-away signer' -keyout "$keys/signer.key" -out "$keys/signer.csr"
  printf '%s\n' basicConstraints=CA:FALSE keyUsage=critical,digitalSignature extendedKeyUsage=codeSigning >"$keys/signer.ext"
  openssl x509 -req -days 2 -in "$keys/signer.csr" -CA "$keys/root.pem" -CAkey "$keys/root.key" -CAcreateserial \
    -extfile "$keys/signer.ext" -out "$keys/signer.pem"
  openssl req -newkey rsa:2048 -nodes -subj '/O=Throw-away/CN=Throw-away time' -keyout "$keys/time.key" -out "$keys/time.csr"
  printf '%s\n' basicConstraints=CA:FALSE keyUsage=critical,digitalSignature extendedKeyUsage=critical,timeStamping >"$keys/time.ext"
  openssl x509 -req -days 2 -in "$keys/time.csr" -CA "$keys/root.pem" -CAkey "$keys/root.key" -extfile "$keys/time.ext" -out "$keys/time.pem"
  printf '%s\n' '[tsa]' default_tsa=here '[here]' "serial=$keys/stamps" "signer_cert=$keys/time.pem" "certs=$keys/root.pem" \
    "signer_key=$keys/time.key" signer_digest=sha256 default_policy=1.2.3.4.1 digests=sha256 ess_cert_id_alg=sha256 >"$keys/time.conf"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=Another root' -keyout "$keys/another.key" -out "$keys/another.pem"
  openssl rand -hex 16 >"$keys/password"
  openssl pkcs12 -export -inkey "$keys/signer.key" -in "$keys/signer.pem" -certfile "$keys/root.pem" \
    -passout "file:$keys/password" -out "$keys/signer.p12"
} >"$keys/log" 2>&1 || {
  cat "$keys/log" >&2
  die "no certificate could be made up"
}
signing=(KYUKYUBAKO_SIGN_PKCS12="$keys/signer.p12" KYUKYUBAKO_SIGN_PASSWORD_FILE="$keys/password" KYUKYUBAKO_SIGN_TRUST="$keys/root.pem")

verified() { osslsigncode verify -CAfile "$keys/root.pem" -in "$1" >"$keys/log" 2>&1; }
refused() {
  local words="$1"
  shift
  ! env "$@" 2>"$keys/log" || die "not refused: $words"
  grep -q -- "$words" "$keys/log" || die "refused for another reason than: $words: $(cat "$keys/log")"
}
package() { tools/package.sh windows --programs "$folder/programs" --out "$folder/out" "$@"; }

package setup msi zip provenance
# The same programs make the same packages, whenever it is.
tools/package.sh windows --programs "$folder/programs" --out "$folder/again" setup msi zip provenance
diff "$folder"/out/*.sha256 "$folder"/again/*.sha256 || die "the same programs made other packages"
compgen -G "$folder/out/*-dev.msi" >/dev/null || die "an unsigned MSI does not say so in its name"
! verified "$folder"/out/*-dev.msi || die "what nobody signed is verified"
refused 'needs time stamps' "${signing[@]}" tools/package.sh windows --programs "$folder/programs" --out "$folder/out" msi

# A release is what its tag says, and nothing else. The builder stands in for one that takes half an hour.
mkdir -p "$folder/source" "$folder/builder"
cp -r Cargo.toml installer tools "$folder/source/"
cat >"$folder/builder/cargo" <<'EOF'
#!/bin/sh
echo "it is built, signed: $KYUKYUBAKO_SIGNED_BUILD" >&2
exit 1
EOF
chmod +x "$folder/builder/cargo"
in_source() { git -C "$folder/source" -c user.name=throw-away -c user.email=throw-away@localhost -c init.defaultBranch=main "$@" >/dev/null; }
release=("${signing[@]}" KYUKYUBAKO_SIGN_TIMESTAMP=http://127.0.0.1:1/ "PATH=$folder/builder:$PATH" "$folder/source/tools/package.sh"
  windows --out "$folder/out")
refused 'with --release' "${release[@]}"
refused 'programs that are there' "${release[@]}" --release --programs "$folder/programs"
refused 'version of Cargo.toml' "${release[@]}" --release --version 9.9.9
in_source init
refused 'what is committed' "${release[@]}" --release
in_source add -A
in_source commit --no-gpg-sign -m one
refused 'no tag' "${release[@]}" --release
in_source tag --no-sign "v$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | sed -n 1p)"
refused 'it is built, signed: 1' "${release[@]}" --release
in_source commit --no-gpg-sign --allow-empty -m another
refused 'another commit' "${release[@]}" --release
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
refused 'not validly signed' KYUKYUBAKO_SIGN_COMMAND=/bin/true installer/sign-file.sh "$folder/programs/kyukyubako.exe"

# As a release is signed: with a time stamp that is worth something.
exec {stamps}< <(exec python3 tests/installer/time_stamps.py "$keys/time.conf")
service=$!
trap 'kill "$service"' EXIT
read -r -t 20 -u "$stamps" address || die "no time stamp service within 20 s"
echo 01 >"$keys/stamps"
for file in "$folder/programs/kyukyubako-restore.exe" "$(echo "$folder"/out/*-dev.msi)"; do
  cp "$file" "$folder/stamped"
  env -u KYUKYUBAKO_SIGN_TEST KYUKYUBAKO_SIGN_TIMESTAMP="$address" installer/sign-file.sh "$folder/stamped" 2>"$keys/log" ||
    die "$(basename "$file") cannot be signed as a release: $(cat "$keys/log")"
done
cp "$folder/programs/kyukyubako-restore.exe" "$folder/stamped.exe"
refused 'no time stamp' -u KYUKYUBAKO_SIGN_TEST installer/sign-file.sh "$folder/stamped.exe"
openssl x509 -req -days 2 -in "$keys/time.csr" -CA "$keys/another.pem" -CAkey "$keys/another.key" -extfile "$keys/time.ext" \
  -out "$keys/time.pem" 2>"$keys/log"
sed -i "s#^certs=.*#certs=$keys/another.pem#" "$keys/time.conf"
cp "$folder/programs/kyukyubako-restore.exe" "$folder/stamped.exe"
refused 'no time stamp' -u KYUKYUBAKO_SIGN_TEST KYUKYUBAKO_SIGN_TIMESTAMP="$address" installer/sign-file.sh "$folder/stamped.exe"

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

#!/usr/bin/env bash
# Signs one Windows program or MSI in place and verifies it; what it reads of the environment is in signing.sh.
#
#   installer/sign-file.sh FILE
set -euo pipefail
file="$1"
if [ -n "${KYUKYUBAKO_SIGN_COMMAND:-}" ]; then
  "$KYUKYUBAKO_SIGN_COMMAND" "$file"
else
  options=(-pkcs12 "$KYUKYUBAKO_SIGN_PKCS12" -h sha256 -n Kyukyubako)
  [ -z "${KYUKYUBAKO_SIGN_PASSWORD_FILE:-}" ] || options+=(-readpass "$KYUKYUBAKO_SIGN_PASSWORD_FILE")
  [ -z "${KYUKYUBAKO_SIGN_TIMESTAMP:-}" ] || options+=(-ts "$KYUKYUBAKO_SIGN_TIMESTAMP")
  signed="$(mktemp -u "$file.XXXXXX")"
  trap 'rm -f -- "$signed"' EXIT
  osslsigncode sign "${options[@]}" -in "$file" -out "$signed" >/dev/null
  chmod --reference="$file" "$signed"
  mv -f -- "$signed" "$file"
fi
# Whoever signed it: what nobody vouches for does not leave this machine.
answer="$(osslsigncode verify -CAfile "$KYUKYUBAKO_SIGN_TRUST" -in "$file" 2>&1)" || {
  printf '%s\nerror: %s is not validly signed\n' "$answer" "$file" >&2
  exit 1
}

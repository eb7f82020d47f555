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
  # Where nobody else writes.
  work="$(mktemp -d)"
  trap 'rm -rf -- "$work"' EXIT
  osslsigncode sign "${options[@]}" -in "$file" -out "$work/signed" >/dev/null
  chmod --reference="$file" "$work/signed"
  mv -f -- "$work/signed" "$file"
fi
# Whoever signed it: what nobody vouches for does not leave this machine.
refuse() {
  printf '%s\nerror: %s %s\n' "$answer" "$file" "$1" >&2
  exit 1
}
answer="$(osslsigncode verify -CAfile "$KYUKYUBAKO_SIGN_TRUST" -TSA-CAfile "$KYUKYUBAKO_SIGN_TRUST" -in "$file" 2>&1)" ||
  refuse "is not validly signed"
# The verification does not mind a time stamp that is missing or worth nothing.
[ "${KYUKYUBAKO_SIGN_TEST:-}" = 1 ] || grep -q '^Timestamp Server Signature verification: ok' <<<"$answer" ||
  refuse "has no time stamp that one of the authorities vouches for"

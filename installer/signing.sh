# Sourced by tools/package.sh: who signs, as the environment says. Without any of it nothing is signed, and every
# name says so (-dev).
# shellcheck shell=bash disable=SC2034,SC2154
#
#   KYUKYUBAKO_SIGN_COMMAND        the program of a signing service; signs the one file it is called with, in place
#   KYUKYUBAKO_SIGN_PKCS12         or a certificate with its key and chain
#   KYUKYUBAKO_SIGN_PASSWORD_FILE  and a file with the password of that
#   KYUKYUBAKO_SIGN_TIMESTAMP      the time stamp service; without it signatures end with their certificate
#   KYUKYUBAKO_SIGN_TRUST          the authorities (PEM) that must vouch for every signature
#   KYUKYUBAKO_SIGN_TEST=1         the certificate is thrown away: names say so (-test), no time stamp is needed

if [ -n "${KYUKYUBAKO_SIGN_COMMAND:-}${KYUKYUBAKO_SIGN_PKCS12:-}" ]; then
  need_packages osslsigncode
  [ -n "${KYUKYUBAKO_SIGN_TRUST:-}" ] || die "KYUKYUBAKO_SIGN_TRUST: against which authorities are signatures verified?"
  if [ "${KYUKYUBAKO_SIGN_TEST:-}" = 1 ]; then
    mark=-test
  else
    [ -n "${KYUKYUBAKO_SIGN_COMMAND:-}${KYUKYUBAKO_SIGN_TIMESTAMP:-}" ] || die "KYUKYUBAKO_SIGN_TIMESTAMP: a release needs time stamps"
    mark=
    # Read when the programs are built: without it they say 開発用 (for development).
    export KYUKYUBAKO_SIGNED_BUILD=1
  fi
  # What other programs, makensis for one, call with a file.
  sign_command="$PWD/installer/sign-file.sh"
  sign() { "$sign_command" "$1"; }
fi

# Sourced by tools/package.sh: who signs, as the environment says. Without any of it nothing is signed, and every
# name says so (-dev).
# shellcheck shell=bash disable=SC2034,SC2154
#
#   KYUKYUBAKO_SIGN_COMMAND        the program of a signing service; signs and time-stamps the one file it is called with, in place
#   KYUKYUBAKO_SIGN_PKCS12         or a certificate with its key and chain
#   KYUKYUBAKO_SIGN_PASSWORD_FILE  and a file with the password of that
#   KYUKYUBAKO_SIGN_TIMESTAMP      the time stamp service; without it signatures end with their certificate
#   KYUKYUBAKO_SIGN_TRUST          the authorities (PEM) that must vouch for every signature and every time stamp
#   KYUKYUBAKO_SIGN_TEST=1         the certificate is thrown away: names say so (-test), no time stamp is needed

# only_a_release: what bears the name of a release is what its tag says, built here from nothing else.
only_a_release() {
  local changes tagged
  [ "$profile" = release ] || die "a release is built with --release"
  [ -z "$programs" ] || die "a release is built here, not from programs that are there already"
  [ "$version" = "$source_version" ] || die "a release has the version of Cargo.toml"
  changes="$(git status --porcelain)" || die "a release is built from a checkout"
  [ -z "$changes" ] || die "a release is what is committed: $changes"
  tagged="$(git rev-parse --verify --quiet "refs/tags/v$version^{commit}")" || die "there is no tag v$version"
  [ "$tagged" = "$(git rev-parse HEAD)" ] || die "v$version is another commit than this one"
}

if [ -n "${KYUKYUBAKO_SIGN_COMMAND:-}${KYUKYUBAKO_SIGN_PKCS12:-}" ]; then
  need_packages osslsigncode
  [ -n "${KYUKYUBAKO_SIGN_TRUST:-}" ] || die "KYUKYUBAKO_SIGN_TRUST: against which authorities are signatures verified?"
  if [ "${KYUKYUBAKO_SIGN_TEST:-}" = 1 ]; then
    mark=-test
  else
    [ -n "${KYUKYUBAKO_SIGN_COMMAND:-}${KYUKYUBAKO_SIGN_TIMESTAMP:-}" ] || die "KYUKYUBAKO_SIGN_TIMESTAMP: a release needs time stamps"
    only_a_release
    mark=
    # Read when the programs are built: without it they say 開発用 (for development).
    export KYUKYUBAKO_SIGNED_BUILD=1
  fi
  # What other programs, makensis for one, call with a file.
  sign_command="$PWD/installer/sign-file.sh"
  sign() { "$sign_command" "$1"; }
fi

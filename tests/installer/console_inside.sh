#!/usr/bin/env bash
# Inside the Wine root, with its own processes: see console.sh.
# Backslashes are those of Windows paths.
# shellcheck disable=SC1003
set -euo pipefail

say() { printf '==> %s\n' "$*"; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}
until_true() {
  local tries=200
  until "$@"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || die "not within its time: $*: $(cat -v "$made/screen")"
    sleep 0.2
  done
}

ours='"Z:\programs\our kit\kyukyubako"'
made="$(mktemp -d)"
# typed LINE…: what the command prompt makes of these lines.
typed() {
  printf '@%s\r\n' "$@" >"$made/typed.bat"
  wine cmd /c "$(winepath -w "$made/typed.bat")" 2>"$made/errors"
}
code_of() { "$@" >/dev/null && echo 0 || echo "$?"; }
runs() { pgrep -f '[k]yukyubako' >/dev/null; }
not_running() { ! runs; }

say "shells take .com before .exe"
[ "$(code_of typed '"Z:\programs\chosen\kyukyubako"')" = 7 ] || die "the other one was started"

say "an answer, its exit code, and the shell waits"
typed "$ours status --json" 'echo code %errorlevel%' >"$made/said"
tr -d '\r' <"$made/said" >"$made/lines"
[[ "$(sed -n 1p "$made/lines")" == '{"schema":1,'* ]] || die "no answer: $(cat "$made/lines" "$made/errors")"
[ "$(sed -n 2p "$made/lines")" = 'code 0' ] || die "then: $(cat "$made/lines")"
[ "$(code_of typed "$ours no-such-command")" = 2 ] || die "wrong use is not said by the exit code"
grep -q no-such-command "$made/errors" || die "the errors are lost: $(cat "$made/errors")"

say "redirected, to a file each, and through a pipe"
typed "$ours status --json >Z:${made//\//\\}\\out 2>Z:${made//\//\\}\\err" >/dev/null
grep -q '^{"schema":1' "$made/out" || die "nothing in the file: $(cat "$made/out" "$made/err")"
typed "$ours no-such-command >Z:${made//\//\\}\\out 2>Z:${made//\//\\}\\err" >/dev/null || true
[ ! -s "$made/out" ] || die "errors among the answers"
grep -q no-such-command "$made/err" || die "the errors are lost"
# Signs of the hash, not a variable.
# shellcheck disable=SC2016
typed "echo 24680| $ours store pin-hash" | grep '^\$argon2id\$' >/dev/null || die "the pipe does not arrive: $(cat "$made/errors")"

# at_console LINE…: the same lines at a terminal of their own; what it shows goes to the file "screen", what is
# written to the descriptor "keys" is typed there.
at_console() {
  printf '@%s\r\n' "$@" >"$made/console.bat"
  : >"$made/screen"
  exec {keys}<> <(:)
  script -qefc "wine cmd /c '$(winepath -w "$made/console.bat")'" "$made/screen" <&"$keys" >/dev/null 2>&1 &
  console=$!
}
left() {
  wait "$console" || true
  exec {keys}>&-
}
# The screen without what moves the cursor and colours it.
screen() { sed 's/\x1b\[[0-9;?]*[A-Za-z]//g; s/\x1b\][^\a]*\a//g' "$made/screen" | tr -d '\r'; }
shows() { screen | grep -aF -- "$1" >/dev/null; }

say "at a console: the answer is on it"
at_console "$ours status --json"
left
shows '"schema":1' || die "the console shows: $(cat -v "$made/screen")"

say "what is typed for a question is seen, unless it is a PIN; then it is seen again"
at_console 'set /p one=first?' "$ours store pin-hash" 'set /p two=second?' 'echo all done'
until_true shows 'first?'
printf '13579\r' >&"$keys"
until_true shows PIN
printf '24680\r' >&"$keys"
until_true shows もう
printf '24680\r' >&"$keys"
until_true shows 'second?'
printf '97531\r' >&"$keys"
until_true shows 'all done'
left
# shellcheck disable=SC2016
shows '$argon2id$' || die "no hash: $(screen)"
shows 13579 || die "nothing of what is typed is seen"
shows 97531 || die "it stays hidden afterwards"
! shows 24680 || die "the PIN is on the screen: $(screen)"

say "Ctrl + C ends the command and what waits for it"
at_console "$ours store pin-hash"
until_true shows PIN
runs || die "it does not run"
printf '\003' >&"$keys"
until_true not_running
kill "$console" 2>/dev/null || true
left
wineserver --kill || true
rm -rf -- "$made"
say "commands at a Windows console: all passed"

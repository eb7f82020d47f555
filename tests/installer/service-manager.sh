#!/bin/sh
# Stands in for the systemctl of a running systemd, which no test starts: links are made by the real one, the guard is
# started and stopped by the words of its unit file. Everything asked for is written down.
unit=/etc/systemd/system/kyukyubako-guard.service
real=/usr/bin/systemctl.real
echo "$*" >>/run/systemctl.log

end() {
  [ ! -f /run/guard.pid ] || kill -KILL "$(cat /run/guard.pid)" 2>/dev/null
  rm -f /run/guard.pid
}

begin() {
  # A path and a word.
  # shellcheck disable=SC2046
  setsid $(sed -n 's/^ExecStart=//p' "$unit") </dev/null >>/run/guard.log 2>&1 &
  echo "$!" >/run/guard.pid
}

case "$*" in
  'enable kyukyubako-guard.service') "$real" enable kyukyubako-guard.service ;;
  'disable kyukyubako-guard.service') "$real" disable kyukyubako-guard.service ;;
  'disable --now kyukyubako-guard.service')
    "$real" disable kyukyubako-guard.service
    end
    ;;
  'restart kyukyubako-guard.service')
    end
    begin
    ;;
  'stop kyukyubako-guard.service') end ;;
  daemon-reload) ;;
  *)
    echo "not known: $*" >&2
    exit 1
    ;;
esac

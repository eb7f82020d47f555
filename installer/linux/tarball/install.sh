#!/bin/sh
# Installs the program for everybody on this PC, with the guard and the watcher: sudo ./install.sh
set -e
from="$(cd "$(dirname "$0")" && pwd)"
bin=/opt/kyukyubako
share=/usr/local/share
[ "$(id -u)" -eq 0 ] || {
  echo 'sudo ./install.sh' >&2
  exit 1
}
# The same service, the same entries: removing one would take those of the other.
if [ -e /usr/bin/kyukyubako-guard ]; then
  case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    en*) echo 'Kyukyubako is installed from the .deb. Remove that first: sudo apt remove kyukyubako' ;;
    *) echo '.deb で 入れた 救急箱が あります。先に それを 消してください: sudo apt remove kyukyubako' ;;
  esac >&2
  exit 1
fi
umask 022
entry=/etc/xdg/autostart/kyukyubako-watch.desktop
newer=no
# Written last: an installation that was broken off is begun anew.
[ ! -e "$bin/installed" ] || newer=yes
mkdir -p "$bin" /usr/local/bin /etc/xdg/autostart
for file in kyukyubako kyukyubako-guard uninstall.sh; do
  # Beside it first: a program that runs cannot be written to, but can be replaced.
  install -o root -g root -m 0755 "$from/$file" "$bin/.$file.new"
  mv -f -- "$bin/.$file.new" "$bin/$file"
done
for name in kyukyubako kyukyubako-guard; do
  ln -sfn "$bin/$name" "/usr/local/bin/$name"
done
(cd "$from/share" && find . -type f | sort) >"$bin/files"
while read -r file; do
  mkdir -p "$share/$(dirname "$file")"
  install -o root -g root -m 0644 "$from/share/$file" "$share/$file"
done <"$bin/files"
# What was taken out by hand stays out when a newer version comes.
if [ "$newer" = no ]; then
  install -o root -g root -m 0644 "$from/share/kyukyubako/kyukyubako-watch.desktop" "$entry"
fi
if [ "$newer" = no ] || [ -e /etc/systemd/system/kyukyubako-guard.service ]; then
  "$bin/kyukyubako-guard" install </dev/null
fi
: >"$bin/installed"

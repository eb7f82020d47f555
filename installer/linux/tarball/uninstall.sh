#!/bin/sh
# Restores the internet, then removes what install.sh put here: sudo /opt/kyukyubako/uninstall.sh
# People's own notes stay in their homes; with the word purge the guard's records go as well.
set -e
bin=/opt/kyukyubako
share=/usr/local/share
[ "$(id -u)" -eq 0 ] || {
  echo "sudo $bin/uninstall.sh" >&2
  exit 1
}
@REMOVAL@
open_and_remove
# Without the list an installation was broken off before it put anything there.
if [ -f "$bin/files" ]; then
  cd "$share"
  while read -r file; do
    rm -f -- "$file"
    # Folders of ours alone; those of others are not empty.
    rmdir --parents "$(dirname "${file#./}")" 2>/dev/null || true
  done <"$bin/files"
fi
rmdir /etc/xdg/autostart 2>/dev/null || true
for name in kyukyubako kyukyubako-guard; do
  [ "$(readlink "/usr/local/bin/$name" || true)" != "$bin/$name" ] || rm -f -- "/usr/local/bin/$name"
done
if [ "${1:-}" = purge ]; then
  rm -rf -- /etc/kyukyubako
  [ -e /var/lib/kyukyubako/cut-journal ] || rm -rf -- /var/lib/kyukyubako
fi
rm -rf -- "$bin"

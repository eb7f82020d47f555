#!/bin/sh
# Run by mmdebstrap on the system in the folder ROOT: what the package depends on, an ordinary user, a desktop's and a
# server's ways to bring the network up, a channel to the outside that is no network.
set -eu
root="$1"
chroot "$root" apt-get satisfy -y -qq --no-install-recommends "$DEPENDS" >/dev/null
chroot "$root" useradd --create-home --shell /bin/bash --uid 1000 hana
echo kyukyubako-pc >"$root/etc/hostname"
printf 'LABEL=root / ext4 defaults 0 1\nLABEL=packages /packages ext4 ro,nofail 0 0\n' >"$root/etc/fstab"
mkdir -p "$root/packages" "$root/var/log/journal"
printf '[Match]\nType=ether\n[Network]\nDHCP=yes\nIPv6AcceptRA=yes\n' >"$root/etc/systemd/network/wired.network"
for manager in NetworkManager systemd-networkd networking; do
  printf 'auto lo\niface lo inet loopback\n' >"$root/etc/network/interfaces.$manager"
done
printf 'auto ens5\niface ens5 inet dhcp\niface ens5 inet6 auto\n' >>"$root/etc/network/interfaces.networking"
cp "$root/etc/network/interfaces.NetworkManager" "$root/etc/network/interfaces"
# Only the one that a start asks for brings the network up.
chroot "$root" systemctl disable -q networking.service systemd-networkd.service NetworkManager.service \
  NetworkManager-wait-online.service 2>/dev/null
# The time of the mirror must not be asked for, nor a clock on the network.
chroot "$root" systemctl mask -q apt-daily.timer apt-daily-upgrade.timer systemd-timesyncd.service
: >"$root/etc/machine-id"

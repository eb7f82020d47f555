# Sourced by tools/package.sh: the same for systems without dpkg. Runs from where it is unpacked, and can be installed.
# shellcheck shell=bash disable=SC2154

tarball="$work/$linux_name"
linux_tree "$tarball" "$tarball/share"
for script in install.sh uninstall.sh; do
  linux_with_removal "$linux_folder/tarball/$script" "$tarball/$script"
done
linux_put 644 "$linux_folder/tarball/README.txt" "$tarball/README.txt"
for licence in LICENSE-MIT LICENSE-APACHE; do
  linux_put 644 "$licence" "$tarball/$licence"
done
linux_fill "$tarball" /opt/kyukyubako/kyukyubako
linux_same_time "$tarball"
package="$out/$linux_name.tar.gz"
tar --sort=name --owner=0 --group=0 --numeric-owner --format=gnu -C "$work" -c "$linux_name" | gzip "$(if [ "$profile" = release ]; then echo -9; else echo -1; fi)" -n >"$package"
made "$package"

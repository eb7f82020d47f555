# Sourced by tools/package.sh: the .deb, with dpkg-deb alone, which every Debian has.
# shellcheck shell=bash disable=SC2154

need_packages dpkg binutils

deb="$work/deb"
linux_tree "$deb/usr/bin" "$deb/usr/share"
linux_fill "$deb" /usr/bin/kyukyubako
# Made by the package, so that entries can be put there before a desktop is installed.
mkdir -p "$deb/etc/xdg/autostart" "$deb/DEBIAN"

# The newest symbols of the C library that the programs ask for.
glibc="$(objdump -T "$deb"/usr/bin/* | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -n 1)"
[ -n "$glibc" ] || die "the programs ask for no version of the C library"
sed -e "s/@VERSION@/$version${mark:+~${mark#-}}/" -e "s/@GLIBC@/${glibc#GLIBC_}/" \
  -e "s/@ARCH@/$(dpkg --print-architecture)/" -e "s/@SIZE@/$(du -k -s --apparent-size "$deb/usr" | cut -f 1)/" \
  "$linux_folder/debian/control.in" >"$deb/DEBIAN/control"
for script in preinst postinst postrm; do
  linux_put 755 "$linux_folder/debian/$script" "$deb/DEBIAN/$script"
done
linux_with_removal "$linux_folder/debian/prerm" "$deb/DEBIAN/prerm"
(cd "$deb" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$deb/DEBIAN/md5sums"
chmod 644 "$deb/DEBIAN/control" "$deb/DEBIAN/md5sums"
linux_same_time "$deb"

# What nobody hands out need not be small.
compression=(-Zgzip -z1)
[ "$profile" != release ] || compression=(-Zxz -z9)
package="$out/kyukyubako_$version${mark}_$(dpkg --print-architecture).deb"
dpkg-deb --root-owner-group "${compression[@]}" --build "$deb" "$package" >/dev/null
made "$package"

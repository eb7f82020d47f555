# Sourced by tools/package.sh: Kyukyubako.app, what starts the watcher at every log-on, and words about both.
# shellcheck shell=bash disable=SC2154

[ -f "$programs/kyukyubako" ] || die "$programs has no kyukyubako"
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}"
umask 022

bundle="$work/$bundle_name"
contents="$bundle/Kyukyubako.app/Contents"
mkdir -p "$contents/MacOS" "$contents/Resources" "$bundle/LaunchAgents"
cp "$programs/kyukyubako" "$contents/MacOS/kyukyubako"
chmod 755 "$contents/MacOS/kyukyubako"
cp assets/icon/kyukyubako.icns "$contents/Resources/kyukyubako.icns"
sed "s/@VERSION@/$version/g" installer/macos/Info.plist >"$contents/Info.plist"
for language in ja en; do
  mkdir -p "$contents/Resources/$language.lproj"
  cp "installer/macos/$language.strings" "$contents/Resources/$language.lproj/InfoPlist.strings"
done
sed 's#@PROGRAM@#/Applications/Kyukyubako.app/Contents/MacOS/kyukyubako#' installer/macos/kyukyubako.watch.plist \
  >"$bundle/LaunchAgents/kyukyubako.watch.plist"
# Within, so that they stay with it wherever it is moved.
python3 installer/provenance.py notices "$macos_triple" "$contents/Resources/THIRD-PARTY-NOTICES.txt"
cp installer/macos/README.txt LICENSE-MIT LICENSE-APACHE "$bundle/"

find "$bundle" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
package="$out/$bundle_name.tar.gz"
(cd "$work" && find "$bundle_name" -type f | LC_ALL=C sort | 
  tar --owner=0 --group=0 --numeric-owner --format=gnu -c -f - -T -) | gzip -9n >"$package"
made "$package"

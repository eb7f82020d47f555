# Sourced by tools/package.sh: Kyukyubako.app, what starts the watcher at every log-on, and words about both.
# shellcheck shell=bash disable=SC2154

[ -f "$programs/kyukyubako" ] || die "$programs has no kyukyubako"
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}"
umask 022

bundle_name="kyukyubako-$version-macos-untested$mark"
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
cp installer/macos/README.txt LICENSE-MIT LICENSE-APACHE "$bundle/"

# The tools of macOS have other options than GNU's.
case "$(uname -s)" in
  Darwin)
    owner=(--uid 0 --gid 0)
    stamp="$(date -u -r "$SOURCE_DATE_EPOCH" +%Y%m%d%H%M.%S)"
    ;;
  *)
    owner=(--owner=0 --group=0 --numeric-owner --format=gnu)
    stamp="$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y%m%d%H%M.%S)"
    ;;
esac
find "$bundle" -exec env TZ=UTC touch -h -t "$stamp" {} +
package="$out/$bundle_name.tar.gz"
(cd "$work" && find "$bundle_name" -type f | LC_ALL=C sort | tar -c -f - "${owner[@]}" -T -) | gzip -9n >"$package"
made "$package"

# Sourced by tools/package.sh: what every Linux package is made of, and which there are.
# shellcheck shell=bash disable=SC2034,SC2154

need_packages "${window_packages[@]}"
need_cargo
linux_triple="$(rustc -vV | sed -n 's/^host: //p')"
keeps_rules "$linux_triple"
build_programs

all_pieces=(deb tarball provenance)
linux_name="kyukyubako-$version-linux-$(uname -m)$mark"
linux_programs=(kyukyubako kyukyubako-guard)
linux_folder=installer/linux
app_id="$(sed -n 's/^pub const APP_ID: &str = "\(.*\)";$/\1/p' src/platform/app_id.rs)"
[ -n "$app_id" ] || die "src/platform/app_id.rs names no APP_ID"

# One source, one package: every file carries the time of the last commit, or SOURCE_DATE_EPOCH.
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}"
umask 022

# linux_put MODE FROM TO: one file of a package.
linux_put() { install -D -m "$1" "$2" "$3"; }

# linux_fill TREE PROGRAM: the words of the installer's files; PROGRAM is where the program will lie.
linux_fill() {
  find "$1" -type f \( -name '*.desktop' -o -name '*.xml' \) -exec sed -i \
    -e "s#@PROGRAM@#$2#g" -e "s#@VERSION@#$version#g" \
    -e "s#@DATE@#$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)#g" {} +
}

# linux_tree BIN SHARE: the programs in the folder BIN, everything the desktop needs in SHARE.
linux_tree() {
  local bin="$1" share="$2" name edge
  for name in "${linux_programs[@]}"; do
    [ -f "$programs/$name" ] || die "$programs has no $name"
    linux_put 755 "$programs/$name" "$bin/$name"
    # As the release profile does it already.
    strip --strip-unneeded "$bin/$name"
  done
  linux_put 644 "$linux_folder/$app_id.desktop" "$share/applications/$app_id.desktop"
  linux_put 644 "$linux_folder/$app_id.metainfo.xml" "$share/metainfo/$app_id.metainfo.xml"
  linux_put 644 "$linux_folder/kyukyubako-watch.desktop" "$share/kyukyubako/kyukyubako-watch.desktop"
  for edge in 48 128; do
    linux_put 644 "assets/icon/kyukyubako-$edge.png" "$share/icons/hicolor/${edge}x$edge/apps/$app_id.png"
  done
  linux_put 644 assets/icon/kyukyubako.png "$share/icons/hicolor/256x256/apps/$app_id.png"
  linux_put 644 assets/icon/kyukyubako.svg "$share/icons/hicolor/scalable/apps/$app_id.svg"
  mkdir -p "$share/doc/kyukyubako"
  linux_copyright >"$share/doc/kyukyubako/copyright"
  gzip -9n <CHANGELOG.md >"$share/doc/kyukyubako/changelog.gz"
  linux_notices "$share/doc/kyukyubako"
}

# linux_copyright: who wrote what is in the package, with the licences themselves.
linux_copyright() {
  cat "$linux_folder/debian/copyright"
  printf 'License: MIT\n'
  sed -e 's/^$/./' -e 's/^/ /' LICENSE-MIT
  printf '\nLicense: OFL-1.1\n'
  sed -e 's/\r$//' -e 's/^$/./' -e 's/^/ /' assets/fonts/OFL.txt
}

# linux_notices FOLDER: the licences of everything that is built in; collected once for all pieces.
linux_notices() {
  local notices="$work/THIRD-PARTY-NOTICES.txt"
  if [ ! -f "$notices" ]; then
    python3 installer/provenance.py notices "$linux_triple" "$notices"
  fi
  gzip -9n <"$notices" >"$1/third-party-notices.gz"
}

# linux_same_time TREE: nothing tells when it was built.
linux_same_time() { find "$1" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +; }

# linux_with_removal FROM TO: the script with what restores the line written into it.
linux_with_removal() {
  sed -e '/^@REMOVAL@$/{r installer/linux/removal.sh' -e 'd}' "$1" >"$2"
  chmod 755 "$2"
}

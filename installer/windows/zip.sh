# Sourced by tools/package.sh: the zip for a USB stick. It installs nothing; notes go to the user's own folders.
# shellcheck shell=bash disable=SC2154

need_packages zip

zip_file="$out/$windows_name-portable.zip"
zip_folder="$work/zip/kyukyubako-$version"
mkdir -p "$zip_folder"
# Not the guard: it serves from where only administrators write.
for file in kyukyubako.exe kyukyubako.com kyukyubako-restore.exe kyukyubako-notice.exe THIRD-PARTY-NOTICES.txt; do
  cp -p -- "$stage/$file" "$zip_folder/"
done
# The mark and the line ends without which an old Notepad shows signs.
printf '\xef\xbb\xbf' >"$zip_folder/README.txt"
sed 's/$/\r/' installer/windows/portable.txt >>"$zip_folder/README.txt"
sed 's/$/\r/' LICENSE-MIT >"$zip_folder/LICENSE-MIT.txt"
sed 's/$/\r/' LICENSE-APACHE >"$zip_folder/LICENSE-APACHE.txt"
find "$work/zip" -exec touch -h -d "@$SOURCE_DATE_EPOCH" -- {} +
rm -f -- "$zip_file"
(cd "$work/zip" && find . -type f -printf '%P\n' | LC_ALL=C sort | TZ=UTC zip -q -X -9 "$zip_file" -@)
made "$zip_file"

#!/usr/bin/env bash
# Draws every screen in each language, size and state into target/screens, with an index page,
# and refreshes the pictures of README and documents when called with --readme.
set -euo pipefail
cd "$(dirname "$0")/.."
out="$PWD/target/screens"
rm -rf "$out"
mkdir -p "$out"
cargo test --locked --test ui --no-run
begin=$SECONDS
KYUKYUBAKO_GALLERY="$out" cargo test --locked --test ui gallery::
seconds=$((SECONDS - begin))
{
  echo '<!doctype html><meta charset="utf-8"><title>Screens</title>'
  echo '<style>body{font-family:sans-serif}img{width:24em;border:1px solid #ccc;margin:.3em}nav a{margin-right:1em}</style>'
  echo '<nav>'
  for folder in "$out"/*/; do
    name=$(basename "$folder")
    echo "<a href=\"#$name\">$name</a>"
  done
  echo '</nav>'
  for folder in "$out"/*/; do
    name=$(basename "$folder")
    echo "<h2 id=\"$name\">$name</h2>"
    for picture in "$folder"*.png; do
      scene=${picture##*/}
      scene=${scene%.png}
      echo "<a href=\"$name/$scene.png\"><img loading=lazy src=\"$name/$scene.png\" alt=\"$scene\" title=\"$scene\"></a>"
    done
  done
} > "$out/index.html"
if [ "${1:-}" = --readme ]; then
  # shellcheck source=tools/packages.sh
  . tools/packages.sh
  need_packages imagemagick
  mkdir -p docs/pictures
  for language in ja en; do
    for screen in 01-home-live 10-consent 10-cut 10-still-connected 73-restore-pin 87-watch 98-setup-done; do
      # The same pixels in fewer bytes.
      convert "$out/$language-1366x768@1/$screen.png" -strip -define png:compression-level=9 \
        "docs/pictures/$language-$screen.png"
    done
  done
fi
echo "$out/index.html: $(find "$out" -name '*.png' | wc -l) pictures in $seconds s"

#!/usr/bin/env bash
# Draws every screen in each language, size and state into target/screens, with an index page,
# and refreshes the pictures of README and documents when called with --readme.
set -euo pipefail
cd "$(dirname "$0")/.."
out="$PWD/target/screens"
rm -rf "$out"
mkdir -p "$out"
KYUKYUBAKO_GALLERY="$out" cargo test --locked --test ui gallery::
{
  echo '<!doctype html><meta charset="utf-8"><title>Screens</title>'
  echo '<style>body{font-family:sans-serif}img{width:24em;border:1px solid #ccc;margin:.3em}</style>'
  for folder in "$out"/*/; do
    name=$(basename "$folder")
    echo "<h2>$name</h2>"
    for picture in "$folder"*.png; do
      echo "<a href=\"$name/$(basename "$picture")\"><img loading=lazy src=\"$name/$(basename "$picture")\" alt=\"$(basename "$picture" .png)\"></a>"
    done
  done
} > "$out/index.html"
if [ "${1:-}" = --readme ]; then
  mkdir -p docs/pictures
  for language in ja en; do
    for screen in 01-home-live 10-consent 10-cut 10-still-connected 73-restore-pin 87-watch 98-setup-done; do
      cp "$out/$language-1366x768@1/$screen.png" "docs/pictures/$language-$screen.png"
    done
  done
fi
echo "$out/index.html"

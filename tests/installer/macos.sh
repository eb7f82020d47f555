#!/usr/bin/env bash
# What tools/package.sh writes for macOS, looked at without macOS: the layout of the bundle, its property lists, what it
# is made of, the same bytes twice. That it starts nobody has seen.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

need_packages python3 jq
work="$(mktemp -d)"
trap 'rm -rf -- "$work"' EXIT
mkdir "$work/programs" "$work/tree"
echo 'stands in for a program' >"$work/programs/kyukyubako"
for folder in one two; do
  tools/package.sh macos --programs "$work/programs" --out "$work/$folder"
done
diff -r "$work/one" "$work/two" || die "two builds of one source differ"
for file in "$work"/one/*; do
  case "$(basename "$file")" in *untested-dev.*) ;; *) die "the name does not say what it is: $file" ;; esac
done
(cd "$work/one" && sha256sum --quiet --strict --check ./*.sha256) || die "the sums are not those of the files"
[ "$(wc -l <"$(echo "$work"/one/*.sha256)")" = 2 ] || die "the sums are of other files"
tar -xzf "$work"/one/*.tar.gz -C "$work/tree" --strip-components=1
python3 - "$work/tree" "$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | sed -n 1p)" "$(echo "$work"/one/*.cdx.json)" <<'EOF' || die "the bundle is none"
import json, os, plistlib, struct, sys
tree, version = sys.argv[1:3]
contents = os.path.join(tree, "Kyukyubako.app/Contents")
read = lambda path: plistlib.load(open(path, "rb"))
info = read(f"{contents}/Info.plist")
assert info["CFBundlePackageType"] == "APPL" and info["CFBundleShortVersionString"] == version, info
assert os.access(f"{contents}/MacOS/{info['CFBundleExecutable']}", os.X_OK)
icon = open(f"{contents}/Resources/{info['CFBundleIconFile']}.icns", "rb").read()
assert icon[:4] == b"icns" and struct.unpack(">I", icon[4:8])[0] == len(icon)
for language in info["CFBundleLocalizations"]:
    assert "CFBundleDisplayName" in open(f"{contents}/Resources/{language}.lproj/InfoPlist.strings", encoding="utf-8").read()
notices = open(f"{contents}/Resources/THIRD-PARTY-NOTICES.txt", encoding="utf-8").read()
for part in json.load(open(sys.argv[3]))["components"]:
    assert "purl" not in part or f"{part['name']} {part['version']} (" in notices, part
agent = read(f"{tree}/LaunchAgents/kyukyubako.watch.plist")
assert agent["ProgramArguments"] == [f"/Applications/Kyukyubako.app/Contents/MacOS/{info['CFBundleExecutable']}", "watch"], agent
assert agent["RunAtLoad"] is True
EOF
say "the bundle for macOS has the layout of one; nobody has started it"

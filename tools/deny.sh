#!/usr/bin/env bash
# What may be built in, by deny.toml: licences, banned crates, where crates come from, and the weaknesses that are known
# of them today (RustSec). Brings cargo-deny from crates.io into target/.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

readonly version=0.20.2
tools="$PWD/target/deny-tools"
need_packages gcc libc6-dev git
need_cargo
if [ "$("$tools/bin/cargo-deny" --version 2>/dev/null)" != "cargo-deny $version" ]; then
  say "building cargo-deny $version (once)"
  env -u CARGO_TARGET_DIR cargo install --quiet --locked --debug --root "$tools" "cargo-deny@$version"
fi
"$tools/bin/cargo-deny" --locked check
for database in "${CARGO_HOME:-$HOME/.cargo}"/advisory-dbs/advisory-db-*/; do
  say "weaknesses known on $(git -C "$database" log -1 --format=%cs)"
done

#!/usr/bin/env bash
# Starts the first-aid kit. On Debian and Ubuntu it first installs the packages a window needs.
#
#   tools/run.sh             the window
#   tools/run.sh scan        a command; see --help
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

need_cargo
need_packages "${window_packages[@]}"
exec cargo run --release --locked --bin kyukyubako -- "$@"

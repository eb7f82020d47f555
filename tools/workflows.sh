#!/usr/bin/env bash
# Looks at the workflows: whether they are ones (schema), and whether somebody could misuse them (zizmor). Brings its
# two tools from PyPI into target/; uses actionlint as well where it is installed.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

readonly tools=target/workflow-tools
need_packages python3 python3-venv
if [ ! -x "$tools/bin/zizmor" ] || [ ! -x "$tools/bin/check-jsonschema" ]; then
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet --disable-pip-version-check zizmor==1.32.0 check-jsonschema==0.39.0
fi
"$tools/bin/check-jsonschema" --builtin-schema vendor.github-workflows .github/workflows/*.yml
"$tools/bin/zizmor" --offline --no-progress .github/workflows
if command -v actionlint >/dev/null; then
  actionlint
else
  say "actionlint is not installed: not looked at with it"
fi

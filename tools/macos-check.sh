#!/usr/bin/env bash
# Type-checks the macOS program from Linux. Nothing is linked or run: that takes a Mac.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/rust-target.sh
. tools/rust-target.sh

need_rust_target aarch64-apple-darwin
# Nothing is linked, so the C and Objective-C parts of other crates need no Apple compiler.
export CC_aarch64_apple_darwin=true CXX_aarch64_apple_darwin=true AR_aarch64_apple_darwin=true
say "checking the macOS program"
cargo check --locked --profile ci --target aarch64-apple-darwin --bins --lib "${STD_FLAGS[@]}"

# Sourced by the tools here, never run: standard libraries and Debian sources for other systems.
# shellcheck shell=bash

# shellcheck source=tools/packages.sh
. tools/packages.sh

# debian_mirror: the Debian mirror this machine already uses, or $DEBIAN_MIRROR.
debian_mirror() {
  local mirror="${DEBIAN_MIRROR:-}"
  if [ -z "$mirror" ]; then
    # The variable is apt's, not ours.
    # shellcheck disable=SC2016
    mirror="$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | sed -n 1p)"
  fi
  [ -n "$mirror" ] || die "no Debian mirror in this machine's apt sources; give one in DEBIAN_MIRROR"
  printf '%s\n' "${mirror%/}"
}

# need_rust_target TRIPLE: makes the standard library for TRIPLE available and sets STD_FLAGS, the
# arguments cargo needs for it (none when rustup has it ready-made).
STD_FLAGS=()
need_rust_target() {
  local triple="$1" sysroot
  sysroot="$(rustc --print sysroot)"
  STD_FLAGS=()
  compgen -G "$sysroot/lib/rustlib/$triple/lib/libstd-*.rlib" >/dev/null && return 0
  if command -v rustup >/dev/null; then
    say "adding the Rust standard library for $triple"
    timeout 300 rustup target add "$triple" && return 0
  fi
  say "rustup has no standard library for $triple here: building it from Debian's rust-src"
  [ -e "$sysroot/lib/rustlib/src/rust/library/std" ] || install_rust_src "$sysroot"
  export RUSTC_BOOTSTRAP=1
  # Read by the scripts that source this file.
  # shellcheck disable=SC2034
  STD_FLAGS=("-Zbuild-std=std,panic_abort,panic_unwind")
}

# install_rust_src SYSROOT: unpacks Debian's rust-src of exactly our compiler's version and links it.
install_rust_src() {
  local sysroot="$1" version work mirror package
  version="$(rustc --version | cut -d ' ' -f 2)"
  mirror="$(debian_mirror)"
  need_packages debian-archive-keyring
  work="$(mktemp -d)"
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s trixie-backports main\n' "$mirror" >"$work/sources.list"
  local apt=(-qq -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o "APT::Sandbox::User=$(id -un)")
  apt-get "${apt[@]}" update
  package="$(apt-cache "${apt[@]}" madison rust-src | awk -F '[ |]+' -v v="$version+" 'index($3, v) == 1 { print $3; exit }')"
  [ -n "$package" ] || die "the mirror has no rust-src $version"
  (cd "$work" && apt-get "${apt[@]}" download "rust-src=$package")
  local source="${XDG_CACHE_HOME:-$HOME/.cache}/kyukyubako/rust-src-$version"
  mkdir -p "$source" "$sysroot/lib/rustlib/src"
  dpkg-deb -x "$work"/rust-src_*.deb "$source"
  ln -sfn "$source/usr/src/rustc-$version" "$sysroot/lib/rustlib/src/rust"
  rm -rf -- "$work"
}

#!/usr/bin/env bash
# Makes sure of a Chromium for the tests in tests/browser; prints where it is.
set -euo pipefail

find_it() {
    local name
    for name in "${EGARD_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        if [ -n "$name" ] && command -v "$name"; then return 0; fi
    done
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

if find_it; then exit 0; fi
echo "chromium: none is installed; the browser tests need one. Trying: apt-get install chromium" >&2
{ as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; } >&2 || true
find_it || { echo "chromium: the system package chromium is missing; install it with: sudo apt-get install chromium (Ubuntu: a Google Chrome will do as well)" >&2; exit 1; }

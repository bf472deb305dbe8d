#!/usr/bin/env bash
# install.sh TARGET: the packages of package-lock.json, in TARGET/node_modules.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=$1

if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
    echo "The emulators of Kinesis need Node.js (18 or newer) and npm. On Debian or Ubuntu: sudo apt-get install nodejs npm;" \
        "on macOS: brew install node" >&2
    exit 1
fi
mkdir -p "$target"
cp -u "$here/package.json" "$here/package-lock.json" "$here/"*.js "$target/"
if [[ -f $target/installed ]] && cmp -s "$target/installed" "$here/package-lock.json"; then
    exit 0
fi
rm -f "$target/installed"
# Without install scripts: what is compiled comes with the packages.
(cd "$target" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
cp "$here/package-lock.json" "$target/installed"

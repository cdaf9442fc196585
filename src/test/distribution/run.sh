#!/usr/bin/env bash
# Unpacks the distribution and uses it as people do: from elsewhere, as somebody who may not write
# where it is installed. After `mvn package`. Started by root, it becomes nobody for that.
# Usage: src/test/distribution/run.sh
set -euo pipefail

cd "$(dirname "$0")/../../.."
zip=$(ls "$PWD"/target/omnihuman-routes-*.zip)
project=$PWD
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
chmod 755 "$work"

fail() { echo "FAILED: $*"; exit 1; }
ok() { echo "ok: $*"; }

# A space and letters beyond ASCII, which many a path has.
apps="$work/My Apps ü"
mkdir "$apps"
unzip -q "$zip" -d "$apps"
installed=$(echo "$apps"/omnihuman-routes-*)
copy=$work/copy # no space in it: the JVM archives no classes of ours from such a path
cp -a "$installed" "$copy"
chmod -R a-w "$installed"
elsewhere=$work/elsewhere
mkdir "$elsewhere"
ln -s "$installed/bin/omnihuman-routes" "$work/omnihuman-routes"

someone=()
if [ "$(id -u)" -eq 0 ]; then
  someone=(setpriv --reuid=nobody --regid=nogroup --clear-groups --no-new-privs)
  chown nobody "$elsewhere"
fi
# With no more of the surroundings than a service has, and a POSIX locale.
program() {
  (cd "$elsewhere" && exec "${someone[@]}" env -i PATH="$PATH" LC_ALL=C "$@")
}
expect() { # exit code, words in what it says, command ...
  local code=$1 words=$2 found=0
  shift 2
  program "$@" >"$work/said" 2>&1 || found=$?
  [ "$found" -eq "$code" ] || { cat "$work/said"; fail "exit code $found instead of $code: $*"; }
  grep -qF -- "$words" "$work/said" || { cat "$work/said"; fail "does not say \"$words\": $*"; }
}

SECONDS=0
expect 0 'outbox/lesson.mp4' "$work/omnihuman-routes" demo
for video in greeting platform-change-announcement lesson; do
  [ -s "$elsewhere/data/demo/outbox/$video.mp4" ] || fail "the demo left no $video.mp4"
done
ok "the demo, as $("${someone[@]}" id -un), from another directory, through a link ($SECONDS s)"

expect 2 'holds no ledger' "$work/omnihuman-routes" jobs
expect 2 "file:$installed/routes/" "$work/omnihuman-routes" doctor
ok "exit codes come through, and the routes are those of the distribution"

expect 2 'Java 17 or later is needed' JAVA_HOME=/nowhere "$work/omnihuman-routes" --version
mkdir -p "$work/java11/bin"
printf '#!/bin/sh\n' >"$work/java11/bin/java"
chmod 755 "$work/java11/bin/java"
echo 'JAVA_VERSION="11.0.2"' >"$work/java11/release"
expect 2 'is Java 11.0.2' JAVA_HOME="$work/java11" "$work/omnihuman-routes" --version
expect 0 'omnihuman-routes ' "$work/omnihuman-routes" --version
ok "a missing or old Java is named"

mkdir -p "$elsewhere/home"
[ "$(id -u)" -ne 0 ] || chown nobody "$elsewhere/home"
(cd "$elsewhere" && exec "${someone[@]}" env -i PATH="$PATH" OMNIHUMAN_HOME="$elsewhere/home" \
  PIXAZO_API_KEY=none LC_ALL=C "$work/omnihuman-routes" >"$work/said" 2>&1) &
pid=$!
for _ in $(seq 300); do
  grep -q watching "$work/said" && break
  kill -0 "$pid" || { cat "$work/said"; fail "it ended by itself"; }
  sleep 0.2
done
kill -TERM "$pid"
code=0
wait "$pid" || code=$?
[ "$code" -eq 143 ] || { cat "$work/said"; fail "SIGTERM: exit code $code instead of 143"; }
ok "a signal to the launcher stops the program, exit code 143"

# What people change beside the program counts.
echo 'omnihuman.poll.interval=never' >>"$copy/config/application.properties"
chmod -R a+rX "$copy"
expect 2 'omnihuman.poll.interval: found "never"' "$copy/bin/omnihuman-routes" batch
ok "the settings of the distribution count"

sed -i '$d' "$copy/config/application.properties"
"$copy/bin/make-archive" >/dev/null
SECONDS=0
expect 0 'outbox/lesson.mp4' JAVA_OPTS=-Xlog:class+load:"$elsewhere/classes" "$copy/bin/omnihuman-routes" demo
grep -q 'warning' "$work/said" && { cat "$work/said"; fail "an archive of classes makes it complain"; }
grep -q 'dev.omnihuman.app.Main source: shared objects' "$elsewhere/classes" || fail "the archive is not used"
ok "the demo with an archive of classes ($SECONDS s)"

for jar in "$installed"/lib/*.jar; do
  hash=$(sha256sum "$jar" | cut -c 1-64)
  grep -q "$hash" "$installed/omnihuman-routes.cdx.json" || fail "the SBOM does not know $jar"
done
ok "the SBOM knows each jar of lib by its hash"

if command -v systemd-analyze >/dev/null; then
  ln -s "$copy" "$work/linked"
  sed "s|/opt/omnihuman-routes|$work/linked|" "$installed/systemd/omnihuman-routes.service" \
    >"$work/omnihuman-routes.service"
  systemd-analyze verify "$work/omnihuman-routes.service"
  systemd-analyze security --offline=true --threshold=20 "$work/omnihuman-routes.service" | tail -n 1
  ok "systemd takes the unit"
fi
if command -v shellcheck >/dev/null; then
  shellcheck "$installed/bin/omnihuman-routes" "$installed/bin/make-archive" \
    "$project"/src/test/*/run.sh
  ok "shellcheck"
fi

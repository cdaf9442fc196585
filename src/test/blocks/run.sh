#!/usr/bin/env bash
# Builds the example application against our installed jar, as its users do, and has a video made by
# it against the simulator. Also kills it while a video is made. After `mvn package`; needs ffprobe
# and ffmpeg.
# Usage: src/test/blocks/run.sh
set -euo pipefail

cd "$(dirname "$0")/../../.."
project=$PWD
work=$(mktemp -d)
started=()
clean_up() {
  for process in "${started[@]}"; do
    kill "$process" 2>/dev/null || continue
    wait "$process" 2>/dev/null || continue
  done
  rm -rf "$work"
}
trap clean_up EXIT

fail() {
  echo "FAILED: $*"
  tail -n 40 "$work"/*.log 2>/dev/null
  exit 1
}
await() { # what is waited for, a test
  local what=$1 end=$((SECONDS + 120))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || fail "no $what within 120 s"
    sleep 0.2
  done
}

# The packaged jar as it is, with its own pom: `mvn install` would package it anew.
mvn -q -B -ntp org.apache.maven.plugins:maven-install-plugin:3.1.4:install-file \
  -Dfile=target/omnihuman-routes.jar -DpomFile=pom.xml
cp -a examples "$work/examples"
application=$work/examples/camel-application
rm -rf "$application/target" "$application/data"
mvn -q -B -ntp -f "$application/pom.xml" package
echo "ok: the application is built, with $(find "$application"/target/lib -name '*.jar' | wc -l) libraries"
cmp target/omnihuman-routes.jar "$application"/target/lib/omnihuman-routes-*.jar || fail "it is built with another jar of ours"

# The simulator takes a free port and tells which.
OMNIHUMAN_SIMULATOR_PORT=0 OMNIHUMAN_SIMULATOR_PROCESSING=2s \
  java -jar target/omnihuman-routes.jar simulator >"$work/simulator.log" 2>&1 &
started+=($!)
await "simulator" grep -q 'listens on' "$work/simulator.log"
gateway=$(grep -o 'http://127.0.0.1:[0-9]*' "$work/simulator.log" | head -n 1)

cd "$work" # its folders are made where it is started
export VIDEOS_GATEWAY=$gateway VIDEOS_ALLOW_HTTP=true PIXAZO_API_KEY=simulator OMNIHUMAN_DISK_MIN_FREE=1MiB
begin() {
  java -jar "$application/target/talking-videos.jar" >>"$work/application.log" 2>&1 &
  application_process=$!
  started+=("$application_process")
}
begin
await "folder for orders" test -d data/orders
cp "$project/examples/greeting.json" data/orders/
cp "$project/examples/lesson.json" data/night/
await "result" test -s data/results/greeting.json
archived() { [ "$(find data/archive -name '*.json' 2>/dev/null | wc -l)" -eq 2 ]; }
await "sheets in the archive" archived

check() { # file, size
  local found
  found=$(ffprobe -v error -show_entries stream=codec_name,width,height -of csv=p=0 "$1" | tr '\n' ' ')
  [ "$found" = "h264,$2 aac " ] || fail "$1: expected h264,$2 and aac, found $found"
  ffmpeg -v error -i "$1" -f null - || fail "$1 does not play"
  echo "ok: $1: $found"
}
check data/engine/outbox/greeting.mp4 1920,1080
check data/engine/outbox/lesson.mp4 854,480
video=$(grep -o '"files":\["[^"]*' data/results/greeting.json | cut -d '"' -f 4)
[ "$video" = "$work/data/engine/outbox/greeting.mp4" ] || fail "the result names $video"
grep -q "$(sha256sum "$video" | cut -c 1-64)" data/results/greeting.json || fail "the result has another SHA-256"

echo '{"image_url": "ftp://example.com/a.png"}' >data/orders/bad.json
await "word on the bad order" test -s data/refused/bad.txt
grep -q '"audio_url": found nothing' data/refused/bad.txt || fail "what is wrong with the order is not told"
echo "ok: $(cat data/refused/bad.txt)"

# Killed while a video is made: the order lies there still, and is the same job at the next start.
cp "$project/examples/announcement.json" data/orders/
await "submit" grep -q 'announcement .*-> SUBMITTED' application.log
kill -9 "$application_process"
wait "$application_process" 2>/dev/null || true
begin
await "result after the kill" test -s data/results/announcement.json
[ "$(grep -c 'announcement .* SUBMITTING -> SUBMITTED' application.log)" -eq 1 ] || fail "it was submitted again after the kill"
check data/engine/outbox/platform-change-announcement.mp4 1280,720

# A stop in order ends soon and with 143.
code=0
kill "$application_process"
wait "$application_process" || code=$?
[ "$code" -eq 143 ] || fail "exit code $code after SIGTERM"
if grep -rqs 'simulator' "$work/data/engine" --include='*.json' || grep -q 'Ocp-Apim' application.log; then
  fail "the key is where it does not belong"
fi
echo "ok: killed, started again and stopped; each order was submitted once"

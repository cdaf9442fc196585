#!/usr/bin/env bash
# Builds HEAD twice, in different places and surroundings, and demands the same bytes each time.
# A jar holds the permissions of its files, so both builds have the usual umask. Not offline, because
# the plugin that makes the SBOM declines to work then.
# Usage: src/test/reproducible/run.sh
set -euo pipefail

cd "$(dirname "$0")/../../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

umask 0022
build() { # folder, time zone
  mkdir -p "$1"
  git archive HEAD | tar -x -C "$1"
  (
    cd "$1"
    TZ=$2 mvn -B -ntp -q -Dmaven.test.skip -Dspotless.check.skip package
  )
}

one=$work/one
two="$work/another place/two"
build "$one" UTC
build "$two" Asia/Kathmandu

differing=0
for path in "$one"/target/*.jar "$one"/target/*.zip "$one"/target/*.cdx.*; do
  file=$(basename "$path")
  if cmp "$path" "$two/target/$file"; then
    echo "$(sha256sum "$path" | cut -c 1-64)  $file"
  else
    differing=$((differing + 1))
  fi
done
[ "$differing" -eq 0 ] || { echo "$differing files differ between two builds of the same source"; exit 1; }

#!/usr/bin/env bash
# Breaks the program on purpose, one patch at a time, and demands that a test turns red for the
# right reason. What is broken is a copy of HEAD. Two of the tests mount a disk: Linux, root.
# Usage: src/test/mutants/run.sh [MUTANT...]
set -euo pipefail

cd "$(dirname "$0")/../../.."
patches=$PWD/src/test/mutants
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

kill='-Prigs -Dtest=CrashRigTest -Drig.repeats=1 -Drig.failpoints'
cut='-Ppower-cut -Dtest=PowerCutRigTest#a_cut_* -Drig.failpoints'

# patch | test | what the test must say
mutants=(
  "submit-again-on-500|-Dtest=SubmissionTest|expected: IN_DOUBT"
  "automatic-retries|-Dtest=GatewayHttpPolicyTest#should_not_send*|Expected size: 1 but was: 2"
  "expired-submit-goes-back|$kill=AFTER_SUBMIT_ANSWER|charged 2 times"
  "intent-after-the-call|$kill=BEFORE_INTENT|charged 2 times"
  "ledger-not-flushed|$cut=AFTER_REQUEST_ID|the ledger does not know"
  "folders-not-flushed|$cut=AFTER_FOLDER_FSYNC|could not find the following"
)

mkdir "$work/tree"
git archive HEAD | tar -x -C "$work/tree"
cd "$work/tree"
mvn -o -B -q test-compile dependency:build-classpath -Dmdep.outputFile="$work/classpath"
cp -a target/classes "$work/classes"

# The rigs start the program from the class path here: what is broken needs no packaging.
run() {
  # shellcheck disable=SC2086 # a test is several words
  mvn -o -B surefire:test -Drig.jar= $1 >"$work/log" 2>&1
}

break_it() {
  local patch=$patches/$1.patch file
  git apply -C1 "$patch" || { echo "$patch does not apply any more: make it anew"; exit 2; }
  while read -r file; do
    case $file in
      *.java) javac -proc:none -nowarn -d target/classes \
        -cp "target/classes:$(cat "$work/classpath")" "$file" ;;
      routes/*) cp "$file" "target/classes/dev/omnihuman/$file" ;;
    esac || { echo "$patch breaks the build, not the program: make it anew"; exit 2; }
  done < <(sed -n 's|^+++ b/||p' "$patch")
}

mend_it() {
  git apply -R -C1 "$patches/$1.patch"
  rm -rf target/classes
  cp -a "$work/classes" target/classes
}

declare -A green
survivors=0
row() { printf '%-26s | %-84s | %-6s | %4s s\n' "$@"; }
row mutant test '' ''
for mutant in "${mutants[@]}"; do
  IFS='|' read -r name test words <<<"$mutant"
  [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
  if [ -z "${green[$test]:-}" ]; then
    SECONDS=0
    run "$test" || { cat "$work/log"; echo "red without any mutant: $test"; exit 2; }
    green[$test]=yes
    row '(none)' "$test" green "$SECONDS"
  fi
  SECONDS=0
  break_it "$name"
  if ! run "$test" && grep -q 'There are test failures' "$work/log" && grep -qF "$words" "$work/log"; then
    row "$name" "$test" red "$SECONDS"
  else
    tail -n 60 "$work/log"
    row "$name" "$test" GREEN! "$SECONDS"
    survivors=$((survivors + 1))
  fi
  mend_it "$name"
done
[ "$survivors" -eq 0 ] || { echo "$survivors mutants survived"; exit 1; }

#!/usr/bin/env bash
# Lets Prometheus' own tool judge rules, example configuration, the rules' tests, and what a real
# engine measures. Needs promtool (Debian: prometheus), and target/metrics.txt, which ObservabilityTest
# leaves behind; without that file it runs the test first.
# Usage: src/test/observability/run.sh
set -euo pipefail

cd "$(dirname "$0")/../../.."

promtool check rules config/observability/alerts.yaml
promtool check config config/observability/prometheus.yaml
promtool test rules src/test/observability/alerts_test.yaml
[ -f target/metrics.txt ] || mvn -q -B -ntp -Dfuzz.skip -Dtest=ObservabilityTest test
promtool check metrics <target/metrics.txt
echo "target/metrics.txt: $(grep -vc '^#' target/metrics.txt) series"

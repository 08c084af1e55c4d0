#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The counting behind "N passed, N failed, N skipped" is honest: a crash, a short run and an empty
# run are failures.
set -euo pipefail
# shellcheck source=lint.bash
. "$(dirname "$0")/lint.bash"
# shellcheck source=../../.ci/steps.bash
. .ci/steps.bash

LOGDIR=$(mktemp -d)
trap 'rm -rf "$LOGDIR"' EXIT

# counts DESCRIPTION EXPECTED SCRIPT: what a TAP runner with this output and status adds up to.
counts()
{
	local line
	# shellcheck disable=SC2034 # read by the steps
	passed=0 failed=0 skipped=0 skips=() failures=()
	step_tap case bash -c "$3" >/dev/null 2>&1 || true
	line=$(summary | tail -n 1) || true
	if [ "$line" = "$2" ]; then ok "$1"; else not_ok "$1" "expected $2, counted $line"; fi
}

counts "passes" "2 passed, 0 failed, 0 skipped" 'echo 1..2; echo ok 1 - a; echo ok 2 b'
counts "a failed case" "1 passed, 1 failed, 0 skipped" 'echo 1..2; echo ok 1; echo not ok 2; exit 1'
counts "a skipped case" "1 passed, 0 failed, 1 skipped" 'echo ok 1; echo "ok 2 - b # SKIP no tool"; echo 1..2'
counts "a skipped plan" "0 passed, 0 failed, 1 skipped" 'echo "1..0 # SKIP nothing here"'
counts "an expected failure is no pass" "1 passed, 0 failed, 1 skipped" 'echo 1..2; echo ok 1; echo "not ok 2 # TODO x"'
counts "a crash after passes" "2 passed, 1 failed, 0 skipped" 'echo 1..2; echo ok 1; echo ok 2; kill -SEGV $$'
counts "a run cut short" "1 passed, 2 failed, 0 skipped" 'echo 1..3; echo ok 1'
counts "a run without a case" "0 passed, 1 failed, 0 skipped" 'echo hello'
counts "two streams" "3 passed, 0 failed, 0 skipped" 'echo 1..2; echo ok 1; echo ok 2; echo 1..1; echo ok 1'
counts "two streams, the first cut short" "2 passed, 1 failed, 0 skipped" 'echo 1..2; echo ok 1; echo 1..1; echo ok 1'
counts "bailing out" "1 passed, 1 failed, 0 skipped" 'echo ok 1; echo Bail out! no room; exit 1'

printf ':test-result: %s\n' PASS FAIL SKIP ERROR >"$LOGDIR/x.trs"
cat >"$LOGDIR/x.log" <<'EOF'
ok 1 - a
PASS: x 1 - a
FAIL: x 2 - b
SKIP: x 3 - c # SKIP no tool
ERROR: x - exited with status 139
EOF
want="1 2 1
F FAIL: x 2 - b
S x 3 - c # SKIP no tool
F ERROR: x - exited with status 139"
step_tap case bash -c 'echo "# run: notice: no sign, starting it once more"; echo ok 1
	echo "check: notice: x is started once more" >&2; echo "run: notice: no build tree"' >/dev/null
same "machines that were started again" "$(summary | grep AGAIN)" "AGAIN case: no sign, starting it once more
AGAIN case: x is started once more"
same "automake results, with their names" "$(tally "$LOGDIR/x.trs")" "$want"
finish

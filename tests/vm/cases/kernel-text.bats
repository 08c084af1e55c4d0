#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's text is one buffer for the whole machine. A failure carries its own text or none, never another's.
# profiles: intel-snc

load helper

setup()
{
	start_case
	mkdir "$RESCTRL"/{web,db}
	start_task sleep 1000
	other=$task
}

# failures N: the writer fails N times; each time it has its own text or null. Prints how often the text was there.
failures()
{
	local i

	for ((i = 0; i < $1; i++)); do
		rctl set-schemata web L3:0=fffff --no-check --json || echo "status $?" >&2
	done >"$BATS_TEST_TMPDIR/failures" 2>"$BATS_TEST_TMPDIR/statuses"
	assert_equal "$(sort "$BATS_TEST_TMPDIR/statuses" | uniq -c | xargs)" "$1 status 1"
	jq -es "length == $1 and all(.[]; .error | .code == \"refused\" and .errno == 22
		and (.kernel_text == null or .kernel_text == \"Mask out of range\"))" "$BATS_TEST_TMPDIR/failures" >/dev/null ||
		fail "$(jq -c .error.kernel_text "$BATS_TEST_TMPDIR/failures")"
	grep -c '"kernel_text":"Mask' "$BATS_TEST_TMPDIR/failures" || true
}

@test "beside readers that wipe the text it is the writer's own or none" {
	local i

	for i in {1..4}; do
		start_task bash -c 'while :; do read -r line <"$0/web/schemata"; read -r line <"$0/db/size"; done' "$RESCTRL"
	done
	# One more, whose failures leave the text of another operation.
	start_task bash -c 'while :; do echo 4000000 >"$0/db/tasks"; done 2>/dev/null' "$RESCTRL"
	failures 15
}

@test "beside readers that honour the lock it is always its own" {
	local command

	for command in "show-group web" "list-groups" "info" "show-group db"; do
		start_task bash -c 'while :; do rctl $0; done' "$command"
	done
	assert_equal "$(failures 10)" 10
}

@test "the text of an earlier failure is not taken for that of this one" {
	# Written by hand, and left there: mkdir and rmdir on a busy name do not ask resctrl at all.
	echo 'L3:0=fffff' >"$RESCTRL/web/schemata" || true
	run_rctl create-group web --json
	assert_status 5
	expect_json '.error.kernel_text == null'
	echo 'L9:0=f' >"$RESCTRL/web/schemata" || true
	run_rctl assign-tasks web 4000000 --json
	assert_status 1
	expect_json '.error.kernel_text == null'
	echo 4000000 >"$RESCTRL/db/tasks" || true
	run_rctl assign-tasks db "$other"
	assert_status 0
	assert_stderr_has ""
	run_rctl set-schemata web L3:7=f --no-check --json
	assert_status 1
	expect_json '.error.kernel_text == null and (.error.cause | contains("no domain 7"))'
}

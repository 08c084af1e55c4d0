#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# profiles: intel amd-abmc
# Create or join: who comes second joins the group if it is as wanted, and else changes nothing.

load helper

@test "joining tells what is in force" {
	run_rctl create-group web --schemata 'L3:*=0xf' --exist-ok --json
	assert_status 0
	expect_json '.data.created == true'
	run_rctl create-group web --schemata 'L3:*=0xf' --exist-ok --json
	assert_status 0
	expect_json '.data | .created == false and (.schemata | length > 0 and all(.[]; .effective == "0xf"))'
}

@test "CPUs are compared as sets" {
	run_rctl create-group web --cpus 1,0 --json
	assert_status 0
	run_rctl create-group web --cpus 1,0 --exist-ok --json
	assert_status 0
	expect_json '.data.created == false'
	run_rctl create-group web --cpus 0 --exist-ok
	assert_status 5
	assert_stderr_has 'has "0-1" in cpus_list, not "0"'
}

@test "a dry run of create or join says what the real run says" {
	run_rctl create-group web --schemata 'L3:*=0xf'
	run_rctl create-group web --schemata 'L3:*=0xff' --exist-ok --dry-run --json
	assert_status 5
	expect_json '.error.code == "exists" and (.error.cause | test("has L3:0=f, not ff"))'
	run_rctl create-group web --schemata 'L3:*=0xff' --exist-ok --json
	assert_status 5
	run_rctl create-group web --schemata 'L3:*=0xf' --exist-ok --dry-run --json
	assert_status 0
}

# race SPEC_A SPEC_B: two runtimes at once, ten times. Each leaves its exit status in the file of its name.
race()
{
	local a b

	run_rctl remove-group web
	rctl create-group web --schemata "$1" --exist-ok --json >"$BATS_TEST_TMPDIR/a" 2>&1 &
	a=$!
	rctl create-group web --schemata "$2" --exist-ok --json >"$BATS_TEST_TMPDIR/b" 2>&1 &
	b=$!
	status_a=0 status_b=0
	wait "$a" || status_a=$?
	wait "$b" || status_b=$?
}

@test "two runtimes that want the same both have it" {
	for n in 1 2 3 4 5 6 7 8; do
		race 'L3:*=0xf' 'L3:*=00f'
		assert_equal "$status_a $status_b" "0 0"
		assert_equal "$(values L3)" "f f"
		grep -c '"created":true' "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b" >"$BATS_TEST_TMPDIR/made" || true
		assert_equal "$(cut -d: -f2 "$BATS_TEST_TMPDIR/made" | sort | tr -d '\n')" 01
	done
}

@test "of two runtimes that want different things one has it, and the other is told" {
	for n in 1 2 3 4 5 6 7 8; do
		race 'L3:*=0xf' 'L3:*=0x3'
		case "$status_a $status_b" in
		"0 5") assert_equal "$(values L3)" "f f" ;;
		"5 0") assert_equal "$(values L3)" "3 3" ;;
		*) fail "exit statuses $status_a and $status_b" ;;
		esac
		grep -hq 'the group web exists and has L3:0=' "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b" || fail "no difference told"
	done
}

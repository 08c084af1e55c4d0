#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Without resctrl, or with it unmounted, every command says so at once and what to do next.
# profiles: none intel-contiguous

load helper

setup()
{
	start_case none
	if grep -q resctrl /proc/filesystems; then
		code=not_mounted
		fix='contains("rctl mount")'
	else
		code=not_supported
		fix='contains("RDT") and contains("MPAM")'
	fi
}

@test "every command that needs resctrl exits with 3 and mounts nothing" {
	local command start

	for command in info list-groups "show-group /" "list-counters" "monitor --count 1" "monitor web --count 1" \
		"create-group web" "remove-group web" "set-schemata / L3=0x1" "assign-tasks / $$" \
		"assign-counter / mbm_total_bytes" "unassign-counter / mbm_total_bytes" unmount \
		"create-group web --dry-run" "set-schemata / L3=0x1 --dry-run"; do
		start=${EPOCHREALTIME/./}
		run_rctl $command --json
		# At once: nothing is waited for, even where the host is slow.
		[ $((${EPOCHREALTIME/./} - start)) -lt 5000000 ]
		assert_status 3
		expect_json ".error | .code == \"$code\" and (.fix | $fix) and .kernel_text == null and .cause != null"
	done
	assert_equal "$(grep -c ' resctrl ' /proc/self/mountinfo)" 0
	[ ! -e "$RESCTRL/schemata" ]
}

@test "the text says it in two lines" {
	run_rctl list-groups
	assert_status 3
	assert_stdout ""
	assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/stderr")" 2
	assert_stderr_has "rctl: cannot list the groups: "
	run_rctl info
	assert_status 3
	run_rctl info --json
	assert_status 3
	expect_json ".data.mounted == false and .data.supported == ($(grep -c resctrl /proc/filesystems || true) == 1)"
}

@test "mount and unmount, and the options" {
	if [ "$code" = not_supported ]; then
		run_rctl mount --json
		assert_status 3
		expect_json ".error | .code == \"$code\" and (.fix | $fix)"
		run_rctl mount --dry-run
		assert_status 3
		return
	fi
	run_rctl mount --dry-run --json
	assert_status 0
	expect_json '.data.dry_run'
	[ ! -e "$RESCTRL/schemata" ]
	run_rctl mount --no-debug --json
	assert_status 0
	expect_json ".data == {dry_run: false, mount_point: \"$RESCTRL\", options: []}"
	[ -e "$RESCTRL/schemata" ]
	run_rctl unmount --json
	assert_status 0
	expect_json ".data == {dry_run: false, mount_point: \"$RESCTRL\"}"
	[ ! -e "$RESCTRL/schemata" ]
	run_rctl mount -o cdp
	assert_status 0
	assert_stdout_has "mounted resctrl at $RESCTRL; options: cdp"
	[ -e "$RESCTRL/info/L3CODE" ]
	run_rctl info --json
	assert_status 0
	# Kernels before 6.7 have no option "debug".
	[ -e "$RESCTRL/ctrl_hw_id" ] && expect_json '.data.options == ["cdp", "debug"]' ||
		expect_json '.data.options == ["cdp"]'
	mkdir "$RESCTRL/web"
	run_rctl unmount
	assert_status 5
	assert_stderr_has "1 group would be lost: web"
	run_rctl unmount --force
	assert_status 0
	assert_stdout "unmounted $RESCTRL"
	mkdir -p /mnt/resctrl
	run_rctl mount --mount-point /mnt/resctrl
	assert_status 0
	run_rctl list-groups
	assert_status 0
	assert_stdout_has "control"
	run_rctl unmount
	assert_status 0
	assert_equal "$(grep -c ' resctrl ' /proc/self/mountinfo)" 0
}

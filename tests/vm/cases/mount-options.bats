#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Mounting with options, refusals with their reason, and unmounting what is in use.
# profiles: intel amd-abmc

load helper

setup()
{
	start_case none
}

mounted()
{
	grep -q ' - resctrl ' /proc/self/mountinfo
}

not_mounted()
{
	! mounted || fail "it is mounted"
}

@test "a mount point where resctrl is not" {
	run_rctl info --mount-point /tmp
	assert_status 3
	assert_stderr_has "the kernel has resctrl, and it is not mounted"
	mkdir /tmp/here
	run_rctl mount --mount-point /tmp/here
	assert_status 0
	for elsewhere in /tmp /none /etc/passwd; do
		for command in info "create-group web" unmount; do
			run_rctl $command --mount-point "$elsewhere" --json
			assert_status 3
			expect_json ".error | .code == \"not_mounted\" and .path == \"$elsewhere\" and
				.cause == \"resctrl is mounted at /tmp/here, not at $elsewhere\""
		done
	done
	run_rctl unmount
	assert_status 0
	rmdir /tmp/here
	not_mounted
}

@test "cdp: code and data apart" {
	run_rctl mount -o cdp --dry-run --json
	assert_status 0
	expect_json '.data.dry_run and (.data.options | index("cdp"))'
	not_mounted
	run_rctl mount -o cdp --json
	assert_status 0
	expect_json ".error == null and .data.mount_point == \"$RESCTRL\" and .data.dry_run == false
		and (.data.options | index(\"cdp\"))"
	grep -q '^ *L3CODE:' "$RESCTRL/schemata"
	grep -q '^ *L3DATA:' "$RESCTRL/schemata"
}

@test "options this machine does not have" {
	run_rctl mount -o cdpl2 --dry-run --json
	assert_status 1
	expect_json '.error | .code == "refused" and .cause_source == "predicted"
		and (.cause | contains("cdpl2") and contains("cdp_l2"))'
	run_rctl mount -o cdp,cdpl2 --json
	assert_status 1
	expect_json '.error | .code == "refused" and .errno == 22 and .cause_source == "kernel"
		and (.cause | contains("cdp_l2"))'
	run_rctl mount -o cdp,nonsense --json
	assert_status 2
	expect_json '.error | .code == "invalid" and (.cause | contains("nonsense")) and (.fix | contains("mba_MBps"))'
	not_mounted
}

@test "mba_MBps" {
	case $TESTBED_PROFILE in
	intel*)
		run_rctl mount -o mba_MBps --dry-run
		assert_status 0
		not_mounted
		run_rctl mount -o mba_MBps
		assert_status 0
		grep -q ' - resctrl .*mba_MBps' /proc/self/mountinfo
		assert_equal "$(schema . MB | sed 's/;.*//')" "0=4294967295" ;;
	*)
		run_rctl mount -o mba_MBps --dry-run --json
		assert_status 1
		expect_json '.error | .code == "refused" and .cause_source == "kernel" and (.cause | contains("absolute"))
			and (.fix | contains("GB/s"))'
		run_rctl mount -o mba_MBps --json
		assert_status 1
		expect_json '.error | .code == "refused" and .errno == 22 and .cause_source == "kernel"
			and (.cause | contains("absolute"))'
		not_mounted
		# The kernels that know "debug" say why in words of their own, too.
		if mount -t resctrl -o debug resctrl "$RESCTRL"; then
			assert_json '.error.kernel_text | contains("linear scale MBA")'
		fi ;;
	esac
}

@test "mounted already" {
	local before

	run_rctl mount
	assert_status 0
	before=$(tree_state)
	run_rctl mount -o cdp --json
	assert_status 5
	expect_json ".error | .code == \"exists\" and .errno == 16 and (.cause | contains(\"already, at $RESCTRL\"))
		and (.fix | contains(\"unmount\"))"
	run_rctl mount --dry-run
	assert_status 5
	assert_stderr_has "mounted already"
	assert_equal "$(tree_state)" "$before"
}

@test "groups would be lost" {
	local before

	run_rctl mount
	assert_status 0
	mkdir "$RESCTRL/web" "$RESCTRL/mon_groups/m1"
	before=$(tree_state)
	run_rctl unmount --json
	assert_status 5
	expect_json '.error | .code == "busy" and .errno == 16 and .cause_source == "predicted"
		and (.cause | endswith("2 groups would be lost: /m1, web")) and (.fix | contains("--force"))'
	run_rctl unmount --dry-run
	assert_status 5
	assert_stderr_has "2 groups would be lost"
	run_rctl unmount --force --dry-run --json
	assert_status 0
	expect_json ".data == {dry_run: true, mount_point: \"$RESCTRL\"}"
	assert_equal "$(tree_state)" "$before"
	run_rctl unmount --force --json
	assert_status 0
	expect_json ".data == {dry_run: false, mount_point: \"$RESCTRL\"}"
	not_mounted
}

@test "who holds it" {
	run_rctl mount
	assert_status 0
	start_task bash -c "cd $RESCTRL/info && exec sleep 1000"
	until [ "$(readlink "/proc/$task/cwd")" = "$RESCTRL/info" ] && [ "$(<"/proc/$task/comm")" = sleep ]; do
		sleep 0.02
	done
	run_rctl unmount --json
	assert_status 5
	expect_json ".error | .code == \"busy\" and .errno == 16 and .cause_source == \"kernel\"
		and (.cause | contains(\"sleep (pid $task)\"))"
	mounted
	kill "$task"
	while [ -d "/proc/$task" ]; do sleep 0.02; done
	run_rctl unmount
	assert_status 0
	not_mounted
}

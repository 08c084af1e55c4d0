#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Who may not mount and unmount is told why: root of a container, root without the capability, and everyone else.
# profiles: intel

load helper

setup()
{
	start_case none
}

# refused CAUSE FIX COMMAND...: mount and unmount by it, in earnest and as dry runs, and everything is as before.
refused()
{
	local cause=$1 fix=$2 operation dry

	shift 2
	for operation in mount unmount; do
		[ "$operation" = mount ] || mount -t resctrl resctrl "$RESCTRL"
		for dry in '' --dry-run; do
			run_command "$@" rctl "$operation" $dry --json
			assert_status 4
			expect_json ".error | .code == \"permission\" and .errno == 1 and (.cause | contains(\"$cause\"))
				and (.fix | contains(\"$fix\"))"
		done
		assert_equal "$operation $(grep -c ' - resctrl ' /proc/self/mountinfo)" \
			"$operation $([ "$operation" = mount ] && echo 0 || echo 1)"
	done
	# That it is there already is not said to who could not mount it anyway.
	run_command "$@" rctl mount --dry-run
	assert_status 4
	umount "$RESCTRL"
}

@test "root of a container with user ids of its own" {
	unshare -U -r true || skip "no user name spaces"
	refused "container with user ids of its own" "on the host" unshare -U -r
	# With mounts of its own it may ask, and sees the host's, which is locked.
	refused "container with user ids of its own" "on the host" unshare -U -r -m
}

@test "root without CAP_SYS_ADMIN" {
	refused "lacks although it runs as root" "capability CAP_SYS_ADMIN" \
		setpriv --bounding-set -sys_admin --inh-caps -sys_admin
}

@test "a user" {
	refused "CAP_SYS_ADMIN, which this process lacks" "as root" setpriv --reuid 65534 --regid 65534 --clear-groups
}

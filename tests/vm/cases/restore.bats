# SPDX-License-Identifier: GPL-2.0-or-later
# profiles: amd-abmc intel intel-l2
# tier: full
# What hotplug takes from a group, put back from a snapshot.

load helper

CPU=/sys/devices/system/cpu

# cycle: the domain with CPUs 2 and 3 goes and comes back.
cycle()
{
	local n

	for n in 2 3; do echo 0 >$CPU/cpu$n/online; done
	for n in 2 3; do echo 1 >$CPU/cpu$n/online; done
}

# state GROUP: what a snapshot holds.
state()
{
	(cd "$RESCTRL/$1" && grep -H '' schemata cpus_list mbm_*_assignments 2>/dev/null) || true
}

# keep COMMAND GROUP...: keeps the groups, runs COMMAND, restores them.
keep()
{
	local group

	for group in "${@:2}"; do
		mkfifo "$BATS_TEST_TMPDIR/go-${group//\//_}"
		restore "$group" <"$BATS_TEST_TMPDIR/go-${group//\//_}" >"$BATS_TEST_TMPDIR/out-${group//\//_}" 3>&- &
		exec {go}>"$BATS_TEST_TMPDIR/go-${group//\//_}"
		while ! grep -q kept "$BATS_TEST_TMPDIR/out-${group//\//_}"; do sleep 0.05; done
		$1
		echo >&"$go"
		exec {go}>&-
		wait $!
	done
}

@test "masks, CPUs and counters are back" {
	mkdir "$RESCTRL/web" "$RESCTRL/web/mon_groups/m1"
	echo "L3:0=ff;1=f" >"$RESCTRL/web/schemata"
	echo 1-3 >"$RESCTRL/web/cpus_list"
	echo 1 >"$RESCTRL/web/mon_groups/m1/cpus_list"
	before=$(state web)
	keep cycle web
	assert_equal "$(state web)" "$before"
	# The write that gave the CPUs back took this one, and gave it again.
	assert_equal "$(<"$RESCTRL/web/mon_groups/m1/cpus_list")" 1
	out=$(<"$BATS_TEST_TMPDIR/out-web")
	[[ $out = *"L3:1 f "*"cpu:2 2"*"cpu:3 3"*restored ]] || fail "said: $out"
}

@test "what is still offline is named and stays" {
	offline()
	{
		echo 0 >$CPU/cpu3/online
	}

	mkdir "$RESCTRL/web"
	echo 2-3 >"$RESCTRL/web/cpus_list"
	keep offline web
	assert_equal "$(<"$RESCTRL/web/cpus_list")" 2
	# Where each CPU has an L2 of its own, that has gone, too.
	assert_equal "$(grep -v '^L2' "$BATS_TEST_TMPDIR/out-web")" $'kept\ncpu:3 3 offline\nrestored\ncpu:3 3 offline'
}

@test "a group that has gone is not made again" {
	remove()
	{
		rmdir "$RESCTRL/web"
	}

	mkdir "$RESCTRL/web"
	! keep remove web || fail "restored"
	[ ! -e "$RESCTRL/web" ]
	assert_equal "$(<"$BATS_TEST_TMPDIR/out-web")" $'kept\nnot_found: there is no group web'
}

#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Intel telemetry that is not as the kernel wants it: what rctl foretells before the first mount since boot is what
# resctrl then offers, and the reason is told in words.
# profiles: intel-aet-few intel-aet-forced intel-aet-guid intel-aet-half intel-aet-notpmi intel-aet-size intel-aet-still intel-aet-stock
# tier: full

load helper

# resctrl is not mounted yet on these machines, and the first mount decides.
setup()
{
	[ "$BATS_TEST_NUMBER" = 1 ] || start_case
}

teardown()
{
	[ "$BATS_TEST_NUMBER" = 1 ] || end_case
}

# predicted: "energy yes", "energy package 1 no", "num_rmids 576", ..., one a line, from the output of rctl probe aet.
predicted()
{
	json '.data.probes[0] | (.predictions[] | "\(.name) \(.answer)"),
		(.facts[] | select(.subject == "PERF_PKG" and .name == "num_rmids") | "num_rmids \(.raw)")' | sort
}

# offered: the same of what resctrl shows.
offered()
{
	local info=$RESCTRL/info/PERF_PKG_MON group event dir

	if [ ! -d "$info" ]; then
		printf '%s no\n' PERF_PKG energy perf
		return
	fi
	echo PERF_PKG yes
	echo "num_rmids $(<"$info/num_rmids")"
	while read -r group event; do
		grep -qx "$event" "$info/mon_features" || { echo "$group no"; continue; }
		echo "$group yes"
		for dir in "$RESCTRL"/mon_data/mon_PERF_PKG_*; do
			[ "$(<"$dir/$event")" != Unavailable ] || echo "$group package $((10#${dir##*_})) no"
		done
	done <<-'END'
	energy core_energy
	perf uops_retired
	END
}

# reasons: pieces of what is to be said on this machine, and of what the kernel says in its log.
reasons()
{
	case $TESTBED_PROFILE in
	intel-aet-few) echo '0000:c1:00.0 has 64 RMIDs and the kernel wants 576' ;;
	intel-aet-forced) echo 'forced on by rdt=: its regions are what the kernel wants, with 24 RMIDs' ;;
	intel-aet-still) echo 'its regions are what the kernel wants, with 576 RMIDs' ;;
	intel-aet-guid) echo 'no region has the GUID 0x26696143' ;;
	intel-aet-half) echo 'it has no region of it: its files read Unavailable' ;;
	intel-aet-notpmi) echo 'without TPMI the kernel counts all regions as those of package 0' ;;
	intel-aet-size) echo 'has 9248 bytes and not 9240, and the kernel skips it' ;;
	intel-aet-stock) echo 'resctrl is built without it' ;;
	esac
}

log_has()
{
	dmesg | grep -qF "$1" || fail "not in the kernel's log: $1"
}

@test "resctrl offers what was foretold before its first mount" {
	! mountpoint -q "$RESCTRL" || fail "resctrl is mounted already"
	run_rctl probe aet --json
	assert_status 0
	before=$(predicted)
	assert_stdout_has "$(reasons)"
	run_rctl mount
	assert_status 0
	assert_equal "$before" "$(offered | sort)"
	# And once it is mounted.
	run_rctl probe aet --json
	assert_equal "$(predicted)" "$before"
	assert_stdout_has "$(reasons)"
	case $TESTBED_PROFILE in
	intel-aet-few) log_has 'energy:0x26696143 monitoring not enabled due to insufficient RMIDs' ;;
	intel-aet-size) log_has 'MMIO space wrong size (9248 bytes) for guid 0x26696143' ;;
	esac
}

@test "what has no data is unavailable to monitor, too, and where nothing is offered nothing is shown" {
	local dir states=''

	for dir in "$RESCTRL"/mon_data/mon_PERF_PKG_*; do
		[ -e "$dir/core_energy" ] || continue
		[ "$(<"$dir/core_energy")" = Unavailable ] && states+=unavailable, || states+=value,
	done
	run_rctl monitor / --count 1 --json
	assert_status 0
	assert_equal "$(json '[.data.readings[] | select(.event == "core_energy") | .state + ","] | add // ""')" "$states"
	case $TESTBED_PROFILE in
	intel-aet-half|intel-aet-size|intel-aet-notpmi) assert_equal "$states" value,unavailable, ;;
	intel-aet-few|intel-aet-guid|intel-aet-stock) assert_equal "$states" '' ;;
	*) assert_equal "$states" value,value, ;;
	esac
}

@test "doctor warns of what keeps telemetry out, and of nothing else about it" {
	local codes

	run_rctl doctor --json
	codes=$(json '[.data.findings[] | select(.severity != "info") | .code | select(startswith("aet_"))] | unique | join(",")')
	case $TESTBED_PROFILE in
	intel-aet-few) assert_equal "$codes" aet_rmids ;;
	intel-aet-size) assert_equal "$codes" aet_size ;;
	intel-aet-stock)
		assert_equal "$codes" aet_not_in_resctrl
		expect_json '.data.findings[] | select(.code == "aet_not_in_resctrl") | .fix | contains("rctl monitor --direct-aet")'
		;;
	*) assert_equal "$codes" '' ;;
	esac
}

#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Values in units of people: ways, shares, bytes, bandwidths; what was asked, what was written, what came of it.
# profiles: intel amd-bmec

load helper

setup()
{
	local full

	start_case
	mkdir "$RESCTRL/web"
	full=$((16#$(<"$RESCTRL/info/L3/cbm_mask")))
	ways=0
	while [ $((full >> ways)) -gt 0 ]; do ways=$((ways + 1)); done
	way_bytes=$(sed -n 's/^ *L3:[0-9]*=\([0-9]*\).*/\1/p' "$RESCTRL/size")
	way_bytes=$((way_bytes / ways))
}

# gives SPEC VALUE [OPTION...]: NAME=ASKED becomes VALUE, in JSON's notation, in every domain.
gives()
{
	run_rctl set-schemata web "$1" "${@:3}" --json
	assert_status 0
	expect_json ".error == null and (.data.schemata | length > 1 and all(.[]; .schema == \"${1%%=*}\"
		and .asked == \"${1#*=}\" and .rounded == $2 and .effective == $2))"
}

# run_of N: the mask of the N lowest ways, one at least.
run_of()
{
	printf '"0x%x"' $(((1 << ($1 > 0 ? $1 : 1)) - 1))
}

# refused SPEC TEXT [FIX]
refused()
{
	run_rctl set-schemata web "$1" --json
	assert_status 1
	expect_json ".error | .code == \"refused\" and .cause_source == \"predicted\" and (.cause | contains(\"$2\"))
		and ((.fix // \"\") | contains(\"${3:-}\"))"
}

@test "a cache in ways, shares and bytes" {
	gives L3=4ways '"0xf"'
	gives L3=1way '"0x1"'
	gives L3=25% "$(run_of $((ways / 4)))"
	gives L3=4MiB "$(run_of $(((4 << 20) / way_bytes)))"
	gives L3=1.5MiB "$(run_of $(((3 << 19) / way_bytes)))"
	gives L3=1KiB '"0x1"'
	gives L3=unlimited "\"0x$(<"$RESCTRL/info/L3/cbm_mask")\""
	run_rctl set-schemata web 'L3:0=2ways;1=4MiB' --json
	assert_status 0
	expect_json "[.data.schemata[] | [.domain, .asked, .effective]]
		== [[0, \"2ways\", \"0x3\"], [1, \"4MiB\", $(run_of $(((4 << 20) / way_bytes)))]]"
}

@test "more than there is" {
	local before

	before=$(schema web L3)
	refused L3=$((ways + 1))ways "$ways ways"
	refused L3=1GiB "more than the whole L3, $((ways * way_bytes)) bytes" "ask for less"
	refused "L3:0=$((ways + 1))ways" "$ways ways"
	run_rctl set-schemata web L3=101%
	assert_status 2
	assert_stderr_has "more than 100%"
	run_rctl set-schemata web L3=4
	assert_status 2
	assert_stderr_has "could be a mask or a number of ways"
	run_rctl set-schemata web L3=10GB/s
	assert_status 2
	assert_equal "$(schema web L3)" "$before"
}

@test "where it is placed" {
	local high

	# Devices share the two highest ways of the Intel machine: they are left out.
	high=$((ways - 2))
	[ "$ways" -ne 12 ] || high=8
	gives L3=2ways '"0x3"' --place low
	gives L3=2ways "$(printf '"0x%x"' $((3 << high)))" --place high
	mkdir "$RESCTRL/db"
	printf 'L3:0=f;1=f\n' >"$RESCTRL/schemata"
	printf 'L3:0=3c;1=3c\n' >"$RESCTRL/db/schemata"
	run_rctl set-schemata web 'L3:0-1=3ways' --place least --json
	assert_status 0
	expect_json 'all(.data.schemata[]; .rounded == "0x1c0" and .effective == "0x1c0")'
	run_rctl set-schemata web 'L3:0-1=2ways' --json
	assert_status 0
	expect_json 'all(.data.schemata[]; .effective == "0x3")'
	run_rctl create-group new --schemata 'L3:0-1=2ways' --place high --json
	assert_status 0
	expect_json "all(.data.schemata[]; .effective == \"$(printf '0x%x' $((3 << high)))\")"
	run_rctl set-schemata web L3=2ways --place middle
	assert_status 2
	assert_stderr_has middle
}

@test "bandwidth" {
	local max

	max=$(schema . MB | sed 's/^ *[0-9]*= *//; s/;.*//')
	gives MB=unlimited "$max"
	case $TESTBED_PROFILE in
	intel*)
		gives MB=50% 50
		gives MB=45% 50
		expect_json '.warnings[0].code == "rounded"'
		refused MB=10GB/s "no absolute bandwidth" "50%" ;;
	*)
		# Steps of an eighth of a gigabyte.
		gives MB=10GB/s 80
		gives MB=10.2GB/s 81
		expect_json '.warnings[0].code == "rounded"'
		gives MB=250MB/s 2
		gives MB=1MB/s 1
		refused MB=50% "absolute bandwidth" 10GB/s ;;
	esac
	run_rctl set-schemata web MB=4ways
	assert_status 2
	run_rctl set-schemata web MB=3cows
	assert_status 2
}

@test "bandwidth in MiB/s" {
	if [[ $TESTBED_PROFILE = amd* ]]; then
		gives MB=500MiB/s 4
		expect_json '.warnings[0].code == "rounded"'
		return
	fi
	# Where the kernel keeps the limit by itself.
	start_case mba_MBps
	mkdir "$RESCTRL/web"
	gives MB=500MiB/s 500
	gives MB=2GiB/s 2048
	gives MB=1GB/s 953
	expect_json '.warnings[0].code == "rounded"'
	gives MB=unlimited 4294967295
	refused MB=50% MiB/s 500MiB/s
}

@test "a dry run rounds and writes nothing" {
	local before

	before=$(tree_state)
	run_rctl set-schemata web L3=25% --dry-run --json
	assert_status 0
	expect_json ".data.dry_run and all(.data.schemata[]; .asked == \"25%\" and .rounded == $(run_of $((ways / 4)))
		and .effective == null)"
	assert_equal "$(tree_state)" "$before"
}

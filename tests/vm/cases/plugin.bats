#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The emulated counters are causal, their rate is the one that was set, and CPUID answers alike wherever it is asked.
# profiles: intel intel-snc amd-abmc

load helper

# Set by start_task.
task=

# What spin moves in a second when nothing throttles it (the setting "rate").
RATE=1000000000

setup()
{
	start_case
	mkdir "$RESCTRL"/{a,b,idle,me}
	# This shell and its children out of the default group.
	echo "$BASHPID" >"$RESCTRL/me/tasks"
	# The nodes of Sub-NUMA Clustering are what has counters of its own there.
	domains=("$RESCTRL"/mon_data/mon_L3_*/mon_sub_L3_*)
	[ -e "${domains[0]}" ] || domains=("$RESCTRL"/mon_data/mon_L3_*)
	domains=("${domains[@]#"$RESCTRL"/mon_data/}")
	need_nodes_known
	cpus=$(nproc)
	# The first and the last CPU are for the busy tasks alone.
	taskset -pc 1-$((cpus - 2)) $BASHPID >/dev/null
}

# A kernel that knows nothing of Sub-NUMA Clustering reads the counters on any CPU of the cache, so
# it gets those of one node or the other.
need_nodes_known()
{
	local nodes=(/sys/devices/system/node/node[0-9]*)

	[ ${#nodes[@]} -le ${#domains[@]} ] || skip "kernel $(uname -r) does not tell ${#nodes[@]} nodes of a cache apart"
}

# sample GROUP DOMAIN-INDEX: the counter in bytes_moved and the guest's time of the reading, in us,
# in sampled_at. No process is started in between; on a host with more to do than CPUs the machine
# may stand still there all the same, so the first reading counts that took less than 5 ms.
sample()
{
	local before after tries

	for tries in {1..200}; do
		before=${EPOCHREALTIME/./}
		read -r bytes_moved <"$RESCTRL/$1/mon_data/${domains[$2]}/mbm_total_bytes"
		after=${EPOCHREALTIME/./}
		sampled_at=$(((before + after) / 2))
		[ $((after - before)) -ge 5000 ] || return 0
	done
	fail "no reading in less than 5 ms in $tries tries"
}

# total GROUP DOMAIN-INDEX
total()
{
	sample "$@"
	echo "$bytes_moved"
}

# busy GROUP CPU: a busy task of the group that has never run elsewhere.
busy()
{
	start_task bash -c "taskset -pc $2 \$\$; echo \$\$ >$RESCTRL/$1/tasks; exec spin"
	sleep 0.2
}

# rate GROUP DOMAIN-INDEX SECONDS: bytes a second
rate()
{
	local bytes time

	sample "$1" "$2"
	bytes=$bytes_moved time=$sampled_at
	sleep "$3"
	sample "$1" "$2"
	echo $(((bytes_moved - bytes) * 1000000 / (sampled_at - time)))
}

# assert_within PERCENT VALUE EXPECTED
assert_within()
{
	local off=$(($2 * 100 - $3 * 100))

	[ "${off#-}" -le $(($1 * $3)) ] || fail "$2 is more than $1 % from $3"
}

@test "a busy task raises its own group's counter in its own domain only" {
	local last=$((${#domains[@]} - 1)) before after

	busy a 0
	busy b $((cpus - 1))
	before=("$(total a $last)" "$(total b 0)" "$(total a 0)" "$(total b $last)")
	sleep 1
	after=("$(total a $last)" "$(total b 0)" "$(total a 0)" "$(total b $last)")
	assert_equal "${after[0]}" "${before[0]}"
	assert_equal "${after[1]}" "${before[1]}"
	assert_equal "$(total idle 0) $(total idle $last)" "0 0"
	[ "${after[2]}" -gt "${before[2]}" ]
	[ "${after[3]}" -gt "${before[3]}" ]
}

@test "the rate of an unthrottled task is within 5 %" {
	local last=$((${#domains[@]} - 1))

	busy a 0
	busy b $((cpus - 1))
	assert_within 5 "$(rate a 0 1)" $RATE
	assert_within 5 "$(rate b $last 1)" $RATE
}

@test "the bandwidth control scales the rate" {
	local id=${domains[0]##*_} full half

	full=$(schema . MB)
	full=${full%%;*} full=${full#*=}
	half=$((full / 2))
	busy a 0
	echo "MB:$((10#$id))=$half" >"$RESCTRL/a/schemata"
	assert_within 5 "$(rate a 0 1)" $((RATE / 2))
}

@test "nothing counts for the default group while its tasks sleep" {
	local before after d

	busy a 0
	for d in "${!domains[@]}"; do before[d]=$(total . "$d"); done
	sleep 1
	for d in "${!domains[@]}"; do
		after=$(total . "$d")
		# Process 1 and what the kernel starts have 10 ms.
		[ $((after - before[d])) -le $((RATE / 100)) ] ||
			fail "domain $d: $((after - before[d])) bytes"
	done
}

@test "groups without tasks stay at exactly 0" {
	local d

	sleep 1
	for d in "${!domains[@]}"; do
		assert_equal "$(total a "$d") $(total b "$d") $(total idle "$d")" "0 0 0"
		assert_equal "$(cat "$RESCTRL"/idle/mon_data/"${domains[d]}"/llc_occupancy)" 0
	done
}

# occupancy GROUP
occupancy()
{
	cat "$RESCTRL/$1/mon_data/${domains[0]}/llc_occupancy"
}

# occupancy_becomes GROUP LOW HIGH: within 5 s; it is never above HIGH afterwards.
occupancy_becomes()
{
	local bytes i

	for i in {1..50}; do
		bytes=$(occupancy "$1")
		if [ "$bytes" -ge "$2" ] && [ "$bytes" -le "$3" ]; then
			sleep 0.3
			bytes=$(occupancy "$1")
			[ "$bytes" -le "$3" ] || fail "occupancy of $1 has grown to $bytes"
			return 0
		fi
		sleep 0.1
	done
	fail "occupancy of $1 is $bytes, not $2 to $3, after $i looks"
}

@test "occupancy grows up to the share of the mask and leaves when the task is gone" {
	local id=$((10#${domains[0]##*_})) size mask share

	mask=$(schema . L3)
	size=$(sed -n "s/^ *L3://p" "$RESCTRL/size")
	size=${size%%;*} size=${size#*=}
	echo "L3:$id=f" >"$RESCTRL/a/schemata"
	busy a 0
	mask=${mask%%;*} mask=${mask#*=}
	share=$((size * 4 / $(popcount "$mask")))
	occupancy_becomes a $((share * 9 / 10)) $share
	kill "$task"
	occupancy_becomes a 0 0
}

popcount()
{
	local n=$((16#$1)) bits=0

	while [ "$n" -gt 0 ]; do
		bits=$((bits + (n & 1))) n=$((n >> 1))
	done
	echo "$bits"
}

@test "a task that moves to another domain counts there from then on" {
	local last=$((${#domains[@]} - 1)) before

	busy a 0
	taskset -pc $((cpus - 1)) "$task" >/dev/null
	sleep 0.2
	before=$(total a 0)
	assert_within 5 "$(rate a "$last" 1)" $RATE
	assert_equal "$(total a 0)" "$before"
}

@test "CPUID answers the same at the end of a page" {
	local closids=$(($(<"$RESCTRL/info/L3/num_closids"))) first line n=0

	# Often enough that interrupts come between the question and the answer; on one CPU, as the
	# plugin's README says.
	taskset -c 1 page-end 0x10 1 20000 >/tmp/answers
	read -r first </tmp/answers
	assert_equal "$((16#${first##* } + 1))" "$closids"
	while read -r line; do
		assert_equal "$line" "$first"
		n=$((n + 1))
	done </tmp/answers
	assert_equal "$n ${first%% *}" "4 1"
}

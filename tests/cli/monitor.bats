#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The stream of rctl monitor: its lines, its clock, its ends.

# What the helper sets is for the cases, and the other way round.
# shellcheck disable=SC2154,SC2034

load helper

# wait_for_lines N: until the stream in stdout has so many.
wait_for_lines()
{
	local n=0

	while [ "$(wc -l <"$BATS_TEST_TMPDIR/stdout")" -lt "$1" ]; do
		[ $((n += 1)) -lt 200 ] || fail "no $1 lines in 10 seconds"
		sleep 0.05
	done
}

# wait_for_text TEXT: until the stream has it.
wait_for_text()
{
	local n=0

	while ! grep -qF -- "$1" "$BATS_TEST_TMPDIR/stdout"; do
		[ $((n += 1)) -lt 200 ] || fail "no $1 in 10 seconds"
		sleep 0.05
	done
}

# start_monitor ARG...: in the background, until it has printed a line; its PID in pid.
start_monitor()
{
	: >"$BATS_TEST_TMPDIR/stdout"
	"$RCTL" --sysroot "$tree" monitor "$@" >"$BATS_TEST_TMPDIR/stdout" 2>"$BATS_TEST_TMPDIR/stderr" 3>&- &
	pid=$!
	wait_for_lines 1
}

# end_monitor SIGNAL: sets status, stdout, stderr.
end_monitor()
{
	status=0
	kill "-$1" "$pid"
	wait "$pid" || status=$?
	stdout=$(<"$BATS_TEST_TMPDIR/stdout") stderr=$(<"$BATS_TEST_TMPDIR/stderr") ran="monitor, kill -$1"
}

@test "one object a line, as many as asked for" {
	use_tree amd-abmc
	on_tree monitor --json --count 3 --interval 0.02
	assert_status 0
	assert_stderr ''
	assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/stdout")" 3
	assert_json '.schema == "rctl/monitor/0" and .warnings == [] and .error == null'
	assert_json '.data | keys_unsorted == ["time_ns", "wall_time_ns", "readings"]'
	assert_json 'all(.data.readings[]; keys_unsorted ==
		["group", "resource", "domain", "event", "state", "value", "unit", "rate", "generation", "flags"])'
}

@test "all groups, or those named, in the order of the readings" {
	use_tree amd-abmc
	on_tree monitor --json --count 1
	assert_status 0
	assert_json '[.data.readings[].group] | unique == ["/", "/m2", "web", "web/m1"]'
	on_tree monitor web / --json --count 1
	assert_status 0
	assert_json '[.data.readings[].group] | unique == ["/", "web"]'
	assert_json '.data.readings | length == 12'
}

@test "values are exact to 64 bits" {
	use_tree amd-abmc
	echo 18446744073709551615 >"$tree/sys/fs/resctrl/web/mon_data/mon_L3_00/mbm_total_bytes"
	on_tree monitor web --json --count 1
	assert_status 0
	assert_stdout_has '"domain":0,"event":"mbm_total_bytes","state":"value","value":18446744073709551615,"unit":"bytes"'
}

@test "an unknown is null and never 0" {
	use_tree amd-abmc
	mon=$tree/sys/fs/resctrl/web/mon_data/mon_L3_00
	echo Unavailable >"$mon/llc_occupancy"
	echo Unassigned >"$mon/mbm_total_bytes"
	echo Error >"$mon/mbm_local_bytes"
	on_tree monitor web --json --count 2 --interval 0.02
	assert_status 0
	assert_json '[.data.readings[] | select(.domain == 0) | [.event, .state, .value, .rate]] | sort == [
		["llc_occupancy", "unavailable", null, null], ["mbm_local_bytes", "error", null, null],
		["mbm_total_bytes", "unassigned", null, null]]'
	on_tree monitor web --count 1
	assert_status 0
	for word in unavailable unassigned error; do
		assert_stdout_has "$word"
	done
}

@test "a text that is no reading is kept in raw" {
	use_tree amd-abmc
	echo 12monkeys >"$tree/sys/fs/resctrl/web/mon_data/mon_L3_00/mbm_total_bytes"
	on_tree monitor web --json --count 1
	assert_status 0
	assert_json '[.data.readings[] | select(has("raw")) | [.domain, .event, .state, .value, .raw]] ==
		[[0, "mbm_total_bytes", "error", null, "12monkeys"]]'
}

@test "fixed point keeps the kernel's digits" {
	use_tree amd-abmc
	echo 74.070000 >"$tree/sys/fs/resctrl/web/mon_data/mon_L3_00/mbm_total_bytes"
	on_tree monitor web --json --count 1
	assert_status 0
	assert_stdout_has '"value":74.070000,'
}

@test "a state that changes shows in the next line" {
	use_tree amd-abmc
	file=$tree/sys/fs/resctrl/web/mon_data/mon_L3_00/mbm_total_bytes
	printf '%020d\n' 1000 >"$file"
	start_monitor web --json --interval 0.05
	wait_for_lines 2
	printf 'Unavailable\n' 1<>"$file"
	truncate -s 12 "$file"
	wait_for_lines $(($(wc -l <"$BATS_TEST_TMPDIR/stdout") + 3))
	printf '%020d\n' 5000 1<>"$file"
	wait_for_lines $(($(wc -l <"$BATS_TEST_TMPDIR/stdout") + 3))
	end_monitor TERM
	assert_status 0
	# A sample may fall between the two steps of the first change, and then reads half of each.
	states=$(jq -r '.data.readings[] | select(.domain == 0 and .event == "mbm_total_bytes") | .state' \
		"$BATS_TEST_TMPDIR/stdout" | grep -v error | uniq | xargs)
	assert_equal "$states" "value unavailable value"
	jq -es 'all(.[].data.readings[]; (.state == "value") == (.value != null))' "$BATS_TEST_TMPDIR/stdout"
}

@test "sub-NUMA nodes are named" {
	use_tree intel-snc
	on_tree monitor web --json --count 1
	assert_status 0
	assert_json '[.data.readings[] | select(.event == "llc_occupancy") | [.domain, .subdomain]] | unique |
		any(.[]; . == [0, 0]) and any(.[]; . == [0, 1])'
	assert_json 'all(.data.readings[] | select(has("subdomain")); keys_unsorted[2:4] == ["domain", "subdomain"])'
}

@test "rates come with the second sample" {
	use_tree amd-abmc
	on_tree monitor web --json --count 2 --interval 0.02
	assert_status 0
	jq -es '.[0].data.readings | all(.rate == null)' "$BATS_TEST_TMPDIR/stdout"
	jq -es '.[1].data.readings | map(select(.event == "mbm_total_bytes")) | length == 2 and all(.rate == 0)' \
		"$BATS_TEST_TMPDIR/stdout"
}

@test "intervals do not drift: samples stay near whole intervals after the first" {
	command -v strace >/dev/null || skip "strace is not installed"
	use_tree amd-abmc
	# Under strace a sample takes so long that 80 of them would be off by more than an interval.
	run_traced -o "$BATS_TEST_TMPDIR/calls" -- --sysroot "$tree" monitor web --json --count 81 --interval 0.025
	assert_status 0
	# Never early; some may be late, on a busy machine.
	jq -es '[.[].data.time_ns] | .[0] as $first | [.[-20:][] | (. - $first) % 25000000] | min < 8000000' \
		"$BATS_TEST_TMPDIR/stdout"
}

@test "an interval as short as 0.01 is taken" {
	use_tree amd-abmc
	for interval in 0.01 .01 0.010 1.5 1. 000.5; do
		on_tree monitor web --json --count 1 --interval "$interval"
		assert_status 0
	done
}

@test "SIGTERM and SIGINT end it at once and well, even in a long sleep" {
	use_tree amd-abmc
	# Background jobs of a shell without job control ignore SIGINT.
	set -m
	for signal in TERM INT; do
		start_monitor web --json --interval 1000
		end_monitor "$signal"
		assert_status 0
		assert_stderr ''
		assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/stdout")" 1
		assert_json '.error == null'
		start_monitor web --interval 1000
		end_monitor "$signal"
		assert_status 0
		[[ $stdout = *$'\n'"stopped after 1 samples" ]] || fail "no last line"
	done
	set +m
}

@test "a reader that goes away ends it quietly" {
	use_tree amd-abmc
	for format in --json --verbose; do
		"$RCTL" --sysroot "$tree" monitor "$format" --interval 0.01 2>"$BATS_TEST_TMPDIR/stderr" | head -n 1 >/dev/null
		assert_equal "${PIPESTATUS[*]}" "0 0"
		assert_equal "$(<"$BATS_TEST_TMPDIR/stderr")" ""
	done
}

@test "a sample costs a read a value, one write, one sleep" {
	command -v strace >/dev/null || skip "strace is not installed"
	use_tree amd-abmc
	for count in 5 15; do
		run_traced -c -S name -U name,calls -o "$BATS_TEST_TMPDIR/calls.$count" -- \
			--sysroot "$tree" monitor web --json --interval 0.01 --count "$count"
		assert_status 0
		# On a busy host a tick that has passed is not slept for.
		awk -v most="$count" '$1 == "ppoll" && $2 >= most { exit 1 }' "$BATS_TEST_TMPDIR/calls.$count" ||
			fail "more than one sleep between two samples"
	done
	grown=$(join <(sort "$BATS_TEST_TMPDIR/calls.5") <(sort "$BATS_TEST_TMPDIR/calls.15") |
		awk '$1 != "total" && $1 != "ppoll" && $3 > $2 { print $1, ($3 - $2) / 10 }')
	assert_equal "$grown" "$(printf '%s\n' 'pread64 6' 'write 1')"
}

@test "no group of that name" {
	use_tree amd-abmc
	on_tree monitor nope --json
	assert_status 1
	assert_json '.error.code == "not_found" and .data == null'
}

@test "csv: a heading, a record for each reading, nothing for what is unknown" {
	use_tree amd-abmc
	echo Unassigned >"$tree/sys/fs/resctrl/web/mon_data/mon_L3_00/mbm_total_bytes"
	mkdir -p "$tree/sys/fs/resctrl/a,b"
	cp -r "$tree/sys/fs/resctrl/web/mon_data" "$tree/sys/fs/resctrl/web/tasks" "$tree/sys/fs/resctrl/a,b"
	on_tree monitor web 'a,b' --csv --count 2 --interval 0.02
	assert_status 0
	assert_stderr ''
	assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/stdout")" 25
	assert_equal "$(head -n 1 "$BATS_TEST_TMPDIR/stdout")" \
		"time_ns,wall_time_ns,group,resource,domain,subdomain,event,state,value,unit,rate,generation,flags"
	assert_equal "$(sed -n 4p "$BATS_TEST_TMPDIR/stdout" | cut -d, -f3-)" \
		"web,L3,0,,mbm_total_bytes,unassigned,,bytes,,0,"
	assert_equal "$(sed -n 15p "$BATS_TEST_TMPDIR/stdout" | cut -d, -f3-)" "web,L3,0,,mbm_local_bytes,value,0,bytes,0.000,0,"
	assert_equal "$(grep -c '"a,b",L3' "$BATS_TEST_TMPDIR/stdout")" 12
	on_tree monitor --totals --csv --count 1
	assert_status 0
	assert_equal "$(grep -c 'L3,,,llc_occupancy,value' "$BATS_TEST_TMPDIR/stdout")" 6
	# One of two domains has no counter: no sum.
	assert_stdout_has ",web,L3,,,mbm_total_bytes,unassigned,,bytes,,,"
}

@test "totals count nothing twice" {
	use_tree intel-snc
	on_tree monitor --totals --json --count 1
	assert_status 0
	assert_json '.data as $d | all(.data.totals[]; . as $t | $t.value == ([$d.readings[] |
		select((has("subdomain") | not) and .resource == $t.resource and .event == $t.event and
			if $t.group == null then (.group == "/" or (.group | contains("/") | not)) else .group == $t.group end) |
		.value] | add))'
	assert_json '[.data.totals[] | select(.group == null) | .event] ==
		["llc_occupancy", "mbm_local_bytes", "mbm_total_bytes"]'
	# Some groups are not the machine.
	on_tree monitor web --totals --json --count 1
	assert_json 'all(.data.totals[]; .group == "web")'
	use_tree amd-abmc
	echo Unassigned >"$tree/sys/fs/resctrl/web/mon_data/mon_L3_00/mbm_total_bytes"
	on_tree monitor web --totals --json --count 1
	assert_json '[.data.totals[] | [.event, .parts, .known]] ==
		[["llc_occupancy", 2, 2], ["mbm_local_bytes", 2, 2], ["mbm_total_bytes", 2, 1]]'
	on_tree monitor web --totals --count 1
	assert_stdout_has "1 of 2"
}

@test "openmetrics: families of their own, sums that start at 0, and an end" {
	use_tree intel-snc
	on_tree monitor --openmetrics --count 1
	assert_status 0
	assert_equal "$(tail -n 1 "$BATS_TEST_TMPDIR/stdout")" "# EOF"
	names=$(sed -n 's/^\(resctrl_[a-z0-9_]*\){.*/\1/p' "$BATS_TEST_TMPDIR/stdout" | sort -u)
	for kind in group mon_group group_node mon_group_node; do
		for name in llc_occupancy_bytes mbm_total_bytes_total mbm_total_bytes_created mbm_local_bytes_total; do
			grep -qx "resctrl_${kind}_l3_$name" <<<"$names" || fail "no resctrl_${kind}_l3_$name"
		done
	done
	assert_stdout_has 'resctrl_group_l3_mbm_total_bytes_total{group="web",domain="0"} 0'
	assert_stdout_has 'resctrl_mon_group_node_l3_mbm_total_bytes_total{group="web",mon_group="m1",domain="0",node="1"} 0'
	assert_stdout_has 'resctrl_mon_group_l3_mbm_total_bytes_total{group="/",mon_group="m2",domain="0"} 0'
	# Samples of a family stand together, and none twice.
	assert_equal "$(grep -v '^#' "$BATS_TEST_TMPDIR/stdout" | sed 's/{.*//' | uniq | sort | uniq -d)" ""
	assert_equal "$(grep -v '^#' "$BATS_TEST_TMPDIR/stdout" | sed 's/ .*//' | sort | uniq -d)" ""
}

@test "openmetrics: why a value is missing, and what a name may hold" {
	use_tree amd-abmc
	echo Unassigned >"$tree/sys/fs/resctrl/web/mon_data/mon_L3_00/mbm_total_bytes"
	mkdir "$tree/sys/fs/resctrl/a\"b"
	cp -r "$tree/sys/fs/resctrl/web/mon_data" "$tree/sys/fs/resctrl/web/tasks" "$tree/sys/fs/resctrl/a\"b"
	echo 1 >"$tree/sys/fs/resctrl/web/mon_data/mon_L3_00/New-Event"
	on_tree monitor --openmetrics --count 1
	assert_status 0
	assert_stdout_has 'resctrl_no_value{group="web",domain="0",resource="L3",event="mbm_total_bytes",state="unassigned"} 1'
	assert_stdout_has 'resctrl_group_l3_llc_occupancy_bytes{group="a\"b",domain="0"} 0'
	assert_stdout_has 'resctrl_group_l3_new_event{group="web",domain="0"} 1'
	! grep -q 'mbm_total_bytes_total{group="web",domain="0"}' "$BATS_TEST_TMPDIR/stdout"
}

@test "openmetrics into a file: replaced as a whole" {
	use_tree amd-abmc
	file=$BATS_TEST_TMPDIR/metrics.prom
	on_tree monitor web --openmetrics --output "$file" --count 3 --interval 0.02
	assert_status 0
	assert_stdout ''
	assert_equal "$(tail -n 1 "$file")" "# EOF"
	assert_equal "$(grep -c '# EOF' "$file")" 1
	assert_equal "$(find "$BATS_TEST_TMPDIR" -name '*.tmp')" ""
	on_tree monitor web --openmetrics --output "$BATS_TEST_TMPDIR/none/metrics.prom" --json --count 1
	assert_status 2
	on_tree monitor web --openmetrics --output "$BATS_TEST_TMPDIR/none/metrics.prom" --count 1
	assert_status 1
	assert_stderr "rctl: cannot write $BATS_TEST_TMPDIR/none/metrics.prom: No such file or directory
  name a file in a directory that exists"
	on_tree monitor web --openmetrics --output "$BATS_TEST_TMPDIR" --count 1
	assert_status 1
	assert_stderr "rctl: cannot write $BATS_TEST_TMPDIR: Is a directory
  name a file, not a directory"
	on_tree monitor web --output "$file" --count 1
	assert_status 2
	assert_stderr_has "--output is for --openmetrics"
	on_tree monitor --openmetrics --output - --count 1
	assert_status 2
	assert_stderr_has "not '-'"
}

@test "what excludes each other" {
	use_tree amd-abmc
	for args in "--json --csv" "--json --openmetrics" "--csv --openmetrics" "--totals --openmetrics"; do
		on_tree monitor $args --count 1
		assert_status 2
	done
}

@test "groups by pattern, events and domains alone" {
	use_tree amd-abmc
	on_tree monitor 'w*' '*/*' --json --count 1 --event 'mbm_*' --domain L3:1
	assert_status 0
	assert_json '[.data.readings[] | [.group, .domain, .event]] ==
		[["web", "/m2", "web/m1"][] as $g | ["mbm_local_bytes", "mbm_total_bytes"][] as $e | [$g, 1, $e]]'
	on_tree monitor --json --count 1 --event nope
	assert_status 1
	assert_json '.error.code == "not_found"'
	on_tree monitor --count 1 --domain x
	assert_status 2
	assert_stderr_has "'x' cannot be a list of domains"
	# A pattern may wait for its groups.
	on_tree monitor 'none*' --json --count 1
	assert_status 0
	assert_json '.data.readings == []'
}

@test "groups that come and go while it runs" {
	use_tree amd-abmc
	start_monitor --json --interval 0.05
	mkdir "$tree/sys/fs/resctrl/new"
	cp -r "$tree/sys/fs/resctrl/web/mon_data" "$tree/sys/fs/resctrl/web/tasks" "$tree/sys/fs/resctrl/new"
	mv "$tree/sys/fs/resctrl/web" "$BATS_TEST_TMPDIR/web"
	wait_for_lines $(($(wc -l <"$BATS_TEST_TMPDIR/stdout") + 3))
	end_monitor TERM
	assert_status 0
	jq -es 'any(.[].data.readings[]; .group == "new" and .state == "value")' "$BATS_TEST_TMPDIR/stdout"
	jq -es 'any(.[].warnings[]; .code == "group_gone" and (.message | contains("web")))
		and any(.[].warnings[]; .code == "group_new" and (.message | contains("new")))' "$BATS_TEST_TMPDIR/stdout"
	jq -es '.[-1].data.readings | all(.[] | select(.group == "web"); .state == "gone" and .value == null)' \
		"$BATS_TEST_TMPDIR/stdout"
}

@test "a duration ends it, with a sample at its end" {
	use_tree amd-abmc
	on_tree monitor web --json --interval 0.2 --duration 0.3
	assert_status 0
	assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/stdout")" 3
}

@test "on a terminal the table is no wider than that" {
	command -v script >/dev/null || skip "script is not installed"
	use_tree aet
	long=a_group_with_quite_a_long_name_for_a_terminal_of_60_columns
	mkdir "$tree/sys/fs/resctrl/$long"
	cp -r "$tree/sys/fs/resctrl/g1/mon_data" "$tree/sys/fs/resctrl/g1/tasks" "$tree/sys/fs/resctrl/$long"
	script -qec "stty cols 60; '$RCTL' --sysroot '$tree' monitor '$long' --count 1" /dev/null </dev/null >"$BATS_TEST_TMPDIR/stdout"
	assert_equal "$(tr -d '\r' <"$BATS_TEST_TMPDIR/stdout" | awk 'length($0) > 60')" ""
	stdout=$(<"$BATS_TEST_TMPDIR/stdout")
	[[ $stdout = *"a_group"*"~"*"core_energy"*" J "* ]] || fail "nothing was cut"
	"$RCTL" --sysroot "$tree" monitor "$long" --count 1 >"$BATS_TEST_TMPDIR/stdout"
	grep -q "^$long " "$BATS_TEST_TMPDIR/stdout"
}

@test "interrupted, it sums up" {
	use_tree amd-abmc
	file=$tree/sys/fs/resctrl/web/mon_data/mon_L3_00/mbm_total_bytes
	printf '%020d\n' 1000 >"$file"
	start_monitor web --interval 0.05
	printf '%020d\n' 1049576 1<>"$file"
	wait_for_lines $(($(wc -l <"$BATS_TEST_TMPDIR/stdout") + 20))
	end_monitor TERM
	assert_status 0
	[[ $stdout = *$'\n''in all:'*'web L3 0 mbm_total_bytes: 1 MiB, '*'/s on average'*'stopped after '* ]] || fail "no summary"
}

@test "tasks: what excludes what" {
	run_rctl monitor web --pid 12
	assert_status 2
	assert_stderr_has "GROUP and --pid exclude each other"
	run_rctl monitor web --dry-run
	assert_status 2
	assert_stderr_has "--dry-run is for --pid and --cgroup"
	run_rctl monitor --steal
	assert_status 2
	assert_stderr_has "--steal is for --pid and --cgroup"
	run_rctl monitor --cgroup /c --tree
	assert_status 2
	assert_stderr_has "--tree is for --pid"
	run_rctl monitor --cgroup relative
	assert_status 2
	assert_stderr_has "absolute path"
	run_rctl monitor --pid 0
	assert_status 2
	# Nothing is moved on a recorded tree, and nobody there is known.
	use_tree amd-abmc
	run_rctl --sysroot "$tree" monitor --pid 12 --json
	assert_status 1
	assert_json '.error.errno == 30'
	run_rctl --sysroot "$tree" gc --json
	assert_status 0
	assert_json '.data.removed == [] and (.data.kept | length > 0 and all(.[]; .reason == "no_mark"))'
}

@test "options of --multiplex without it, and what does not go together with it" {
	use_tree amd-abmc
	on_tree monitor --slot 1
	assert_status 2
	assert_stderr_has "--slot is for --multiplex"
	on_tree monitor --take-assigned
	assert_status 2
	assert_stderr_has "--take-assigned is for --multiplex"
	on_tree monitor --multiplex --totals
	assert_status 2
	# Counters of a recorded tree cannot be assigned.
	on_tree monitor --multiplex --json
	assert_status 1
	assert_json '.error.operation == "rotate counters" and (.error.cause | contains("recorded tree"))'
}

@test "a file that one domain lacks and another has is absent" {
	use_tree amd-abmc
	rm "$tree/sys/fs/resctrl/web/mon_data/mon_L3_01/mbm_total_bytes"
	on_tree monitor web --json --count 2 --interval 0.02
	assert_status 0
	assert_json '[.data.readings[] | select(.state == "absent")] == [{group: "web", resource: "L3", domain: 1,
		event: "mbm_total_bytes", state: "absent", value: null, unit: "bytes", rate: null, generation: 0, flags: []}]'
	assert_json '(.data.readings | length == 6) and .warnings == [] and .error == null'
	on_tree monitor web --csv --count 1
	assert_status 0
	assert_equal "$(grep absent "$BATS_TEST_TMPDIR/stdout" | cut -d, -f3-)" "web,L3,1,,mbm_total_bytes,absent,,bytes,,0,"
	on_tree monitor web --count 1
	assert_status 0
	assert_equal "$(grep absent "$BATS_TEST_TMPDIR/stdout" | tr -s ' ')" "web L3 1 mbm_total_bytes absent -"
	on_tree monitor web --openmetrics --count 1
	assert_status 0
	assert_stdout_has 'resctrl_no_value{group="web",domain="1",resource="L3",event="mbm_total_bytes",state="absent"} 1'
	assert_equal "$(grep -c 'mbm_total_bytes_total{group="web",domain="1"}' "$BATS_TEST_TMPDIR/stdout")" 0
	# Asked for by name it is found, in no case gone, and alone there is nothing to compare it with.
	on_tree monitor web --event mbm_total_bytes --json --count 1
	assert_json '[.data.readings[] | [.domain, .state]] == [[0, "value"], [1, "absent"]]'
	on_tree monitor web --event mbm_total_bytes --domain 1 --json --count 1
	assert_status 1
}

@test "a total says that a part of it is absent" {
	use_tree amd-abmc
	rm "$tree/sys/fs/resctrl/web/mon_data/mon_L3_01/mbm_total_bytes"
	echo 4000 >"$tree/sys/fs/resctrl/web/mon_data/mon_L3_00/mbm_total_bytes"
	on_tree monitor web --totals --json --count 1
	assert_json '[.data.totals[] | select(.event == "mbm_total_bytes") | [.parts, .known, .value]] == [[2, 1, 4000]]'
	on_tree monitor web --totals --csv --count 1
	assert_stdout_has ",web,L3,,,mbm_total_bytes,absent,,bytes,,,"
	on_tree monitor web --totals --count 1
	assert_stdout_has "1 of 2"
}

@test "a file that goes alone is absent, and starts anew when it is back" {
	use_tree amd-abmc
	root=$tree/sys/fs/resctrl
	start_monitor web --json --interval 0.05
	rm "$root/web/mon_data/mon_L3_01/mbm_total_bytes"
	# Files are made and removed without a word; a group makes it look.
	mkdir "$root/one"
	wait_for_text '"domain":1,"event":"mbm_total_bytes","state":"absent","value":null'
	printf '%020d\n' 9000000 >"$root/web/mon_data/mon_L3_01/mbm_total_bytes"
	mkdir "$root/two"
	wait_for_text '"event":"mbm_total_bytes","state":"value","value":9000000,"unit":"bytes","rate":null,"generation":1,"flags":["restarted"]'
	end_monitor INT
	assert_stdout_has '"event_gone"'
	assert_stdout_has '"event_new"'
	! grep -q domain_ "$BATS_TEST_TMPDIR/stdout"
}

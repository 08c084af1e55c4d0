# SPDX-License-Identifier: GPL-2.0-or-later
# profiles: amd-abmc intel intel-8
# tier: full
# 200 times a CPU goes and comes back, and with the last of a domain's the domain, while 4 read, 2 make and remove groups,
# and one watches.

# What the helper sets is for the cases.
# shellcheck disable=SC2154

load helper

CPU=/sys/devices/system/cpu
# The CPUs of the domain 1: the second half of all.
half=$(($(nproc --all) / 2))

# writer N: makes and removes groups as long as it may; what went wrong goes to writer.N.err. A group that is made just
# while a domain comes back has no counters there, which is told by status 6.
writer()
{
	local n=0 status words

	while [ -e "$BATS_FILE_TMPDIR/go" ]; do
		status=0
		words=$(rctl create-group "w$1" --schemata 'L3:0=f' --quiet 2>&1) || status=$?
		[ $status = 0 ] || [ $status = 6 ] || echo "create $n: status $status: $words"
		rctl remove-group "w$1" --quiet || echo "remove $n: status $?"
		n=$((n + 1))
	done >"$BATS_FILE_TMPDIR/writer.$1.err" 2>&1
	echo "$n" >"$BATS_FILE_TMPDIR/writer.$1"
}

# measure PID: descriptors, KiB of memory, and by how many KiB it may grow. Memory that was freed may stay with the process;
# 180 leaks of anything would be more. The address sanitizer keeps what is freed until it is 1 MiB (see below), and a record of
# where each call came from, which makes 1 to 3 MiB; it looks for leaks itself at the end: a leak is status 99.
measure()
{
	local kib room=512

	kib=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$1/status")
	! grep -q libasan "/proc/$1/maps" || room=8192
	echo "$(find "/proc/$1/fd" -mindepth 1 | wc -l) $kib $room"
}

cycles()
{
	local n cpu

	for ((n = 0; n < $1; n += half)); do
		for ((cpu = 2 * half - 1; cpu >= half; cpu--)); do echo 0 >$CPU/cpu$cpu/online; done
		for ((cpu = half; cpu < 2 * half; cpu++)); do echo 1 >$CPU/cpu$cpu/online; done
	done
}

# Here, because a case has 60 s.
setup_file()
{
	local i pids=() writers=() out=$BATS_FILE_TMPDIR

	set +e
	start_case ""
	mkdir "$RESCTRL/web"
	cp "$RESCTRL/schemata" "$out/schemata.before"
	touch "$out/go"
	export ASAN_OPTIONS="${ASAN_OPTIONS:-}:quarantine_size_mb=1:thread_local_quarantine_size_kb=64"
	rctl watch --json >"$out/watch" 2>"$out/watch.err" 3>&- &
	pids+=($!)
	for i in 1 2 3 4; do
		rctl monitor web / --json --interval 0.25 >"$out/monitor.$i" 2>"$out/monitor.$i.err" 3>&- &
		pids+=($!)
	done
	# What the first domain that goes costs, and the first group, is no leak.
	sleep 2
	rctl create-group w1 --quiet
	cycles 20
	rctl remove-group w1 --quiet
	sleep 2
	for i in "${pids[@]}"; do measure "$i"; done >"$out/measured.before"
	for i in 1 2; do
		writer $i 3>&- &
		writers+=($!)
	done
	SECONDS=0
	cycles 180
	while [ $SECONDS -lt 60 ]; do sleep 1; done
	rm "$out/go"
	wait "${writers[@]}"
	sleep 2
	for i in "${pids[@]}"; do measure "$i"; done >"$out/measured.after"
	cp "$RESCTRL/schemata" "$out/schemata.after"
	for i in "${pids[@]}"; do
		kill -INT "$i"
		wait "$i"
		echo $?
	done >"$out/statuses"
	end_case
}

@test "nobody ended before being told to, or with a complaint" {
	assert_equal "$(xargs <"$BATS_FILE_TMPDIR/statuses")" "0 0 0 0 0"
	assert_equal "$(cat "$BATS_FILE_TMPDIR"/writer.?.err "$BATS_FILE_TMPDIR/watch.err")" ""
	assert_equal "$(grep -h . "$BATS_FILE_TMPDIR"/monitor.?.err | grep -v '^rctl: warning: ' || true)" ""
	# How many depends on the host; a few at least, so that there was something to trip over.
	[ "$(<"$BATS_FILE_TMPDIR/writer.1")" -ge 5 ] && [ "$(<"$BATS_FILE_TMPDIR/writer.2")" -ge 5 ] ||
		fail "groups made: $(cat "$BATS_FILE_TMPDIR"/writer.?)"
}

@test "every domain is back" {
	assert_equal "$(<"$BATS_FILE_TMPDIR/schemata.after")" "$(<"$BATS_FILE_TMPDIR/schemata.before")"
	grep -h '"kind":"cpu_' "$BATS_FILE_TMPDIR/watch" | jq -es '[.[].data] |
		([.[] | select(.kind == "cpu_offline")] | length == 200) and ([.[] | select(.kind == "cpu_online")] | length == 200)'
	grep -h '"kind":"domain_' "$BATS_FILE_TMPDIR/watch" | jq -es '[.[].data | select(.resource == "L3")] |
		length == 400 / '"$half"' and all(.[]; .domain == 1) and
		([range(0; length) as $i | .[$i].kind == (if $i % 2 == 0 then "domain_offline" else "domain_online" end)] | all) and
		([.[] | select(.kind == "domain_online").generation] | . == (sort | unique))'
}

@test "no descriptor and no memory leaks" {
	local fds kib room before

	paste -d ' ' "$BATS_FILE_TMPDIR/measured.before" "$BATS_FILE_TMPDIR/measured.after" |
		sed 's/^\([0-9]*\) \([0-9]*\) [0-9]* \([0-9]*\) \([0-9]*\) .*/# descriptors \1, then \3; \2 KiB, then \4/' >&3
	exec 5<"$BATS_FILE_TMPDIR/measured.before"
	while read -r fds kib room; do
		read -r -u 5 -a before
		assert_equal "$fds" "${before[0]}"
		[ "$kib" -gt 0 ] && [ "$kib" -le $((before[1] + room)) ] || fail "$kib KiB, before ${before[1]}"
	done <"$BATS_FILE_TMPDIR/measured.after"
}

@test "no value of a domain that was away is taken for a fresh one" {
	local i

	for i in 1 2 3 4; do
		# Between two values with the domain away there is another generation, and no rate spans it.
		jq -es '[.[].data.readings // [] | .[] | select(.domain == 1 and .group == "web" and .event == "mbm_total_bytes")] |
			(map(select(.state == "gone")) | length > 0) and
			(reduce (.[] | select(.state != "unassigned")) as $r ({"away": false, "last": null, "good": true};
				if $r.state == "gone" then .away = true
				else .good = (.good and ((.away | not) or (.last != $r.generation and $r.rate == null))) |
					.away = false | .last = $r.generation end) | .good)' "$BATS_FILE_TMPDIR/monitor.$i"
	done
}

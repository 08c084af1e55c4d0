# SPDX-License-Identifier: GPL-2.0-or-later
# profiles: amd-abmc intel
# tier: full
# Events as they happen, told by a real kernel.

# What the helper sets is for the cases.
# shellcheck disable=SC2154

load helper

CPU=/sys/devices/system/cpu

# start_watch ARG...: in the background; its PID in watch.
start_watch()
{
	local n=0

	: >"$BATS_TEST_TMPDIR/stdout"
	rctl watch --json "$@" >"$BATS_TEST_TMPDIR/stdout" 2>"$BATS_TEST_TMPDIR/stderr" 3>&- &
	watch=$!
	disown "$watch"
	while [ ! -s "$BATS_TEST_TMPDIR/stdout" ]; do
		[ $((n += 1)) -lt 200 ] || fail "watch does not start"
		sleep 0.05
	done
}

# end_watch [LINES]: waits for so many lines and ends it; expect_stream then sees all but the first.
end_watch()
{
	local n=0 lines=${1:-0}

	while [ "$(wc -l <"$BATS_TEST_TMPDIR/stdout")" -lt "$lines" ] && [ $((n += 1)) -lt 100 ]; do
		sleep 0.05
	done
	sleep 0.2
	kill "$watch" || fail "watch has ended: $(<"$BATS_TEST_TMPDIR/stderr")"
	n=0
	while kill -0 "$watch" 2>/dev/null && [ $((n += 1)) -lt 100 ]; do
		sleep 0.05
	done
	status=0 ran="rctl watch"
	stdout=$(tail -n +2 "$BATS_TEST_TMPDIR/stdout") stderr=$(<"$BATS_TEST_TMPDIR/stderr")
	assert_equal "$stderr" ""
}

@test "groups that anybody makes, renames and removes" {
	start_watch --kind groups
	mkdir "$RESCTRL/web"
	mkdir "$RESCTRL/web/mon_groups/m1"
	run_rctl_beside create-group db
	sleep 0.3
	rmdir "$RESCTRL/db"
	sleep 0.3
	if mv "$RESCTRL/web/mon_groups/m1" "$RESCTRL/web/mon_groups/m2" 2>/dev/null; then
		sleep 0.3
		rmdir "$RESCTRL/web"
		end_watch 8
		expect_stream '[.[].data | [.kind, .group, .old_name]] == [["group_created", "web", null],
			["group_created", "web/m1", null], ["group_created", "db", null], ["group_removed", "db", null],
			["group_renamed", "web/m2", "web/m1"], ["group_removed", "web/m2", null],
			["group_removed", "web", null]]'
	else
		rmdir "$RESCTRL/web"
		end_watch 7
		expect_stream '[.[].data | [.kind, .group]] == [["group_created", "web"], ["group_created", "web/m1"],
			["group_created", "db"], ["group_removed", "db"], ["group_removed", "web/m1"], ["group_removed", "web"]]'
	fi
}

# run_rctl takes the files that the stream is in.
run_rctl_beside()
{
	rctl "$@" >/dev/null
}

@test "CPUs, and the domains that go and come with them" {
	start_watch --kind cpus
	echo 0 >$CPU/cpu3/online
	echo 0 >$CPU/cpu2/online
	echo 1 >$CPU/cpu2/online
	echo 1 >$CPU/cpu3/online
	end_watch 13
	expect_stream '[.[].data | select(.resource != "L2") | [.kind, .cpu, .resource, .domain]] == [
		["cpu_offline", 3, null, null], ["cpu_offline", 2, null, null],
		["domain_offline", null, "L3", 1], ["domain_offline", null, "package", 1],
		["cpu_online", 2, null, null],
		["domain_online", null, "L3", 1], ["domain_online", null, "package", 1],
		["cpu_online", 3, null, null]]'
	expect_stream '[.[].data | select(.resource == "L3").generation] | length == 2 and .[1] > .[0]'
}

@test "what a domain has lost when it is back" {
	mkdir "$RESCTRL/web"
	start_watch --kind settings
	# Written after the start, by somebody else: the last value counts.
	echo "L3:1=1f" >"$RESCTRL/web/schemata"
	echo "L3:1=f" >"$RESCTRL/web/schemata"
	echo 2-3 >"$RESCTRL/web/cpus_list"
	sleep 0.5
	echo 0 >$CPU/cpu3/online
	echo 0 >$CPU/cpu2/online
	echo 1 >$CPU/cpu2/online
	echo 1 >$CPU/cpu3/online
	end_watch 4
	expect_stream '[.[].data | select(.group == "web" and (.setting | test("mbm") | not)) |
		[.kind, .setting, .domain, .cpu, .old]] == [["setting_lost", "L3", 1, null, "f"],
		["setting_lost", "cpu", null, 2, "2"], ["setting_lost", "cpu", null, 3, "3"]]'
	full=$(<"$RESCTRL/info/L3/cbm_mask")
	expect_stream '[.[].data | select(.setting == "L3").new] == ["'"$full"'"]'
	if [ -e "$RESCTRL/mbm_L3_assignments" ]; then
		expect_stream '[.[].data | select(.group == "web" and .setting == "mbm_total_bytes") |
			[.domain, .old, .new]] == [[1, "e", "_"]]'
	fi
	# Nothing is put back unasked.
	assert_equal "$(<"$RESCTRL/web/cpus_list")" ""
}

@test "a change that somebody makes is no loss" {
	mkdir "$RESCTRL/web"
	start_watch --kind settings
	echo "L3:1=f" >"$RESCTRL/web/schemata"
	echo 2-3 >"$RESCTRL/web/cpus_list"
	echo 3 >"$RESCTRL/web/cpus_list"
	echo "L3:1=3" >"$RESCTRL/web/schemata"
	end_watch
	assert_equal "$stdout" ""
}

@test "resctrl unmounted and mounted, and watch does not stand in the way" {
	start_watch --kind mounts,groups,settings
	mkdir "$RESCTRL/web"
	sleep 0.3
	umount "$RESCTRL"
	sleep 0.3
	mount -t resctrl resctrl "$RESCTRL"
	mkdir "$RESCTRL/db"
	sleep 0.3
	# At once: the mount table looks the same before and after.
	umount "$RESCTRL"; mount -t resctrl resctrl "$RESCTRL"
	end_watch 7
	expect_stream '[.[].data | [.kind, .group, .path]] == [["group_created", "web", null],
		["unmounted", null, "/sys/fs/resctrl"], ["mounted", null, "/sys/fs/resctrl"],
		["group_created", "db", null],
		["unmounted", null, "/sys/fs/resctrl"], ["mounted", null, "/sys/fs/resctrl"]]'
}

@test "resctrl unmounted and mounted at once, when mounts alone are watched" {
	start_watch --kind mounts
	umount "$RESCTRL"; mount -t resctrl resctrl "$RESCTRL"
	sleep 0.3
	mkdir "$RESCTRL/web"
	umount "$RESCTRL"; mount -t resctrl resctrl "$RESCTRL"
	end_watch 5
	expect_stream '[.[].data.kind] == ["unmounted", "mounted", "unmounted", "mounted"]'
}

@test "resctrl mounted while it is watched" {
	umount "$RESCTRL"
	start_watch
	mount -t resctrl resctrl "$RESCTRL"
	sleep 0.3
	mkdir "$RESCTRL/web"
	end_watch 3
	expect_stream '[.[].data.kind] == ["mounted", "group_created"]'
}

@test "telemetry devices that come and go" {
	local path=/devices/pci0000:00/0000:00:0a.0/intel_vsec.telemetry.0/intel_pmt/telem1

	start_watch --kind pmt
	uevent add $path intel_pmt
	uevent add /devices/virtual/net/telem2 net
	uevent change $path intel_pmt
	uevent remove $path intel_pmt
	end_watch 3
	expect_stream '[.[].data | [.kind, .device, .message]] == [
		["pmt_added", "telem1", "telemetry device telem1 was added"],
		["pmt_removed", "telem1", "telemetry device telem1 was removed"]]'
}

@test "who holds a domain and a group holds them for as long as wanted" {
	local out=$BATS_TEST_TMPDIR/out words=() n

	# say LINES: asks, and waits for so many lines in all.
	say()
	{
		sleep 0.5
		[ "$1" = 2 ] || echo >&"$go"
		n=0
		while [ "$(wc -l <"$out")" -lt "$1" ]; do
			[ $((n += 1)) -lt 100 ] || fail "$(<"$out")"
			sleep 0.05
		done
	}

	mkdir "$RESCTRL/web"
	mkfifo "$BATS_TEST_TMPDIR/go"
	objects web 1 <"$BATS_TEST_TMPDIR/go" >"$out" 3>&- &
	task=$!
	exec {go}>"$BATS_TEST_TMPDIR/go"
	say 2
	echo 0 >$CPU/cpu3/online
	echo 0 >$CPU/cpu2/online
	rmdir "$RESCTRL/web"
	say 4
	echo 1 >$CPU/cpu2/online
	echo 1 >$CPU/cpu3/online
	mkdir "$RESCTRL/web"
	say 6
	rmdir "$RESCTRL/web"
	umount "$RESCTRL"
	say 8
	mount -t resctrl resctrl "$RESCTRL"
	exec {go}>&-
	# The sanitizers, where it was built with them, have their say here.
	wait "$task"
	cat "$out"
	mapfile -t words < <(sed 's/ [0-9]* \([a-z]*\)$/ \1/' "$out")
	assert_equal "$(printf '%s; ' "${words[@]}")" "group web present same; domain 1 present same; \
group web gone none; domain 1 gone same; group web present same; domain 1 present same; \
group web gone none; domain 1 present same; group web gone closed; domain 1 present closed; "
	# generations KIND: another one when it is back, and none in between.
	generations()
	{
		sed -n "s/^$1 .* \([0-9]*\) [a-z]*$/\1/p" "$out" | xargs
	}
	read -r -a words < <(generations domain)
	[ "${words[1]}" = "${words[0]}" ] && [ "${words[2]}" -gt "${words[1]}" ] && [ "${words[4]}" = "${words[2]}" ]
	read -r -a words < <(generations group)
	[ "${words[1]}" = "${words[0]}" ] && [ "${words[2]}" -gt "${words[1]}" ] && [ "${words[4]}" = "${words[2]}" ]
}

@test "processes that fork, exec and exit" {
	start_watch --kind processes
	env true
	(exit 3) || true
	sleep 0.1
	end_watch 6
	expect_stream '[.[].data] as $all | ($all | map(select(.kind == "process_exit" and .status == 768)) | length == 1) and
		($all | map(select(.kind == "process_exec")) | length >= 1) and
		any($all[] | select(.kind == "process_exec"); .pid as $p |
			any($all[]; .kind == "process_fork" and .pid == $p))'
}

@test "without rights the rest works and the gap is named" {
	as_nobody timeout 1 rctl watch --kind cpus,processes --json
	assert_json '.data.kind == "started" and .data.sources[0] == {"name": "cpus", "errno": null, "reason": null}'
	# From 6.6 on the proc connector is for everybody.
	if [ "$(json '.data.sources[1].errno')" = null ]; then
		assert_equal "$(json '.warnings')" "[]"
		return
	fi
	assert_json '.data.sources[1].errno == 1 and (.data.sources[1].reason | test("CAP_NET_ADMIN"))'
	assert_json '[.warnings[].code] == ["source_missing"]'
	as_nobody rctl watch --kind processes
	assert_status 4
	assert_stderr_has "CAP_NET_ADMIN"
}

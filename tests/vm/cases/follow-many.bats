# SPDX-License-Identifier: GPL-2.0-or-later
# profiles: intel
# tier: full
# Many short-lived processes under rctl follow, and nothing at all under it and under watch.

# What the helper sets is for the cases.
# shellcheck disable=SC2154

load helper

# Here, because a case has 60 s. What came of it is left for the case.
setup_file()
{
	local n=0 out=$BATS_FILE_TMPDIR

	start_case ""
	mkdir "$RESCTRL/web"
	cp "$(type -P swarm)" /tmp/short
	cp "$(type -P swarm)" /tmp/long
	printf '%s\n' 'web command=short' 'web command=long' >"$out/rules"
	rctl follow "$out/rules" --json >"$out/follow" 2>"$out/stderr" 3>&- &
	follow=$!
	while [ ! -s "$out/follow" ]; do sleep 0.05; done
	sleep 1
	mkfifo "$out/end"
	swarm 5000 100 >"$out/pids" <"$out/end" 3>&- &
	exec {end}>"$out/end"
	while ! grep -q started "$out/pids"; do sleep 0.5; done
	# Until nothing new is said.
	while [ "$n" != "$(wc -l <"$out/follow")" ]; do
		n=$(wc -l <"$out/follow")
		sleep 1
	done
	while read -r pid; do
		[ "$pid" = started ] || echo "$pid $(in_group "$pid")"
	done <"$out/pids" >"$out/groups"
	kill "$follow"
	wait "$follow" && echo 0 >"$out/status"
	exec {end}>&-
	end_case
}

@test "of 5,000 short-lived processes those placed and those missed add up" {
	assert_equal "$(cat "$BATS_FILE_TMPDIR/status" "$BATS_FILE_TMPDIR/stderr")" 0
	cp "$BATS_FILE_TMPDIR/follow" "$BATS_TEST_TMPDIR/stdout"
	tail -n 1 "$BATS_TEST_TMPDIR/stdout" | jq -r '"# " + .data.message' >&3
	# The script runs a few programs itself. Those that had gone before they could be looked at may be its own.
	tail -n 1 "$BATS_TEST_TMPDIR/stdout" | jq -e '.data | .kind == "stopped" and .failed == 0 and
		.seen == .placed + .already + .unmatched + .missed and .placed + .missed >= 5000'
	jq -es '[.[].data | select(.command == "short" or .command == "long" or (.kind == "missed" and .command == null)).pid] |
		unique | length >= 5000' "$BATS_TEST_TMPDIR/stdout"
}

@test "and whichever lives is in its group" {
	assert_equal "$(wc -l <"$BATS_FILE_TMPDIR/groups")" 50
	assert_equal "$(sed 's/^[0-9]* //' "$BATS_FILE_TMPDIR/groups" | sort -u)" web
}

# switches PID: how often it was woken up, and otherwise; its time on CPUs, its time waiting for one, its turns. Without a
# program, which would be an event.
switches()
{
	local line

	read -r line <"/proc/$1/schedstat"
	echo "$line"

	while read -r line; do
		[[ $line != *ctxt_switches* ]] || echo "$line"
	done <"/proc/$1/status"
}

# sleeps COMMAND...: it does not wake up in a minute.
sleeps()
{
	local before n=0

	: >"$BATS_TEST_TMPDIR/stdout"
	"$@" >"$BATS_TEST_TMPDIR/stdout" 2>&1 3>&- &
	pid=$!
	disown "$pid"
	while [ ! -s "$BATS_TEST_TMPDIR/stdout" ]; do
		[ $((n += 1)) -lt 200 ] || fail "does not start: $*"
		sleep 0.05
	done
	read -r -t 2 _ <>"$BATS_TEST_TMPDIR/never" || true
	before=$(switches "$pid")
	read -r -t 60 _ <>"$BATS_TEST_TMPDIR/never" || true
	echo "# before and after a minute of $1 $2: ${before//$'\n'/, }" >&3
	assert_equal "$(switches "$pid")" "$before"
}

@test "with no events watch does not wake up" {
	mkfifo "$BATS_TEST_TMPDIR/never"
	sleeps rctl watch
}

@test "with no events follow does not wake up" {
	mkfifo "$BATS_TEST_TMPDIR/never"
	mkdir "$RESCTRL/web"
	echo 'web command=x user=0 cgroup=/x' >"$BATS_TEST_TMPDIR/rules"
	sleeps rctl follow "$BATS_TEST_TMPDIR/rules"
}

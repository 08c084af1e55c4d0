# SPDX-License-Identifier: GPL-2.0-or-later
# profiles: intel
# tier: full
# Many short-lived processes under rctl follow, and nothing at all under it and under watch.

# What the helper sets is for the cases.
# shellcheck disable=SC2154

load helper

@test "5,000 short-lived processes: those placed and those missed add up, and who lives is placed" {
	local pid n=0

	mkdir "$RESCTRL/web"
	cp "$(type -P swarm)" /tmp/short
	cp "$(type -P swarm)" /tmp/long
	printf '%s\n' 'web command=short' 'web command=long' >"$BATS_TEST_TMPDIR/rules"
	rctl follow "$BATS_TEST_TMPDIR/rules" --json >"$BATS_TEST_TMPDIR/stdout" 2>"$BATS_TEST_TMPDIR/stderr" 3>&- &
	follow=$!
	disown "$follow"
	while [ ! -s "$BATS_TEST_TMPDIR/stdout" ]; do sleep 0.05; done
	sleep 1
	mkfifo "$BATS_TEST_TMPDIR/end"
	swarm 5000 100 >"$BATS_TEST_TMPDIR/pids" <"$BATS_TEST_TMPDIR/end" 3>&- &
	swarm=$!
	exec {end}>"$BATS_TEST_TMPDIR/end"
	while ! grep -q started "$BATS_TEST_TMPDIR/pids"; do sleep 0.2; done
	# Until nothing new is said.
	while [ "$n" != "$(wc -l <"$BATS_TEST_TMPDIR/stdout")" ]; do
		n=$(wc -l <"$BATS_TEST_TMPDIR/stdout")
		sleep 1
	done
	assert_equal "$(grep -vc started "$BATS_TEST_TMPDIR/pids")" 50
	while read -r pid; do
		[ "$pid" = started ] || [ "$(in_group "$pid")" = web ] || fail "$pid lives and is in $(in_group "$pid")"
	done <"$BATS_TEST_TMPDIR/pids"
	kill "$follow"
	while kill -0 "$follow" 2>/dev/null; do sleep 0.05; done
	# The case itself runs programs, too; those of the swarm are told apart by their command, or not at all when they
	# had gone.
	tail -n 1 "$BATS_TEST_TMPDIR/stdout" >&2
	tail -n 1 "$BATS_TEST_TMPDIR/stdout" | jq -e '.data | .kind == "stopped" and .failed == 0 and
		.seen == .placed + .already + .unmatched + .missed and .placed + .missed >= 5000' >&2
	assert_equal "$(<"$BATS_TEST_TMPDIR/stderr")" ""
	grep -c '"kind":"lost"' "$BATS_TEST_TMPDIR/stdout" >&2 || true
	jq -es --argjson long "$(grep -v started "$BATS_TEST_TMPDIR/pids" | jq -s .)" \
		'[.[].data | select(.kind == "placed" and (.command == "short" or .command == "long"))] as $placed |
		[.[].data | select(.kind == "missed")] as $missed |
		($placed | length) + ($missed | length) >= 5000 and
		([$placed[].pid] | sort | unique) as $in | all($long[]; . as $p | any($in[]; . == $p))' \
		"$BATS_TEST_TMPDIR/stdout" >&2
	exec {end}>&-
}

# sleeps COMMAND...: it does not wake up in the time that a case has.
sleeps()
{
	local before after n=0

	: >"$BATS_TEST_TMPDIR/stdout"
	"$@" >"$BATS_TEST_TMPDIR/stdout" 2>&1 3>&- &
	pid=$!
	disown "$pid"
	while [ ! -s "$BATS_TEST_TMPDIR/stdout" ]; do
		[ $((n += 1)) -lt 200 ] || fail "does not start: $*"
		sleep 0.05
	done
	sleep 1
	before=$(grep ctxt_switches "/proc/$pid/status")
	read -r -t 50 _ <>"$BATS_TEST_TMPDIR/never" || true
	after=$(grep ctxt_switches "/proc/$pid/status")
	assert_equal "$after" "$before"
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

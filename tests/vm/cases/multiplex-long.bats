#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# 20 groups, 4 counters: whether the estimates lie within their bounds. Every group moves bytes by itself on this
# machine, steadily or in bursts, and its llc_occupancy is what it has moved in all: the truth, by the same kernel, the
# same clock and the same program. So a loaded host changes the lengths of slots and not the verdict. How long a rotation
# takes on this host is measured first, and the bursts are made 1/4, 1 and 4 times as long.
# profiles: amd-few
# tier: full

load helper

setup()
{
	start_case debug
	echo 0 >"$RESCTRL/info/L3_MON/mbm_assign_on_mkdir"
	printf 'mbm_total_bytes:*=_\nmbm_local_bytes:*=_\n' >"$RESCTRL/mbm_L3_assignments"
}

# measure_rotation: in each one g1 is given a counter once. Two slots in a row, the last of one and the first of the
# next, look like one: that is 1 rotation of 25.
measure_rotation()
{
	local begin=${EPOCHREALTIME/./} end num=0 was=_ now line pause

	exec {pause}<> <(:)
	end=$begin
	while [ $((end - begin)) -lt 8000000 ]; do
		read -r line <"$RESCTRL/g1/mbm_L3_assignments"
		now=${line: -1}
		[ "$was$now" != _e ] || num=$((num + 1))
		was=$now
		read -rt 0.003 -u "$pause" || true
		end=${EPOCHREALTIME/./}
	done
	exec {pause}>&-
	awk -v us=$((end - begin)) -v num="$num" 'BEGIN { printf "%.0f\n", num ? us / 1000 / (num * 25 / 24) : 0 }'
}

# rotate COUNT FILE: the estimates of 20 groups, in the background; its PID in pid. Of 20 ms a slot, 5 slots are a rotation
# of 100 ms on an idle host.
rotate()
{
	rctl monitor 'g*' --multiplex --event mbm_total_bytes --event llc_occupancy --interval 6 --slot 0.02 \
		--count "$1" --csv >"$2" 3>&- &
	pid=$!
	sleep 1
}

# Kinds by RMID modulo 4, as the profile has them: steady, and bursts of 25, 100 and 400 % of the time that is set.
judge()
{
	awk -F, -v rmids="$1" '
	BEGIN { n = split(rmids, list, " "); for (i = 1; i < n; i += 2) rmid[list[i]] = list[i + 1] }
	NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
	{ key = $column["group"] " " $column["domain"] }
	$column["event"] == "llc_occupancy" {
		known = key in last
		truth = $column["value"] - last[key]
		last[key] = $column["value"]
		next
	}
	# The first window has no truth: nothing was read at its beginning.
	!known { next }
	$column["state"] != "value" || $column["flags"] != "estimated" { print "not ok", $0; exit 1 }
	{
		kind = rmid[$column["group"]] % 4
		off = $column["value"] - truth
		off = off < 0 ? -off : off
		num[kind]++
		inside[kind] += off <= $column["error_bound"]
		bound[kind, num[kind]] = $column["error_bound"] / truth
		if (off > $column["error_bound"])
			print "outside:", key, "kind", kind, "truth", truth, "off", off / truth, "bound", $column["error_bound"] / truth
	}
	END {
		split("steady:bursts of 1/4 rotation:bursts of 1 rotation:bursts of 4 rotations", name, ":")
		failed = 0
		for (kind = 0; kind < 4; kind++) {
			for (i = 2; i <= num[kind]; i++) {
				v = bound[kind, i]
				for (k = i - 1; k > 0 && bound[kind, k] > v; k--)
					bound[kind, k + 1] = bound[kind, k]
				bound[kind, k + 1] = v
			}
			median = bound[kind, int((num[kind] + 1) / 2)]
			printf "%s: %d of %d within their bounds, median bound %.1f %%\n", name[kind + 1], inside[kind], num[kind], 100 * median
			failed += num[kind] < 40 || inside[kind] < 0.95 * num[kind] || median >= (kind ? 0.8 : 0.3)
		}
		exit failed != 0
	}' "$2"
}

@test "the bounds of the estimates hold, for steady loads and for bursts" {
	local i pid set rotation rmids=""

	for i in {1..20}; do
		mkdir "$RESCTRL/g$i"
		rmids+="g$i $(<"$RESCTRL/g$i/mon_hw_id") "
	done
	rotate 3 /dev/null
	set=$(measure_rotation)
	wait "$pid"
	[ "$set" -gt 0 ]
	# On a host whose load changes, the measure of one run is not that of the next.
	for ((i = 0; i < 3; i++)); do
		[ "$set" -lt 2048 ] || skip "a rotation takes $set ms on this host"
		echo "MB:0=$set;1=$set" >"$RESCTRL/schemata"
		rotate 12 "$BATS_TEST_TMPDIR/csv"
		rotation=$(measure_rotation)
		wait "$pid"
		echo "# a rotation took $rotation ms, the bursts $((set / 4)), $set and $((4 * set)) ms" >&3
		judge "$rmids" "$BATS_TEST_TMPDIR/csv" >"$BATS_TEST_TMPDIR/verdict" || {
			cat "$BATS_TEST_TMPDIR/verdict" >&2
			fail "bounds do not hold, or say nothing"
		}
		sed 's/^/# /' "$BATS_TEST_TMPDIR/verdict" >&3
		# The next kind has bursts 4 times as long.
		[ "$((2 * rotation))" -lt "$set" ] || [ "$rotation" -gt "$((2 * set))" ] || return 0
		set=$rotation
	done
	skip "the load of this host changes: a rotation took $rotation ms after bursts of $set ms were set"
}

# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The shape of answers: which paths their JSON has, and of what types. After helper.

# The commands whose answers are compared, one a line. There are groups web and web/m1, and a process in web.
# shellcheck disable=SC2034 # for the cases
SHAPE_COMMANDS='info
list-groups
show-group web
show-group web/m1
list-counters
monitor --count 1 --totals
explain --cpu 0
explain PID
probe cpu
probe mpam
probe aet
probe --registers
doctor
create-group db --dry-run
set-schemata web MB=50 --dry-run
set-mode web shareable --dry-run
assign-tasks db2 PID --dry-run
assign-cpus web 0 --dry-run
rename-group web/m1 m9 --dry-run
remove-group web --recursive --force --dry-run
assign-counter web mbm_total_bytes --dry-run
show-group nothing
set-schemata web L3=5 --dry-run
version'

# shape COMMAND TEXT: "COMMAND PATH TYPE" of each node of the document TEXT, sorted, each once. Whether something is
# null, and whether there is a warning, is no matter of shape.
shape()
{
	jq -r --arg command "$1" 'path(..) as $p | getpath($p) as $v |
		select($v != null and ($p[0] != "warnings" or ($p | length) == 1)) |
		"\($command) \($p | map(if type == "number" then "[]" else ".\(.)" end) | join("")) \($v | type)"' \
		<<<"$2" | LC_ALL=C sort -u
}

# check_shapes: what every machine has is there, and a path has no type that it has nowhere else. shapes.txt has
# "* COMMAND PATH TYPE" for what all have, "- ..." for what some have. Paths that are new are named.
check_shapes()
{
	local command document dir=$BATS_TEST_TMPDIR wrong missing

	start_case debug
	mkdir -p "$RESCTRL"/{web/mon_groups/m1,db2}
	start_task sleep 100
	# shellcheck disable=SC2154 # of start_task
	echo "$task" >"$RESCTRL/web/tasks"
	while read -r command; do
		# shellcheck disable=SC2086 # several words
		document=$(rctl ${command//PID/$task} --json 2>/dev/null </dev/null) || true
		shape "$command" "$document"
	done <<<"$SHAPE_COMMANDS" | LC_ALL=C sort >"$dir/seen"
	[ -s "$dir/seen" ] || fail "no answers"
	sed 's/^[*-] //' "$BATS_TEST_DIRNAME/shapes.txt" | LC_ALL=C sort >"$dir/known"
	sed -n 's/^\* //p' "$BATS_TEST_DIRNAME/shapes.txt" | LC_ALL=C sort >"$dir/everywhere"
	# What is not known is new, or known with other types only.
	wrong=$(LC_ALL=C comm -23 "$dir/seen" "$dir/known" |
		awk 'NR == FNR { $NF = ""; known[$0] = 1; next }
			{ line = $0; $NF = ""; if ($0 in known) print line; else print "# new: " line >"/dev/stderr" }' "$dir/known" -)
	[ -z "$wrong" ] || fail "of another type here" "$wrong"
	missing=$(LC_ALL=C comm -13 "$dir/seen" "$dir/everywhere")
	[ -z "$missing" ] || fail "missing here" "$missing"
}

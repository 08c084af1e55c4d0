#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Reading commands, and dry runs of the others, leave everything as it is.
# profiles: amd-abmc

load helper

setup()
{
	start_case
	mkdir "$RESCTRL"/{web,db} "$RESCTRL"/{web/,}mon_groups/m1
	echo 'L3:0=f0' >"$RESCTRL/web/schemata"
	echo 2-3 >"$RESCTRL/web/cpus_list"
	echo 3 >"$RESCTRL/web/mon_groups/m1/cpus_list"
	start_task sleep 1000
	echo "$task" >"$RESCTRL/web/tasks"
	before=$(tree_state)
}

# leaves ARG...: the command, as text and as JSON, succeeds and changes nothing.
leaves()
{
	local json

	for json in '' --json; do
		run_rctl "$@" $json
		assert_status "$expected"
	done
	[ "$expected" -ne 0 ] || expect_json '.error == null and .data != null'
	assert_equal "$(tree_state)" "$before"
}

@test "reading commands change nothing" {
	expected=0
	leaves info
	leaves list-groups
	leaves show-group /
	leaves show-group web
	leaves show-group web/m1
	leaves show-group /m1
	leaves monitor --count 1
	leaves monitor web web/m1 --count 2 --interval 0.01
	[ -e "$RESCTRL/mbm_L3_assignments" ] || expected=3
	leaves list-counters
	leaves list-counters web
}

@test "dry runs change nothing" {
	expected=0
	leaves create-group new --schemata L3=0xf --cpus 1 --tasks "$task" --dry-run
	expect_json '.data.dry_run and (.data.created | not) and .data.tasks.assigned == 1
		and ([.data.schemata[].rounded] | unique) == ["0xf"]'
	leaves create-group web/m2 --tasks "$task" --dry-run
	leaves remove-group web --force --recursive --dry-run
	expect_json '.data | .dry_run and .tasks == 1 and .monitor_groups == 1 and .destination == "/"'
	leaves set-schemata web L3=0x3 --dry-run
	expect_json '.data.schemata | .[0] == {schema: "L3", domain: 0, asked: "0x3", rounded: "0x3", before: "0xf0", effective: null}
		and all(.[]; .rounded == "0x3" and .effective == null)'
	leaves assign-tasks / "$task" --dry-run
	expect_json '.data.assigned == 1 and .data.missed == []'
	leaves assign-tasks db "$task" --tree --dry-run
	leaves assign-tasks db --cgroup "$CASE_CGROUP" --dry-run
	leaves unmount --force --dry-run
	# What would fail, fails.
	expected=5
	leaves unmount --dry-run
	leaves mount --dry-run
	leaves create-group web --dry-run
	leaves remove-group web --dry-run
	expected=1
	leaves set-schemata web L3:9=1 --dry-run
	leaves assign-tasks web 4000000 --dry-run
	[ -e "$RESCTRL/mbm_L3_assignments" ] && expected=0 || expected=3
	leaves unassign-counter web mbm_total_bytes --dry-run
	leaves assign-counter web '*' --domain 0 --dry-run
}

@test "reading commands work without rights, the others say what they need" {
	local command

	for command in info list-groups "show-group web" "show-group web/m1" "monitor --count 1 web"; do
		as_nobody rctl $command --json
		assert_status 0
		expect_json '.error == null and .data != null'
	done
	as_nobody rctl monitor web --count 2 --interval 0.05
	assert_status 0
	for command in "create-group x" "create-group web/x" "remove-group db" "set-schemata web L3=0x1" \
		"assign-tasks db $task" "unmount --force"; do
		as_nobody rctl $command --json
		assert_status 4
		expect_json '.error | .code == "permission" and (.errno == 1 or .errno == 13) and (.fix | contains("root"))'
	done
	[ ! -e "$RESCTRL/mbm_L3_assignments" ] || {
		as_nobody rctl list-counters
		assert_status 0
		as_nobody rctl unassign-counter web mbm_total_bytes --json
		assert_status 4
		expect_json '.error.code == "permission"'
	}
	as_nobody rctl set-schemata web L3=0x1
	assert_status 4
	assert_stderr_has "rctl: cannot set L3 of web: "
	assert_stderr_has "root"
	assert_equal "$(tree_state)" "$before"
	umount "$RESCTRL"
	as_nobody rctl mount --json
	assert_status 4
	expect_json '.error | .code == "permission" and (.fix | contains("root"))'
}

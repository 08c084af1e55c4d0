#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Commands on trees recorded from real kernels.

# What the helper sets is for the cases, and the other way round.
# shellcheck disable=SC2154,SC2034

load helper

# count_calls ARG...: the system calls of rctl, but for looks for libraries in folders that a build tree has beside the
# system's: its own, and where make distcheck installs.
count_calls()
{
	run_traced -f -qq -o "$BATS_TEST_TMPDIR/calls" -- "$@"
	assert_status 0
	calls=$(grep -vcE '/(\.libs|_inst)/.* ENOENT' "$BATS_TEST_TMPDIR/calls")
}

@test "info takes at most 150 system calls on every recorded tree" {
	local tree calls

	command -v strace >/dev/null || skip "strace is not installed"
	if grep -qE 'lib(a|ub|t)san' < <(ldd "$RCTL"); then
		skip "a sanitizer makes calls of its own"
	fi
	! grep -q valgrind "$RCTL" || skip "valgrind makes calls of its own"
	for tree in "$TREES"/*.tar.xz; do
		use_tree "$(basename "$tree" .tar.xz)"
		# From the root of the tree: its path is looked up folder by folder.
		cd "$tree"
		count_calls --sysroot . info
		[ "$calls" -le 150 ] || fail "$(basename "$tree"): $calls system calls"
	done
}

@test "info: masks, limits and counters of an AMD machine" {
	use_tree amd-abmc
	on_tree info --json
	assert_status 0
	assert_json '.data | .supported and .mounted and .mount_point == "/sys/fs/resctrl" and .options == ["debug"]'
	assert_json '.data | .num_closids == 16 and .free_closids == 14 and .num_rmids == 256 and .free_rmids == 252 and
		.num_control_groups == 2 and .num_monitor_groups == 2'
	assert_json '.data.schemas[] | select(.name == "L3") | .kind == "cache" and .cbm_mask == "0xffff" and
		.cbm_bits == 16 and .shareable_bits == "0x0" and .sparse_masks == true and .bytes_per_bit == 2097152 and
		.io_alloc == "disabled" and .domains == [{id: 0, bit_usage: "SSSSSSSSSSSSSSSS"}, {id: 1, bit_usage: "SSSSSSSSSSSSSSSS"}]'
	assert_json '.data.schemas[] | select(.name == "MB") | .kind == "bandwidth" and .unit == "eighth_gbps" and
		.unit_source == "cpu vendor" and .delay_linear == false and (has("cbm_mask") | not)'
	assert_json '.data.monitoring == [{resource: "L3", num_rmids: 256, max_threshold_occupancy_bytes: 4096,
		events: ["llc_occupancy", "mbm_total_bytes", "mbm_local_bytes"], configurable_events: [],
		assign_mode: "mbm_event", assign_modes: ["mbm_event", "default"], assign_on_mkdir: true,
		counters: [{domain: 0, total: 32, available: 24}, {domain: 1, total: 32, available: 24}]}]'
}

@test "info: an Intel machine has no counters to assign, and says nothing of them" {
	use_tree intel
	on_tree info --json
	assert_status 0
	assert_json '.data.schemas[] | select(.name == "L3") | .shareable_bits == "0xc00" and .min_cbm_bits == 1'
	assert_json '.data.schemas[] | select(.name == "MB") | .unit == "percent" and .min_bandwidth == 10'
	assert_json '.data.monitoring[0] | has("counters") or has("assign_on_mkdir") | not'
}

@test "info in text names what is there" {
	use_tree amd-abmc
	on_tree info
	assert_status 0
	for text in "resctrl at /sys/fs/resctrl; options: debug" "free: 14 of 16" "free: 252 of 256" 0xffff "2 MiB" mbm_event; do
		assert_stdout_has "$text"
	done
}

@test "list-groups: names, kinds, parents, modes, tasks and CPUs" {
	use_tree amd-abmc
	printf '%s\n' 4711 4712 >"$tree/sys/fs/resctrl/web/tasks"
	on_tree list-groups --json
	assert_status 0
	assert_json '[.data.groups[] | del(.schemata)] == [
		{name: "/", kind: "control", parent: null, mode: "shareable", num_tasks: 0, cpus: "0-3", owner: null},
		{name: "/m2", kind: "monitor", parent: "/", mode: null, num_tasks: 0, cpus: "", owner: null},
		{name: "web", kind: "control", parent: null, mode: "shareable", num_tasks: 2, cpus: "", owner: null},
		{name: "web/m1", kind: "monitor", parent: "web", mode: null, num_tasks: 0, cpus: "", owner: null}]'
	on_tree list-groups
	assert_status 0
	assert_stdout "$(printf '%s\n' 'GROUP  KIND    MODE      TASKS CPUS' \
		'/      control shareable     0 0-3' \
		'/m2    monitor -             0 -' \
		'web    control shareable     2 -' \
		'web/m1 monitor -             0 -' \
		'' \
		'CACHE DOMAIN GROUP WAYS             NUMBER   SIZE' \
		'L3         0 /     ################     16 32 MiB' \
		'L3         0 web   oooooooooooo####      4  8 MiB' \
		'L3         1 /     ################     16 32 MiB' \
		'L3         1 web   oooooooooooo####      4  8 MiB' \
		'# this group  o other groups')"
}

@test "list-groups: the ways of all groups, below each other" {
	use_tree intel
	mkdir "$tree/sys/fs/resctrl/alone"
	cp "$tree/sys/fs/resctrl/web/"{tasks,mode,cpus_list} "$tree/sys/fs/resctrl/alone/"
	echo exclusive >"$tree/sys/fs/resctrl/alone/mode"
	printf '    L3:0=300;1=0f0\n' >"$tree/sys/fs/resctrl/alone/schemata"
	printf '    L3:0=2796202;1=5592404\n' >"$tree/sys/fs/resctrl/alone/size"
	echo '0=XXEESSSSSSSS;1=XXSSEEEESSSS' >"$tree/sys/fs/resctrl/info/L3/bit_usage"
	printf '    MB:0=100;1=100\n    L3:0=cff;1=f0f\n' >"$tree/sys/fs/resctrl/schemata"
	on_tree list-groups
	assert_status 0
	assert_stdout_has "$(printf '%s\n' '' 'CACHE DOMAIN GROUP WAYS         NUMBER     SIZE' \
		'L3         0 /     XXEE########     10 16.0 MiB' \
		'L3         0 alone xx##oooooooo      2 2.67 MiB' \
		'L3         0 web   xxEEoooo####      4 5.33 MiB' \
		'L3         1 /     XX##EEEE####      8 16.0 MiB' \
		'L3         1 alone xxoo####oooo      4 5.33 MiB' \
		'L3         1 web   xxooEEEE####      4 5.33 MiB' \
		'# this group  X this group and hardware  o other groups  x other groups and hardware  E an exclusive group')"
	# The document has them by group, as show-group does.
	on_tree list-groups --json
	cp "$BATS_TEST_TMPDIR/stdout" "$BATS_TEST_TMPDIR/list"
	assert_json '.data.groups[] | select(.name == "alone") | .schemata[0].domains == [
		{id: 0, mask: "0x300", ways: 2, size_bytes: 2796202, hardware_mask: "0xc00", shareable_mask: "0xcff",
		exclusive_mask: "0x300", locked_mask: "0x0", unused_mask: "0x0"},
		{id: 1, mask: "0xf0", ways: 4, size_bytes: 5592404, hardware_mask: "0xc00", shareable_mask: "0xf0f",
		exclusive_mask: "0xf0", locked_mask: "0x0", unused_mask: "0x0"}]'
	assert_json '[.data.groups[] | select(.kind == "monitor") | .schemata] | length == 2 and all(. == null)'
	assert_json '.data | has("pictures") | not'
	for group in / web alone; do
		on_tree show-group "$group" --json
		assert_equal "$(jq -cS --arg name "$group" '.data.groups[] | select(.name == $name).schemata' "$BATS_TEST_TMPDIR/list")" \
			"$(jq -cS .data.schemata "$BATS_TEST_TMPDIR/stdout")"
	done
}

@test "list-groups: caches in halves, and several, each have their lines" {
	use_tree intel-mbps
	on_tree list-groups
	assert_status 0
	assert_stdout_has $'L3DATA      1 web   xxoooooo####      4 5.33 MiB\nL3CODE      0 /     XX##########     12 16.0 MiB'
	# Without a cache there is no picture.
	sed -i '/L3/d' "$tree/sys/fs/resctrl/schemata" "$tree/sys/fs/resctrl/web/schemata"
	on_tree list-groups
	assert_status 0
	[[ $stdout != *WAYS* ]] || fail "a picture of nothing"
}

@test "list-groups: a group that vanishes after it was listed is left out" {
	use_tree amd-abmc
	rm "$tree/sys/fs/resctrl/web/mon_groups/m1/tasks" "$tree/sys/fs/resctrl/mon_groups/m2/tasks"
	on_tree list-groups --json
	assert_status 0
	assert_json '[.data.groups[].name] == ["/", "web"] and .error == null and .warnings == []'
}

@test "list-groups: a group that cannot be read is a failure" {
	use_tree amd-abmc
	rm "$tree/sys/fs/resctrl/web/schemata"
	mkdir "$tree/sys/fs/resctrl/web/schemata"
	on_tree list-groups --json
	assert_status 1
	assert_json '.data == null and (.error.path | test("web/schemata$"))'
}

@test "list-groups: a group whose cache is offline has no details" {
	use_tree amd-abmc
	run_traced -qq -o "$BATS_TEST_TMPDIR/trace" -P "$tree/sys/fs/resctrl/web/schemata" \
		-e trace=pread64,read -e inject=pread64,read:error=ENODEV -- --sysroot "$tree" list-groups --json
	assert_status 0
	grep -q ENODEV "$BATS_TEST_TMPDIR/trace" || fail "nothing was injected"
	assert_json '[.data.groups[].name] == ["/", "/m2", "web", "web/m1"] and .data.groups[2] ==
		{name: "web", kind: "control", parent: null, mode: null, num_tasks: null, cpus: null, owner: null, schemata: null}'
}

@test "show-group: a control group, and the picture of its ways" {
	use_tree intel
	on_tree show-group web --json
	assert_status 0
	assert_json '.data | .name == "web" and .kind == "control" and .parent == null and .mode == "shareable" and
		.cpus == "" and .closid == 1 and .rmid == 1 and .num_tasks == 0 and .tasks == []'
	assert_json '.data.schemata[] | select(.name == "L3") | .cbm_mask == "0xfff" and .shareable_bits == "0xc00" and
		.domains[1] == {id: 1, mask: "0xf", ways: 4, size_bytes: 5592404, hardware_mask: "0xc00",
		shareable_mask: "0xfff", exclusive_mask: "0x0", locked_mask: "0x0", unused_mask: "0x0"}'
	assert_json '.data.schemata[] | select(.name == "MB") | .unit == "percent" and .domains[0] == {id: 0, value: 100}'
	on_tree show-group web
	assert_status 0
	assert_stdout_has "xxoooooo####      4 5.33 MiB"
	assert_stdout_has $'\n# this group  o other groups  x other groups and hardware\n'
	on_tree show-group /
	assert_status 0
	assert_stdout_has "XX##########     12 16.0 MiB"
	assert_stdout_has $'\n# this group  X this group and hardware\n'
}

@test "show-group: every kind of way" {
	use_tree intel
	echo '0=XHSSEEPP0000;1=0000PPEESSHX' >"$tree/sys/fs/resctrl/info/L3/bit_usage"
	on_tree show-group web --json
	assert_status 0
	assert_json '[.data.schemata[] | select(.name == "L3").domains[] | del(.id, .mask, .ways, .size_bytes)] == [
		{hardware_mask: "0xc00", shareable_mask: "0xb00", exclusive_mask: "0xc0", locked_mask: "0x30", unused_mask: "0xf"},
		{hardware_mask: "0x3", shareable_mask: "0xd", exclusive_mask: "0x30", locked_mask: "0xc0", unused_mask: "0xf00"}]'
	on_tree show-group web
	assert_status 0
	assert_stdout_has " xHooEEPP#### "
	assert_stdout_has " ....PPEE##XX "
	assert_stdout_has "# this group  X this group and hardware  o other groups  x other groups and hardware  H hardware  \
E an exclusive group  P pseudo-locked  . unused"
}

@test "show-group: ways of which the kernel says nothing are not called unused" {
	use_tree intel
	rm "$tree/sys/fs/resctrl/info/L3/bit_usage"
	on_tree show-group web --json
	assert_status 0
	assert_json '.data.schemata[] | select(.name == "L3") | .domains[0] ==
		{id: 0, mask: "0xf", ways: 4, size_bytes: 5592404}'
	on_tree show-group web
	assert_status 0
	assert_stdout_has " HH??????#### "
	assert_stdout_has "# this group  H hardware  ? not known"
}

@test "show-group: pseudo-locked groups, before and after" {
	use_tree intel
	group=$tree/sys/fs/resctrl/web
	echo pseudo-locksetup >"$group/mode"
	printf 'MB:uninitialized\nL3:uninitialized\n' >"$group/schemata"
	printf '    MB:0=0;1=0\n    L3:0=0;1=0\n' >"$group/size"
	on_tree show-group web
	assert_status 0
	assert_stdout "$(printf '%s\n' 'web: control group, pseudo-locksetup' \
		'the next mask written to it, of one cache in one domain, will be pseudo-locked' \
		'CPUs: -; tasks: 0' 'CLOSID: 1' 'RMID: 1')"
	echo pseudo-locked >"$group/mode"
	echo 'L3:1=3' >"$group/schemata"
	echo '    L3:1=2796202' >"$group/size"
	echo '0=XXSSSSSSSSSS;1=XXSSSSSSSSPP' >"$tree/sys/fs/resctrl/info/L3/bit_usage"
	on_tree show-group web
	assert_status 0
	assert_stdout_has "web: control group, pseudo-locked"
	assert_stdout_has "/dev/pseudo_lock/web"
	assert_stdout_has "L3         1  0x3 xxoooooooo##      2 2.67 MiB"
	on_tree show-group web --json
	assert_status 0
	assert_json '.data | .mode == "pseudo-locked" and (has("cpus") | not) and .schemata[0].domains == [{id: 1, mask: "0x3",
		ways: 2, size_bytes: 2796202, hardware_mask: "0xc00", shareable_mask: "0xffc", exclusive_mask: "0x0",
		locked_mask: "0x3", unused_mask: "0x0"}]'
	on_tree list-groups --json
	assert_status 0
	assert_json '.data.groups[] | select(.name == "web") | .mode == "pseudo-locked" and .num_tasks == 0 and .cpus == null'
}

@test "show-group: a monitor group has no schemata and no class" {
	use_tree intel
	on_tree show-group web/m1 --json
	assert_status 0
	assert_json '.data | .kind == "monitor" and .parent == "web" and .rmid == 2 and
		(has("mode") or has("schemata") or has("closid") | not)'
}

@test "list-counters, of all groups and of one" {
	use_tree amd-abmc
	on_tree list-counters --json
	assert_status 0
	assert_json '.data.counters | length == 16 and all(.[]; .assigned and .resource == "L3")'
	on_tree list-counters web/m1 --json
	assert_status 0
	assert_json '[.data.counters[] | [.group, .event, .domain]] == [["web/m1", "mbm_total_bytes", 0],
		["web/m1", "mbm_total_bytes", 1], ["web/m1", "mbm_local_bytes", 0], ["web/m1", "mbm_local_bytes", 1]]'
}

@test "list-counters where there are none to assign is not supported" {
	use_tree intel
	on_tree list-counters --json
	assert_status 3
	assert_json '.error.code == "not_supported" and .data == null'
}

@test "set-schemata --dry-run: asked, rounded, before" {
	use_tree intel
	on_tree set-schemata web L3=25% MB:0=55 --dry-run --json
	assert_status 0
	assert_json '.data.group == "web" and .data.dry_run == true'
	assert_json '[.data.schemata[] | select(.schema == "L3")] == [
		{schema: "L3", domain: 0, asked: "25%", rounded: "0x7", before: "0xf", effective: null},
		{schema: "L3", domain: 1, asked: "25%", rounded: "0x7", before: "0xf", effective: null}]'
	assert_json '.data.schemata[] | select(.schema == "MB") | .domain == 0 and .asked == "55" and .before == 100'
	on_tree set-schemata web L3:0=3 --dry-run
	assert_status 0
	assert_stdout_has "would set the schemata of web"
}

@test "a SPEC that is none is a usage error, one that is not possible here is not" {
	use_tree intel
	on_tree set-schemata web L3=7 --dry-run --json
	assert_status 2
	assert_json '.error.code == "invalid" and .error.fix != null'
	on_tree set-schemata web L3:0=fffff --dry-run --json
	assert_status 1
	assert_json '.error.code == "refused" and .error.cause_source == "predicted"'
	on_tree set-schemata web L9=0x1 --dry-run --json
	assert_status 1
	assert_json '.error.code == "refused"'
}

@test "create-group --dry-run" {
	use_tree amd-abmc
	on_tree create-group new --schemata 'L3:*=f' --schemata MB=64 --dry-run --json
	assert_status 0
	assert_json '.data | .group == "new" and .dry_run and (.created | not) and (has("tasks") | not)'
	assert_json '[.data.schemata[] | [.schema, .domain, .rounded]] == [["L3", 0, "0xf"], ["L3", 1, "0xf"],
		["MB", 0, 64], ["MB", 1, 64]]'
	on_tree create-group new --dry-run
	assert_status 0
	assert_stdout "would create new"
}

@test "create-group: a group that is there is a conflict" {
	use_tree amd-abmc
	on_tree create-group web --dry-run --json
	assert_status 5
	assert_json '.error.code == "exists" and .error.errno == 17'
}

@test "create-group: names that are none" {
	use_tree amd-abmc
	for name in '' a/b/c a//b .. info mon_groups 'a/'; do
		on_tree create-group "$name" --dry-run --json
		[ "$status" -eq 2 ] || [ "$status" -eq 1 ] || fail "exit status 1 or 2 expected for '$name'"
		assert_json '.error.code == "invalid" or .error.code == "refused"'
	done
}

@test "remove-group --dry-run, and its refusal" {
	use_tree amd-abmc
	on_tree remove-group web --dry-run --json
	assert_status 5
	assert_json '.error.code == "busy" and .error.cause_source == "predicted"'
	on_tree remove-group web --recursive --dry-run --json
	assert_status 0
	assert_json '.data == {group: "web", dry_run: true, monitor_groups: 1, tasks: 0, destination: "/"}'
}

@test "assign-counter --dry-run" {
	use_tree amd-abmc
	on_tree assign-counter web mbm_total_bytes --domain 0 --dry-run --json
	assert_status 0
	assert_json '.data | .group == "web" and .event == "mbm_total_bytes" and .domains == "0" and .dry_run and .complete and
		(.counters | length) == 2'
	on_tree unassign-counter web no_such_event --dry-run --json
	assert_status 1
	assert_json '.error.code == "refused"'
}

@test "a recorded tree is never changed" {
	use_tree amd-abmc
	before=$(tree_state)
	for args in "create-group new" "create-group web/new" "remove-group web/m1" "set-schemata web L3=0x1" \
		"unassign-counter web mbm_total_bytes" mount unmount "unmount --force"; do
		# shellcheck disable=SC2086
		on_tree $args --json
		[ "$status" -ne 0 ] || fail "a change of a recorded tree was reported as done"
		assert_json '.error.errno != null and .data == null'
	done
	for args in info list-groups "show-group web" list-counters "monitor --count 2 --interval 0.01" \
		"set-schemata web L3=0x1 --dry-run" "create-group new --dry-run"; do
		# shellcheck disable=SC2086
		on_tree $args
		assert_status 0
	done
	assert_equal "$(tree_state)" "$before"
}

@test "not mounted: exit 3 with what to do, and what is known" {
	use_tree amd-abmc
	rm -r "$tree/sys" "$tree/proc/self/mountinfo"
	: >"$tree/proc/self/mountinfo"
	for args in info list-groups "show-group /" list-counters monitor; do
		# shellcheck disable=SC2086
		on_tree $args --json
		assert_status 3
		assert_json '.error.code == "not_mounted" and .error.fix != null'
	done
	on_tree info --json
	assert_status 3
	assert_json '.data == {supported: true, mounted: false}'
}

@test "no resctrl at all: exit 3" {
	tree=$BATS_TEST_TMPDIR/none
	mkdir -p "$tree/proc/self"
	printf 'nodev\tsysfs\n\text4\n' >"$tree/proc/filesystems"
	: >"$tree/proc/self/mountinfo"
	for args in info list-groups monitor; do
		on_tree "$args" --json
		assert_status 3
		assert_json '.error.code == "not_supported" and .error.fix != null'
	done
}

@test "a sysroot that does not exist" {
	run_rctl --sysroot "$BATS_TEST_TMPDIR/nowhere" info --json
	[ "$status" -ne 0 ] || fail "looked at nothing and found it good"
	assert_json '.error.path != null or .error.cause != null'
}

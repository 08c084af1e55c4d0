#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# rctl capture of trees: what is made of an archive is what was made of the tree.

# shellcheck disable=SC2154,SC2034

load ../cli/helper

MKTABLES=${BUILDDIR:-.}/tests/probe/mktables
RECORDED=$TREES

# captured [OPTION]...: the tree's archive, unpacked into the folder that is the tree from now on.
captured()
{
	on_tree capture --output "$BATS_TEST_TMPDIR/c.tar" "$@" --json
	assert_status 0
	assert_json '.data.num_unreadable == 0 and .data.num_files > 0'
	tree=$BATS_TEST_TMPDIR/copy
	rm -rf "$tree"
	mkdir "$tree"
	tar -C "$tree" -xf "$BATS_TEST_TMPDIR/c.tar"
	rm "$BATS_TEST_TMPDIR/c.tar"
}

# same COMMAND...: before and after capture.
same_answers()
{
	local command

	for command in "$@"; do
		# shellcheck disable=SC2086 # several words
		on_tree $command --json
		jq -S 'del(.data.time_ns?, .data.wall_time_ns?)' <"$BATS_TEST_TMPDIR/stdout"
	done
}

@test "a resctrl tree" {
	local commands=(info list-groups 'show-group web' 'show-group web/m1' list-counters doctor)

	use_tree amd-abmc
	before=$(tree_state)
	same_answers "${commands[@]}" >"$BATS_TEST_TMPDIR/before"
	original=$tree
	captured
	same_answers "${commands[@]}" >"$BATS_TEST_TMPDIR/after"
	diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
	tree=$original
	assert_equal "$(tree_state)" "$before"
}

@test "tables and registers" {
	tree=$BATS_TEST_TMPDIR/arm
	"$MKTABLES" "$tree" two_ris=1
	same_answers 'probe mpam --select-ris' >"$BATS_TEST_TMPDIR/before"
	captured
	same_answers 'probe mpam --select-ris' >"$BATS_TEST_TMPDIR/after"
	diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
}

@test "an MSC with the identifier 0, and a default group" {
	local table

	tree=$BATS_TEST_TMPDIR/arm
	"$MKTABLES" "$tree"
	table=$tree/sys/firmware/acpi/tables/MPAM
	# The identifier of the first node, and the checksum.
	printf '\0' | dd of="$table" bs=1 seek=40 conv=notrunc status=none
	printf '%b' "\\x$(printf %02x $((($(od -An -tu1 -j9 -N1 "$table") + 1) % 256)))" |
		dd of="$table" bs=1 seek=9 conv=notrunc status=none
	: >"$tree/proc/cmdline"
	mv "$tree/rctl/msc.1" "$tree/rctl/msc.0"
	mv "$tree/rctl/msc.1.ris.0" "$tree/rctl/msc.0.ris.0"
	mkdir -p "$tree/proc/self"
	printf 'res:/\nmon:\n' >"$tree/proc/self/cpu_resctrl_groups"
	same_answers 'probe mpam' >"$BATS_TEST_TMPDIR/before"
	grep -q '"msc 0 ris 0"' "$BATS_TEST_TMPDIR/before"
	[ -z "$(grep checksum "$BATS_TEST_TMPDIR/before")" ] || fail "the table is damaged"
	captured --anonymise
	same_answers 'probe mpam' >"$BATS_TEST_TMPDIR/after"
	diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
	assert_equal "$(<"$tree/proc/self/cpu_resctrl_groups")" $'res:/\nmon:'
}

@test "telemetry" {
	TREES=$BATS_TEST_DIRNAME/trees
	use_tree aet-pmt
	same_answers 'probe aet' 'probe aet --group g1' >"$BATS_TEST_TMPDIR/before"
	captured
	same_answers 'probe aet' 'probe aet --group g1' >"$BATS_TEST_TMPDIR/after"
	diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
}

@test "anonymised" {
	use_tree intel
	chmod -R u+w "$tree"
	printf '4711\n4712\n' >"$tree/sys/fs/resctrl/web/tasks"
	echo 'group web has no such thing' >"$tree/sys/fs/resctrl/info/last_cmd_status"
	echo 'BOOT_IMAGE=/vmlinuz root=UUID=secret rdt=!mba quiet' >"$tree/proc/cmdline"
	mkdir -p "$tree/proc/self"
	printf 'res:web\nmon:m1\n' >"$tree/proc/self/cpu_resctrl_groups"
	captured --anonymise
	assert_equal "$(<"$tree/proc/self/cpu_resctrl_groups")" $'res:g2\nmon:g3'
	on_tree list-groups --json
	assert_status 0
	assert_json '[.data.groups[].name] == ["/", "/g1", "g2", "g2/g3"]'
	on_tree show-group g2 --json
	assert_json '.data.tasks == [1, 2]'
	assert_equal "$(<"$tree/proc/cmdline")" 'rdt=!mba '
	[ -z "$(grep -rE 'web|471[12]|secret' "$tree")" ] || fail "a name or an id is left"
	[ -z "$(find "$tree" -name '*web*')" ] || fail "a name is left"
}

@test "anonymised: nothing else names groups, tasks, programs or places" {
	use_tree intel
	chmod -R u+w "$tree"
	mkdir -p "$tree/rctl" "$tree/home/alice"
	mv "$tree/sys/fs/resctrl" "$tree/home/alice/resctrl"
	# What is bound elsewhere, and from where, are names too.
	printf '%s\n' '40 30 0:32 / /home/alice/resctrl rw,relatime shared:7 - resctrl bobs-disk rw,debug' \
		'41 30 0:32 /web /srv/alice rw,relatime - resctrl bobs-disk rw,debug' >"$tree/proc/self/mountinfo"
	printf 'res:web\nmon:m1\n' >"$tree/proc/self/cpu_resctrl_groups"
	printf '%s\n' 'Kernel command line: root=UUID=secret arm64.nompam' 'Command line: root=UUID=secret arm64.nompam' \
		'Unknown kernel command line parameters "alice=mpam"' 'systemd[1]: Mounting resctrl of alice' \
		'audit: type=1130 msg=unit=resctrl hostname=alice' 'resctrl: L3 allocation detected' \
		'smpboot: CPU 3 is now offline' 'MPAM enabled with 4 PARTIDs and 2 PMGs' >"$tree/rctl/dmesg"
	printf 'ffffffff81234567 T intel_aet_get_events\nffffffffc0123456 t intel_aet_x\t[pmt]\n' >"$tree/proc/kallsyms"
	printf 'processor\t: 0\nvendor_id\t: GenuineIntel\nSerial\t\t: 5ec2e7\n' >"$tree/proc/cpuinfo"
	printf '4711\n4712\n' >"$tree/home/alice/resctrl/web/tasks"
	printf '4712\n' >"$tree/home/alice/resctrl/web/mon_groups/m1/tasks"
	original=$tree
	captured --anonymise
	[ -z "$(grep -rE 'web|m1|471[12]|secret|alice|bob|ffff|5ec2e7' "$tree")" ] || fail "left: $(grep -rE \
		'web|m1|471[12]|secret|alice|bob|ffff|5ec2e7' "$tree")"
	[ -z "$(find "$tree" -name '*web*' -o -name '*alice*')" ] || fail "a name is left"
	assert_equal "$(<"$tree/proc/self/cpu_resctrl_groups")" $'res:g2\nmon:g3'
	assert_equal "$(<"$tree/rctl/dmesg")" "$(printf '%s\n' 'resctrl: L3 allocation detected' \
		'smpboot: CPU 3 is now offline' 'MPAM enabled with 4 PARTIDs and 2 PMGs')"
	assert_equal "$(<"$tree/proc/self/mountinfo")" '40 30 0:32 / /sys/fs/resctrl rw,relatime - resctrl resctrl rw,debug'
	assert_equal "$(<"$tree/proc/kallsyms")" $'0000000000000000 T intel_aet_get_events\n0000000000000000 t intel_aet_x\t[pmt]'
	# The same task has the same id in every group.
	on_tree show-group g2 --json
	assert_json '.data.tasks as $all | $all | length == 2'
	all=$(jq -c .data.tasks "$BATS_TEST_TMPDIR/stdout")
	on_tree show-group g2/g3 --json
	assert_json '.data.tasks - $all == [] and (.data.tasks | length == 1)' --argjson all "$all"
	# With names all is at its own place; what nobody needs is not even there then.
	tree=$original
	captured
	on_tree info --json
	assert_json '.data.mount_point == "/home/alice/resctrl" and .data.options == ["debug"]'
	on_tree list-groups --json
	assert_json '[.data.groups[].name] == ["/", "/m2", "web", "web/m1"]'
	grep -q 'root=UUID=secret' "$tree/rctl/dmesg"
	grep -q 'Mounting resctrl of alice' "$tree/rctl/dmesg"
	[ -z "$(grep -rE 'ffff|5ec2e7' "$tree/proc")" ] || fail "an address or a serial number is in it"
}

# A tree with all that a recording can hold of tasks, processes and owners.
busy_tree()
{
	local tid

	use_tree intel
	chmod -R u+w "$tree"
	mkdir -p "$tree/rctl" "$tree/sys/devices/system/cpu"
	printf '4711\n4712\n' >"$tree/sys/fs/resctrl/web/tasks"
	echo 4712 >"$tree/sys/fs/resctrl/web/mon_groups/m1/tasks"
	printf '1\n99\n' >"$tree/sys/fs/resctrl/tasks"
	echo 2 >"$tree/sys/fs/resctrl/web/cpus_list"
	echo 0-3 | tee "$tree/sys/devices/system/cpu/online" >"$tree/sys/devices/system/cpu/present"
	for tid in 1 99 4711 4712; do
		mkdir "$tree/proc/$tid"
		printf 'Name:\tsecret\nUid:\t1000\nCpus_allowed_list:\t0-2\n' >"$tree/proc/$tid/status"
		printf 'res:/\nmon:\n' >"$tree/proc/$tid/cpu_resctrl_groups"
	done
	printf 'res:web\nmon:\n' >"$tree/proc/4711/cpu_resctrl_groups"
	printf 'res:web\nmon:m1\n' >"$tree/proc/4712/cpu_resctrl_groups"
	printf 'CapEff:\t0000000000000000\n' >"$tree/proc/self/status"
	printf 'res:/\nmon:\n' >"$tree/proc/self/cpu_resctrl_groups"
	echo '0 1000 65536' >"$tree/proc/self/uid_map"
	echo 'image=secret' >"$tree/.dockerenv"
	echo pqos >"$tree/proc/99/comm"
	echo secret >"$tree/proc/4711/comm"
	echo 'resctrl: L3 allocation detected' >"$tree/rctl/dmesg"
	printf 'gone 1 812 my tool\tweb\nalive 0 99 rctl\tweb/m1\ngone 0 77 rctl\t/m2\n' >"$tree/rctl/owners"
	: >"$tree/rctl/processes"
}
reading=(info list-groups 'show-group /' 'show-group web' 'show-group web/m1' 'show-group /m2' 'monitor --count 1'
	list-counters 'explain 1' 'explain 99' 'explain 4711' 'explain 4712' 'explain 5' 'explain --cpu 2' doctor
	'doctor --facts' probe 'probe cpu' 'gc --dry-run')

@test "tasks, processes, containers and owners: each reading command answers the same" {
	busy_tree
	same_answers "${reading[@]}" >"$BATS_TEST_TMPDIR/before"
	original=$tree
	captured
	assert_json '.data.num_tasks_omitted == 0'
	same_answers "${reading[@]}" >"$BATS_TEST_TMPDIR/after"
	diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
	# And these are the answers.
	on_tree explain 4712 --json
	assert_json '.data.group == "web/m1" and (.data.searched | not) and .data.cases[0].cpus == "0-2"'
	on_tree explain 99 --json
	assert_json '[.data.cases[] | [.cpus, .control]] == [["2", "web"], ["0-1", "/"]]'
	on_tree show-group web --json
	assert_json '.data.owner == {tool: "my tool", pid: 812, state: "gone", transient: true}'
	on_tree doctor --json
	assert_status 7
	assert_json '[.data.findings[].code] as $c | all(["unprivileged", "container", "user_namespace", "other_user",
		"leaked_group", "unused_group"][]; . as $x | $c | index($x)) and ($c | index("not_recorded") | not)'
	# What nobody asks for is not copied.
	[ -z "$(grep -r secret "$tree")" ] || fail "more is in it than the commands read"
}

@test "tasks, processes, containers and owners, anonymised: the same but for names" {
	# unnamed: names of groups and tools, and ids of tasks, as this archive has them.
	unnamed()
	{
		sed -E -e 's/my tool/tool/g; s/"(tid|task|pid)":[0-9 ]+/"\1":0/g; s/pid [0-9]+/pid N/g; s/task [0-9]+/task N/g' \
			-e 's/process [0-9]+/process N/g; s/"raw":[0-9]+/"raw":0/g' | jq -cS 'if .data | type == "object" then
			del(.data.tasks, .data.task) | .data.pid? |= null | .data.owner?.pid? |= null else . end |
			walk(if type == "object" and has("pid") then .pid = 0 else . end)'
	}
	busy_tree
	same_answers info list-groups 'show-group web' 'show-group web/m1' 'monitor --count 1' 'explain 4711' 'explain 4712' \
		doctor | sed -E 's/\bweb\b/g2/g; s/\bm1\b/g3/g; s/\bm2\b/g1/g' | unnamed >"$BATS_TEST_TMPDIR/before"
	captured --anonymise
	# The ids are in the order of the tree: that of m1 first.
	on_tree show-group g2/g3 --json
	m1=$(jq '.data.tasks[0]' "$BATS_TEST_TMPDIR/stdout")
	on_tree show-group g2 --json
	other=$(jq --argjson m1 "$m1" '.data.tasks - [$m1] | .[0]' "$BATS_TEST_TMPDIR/stdout")
	same_answers info list-groups 'show-group g2' 'show-group g2/g3' 'monitor --count 1' "explain $other" "explain $m1" \
		doctor | unnamed >"$BATS_TEST_TMPDIR/after"
	diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
	[ -z "$(grep -rE 'secret|my tool|web|m1|471[12]|812|1000' "$tree/proc" "$tree/rctl")" ] ||
		fail "left: $(grep -rE 'secret|my tool|web|m1|471[12]|812|1000' "$tree/proc" "$tree/rctl")"
	[ ! -e "$tree/proc/4711" ] || fail "an id is left"
}

@test "resctrl held elsewhere" {
	busy_tree
	: >"$tree/proc/self/mountinfo"
	rm -r "$tree/sys/fs/resctrl"
	printf 'detached_mount 4711\n' >"$tree/rctl/processes"
	echo other >"$tree/proc/4712/comm"
	echo '40 30 0:32 / /sys/fs/resctrl rw,relatime - resctrl secret rw' >"$tree/proc/4712/mountinfo"
	same_answers doctor info >"$BATS_TEST_TMPDIR/before"
	captured
	same_answers doctor info >"$BATS_TEST_TMPDIR/after"
	diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
	on_tree doctor --json
	assert_json '[.data.findings[] | select(.code | test("detached|elsewhere")) | .seen] == [
		"secret (pid 4711) holds a resctrl that is mounted nowhere",
		"other (pid 4712) has resctrl mounted in a name space of its own"]'
	captured --anonymise
	on_tree doctor --json
	assert_json '[.data.findings[] | select(.code | test("detached|elsewhere")) | .seen | sub("pid [0-9]"; "pid N")] | sort == [
		"process (pid N) has resctrl mounted in a name space of its own",
		"process (pid N) holds a resctrl that is mounted nowhere"]'
}

@test "what a recording does not hold is not taken for sound" {
	use_tree intel
	on_tree doctor --json
	assert_status 0
	assert_json '[.data.findings[] | select(.code == "not_recorded")] | length == 1 and .[0].severity == "info" and
		(.[0].seen | test("not known from a recording: .*containers.*other programs.*who made groups"))'
	assert_json '[.data.facts[] | select(.subject == "recording") | .state] | length > 3 and all(. == "unreadable")'
	on_tree doctor
	assert_stdout_has 'nothing is wrong with what was recorded'
	rm -r "$tree"
	busy_tree
	# A task of which only the number is recorded.
	rm -r "$tree/proc/4711"
	on_tree explain 4711 --json
	assert_status 1
	assert_json '.error.code == "no_task" and .error.fix != null and
		(.error.cause | test("task 4711 of web .* not known from this recording"))'
	on_tree explain 4713
	assert_status 1
	assert_stderr_has 'there is no task 4713 in this recording'
	rm "$tree/proc/self/cpu_resctrl_groups"
	on_tree doctor --json
	assert_json 'any(.data.findings[]; .code == "no_proc_file")'
}

@test "of many tasks those in groups are recorded first, and how many are not is told" {
	local tid

	busy_tree
	mkdir "$tree"/proc/{10000..10998}
	for tid in {10000..10998}; do
		printf 'Cpus_allowed_list:\t0-3\n' >"$tree/proc/$tid/status"
	done
	seq 10000 10998 >>"$tree/sys/fs/resctrl/tasks"
	captured
	assert_json '.data.num_tasks_omitted == 3'
	on_tree explain 4711
	assert_status 0
	on_tree explain 10990 --json
	assert_status 0
	on_tree explain 10998
	assert_status 1
	assert_stderr_has 'not known from this recording'
	tree=$BATS_TEST_TMPDIR/intel
	on_tree capture --output "$BATS_TEST_TMPDIR/c.tar"
	assert_stdout_has '3 tasks are in the lists of groups only'
}

@test "an archive that is there is not overwritten" {
	use_tree intel
	echo mine >"$BATS_TEST_TMPDIR/c.tar"
	on_tree capture --output "$BATS_TEST_TMPDIR/c.tar"
	assert_status 1
	assert_stderr_has 'File exists'
	assert_stderr_has 'choose another name'
	assert_equal "$(<"$BATS_TEST_TMPDIR/c.tar")" mine
	on_tree capture --output "$BATS_TEST_TMPDIR/no/such/c.tar" --json
	assert_status 1
	assert_json '.data == null and .error.code == "failed" and .error.errno == 2 and (.error.path | endswith("such/c.tar"))'
	on_tree capture --output /dev/full
	assert_status 1
	cd "$BATS_TEST_TMPDIR"
	for name in '' -; do
		on_tree capture --output "$name"
		assert_status 2
		assert_stderr_has "--output takes the name of a file, not '$name'"
	done
	[ ! -e ./- ]
}

@test "an archive that cannot be created: rights are exit 4, room is exit 1" {
	use_tree intel
	# created ERRNO: as if the kernel had answered that to the creation.
	created()
	{
		run_traced -qq -o "$BATS_TEST_TMPDIR/trace" -P "$BATS_TEST_TMPDIR/c.tar" -e trace=openat \
			-e "inject=openat:error=$1" -- --sysroot "$tree" capture --output "$BATS_TEST_TMPDIR/c.tar" --json
		grep -q "$1.*INJECTED" "$BATS_TEST_TMPDIR/trace" || fail "nothing was injected"
	}
	created EACCES
	assert_status 4
	assert_json '.error.code == "permission" and .error.errno == 13 and (.error.fix | test("--output"))'
	created EROFS
	assert_status 1
	assert_json '.error.code == "failed" and .error.errno == 30'
	created ENOSPC
	assert_status 1
	assert_json '.error.code == "failed" and .error.errno == 28'
}

@test "messages do not get into the archive where there is no standard error" {
	mkdir "$BATS_TEST_TMPDIR/empty"
	"$RCTL" -v --sysroot "$BATS_TEST_TMPDIR/empty" capture -o "$BATS_TEST_TMPDIR/c.tar" >/dev/null 2>&-
	assert_equal "$(tar -tf "$BATS_TEST_TMPDIR/c.tar")" rctl/versions
}

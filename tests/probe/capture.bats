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

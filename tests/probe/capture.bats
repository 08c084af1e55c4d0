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

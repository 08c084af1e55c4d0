#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Every reading command on every recorded tree gives the answer in golden/. Where an answer changes for a reason,
# UPDATE_GOLDEN=1 bats tests/trees/golden.bats writes them anew: then look at the difference.

# What the helper sets is for the cases, and the other way round.
# shellcheck disable=SC2154,SC2034

load trees

GOLDEN=$BATS_TEST_DIRNAME/golden

check_tree()
{
	local command file

	use_tree "$1"
	mkdir "$BATS_TEST_TMPDIR/golden"
	while read -r command; do
		file=$(golden_name "$command")
		golden_answer "$command" >"$BATS_TEST_TMPDIR/golden/$file"
	done < <(reading_commands)
	if [ -n "${UPDATE_GOLDEN:-}" ]; then
		rm -rf "${GOLDEN:?}/$1"
		mkdir -p "$GOLDEN"
		cp -r "$BATS_TEST_TMPDIR/golden" "$GOLDEN/$1"
	fi
	ran=
	diff -ru "$GOLDEN/$1" "$BATS_TEST_TMPDIR/golden" || fail "the answers differ from those in golden/$1"
}

@test "aet" {
	check_tree aet
}

@test "aet-offline" {
	check_tree aet-offline
}

@test "amd-abmc" {
	check_tree amd-abmc
}

@test "amd-abmc-partly" {
	check_tree amd-abmc-partly
}

@test "amd-bmec" {
	check_tree amd-bmec
}

@test "intel" {
	check_tree intel
}

@test "intel-6.1" {
	check_tree intel-6.1
}

@test "intel-6.12" {
	check_tree intel-6.12
}

@test "intel-mbps" {
	check_tree intel-mbps
}

@test "intel-snc" {
	check_tree intel-snc
}

@test "every recorded tree is asked" {
	assert_equal "$(cd "$BATS_TEST_DIRNAME" && printf '%s\n' *.tar.xz | sed 's/.tar.xz$//' | sort)" \
		"$(printf '%s\n' $ALL_TREES | sort)"
	assert_equal "$(cd "$GOLDEN" && printf '%s\n' * | sort)" "$(printf '%s\n' $ALL_TREES | sort)"
}

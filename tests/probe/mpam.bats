#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# rctl probe mpam on machines that mktables writes.

# shellcheck disable=SC2154,SC2034

load ../cli/helper

MKTABLES=${BUILDDIR:-.}/tests/probe/mktables

# use_machine [KEY=VALUE]...
use_machine()
{
	tree=$BATS_TEST_TMPDIR/arm
	rm -rf "$tree"
	"$MKTABLES" "$tree" "$@"
}

# predicts NAME ANSWER TEXT
predicts()
{
	# shellcheck disable=SC2016 # variables of jq
	assert_json 'any(.data.probes[].predictions[]; .name == $n and .answer == $a and (.reason | contains($t)))' \
		--arg n "$1" --arg a "$2" --arg t "$3"
}

@test "on a terminal tables are no wider than that" {
	local command

	command -v script >/dev/null || skip "script is not installed"
	tree=$BATS_TEST_TMPDIR/arm
	"$MKTABLES" "$tree"
	for command in 'probe mpam' probe 'probe --registers' 'doctor --facts'; do
		script -qec "stty cols 80; '$RCTL' --sysroot '$tree' $command" /dev/null </dev/null >"$BATS_TEST_TMPDIR/stdout" || true
		[ "$(wc -l <"$BATS_TEST_TMPDIR/stdout")" -gt 20 ] || fail "nothing is shown: $command"
		assert_equal "$(tr -d '\r' <"$BATS_TEST_TMPDIR/stdout" | awk 'length($0) > 80')" ""
	done
}

@test "the machine is described, with the source of each fact" {
	use_machine
	before=$(tree_state)
	on_tree probe mpam --json
	assert_status 0
	assert_json '.schema == "rctl/probe/0" and .error == null'
	assert_json '.data.probes | length == 1 and .[0].probe == "mpam"'
	assert_json '.data.probes[0].facts | map(.source) | unique | index("acpi") and index("mmio") and index("sysfs")'
	assert_json '.data.probes[0].facts[] | select(.subject == "limits" and .name == "partid_max") |
		.raw == 31 and .confidence == "bound"'
	predicts L3 yes '16 bits'
	predicts L2 yes 'domains 200,201'
	predicts MB yes '2 to 100 percent'
	predicts llc_occupancy yes '4 monitors'
	predicts mpam unknown MPAMEN
	assert_equal "$(tree_state)" "$before"
	on_tree probe mpam
	assert_status 0
	assert_stdout_has 'mpamf_cpor_idr.cpbm_wd'
	assert_stdout_has 'PREDICTION'
}

@test "absence is a fact too" {
	use_machine
	rm "$tree/sys/firmware/acpi/tables/MPAM"
	on_tree probe mpam --json
	assert_status 0
	assert_json '.data.probes[0].facts[] | select(.subject == "table MPAM") | .state == "absent"'
	predicts mpam no 'no ACPI table MPAM'
}

@test "instances of a component are selected when asked" {
	use_machine two_ris=1
	on_tree probe mpam --json
	assert_json 'any(.data.probes[0].facts[]; .decoded == "RIS 1 of 2 read")'
	predicts L3 unknown 'MSC 1'
	on_tree probe mpam --select-ris --json
	assert_json 'any(.data.probes[0].facts[]; .decoded == "RIS 2 of 2 read")'
	predicts MB yes 'class L3, 8 bits'
}

@test "what keeps MPAM off is named" {
	use_machine interface=10
	on_tree probe mpam --json
	predicts mpam no 'behind firmware'
	assert_json 'any(.data.probes[0].findings[]; .code == "msc_pcc")'
	use_machine online=0-1
	on_tree probe mpam --json
	predicts mpam no 'not until one of CPUs 2-3 comes online'
	use_machine reserved=1
	on_tree probe mpam --json
	predicts mpam no 'reserved fields'
	use_machine iidr=0x0000043b
	on_tree probe mpam --json
	assert_json 'any(.data.probes[0].findings[]; .code == "mpam_erratum" and (.seen | contains("CMN-650")))'
}

@test "the register maps are printed" {
	run_rctl probe --registers --json
	assert_status 0
	assert_json '.data.registers[] | select(.block == "msc" and .register == "MPAMF_IDR") |
		.offset == 0 and .width == 64 and .read and
		(.fields[] | select(.name == "RIS_MAX") | .first == 56 and .last == 59)'
	assert_json '[.data.registers[] | select(.block == "msc") | .offset] | . == sort'
	# No two fields of a register overlap.
	assert_json 'all(.data.registers[]; .width as $w | [.fields[] | range(.first; .last + 1)] |
		length == (unique | length) and all(. < $w))'
	run_rctl probe --registers
	assert_status 0
	assert_stdout_has MPAMF_CPOR_IDR
}

@test "an unknown probe is a usage error" {
	run_rctl probe gpu
	assert_status 2
	assert_stderr_has "there is no probe 'gpu'"
}

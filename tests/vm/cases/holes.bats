#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Masks with holes: where the hardware takes them, and what is said where not.
# profiles: intel intel-contiguous amd-bmec

load helper

setup()
{
	start_case
	mkdir "$RESCTRL/web"
}

@test "masks with holes" {
	local sparse=$RESCTRL/info/L3/sparse_masks

	case $TESTBED_PROFILE in
	amd-*)
		sets "5 5 5 5" L3 L3=0x5
		sets "0 0 0 0" L3 L3=0x0 ;;
	intel)
		need_file "$sparse"
		sets "5 801" L3 'L3:0=5;1=801' ;;
	*)
		if [ -e "$sparse" ]; then
			run_rctl set-schemata web L3=0x5 --json
			assert_status 1
			expect_json '.error | .code == "refused" and .cause_source == "predicted" and (.cause | contains("0x5 has holes"))'
		fi
		run_rctl set-schemata web L3=0x5 --no-check --json
		assert_status 1
		expect_json '.error | .code == "refused" and .cause_source == "kernel"
			and .kernel_text == "The mask 5 has non-consecutive 1-bits"'
		run_rctl set-schemata web L3=0x5 --no-check
		assert_status 1
		assert_stderr_has 'holes'
		assert_stderr_has '(kernel: "The mask 5 has non-consecutive 1-bits")' ;;
	esac
}

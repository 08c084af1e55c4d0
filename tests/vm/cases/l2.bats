#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The L2 cache beside the L3, with four domains where that has two.
# profiles: intel-l2

load helper

setup()
{
	start_case
	mkdir "$RESCTRL/web"
}

@test "the L2 cache beside the L3" {
	sets "ff 3 3 ff" L2 'L2:1-2=3'
	sets "f f f f" L2 L2=50% L3=0xf
	assert_equal "$(values L3)" "f f"
	start_case cdpl2
	mkdir "$RESCTRL/web"
	sets "3 3 3 3" L2CODE L2=0x3
	assert_equal "$(values L2DATA)" "3 3 3 3"
	sets "3 c 3 3" L2DATA L2DATA:1=c
}

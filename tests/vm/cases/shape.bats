#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# One shape of JSON on every machine: a path has the same types on x86 and on Arm, and what all have is there.
# profiles: intel amd-abmc
# tier: full

load helper
load shapes

@test "answers on x86 have the shape that they have on Arm" {
	check_shapes
}

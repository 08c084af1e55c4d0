#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# One shape of JSON on every machine: a path has the same types on x86 and on Arm, and what all have is there.
# profiles: arm-mpam

load helper
load shapes

@test "answers on Arm have the shape that they have on x86" {
	check_shapes
}

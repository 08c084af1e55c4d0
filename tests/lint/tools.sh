#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Whole groups of tests are left out of the build where configure did not find what they take. That
# is a skip with a reason, and no silence.
set -euo pipefail
# shellcheck source=lint.bash
. "$(dirname "$0")/lint.bash"

if [ "${HAVE_CMOCKA:?set by make check}" = yes ]; then
	ok "the unit tests are part of this build"
else
	skip "the unit tests" "configure found no cmocka"
fi
if [ -n "${HAVE_BATS?set by make check}" ]; then
	ok "the tests of rctl are part of this build"
else
	skip "the tests of rctl" "configure found no bats"
fi
finish

# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What every case file loads. RCTL names the program to test. Recorded trees are data from real
# kernels, unpacked for the case, so that a case may look whether anything in them has changed.

RCTL=${RCTL:-rctl}
# In a build tree rctl is libtool's wrapper; what it would start is the program that counts.
if [ -x "$(dirname "$RCTL")/.libs/rctl" ]; then
	RCTL=$(cd "$(dirname "$RCTL")/.libs" && pwd)/rctl
	export LD_LIBRARY_PATH=${RCTL%/*}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
fi
if ! command -v "$RCTL" >/dev/null; then
	echo "there is no '$RCTL' to test: set RCTL" >&2
	return 1
fi
TREES=$BATS_TEST_DIRNAME/../trees

# run_rctl ARG...: sets status, stdout, stderr.
run_rctl()
{
	run_command "$RCTL" "$@"
}

# run_command COMMAND...: the same for any program.
run_command()
{
	status=0
	"$@" >"$BATS_TEST_TMPDIR/stdout" 2>"$BATS_TEST_TMPDIR/stderr" </dev/null || status=$?
	stdout=$(<"$BATS_TEST_TMPDIR/stdout")
	stderr=$(<"$BATS_TEST_TMPDIR/stderr")
	ran="$*"
}

# run_traced STRACE-ARG... -- ARG...: rctl under strace, in whose presence no leak can be looked for.
run_traced()
{
	local options=()

	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0 run_command strace "${options[@]}" "$RCTL" "${@:2}"
}

# use_tree NAME: unpacks the recorded tree; on_tree then runs rctl on it.
use_tree()
{
	tree=$BATS_TEST_TMPDIR/$1
	mkdir "$tree"
	tar -C "$tree" -xf "$TREES/$1.tar.xz"
}

on_tree()
{
	run_rctl --sysroot "$tree" "$@"
}

# tree_state: every name, mode and content in the tree.
tree_state()
{
	(cd "$tree" && find . -printf '%p %m\n' | sort && find . -type f -exec sha256sum {} + | sort)
}

# fail MESSAGE...: shows what ran last, too.
fail()
{
	{
		printf '%s\n' "$@"
		[ -z "${ran:-}" ] || printf '$ %s\nstatus %s\nstdout: %.2000s\nstderr: %s\n' "$ran" "$status" "$stdout" "$stderr"
	} >&2
	return 1
}

assert_status()
{
	[ "$status" -eq "$1" ] || fail "exit status $1 expected, not $status"
}

# assert_json FILTER [JQ-ARG...]: the standard output is JSON and the filter true for it; for a
# stream, for each object.
assert_json()
{
	jq -es "${@:2}" "length > 0 and all(.[]; $1)" "$BATS_TEST_TMPDIR/stdout" >"$BATS_TEST_TMPDIR/jq" 2>&1 ||
		fail "not true of the output: $1 ($(head -n 1 "$BATS_TEST_TMPDIR/jq"))"
}

assert_stdout()
{
	[ "$stdout" = "$1" ] || fail "this standard output expected: $1"
}

assert_stdout_has()
{
	[[ $stdout = *"$1"* ]] || fail "in the standard output expected: $1"
}

assert_stderr()
{
	[ "$stderr" = "$1" ] || fail "this standard error expected: $1"
}

assert_stderr_has()
{
	[[ $stderr = *"$1"* ]] || fail "in the standard error expected: $1"
}

assert_equal()
{
	[ "$1" = "$2" ] || fail "expected: $2" "is:       $1"
}

# assert_usage TEXT ARG...: exit 2, nothing but this line; and the same said in JSON.
assert_usage()
{
	local text=$1
	shift
	run_rctl "$@"
	assert_status 2
	assert_stdout ''
	assert_stderr "rctl: $text"
	run_rctl --json "$@"
	assert_status 2
	assert_stderr ''
	# shellcheck disable=SC2016 # variables of jq
	assert_json '.data == null and .warnings == [] and .error.code == "invalid" and .error.errno == 22 and
		.error.cause + (if .error.fix then "; " + .error.fix else "" end) == $text' --arg text "$text"
}

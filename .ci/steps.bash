# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Named steps with a verdict and counts each. Sourced by quickstart.
#
# A step is a command whose output goes to $LOGDIR/NAME.log. It is a check, which counts as one
# test, or a runner, whose cases are counted from what it leaves behind. A runner that fails
# without a failed case, or that ran no case, counts as one failure more: silence is no success.

passed=0
failed=0
skipped=0
skips=()	# "step: reason" each
failures=()	# "step: what" each
details=	# what they said, a block for each step

# tally FILE...: turn TAP streams, or automake's .trs files with the .log files beside them, into
# "P F S" on the first line and then one line for each failed ("F what") and skipped ("S what").
# A plan that promises more than came counts as failed.
tally()
{
	awk '
	function fail(what) { nf++; names = names "F " what "\n" }
	function skip(what) { ns++; names = names "S " what "\n" }
	function end_stream() { for (; plan > seen; seen++) fail("planned, never reported"); plan = seen = 0 }
	# Result files have no names. What the driver logged has them.
	function read_log(log_file, line) {
		sub(/trs$/, "log", log_file)
		while ((getline line < log_file) > 0) {
			if (line ~ /^(FAIL|XPASS|ERROR): /) names = names "F " line "\n"
			if (line ~ /^SKIP: /) names = names "S " substr(line, 7) "\n"
		}
		close(log_file)
	}
	FNR == 1 && FILENAME ~ /\.trs$/ { read_log(FILENAME) }
	{ sub(/\r$/, "") }
	/^:test-result: / {
		if ($2 == "PASS" || $2 == "XFAIL") p++
		else if ($2 == "SKIP") ns++
		else nf++
		next
	}
	/^1\.\.[0-9]+/ {
		if (plan) end_stream()
		plan = substr($1, 4) + 0
		if ($0 ~ /^1\.\.0 *# *[Ss][Kk][Ii][Pp]/) skip($0)
		next
	}
	/^not ok/ {
		seen++
		sub(/^not ok *[0-9]* *(- )?/, "")
		if (/# *[Tt][Oo][Dd][Oo]/) skip($0); else fail($0)
		next
	}
	/^ok/ {
		seen++
		sub(/^ok *[0-9]* *(- )?/, "")
		if (/# *[Ss][Kk][Ii][Pp]/) skip($0); else p++
		next
	}
	/^Bail out!/ { fail($0) }
	END {
		end_stream()
		printf "%d %d %d\n%s", p, nf, ns, names
	}' "$@"
}

# account NAME STATUS FILE...: add a runner's counts, print its verdict.
account()
{
	local name=$1 status=$2 p f s kind what
	shift 2
	{
		read -r p f s
		while read -r kind what; do
			case $kind in
			F) failures+=("$name: $what") ;;
			S) skips+=("$name: $what") ;;
			esac
		done
	} < <(if [ $# -gt 0 ]; then tally "$@"; else echo "0 0 0"; fi)
	if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then
		f=1
		failures+=("$name: runner ended with status $status, without a failed case")
	elif [ $((p + f + s)) -eq 0 ]; then
		f=1
		failures+=("$name: ran no test")
	fi
	passed=$((passed + p))
	failed=$((failed + f))
	skipped=$((skipped + s))
	verdict="$p passed, $f failed, $s skipped"
	[ "$f" -eq 0 ]
}

# run_logged NAME COMMAND...: run it, output to the log, status in $status.
run_logged()
{
	local name=$1
	shift
	printf '== %-24s ' "$name"
	started=$SECONDS
	status=0
	# In a shell of its own: no step leaves variables to the next.
	("$@") >"$LOGDIR/$name.log" 2>&1 </dev/null || status=$?
}

# words_of_failures NAME: what its failed cases said, for those who see only the end of all that is printed.
words_of_failures()
{
	awk '/^not ok/ { n = 7 } /^ok/ { n = 0 } n > 0 { n--; print "   | " substr($0, 1, 300) }' "$LOGDIR/$1.log" | head -n 40
}

# conclude NAME GOOD: print the verdict, and of a failure the end of the log.
conclude()
{
	if [ "$2" = yes ]; then
		printf 'ok    %s (%d s)\n' "$verdict" $((SECONDS - started))
	else
		printf 'FAIL  %s (%d s), log in %s\n' "$verdict" $((SECONDS - started)) "$LOGDIR/$1.log"
		grep -aE -A 12 '^not ok|^(FAIL|ERROR): |error:|: \*\*\*' "$LOGDIR/$1.log" | head -n 80 | sed 's/^/   | /' || true
		details+="$(words_of_failures "$1")"$'\n'
		tail -n 12 "$LOGDIR/$1.log" | sed 's/^/   | /'
	fi
}

# step_check NAME COMMAND...: a step that is one test by itself.
step_check()
{
	local good=yes
	run_logged "$@"
	if [ "$status" -eq 0 ]; then
		passed=$((passed + 1))
		verdict="done"
	else
		good=no
		failed=$((failed + 1))
		verdict="status $status"
		failures+=("$1: ended with status $status")
	fi
	conclude "$1" "$good"
	[ "$good" = yes ]
}

# step_tap NAME COMMAND...: a runner that prints TAP.
step_tap()
{
	local good=yes
	run_logged "$@"
	account "$1" "$status" "$LOGDIR/$1.log" || good=no
	conclude "$1" "$good"
	[ "$good" = yes ]
}

# step_automake NAME DIR MAKE-ARGUMENT...: make there, cases counted from the .trs files it leaves.
step_automake()
{
	local name=$1 dir=$2 good=yes
	local -a results
	shift 2
	find "$dir" -name '*.trs' -delete
	run_logged "$name" make -C "$dir" "$@"
	mapfile -t results < <(find "$dir" -name '*.trs')
	account "$name" "$status" "${results[@]}" || good=no
	conclude "$name" "$good"
	[ "$good" = yes ]
}

# step_fetch NAME COMMAND...: a step that downloads, and that is skipped, loudly, where the mirror does not have what
# it asks for: exit code 121 of the test bed's scripts.
step_fetch()
{
	local good=yes
	run_logged "$@"
	if [ "$status" -eq 121 ]; then
		printf 'SKIP\n'
		skipped=$((skipped + 1))
		skips+=("$1: $(tail -n 1 "$LOGDIR/$1.log")")
		return 1
	fi
	[ "$status" -eq 0 ] || { good=no; failed=$((failed + 1)); failures+=("$1: ended with status $status"); }
	verdict="status $status"
	conclude "$1" "$good"
	[ "$good" = yes ]
}

# in_time NAME: whether a step may still begin; else it is counted as skipped. Who runs this may have set a limit, and a
# run that is ended from outside says nothing of what it has found.
in_time()
{
	[ "$SECONDS" -ge $((60 * ${CHECK_MINUTES:-72})) ] || return 0
	skip_step "$1" "no time: $((SECONDS / 60)) minutes are over (CHECK_MINUTES=N in the environment allows more)"
	return 1
}

# skip_step NAME REASON: what could not run is counted and named, never passed over.
skip_step()
{
	printf '== %-24s SKIP  %s\n' "$1" "$2"
	skipped=$((skipped + 1))
	skips+=("$1: $2")
}

# again_notices: machines that were started once more are no failure, and nothing to be silent about.
again_notices()
{
	local log name

	for log in "$LOGDIR"/*.log; do
		name=${log##*/}
		sed -n "s/^\\(# \\)\\{0,1\\}[a-z]*: notice: \\(.* once more\\)\$/AGAIN ${name%.log}: \\2/p" "$log"
	done
}

# summary: the skips and failures by name, then the one line that scripts read.
summary()
{
	echo
	again_notices
	[ "${#skips[@]}" -eq 0 ] || printf 'SKIPPED %s\n' "${skips[@]}"
	[ -z "$details" ] || printf '%s' "$details"
	[ "${#failures[@]}" -eq 0 ] || printf 'FAILED %s\n' "${failures[@]}"
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

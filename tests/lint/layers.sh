#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Arrows point one way: cli -> include -> lib/<object>.c -> probe -> io -> text -> base.
set -euo pipefail
# shellcheck source=lint.bash
. "$(dirname "$0")/lint.bash"

# Comments and string literals are not code; an #include keeps its name. Once for all files:
# "file:line:code".
code=$(find cli include lib -name '*.[ch]' | sort | xargs awk '
	FNR == 1 { comment = 0 }
	{
		line = $0
		if (comment && !sub(/^.*\*\//, "", line)) next
		comment = 0
		gsub(/\/\*([^*]|\*[^\/])*\*\//, "", line)
		if (line !~ /^#[ \t]*include/) gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
		sub(/\/\/.*/, "", line)
		if (sub(/\/\*.*/, "", line)) comment = 1
		if (line ~ /[^ \t]/) print FILENAME ":" FNR ":" line
	}')

# without DESCRIPTION REGEX DIRECTORY...: no line of code in the directories matches.
without()
{
	local description=$1 regex=$2 directories lines
	shift 2
	directories=$(IFS='|'; echo "$*")
	if ! lines=$(grep -E "^($directories)/" <<<"$code"); then
		not_ok "$description" "no code to look at"
		return
	fi
	empty "$description" "$(grep -E "^[^:]*:[0-9]+:.*$regex" <<<"$lines" || true)"
}

include='#[[:space:]]*include[[:space:]]*'

without "lib/base includes base only" "$include"'["<]((\.\./)?(text|io)/|internal\.h|resctrl)' lib/base
without "lib/text includes base and text only" "$include"'["<]((\.\./)?io/|internal\.h)' lib/text
without "lib/io knows nothing above it" "$include"'["<](internal\.h)' lib/io
without "lib/probe knows nothing above it" "$include"'"([a-z-]+\.h)"' lib/probe
without "cli includes no private header" "$include"'["<](\.\./|lib/|base/|text/|io/|internal\.h)' cli
without "public headers include public and system headers only" "$include"'("|<(base|text|io|json|internal))' include
without "json-c and smartcols are seen in cli only" "$include"'["<](json|libsmartcols)' lib include
without "base and text make no system calls" \
	'\b(open|openat|fopen|fopenat|read|pread|write|pwrite|opendir|fdopendir|stat|fstat|fstatat|mkdirat|unlinkat|mmap|mount|umount2?|flock|getpid)[[:space:]]*\(' \
	lib/base lib/text
without "the library prints nothing and never exits" \
	'\b(printf|vprintf|fprintf|vfprintf|puts|putchar|fputs|perror|err|errx|warn|warnx|exit|_exit|abort|syslog)[[:space:]]*\(' lib
without "the library handles no signal, starts no thread or process" \
	'\b(signal|sigaction|sigprocmask|pthread_create|fork|vfork|system|popen|chdir|setrlimit|prctl|cap_set_proc)[[:space:]]*\(' lib

# One environment variable, read in one place: the level of debug messages.
getenv=$(grep -rnE '\b(secure_)?getenv[[:space:]]*\(' lib --include='*.[ch]' || true)
if [ "$(grep -c . <<<"$getenv")" -le 1 ] && { [ -z "$getenv" ] || [[ $getenv == *LIBRESCTRL_LOG* ]]; }; then
	ok "the library reads no environment but LIBRESCTRL_LOG"
else
	not_ok "the library reads no environment but LIBRESCTRL_LOG" "$getenv"
fi

empty "nothing is left to do" "$(grep -rnwE 'TODO|FIXME|XXX' lib cli include --include='*.[ch]' || true)"
finish

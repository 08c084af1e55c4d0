#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# In the guest: makes a few groups and prints an archive of what the kernel then shows, in base64. With the argument
# "counters", some of the assignable counters are taken away first; with "bandwidth", web is limited in domain 1.
set -eu
root=/sys/fs/resctrl
out=/tmp/tree

mkdir "$root/web" "$root/web/mon_groups/m1" "$root/mon_groups/m2"
cache=$(sed -n 's/^ *\(L[23][A-Z]*\):.*/\1/p' "$root/schemata" | head -n 1)
for domain in $(sed -n "s/^ *$cache://p" "$root/schemata" | tr ';' '\n' | cut -d = -f 1); do
	echo "$cache:$domain=f" >"$root/web/schemata"
done
if [ "${1:-}" = bandwidth ]; then
	echo 'MB:1=50' >"$root/web/schemata"
fi
if [ "${1:-}" = counters ]; then
	echo 'mbm_local_bytes:0=_' >"$root/web/mbm_L3_assignments"
	echo 'mbm_total_bytes:*=_' >"$root/mon_groups/m2/mbm_L3_assignments"
	echo 'mbm_local_bytes:*=_' >"$root/mon_groups/m2/mbm_L3_assignments"
	echo 0 >"$root/info/L3_MON/mbm_assign_on_mkdir"
fi

# Files of a kernel say nothing true about their size, so they are read to their end, one by one.
mkdir -p "$out/proc/self"
cp /proc/filesystems /proc/cpuinfo "$out/proc/"
grep ' - resctrl ' /proc/self/mountinfo >"$out/proc/self/mountinfo"
cd "$root"
find . -type d | while read -r dir; do mkdir -p "$out$root/$dir"; done
find . -type f -perm -400 | while read -r file; do
	# Tasks are those of one boot: none of them is worth keeping.
	case $file in
	*/tasks) : >"$out$root/$file" ;;
	# Some files answer with an error while a feature is off; then they are left out.
	*) cat "$file" >"$out$root/$file" 2>/dev/null || rm "$out$root/$file" ;;
	esac
done
cd "$out"
tar -c -f - . | gzip -9n | base64

#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What rctl says of every recorded tree against the files in it, read by the shell.

# What the helper sets is for the cases, and the other way round.
# shellcheck disable=SC2154,SC2034

load trees

# on_every_tree FUNCTION: calls it in the resctrl directory of each.
on_every_tree()
{
	local name

	for name in $ALL_TREES; do
		use_tree "$name"
		cd "$tree/sys/fs/resctrl"
		"$1" >"$BATS_TEST_TMPDIR/expected" || fail "$name: the files cannot be read"
		"$2" >"$BATS_TEST_TMPDIR/answer" || fail "$name: no answer"
		[ -s "$BATS_TEST_TMPDIR/expected" ] || fail "$name: nothing to compare"
		ran=
		diff -u "$BATS_TEST_TMPDIR/expected" "$BATS_TEST_TMPDIR/answer" || fail "$name: not what the files say"
	done
}

# ask FILTER ARG...: what jq makes of the answer.
ask()
{
	on_tree "${@:2}" --json
	assert_status 0
	jq -r "$1" <"$BATS_TEST_TMPDIR/stdout"
}

# dir_of GROUP: its directory.
dir_of()
{
	case $1 in
	/) echo . ;;
	/*) echo "mon_groups/${1#/}" ;;
	*/*) echo "${1%/*}/mon_groups/${1#*/}" ;;
	*) echo "$1" ;;
	esac
}

all_groups()
{
	printf '%s\n' / && groups_below
}

control_groups()
{
	all_groups | grep -v './\|/.'
}

# table PREFIX <FILE: "NAME ID VALUE" of a file of the form of schemata, without padding.
table()
{
	tr -d ' ' | awk -F '[:;]' -v prefix="$1" '{
		for (i = 2; i <= NF; i++) {
			split($i, entry, "=")
			if (entry[2] ~ /^0+[0-9a-f]/) sub(/^0+/, "", entry[2])
			print prefix, $1, entry[1], entry[2]
		}
	}'
}

# ---- groups ----

groups_in_files() { all_groups | sort; }
groups_answered() { ask '.data.groups[].name' list-groups | sort; }

@test "groups are the directories" {
	on_every_tree groups_in_files groups_answered
}

schemata_in_files()
{
	local group

	for group in $(control_groups); do
		table "$group" <"$(dir_of "$group")/schemata"
	done
}

schemata_answered()
{
	local group

	for group in $(control_groups); do
		ask '.data | .name as $group | .schemata[] | .name as $schema | .domains[] |
			"\($group) \($schema) \(.id) \(if .mask then .mask[2:] else .value end)"' show-group "$group"
	done
}

@test "schemata are those of the file" {
	on_every_tree schemata_in_files schemata_answered
}

facts_in_files()
{
	local group file

	for group in $(all_groups); do
		for file in mode cpus_list ctrl_hw_id mon_hw_id; do
			[ ! -e "$(dir_of "$group")/$file" ] || echo "$group $file $(<"$(dir_of "$group")/$file")"
		done
	done
}

facts_answered()
{
	local group

	for group in $(all_groups); do
		ask '.data | .name as $group | {mode, cpus_list: .cpus, ctrl_hw_id: .closid, mon_hw_id: .rmid} |
			to_entries[] | select(.value != null) | "\($group) \(.key) \(.value)"' show-group "$group"
	done
}

@test "mode, CPUs and ids are those of the files" {
	on_every_tree facts_in_files facts_answered
}

# ---- readings ----

readings_in_files()
{
	local group file path

	for group in $(all_groups); do
		(cd "$(dir_of "$group")/mon_data" && find . -type f -printf '%P\n') | while read -r path; do
			file=$(dir_of "$group")/mon_data/$path
			# mon_L3_00/mon_sub_L3_01/EVENT: resource, domain, sub-domain or "-", event.
			echo "$group $path" | sed -E 's,^(\S+) mon_(\S+)_0*([0-9]+)/mon_sub_\S+_0*([0-9]+)/(.*),\1 \2 \3 \4 \5,
				t
				s,^(\S+) mon_(\S+)_0*([0-9]+)/(.*),\1 \2 \3 - \4,' | tr '\n' ' '
			cat "$file"
		done
	done | sort
}

readings_answered()
{
	ask '.data.readings[] | "\(.group) \(.resource) \(.domain) \(.subdomain // "-") \(.event) \(
		if .state == "value" then .value else (.state[0:1] | ascii_upcase) + .state[1:] end)"' monitor --count 1 | sort
}

# without_zeros: fixed-point numbers as JSON has them.
without_zeros()
{
	sed -E 's/(\.[0-9]*[1-9])0+$/\1/; s/\.0+$//'
}

readings_in_files_without_zeros() { readings_in_files | without_zeros; }
readings_answered_without_zeros() { readings_answered | without_zeros; }

@test "every reading is what its file has, and there are no others" {
	on_every_tree readings_in_files_without_zeros readings_answered_without_zeros
}

# ---- counters ----

counters_in_files()
{
	local group file

	for group in $(all_groups); do
		for file in "$(dir_of "$group")"/mbm_*_assignments; do
			[ ! -e "$file" ] || table "$group" <"$file"
		done
	done
	echo end
}

counters_answered()
{
	if [ -n "$(echo mbm_*_assignments | grep -v '\*')" ] && ! grep -q '\[default\]' info/L3_MON/mbm_assign_mode; then
		ask '.data.counters[] | "\(.group) \(.event) \(.domain) \(if .assigned then "e" else "_" end)"' list-counters
	else
		on_tree list-counters --json
		assert_status 3
	fi
	echo end
}

@test "counters are assigned as the files say" {
	on_every_tree counters_in_files counters_answered
}

# ---- what the machine can do ----

limits_in_files()
{
	local dir file

	for dir in info/*/; do
		dir=${dir#info/}
		dir=${dir%/}
		for file in num_closids cbm_mask min_cbm_bits shareable_bits min_bandwidth bandwidth_gran num_rmids \
			max_threshold_occupancy; do
			[ ! -e "info/$dir/$file" ] || echo "$dir $file $(<"info/$dir/$file")"
		done
		[ ! -e "info/$dir/mon_features" ] || grep -v _config "info/$dir/mon_features" | sed "s/^/$dir event /"
	done | sort
}

limits_answered()
{
	ask '(.data.schemas[] | .name as $name | {num_closids, cbm_mask, min_cbm_bits, shareable_bits, min_bandwidth,
			bandwidth_gran} | to_entries[] | select(.value != null) |
			"\($name) \(.key) \(.value | tostring | ltrimstr("0x"))"),
		(.data.monitoring[] | "\(.resource)_MON num_rmids \(.num_rmids)",
			(select(.max_threshold_occupancy_bytes) |
				"\(.resource)_MON max_threshold_occupancy \(.max_threshold_occupancy_bytes)"),
			"\(.resource)_MON event \(.events[])")' info | sort
}

@test "limits are those of the info directory" {
	on_every_tree limits_in_files limits_answered
}

# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the cases on recorded trees share.

load ../cli/helper

# shellcheck disable=SC2034 # for the cases
ALL_TREES='aet aet-offline amd-abmc amd-abmc-partly amd-bmec intel intel-6.1 intel-6.12 intel-mbps intel-snc'

# reading_commands: one command line for each kind of question that the tree of use_tree can be asked.
reading_commands()
{
	local group

	printf '%s\n' info list-groups list-counters 'monitor --count 1'
	for group in $(cd "$tree/sys/fs/resctrl" && printf '%s\n' / && groups_below); do
		echo "show-group $group"
	done
}

# groups_below: the names of the groups in the working directory, as a user writes them, the default one left out.
groups_below()
{
	find . -name tasks -printf '%P\n' | sed -n 's,/tasks$,,p' | sed 's,^mon_groups/,/,; s,/mon_groups/,/,' | sort
}

# golden_name COMMAND...: the name of the file with its answer.
golden_name()
{
	local name=${1// --count 1/}

	name=${name//\//_}
	echo "${name// /_}.json"
}

# golden_answer COMMAND...: the answer, one line an object, without what each run has anew.
golden_answer()
{
	# shellcheck disable=SC2086,SC2154 # several words; set by use_tree
	on_tree $1 --json
	jq -S 'if .data | type == "object" then del(.data.time_ns, .data.wall_time_ns) else . end' \
		<"$BATS_TEST_TMPDIR/stdout"
}

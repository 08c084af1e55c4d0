# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Vocabulary of the cases on telemetry: regions of Intel PMT, and the device's witness (tests/vm/oobmsm). After helper.

PMT=/sys/class/intel_pmt
WITNESS_GUID=0x7e57ac71
WITNESS_RMIDS=576

# What a CPU takes at work and at rest, in mW.
WORK=2500
REST=50

# regions PACKAGE GUID: the folders of the regions.
regions()
{
	local f

	for f in "$PMT"/telem*; do
		if [ "$(<"$f/guid")" = "$2" ] && [ "$(<"$(realpath "$f")/../../../numa_node")" = "$1" ]; then
			echo "$f"
		fi
	done
}

# words FOLDER INDEX...: 64-bit words of a region, in the order of the indices, all of about one
# moment: the kernel gives a page at a time.
words()
{
	local i all

	# shellcheck disable=SC2207 # numbers
	all=($(od -An -v -t u8 -w8 "$1/telem"))
	for i in "${@:2}"; do
		echo "${all[i]}"
	done
}

# witness RMID: "TIME WORK REST" in ns, of the region in $witness.
witness()
{
	words "$witness" $((2 * WITNESS_RMIDS)) $((2 * $1)) $((2 * $1 + 1))
}

# watch_group PACKAGE GROUP: from now on.
watch_group()
{
	witness=$(regions "$1" "$WITNESS_GUID")
	rmid=$(<"$RESCTRL/$2/mon_hw_id")
	# shellcheck disable=SC2207 # three numbers
	before=($(witness "$rmid"))
}

# group_milliwatts: what the group must have taken since, by the witness.
group_milliwatts()
{
	local now

	# shellcheck disable=SC2207 # three numbers
	now=($(witness "$rmid"))
	echo $(((WORK * (now[1] - before[1]) + REST * (now[2] - before[2])) / (now[0] - before[0])))
}

# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What each RIS of one machine makes the probe predict. Two profiles are that machine: on arm-nompam no driver keeps the
# probe from reading them, on arm-ris the kernel shows what it makes of them.

# predicted_lines: "NAME ANSWER REASON" each.
predicted_lines()
{
	cat <<-EOF
	L2 no class L2 covers the CPUs 2-3, and not all possible ones (0-3)
	L3 yes bitmaps of 16 bits, domains 300
	MB yes class memory, 8 bits: 0 to 100 percent in steps of 1
	llc_occupancy yes 4 monitors, taken for the time of a read
	mbm_total_bytes yes class memory, 2 assignable counters of 44 bits
	mbm_local_bytes no MPAM counts no local traffic apart
	cdp yes code and data have a PARTID each: half the groups and RMIDs, for every resource, and no MB
	EOF
}

# The same of what was printed last.
predictions_made()
{
	json '.data.probes[0].predictions[] | select(.name != "mpam" and .name != "resctrl") | "\(.name) \(.answer) \(.reason)"'
}

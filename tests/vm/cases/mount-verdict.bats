#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Every combination of mount options, in two orders, and of each beside a mount that is there already: what a dry run says of
# it, and what the kernel says. The counts are in the log. Sub-NUMA Clustering turns mba_MBps off, which no flag of the CPU
# tells; older kernels know no debug.
# profiles: intel intel-l2 intel-snc amd-abmc
# tier: full

load helper

setup()
{
	start_case none
	asked=0 taken=0 refused=0 different=''
}

# combination N ORDER: the options of the bits of N, "" for none.
combination()
{
	local i names=(cdp cdpl2 mba_MBps debug) list=()

	for i in 0 1 2 3; do
		[ $(($1 >> i & 1)) -eq 0 ] || list+=("${names[i]}")
	done
	[ "$2" = forwards ] || mapfile -t list < <(printf '%s\n' "${list[@]}" | tac)
	(IFS=, && echo "${list[*]}")
}

# compare OPTIONS: the verdict, then the kernel itself.
compare()
{
	local verdict kernel=0 said

	verdict=0
	rctl mount ${1:+-o "$1"} --no-debug --dry-run --json >dry.json 2>&1 || verdict=$?
	mount -t resctrl ${1:+-o "$1"} resctrl "$RESCTRL" 2>kernel.txt || kernel=$?
	asked=$((asked + 1))
	if [ "$kernel" -eq 0 ]; then
		umount "$RESCTRL"
		taken=$((taken + 1))
		[ "$verdict" -eq 0 ] || different+=" ${1:-none}(taken)"
		return
	fi
	refused=$((refused + 1))
	[ "$verdict" -ne 0 ] || different+=" ${1:-none}(refused: $(<kernel.txt))"
	# And in the same way as the real run is refused.
	rctl mount ${1:+-o "$1"} --no-debug --json >real.json 2>&1 && different+=" ${1:-none}(rctl)"
	said=$(jq -r .error.code dry.json)
	[ "$said" = "$(jq -r .error.code real.json)" ] || different+=" ${1:-none}($said)"
}

@test "each combination of options, predicted and tried" {
	local n

	for n in {0..15}; do
		compare "$(combination "$n" forwards)"
		compare "$(combination "$n" backwards)"
	done
	echo "# $asked combinations: $taken taken, $refused refused, different:${different:- none}" >&3
	[ "$asked" -eq 32 ] && [ "$taken" -gt 0 ]
	assert_equal "$different" ''
}

@test "the same beside a mount that is there" {
	local n
	rctl mount
	for n in {0..15}; do
		compare "$(combination "$n" forwards)"
	done
	umount "$RESCTRL"
	echo "# $asked combinations: $taken taken, $refused refused, different:${different:- none}" >&3
	assert_equal "$different" ''
	assert_equal "$asked $taken $refused" "16 0 16"
}

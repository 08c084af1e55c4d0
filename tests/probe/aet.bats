#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# rctl probe aet on trees recorded on a Linux 7.3.4 with Intel telemetry: what rctl reads straight from the regions is
# what the kernel wrote into each mon_PERF_PKG file.

# shellcheck disable=SC2154,SC2034

load ../cli/helper

RECORDED=$TREES TREES=$BATS_TEST_DIRNAME/trees

# perf_files DIR: "PACKAGE EVENT TEXT" of each telemetry file of a group, sorted.
perf_files()
{
	local file package

	for file in "$1"/mon_data/mon_PERF_PKG_*/*; do
		package=${file%/*} package=${package##*_}
		echo "$((10#$package)) ${file##*/} $(<"$file")"
	done | sort
}

# perf_answer GROUP: the same as rctl computes it.
perf_answer()
{
	on_tree probe aet --group "$1" --json
	assert_status 0
	jq -r '.data.probes[0].facts[] | "\(.subject | ltrimstr("package ")) \(.name) " +
		(if .state == "present" then .decoded elif .state == "absent" then "Unavailable" else .note end)' \
		<"$BATS_TEST_TMPDIR/stdout" | sort
}

@test "every PERF_PKG file can be recomputed from the regions: 126, 0 differ" {
	local dir name files=0 lines

	use_tree aet-pmt
	cd "$tree/sys/fs/resctrl"
	while read -r dir; do
		case $dir in
		.) name=/ ;;
		./mon_groups/*) name=/${dir#./mon_groups/} ;;
		*) name=${dir#./} name=${name/\/mon_groups\//\/} ;;
		esac
		lines=$(perf_files "$dir")
		files=$((files + $(wc -l <<<"$lines")))
		assert_equal "$(perf_answer "$name")" "$lines"
	done < <(find . -name mon_data -printf '%h\n')
	assert_equal "$files" 126
}

@test "regions, their packages and the drivers are told" {
	use_tree aet-pmt
	before=$(tree_state)
	on_tree probe aet --json
	assert_status 0
	assert_json '.data.probes[0] | .probe == "aet" and
		([.facts[] | select(.name == "guid") | .subject] ==
		["telem1", "telem2", "telem3", "telem4", "telem5", "telem6", "telem7", "telem8", "telem9", "telem10"])'
	assert_json '[.data.probes[0].facts[] | select(.name == "package") | .raw] == [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]'
	assert_json '.data.probes[0].facts[] | select(.subject == "telem10" and .name == "device") |
		.decoded == "0000:81:00.0"'
	assert_json '.data.probes[0].facts[] | select(.subject == "telem10" and .name == "offset") | .raw == 1864'
	assert_json '[.data.probes[0].facts[] | select(.name == "per_rmid_energy_telemetry") | .raw] == [576, 576]'
	assert_json '.data.probes[0].predictions | map([.name, .answer])
		== [["PERF_PKG", "yes"], ["energy", "yes"], ["perf", "yes"]]'
	assert_json '.data.probes[0].findings == []'
	assert_equal "$(tree_state)" "$before"
	on_tree probe aet
	assert_stdout_has 'not counted by RMID'
}

@test "the package of a region is not known while its CPUs are offline" {
	use_tree aet-pmt-offline
	on_tree probe aet --json
	assert_status 0
	assert_json '[.data.probes[0].facts[] | select(.name == "package") | .state] ==
		["unreadable", "unreadable", "unreadable", "unreadable", "unreadable",
		"present", "present", "present", "present", "present"]'
	assert_json 'any(.data.probes[0].facts[]; .name == "package" and (.note // "" | contains("no CPU of NUMA node 1")))'
}

@test "single ids and their sums" {
	use_tree aet-pmt
	on_tree probe aet --rmid 0 --json
	assert_status 0
	one=$(jq '[.data.probes[0].facts[] | select(.name == "uops_retired") | .raw]' <"$BATS_TEST_TMPDIR/stdout")
	on_tree probe aet --rmid 0 --rmid 0 --json
	# shellcheck disable=SC2016 # variables of jq
	assert_json '[.data.probes[0].facts[] | select(.name == "uops_retired") | .raw] == ($one | map(. * 2))' \
		--argjson one "$one"
	on_tree probe aet --rmid 575 --json
	assert_status 0
	# Beyond the region there is no count.
	on_tree probe aet --rmid 576 --json
	assert_json 'all(.data.probes[0].facts[]; .state == "absent")'
	on_tree probe aet --rmid x
	assert_status 2
	on_tree probe mpam --rmid 1
	assert_status 2
	on_tree probe aet --group nothing
	assert_status 1
	TREES=$RECORDED
	use_tree aet
	on_tree probe aet --rmid 0 --json
	assert_json '.data.probes[0].facts == [] and .warnings[0].code == "no_telemetry"'
	on_tree probe aet --rmid 0
	assert_status 0
	assert_stdout ''
	assert_stderr_has "there is no telemetry region that can be read"
	use_tree intel-6.1
	on_tree probe aet --group / --json
	assert_status 3
	assert_json '.error | .code == "not_supported" and (.cause | contains("of / is not shown")) and (.fix | contains("debug"))'
}

@test "what keeps telemetry out of resctrl is named" {
	use_tree aet-pmt
	chmod -R u+w "$tree"
	rm -r "$tree/sys/fs/resctrl/info/PERF_PKG_MON"
	missing()
	{
		on_tree probe aet --json
		# shellcheck disable=SC2016 # variables of jq
		assert_json 'any(.data.probes[0].findings[]; .code == "aet_not_in_resctrl" and (.fix | contains($t))
			and (.fix | contains("rctl monitor --direct-aet")))' --arg t "$1"
	}
	on_tree probe aet --json
	assert_json '.data.probes[0].predictions[0].answer == "unknown"'
	echo '0000000000000000 T intel_aet_get_events' >"$tree/proc/kallsyms"
	missing reboot
	echo '0000000000000000 T something_else' >"$tree/proc/kallsyms"
	missing 'rebuild the kernel'
	echo '0000000000000000 T intel_aet_register_enumeration' >"$tree/proc/kallsyms"
	missing 'modprobe pmt_telemetry'
	mkdir -p "$tree/sys/module/pmt_telemetry" "$tree/sys/module/intel_vsec" "$tree/proc/sys/kernel" \
		"$tree/lib/modules/7.9.0"
	echo 1 >"$tree/sys/module/pmt_telemetry/refcnt"
	echo 7.9.0 >"$tree/proc/sys/kernel/osrelease"
	echo 'kernel/drivers/platform/x86/intel/pmt/pmt_class.ko.xz: kernel/x/intel_vsec.ko' \
		>"$tree/lib/modules/7.9.0/modules.dep"
	echo 'kernel/drivers/platform/x86/intel/intel-vsec_tpmi.ko' >"$tree/lib/modules/7.9.0/modules.builtin"
	on_tree probe aet --json
	assert_json '[.data.probes[0].facts[] | select(.subject | startswith("module")) | .decoded // .note] ==
		["built in", "built in", "there is such a module, and it is not loaded",
		"neither loaded nor found among the kernel'\''s modules", "loaded, held by 1"]'
	echo 500 >"$tree"/sys/devices/pci0000:80/0000:80:00.0/0000:81:00.0/intel_vsec.discovery.*/intel_pmt/features-*/per_rmid_energy_telemetry/num_rmids
	echo 4096 >"$tree"/sys/devices/pci0000:80/0000:80:00.0/0000:81:00.0/intel_vsec.telemetry.5/intel_pmt/telem6/size
	on_tree probe aet --json
	assert_json '[.data.probes[0].findings[].code] | index("aet_rmids") and index("aet_size")'
}

@test "a kernel that looks for telemetry at each mount finds it at the next one" {
	use_tree aet-pmt
	chmod -R u+w "$tree"
	echo '0000000000000000 T intel_aet_register_enumeration' >"$tree/proc/kallsyms"
	# Where it is mounted, the tree has told what there is.
	find "$tree/sys/fs/resctrl" -mindepth 1 -delete
	echo 'nodev	resctrl' >"$tree/proc/filesystems"
	on_tree probe aet --json
	assert_status 0
	assert_json '.data.probes[0].predictions[:3] | map([.name, .answer])
		== [["PERF_PKG", "yes"], ["energy", "yes"], ["perf", "yes"]]'
	assert_json '.data.probes[0].predictions[0].reason | contains("at the next mount")'
	assert_json '.data.probes[0].findings == []'
	on_tree doctor --json
	assert_json 'all(.data.findings[]; .code != "aet_not_in_resctrl")'
	# Without its driver there is nothing to find.
	find "$tree/sys/class/intel_pmt" -name 'telem*' -delete
	on_tree probe aet --json
	assert_json '.data.probes[0].predictions[0] | .answer == "no" and (.reason | contains("no driver shows one"))'
}

# samples ARG...: the first sample's readings of telemetry, one a line.
samples()
{
	on_tree monitor --count 1 --json --domain 'PERF_PKG:*' "$@"
	assert_status 0
	readings=$(jq -c '.data.readings[] | [.group, .domain, .event, .state, .value, .unit]' <"$BATS_TEST_TMPDIR/stdout")
}

# refused CODE ERRNO STATUS TEXT: what monitor --direct-aet answers.
refused()
{
	on_tree monitor --direct-aet --count 1 --json
	assert_status "$3"
	# shellcheck disable=SC2016 # variables of jq
	assert_json '.error | .code == $code and .errno == $errno and (.cause | contains($text))' \
		--arg code "$1" --argjson errno "$2" --arg text "$4"
}

@test "a monitor that reads regions sees what the kernel's files say, digit for digit" {
	local before files

	use_tree aet-pmt
	samples
	files=$readings
	assert_equal "$(wc -l <<<"$files")" 126
	samples --direct-aet
	assert_equal "$readings" "$files"
	assert_json '.warnings == []'
	# Where resctrl has no such files, and all else as well.
	chmod -R u+w "$tree"
	rm -r "$tree"/sys/fs/resctrl/info/PERF_PKG_MON
	find "$tree/sys/fs/resctrl" -depth -name 'mon_PERF_PKG_*' -exec rm -r {} +
	before=$(tree_state)
	samples --direct-aet
	assert_equal "$readings" "$files"
	on_tree monitor --direct-aet --count 1 --csv
	assert_status 0
	assert_stdout_has llc_occupancy
	assert_stdout_has core_energy
	assert_equal "$(tree_state)" "$before"
}

@test "a monitor that reads regions says why it cannot" {
	local telem

	use_tree aet-pmt
	chmod -R u+w "$tree"
	telem=$tree/sys/class/intel_pmt
	# A record that ends early; its other regions are read.
	truncate -s 9000 "$telem/telem6/telem"
	samples --direct-aet
	assert_json '[.data.readings[] | select(.state == "error") | "\(.domain) \(.event)"] | unique ==
		["0 activity", "0 core_energy"]'
	assert_json 'any(.data.readings[]; .state == "value")'
	truncate -s 100 "$telem"/telem*/telem
	refused failed 27 1 'no telemetry region can be read'
	for file in "$telem"/telem*/guid; do
		echo 0x1 >"$file"
	done
	refused not_supported 95 3 'none of the 10 telemetry regions has a GUID'
	rm "$telem"/telem*
	refused not_supported 95 3 'there is no telemetry region'
}

@test "a monitor that reads regions takes ids, and a package that is online" {
	use_tree aet-pmt
	chmod -R u+w "$tree"
	find "$tree/sys/fs/resctrl" -name mon_hw_id -delete
	refused not_supported 2 3 'mounted with the option debug'
	on_tree monitor --direct-aet --count 1
	assert_stderr_has '-o debug'
	cp -r "$tree" "$BATS_TEST_TMPDIR/online"
	use_tree aet-pmt-offline
	chmod -R u+w "$tree"
	# The other recording has the same regions, and what is in them.
	for file in "$tree"/sys/class/intel_pmt/telem*; do
		cp "$BATS_TEST_TMPDIR/online/sys/class/intel_pmt/${file##*/}/telem" "$file/telem"
	done
	samples --direct-aet
	assert_json '[.data.readings[].domain] | unique == [0]'
	assert_json 'any(.warnings[]; .code == "telemetry_package" and (.message | contains("no CPU there is online")))'
}

# foretold NAME ANSWER TEXT: the prediction, and a piece of its reason.
foretold()
{
	on_tree probe aet --json
	assert_status 0
	# shellcheck disable=SC2016 # variables of jq
	assert_json '[.data.probes[0].predictions[] | select(.name == $n)]
		| length == 1 and .[0].answer == $a and (.[0].reason | contains($r))' \
		--arg n "$1" --arg a "$2" --arg r "$3"
}

# not_foretold NAME
not_foretold()
{
	on_tree probe aet --json
	# shellcheck disable=SC2016 # variables of jq
	assert_json 'all(.data.probes[0].predictions[]; .name != $n)' --arg n "$1"
}

# change FILE OLD NEW [DEVICE]: files of the devices that have the content OLD, or any content ("*").
change()
{
	local file

	while read -r file; do
		# shellcheck disable=SC2053 # a pattern
		[[ $(<"$file") != $2 ]] || echo "$3" >"$file"
	done < <(find "$tree/sys/devices" -path "*/${4:-}*/$1")
}

# The tree unmounted, on a kernel that looks at the first mount.
before_the_first_mount()
{
	use_tree aet-pmt
	chmod -R u+w "$tree"
	rm -r "$tree/sys/fs/resctrl"
	mkdir "$tree/sys/fs/resctrl"
	echo '0000000000000000 T intel_aet_get_events' >"$tree/proc/kallsyms"
}

@test "before the first mount, what will be offered is foretold" {
	before_the_first_mount
	foretold PERF_PKG yes 'at the first mount since boot, if that is still to come'
	foretold energy yes '576 RMIDs'
	foretold perf yes '576 RMIDs'
	assert_json '.data.probes[0] | .findings == [] and
		([.facts[] | select(.subject == "PERF_PKG") | [.name, .raw, .source]] == [["num_rmids", 576, "rule"]])'
	echo 'nodev resctr' >"$tree/proc/filesystems"
	foretold PERF_PKG no 'there is no resctrl'
	foretold energy no 'as PERF_PKG; else: its regions are what the kernel wants'
}

@test "rdt= on the command line switches groups off and on" {
	before_the_first_mount
	echo 'quiet rdt=!energy,cmt rdt=perf panic=1' >"$tree/proc/cmdline"
	foretold energy no 'rdt=!energy on the kernel'
	foretold perf yes '576 RMIDs'
	foretold PERF_PKG yes 'first mount'
	# Off is stronger than on; another GUID is another group; 0 is none.
	echo 'rdt=energy,!energy:26696143,!perf:26696143' >"$tree/proc/cmdline"
	foretold energy no 'rdt=!energy'
	foretold perf yes '576 RMIDs'
	echo 'rdt=!energy:0,!perf:x,!perfect' >"$tree/proc/cmdline"
	foretold energy no 'rdt=!energy'
	foretold perf yes '576 RMIDs'
	echo 'rdt=!energy,!perf' >"$tree/proc/cmdline"
	foretold PERF_PKG no 'none of the event groups'
}

@test "too few RMIDs in one device keep a group out, unless it is forced" {
	before_the_first_mount
	change features-0000:c1:00.0/per_rmid_energy_telemetry/num_rmids '*' 64
	foretold energy no '0000:c1:00.0 has 64 RMIDs and the kernel wants 576'
	assert_json '[.data.probes[0].findings[].code] == ["aet_rmids"]'
	foretold perf yes '576 RMIDs'
	echo 'rdt=energy' >"$tree/proc/cmdline"
	foretold energy yes 'forced on by rdt=: its regions are what the kernel wants, with 64 RMIDs'
	assert_json '.data.probes[0].findings == []'
	assert_json '[.data.probes[0].facts[] | select(.subject == "PERF_PKG") | .raw] == [64]'
}

@test "regions of another size, of another GUID, and unannounced ones are left out" {
	before_the_first_mount
	change 'telem*/size' 9240 9248 0000:c1:00.0
	foretold energy yes '576 RMIDs'
	foretold 'energy package 1' no 'has 9248 bytes and not 9240, and the kernel skips it: its files read Unavailable'
	not_foretold 'energy package 0'
	change 'telem*/size' 9240 9248
	foretold energy no 'another size than the 9240 bytes of the kernel'

	change 'telem*/guid' 0x26557651 0x26557652
	foretold perf no 'no region has the GUID 0x26557651'
	foretold PERF_PKG no 'none of the event groups'
	change per_rmid_energy_telemetry/guids '*' 0x1
	foretold energy no 'does not announce per_rmid_energy_telemetry for the GUID 0x26696143'
}

@test "a package without a region, and one that the kernel does not see" {
	before_the_first_mount
	change 'telem*/guid' 0x26696143 0x7 0000:c1:00.0
	foretold 'energy package 1' no 'it has no region of it'
	not_foretold 'perf package 1'
	find "$tree/sys" -name 'intel_vsec.tpmi.*' -depth -exec rm -r {} +
	foretold 'perf package 1' no 'without TPMI the kernel counts all regions as those of package 0'
	not_foretold 'perf package 0'
}

#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# rctl doctor and rctl explain on trees: recorded ones, and the Arm machine of mktables.

# shellcheck disable=SC2154,SC2034

load ../cli/helper

MKTABLES=${BUILDDIR:-.}/tests/probe/mktables

@test "a recorded tree is sound, and unchanged by the look" {
	use_tree intel
	before=$(tree_state)
	on_tree doctor --json
	assert_status 0
	assert_json '.schema == "rctl/doctor/0" and .data.healthy'
	assert_json '.data.facts[] | select(.subject == "budget" and .name == "closids") | .raw == 6'
	assert_json 'any(.data.facts[]; .name == "limbo" and .state == "unreadable")'
	assert_equal "$(tree_state)" "$before"
	on_tree doctor
	assert_status 0
	assert_stdout_has 'nothing is wrong'
	on_tree doctor --facts
	assert_stdout_has 'mount_point'
}

@test "what is wrong is told, with what to do" {
	use_tree intel
	chmod -R u+w "$tree"
	printf 'cpu: x\nvendor_id\t: GenuineIntel\nflags\t\t: fpu cat_l3\n' >"$tree/proc/cpuinfo"
	rm -r "$tree/sys/fs/resctrl"
	echo 'nodev	sysfs' >"$tree/proc/filesystems"
	: >"$tree/proc/self/mountinfo"
	on_tree doctor --json
	assert_status 7
	assert_json 'any(.data.findings[]; .code == "no_resctrl_fs" and .severity == "error" and .fix != null)'
	printf 'vendor_id\t: GenuineIntel\nflags\t\t: fpu\n' >"$tree/proc/cpuinfo"
	on_tree doctor --json
	assert_json 'any(.data.findings[]; .code == "no_hardware")'
	echo 'nodev	resctrl' >"$tree/proc/filesystems"
	echo 'quiet rdt=!mba,cmt' >"$tree/proc/cmdline"
	printf 'CapEff:\t0000000000000000\n' >"$tree/proc/self/status"
	echo '0 1000 65536' >"$tree/proc/self/uid_map"
	touch "$tree/.dockerenv"
	mkdir "$tree/proc/42"
	echo pqos >"$tree/proc/42/comm"
	on_tree doctor --json
	assert_status 7
	assert_json '[.data.findings[].code] as $c | all(["not_mounted", "rdt_off", "unprivileged", "container",
		"user_namespace", "other_user"][]; . as $x | $c | index($x))'
	on_tree doctor
	assert_status 7
	assert_stdout_has 'WARNING the kernel has resctrl, and it is not mounted'
	assert_stdout_has 'do rctl mount'
}

@test "domains whose CPUs were offline and lost their settings" {
	use_tree intel
	chmod -R u+w "$tree"
	sed -i 's/L3:.*/L3:0=00f;1=fff/' "$tree/sys/fs/resctrl/web/schemata"
	on_tree doctor --json
	assert_status 0
	mkdir -p "$tree/rctl" "$tree/sys/devices/system/cpu/cpu3/cache/index3"
	echo 3 >"$tree/sys/devices/system/cpu/cpu3/cache/index3/level"
	echo 1 >"$tree/sys/devices/system/cpu/cpu3/cache/index3/id"
	echo 'smpboot: CPU 3 is now offline' >"$tree/rctl/dmesg"
	on_tree doctor --json
	assert_status 7
	assert_json 'any(.data.findings[]; .code == "settings_lost" and (.seen | contains("web has the default L3 in domain 1")))'
}

@test "counters: a domain that has none left is named" {
	use_tree amd-abmc
	on_tree doctor --json
	assert_status 0
	assert_json 'all(.data.findings[]; .code != "no_free_counters")'
	echo '0=24;1=0' >"$tree/sys/fs/resctrl/info/L3_MON/available_mbm_cntrs"
	on_tree doctor --json
	assert_status 7
	assert_json '[.data.findings[] | select(.code == "no_free_counters") | [.severity, .seen, .why]] ==
		[["warning", "every counter of domain 1 is assigned", "events of other groups read Unassigned"]]'
	assert_json '.data.facts[] | select(.name == "counters_1") | .raw == 0'
	assert_json '.data.facts[] | select(.name == "counters_0") | .raw == 24'
}

@test "an Arm machine without the file system" {
	tree=$BATS_TEST_TMPDIR/arm
	"$MKTABLES" "$tree"
	mkdir "$tree/boot"
	printf 'CONFIG_ARM64_MPAM=y\n# CONFIG_RESCTRL_FS is not set\n' >"$tree/boot/config-7.3.4"
	on_tree doctor --json
	assert_status 7
	assert_json '[.data.findings[] | select(.code == "no_resctrl_fs") | .seen] |
		index("CONFIG_RESCTRL_FS is not set")'
	assert_json 'any(.data.predictions[]; .name == "L3" and .answer == "yes")'
}

@test "the kernel's configuration, wherever it is" {
	local place

	# option NAME: what the report says of it.
	option()
	{
		on_tree doctor --facts --json
		jq -r --arg name "$1" '.data.facts[] | select(.subject == "kernel" and .name == $name) |
			.decoded // .note' <"$BATS_TEST_TMPDIR/stdout"
	}
	tree=$BATS_TEST_TMPDIR/arm
	"$MKTABLES" "$tree"
	assert_equal "$(option CONFIG_ARM64_MPAM)" \
		'no /proc/config.gz, /boot/config-* or /lib/modules/*/config of this kernel can be read'
	mkdir -p "$tree/boot" "$tree/lib/modules/7.3.4"
	echo 'CONFIG_ARM64_MPAM=m' >"$tree/lib/modules/7.3.4/config"
	assert_equal "$(option CONFIG_ARM64_MPAM)" m
	printf 'CONFIG_ARM64_MPAM=y\n' >"$tree/boot/config-7.3.4"
	assert_equal "$(option CONFIG_ARM64_MPAM)" y
	assert_equal "$(option CONFIG_RESCTRL_FS)" 'not set'
	grep -q -- -DHAVE_ZLIB=1 "${BUILDDIR:-.}/Makefile" || skip 'built without zlib'
	# The kernel's own counts most, and not where it is damaged.
	printf 'CONFIG_RESCTRL_FS=y\n# CONFIG_ARM64_MPAM is not set\n' | gzip >"$tree/proc/config.gz"
	assert_equal "$(option CONFIG_ARM64_MPAM)" 'not set'
	assert_equal "$(option CONFIG_RESCTRL_FS)" y
	on_tree capture --output "$BATS_TEST_TMPDIR/c.tar"
	assert_status 0
	tar -xOf "$BATS_TEST_TMPDIR/c.tar" boot/config-7.3.4 | grep -qx 'CONFIG_RESCTRL_FS=y'
	truncate -s 30 "$tree/proc/config.gz"
	assert_equal "$(option CONFIG_RESCTRL_FS)" 'not set'
	echo 'CONFIG_RESCTRL_FS=y' >"$tree/proc/config.gz"
	assert_equal "$(option CONFIG_RESCTRL_FS)" 'not set'
}

@test "explain on a recorded tree" {
	use_tree intel
	chmod -R u+w "$tree"
	echo 2 >"$tree/sys/fs/resctrl/web/cpus_list"
	on_tree explain --cpu 2 --json
	assert_status 0
	assert_json '.data.cpu == 2 and .data.task == null and (.data.cases | length == 1)'
	assert_json '.data.cases[0] | .control == "web" and .control_rule == "cpu" and .monitor == "web"'
	assert_json 'all(.data.cases[0].limits[]; .schema and (.domain | type) == "number")'
	assert_json '[.data.cases[0].limits[] | select(.kind == "cache") | .size_bytes] | all(. > 0)'
	echo 2 >"$tree/sys/fs/resctrl/web/mon_groups/m1/cpus_list"
	on_tree explain --cpu 2 --json
	assert_json '.data.cases[0] | .control == "web" and .monitor == "web/m1" and .monitor_rule == "cpu"'
	# A task that /proc does not place is searched for.
	mkdir -p "$tree/proc/77"
	printf 'Name:\tx\nCpus_allowed_list:\t0-3\n' >"$tree/proc/77/status"
	on_tree explain 77
	assert_status 1
	assert_stderr_has 'there is no task 77'
	printf '77\n' >"$tree/sys/fs/resctrl/web/tasks"
	on_tree explain 77 --json
	assert_json '.data.group == "web" and .data.searched and .data.cases[0].cpus == "0-3"'
	run_rctl explain
	assert_status 2
	run_rctl explain 1 --cpu 2
	assert_status 2
	run_rctl explain x
	assert_status 2
	run_rctl explain --cpu x
	assert_status 2
}

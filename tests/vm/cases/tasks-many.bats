#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Many tasks in few writes, and cgroups of version 1.
# profiles: intel-snc
# tier: full

load helper

@test "10,000 threads" {
	local writes wanted=60 max=/proc/sys/kernel/threads-max

	# Before 6.7 the file takes one id at a time.
	need_file "$RESCTRL/info/L3/sparse_masks"
	[ "$(<$max)" -ge 12000 ] || echo 12000 >$max
	mkdir "$RESCTRL/web"
	start_task threads 10000
	wait_threads "$task" 10000
	run_rctl assign-tasks web "$task" -v -v
	assert_status 0
	assert_stdout "assigned tasks to web: 10000"
	writes=$(grep -c '^rctl: write web/tasks: ' "$BATS_TEST_TMPDIR/stderr")
	[ "$writes" -ge 10 ] && [ "$writes" -le $wanted ] || fail "$writes writes"
	assert_equal "$(wc -l <"$RESCTRL/web/tasks")" 10000
	run_rctl remove-group web --force
	assert_status 0
	kill -KILL "$task"
	while [ -d "/proc/$task" ]; do sleep 0.1; done
}

@test "a cgroup of version 1" {
	local top=$BATS_TEST_TMPDIR/v1 failed=0

	mkdir "$RESCTRL/web" "$top"
	mount -t cgroup -o none,name=testbed none "$top"
	mkdir "$top/a"
	start_task bash -c 'echo $$ >"$0/a/cgroup.procs"; sleep 1000 & exec sleep 1000' "$top"
	until [ "$(wc -l <"$top/a/cgroup.procs")" -eq 2 ]; do sleep 0.1; done
	mkdir "$top/a/b"
	head -n 1 "$top/a/cgroup.procs" >"$top/a/b/cgroup.procs"
	run_rctl assign-tasks web --cgroup "$top/a" --json
	assert_equal "$(sort "$RESCTRL/web/tasks")" "$(sort "$top"/a/{,b/}cgroup.procs)" || failed=1
	# The hierarchy ends when nothing is in it.
	sort "$top"/a/{,b/}cgroup.procs | while read -r pid; do echo "$pid" >"$top/cgroup.procs"; done
	rmdir "$top/a/b" "$top/a"
	umount "$top"
	assert_equal $failed 0
	assert_status 0
	expect_json '.data == {group: "web", dry_run: false, assigned: 2, missed: []}'
}

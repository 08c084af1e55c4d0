/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A directory tree with the files of a machine, and a context on it. */
#include "machine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libc.h"
#include "sockets.h"
#include "../oom.h"
#include "tree.h"

#define MOUNT	"/sys/fs/resctrl"

/* As Linux 7.3 shows them: names padded, values not. */
#define SCHEMATA	"    MB:0=100;1=100\n    L3:0=fff;1=fff\n"
#define SIZE		"    MB:0=100;1=100\n    L3:0=12582912;1=12582912\n"
#define COUNTERS	"mbm_total_bytes:0=e;1=e\nmbm_local_bytes:0=_;1=e\n"

static const struct {
	const char *path, *text;
} files[] = {
	{ "/proc/filesystems", "nodev\tsysfs\nnodev\tresctrl\n\text4\n" },
	{ "/proc/self/mountinfo",
	  "25 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
	  "40 25 0:35 / /sys/fs/resctrl rw,nosuid,nodev,noexec,relatime - resctrl resctrl rw,debug\n" },
	{ "/proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: x\n" },
	{ "/sys/devices/system/cpu/possible", "0-7\n" },
	{ "/sys/devices/system/cpu/online", "0-6\n" },
	{ "info/last_cmd_status", "ok\n" },
	{ "info/L3/num_closids", "16\n" },
	{ "info/L3/cbm_mask", "fff\n" },
	{ "info/L3/min_cbm_bits", "1\n" },
	{ "info/L3/shareable_bits", "c00\n" },
	{ "info/L3/sparse_masks", "0\n" },
	{ "info/L3/bit_usage", "0=XXSSSSSSSSSS;1=XXSSSSSSSSSS\n" },
	{ "info/MB/num_closids", "8\n" },
	{ "info/MB/min_bandwidth", "10\n" },
	{ "info/MB/bandwidth_gran", "10\n" },
	{ "info/MB/delay_linear", "1\n" },
	{ "info/MB/thread_throttle_mode", "max\n" },
	{ "info/L3_MON/num_rmids", "64\n" },
	{ "info/L3_MON/max_threshold_occupancy", "65536\n" },
	{ "info/L3_MON/mon_features", "llc_occupancy\nmbm_total_bytes\nmbm_local_bytes\n" },
	{ "info/L3_MON/mbm_assign_mode", "[mbm_event]\ndefault\n" },
	{ "info/L3_MON/num_mbm_cntrs", "0=32;1=32\n" },
	{ "info/L3_MON/available_mbm_cntrs", "0=31;1=30\n" },
	{ "info/L3_MON/mbm_assign_on_mkdir", "1\n" },
};

void machine_write(struct machine *m, const char *path, const char *format, ...)
{
	char text[1 << 14], full[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	snprintf(full, sizeof(full), "%s%s%s", *path == '/' ? "" : MOUNT, *path == '/' ? "" : "/", path);
	tree_write(m->root, full, text);
}

void machine_write_bytes(struct machine *m, const char *path, const void *data, size_t size)
{
	char full[1024];
	FILE *file;

	machine_write(m, path, "%s", "");
	snprintf(full, sizeof(full), "%s%s%s%s", m->root, *path == '/' ? "" : MOUNT,
		 *path == '/' ? "" : "/", path);
	file = fopen(full, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

void machine_remove(struct machine *m, const char *path)
{
	char full[1024];

	snprintf(full, sizeof(full), "%s%s%s%s", m->root, *path == '/' ? "" : MOUNT,
		 *path == '/' ? "" : "/", path);
	tree_remove(full);
}

static void write_in(struct machine *m, const char *dir, const char *name, const char *text)
{
	char path[1024];

	snprintf(path, sizeof(path), "%.500s%s%.500s", dir, *dir ? "/" : "", name);
	machine_write(m, path, "%s", text);
}

void machine_add_group(struct machine *m, const char *dir)
{
	static const char *const events[] = { "llc_occupancy", "mbm_total_bytes", "mbm_local_bytes" };
	char path[600];

	write_in(m, dir, "tasks", "");
	write_in(m, dir, "cpus", "0\n");
	write_in(m, dir, "cpus_list", "\n");
	write_in(m, dir, "mon_hw_id", "3\n");
	write_in(m, dir, "mbm_L3_assignments", COUNTERS);
	for (int domain = 0; domain < 2; domain++) {
		for (size_t i = 0; i < ARRAY_SIZE(events); i++) {
			snprintf(path, sizeof(path), "mon_data/mon_L3_%02d/%s", domain, events[i]);
			write_in(m, dir, path, i ? "4096\n" : "65536\n");
		}
	}
	if (strstr(dir, "mon_groups/"))
		return;
	write_in(m, dir, "schemata", SCHEMATA);
	write_in(m, dir, "size", SIZE);
	write_in(m, dir, "mode", "shareable\n");
	write_in(m, dir, "ctrl_hw_id", "1\n");
	snprintf(path, sizeof(path), MOUNT "/%s%smon_groups", dir, *dir ? "/" : "");
	tree_mkdir(m->root, path);
}

void machine_add_process(struct machine *m, int pid, const char *children, const char *group, ...)
{
	char path[128];
	va_list args;
	int tid;

	va_start(args, group);
	while ((tid = va_arg(args, int))) {
		snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, tid);
		machine_write(m, path, "%s", tid == pid ? children : "");
		snprintf(path, sizeof(path), "/proc/%d/cpu_resctrl_groups", tid);
		machine_write(m, path, "%s", group);
	}
	va_end(args);
	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	machine_write(m, path, "process%d\n", pid);
}

static int on_mkdir(void *data, const char *path)
{
	machine_add_group(data, path);
	return 0;
}

struct machine *machine_new(void)
{
	struct machine *m = test_calloc(1, sizeof(*m));
	struct fault_hooks hooks = { .mkdir = on_mkdir, .data = m };

	tree_new(m->root, sizeof(m->root));
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		machine_write(m, files[i].path, "%s", files[i].text);
	machine_add_group(m, "");
	m->io = fault_io_new(m->root);
	fault_io_set_hooks(m->io, &hooks);
	if (resctrl_ctx_open(&m->ctx))
		exit(99);
	fault_io_attach(m->io, &m->ctx->io);
	naps_reset(NULL, NULL);
	pidfds_set(NULL, NULL);
	sockets_reset();
	return m;
}

int machine_free(struct machine *m)
{
	int bad = 0;

	resctrl_ctx_unref(m->ctx);
	if (fault_io_num_open(m->io) || pidfds_num_open() || sockets_num_open()) {
		print_error("%zu descriptors are left open\n",
			    fault_io_num_open(m->io) + pidfds_num_open() + sockets_num_open());
		bad = -1;
	}
	sockets_reset();
	if (*fault_io_violations(m->io)) {
		print_error("%s", fault_io_violations(m->io));
		bad = -1;
	}
	fault_io_free(m->io);
	tree_remove(m->root);
	test_free(m);
	return bad;
}

int machine_setup(void **state)
{
	*state = machine_new();
	return 0;
}

int machine_teardown(void **state)
{
	clock_release();
	return machine_free(*state);
}

void machine_assert_idle(const struct machine *m, const char *file, int line)
{
	_assert_int_equal(fault_io_num_locks(m->io), 0, file, line);
	_assert_string_equal(fault_io_violations(m->io), "", file, line);
	_assert_int_equal(m->ctx->lock_fd == -1, 1, file, line);
}

void machine_assert_error(const struct machine *m, enum resctrl_error_code code, int err,
			  const char *cause, const char *file, int line)
{
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);
	const char *have = resctrl_error_get_cause(e);

	if (!have || !strstr(have, cause)) {
		print_error("the cause is \"%s\", not \"...%s...\"\n", have ? have : "", cause);
		_fail(file, line);
	}
	_assert_int_equal(resctrl_error_get_code(e), code, file, line);
	_assert_int_equal((LargestIntegralType)resctrl_error_get_errno(e), (LargestIntegralType)err,
			  file, line);
	_assert_true(resctrl_error_get_operation(e) != NULL, "the operation is named", file, line);
	machine_assert_idle(m, file, line);
}

bool machine_is_told(const struct machine *m, const char *code, const char *text)
{
	for (size_t i = 0; i < resctrl_ctx_get_num_warnings(m->ctx); i++) {
		if (!strcmp(resctrl_ctx_get_warning_code(m->ctx, i), code) &&
		    strstr(resctrl_ctx_get_warning_message(m->ctx, i), text))
			return true;
	}
	return false;
}

bool machine_has_warning(const struct machine *m, const char *code)
{
	return machine_is_told(m, code, "");
}

void machine_run_out_of_memory(void (*prepare)(struct machine *m), int (*fn)(struct machine *m))
{
	bool hit = true;

	for (unsigned int n = 1; hit; n++) {
		struct machine *m = machine_new();
		int err;

		if (prepare)
			prepare(m);
		oom_at(n);
		err = fn(m);
		hit = oom_hit();
		if (err && (err != -ENOMEM || !hit)) {
			print_error("%d after allocation %u failed, \"%s\"\n", err, n,
				    resctrl_error_get_cause(resctrl_ctx_get_error(m->ctx)));
			fail();
		}
		if (err)
			assert_error(m, RESCTRL_ERROR_MEMORY, ENOMEM, "out of memory");
		assert_idle(m);
		assert_int_equal(machine_free(m), 0);
		assert_true(n < 10000);
	}
}

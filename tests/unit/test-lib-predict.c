/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What dry runs say. That the kernel says the same, tests/vm/programs/verdict finds out. */
#include "support/machine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "support/libc.h"

#define ROOT	"res:/\nmon:\n"
#define DB	"res:db\nmon:\n"

/* What a dry run of create-group says. Each may be NULL. */
struct ask {
	const char *name, *spec, *mode, *cpus;
	pid_t pid;
};

static struct resctrl_group_config *new_config(const struct ask *ask)
{
	struct resctrl_group_config *c;
	struct resctrl_tasks *t;

	assert_int_equal(resctrl_group_config_new(&c), 0);
	assert_int_equal(resctrl_group_config_set_name(c, ask->name), 0);
	if (ask->spec)
		assert_int_equal(resctrl_group_config_set_schemata(c, ask->spec), 0);
	if (ask->mode)
		assert_int_equal(resctrl_group_config_set_mode(c, ask->mode), 0);
	if (ask->cpus)
		assert_int_equal(resctrl_group_config_set_cpus(c, ask->cpus), 0);
	if (ask->pid) {
		assert_int_equal(resctrl_tasks_new(&t), 0);
		assert_int_equal(resctrl_tasks_set(t, ask->pid, RESCTRL_TASK_PROCESS), 0);
		assert_int_equal(resctrl_group_config_set_tasks(c, t), 0);
		resctrl_tasks_free(t);
	}
	return c;
}

static int predict_flags(struct machine *m, const struct ask *ask, unsigned int flags)
{
	struct resctrl_group_config *c = new_config(ask);
	int err;

	err = resctrl_group_create(m->ctx, c, flags | RESCTRL_DRY_RUN, NULL);
	assert_string_equal(fault_io_log(m->io), "");
	resctrl_group_config_free(c);
	return err;
}

static int predict(struct machine *m, const struct ask *ask)
{
	return predict_flags(m, ask, 0);
}

#define ASK(...) (&(const struct ask){ __VA_ARGS__ })

static void add_groups(struct machine *m, int num)
{
	char name[16];

	for (int i = 0; i < num; i++) {
		snprintf(name, sizeof(name), "g%d", i);
		machine_add_group(m, name);
	}
}

static void classes_run_out(void **state)
{
	struct machine *m = *state;

	/* MB has 8, and the default group one of them. */
	add_groups(m, 6);
	assert_int_equal(predict(m, ASK(.name = "web")), 0);
	machine_write(m, "info/L3/io_alloc", "enabled\n");
	assert_int_equal(predict(m, ASK(.name = "web")), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_NO_CLOSID, ENOSPC, "all of the 8 classes of service");
	assert_int_equal(m->ctx->error.source, RESCTRL_CAUSE_PREDICTED);
	machine_write(m, "info/L3/io_alloc", "disabled\n");
	machine_add_group(m, "g6");
	assert_int_equal(predict(m, ASK(.name = "web")), -ENOSPC);
	/* A pseudo-locked group has given it back, one on the way has not. */
	machine_write(m, "g6/mode", "pseudo-locked\n");
	assert_int_equal(predict(m, ASK(.name = "web")), 0);
	machine_write(m, "g6/mode", "pseudo-locksetup\n");
	assert_int_equal(predict(m, ASK(.name = "web")), -ENOSPC);
	/* Monitor groups need none. */
	assert_int_equal(predict(m, ASK(.name = "/m1")), 0);
}

static void ids_to_monitor_run_out(void **state)
{
	struct machine *m = *state;

	machine_write(m, "info/L3_MON/num_rmids", "3\n");
	machine_add_group(m, "db");
	assert_int_equal(predict(m, ASK(.name = "db/m1")), 0);
	machine_add_group(m, "db/mon_groups/m0");
	assert_int_equal(predict(m, ASK(.name = "db/m1")), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_NO_RMID, ENOSPC, "all of the 3 monitoring ids");
	assert_int_equal(predict(m, ASK(.name = "web")), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_NO_RMID, ENOSPC, "monitoring ids");
	machine_remove(m, "info/L3_MON/num_rmids");
	assert_int_equal(predict(m, ASK(.name = "web")), 0);
}

static void nothing_to_divide(void **state)
{
	struct machine *m = *state;

	machine_remove(m, "info/L3");
	machine_remove(m, "info/MB");
	assert_int_equal(predict(m, ASK(.name = "web")), -EPERM);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EPERM, "cannot divide anything");
	assert_int_equal(predict(m, ASK(.name = "/m1")), 0);
}

static void the_group_above(void **state)
{
	struct machine *m = *state;

	assert_int_equal(predict(m, ASK(.name = "db/m1")), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "no control group db");
	machine_add_group(m, "db");
	machine_write(m, "db/mode", "pseudo-locksetup\n");
	assert_int_equal(predict(m, ASK(.name = "db/m1")), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "takes no monitor groups");
	fault_io_add(m->io, "open tasks 1 EACCES");
	assert_int_equal(predict(m, ASK(.name = "web")), -EACCES);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EACCES, "");
}

static void no_bits_left(void **state)
{
	struct machine *m = *state;

	machine_write(m, "info/L3/shareable_bits", "0\n");
	machine_write(m, "info/L3/bit_usage", "0=SSEEEEEEEEEE;1=EEEEPPEEEEEE\n");
	assert_int_equal(predict(m, ASK(.name = "web")), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_REFUSED, ENOSPC, "L3 domain 1 has no bits left");
	/* Of several runs the lowest counts. */
	machine_write(m, "info/L3/bit_usage", "0=SSEEEEEEEEEE;1=00EEEEEE0EEE\n");
	machine_write(m, "info/L3/min_cbm_bits", "2\n");
	assert_int_equal(predict(m, ASK(.name = "web")), -ENOSPC);
	machine_write(m, "info/L3/sparse_masks", "1\n");
	assert_int_equal(predict(m, ASK(.name = "web")), 0);
	/* Older kernels pad masks, and give a run all the same. */
	machine_write(m, "info/L3/bit_usage", "0=SSEEEEEEEEEE;1=00EEEEE0E00E\n");
	machine_write(m, "info/L3/min_cbm_bits", "3\n");
	assert_int_equal(predict(m, ASK(.name = "web", .mode = "shareable")), -ENOSPC);
	machine_write(m, "info/L3/bit_usage", "0=SSSEEEEEEEEE;1=00EEEEE0E00E\n");
	assert_int_equal(predict(m, ASK(.name = "web")), 0);
	machine_write(m, "schemata", "    MB:0=100;1=100\n    L3:0=0ff;1=fff\n");
	assert_int_equal(predict(m, ASK(.name = "web")), -ENOSPC);
}

static void an_exclusive_group(void **state)
{
	struct machine *m = *state;

	assert_int_equal(predict(m, ASK(.name = "web", .spec = "L3=0xf", .mode = "exclusive")), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "shares bits with /");
	machine_write(m, "schemata", "    MB:0=100;1=100\n    L3:0=f00;1=f00\n");
	machine_write(m, "info/L3/bit_usage", "0=XXSS00000000;1=XXSS00000000\n");
	assert_int_equal(predict(m, ASK(.name = "web", .spec = "L3=0xf", .mode = "exclusive")), 0);
	/* What is not asked for is what the kernel gives, which is all that is not exclusive. */
	assert_int_equal(predict(m, ASK(.name = "web", .spec = "L3:0=f", .mode = "exclusive")), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "L3 domain 1 shares bits with /");
	machine_remove(m, "info/L3");
	machine_write(m, "schemata", "    MB:0=100;1=100\n");
	assert_int_equal(predict(m, ASK(.name = "web", .mode = "exclusive")), -EINVAL);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EINVAL, "exclusiveness is about caches");
}

static void cpus(void **state)
{
	struct machine *m = *state;

	machine_add_group(m, "db");
	machine_write(m, "cpus_list", "0-3,6\n");
	machine_write(m, "db/cpus_list", "4-5\n");
	assert_int_equal(predict(m, ASK(.name = "web", .cpus = "0-6")), 0);
	assert_int_equal(predict(m, ASK(.name = "web", .cpus = "7")), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "CPU 7 is offline");
	assert_int_equal(predict(m, ASK(.name = "web", .cpus = "8")), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "no list of CPUs below 8");
	assert_int_equal(predict(m, ASK(.name = "web", .cpus = "1-")), -EINVAL);
	assert_int_equal(predict(m, ASK(.name = "db/m1", .cpus = "5")), 0);
	assert_int_equal(predict(m, ASK(.name = "db/m1", .cpus = "3,5")), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "CPU 3 is not in the control group");
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "/", "0-4,6", RESCTRL_DRY_RUN), 0);
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "/", "0-2,6", RESCTRL_DRY_RUN), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "the default group only gains CPUs, and CPU 3");
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "db", "", RESCTRL_DRY_RUN), 0);
	fault_io_add(m->io, "open db/cpus_list 1 EACCES");
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "db", "1", RESCTRL_DRY_RUN), -EACCES);
	machine_write(m, "/sys/devices/system/cpu/online", "no list\n");
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "db", "1", RESCTRL_DRY_RUN), -EIO);
	machine_remove(m, "/sys/devices/system/cpu/possible");
	assert_int_equal(resctrl_group_assign_cpus(m->ctx, "db", "1", RESCTRL_DRY_RUN), -ENOENT);
}

static void tasks_of_monitor_groups(void **state)
{
	struct machine *m = *state;
	struct resctrl_tasks *t;

	machine_add_group(m, "db");
	machine_add_group(m, "db/mon_groups/m1");
	machine_add_process(m, 12, "", ROOT, 12, 0);
	machine_add_process(m, 30, "", DB, 30, 31, 0);
	assert_int_equal(predict(m, ASK(.name = "db/m2", .pid = 30)), 0);
	assert_int_equal(predict(m, ASK(.name = "db/m2", .pid = 12)), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "only tasks that are in its control group already");
	assert_int_equal(resctrl_tasks_new(&t), 0);
	assert_int_equal(resctrl_tasks_set(t, 12, RESCTRL_TASK_PROCESS), 0);
	assert_int_equal(resctrl_tasks_set(t, 30, RESCTRL_TASK_PROCESS), 0);
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "db/m1", RESCTRL_DRY_RUN), -EINVAL);
	assert_error(m, RESCTRL_ERROR_PARTIAL, EINVAL, "1 of 3 tasks could not be moved, task 12 among them");
	assert_int_equal(resctrl_tasks_get_num_assigned(t), 2);
	fault_io_add(m->io, "open db/tasks 2 EACCES");
	assert_int_equal(resctrl_tasks_assign(m->ctx, t, "db", RESCTRL_DRY_RUN), -EACCES);
	resctrl_tasks_free(t);
}

static void joining(void **state)
{
	struct machine *m = *state;

	machine_add_group(m, "db");
	machine_add_process(m, 12, "", ROOT, 12, 0);
	assert_int_equal(predict_flags(m, ASK(.name = "db", .spec = "L3=0xfff", .pid = 12), RESCTRL_EXIST_OK), 0);
	assert_int_equal(predict_flags(m, ASK(.name = "db", .spec = "L3=0xff"), RESCTRL_EXIST_OK), -EEXIST);
	assert_error(m, RESCTRL_ERROR_EXISTS, EEXIST, "has L3:0=fff, not ff");
	assert_int_equal(predict_flags(m, ASK(.name = "db", .pid = 13), RESCTRL_EXIST_OK), -ESRCH);
	assert_int_equal(predict_flags(m, ASK(.name = "/"), RESCTRL_EXIST_OK), -EEXIST);
}

static int enable(struct machine *m)
{
	return resctrl_io_alloc_set(m->ctx, "L3", true, RESCTRL_DRY_RUN);
}

static int masks(struct machine *m, const char *text)
{
	return resctrl_io_alloc_set_masks(m->ctx, "L3", text, RESCTRL_DRY_RUN);
}

static void io_alloc(void **state)
{
	struct machine *m = *state;

	machine_write(m, "info/L3/io_alloc", "disabled\n");
	machine_write(m, "info/L3/io_alloc_cbm", "0=fff;1=fff\n");
	assert_int_equal(enable(m), -EINVAL);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EINVAL, "devices need CLOSID 15, and another schema has 8");
	machine_write(m, "info/L3/num_closids", "8\n");
	assert_int_equal(enable(m), 0);
	assert_int_equal(masks(m, "0xff"), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "I/O allocation of L3 is not enabled");
	machine_add_group(m, "db");
	machine_write(m, "db/ctrl_hw_id", "7\n");
	assert_int_equal(enable(m), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_NO_CLOSID, ENOSPC, "CLOSID 7, the highest one, and db has it");
	/* Without the ids it is certain once all are taken. */
	machine_remove(m, "db/ctrl_hw_id");
	assert_int_equal(enable(m), 0);
	add_groups(m, 6);
	for (int i = 0; i < 6; i++) {
		char path[32];

		snprintf(path, sizeof(path), "g%d/ctrl_hw_id", i);
		machine_remove(m, path);
	}
	assert_int_equal(enable(m), -ENOSPC);
	machine_write(m, "info/L3/io_alloc", "enabled\n");
	assert_int_equal(enable(m), 0);
	assert_int_equal(masks(m, "0xff"), 0);
	assert_int_equal(masks(m, "0=ff;1=f"), 0);
	assert_int_equal(masks(m, "0x1fff"), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "does not fit");
	assert_int_equal(masks(m, "0=5"), -EINVAL);
	assert_int_equal(masks(m, "7=f"), -EINVAL);
	assert_int_equal(masks(m, "0=f;*=f"), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "set twice");
	/* What hardware has hides that an exclusive group has it, too. */
	machine_write(m, "mode", "exclusive\n");
	machine_write(m, "info/L3/bit_usage", "0=EEEEEEEEEEHH;1=EEEEEEEEEEHH\n");
	assert_int_equal(masks(m, "0x3"), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "exclusive to /");
	fault_io_add(m->io, "open info/L3/io_alloc_cbm 1 EACCES");
	assert_int_equal(masks(m, "0xff"), -EACCES);
}

static void rights_to_mount(void **state)
{
	struct machine *m = *state;

	capable_set(false);
	assert_int_equal(resctrl_ctx_unmount(m->ctx, RESCTRL_DRY_RUN), -EPERM);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EPERM, "CAP_SYS_ADMIN");
	machine_write(m, "/proc/self/mountinfo", "\n");
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, RESCTRL_DRY_RUN), -EPERM);
	capable_set(true);
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, RESCTRL_DRY_RUN), 0);
	machine_write(m, "/proc/self/uid_map", "0 100000 65536\n");
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, RESCTRL_DRY_RUN), -EPERM);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EPERM, "user ids of its own");
}

static void prepare_memory(struct machine *m)
{
	machine_write(m, "schemata", "    MB:0=100;1=100\n    L3:0=f00;1=f00\n");
	machine_write(m, "info/L3/bit_usage", "0=XXSS00000000;1=XXSS00000000\n");
	machine_add_process(m, 12, "", ROOT, 12, 0);
}

static struct resctrl_group_config *oom_config;

static int use_memory(struct machine *m)
{
	return resctrl_group_create(m->ctx, oom_config, RESCTRL_DRY_RUN, NULL);
}

static void memory_runs_out(void **state)
{
	(void)state;
	oom_config = new_config(ASK(.name = "web", .spec = "L3=0xf", .mode = "exclusive", .cpus = "1",
				    .pid = 12));
	machine_run_out_of_memory(prepare_memory, use_memory);
	resctrl_group_config_free(oom_config);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(classes_run_out),
		TEST(ids_to_monitor_run_out),
		TEST(nothing_to_divide),
		TEST(the_group_above),
		TEST(no_bits_left),
		TEST(an_exclusive_group),
		TEST(cpus),
		TEST(tasks_of_monitor_groups),
		TEST(joining),
		TEST(io_alloc),
		TEST(rights_to_mount),
		cmocka_unit_test(memory_runs_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

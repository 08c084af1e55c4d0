/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Change sets of schemata: one write, and what became of it. */
#include "support/changes.h"

#include <errno.h>
#include <string.h>

#define HOLES "The mask f0f has non-consecutive 1-bits"

static void one_write_and_what_it_did(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	changes_accept(m);
	c = changes_new(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=f;1=ff0"), 0);
	assert_int_equal(resctrl_change_set(c, "MB:1=45"), 0);
	assert_int_equal(resctrl_change_get_num(c), 3);
	changes_assert_entry(c, 0, "L3", 0, "f");
	changes_assert_entry(c, 1, "L3", 1, "ff0");
	changes_assert_entry(c, 2, "MB", 1, "50");
	assert_string_equal(resctrl_change_get_asked(c, 2), "45");
	assert_string_equal(resctrl_change_get_before(c, 2), "100");
	assert_int_equal(resctrl_change_get_kind(c, 0), RESCTRL_SCHEMA_CACHE);
	assert_int_equal(resctrl_change_get_kind(c, 2), RESCTRL_SCHEMA_BANDWIDTH);
	assert_null(resctrl_change_get_effective(c, 0));
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "rounded");

	assert_int_equal(resctrl_change_apply(c, 0), 0);
	assert_idle(m);
	assert_string_equal(fault_io_log(m->io), "write web/schemata L3:0=f;1=ff0|MB:1=50\n");
	assert_string_equal(resctrl_change_get_effective(c, 0), "f");
	assert_string_equal(resctrl_change_get_effective(c, 1), "ff0");
	assert_string_equal(resctrl_change_get_effective(c, 2), "50");
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
	resctrl_change_free(c);
}

static void a_dry_run_writes_nothing(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_add_group(m, "web");
	c = changes_new(m, "web");
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	assert_int_equal(resctrl_change_set(c, "L3=0xf"), 0);
	assert_int_equal(resctrl_change_apply(c, RESCTRL_DRY_RUN), 0);
	assert_null(resctrl_change_get_effective(c, 0));
	assert_string_equal(fault_io_log(m->io), "");
	/* Those of the empty one before. */
	assert_int_equal(fault_io_count(m->io, FAULT_FLOCK), 2);
	assert_idle(m);
	resctrl_change_free(c);
	resctrl_change_free(NULL);
}

static void set_domains(struct machine *m, bool both)
{
	machine_write(m, "schemata", both ? "    MB:0=100;1=100\n    L3:0=fff;1=fff\n" : "    MB:0=100\n    L3:0=fff\n");
	machine_write(m, "info/L3/bit_usage", both ? "0=SSSSSSSSSSSS;1=SSSSSSSSSSSS\n" : "0=SSSSSSSSSSSS\n");
}

/* As the kernel, which refuses a domain that is not there without a word. */
static int domain_1_goes(void *data, const char *path, const char *text)
{
	(void)path;
	if (!strstr(text, "1="))
		return 0;
	set_domains(data, false);
	return EINVAL;
}

static int no_domain_stays(void *data, const char *path, const char *text)
{
	(void)path;
	set_domains(data, !strstr(text, "1="));
	return EINVAL;
}

static void domains_go_meanwhile(void **state)
{
	struct machine *m = *state;
	struct fault_hooks hooks = { .write = domain_1_goes, .data = m };
	struct resctrl_change *c;

	fault_io_set_hooks(m->io, &hooks);
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3=0xf"), 0);
	assert_int_equal(resctrl_change_set(c, "MB=45"), 0);
	assert_int_equal(resctrl_change_get_num(c), 4);
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	assert_string_equal(fault_io_log(m->io), "write schemata L3:0=f;1=f|MB:0=50;1=50 (EINVAL)\n"
			    "write schemata L3:0=f|MB:0=50\n");
	assert_int_equal(resctrl_change_get_num(c), 2);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
	resctrl_change_free(c);

	/* One that was asked for by its number cannot be left out. */
	set_domains(m, true);
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3:0=f;1=f"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "has no domain 1, or all of its CPUs are offline");
	resctrl_change_free(c);

	set_domains(m, true);
	hooks.write = no_domain_stays;
	fault_io_set_hooks(m->io, &hooks);
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3=0xf"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "come and go too fast");
	assert_idle(m);
	resctrl_change_free(c);
}

static void groups_that_cannot_be_changed(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_add_group(m, "web");
	machine_add_group(m, "web/mon_groups/m1");
	assert_int_equal(resctrl_change_new(m->ctx, "web/m1", &c), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "web/m1 is a monitor group");
	assert_int_equal(resctrl_change_new(m->ctx, "db", &c), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "no group db");
	assert_int_equal(resctrl_change_new(m->ctx, "a/b/c", &c), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "no name of a group");
	assert_int_equal(resctrl_change_new(m->ctx, "web", NULL), -EINVAL);
	fault_io_add(m->io, "read web/schemata 1 EIO");
	assert_int_equal(resctrl_change_new(m->ctx, "web", &c), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
}

static void the_kernel_refuses(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c = changes_new(m, "/");
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);

	assert_int_equal(resctrl_change_set(c, "L3:0=0xf0f"), 0);
	assert_int_equal(resctrl_change_set(c, "MB:1=50"), 0);
	fault_io_add(m->io, "write schemata 1 EINVAL:" HOLES);
	assert_int_equal(resctrl_change_apply(c, RESCTRL_NO_CHECK), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "mask 0xf0f has holes");
	assert_string_equal(resctrl_error_get_operation(e), "set L3, MB of /");
	assert_string_equal(resctrl_error_get_path(e), "/sys/fs/resctrl/schemata");
	assert_string_equal(resctrl_error_get_kernel_text(e), HOLES);
	assert_int_equal(resctrl_error_get_cause_source(e), RESCTRL_CAUSE_KERNEL);
	assert_null(resctrl_change_get_effective(c, 0));
	resctrl_change_free(c);
}

static void the_group_vanishes(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_add_group(m, "web");
	c = changes_new(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3=0xf"), 0);
	fault_io_add(m->io, "write web/schemata 1 vanish=web");
	assert_int_equal(resctrl_change_apply(c, 0), -ENODEV);
	assert_error(m, RESCTRL_ERROR_GONE, ENODEV, "vanished");
	assert_int_equal(resctrl_change_apply(c, 0), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "");
	resctrl_change_free(c);
}

/* The tree shows what it always showed: another value than was written. */
static void the_kernel_makes_something_else_of_it(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c = changes_new(m, "/");

	assert_int_equal(resctrl_change_set(c, "MB:0=50;1=100\nL3:0=0fff"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "effective_differs");
	assert_string_equal(resctrl_ctx_get_warning_message(m->ctx, 0),
			    "MB domain 0: 50 was written, and the kernel made it 100");
	resctrl_change_free(c);
}

/* With mba_MBps what came before the value at fault is in force. */
static int take_the_first(void *data, const char *path, const char *text)
{
	(void)path;
	(void)text;
	machine_write(data, "schemata", "MB:0=500;1=4294967295\nL3:0=fff;1=fff\n");
	return 0;
}

static void partly_in_force(void **state)
{
	struct machine *m = *state;
	const struct fault_hooks hooks = { .write = take_the_first, .data = m };
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);
	struct resctrl_change *c;

	machine_write(m, "/proc/self/mountinfo",
		      "40 25 0:35 / /sys/fs/resctrl rw - resctrl resctrl rw,mba_MBps\n");
	machine_write(m, "schemata", "MB:0=4294967295;1=4294967295\nL3:0=fff;1=fff\n");
	fault_io_set_hooks(m->io, &hooks);
	c = changes_new(m, "/");
	assert_int_equal(resctrl_change_set(c, "MB:0=500;1=600"), 0);
	take_the_first(m, NULL, NULL);
	fault_io_add(m->io, "write schemata 1 EINVAL:Invalid MB value 600");
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "not a decimal number");
	assert_int_equal(resctrl_error_get_num_left_behind(e), 1);
	assert_string_equal(resctrl_error_get_left_behind(e, 0),
			    "MB domain 0 is 500 already, and was 4294967295");
	/* Nothing more can be said where it cannot be read. */
	fault_io_reset(m->io);
	fault_io_add(m->io, "write schemata 1 EINVAL:Invalid MB value 600");
	fault_io_add(m->io, "open schemata 2 EIO");
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_int_equal(resctrl_error_get_num_left_behind(e), 0);
	resctrl_change_free(c);
}

static void reading_back_fails(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c = changes_new(m, "/");

	assert_int_equal(resctrl_change_set(c, "L3=0xf"), 0);
	fault_io_add(m->io, "pread schemata 1 EIO");
	assert_int_equal(resctrl_change_apply(c, 0), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	assert_string_equal(fault_io_log(m->io), "write schemata L3:0=f;1=f\n");
	fault_io_reset(m->io);
	fault_io_add(m->io, "pread schemata 1 EINVAL");
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_idle(m);
	resctrl_change_free(c);
}

static void a_change_keeps_its_context(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c = changes_new(m, "/");

	assert_int_equal(m->ctx->refs, 2);
	resctrl_ctx_release(m->ctx);
	assert_int_equal(resctrl_change_set(c, "L3=0xf"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	resctrl_change_free(c);
	assert_int_equal(m->ctx->refs, 1);
}

static int change_all(struct machine *m)
{
	struct resctrl_change *c;
	int err = resctrl_change_new(m->ctx, "web", &c);

	if (err)
		return err;
	err = resctrl_change_set(c, "L3:0=f;1=ff0\nMB:1=2000MB/s");
	if (!err)
		err = resctrl_change_apply(c, 0);
	if (!err) {
		/* Not the percentage that Intel has without the mount option. */
		assert_string_equal(resctrl_change_get_value(c, 2), "1907");
		assert_string_equal(resctrl_change_get_before(c, 2), "100");
		assert_string_equal(resctrl_change_get_effective(c, 1), "ff0");
		assert_string_equal(resctrl_change_get_effective(c, 2), "50");
	}
	resctrl_change_free(c);
	return err;
}

static void with_mbps(struct machine *m)
{
	changes_accept(m);
	machine_write(m, "/proc/self/mountinfo", "40 25 0:35 / /sys/fs/resctrl rw - resctrl resctrl "
		      "rw,mba_MBps\n");
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(with_mbps, change_all);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(one_write_and_what_it_did),
		TEST(a_dry_run_writes_nothing),
		TEST(domains_go_meanwhile),
		TEST(groups_that_cannot_be_changed),
		TEST(the_kernel_refuses),
		TEST(the_group_vanishes),
		TEST(the_kernel_makes_something_else_of_it),
		TEST(partly_in_force),
		TEST(reading_back_fails),
		TEST(a_change_keeps_its_context),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("change", tests, NULL, NULL);
}

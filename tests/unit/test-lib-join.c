/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Joining a group that is there already. */
#include "support/new-group.h"

#include <errno.h>
#include <string.h>

static void joins_a_group_that_is_as_asked(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c = new_group_config("db");
	struct resctrl_outcome *o;

	new_group_others(m);
	machine_write(m, "db/schemata", "    MB:0=  50;1=100\n    L3:0=00f0;1=00f0\n");
	assert_int_equal(resctrl_group_config_set_schemata(c, "L3=0xf0"), 0);
	assert_int_equal(resctrl_group_config_set_schemata(c, "MB:0=50"), 0);
	assert_int_equal(resctrl_group_config_set_mode(c, "shareable"), 0);
	assert_int_equal(resctrl_group_config_set_cpus(c, "3,0-2"), 0);
	new_group_add_tasks(c, 12, 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_EXIST_OK, &o), 0);
	assert_false(resctrl_outcome_is_created(o));
	assert_string_equal(fault_io_log(m->io), "mkdir db (EEXIST)\nwrite db/tasks 12\n");
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
	resctrl_outcome_free(o);
	resctrl_group_config_free(c);
}

/* The kernel keeps 4 bits of a bandwidth: 50 percent become 56. */
static void joins_what_was_kept_in_few_bits(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c = new_group_config("db");

	new_group_others(m);
	machine_write(m, "info/MB/min_bandwidth", "6\n");
	machine_write(m, "info/MB/bandwidth_gran", "7\n");
	machine_write(m, "db/schemata", "    MB:0=  56;1= 56\n    L3:0=00f0;1=00f0\n");
	assert_int_equal(resctrl_group_config_set_schemata(c, "MB=50"), 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_EXIST_OK, NULL), 0);
	machine_write(m, "db/schemata", "    MB:0=  50;1= 56\n    L3:0=00f0;1=00f0\n");
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_EXIST_OK, NULL), -EEXIST);
	resctrl_group_config_free(c);
}

/* Values that are no numbers are compared as they are. */
static void joins_by_schemas_to_come(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c = new_group_config("db");

	new_group_others(m);
	machine_write(m, "schemata", "NEW:0=a/b\n");
	machine_write(m, "db/schemata", "NEW:0=a/b\n");
	assert_int_equal(resctrl_group_config_set_schemata(c, "NEW:0=a/b"), 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_EXIST_OK, NULL), 0);
	machine_write(m, "db/schemata", "NEW:0=x/y\n");
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_EXIST_OK, NULL), -EEXIST);
	assert_error(m, RESCTRL_ERROR_EXISTS, EEXIST, "has NEW:0=x/y, not a/b");
	resctrl_group_config_free(c);
}

static void joins_no_other(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c = new_group_config("db");

	new_group_others(m);
	assert_int_equal(resctrl_group_config_set_cpus(c, "0-4"), 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_EXIST_OK, NULL), -EEXIST);
	assert_error(m, RESCTRL_ERROR_EXISTS, EEXIST, "has \"0-3\" in cpus_list, not \"0-4\"");
	assert_int_equal(resctrl_group_config_set_mode(c, "exclusive"), 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_EXIST_OK, NULL), -EEXIST);
	assert_error(m, RESCTRL_ERROR_EXISTS, EEXIST, "has \"shareable\" in mode");
	assert_int_equal(resctrl_group_config_set_schemata(c, "L3=0xf0"), 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_EXIST_OK, NULL), -EEXIST);
	assert_error(m, RESCTRL_ERROR_EXISTS, EEXIST, "has L3:0=fff, not f0");
	/* Whose group it is does not change because it was asked for. */
	assert_null(strstr(fault_io_log(m->io), "rmdir"));
	assert_null(strstr(fault_io_log(m->io), "write"));
	fault_io_add(m->io, "read db/schemata 1 EIO");
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_EXIST_OK, NULL), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	resctrl_group_config_free(c);
}

/* ---- out of memory ---- */

static struct resctrl_group_config *oom_config;

static int join_db(struct machine *m)
{
	struct resctrl_outcome *o = NULL;
	int err = resctrl_group_create(m->ctx, oom_config, RESCTRL_EXIST_OK, &o);

	if (!err)
		assert_false(resctrl_outcome_is_created(o));
	resctrl_outcome_free(o);
	return err;
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	oom_config = new_group_config("db");
	assert_int_equal(resctrl_group_config_set_schemata(oom_config, "L3=0xfff"), 0);
	new_group_add_tasks(oom_config, 12, 0);
	machine_run_out_of_memory(new_group_others, join_db);
	resctrl_group_config_free(oom_config);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(joins_a_group_that_is_as_asked),
		TEST(joins_what_was_kept_in_few_bits),
		TEST(joins_by_schemas_to_come),
		TEST(joins_no_other),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("join", tests, NULL, NULL);
}

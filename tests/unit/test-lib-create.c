/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Creating a group as one act. */
#include "support/new-group.h"

#include <errno.h>
#include <string.h>

#include "group-config.h"
#include "support/libc.h"

/* ---- success ---- */

static void all_in_one_act(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c;
	const struct resctrl_change *change;
	struct resctrl_outcome *o;

	new_group_others(m);
	c = new_group_full();
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, &o), 0);
	assert_string_equal(fault_io_log(m->io), ASKED);
	assert_true(resctrl_outcome_is_created(o));
	change = resctrl_outcome_get_change(o);
	assert_int_equal(resctrl_change_get_num(change), 3);
	/* It is new: there is nothing that was before. */
	assert_null(resctrl_change_get_before(change, 0));
	assert_string_equal(resctrl_change_get_effective(change, 0), "fff");
	assert_int_equal(resctrl_tasks_get_num_assigned(resctrl_outcome_get_tasks(o)), 2);
	assert_idle(m);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
	resctrl_outcome_free(o);
	resctrl_outcome_free(NULL);
	/* The configuration is a value: it can be used again. */
	machine_remove(m, "web");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), 0);
	resctrl_group_config_free(c);
	resctrl_group_config_free(NULL);
}

static void a_monitor_group(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c = new_group_config("db/m2");
	struct resctrl_outcome *o;

	new_group_others(m);
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, &o), 0);
	assert_string_equal(fault_io_log(m->io), "mkdir db/mon_groups/m2\n");
	assert_null(resctrl_outcome_get_change(o));
	assert_null(resctrl_outcome_get_tasks(o));
	resctrl_outcome_free(o);
	resctrl_group_config_free(c);
}

static void a_dry_run_changes_nothing(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c;
	struct resctrl_outcome *o;

	new_group_others(m);
	c = new_group_full();
	assert_int_equal(resctrl_group_config_set_mode(c, "shareable"), 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_DRY_RUN, &o), 0);
	assert_string_equal(fault_io_log(m->io), "");
	assert_int_equal(fault_io_count(m->io, FAULT_FLOCK), 0);
	assert_false(resctrl_outcome_is_created(o));
	assert_int_equal(resctrl_change_get_num(resctrl_outcome_get_change(o)), 3);
	assert_int_equal(resctrl_tasks_get_num_assigned(resctrl_outcome_get_tasks(o)), 2);
	resctrl_outcome_free(o);
	resctrl_group_config_free(c);
	c = new_group_config("db");
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_DRY_RUN, NULL), -EEXIST);
	assert_error(m, RESCTRL_ERROR_EXISTS, EEXIST, "there already is a group db");
	assert_int_equal(m->ctx->error.source, RESCTRL_CAUSE_PREDICTED);
	resctrl_group_config_free(c);
}

static void missing_counters_are_foreseen(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c = new_group_config("new");

	machine_write(m, "info/L3_MON/available_mbm_cntrs", "0=1;1=2\n");
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_DRY_RUN, NULL), 0);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "counters_missing");
	assert_non_null(strstr(resctrl_ctx_get_warning_message(m->ctx, 0), "1 of 4 counters of new"));
	resctrl_ctx_release_warnings(m->ctx);
	machine_write(m, "info/L3_MON/available_mbm_cntrs", "0=2;1=2\n");
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_DRY_RUN, NULL), 0);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
	machine_write(m, "info/L3_MON/available_mbm_cntrs", "0=0;1=0\n");
	machine_write(m, "info/L3_MON/mbm_assign_on_mkdir", "0\n");
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_DRY_RUN, NULL), 0);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
	resctrl_group_config_free(c);
}

static void missing_counters_are_told(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c = new_group_config("web");

	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), 0);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "counters_missing");
	assert_non_null(strstr(resctrl_ctx_get_warning_message(m->ctx, 0), "1 of 4 counters of web"));
	resctrl_ctx_release_warnings(m->ctx);
	/* Where nobody promised any, none is missing. */
	machine_write(m, "info/L3_MON/mbm_assign_on_mkdir", "0\n");
	machine_remove(m, "web");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), 0);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
	/* Nor on a machine without such counters. */
	machine_remove(m, "mbm_L3_assignments");
	machine_remove(m, "web");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), 0);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
	resctrl_group_config_free(c);
}

/* ---- refused before anything is changed ---- */

static void odd_configurations(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c;

	assert_int_equal(resctrl_group_config_new(NULL), -EINVAL);
	assert_int_equal(resctrl_group_create(m->ctx, NULL, 0, NULL), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "no configuration");
	assert_int_equal(resctrl_group_config_new(&c), 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "no name of a group");
	assert_int_equal(resctrl_group_config_set_name(c, NULL), -EINVAL);
	assert_int_equal(resctrl_group_config_set_name(c, ""), -EINVAL);
	assert_int_equal(resctrl_group_config_set_schemata(c, NULL), -EINVAL);
	assert_int_equal(resctrl_group_config_set_mode(c, NULL), -EINVAL);
	assert_int_equal(resctrl_group_config_set_cpus(c, ""), -EINVAL);
	assert_int_equal(resctrl_group_config_set_tasks(c, NULL), -EINVAL);

	assert_int_equal(resctrl_group_config_set_name(c, "/"), 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EEXIST);
	assert_error(m, RESCTRL_ERROR_EXISTS, EEXIST, "the default group always exists");
	assert_int_equal(resctrl_group_config_set_mode(c, "pseudo-locked"), 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "is no mode of a new group");
	assert_int_equal(resctrl_group_config_set_name(c, "/m1"), 0);
	assert_int_equal(resctrl_group_config_set_mode(c, "exclusive"), 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "a monitor group has no mode");
	resctrl_group_config_free(c);

	c = new_group_config("web");
	assert_int_equal(resctrl_group_config_set_schemata(c, "L3=0x5"), 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "has holes");
	assert_int_equal(resctrl_group_config_set_schemata(c, "nonsense"), 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "");
	resctrl_group_config_free(c);
	assert_string_equal(fault_io_log(m->io), "");
}

static void mkdir_fails(void **state)
{
	static const struct {
		const char *action;
		enum resctrl_error_code code;
		int err;
		const char *cause;
	} cases[] = {
		{ "ENOSPC:Out of CLOSIDs", RESCTRL_ERROR_NO_CLOSID, ENOSPC, "" },
		{ "ENOSPC:Out of RMIDs", RESCTRL_ERROR_NO_RMID, ENOSPC, "" },
		{ "EBUSY:Out of RMIDs", RESCTRL_ERROR_RMID_LIMBO, EBUSY, "still tags" },
		{ "EPERM", RESCTRL_ERROR_NOT_SUPPORTED, EPERM, "no control group" },
		{ "EACCES", RESCTRL_ERROR_PERMISSION, EACCES, "not allowed" },
		{ "ENOMEM", RESCTRL_ERROR_MEMORY, ENOMEM, "out of memory" },
		{ "ENODEV", RESCTRL_ERROR_GONE, ENODEV, "vanished" },
	};
	struct machine *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct resctrl_group_config *c = new_group_full();

		fault_io_reset(m->io);
		machine_write(m, "info/last_cmd_status", "ok\n");
		fault_io_add(m->io, "mkdir web 1 %s", cases[i].action);
		assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -cases[i].err);
		assert_error(m, cases[i].code, cases[i].err, cases[i].cause);
		assert_string_equal(resctrl_error_get_operation(&m->ctx->error), "create group web");
		/* What is not ours is not removed. */
		assert_null(strstr(fault_io_log(m->io), "rmdir"));
		assert_null(strchr(fault_io_log(m->io) + strlen("mkdir web"), 'w'));
		resctrl_group_config_free(c);
	}
}

/* "Out of RMIDs" has one more meaning where each control group has ids of its own (64 RMIDs, few groups). */
static void a_control_group_is_out_of_ids(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c = new_group_config("db/m2");

	new_group_others(m);
	fault_io_add(m->io, "mkdir db/mon_groups/m2 1+ ENOSPC:Out of RMIDs");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_NO_RMID, ENOSPC, "control group db are taken, by itself and 1 monitor group:");
	assert_string_equal(resctrl_error_get_kernel_text(&m->ctx->error), "Out of RMIDs");
	assert_non_null(strstr(resctrl_error_get_fix(&m->ctx->error), "a monitor group of db"));
	/* With as many groups as ids it is the machine that has none left. */
	machine_write(m, "info/L3_MON/num_rmids", "3\n");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_NO_RMID, ENOSPC, "of this machine is taken");
	resctrl_group_config_free(c);
}

static void the_name_is_taken(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c = new_group_config("db");

	new_group_others(m);
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EEXIST);
	assert_error(m, RESCTRL_ERROR_EXISTS, EEXIST, "there already is a group db");
	assert_int_equal(resctrl_group_config_set_name(c, "cpus"), 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EEXIST);
	assert_error(m, RESCTRL_ERROR_EXISTS, EEXIST, "a file of that name");
	assert_int_equal(resctrl_group_config_set_name(c, "none/m1"), 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "there is no control group none");
	resctrl_group_config_free(c);
}

static unsigned int naps_until_clean;

static void become_clean(void *data)
{
	struct machine *m = data;

	/* Others may use resctrl meanwhile. */
	assert_int_equal(fault_io_num_locks(m->io), 0);
	if (naps_count() == naps_until_clean)
		fault_io_reset(m->io);
}

static void waits_for_ids_in_limbo(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c = new_group_config("web");

	fault_io_add(m->io, "mkdir web 1+ EBUSY:Out of RMIDs");
	assert_int_equal(resctrl_group_config_set_wait(c, 2000), 0);
	naps_until_clean = 4;
	naps_reset(become_clean, m);
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), 0);
	assert_int_equal(naps_count(), 4);
	assert_string_equal(fault_io_log(m->io), "mkdir web\n");
	machine_remove(m, "web");

	/* Only so long. */
	fault_io_add(m->io, "mkdir web 1+ EBUSY:Out of RMIDs");
	naps_until_clean = 0;
	naps_reset(become_clean, m);
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EBUSY);
	assert_error(m, RESCTRL_ERROR_RMID_LIMBO, EBUSY, "still tags");
	assert_in_range(naps_total_ms(), 1900, 2100);
	resctrl_group_config_free(c);
}

/* Other groups may come and go while theirs are remembered. */
static void a_group_vanishes_meanwhile(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c = new_group_config("web");

	new_group_others(m);
	assert_int_equal(resctrl_group_config_set_cpus(c, "2-3"), 0);
	fault_io_add(m->io, "read db/cpus_list 1 vanish=db");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), 0);
	assert_string_equal(fault_io_log(m->io), "mkdir web\nwrite web/cpus_list 2-3\n");
	resctrl_group_config_free(c);
}

static struct resctrl_group_config *oom_config;

static int create_all(struct machine *m)
{
	struct resctrl_outcome *o = NULL;
	int err = resctrl_group_create(m->ctx, oom_config, 0, &o);

	if (err) {
		const char *log = fault_io_log(m->io);

		/* Either nothing was made or it was removed again. */
		assert_true(!*log || !strcmp(log + strlen(log) - strlen("rmdir web\n"), "rmdir web\n"));
		return err;
	}
	assert_string_equal(fault_io_log(m->io), ASKED);
	assert_int_equal(resctrl_tasks_get_num_assigned(resctrl_outcome_get_tasks(o)), 2);
	assert_string_equal(resctrl_change_get_effective(resctrl_outcome_get_change(o), 2), "100");
	resctrl_outcome_free(o);
	return 0;
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	oom_config = new_group_full();
	machine_run_out_of_memory(new_group_others, create_all);
	resctrl_group_config_free(oom_config);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(all_in_one_act),
		TEST(a_monitor_group),
		TEST(a_dry_run_changes_nothing),
		TEST(missing_counters_are_foreseen),
		TEST(missing_counters_are_told),
		TEST(odd_configurations),
		TEST(mkdir_fails),
		TEST(a_control_group_is_out_of_ids),
		TEST(the_name_is_taken),
		TEST(waits_for_ids_in_limbo),
		TEST(a_group_vanishes_meanwhile),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("create", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Creating a group as one act, and putting everything back where it fails. */
#include "support/machine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "group-config.h"
#include "support/libc.h"

#define ROOT	"res:/\nmon:\n"
#define DB	"res:db\nmon:\n"
#define DB_M1	"res:db\nmon:m1\n"

static struct resctrl_group_config *new_config(const char *name)
{
	struct resctrl_group_config *c;

	assert_int_equal(resctrl_group_config_new(&c), 0);
	assert_int_equal(resctrl_group_config_set_name(c, name), 0);
	return c;
}

static void add_tasks(struct resctrl_group_config *c, pid_t first, pid_t second)
{
	struct resctrl_tasks *t;

	assert_int_equal(resctrl_tasks_new(&t), 0);
	assert_int_equal(resctrl_tasks_set(t, first, RESCTRL_TASK_PROCESS), 0);
	if (second)
		assert_int_equal(resctrl_tasks_set(t, second, RESCTRL_TASK_PROCESS), 0);
	assert_int_equal(resctrl_group_config_set_tasks(c, t), 0);
	resctrl_tasks_free(t);
}

/* Everything at once, on a machine where others have tasks and CPUs. */
static struct resctrl_group_config *full_config(void)
{
	struct resctrl_group_config *c = new_config("web");

	assert_int_equal(resctrl_group_config_set_schemata(c, "L3=0xf0"), 0);
	assert_int_equal(resctrl_group_config_set_schemata(c, "MB:0=45"), 0);
	assert_int_equal(resctrl_group_config_set_mode(c, "exclusive"), 0);
	assert_int_equal(resctrl_group_config_set_cpus(c, "2-3"), 0);
	add_tasks(c, 12, 20);
	return c;
}

static void with_others(struct machine *m)
{
	machine_add_group(m, "db");
	machine_add_group(m, "db/mon_groups/m1");
	machine_write(m, "cpus_list", "4-7\n");
	machine_write(m, "db/cpus_list", "0-3\n");
	machine_write(m, "db/mon_groups/m1/cpus_list", "1\n");
	machine_add_process(m, 12, "", ROOT, 12, 0);
	machine_add_process(m, 20, "", DB_M1, 20, 0);
	machine_add_process(m, 30, "", DB, 30, 0);
}

#define ASKED	"mkdir web\n"						\
		"write web/schemata L3:0=f0;1=f0|MB:0=50\n"		\
		"write web/mode exclusive\n"				\
		"write web/cpus_list 2-3\n"				\
		"write web/tasks 12,20\n"

/* ---- success ---- */

static void all_in_one_act(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c;
	const struct resctrl_change *change;
	struct resctrl_outcome *o;

	with_others(m);
	c = full_config();
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
	struct resctrl_group_config *c = new_config("db/m2");
	struct resctrl_outcome *o;

	with_others(m);
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

	with_others(m);
	c = full_config();
	assert_int_equal(resctrl_group_config_set_mode(c, "shareable"), 0);
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_DRY_RUN, &o), 0);
	assert_string_equal(fault_io_log(m->io), "");
	assert_int_equal(fault_io_count(m->io, FAULT_FLOCK), 0);
	assert_false(resctrl_outcome_is_created(o));
	assert_int_equal(resctrl_change_get_num(resctrl_outcome_get_change(o)), 3);
	assert_int_equal(resctrl_tasks_get_num_assigned(resctrl_outcome_get_tasks(o)), 2);
	resctrl_outcome_free(o);
	resctrl_group_config_free(c);
	c = new_config("db");
	assert_int_equal(resctrl_group_create(m->ctx, c, RESCTRL_DRY_RUN, NULL), -EEXIST);
	assert_error(m, RESCTRL_ERROR_EXISTS, EEXIST, "there already is a group db");
	assert_int_equal(m->ctx->error.source, RESCTRL_CAUSE_PREDICTED);
	resctrl_group_config_free(c);
}

static void missing_counters_are_foreseen(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c = new_config("new");

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
	struct resctrl_group_config *c = new_config("web");

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

	c = new_config("web");
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
		struct resctrl_group_config *c = full_config();

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
	struct resctrl_group_config *c = new_config("db/m2");

	with_others(m);
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
	struct resctrl_group_config *c = new_config("db");

	with_others(m);
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
	struct resctrl_group_config *c = new_config("web");

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

/* ---- rollback ---- */

/* db and its monitor group get their CPUs again, control groups first; 20 goes back through db. */
#define UNDO_TASKS	"write tasks 12\n"				\
			"write db/tasks 20\n"				\
			"write db/mon_groups/m1/tasks 20\n"
#define UNDO_CPUS	"write db/cpus_list 0-3\n"			\
			"write web/cpus_list \n"			\
			"write db/mon_groups/m1/cpus_list 1\n"

/* The group has gone again, its monitoring id not yet: the last of NUM things that are left. */
static void assert_limbo(struct machine *m, size_t num)
{
	const struct resctrl_error *e = &m->ctx->error;

	assert_int_equal(resctrl_error_get_num_left_behind(e), num);
	assert_non_null(strstr(resctrl_error_get_left_behind(e, num - 1), "(RMID) of web is in limbo"));
}

static void schemata_are_refused(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c;
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);

	with_others(m);
	c = full_config();
	fault_io_add(m->io, "write web/schemata 1 EINVAL:Mask out of range");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "");
	assert_string_equal(resctrl_error_get_kernel_text(e), "Mask out of range");
	assert_string_equal(fault_io_log(m->io), "mkdir web\n"
			    "write web/schemata L3:0=f0;1=f0|MB:0=50 (EINVAL)\nrmdir web\n");
	assert_limbo(m, 1);
	/* Nor does it stay where nobody measures what is tagged with it. */
	machine_write(m, "info/L3_MON/mon_features", "mbm_total_bytes\n");
	fault_io_add(m->io, "write web/schemata 1 EINVAL:Mask out of range");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EINVAL);
	assert_int_equal(resctrl_error_get_num_left_behind(e), 0);
	resctrl_group_config_free(c);
}

static void the_mode_is_refused(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c;

	with_others(m);
	c = full_config();
	fault_io_add(m->io, "write web/mode 1 EINVAL:Schemata overlaps");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EINVAL);
	/* The kernel's few words, and who has which bits. */
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "L3 domain 0 shares bits with ");
	assert_int_equal(m->ctx->error.source, RESCTRL_CAUSE_KERNEL);
	assert_string_equal(resctrl_error_get_kernel_text(&m->ctx->error), "Schemata overlaps");
	assert_non_null(strstr(fault_io_log(m->io), "write web/mode exclusive (EINVAL)\nrmdir web\n"));
	assert_idle(m);
	/* Where that cannot be found out the kernel's words are all. */
	fault_io_reset(m->io);
	fault_io_add(m->io, "write web/mode 1 EINVAL:Schemata overlaps");
	fault_io_add(m->io, "read db/schemata 1+ EIO");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "");
	assert_null(strstr(m->ctx->error.cause, "shares bits with"));
	resctrl_group_config_free(c);
}

static void cpus_are_refused(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c;

	with_others(m);
	c = full_config();
	fault_io_add(m->io, "write web/cpus_list 1 EINVAL:Can only assign online CPUs");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "");
	assert_string_equal(m->ctx->error.kernel_text, "Can only assign online CPUs");
	assert_non_null(strstr(fault_io_log(m->io), "write web/cpus_list 2-3 (EINVAL)\n" UNDO_CPUS
			       "rmdir web\n"));
	assert_limbo(m, 1);
	resctrl_group_config_free(c);
}

static void a_task_cannot_be_moved(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c;

	with_others(m);
	c = full_config();
	fault_io_add(m->io, "write web/tasks 1 EPERM:No permission to move task 20\n"
		     "Error while processing task 20");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EPERM);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EPERM, "another user");
	assert_string_equal(fault_io_log(m->io), "mkdir web\n"
			    "write web/schemata L3:0=f0;1=f0|MB:0=50\nwrite web/mode exclusive\n"
			    "write web/cpus_list 2-3\nwrite web/tasks 12,20 (EPERM)\n"
			    UNDO_TASKS UNDO_CPUS "rmdir web\n");
	assert_limbo(m, 1);
	resctrl_group_config_free(c);
}

static void what_cannot_be_put_back_is_told(void **state)
{
	const struct resctrl_error *e;
	struct machine *m = *state;
	struct resctrl_group_config *c;

	with_others(m);
	c = full_config();
	e = resctrl_ctx_get_error(m->ctx);
	fault_io_add(m->io, "write web/tasks 1 EPERM:No permission to move task 20\n"
		     "Error while processing task 20");
	fault_io_add(m->io, "write tasks 1 EPERM");
	fault_io_add(m->io, "write db/mon_groups/m1/tasks 1 ESRCH");
	fault_io_add(m->io, "write db/cpus_list 1 EINVAL");
	fault_io_add(m->io, "open db/mon_groups/m1/cpus_list 2+ EMFILE");
	fault_io_add(m->io, "rmdir web 1 EBUSY");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EPERM);
	/* The failure that led here, not those of the way back. */
	assert_error(m, RESCTRL_ERROR_PERMISSION, EPERM, "another user");
	assert_int_equal(resctrl_error_get_num_left_behind(e), 4);
	assert_non_null(strstr(resctrl_error_get_left_behind(e, 0), "task 12 is no longer in group /"));
	assert_non_null(strstr(resctrl_error_get_left_behind(e, 1), "CPUs 0-3 are no longer in group db"));
	assert_non_null(strstr(resctrl_error_get_left_behind(e, 2),
			       "CPUs 1 are no longer in group db/m1"));
	assert_non_null(strstr(resctrl_error_get_left_behind(e, 3),
			       "the group web could not be removed again"));
	resctrl_group_config_free(c);
}

static void everything_else_that_fails_is_undone(void **state)
{
	static const struct {
		const char *rule;
		int err;
	} cases[] = {
		{ "open web/schemata 1 EIO", EIO },
		{ "pread web/schemata 1 EIO", EIO },
		{ "open web/mode 1+ EMFILE", EMFILE },
		{ "getdents . 1 EIO", EIO },
		{ "read db/cpus_list 1 EIO", EIO },
		{ "open web/cpus_list 1+ EACCES", EACCES },
		{ "open web/tasks 1+ EACCES", EACCES },
		{ "write web/tasks 1+ EIO", EIO },
		{ "read web/mbm_L3_assignments 1 EIO", EIO },
		{ "read info/L3_MON/mbm_assign_on_mkdir 1 EIO", EIO },
	};
	struct machine *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct resctrl_group_config *c = full_config();
		const char *log;

		with_others(m);
		fault_io_reset(m->io);
		fault_io_add(m->io, "%s", cases[i].rule);
		assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -cases[i].err);
		assert_int_equal(m->ctx->error.err, cases[i].err);
		assert_idle(m);
		log = fault_io_log(m->io);
		if (!*log)
			print_error("%s: nothing was made\n", cases[i].rule);
		assert_string_equal(log + strlen(log) - strlen("rmdir web\n"), "rmdir web\n");
		resctrl_group_config_free(c);
	}
}

/* A process of one thread is not asked where it is, until it starts another one that cannot be moved. */
static int start_thread(void *data, const char *path, const char *text)
{
	struct machine *m = data;

	if (!strcmp(path, "web/tasks") && !strcmp(text, "12")) {
		machine_add_process(m, 12, "", DB, 12, 13, 0);
		machine_write(m, "web/tasks", "14\n");
	}
	return 0;
}

static int add_group(void *data, const char *path)
{
	machine_add_group(data, path);
	return 0;
}

static void a_thread_is_started_meanwhile(void **state)
{
	struct machine *m = *state;
	const struct fault_hooks hooks = { .write = start_thread, .mkdir = add_group, .data = m };
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);
	struct resctrl_group_config *c = new_config("web");

	with_others(m);
	machine_add_process(m, 12, "", DB, 12, 0);
	add_tasks(c, 12, 0);
	fault_io_set_hooks(m->io, &hooks);
	fault_io_add(m->io, "write web/tasks 2 EPERM:No permission to move task 13\n"
		     "Error while processing task 13");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), -EPERM);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EPERM, "another user");
	assert_string_equal(fault_io_log(m->io), "mkdir web\n"
			    "write web/tasks 12\n"
			    "write web/tasks 13 (EPERM)\n"
			    "write db/tasks 12\n"
			    "write db/tasks 13\n"
			    "rmdir web\n");
	/* 14 has been there: what started it, was there already. */
	assert_limbo(m, 2);
	assert_string_equal(resctrl_error_get_left_behind(e, 0),
			    "task 14 was started meanwhile in web and goes to group /");
	resctrl_group_config_free(c);
}

/* ---- what it costs ---- */

static unsigned int count_calls(struct machine *m, const char *spec, bool first)
{
	struct resctrl_group_config *c = new_config("web");
	unsigned int calls;

	if (spec)
		assert_int_equal(resctrl_group_config_set_schemata(c, spec), 0);
	add_tasks(c, 12, 0);
	/* Where resctrl is, the context knows from its first use on. */
	assert_int_equal(ctx_open_fs(m->ctx) < 0, 0);
	fault_io_reset(m->io);
	if (first) {
		*m->ctx->boot_id = '\0';
		m->ctx->self.pid = 0;
		m->ctx->pidns_of = 0;
		m->ctx->unit_asked = false;
	}
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), 0);
	calls = fault_io_count_all(m->io);
	resctrl_group_config_free(c);
	machine_remove(m, "web");
	return calls;
}

static int add_group_without_counters(void *data, const char *path)
{
	machine_add_group(data, path);
	machine_remove(data, "web/mbm_L3_assignments");
	return 0;
}

/* What the kernel asks for at least: mkdir, and open, write and close of schemata and of tasks. */
#define MINIMUM 7
/* These files are of another machine: the one that this runs on asks the CPU itself, without a call. */
#define VENDOR	2

static void prepare_costs(struct machine *m)
{
	char link[300];

	machine_write(m, "/proc/sys/kernel/random/boot_id", "4cf2a3a7-6c7a-4b0b-a8c5-4f5d5a3c1b1e\n");
	machine_write(m, "/proc/self/stat", "%d (x) R 1 7 7 0 -1 0 2 0 0 0 0 0 0 0 20 0 1 0 9117 0\n", getpid());
	machine_write(m, "/proc/self/ns/other", "\n");
	snprintf(link, sizeof(link), "%s/proc/self/ns/pid", m->root);
	assert_int_equal(symlink("pid:[4026531836]", link), 0);
	machine_add_process(m, 12, "", ROOT, 12, 0);
}

static int add_group_with_all_counters(void *data, const char *path)
{
	machine_add_group(data, path);
	machine_write(data, "web/mbm_L3_assignments", "mbm_total_bytes:0=e;1=e\nmbm_local_bytes:0=e;1=e\n");
	return 0;
}

/* Mounted with cdp, which the options say. */
static void split_caches(struct machine *m)
{
	machine_write(m, "schemata", "MB:0=100;1=100\nL3CODE:0=fff;1=fff\nL3DATA:0=fff;1=fff\n");
	machine_remove(m, "info/L3");
	for (int i = 0; i < 2; i++) {
		const char *half = i ? "L3CODE" : "L3DATA";
		char path[64];

		snprintf(path, sizeof(path), "info/%s/bit_usage", half);
		machine_write(m, path, "0=SSSSSSSSSSSS;1=SSSSSSSSSSSS\n");
		snprintf(path, sizeof(path), "info/%s/min_cbm_bits", half);
		machine_write(m, path, "1\n");
	}
}

/* AMD's, where masks may be empty, so that each half of a cache has to be asked for its users. */
static void make_absolute(struct machine *m, bool cdp)
{
	machine_write(m, "/proc/cpuinfo", "processor\t: 0\nvendor_id\t: AuthenticAMD\n");
	machine_write(m, "schemata", "MB:0=2048;1=2048\nSMBA:0=2048;1=2048\n%s",
		      cdp ? "L3CODE:0=fff;1=fff\nL3DATA:0=fff;1=fff\n" : "L3:0=fff;1=fff\n");
	for (int i = 0; i < 2; i++) {
		const char *name = i ? "MB" : "SMBA";
		char path[64];

		snprintf(path, sizeof(path), "info/%s/min_bandwidth", name);
		machine_write(m, path, "0\n");
		snprintf(path, sizeof(path), "info/%s/bandwidth_gran", name);
		machine_write(m, path, "1\n");
	}
	machine_write(m, cdp ? "info/L3CODE/min_cbm_bits" : "info/L3/min_cbm_bits", "0\n");
	machine_write(m, "info/L3DATA/min_cbm_bits", "0\n");
}

enum maker { INTEL, AMD };

/* CALLS above the minimum, on a machine without counters that are assigned. */
static const struct {
	const char *spec;
	enum maker maker;
	bool cdp;
	unsigned int calls;
} costs[] = {
	{ "L3:*=ff", INTEL, false, 15 },
	{ "L3:0=ff;1=f", INTEL, false, 15 },
	{ "L3=4ways", INTEL, false, 15 },
	{ "L3=50%", INTEL, false, 15 },
	/* A bandwidth: the domains, its minimum, and the granularity of a share. */
	{ "MB=50%", INTEL, false, 19 },
	{ "L3=0xff\nMB=50", INTEL, false, 21 },
	{ "L3=0xff\nMB=50%", INTEL, false, 21 },
	{ "L3=50%\nMB=unlimited", INTEL, false, 21 },
	{ "L3=0xff", INTEL, true, 19 },
	{ "L3CODE=0xf\nL3DATA=0xf0", INTEL, true, 17 },
	{ "L3=50%\nMB=50%", INTEL, true, 23 },
	{ "L3CODE=25%\nL3DATA=75%\nMB=50%", INTEL, true, 23 },
	{ "L3=0xff", AMD, false, 15 },
	{ "L3=0xff\nMB=10GB/s", AMD, false, 19 },
	{ "L3=0xff\nMB=80", AMD, false, 19 },
	{ "L3=50%\nSMBA=10GB/s", AMD, false, 19 },
	{ "L3=0xff\nMB=10GB/s\nSMBA=10GB/s", AMD, false, 21 },
	{ "L3=0xff\nMB=80\nSMBA=unlimited", AMD, false, 21 },
	{ "L3=0xff", AMD, true, 19 },
	{ "L3CODE=0xf\nL3DATA=0xf0\nMB=10GB/s", AMD, true, 21 },
	{ "L3=0xff\nMB=80", AMD, true, 21 },
	{ "L3=0xff\nMB=unlimited", AMD, true, 21 },
	{ "L3=0xff\nMB=80\nSMBA=unlimited", AMD, true, 23 },
	{ "L3=50%\nMB=80\nSMBA=unlimited", AMD, true, 23 },
	/* So few bits that their minimum matters. */
	{ "L3=1ways\nMB=50%", INTEL, true, 23 },
};

static void assert_cost(struct machine *m, size_t i, unsigned int more, unsigned int groups)
{
	unsigned int calls = count_calls(m, costs[i].spec, true) - MINIMUM;

	/* Of the schemas of bandwidth alone is the vendor asked. */
	if (strstr(costs[i].spec, "MB"))
		calls -= VENDOR;
	if (calls != costs[i].calls + more || calls > 25)
		fail_msg("%s beside %u groups: %u calls", costs[i].spec, groups, calls);
	assert_int_equal(fault_io_count(m->io, FAULT_SETXATTR), 1);
}

/* Each combination, the first group of its context, and no more calls for it where there are many groups. */
static void costs_beside(unsigned int groups, bool counters)
{
	for (size_t i = 0; i < ARRAY_SIZE(costs); i++) {
		struct machine *m = machine_new();
		const struct fault_hooks hooks = {
			.mkdir = counters ? add_group_with_all_counters : add_group_without_counters, .data = m,
		};
		char name[16];

		prepare_costs(m);
		if (costs[i].cdp)
			split_caches(m);
		if (costs[i].maker == AMD)
			make_absolute(m, costs[i].cdp);
		machine_write(m, "/proc/self/mountinfo", "40 25 0:35 / /sys/fs/resctrl rw - resctrl resctrl rw%s\n",
			      costs[i].cdp ? ",cdp" : "");
		fault_io_set_hooks(m->io, &hooks);
		for (unsigned int made = 1; made < groups; made++) {
			snprintf(name, sizeof(name), "other%u", made);
			machine_add_group(m, name);
		}
		/* A look at the new group's counters, where it has some. */
		assert_cost(m, i, counters, groups);
		assert_int_equal(machine_free(m), 0);
	}
}

static void few_calls_however_many_groups(void **state)
{
	static const unsigned int groups[] = { 1, 8, 64 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
		costs_beside(groups[i], false);
		costs_beside(groups[i], true);
	}
}

/* A context knows the boot, its process, the name space and the vendor from its first group on. */
static void fewer_for_the_next_group(void **state)
{
	struct machine *m = *state;
	const struct fault_hooks hooks = { .mkdir = add_group_without_counters, .data = m };

	prepare_costs(m);
	fault_io_set_hooks(m->io, &hooks);
	count_calls(m, "L3=0xff\nMB=50", true);
	assert_int_equal(count_calls(m, "L3:0=ff;1=f", false), MINIMUM + 10);
	assert_int_equal(count_calls(m, "L3=0xff\nMB=50", false), MINIMUM + 16);
	/* Without schemata: three calls less at least, too. */
	assert_int_equal(count_calls(m, NULL, false), MINIMUM - 3 + 8);
}

/* Other groups may come and go while theirs are remembered. */
static void a_group_vanishes_meanwhile(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c = new_config("web");

	with_others(m);
	assert_int_equal(resctrl_group_config_set_cpus(c, "2-3"), 0);
	fault_io_add(m->io, "read db/cpus_list 1 vanish=db");
	assert_int_equal(resctrl_group_create(m->ctx, c, 0, NULL), 0);
	assert_string_equal(fault_io_log(m->io), "mkdir web\nwrite web/cpus_list 2-3\n");
	resctrl_group_config_free(c);
}

/* ---- joining ---- */

static void joins_a_group_that_is_as_asked(void **state)
{
	struct machine *m = *state;
	struct resctrl_group_config *c = new_config("db");
	struct resctrl_outcome *o;

	with_others(m);
	machine_write(m, "db/schemata", "    MB:0=  50;1=100\n    L3:0=00f0;1=00f0\n");
	assert_int_equal(resctrl_group_config_set_schemata(c, "L3=0xf0"), 0);
	assert_int_equal(resctrl_group_config_set_schemata(c, "MB:0=50"), 0);
	assert_int_equal(resctrl_group_config_set_mode(c, "shareable"), 0);
	assert_int_equal(resctrl_group_config_set_cpus(c, "3,0-2"), 0);
	add_tasks(c, 12, 0);
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
	struct resctrl_group_config *c = new_config("db");

	with_others(m);
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
	struct resctrl_group_config *c = new_config("db");

	with_others(m);
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
	struct resctrl_group_config *c = new_config("db");

	with_others(m);
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

static int create_and_fail(struct machine *m)
{
	int err;

	fault_io_add(m->io, "write web/tasks 1+ EPERM:No permission to move task 12\n"
		     "Error while processing task 12");
	err = resctrl_group_create(m->ctx, oom_config, 0, NULL);
	assert_true(err < 0);
	return err == -EPERM ? 0 : err;
}

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
	oom_config = full_config();
	machine_run_out_of_memory(with_others, create_all);
	machine_run_out_of_memory(with_others, create_and_fail);
	resctrl_group_config_free(oom_config);
	oom_config = new_config("db");
	assert_int_equal(resctrl_group_config_set_schemata(oom_config, "L3=0xfff"), 0);
	add_tasks(oom_config, 12, 0);
	machine_run_out_of_memory(with_others, join_db);
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
		TEST(schemata_are_refused),
		TEST(the_mode_is_refused),
		TEST(cpus_are_refused),
		TEST(a_task_cannot_be_moved),
		TEST(what_cannot_be_put_back_is_told),
		TEST(everything_else_that_fails_is_undone),
		TEST(a_thread_is_started_meanwhile),
		TEST(few_calls_however_many_groups),
		TEST(fewer_for_the_next_group),
		TEST(a_group_vanishes_meanwhile),
		TEST(joins_a_group_that_is_as_asked),
		TEST(joins_what_was_kept_in_few_bits),
		TEST(joins_by_schemas_to_come),
		TEST(joins_no_other),
		TEST(runs_out_of_memory),
	};

	/* Of those who started this: descriptors between ours would cost calls. */
	closefrom(3);
	return cmocka_run_group_tests_name("create", tests, NULL, NULL);
}

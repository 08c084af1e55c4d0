/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Assignable counters: who has one, giving and taking. */
#include "support/machine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FILE_NAME	"mbm_L3_assignments"
#define NO_COUNTER	"Failed to allocate counter for mbm_local_bytes in domain 0\n"	\
			"Assign operation 'mbm_local_bytes:*=e' failed"

/* ---- the list ---- */

static void lists_every_one(void **state)
{
	static const struct {
		const char *group, *event;
		uint64_t domain;
		bool assigned;
	} want[] = {
		{ "/", "mbm_total_bytes", 0, true },	 { "/", "mbm_total_bytes", 1, true },
		{ "/", "mbm_local_bytes", 0, false },	 { "/", "mbm_local_bytes", 1, true },
		{ "web", "mbm_total_bytes", 0, false },	 { "web/m1", "mbm_total_bytes", 0, true },
		{ "web/m1", "mbm_total_bytes", 1, true }, { "web/m1", "mbm_local_bytes", 0, false },
		{ "web/m1", "mbm_local_bytes", 1, true },
	};
	struct machine *m = *state;
	struct resctrl_counters *c;

	machine_add_group(m, "web");
	machine_write(m, "web/" FILE_NAME, "mbm_total_bytes:0=_\n");
	machine_add_group(m, "web/mon_groups/m1");
	assert_int_equal(resctrl_counters_load(m->ctx, NULL, NULL), -EINVAL);
	assert_int_equal(resctrl_counters_load(m->ctx, NULL, &c), 0);
	assert_idle(m);
	assert_int_equal(resctrl_counters_get_num(c), ARRAY_SIZE(want));
	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		assert_string_equal(resctrl_counters_get_group(c, i), want[i].group);
		assert_string_equal(resctrl_counters_get_resource(c, i), "L3");
		assert_string_equal(resctrl_counters_get_event(c, i), want[i].event);
		assert_int_equal(resctrl_counters_get_domain(c, i), want[i].domain);
		assert_int_equal(resctrl_counters_is_assigned(c, i), want[i].assigned);
	}
	resctrl_counters_free(c);
	resctrl_counters_free(NULL);
	assert_int_equal(resctrl_counters_load(m->ctx, "web", &c), 0);
	assert_int_equal(resctrl_counters_get_num(c), 1);
	assert_string_equal(resctrl_counters_get_group(c, 0), "web");
	resctrl_counters_free(c);
	assert_int_equal(resctrl_counters_load(m->ctx, "db", &c), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "no group db");
	assert_int_equal(resctrl_counters_load(m->ctx, "a/b/c", &c), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "no name");
}

static void machines_without(void **state)
{
	struct machine *m = *state;
	struct resctrl_counters *c;

	fault_io_add(m->io, "read " FILE_NAME " 1 EINVAL:mbm_event counter assignment mode is not enabled");
	assert_int_equal(resctrl_counters_load(m->ctx, NULL, &c), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "in the mode \"default\"");
	assert_string_equal(m->ctx->error.kernel_text, "mbm_event counter assignment mode is not enabled");
	fault_io_add(m->io, "read " FILE_NAME " 1 EINVAL");
	assert_int_equal(resctrl_counter_assign(m->ctx, "/", "*", NULL, 0), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "in the mode \"default\"");
	machine_remove(m, FILE_NAME);
	assert_int_equal(resctrl_counters_load(m->ctx, NULL, &c), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "no assignable counters");
	assert_int_equal(resctrl_counter_assign(m->ctx, "/", "*", NULL, 0), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "no assignable counters");
	assert_string_equal(fault_io_log(m->io), "");
}

static void loading_fails(void **state)
{
	struct machine *m = *state;
	struct resctrl_counters *c;

	machine_add_group(m, "web");
	fault_io_add(m->io, "read web/" FILE_NAME " 1 EIO");
	assert_int_equal(resctrl_counters_load(m->ctx, NULL, &c), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	fault_io_add(m->io, "getdents . 1 EIO");
	assert_int_equal(resctrl_counters_load(m->ctx, NULL, &c), -EIO);
	machine_write(m, "web/" FILE_NAME, "what is this\n");
	assert_int_equal(resctrl_counters_load(m->ctx, "web", &c), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "is not understood");
}

static void groups_vanish_meanwhile(void **state)
{
	struct machine *m = *state;
	struct resctrl_counters *c;

	machine_add_group(m, "web");
	fault_io_add(m->io, "open web/" FILE_NAME " 1 vanish=web");
	assert_int_equal(resctrl_counters_load(m->ctx, NULL, &c), 0);
	assert_int_equal(resctrl_counters_get_num(c), 4);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
	resctrl_counters_free(c);
	machine_add_group(m, "web");
	fault_io_reset(m->io);
	fault_io_add(m->io, "read web/" FILE_NAME " 1 vanish=web");
	assert_int_equal(resctrl_counters_load(m->ctx, NULL, &c), 0);
	assert_int_equal(resctrl_counters_get_num(c), 4);
	resctrl_counters_free(c);
	/* Of the one that was asked for it is told. */
	machine_add_group(m, "web");
	fault_io_reset(m->io);
	fault_io_add(m->io, "read web/" FILE_NAME " 1 vanish=web");
	assert_int_equal(resctrl_counters_load(m->ctx, "web", &c), -ENODEV);
	assert_error(m, RESCTRL_ERROR_GONE, ENODEV, "vanished");
}

/* ---- giving and taking ---- */

/* Arm: what is done in one domain is done in all, behind the kernel's back. */
static void domains_are_refused_where_a_counter_serves_all(void **state)
{
	struct machine *m = *state;

	machine_write(m, "info/L3_MON/mbm_assign_mode", "[mbm_event]\n");
	assert_int_equal(resctrl_counter_assign(m->ctx, "/", "mbm_local_bytes", "0", 0), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "serves all domains of L3 at once");
	assert_int_equal(resctrl_counter_unassign(m->ctx, "/", "*", "0-1", RESCTRL_DRY_RUN), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "serves all domains of L3 at once");
	assert_string_equal(fault_io_log(m->io), "");
	assert_int_equal(resctrl_counter_assign(m->ctx, "/", "mbm_local_bytes", "*", 0), 0);
	assert_string_equal(fault_io_log(m->io), "write " FILE_NAME " mbm_local_bytes:*=e\n");
	/* Not knowing is no permission. */
	machine_write(m, "info/L3_MON/mbm_assign_mode", "mbm_event\n");
	assert_int_equal(resctrl_counter_assign(m->ctx, "/", "mbm_local_bytes", "0", 0), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "is not understood");
	fault_io_add(m->io, "open info/L3_MON/mbm_assign_mode 1 EIO");
	assert_int_equal(resctrl_counter_assign(m->ctx, "/", "mbm_local_bytes", "0", 0), -EIO);
}

static void gives_and_takes(void **state)
{
	static const struct {
		const char *event, *domains, *log;
		bool take;
	} cases[] = {
		{ "mbm_local_bytes", NULL, "mbm_local_bytes:*=e", false },
		{ "mbm_local_bytes", "*", "mbm_local_bytes:*=_", true },
		{ "mbm_local_bytes", "0", "mbm_local_bytes:0=e", false },
		{ "mbm_local_bytes", "0,1", "mbm_local_bytes:0=_;1=_", true },
		{ "mbm_total_bytes", "0-1", "mbm_total_bytes:0=e;1=e", false },
		{ "mbm_total_bytes", "1-9", "mbm_total_bytes:1=e", false },
	};
	struct machine *m = *state;
	char log[128];

	machine_add_group(m, "web");
	machine_add_group(m, "web/mon_groups/m1");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		fault_io_reset(m->io);
		if (cases[i].take)
			assert_int_equal(resctrl_counter_unassign(m->ctx, "web/m1", cases[i].event,
								  cases[i].domains, 0), 0);
		else
			assert_int_equal(resctrl_counter_assign(m->ctx, "web/m1", cases[i].event,
								cases[i].domains, 0), 0);
		snprintf(log, sizeof(log), "write web/mon_groups/m1/" FILE_NAME " %s\n", cases[i].log);
		assert_string_equal(fault_io_log(m->io), log);
		assert_idle(m);
	}
	/* Every event, one write each. */
	fault_io_reset(m->io);
	assert_int_equal(resctrl_counter_assign(m->ctx, "/", "*", NULL, 0), 0);
	assert_string_equal(fault_io_log(m->io), "write " FILE_NAME " mbm_total_bytes:*=e\n"
			    "write " FILE_NAME " mbm_local_bytes:*=e\n");
}

static void a_dry_run_writes_nothing(void **state)
{
	struct machine *m = *state;

	assert_int_equal(resctrl_counter_assign(m->ctx, "/", "*", "0", RESCTRL_DRY_RUN), 0);
	assert_int_equal(resctrl_counter_assign(m->ctx, "/", "*", "7", RESCTRL_DRY_RUN), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "no domain 7");
	assert_string_equal(fault_io_log(m->io), "");
	assert_int_equal(fault_io_count(m->io, FAULT_FLOCK), 0);
}

/* What the real run would come to: with none free, with some, and over several groups. */
static void a_dry_run_spends_counters(void **state)
{
	static const struct {
		const char *available, *group, *event, *domains;
		int err;
		enum resctrl_error_code code;
		const char *cause;
	} cases[] = {
		{ "0=0;1=0", "web", "*", NULL, ENOSPC, RESCTRL_ERROR_NO_COUNTER, "mbm_total_bytes in domain 0" },
		{ "0=0;1=1", "web", "*", NULL, ENOSPC, RESCTRL_ERROR_PARTIAL, "mbm_total_bytes in domain 0" },
		{ "0=2;1=1", "web", "*", NULL, ENOSPC, RESCTRL_ERROR_PARTIAL, "mbm_local_bytes in domain 1" },
		{ "0=0;1=1", "web", "mbm_total_bytes", "0", ENOSPC, RESCTRL_ERROR_NO_COUNTER, "in domain 0" },
		{ "0=0;1=1", "web", "mbm_total_bytes", "0-1", ENOSPC, RESCTRL_ERROR_NO_COUNTER, "in domain 0" },
		{ "0=0;1=1", "web", "mbm_total_bytes", "1", 0, RESCTRL_ERROR_NONE, NULL },
		{ "0=2;1=2", "web", "*", NULL, 0, RESCTRL_ERROR_NONE, NULL },
		{ "0=3;1=9", "[dw]*b", "*", NULL, ENOSPC, RESCTRL_ERROR_PARTIAL, "mbm_local_bytes in domain 0" },
		{ "0=4;1=4", "[dw]*b", "*", NULL, 0, RESCTRL_ERROR_NONE, NULL },
		/* Those that have one need none. */
		{ "0=0;1=0", "/", "mbm_total_bytes", NULL, 0, RESCTRL_ERROR_NONE, NULL },
	};
	struct machine *m = *state;

	machine_add_group(m, "web");
	machine_add_group(m, "db");
	machine_write(m, "web/" FILE_NAME, "mbm_total_bytes:0=_;1=_\nmbm_local_bytes:0=_;1=_\n");
	machine_write(m, "db/" FILE_NAME, "mbm_total_bytes:0=_;1=_\nmbm_local_bytes:0=_;1=_\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		machine_write(m, "info/L3_MON/available_mbm_cntrs", "%s\n", cases[i].available);
		assert_int_equal(resctrl_counter_assign(m->ctx, cases[i].group, cases[i].event,
							cases[i].domains, RESCTRL_DRY_RUN), -cases[i].err);
		if (cases[i].err)
			assert_error(m, cases[i].code, cases[i].err, cases[i].cause);
		assert_int_equal(resctrl_counter_unassign(m->ctx, cases[i].group, cases[i].event,
							  cases[i].domains, RESCTRL_DRY_RUN), 0);
	}
	assert_string_equal(fault_io_log(m->io), "");
	machine_write(m, "info/L3_MON/available_mbm_cntrs", "many\n");
	assert_int_equal(resctrl_counter_assign(m->ctx, "web", "*", NULL, RESCTRL_DRY_RUN), -EIO);
	assert_idle(m);
}

static void what_is_not_there(void **state)
{
	static const struct {
		const char *group, *event, *domains;
		enum resctrl_error_code code;
		int err;
		const char *cause;
	} cases[] = {
		{ "web", "*", NULL, RESCTRL_ERROR_NOT_FOUND, ENOENT, "no group web" },
		{ "", "*", NULL, RESCTRL_ERROR_INVALID, EINVAL, "no name of a group" },
		{ "/", NULL, NULL, RESCTRL_ERROR_INVALID, EINVAL, "no event given" },
		{ "/", "", NULL, RESCTRL_ERROR_INVALID, EINVAL, "no event given" },
		{ "/", "llc_occupancy", NULL, RESCTRL_ERROR_REFUSED, EINVAL,
		  "no event llc_occupancy can be assigned" },
		{ "/", "mbm_total_bytes", "x", RESCTRL_ERROR_INVALID, EINVAL, "\"x\" is no list" },
		{ "/", "mbm_total_bytes", "", RESCTRL_ERROR_INVALID, EINVAL, "is no list" },
		{ "/", "mbm_total_bytes", "0,5", RESCTRL_ERROR_REFUSED, EINVAL, "no domain 5" },
	};
	struct machine *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(resctrl_counter_assign(m->ctx, cases[i].group, cases[i].event,
							cases[i].domains, 0), -cases[i].err);
		assert_error(m, cases[i].code, cases[i].err, cases[i].cause);
		assert_non_null(resctrl_error_get_fix(&m->ctx->error));
	}
	assert_string_equal(fault_io_log(m->io), "");
}

/* ---- none is left ---- */

static void none_is_free(void **state)
{
	struct machine *m = *state;
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);

	machine_add_group(m, "web");
	machine_add_group(m, "db");
	machine_write(m, "db/" FILE_NAME, "mbm_total_bytes:0=_;1=_\nmbm_local_bytes:0=_;1=_\n");
	fault_io_add(m->io, "write web/" FILE_NAME " 1 ENOSPC:" NO_COUNTER);
	assert_int_equal(resctrl_counter_assign(m->ctx, "web", "mbm_local_bytes", NULL, 0), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_NO_COUNTER, ENOSPC, "");
	assert_string_equal(resctrl_error_get_kernel_text(e), NO_COUNTER);
	/* Who holds them, by name. */
	assert_non_null(strstr(resctrl_error_get_fix(e), "held by the groups /, web"));
	assert_null(strstr(resctrl_error_get_fix(e), "db"));
	assert_string_equal(resctrl_error_get_operation(e), "assign a counter to mbm_local_bytes of web");
	/* Where they cannot be listed the failure is the same. */
	fault_io_reset(m->io);
	fault_io_add(m->io, "write web/" FILE_NAME " 1 ENOSPC:" NO_COUNTER);
	fault_io_add(m->io, "getdents . 3 EIO");
	assert_int_equal(resctrl_counter_assign(m->ctx, "web", "mbm_local_bytes", NULL, 0), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_NO_COUNTER, ENOSPC, "");
	assert_string_equal(resctrl_error_get_kernel_text(e), NO_COUNTER);
}

/* A kernel that assigns one domain and then has none left. */
static int assign_half(void *data, const char *path, const char *text)
{
	struct machine *m = data;

	if (strncmp(text, "mbm_local", 9))
		return 0;
	machine_write(m, path, "mbm_total_bytes:0=e;1=e\nmbm_local_bytes:0=e;1=_\n");
	machine_write(m, "info/last_cmd_status",
		      "Failed to allocate counter for mbm_local_bytes in domain 1\n");
	return ENOSPC;
}

static void some_are_assigned(void **state)
{
	struct machine *m = *state;
	const struct fault_hooks hooks = { .write = assign_half, .data = m };

	fault_io_set_hooks(m->io, &hooks);
	machine_add_group(m, "web");
	machine_write(m, "web/" FILE_NAME, "mbm_total_bytes:0=e;1=e\nmbm_local_bytes:0=_;1=_\n");
	assert_int_equal(resctrl_counter_assign(m->ctx, "web", "mbm_local_bytes", NULL, 0), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_PARTIAL, ENOSPC, "");
	/* Again: nothing changes any more. */
	assert_int_equal(resctrl_counter_assign(m->ctx, "web", "mbm_local_bytes", NULL, 0), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_NO_COUNTER, ENOSPC, "");
	/* One event of two is done. */
	machine_write(m, "web/" FILE_NAME, "mbm_total_bytes:0=_;1=e\nmbm_local_bytes:0=e;1=_\n");
	assert_int_equal(resctrl_counter_assign(m->ctx, "web", "*", NULL, 0), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_PARTIAL, ENOSPC, "");
}

static void writing_fails(void **state)
{
	struct machine *m = *state;

	machine_add_group(m, "web");
	fault_io_add(m->io, "open web/" FILE_NAME " 2 EACCES");
	assert_int_equal(resctrl_counter_unassign(m->ctx, "web", "mbm_total_bytes", NULL, 0), -EACCES);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EACCES, "not allowed");
	fault_io_reset(m->io);
	fault_io_add(m->io, "write web/" FILE_NAME " 1 vanish=web");
	assert_int_equal(resctrl_counter_unassign(m->ctx, "web", "mbm_total_bytes", NULL, 0), -ENODEV);
	assert_error(m, RESCTRL_ERROR_GONE, ENODEV, "vanished");
}

/* ---- out of memory ---- */

static void with_groups(struct machine *m)
{
	machine_add_group(m, "web");
	machine_add_group(m, "web/mon_groups/m1");
}

static int load_all(struct machine *m)
{
	struct resctrl_counters *c;
	int err = resctrl_counters_load(m->ctx, NULL, &c);

	if (err)
		return err;
	assert_int_equal(resctrl_counters_get_num(c), 12);
	resctrl_counters_free(c);
	return 0;
}

static int assign_all(struct machine *m)
{
	int err = resctrl_counter_assign(m->ctx, "web", "*", "0,1", 0);

	if (!err)
		assert_int_equal(fault_io_count(m->io, FAULT_WRITE), 2);
	else if (fault_io_count(m->io, FAULT_WRITE))
		m->ctx->error.code = RESCTRL_ERROR_MEMORY;	/* PARTIAL, and rightly so */
	return err;
}

static int assign_none(struct machine *m)
{
	int err;

	fault_io_add(m->io, "write web/" FILE_NAME " 1 ENOSPC:" NO_COUNTER);
	err = resctrl_counter_assign(m->ctx, "web", "mbm_local_bytes", NULL, 0);
	assert_true(err < 0);
	return err == -ENOSPC ? 0 : err;
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(with_groups, load_all);
	machine_run_out_of_memory(with_groups, assign_all);
	machine_run_out_of_memory(with_groups, assign_none);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(lists_every_one),
		TEST(machines_without),
		TEST(loading_fails),
		TEST(groups_vanish_meanwhile),
		TEST(domains_are_refused_where_a_counter_serves_all),
		TEST(gives_and_takes),
		TEST(a_dry_run_writes_nothing),
		TEST(a_dry_run_spends_counters),
		TEST(what_is_not_there),
		TEST(none_is_free),
		TEST(some_are_assigned),
		TEST(writing_fails),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("counters", tests, NULL, NULL);
}

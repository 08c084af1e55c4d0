/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rotated counters where the kernel refuses, others hold the lock, or memory runs out: nothing is lost or kept. */
#include "support/rotation.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "support/samples.h"

/* ---- failures ---- */

static void groups_come_and_go(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;

	kernel_setup(m, 4, 2);
	x = rotation_start(m, "g*", "mbm_total_bytes");
	rotation_run_window(x);
	kernel_add_group("g5");
	fault_io_vanish(m->io, "g4");
	memmove(&kernel.groups[4], &kernel.groups[5], sizeof(kernel.groups[4]));
	kernel.num--;
	kernel_show();
	rotation_run_window(x);
	s = rotation_run_window(x);
	rotation_assert_estimate(s, "g5", 0, 5);
	assert_int_equal(resctrl_reading_get_state(samples_find(s, "g4", 0, kernel_events[0])), RESCTRL_STATE_GONE);
	assert_int_equal(resctrl_reading_get_flags(samples_find(s, "g4", 0, kernel_events[0])), 0);
	resctrl_multiplex_close(x);
	kernel_assert_nothing_held();
}

static void the_lock_is_waited_for(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;

	kernel_setup(m, 4, 2);
	x = rotation_start(m, "g*", "mbm_total_bytes");
	assert_int_equal(rotation_step(x, &s), 0);
	fault_io_add(m->io, "flock . 1+ EAGAIN");
	for (unsigned int i = 0; i < 3; i++)
		assert_int_equal(rotation_step(x, &s), 0);
	assert_int_equal(kernel_num_held(0), 2);
	fault_io_reset(m->io);
	s = rotation_run_window(x);
	rotation_assert_estimate(s, "g1", 0, 2);
	resctrl_multiplex_close(x);
	kernel_assert_nothing_held();
}

static void failures_are_told(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	const struct resctrl_error *e;
	struct resctrl_multiplex *x;

	kernel_setup(m, 4, 2);
	x = rotation_start(m, "g*", "mbm_total_bytes");
	fault_io_add(m->io, "open g*/" KERNEL_ASSIGNMENTS " 2 EACCES");
	assert_int_equal(rotation_step(x, &s), -EACCES);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EACCES, "not allowed");
	fault_io_reset(m->io);
	assert_int_equal(rotation_step(x, &s), 0);
	assert_int_equal(kernel_num_held(0), 2);
	fault_io_add(m->io, "write g*/" KERNEL_ASSIGNMENTS " 1+ EACCES");
	assert_int_equal(resctrl_multiplex_release(x), -EACCES);
	e = resctrl_ctx_get_error(m->ctx);
	assert_int_equal(resctrl_error_get_code(e), RESCTRL_ERROR_PARTIAL);
	assert_int_equal(resctrl_error_get_num_left_behind(e), 1);
	assert_non_null(strstr(resctrl_error_get_left_behind(e, 0), "still assigned: mbm_total_bytes of g"));
	resctrl_multiplex_close(x);
	fault_io_reset(m->io);
	kernel_steal();
	machine_write(m, "info/L3_MON/available_mbm_cntrs", "what\n");
	{
		struct resctrl_monitor_config *c = rotation_config("g*", "mbm_total_bytes");

		assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), -EIO);
		assert_error(m, RESCTRL_ERROR_FAILED, EIO, "is not understood");
		machine_remove(m, KERNEL_ASSIGNMENTS);
		assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), -EOPNOTSUPP);
		assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "no assignable counters");
		resctrl_monitor_config_free(c);
	}
}

/* What could not be given back, or was taken in part, is not forgotten. */
static void what_failed_is_given_back_at_the_end(void **state)
{
	struct machine *m = *state;
	const struct resctrl_error *e;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;

	kernel_setup(m, 4, 2);
	x = rotation_start(m, "g*", "mbm_total_bytes");
	assert_int_equal(rotation_step(x, &s), 0);
	fault_io_add(m->io, "write g*/" KERNEL_ASSIGNMENTS " 1 EACCES");
	assert_int_equal(rotation_step(x, &s), -EACCES);
	assert_int_equal(resctrl_multiplex_release(x), 0);
	resctrl_multiplex_close(x);
	kernel_assert_nothing_held();

	/* One of two domains assigned. */
	x = rotation_start(m, "g*", "mbm_total_bytes");
	kernel_strike(2, 1, EIO);
	assert_int_equal(rotation_step(x, &s), -EIO);
	assert_int_equal(kernel_num_held(0) + kernel_num_held(1), 3);
	assert_int_equal(resctrl_multiplex_release(x), 0);
	resctrl_multiplex_close(x);
	kernel_assert_nothing_held();

	/* One of two domains given back, the other not there any more. */
	x = rotation_start(m, "g*", "mbm_total_bytes");
	assert_int_equal(rotation_step(x, &s), 0);
	kernel_take_offline(0);
	kernel_show();
	fault_io_add(m->io, "write g*/" KERNEL_ASSIGNMENTS " 2 EIO");
	assert_int_equal(rotation_step(x, &s), -EIO);
	assert_int_equal(resctrl_multiplex_release(x), 0);
	resctrl_multiplex_close(x);
	kernel_assert_nothing_held();

	/* It goes on failing: closing tells, beside what failed before. */
	kernel_setup(m, 4, 2);
	fault_io_reset(m->io);
	x = rotation_start(m, "g*", "mbm_total_bytes");
	assert_int_equal(rotation_step(x, &s), 0);
	fault_io_add(m->io, "write g*/" KERNEL_ASSIGNMENTS " 1+ EACCES");
	assert_int_equal(rotation_step(x, &s), -EACCES);
	resctrl_multiplex_close(x);
	e = resctrl_ctx_get_error(m->ctx);
	assert_int_equal(resctrl_error_get_errno(e), EACCES);
	assert_string_equal(resctrl_error_get_operation(e), "rotate counters");
	assert_int_equal(resctrl_error_get_num_left_behind(e), 1);
	assert_non_null(strstr(resctrl_error_get_left_behind(e, 0), ", mbm_total_bytes of g"));
	assert_int_equal(kernel_num_held(0), 2);
}

static void taking_fails_and_so_does_giving_back(void **state)
{
	struct machine *m = *state;
	const struct resctrl_error *e;

	kernel_setup(m, 3, 2);
	for (size_t g = 1; g <= 2; g++)
		kernel.groups[g].assigned[0][0] = true;
	kernel_show();
	fault_io_add(m->io, "write g2/" KERNEL_ASSIGNMENTS " 1 EACCES");
	fault_io_add(m->io, "write g1/" KERNEL_ASSIGNMENTS " 2 EIO");
	rotation_start_with_leave(m, -EACCES);
	e = resctrl_ctx_get_error(m->ctx);
	assert_int_equal(resctrl_error_get_errno(e), EACCES);
	assert_int_equal(resctrl_error_get_num_left_behind(e), 1);
	assert_string_equal(resctrl_error_get_left_behind(e, 0),
			    "counters that were assigned before and are not any more: mbm_total_bytes of g1");
}

/* A slot that ended before something failed is not counted again with the next. */
static void a_slot_is_counted_once(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;
	double coverage;

	kernel_setup(m, 4, 2);
	x = rotation_start(m, "g*", "mbm_total_bytes");
	assert_int_equal(rotation_step(x, &s), 0);
	/* One that ends, and those that cannot begin. */
	fault_io_add(m->io, "flock . 1+ EIO");
	for (unsigned int i = 0; i < 10; i++) {
		kernel.now += 10 * (uint64_t)MS;
		assert_int_equal(rotation_step(x, &s), -EIO);
	}
	fault_io_reset(m->io);
	assert_int_equal(resctrl_multiplex_read(x, &s), 0);
	for (size_t g = 1; g <= 4; g++) {
		char name[8];

		snprintf(name, sizeof(name), "g%zu", g);
		assert_int_equal(resctrl_reading_get_coverage(samples_find(s, name, 0, kernel_events[0]), &coverage), 0);
		assert_true(coverage < 0.3);
	}
	resctrl_multiplex_close(x);
	kernel_assert_nothing_held();
}

static int one_window(struct machine *m)
{
	const struct resctrl_sample *s;
	struct resctrl_monitor_config *c = NULL;
	struct resctrl_multiplex *x = NULL;
	int err;

	kernel.m = m;
	err = resctrl_monitor_config_new(&c);
	if (!err)
		err = resctrl_monitor_config_set_group(c, "g*");
	if (!err)
		err = resctrl_monitor_config_set_window(c, 100 * MS, 10 * MS);
	if (!err)
		resctrl_monitor_config_set_take_assigned(c, true);
	/* A configuration has no context. */
	error_begin(m->ctx, "configure");
	if (err)
		err = error_memory(m->ctx);
	else
		err = resctrl_multiplex_open(m->ctx, c, &x);
	resctrl_monitor_config_free(c);
	for (unsigned int i = 0; !err && i < 3; i++) {
		err = rotation_step(x, &s);
		err = err > 0 ? 0 : err;
	}
	resctrl_multiplex_close(x);
	return err;
}

static void prepare(struct machine *m)
{
	kernel_setup(m, 2, 2);
	kernel.groups[1].assigned[0][0] = true;
	kernel_show();
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(prepare, one_window);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(groups_come_and_go),
		TEST(the_lock_is_waited_for),
		TEST(failures_are_told),
		TEST(what_failed_is_given_back_at_the_end),
		TEST(taking_fails_and_so_does_giving_back),
		TEST(a_slot_is_counted_once),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("multiplex-failures", tests, NULL, NULL);
}

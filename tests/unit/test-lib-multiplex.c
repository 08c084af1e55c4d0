/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rotated counters: what is estimated, beside what others have, in sums and on Arm. */
#include "support/rotation.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/libc.h"
#include "support/samples.h"

/* ---- rotation ---- */

static void six_groups_share_four_counters(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	const struct resctrl_reading *r;
	struct resctrl_multiplex *x;
	uint64_t first, second, since;
	unsigned int decimals;
	double number;

	kernel_setup(m, 6, 4);
	x = rotation_start(m, "g*", "*");
	assert_string_equal(fault_io_log(m->io), "");
	for (unsigned int window = 0; window < 3; window++) {
		s = rotation_run_window(x);
		assert_idle(m);
		for (unsigned int g = 1; g <= 6; g++) {
			char name[8];

			snprintf(name, sizeof(name), "g%u", g);
			rotation_assert_estimate(s, name, 0, g + 1);
			rotation_assert_estimate(s, name, 1, g + 1);
		}
		/* 12 events, 4 counters: a third of the time, less what switching takes. */
		assert_int_equal(resctrl_reading_get_coverage(samples_find(s, "g1", 0, kernel_events[1]), &number), 0);
		assert_true(number > 0.28 && number < 0.36);
		/* The others are read as ever. */
		r = samples_find(s, "g3", 1, "llc_occupancy");
		assert_int_equal(resctrl_reading_get_flags(r), 0);
		assert_int_equal(resctrl_reading_get_state(r), RESCTRL_STATE_VALUE);
		assert_int_equal(resctrl_reading_get_coverage(r, &number), -ENODATA);
		assert_int_equal(resctrl_reading_get_error_bound(r, &number), -ENODATA);
		r = samples_find(s, "g3", 1, kernel_events[0]);
		assert_int_equal(resctrl_reading_get_total(r, window ? &second : &first, &decimals, &since), 0);
	}
	assert_true(second > first * 5 / 2 && second < first * 7 / 2);
	assert_int_equal(kernel.most_held, 4);
	assert_int_equal(resctrl_reading_get_coverage(r, NULL), -EINVAL);
	assert_int_equal(resctrl_reading_get_error_bound(r, NULL), -EINVAL);
	assert_int_equal(resctrl_sample_get_window_ns(s, NULL), -EINVAL);
	/* The same with one more in between: what is not asked for is not touched. */
	assert_null(strstr(fault_io_log(m->io), "write " KERNEL_ASSIGNMENTS));
	assert_int_equal(resctrl_multiplex_release(x), 0);
	kernel_assert_nothing_held();
	assert_idle(m);
	assert_int_equal(resctrl_multiplex_release(x), 0);
	resctrl_multiplex_close(x);
	resctrl_multiplex_close(NULL);
}

static void orders_differ(void **state)
{
	struct machine *m = *state;
	char *first = NULL;

	for (unsigned int seed = 0; seed < 2; seed++) {
		struct resctrl_monitor_config *c = rotation_config("g*", "mbm_total_bytes");
		const struct resctrl_sample *s;
		struct resctrl_multiplex *x;

		kernel_setup(m, 6, 1);
		fault_io_reset(m->io);
		if (seed)
			resctrl_monitor_config_set_seed(c, seed + 1);
		assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), 0);
		resctrl_monitor_config_free(c);
		for (unsigned int i = 0; i < 12; i++)
			assert_int_equal(rotation_step(x, &s), 0);
		if (seed)
			assert_null(strstr(fault_io_log(m->io), first));
		else
			first = strdup(fault_io_log(m->io));
		resctrl_multiplex_close(x);
		kernel_assert_nothing_held();
	}
	free(first);
}

static void a_counter_for_each_stays(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;
	double coverage;

	kernel_setup(m, 3, 4);
	x = rotation_start(m, "g*", "mbm_total_bytes");
	s = rotation_run_window(x);
	rotation_assert_estimate(s, "g2", 0, 3);
	assert_int_equal(resctrl_reading_get_coverage(samples_find(s, "g2", 0, kernel_events[0]), &coverage), 0);
	assert_true(coverage > 0.99);
	assert_null(strstr(fault_io_log(m->io), "=_"));
	resctrl_multiplex_close(x);
	kernel_assert_nothing_held();
}

static void a_window_can_be_cut_short(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	const struct resctrl_reading *r;
	struct resctrl_multiplex *x;
	double number;

	kernel_setup(m, 6, 1);
	x = rotation_start(m, "g*", "mbm_total_bytes");
	assert_int_equal(resctrl_multiplex_read(x, NULL), -EINVAL);
	assert_int_equal(resctrl_multiplex_next(x, NULL), -EINVAL);
	assert_int_equal(resctrl_multiplex_read(x, &s), 0);
	assert_int_equal(resctrl_reading_get_state(samples_find(s, "g1", 0, kernel_events[0])), RESCTRL_STATE_UNASSIGNED);
	/* 2 rotations: each had 2 slots. */
	for (unsigned int i = 0; i < 12; i++)
		assert_int_equal(rotation_step(x, &s), 0);
	assert_int_equal(resctrl_multiplex_next(x, &s), 0);
	kernel.now = resctrl_multiplex_get_time_ns(x);
	clock_set(kernel.now, 1);
	kernel_show();
	assert_int_equal(resctrl_multiplex_read(x, &s), 0);
	r = samples_find(s, "g1", 0, kernel_events[0]);
	assert_int_equal(resctrl_reading_get_state(r), RESCTRL_STATE_UNAVAILABLE);
	assert_int_equal(resctrl_reading_get_flags(r), RESCTRL_READING_ESTIMATED);
	assert_int_equal(resctrl_reading_get_coverage(r, &number), 0);
	assert_true(number > 0.1 && number < 0.25);
	assert_int_equal(resctrl_reading_get_error_bound(r, &number), -ENODATA);
	assert_int_equal(resctrl_reading_get_rate(r, &number), -ENODATA);
	rotation_assert_estimate(rotation_run_window(x), "g1", 0, 2);
	resctrl_multiplex_close(x);
}

/* ---- what others have ---- */

static void counters_of_others_stay(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;

	kernel_setup(m, 5, 3);
	kernel.groups[1].assigned[0][0] = kernel.groups[1].assigned[0][1] = true;
	kernel.groups[2].assigned[0][1] = true;
	kernel_show();
	x = rotation_start(m, "g*", "mbm_total_bytes");
	s = rotation_run_window(x);
	assert_int_equal(resctrl_reading_get_flags(samples_find(s, "g1", 0, kernel_events[0])), 0);
	assert_int_equal(resctrl_reading_get_flags(samples_find(s, "g2", 1, kernel_events[0])), 0);
	rotation_assert_estimate(s, "g2", 0, 3);
	rotation_assert_estimate(s, "g5", 0, 6);
	rotation_assert_estimate(s, "g5", 1, 6);
	assert_null(strstr(fault_io_log(m->io), "g1/"));
	resctrl_multiplex_close(x);
	assert_int_equal(kernel_num_held(0), 1);
	assert_int_equal(kernel_num_held(1), 2);
}

static void none_is_free(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor_config *c;
	struct resctrl_multiplex *x;

	kernel_setup(m, 3, 1);
	kernel.groups[1].assigned[0][0] = kernel.groups[2].assigned[1][1] = true;
	kernel_show();
	c = rotation_config("g*", "mbm_total_bytes");
	assert_int_equal(resctrl_multiplex_open(m->ctx, c, NULL), -EINVAL);
	assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_NO_COUNTER, ENOSPC, "no counter is free: held by g1, g2");
	assert_string_equal(fault_io_log(m->io), "");

	/* With leave: those of the events that are monitored, until the end. */
	resctrl_monitor_config_set_take_assigned(c, true);
	assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), 0);
	assert_int_equal(kernel_num_held(0), 0);
	assert_int_equal(kernel_num_held(1), 1);
	rotation_assert_estimate(rotation_run_window(x), "g1", 0, 2);
	assert_int_equal(resctrl_multiplex_release(x), 0);
	resctrl_multiplex_close(x);
	assert_true(kernel.groups[1].assigned[0][0] && kernel.groups[2].assigned[1][1]);
	assert_int_equal(kernel_num_held(0) + kernel_num_held(1), 2);

	/* Somebody was faster. */
	assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), 0);
	kernel.groups[3].assigned[1][0] = true;
	kernel_show();
	assert_int_equal(resctrl_multiplex_release(x), -ENOSPC);
	assert_int_equal(resctrl_error_get_code(resctrl_ctx_get_error(m->ctx)), RESCTRL_ERROR_PARTIAL);
	assert_string_equal(resctrl_error_get_left_behind(resctrl_ctx_get_error(m->ctx), 0),
			    "counters that were assigned before and are not any more: mbm_total_bytes of g1");
	resctrl_multiplex_close(x);
	kernel.groups[3].assigned[1][0] = false;
	kernel.groups[1].assigned[0][0] = true;
	kernel_show();
	fault_io_add(m->io, "write g1/" KERNEL_ASSIGNMENTS " 1 EACCES");
	assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), -EACCES);
	assert_int_equal(kernel_num_held(0), 1);
	resctrl_monitor_config_free(c);
}

static void thieves_are_told(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;

	kernel_setup(m, 4, 2);
	x = rotation_start(m, "g*", "mbm_total_bytes");
	assert_int_equal(rotation_step(x, &s), 0);
	assert_int_equal(kernel_num_held(0), 2);
	kernel_steal();
	assert_int_equal(rotation_step(x, &s), 0);
	assert_true(machine_has_warning(m, "counter_taken"));
	assert_int_equal(kernel_num_held(0), 2);
	/* What was lost is missing, and nothing is wrong. */
	rotation_assert_estimate(rotation_run_window(x), "g1", 0, 2);

	/* Others take what we had given back: with one counter less it goes on. */
	kernel.capacity = 1;
	resctrl_ctx_release_warnings(m->ctx);
	assert_int_equal(rotation_step(x, &s), 0);
	assert_true(kernel_num_held(0) <= 2);
	rotation_run_window(x);
	s = rotation_run_window(x);
	rotation_assert_estimate(s, "g4", 1, 5);
	kernel.most_held = 0;
	rotation_run_window(x);
	assert_int_equal(kernel.most_held, 1);
	resctrl_multiplex_close(x);
	kernel_assert_nothing_held();
}

static void what_somebody_assigns_meanwhile_is_theirs(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;
	size_t g;

	kernel_setup(m, 4, 3);
	kernel.capacity = 3;
	x = rotation_start(m, "g*", "mbm_total_bytes");
	assert_int_equal(rotation_step(x, &s), 0);
	for (g = 1; kernel.groups[g].assigned[0][0]; g++)
		;
	kernel.capacity = 4;
	kernel.groups[g].assigned[0][0] = kernel.groups[g].assigned[0][1] = true;
	kernel_show();
	rotation_run_window(x);
	s = rotation_run_window(x);
	for (size_t i = 1; i <= 4; i++) {
		char name[8];

		snprintf(name, sizeof(name), "g%zu", i);
		assert_int_equal(resctrl_reading_get_flags(samples_find(s, name, 0, kernel_events[0])),
				 i == g ? 0 : RESCTRL_READING_ESTIMATED);
	}
	resctrl_multiplex_close(x);
	assert_int_equal(kernel_num_held(0), 1);
	assert_true(kernel.groups[g].assigned[0][1]);
}

/* ---- sums ---- */

static void a_control_group_contains_its_monitor_groups(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;

	kernel_setup(m, 2, 2);
	kernel_add_group("g1/mon_groups/m1");
	kernel_add_group("g1/mon_groups/m2");
	kernel_add_group("mon_groups/m3");
	kernel_show();
	/* Of rates 2, 4 and 5; m1 and m2 are not asked for. */
	x = rotation_start(m, "g1", "mbm_total_bytes");
	s = rotation_run_window(x);
	assert_int_equal(resctrl_sample_get_num(s), 2);
	rotation_assert_estimate(s, "g1", 0, 2 + 4 + 5);
	resctrl_multiplex_close(x);

	/* The same where its own counter, or that of one below, is somebody else's. */
	kernel.groups[1].assigned[0][0] = kernel.groups[1].assigned[0][1] = true;
	kernel_show();
	x = rotation_start(m, "*", "mbm_total_bytes");
	s = rotation_run_window(x);
	rotation_assert_estimate(s, "g1", 1, 2 + 4 + 5);
	rotation_assert_estimate(s, "g2", 1, 3);
	resctrl_multiplex_close(x);
	assert_int_equal(kernel_num_held(0), 1);
	kernel.groups[1].assigned[0][0] = kernel.groups[1].assigned[0][1] = false;
	kernel.groups[3].assigned[0][0] = kernel.groups[3].assigned[0][1] = true;
	kernel_show();
	x = rotation_start(m, "/", "mbm_total_bytes");
	rotation_assert_estimate(rotation_run_window(x), "/", 0, 1 + 6);
	resctrl_multiplex_close(x);
	x = rotation_start(m, "g1/m2", "mbm_total_bytes");
	rotation_assert_estimate(rotation_run_window(x), "g1/m2", 0, 5);
	resctrl_multiplex_close(x);
	x = rotation_start(m, "g1", "mbm_total_bytes");
	rotation_assert_estimate(rotation_run_window(x), "g1", 0, 2 + 4 + 5);
	resctrl_multiplex_close(x);
}

/* ---- Arm ---- */

static void domains_with_one_counter_rotate_together(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;

	kernel_setup(m, 4, 2);
	machine_write(m, "info/L3_MON/mbm_assign_mode", "[mbm_event]\n");
	kernel.groups[2].assigned[0][1] = true;
	kernel_show();
	x = rotation_start(m, "g*", "mbm_total_bytes");
	s = rotation_run_window(x);
	rotation_assert_estimate(s, "g1", 0, 2);
	rotation_assert_estimate(s, "g1", 1, 2);
	assert_int_equal(resctrl_reading_get_state(samples_find(s, "g2", 1, kernel_events[0])), RESCTRL_STATE_ERROR);
	assert_int_equal(resctrl_reading_get_flags(samples_find(s, "g2", 0, kernel_events[0])),
			 RESCTRL_READING_AMBIGUOUS);
	assert_non_null(strstr(fault_io_log(m->io), "mbm_total_bytes:*=e"));
	assert_null(strstr(fault_io_log(m->io), "0=e"));
	resctrl_multiplex_close(x);
	assert_int_equal(kernel_num_held(0) + kernel_num_held(1), 1);
	/* Taken with leave: as a whole. */
	kernel.groups[2].assigned[0][0] = true;
	kernel.groups[1].assigned[0][0] = kernel.groups[1].assigned[0][1] = true;
	kernel_show();
	x = rotation_start_with_leave(m, 0);
	rotation_assert_estimate(rotation_run_window(x), "g2", 1, 3);
	assert_int_equal(resctrl_multiplex_release(x), 0);
	resctrl_multiplex_close(x);
	assert_int_equal(kernel_num_held(0), 2);
	assert_int_equal(kernel_num_held(1), 2);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(six_groups_share_four_counters),
		TEST(orders_differ),
		TEST(a_counter_for_each_stays),
		TEST(a_window_can_be_cut_short),
		TEST(counters_of_others_stay),
		TEST(none_is_free),
		TEST(thieves_are_told),
		TEST(what_somebody_assigns_meanwhile_is_theirs),
		TEST(a_control_group_contains_its_monitor_groups),
		TEST(domains_with_one_counter_rotate_together),
	};

	return cmocka_run_group_tests_name("multiplex", tests, NULL, NULL);
}

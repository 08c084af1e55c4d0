/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When a value was read, how often the clock is asked for it, and what becomes of a wall clock that is set. */
#include "support/machine.h"

#include <stdio.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "monitor.h"
#include "support/libc.h"
#include "support/samples.h"

#define SECOND	UINT64_C(1000000000)
#define HOUR	(3600 * SECOND)

static void two_at_most_for_each_group(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;
	char name[16];

	for (unsigned int num = 1; num <= 64; num *= 2) {
		mon = samples_watch(m, NULL);
		clock_set(0, 1000);
		samples_read(mon);
		assert_int_equal(clock_count(), num + 1);
		assert_true(clock_count() <= 2 * num);
		/* Where nothing happened, a look at the changes asks for no time. */
		samples_update(m, mon);
		assert_int_equal(clock_count(), 2 * (num + 1));
		resctrl_monitor_close(mon);
		for (unsigned int i = num; i < 2 * num && num < 64; i++) {
			snprintf(name, sizeof(name), "g%u", i);
			machine_add_group(m, name);
		}
	}
}

/* The mean of the clock before and after, with nothing of the other groups in between. */
static void each_group_has_its_own_time(void **state)
{
	static const char *const names[] = { "/", "db", "web" };
	struct machine *m = *state;
	struct resctrl_monitor *mon;
	const struct resctrl_sample *s;
	double rate;

	machine_add_group(m, "db");
	machine_add_group(m, "web");
	mon = samples_watch(m, NULL);
	clock_set(10 * SECOND, SECOND);
	assert_int_equal(resctrl_sample_get_time_ns(samples_read(mon)), 10 * SECOND);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		assert_int_equal(samples_find(&mon->sample, names[i], 1, "mbm_total_bytes")->base_time_ns,
				 (10 + i) * SECOND + SECOND / 2);
	clock_set(15 * SECOND, SECOND / 2);
	machine_write(m, "db/mon_data/mon_L3_01/mbm_total_bytes", "%u\n", 4096 + 425);
	s = samples_read(mon);
	assert_int_equal(resctrl_reading_get_rate(samples_find(s, "db", 1, "mbm_total_bytes"), &rate), 0);
	/* From 11.5 s to 15.75 s. */
	assert_true(rate > 99.999 && rate < 100.001);
	resctrl_monitor_close(mon);
}

static void assert_wall(const struct resctrl_sample *s, uint64_t ahead_ns)
{
	assert_int_equal(resctrl_sample_get_wall_time_ns(s), resctrl_sample_get_time_ns(s) + ahead_ns);
}

static void a_wall_clock_that_is_set(void **state)
{
	const struct itimerspec now = { .it_value.tv_nsec = 1 };
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	clock_set(10 * SECOND, 1000);
	clock_set_wall(HOUR);
	mon = samples_watch(m, NULL);
	assert_wall(samples_read(mon), HOUR);
	clock_set_wall(2 * HOUR);
	/* It is for the kernel to tell. */
	assert_false(samples_are_due(mon));
	assert_wall(samples_update(m, mon), HOUR);
	/* An unprivileged test cannot set the clock; the timer ends in another way. */
	assert_int_equal(timerfd_settime(mon->notify.clock_fd, TFD_TIMER_ABSTIME, &now, NULL), 0);
	assert_true(samples_are_due(mon));
	assert_wall(samples_read(mon), HOUR);
	assert_wall(samples_update(m, mon), 2 * HOUR);
	assert_false(samples_are_due(mon));
	resctrl_monitor_close(mon);
}

/* Then every update looks. */
static void where_the_kernel_does_not_tell(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor *mon;

	clock_set(10 * SECOND, 1000);
	mon = samples_watch(m, NULL);
	assert_wall(samples_read(mon), 0);
	assert_int_equal(close(mon->notify.clock_fd), 0);
	mon->notify.clock_fd = -1;
	clock_set_wall(HOUR);
	assert_wall(samples_update(m, mon), HOUR);
	resctrl_monitor_close(mon);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(two_at_most_for_each_group),
		TEST(each_group_has_its_own_time),
		TEST(a_wall_clock_that_is_set),
		TEST(where_the_kernel_does_not_tell),
	};

	return cmocka_run_group_tests_name("monitor-clock", tests, NULL, NULL);
}

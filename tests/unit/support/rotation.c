/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters that are rotated on the kernel of kernel.h. */
#include "rotation.h"

#include <errno.h>

#include "libc.h"
#include "samples.h"

struct resctrl_monitor_config *rotation_config(const char *groups, const char *event)
{
	struct resctrl_monitor_config *c;

	assert_int_equal(resctrl_monitor_config_new(&c), 0);
	assert_int_equal(resctrl_monitor_config_set_group(c, groups), 0);
	assert_int_equal(resctrl_monitor_config_set_event(c, event), 0);
	assert_int_equal(resctrl_monitor_config_set_window(c, 0, 0), -EINVAL);
	assert_int_equal(resctrl_monitor_config_set_window(c, SECOND, 10 * MS), 0);
	resctrl_monitor_config_set_seed(c, 1);
	return c;
}

struct resctrl_multiplex *rotation_start(struct machine *m, const char *groups, const char *event)
{
	struct resctrl_monitor_config *c = rotation_config(groups, event);
	struct resctrl_multiplex *x;

	assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), 0);
	resctrl_monitor_config_free(c);
	assert_idle(m);
	return x;
}

struct resctrl_multiplex *rotation_start_with_leave(struct machine *m, int expected)
{
	struct resctrl_monitor_config *c = rotation_config("g*", "mbm_total_bytes");
	struct resctrl_multiplex *x = NULL;

	resctrl_monitor_config_set_take_assigned(c, true);
	assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), expected);
	resctrl_monitor_config_free(c);
	assert_idle(m);
	return x;
}

int rotation_step(struct resctrl_multiplex *x, const struct resctrl_sample **sample)
{
	uint64_t due = resctrl_multiplex_get_time_ns(x);
	int rc;

	if (due > kernel.now)
		kernel.now = due;
	clock_set(kernel.now, 1);
	kernel_show();
	rc = resctrl_multiplex_next(x, sample);
	assert_int_equal(fault_io_num_locks(kernel.m->io), 0);
	return rc;
}

const struct resctrl_sample *rotation_run_window(struct resctrl_multiplex *x)
{
	const struct resctrl_sample *s = NULL;
	int rc = 0;

	for (unsigned int i = 0; !rc && i < 1000; i++)
		rc = rotation_step(x, &s);
	assert_int_equal(rc, 1);
	return s;
}

void rotation_assert_estimate(const struct resctrl_sample *s, const char *group, uint64_t domain,
			    double bytes_per_ns)
{
	const struct resctrl_reading *r = samples_find(s, group, domain, "mbm_total_bytes");
	double coverage, bound, rate, off;
	unsigned int decimals;
	uint64_t value, window;

	assert_int_equal(resctrl_reading_get_state(r), RESCTRL_STATE_VALUE);
	assert_int_equal(resctrl_reading_get_flags(r), RESCTRL_READING_ESTIMATED);
	assert_int_equal(resctrl_sample_get_window_ns(s, &window), 0);
	assert_int_equal(resctrl_reading_get_value(r, &value, &decimals), 0);
	assert_int_equal(resctrl_reading_get_coverage(r, &coverage), 0);
	assert_int_equal(resctrl_reading_get_error_bound(r, &bound), 0);
	assert_int_equal(resctrl_reading_get_rate(r, &rate), 0);
	assert_true(coverage > 0 && coverage <= 1);
	off = (double)value - bytes_per_ns * (double)window;
	/* Time goes on while the kernel's stands still, by a ns each time somebody looks. */
	bound += (double)value / 1e4;
	assert_true(off < bound && -off < bound);
	assert_true(bound < (double)value / 50);
	off = rate / 1e9 / bytes_per_ns;
	assert_true(off > 0.98 && off < 1.02);
}

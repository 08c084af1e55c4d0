/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rotated counters on a machine of files that assigns and counts as the kernel does: given, taken, lost, given back. */
#include "support/machine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oom.h"
#include "support/libc.h"

#define FILE_NAME	"mbm_L3_assignments"
#define MS		1000000u
#define SECOND		1000000000u
#define MAX_GROUPS	8

static const char *const events[] = { "mbm_total_bytes", "mbm_local_bytes" };

/* A group's counters; bytes per ns are its place in the list plus 1, half of that for local ones. */
struct counted {
	char dir[64];
	bool assigned[2][2];		/* event, domain */
	uint64_t since[2][2];
};

static struct kernel {
	struct machine *m;
	struct counted groups[MAX_GROUPS];
	size_t num;
	size_t capacity;		/* counters in each domain */
	uint64_t now;
	size_t most_held;
	bool offline[2];
	/* That write, counted from 1, fails at that domain; with EINVAL as the domain goes. */
	unsigned int strike_at;
	size_t strike_domain;
	int strike;
} kernel;

static size_t held(size_t domain)
{
	size_t num = 0;

	for (size_t g = 0; g < kernel.num; g++)
		num += kernel.groups[g].assigned[0][domain] + kernel.groups[g].assigned[1][domain];
	return num;
}

static bool is_child(const char *dir, const char *of)
{
	size_t len = strlen(of);

	if (!*of)
		return !strncmp(dir, "mon_groups/", 11);
	return !strncmp(dir, of, len) && !strncmp(dir + len, "/mon_groups/", 12);
}

/* What the kernel shows: a group with those of its monitor groups that are counted, the word if there is none. */
static void show_event(size_t g, size_t e, size_t d)
{
	uint64_t sum = 0;
	bool any = false;
	char path[200];

	for (size_t i = 0; i < kernel.num; i++) {
		const struct counted *c = &kernel.groups[i];

		if (!c->assigned[e][d] || (i != g && !is_child(c->dir, kernel.groups[g].dir)))
			continue;
		sum += (kernel.now - c->since[e][d]) * (i + 1) / (e + 1);
		any = true;
	}
	snprintf(path, sizeof(path), "%s%smon_data/mon_L3_%02zu/%s", kernel.groups[g].dir,
		 *kernel.groups[g].dir ? "/" : "", d, events[e]);
	if (any)
		machine_write(kernel.m, path, "%llu\n", (unsigned long long)sum);
	else
		machine_write(kernel.m, path, "Unassigned\n");
}

/* "0=A;1=B", without what is offline. */
static const char *per_domain(char text[2][64], size_t n, const char *a, const char *b)
{
	snprintf(text[n], sizeof(text[n]), "%s%s%s%s%s", kernel.offline[0] ? "" : "0=", kernel.offline[0] ? "" : a,
		 kernel.offline[0] || kernel.offline[1] ? "" : ";", kernel.offline[1] ? "" : "1=",
		 kernel.offline[1] ? "" : b);
	return text[n];
}

static const char *states(char text[2][64], const struct counted *c, size_t e)
{
	return per_domain(text, e, c->assigned[e][0] ? "e" : "_", c->assigned[e][1] ? "e" : "_");
}

static void show(void)
{
	char path[200], text[2][64], num[2][24];

	for (size_t g = 0; g < kernel.num; g++) {
		struct counted *c = &kernel.groups[g];

		snprintf(path, sizeof(path), "%s%s" FILE_NAME, c->dir, *c->dir ? "/" : "");
		machine_write(kernel.m, path, "mbm_total_bytes:%s\nmbm_local_bytes:%s\n",
			      states(text, c, 0), states(text, c, 1));
		for (size_t e = 0; e < 2; e++) {
			show_event(g, e, 0);
			show_event(g, e, 1);
		}
	}
	for (size_t d = 0; d < 2; d++)
		snprintf(num[d], sizeof(num[d]), "%zu", kernel.capacity - held(d));
	machine_write(kernel.m, "info/L3_MON/available_mbm_cntrs", "%s\n", per_domain(text, 0, num[0], num[1]));
}

/* With the counters that were assigned in it. */
static void go_offline(size_t d)
{
	for (size_t g = 0; g < kernel.num; g++)
		kernel.groups[g].assigned[0][d] = kernel.groups[g].assigned[1][d] = false;
	kernel.offline[d] = true;
}

static int set_state(struct counted *c, size_t e, size_t d, char state)
{
	if (kernel.strike_at == 1 && d == kernel.strike_domain) {
		if (kernel.strike == EINVAL)
			go_offline(d);
		return kernel.strike;
	}
	if (kernel.offline[d])
		return EINVAL;
	if (state == 'e' && !c->assigned[e][d]) {
		if (held(d) == kernel.capacity)
			return ENOSPC;
		c->since[e][d] = kernel.now;
	}
	c->assigned[e][d] = state == 'e';
	kernel.most_held = held(d) > kernel.most_held ? held(d) : kernel.most_held;
	return 0;
}

/* "EVENT:0=e;1=_\n" or "EVENT:*=e\n" */
static int on_write(void *data, const char *path, const char *text)
{
	size_t len = strlen(path) - strlen(FILE_NAME), e = strncmp(text, events[0], 15) != 0;
	int err = 0;

	(void)data;
	for (size_t g = 0; g < kernel.num; g++) {
		struct counted *c = &kernel.groups[g];
		size_t dir = strlen(c->dir) + (*c->dir != 0);

		if (dir != len || strncmp(path, c->dir, strlen(c->dir)))
			continue;
		for (const char *s = strchr(text, ':') + 1; !err && *s && *s != '\n'; s += s[3] == ';' ? 4 : 3) {
			if (*s == '*')
				err = set_state(c, e, 0, s[2]);
			if (!err)
				err = set_state(c, e, *s == '0' ? 0 : 1, s[2]);
		}
		kernel.strike_at -= kernel.strike_at > 0;
		show();
		return err;
	}
	return ENOENT;
}

static void add_group(const char *dir)
{
	struct counted *c = &kernel.groups[kernel.num++];

	*c = (struct counted){ 0 };
	snprintf(c->dir, sizeof(c->dir), "%s", dir);
	if (*dir)
		machine_add_group(kernel.m, dir);
}

/* The default group and NUM more, g1 to gN. A clock gives a ns more each time. */
static void kernel_setup(struct machine *m, size_t num, size_t capacity)
{
	static const struct fault_hooks hooks = { .write = on_write };
	char name[16];

	kernel = (struct kernel){ .m = m, .capacity = capacity, .now = 1000 * (uint64_t)SECOND };
	fault_io_set_hooks(m->io, &hooks);
	add_group("");
	for (size_t i = 1; i <= num; i++) {
		snprintf(name, sizeof(name), "g%zu", i);
		add_group(name);
	}
	show();
	clock_set(kernel.now, 1);
}

static struct resctrl_monitor_config *new_config(const char *groups, const char *event)
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

static struct resctrl_multiplex *start(struct machine *m, const char *groups, const char *event)
{
	struct resctrl_monitor_config *c = new_config(groups, event);
	struct resctrl_multiplex *x;

	assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), 0);
	resctrl_monitor_config_free(c);
	assert_idle(m);
	return x;
}

/* To the time when it is due, and what comes of it. */
static int step(struct resctrl_multiplex *x, const struct resctrl_sample **sample)
{
	uint64_t due = resctrl_multiplex_get_time_ns(x);
	int rc;

	if (due > kernel.now)
		kernel.now = due;
	clock_set(kernel.now, 1);
	show();
	rc = resctrl_multiplex_next(x, sample);
	assert_int_equal(fault_io_num_locks(kernel.m->io), 0);
	return rc;
}

static const struct resctrl_sample *run_window(struct resctrl_multiplex *x)
{
	const struct resctrl_sample *s = NULL;
	int rc = 0;

	for (unsigned int i = 0; !rc && i < 1000; i++)
		rc = step(x, &s);
	assert_int_equal(rc, 1);
	return s;
}

static const struct resctrl_reading *find(const struct resctrl_sample *s, const char *group,
					  uint64_t domain, const char *event)
{
	for (size_t i = 0; i < resctrl_sample_get_num(s); i++) {
		const struct resctrl_reading *r = resctrl_sample_get_reading(s, i);

		if (!strcmp(resctrl_reading_get_group(r), group) &&
		    resctrl_reading_get_domain(r) == domain && !strcmp(resctrl_reading_get_event(r), event))
			return r;
	}
	fail_msg("no reading of %s", group);
	return NULL;
}

/* An estimate of so many bytes a ns, within its bound, which is small: these loads are steady. */
static void assert_estimate(const struct resctrl_sample *s, const char *group, uint64_t domain,
			    double bytes_per_ns)
{
	const struct resctrl_reading *r = find(s, group, domain, "mbm_total_bytes");
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

static void assert_nothing_held(void)
{
	assert_int_equal(held(0) + held(1), 0);
}

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
	x = start(m, "g*", "*");
	assert_string_equal(fault_io_log(m->io), "");
	for (unsigned int window = 0; window < 3; window++) {
		s = run_window(x);
		assert_idle(m);
		for (unsigned int g = 1; g <= 6; g++) {
			char name[8];

			snprintf(name, sizeof(name), "g%u", g);
			assert_estimate(s, name, 0, g + 1);
			assert_estimate(s, name, 1, g + 1);
		}
		/* 12 events, 4 counters: a third of the time, less what switching takes. */
		assert_int_equal(resctrl_reading_get_coverage(find(s, "g1", 0, events[1]), &number), 0);
		assert_true(number > 0.28 && number < 0.36);
		/* The others are read as ever. */
		r = find(s, "g3", 1, "llc_occupancy");
		assert_int_equal(resctrl_reading_get_flags(r), 0);
		assert_int_equal(resctrl_reading_get_state(r), RESCTRL_STATE_VALUE);
		assert_int_equal(resctrl_reading_get_coverage(r, &number), -ENODATA);
		assert_int_equal(resctrl_reading_get_error_bound(r, &number), -ENODATA);
		r = find(s, "g3", 1, events[0]);
		assert_int_equal(resctrl_reading_get_total(r, window ? &second : &first, &decimals, &since), 0);
	}
	assert_true(second > first * 5 / 2 && second < first * 7 / 2);
	assert_int_equal(kernel.most_held, 4);
	assert_int_equal(resctrl_reading_get_coverage(r, NULL), -EINVAL);
	assert_int_equal(resctrl_reading_get_error_bound(r, NULL), -EINVAL);
	assert_int_equal(resctrl_sample_get_window_ns(s, NULL), -EINVAL);
	/* The same with one more in between: what is not asked for is not touched. */
	assert_null(strstr(fault_io_log(m->io), "write " FILE_NAME));
	assert_int_equal(resctrl_multiplex_release(x), 0);
	assert_nothing_held();
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
		struct resctrl_monitor_config *c = new_config("g*", "mbm_total_bytes");
		const struct resctrl_sample *s;
		struct resctrl_multiplex *x;

		kernel_setup(m, 6, 1);
		fault_io_reset(m->io);
		if (seed)
			resctrl_monitor_config_set_seed(c, seed + 1);
		assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), 0);
		resctrl_monitor_config_free(c);
		for (unsigned int i = 0; i < 12; i++)
			assert_int_equal(step(x, &s), 0);
		if (seed)
			assert_null(strstr(fault_io_log(m->io), first));
		else
			first = strdup(fault_io_log(m->io));
		resctrl_multiplex_close(x);
		assert_nothing_held();
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
	x = start(m, "g*", "mbm_total_bytes");
	s = run_window(x);
	assert_estimate(s, "g2", 0, 3);
	assert_int_equal(resctrl_reading_get_coverage(find(s, "g2", 0, events[0]), &coverage), 0);
	assert_true(coverage > 0.99);
	assert_null(strstr(fault_io_log(m->io), "=_"));
	resctrl_multiplex_close(x);
	assert_nothing_held();
}

static void a_window_can_be_cut_short(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	const struct resctrl_reading *r;
	struct resctrl_multiplex *x;
	double number;

	kernel_setup(m, 6, 1);
	x = start(m, "g*", "mbm_total_bytes");
	assert_int_equal(resctrl_multiplex_read(x, NULL), -EINVAL);
	assert_int_equal(resctrl_multiplex_next(x, NULL), -EINVAL);
	assert_int_equal(resctrl_multiplex_read(x, &s), 0);
	assert_int_equal(resctrl_reading_get_state(find(s, "g1", 0, events[0])), RESCTRL_STATE_UNASSIGNED);
	/* 2 rotations: each had 2 slots. */
	for (unsigned int i = 0; i < 12; i++)
		assert_int_equal(step(x, &s), 0);
	assert_int_equal(resctrl_multiplex_next(x, &s), 0);
	kernel.now = resctrl_multiplex_get_time_ns(x);
	clock_set(kernel.now, 1);
	show();
	assert_int_equal(resctrl_multiplex_read(x, &s), 0);
	r = find(s, "g1", 0, events[0]);
	assert_int_equal(resctrl_reading_get_state(r), RESCTRL_STATE_UNAVAILABLE);
	assert_int_equal(resctrl_reading_get_flags(r), RESCTRL_READING_ESTIMATED);
	assert_int_equal(resctrl_reading_get_coverage(r, &number), 0);
	assert_true(number > 0.1 && number < 0.25);
	assert_int_equal(resctrl_reading_get_error_bound(r, &number), -ENODATA);
	assert_int_equal(resctrl_reading_get_rate(r, &number), -ENODATA);
	assert_estimate(run_window(x), "g1", 0, 2);
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
	show();
	x = start(m, "g*", "mbm_total_bytes");
	s = run_window(x);
	assert_int_equal(resctrl_reading_get_flags(find(s, "g1", 0, events[0])), 0);
	assert_int_equal(resctrl_reading_get_flags(find(s, "g2", 1, events[0])), 0);
	assert_estimate(s, "g2", 0, 3);
	assert_estimate(s, "g5", 0, 6);
	assert_estimate(s, "g5", 1, 6);
	assert_null(strstr(fault_io_log(m->io), "g1/"));
	resctrl_multiplex_close(x);
	assert_int_equal(held(0), 1);
	assert_int_equal(held(1), 2);
}

static void none_is_free(void **state)
{
	struct machine *m = *state;
	struct resctrl_monitor_config *c;
	struct resctrl_multiplex *x;

	kernel_setup(m, 3, 1);
	kernel.groups[1].assigned[0][0] = kernel.groups[2].assigned[1][1] = true;
	show();
	c = new_config("g*", "mbm_total_bytes");
	assert_int_equal(resctrl_multiplex_open(m->ctx, c, NULL), -EINVAL);
	assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_NO_COUNTER, ENOSPC, "no counter is free: held by g1, g2");
	assert_string_equal(fault_io_log(m->io), "");

	/* With leave: those of the events that are monitored, until the end. */
	resctrl_monitor_config_set_take_assigned(c, true);
	assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), 0);
	assert_int_equal(held(0), 0);
	assert_int_equal(held(1), 1);
	assert_estimate(run_window(x), "g1", 0, 2);
	assert_int_equal(resctrl_multiplex_release(x), 0);
	resctrl_multiplex_close(x);
	assert_true(kernel.groups[1].assigned[0][0] && kernel.groups[2].assigned[1][1]);
	assert_int_equal(held(0) + held(1), 2);

	/* Somebody was faster. */
	assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), 0);
	kernel.groups[3].assigned[1][0] = true;
	show();
	assert_int_equal(resctrl_multiplex_release(x), -ENOSPC);
	assert_int_equal(resctrl_error_get_code(resctrl_ctx_get_error(m->ctx)), RESCTRL_ERROR_PARTIAL);
	assert_string_equal(resctrl_error_get_left_behind(resctrl_ctx_get_error(m->ctx), 0),
			    "counters that were assigned before and are not any more: mbm_total_bytes of g1");
	resctrl_multiplex_close(x);
	kernel.groups[3].assigned[1][0] = false;
	kernel.groups[1].assigned[0][0] = true;
	show();
	fault_io_add(m->io, "write g1/" FILE_NAME " 1 EACCES");
	assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), -EACCES);
	assert_int_equal(held(0), 1);
	resctrl_monitor_config_free(c);
}

static bool is_told(struct machine *m, const char *code)
{
	for (size_t i = 0; i < resctrl_ctx_get_num_warnings(m->ctx); i++) {
		if (!strcmp(resctrl_ctx_get_warning_code(m->ctx, i), code))
			return true;
	}
	return false;
}

/* Takes away whatever is held. */
static void steal(void)
{
	for (size_t g = 0; g < kernel.num; g++)
		memset(kernel.groups[g].assigned, 0, sizeof(kernel.groups[g].assigned));
	show();
}

static void thieves_are_told(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;

	kernel_setup(m, 4, 2);
	x = start(m, "g*", "mbm_total_bytes");
	assert_int_equal(step(x, &s), 0);
	assert_int_equal(held(0), 2);
	steal();
	assert_int_equal(step(x, &s), 0);
	assert_true(is_told(m, "counter_taken"));
	assert_int_equal(held(0), 2);
	/* What was lost is missing, and nothing is wrong. */
	assert_estimate(run_window(x), "g1", 0, 2);

	/* Others take what we had given back: with one counter less it goes on. */
	kernel.capacity = 1;
	resctrl_ctx_release_warnings(m->ctx);
	assert_int_equal(step(x, &s), 0);
	assert_true(held(0) <= 2);
	run_window(x);
	s = run_window(x);
	assert_estimate(s, "g4", 1, 5);
	kernel.most_held = 0;
	run_window(x);
	assert_int_equal(kernel.most_held, 1);
	resctrl_multiplex_close(x);
	assert_nothing_held();
}

static void what_somebody_assigns_meanwhile_is_theirs(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;
	size_t g;

	kernel_setup(m, 4, 3);
	kernel.capacity = 3;
	x = start(m, "g*", "mbm_total_bytes");
	assert_int_equal(step(x, &s), 0);
	for (g = 1; kernel.groups[g].assigned[0][0]; g++)
		;
	kernel.capacity = 4;
	kernel.groups[g].assigned[0][0] = kernel.groups[g].assigned[0][1] = true;
	show();
	run_window(x);
	s = run_window(x);
	for (size_t i = 1; i <= 4; i++) {
		char name[8];

		snprintf(name, sizeof(name), "g%zu", i);
		assert_int_equal(resctrl_reading_get_flags(find(s, name, 0, events[0])),
				 i == g ? 0 : RESCTRL_READING_ESTIMATED);
	}
	resctrl_multiplex_close(x);
	assert_int_equal(held(0), 1);
	assert_true(kernel.groups[g].assigned[0][1]);
}

/* ---- sums ---- */

static void a_control_group_contains_its_monitor_groups(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;

	kernel_setup(m, 2, 2);
	add_group("g1/mon_groups/m1");
	add_group("g1/mon_groups/m2");
	add_group("mon_groups/m3");
	show();
	/* Of rates 2, 4 and 5; m1 and m2 are not asked for. */
	x = start(m, "g1", "mbm_total_bytes");
	s = run_window(x);
	assert_int_equal(resctrl_sample_get_num(s), 2);
	assert_estimate(s, "g1", 0, 2 + 4 + 5);
	resctrl_multiplex_close(x);

	/* The same where its own counter, or that of one below, is somebody else's. */
	kernel.groups[1].assigned[0][0] = kernel.groups[1].assigned[0][1] = true;
	show();
	x = start(m, "*", "mbm_total_bytes");
	s = run_window(x);
	assert_estimate(s, "g1", 1, 2 + 4 + 5);
	assert_estimate(s, "g2", 1, 3);
	resctrl_multiplex_close(x);
	assert_int_equal(held(0), 1);
	kernel.groups[1].assigned[0][0] = kernel.groups[1].assigned[0][1] = false;
	kernel.groups[3].assigned[0][0] = kernel.groups[3].assigned[0][1] = true;
	show();
	x = start(m, "/", "mbm_total_bytes");
	assert_estimate(run_window(x), "/", 0, 1 + 6);
	resctrl_multiplex_close(x);
	x = start(m, "g1/m2", "mbm_total_bytes");
	assert_estimate(run_window(x), "g1/m2", 0, 5);
	resctrl_multiplex_close(x);
	x = start(m, "g1", "mbm_total_bytes");
	assert_estimate(run_window(x), "g1", 0, 2 + 4 + 5);
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
	show();
	x = start(m, "g*", "mbm_total_bytes");
	s = run_window(x);
	assert_estimate(s, "g1", 0, 2);
	assert_estimate(s, "g1", 1, 2);
	assert_int_equal(resctrl_reading_get_state(find(s, "g2", 1, events[0])), RESCTRL_STATE_ERROR);
	assert_int_equal(resctrl_reading_get_flags(find(s, "g2", 0, events[0])),
			 RESCTRL_READING_AMBIGUOUS);
	assert_non_null(strstr(fault_io_log(m->io), "mbm_total_bytes:*=e"));
	assert_null(strstr(fault_io_log(m->io), "0=e"));
	resctrl_multiplex_close(x);
	assert_int_equal(held(0) + held(1), 1);
	/* Taken with leave: as a whole. */
	kernel.groups[2].assigned[0][0] = true;
	kernel.groups[1].assigned[0][0] = kernel.groups[1].assigned[0][1] = true;
	show();
	{
		struct resctrl_monitor_config *c = new_config("g*", "mbm_total_bytes");

		resctrl_monitor_config_set_take_assigned(c, true);
		assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), 0);
		resctrl_monitor_config_free(c);
	}
	assert_estimate(run_window(x), "g2", 1, 3);
	assert_int_equal(resctrl_multiplex_release(x), 0);
	resctrl_multiplex_close(x);
	assert_int_equal(held(0), 2);
	assert_int_equal(held(1), 2);
}

/* ---- failures ---- */

static void groups_come_and_go(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;

	kernel_setup(m, 4, 2);
	x = start(m, "g*", "mbm_total_bytes");
	run_window(x);
	add_group("g5");
	fault_io_vanish(m->io, "g4");
	memmove(&kernel.groups[4], &kernel.groups[5], sizeof(kernel.groups[4]));
	kernel.num--;
	show();
	run_window(x);
	s = run_window(x);
	assert_estimate(s, "g5", 0, 5);
	assert_int_equal(resctrl_reading_get_state(find(s, "g4", 0, events[0])), RESCTRL_STATE_GONE);
	assert_int_equal(resctrl_reading_get_flags(find(s, "g4", 0, events[0])), 0);
	resctrl_multiplex_close(x);
	assert_nothing_held();
}

static void the_lock_is_waited_for(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;

	kernel_setup(m, 4, 2);
	x = start(m, "g*", "mbm_total_bytes");
	assert_int_equal(step(x, &s), 0);
	fault_io_add(m->io, "flock . 1+ EAGAIN");
	for (unsigned int i = 0; i < 3; i++)
		assert_int_equal(step(x, &s), 0);
	assert_int_equal(held(0), 2);
	fault_io_reset(m->io);
	s = run_window(x);
	assert_estimate(s, "g1", 0, 2);
	resctrl_multiplex_close(x);
	assert_nothing_held();
}

static void failures_are_told(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	const struct resctrl_error *e;
	struct resctrl_multiplex *x;

	kernel_setup(m, 4, 2);
	x = start(m, "g*", "mbm_total_bytes");
	fault_io_add(m->io, "open g*/" FILE_NAME " 2 EACCES");
	assert_int_equal(step(x, &s), -EACCES);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EACCES, "not allowed");
	fault_io_reset(m->io);
	assert_int_equal(step(x, &s), 0);
	assert_int_equal(held(0), 2);
	fault_io_add(m->io, "write g*/" FILE_NAME " 1+ EACCES");
	assert_int_equal(resctrl_multiplex_release(x), -EACCES);
	e = resctrl_ctx_get_error(m->ctx);
	assert_int_equal(resctrl_error_get_code(e), RESCTRL_ERROR_PARTIAL);
	assert_int_equal(resctrl_error_get_num_left_behind(e), 1);
	assert_non_null(strstr(resctrl_error_get_left_behind(e, 0), "still assigned: mbm_total_bytes of g"));
	resctrl_multiplex_close(x);
	fault_io_reset(m->io);
	steal();
	machine_write(m, "info/L3_MON/available_mbm_cntrs", "what\n");
	{
		struct resctrl_monitor_config *c = new_config("g*", "mbm_total_bytes");

		assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), -EIO);
		assert_error(m, RESCTRL_ERROR_FAILED, EIO, "is not understood");
		machine_remove(m, FILE_NAME);
		assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), -EOPNOTSUPP);
		assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "no assignable counters");
		resctrl_monitor_config_free(c);
	}
}

/* ---- domains that go ---- */

static void strike(unsigned int at, size_t domain, int err)
{
	kernel.strike_at = at;
	kernel.strike_domain = domain;
	kernel.strike = err;
}

static struct resctrl_multiplex *start_with_leave(struct machine *m, int expected)
{
	struct resctrl_monitor_config *c = new_config("g*", "mbm_total_bytes");
	struct resctrl_multiplex *x = NULL;

	resctrl_monitor_config_set_take_assigned(c, true);
	assert_int_equal(resctrl_multiplex_open(m->ctx, c, &x), expected);
	resctrl_monitor_config_free(c);
	assert_idle(m);
	return x;
}

/* Between two slots: what is held in the domains that are left comes back. */
static void a_domain_goes_between_slots(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;

	for (size_t d = 0; d < 2; d++) {
		struct resctrl_multiplex *x;

		kernel_setup(m, 4, 2);
		x = start(m, "g*", "mbm_total_bytes");
		assert_int_equal(step(x, &s), 0);
		assert_int_equal(held(0) + held(1), 4);
		go_offline(d);
		assert_int_equal(step(x, &s), 0);
		assert_int_equal(held(1 - d), 2);
		assert_int_equal(held(d), 0);
		run_window(x);
		assert_estimate(run_window(x), "g1", 1 - d, 2);
		assert_false(is_told(m, "counter_taken"));
		assert_int_equal(resctrl_multiplex_release(x), 0);
		resctrl_multiplex_close(x);
		assert_nothing_held();
	}
}

/* In the middle of each write, of those that take and of those that give back. */
static void a_domain_goes_in_a_write(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;

	for (unsigned int at = 1; at <= 6; at++) {
		for (size_t d = 0; d < 2; d++) {
			struct resctrl_multiplex *x;

			kernel_setup(m, 4, 2);
			x = start(m, "g*", "mbm_total_bytes");
			strike(at, d, EINVAL);
			for (unsigned int i = 0; i < 6; i++)
				assert_int_equal(step(x, &s), 0);
			assert_true(kernel.offline[d]);
			assert_int_equal(held(1 - d), 2);
			assert_int_equal(resctrl_multiplex_release(x), 0);
			resctrl_multiplex_close(x);
			assert_nothing_held();
		}
	}
}

static void a_domain_that_comes_back_is_no_thief(void **state)
{
	struct machine *m = *state;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;

	kernel_setup(m, 4, 2);
	x = start(m, "g*", "mbm_total_bytes");
	assert_int_equal(step(x, &s), 0);
	go_offline(1);
	kernel.offline[1] = false;
	/* The files of before. */
	fault_io_add(m->io, "pread g*/mon_data/mon_L3_01/mbm_total_bytes 1+ ENODEV");
	assert_int_equal(step(x, &s), 0);
	assert_false(is_told(m, "counter_taken"));
	assert_int_equal(held(0) + held(1), 4);
	fault_io_reset(m->io);
	run_window(x);
	assert_estimate(run_window(x), "g1", 1, 2);
	resctrl_multiplex_close(x);
	assert_nothing_held();
}

static void a_domain_goes_while_counters_are_taken(void **state)
{
	struct machine *m = *state;
	struct resctrl_multiplex *x;

	kernel_setup(m, 3, 2);
	for (size_t g = 1; g <= 2; g++)
		kernel.groups[g].assigned[0][0] = kernel.groups[g].assigned[0][1] = true;
	show();
	strike(1, 0, EINVAL);
	x = start_with_leave(m, 0);
	assert_int_equal(held(0) + held(1), 0);
	assert_estimate(run_window(x), "g1", 1, 2);
	/* And another one before they are given back. */
	kernel.offline[0] = false;
	go_offline(1);
	show();
	assert_int_equal(resctrl_multiplex_release(x), 0);
	resctrl_multiplex_close(x);
	assert_nothing_held();
}

/* What could not be given back, or was taken in part, is not forgotten. */
static void what_failed_is_given_back_at_the_end(void **state)
{
	struct machine *m = *state;
	const struct resctrl_error *e;
	const struct resctrl_sample *s;
	struct resctrl_multiplex *x;

	kernel_setup(m, 4, 2);
	x = start(m, "g*", "mbm_total_bytes");
	assert_int_equal(step(x, &s), 0);
	fault_io_add(m->io, "write g*/" FILE_NAME " 1 EACCES");
	assert_int_equal(step(x, &s), -EACCES);
	assert_int_equal(resctrl_multiplex_release(x), 0);
	resctrl_multiplex_close(x);
	assert_nothing_held();

	/* One of two domains assigned. */
	x = start(m, "g*", "mbm_total_bytes");
	strike(2, 1, EIO);
	assert_int_equal(step(x, &s), -EIO);
	assert_int_equal(held(0) + held(1), 3);
	assert_int_equal(resctrl_multiplex_release(x), 0);
	resctrl_multiplex_close(x);
	assert_nothing_held();

	/* One of two domains given back, the other not there any more. */
	x = start(m, "g*", "mbm_total_bytes");
	assert_int_equal(step(x, &s), 0);
	go_offline(0);
	show();
	fault_io_add(m->io, "write g*/" FILE_NAME " 2 EIO");
	assert_int_equal(step(x, &s), -EIO);
	assert_int_equal(resctrl_multiplex_release(x), 0);
	resctrl_multiplex_close(x);
	assert_nothing_held();

	/* It goes on failing: closing tells, beside what failed before. */
	kernel_setup(m, 4, 2);
	fault_io_reset(m->io);
	x = start(m, "g*", "mbm_total_bytes");
	assert_int_equal(step(x, &s), 0);
	fault_io_add(m->io, "write g*/" FILE_NAME " 1+ EACCES");
	assert_int_equal(step(x, &s), -EACCES);
	resctrl_multiplex_close(x);
	e = resctrl_ctx_get_error(m->ctx);
	assert_int_equal(resctrl_error_get_errno(e), EACCES);
	assert_string_equal(resctrl_error_get_operation(e), "rotate counters");
	assert_int_equal(resctrl_error_get_num_left_behind(e), 1);
	assert_non_null(strstr(resctrl_error_get_left_behind(e, 0), ", mbm_total_bytes of g"));
	assert_int_equal(held(0), 2);
}

static void taking_fails_and_so_does_giving_back(void **state)
{
	struct machine *m = *state;
	const struct resctrl_error *e;

	kernel_setup(m, 3, 2);
	for (size_t g = 1; g <= 2; g++)
		kernel.groups[g].assigned[0][0] = true;
	show();
	fault_io_add(m->io, "write g2/" FILE_NAME " 1 EACCES");
	fault_io_add(m->io, "write g1/" FILE_NAME " 2 EIO");
	start_with_leave(m, -EACCES);
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
	x = start(m, "g*", "mbm_total_bytes");
	assert_int_equal(step(x, &s), 0);
	/* One that ends, and those that cannot begin. */
	fault_io_add(m->io, "flock . 1+ EIO");
	for (unsigned int i = 0; i < 10; i++) {
		kernel.now += 10 * (uint64_t)MS;
		assert_int_equal(step(x, &s), -EIO);
	}
	fault_io_reset(m->io);
	assert_int_equal(resctrl_multiplex_read(x, &s), 0);
	for (size_t g = 1; g <= 4; g++) {
		char name[8];

		snprintf(name, sizeof(name), "g%zu", g);
		assert_int_equal(resctrl_reading_get_coverage(find(s, name, 0, events[0]), &coverage), 0);
		assert_true(coverage < 0.3);
	}
	resctrl_multiplex_close(x);
	assert_nothing_held();
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
		err = step(x, &s);
		err = err > 0 ? 0 : err;
	}
	resctrl_multiplex_close(x);
	return err;
}

static void prepare(struct machine *m)
{
	kernel_setup(m, 2, 2);
	kernel.groups[1].assigned[0][0] = true;
	show();
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
		TEST(groups_come_and_go),
		TEST(the_lock_is_waited_for),
		TEST(failures_are_told),
		TEST(a_domain_goes_between_slots),
		TEST(a_domain_goes_in_a_write),
		TEST(a_domain_that_comes_back_is_no_thief),
		TEST(a_domain_goes_while_counters_are_taken),
		TEST(what_failed_is_given_back_at_the_end),
		TEST(taking_fails_and_so_does_giving_back),
		TEST(a_slot_is_counted_once),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("multiplex", tests, NULL, NULL);
}

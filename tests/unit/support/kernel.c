/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of a kernel that assigns and counts. */
#include "kernel.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "libc.h"

const char *const kernel_events[2] = { "mbm_total_bytes", "mbm_local_bytes" };

struct kernel kernel;

size_t kernel_num_held(size_t domain)
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
		 *kernel.groups[g].dir ? "/" : "", d, kernel_events[e]);
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

void kernel_show(void)
{
	char path[200], text[2][64], num[2][24];

	for (size_t g = 0; g < kernel.num; g++) {
		struct counted *c = &kernel.groups[g];

		snprintf(path, sizeof(path), "%s%s" KERNEL_ASSIGNMENTS, c->dir, *c->dir ? "/" : "");
		machine_write(kernel.m, path, "mbm_total_bytes:%s\nmbm_local_bytes:%s\n",
			      states(text, c, 0), states(text, c, 1));
		for (size_t e = 0; e < 2; e++) {
			show_event(g, e, 0);
			show_event(g, e, 1);
		}
	}
	for (size_t d = 0; d < 2; d++)
		snprintf(num[d], sizeof(num[d]), "%zu", kernel.capacity - kernel_num_held(d));
	machine_write(kernel.m, "info/L3_MON/available_mbm_cntrs", "%s\n", per_domain(text, 0, num[0], num[1]));
}

void kernel_take_offline(size_t d)
{
	for (size_t g = 0; g < kernel.num; g++)
		kernel.groups[g].assigned[0][d] = kernel.groups[g].assigned[1][d] = false;
	kernel.offline[d] = true;
}

static int set_state(struct counted *c, size_t e, size_t d, char state)
{
	if (kernel.strike_at == 1 && d == kernel.strike_domain) {
		if (kernel.strike == EINVAL)
			kernel_take_offline(d);
		return kernel.strike;
	}
	if (kernel.offline[d])
		return EINVAL;
	if (state == 'e' && !c->assigned[e][d]) {
		if (kernel_num_held(d) == kernel.capacity)
			return ENOSPC;
		c->since[e][d] = kernel.now;
	}
	c->assigned[e][d] = state == 'e';
	kernel.most_held = kernel_num_held(d) > kernel.most_held ? kernel_num_held(d) : kernel.most_held;
	return 0;
}

/* "EVENT:0=e;1=_\n" or "EVENT:*=e\n" */
static int on_write(void *data, const char *path, const char *text)
{
	size_t len = strlen(path) - strlen(KERNEL_ASSIGNMENTS), e = strncmp(text, kernel_events[0], 15) != 0;
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
		kernel_show();
		return err;
	}
	return ENOENT;
}

void kernel_add_group(const char *dir)
{
	struct counted *c = &kernel.groups[kernel.num++];

	*c = (struct counted){ 0 };
	snprintf(c->dir, sizeof(c->dir), "%s", dir);
	if (*dir)
		machine_add_group(kernel.m, dir);
}

void kernel_setup(struct machine *m, size_t num, size_t capacity)
{
	static const struct fault_hooks hooks = { .write = on_write };
	char name[16];

	kernel = (struct kernel){ .m = m, .capacity = capacity, .now = 1000 * (uint64_t)SECOND };
	fault_io_set_hooks(m->io, &hooks);
	kernel_add_group("");
	for (size_t i = 1; i <= num; i++) {
		snprintf(name, sizeof(name), "g%zu", i);
		kernel_add_group(name);
	}
	kernel_show();
	clock_set(kernel.now, 1);
}

void kernel_strike(unsigned int at, size_t domain, int err)
{
	kernel.strike_at = at;
	kernel.strike_domain = domain;
	kernel.strike = err;
}

void kernel_steal(void)
{
	for (size_t g = 0; g < kernel.num; g++)
		memset(kernel.groups[g].assigned, 0, sizeof(kernel.groups[g].assigned));
	kernel_show();
}

void kernel_assert_nothing_held(void)
{
	assert_int_equal(kernel_num_held(0) + kernel_num_held(1), 0);
}

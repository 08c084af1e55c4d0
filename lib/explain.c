/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which group a task or a CPU is in, and which of the kernel's rules says so. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpuset.h"
#include "group.h"
#include "io/cpus.h"
#include "schema.h"
#include "text/cpulist.h"
#include "text/kernel.h"

struct explain_case {
	char *cpus;
	char control[520], monitor[520];
	enum resctrl_explain_rule control_rule, monitor_rule;
};

struct resctrl_explain {
	char *task_group;
	bool searched;
	struct explain_case *cases;
	size_t num;
};

void resctrl_explain_free(struct resctrl_explain *explain)
{
	if (!explain)
		return;
	for (size_t i = 0; i < explain->num; i++)
		free(explain->cases[i].cpus);
	free(explain->cases);
	free(explain->task_group);
	free(explain);
}

/* "web/m1" -> "web"; "/m1" -> "/". */
static void control_of(const char *group, char *buf, size_t size)
{
	const char *slash = strrchr(group, '/');

	if (!slash)
		snprintf(buf, size, "%s", group);
	else
		snprintf(buf, size, "%.*s", slash == group ? 1 : (int)(slash - group), group);
}

static bool is_control(const char *group)
{
	return !strcmp(group, "/") || !strchr(group, '/');
}

/* CLOSID and RMID are decided apart: a monitor group of the default group limits nothing by itself. */
static void decide(struct explain_case *c, const char *task_group, const char *cpu_group)
{
	char task_control[520];

	control_of(task_group, task_control, sizeof(task_control));
	if (strcmp(task_control, "/")) {
		snprintf(c->control, sizeof(c->control), "%s", task_control);
		c->control_rule = RESCTRL_RULE_TASK;
	} else {
		control_of(cpu_group, c->control, sizeof(c->control));
		c->control_rule = strcmp(c->control, "/") ? RESCTRL_RULE_CPU : RESCTRL_RULE_DEFAULT;
	}
	if (strcmp(task_group, "/")) {
		snprintf(c->monitor, sizeof(c->monitor), "%s", task_group);
		c->monitor_rule = RESCTRL_RULE_TASK;
	} else {
		snprintf(c->monitor, sizeof(c->monitor), "%s", cpu_group);
		c->monitor_rule = strcmp(cpu_group, "/") ? RESCTRL_RULE_CPU : RESCTRL_RULE_DEFAULT;
	}
}

static int add_case(struct resctrl_ctx *ctx, struct resctrl_explain *e, const struct cpuset *cpus,
		    const char *cpu_group)
{
	struct explain_case *grown = reallocarray(e->cases, e->num + 1, sizeof(*grown));
	struct strbuf sb = { 0 };

	if (!grown)
		return error_memory(ctx);
	e->cases = grown;
	grown += e->num;
	memset(grown, 0, sizeof(*grown));
	cpuset_format(cpus, &sb);
	grown->cpus = strbuf_steal(&sb);
	if (!grown->cpus)
		return error_memory(ctx);
	decide(grown, e->task_group ? e->task_group : "/", cpu_group);
	e->num++;
	return 0;
}

/* The CPUs of NAME; none where the kernel does not show them. */
static int read_cpus(struct resctrl_ctx *ctx, const char *name, struct cpuset *cpus)
{
	struct group_ref ref;
	char *list = NULL;
	int err = group_ref_init(ctx, &ref, name);

	memset(cpus, 0, sizeof(*cpus));
	if (!err)
		err = line_read(ctx, ref.dir, "cpus_list", &list);
	if (!err && list && cpulist_parse(list, cpus, CPUSET_MOST))
		err = text_error(ctx, "cpus_list", list);
	free(list);
	/* It went since it was listed. */
	if (err == -ENODEV) {
		error_clear(ctx);
		return 0;
	}
	return err;
}

/*
 * One case for each group that has some of ALLOWED. A monitor group's CPUs are also among those of its control group,
 * so they are taken away from that.
 */
static int add_cases(struct resctrl_ctx *ctx, struct resctrl_explain *e,
		     const struct resctrl_group_list *list, const struct cpuset *allowed)
{
	struct cpuset rest = *allowed, cpus;
	int err = 0;

	for (int pass = 0; pass < 2 && !err; pass++) {
		for (size_t i = 0; i < resctrl_group_list_get_num(list) && !err; i++) {
			const char *name = resctrl_group_list_get_name(list, i);

			if (is_control(name) != (pass == 1) || !strcmp(name, "/"))
				continue;
			err = read_cpus(ctx, name, &cpus);
			cpuset_and(&cpus, &rest);
			if (err || cpuset_is_empty(&cpus))
				continue;
			err = add_case(ctx, e, &cpus, name);
			for (unsigned int cpu = cpuset_next(&cpus, 0); cpu < CPUSET_MOST;
			     cpu = cpuset_next(&cpus, cpu + 1))
				rest.bits[cpu / 64] &= ~(UINT64_C(1) << cpu % 64);
		}
	}
	/* A task that its own group decides for entirely has one case on all CPUs. */
	if (!err && !cpuset_is_empty(&rest))
		err = add_case(ctx, e, &rest, "/");
	return err;
}

static bool same_case(const struct explain_case *a, const struct explain_case *b)
{
	return a->control_rule == b->control_rule && a->monitor_rule == b->monitor_rule &&
	       !strcmp(a->control, b->control) && !strcmp(a->monitor, b->monitor);
}

/* Cases of the same outcome become one. */
static int join_cases(struct resctrl_ctx *ctx, struct resctrl_explain *e)
{
	for (size_t i = 0; i < e->num; i++) {
		for (size_t j = i + 1; j < e->num; j++) {
			struct cpuset cpus, more;
			struct strbuf sb = { 0 };

			if (!same_case(&e->cases[i], &e->cases[j]))
				continue;
			if (cpulist_parse(e->cases[i].cpus, &cpus, CPUSET_MOST) ||
			    cpulist_parse(e->cases[j].cpus, &more, CPUSET_MOST))
				return -EINVAL;
			cpuset_or(&cpus, &more);
			cpuset_format(&cpus, &sb);
			free(e->cases[i].cpus);
			free(e->cases[j].cpus);
			e->cases[i].cpus = strbuf_steal(&sb);
			memmove(&e->cases[j], &e->cases[j + 1], (e->num - j - 1) * sizeof(*e->cases));
			e->num--;
			j--;
			if (!e->cases[i].cpus)
				return error_memory(ctx);
		}
	}
	return 0;
}

static int no_task(struct resctrl_ctx *ctx, pid_t tid)
{
	const struct failure f = { RESCTRL_ERROR_NO_TASK, ESRCH, RESCTRL_CAUSE_KERNEL, "/proc", NULL,
				   "give the id of a running process or thread" };

	return error_set(ctx, &f, "there is no task %d%s", (int)tid, ctx->io.sysroot ? " in this recording" : "");
}

/* The group of TID by looking into each; the last that lists it is the most precise: its monitor group. */
static int search_task(struct resctrl_ctx *ctx, const struct resctrl_group_list *list, pid_t tid,
		       char *name, size_t size)
{
	bool found = false;
	int err = 0;

	for (size_t i = 0; i < resctrl_group_list_get_num(list) && !err; i++) {
		const char *group = resctrl_group_list_get_name(list, i);
		struct tids tids = { 0 };
		struct group_ref ref;

		err = group_ref_init(ctx, &ref, group);
		if (!err)
			err = group_read_tasks(ctx, &ref, &tids);
		for (size_t t = 0; t < tids.num && !err; t++) {
			if (tids.ids[t] != tid)
				continue;
			snprintf(name, size, "%s", group);
			found = true;
		}
		tids_release(&tids);
	}
	return err ? err : found ? 0 : no_task(ctx, tid);
}

/* /proc has nothing of TID. A recording may list it all the same. */
static int explain_missing(struct resctrl_ctx *ctx, const struct resctrl_group_list *list, pid_t tid)
{
	const struct failure f = { RESCTRL_ERROR_NO_TASK, ESRCH, RESCTRL_CAUSE_PREDICTED, "/proc", NULL,
				   "rctl capture records 1000 tasks in full, first those of groups other than the default one" };
	char name[520];
	int err;

	if (!ctx->io.sysroot)
		return no_task(ctx, tid);
	err = search_task(ctx, list, tid, name, sizeof(name));
	return err ? err : error_set(ctx, &f, "the CPUs that task %d of %s may run on are not known from this recording",
				     (int)tid, name);
}

static int find_task_group(struct resctrl_ctx *ctx, const struct resctrl_group_list *list, pid_t tid,
			   struct resctrl_explain *e)
{
	struct strbuf text = { 0 };
	char path[64], name[520];
	int err;

	snprintf(path, sizeof(path), "/proc/%d/cpu_resctrl_groups", (int)tid);
	err = io_read_file(&ctx->io, IO_ROOT, path, &text);
	if (!err)
		err = cpu_groups_parse(text.text, name, sizeof(name));
	strbuf_release(&text);
	if (err == -ENOENT || err == -EINVAL) {
		e->searched = true;
		err = search_task(ctx, list, tid, name, sizeof(name));
	} else if (err == -ESRCH) {
		return no_task(ctx, tid);
	} else if (err) {
		return error_system(ctx, STATUS_READ, -err, path);
	}
	if (err)
		return err;
	e->task_group = strdup(name);
	return e->task_group ? 0 : error_memory(ctx);
}

/* The CPUs that TID may run on, and that are there: "Cpus_allowed_list" of its status. */
static int read_allowed(struct resctrl_ctx *ctx, const struct resctrl_group_list *groups, pid_t tid,
			struct cpuset *allowed)
{
	struct strbuf text = { 0 };
	struct cpuset online;
	const char *at;
	char path[64];
	size_t len;
	int err;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)tid);
	err = io_read_file(&ctx->io, IO_ROOT, path, &text);
	if (!err) {
		at = task_status_find(text.text, "Cpus_allowed_list", &len);
		err = at ? 0 : -EINVAL;
		if (!err) {
			char list[4096];

			snprintf(list, sizeof(list), "%.*s", (int)len, at);
			err = cpulist_parse(list, allowed, CPUSET_MOST);
		}
	}
	if (!err && !io_read_cpus(&ctx->io, CPUS_ONLINE, &online, NULL))
		cpuset_and(allowed, &online);
	strbuf_release(&text);
	if (err == -ENOENT || err == -ESRCH)
		return explain_missing(ctx, groups, tid);
	return err ? error_system(ctx, STATUS_READ, -err, path) : 0;
}

static int load(struct resctrl_ctx *ctx, bool is_task, pid_t tid, const struct cpuset *cpu,
		struct resctrl_explain **explain)
{
	struct resctrl_group_list *list = NULL;
	struct cpuset allowed = { 0 };
	struct resctrl_explain *e = calloc(1, sizeof(*e));
	int err;

	if (!e)
		return error_memory(ctx);
	err = ctx_open_fs(ctx);
	err = err < 0 ? err : group_list_load(ctx, &list);
	if (!err && is_task) {
		err = read_allowed(ctx, list, tid, &allowed);
		if (!err)
			err = find_task_group(ctx, list, tid, e);
	} else if (!err) {
		allowed = *cpu;
	}
	if (!err)
		err = add_cases(ctx, e, list, &allowed);
	if (!err)
		err = join_cases(ctx, e);
	resctrl_group_list_free(list);
	if (err) {
		resctrl_explain_free(e);
		return err;
	}
	*explain = e;
	return 0;
}

int resctrl_explain_load_task(struct resctrl_ctx *ctx, pid_t tid, struct resctrl_explain **explain)
{
	assert(ctx);
	if (!explain || tid <= 0)
		return -EINVAL;
	*explain = NULL;
	error_begin(ctx, "explain task %d", (int)tid);
	return load(ctx, true, tid, NULL, explain);
}

int resctrl_explain_load_cpu(struct resctrl_ctx *ctx, unsigned int cpu,
			     struct resctrl_explain **explain)
{
	struct cpuset online, one = { 0 };
	int err;

	assert(ctx);
	if (!explain)
		return -EINVAL;
	*explain = NULL;
	error_begin(ctx, "explain CPU %u", cpu);
	err = io_read_cpus(&ctx->io, CPUS_ONLINE, &online, NULL);
	if (err && !ctx->io.sysroot)
		return error_system(ctx, STATUS_READ, -err, CPUS_ONLINE);
	if (cpu >= CPUSET_MOST || (!err && !cpuset_has(&online, cpu)))
		return error_invalid(ctx, "online CPUs are in " CPUS_ONLINE,
				     "CPU %u is not there, or not online", cpu);
	cpuset_add(&one, cpu);
	return load(ctx, false, 0, &one, explain);
}

const char *resctrl_explain_get_task_group(const struct resctrl_explain *explain)
{
	assert(explain);
	return explain->task_group;
}

bool resctrl_explain_is_searched(const struct resctrl_explain *explain)
{
	assert(explain);
	return explain->searched;
}

size_t resctrl_explain_get_num(const struct resctrl_explain *explain)
{
	assert(explain);
	return explain->num;
}

const char *resctrl_explain_get_cpus(const struct resctrl_explain *explain, size_t i)
{
	assert(explain && i < explain->num);
	return explain->cases[i].cpus;
}

const char *resctrl_explain_get_control(const struct resctrl_explain *explain, size_t i)
{
	assert(explain && i < explain->num);
	return explain->cases[i].control;
}

enum resctrl_explain_rule resctrl_explain_get_control_rule(const struct resctrl_explain *explain,
							   size_t i)
{
	assert(explain && i < explain->num);
	return explain->cases[i].control_rule;
}

const char *resctrl_explain_get_monitor(const struct resctrl_explain *explain, size_t i)
{
	assert(explain && i < explain->num);
	return explain->cases[i].monitor;
}

enum resctrl_explain_rule resctrl_explain_get_monitor_rule(const struct resctrl_explain *explain,
							   size_t i)
{
	assert(explain && i < explain->num);
	return explain->cases[i].monitor_rule;
}

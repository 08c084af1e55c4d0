/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which CPUs a group may have (kernel: fs/resctrl/rdtgroup.c, rdtgroup_cpus_write). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "io/cpus.h"
#include "predict.h"
#include "text/cpulist.h"

struct cpu_sets {
	struct cpuset asked, online, other;
};

/* The list in the file PATH of /sys. */
static int read_system(struct resctrl_ctx *ctx, const char *path, struct cpuset *set)
{
	struct strbuf text = { 0 };
	int err;

	err = io_read_cpus(&ctx->io, path, set, &text);
	if (err == -EINVAL && text.text)
		err = text_error(ctx, path, text.text);
	else if (err)
		err = error_system(ctx, STATUS_READ, -err, path);
	strbuf_release(&text);
	return err;
}

/* The kernel's limit is one above the highest CPU that there can ever be. */
static int read_limit(struct resctrl_ctx *ctx, struct cpuset *set, size_t *limit)
{
	int err = read_system(ctx, CPUS_POSSIBLE, set);

	*limit = 0;
	for (unsigned int cpu = cpuset_next(set, 0); !err && cpu < CPUSET_MOST; cpu = cpuset_next(set, cpu + 1))
		*limit = cpu + 1;
	return err;
}

static int read_group(struct resctrl_ctx *ctx, const char *dir, struct cpuset *set)
{
	char *list;
	int err;

	err = line_read(ctx, dir, "cpus_list", &list);
	if (!err && cpulist_parse(list ? list : "", set, CPUSET_MOST))
		err = text_error(ctx, "cpus_list", list);
	free(list);
	return err;
}

/* The lowest CPU that is in A and not in B; -1 where there is none. */
static int find_extra(const struct cpuset *a, const struct cpuset *b)
{
	for (unsigned int cpu = cpuset_next(a, 0); cpu < CPUSET_MOST; cpu = cpuset_next(a, cpu + 1)) {
		if (!cpuset_has(b, cpu))
			return (int)cpu;
	}
	return -1;
}

static int check_owner(struct resctrl_ctx *ctx, const struct group_ref *ref, struct cpu_sets *sets)
{
	struct group_ref above = { .name = { .ctrl = ref->name.ctrl } };
	int cpu, err;

	if (ref->name.kind == RESCTRL_GROUP_CTRL && *ref->name.ctrl)
		return 0;
	group_name_dir(&above.name, above.dir, sizeof(above.dir));
	err = read_group(ctx, above.dir, &sets->other);
	if (err)
		return err;
	if (ref->name.kind == RESCTRL_GROUP_MON) {
		cpu = find_extra(&sets->asked, &sets->other);
		return cpu < 0 ? 0 : error_refused(ctx, "assign the CPU to the control group above it first",
						   "CPU %d is not in the control group of this monitor group",
						   cpu);
	}
	cpu = find_extra(&sets->other, &sets->asked);
	return cpu < 0 ? 0 : error_refused(ctx, "assign the CPUs to the other group instead",
					   "the default group only gains CPUs, and CPU %d is missing in the list",
					   cpu);
}

static int check(struct resctrl_ctx *ctx, const struct group_ref *ref, const char *list,
		 struct cpu_sets *sets)
{
	size_t limit;
	int cpu, err;

	err = read_limit(ctx, &sets->other, &limit);
	if (err)
		return err;
	err = cpulist_parse(list, &sets->asked, limit);
	if (err)
		return error_refused(ctx, "write a list such as 0-3,7 with CPUs that lscpu shows",
				     "\"%.100s\" is no list of CPUs below %zu", list, limit);
	err = read_system(ctx, CPUS_ONLINE, &sets->online);
	if (err)
		return err;
	cpu = find_extra(&sets->asked, &sets->online);
	if (cpu >= 0)
		return error_refused(ctx, "leave it out, or bring it online first", "CPU %d is offline", cpu);
	return check_owner(ctx, ref, sets);
}

int predict_cpus(struct resctrl_ctx *ctx, const struct group_ref *ref, const char *list)
{
	struct cpu_sets sets = { 0 };

	return check(ctx, ref, list, &sets);
}

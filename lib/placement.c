/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where tasks and CPUs were before an operation, to put them back if it fails. */
#include "placement.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

static int add(struct resctrl_ctx *ctx, struct placement *p, pid_t tid, const char *group)
{
	struct placed_task t = { .tid = tid };

	if (p->num_tasks == p->size_tasks) {
		size_t size = p->size_tasks ? 2 * p->size_tasks : 64;
		struct placed_task *more = reallocarray(p->tasks, size, sizeof(*more));

		if (!more)
			return error_memory(ctx);
		p->tasks = more;
		p->size_tasks = size;
	}
	if (group) {
		t.group = strdup(group);
		if (!t.group)
			return error_memory(ctx);
	}
	p->tasks[p->num_tasks++] = t;
	return 0;
}

int placement_add_alone(struct resctrl_ctx *ctx, struct placement *p, pid_t tid)
{
	return add(ctx, p, tid, NULL);
}

int placement_find_task(struct resctrl_ctx *ctx, pid_t tid, char *name, size_t size)
{
	struct strbuf text = { 0 };
	char path[64];
	int err;

	/* A thread's own directory can be opened by its id although it is not listed. */
	snprintf(path, sizeof(path), "/proc/%d/cpu_resctrl_groups", tid);
	err = io_read_file(&ctx->io, IO_ROOT, path, &text);
	if (!err)
		err = cpu_groups_parse(text.text, name, size);
	strbuf_release(&text);
	return err == -ENOMEM ? error_memory(ctx) : err;
}

int placement_add_task(struct resctrl_ctx *ctx, struct placement *p, pid_t tid)
{
	char name[520];
	int err;

	err = placement_find_task(ctx, tid, name, sizeof(name));
	if (err)
		return err == -ENOMEM ? err : 0;
	return add(ctx, p, tid, name);
}

int placement_add_cpus(struct resctrl_ctx *ctx, struct placement *p)
{
	struct resctrl_group_list *list;
	int err;

	err = group_list_load(ctx, &list);
	if (err)
		return err;
	p->cpus = calloc(resctrl_group_list_get_num(list), sizeof(*p->cpus));
	if (!p->cpus)
		err = error_memory(ctx);
	for (size_t i = 0; !err && i < resctrl_group_list_get_num(list); i++) {
		struct placed_cpus *c = &p->cpus[p->num_cpus];
		struct group_ref ref;

		err = group_ref_init(ctx, &ref, resctrl_group_list_get_name(list, i));
		if (!err)
			err = line_read(ctx, ref.dir, "cpus_list", &c->list);
		/* A group that has gone since it was listed has no CPUs. */
		if (err == -ENODEV) {
			error_clear(ctx);
			err = 0;
			continue;
		}
		if (err || !c->list)
			continue;
		c->group = strdup(resctrl_group_list_get_name(list, i));
		if (c->group) {
			p->num_cpus++;
			continue;
		}
		free(c->list);
		err = error_memory(ctx);
	}
	resctrl_group_list_free(list);
	return err;
}

/* A write that records nothing: the failure that is being undone is the one to report. */
static int write_quietly(struct resctrl_ctx *ctx, const struct group_ref *ref, const char *file,
			 const char *text)
{
	char path[640];
	int err, fd;

	group_ref_path(ref, file, path, sizeof(path));
	fd = io_open(&ctx->io, ctx->fs_fd, path, O_WRONLY);
	if (fd < 0)
		return fd;
	err = io_write(&ctx->io, fd, text, strlen(text));
	io_close(&ctx->io, fd);
	return err;
}

/* A monitor group takes tasks of its own control group only: through that one, then. */
static int restore_task(struct resctrl_ctx *ctx, const struct placed_task *t)
{
	struct group_ref ref, ctrl;
	char text[16];
	int err = 0;

	if (group_name_parse(&ref.name, t->group))
		return -EINVAL;
	group_name_dir(&ref.name, ref.dir, sizeof(ref.dir));
	snprintf(text, sizeof(text), "%d", t->tid);
	if (ref.name.kind == RESCTRL_GROUP_MON) {
		ctrl.name = (struct group_name){ .ctrl = ref.name.ctrl };
		group_name_dir(&ctrl.name, ctrl.dir, sizeof(ctrl.dir));
		err = write_quietly(ctx, &ctrl, "tasks", text);
	}
	return err ? err : write_quietly(ctx, &ref, "tasks", text);
}

static int restore_cpus(struct resctrl_ctx *ctx, const struct placed_cpus *c,
			enum resctrl_group_kind kind)
{
	struct group_ref ref;
	char *text;
	int err;

	if (group_name_parse(&ref.name, c->group))
		return -EINVAL;
	/* The default group takes what the others leave. */
	if (ref.name.kind != kind || (kind == RESCTRL_GROUP_CTRL && !*ref.name.ctrl))
		return 0;
	/* Writing a control group's CPUs, even unchanged, empties its monitor groups. */
	if (!*c->list && kind == RESCTRL_GROUP_MON)
		return 0;
	group_name_dir(&ref.name, ref.dir, sizeof(ref.dir));
	if (asprintf(&text, "%s\n", c->list) < 0)
		return -ENOMEM;
	err = write_quietly(ctx, &ref, "cpus_list", text);
	free(text);
	return err;
}

/* The group of T, or where it was added alone, the one in which the threads it started since are. */
static char *former_group(const struct placement *p, const struct placed_task *t, const char *left)
{
	if (t->group)
		return t->group;
	for (size_t i = 0; i < p->num_tasks; i++) {
		if (p->tasks[i].group && strcmp(p->tasks[i].group, left))
			return p->tasks[i].group;
	}
	return NULL;
}

void placement_restore(struct resctrl_ctx *ctx, const struct placement *p, const char *left)
{
	static const enum resctrl_group_kind order[] = { RESCTRL_GROUP_CTRL, RESCTRL_GROUP_MON };
	int err;

	for (size_t i = 0; i < p->num_tasks; i++) {
		struct placed_task t = p->tasks[i];

		t.group = former_group(p, &t, left);
		if (!t.group || !strcmp(t.group, left))
			continue;
		err = restore_task(ctx, &t);
		if (err && err != -ESRCH)
			error_add_left_behind(ctx, "task %d is no longer in group %s (%s)",
					      t.tid, t.group, strerror(-err));
	}
	for (size_t k = 0; k < 2; k++) {
		for (size_t i = 0; i < p->num_cpus; i++) {
			err = restore_cpus(ctx, &p->cpus[i], order[k]);
			if (err)
				error_add_left_behind(ctx, "CPUs %s are no longer in group %s (%s)",
						      p->cpus[i].list, p->cpus[i].group,
						      strerror(-err));
		}
	}
}

void placement_release(struct placement *p)
{
	for (size_t i = 0; i < p->num_tasks; i++)
		free(p->tasks[i].group);
	for (size_t i = 0; i < p->num_cpus; i++) {
		free(p->cpus[i].group);
		free(p->cpus[i].list);
	}
	free(p->tasks);
	free(p->cpus);
	*p = (struct placement){ 0 };
}

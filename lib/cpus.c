/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The CPUs of a group (kernel: fs/resctrl/rdtgroup.c, rdtgroup_cpus_write). */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "group.h"
#include "predict.h"
#include "schema.h"

/* "m1 (2-3), m2 (4)": the monitor groups of a control group that have CPUs. *TEXT is NULL where none has. */
static int name_losers(struct resctrl_ctx *ctx, const struct group_ref *ref, char **text)
{
	struct strlist mons = { 0 };
	struct strbuf names = { 0 };
	char path[640], dir[900];
	int err;

	*text = NULL;
	if (ref->name.kind == RESCTRL_GROUP_MON)
		return 0;
	group_ref_path(ref, "mon_groups", path, sizeof(path));
	err = io_list(&ctx->io, ctx->fs_fd, path, &mons, NULL);
	if (err == -ENOENT || err == -EACCES)
		err = 0;
	else if (err)
		err = error_system(ctx, STATUS_READ, -err, path);
	for (size_t i = 0; !err && i < mons.num; i++) {
		char *list;

		snprintf(dir, sizeof(dir), "%s/%s", path, mons.items[i]);
		err = line_read(ctx, dir, "cpus_list", &list);
		if (!err && list && *list)
			strbuf_addf(&names, "%s%s (%s)", names.len ? ", " : "", mons.items[i], list);
		free(list);
	}
	strlist_release(&mons);
	if (!err && names.failed)
		err = error_memory(ctx);
	if (!err && names.len)
		*text = strbuf_steal(&names);
	strbuf_release(&names);
	return err;
}

/* The kernel does this without a word, also when the list stays the same. */
static int check_losers(struct resctrl_ctx *ctx, const struct group_ref *ref, unsigned int flags)
{
	const struct failure f = { RESCTRL_ERROR_BUSY, EBUSY, RESCTRL_CAUSE_PREDICTED, ref->dir, NULL,
				   "use --force, and assign the CPUs of the monitor groups again" };
	char *losers;
	int err;

	err = name_losers(ctx, ref, &losers);
	if (err || !losers)
		return err;
	if (flags & RESCTRL_FORCE)
		error_warn(ctx, "cpus_lost", "these monitor groups lose their CPUs: %s", losers);
	else
		err = error_set(ctx, &f, "its monitor groups would lose their CPUs: %s", losers);
	free(losers);
	return err;
}

static int assign(struct resctrl_ctx *ctx, const struct group_ref *ref, const char *list,
		  unsigned int flags)
{
	char path[640];
	char *line;
	int err;

	err = group_ref_check(ctx, ref);
	if (!err)
		err = check_losers(ctx, ref, flags);
	group_ref_path(ref, "cpus_list", path, sizeof(path));
	if (!err && flags & RESCTRL_DRY_RUN) {
		err = predict_write(ctx, STATUS_CPUS, path);
		return err ? err : predict_cpus(ctx, ref, list);
	}
	if (err)
		return err;
	if (asprintf(&line, "%s\n", list) < 0)
		return error_memory(ctx);
	err = fs_write(ctx, STATUS_CPUS, path, line);
	free(line);
	return err;
}

int resctrl_group_assign_cpus(struct resctrl_ctx *ctx, const char *name, const char *list,
			      unsigned int flags)
{
	struct group_ref ref;
	int err;

	assert(ctx);
	error_begin(ctx, "assign CPUs to %s", name ? name : "");
	if (!list || strchr(list, '\n'))
		return error_invalid(ctx, "write a list such as 0-3,7", "no list of CPUs given");
	err = group_ref_init(ctx, &ref, name);
	if (!err)
		err = fs_start_change(ctx, flags);
	if (!err)
		err = assign(ctx, &ref, list, flags);
	fs_unlock(ctx);
	return err;
}

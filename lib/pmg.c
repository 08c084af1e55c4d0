/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Monitoring ids that belong to a control group. On Arm an RMID is a PARTID with a PMG: each control group has as many
 * as the hardware has PMGs, itself included, and num_rmids, their product, promises more than one group can have
 * (CONFIG_RESCTRL_RMID_DEPENDS_ON_CLOSID; alloc_rmid() in fs/resctrl/monitor.c).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "predict.h"

/* How many monitor groups the control group above REF has. */
static int count_siblings(struct resctrl_ctx *ctx, const struct group_ref *ref, size_t *num)
{
	struct group_ref above = { .name = { .ctrl = ref->name.ctrl } };
	struct strlist names = { 0 };
	char path[640];
	int err;

	group_name_dir(&above.name, above.dir, sizeof(above.dir));
	group_ref_path(&above, "mon_groups", path, sizeof(path));
	err = fs_list(ctx, path, &names, NULL);
	*num = names.num;
	strlist_release(&names);
	return err;
}

int pmg_explain(struct resctrl_ctx *ctx, const struct group_ref *ref, int err)
{
	struct failure f = { RESCTRL_ERROR_NO_RMID, ENOSPC, RESCTRL_CAUSE_KERNEL, ref->dir, NULL, NULL };
	const char *group = *ref->name.ctrl ? ref->name.ctrl : "/";
	struct resctrl_error refusal = ctx->error;
	uint64_t total, used;
	size_t siblings;
	char *fix = NULL;

	if (err != -ENOSPC || refusal.code != RESCTRL_ERROR_NO_RMID || ref->name.kind != RESCTRL_GROUP_MON)
		return err;
	err = predict_rmids(ctx, &total, &used);
	if (!err && used < total)
		err = count_siblings(ctx, ref, &siblings);
	if (err == -ENOMEM)
		return err;
	/* Every id of the machine is taken, as the record says; or nobody can tell. */
	if (err || used >= total) {
		error_clear(ctx);
		ctx->error = refusal;
		return -ENOSPC;
	}
	if (asprintf(&fix, "remove a monitor group of %s; \"rctl list-groups\" shows them", group) < 0)
		return error_memory(ctx);
	f.kernel_text = *refusal.kernel_text ? refusal.kernel_text : NULL;
	f.fix = fix;
	err = error_set(ctx, &f,
			"the monitoring ids of control group %s are taken, by itself and %zu"
			" monitor group%s: on this machine each control group has its own (PMGs), "
			"however many are free elsewhere",
			group, siblings, siblings == 1 ? "" : "s");
	free(fix);
	return err;
}

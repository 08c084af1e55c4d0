/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Monitoring ids that belong to a control group. On Arm an RMID is a PARTID with a PMG: each control group has as many
 * as the hardware has PMGs, itself included, and num_rmids, their product, promises more than one group can have
 * (CONFIG_RESCTRL_RMID_DEPENDS_ON_CLOSID; alloc_rmid() in fs/resctrl/monitor.c).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "group.h"

/* How many groups there are, and how many of them are monitor groups of the control group CTRL. */
static int count_groups(struct resctrl_ctx *ctx, const char *ctrl, uint64_t *all, uint64_t *siblings)
{
	struct resctrl_group_list *list;
	struct group_name name;
	int err = group_list_load(ctx, &list);

	if (err)
		return err;
	*all = resctrl_group_list_get_num(list);
	*siblings = 0;
	for (size_t i = 0; i < *all; i++) {
		if (resctrl_group_list_get_kind(list, i) == RESCTRL_GROUP_MON &&
		    !group_name_parse(&name, resctrl_group_list_get_name(list, i)) &&
		    !strcmp(name.ctrl, ctrl))
			++*siblings;
	}
	resctrl_group_list_free(list);
	return 0;
}

static bool read_num_rmids(struct resctrl_ctx *ctx, uint64_t *num)
{
	struct strbuf text = { 0 };
	bool ok = !io_read_kernfs(&ctx->io, ctx->fs_fd, "info/L3_MON/num_rmids", &text);

	if (ok) {
		text.text[strcspn(text.text, "\n")] = '\0';
		ok = !num_parse_u64(text.text, 10, num);
	}
	strbuf_release(&text);
	return ok;
}

int pmg_explain(struct resctrl_ctx *ctx, const struct group_ref *ref, int err)
{
	struct failure f = { RESCTRL_ERROR_NO_RMID, ENOSPC, RESCTRL_CAUSE_KERNEL, ref->dir, NULL, NULL };
	const char *group = *ref->name.ctrl ? ref->name.ctrl : "/";
	uint64_t all, siblings, rmids;
	/* A copy: it goes into the record it comes from. */
	char kernel_text[sizeof(ctx->error.kernel_text)], *fix = NULL;

	if (err != -ENOSPC || ctx->error.code != RESCTRL_ERROR_NO_RMID ||
	    ref->name.kind != RESCTRL_GROUP_MON || !read_num_rmids(ctx, &rmids))
		return err;
	memcpy(kernel_text, ctx->error.kernel_text, sizeof(kernel_text));
	err = count_groups(ctx, ref->name.ctrl, &all, &siblings);
	if (err)
		return err;
	if (all >= rmids)
		return -ENOSPC;	/* every id of the machine is taken, as the record says */
	if (asprintf(&fix, "remove a monitor group of %s; \"rctl list-groups\" shows them", group) < 0)
		return error_memory(ctx);
	f.kernel_text = kernel_text;
	f.fix = fix;
	err = error_set(ctx, &f,
			"the monitoring ids of control group %s are taken, by itself and %" PRIu64
			" monitor group%s: on this machine each control group has its own (PMGs), "
			"however many are free elsewhere",
			group, siblings, siblings == 1 ? "" : "s");
	free(fix);
	return err;
}

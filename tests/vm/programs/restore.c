/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * restore GROUP [DRY]: keeps the settings of GROUP, says "kept", waits for a line on standard input, says what is no
 * longer so ("L3:1 f fff"), puts it back unless DRY is given, and says "restored" and what is then not so still.
 */
#include <inttypes.h>
#include <resctrl.h>
#include <stdio.h>

static int fail(struct resctrl_ctx *ctx)
{
	const struct resctrl_error *error = resctrl_ctx_get_error(ctx);

	printf("%s: %s\n", resctrl_error_get_code_name(error), resctrl_error_get_cause(error));
	return 1;
}

static void print(struct resctrl_losses *losses)
{
	for (size_t i = 0; i < resctrl_losses_get_num(losses); i++) {
		const char *new = resctrl_losses_get_new(losses, i);

		printf("%s:%" PRIu64 " %s %s\n", resctrl_losses_get_setting(losses, i),
		       resctrl_losses_get_id(losses, i), resctrl_losses_get_old(losses, i), new ? new : "offline");
	}
	resctrl_losses_free(losses);
}

int main(int argc, char **argv)
{
	unsigned int flags = argc > 2 ? RESCTRL_DRY_RUN : 0;
	struct resctrl_snapshot *snapshot;
	struct resctrl_losses *losses;
	struct resctrl_ctx *ctx;
	int status = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc < 2 || resctrl_ctx_open(&ctx))
		return 2;
	if (resctrl_snapshot_load(ctx, argv[1], &snapshot))
		return fail(ctx);
	puts("kept");
	while (getchar() != '\n')
		;
	if (resctrl_group_restore(ctx, snapshot, flags, &losses)) {
		status = fail(ctx);
	} else {
		print(losses);
		puts("restored");
		if (resctrl_snapshot_compare(ctx, snapshot, &losses))
			status = fail(ctx);
		else
			print(losses);
	}
	resctrl_snapshot_free(snapshot);
	resctrl_ctx_unref(ctx);
	return status;
}

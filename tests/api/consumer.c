/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A small user of the library: who uses how much, on the tree that is given. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <resctrl.h>

static int fail(struct resctrl_ctx *ctx)
{
	const struct resctrl_error *e = resctrl_ctx_get_error(ctx);
	const char *operation = resctrl_error_get_operation(e), *cause = resctrl_error_get_cause(e);

	fprintf(stderr, "cannot %s: %s\n", operation ? operation : "go on", cause ? cause : "");
	resctrl_ctx_unref(ctx);
	return 1;
}

static void show(const struct resctrl_reading *r)
{
	unsigned int decimals;
	uint64_t value;

	printf("%s %s %" PRIu64 " %s ", resctrl_reading_get_group(r), resctrl_reading_get_resource(r),
	       resctrl_reading_get_domain(r), resctrl_reading_get_event(r));
	if (resctrl_reading_get_value(r, &value, &decimals))
		printf("%s\n", resctrl_reading_get_state_name(r));
	else
		printf("%" PRIu64 "/%u\n", value, decimals);
}

int main(int argc, char **argv)
{
	const struct resctrl_sample *sample;
	struct resctrl_monitor *monitor;
	struct resctrl_ctx *ctx;

	if (argc != 2 || resctrl_ctx_open(&ctx))
		return 2;
	if (resctrl_ctx_set_sysroot(ctx, argv[1]))
		return fail(ctx);
	if (resctrl_monitor_open(ctx, NULL, 0, &monitor))
		return fail(ctx);
	if (!resctrl_monitor_read(monitor, &sample)) {
		for (size_t i = 0; i < resctrl_sample_get_num(sample); i++)
			show(resctrl_sample_get_reading(sample, i));
	}
	resctrl_monitor_close(monitor);
	resctrl_ctx_unref(ctx);
	return 0;
}

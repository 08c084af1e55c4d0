/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampler SYSROOT N: reads N samples of everything and does nothing else. */
#include <stdio.h>
#include <stdlib.h>

#include <resctrl.h>

int main(int argc, char **argv)
{
	const struct resctrl_sample *sample;
	struct resctrl_monitor *monitor;
	struct resctrl_ctx *ctx;
	size_t num = 0;
	long n;

	if (argc != 3 || resctrl_ctx_open(&ctx) || resctrl_ctx_set_sysroot(ctx, argv[1]) ||
	    resctrl_monitor_open(ctx, NULL, 0, &monitor))
		return 1;
	for (n = strtol(argv[2], NULL, 10); n > 0; n--) {
		if (resctrl_monitor_read(monitor, &sample))
			return 1;
		num = resctrl_sample_get_num(sample);
	}
	printf("%zu\n", num);
	resctrl_monitor_close(monitor);
	resctrl_ctx_unref(ctx);
	return 0;
}

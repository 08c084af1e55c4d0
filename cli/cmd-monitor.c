/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl monitor [GROUP...] [--interval SECONDS] [--count N]
 *
 * With --json one document a line, each with
 * data: {"time_ns": 1, "wall_time_ns": 1, "readings": [
 *   {"group": "web", "resource": "L3", "domain": 0, "event": "mbm_total_bytes",
 *    "state": "value", "value": 4096, "unit": "bytes", "rate": 1024.000, "generation": 0,
 *    "flags": []}]}
 * time_ns: of the monotonic clock; wall_time_ns: since 1970. subdomain: behind domain, where there
 * is one. state: value, unavailable, unassigned, error, absent, gone. value: the kernel's digits,
 * null unless the state is value. unit: bytes, joules, farads, count or null. rate: per second,
 * null while unknown. generation: changes when values before and after cannot be compared. flags:
 * restarted. raw: what was read where it could not be understood, else absent.
 */
#include <errno.h>

#include <resctrl/monitor.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "out.h"
#include "run.h"
#include "series.h"
#include "ticker.h"
#include "tree.h"

#define NS_PER_S 1000000000u

enum { OPT_INTERVAL, OPT_COUNT, NUM_OPTS };

static const struct option_entry options[] = {
	[OPT_INTERVAL] = { .name = "interval", .type = OPTION_SECONDS, .arg = "SECONDS",
			   .help = "time between samples, 0.01 or more; default 1" },
	[OPT_COUNT] = { .name = "count", .type = OPTION_NUMBER, .arg = "N",
			.help = "end after N samples; default: when interrupted" },
	[NUM_OPTS] = { .name = NULL },
};

static void print_sample(struct rctl_run *run)
{
	run_take_warnings(run);
	run->printed = true;
	out_print(run);
	run_drop_warnings(run);
}

/* A last line for eyes, when a person has stopped the stream. */
static void print_end(struct rctl_run *run, uint64_t num)
{
	if (!run->json && ticker_is_stopped()) {
		tree_set_number(run_new_data(run), "samples", num);
		print_sample(run);
	}
}

static int stream(struct rctl_run *run, struct resctrl_monitor *monitor, struct series *series)
{
	uint64_t interval_ns = args_number(&run->args, &options[OPT_INTERVAL], NS_PER_S);
	uint64_t count = args_number(&run->args, &options[OPT_COUNT], UINT64_MAX);
	struct json_object *data = run_new_data(run);
	const struct resctrl_sample *sample;
	struct ticker ticker;
	uint64_t num = 0;
	int rc;

	ticker_start(&ticker, interval_ns);
	do {
		rc = resctrl_monitor_read(monitor, &sample);
		if (rc < 0)
			return fail_library(run, rc);
		series_update(series, data, sample);
		print_sample(run);
		num++;
	} while (!run->write_errno && num < count && ticker_wait(&ticker));
	if (!run->write_errno)
		print_end(run, num);
	/* The reader of a pipe has gone: a way to end a stream, not a failure. */
	if (run->write_errno == EPIPE)
		run->write_errno = 0;
	return RCTL_EXIT_DONE;
}

static int run_monitor(struct rctl_run *run)
{
	struct resctrl_monitor *monitor;
	struct series *series;
	int rc, status;

	rc = resctrl_monitor_open(run->ctx, run->args.operands, run->args.num_operands, &monitor);
	if (rc < 0)
		return fail_library(run, rc);
	series = series_new();
	status = stream(run, monitor, series);
	/* The nodes print from the series' buffers: they end together. */
	tree_set(run->document, "data", NULL);
	series_free(series);
	resctrl_monitor_close(monitor);
	return status;
}

static const struct view_column columns[] = {
	{ .key = "group", .title = "GROUP" },
	{ .key = "resource", .title = "RESOURCE" },
	{ .key = "domain", .title = "DOMAIN", .format = VIEW_DOMAIN },
	{ .key = "event", .title = "EVENT" },
	{ .key = "value", .title = "VALUE", .format = VIEW_READING },
	{ .key = "rate", .title = "RATE", .format = VIEW_RATE },
	{ .title = NULL },
};

static const struct view_block view[] = {
	{ .kind = VIEW_LINE, .when = "wall_time_ns", .text = "{wall_time_ns:time}" },
	{ .kind = VIEW_TABLE, .path = "readings", .columns = columns },
	{ .kind = VIEW_LINE, .when = "wall_time_ns", .text = "" },
	{ .kind = VIEW_LINE, .when = "samples", .text = "stopped after {samples} samples" },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_monitor = {
	.name = "monitor",
	.summary = "print what groups use, again and again",
	.details = "Without GROUP all groups that there are at the start.",
	.args = "[GROUP...]",
	.max_operands = COMMAND_ANY_OPERANDS,
	.options = options,
	.view = view,
	.run = run_monitor,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl monitor [GROUP...] [--interval SECONDS] [--count N] [--duration SECONDS] ...
 * rctl monitor --pid PID,... [--tree] | --cgroup PATH [--steal] ...
 *
 * With --json one document a line, each with
 * data: {"time_ns": 1, "wall_time_ns": 1, "readings": [
 *   {"group": "web", "resource": "L3", "domain": 0, "event": "mbm_total_bytes",
 *    "state": "value", "value": 4096, "unit": "bytes", "rate": 1024.000, "generation": 0,
 *    "flags": []}],
 *   "totals": [{"group": "web", "resource": "L3", "event": "mbm_total_bytes", "parts": 2,
 *    "known": 2, "value": 8192, "unit": "bytes", "rate": 1024.000}]}
 * time_ns: of the monotonic clock; wall_time_ns: since 1970. subdomain: behind domain, where there
 * is one. state: value, unavailable, unassigned, error, absent, gone. value: the kernel's digits,
 * null unless the state is value. unit: bytes, joules, farads, count or null. rate: per second,
 * null while unknown. generation: changes when values before and after cannot be compared. flags:
 * restarted; ambiguous (state error: one counter serves all domains, and is assigned in some);
 * estimated (with --multiplex: value and rate are of the window of window_ns that ends here, and coverage and
 * error_bound are there, see resctrl/multiplex.h). raw: what was read where it could not be understood, else absent.
 * totals: with --totals; group null is the machine; value: the sum of the known of its parts.
 *
 * With --dry-run one document with
 * data: {"dry_run": true, "groups": [{"group": "web/rctl-812", "created": true,
 *   "moves": [{"origin": "web", "tasks": [4711, 4712]}]}]}
 * created: it would be, and the tasks (threads) moved there; else it is of others, and would be read.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <resctrl/monitor.h>
#include <resctrl/multiplex.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "out.h"
#include "privileges.h"
#include "replace.h"
#include "rotation.h"
#include "run.h"
#include "sample.h"
#include "ticker.h"
#include "track.h"
#include "tree.h"

#define NS_PER_S 1000000000u
/* How often changes are looked for where nothing tells of them all. */
#define LOOK_NS (5ull * NS_PER_S)
/* Changes come in bursts: the least time between two looks at them. */
#define PAUSE_NS 20000000u
/* With --multiplex: long enough for many rotations. */
#define WINDOW_NS (10ull * NS_PER_S)

enum {
	OPT_INTERVAL, OPT_COUNT, OPT_DURATION, OPT_EVENT, OPT_DOMAIN, OPT_DIRECT_AET, OPT_TOTALS, OPT_CSV,
	OPT_OPENMETRICS, OPT_OUTPUT, OPT_PID, OPT_CGROUP, OPT_TREE, OPT_STEAL,
	OPT_MULTIPLEX, OPT_SLOT, OPT_TAKE, NUM_OPTS
};

static const struct option_entry options[] = {
	[OPT_INTERVAL] = { .name = "interval", .type = OPTION_SECONDS, .arg = "SECONDS",
			   .help = "time between samples, 0.01 or more; default 1" },
	[OPT_COUNT] = { .name = "count", .type = OPTION_NUMBER, .arg = "N",
			.help = "end after N samples; default: when interrupted" },
	[OPT_DURATION] = { .name = "duration", .type = OPTION_SECONDS, .arg = "SECONDS",
			   .help = "end after that time" },
	[OPT_EVENT] = { .name = "event", .type = OPTION_TEXT, .multiple = true, .arg = "EVENT",
			.help = "this event alone, or those of a pattern: 'mbm_*'" },
	[OPT_DOMAIN] = { .name = "domain", .type = OPTION_TEXT, .multiple = true, .arg = "IDS",
			 .help = "these domains alone: 0, 0,2-3, or of one resource: L3:0" },
	[OPT_DIRECT_AET] = { .name = "direct-aet",
			     .help = "read Intel's telemetry from its regions, not through resctrl" },
	[OPT_TOTALS] = { .name = "totals", .help = "sums for each group and for the machine" },
	[OPT_CSV] = { .name = "csv", .help = "print comma-separated values" },
	[OPT_OPENMETRICS] = { .name = "openmetrics", .help = "print metrics for Prometheus" },
	[OPT_OUTPUT] = { .name = "output", .type = OPTION_TEXT, .arg = "FILE",
			 .help = "with --openmetrics: replace FILE with each sample" },
	[OPT_PID] = { .name = "pid", .type = OPTION_PIDS, .multiple = true, .arg = "PID[,PID...]",
		      .help = "what these processes use, and those they start" },
	[OPT_CGROUP] = { .name = "cgroup", .type = OPTION_TEXT, .multiple = true, .arg = "PATH",
			 .help = "what the processes of this cgroup directory and of those below use" },
	[OPT_TREE] = { .name = "tree", .help = "with --pid: and every descendant they have" },
	[OPT_STEAL] = { .name = "steal",
			.help = "also tasks in monitor groups of others, which get them back" },
	[OPT_MULTIPLEX] = { .name = "multiplex",
			    .help = "rotate the free counters where there are more events than those; estimates" },
	[OPT_SLOT] = { .name = "slot", .type = OPTION_SECONDS, .arg = "SECONDS",
		       .help = "with --multiplex: how long a counter stays; default: a 64th of its share" },
	[OPT_TAKE] = { .name = "take-assigned",
		       .help = "with --multiplex: counters that are assigned as well, until the end" },
	[NUM_OPTS] = { .name = NULL },
};

static const struct track_options track_options = {
	.pid = &options[OPT_PID],
	.cgroup = &options[OPT_CGROUP],
	.tree = &options[OPT_TREE],
	.steal = &options[OPT_STEAL],
};

static const struct option_pair exclusive[] = {
	{ "csv", "openmetrics" }, { "totals", "openmetrics" }, { "totals", "multiplex" },
	{ "pid", "multiplex" }, { "cgroup", "multiplex" }, { NULL, NULL },
};

struct stream {
	struct rctl_run *run;
	struct resctrl_monitor *monitor;
	struct sample_view view;
	struct totals totals;
	struct replace replace;
	struct track track;
	bool csv, openmetrics, machine, is_terminal;
	uint64_t num, first_ns, looked_ns;
	size_t num_gone;
	struct rotation rotation;
};

static bool has(const struct stream *s, int option)
{
	return args_has(&s->run->args, &options[option]);
}

static size_t get_width(const struct stream *s)
{
	struct winsize size;

	if (!s->is_terminal || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		return 0;
	return size.ws_col;
}

static int write_file(struct stream *s)
{
	FILE *out = replace_open(&s->replace);
	int rc = out ? 0 : -errno;

	if (out) {
		out_openmetrics(&s->view, out);
		rc = replace_close(&s->replace, out);
	}
	return rc ? fail_file(s->run, rc, "write", s->replace.path) : 0;
}

static int print_sample(struct stream *s)
{
	struct rctl_run *run = s->run;
	int status = 0;

	if (s->view.totals)
		totals_update(&s->totals, s->view.sample, s->machine);
	run_take_warnings(run);
	run->printed = true;
	if (run->json)
		out_sample_json(run, &s->view, stdout);
	else if (s->csv)
		out_csv(&s->view, stdout);
	else if (s->openmetrics && s->replace.path)
		status = write_file(s);
	else if (s->openmetrics)
		out_openmetrics(&s->view, stdout);
	else if (!run->quiet)
		out_sample_text(&s->view, get_width(s), stdout);
	/* The end of the run tells of a failure, and of the warnings with it. */
	if (status)
		return status;
	out_finish(run);
	run_drop_warnings(run);
	return 0;
}

/* A last word for eyes, when a person has stopped the stream, or what was looked at has ended. */
static void print_end(struct stream *s)
{
	const struct resctrl_sample *sample = s->view.sample;
	double seconds = (double)(resctrl_sample_get_time_ns(sample) - s->first_ns) / 1e9;

	if (s->run->json || s->csv || s->openmetrics || s->run->quiet ||
	    !(ticker_is_stopped() || track_has_ended(&s->track)))
		return;
	out_sample_summary(&s->view, seconds, stdout);
	printf("%s after %llu samples\n", ticker_is_stopped() ? "stopped" : "the tasks have ended",
	       (unsigned long long)s->num);
	out_finish(s->run);
}

/* What has just gone is worth a look at once: the library then knows why, and tells. */
static bool is_look_due(struct stream *s)
{
	const struct resctrl_sample *sample = s->view.sample;
	/* Nobody tells of telemetry regions that come with their driver. */
	bool is_told = resctrl_monitor_get_fd(s->monitor) >= 0 &&
		       !resctrl_monitor_get_hotplug_errno(s->monitor) &&
		       !args_has(&s->run->args, &options[OPT_DIRECT_AET]);
	uint64_t now = resctrl_sample_get_time_ns(sample);
	size_t i, gone = 0, num = resctrl_sample_get_num(sample);

	for (i = 0; i < num; i++)
		gone += resctrl_reading_get_state(resctrl_sample_get_reading(sample, i)) ==
			RESCTRL_STATE_GONE;
	if (gone == s->num_gone && (is_told || now < s->looked_ns + LOOK_NS))
		return false;
	s->num_gone = gone;
	s->looked_ns = now;
	return true;
}

/* 0 and the event that ended the wait, or the exit status. */
static int wait_for_tick(struct stream *s, struct ticker *ticker, enum ticker_event *event)
{
	int fd = resctrl_monitor_get_fd(s->monitor), rc = 0;
	bool look = is_look_due(s);

	while ((*event = ticker_wait(ticker, fd < 0 ? -1 : fd)) == TICKER_READABLE && rc >= 0) {
		rc = resctrl_monitor_update(s->monitor);
		look = false;
		ticker_pause(ticker, PAUSE_NS);
	}
	if (look && rc >= 0)
		rc = resctrl_monitor_update(s->monitor);
	return rc < 0 ? fail_library(s->run, rc) : 0;
}

/* Ways to end a stream, and no failures: the reader of a pipe has gone, or a signal has ended a write that hung. */
static void forgive(struct rctl_run *run)
{
	if (run->write_errno == EPIPE || (run->write_errno == EINTR && ticker_is_stopped()))
		run->write_errno = 0;
}

static int stream(struct stream *s)
{
	const struct args *args = &s->run->args;
	uint64_t count = args_number(args, &options[OPT_COUNT], UINT64_MAX);
	enum ticker_event event = TICKER_TICK;
	struct ticker ticker;
	int rc, status = 0;

	ticker_start(&ticker, args_number(args, &options[OPT_INTERVAL], NS_PER_S),
		     args_number(args, &options[OPT_DURATION], 0));
	for (;;) {
		if (s->num)
			track_update(&s->track, s->run, s->monitor);
		rc = resctrl_monitor_read(s->monitor, &s->view.sample);
		if (rc < 0)
			return fail_library(s->run, rc);
		if (!s->num++)
			s->first_ns = s->looked_ns = resctrl_sample_get_time_ns(s->view.sample);
		status = print_sample(s);
		if (status || s->run->write_errno || s->num >= count || event == TICKER_LAST ||
		    track_has_ended(&s->track))
			break;
		status = wait_for_tick(s, &ticker, &event);
		if (status || event == TICKER_STOPPED)
			break;
	}
	if (!status && !s->run->write_errno)
		print_end(s);
	forgive(s->run);
	return status;
}

static int print_estimates(void *data, const struct resctrl_sample *sample)
{
	struct stream *s = data;
	uint64_t window = 0;

	s->view.sample = sample;
	resctrl_sample_get_window_ns(sample, &window);
	if (!s->num++)
		s->first_ns = resctrl_sample_get_time_ns(sample) - window;
	return print_sample(s);
}

static int rotate(struct stream *s)
{
	int status;

	s->rotation.count = args_number(&s->run->args, &options[OPT_COUNT], UINT64_MAX);
	s->rotation.print = print_estimates;
	s->rotation.data = s;
	status = rotation_run(&s->rotation);
	if (!status && s->num && !s->run->write_errno)
		print_end(s);
	forgive(s->run);
	return status;
}

/* 0 or the exit status. */
static int configure(struct rctl_run *run, struct resctrl_monitor_config *config)
{
	const struct args_value *value;
	size_t i;
	int rc;

	for (i = 0; i < run->args.num_operands; i++) {
		rc = resctrl_monitor_config_set_group(config, run->args.operands[i]);
		if (rc < 0)
			return fail_argument(run, rc, "a group", run->args.operands[i]);
	}
	for (value = NULL; (value = args_next(&run->args, &options[OPT_EVENT], value));) {
		rc = resctrl_monitor_config_set_event(config, value->text);
		if (rc < 0)
			return fail_argument(run, rc, "an event", value->text);
	}
	for (value = NULL; (value = args_next(&run->args, &options[OPT_DOMAIN], value));) {
		rc = resctrl_monitor_config_set_domains(config, value->text);
		if (rc < 0)
			return fail_argument(run, rc, "a list of domains", value->text);
	}
	resctrl_monitor_config_set_direct_aet(config, args_has(&run->args, &options[OPT_DIRECT_AET]));
	return 0;
}

/* One file for each value: as many as this process may open. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= limit.rlim_max)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static int open_rotation(struct stream *s, struct resctrl_monitor_config *config)
{
	const struct args *args = &s->run->args;
	uint64_t interval = args_number(args, &options[OPT_INTERVAL], WINDOW_NS);

	s->rotation.run = s->run;
	ticker_start(&s->rotation.ticker, interval, args_number(args, &options[OPT_DURATION], 0));
	resctrl_monitor_config_set_window(config, interval, args_number(args, &options[OPT_SLOT], 0));
	resctrl_monitor_config_set_take_assigned(config, has(s, OPT_TAKE));
	return rotation_open(&s->rotation, config);
}

static int open_monitor(struct stream *s)
{
	struct resctrl_monitor_config *config;
	struct rctl_run *run = s->run;
	int rc, status;

	if (resctrl_monitor_config_new(&config))
		tree_no_memory();
	status = configure(run, config);
	if (!status) {
		track_configure(&s->track, config);
		raise_limit();
		rc = s->view.multiplex ? 0 : resctrl_monitor_open_config(run->ctx, config, &s->monitor);
		if (rc < 0)
			status = fail_library(run, rc);
		else if (s->view.multiplex)
			status = open_rotation(s, config);
	}
	resctrl_monitor_config_free(config);
	return status;
}

/* From open files to the last sample. Removing groups of root takes a right to its directories. */
static int run_stream(struct stream *s)
{
	int rc, status = open_monitor(s);

	if (status)
		return status;
	if (has(s, OPT_OUTPUT))
		replace_init(&s->replace, args_text(&s->run->args, &options[OPT_OUTPUT]));
	rc = privileges_drop(s->track.tracker ? CAP_DAC_OVERRIDE : PRIVILEGES_NONE);
	if (rc < 0)
		return fail_file(s->run, rc, "drop the capabilities", NULL);
	if (s->csv)
		out_csv_header(s->view.multiplex, stdout);
	return s->view.multiplex ? rotate(s) : stream(s);
}

static int run_monitor(struct rctl_run *run)
{
	struct stream s = { .run = run };
	int status;

	s.csv = has(&s, OPT_CSV);
	s.openmetrics = has(&s, OPT_OPENMETRICS);
	/* Some groups alone do not make the machine. */
	s.machine = !run->args.num_operands && !has(&s, OPT_PID) && !has(&s, OPT_CGROUP);
	s.view.totals = has(&s, OPT_TOTALS) ? &s.totals : NULL;
	s.is_terminal = isatty(STDOUT_FILENO);
	s.view.multiplex = has(&s, OPT_MULTIPLEX);
	if (run->json && (s.csv || s.openmetrics))
		return fail_usage(run, "--json and --%s exclude each other",
				  s.csv ? "csv" : "openmetrics");
	if (has(&s, OPT_OUTPUT) && !s.openmetrics)
		return fail_usage(run, "--output is for --openmetrics");
	if (args_check_file(run, &options[OPT_OUTPUT], "the standard output is where they go without --output"))
		return RCTL_EXIT_USAGE;
	if (!s.view.multiplex && (has(&s, OPT_SLOT) || has(&s, OPT_TAKE)))
		return fail_usage(run, "--%s is for --multiplex", has(&s, OPT_SLOT) ? "slot" : "take-assigned");
	/* A signal from here on has groups to remove, or counters to give back. */
	ticker_catch(has(&s, OPT_PID) || has(&s, OPT_CGROUP) || s.view.multiplex);
	status = track_open(&s.track, run, &track_options);
	if (!status && run->dry_run)
		track_show(&s.track, run);
	else if (!status)
		status = run_stream(&s);
	status = track_close(&s.track, run, status);
	status = rotation_close(&s.rotation, status);
	replace_free(&s.replace);
	totals_free(&s.totals);
	resctrl_monitor_close(s.monitor);
	return status;
}

static const struct view_column created_columns[] = {
	{ .key = "group", .title = "WOULD CREATE" },
	{ .key = "origin", .title = "FOR TASKS OF" },
	{ .key = "tasks", .title = "TASKS", .wrap = true },
	{ .title = NULL },
};

static const struct view_column read_columns[] = {
	{ .key = "group", .title = "WOULD READ" },
	{ .title = NULL },
};

/* Of a dry run; the samples of others are printed as they come. */
static const struct view_block view[] = {
	{ .kind = VIEW_TABLE, .when = "dry_run", .path = "groups", .rows = "created", .expand = "moves",
	  .columns = created_columns },
	{ .kind = VIEW_TABLE, .when = "dry_run", .path = "groups", .rows = "!created", .columns = read_columns },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_monitor = {
	.name = "monitor",
	.summary = "print what groups use, again and again",
	.details = "GROUP is a name or a pattern: 'web*' for control groups, 'web/*' for the monitor\n"
		   "groups of web, '*/*' for all monitor groups. Groups that are made later join in.\n"
		   "Without GROUP all groups. With --pid or --cgroup what some tasks use: in monitor groups\n"
		   "that are made for them, and removed at the end.",
	.args = "[GROUP...]",
	.max_operands = COMMAND_ANY_OPERANDS,
	.mutating = true,
	.view = view,
	.options = options,
	.exclusive = exclusive,
	.run = run_monitor,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl follow RULES [--check PID]
 *
 * With --json one document a line, each with
 * data: {"kind": "placed", "pid": 4711, "command": "nginx", "group": "web", "rule": 3, "late": false, "message": "..."}
 * kind: started; placed; missed (it had ended before it could be looked at or moved); failed (with reason); lost;
 * unmounted (processes count as failed until it is), mounted; reloaded; reload_failed (with reason); stopped, with the
 * counts seen, placed, already, unmatched, missed and failed, where the first is the sum of the others. rule: the line in
 * RULES. late: it ran already.
 *
 * With --check one document:
 * data: {"pid": 4711, "command": "nginx", "executable": "/usr/sbin/nginx", "user": "33", "cgroup": "/web",
 *   "parent_group": "/", "group": "/", "target": "web", "rule": 3,
 *   "rules": [{"line": 3, "group": "web", "matches": true, "failed": null}], "message": "..."}
 * failed: the first condition that does not hold. target and rule: null where no rule holds.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <resctrl/events.h>
#include <resctrl/tasks.h>

#include "command.h"
#include "commands.h"
#include "fail.h"
#include "out.h"
#include "privileges.h"
#include "rules.h"
#include "run.h"
#include "tree.h"
#include "waiter.h"

enum { OPT_CHECK, NUM_OPTS };

static const struct option_entry options[] = {
	[OPT_CHECK] = { .name = "check", .type = OPTION_NUMBER, .arg = "PID",
			.help = "say which rule holds for a running process, and change nothing" },
	[NUM_OPTS] = { .name = NULL },
};

/* Processes that are looked at before any is moved: a move costs about as much for many as for one. */
#define BATCH 64

struct candidate {
	pid_t pid;
	bool late;
	const struct rule *rule;	/* NULL: done with */
	char command[64];
};

struct follow {
	struct rctl_run *run;
	struct resctrl_events *events;
	const char *path;
	struct rules rules;
	struct facts facts;
	struct candidate batch[BATCH];
	size_t num;
	uint64_t seen, placed, already, unmatched, missed, failed;
	bool is_unmounted;
};

/* ---- what is printed ---- */

static struct json_object *new_data(struct follow *f, const char *kind)
{
	struct json_object *data = run_new_data(f->run);

	tree_set_text(data, "kind", kind);
	return data;
}

/* REASON may be NULL. */
static void tell(struct follow *f, const char *kind, const struct candidate *c, const char *reason)
{
	struct json_object *data = new_data(f, kind);

	tree_set_number(data, "pid", (uint64_t)c->pid);
	tree_set_text(data, "command", *c->command ? c->command : NULL);
	tree_set_text(data, "group", c->rule ? c->rule->group : NULL);
	tree_set(data, "rule", c->rule ? tree_new_number(c->rule->line) : NULL);
	tree_set_bool(data, "late", c->late);
	if (reason)
		tree_set_text(data, "reason", reason);
	if (!strcmp(kind, "placed"))
		tree_set_message(data, "%d (%s) is in %s now, by line %u%s", c->pid, c->command, c->rule->group,
			    c->rule->line, c->late ? "; it ran already" : "");
	else
		tree_set_message(data, "%d%s%s%s %s: %s", c->pid, *c->command ? " (" : "", c->command,
			    *c->command ? ")" : "", !strcmp(kind, "missed") ? "was missed" : "was not placed",
			    reason);
	out_event(f->run);
}

static void tell_rules(struct follow *f, const char *kind)
{
	struct json_object *data = new_data(f, kind);

	tree_set_number(data, "num_rules", f->rules.num);
	tree_set_message(data, "%s: %zu rules from %s", kind, f->rules.num, f->path);
	out_event(f->run);
}

static void tell_counts(struct follow *f)
{
	struct json_object *data = new_data(f, "stopped");

	tree_set_number(data, "seen", f->seen);
	tree_set_number(data, "placed", f->placed);
	tree_set_number(data, "already", f->already);
	tree_set_number(data, "unmatched", f->unmatched);
	tree_set_number(data, "missed", f->missed);
	tree_set_number(data, "failed", f->failed);
	tree_set_message(data, "stopped: %" PRIu64 " processes seen: %" PRIu64 " placed, %" PRIu64 " in their group already, "
		    "%" PRIu64 " without a rule, %" PRIu64 " missed, %" PRIu64 " failed", f->seen, f->placed,
		    f->already, f->unmatched, f->missed, f->failed);
	out_event(f->run);
}

/* ---- placing ---- */

static void miss(struct follow *f, const struct candidate *c, const char *reason)
{
	f->missed++;
	tell(f, "missed", c, reason);
}

static void not_placed(struct follow *f, const struct candidate *c, int err, const char *reason)
{
	if (err == ESRCH) {
		miss(f, c, "it ended before it could be moved");
		return;
	}
	f->failed++;
	tell(f, "failed", c, reason);
}

/* Told when it changes, and not of every process: a busy machine starts thousands. */
static void note_unmounted(struct follow *f, bool is_unmounted)
{
	if (is_unmounted == f->is_unmounted)
		return;
	f->is_unmounted = is_unmounted;
	tree_set_message(new_data(f, is_unmounted ? "unmounted" : "mounted"), "%s", is_unmounted ?
			 "resctrl is not mounted: processes stay where they are until it is" :
			 "resctrl is mounted again");
	out_event(f->run);
}

/* Looks at a process and adds it to the batch if it must be moved. */
static void consider(struct follow *f, pid_t pid, bool late)
{
	struct candidate *c = &f->batch[f->num];
	int err;

	*c = (struct candidate){ .pid = pid, .late = late };
	f->seen++;
	err = facts_read(pid, f->rules.needs, &f->facts);
	if (err == -ESRCH) {
		miss(f, c, "it ended before it could be looked at");
		return;
	}
	snprintf(c->command, sizeof(c->command), "%.60s", f->facts.values[FACT_COMMAND]);
	note_unmounted(f, err == -ENOENT);
	if (err == -ENOENT) {
		f->failed++;
		return;
	}
	if (err) {
		not_placed(f, c, -err, strerror(-err));
		return;
	}
	c->rule = rules_match(&f->rules, &f->facts);
	if (!c->rule)
		f->unmatched++;
	else if (!strcmp(c->rule->group, RULE_LEAVE) || !strcmp(c->rule->group, f->facts.group))
		f->already++;
	else
		f->num++;
}

/* The error of one of the threads of PID that could not be moved; 0 where all were. */
static int find_missed(const struct resctrl_tasks *tasks, pid_t pid, const char **reason)
{
	for (size_t i = 0; i < resctrl_tasks_get_num_missed(tasks); i++) {
		if (resctrl_tasks_get_missed(tasks, i) != pid)
			continue;
		*reason = resctrl_tasks_get_missed_reason(tasks, i);
		return resctrl_tasks_get_missed_errno(tasks, i);
	}
	return 0;
}

/* All of the batch that go where the first one goes. */
static void move_like(struct follow *f, size_t first)
{
	const char *group = f->batch[first].rule->group, *reason;
	struct resctrl_tasks *tasks;
	int rc, err;

	if (resctrl_tasks_new(&tasks))
		tree_no_memory();
	for (size_t i = first; i < f->num; i++) {
		if (f->batch[i].rule && !strcmp(f->batch[i].rule->group, group) &&
		    resctrl_tasks_set(tasks, f->batch[i].pid, RESCTRL_TASK_PROCESS))
			tree_no_memory();
	}
	rc = resctrl_tasks_assign(f->run->ctx, tasks, group, 0);
	for (size_t i = first; i < f->num; i++) {
		struct candidate *c = &f->batch[i];

		if (!c->rule || strcmp(c->rule->group, group))
			continue;
		err = find_missed(tasks, c->pid, &reason);
		if (!err && rc < 0 && !resctrl_tasks_get_num_assigned(tasks)) {
			err = -rc;
			reason = resctrl_error_get_cause(resctrl_ctx_get_error(f->run->ctx));
		}
		if (err) {
			not_placed(f, c, err, reason);
		} else {
			f->placed++;
			tell(f, "placed", c, NULL);
		}
		/* The group's name stays with the rule. */
		if (i != first)
			c->rule = NULL;
	}
	f->batch[first].rule = NULL;
	resctrl_tasks_free(tasks);
}

static void flush(struct follow *f)
{
	for (size_t i = 0; i < f->num; i++) {
		if (f->batch[i].rule)
			move_like(f, i);
	}
	/* An open directory would keep resctrl from being unmounted. */
	if (f->num)
		resctrl_ctx_release(f->run->ctx);
	f->num = 0;
}

/* ---- the loop ---- */

static void take(struct follow *f, const struct resctrl_notice *notice)
{
	enum resctrl_notice_kind kind = resctrl_notice_get_kind(notice);

	if (kind == RESCTRL_NOTICE_LOST) {
		tree_set_message(new_data(f, "lost"), "events were lost: every process there is is looked at");
		out_event(f->run);
	} else if (kind == RESCTRL_NOTICE_PROCESS_EXEC || kind == RESCTRL_NOTICE_PROCESS_FOUND) {
		consider(f, resctrl_notice_get_pid(notice), kind == RESCTRL_NOTICE_PROCESS_FOUND);
	}
	if (f->num == BATCH)
		flush(f);
}

static int reload(struct follow *f)
{
	struct rules_error error;
	struct json_object *data;

	flush(f);
	if (rules_load(f->path, &f->rules, &error)) {
		data = new_data(f, "reload_failed");
		tree_set_text(data, "reason", error.text);
		tree_set_message(data, "the rules stay as they were: %s, line %u: %s", f->path, error.line, error.text);
		out_event(f->run);
		return 0;
	}
	tell_rules(f, "reloaded");
	return resctrl_events_rescan(f->events, RESCTRL_SOURCE_EXECS);
}

static int loop(struct follow *f)
{
	int rc = resctrl_events_rescan(f->events, RESCTRL_SOURCE_EXECS);
	const struct resctrl_notice *notice;
	enum waiter_result signal;

	while (rc >= 0 && !f->run->write_errno) {
		rc = resctrl_events_next(f->events, &notice);
		if (rc > 0) {
			take(f, notice);
			signal = waiter_check();
		} else {
			flush(f);
			signal = waiter_wait(resctrl_events_get_fd(f->events));
		}
		if (signal == WAITER_STOP)
			break;
		if (signal == WAITER_RELOAD && rc >= 0)
			rc = reload(f);
	}
	flush(f);
	return rc < 0 ? fail_library(f->run, rc) : RCTL_EXIT_DONE;
}

static const struct fail_cause no_groups = {
	RCTL_EXIT_NOT_SUPPORTED, "not_supported", EOPNOTSUPP,
	"the kernel does not tell which group a process is in (no /proc/PID/cpu_resctrl_groups)",
	"it takes a kernel built with CONFIG_PROC_CPU_RESCTRL; \"rctl doctor\" says what else is missing",
};

static int follow(struct follow *f)
{
	int rc, status;

	if (!facts_tell_groups())
		return fail_here(f->run, "follow processes", &no_groups);
	waiter_start(true);
	rc = resctrl_events_open(f->run->ctx, RESCTRL_SOURCE_EXECS, &f->events);
	if (rc < 0)
		return fail_library(f->run, rc);
	/* What is left serves to read which programs others run. Moving tasks is the right of root's files. */
	rc = privileges_drop(CAP_SYS_PTRACE);
	if (rc)
		run_add_warning(f->run, "privileges", "capabilities cannot be dropped: %s", strerror(-rc));
	tell_rules(f, "started");
	status = loop(f);
	resctrl_events_close(f->events);
	if (f->run->write_errno == EPIPE)
		f->run->write_errno = 0;
	else if (!f->run->write_errno && !status)
		tell_counts(f);
	return status;
}

/* ---- --check ---- */

static int no_process(struct rctl_run *run, pid_t pid, int err)
{
	struct fail_cause cause = { RCTL_EXIT_FAILED, "failed", -err, strerror(-err), NULL };
	char text[64];

	if (err == -ESRCH) {
		snprintf(text, sizeof(text), "there is no process %d", pid);
		cause.code = "no_task";
		cause.cause = text;
		cause.fix = "give the id of a running process";
	} else if (err == -ENOENT) {
		cause = (struct fail_cause){ RCTL_EXIT_NOT_SUPPORTED, "not_mounted", ENOENT,
					     "resctrl is not mounted",
					     "mount it with \"rctl mount\" (as root)" };
	} else if (err == -EOPNOTSUPP) {
		cause = no_groups;
	}
	return fail_here(run, "look at the process", &cause);
}

static void add_rules(struct follow *f, struct json_object *data)
{
	struct json_object *rules = tree_new_array();

	for (size_t i = 0; i < f->rules.num; i++) {
		const struct rule *rule = &f->rules.items[i];
		enum fact_key failed = rule_match(rule, &f->facts);
		struct json_object *object = tree_new_object();

		tree_set_number(object, "line", rule->line);
		tree_set_text(object, "group", rule->group);
		tree_set_bool(object, "matches", failed == NUM_FACTS);
		tree_set_text(object, "failed", failed == NUM_FACTS ? NULL : rule_key_name(failed));
		tree_push(rules, object);
	}
	tree_set(data, "rules", rules);
}

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

static void add_facts(struct json_object *data, const struct facts *facts)
{
	tree_set_number(data, "pid", (uint64_t)facts->pid);
	tree_set_text(data, "command", facts->values[FACT_COMMAND]);
	tree_set_text(data, "executable", or_null(facts->values[FACT_EXECUTABLE]));
	tree_set_text(data, "user", or_null(facts->values[FACT_USER]));
	tree_set_text(data, "cgroup", or_null(facts->values[FACT_CGROUP]));
	tree_set_text(data, "parent_group", or_null(facts->values[FACT_PARENT_GROUP]));
	tree_set_text(data, "group", facts->group);
}

static const struct fail_cause no_live = {
	RCTL_EXIT_NOT_SUPPORTED, "not_supported", EOPNOTSUPP, "in a recorded tree no processes run",
	"leave out --sysroot to look at the running machine",
};

static int check(struct follow *f, uint64_t number)
{
	static const bool all[NUM_FACTS] = { true, true, true, true, true };
	struct json_object *data;
	const struct rule *rule;
	pid_t pid = number > INT_MAX ? INT_MAX : (pid_t)number;
	int err;

	if (f->run->sysroot)
		return fail_here(f->run, "look at the process", &no_live);
	err = facts_read(pid, all, &f->facts);
	if (err)
		return no_process(f->run, pid, err);
	data = run_new_data(f->run);
	add_facts(data, &f->facts);
	add_rules(f, data);
	rule = rules_match(&f->rules, &f->facts);
	tree_set_text(data, "target", rule ? rule->group : NULL);
	tree_set(data, "rule", rule ? tree_new_number(rule->line) : NULL);
	if (!rule)
		tree_set_message(data, "%d (%s) is in %s; no rule holds, it stays there", pid,
			    f->facts.values[FACT_COMMAND], f->facts.group);
	else if (!strcmp(rule->group, RULE_LEAVE))
		tree_set_message(data, "%d (%s) is in %s; line %u says to leave it there", pid,
			    f->facts.values[FACT_COMMAND], f->facts.group, rule->line);
	else
		tree_set_message(data, "%d (%s) is in %s; line %u says %s", pid, f->facts.values[FACT_COMMAND],
			    f->facts.group, rule->line, rule->group);
	return RCTL_EXIT_DONE;
}

/* ---- */

static int bad_rules(struct rctl_run *run, const char *path, const struct rules_error *error, int err)
{
	struct fail_cause cause = { RCTL_EXIT_FAILED, "failed", -err, NULL,
				    "RULES is the path of a file that this user may read" };
	char text[600];

	if (error->line)
		snprintf(text, sizeof(text), "line %u of %.200s: %s", error->line, path, error->text);
	else
		snprintf(text, sizeof(text), "%.200s: %s", path, error->text);
	cause.cause = text;
	if (err == -EINVAL) {
		cause.status = RCTL_EXIT_USAGE;
		cause.code = "invalid";
		cause.fix = "rctl-follow(1) has the form of rules";
	} else if (err == -EACCES) {
		cause.status = RCTL_EXIT_PERMISSION;
		cause.code = "permission";
	}
	return fail_here(run, "read the rules", &cause);
}

static int run_follow(struct rctl_run *run)
{
	uint64_t pid = args_number(&run->args, &options[OPT_CHECK], 0);
	struct rules_error error = { 0 };
	struct follow *f = calloc(1, sizeof(*f));	/* too large for the stack */
	int status, err;

	if (!f)
		tree_no_memory();
	f->run = run;
	f->path = run->args.operands[0];
	err = rules_load(f->path, &f->rules, &error);
	if (err)
		status = bad_rules(run, f->path, &error, err);
	else
		status = pid ? check(f, pid) : follow(f);
	rules_free(&f->rules);
	free(f);
	return status;
}

static const struct view_column columns[] = {
	{ .key = "line", .title = "LINE", .format = VIEW_RIGHT },
	{ .key = "group", .title = "GROUP" },
	{ .key = "matches", .title = "HOLDS", .format = VIEW_YES_NO },
	{ .key = "failed", .title = "BECAUSE OF" },
	{ .title = NULL },
};

static const struct view_block view[] = {
	{ .kind = VIEW_TABLE, .path = "rules", .when = "!kind", .columns = columns },
	{ .kind = VIEW_LINE, .text = "{message}" },
	{ .kind = VIEW_END },
};

const struct rctl_command cmd_follow = {
	.name = "follow",
	.summary = "place processes into groups as they start, by rules",
	.details = "RULES is a file of lines GROUP KEY=PATTERN...; SIGHUP reads it again.",
	.args = "RULES",
	.min_operands = 1,
	.max_operands = 1,
	.options = options,
	.view = view,
	.run = run_follow,
};

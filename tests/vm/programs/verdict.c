/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compares the library's verdict on generated writes with that of the running kernel, both ways.
 *
 * verdict [WRITES [SEED [GROUPS]]]: makes up to GROUPS groups (3), then WRITES random changes of these and of the
 * default group, good and bad: schemata, mode, CPUs, tasks, I/O allocation, and whole groups created as one act. Before
 * each one the library is asked (a dry run), then the kernel: the write itself, as text, past the library; a group is
 * created without the library's check. Prints a line for each difference and the counts per kind; exits 1 where there
 * was one.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <resctrl.h>

#define MOST_GROUPS 4
#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

enum kind {
	RUN,			/* a mask of one run */
	HOLES,			/* any mask */
	EMPTY_MASK,
	WIDE_MASK,		/* bits that the cache does not have */
	NO_MASK,		/* no hexadecimal digits */
	BANDWIDTH,		/* a number around and in the range */
	NO_BANDWIDTH,		/* no number, or more than 32 bits */
	NO_DOMAIN,		/* an id that does not exist */
	TWICE,			/* the same domain twice */
	NO_SCHEMA,
	BLANKS,			/* where the kernel takes them, and where not */
	MODE,
	CPUS,			/* lists good and bad, for control groups and monitor groups */
	TASK,			/* a task into a control group or a monitor group */
	IO_ALLOC,		/* on and off */
	IO_MASKS,
	CREATE,			/* a group with some of schemata, mode, CPUs and a task */
	NUM_KINDS,
};

static const char *const kind_names[] = {
	"run of bits", "mask with holes", "empty mask", "mask too wide", "not a mask", "bandwidth",
	"not a bandwidth", "unknown domain", "domain twice", "unknown schema", "blanks", "mode", "CPUs",
	"task", "io_alloc", "io_alloc masks", "create",
};

struct bed {
	struct resctrl_ctx *ctx;
	struct resctrl_info *info;
	const char *root;
	const char *groups[MOST_GROUPS];
	size_t num_groups, most_groups;
	bool has_mon;		/* each of the groups has a monitor group m */
	pid_t child;		/* a task to move about */
	uint64_t random;
	char why[640];		/* the library's words, when it refused last */
	unsigned long accepted[NUM_KINDS], refused[NUM_KINDS], different;
};

/* xorshift64: the same writes for the same seed, everywhere. */
static uint64_t below(struct bed *bed, uint64_t limit)
{
	bed->random ^= bed->random << 13;
	bed->random ^= bed->random >> 7;
	bed->random ^= bed->random << 17;
	return bed->random % limit;
}

static void die(struct bed *bed, const char *what)
{
	const struct resctrl_error *e = resctrl_ctx_get_error(bed->ctx);

	fprintf(stderr, "verdict: cannot %s: %s\n", what, resctrl_error_get_cause(e));
	exit(2);
}

/* ---- making up a write ---- */

static const struct resctrl_schema *pick_schema(struct bed *bed, enum resctrl_schema_kind kind)
{
	size_t num = resctrl_info_get_num_schemas(bed->info), at = below(bed, num);

	for (size_t i = 0; i < num; i++) {
		const struct resctrl_schema *s = resctrl_info_get_schema(bed->info, (at + i) % num);

		if (resctrl_schema_get_kind(s) == kind)
			return s;
	}
	return NULL;
}

static uint64_t pick_domain(struct bed *bed, const struct resctrl_schema *s)
{
	return resctrl_schema_get_domain(s, below(bed, resctrl_schema_get_num_domains(s)));
}

static uint64_t make_run(struct bed *bed, uint64_t whole)
{
	unsigned int ways = (unsigned int)__builtin_popcountll(whole);
	/* Mostly short: long ones overlap nearly always, and then no group ever becomes exclusive. */
	unsigned int want = 1 + (unsigned int)below(bed, below(bed, 4) ? (ways + 3) / 4 : ways);
	unsigned int shift = (unsigned int)below(bed, ways - want + 1);

	return (want == 64 ? UINT64_MAX : (UINT64_C(1) << want) - 1) << shift;
}

static void make_mask(struct bed *bed, enum kind kind, const struct resctrl_schema *s, char *value,
		      size_t size)
{
	static const char *const bad[] = { "zz", "0x", "-1", "f_f", "1ffffffffffffffff" };
	uint64_t whole = 0;

	resctrl_schema_get_cbm_mask(s, &whole);
	switch (kind) {
	case HOLES:
		snprintf(value, size, "%" PRIx64, below(bed, whole) + 1);
		break;
	case EMPTY_MASK:
		snprintf(value, size, "%s", below(bed, 2) ? "0" : "0x0");
		break;
	case WIDE_MASK:
		snprintf(value, size, "%" PRIx64, (whole + 1) << below(bed, 8) | below(bed, whole));
		break;
	case NO_MASK:
		snprintf(value, size, "%s", bad[below(bed, ARRAY_SIZE(bad))]);
		break;
	default:
		snprintf(value, size, "%s%" PRIx64, below(bed, 2) ? "0x" : "", make_run(bed, whole));
	}
}

static void make_bandwidth(struct bed *bed, enum kind kind, const struct resctrl_schema *s, char *value,
			   size_t size)
{
	static const char *const bad[] = { "x", "-5", "0x10", "4294967296", "99999999999999999999" };
	uint64_t max = 100;

	if (kind == NO_BANDWIDTH) {
		snprintf(value, size, "%s", bad[below(bed, ARRAY_SIZE(bad))]);
		return;
	}
	resctrl_schema_get_max_bandwidth(s, &max);
	snprintf(value, size, "%" PRIu64, below(bed, max + max / 4 + 1));
}

static bool is_about_bandwidth(enum kind kind)
{
	return kind == BANDWIDTH || kind == NO_BANDWIDTH;
}

/* A line of schemata, without newline. False where this machine cannot have one of that kind. */
static bool make_line(struct bed *bed, enum kind kind, char *line, size_t size)
{
	enum resctrl_schema_kind want = is_about_bandwidth(kind) ? RESCTRL_SCHEMA_BANDWIDTH :
								   RESCTRL_SCHEMA_CACHE;
	const struct resctrl_schema *s = pick_schema(bed, want);
	char value[40], more[40];
	const char *name;
	uint64_t domain;

	if (!s)
		return false;
	name = resctrl_schema_get_name(s);
	domain = pick_domain(bed, s);
	if (want == RESCTRL_SCHEMA_CACHE) {
		make_mask(bed, kind, s, value, sizeof(value));
		make_mask(bed, RUN, s, more, sizeof(more));
	} else {
		make_bandwidth(bed, kind, s, value, sizeof(value));
		snprintf(more, sizeof(more), "%s", value);
	}
	switch (kind) {
	case NO_DOMAIN:
		snprintf(line, size, "%s:%" PRIu64 "=%s", name, 50 + below(bed, 50), value);
		break;
	case TWICE:
		snprintf(line, size, "%s:%" PRIu64 "=%s;%" PRIu64 "=%s", name, domain, value, domain, more);
		break;
	case NO_SCHEMA:
		snprintf(line, size, "L9:%" PRIu64 "=%s", domain, value);
		break;
	case BLANKS:
		if (below(bed, 2))
			snprintf(line, size, "  %s :%" PRIu64 "= %s", name, domain, value);
		else
			snprintf(line, size, "%s: %" PRIu64 "=%s", name, domain, value);
		break;
	default:
		if (below(bed, 3) || resctrl_schema_get_num_domains(s) < 2)
			snprintf(line, size, "%s:%" PRIu64 "=%s", name, domain, value);
		else
			snprintf(line, size, "%s:%" PRIu64 "=%s;%" PRIu64 "=%s", name,
				 resctrl_schema_get_domain(s, 0), value, resctrl_schema_get_domain(s, 1), more);
	}
	return true;
}

/* ---- the two verdicts ---- */

static int ask_kernel(struct bed *bed, const char *group, const char *file, const char *text)
{
	char path[300];
	ssize_t n;
	int fd, err;

	snprintf(path, sizeof(path), "%s/%s/%s", bed->root, group, file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		die(bed, path);
	n = write(fd, text, strlen(text));
	err = n < 0 ? -errno : 0;
	close(fd);
	return err;
}

static int ask_library(struct bed *bed, const char *group, const char *line)
{
	struct resctrl_change *change;
	int err;

	if (resctrl_change_new(bed->ctx, group, &change))
		die(bed, "start a change set");
	err = resctrl_change_set(change, line);
	if (!err)
		err = resctrl_change_apply(change, RESCTRL_DRY_RUN);
	resctrl_change_free(change);
	return err;
}

/* Keeps what the library says to ERR, before it is asked something else. */
static int keep(struct bed *bed, int err)
{
	const char *cause = resctrl_error_get_cause(resctrl_ctx_get_error(bed->ctx));

	snprintf(bed->why, sizeof(bed->why), "%s", err && cause ? cause : "");
	return err;
}

static void print_status(struct bed *bed)
{
	char path[300], text[520];
	FILE *f;

	snprintf(path, sizeof(path), "%s/info/last_cmd_status", bed->root);
	f = fopen(path, "re");
	while (f && fgets(text, sizeof(text), f))
		printf("    kernel: %s", text);
	if (f)
		fclose(f);
}

static void compare(struct bed *bed, enum kind kind, const char *group, const char *text, int ours,
		    int kernels)
{
	if (kernels)
		bed->refused[kind]++;
	else
		bed->accepted[kind]++;
	if (!ours == !kernels)
		return;
	bed->different++;
	printf("different: %s of %s, \"%s\": the library %s, the kernel %s\n", kind_names[kind], group, text,
	       ours ? "refuses" : "accepts", kernels ? strerror(-kernels) : "accepts");
	if (ours)
		printf("    library: %s\n", bed->why);
	print_status(bed);
}

static void try_mode(struct bed *bed, const char *group)
{
	const char *mode = below(bed, 4) ? "exclusive" : "shareable";
	char text[20];
	int ours, kernels;

	ours = keep(bed, resctrl_group_set_mode(bed->ctx, group, mode, RESCTRL_DRY_RUN));
	snprintf(text, sizeof(text), "%s\n", mode);
	kernels = ask_kernel(bed, group, "mode", text);
	compare(bed, MODE, group, mode, ours, kernels);
}

/* False where this machine cannot have a write of that kind. */
static bool try_line(struct bed *bed, enum kind kind, const char *group)
{
	char line[200], text[202];
	int ours, kernels;

	/* No file tells the maximum of an absolute scale: the library takes it from an unlimited default group. */
	if (is_about_bandwidth(kind) && !strcmp(group, "/"))
		group = bed->groups[bed->num_groups - 1];
	if (is_about_bandwidth(kind) && bed->num_groups == 1)
		return false;
	if (!make_line(bed, kind, line, sizeof(line)))
		return false;
	ours = keep(bed, ask_library(bed, group, line));
	snprintf(text, sizeof(text), "%s\n", line);
	kernels = ask_kernel(bed, group, "schemata", text);
	compare(bed, kind, group, line, ours, kernels);
	return true;
}

/* The directory of GROUP, or with MON of the monitor group below it, from the root; its name for the library. */
static void name_group(const char *group, bool mon, char *dir, char *name, size_t size)
{
	const char *ctrl = strcmp(group, "/") ? group : "";

	snprintf(dir, size, "%s%s", ctrl, mon ? "/mon_groups/m" : "");
	snprintf(name, size, mon ? "%s/m" : "%s", mon ? ctrl : group);
}

static void make_cpus(struct bed *bed, char *list, size_t size)
{
	static const char *const odd[] = { "", "all", "N", "0-N:1/2", "1-0", "0-", "x", "0,,1", " 1", "4096",
					   "4294967296", "0-1:3/2", "1:1/2", "0x1", "-1", "0 1" };
	unsigned long cpus = (unsigned long)sysconf(_SC_NPROCESSORS_CONF);

	if (!below(bed, 3))
		snprintf(list, size, "%s", odd[below(bed, ARRAY_SIZE(odd))]);
	else if (below(bed, 2))
		snprintf(list, size, "%" PRIu64, below(bed, cpus + 1));
	else
		snprintf(list, size, "%" PRIu64 "-%" PRIu64, below(bed, cpus), below(bed, cpus + 1));
}

static void try_cpus(struct bed *bed, const char *group)
{
	char dir[100], name[100], list[48], text[50];
	bool mon = bed->has_mon && below(bed, 2);
	int ours, kernels;

	name_group(group, mon, dir, name, sizeof(dir));
	make_cpus(bed, list, sizeof(list));
	/* That monitor groups lose their CPUs is the library's own worry. */
	ours = keep(bed, resctrl_group_assign_cpus(bed->ctx, name, list, RESCTRL_DRY_RUN | RESCTRL_FORCE));
	snprintf(text, sizeof(text), "%s\n", list);
	kernels = ask_kernel(bed, dir, "cpus_list", text);
	compare(bed, CPUS, name, list, ours, kernels);
}

static void try_task(struct bed *bed, const char *group)
{
	bool mon = bed->has_mon && below(bed, 2);
	char dir[100], name[100], text[20];
	struct resctrl_tasks *tasks;
	int ours, kernels;
	/* Now and then one that does not exist. */
	pid_t pid = below(bed, 8) ? bed->child : 4000000;

	name_group(group, mon, dir, name, sizeof(dir));
	if (resctrl_tasks_new(&tasks) || resctrl_tasks_set(tasks, pid, RESCTRL_TASK_THREAD))
		die(bed, "name a task");
	ours = keep(bed, resctrl_tasks_assign(bed->ctx, tasks, name, RESCTRL_DRY_RUN));
	resctrl_tasks_free(tasks);
	snprintf(text, sizeof(text), "%d", pid);
	kernels = ask_kernel(bed, dir, "tasks", text);
	compare(bed, TASK, name, text, ours, kernels);
}

/* I/O allocation takes bits and a class, so it is changed often where there is any. False where there is none. */
static bool try_io_alloc(struct bed *bed, enum kind kind)
{
	const struct resctrl_schema *s = pick_schema(bed, RESCTRL_SCHEMA_CACHE);
	const char *name = s ? resctrl_schema_get_name(s) : NULL;
	char dir[100], value[40], text[60];
	bool on = below(bed, 3);
	int ours, kernels;

	if (!s || !resctrl_schema_get_io_alloc(s) || !strcmp(resctrl_schema_get_io_alloc(s), "not supported"))
		return false;
	snprintf(dir, sizeof(dir), "info/%s", name);
	if (kind == IO_ALLOC) {
		ours = keep(bed, resctrl_io_alloc_set(bed->ctx, name, on, RESCTRL_DRY_RUN));
		kernels = ask_kernel(bed, dir, "io_alloc", on ? "1\n" : "0\n");
		compare(bed, kind, name, on ? "on" : "off", ours, kernels);
		return true;
	}
	make_mask(bed, below(bed, 3) ? RUN : (enum kind)below(bed, NO_MASK), s, value, sizeof(value));
	if (below(bed, 2))
		snprintf(text, sizeof(text), "%" PRIu64 "=%s", below(bed, 8) ? pick_domain(bed, s) : 77, value);
	else
		snprintf(text, sizeof(text), "*=%s", value);
	ours = keep(bed, resctrl_io_alloc_set_masks(bed->ctx, name, text, RESCTRL_DRY_RUN));
	strcat(text, "\n");
	kernels = ask_kernel(bed, dir, "io_alloc_cbm", text);
	compare(bed, kind, name, text, ours, kernels);
	return true;
}

/* A configuration with some of everything; TEXT says what. */
static struct resctrl_group_config *make_config(struct bed *bed, char *text, size_t size)
{
	static const enum kind kinds[] = { RUN, RUN, RUN, HOLES, BANDWIDTH, WIDE_MASK, NO_DOMAIN };
	bool mon = bed->has_mon && !below(bed, 3);
	const char *above = bed->groups[below(bed, bed->num_groups)];
	char name[100], line[200] = "", cpus[48] = "";
	const char *mode = below(bed, 3) ? NULL : "exclusive";
	struct resctrl_group_config *c;
	struct resctrl_tasks *tasks;
	bool task = !below(bed, 3);

	snprintf(name, sizeof(name), mon ? "%s/new" : "%snew", mon && strcmp(above, "/") ? above : "");
	if (resctrl_group_config_new(&c) || resctrl_group_config_set_name(c, name) ||
	    resctrl_group_config_set_wait(c, 5000))
		die(bed, "name a group");
	if (!mon && below(bed, 4) && make_line(bed, kinds[below(bed, ARRAY_SIZE(kinds))], line, sizeof(line)))
		resctrl_group_config_set_schemata(c, line);
	if (!mon && mode)
		resctrl_group_config_set_mode(c, mode);
	if (!below(bed, 3))
		make_cpus(bed, cpus, sizeof(cpus));
	if (*cpus)
		resctrl_group_config_set_cpus(c, cpus);
	if (task && !resctrl_tasks_new(&tasks)) {
		resctrl_tasks_set(tasks, bed->child, RESCTRL_TASK_PROCESS);
		resctrl_group_config_set_tasks(c, tasks);
		resctrl_tasks_free(tasks);
	}
	snprintf(text, size, "%s: schemata \"%s\", mode %s, CPUs \"%s\"%s", name, line,
		 !mon && mode ? mode : "not asked", cpus, task ? ", a task" : "");
	return c;
}

/*
 * Ids in limbo come back later than anyone waits here. On Arm each control group has a few monitoring ids of its own;
 * how many the kernel says only by refusing the next one.
 */
static bool no_file_tells(enum resctrl_error_code code, int ours)
{
#ifdef __aarch64__
	if (code == RESCTRL_ERROR_NO_RMID && !ours)
		return true;
#else
	(void)ours;
#endif
	return code == RESCTRL_ERROR_RMID_LIMBO;
}

/* False where the verdicts cannot be compared. */
static bool try_create(struct bed *bed)
{
	struct resctrl_group_config *c;
	char text[500], name[100];
	int ours, kernels;

	c = make_config(bed, text, sizeof(text));
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(text, ":"), text);
	ours = keep(bed, resctrl_group_create(bed->ctx, c, RESCTRL_DRY_RUN, NULL));
	kernels = resctrl_group_create(bed->ctx, c, RESCTRL_NO_CHECK, NULL);
	if (kernels && no_file_tells(resctrl_error_get_code(resctrl_ctx_get_error(bed->ctx)), ours)) {
		resctrl_group_config_free(c);
		return false;
	}
	compare(bed, CREATE, name, text, ours, kernels);
	if (!kernels && resctrl_group_remove(bed->ctx, name, RESCTRL_FORCE, NULL))
		die(bed, "remove the group again");
	resctrl_group_config_free(c);
	return true;
}

/* ---- the machine ---- */

static void make_group(struct bed *bed, const char *name, int *err)
{
	struct resctrl_group_config *config;

	if (resctrl_group_config_new(&config) || resctrl_group_config_set_name(config, name))
		die(bed, "name a group");
	*err = resctrl_group_create(bed->ctx, config, 0, NULL);
	resctrl_group_config_free(config);
}

static void make_groups(struct bed *bed)
{
	static const char *const names[] = { "verdict0", "verdict1", "verdict2" };
	char mon[100];
	int err = 0;

	bed->groups[bed->num_groups++] = "/";
	for (size_t i = 0; i < ARRAY_SIZE(names) && i < bed->most_groups; i++) {
		make_group(bed, names[i], &err);
		if (err)
			break;
		bed->groups[bed->num_groups++] = names[i];
	}
	bed->has_mon = true;
	for (size_t i = 0; bed->has_mon && i < bed->num_groups; i++) {
		snprintf(mon, sizeof(mon), "%s/m", i ? bed->groups[i] : "");
		make_group(bed, mon, &err);
		bed->has_mon = !err;
	}
}

static void start_child(struct bed *bed)
{
	bed->child = fork();
	if (bed->child < 0)
		die(bed, "start a task");
	if (!bed->child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
}

static bool try_one(struct bed *bed, enum kind kind, const char *group)
{
	switch (kind) {
	case MODE:
		try_mode(bed, group);
		return true;
	case CPUS:
		try_cpus(bed, group);
		return true;
	case TASK:
		try_task(bed, group);
		return true;
	case IO_ALLOC:
	case IO_MASKS:
		return try_io_alloc(bed, kind);
	case CREATE:
		return try_create(bed);
	default:
		return try_line(bed, kind, group);
	}
}

static void run(struct bed *bed, unsigned long writes)
{
	for (unsigned long done = 0; done < writes;) {
		const char *group = bed->groups[below(bed, bed->num_groups)];
		/* Half of the writes are such as the kernel may well take. */
		enum kind kind = below(bed, 2) ? RUN : (enum kind)below(bed, NUM_KINDS);

		if (!below(bed, 8))
			kind = MODE;
		if (!below(bed, 6))
			kind = CREATE;
		done += try_one(bed, kind, group);
	}
}

static int report(const struct bed *bed)
{
	unsigned long total = 0;

	for (int i = 0; i < NUM_KINDS; i++) {
		printf("%-16s %5lu accepted %5lu refused\n", kind_names[i], bed->accepted[i], bed->refused[i]);
		total += bed->accepted[i] + bed->refused[i];
	}
	printf("%lu writes, %lu different\n", total, bed->different);
	return bed->different ? 1 : 0;
}

int main(int argc, char **argv)
{
	struct bed bed = { .random = argc > 2 ? strtoull(argv[2], NULL, 10) | 1 : 1 };
	unsigned long writes = argc > 1 ? strtoul(argv[1], NULL, 10) : 300;
	struct resctrl_mount *mount;
	int status;

	if (resctrl_ctx_open(&bed.ctx))
		return 2;
	if (resctrl_mount_load(bed.ctx, &mount) || !resctrl_mount_is_mounted(mount))
		die(&bed, "find resctrl");
	bed.root = resctrl_mount_get_path(mount);
	bed.most_groups = argc > 3 ? strtoul(argv[3], NULL, 10) : MOST_GROUPS;
	make_groups(&bed);
	if (resctrl_info_load(bed.ctx, &bed.info))
		die(&bed, "read the machine's abilities");
	/* Neighbouring seeds start alike without this. */
	for (int i = 0; i < 20; i++)
		below(&bed, 2);
	start_child(&bed);
	run(&bed, writes);
	status = report(&bed);
	kill(bed.child, SIGKILL);
	resctrl_info_free(bed.info);
	resctrl_mount_free(mount);
	resctrl_ctx_unref(bed.ctx);
	return status;
}

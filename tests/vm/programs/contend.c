/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several processes on one resctrl at the same time.
 *
 * contend [SECONDS [WRITERS [READERS]]]: each writer makes a group of its own, changes it and removes it, over and
 * over; what it wrote must be in force until it writes again. Each reader takes snapshots; a writer gives every domain
 * of a schema the same value in one write and "size" follows, so that a snapshot in which they differ is torn. Now and
 * then a process is killed at any point and replaced: the others must not notice. Exits 1 where anything was lost, torn
 * or stuck.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <resctrl.h>

#define MOST_PROCESSES 64
#define STUCK_SECONDS 10	/* longer than a writer waits for the lock */

struct shared {
	unsigned long changes, snapshots, groups_seen, kills, busy, failures;
	time_t alive[MOST_PROCESSES];
};

static struct shared *shared;
static int me;

static time_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static void add(unsigned long *counter)
{
	__atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);
}

__attribute__((format(printf, 1, 2))) static void complain(const char *format, ...)
{
	char text[700];
	va_list args;

	add(&shared->failures);
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	/* One write each: lines of several processes stay whole. */
	dprintf(STDOUT_FILENO, "process %d: %s\n", me, text);
}

static void complain_of(struct resctrl_ctx *ctx, const char *what)
{
	const struct resctrl_error *e = resctrl_ctx_get_error(ctx);

	complain("%s: %s (%s)", what, resctrl_error_get_cause(e), resctrl_error_get_code_name(e));
}

/* ---- writers ---- */

/* Somebody who was killed held the ids or the lock a moment ago; all else is a failure. */
static bool is_passing(struct resctrl_ctx *ctx)
{
	switch (resctrl_error_get_code(resctrl_ctx_get_error(ctx))) {
	case RESCTRL_ERROR_BUSY:
	case RESCTRL_ERROR_RMID_LIMBO:
		add(&shared->busy);
		return true;
	default:
		return false;
	}
}

static bool change(struct resctrl_ctx *ctx, const char *name, const char *spec)
{
	struct resctrl_change *c;
	bool good = false;
	int err;

	err = resctrl_change_new(ctx, name, &c);
	if (err) {
		complain_of(ctx, "start a change");
		return false;
	}
	err = resctrl_change_set(c, spec);
	if (!err)
		err = resctrl_change_apply(c, 0);
	if (err && !is_passing(ctx))
		complain_of(ctx, "change");
	good = !err;
	for (size_t i = 0; !err && i < resctrl_change_get_num(c); i++) {
		const char *got = resctrl_change_get_effective(c, i);

		if (!got || strcmp(got, resctrl_change_get_value(c, i)))
			complain("%s: wrote %s, read back %s", name, resctrl_change_get_value(c, i),
				 got ? got : "nothing");
	}
	resctrl_change_free(c);
	return good;
}

/* Nobody else writes to NAME: what was written last must still be there. */
static void verify(struct resctrl_ctx *ctx, const char *name, unsigned int mask)
{
	struct resctrl_group *g;
	char want[20];

	if (resctrl_group_load(ctx, name, &g)) {
		complain_of(ctx, "load my own group");
		return;
	}
	snprintf(want, sizeof(want), "%x", mask);
	for (size_t i = 0; i < resctrl_schemata_get_num_lines(resctrl_group_get_schemata(g)); i++) {
		const struct resctrl_schemata *s = resctrl_group_get_schemata(g);

		if (!strcmp(resctrl_schemata_get_name(s, i), "L3") &&
		    strcmp(resctrl_schemata_get_value(s, i, 0), want))
			complain("%s lost mask %s, has %s", name, want,
				 resctrl_schemata_get_value(s, i, 0));
	}
	resctrl_group_free(g);
}

static bool create(struct resctrl_ctx *ctx, const char *name)
{
	struct resctrl_group_config *config;
	int err;

	if (resctrl_group_config_new(&config) || resctrl_group_config_set_name(config, name) ||
	    resctrl_group_config_set_schemata(config, "L3=0x1") ||
	    resctrl_group_config_set_wait(config, 3000))
		exit(2);
	/* The one before me may have been killed between creating and removing it. */
	err = resctrl_group_create(ctx, config, RESCTRL_EXIST_OK, NULL);
	resctrl_group_config_free(config);
	if (err && resctrl_error_get_code(resctrl_ctx_get_error(ctx)) == RESCTRL_ERROR_EXISTS)
		return true;
	if (err && !is_passing(ctx))
		complain_of(ctx, "create");
	return !err;
}

static void write_forever(struct resctrl_ctx *ctx)
{
	unsigned int mask = 1;
	char name[32], spec[32];

	snprintf(name, sizeof(name), "contend%d", me);
	for (;;) {
		shared->alive[me] = now();
		if (!create(ctx, name))
			continue;
		for (int i = 0; i < 4; i++) {
			mask = mask % 255 + 1;
			snprintf(spec, sizeof(spec), "L3=0x%x", mask);
			if (!change(ctx, name, spec))
				continue;
			verify(ctx, name, mask);
			add(&shared->changes);
			shared->alive[me] = now();
		}
		if (resctrl_group_remove(ctx, name, 0, NULL) && !is_passing(ctx))
			complain_of(ctx, "remove");
	}
}

/* ---- readers ---- */

/* Every domain of the L3 has the same mask, and the sizes go with it. */
static void check_snapshot(const struct resctrl_group *g)
{
	const struct resctrl_schemata *masks = resctrl_group_get_schemata(g);
	const struct resctrl_schemata *sizes = resctrl_group_get_size(g);
	uint64_t per_bit;

	for (size_t i = 0; i < resctrl_schemata_get_num_lines(masks); i++) {
		unsigned long mask = strtoul(resctrl_schemata_get_value(masks, i, 0), NULL, 16);
		unsigned long size = strtoul(resctrl_schemata_get_value(sizes, i, 0), NULL, 10);

		if (strcmp(resctrl_schemata_get_name(masks, i), "L3") || !mask)
			continue;
		for (size_t k = 1; k < resctrl_schemata_get_num_domains(masks, i); k++) {
			if (strcmp(resctrl_schemata_get_value(masks, i, k),
				   resctrl_schemata_get_value(masks, i, 0)))
				complain("%s is torn between domains", resctrl_group_get_name(g));
		}
		per_bit = size / (unsigned int)__builtin_popcountl(mask);
		if (per_bit * (unsigned int)__builtin_popcountl(mask) != size || per_bit < 4096)
			complain("%s is torn: mask %lx and size %lu", resctrl_group_get_name(g), mask, size);
	}
}

/* Groups come and go: one that has gone since it was listed is no failure. */
static void read_groups(struct resctrl_ctx *ctx)
{
	struct resctrl_group_list *list;
	struct resctrl_group *g;

	if (resctrl_group_list_load(ctx, &list)) {
		complain_of(ctx, "list");
		return;
	}
	for (size_t i = 0; i < resctrl_group_list_get_num(list); i++) {
		const char *name = resctrl_group_list_get_name(list, i);

		if (strncmp(name, "contend", 7))
			continue;
		if (!resctrl_group_load(ctx, name, &g)) {
			if (!resctrl_ctx_get_num_warnings(ctx))
				check_snapshot(g);
			resctrl_group_free(g);
			add(&shared->groups_seen);
		} else if (resctrl_error_get_code(resctrl_ctx_get_error(ctx)) !=
			   RESCTRL_ERROR_NOT_FOUND) {
			complain_of(ctx, "load");
		}
		resctrl_ctx_release_warnings(ctx);
	}
	resctrl_group_list_free(list);
}

static void read_forever(struct resctrl_ctx *ctx)
{
	struct resctrl_info *info;

	for (;;) {
		shared->alive[me] = now();
		read_groups(ctx);
		if (resctrl_info_load(ctx, &info))
			complain_of(ctx, "read the abilities");
		else
			resctrl_info_free(info);
		add(&shared->snapshots);
	}
}

/* ---- the parent ---- */

static pid_t start(int number, int writers)
{
	struct resctrl_ctx *ctx;
	pid_t pid;

	shared->alive[number] = now();
	pid = fork();
	if (pid)
		return pid;
	me = number;
	if (resctrl_ctx_open(&ctx))
		exit(2);
	if (number < writers)
		write_forever(ctx);
	read_forever(ctx);
	exit(2);
}

static void check_alive(int number)
{
	if (now() - shared->alive[number] <= STUCK_SECONDS)
		return;
	complain("process %d is stuck", number);
	shared->alive[number] = now();
}

/* After everything was killed, one more must work at once. */
static void check_after(void)
{
	struct resctrl_group_config *config;
	struct resctrl_ctx *ctx;
	time_t began = now();

	if (resctrl_ctx_open(&ctx) || resctrl_group_config_new(&config) ||
	    resctrl_group_config_set_name(config, "contend-after") ||
	    resctrl_group_config_set_wait(config, 3000))
		exit(2);
	if (resctrl_group_create(ctx, config, 0, NULL))
		complain_of(ctx, "create after all");
	else if (resctrl_group_remove(ctx, "contend-after", 0, NULL))
		complain_of(ctx, "remove after all");
	if (now() - began > 4)
		complain("the lock outlived its holders");
	resctrl_group_config_free(config);
	resctrl_ctx_unref(ctx);
}

int main(int argc, char **argv)
{
	int seconds = argc > 1 ? atoi(argv[1]) : 10, writers = argc > 2 ? atoi(argv[2]) : 8;
	int num = writers + (argc > 3 ? atoi(argv[3]) : 8);
	const struct timespec pause = { .tv_nsec = 200000000 };
	pid_t pids[MOST_PROCESSES];
	time_t end = now() + seconds;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || num > MOST_PROCESSES)
		return 2;
	me = num;
	for (int i = 0; i < num; i++)
		pids[i] = start(i, writers);
	srandom(7);
	while (now() < end) {
		int victim = (int)(random() % num);

		nanosleep(&pause, NULL);
		for (int i = 0; i < num; i++)
			check_alive(i);
		kill(pids[victim], SIGKILL);
		waitpid(pids[victim], NULL, 0);
		shared->kills++;
		pids[victim] = start(victim, writers);
	}
	for (int i = 0; i < num; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	check_after();
	printf("%lu changes, %lu snapshots of %lu groups, %lu killed, %lu times busy, %lu failures\n",
	       shared->changes, shared->snapshots, shared->groups_seen, shared->kills, shared->busy,
	       shared->failures);
	return shared->failures || !shared->changes || !shared->snapshots ? 1 : 0;
}

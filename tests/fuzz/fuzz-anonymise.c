/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What "rctl capture --anonymise" writes: the archives of two machines that differ in nothing but what is to be hidden
 * are the same, byte for byte; in each, names and numbers stand for the same group and task everywhere; and that still
 * holds of an archive that is made of it.
 *
 * Input: see machine.c.
 */
#include <ctype.h>
#include <ftw.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include <resctrl/ctx.h>

#include "../../cli/fail.h"
#include "../../cli/gather.h"
#include "../../cli/run.h"
#include "../../cli/tar.h"
#include "../../cli/tree.h"
#include "fuzz.h"
#include "machine.h"
#include "untar.h"

/* What gathering takes of the program; neither is to be called. */
int fail_library(struct rctl_run *run, int rc)
{
	(void)run;
	FUZZ_HOLDS(!rc);
	return RCTL_EXIT_FAILED;
}

void tree_no_memory(void)
{
	abort();
}

/* ---- archives ---- */

/* As the command has it; ids of hardware, which no input changes, are left out. */
static char *capture(const char *root, const char *mount, size_t *size)
{
	struct rctl_run run = { .sysroot = root };
	struct gather g = { .root = root, .anonymise = true, .at_usual_place = true };
	char *archive = NULL;

	g.out = open_memstream(&archive, size);
	FUZZ_HOLDS(g.out && !resctrl_ctx_open(&run.ctx) && !resctrl_ctx_set_sysroot(run.ctx, root));
	gather_resctrl(&g, mount);
	gather_proc(&g, mount);
	gather_log(&g);
	FUZZ_HOLDS(!gather_host(&run, &g));
	gather_tasks(&g);
	FUZZ_HOLDS(!gather_owners(&run, &g));
	FUZZ_HOLDS(!g.err && !g.num_unreadable && !tar_end(g.out) && !fclose(g.out) && archive);
	gather_release(&g);
	resctrl_ctx_unref(run.ctx);
	return archive;
}

/* What is in an archive. */
struct entries {
	size_t num;
	struct entry {
		char path[128], type;
		const char *data;
		size_t size;
	} list[128];
};

static void read_archive(struct entries *e, const char *archive, size_t size)
{
	struct untar r = { .at = archive, .end = archive + size };

	e->num = 0;
	while (untar_next(&r)) {
		struct entry *entry = &e->list[e->num++];

		FUZZ_HOLDS(e->num <= sizeof(e->list) / sizeof(e->list[0]));
		FUZZ_HOLDS(snprintf(entry->path, sizeof(entry->path), "%s", r.path) < (int)sizeof(entry->path));
		entry->type = r.type;
		entry->data = r.data;
		entry->size = r.size;
	}
}

/* The file PATH, as a string; "" where there is none. */
static void find_file(const struct entries *e, const char *path, char *text, size_t room)
{
	*text = '\0';
	for (size_t i = 0; i < e->num; i++) {
		const struct entry *entry = &e->list[i];

		if (strcmp(entry->path, path))
			continue;
		FUZZ_HOLDS(entry->type == '0' && entry->size < room);
		memcpy(text, entry->data, entry->size);
		text[entry->size] = '\0';
	}
}

static void unpack(const struct entries *e, const char *root)
{
	char path[160];

	FUZZ_HOLDS(!mkdir(root, 0700));
	for (size_t i = 0; i < e->num; i++) {
		snprintf(path, sizeof(path), "/%s", e->list[i].path);
		if (e->list[i].type == '0')
			machine_put_file(root, path, e->list[i].data, e->list[i].size);
		else
			FUZZ_HOLDS(e->list[i].type == '5');
	}
}

/* ---- the same for the same ---- */

/* What stands for groups and tasks of the machine in an archive. */
struct names {
	const struct entries *entries;
	char dirs[MACHINE_GROUPS][72], groups[MACHINE_GROUPS][72];
	struct {
		uint64_t tid, number;
	} tasks[64];
	size_t num_tasks;
};

/* TEXT begins with "g" and a number; what is behind it, else NULL. */
static const char *skip_name(const char *text)
{
	if (*text++ != 'g' || !isdigit((unsigned char)*text))
		return NULL;
	return text + strspn(text, "0123456789");
}

/* DIR, below resctrl, as a group's name. */
static void name_group(struct names *n, unsigned int group, const char *dir)
{
	const char *end = *dir ? skip_name(dir) : dir, *monitor = strstr(dir, "mon_groups/");

	if (monitor) {
		end = skip_name(monitor + 11);
		FUZZ_HOLDS(monitor == dir || skip_name(dir) == monitor - 1);
	}
	FUZZ_HOLDS(end && !*end);
	if (monitor)
		snprintf(n->groups[group], sizeof(n->groups[group]), "%.*s/%.20s",
			 (int)(monitor == dir ? 0 : monitor - dir - 1), dir, monitor + 11);
	else
		snprintf(n->groups[group], sizeof(n->groups[group]), "%s", *dir ? dir : "/");
	snprintf(n->dirs[group], sizeof(n->dirs[group]), "%s%s", dir, *dir ? "/" : "");
}

/* Where each group is. */
static void find_groups(struct names *n)
{
	static const char root[] = "sys/fs/resctrl/", file[] = "mon_hw_id";
	unsigned int found = 0;

	for (size_t i = 0; i < n->entries->num; i++) {
		const struct entry *entry = &n->entries->list[i];
		size_t len = strlen(entry->path);
		char dir[64];

		if (strncmp(entry->path, root, sizeof(root) - 1) || len < sizeof(file) ||
		    strcmp(entry->path + len - sizeof(file) + 1, file))
			continue;
		FUZZ_HOLDS(entry->size == 2 && entry->data[0] >= '0' && entry->data[0] < '0' + MACHINE_GROUPS);
		len -= sizeof(root) - 1 + sizeof(file) - 1;
		FUZZ_HOLDS(len < sizeof(dir));
		memcpy(dir, entry->path + sizeof(root) - 1, len);
		/* Without the slash at its end. */
		dir[len ? len - 1 : 0] = '\0';
		name_group(n, (unsigned int)(entry->data[0] - '0'), dir);
		found++;
	}
	FUZZ_HOLDS(found == MACHINE_GROUPS);
	for (unsigned int g = 0; g < MACHINE_GROUPS; g++) {
		for (unsigned int other = 0; other < g; other++)
			FUZZ_HOLDS(strcmp(n->dirs[g], n->dirs[other]));
	}
}

/* NUMBER stands for TID, and for no other one. */
static void check_number(struct names *n, uint64_t tid, uint64_t number)
{
	FUZZ_HOLDS(number);
	for (size_t i = 0; i < n->num_tasks; i++) {
		FUZZ_HOLDS((n->tasks[i].tid == tid) == (n->tasks[i].number == number));
		if (n->tasks[i].tid == tid)
			return;
	}
	FUZZ_HOLDS(n->num_tasks < sizeof(n->tasks) / sizeof(n->tasks[0]));
	n->tasks[n->num_tasks].tid = tid;
	n->tasks[n->num_tasks++].number = number;
}

static void check_tasks(struct names *n, const struct machine *m, unsigned int group)
{
	char path[128], text[8192], *at = text;

	snprintf(path, sizeof(path), "sys/fs/resctrl/%stasks", n->dirs[group]);
	find_file(n->entries, path, text, sizeof(text));
	for (size_t i = 0; i < m->num_tasks[group]; i++) {
		check_number(n, m->tasks[group][i], strtoull(at, &at, 10));
		FUZZ_HOLDS(*at++ == '\n');
	}
	FUZZ_HOLDS(!*at);
}

/* What /proc says of the groups of tasks. */
static void check_groups_of(const struct names *n, const struct machine *m)
{
	for (size_t i = 0; i < n->num_tasks; i++) {
		int group = machine_group_of(m, n->tasks[i].tid);
		char path[64], text[256], expected[256], *slash;

		snprintf(path, sizeof(path), "proc/%" PRIu64 "/cpu_resctrl_groups", n->tasks[i].number);
		find_file(n->entries, path, text, sizeof(text));
		if (!*text)
			continue;
		FUZZ_HOLDS(group >= 0);
		snprintf(expected, sizeof(expected), "res:%s\nmon:\n", n->groups[group]);
		slash = strchr(n->groups[group], '/');
		if (slash)
			snprintf(expected, sizeof(expected), "res:%.*s\nmon:%s\n",
				 slash == n->groups[group] ? 1 : (int)(slash - n->groups[group]), n->groups[group], slash + 1);
		FUZZ_HOLDS(!strcmp(text, expected));
	}
}

/* Who made groups: each is there, with its maker. */
static void check_owners(const struct names *n)
{
	static const char *const makers[MACHINE_GROUPS] = { NULL, "alive 0 ", "gone 1 ", "unknown 0 ", "alive 0 " };
	char text[1024], end[128];

	find_file(n->entries, "rctl/owners", text, sizeof(text));
	for (unsigned int g = 1; g < MACHINE_GROUPS; g++) {
		char *line, *next;
		bool found = false;

		snprintf(end, sizeof(end), " %s\t%s", g == 3 ? "rctl" : "tool", n->groups[g]);
		for (line = text; *line; line = next) {
			size_t len = strcspn(line, "\n");

			next = line + len + (line[len] == '\n');
			found |= !strncmp(line, makers[g], strlen(makers[g])) && len > strlen(end) &&
				 !strncmp(line + len - strlen(end), end, strlen(end));
		}
		FUZZ_HOLDS(found);
	}
}

static void check_archive(const struct entries *entries, const struct machine *m)
{
	struct names n = { .entries = entries };

	find_groups(&n);
	for (unsigned int group = 0; group < MACHINE_GROUPS; group++)
		check_tasks(&n, m, group);
	check_groups_of(&n, m);
	check_owners(&n);
}

/* ---- two machines ---- */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* In memory where that can be: on a disk the few thousand files of "make check" take minutes. */
	const char *tmp = access("/dev/shm", W_OK) ? getenv("TMPDIR") : "/dev/shm";
	struct machine *m = calloc(2, sizeof(*m));
	char top[256], root[2][300], again[300], *archive[3];
	struct entries entries;
	size_t sizes[3];

	snprintf(top, sizeof(top), "%s/anonymise.XXXXXX", tmp ? tmp : "/tmp");
	FUZZ_HOLDS(m && mkdtemp(top));
	for (int i = 0; i < 2; i++) {
		snprintf(root[i], sizeof(root[i]), "%s/%d", top, i);
		FUZZ_HOLDS(!mkdir(root[i], 0700));
		machine_init(&m[i], data, size, i);
		machine_put(&m[i], root[i]);
		archive[i] = capture(root[i], m[i].mount, &sizes[i]);
	}
	FUZZ_HOLDS(sizes[0] == sizes[1] && !memcmp(archive[0], archive[1], sizes[0]));
	read_archive(&entries, archive[0], sizes[0]);
	check_archive(&entries, &m[0]);
	snprintf(again, sizeof(again), "%s/again", top);
	unpack(&entries, again);
	archive[2] = capture(again, "/sys/fs/resctrl", &sizes[2]);
	read_archive(&entries, archive[2], sizes[2]);
	check_archive(&entries, &m[0]);
	for (int i = 0; i < 3; i++)
		free(archive[i]);
	FUZZ_HOLDS(!nftw(top, remove_one, 8, FTW_DEPTH | FTW_PHYS));
	free(m);
	return 0;
}

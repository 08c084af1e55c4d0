/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: fields that end at NUL bytes, in the order of enum field. Of the tasks each byte is one: which one, and whose.
 */
#include "machine.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

enum field {
	CONTROL, OTHER, MONITOR, CHILD, TASKS, COMM, TOOL, STATUS, LOG, WORDS, PATH, NUM_FIELDS
};

/* Of the other machine every task has an id that is so much higher. */
#define OTHER_TID	1000u
/* Processes that hold a mount. */
#define ELSEWHERE	5000u
#define DETACHED	5001u

/* ---- what the machines differ in ---- */

/*
 * WORD in the other machine. Different words stay different and keep their order, which gives groups their numbers; the
 * first letter stays, so that names keep their place among the kernel's own.
 */
static void hide(const struct machine *m, char *word, size_t size)
{
	size_t len = strlen(word);

	if (!m->is_other || !len || len + 2 > size)
		return;
	memmove(word + 2, word + 1, len);
	word[1] = 'q';
}

/* At most SIZE - 2 bytes of FIELD, without those of BAD, and no name that the kernel refuses everywhere. */
static void take(const struct machine *m, const char *field, const char *bad, const char *begin, char *buf, size_t size)
{
	size_t i;

	snprintf(buf, size - 1, "%s%s", begin, field);
	for (i = 0; buf[i]; i++) {
		if (strchr(bad, buf[i]))
			buf[i] = '_';
	}
	if (!*buf || !strcmp(buf, ".") || !strcmp(buf, "..") || !strcmp(buf, "mon_groups"))
		snprintf(buf, size, "m");
	hide(m, buf, size);
}

/* Words that an archive keeps. */
static bool is_kept(const char *word)
{
	static const char *const kept[] = { "rdt=", "arm64.nompam", "iomem=", "lockdown=", "nosmt", "maxcpus=" };

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		if (!strncmp(word, kept[i], strlen(kept[i])))
			return true;
	}
	return false;
}

/* The kernel's command line: words between what isspace(3) tells. */
static void take_words(struct machine *m, const char *field)
{
	const char *end = field + strnlen(field, 400);
	size_t used = 0;

	while (field < end) {
		char word[48];
		size_t len = 0;

		if (isspace((unsigned char)*field)) {
			m->words[used++] = *field++;
			continue;
		}
		while (field + len < end && !isspace((unsigned char)field[len]) && len < sizeof(word) - 2)
			len++;
		snprintf(word, sizeof(word), "%.*s", (int)len, field);
		if (!is_kept(word))
			hide(m, word, sizeof(word));
		used += (size_t)snprintf(m->words + used, sizeof(m->words) - used, "%s", word);
		field += len;
		/* A long word is several. */
		m->words[used++] = ' ';
	}
	m->words[used] = '\0';
}

/* Each line of FIELD as a program's, and as what the kernel was told. */
static void take_log(struct machine *m, const char *field)
{
	size_t used = 0;

	for (int i = 0; *field && i < 4; i++) {
		size_t len = strcspn(field, "\n");
		char line[128];

		snprintf(line, sizeof(line) - 1, "%.*s", (int)len, field);
		hide(m, line, sizeof(line));
		used += (size_t)snprintf(m->log + used, sizeof(m->log) - used,
					 "tool[7]: %s\nresctrl: L3 allocation detected\nKernel command line: resctrl %s\n",
					 line, line);
		field += len + (field[len] == '\n');
	}
}

static void take_tasks(struct machine *m, const char *field)
{
	for (; *field; field++) {
		unsigned int byte = (unsigned char)*field, group = byte % MACHINE_GROUPS;
		uint64_t tid = byte / MACHINE_GROUPS + 1;

		if (m->num_tasks[group] < MACHINE_TASKS)
			m->tasks[group][m->num_tasks[group]++] = m->is_other ? tid + OTHER_TID : tid;
	}
}

static void take_names(struct machine *m, const char *const field[])
{
	char control[64], other[64], monitor[64], child[64];

	/* Behind the kernel's names with other letters, before "schemata". */
	take(m, field[CONTROL], "/\n", "n", control, sizeof(control));
	take(m, field[OTHER], "/\n", "n", other, sizeof(other) - 1);
	if (!strcmp(control, other))
		strcat(other, "2");
	take(m, field[MONITOR], "/\n", "", monitor, sizeof(monitor));
	take(m, field[CHILD], "/\n", "", child, sizeof(child));
	snprintf(m->names[0], sizeof(m->names[0]), "/");
	snprintf(m->names[1], sizeof(m->names[1]), "%s", control);
	snprintf(m->names[2], sizeof(m->names[2]), "%s", other);
	snprintf(m->names[3], sizeof(m->names[3]), "/%s", monitor);
	snprintf(m->names[4], sizeof(m->names[4]), "%s/%s", control, child);
	snprintf(m->dirs[1], sizeof(m->dirs[1]), "/%s", control);
	snprintf(m->dirs[2], sizeof(m->dirs[2]), "/%s", other);
	snprintf(m->dirs[3], sizeof(m->dirs[3]), "/mon_groups/%s", monitor);
	snprintf(m->dirs[4], sizeof(m->dirs[4]), "/%s/mon_groups/%s", control, child);
}

void machine_init(struct machine *m, const uint8_t *data, size_t size, bool is_other)
{
	char *text = fuzz_string(data, size);
	const char *field[NUM_FIELDS];
	size_t i, at = 0;

	memset(m, 0, sizeof(*m));
	m->is_other = is_other;
	m->mount = is_other ? "/mnt/q q" : "/sys/fs/resctrl";
	for (i = 0; i < NUM_FIELDS; i++) {
		field[i] = text + at;
		at += strlen(text + at);
		at += at < size;
	}
	take_names(m, field);
	take_tasks(m, field[TASKS]);
	/* An x, so that it is none of the programs that are known to all. */
	take(m, field[COMM], "\n", "x", m->comm, sizeof(m->comm));
	take(m, field[TOOL], "\t\n", "x", m->tool, sizeof(m->tool));
	take(m, field[STATUS], "", "", m->status, sizeof(m->status));
	take_log(m, field[LOG]);
	take_words(m, field[WORDS]);
	take(m, field[PATH], " \t\n\\#", "/m", m->path, sizeof(m->path));
	free(text);
}

int machine_group_of(const struct machine *m, uint64_t tid)
{
	int found = -1;

	for (int g = 0; g < MACHINE_GROUPS; g++) {
		for (size_t i = 0; i < m->num_tasks[g]; i++) {
			if (m->tasks[g][i] == tid)
				found = g;
		}
	}
	return found;
}

/* ---- files ---- */

/* A file to write, and its folders where need be. */
static int create(const char *root, char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	for (char *c = path + strlen(root) + 1; *c; c++) {
		if (*c != '/')
			continue;
		*c = '\0';
		FUZZ_HOLDS(!mkdir(path, 0700) || errno == EEXIST);
		*c = '/';
	}
	return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

void machine_put_file(const char *root, const char *path, const void *data, size_t size)
{
	char full[4096];
	int fd;

	FUZZ_HOLDS(snprintf(full, sizeof(full), "%s%s", root, path) < (int)sizeof(full));
	fd = create(root, full);
	FUZZ_HOLDS(fd >= 0 && write(fd, data, size) == (ssize_t)size && !close(fd));
}

void machine_put_text(const char *root, const char *path, const char *format, ...)
{
	char text[4096];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	FUZZ_HOLDS(len >= 0 && len < (int)sizeof(text));
	machine_put_file(root, path, text, (size_t)len);
}

static void put_group(const struct machine *m, int group, const char *root)
{
	char dir[512], path[576], tasks[MACHINE_TASKS * 8] = "";
	size_t used = 0;

	for (size_t i = 0; i < m->num_tasks[group]; i++)
		used += (size_t)snprintf(tasks + used, sizeof(tasks) - used, "%" PRIu64 "\n", m->tasks[group][i]);
	snprintf(dir, sizeof(dir), "%s%s", m->mount, m->dirs[group]);
	snprintf(path, sizeof(path), "%s/tasks", dir);
	machine_put_text(root, path, "%s", tasks);
	/* By which the group is found again. */
	snprintf(path, sizeof(path), "%s/mon_hw_id", dir);
	machine_put_text(root, path, "%d\n", group);
	/* Monitor groups are the last. */
	if (group >= MACHINE_MONITOR)
		return;
	snprintf(path, sizeof(path), "%s/schemata", dir);
	machine_put_text(root, path, "    L3:0=f\n");
	snprintf(path, sizeof(path), "%s/size", dir);
	machine_put_text(root, path, "    L3:0=4096\n");
	snprintf(path, sizeof(path), "%s/mode", dir);
	machine_put_text(root, path, "shareable\n");
}

/* What /proc says of TID, a task of GROUP. */
static void put_task(const struct machine *m, uint64_t tid, int group, const char *root)
{
	const char *name = m->names[group], *slash = strchr(name, '/');
	char path[64];

	snprintf(path, sizeof(path), "/proc/%" PRIu64 "/status", tid);
	machine_put_text(root, path, "Name:\t%s\nCpus_allowed_list:\t0-3\n", m->comm);
	snprintf(path, sizeof(path), "/proc/%" PRIu64 "/cpu_resctrl_groups", tid);
	if (slash)
		machine_put_text(root, path, "res:%.*s\nmon:%s\n", slash == name ? 1 : (int)(slash - name), name, slash + 1);
	else
		machine_put_text(root, path, "res:%s\nmon:\n", name);
}

static void put_tasks(const struct machine *m, const char *root)
{
	unsigned int num = 0;

	/* A few will do. */
	for (int group = MACHINE_GROUPS - 1; group > 0; group--) {
		for (size_t i = 0; i < m->num_tasks[group] && num < 4; i++) {
			put_task(m, m->tasks[group][i], machine_group_of(m, m->tasks[group][i]), root);
			num++;
		}
	}
}

static void put_processes(const struct machine *m, const char *root)
{
	unsigned int elsewhere = ELSEWHERE + (m->is_other ? OTHER_TID : 0), detached = elsewhere + DETACHED - ELSEWHERE;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%u/comm", elsewhere);
	machine_put_text(root, path, "%s\n", m->comm);
	snprintf(path, sizeof(path), "/proc/%u/mountinfo", elsewhere);
	machine_put_text(root, path, "36 22 0:26 / %s rw - resctrl resctrl rw\n", m->path);
	snprintf(path, sizeof(path), "/proc/%u/comm", detached);
	machine_put_text(root, path, "%s\n", m->comm);
	machine_put_text(root, "/rctl/processes", "detached_mount %u\n", detached);
	machine_put_text(root, "/rctl/owners",
			 "alive 0 %u %s\t%s\ngone 1 %u %s\t%s\nunknown 0 %u rctl\t%s\nalive 0 %u %s\t%s\n",
			 elsewhere, m->tool, m->names[1], detached, m->tool, m->names[2], elsewhere, m->names[3],
			 detached, m->tool, m->names[4]);
}

void machine_put(const struct machine *m, const char *root)
{
	char path[64];

	for (int group = 0; group < MACHINE_GROUPS; group++)
		put_group(m, group, root);
	snprintf(path, sizeof(path), "%s/info/last_cmd_status", m->mount);
	machine_put_text(root, path, "%s\n", m->status);
	put_tasks(m, root);
	put_processes(m, root);
	machine_put_text(root, "/proc/self/mountinfo",
			 "22 1 0:20 / / rw - ext4 /dev/%s rw\n36 22 0:26 / %s rw,relatime - resctrl %s rw,debug\n"
			 "37 22 0:26 /%s %s rw - resctrl resctrl rw,debug\n",
			 m->path + 1, m->is_other ? "/mnt/q\\040q" : m->mount, m->path, m->path + 1, m->path);
	machine_put_text(root, "/proc/self/cpu_resctrl_groups", "res:%s\nmon:\n", m->names[1]);
	machine_put_text(root, "/proc/self/status", "Name:\t%s\nCapEff:\t000001ffffffffff\n", m->comm);
	machine_put_text(root, "/proc/self/uid_map", "0 %u 65536\n", m->is_other ? 200000 : 100000);
	machine_put_text(root, "/proc/kallsyms", "%016x T %s\n%016x T intel_aet_get_events\t[%s]\n", m->is_other, m->path + 1,
			 0x81000000u + m->is_other, "intel_vsec");
	machine_put_text(root, "/proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\nSerial\t\t: %s\n", m->tool);
	machine_put_text(root, "/proc/cmdline", "%s\n", m->words);
	machine_put_text(root, "/rctl/dmesg", "%sresctrl: MB allocation detected\n", m->log);
	machine_put_text(root, "/run/.containerenv", "%s\n", m->tool);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine made of a fuzzer's input, as files below a folder, and another one that differs in nothing but what an
 * anonymous archive hides: names, ids of tasks, addresses, and what programs wrote.
 */
#ifndef FUZZ_MACHINE_H
#define FUZZ_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MACHINE_GROUPS	5	/* the default one first, */
#define MACHINE_MONITOR	3	/* monitor groups from here on */
#define MACHINE_TASKS	256	/* in one group, at most */

struct machine {
	bool is_other;
	const char *mount;	/* where resctrl is */
	/* "", "web", "/m1", "web/m1": as rctl writes them; and their directories */
	char names[MACHINE_GROUPS][160], dirs[MACHINE_GROUPS][192];
	/* As the kernel lists them. */
	uint64_t tasks[MACHINE_GROUPS][MACHINE_TASKS];
	size_t num_tasks[MACHINE_GROUPS];
	/* Programs' names, lines, words and paths. */
	char comm[16], tool[32], status[256], log[2048], words[1024], path[256];
};

/* The one that DATA describes, or the other one. */
void machine_init(struct machine *m, const uint8_t *data, size_t size, bool is_other);
/* Its files below ROOT. */
void machine_put(const struct machine *m, const char *root);
/* Group I of M is the TID's: the last one that lists it; -1 for none. */
int machine_group_of(const struct machine *m, uint64_t tid);

/* One file, its folders with it. */
void machine_put_file(const char *root, const char *path, const void *data, size_t size);
void machine_put_text(const char *root, const char *path, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif

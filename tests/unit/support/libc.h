/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls of the C library that tests stand in for: time that passes at once, and functions that allocate out of
 * sight of --wrap=malloc. Needs lib_test_files and lib_test_flags.
 */
#ifndef LIBC_H
#define LIBC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Naps of the code under test do not wait; FN, where not NULL, is called for each one. Forgets the past. */
void naps_reset(void (*fn)(void *data), void *data);
unsigned int naps_count(void);
uint64_t naps_total_ms(void);

/* From now on each clock_gettime(2) of the code under test gives NS, and NS grows by STEP a call. */
void clock_set(uint64_t ns, uint64_t step);
/* And the wall clock is so much ahead; 0 at first. */
void clock_set_wall(uint64_t ahead_ns);
/*
 * Process descriptors: FN tells of each PID whether it is alive; without it the kernel gives none. The processes of
 * a test are made of files.
 */
void pidfds_set(bool (*fn)(void *data, int pid), void *data);
size_t pidfds_num_open(void);

/*
 * Mounting and unmounting: nothing is ever mounted, and the calls answer what FN gives for "mount", "check" or
 * "unmount", and its options (without FN nothing is wrong with these): -errno, with *FAILED the option at fault and LOG
 * the kernel's words where wanted.
 */
struct fake_mount {
	int (*fn)(void *data, const char *what, const char *target, const char *options,
		  const char **failed, const char **log);
	void *data;
};
void mounts_set(const struct fake_mount *fake);

/* Whether this process has CAP_SYS_ADMIN; until it is called, it has. */
void capable_set(bool capable);

/* Time as the machine has it. */
void clock_release(void);
unsigned int clock_count(void);

#endif

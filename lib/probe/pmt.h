/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Intel PMT telemetry regions in sysfs, and those of them that count by RMID. */
#ifndef PROBE_PMT_H
#define PROBE_PMT_H

#include "probe/system.h"

#define PMT_MOST_EVENTS	7u
#define PMT_MOST_GROUPS	2u

/* An event group that the kernel knows (arch/x86/kernel/cpu/resctrl/intel_aet.c). */
struct pmt_group {
	const char *name;		/* as of rdt= */
	const char *feature;		/* directory below features-* */
	uint32_t guid;
	unsigned int rmids, num_events, bits;	/* BITS of fraction */
	const char *events[PMT_MOST_EVENTS];
};

extern const struct pmt_group pmt_groups[PMT_MOST_GROUPS];
extern const size_t pmt_num_groups;
const struct pmt_group *pmt_find_group(uint64_t guid);
/* Bytes: a word for each event of each RMID, and 3 words of status. */
size_t pmt_region_size(const struct pmt_group *group);

/*
 * The count of an RMID in a region of SIZE bytes. 1: valid, with *VALUE; 0: there is none yet (bit 63 is clear);
 * -ERANGE: the word is not within the region.
 */
int pmt_region_get(const struct pmt_group *group, const volatile uint64_t *words, size_t size,
		   uint64_t rmid, unsigned int event, uint64_t *value);
/* VALUE with BITS of fraction in the digits of resctrl: MANTISSA / 10^DECIMALS. -ERANGE: more than 64 bits. */
int pmt_scale(uint64_t value, unsigned int bits, uint64_t *mantissa, unsigned int *decimals);
/* The same as text: 0x40000 with 18 bits is "1.000000". */
void pmt_format(uint64_t value, unsigned int bits, char *buf, size_t size);

struct pmt_region {
	char name[16];			/* "telem10" */
	char device[32];		/* "0000:81:00.0" */
	uint64_t guid, size, offset;
	const struct pmt_group *group;	/* NULL: not by RMID, or not known */
	int package;			/* -1: cannot be known */
	bool has_tpmi;			/* the device has the information by which the kernel knows the package */
};

struct pmt {
	struct pmt_region *regions;
	size_t num_regions;
};

/* The kernel skips a region whose size is not that of its group. */
bool pmt_region_counts(const struct pmt_region *region);

/* A region that is mapped for reading. */
struct pmt_window {
	int fd;				/* -1: not open */
	struct io_map map;
};

/* 0 or -errno; -EFBIG: a recorded file that is shorter than the region. */
int pmt_window_open(struct io *io, const struct pmt_region *region, struct pmt_window *window);
void pmt_window_close(struct io *io, struct pmt_window *window);
/*
 * Whether the region is still there, which is to be asked before each look at it: when the driver lets go of a device,
 * the kernel takes the mapping away, and a load from it is a SIGBUS. What it does between this and the look stays a
 * hazard, of which resctrl/monitor.h tells. 0 or -errno (-ENODEV).
 */
int pmt_window_check(struct io *io, const struct pmt_window *window);
/* Adds what the region has of one event for RMIDS to *SUM. True: there was a count among them. */
bool pmt_window_add(const struct pmt_window *window, const struct pmt_group *group, unsigned int event,
		    const uint32_t *rmids, size_t num, uint64_t *sum);

/* What the kernel makes of an event group. */
struct pmt_outlook {
	bool offered;
	unsigned int rmids;		/* for how many, where it is offered */
	char reason[224];
};

/* Finds the regions and notes them. */
void pmt_load(const struct probe_env *env, struct pmt *pmt);
void pmt_release(struct pmt *pmt);
/* Notes, for each package and event, the sum over RMIDS as the kernel reads it. */
void pmt_read(const struct probe_env *env, const struct pmt *pmt, const uint32_t *rmids, size_t num);

/* ---- pmt-predict.c ---- */

void pmt_predict_group(const struct probe_env *env, const struct pmt *pmt,
		       const struct pmt_group *group, struct pmt_outlook *outlook);
/* Notes a prediction for each package whose files of an offered group will have nothing. */
void pmt_predict_packages(const struct probe_env *env, const struct pmt *pmt,
			  const struct pmt_group *group);

#endif

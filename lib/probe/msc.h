/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ID registers of an MPAM memory system component, read through its window. */
#ifndef PROBE_MSC_H
#define PROBE_MSC_H

#include "probe/mpam-table.h"
#include "probe/pin.h"
#include "probe/registers.h"
#include "probe/system.h"

#define MSC_MOST_RIS	16u

/* Why a window was not read. */
enum msc_obstacle {
	MSC_READ = 0,
	MSC_NOT_USED,			/* the table disables it, or the kernel refuses it */
	MSC_PCC,			/* behind firmware */
	MSC_NO_CPU,			/* no CPU is known that reaches it */
	MSC_OFFLINE,			/* all CPUs that reach it are offline */
	MSC_UNPINNED,			/* only some CPUs reach it, and pinning is not allowed or fails */
	MSC_NO_DEVICE,			/* no /dev/mem */
	MSC_NO_PERMISSION,		/* the file's mode */
	MSC_NO_RAWIO,			/* CAP_SYS_RAWIO is missing */
	MSC_LOCKDOWN,
	MSC_BOUND,			/* the kernel's driver holds it exclusively */
	MSC_STRICT,			/* STRICT_DEVMEM: RAM, or claimed by someone else */
	MSC_NO_IMAGE,			/* a recorded tree without its registers */
	MSC_TOO_SMALL,			/* the table's MMIO size ends before the ID registers */
	MSC_UNALIGNED,			/* the table's base address is no multiple of 4 */
	MSC_FAILED,			/* another errno */
};

struct msc_ris {
	uint8_t ris;
	uint64_t idr;
	uint32_t cpor, ccap, mbw, pri, nrw, msmon, csumon, mbwumon;
};

struct msc {
	const struct mpam_msc_node *node;
	struct cpuset reach;		/* CPUs that can access it */
	enum msc_obstacle obstacle;
	int err;			/* positive, of MSC_FAILED */
	uint32_t aidr, iidr;
	uint8_t ris_max;
	struct msc_ris ris[MSC_MOST_RIS];
	size_t num_ris;			/* RIS read: all of them, or one */
};

/*
 * Reads MSC, whose node and reach are set, from one of the CPUs in ONLINE that reach it. ANYWHERE: every CPU of the
 * machine does. Notes each register.
 */
void msc_read(const struct probe_env *env, struct pin *pin, const struct cpuset *online,
	      bool anywhere, struct msc *msc);
/* The RIS of MSC that was read, by its index; NULL. */
const struct msc_ris *msc_find_ris(const struct msc *msc, uint8_t ris);

/* Notes the fields of a register, named "register.field" in lower case. */
void msc_record_register(struct record *r, const struct resctrl_register *reg, uint64_t value);

#endif

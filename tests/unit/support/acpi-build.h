/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds ACPI tables and MPAM register windows: for unit tests in memory, for mktables in files. Field by field in the
 * order of the specifications (Arm DEN0065; ACPI 6.5, 5.2.12, 5.2.16, 5.2.30), by no code of the library.
 */
#ifndef ACPI_BUILD_H
#define ACPI_BUILD_H

#include <stddef.h>
#include <stdint.h>

struct table {
	uint8_t data[16384];
	size_t len;
};

void table_begin(struct table *t, const char *signature, uint8_t revision);
/* Length and checksum. */
void table_end(struct table *t);
void table_put(struct table *t, size_t width, uint64_t value);
/* Overwrites what is there. */
void table_set(struct table *t, size_t offset, size_t width, uint64_t value);

struct msc_spec {
	uint8_t interface, reserved;
	uint32_t id;
	uint64_t base;
	uint32_t size;
	uint32_t overflow_irq, overflow_flags, error_irq, error_flags, max_nrdy_usec;
	const char *hid;		/* of the linked device, or NULL */
	uint32_t uid;
};
/* Begins an MSC node and gives its offset; ends it. */
size_t mpam_msc(struct table *t, const struct msc_spec *spec);
void mpam_msc_end(struct table *t, size_t msc);
void mpam_resource(struct table *t, size_t msc, uint32_t id, uint8_t ris, uint8_t locator,
		   uint64_t descriptor1, uint32_t descriptor2, uint32_t num_dependencies);

/* Each gives its offset, which others refer to. */
size_t pptt_cache(struct table *t, size_t next, uint32_t size, uint32_t sets, uint8_t ways,
		  uint8_t type, uint32_t id);
size_t pptt_processor(struct table *t, uint32_t flags, size_t parent, uint32_t id,
		      size_t num_resources, const size_t *resources);

void srat_begin(struct table *t);
void srat_memory(struct table *t, uint32_t domain, uint64_t base, uint64_t length);
void srat_gicc(struct table *t, uint32_t domain, uint32_t processor);
void madt_begin(struct table *t);
void madt_gicc(struct table *t, uint32_t processor);

/* The register window of an MSC. */
struct window {
	uint8_t data[4096];
};
void window_set(struct window *w, uint32_t offset, uint32_t value);

/*
 * A machine: 4 CPUs in two clusters with an L2 each (cache ids 200, 201), one L3 (300), one memory controller; MSC 1 at
 * the L3, 2 at memory, 3 and 4 at the L2s, which only their cluster reaches.
 */
struct machine_spec {
	uint8_t interface;		/* of MSC 2 */
	uint8_t reserved;		/* of MSC 2 */
	uint32_t bandwidth_bits;	/* of MSC 2 */
	uint32_t iidr;
	uint32_t l2_bits;		/* of MSC 4; MSC 3 has 8 */
	int two_ris;			/* MSC 1 has RIS 1 with bandwidth control and counters */
	uint32_t container;		/* of MSC 4, instead of 0x101 */
	uint32_t l3_id;			/* of MSC 1, instead of 300 */
};
extern const struct machine_spec machine_usual;
void build_mpam(struct table *t, const struct machine_spec *m);
void build_pptt(struct table *t);
void build_srat(struct table *t);
void build_madt(struct table *t);
/* MSC 1 to 4, RIS 0 or 1. */
void build_window(struct window *w, const struct machine_spec *m, unsigned int msc,
		  unsigned int ris);

#endif

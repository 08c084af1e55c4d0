/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Register maps as data: one block a table, each register with its offset, width and fields. */
#ifndef PROBE_REGISTERS_H
#define PROBE_REGISTERS_H

#include <resctrl/probe.h>

struct register_field {
	const char *name;
	uint8_t first, last;		/* bits, both inclusive */
};

enum register_access {
	REGISTER_READ = 0,		/* a probe reads it */
	REGISTER_NAMED,			/* known, and left alone: a configuration, a counter */
};

struct resctrl_register {
	const char *name;
	uint32_t offset;		/* bytes from the start of the block */
	uint8_t width;			/* bits */
	enum register_access access;
	uint64_t needs;			/* MPAM: bits of MPAMF_IDR without which it does not exist */
	const struct register_field *fields;
	size_t num_fields;
};

struct register_block {
	const char *name;
	const char *title;
	const struct resctrl_register *registers;
	size_t num_registers;
};

/* MPAMF_IDR. */
#define IDR_HAS_CCAP		(UINT64_C(1) << 24)
#define IDR_HAS_CPOR		(UINT64_C(1) << 25)
#define IDR_HAS_MBW		(UINT64_C(1) << 26)
#define IDR_HAS_PRI		(UINT64_C(1) << 27)
#define IDR_EXT			(UINT64_C(1) << 28)
#define IDR_HAS_IMPL		(UINT64_C(1) << 29)
#define IDR_HAS_MSMON		(UINT64_C(1) << 30)
#define IDR_HAS_NRW		(UINT64_C(1) << 31)
#define IDR_HAS_RIS		(UINT64_C(1) << 32)
#define IDR_HAS_ESR		(UINT64_C(1) << 39)

extern const struct register_block register_blocks_x86[];
extern const size_t register_num_blocks_x86;

size_t register_num_blocks(void);
const struct register_block *register_get_block(size_t i);

/* The block of that name, and a register of it; NULL. */
const struct register_block *register_find_block(const char *name);
const struct resctrl_register *register_find(const struct register_block *block, const char *name);
/* The field's bits of VALUE. */
uint64_t register_field_get(const struct register_field *field, uint64_t value);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The register maps as their users see them. */
#include <assert.h>

#include "probe/registers.h"

static const struct resctrl_register *get(size_t i, size_t reg)
{
	assert(i < register_num_blocks() && reg < register_get_block(i)->num_registers);
	return &register_get_block(i)->registers[reg];
}

static const struct register_field *get_field(size_t i, size_t reg, size_t field)
{
	assert(field < get(i, reg)->num_fields);
	return &get(i, reg)->fields[field];
}

size_t resctrl_registers_get_num_blocks(void)
{
	return register_num_blocks();
}

const char *resctrl_registers_get_block_name(size_t i)
{
	assert(i < register_num_blocks());
	return register_get_block(i)->name;
}

const char *resctrl_registers_get_block_title(size_t i)
{
	assert(i < register_num_blocks());
	return register_get_block(i)->title;
}

size_t resctrl_registers_get_num(size_t i)
{
	assert(i < register_num_blocks());
	return register_get_block(i)->num_registers;
}

const char *resctrl_registers_get_name(size_t i, size_t reg)
{
	return get(i, reg)->name;
}

uint32_t resctrl_registers_get_offset(size_t i, size_t reg)
{
	return get(i, reg)->offset;
}

unsigned int resctrl_registers_get_width(size_t i, size_t reg)
{
	return get(i, reg)->width;
}

bool resctrl_registers_is_read(size_t i, size_t reg)
{
	return get(i, reg)->access == REGISTER_READ;
}

size_t resctrl_registers_get_num_fields(size_t i, size_t reg)
{
	return get(i, reg)->num_fields;
}

const char *resctrl_registers_get_field_name(size_t i, size_t reg, size_t field)
{
	return get_field(i, reg, field)->name;
}

unsigned int resctrl_registers_get_field_first(size_t i, size_t reg, size_t field)
{
	return get_field(i, reg, field)->first;
}

unsigned int resctrl_registers_get_field_last(size_t i, size_t reg, size_t field)
{
	return get_field(i, reg, field)->last;
}

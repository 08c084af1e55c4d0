/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Little-endian fields at any address, of this machine, which is little-endian. */
#ifndef OOBMSM_BYTES_H
#define OOBMSM_BYTES_H

#include <stdint.h>
#include <string.h>

static inline void put16(uint8_t *p, uint64_t value)
{
	uint16_t v = (uint16_t)value;

	memcpy(p, &v, sizeof(v));
}

static inline void put32(uint8_t *p, uint64_t value)
{
	uint32_t v = (uint32_t)value;

	memcpy(p, &v, sizeof(v));
}

static inline void put64(uint8_t *p, uint64_t value)
{
	memcpy(p, &value, sizeof(value));
}

static inline uint32_t get32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint64_t get64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

#endif

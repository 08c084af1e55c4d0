/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bit masks of up to 64 bits. */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include <stdbool.h>
#include <stdint.h>

/* Ones in MASK. */
unsigned int bits_count(uint64_t mask);
/* The ones form a single run; an empty mask counts as contiguous. */
bool bits_is_contiguous(uint64_t mask);
/* Length of the run of ones that starts at the lowest one; 0 for an empty mask. */
unsigned int bits_lowest_run(uint64_t mask);
/* A mask of COUNT ones (0..64) from bit SHIFT on; bits beyond 63 fall off. */
uint64_t bits_run(unsigned int shift, unsigned int count);

#endif

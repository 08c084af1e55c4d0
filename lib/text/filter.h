/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kinds of memory traffic that a bandwidth event counts: event_filter, mbm_*_bytes_config. */
#ifndef TEXT_FILTER_H
#define TEXT_FILTER_H

#include <stddef.h>
#include <stdint.h>

/*
 * "local_reads,remote_reads" (blanks around names, a comma at the end and an empty list are fine, as for the kernel) or
 * "0x15", one bit a kind: fs/resctrl/monitor.c, mbm_transactions. 0, -EINVAL (a number that is none), -ENOENT (a name
 * not known).
 */
int filter_parse(const char *text, uint64_t *bits);
/* As names; -ERANGE for bits without one. SIZE >= 200. */
int filter_format(uint64_t bits, char *text, size_t size);
/* The name of BIT, NULL where it has none. */
const char *filter_name(unsigned int bit);

#endif

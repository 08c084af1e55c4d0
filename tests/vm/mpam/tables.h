/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ACPI tables of the machine: MPAM (Arm DEN0065) and PPTT (ACPI 6.5, 5.2.30). */
#ifndef MPAM_TABLES_H
#define MPAM_TABLES_H

#include "machine.h"

#define TABLE_MAX 8192

/* Each writes the table to @out, of TABLE_MAX bytes, and answers its length. */
size_t table_mpam(const struct machine *m, uint8_t *out);
size_t table_pptt(const struct machine *m, uint8_t *out);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The content of a "schemata" or "size" file as a value. */
#ifndef RESCTRL_SCHEMATA_H
#define RESCTRL_SCHEMATA_H

#include <stddef.h>
#include <stdint.h>

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_schemata;

/*
 * Parses what the kernel prints (kernel: fs/resctrl/ctrlmondata.c, resctrl_schemata_show): lines
 * "NAME:ID=VALUE;ID=VALUE", names padded on the left, values padded or not. Values are kept as
 * digits, so names and number formats not known yet survive a round trip. Free with
 * resctrl_schemata_free. -EINVAL text that is no schemata, -ENOMEM.
 */
RESCTRL_API int resctrl_schemata_parse(const char *text, struct resctrl_schemata **schemata);
RESCTRL_API void resctrl_schemata_free(struct resctrl_schemata *schemata);
/* The text exactly as parsed, for the caller to free(3). -ENOMEM. */
RESCTRL_API int resctrl_schemata_format(const struct resctrl_schemata *schemata, char **text);

/* Lines in the kernel's order. I is below the number; J below the line's number of domains. */
RESCTRL_API size_t resctrl_schemata_get_num_lines(const struct resctrl_schemata *schemata);
/* The schema's name without padding. */
RESCTRL_API const char *resctrl_schemata_get_name(const struct resctrl_schemata *schemata, size_t i);
RESCTRL_API size_t resctrl_schemata_get_num_domains(const struct resctrl_schemata *schemata,
						    size_t i);
RESCTRL_API uint64_t resctrl_schemata_get_domain(const struct resctrl_schemata *schemata, size_t i,
						 size_t j);
/* The value's digits without padding: hexadecimal for caches, decimal for bandwidth. */
RESCTRL_API const char *resctrl_schemata_get_value(const struct resctrl_schemata *schemata, size_t i,
						   size_t j);

#ifdef __cplusplus
}
#endif

#endif

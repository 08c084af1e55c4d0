/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One schema: the facts of a directory info/<SCHEMA>, and the domains of its line in schemata. */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "internal.h"
#include "text/domval.h"
#include "text/schemata.h"

/* A number of a file that may not exist. */
struct fact {
	bool known;
	uint64_t value;
};

struct resctrl_schema {
	char *name;
	enum resctrl_schema_kind kind;
	uint64_t *domains;
	size_t num_domains;
	struct fact num_closids;
	struct fact cbm_mask, min_cbm_bits, shareable_bits, sparse_masks, bytes_per_bit;
	struct fact min_bandwidth, bandwidth_gran, max_bandwidth, delay_linear;
	struct domval *bit_usage;
	size_t num_bit_usage;
	char *throttle_mode;
	char *io_alloc;
	struct domval *io_alloc_cbm;
	size_t num_io_alloc_cbm;
	enum resctrl_bandwidth_unit unit;
	const char *unit_source;
	bool min_bits_read, sparse_read, gran_read, bandwidth_read;	/* by the schema_need functions */
};

/*
 * All facts of the schema that LINE names, for a snapshot. LINE and SIZE are of the default group; where they are of
 * another one, SIZE is NULL.
 */
MUST_CHECK int schema_load(struct resctrl_ctx *ctx, const struct schemata_line *line,
			   const struct schemata_line *size, struct resctrl_schema *schema);
/*
 * For a change set, which must not cost a read of all of info/: the kind of the schema NAME, and what bit_usage
 * tells in one file: the domains, the width of the masks, and who uses which bit. The rest is read when one of the
 * schema_need functions asks for it. Where the kernel has no bit_usage of it, there are no domains yet:
 * schema_set_domains.
 */
MUST_CHECK int schema_open(struct resctrl_ctx *ctx, const char *name, struct resctrl_schema *schema);
MUST_CHECK int schema_set_domains(struct resctrl_ctx *ctx, struct resctrl_schema *schema,
				  const struct schemata_line *line);
/* min_cbm_bits; sparse_masks; bandwidth_gran; the unit and max_bandwidth. */
MUST_CHECK int schema_need_min_bits(struct resctrl_ctx *ctx, struct resctrl_schema *schema);
MUST_CHECK int schema_need_sparse(struct resctrl_ctx *ctx, struct resctrl_schema *schema);
MUST_CHECK int schema_need_gran(struct resctrl_ctx *ctx, struct resctrl_schema *schema);
MUST_CHECK int schema_need_bandwidth(struct resctrl_ctx *ctx, struct resctrl_schema *schema,
				     const struct schemata_line *of_default);
/* The bits of DOMAIN that bit_usage shows as one of LETTERS. */
uint64_t schema_used_as(const struct resctrl_schema *schema, uint64_t domain, const char *letters);
/* Finds out bytes_per_bit where it was not asked for in schema_load; may stay unknown. */
MUST_CHECK int schema_load_size(struct resctrl_ctx *ctx, struct resctrl_schema *schema);
void schema_release(struct resctrl_schema *schema);
/* The unit of a bandwidth schema and where it is from (unit.c); unknown for schemas that we do not know. */
MUST_CHECK int unit_load(struct resctrl_ctx *ctx, struct resctrl_schema *schema);

/* 0 and the value, or -ENOENT. */
int fact_get(const struct fact *fact, uint64_t *value);
/* Reads DIR/NAME as one number of BASE; a missing file leaves the fact unknown. 0 or recorded -errno. */
MUST_CHECK int fact_read(struct resctrl_ctx *ctx, const char *dir, const char *name, int base,
			 struct fact *fact);
/* Reads DIR/NAME as one line, NULL where it is missing. 0 or recorded -errno. */
MUST_CHECK int line_read(struct resctrl_ctx *ctx, const char *dir, const char *name, char **line);
/*
 * Reads DIR/NAME as "ID=VALUE;...", for domval_free; nothing where it is missing. 0 or recorded -errno: -EINVAL is the
 * kernel's, which refuses to show some in the mode "default".
 */
MUST_CHECK int domvals_read(struct resctrl_ctx *ctx, const char *dir, const char *name, struct domval **list,
			    size_t *num);
/* The kernel's file PATH has a TEXT that cannot be parsed. -EIO, recorded. */
int text_error(struct resctrl_ctx *ctx, const char *path, const char *text);

#endif

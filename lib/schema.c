/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One schema: kernel files of info/<SCHEMA> (fs/resctrl/rdtgroup.c, res_common_files). */
#include "schema.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bits.h"
#include "base/num.h"
#include "group.h"

static const struct group_ref root = { .name = { .ctrl = "" }, .dir = "." };

/* An absolute scale ends at a power of two, which the default group shows unless it is limited itself. */
static void take_scale_end(struct resctrl_schema *s, const struct schemata_line *line)
{
	uint64_t highest = 0, value;

	for (size_t i = 0; line && i < line->num; i++) {
		if (!num_parse_u64(line->entries[i].value, 10, &value) && value > highest)
			highest = value;
	}
	if (highest >= 256 && bits_count(highest) == 1)
		s->max_bandwidth = (struct fact){ true, highest };
}

static int derive_scale_end(struct resctrl_ctx *ctx, const struct schemata_line *of_default,
			    struct resctrl_schema *s)
{
	struct resctrl_schemata *table;
	int err;

	if (of_default) {
		take_scale_end(s, of_default);
		return 0;
	}
	err = group_read_table(ctx, &root, "schemata", &table);
	if (err)
		return err;
	take_scale_end(s, schemata_find(table, s->name));
	schemata_free(table);
	return 0;
}

/* No file tells the maximum. In percent it is 100; the software controller takes any 32 bits. */
static int derive_max_bandwidth(struct resctrl_ctx *ctx, const struct schemata_line *of_default,
				struct resctrl_schema *s)
{
	if (s->unit == RESCTRL_UNIT_EIGHTH_GBPS)
		return derive_scale_end(ctx, of_default, s);
	if (s->unit == RESCTRL_UNIT_PERCENT)
		s->max_bandwidth = (struct fact){ true, 100 };
	else if (s->unit == RESCTRL_UNIT_MIBPS)
		s->max_bandwidth = (struct fact){ true, UINT32_MAX };
	return 0;
}

static void derive_bytes_per_bit(struct resctrl_schema *s, const struct schemata_line *line,
				 const struct schemata_line *size)
{
	uint64_t mask, bytes;

	for (size_t i = 0; size && i < line->num && i < size->num; i++) {
		if (num_parse_u64(line->entries[i].value, 16, &mask) || !mask ||
		    num_parse_u64(size->entries[i].value, 10, &bytes))
			continue;
		s->bytes_per_bit = (struct fact){ true, bytes / bits_count(mask) };
		return;
	}
}

/* DIR/NAME as "ID=VALUE;..."; a list nobody can read is left out: the kernel decides all the same. */
static int load_list(struct resctrl_ctx *ctx, const char *dir, const char *name,
		     struct domval **list, size_t *num)
{
	char *text;
	int err;

	err = line_read(ctx, dir, name, &text);
	if (err || !text)
		return err;
	err = domval_parse(text, list, num);
	free(text);
	return err == -ENOMEM ? error_memory(ctx) : 0;
}

/* The masks are refused with EINVAL while it is off. */
static int load_io_alloc(struct resctrl_ctx *ctx, const char *dir, struct resctrl_schema *s)
{
	int err;

	err = line_read(ctx, dir, "io_alloc", &s->io_alloc);
	if (err || !s->io_alloc || strcmp(s->io_alloc, "enabled"))
		return err;
	return load_list(ctx, dir, "io_alloc_cbm", &s->io_alloc_cbm, &s->num_io_alloc_cbm);
}

static int load_cache(struct resctrl_ctx *ctx, const char *dir, struct resctrl_schema *s)
{
	int err;

	err = fact_read(ctx, dir, "min_cbm_bits", 10, &s->min_cbm_bits);
	if (!err)
		err = fact_read(ctx, dir, "shareable_bits", 16, &s->shareable_bits);
	if (!err)
		err = fact_read(ctx, dir, "sparse_masks", 10, &s->sparse_masks);
	if (!err)
		err = load_io_alloc(ctx, dir, s);
	if (!err)
		err = load_list(ctx, dir, "bit_usage", &s->bit_usage, &s->num_bit_usage);
	return err;
}

static int load_bandwidth(struct resctrl_ctx *ctx, const char *dir, struct resctrl_schema *s)
{
	int err;

	err = fact_read(ctx, dir, "bandwidth_gran", 10, &s->bandwidth_gran);
	if (!err)
		err = fact_read(ctx, dir, "delay_linear", 10, &s->delay_linear);
	if (!err)
		err = line_read(ctx, dir, "thread_throttle_mode", &s->throttle_mode);
	if (!err)
		err = unit_load(ctx, s);
	return err;
}

/* Only which files are tried first: what a schema is, they tell. */
static bool looks_like_bandwidth(const char *name)
{
	return strstr(name, "MB");
}

static int load_facts(struct resctrl_ctx *ctx, const struct schemata_line *line,
		      const struct schemata_line *size, struct resctrl_schema *s)
{
	bool bandwidth = looks_like_bandwidth(s->name);
	char dir[288];
	int err;

	snprintf(dir, sizeof(dir), "info/%.255s", s->name);
	err = fact_read(ctx, dir, "num_closids", 10, &s->num_closids);
	if (!err && bandwidth)
		err = fact_read(ctx, dir, "min_bandwidth", 10, &s->min_bandwidth);
	if (!err && !s->min_bandwidth.known)
		err = fact_read(ctx, dir, "cbm_mask", 16, &s->cbm_mask);
	if (err)
		return err;
	if (s->cbm_mask.known) {
		s->kind = RESCTRL_SCHEMA_CACHE;
		derive_bytes_per_bit(s, line, size);
		return load_cache(ctx, dir, s);
	}
	if (!bandwidth)
		err = fact_read(ctx, dir, "min_bandwidth", 10, &s->min_bandwidth);
	if (err || !s->min_bandwidth.known)
		return err;
	s->kind = RESCTRL_SCHEMA_BANDWIDTH;
	err = load_bandwidth(ctx, dir, s);
	/* Only the default group's own line comes with its size. */
	return err ? err : derive_max_bandwidth(ctx, size ? line : NULL, s);
}

int schema_load(struct resctrl_ctx *ctx, const struct schemata_line *line,
		const struct schemata_line *size, struct resctrl_schema *schema)
{
	int err;

	*schema = (struct resctrl_schema){
		.name = strdup(line->name),
		.min_bits_read = true,
		.sparse_read = true,
		.gran_read = true,
		.bandwidth_read = true,
	};
	err = schema->name ? schema_set_domains(ctx, schema, line) : error_memory(ctx);
	if (!err)
		err = load_facts(ctx, line, size, schema);
	if (err)
		schema_release(schema);
	return err;
}

/* bit_usage has one letter a bit, so its rows tell how wide the masks are. 0 where they are no such rows. */
static unsigned int usage_width(const struct resctrl_schema *s)
{
	size_t width = s->num_bit_usage ? strlen(s->bit_usage[0].value) : 0;

	for (size_t i = 0; i < s->num_bit_usage; i++) {
		const char *row = s->bit_usage[i].value;

		if (strlen(row) != width || row[strspn(row, "XHSEP0")])
			return 0;
	}
	return width <= 64 ? (unsigned int)width : 0;
}

static int open_cache(struct resctrl_ctx *ctx, const char *dir, struct resctrl_schema *s)
{
	unsigned int width;
	int err;

	err = load_list(ctx, dir, "bit_usage", &s->bit_usage, &s->num_bit_usage);
	if (err)
		return err;
	width = usage_width(s);
	if (!width) {
		err = fact_read(ctx, dir, "cbm_mask", 16, &s->cbm_mask);
		if (s->cbm_mask.known)
			s->kind = RESCTRL_SCHEMA_CACHE;
		return err;
	}
	s->kind = RESCTRL_SCHEMA_CACHE;
	s->cbm_mask = (struct fact){ true, bits_run(0, width) };
	s->domains = calloc(s->num_bit_usage, sizeof(*s->domains));
	if (!s->domains)
		return error_memory(ctx);
	for (size_t i = 0; i < s->num_bit_usage; i++)
		s->domains[i] = s->bit_usage[i].id;
	s->num_domains = s->num_bit_usage;
	return 0;
}

static int open_bandwidth(struct resctrl_ctx *ctx, const char *dir, struct resctrl_schema *s)
{
	int err = fact_read(ctx, dir, "min_bandwidth", 10, &s->min_bandwidth);

	if (s->min_bandwidth.known)
		s->kind = RESCTRL_SCHEMA_BANDWIDTH;
	return err;
}

int schema_open(struct resctrl_ctx *ctx, const char *name, struct resctrl_schema *schema)
{
	bool bandwidth = looks_like_bandwidth(name);
	char dir[288];
	int err;

	*schema = (struct resctrl_schema){ .name = strdup(name) };
	if (!schema->name)
		return error_memory(ctx);
	snprintf(dir, sizeof(dir), "info/%.255s", name);
	err = bandwidth ? open_bandwidth(ctx, dir, schema) : open_cache(ctx, dir, schema);
	if (!err && schema->kind == RESCTRL_SCHEMA_OTHER)
		err = bandwidth ? open_cache(ctx, dir, schema) : open_bandwidth(ctx, dir, schema);
	if (err)
		schema_release(schema);
	return err;
}

int schema_set_domains(struct resctrl_ctx *ctx, struct resctrl_schema *schema,
		       const struct schemata_line *line)
{
	free(schema->domains);
	schema->num_domains = 0;
	schema->domains = calloc(line->num ? line->num : 1, sizeof(*schema->domains));
	if (!schema->domains)
		return error_memory(ctx);
	for (size_t i = 0; i < line->num; i++)
		schema->domains[i] = line->entries[i].id;
	schema->num_domains = line->num;
	return 0;
}

static int need_fact(struct resctrl_ctx *ctx, const struct resctrl_schema *s, const char *file,
		     bool *read, struct fact *fact)
{
	char dir[288];
	int err;

	if (*read)
		return 0;
	snprintf(dir, sizeof(dir), "info/%.255s", s->name);
	err = fact_read(ctx, dir, file, 10, fact);
	*read = !err;
	return err;
}

int schema_need_min_bits(struct resctrl_ctx *ctx, struct resctrl_schema *schema)
{
	return need_fact(ctx, schema, "min_cbm_bits", &schema->min_bits_read, &schema->min_cbm_bits);
}

int schema_need_sparse(struct resctrl_ctx *ctx, struct resctrl_schema *schema)
{
	return need_fact(ctx, schema, "sparse_masks", &schema->sparse_read, &schema->sparse_masks);
}

int schema_need_gran(struct resctrl_ctx *ctx, struct resctrl_schema *schema)
{
	return need_fact(ctx, schema, "bandwidth_gran", &schema->gran_read, &schema->bandwidth_gran);
}

int schema_need_bandwidth(struct resctrl_ctx *ctx, struct resctrl_schema *schema,
			  const struct schemata_line *of_default)
{
	int err;

	if (schema->bandwidth_read)
		return 0;
	err = unit_load(ctx, schema);
	if (!err)
		err = derive_max_bandwidth(ctx, of_default, schema);
	schema->bandwidth_read = !err;
	return err;
}

uint64_t schema_used_as(const struct resctrl_schema *schema, uint64_t domain, const char *letters)
{
	const char *row = domval_find(schema->bit_usage, schema->num_bit_usage, domain);
	uint64_t mask = 0;

	/* The highest bit comes first. */
	for (; row && *row; row++)
		mask = mask << 1 | (strchr(letters, *row) != NULL);
	return mask;
}

int schema_load_size(struct resctrl_ctx *ctx, struct resctrl_schema *schema)
{
	struct resctrl_schemata *masks = NULL, *sizes = NULL;
	const struct schemata_line *line;
	int err;

	if (schema->bytes_per_bit.known)
		return 0;
	err = group_read_table(ctx, &root, "schemata", &masks);
	if (!err)
		err = group_read_table(ctx, &root, "size", &sizes);
	line = err ? NULL : schemata_find(masks, schema->name);
	if (line)
		derive_bytes_per_bit(schema, line, schemata_find(sizes, schema->name));
	schemata_free(masks);
	schemata_free(sizes);
	return err;
}

void schema_release(struct resctrl_schema *schema)
{
	free(schema->name);
	free(schema->domains);
	free(schema->throttle_mode);
	free(schema->io_alloc);
	domval_free(schema->bit_usage, schema->num_bit_usage);
	domval_free(schema->io_alloc_cbm, schema->num_io_alloc_cbm);
	*schema = (struct resctrl_schema){ 0 };
}

/* ---- accessors ---- */

const char *resctrl_schema_get_name(const struct resctrl_schema *schema)
{
	assert(schema);
	return schema->name;
}

enum resctrl_schema_kind resctrl_schema_get_kind(const struct resctrl_schema *schema)
{
	assert(schema);
	return schema->kind;
}

size_t resctrl_schema_get_num_domains(const struct resctrl_schema *schema)
{
	assert(schema);
	return schema->num_domains;
}

uint64_t resctrl_schema_get_domain(const struct resctrl_schema *schema, size_t i)
{
	assert(schema && i < schema->num_domains);
	return schema->domains[i];
}

int resctrl_schema_get_num_closids(const struct resctrl_schema *schema, uint64_t *value)
{
	assert(schema);
	return fact_get(&schema->num_closids, value);
}

int resctrl_schema_get_cbm_mask(const struct resctrl_schema *schema, uint64_t *value)
{
	assert(schema);
	return fact_get(&schema->cbm_mask, value);
}

int resctrl_schema_get_min_cbm_bits(const struct resctrl_schema *schema, uint64_t *value)
{
	assert(schema);
	return fact_get(&schema->min_cbm_bits, value);
}

int resctrl_schema_get_shareable_bits(const struct resctrl_schema *schema, uint64_t *value)
{
	assert(schema);
	return fact_get(&schema->shareable_bits, value);
}

int resctrl_schema_get_sparse_masks(const struct resctrl_schema *schema, uint64_t *value)
{
	assert(schema);
	return fact_get(&schema->sparse_masks, value);
}

int resctrl_schema_get_min_bandwidth(const struct resctrl_schema *schema, uint64_t *value)
{
	assert(schema);
	return fact_get(&schema->min_bandwidth, value);
}

int resctrl_schema_get_bandwidth_gran(const struct resctrl_schema *schema, uint64_t *value)
{
	assert(schema);
	return fact_get(&schema->bandwidth_gran, value);
}

int resctrl_schema_get_max_bandwidth(const struct resctrl_schema *schema, uint64_t *value)
{
	assert(schema);
	return fact_get(&schema->max_bandwidth, value);
}

int resctrl_schema_get_delay_linear(const struct resctrl_schema *schema, uint64_t *value)
{
	assert(schema);
	return fact_get(&schema->delay_linear, value);
}

int resctrl_schema_get_bytes_per_bit(const struct resctrl_schema *schema, uint64_t *value)
{
	assert(schema);
	return fact_get(&schema->bytes_per_bit, value);
}

const char *resctrl_schema_get_throttle_mode(const struct resctrl_schema *schema)
{
	assert(schema);
	return schema->throttle_mode;
}

const char *resctrl_schema_get_io_alloc(const struct resctrl_schema *schema)
{
	assert(schema);
	return schema->io_alloc;
}

const char *resctrl_schema_get_io_alloc_cbm(const struct resctrl_schema *schema, uint64_t domain)
{
	assert(schema);
	return domval_find(schema->io_alloc_cbm, schema->num_io_alloc_cbm, domain);
}

const char *resctrl_schema_get_bit_usage(const struct resctrl_schema *schema, uint64_t domain)
{
	assert(schema);
	return domval_find(schema->bit_usage, schema->num_bit_usage, domain);
}

enum resctrl_bandwidth_unit resctrl_schema_get_unit(const struct resctrl_schema *schema)
{
	assert(schema);
	return schema->unit;
}

const char *resctrl_schema_get_unit_source(const struct resctrl_schema *schema)
{
	assert(schema);
	return schema->unit_source;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The halves of a cache under CDP are one resource of the kernel's: they have the same domains, width and minimum of
 * bits (kernel: fs/resctrl/rdtgroup.c, schemata_list_create). What one of them tells need not be read of the other.
 */
#include <stdlib.h>
#include <string.h>

#include "change.h"

static struct resctrl_schema *other_half(const struct resctrl_change *c, const char *name)
{
	char peer[80];

	return schema_peer(name, peer, sizeof(peer)) ? change_find_schema(c, peer) : NULL;
}

int change_need_min_bits(struct resctrl_change *c, struct resctrl_schema *schema, uint64_t run)
{
	const struct resctrl_schema *half = other_half(c, schema->name);

	if (run >= ENOUGH_BITS)
		return 0;
	if (!schema->min_bits_read && half && half->min_bits_read) {
		schema->min_cbm_bits = half->min_cbm_bits;
		schema->min_bits_read = true;
	}
	return schema_need_min_bits(c->ctx, schema);
}

/*
 * An exclusive group shares no bit with any other, in neither half. Where no mask can be empty it has some in each,
 * which show as E, or as H where I/O has them too (kernel: fs/resctrl/rdtgroup.c, rdt_bit_usage_show): rows with
 * neither say that nobody is exclusive in the other half either. What hardware shares is the same in both.
 */
static bool tells_of_both(const struct resctrl_schema *s)
{
	for (size_t i = 0; i < s->num_bit_usage; i++) {
		if (strspn(s->bit_usage[i].value, "XS0") != strlen(s->bit_usage[i].value))
			return false;
	}
	return s->num_bit_usage && s->min_cbm_bits.known && s->min_cbm_bits.value;
}

/* A schema with what the other HALF has been found to have. */
static int copy_half(struct resctrl_ctx *ctx, const struct resctrl_schema *half, const char *name,
		     struct resctrl_schema *s)
{
	size_t num = half->num_bit_usage;
	bool copied = true;

	*s = (struct resctrl_schema){ .kind = half->kind, .cbm_mask = half->cbm_mask, .name = strdup(name) };
	s->domains = calloc(num, sizeof(*s->domains));
	s->bit_usage = calloc(num, sizeof(*s->bit_usage));
	for (size_t i = 0; s->domains && s->bit_usage && i < num; i++) {
		s->domains[i] = half->bit_usage[i].id;
		s->bit_usage[i] = (struct domval){ half->bit_usage[i].id, strdup(half->bit_usage[i].value) };
		copied &= s->bit_usage[i].value != NULL;
		s->num_domains = s->num_bit_usage = i + 1;
	}
	if (s->name && copied && s->num_domains == num)
		return 0;
	schema_release(s);
	return error_memory(ctx);
}

int change_open_schema(struct resctrl_change *c, const char *name, struct resctrl_schema *schema)
{
	const struct resctrl_schema *half = other_half(c, name);

	/* To read the minimum of bits for this alone is no less than to read the row. */
	return half && tells_of_both(half) ? copy_half(c->ctx, half, name, schema) :
					     schema_open(c->ctx, name, schema);
}

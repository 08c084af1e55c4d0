/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The picture of a cache's ways: one character a way, the highest first.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json_object.h>

#include "number.h"
#include "out.h"
#include "tree.h"
#include "ways.h"

enum way {
	WAY_OWN,
	WAY_OWN_HARDWARE,
	WAY_OTHERS,
	WAY_OTHERS_HARDWARE,
	WAY_HARDWARE,
	WAY_EXCLUSIVE,
	WAY_LOCKED,
	WAY_UNUSED,
	WAY_UNKNOWN,
};

/*
 * Blocks that every font of a terminal has, the console's included; the fuller, the more of the
 * way is the group's. Letters, the kernel's own, where a block would say nothing.
 */
static const struct {
	const char *ascii, *block, *meaning;
} ways[] = {
	[WAY_OWN]		= { "#", "█", "this group" },
	[WAY_OWN_HARDWARE]	= { "X", "▓", "this group and hardware" },
	[WAY_OTHERS]		= { "o", "░", "other groups" },
	[WAY_OTHERS_HARDWARE]	= { "x", "▒", "other groups and hardware" },
	[WAY_HARDWARE]		= { "H", "H", "hardware" },
	[WAY_EXCLUSIVE]		= { "E", "E", "an exclusive group" },
	[WAY_LOCKED]		= { "P", "P", "pseudo-locked" },
	[WAY_UNUSED]		= { ".", "·", "unused" },
	[WAY_UNKNOWN]		= { "?", "?", "not known" },
};

#define NUM_WAYS (sizeof(ways) / sizeof(ways[0]))

struct masks {
	uint64_t all, own, hardware, shareable, exclusive, locked, unused;
};

static bool read_mask(struct json_object *object, const char *key, uint64_t *mask)
{
	struct json_object *value = tree_get(object, key);
	const char *text = value ? json_object_get_string(value) : "";

	return !strncmp(text, "0x", 2) && number_parse_hex(text + 2, mask);
}

static bool read_masks(struct json_object *row, struct json_object *parent, const char *key,
		       struct masks *masks)
{
	memset(masks, 0, sizeof(*masks));
	if (!read_mask(row, key, &masks->own) || !read_mask(parent, "cbm_mask", &masks->all))
		return false;
	/* What of this is missing leaves ways of which nothing is known. */
	if (!read_mask(row, "hardware_mask", &masks->hardware))
		read_mask(parent, "shareable_bits", &masks->hardware);
	read_mask(row, "shareable_mask", &masks->shareable);
	read_mask(row, "exclusive_mask", &masks->exclusive);
	read_mask(row, "locked_mask", &masks->locked);
	read_mask(row, "unused_mask", &masks->unused);
	return masks->all != 0;
}

static int highest_bit(uint64_t mask)
{
	return 63 - __builtin_clzll(mask);
}

/* The masks but the hardware's exclude each other: the kernel gives one letter a bit. */
static enum way get_way(const struct masks *masks, int bit)
{
	uint64_t way = UINT64_C(1) << bit;
	bool hardware = masks->hardware & way;

	if (masks->own & way)
		return hardware ? WAY_OWN_HARDWARE : WAY_OWN;
	if (masks->shareable & way)
		return hardware ? WAY_OTHERS_HARDWARE : WAY_OTHERS;
	if (hardware)
		return WAY_HARDWARE;
	if (masks->exclusive & way)
		return WAY_EXCLUSIVE;
	if (masks->locked & way)
		return WAY_LOCKED;
	return masks->unused & way ? WAY_UNUSED : WAY_UNKNOWN;
}

static const char *get_character(size_t way)
{
	return out_has_blocks(STDOUT_FILENO) ? ways[way].block : ways[way].ascii;
}

void ways_put(struct json_object *row, struct json_object *parent, const char *key, FILE *out)
{
	struct masks masks;
	int bit;

	if (!read_masks(row, parent, key, &masks)) {
		putc('-', out);
		return;
	}
	for (bit = highest_bit(masks.all); bit >= 0; bit--)
		fputs(get_character(get_way(&masks, bit)), out);
}

unsigned int ways_kinds(struct json_object *row, struct json_object *parent, const char *key)
{
	unsigned int kinds = 0;
	struct masks masks;
	int bit;

	if (!read_masks(row, parent, key, &masks))
		return 0;
	for (bit = highest_bit(masks.all); bit >= 0; bit--)
		kinds |= 1u << get_way(&masks, bit);
	return kinds;
}

void ways_put_legend(unsigned int kinds, FILE *out)
{
	const char *separator = "";
	size_t i;

	for (i = 0; i < NUM_WAYS; i++) {
		if (!(kinds & 1u << i))
			continue;
		fprintf(out, "%s%s %s", separator, get_character(i), ways[i].meaning);
		separator = "  ";
	}
	if (kinds)
		putc('\n', out);
}

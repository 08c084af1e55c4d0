/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which events are counted in which slot. */
#include "multiplex-math.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

/* splitmix64: any seed will do, also 0. */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* 0..LIMIT - 1, each as likely: what is left over above the last whole multiple is drawn again. */
static size_t random_below(uint64_t *state, size_t limit)
{
	uint64_t excess = -(uint64_t)limit % limit, r;

	do {
		r = next_random(state);
	} while (r < excess);
	return (size_t)(r % limit);
}

int mux_schedule_init(struct mux_schedule *s, size_t num, size_t capacity, uint64_t seed)
{
	assert(capacity);
	*s = (struct mux_schedule){
		.num = num,
		.num_slots = num / capacity + (num % capacity != 0),
		.at = num,
		.random = seed,
	};
	s->order = calloc(num + 1, sizeof(*s->order));
	if (!s->order)
		return -ENOMEM;
	for (size_t i = 0; i < num; i++)
		s->order[i] = i;
	return 0;
}

void mux_schedule_release(struct mux_schedule *s)
{
	free(s->order);
	s->order = NULL;
	s->num = s->at = 0;
}

static void shuffle(struct mux_schedule *s)
{
	for (size_t i = s->num; i > 1; i--) {
		size_t k = random_below(&s->random, i), item = s->order[k];

		s->order[k] = s->order[i - 1];
		s->order[i - 1] = item;
	}
}

static void begin_rotation(struct mux_schedule *s)
{
	shuffle(s);
	s->at = 0;
	s->slots_left = s->num_slots;
	s->long_left = s->num_slots ? s->num % s->num_slots : 0;
}

/*
 * Where the items do not fill all slots, which of them are fuller is drawn as well: a last slot that always had the
 * rest would be met by fewer items than the others.
 */
const size_t *mux_schedule_next(struct mux_schedule *s, size_t *num)
{
	const size_t *items;

	*num = 0;
	if (mux_schedule_is_complete(s))
		begin_rotation(s);
	items = s->order + s->at;
	if (!s->num)
		return items;
	*num = s->num / s->num_slots;
	if (random_below(&s->random, s->slots_left) < s->long_left) {
		*num += 1;
		s->long_left--;
	}
	s->slots_left--;
	s->at += *num;
	return items;
}

bool mux_schedule_is_complete(const struct mux_schedule *s)
{
	return s->at == s->num;
}

size_t mux_schedule_get_num_slots(const struct mux_schedule *s)
{
	return s->num_slots;
}

uint64_t mux_schedule_draw_length(struct mux_schedule *s, uint64_t length_ns)
{
	uint64_t half = length_ns / 2 + 1;

	return length_ns - length_ns / 4 + next_random(&s->random) % half;
}

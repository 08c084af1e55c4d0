/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From CPU time to joules and cycles. */
#include <inttypes.h>
#include <string.h>

#include "telemetry.h"

#define NS_PER_SEC 1e9
#define NS_PER_US  1000

/* Regions start where real ones do: on no page boundary. */
#define REGION_GAP 0x58

/* What a second of work and a second of rest add to a counter, and its bits after the binary point. The
 * order is that of Intel's descriptions of the two GUIDs. */
struct event {
	double busy, quiet;
	unsigned int fraction;
};

static const struct event energy_events[] = {
	{ 2.5, 0.05, 18 }, /* core_energy, in J */
	{ 0.8, 0, 18 },	   /* activity, in F */
};

static const struct event perf_events[] = {
	{ 2.0e8, 0, 0 },   /* stalls_llc_hit */
	{ 0, 0.3e9, 0 },   /* c1_res */
	{ 3.0e9, 0, 0 },   /* unhalted_core_cycles */
	{ 1.0e8, 0, 0 },   /* stalls_llc_miss */
	{ 0, 1.7e9, 0 },   /* c6_res */
	{ 2.0e9, 0, 0 },   /* unhalted_ref_cycles */
	{ 4.5e9, 0, 0 },   /* uops_retired */
};

static const struct event *events(enum region_type type, unsigned int *n)
{
	switch (type) {
	case REGION_ENERGY:
		*n = sizeof(energy_events) / sizeof(energy_events[0]);
		return energy_events;
	case REGION_PERF:
		*n = sizeof(perf_events) / sizeof(perf_events[0]);
		return perf_events;
	default:
		*n = 2;
		return NULL;
	}
}

static void add_region(struct telemetry *t, enum region_type type, unsigned int aggregator,
		       uint64_t guid, uint64_t size)
{
	struct region *r = &t->region[t->n_regions++];

	r->type = type;
	r->aggregator = aggregator;
	r->guid = (uint32_t)guid;
	r->size = (uint32_t)size;
	r->offset = t->size;
	t->size += r->size + REGION_GAP;
}

void telemetry_lay_out(struct telemetry *t, const struct settings *set)
{
	unsigned int a;

	memset(t, 0, sizeof(*t));
	t->set = set;
	t->size = REGION_GAP;
	for (a = 0; a < set->aggregators; a++) {
		if (set->energy)
			add_region(t, REGION_ENERGY, a, set->energy_guid, set->energy_size);
		if (set->perf)
			add_region(t, REGION_PERF, a, set->perf_guid, set->perf_size);
	}
	add_region(t, REGION_WITNESS, 0, WITNESS_GUID, (2 * TELEMETRY_RMIDS + 1) * 8);
}

/* Aggregators share the package's CPUs out among them, in turn. */
static void gather(struct telemetry *t, uint64_t now,
		   struct activity_time time[MAX_AGGREGATORS][TELEMETRY_RMIDS])
{
	unsigned int i;

	for (i = 0; t->activity && i < t->set->cpus; i++)
		activity_add(t->activity, (unsigned int)t->set->cpu + i, now,
			     time[i % t->set->aggregators], TELEMETRY_RMIDS);
}

/*
 * What an aggregator has from before this boot, as seconds of work. RMIDs that nobody has used have
 * no data until somebody does: of eight, one has none anywhere, one none in package 0, and one none
 * but in aggregator 0.
 */
static double history(const struct telemetry *t, unsigned int aggregator, unsigned int rmid)
{
	uint64_t package = t->set->package;

	switch (rmid % 8) {
	case 5:
		if (aggregator)
			return 0;
		break;
	case 6:
		if (!package)
			return 0;
		break;
	case 7:
		return 0;
	}
	return (double)t->set->history *
	       (double)(1 + (rmid * 7 + aggregator * 3 + package * 5) % 16) / 16;
}

static uint64_t count(const struct event *e, double history, const struct activity_time *time)
{
	double value = e->busy * (history + (double)time->busy / NS_PER_SEC) +
		       e->quiet * (history + (double)time->quiet / NS_PER_SEC);

	/* A fraction that no power of ten shares: rounding is to be seen. */
	if (e->fraction && history > 0)
		value += 1.0 / 3;
	return (uint64_t)(value * (double)(1ull << e->fraction));
}

/* Time passes differently for those who write the record and for us; a counter never falls. */
static void raise(volatile uint64_t *word, uint64_t value)
{
	if (value > *word)
		*word = value;
}

static void update_counters(const struct telemetry *t, const struct region *r, uint64_t *word,
			    const struct activity_time *time)
{
	unsigned int n, rmid, i;
	const struct event *e = events(r->type, &n);

	for (rmid = 0; rmid < TELEMETRY_RMIDS && (rmid + 1) * n * 8 <= r->size; rmid++) {
		double before = history(t, r->aggregator, rmid);

		if (before <= 0 && !time[rmid].busy && !time[rmid].quiet)
			continue;
		for (i = 0; i < n; i++)
			raise(&word[rmid * n + i],
			      DATA_VALID | count(&e[i], before, &time[rmid]));
	}
}

/* After the counters: how many updates were lost, when the last one was, and the time of this one. */
static void update_status(const struct telemetry *t, const struct region *r, uint64_t *word,
			  uint64_t now)
{
	unsigned int n;

	events(r->type, &n);
	if (r->size >= (TELEMETRY_RMIDS * n + 3) * 8)
		word[TELEMETRY_RMIDS * n + 2] = (now - t->start) / NS_PER_US;
}

static void update_witness(const struct telemetry *t, uint64_t *word, uint64_t now,
			   struct activity_time time[MAX_AGGREGATORS][TELEMETRY_RMIDS])
{
	unsigned int rmid, a;

	for (rmid = 0; rmid < TELEMETRY_RMIDS; rmid++) {
		struct activity_time sum = { 0, 0 };

		for (a = 0; a < t->set->aggregators; a++) {
			sum.busy += time[a][rmid].busy;
			sum.quiet += time[a][rmid].quiet;
		}
		raise(&word[2 * rmid], sum.busy);
		raise(&word[2 * rmid + 1], sum.quiet);
	}
	word[2 * TELEMETRY_RMIDS] = now - t->start;
}

void telemetry_update(struct telemetry *t, void *memory, uint64_t now)
{
	static struct activity_time time[MAX_AGGREGATORS][TELEMETRY_RMIDS];
	unsigned int i;

	memset(time, 0, sizeof(time));
	gather(t, now, time);
	if (!t->start)
		t->start = now;
	for (i = 0; i < t->n_regions; i++) {
		const struct region *r = &t->region[i];
		uint64_t *word = (uint64_t *)(void *)((char *)memory + r->offset);

		if (r->type == REGION_WITNESS) {
			update_witness(t, word, now, time);
			continue;
		}
		update_counters(t, r, word, time[r->aggregator]);
		update_status(t, r, word, now);
	}
}

void telemetry_print(const struct telemetry *t, const void *memory, FILE *out)
{
	unsigned int i, n, rmid, k;

	for (i = 0; i < t->n_regions; i++) {
		const struct region *r = &t->region[i];
		const uint64_t *word = (const void *)((const char *)memory + r->offset);

		events(r->type, &n);
		for (rmid = 0; rmid < TELEMETRY_RMIDS && (rmid + 1) * n * 8 <= r->size; rmid++)
			for (k = 0; k < n; k++)
				if (r->type != REGION_WITNESS && word[rmid * n + k] & DATA_VALID)
					fprintf(out, "%" PRIu64 " 0x%" PRIx32 " %u %u %u %" PRIu64 "\n",
						t->set->package, r->guid, r->aggregator, rmid, k,
						word[rmid * n + k] & ~DATA_VALID);
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How busy CPUs move bytes and fill caches, and what the counters say about it. */
#include <stdlib.h>

#include "model.h"

#define NS_PER_SEC 1e9
#define NS_PER_MS  1e6

/* Of eight bytes moved, one belongs to a line that the cache did not hold before. */
#define BYTES_PER_NEW_BYTE 8

/* Fields of the ABMC configuration register. */
#define ABMC_RMID(v)	(((v) >> 32) & 0xfff)
#define ABMC_COUNTER(v) (((v) >> 48) & 0x1f)
#define ABMC_COUNTER_EN (1ull << 62)
#define ABMC_CONFIG_EN	(1ull << 63)

/* IA32_QM_EVTSEL: with bit 31 the upper half names an assignable counter in place of an RMID. */
#define EVTSEL_EXTENDED (1ull << 31)
#define EVTSEL_EVENT(v) ((v)&0xff)
#define EVTSEL_ID(v)	(((v) >> 32) & 0xfff)

enum { EVENT_OCCUPANCY = 1, EVENT_TOTAL = 2, EVENT_LOCAL = 3 };
enum { EXT_EVENT_COUNTER = 1 };

struct rdt_model *rdt_model_new(const struct rdt_settings *set, unsigned int n_cpus)
{
	struct rdt_model *m;
	unsigned int d, c;

	if (!n_cpus || n_cpus > RDT_MAX_CPUS)
		return NULL;
	m = calloc(1, sizeof(*m));
	if (!m)
		return NULL;
	m->set = *set;
	m->n_cpus = n_cpus;
	m->cpus_per_domain = set->dom ? (unsigned int)set->dom : n_cpus;
	m->n_domains = (n_cpus + m->cpus_per_domain - 1) / m->cpus_per_domain;
	m->domain = calloc(m->n_domains, sizeof(*m->domain));
	if (!m->domain) {
		free(m);
		return NULL;
	}
	for (d = 0; d < m->n_domains; d++) {
		m->domain[d].evt_cfg[0] = RDT_TYPES_ALL;
		m->domain[d].evt_cfg[1] = RDT_TYPES_LOCAL;
		m->domain[d].snc_cfg = 1;
		for (c = 0; c < RDT_MAX_CLOSIDS; c++) {
			m->domain[d].l3_mask[c] = (1ull << set->l3len) - 1;
			m->domain[d].mba[c] = set->amd ? 1ull << set->bwlen : 0;
			m->domain[d].smba[c] = 1ull << set->bwlen;
		}
	}
	return m;
}

void rdt_model_free(struct rdt_model *m)
{
	free(m->domain);
	free(m);
}

struct rdt_domain *rdt_model_domain(struct rdt_model *m, unsigned int cpu)
{
	return &m->domain[cpu / m->cpus_per_domain];
}

/* The share of the full rate that the bandwidth control of a CLOSID leaves. */
static double throttle(const struct rdt_model *m, const struct rdt_domain *d, uint32_t closid)
{
	uint64_t v = d->mba[closid];
	uint64_t full = 1ull << m->set.bwlen;

	if (!m->set.mba)
		return 1;
	if (!m->set.amd) /* a delay value, in percent */
		return v > 99 ? 0.01 : (double)(100 - v) / 100;
	/* AMD: a limit in units of 1/8 GB/s; full scale means no limit. */
	return v >= full ? 1 : (double)v / (double)full;
}

static double cache_bytes(const struct rdt_model *m)
{
	return (double)m->set.l3kb * 1024;
}

/* With Sub-NUMA Clustering and RMID sharing off, each node of the L3 has an RMID range of its own.
 */
static uint32_t physical_rmid(const struct rdt_model *m, const struct rdt_domain *d,
			      unsigned int cpu)
{
	unsigned int nodes = (unsigned int)m->set.snc;
	uint32_t rmid = m->cpu[cpu].rmid;

	if (nodes > 1 && !(d->snc_cfg & 1)) {
		unsigned int node = cpu % m->cpus_per_domain / (m->cpus_per_domain / nodes);

		rmid += node * (unsigned int)m->set.rmids / nodes;
	}
	return rmid % RDT_MAX_RMIDS;
}

/* Lines of an RMID that nobody works for leave the cache at the rate that empties a full one in
 * decayms. */
static void decay(const struct rdt_model *m, struct rdt_rmid *r, uint64_t now)
{
	if (now <= r->occupancy_time)
		return;
	r->occupancy -= (double)(now - r->occupancy_time) / NS_PER_MS / (double)m->set.decayms *
			cache_bytes(m);
	if (r->occupancy < 0)
		r->occupancy = 0;
	r->occupancy_time = now;
}

static void charge(struct rdt_model *m, unsigned int cpu, uint64_t now)
{
	struct rdt_cpu *c = &m->cpu[cpu];
	struct rdt_domain *d = rdt_model_domain(m, cpu);
	uint32_t closid = c->closid % RDT_MAX_CLOSIDS;
	struct rdt_rmid *r = &d->rmid[physical_rmid(m, d, cpu)];
	double moved, limit;

	if (now <= c->since)
		return;
	moved = (double)(now - c->since) / NS_PER_SEC * (double)m->set.rate * 1e6 *
		throttle(m, d, closid);
	limit = cache_bytes(m) * __builtin_popcountll(d->l3_mask[closid]) / (double)m->set.l3len;

	r->bytes += moved;
	decay(m, r, c->since);
	r->occupancy += moved / BYTES_PER_NEW_BYTE;
	if (r->occupancy > limit)
		r->occupancy = limit;
	r->occupancy_time = now;
	c->since = now;
}

void rdt_model_busy(struct rdt_model *m, unsigned int cpu, uint64_t now)
{
	m->cpu[cpu].busy = true;
	m->cpu[cpu].since = now;
}

void rdt_model_quiet(struct rdt_model *m, unsigned int cpu, uint64_t now)
{
	if (m->cpu[cpu].busy)
		charge(m, cpu, now);
	m->cpu[cpu].busy = false;
}

void rdt_model_settle(struct rdt_model *m, unsigned int cpu, uint64_t now)
{
	unsigned int first = cpu - cpu % m->cpus_per_domain, i;

	for (i = first; i < first + m->cpus_per_domain && i < m->n_cpus; i++)
		if (m->cpu[i].busy)
			charge(m, i, now);
}

/* In ns; with wavemb the guest sets it while it runs, by a control that limits nothing else there. */
static uint64_t wave_period(const struct rdt_model *m, const struct rdt_domain *d, uint64_t rmid)
{
	const uint64_t waves[] = { 0, m->set.wave1, m->set.wave2, m->set.wave3 };
	uint64_t wave = waves[rmid % 4];

	return m->set.wavemb ? wave * d->mba[0] * 10000 : wave * 1000000;
}

/*
 * What an RMID has moved by itself since time 0: steadily, or for half of each period at twice the rate. Periods begin
 * at another time for each RMID and domain.
 */
static double own_load(const struct rdt_model *m, const struct rdt_domain *d, uint64_t rmid,
		       uint64_t now)
{
	uint64_t period = wave_period(m, d, rmid), domain = (uint64_t)(d - m->domain), part;
	double rate = (double)m->set.load * 1e6 * (double)(1 + rmid / 4 % 5) / NS_PER_SEC;

	if (!rmid || !m->set.load)
		return 0;
	if (!period)
		return rate * (double)now;
	now += period / 64 * ((rmid * 23 + domain * 37) % 64);
	part = now % period < period / 2 ? now % period : period / 2;
	return rate * ((double)(now / period) * (double)period + 2 * (double)part);
}

static double moved_by(const struct rdt_model *m, const struct rdt_domain *d, uint64_t rmid,
		       uint64_t now)
{
	return d->rmid[rmid].bytes + own_load(m, d, rmid, now);
}

/* The transaction types carry equal shares of the traffic. */
static double traffic(const struct rdt_model *m, const struct rdt_domain *d, uint64_t rmid,
		      uint64_t types, uint64_t now)
{
	return moved_by(m, d, rmid, now) * __builtin_popcountll(types & RDT_TYPES_ALL) /
	       __builtin_popcount(RDT_TYPES_ALL);
}

/*
 * Counters have 24 bits on Intel and 44 on AMD, unless CPUID tells a larger number. With Sub-NUMA
 * Clustering a unit is as many times smaller than what CPUID says as the cache has nodes.
 */
static uint64_t in_units(const struct rdt_model *m, double bytes)
{
	uint64_t width = 24 + (m->set.width ? m->set.width : m->set.amd ? 20 : 0);

	return (uint64_t)(bytes * (double)m->set.snc / (double)m->set.scale) &
	       ((1ull << width) - 1);
}

static uint64_t read_assigned(const struct rdt_model *m, const struct rdt_domain *d,
			      uint64_t evtsel, uint64_t now)
{
	uint64_t id = EVTSEL_ID(evtsel), config;

	if (!m->set.abmc || id >= m->set.cntrs || EVTSEL_EVENT(evtsel) != EXT_EVENT_COUNTER)
		return RDT_CTR_ERROR;
	config = d->counter[id].config;
	if (!(config & ABMC_COUNTER_EN))
		return RDT_CTR_UNAVAILABLE;
	return in_units(m, traffic(m, d, ABMC_RMID(config), config, now) - d->counter[id].start);
}

uint64_t rdt_model_read_counter(struct rdt_model *m, unsigned int cpu, uint64_t now)
{
	struct rdt_domain *d = rdt_model_domain(m, cpu);
	uint64_t evtsel = m->cpu[cpu].evtsel, rmid = EVTSEL_ID(evtsel);

	rdt_model_settle(m, cpu, now);
	if (m->set.amd && (evtsel & EVTSEL_EXTENDED))
		return read_assigned(m, d, evtsel, now);
	if (rmid >= m->set.rmids || rmid == m->set.errrmid)
		return RDT_CTR_ERROR;
	if (rmid == m->set.unavailrmid)
		return RDT_CTR_UNAVAILABLE;
	switch (EVTSEL_EVENT(evtsel)) {
	case EVENT_OCCUPANCY:
		if (m->set.witness)
			return in_units(m, moved_by(m, d, rmid, now));
		decay(m, &d->rmid[rmid], now);
		return in_units(m, d->rmid[rmid].occupancy);
	case EVENT_TOTAL:
		return in_units(m, traffic(m, d, rmid, d->evt_cfg[0], now));
	case EVENT_LOCAL:
		return in_units(m, traffic(m, d, rmid, d->evt_cfg[1], now));
	default:
		return RDT_CTR_ERROR;
	}
}

void rdt_model_configure_counter(struct rdt_model *m, unsigned int cpu, uint64_t value,
				 uint64_t now)
{
	struct rdt_domain *d = rdt_model_domain(m, cpu);
	struct rdt_counter *counter = &d->counter[ABMC_COUNTER(value)];

	if (!(value & ABMC_CONFIG_EN))
		return;
	rdt_model_settle(m, cpu, now);
	counter->config = value;
	counter->start = traffic(m, d, ABMC_RMID(value), value, now);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model.h"

#include <stdlib.h>

#include "registers.h"

static const unsigned int config_offsets[N_CONFIG] = {
	MPAMCFG_CPBM,	  MPAMCFG_MBW_MAX,  MPAMCFG_MBW_MIN, MPAMCFG_CMAX,	 MPAMCFG_CMIN,
	MPAMCFG_CASSOC,	  MPAMCFG_MBW_PBM,  MPAMCFG_PRI,     MPAMCFG_MBW_PROP, MPAMCFG_INTPARTID,
	MPAMCFG_MBW_WINWD
};

enum { CONFIG_CPBM, CONFIG_MBW_MAX };

/* The implementation that counts in units of 64 bytes (erratum T241-MPAM-6). */
#define IIDR_T241 0x2410036b

struct monitor {
	uint32_t csu_filter, csu_control, mbwu_filter, mbwu_control;
	uint64_t value; /* MBWU: what it holds ... */
	uint64_t counted; /* ... and what the filter had seen when it was last brought up to date */
};

/* What one PARTID and PMG has in one RIS. */
struct usage {
	uint64_t bytes;
	double occupancy;
	uint64_t seen; /* time of the occupancy */
};

struct ris_state {
	struct monitor monitors[MAX_MONITORS];
	struct usage usage[MAX_PARTIDS][MAX_PMGS];
};

struct cpu {
	unsigned int partid, pmg;
	bool busy;
	uint64_t since;
};

struct model {
	struct machine machine;
	uint32_t *window;
	model_banks *banks;
	uint64_t rate, decay_ns;
	struct cpu cpus[MAX_CPUS];
	uint32_t part_sel[MAX_MSCS], mon_sel[MAX_MSCS];
	struct ris_state ris[MAX_MSCS][MAX_RIS];
};

struct model *model_new(const struct machine *m, void *window, uint64_t rate, uint64_t decay_ns)
{
	struct model *model = calloc(1, sizeof(*model));

	if (!model)
		return NULL;
	model->machine = *m;
	model->window = window;
	model->banks = (model_banks *)((char *)window + BANKS_AT);
	model->rate = rate;
	model->decay_ns = decay_ns ? decay_ns : 1;
	return model;
}

int model_config_index(unsigned int offset)
{
	int i;

	for (i = 0; i < N_CONFIG && config_offsets[i]; i++)
		if (config_offsets[i] == offset)
			return i;
	return -1;
}

static uint32_t *reg(struct model *model, unsigned int msc, unsigned int offset)
{
	return model->window + (msc * MSC_SIZE + offset) / sizeof(uint32_t);
}

/* The part of the full rate that the bandwidth controls on the CPU's way leave its PARTID. */
static double throttle(const struct model *model, unsigned int cpu)
{
	const struct machine *m = &model->machine;
	double part = 1, limit;
	unsigned int i, k;

	for (i = 0; i < m->n_mscs; i++) {
		for (k = 0; k < m->mscs[i].n_ris; k++) {
			const struct ris *r = &m->mscs[i].ris[k];
			uint32_t max;

			if (!r->mbw_max || !machine_ris_has_cpu(m, r, cpu))
				continue;
			/* Bits below the width are not implemented: 0 means the least step. */
			max = (*model->banks)[i][k][model->cpus[cpu].partid][CONFIG_MBW_MAX] & 0xffff;
			limit = (double)((max >> (16 - r->mbw_max)) + 1) / (double)(1u << r->mbw_max);
			part = limit < part ? limit : part;
		}
	}
	return part;
}

/* What the mask of a PARTID leaves it of the cache, in bytes. */
static double share(const struct model *model, unsigned int msc, unsigned int ris, unsigned int partid)
{
	const struct ris *r = &model->machine.mscs[msc].ris[ris];
	const struct cache *c = r->memory ? NULL : machine_cache(&model->machine, r->target);
	uint32_t mask = (*model->banks)[msc][ris][partid][CONFIG_CPBM];
	double size = c ? (double)c->kb * 1024 : 0;

	if (!r->cpor)
		return size;
	if (r->cpor < 32)
		mask &= (1u << r->cpor) - 1;
	return size * __builtin_popcount(mask) / (double)r->cpor;
}

/* Lines that nobody uses any more leave; a full cache takes decay_ns. */
static void decay(struct model *model, unsigned int msc, unsigned int ris, struct usage *u, uint64_t now)
{
	const struct ris *r = &model->machine.mscs[msc].ris[ris];
	const struct cache *c = r->memory ? NULL : machine_cache(&model->machine, r->target);
	double lost;

	if (c && now > u->seen) {
		lost = (double)c->kb * 1024 * (double)(now - u->seen) / (double)model->decay_ns;
		u->occupancy = u->occupancy > lost ? u->occupancy - lost : 0;
	}
	u->seen = now;
}

/* Books what a busy CPU has moved since it was last looked at. */
static void charge(struct model *model, unsigned int cpu, uint64_t now)
{
	struct machine *m = &model->machine;
	struct cpu *c = &model->cpus[cpu];
	unsigned int i, k;
	double bytes, limit;

	if (!c->busy || now <= c->since)
		return;
	bytes = (double)model->rate * (double)(now - c->since) / 1e9 * throttle(model, cpu);
	c->since = now;
	for (i = 0; i < m->n_mscs; i++) {
		for (k = 0; k < m->mscs[i].n_ris; k++) {
			struct usage *u = &model->ris[i][k].usage[c->partid][c->pmg];

			if (!machine_ris_has_cpu(m, &m->mscs[i].ris[k], cpu))
				continue;
			u->bytes += (uint64_t)bytes;
			limit = share(model, i, k, c->partid);
			u->occupancy += bytes;
			if (u->occupancy > limit)
				u->occupancy = limit;
			u->seen = now;
		}
	}
}

static void charge_all(struct model *model, uint64_t now)
{
	unsigned int cpu;

	for (cpu = 0; cpu < MAX_CPUS; cpu++)
		charge(model, cpu, now);
}

void model_busy(struct model *model, unsigned int cpu, uint64_t now)
{
	if (cpu >= MAX_CPUS || model->cpus[cpu].busy)
		return;
	model->cpus[cpu].busy = true;
	model->cpus[cpu].since = now;
}

void model_quiet(struct model *model, unsigned int cpu, uint64_t now)
{
	if (cpu >= MAX_CPUS)
		return;
	charge(model, cpu, now);
	model->cpus[cpu].busy = false;
}

void model_set_ids(struct model *model, unsigned int cpu, unsigned int partid, unsigned int pmg)
{
	if (cpu >= MAX_CPUS)
		return;
	model->cpus[cpu].partid = partid < MAX_PARTIDS ? partid : 0;
	model->cpus[cpu].pmg = pmg < MAX_PMGS ? pmg : 0;
}

static bool matches(uint32_t filter, uint32_t control, unsigned int partid, unsigned int pmg)
{
	if ((control & MON_CTL_MATCH_PARTID) && (filter & 0xffff) != partid)
		return false;
	return !(control & MON_CTL_MATCH_PMG) || (filter >> 16 & 0xff) == pmg;
}

static uint64_t bytes_seen(const struct ris_state *s, uint32_t filter, uint32_t control)
{
	uint64_t sum = 0;
	unsigned int partid, pmg;

	for (partid = 0; partid < MAX_PARTIDS; partid++)
		for (pmg = 0; pmg < MAX_PMGS; pmg++)
			if (matches(filter, control, partid, pmg))
				sum += s->usage[partid][pmg].bytes;
	return sum;
}

static double occupancy_seen(struct model *model, unsigned int msc, unsigned int ris,
			     const struct monitor *mon, uint64_t now)
{
	struct ris_state *s = &model->ris[msc][ris];
	unsigned int partid, pmg;
	double sum = 0;

	for (partid = 0; partid < MAX_PARTIDS; partid++) {
		for (pmg = 0; pmg < MAX_PMGS; pmg++) {
			if (!matches(mon->csu_filter, mon->csu_control, partid, pmg))
				continue;
			decay(model, msc, ris, &s->usage[partid][pmg], now);
			sum += s->usage[partid][pmg].occupancy;
		}
	}
	return sum;
}

/* The RIS and monitor that an MSC has selected; NULL where there is none such. */
static struct monitor *selected(struct model *model, unsigned int msc, unsigned int *ris)
{
	unsigned int n = model->mon_sel[msc] & 0xffff;

	*ris = model->mon_sel[msc] >> 24 & 0xf;
	if (*ris >= model->machine.mscs[msc].n_ris || n >= MAX_MONITORS)
		return NULL;
	return &model->ris[msc][*ris].monitors[n];
}

static void update_mbwu(struct model *model, unsigned int msc, unsigned int ris, struct monitor *mon)
{
	uint64_t seen = bytes_seen(&model->ris[msc][ris], mon->mbwu_filter, mon->mbwu_control);

	if (model->machine.mscs[msc].iidr == IIDR_T241)
		seen /= 64;
	if (mon->mbwu_control & MON_CTL_EN)
		mon->value += seen - mon->counted;
	mon->counted = seen;
}

/* The selected monitor into the registers that show it. */
static void show_monitor(struct model *model, unsigned int msc, uint64_t now)
{
	unsigned int ris;
	struct monitor *mon = selected(model, msc, &ris);
	uint64_t mask;

	if (!mon)
		return;
	charge_all(model, now);
	update_mbwu(model, msc, ris, mon);
	*reg(model, msc, MSMON_CFG_CSU_FLT) = mon->csu_filter;
	*reg(model, msc, MSMON_CFG_CSU_CTL) = mon->csu_control;
	*reg(model, msc, MSMON_CFG_MBWU_FLT) = mon->mbwu_filter;
	*reg(model, msc, MSMON_CFG_MBWU_CTL) = mon->mbwu_control;
	*reg(model, msc, MSMON_CSU) = (uint32_t)occupancy_seen(model, msc, ris, mon, now);
	*reg(model, msc, MSMON_MBWU) = (uint32_t)(mon->value & 0x7fffffff);
	mask = model->machine.mscs[msc].ris[ris].mbwu_bits == 63 ? INT64_MAX : (1ull << 44) - 1;
	*reg(model, msc, MSMON_MBWU_L) = (uint32_t)(mon->value & mask);
	*reg(model, msc, MSMON_MBWU_L + 4) = (uint32_t)((mon->value & mask) >> 32);
}

static void select_part(struct model *model, unsigned int msc, uint32_t sel)
{
	unsigned int ris = sel >> 24 & 0xf, partid = sel & 0xffff;
	int i;

	model->part_sel[msc] = sel;
	if (ris >= model->machine.mscs[msc].n_ris || partid >= MAX_PARTIDS)
		return;
	registers_identify(&model->machine.mscs[msc], ris, reg(model, msc, 0));
	for (i = 0; i < N_CONFIG && config_offsets[i]; i++)
		*reg(model, msc, config_offsets[i]) = (*model->banks)[msc][ris][partid][i];
}

static void configure(struct model *model, unsigned int msc, int index, uint32_t value, uint64_t now)
{
	unsigned int ris = model->part_sel[msc] >> 24 & 0xf, partid = model->part_sel[msc] & 0xffff;

	if (ris >= model->machine.mscs[msc].n_ris || partid >= MAX_PARTIDS)
		return;
	charge_all(model, now);
	(*model->banks)[msc][ris][partid][index] = value;
}

static void store_monitor(struct model *model, unsigned int msc, unsigned int offset, uint32_t value,
			  uint64_t now)
{
	unsigned int ris;
	struct monitor *mon = selected(model, msc, &ris);

	if (!mon)
		return;
	charge_all(model, now);
	update_mbwu(model, msc, ris, mon);
	switch (offset) {
	case MSMON_CFG_CSU_FLT:
		mon->csu_filter = value;
		break;
	case MSMON_CFG_CSU_CTL:
		mon->csu_control = value;
		break;
	case MSMON_CFG_MBWU_FLT:
	case MSMON_CFG_MBWU_CTL:
		*(offset == MSMON_CFG_MBWU_FLT ? &mon->mbwu_filter : &mon->mbwu_control) = value;
		/* From here on it is other traffic that counts. */
		mon->counted = bytes_seen(&model->ris[msc][ris], mon->mbwu_filter, mon->mbwu_control);
		if (model->machine.mscs[msc].iidr == IIDR_T241)
			mon->counted /= 64;
		break;
	case MSMON_MBWU:
		mon->value = value & 0x7fffffff;
		break;
	case MSMON_MBWU_L:
		mon->value = (mon->value & ~0xffffffffull) | value;
		break;
	case MSMON_MBWU_L + 4:
		mon->value = (mon->value & 0xffffffff) | (uint64_t)(value & INT32_MAX) << 32;
		break;
	default:
		return;
	}
	if (offset == MSMON_CFG_CSU_CTL || offset == MSMON_CFG_MBWU_CTL)
		show_monitor(model, msc, now);
}

void model_stored(struct model *model, unsigned int msc, unsigned int offset, uint64_t now)
{
	uint32_t value;
	int index;

	if (msc >= model->machine.n_mscs)
		return;
	value = *reg(model, msc, offset);
	index = model_config_index(offset);
	if (index >= 0)
		configure(model, msc, index, value, now);
	else if (offset == MPAMCFG_PART_SEL)
		select_part(model, msc, value);
	else if (offset == MSMON_CFG_MON_SEL) {
		model->mon_sel[msc] = value;
		show_monitor(model, msc, now);
	} else if (offset == MPAMF_ESR || offset == MPAMF_ESR + 4)
		*reg(model, msc, offset) = 0;
	else if (offset < 0xf0)
		/* Identification cannot be written. */
		select_part(model, msc, model->part_sel[msc]);
	else
		store_monitor(model, msc, offset, value, now);
}

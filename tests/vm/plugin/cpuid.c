/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPUID: Intel SDM volume 2, CPUID, leaves 4, 7, 0FH and 10H; AMD APM volume 3, appendix E,
 * functions 8000_0001h, 8000_0008h, 8000_001Dh and 8000_0020h. Leaves 0FH and 10H are the same for
 * both vendors.
 */
#include <string.h>

#include "cpuid.h"

#define BIT(n) (1u << (n))

#define LEAF_CACHE	  0x4
#define LEAF_FEATURES	  0x7
#define LEAF_MONITORING	  0xf
#define LEAF_ALLOCATION	  0x10
#define LEAF_EXT_MAX	  0x80000000u
#define LEAF_EXT_FEATURES 0x80000001u
#define LEAF_EXT_SIZES	  0x80000008u
#define LEAF_EXT_CACHE	  0x8000001du
#define LEAF_EXT_PQOS	  0x80000020u

bool rdt_cpuid_covers(const struct rdt_model *m, uint32_t leaf)
{
	switch (leaf) {
	case 0:
	case LEAF_FEATURES:
	case LEAF_MONITORING:
	case LEAF_ALLOCATION:
		return true;
	case LEAF_CACHE:
		return !m->set.amd;
	case LEAF_EXT_MAX:
	case LEAF_EXT_FEATURES:
	case LEAF_EXT_SIZES:
	case LEAF_EXT_CACHE:
	case LEAF_EXT_PQOS:
		return m->set.amd;
	default:
		return false;
	}
}

static void at_least(uint32_t *reg, uint32_t value)
{
	if (*reg < value)
		*reg = value;
}

static uint32_t flag(uint64_t setting, unsigned int bit)
{
	return setting ? BIT(bit) : 0;
}

/* Cache description: only who shares the level 3 cache is changed. */
static void l3_sharing(const struct rdt_model *m, struct rdt_regs *r)
{
	uint32_t level = r->eax >> 5 & 7;

	if (level == 3)
		r->eax = (r->eax & ~(0xfffu << 14)) | (m->cpus_per_domain - 1) << 14;
}

static void monitoring(const struct rdt_settings *s, uint32_t subleaf, struct rdt_regs *r)
{
	memset(r, 0, sizeof(*r));
	if (subleaf == 0) {
		r->ebx = (uint32_t)s->rmids - 1;
		r->edx = flag(s->occ || s->total || s->local, 1);
	} else if (subleaf == 1) {
		r->eax = (uint32_t)s->width;
		r->ebx = (uint32_t)s->scale;
		r->ecx = (uint32_t)s->rmids - 1;
		r->edx = flag(s->occ, 0) | flag(s->total, 1) | flag(s->local, 2);
	}
}

static void allocation(const struct rdt_settings *s, uint32_t subleaf, struct rdt_regs *r)
{
	bool mba = s->mba && !s->amd;

	memset(r, 0, sizeof(*r));
	if (subleaf == 0) {
		r->ebx = flag(s->l3cat, 1) | flag(s->l2len, 2) | flag(mba, 3);
	} else if (subleaf == 1 && s->l3cat) {
		r->eax = (uint32_t)s->l3len - 1;
		r->ebx = (uint32_t)s->share;
		r->ecx = flag(s->cdp, 2) | flag(s->noncont, 3);
		r->edx = (uint32_t)s->closids - 1;
	} else if (subleaf == 2 && s->l2len) {
		r->eax = (uint32_t)s->l2len - 1;
		r->ecx = flag(s->l2cdp, 2) | flag(s->noncont, 3);
		r->edx = (uint32_t)s->l2closids - 1;
	} else if (subleaf == 3 && mba) {
		r->eax = (uint32_t)s->mbadelay - 1;
		r->ecx = BIT(2) | flag(s->ptmba, 0); /* linear */
		r->edx = (uint32_t)s->mbaclosids - 1;
	}
}

static void pqos_extended(const struct rdt_settings *s, uint32_t subleaf, struct rdt_regs *r)
{
	memset(r, 0, sizeof(*r));
	if (subleaf == 0) {
		r->ebx = flag(s->mba, 1) | flag(s->smba, 2) | flag(s->bmec, 3) | flag(s->abmc, 5) |
			 flag(s->sdciae, 6);
	} else if ((subleaf == 1 && s->mba) || (subleaf == 2 && s->smba)) {
		r->eax = (uint32_t)s->bwlen;
		r->edx = (uint32_t)s->mbaclosids - 1;
	} else if (subleaf == 3 && s->bmec) {
		r->ebx = 2;
		r->ecx = RDT_TYPES_ALL;
	} else if (subleaf == 5 && s->abmc) {
		r->eax = 20;
		r->ebx = (uint32_t)s->cntrs - 1;
	}
}

void rdt_cpuid(const struct rdt_model *m, uint32_t leaf, uint32_t subleaf, struct rdt_regs *r)
{
	switch (leaf) {
	case 0:
		at_least(&r->eax, LEAF_ALLOCATION);
		break;
	case LEAF_CACHE:
	case LEAF_EXT_CACHE:
		l3_sharing(m, r);
		break;
	case LEAF_FEATURES:
		if (subleaf == 0)
			r->ebx |= BIT(12) | BIT(15); /* monitoring, allocation */
		break;
	case LEAF_MONITORING:
		monitoring(&m->set, subleaf, r);
		break;
	case LEAF_ALLOCATION:
		allocation(&m->set, subleaf, r);
		break;
	case LEAF_EXT_MAX:
		at_least(&r->eax, LEAF_EXT_PQOS);
		break;
	case LEAF_EXT_FEATURES:
		/* TOPOEXT, which TCG lacks: without it Linux gives every CPU an L3 of its own. */
		r->ecx |= BIT(22);
		break;
	case LEAF_EXT_SIZES:
		r->ebx |= flag(m->set.mba, 6);
		break;
	case LEAF_EXT_PQOS:
		pqos_extended(&m->set, subleaf, r);
		break;
	}
}

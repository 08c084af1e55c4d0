/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which MSR is which part of the model: Intel SDM volume 4, and AMD APM volume 2, chapter 19
 * (PQOS). */
#include <stddef.h>

#include "msr.h"

#define MSR_L3_QOS_CFG	     0xc81
#define MSR_L2_QOS_CFG	     0xc82
#define MSR_QM_EVTSEL	     0xc8d
#define MSR_QM_CTR	     0xc8e
#define MSR_L3_CBM_BASE	     0xc90
#define MSR_RMID_SNC_CONFIG  0xca0 /* lies in the range of the masks, beyond their 16 on Intel */
#define MSR_L2_CBM_BASE	     0xd10
#define MSR_MBA_THRTL_BASE   0xd50
#define MSR_AMD_MBA_BASE     0xc0000200
#define MSR_AMD_SMBA_BASE    0xc0000280
#define MSR_AMD_ABMC_CFG     0xc00003fd
#define MSR_AMD_EXT_CFG	     0xc00003ff
#define MSR_AMD_EVT_CFG_BASE 0xc0000400

#define INTEL_FIRST 0xc81
#define INTEL_LAST  (MSR_MBA_THRTL_BASE + RDT_MAX_CLOSIDS - 1)
#define AMD_FIRST   MSR_AMD_MBA_BASE
#define AMD_LAST    (MSR_AMD_EVT_CFG_BASE + 1)

bool rdt_msr_covers(const struct rdt_model *m, uint32_t msr)
{
	if (msr >= INTEL_FIRST && msr <= INTEL_LAST)
		return true;
	return m->set.amd && msr >= AMD_FIRST && msr <= AMD_LAST;
}

static uint64_t *in_array(uint64_t *array, uint32_t msr, uint32_t base, uint64_t count)
{
	return msr >= base && msr - base < count ? &array[msr - base] : NULL;
}

static uint64_t *amd_register(struct rdt_model *m, struct rdt_domain *d, uint32_t msr)
{
	uint64_t *p = NULL;

	if (msr == MSR_AMD_EXT_CFG && (m->set.abmc || m->set.sdciae))
		return &d->l3_ext_cfg;
	if (m->set.mba)
		p = in_array(d->mba, msr, MSR_AMD_MBA_BASE, m->set.mbaclosids);
	if (!p && m->set.smba)
		p = in_array(d->smba, msr, MSR_AMD_SMBA_BASE, m->set.mbaclosids);
	if (!p && m->set.bmec)
		p = in_array(d->evt_cfg, msr, MSR_AMD_EVT_CFG_BASE, 2);
	return p;
}

static uint64_t *intel_register(struct rdt_model *m, struct rdt_domain *d, uint32_t msr)
{
	if (msr == MSR_RMID_SNC_CONFIG && m->set.snc > 1)
		return &d->snc_cfg;
	if (m->set.mba)
		return in_array(d->mba, msr, MSR_MBA_THRTL_BASE, m->set.mbaclosids);
	return NULL;
}

/* The place of a register that does nothing but keep its value, or NULL. */
static uint64_t *stored(struct rdt_model *m, unsigned int cpu, uint32_t msr)
{
	struct rdt_domain *d = rdt_model_domain(m, cpu);
	struct rdt_cpu *c = &m->cpu[cpu];
	uint64_t *p = NULL;

	if (msr == MSR_QM_EVTSEL)
		return &c->evtsel;
	if (msr == MSR_L3_QOS_CFG && m->set.cdp)
		return &d->l3_qos_cfg;
	if (msr == MSR_L2_QOS_CFG && m->set.l2cdp)
		return &c->l2_qos_cfg;
	p = m->set.amd ? amd_register(m, d, msr) : intel_register(m, d, msr);
	if (!p && m->set.l3cat)
		p = in_array(d->l3_mask, msr, MSR_L3_CBM_BASE, m->set.closids);
	if (!p && m->set.l2len)
		p = in_array(c->l2_mask, msr, MSR_L2_CBM_BASE, m->set.l2closids);
	return p;
}

bool rdt_msr_read(struct rdt_model *m, unsigned int cpu, uint32_t msr, uint64_t now,
		  uint64_t *value)
{
	const struct rdt_cpu *c = &m->cpu[cpu];
	const uint64_t *p;

	if (msr == MSR_QM_CTR) {
		*value = rdt_model_read_counter(m, cpu, now);
		return true;
	}
	if (msr == RDT_MSR_PQR_ASSOC) {
		*value = (uint64_t)c->closid << 32 | c->rmid;
		return true;
	}
	p = stored(m, cpu, msr);
	if (!p)
		return false;
	*value = *p;
	return true;
}

bool rdt_msr_write(struct rdt_model *m, unsigned int cpu, uint32_t msr, uint64_t now,
		   uint64_t value)
{
	uint64_t *p;

	if (msr == RDT_MSR_PQR_ASSOC) {
		rdt_model_quiet(m, cpu, now);
		m->cpu[cpu].rmid = value & 0xfff;
		m->cpu[cpu].closid = (uint32_t)(value >> 32);
		return true;
	}
	if (msr == MSR_AMD_ABMC_CFG && m->set.amd && m->set.abmc) {
		rdt_model_configure_counter(m, cpu, value, now);
		return true;
	}
	p = stored(m, cpu, msr);
	if (!p)
		return false;
	rdt_model_settle(m, cpu, now);
	*p = value;
	return true;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registers.h"

#define BIT(n) (1u << (n))

static void set(uint32_t *page, unsigned int offset, uint32_t value)
{
	page[offset / 4] = value;
}

void registers_identify(const struct msc *msc, unsigned int ris, uint32_t *page)
{
	const struct ris *r = &msc->ris[ris];
	uint32_t low = (uint32_t)(msc->partid_max | msc->pmg_max << 16) | BIT(28), high = BIT(7);

	if (r->cmax)
		low |= BIT(24);
	if (r->cpor)
		low |= BIT(25);
	if (r->mbw_max)
		low |= BIT(26);
	if (r->csu || r->mbwu)
		low |= BIT(30);
	if (msc->n_ris > 1)
		high |= BIT(0) | (msc->n_ris - 1) << 24;
	set(page, MPAMF_IDR, low);
	set(page, MPAMF_IDR + 4, high);
	set(page, MPAMF_IIDR, (uint32_t)msc->iidr);
	/* MPAM v1.1 */
	set(page, MPAMF_AIDR, 0x11);
	set(page, MPAMF_CPOR_IDR, (uint32_t)r->cpor);
	set(page, MPAMF_CCAP_IDR, (uint32_t)r->cmax);
	set(page, MPAMF_MBW_IDR,
	    r->mbw_max ? (uint32_t)r->mbw_max | BIT(11) | (r->mbw_min ? BIT(10) : 0) : 0);
	set(page, MPAMF_MSMON_IDR, (r->csu ? BIT(16) : 0) | (r->mbwu ? BIT(17) : 0));
	set(page, MPAMF_CSUMON_IDR, r->csu ? (uint32_t)r->csu | BIT(29) : 0);
	set(page, MPAMF_MBWUMON_IDR,
	    r->mbwu ? (uint32_t)r->mbwu | BIT(28) | (r->mbwu_bits > 31 ? BIT(30) : 0) |
			      (r->mbwu_bits == 63 ? BIT(29) : 0) :
		      0);
}

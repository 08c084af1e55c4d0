/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory-mapped registers of an MSC: DEN0024 "MPAM", chapter 9. */
#ifndef MPAM_REGISTERS_H
#define MPAM_REGISTERS_H

#include "machine.h"

#define MPAMF_IDR	   0x000
#define MPAMF_IIDR	   0x018
#define MPAMF_AIDR	   0x020
#define MPAMF_CPOR_IDR	   0x030
#define MPAMF_CCAP_IDR	   0x038
#define MPAMF_MBW_IDR	   0x040
#define MPAMF_MSMON_IDR	   0x080
#define MPAMF_CSUMON_IDR   0x088
#define MPAMF_MBWUMON_IDR  0x090
#define MPAMF_ESR	   0x0f8
#define MPAMCFG_PART_SEL   0x100
#define MPAMCFG_CMAX	   0x108
#define MPAMCFG_CMIN	   0x110
#define MPAMCFG_CASSOC	   0x118
#define MPAMCFG_MBW_MIN	   0x200
#define MPAMCFG_MBW_MAX	   0x208
#define MPAMCFG_MBW_WINWD  0x220
#define MPAMCFG_PRI	   0x400
#define MPAMCFG_MBW_PROP   0x500
#define MPAMCFG_INTPARTID  0x600
#define MSMON_CFG_MON_SEL  0x800
#define MSMON_CFG_CSU_FLT  0x810
#define MSMON_CFG_CSU_CTL  0x818
#define MSMON_CFG_MBWU_FLT 0x820
#define MSMON_CFG_MBWU_CTL 0x828
#define MSMON_CSU	   0x840
#define MSMON_MBWU	   0x860
#define MSMON_MBWU_L	   0x880
#define MPAMCFG_CPBM	   0x1000
#define MPAMCFG_MBW_PBM	   0x2000

#define MON_CTL_MATCH_PARTID (1u << 16)
#define MON_CTL_MATCH_PMG    (1u << 17)
#define MON_CTL_EN	     (1u << 31)

/* The identification registers of one RIS into @page, the first page of the MSC. */
void registers_identify(const struct msc *msc, unsigned int ris, uint32_t *page);

#endif

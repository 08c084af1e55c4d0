/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Register maps: Arm MPAM memory system components (Arm IHI 0099), and looking maps up. */
#include "probe/registers.h"

#include <string.h>

#define FIELDS(array)	array, sizeof(array) / sizeof((array)[0])

static const struct register_field mpamf_idr[] = {
	{ "PARTID_MAX", 0, 15 },
	{ "PMG_MAX", 16, 23 },
	{ "HAS_CCAP_PART", 24, 24 },
	{ "HAS_CPOR_PART", 25, 25 },
	{ "HAS_MBW_PART", 26, 26 },
	{ "HAS_PRI_PART", 27, 27 },
	{ "EXT", 28, 28 },
	{ "HAS_IMPL_IDR", 29, 29 },
	{ "HAS_MSMON", 30, 30 },
	{ "HAS_PARTID_NRW", 31, 31 },
	{ "HAS_RIS", 32, 32 },
	{ "HAS_EXTD_ESR", 38, 38 },
	{ "HAS_ESR", 39, 39 },
	{ "RIS_MAX", 56, 59 },
};

static const struct register_field mpamf_iidr[] = {
	{ "IMPLEMENTER", 0, 11 },
	{ "REVISION", 12, 15 },
	{ "VARIANT", 16, 19 },
	{ "PRODUCTID", 20, 31 },
};

static const struct register_field mpamf_aidr[] = {
	{ "ARCH_MINOR_REV", 0, 3 },
	{ "ARCH_MAJOR_REV", 4, 7 },
};

static const struct register_field mpamf_cpor_idr[] = {
	{ "CPBM_WD", 0, 15 },
};

static const struct register_field mpamf_ccap_idr[] = {
	{ "CMAX_WD", 0, 5 },
	{ "CASSOC_WD", 8, 12 },
	{ "HAS_CASSOC", 28, 28 },
	{ "HAS_CMIN", 29, 29 },
	{ "NO_CMAX", 30, 30 },
	{ "HAS_CMAX_SOFTLIM", 31, 31 },
};

static const struct register_field mpamf_mbw_idr[] = {
	{ "BWA_WD", 0, 5 },
	{ "HAS_MIN", 10, 10 },
	{ "HAS_MAX", 11, 11 },
	{ "HAS_PBM", 12, 12 },
	{ "HAS_PROP", 13, 13 },
	{ "WINDWR", 14, 14 },
	{ "BWPBM_WD", 16, 28 },
};

static const struct register_field mpamf_pri_idr[] = {
	{ "HAS_INTPRI", 0, 0 },
	{ "INTPRI_0_IS_LOW", 1, 1 },
	{ "INTPRI_WD", 4, 9 },
	{ "HAS_DSPRI", 16, 16 },
	{ "DSPRI_0_IS_LOW", 17, 17 },
	{ "DSPRI_WD", 20, 25 },
};

static const struct register_field mpamf_partid_nrw_idr[] = {
	{ "INTPARTID_MAX", 0, 15 },
};

static const struct register_field mpamf_msmon_idr[] = {
	{ "MSMON_CSU", 16, 16 },
	{ "MSMON_MBWU", 17, 17 },
	{ "HAS_LOCAL_CAPT_EVNT", 31, 31 },
};

static const struct register_field mpamf_csumon_idr[] = {
	{ "NUM_MON", 0, 15 },
	{ "HAS_OFLOW_CAPT", 24, 24 },
	{ "HAS_CEVNT_OFLW", 25, 25 },
	{ "HAS_OFSR", 26, 26 },
	{ "HAS_OFLOW_LNKG", 27, 27 },
	{ "HAS_XCL", 29, 29 },
	{ "CSU_RO", 30, 30 },
	{ "HAS_CAPTURE", 31, 31 },
};

static const struct register_field mpamf_mbwumon_idr[] = {
	{ "NUM_MON", 0, 15 },
	{ "HAS_RWBW", 28, 28 },
	{ "LWD", 29, 29 },
	{ "HAS_LONG", 30, 30 },
	{ "HAS_CAPTURE", 31, 31 },
};

static const struct register_field mpamf_ecr[] = {
	{ "INTEN", 0, 0 },
};

static const struct register_field mpamf_esr[] = {
	{ "PARTID_MON", 0, 15 },
	{ "PMG", 16, 23 },
	{ "ERRCODE", 24, 27 },
	{ "OVRWR", 31, 31 },
	{ "RIS", 32, 35 },
};

static const struct register_field mpamcfg_part_sel[] = {
	{ "PARTID_SEL", 0, 15 },
	{ "INTERNAL", 16, 16 },
	{ "RIS", 24, 27 },
};

static const struct register_field mpamcfg_cmax[] = {
	{ "CMAX", 0, 15 },
	{ "SOFTLIM", 31, 31 },
};

static const struct register_field mpamcfg_cmin[] = {
	{ "CMIN", 0, 15 },
};

static const struct register_field mpamcfg_cassoc[] = {
	{ "CASSOC", 0, 15 },
};

static const struct register_field mpamcfg_mbw_min[] = {
	{ "MIN", 0, 15 },
};

static const struct register_field mpamcfg_mbw_max[] = {
	{ "MAX", 0, 15 },
	{ "HARDLIM", 31, 31 },
};

static const struct register_field mpamcfg_mbw_winwd[] = {
	{ "US_FRAC", 0, 7 },
	{ "US_INT", 8, 23 },
};

static const struct register_field mpamcfg_pri[] = {
	{ "INTPRI", 0, 15 },
	{ "DSPRI", 16, 31 },
};

static const struct register_field mpamcfg_mbw_prop[] = {
	{ "STRIDEM1", 0, 15 },
	{ "EN", 31, 31 },
};

static const struct register_field mpamcfg_intpartid[] = {
	{ "INTPARTID", 0, 15 },
	{ "INTERNAL", 16, 16 },
};

static const struct register_field msmon_cfg_mon_sel[] = {
	{ "MON_SEL", 0, 15 },
	{ "RIS", 24, 27 },
};

static const struct register_field msmon_capt_evnt[] = {
	{ "NOW", 0, 0 },
};

static const struct register_field msmon_cfg_csu_flt[] = {
	{ "PARTID", 0, 15 },
	{ "PMG", 16, 23 },
	{ "XCL", 31, 31 },
};

static const struct register_field msmon_cfg_csu_ctl[] = {
	{ "TYPE", 0, 7 },
	{ "MATCH_PARTID", 16, 16 },
	{ "MATCH_PMG", 17, 17 },
	{ "SCLEN", 19, 19 },
	{ "SUBTYPE", 20, 22 },
	{ "OFLOW_FRZ", 24, 24 },
	{ "OFLOW_INTR", 25, 25 },
	{ "OFLOW_STATUS", 26, 26 },
	{ "CAPT_RESET", 27, 27 },
	{ "CAPT_EVNT", 28, 30 },
	{ "EN", 31, 31 },
};

static const struct register_field msmon_cfg_mbwu_flt[] = {
	{ "PARTID", 0, 15 },
	{ "PMG", 16, 23 },
	{ "RWBW", 30, 31 },
};

static const struct register_field msmon_cfg_mbwu_ctl[] = {
	{ "TYPE", 0, 7 },
	{ "OFLOW_STATUS_L", 15, 15 },
	{ "MATCH_PARTID", 16, 16 },
	{ "MATCH_PMG", 17, 17 },
	{ "SCLEN", 19, 19 },
	{ "SUBTYPE", 20, 22 },
	{ "OFLOW_FRZ", 24, 24 },
	{ "OFLOW_INTR", 25, 25 },
	{ "OFLOW_STATUS", 26, 26 },
	{ "CAPT_RESET", 27, 27 },
	{ "CAPT_EVNT", 28, 30 },
	{ "EN", 31, 31 },
};

static const struct register_field msmon_csu[] = {
	{ "VALUE", 0, 30 },
	{ "NRDY", 31, 31 },
};

static const struct register_field msmon_csu_capture[] = {
	{ "VALUE", 0, 30 },
	{ "NRDY", 31, 31 },
};

static const struct register_field msmon_mbwu[] = {
	{ "VALUE", 0, 30 },
	{ "NRDY", 31, 31 },
};

static const struct register_field msmon_mbwu_capture[] = {
	{ "VALUE", 0, 30 },
	{ "NRDY", 31, 31 },
};

static const struct register_field msmon_mbwu_l[] = {
	{ "VALUE", 0, 62 },
	{ "NRDY", 63, 63 },
};

static const struct register_field msmon_mbwu_l_capture[] = {
	{ "VALUE", 0, 62 },
	{ "NRDY", 63, 63 },
};

static const struct register_field mpamcfg_cpbm[] = {
	{ "CPBM", 0, 31 },
};

static const struct register_field mpamcfg_mbw_pbm[] = {
	{ "BWPBM", 0, 31 },
};

static const struct resctrl_register msc_registers[] = {
	{ "MPAMF_IDR", 0x0000, 64, REGISTER_READ, 0,
	  FIELDS(mpamf_idr) },
	{ "MPAMF_IIDR", 0x0018, 32, REGISTER_READ, 0,
	  FIELDS(mpamf_iidr) },
	{ "MPAMF_AIDR", 0x0020, 32, REGISTER_READ, 0,
	  FIELDS(mpamf_aidr) },
	{ "MPAMF_IMPL_IDR", 0x0028, 32, REGISTER_READ, IDR_HAS_IMPL,
	  NULL, 0 },
	{ "MPAMF_CPOR_IDR", 0x0030, 32, REGISTER_READ, IDR_HAS_CPOR,
	  FIELDS(mpamf_cpor_idr) },
	{ "MPAMF_CCAP_IDR", 0x0038, 32, REGISTER_READ, IDR_HAS_CCAP,
	  FIELDS(mpamf_ccap_idr) },
	{ "MPAMF_MBW_IDR", 0x0040, 32, REGISTER_READ, IDR_HAS_MBW,
	  FIELDS(mpamf_mbw_idr) },
	{ "MPAMF_PRI_IDR", 0x0048, 32, REGISTER_READ, IDR_HAS_PRI,
	  FIELDS(mpamf_pri_idr) },
	{ "MPAMF_PARTID_NRW_IDR", 0x0050, 32, REGISTER_READ, IDR_HAS_NRW,
	  FIELDS(mpamf_partid_nrw_idr) },
	{ "MPAMF_MSMON_IDR", 0x0080, 32, REGISTER_READ, IDR_HAS_MSMON,
	  FIELDS(mpamf_msmon_idr) },
	{ "MPAMF_CSUMON_IDR", 0x0088, 32, REGISTER_READ, IDR_HAS_MSMON,
	  FIELDS(mpamf_csumon_idr) },
	{ "MPAMF_MBWUMON_IDR", 0x0090, 32, REGISTER_READ, IDR_HAS_MSMON,
	  FIELDS(mpamf_mbwumon_idr) },
	{ "MPAMF_ECR", 0x00f0, 32, REGISTER_READ, IDR_HAS_ESR,
	  FIELDS(mpamf_ecr) },
	{ "MPAMF_ESR", 0x00f8, 64, REGISTER_READ, IDR_HAS_ESR,
	  FIELDS(mpamf_esr) },
	{ "MPAMCFG_PART_SEL", 0x0100, 32, REGISTER_READ, 0,
	  FIELDS(mpamcfg_part_sel) },
	{ "MPAMCFG_CMAX", 0x0108, 32, REGISTER_NAMED, IDR_HAS_CCAP,
	  FIELDS(mpamcfg_cmax) },
	{ "MPAMCFG_CMIN", 0x0110, 32, REGISTER_NAMED, IDR_HAS_CCAP,
	  FIELDS(mpamcfg_cmin) },
	{ "MPAMCFG_CASSOC", 0x0118, 32, REGISTER_NAMED, IDR_HAS_CCAP,
	  FIELDS(mpamcfg_cassoc) },
	{ "MPAMCFG_MBW_MIN", 0x0200, 32, REGISTER_NAMED, IDR_HAS_MBW,
	  FIELDS(mpamcfg_mbw_min) },
	{ "MPAMCFG_MBW_MAX", 0x0208, 32, REGISTER_NAMED, IDR_HAS_MBW,
	  FIELDS(mpamcfg_mbw_max) },
	{ "MPAMCFG_MBW_WINWD", 0x0220, 32, REGISTER_NAMED, IDR_HAS_MBW,
	  FIELDS(mpamcfg_mbw_winwd) },
	{ "MPAMCFG_PRI", 0x0400, 32, REGISTER_NAMED, IDR_HAS_PRI,
	  FIELDS(mpamcfg_pri) },
	{ "MPAMCFG_MBW_PROP", 0x0500, 32, REGISTER_NAMED, IDR_HAS_MBW,
	  FIELDS(mpamcfg_mbw_prop) },
	{ "MPAMCFG_INTPARTID", 0x0600, 32, REGISTER_NAMED, IDR_HAS_NRW,
	  FIELDS(mpamcfg_intpartid) },
	{ "MSMON_CFG_MON_SEL", 0x0800, 32, REGISTER_NAMED, IDR_HAS_MSMON,
	  FIELDS(msmon_cfg_mon_sel) },
	{ "MSMON_CAPT_EVNT", 0x0808, 32, REGISTER_NAMED, IDR_HAS_MSMON,
	  FIELDS(msmon_capt_evnt) },
	{ "MSMON_CFG_CSU_FLT", 0x0810, 32, REGISTER_NAMED, IDR_HAS_MSMON,
	  FIELDS(msmon_cfg_csu_flt) },
	{ "MSMON_CFG_CSU_CTL", 0x0818, 32, REGISTER_NAMED, IDR_HAS_MSMON,
	  FIELDS(msmon_cfg_csu_ctl) },
	{ "MSMON_CFG_MBWU_FLT", 0x0820, 32, REGISTER_NAMED, IDR_HAS_MSMON,
	  FIELDS(msmon_cfg_mbwu_flt) },
	{ "MSMON_CFG_MBWU_CTL", 0x0828, 32, REGISTER_NAMED, IDR_HAS_MSMON,
	  FIELDS(msmon_cfg_mbwu_ctl) },
	{ "MSMON_CSU", 0x0840, 32, REGISTER_NAMED, IDR_HAS_MSMON,
	  FIELDS(msmon_csu) },
	{ "MSMON_CSU_CAPTURE", 0x0848, 32, REGISTER_NAMED, IDR_HAS_MSMON,
	  FIELDS(msmon_csu_capture) },
	{ "MSMON_MBWU", 0x0860, 32, REGISTER_NAMED, IDR_HAS_MSMON,
	  FIELDS(msmon_mbwu) },
	{ "MSMON_MBWU_CAPTURE", 0x0868, 32, REGISTER_NAMED, IDR_HAS_MSMON,
	  FIELDS(msmon_mbwu_capture) },
	{ "MSMON_MBWU_L", 0x0880, 64, REGISTER_NAMED, IDR_HAS_MSMON,
	  FIELDS(msmon_mbwu_l) },
	{ "MSMON_MBWU_L_CAPTURE", 0x0890, 64, REGISTER_NAMED, IDR_HAS_MSMON,
	  FIELDS(msmon_mbwu_l_capture) },
	{ "MPAMCFG_CPBM", 0x1000, 32, REGISTER_NAMED, IDR_HAS_CPOR,
	  FIELDS(mpamcfg_cpbm) },
	{ "MPAMCFG_MBW_PBM", 0x2000, 32, REGISTER_NAMED, IDR_HAS_MBW,
	  FIELDS(mpamcfg_mbw_pbm) },
};

static const struct register_block msc_block = {
	"msc", "MPAM memory system component",
	FIELDS(msc_registers)
};

size_t register_num_blocks(void)
{
	return 1 + register_num_blocks_x86;
}

const struct register_block *register_get_block(size_t i)
{
	return i ? &register_blocks_x86[i - 1] : &msc_block;
}

const struct register_block *register_find_block(const char *name)
{
	for (size_t i = 0; i < register_num_blocks(); i++) {
		if (!strcmp(register_get_block(i)->name, name))
			return register_get_block(i);
	}
	return NULL;
}

const struct resctrl_register *register_find(const struct register_block *block, const char *name)
{
	for (size_t i = 0; i < block->num_registers; i++) {
		if (!strcmp(block->registers[i].name, name))
			return &block->registers[i];
	}
	return NULL;
}

uint64_t register_field_get(const struct register_field *field, uint64_t value)
{
	unsigned int width = field->last - field->first + 1u;

	value >>= field->first;
	return width < 64 ? value & ((UINT64_C(1) << width) - 1) : value;
}

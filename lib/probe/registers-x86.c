/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Register maps of x86: Intel SDM volume 2 and AMD APM volume 3 (CPUID), and the counter regions of Intel application
 * energy telemetry. A CPUID subleaf is a block of 16 bytes.
 */
#include "probe/registers.h"

#define FIELDS(array)	array, sizeof(array) / sizeof((array)[0])

static const struct register_field cpuid_0_0_eax[] = {
	{ "MAX_LEAF", 0, 31 },
};

static const struct resctrl_register cpuid_0_0[] = {
	{ "EAX", 0x0000, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_0_0_eax) },
};

static const struct register_field cpuid_1_0_eax[] = {
	{ "STEPPING", 0, 3 },
	{ "MODEL", 4, 7 },
	{ "FAMILY", 8, 11 },
	{ "EXTENDED_MODEL", 16, 19 },
	{ "EXTENDED_FAMILY", 20, 27 },
};

static const struct resctrl_register cpuid_1_0[] = {
	{ "EAX", 0x0000, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_1_0_eax) },
};

static const struct register_field cpuid_80000000_0_eax[] = {
	{ "MAX_LEAF", 0, 31 },
};

static const struct resctrl_register cpuid_80000000_0[] = {
	{ "EAX", 0x0000, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_80000000_0_eax) },
};

static const struct register_field cpuid_7_0_ebx[] = {
	{ "RDT_M", 12, 12 },
	{ "RDT_A", 15, 15 },
};

static const struct resctrl_register cpuid_7_0[] = {
	{ "EBX", 0x0004, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_7_0_ebx) },
};

static const struct register_field cpuid_f_0_ebx[] = {
	{ "RMID_MAX", 0, 31 },
};

static const struct register_field cpuid_f_0_edx[] = {
	{ "L3_MONITORING", 1, 1 },
};

static const struct resctrl_register cpuid_f_0[] = {
	{ "EBX", 0x0004, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_f_0_ebx) },
	{ "EDX", 0x000c, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_f_0_edx) },
};

static const struct register_field cpuid_f_1_eax[] = {
	{ "COUNTER_WIDTH_OFFSET", 0, 7 },
	{ "OVERFLOW_BIT", 8, 8 },
	{ "IO_CMT", 9, 9 },
	{ "IO_MBM", 10, 10 },
};

static const struct register_field cpuid_f_1_ebx[] = {
	{ "SCALE", 0, 31 },
};

static const struct register_field cpuid_f_1_ecx[] = {
	{ "RMID_MAX", 0, 31 },
};

static const struct register_field cpuid_f_1_edx[] = {
	{ "OCCUPANCY", 0, 0 },
	{ "TOTAL_BANDWIDTH", 1, 1 },
	{ "LOCAL_BANDWIDTH", 2, 2 },
};

static const struct resctrl_register cpuid_f_1[] = {
	{ "EAX", 0x0000, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_f_1_eax) },
	{ "EBX", 0x0004, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_f_1_ebx) },
	{ "ECX", 0x0008, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_f_1_ecx) },
	{ "EDX", 0x000c, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_f_1_edx) },
};

static const struct register_field cpuid_10_0_ebx[] = {
	{ "L3_CAT", 1, 1 },
	{ "L2_CAT", 2, 2 },
	{ "MBA", 3, 3 },
};

static const struct resctrl_register cpuid_10_0[] = {
	{ "EBX", 0x0004, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_10_0_ebx) },
};

static const struct register_field cpuid_10_1_eax[] = {
	{ "CBM_LEN", 0, 4 },
};

static const struct register_field cpuid_10_1_ebx[] = {
	{ "SHAREABLE", 0, 31 },
};

static const struct register_field cpuid_10_1_ecx[] = {
	{ "IO_CAT", 1, 1 },
	{ "CDP", 2, 2 },
	{ "NON_CONTIGUOUS", 3, 3 },
};

static const struct register_field cpuid_10_1_edx[] = {
	{ "CLOSID_MAX", 0, 15 },
};

static const struct resctrl_register cpuid_10_1[] = {
	{ "EAX", 0x0000, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_10_1_eax) },
	{ "EBX", 0x0004, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_10_1_ebx) },
	{ "ECX", 0x0008, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_10_1_ecx) },
	{ "EDX", 0x000c, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_10_1_edx) },
};

static const struct register_field cpuid_10_2_eax[] = {
	{ "CBM_LEN", 0, 4 },
};

static const struct register_field cpuid_10_2_ebx[] = {
	{ "SHAREABLE", 0, 31 },
};

static const struct register_field cpuid_10_2_ecx[] = {
	{ "CDP", 2, 2 },
	{ "NON_CONTIGUOUS", 3, 3 },
};

static const struct register_field cpuid_10_2_edx[] = {
	{ "CLOSID_MAX", 0, 15 },
};

static const struct resctrl_register cpuid_10_2[] = {
	{ "EAX", 0x0000, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_10_2_eax) },
	{ "EBX", 0x0004, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_10_2_ebx) },
	{ "ECX", 0x0008, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_10_2_ecx) },
	{ "EDX", 0x000c, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_10_2_edx) },
};

static const struct register_field cpuid_10_3_eax[] = {
	{ "DELAY_MAX", 0, 11 },
};

static const struct register_field cpuid_10_3_ecx[] = {
	{ "PER_THREAD", 0, 0 },
	{ "LINEAR", 2, 2 },
};

static const struct register_field cpuid_10_3_edx[] = {
	{ "CLOSID_MAX", 0, 15 },
};

static const struct resctrl_register cpuid_10_3[] = {
	{ "EAX", 0x0000, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_10_3_eax) },
	{ "ECX", 0x0008, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_10_3_ecx) },
	{ "EDX", 0x000c, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_10_3_edx) },
};

static const struct register_field cpuid_80000008_0_ebx[] = {
	{ "BANDWIDTH_ENFORCEMENT", 6, 6 },
};

static const struct resctrl_register cpuid_80000008_0[] = {
	{ "EBX", 0x0004, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_80000008_0_ebx) },
};

static const struct register_field cpuid_80000020_0_ebx[] = {
	{ "MBA", 1, 1 },
	{ "SMBA", 2, 2 },
	{ "BMEC", 3, 3 },
	{ "L3RR", 4, 4 },
	{ "ABMC", 5, 5 },
	{ "SDCIAE", 6, 6 },
};

static const struct resctrl_register cpuid_80000020_0[] = {
	{ "EBX", 0x0004, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_80000020_0_ebx) },
};

static const struct register_field cpuid_80000020_1_eax[] = {
	{ "BANDWIDTH_LEN", 0, 31 },
};

static const struct register_field cpuid_80000020_1_edx[] = {
	{ "CLOSID_MAX", 0, 31 },
};

static const struct resctrl_register cpuid_80000020_1[] = {
	{ "EAX", 0x0000, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_80000020_1_eax) },
	{ "EDX", 0x000c, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_80000020_1_edx) },
};

static const struct register_field cpuid_80000020_2_eax[] = {
	{ "BANDWIDTH_LEN", 0, 31 },
};

static const struct register_field cpuid_80000020_2_edx[] = {
	{ "CLOSID_MAX", 0, 31 },
};

static const struct resctrl_register cpuid_80000020_2[] = {
	{ "EAX", 0x0000, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_80000020_2_eax) },
	{ "EDX", 0x000c, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_80000020_2_edx) },
};

static const struct register_field cpuid_80000020_3_ebx[] = {
	{ "NUM_EVENTS", 0, 7 },
};

static const struct register_field cpuid_80000020_3_ecx[] = {
	{ "EVENT_TYPES", 0, 6 },
};

static const struct resctrl_register cpuid_80000020_3[] = {
	{ "EBX", 0x0004, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_80000020_3_ebx) },
	{ "ECX", 0x0008, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_80000020_3_ecx) },
};

static const struct register_field cpuid_80000020_5_eax[] = {
	{ "COUNTER_SIZE", 0, 7 },
	{ "OVERFLOW_BIT", 8, 8 },
};

static const struct register_field cpuid_80000020_5_ebx[] = {
	{ "COUNTER_MAX", 0, 15 },
};

static const struct register_field cpuid_80000020_5_ecx[] = {
	{ "SELECT_COS", 0, 0 },
};

static const struct resctrl_register cpuid_80000020_5[] = {
	{ "EAX", 0x0000, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_80000020_5_eax) },
	{ "EBX", 0x0004, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_80000020_5_ebx) },
	{ "ECX", 0x0008, 32, REGISTER_READ, 0,
	  FIELDS(cpuid_80000020_5_ecx) },
};

static const struct register_field counter[] = {
	{ "COUNT", 0, 62 },
	{ "VALID", 63, 63 },
};

static const struct resctrl_register aet_energy[] = {
	{ "core_energy", 0x0000, 64, REGISTER_READ, 0, FIELDS(counter) },
	{ "activity", 0x0008, 64, REGISTER_READ, 0, FIELDS(counter) },
};

static const struct resctrl_register aet_perf[] = {
	{ "stalls_llc_hit", 0x0000, 64, REGISTER_READ, 0, FIELDS(counter) },
	{ "c1_res", 0x0008, 64, REGISTER_READ, 0, FIELDS(counter) },
	{ "unhalted_core_cycles", 0x0010, 64, REGISTER_READ, 0, FIELDS(counter) },
	{ "stalls_llc_miss", 0x0018, 64, REGISTER_READ, 0, FIELDS(counter) },
	{ "c6_res", 0x0020, 64, REGISTER_READ, 0, FIELDS(counter) },
	{ "unhalted_ref_cycles", 0x0028, 64, REGISTER_READ, 0, FIELDS(counter) },
	{ "uops_retired", 0x0030, 64, REGISTER_READ, 0, FIELDS(counter) },
};

const struct register_block register_blocks_x86[] = {
	{ "cpuid_0_0", "CPUID leaf 0: the largest leaf",
	  FIELDS(cpuid_0_0) },
	{ "cpuid_1_0", "CPUID leaf 1: the model",
	  FIELDS(cpuid_1_0) },
	{ "cpuid_80000000_0", "CPUID leaf 8000_0000H: the largest extended leaf",
	  FIELDS(cpuid_80000000_0) },
	{ "cpuid_7_0", "CPUID leaf 7, subleaf 0: structured extended features",
	  FIELDS(cpuid_7_0) },
	{ "cpuid_f_0", "CPUID leaf 0FH, subleaf 0: monitoring resources",
	  FIELDS(cpuid_f_0) },
	{ "cpuid_f_1", "CPUID leaf 0FH, subleaf 1: L3 monitoring",
	  FIELDS(cpuid_f_1) },
	{ "cpuid_10_0", "CPUID leaf 10H, subleaf 0: allocation resources",
	  FIELDS(cpuid_10_0) },
	{ "cpuid_10_1", "CPUID leaf 10H, subleaf 1: L3 allocation",
	  FIELDS(cpuid_10_1) },
	{ "cpuid_10_2", "CPUID leaf 10H, subleaf 2: L2 allocation",
	  FIELDS(cpuid_10_2) },
	{ "cpuid_10_3", "CPUID leaf 10H, subleaf 3: memory bandwidth allocation",
	  FIELDS(cpuid_10_3) },
	{ "cpuid_80000008_0", "CPUID leaf 8000_0008H: AMD extended sizes",
	  FIELDS(cpuid_80000008_0) },
	{ "cpuid_80000020_0", "CPUID leaf 8000_0020H, subleaf 0: AMD QoS features",
	  FIELDS(cpuid_80000020_0) },
	{ "cpuid_80000020_1", "CPUID leaf 8000_0020H, subleaf 1: AMD memory bandwidth",
	  FIELDS(cpuid_80000020_1) },
	{ "cpuid_80000020_2", "CPUID leaf 8000_0020H, subleaf 2: AMD slow memory bandwidth",
	  FIELDS(cpuid_80000020_2) },
	{ "cpuid_80000020_3", "CPUID leaf 8000_0020H, subleaf 3: AMD bandwidth events",
	  FIELDS(cpuid_80000020_3) },
	{ "cpuid_80000020_5", "CPUID leaf 8000_0020H, subleaf 5: AMD assignable counters",
	  FIELDS(cpuid_80000020_5) },
	{ "aet_energy", "telemetry region 0x26696143: energy of an RMID (8*(2*RMID) bytes into the region)",
	  FIELDS(aet_energy) },
	{ "aet_perf", "telemetry region 0x26557651: performance of an RMID (8*(7*RMID) bytes into the region)",
	  FIELDS(aet_perf) },
};
const size_t register_num_blocks_x86 = sizeof(register_blocks_x86) / sizeof(register_blocks_x86[0]);

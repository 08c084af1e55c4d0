/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the hardware itself says, where resctrl says nothing: CPUID, ACPI tables, MPAM registers, telemetry regions.
 * Probes only read (see RESCTRL_PROBE_SELECT_RIS for the one exception) and give facts with their source.
 */
#ifndef RESCTRL_PROBE_H
#define RESCTRL_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <resctrl/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct resctrl_ctx;
struct resctrl_probe;		/* facts, predictions and findings of one look; immutable */
struct resctrl_fact;
struct resctrl_prediction;
struct resctrl_finding;

/* Where a fact is from. Sets only grow, here and below: a caller shows what it does not know as "other". */
enum resctrl_fact_source {
	RESCTRL_SOURCE_CPUID = 0,
	RESCTRL_SOURCE_ACPI,		/* a table below /sys/firmware/acpi/tables */
	RESCTRL_SOURCE_MMIO,		/* a register, through /dev/mem */
	RESCTRL_SOURCE_SYSFS,
	RESCTRL_SOURCE_PROCFS,
	RESCTRL_SOURCE_DMESG,		/* the kernel's log */
	RESCTRL_SOURCE_RESCTRL,		/* the resctrl file system */
	RESCTRL_SOURCE_FILE,		/* another file: the kernel's configuration */
	RESCTRL_SOURCE_RULE,		/* concluded from other facts by the kernel's own rules */
};

enum resctrl_fact_state {
	RESCTRL_FACT_PRESENT = 0,
	RESCTRL_FACT_ABSENT,		/* looked for, and it is not there */
	RESCTRL_FACT_UNREADABLE,	/* cannot be looked at: the note says why */
};

enum resctrl_fact_confidence {
	RESCTRL_CONFIDENCE_EXACT = 0,
	RESCTRL_CONFIDENCE_BOUND,	/* the true value is this or less */
	RESCTRL_CONFIDENCE_ASSUMED,	/* follows from an assumption, which the note names */
	RESCTRL_CONFIDENCE_NONE,	/* not known */
};

enum resctrl_answer {
	RESCTRL_ANSWER_UNKNOWN = 0,	/* the reason names the fact that is missing */
	RESCTRL_ANSWER_YES,
	RESCTRL_ANSWER_NO,
};

enum resctrl_severity {
	RESCTRL_SEVERITY_INFO = 0,	/* good to know, nothing to do */
	RESCTRL_SEVERITY_WARNING,	/* works less well than it could */
	RESCTRL_SEVERITY_ERROR,		/* something does not work */
};

/*
 * MPAM: write the register that selects a resource instance (RIS), to read the ID registers of each. Only where
 * no driver is bound to any MSC, for the driver's own selection would be lost; restored afterwards.
 */
#define RESCTRL_PROBE_SELECT_RIS	0x0100u

/*
 * Allows a probe to pin the calling thread to the CPUs whose registers it reads, one after the other
 * (sched_setaffinity(2)), and to put its own affinity back on every path. Off, CPUID is read on whatever CPU the
 * thread runs, and windows of MSCs that only some CPUs can reach are not read.
 */
RESCTRL_API void resctrl_probe_set_pinning(struct resctrl_ctx *ctx, bool allowed);

/*
 * The three probes. What cannot be read becomes a fact, not a failure: -ENOMEM is the only error, besides -EINVAL for
 * unknown FLAGS or a NULL PROBE. Free with resctrl_probe_free.
 *
 * A recorded tree (resctrl_ctx_set_sysroot) has tables and sysfs at their usual places and what is no file of a
 * machine below /rctl: "cpuid" holds lines "CPU LEAF SUBLEAF EAX EBX ECX EDX" (CPU decimal, else hexadecimal);
 * "msc.ID" is the register window of an MSC as it was, "msc.ID.ris.N" with RIS N selected; "dmesg" the kernel's log
 * without time stamps; "owners" a line "STATE TRANSIENT PID TOOL<tab>GROUP" for each group that is marked with its
 * maker; "processes" a line "detached_mount PID" for each process that holds a resctrl which is mounted nowhere.
 *
 * resctrl_probe_cpu: x86. Leaves 7, 0FH, 10H, 8000_0008H, 8000_0020H of each package (Intel SDM volume 2, CPUID; AMD
 * APM volume 3, appendix E), and how info/ differs from them. FLAGS: 0.
 */
RESCTRL_API int resctrl_probe_cpu(struct resctrl_ctx *ctx, unsigned int flags,
				  struct resctrl_probe **probe);
/*
 * Arm MPAM: the ACPI tables MPAM (Arm DEN0065), PPTT, SRAT, the ID registers of each MSC (Arm IHI 0099), and what the
 * kernel makes of them (drivers/resctrl, drivers/acpi/arm64/mpam.c). FLAGS: RESCTRL_PROBE_SELECT_RIS.
 */
RESCTRL_API int resctrl_probe_mpam(struct resctrl_ctx *ctx, unsigned int flags,
				   struct resctrl_probe **probe);
/*
 * Intel application energy telemetry: the PMT regions in /sys/class/intel_pmt, their packages and what resctrl can
 * do with them (arch/x86/kernel/cpu/resctrl/intel_aet.c). FLAGS: 0.
 */
RESCTRL_API int resctrl_probe_aet(struct resctrl_ctx *ctx, unsigned int flags,
				  struct resctrl_probe **probe);
/*
 * The telemetry counts of the NUM RMIDs in RMIDS, read straight from the regions: for each package and event the sum,
 * as the kernel reads a control group together with the monitor groups below it. A fact's subject is "package N", its
 * name the event, its value the sum (with the fraction's bits), its text what resctrl would print; it is absent where
 * resctrl would say Unavailable. -EINVAL, -ENOMEM.
 * Mapped for the call: with the hazard of resctrl_monitor_config_set_direct_aet where a driver lets go meanwhile.
 */
RESCTRL_API int resctrl_probe_telemetry(struct resctrl_ctx *ctx, const uint32_t *rmids, size_t num,
					struct resctrl_probe **probe);
/*
 * One look from firmware to file system, for a report of what is wrong: the probes that fit the machine, file system
 * type, mount, permissions, budgets, groups, other users of resctrl. Findings of the severities WARNING and ERROR are
 * what somebody should do something about. FLAGS: 0. -EINVAL, -ENOMEM.
 */
RESCTRL_API int resctrl_probe_host(struct resctrl_ctx *ctx, unsigned int flags,
				   struct resctrl_probe **probe);
/* NULL is allowed. */
RESCTRL_API void resctrl_probe_free(struct resctrl_probe *probe);

/* Facts, in the order in which they were found. I is below the number. */
RESCTRL_API size_t resctrl_probe_get_num_facts(const struct resctrl_probe *probe);
RESCTRL_API const struct resctrl_fact *resctrl_probe_get_fact(const struct resctrl_probe *probe,
							      size_t i);
/* What it is about: "msc 1", "msc 1 ris 0", "package 0"; and what of it: "mpamf_idr.partid_max". */
RESCTRL_API const char *resctrl_fact_get_subject(const struct resctrl_fact *fact);
RESCTRL_API const char *resctrl_fact_get_name(const struct resctrl_fact *fact);
RESCTRL_API enum resctrl_fact_state resctrl_fact_get_state(const struct resctrl_fact *fact);
RESCTRL_API enum resctrl_fact_source resctrl_fact_get_source(const struct resctrl_fact *fact);
RESCTRL_API enum resctrl_fact_confidence
resctrl_fact_get_confidence(const struct resctrl_fact *fact);
/* The raw value. -ENOENT where the fact is a text, or has no value. */
RESCTRL_API int resctrl_fact_get_value(const struct resctrl_fact *fact, uint64_t *value);
/* The value in words; NULL where there is none. What there is to say besides; or NULL. */
RESCTRL_API const char *resctrl_fact_get_text(const struct resctrl_fact *fact);
RESCTRL_API const char *resctrl_fact_get_note(const struct resctrl_fact *fact);

/* What the kernel will make of it, in the order of the probe. */
RESCTRL_API size_t resctrl_probe_get_num_predictions(const struct resctrl_probe *probe);
RESCTRL_API const struct resctrl_prediction *
resctrl_probe_get_prediction(const struct resctrl_probe *probe, size_t i);
/* "L3", "mbm_total_bytes"; the answer, and why. */
RESCTRL_API const char *resctrl_prediction_get_name(const struct resctrl_prediction *prediction);
RESCTRL_API enum resctrl_answer
resctrl_prediction_get_answer(const struct resctrl_prediction *prediction);
RESCTRL_API const char *resctrl_prediction_get_reason(const struct resctrl_prediction *prediction);

/* What is wrong or worth a word, in the order in which it was found. */
RESCTRL_API size_t resctrl_probe_get_num_findings(const struct resctrl_probe *probe);
RESCTRL_API const struct resctrl_finding *
resctrl_probe_get_finding(const struct resctrl_probe *probe, size_t i);
/* A stable word for scripts ("mpam_table"); what was seen, why it matters, what to do about it (or NULL). */
RESCTRL_API enum resctrl_severity
resctrl_finding_get_severity(const struct resctrl_finding *finding);
RESCTRL_API const char *resctrl_finding_get_code(const struct resctrl_finding *finding);
RESCTRL_API const char *resctrl_finding_get_seen(const struct resctrl_finding *finding);
RESCTRL_API const char *resctrl_finding_get_why(const struct resctrl_finding *finding);
RESCTRL_API const char *resctrl_finding_get_fix(const struct resctrl_finding *finding);

/*
 * The register maps that the probes go by, as data: blocks ("msc": MPAM memory system component; "cpuid_10_1": a CPUID
 * subleaf, 16 bytes from EAX on; "aet_energy": a telemetry region) of registers of fields. I is below the number of
 * blocks, REG below that of the block's registers, FIELD below that of the register's fields.
 */
RESCTRL_API size_t resctrl_registers_get_num_blocks(void);
RESCTRL_API const char *resctrl_registers_get_block_name(size_t i);
RESCTRL_API const char *resctrl_registers_get_block_title(size_t i);
RESCTRL_API size_t resctrl_registers_get_num(size_t i);
RESCTRL_API const char *resctrl_registers_get_name(size_t i, size_t reg);
/* Bytes from the start of the block; bits. */
RESCTRL_API uint32_t resctrl_registers_get_offset(size_t i, size_t reg);
RESCTRL_API unsigned int resctrl_registers_get_width(size_t i, size_t reg);
/* Whether a probe reads it; configurations and counters of MSCs are named and left alone. */
RESCTRL_API bool resctrl_registers_is_read(size_t i, size_t reg);
RESCTRL_API size_t resctrl_registers_get_num_fields(size_t i, size_t reg);
RESCTRL_API const char *resctrl_registers_get_field_name(size_t i, size_t reg, size_t field);
/* The first and the last bit of it, both inclusive. */
RESCTRL_API unsigned int resctrl_registers_get_field_first(size_t i, size_t reg, size_t field);
RESCTRL_API unsigned int resctrl_registers_get_field_last(size_t i, size_t reg, size_t field);

#ifdef __cplusplus
}
#endif

#endif

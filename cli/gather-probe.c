/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gathering what probes read and no file holds, or holds in another form.
 */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <resctrl/probe.h>

#include "fail.h"
#include "gather.h"
#include "memstream.h"
#include "run.h"

/* "/boot/config-RELEASE"; false where the release is not known. */
static bool get_config_path(const struct gather *g, char *path, size_t size)
{
	char name[PATH_MAX], release[128];
	bool known = false;
	FILE *file;

	snprintf(name, sizeof(name), "%s/proc/sys/kernel/osrelease", g->root);
	file = fopen(name, "re");
	if (!file)
		return false;
	if (fgets(release, sizeof(release), file) && !strchr(release, '/')) {
		release[strcspn(release, "\n")] = '\0';
		snprintf(path, size, "/boot/config-%s", release);
		known = true;
	}
	fclose(file);
	return known;
}

/* The options that a probe found, as lines of a configuration. */
static void put_options(FILE *out, const struct resctrl_probe *probe)
{
	size_t i;

	for (i = 0; i < resctrl_probe_get_num_facts(probe); i++) {
		const struct resctrl_fact *fact = resctrl_probe_get_fact(probe, i);
		const char *name = resctrl_fact_get_name(fact);

		if (strncmp(name, "CONFIG_", 7))
			continue;
		if (resctrl_fact_get_state(fact) == RESCTRL_FACT_PRESENT)
			fprintf(out, "%s=%s\n", name, resctrl_fact_get_text(fact));
		else if (resctrl_fact_get_state(fact) == RESCTRL_FACT_ABSENT)
			fprintf(out, "# %s is not set\n", name);
	}
}

/* The kernel's own is compressed, and says more than anybody needs. */
static void put_config(struct gather *g, const char *path, const struct resctrl_probe *probe)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out;

	out = memstream_open(&text, &size);
	put_options(out, probe);
	memstream_close(out, &text);
	if (size)
		gather_bytes(g, path, text, size);
	free(text);
}

int gather_host(struct rctl_run *run, struct gather *g)
{
	struct resctrl_probe *probe;
	char path[PATH_MAX];
	int rc;

	rc = resctrl_probe_host(run->ctx, 0, &probe);
	if (rc < 0)
		return fail_library(run, rc);
	if (get_config_path(g, path, sizeof(path)))
		put_config(g, path, probe);
	gather_processes(g, probe);
	resctrl_probe_free(probe);
	return RCTL_EXIT_DONE;
}

/* The offset of the register whose name is NAME in lower case; -1. */
static long find_offset(const char *block, const char *name)
{
	size_t i, reg;

	for (i = 0; i < resctrl_registers_get_num_blocks(); i++) {
		if (strcmp(resctrl_registers_get_block_name(i), block))
			continue;
		for (reg = 0; reg < resctrl_registers_get_num(i); reg++) {
			if (!strcasecmp(resctrl_registers_get_name(i, reg), name))
				return (long)resctrl_registers_get_offset(i, reg);
		}
	}
	return -1;
}

/* Register windows of MSCs, made again from the facts about them. */
static void gather_windows(struct gather *g, const struct resctrl_probe *probe)
{
	char subject[96], path[64];
	unsigned int msc, ris, i;
	long done = -1;

	for (i = 0; i < resctrl_probe_get_num_facts(probe); i++) {
		const struct resctrl_fact *first = resctrl_probe_get_fact(probe, i);
		unsigned char window[4096] = { 0 };
		size_t f;

		if (sscanf(resctrl_fact_get_subject(first), "msc %u ris %u", &msc, &ris) != 2 ||
		    strcmp(resctrl_fact_get_name(first), "mpamf_idr"))
			continue;
		for (f = 0; f < resctrl_probe_get_num_facts(probe); f++) {
			const struct resctrl_fact *fact = resctrl_probe_get_fact(probe, f);
			long at = find_offset("msc", resctrl_fact_get_name(fact));
			uint64_t value;

			snprintf(subject, sizeof(subject), "msc %u", msc);
			if (strcmp(resctrl_fact_get_subject(fact), subject) &&
			    strcmp(resctrl_fact_get_subject(fact), resctrl_fact_get_subject(first)))
				continue;
			if (at < 0 || resctrl_fact_get_value(fact, &value))
				continue;
			memcpy(window + at, &value, 4);
			if (value >> 32)
				memcpy(window + at + 4, (const char *)&value + 4, 4);
		}
		/* The first one stands for the window as it was found. */
		snprintf(path, sizeof(path), "/rctl/msc.%u", msc);
		if (msc != done)
			gather_bytes(g, path, window, sizeof(window));
		done = msc;
		snprintf(path, sizeof(path), "/rctl/msc.%u.ris.%u", msc, ris);
		gather_bytes(g, path, window, sizeof(window));
	}
}

/* CPUID leaves, made again from the facts: "CPU LEAF SUBLEAF EAX EBX ECX EDX". */
static void gather_cpuid(struct gather *g, const struct resctrl_probe *probe)
{
	unsigned int package, cpu = 0, leaf, subleaf;
	char *text = NULL, block[48], subject[96];
	size_t size, i, f;
	FILE *out = memstream_open(&text, &size);

	for (i = 0; i < resctrl_probe_get_num_facts(probe); i++) {
		const struct resctrl_fact *fact = resctrl_probe_get_fact(probe, i);
		uint64_t value, reg[4] = { 0 };

		snprintf(subject, sizeof(subject), "%s", resctrl_fact_get_subject(fact));
		if (sscanf(subject, "package %u", &package) == 1 && !strchr(subject, '_') &&
		    !strcmp(resctrl_fact_get_name(fact), "cpu") && !resctrl_fact_get_value(fact, &value))
			cpu = (unsigned int)value;
		if (sscanf(subject, "package %u cpuid_%x_%x", &package, &leaf, &subleaf) != 3 ||
		    resctrl_fact_get_value(fact, &value) || strchr(resctrl_fact_get_name(fact), '.') ||
		    (i && !strcmp(resctrl_fact_get_subject(resctrl_probe_get_fact(probe, i - 1)), subject)))
			continue;
		snprintf(block, sizeof(block), "cpuid_%x_%x", leaf, subleaf);
		for (f = i; f < resctrl_probe_get_num_facts(probe); f++) {
			const struct resctrl_fact *other = resctrl_probe_get_fact(probe, f);
			long at = find_offset(block, resctrl_fact_get_name(other));

			if (!strcmp(resctrl_fact_get_subject(other), subject) && at >= 0 &&
			    !resctrl_fact_get_value(other, &value))
				reg[at / 4] = value;
		}
		fprintf(out, "%u %x %x %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 "\n", cpu, leaf, subleaf,
			reg[0], reg[1], reg[2], reg[3]);
	}
	memstream_close(out, &text);
	if (size)
		gather_bytes(g, "/rctl/cpuid", text, size);
	free(text);
}

int gather_probes(struct rctl_run *run, struct gather *g)
{
	struct resctrl_probe *probe;
	int rc;

	resctrl_probe_set_pinning(run->ctx, true);
	rc = resctrl_probe_cpu(run->ctx, 0, &probe);
	if (rc < 0)
		return fail_library(run, rc);
	gather_cpuid(g, probe);
	resctrl_probe_free(probe);
	/* Of a recorded tree every instance can be had without writing a register. */
	rc = resctrl_probe_mpam(run->ctx, run->sysroot ? RESCTRL_PROBE_SELECT_RIS : 0, &probe);
	if (rc < 0)
		return fail_library(run, rc);
	gather_windows(g, probe);
	resctrl_probe_free(probe);
	return RCTL_EXIT_DONE;
}

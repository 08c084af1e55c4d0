/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CPUID: Intel SDM volume 2, CPUID; AMD APM volume 3, appendix E. */
#include "probe/cpuid.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include "probe/acpi.h"
#include "probe/msc.h"
#include "probe/pin.h"

#define CPUS	"/sys/devices/system/cpu"

/* The leaves of a block, and the bit of another leaf that says whether there is such a leaf. */
static const struct leaf {
	uint32_t leaf, subleaf;
	const char *block;
	uint32_t in_leaf, in_subleaf;
	uint8_t in_reg, in_bit;
} leaves[] = {
	{ 0x0, 0, "cpuid_0_0", 0, 0, 0, 0xff },
	{ 0x1, 0, "cpuid_1_0", 0, 0, 0, 0xff },
	{ 0x80000000, 0, "cpuid_80000000_0", 0, 0, 0, 0xff },
	{ 0x7, 0, "cpuid_7_0", 0, 0, 0, 0xff },
	{ 0xf, 0, "cpuid_f_0", 0x7, 0, 1, 12 },
	{ 0xf, 1, "cpuid_f_1", 0xf, 0, 3, 1 },
	{ 0x10, 0, "cpuid_10_0", 0x7, 0, 1, 15 },
	{ 0x10, 1, "cpuid_10_1", 0x10, 0, 1, 1 },
	{ 0x10, 2, "cpuid_10_2", 0x10, 0, 1, 2 },
	{ 0x10, 3, "cpuid_10_3", 0x10, 0, 1, 3 },
	{ 0x80000008, 0, "cpuid_80000008_0", 0, 0, 0, 0xff },
	{ 0x80000020, 0, "cpuid_80000020_0", 0, 0, 0, 0xff },
	{ 0x80000020, 1, "cpuid_80000020_1", 0x80000020, 0, 1, 1 },
	{ 0x80000020, 2, "cpuid_80000020_2", 0x80000020, 0, 1, 2 },
	{ 0x80000020, 3, "cpuid_80000020_3", 0x80000020, 0, 1, 3 },
	{ 0x80000020, 5, "cpuid_80000020_5", 0x80000020, 0, 1, 5 },
};
#define NUM_LEAVES	(sizeof(leaves) / sizeof(leaves[0]))

/* One leaf of the CPU that the thread is on. */
static bool read_here(struct cpuid_entry *e)
{
#if defined(__x86_64__) || defined(__i386__)
	__cpuid_count(e->leaf, e->subleaf, e->reg[0], e->reg[1], e->reg[2], e->reg[3]);
	return true;
#else
	(void)e;
	return false;
#endif
}

bool cpuid_vendor(char vendor[CPUID_VENDOR_SIZE])
{
	struct cpuid_entry e = { 0 };

	if (!read_here(&e))
		return false;
	/* EBX, EDX, ECX, in this order. */
	memcpy(vendor, &e.reg[1], 4);
	memcpy(vendor + 4, &e.reg[3], 4);
	memcpy(vendor + 8, &e.reg[2], 4);
	vendor[CPUID_VENDOR_SIZE - 1] = '\0';
	return true;
}

static bool take(const struct probe_env *env, struct cpuid_dump *dump, uint32_t cpu, uint32_t leaf,
		 uint32_t subleaf)
{
	struct cpuid_entry e = { .cpu = cpu, .leaf = leaf, .subleaf = subleaf };

	if (!read_here(&e))
		return false;
	if (cpuid_dump_add(dump, &e))
		env->probe->failed = true;
	return true;
}

/* Whether the CPU has the leaf, by its largest leaf and by the leaf that announces it. */
static bool has_leaf(const struct cpuid_dump *dump, uint32_t cpu, const struct leaf *l)
{
	const struct cpuid_entry *most = cpuid_dump_find(dump, cpu, l->leaf & 0x80000000u, 0);
	const struct cpuid_entry *in = cpuid_dump_find(dump, cpu, l->in_leaf, l->in_subleaf);

	if (!most || most->reg[0] < l->leaf)
		return false;
	return l->in_bit == 0xff || (in && in->reg[l->in_reg] >> l->in_bit & 1);
}

static bool read_cpu(const struct probe_env *env, struct cpuid_dump *dump, uint32_t cpu)
{
	/* The first three are always there, and say which others are. */
	if (!take(env, dump, cpu, 0, 0) || !take(env, dump, cpu, 1, 0) ||
	    !take(env, dump, cpu, 0x80000000u, 0))
		return false;
	for (size_t i = 3; i < NUM_LEAVES; i++) {
		if (has_leaf(dump, cpu, &leaves[i]))
			take(env, dump, cpu, leaves[i].leaf, leaves[i].subleaf);
	}
	return true;
}

/* The first online CPU of each package. */
static void find_packages(const struct probe_env *env, struct cpuid *cpuid)
{
	struct cpuset online;
	uint64_t id;

	/* Where it cannot be read there are none. */
	system_read_cpus(env, CPUS_ONLINE, &online, NULL);
	for (unsigned int cpu = cpuset_next(&online, 0); cpu < CPUSET_MOST;
	     cpu = cpuset_next(&online, cpu + 1)) {
		struct cpuid_package *grown;
		char path[96];
		size_t i;

		snprintf(path, sizeof(path), CPUS "/cpu%u/topology/physical_package_id", cpu);
		if (system_read_number(env, path, 10, &id) || id > UINT32_MAX)
			continue;
		for (i = 0; i < cpuid->num_packages && cpuid->packages[i].id != id; i++)
			continue;
		if (i < cpuid->num_packages)
			continue;
		grown = acpi_grow(cpuid->packages, i, sizeof(*grown));
		if (!grown) {
			env->probe->failed = true;
			return;
		}
		cpuid->packages = grown;
		grown[cpuid->num_packages++] = (struct cpuid_package){ (unsigned int)id, cpu };
	}
}

static int read_live(const struct probe_env *env, struct cpuid *cpuid)
{
	struct pin pin = { 0 };
	struct record r;
	int err = 0;

	for (size_t i = 0; i < cpuid->num_packages && !err; i++) {
		record_init(&r, env->probe, RESCTRL_SOURCE_CPUID, "package %u",
			    cpuid->packages[i].id);
		/* Without pinning the thread's own CPU stands for the first package, and that is all. */
		if (env->pinning && pin_to(&pin, cpuid->packages[i].cpu))
			record_unreadable(&r, "leaves", "this thread may not run on CPU %u",
					  cpuid->packages[i].cpu);
		else if (!env->pinning && i)
			record_unreadable(&r, "leaves", "moving to CPU %u is not allowed",
					  cpuid->packages[i].cpu);
		else if (!read_cpu(env, &cpuid->dump, cpuid->packages[i].cpu))
			err = -EOPNOTSUPP;
	}
	if (pin_release(&pin))
		record_finding(env->probe, RESCTRL_SEVERITY_ERROR, "affinity",
			       "the thread stays on the CPU of the last package", NULL,
			       "the affinity of the calling thread could not be put back");
	return err;
}

static int read_recorded(const struct probe_env *env, struct cpuid *cpuid)
{
	struct strbuf sb = { 0 };
	int err = system_read(env, "/rctl/cpuid", &sb);

	if (!err)
		err = cpuid_dump_parse(&cpuid->dump, sb.text);
	if (err == -ENOMEM)
		env->probe->failed = true;
	strbuf_release(&sb);
	return err ? -EOPNOTSUPP : 0;
}

static void record_leaf(const struct probe_env *env, const struct cpuid *cpuid,
			const struct cpuid_package *package, const struct leaf *l)
{
	const struct cpuid_entry *e =
		cpuid_dump_find(&cpuid->dump, package->cpu, l->leaf, l->subleaf);
	const struct register_block *block = register_find_block(l->block);
	struct record r;

	record_init(&r, env->probe, RESCTRL_SOURCE_CPUID, "package %u %s", package->id, l->block);
	if (!e) {
		record_absent(&r, "leaf", "this CPU does not have it");
		return;
	}
	for (size_t i = 0; i < block->num_registers; i++)
		msc_record_register(&r, &block->registers[i],
				    e->reg[block->registers[i].offset / 4]);
}

int cpuid_load(const struct probe_env *env, struct cpuid *cpuid)
{
	struct record r;
	int err;

	*cpuid = (struct cpuid){ 0 };
	find_packages(env, cpuid);
	record_init(&r, env->probe, RESCTRL_SOURCE_SYSFS, "cpus");
	record_number(&r, "packages", cpuid->num_packages, "%zu packages with CPUs online",
		      cpuid->num_packages);
	err = env->io->sysroot ? read_recorded(env, cpuid) : read_live(env, cpuid);
	record_init(&r, env->probe, RESCTRL_SOURCE_CPUID, "cpus");
	if (err) {
		record_unreadable(&r, "cpuid", "%s", env->io->sysroot ?
				  "this recorded tree has no leaves in rctl/cpuid" :
				  "this is no x86 machine");
		return err;
	}
	for (size_t i = 0; i < cpuid->num_packages; i++) {
		if (!cpuid_dump_find(&cpuid->dump, cpuid->packages[i].cpu, 0, 0))
			continue;
		record_init(&r, env->probe, RESCTRL_SOURCE_SYSFS, "package %u", cpuid->packages[i].id);
		record_number(&r, "cpu", cpuid->packages[i].cpu, "asked on CPU %u",
			      cpuid->packages[i].cpu);
		for (size_t n = 0; n < NUM_LEAVES; n++)
			record_leaf(env, cpuid, &cpuid->packages[i], &leaves[n]);
	}
	return cpuid->num_packages ? 0 : -EOPNOTSUPP;
}

void cpuid_release(struct cpuid *cpuid)
{
	cpuid_dump_release(&cpuid->dump);
	free(cpuid->packages);
	cpuid->packages = NULL;
	cpuid->num_packages = 0;
}

int cpuid_get(const struct cpuid *cpuid, const char *block_name, const char *reg_name,
	      const char *field, uint64_t *value)
{
	const struct register_block *block = register_find_block(block_name);
	const struct resctrl_register *reg = register_find(block, reg_name);

	for (size_t i = 0; cpuid->num_packages && i < NUM_LEAVES; i++) {
		const struct cpuid_entry *e;

		if (strcmp(leaves[i].block, block_name))
			continue;
		e = cpuid_dump_find(&cpuid->dump, cpuid->packages[0].cpu, leaves[i].leaf,
				    leaves[i].subleaf);
		for (size_t f = 0; e && f < reg->num_fields; f++) {
			if (strcmp(reg->fields[f].name, field))
				continue;
			*value = register_field_get(&reg->fields[f], e->reg[reg->offset / 4]);
			return 0;
		}
	}
	return -ENOENT;
}

bool cpuid_get_model(const struct cpuid *cpuid, unsigned int *family, unsigned int *model,
		     unsigned int *stepping)
{
	const struct cpuid_entry *e = cpuid->num_packages ?
		cpuid_dump_find(&cpuid->dump, cpuid->packages[0].cpu, 1, 0) : NULL;

	if (!e)
		return false;
	*family = e->reg[0] >> 8 & 0xf;
	*model = (e->reg[0] >> 4 & 0xf) | (*family >= 6 ? e->reg[0] >> 12 & 0xf0 : 0);
	*family += *family == 0xf ? e->reg[0] >> 20 & 0xff : 0;
	*stepping = e->reg[0] & 0xf;
	return true;
}

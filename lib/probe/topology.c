/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The CPUs of an ACPI machine. */
#include "probe/topology.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TABLES		"/sys/firmware/acpi/tables"
#define CPUS		"/sys/devices/system/cpu"
#define TABLE_MOST	(16u << 20)

int topology_read_table(const struct probe_env *env, const char *name, void **data, size_t *size)
{
	struct record r;
	char path[96];
	int err;

	snprintf(path, sizeof(path), TABLES "/%s", name);
	err = io_read_bytes(env->io, IO_ROOT, path, TABLE_MOST, data, size);
	record_init(&r, env->probe, RESCTRL_SOURCE_ACPI, "table %s", name);
	if (!err)
		record_number(&r, "size", *size, "%zu bytes", *size);
	else if (err == -ENOMEM)
		env->probe->failed = true;
	else if (err == -ENOENT)
		record_absent(&r, "size", "the firmware has no such table");
	else if (err == -EACCES || err == -EPERM)
		record_unreadable(&r, "size", "reading ACPI tables takes root");
	else
		record_unreadable(&r, "size", "%s", strerror(-err));
	return err;
}

static void record_problems(const struct probe_env *env, const char *table, const char *why,
			    const struct strlist *problems)
{
	for (size_t i = 0; i < problems->num; i++)
		record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "acpi_table", why,
			       "report it to the vendor of the firmware", "%s: %s", table,
			       problems->items[i]);
}

static void load_pptt(const struct probe_env *env, struct topology *t)
{
	struct strlist problems = { 0 };
	void *data = NULL;
	struct record r;
	size_t size;
	int err = topology_read_table(env, "PPTT", &data, &size);

	if (err)
		return;
	err = pptt_parse(data, size, &t->pptt, &problems);
	free(data);
	if (err == -ENOMEM)
		env->probe->failed = true;
	t->has_pptt = !err;
	record_problems(env, "PPTT", "caches and containers may be missing from what follows",
			&problems);
	strlist_release(&problems);
	if (err)
		return;
	record_init(&r, env->probe, RESCTRL_SOURCE_ACPI, "table PPTT");
	record_number(&r, "revision", t->pptt.header.revision, "%u", t->pptt.header.revision);
	record_number(&r, "processors", t->pptt.num_processors, "%zu processor nodes",
		      t->pptt.num_processors);
	record_number(&r, "caches", t->pptt.num_caches, "%zu cache nodes", t->pptt.num_caches);
	if (t->pptt.header.revision < 3)
		record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "pptt_revision",
			       "caches have ids from revision 3 on, and MPAM finds its caches by them",
			       "update the firmware", "PPTT has revision %u",
			       t->pptt.header.revision);
}

static void load_srat(const struct probe_env *env, struct topology *t)
{
	struct strlist problems = { 0 };
	void *data = NULL;
	struct record r;
	size_t size;
	int err = topology_read_table(env, "SRAT", &data, &size);

	if (err)
		return;
	err = srat_parse(data, size, &t->srat, &problems);
	free(data);
	if (err == -ENOMEM)
		env->probe->failed = true;
	t->has_srat = !err;
	record_problems(env, "SRAT", "the node of a memory controller may be wrong", &problems);
	strlist_release(&problems);
	if (err)
		return;
	record_init(&r, env->probe, RESCTRL_SOURCE_ACPI, "table SRAT");
	record_number(&r, "entries", t->srat.num_entries, "%zu entries", t->srat.num_entries);
}

/* The ids of the CPUs in the APIC table; true where there are enough of them. */
static bool take_madt(const struct probe_env *env, struct topology *t)
{
	struct strlist problems = { 0 };
	void *data = NULL;
	struct madt madt;
	size_t size;
	bool enough;

	if (topology_read_table(env, "APIC", &data, &size))
		return false;
	if (madt_parse(data, size, &madt, &problems) == -ENOMEM)
		env->probe->failed = true;
	free(data);
	enough = madt.num_processors >= cpuset_count(&t->possible);
	for (size_t i = 0; enough && i < t->num_cpus && i < madt.num_processors; i++)
		t->uids[i] = madt.processors[i];
	madt_release(&madt);
	strlist_release(&problems);
	return enough;
}

static void load_names(const struct probe_env *env, struct topology *t)
{
	bool all = true;
	uint64_t uid;
	char path[96];

	for (unsigned int cpu = 0; cpu < t->num_cpus; cpu++) {
		t->uids[cpu] = cpu;
		if (!cpuset_has(&t->possible, cpu) || !all)
			continue;
		snprintf(path, sizeof(path), CPUS "/cpu%u/firmware_node/uid", cpu);
		all = !system_read_number(env, path, 0, &uid) && uid <= UINT32_MAX;
		if (all)
			t->uids[cpu] = (uint32_t)uid;
	}
	if (all && t->num_cpus)
		return;
	for (unsigned int cpu = 0; cpu < t->num_cpus; cpu++)
		t->uids[cpu] = cpu;
	t->names = take_madt(env, t) ? TOPOLOGY_NAMES_MADT : TOPOLOGY_NAMES_ASSUMED;
}

static void load_set(const struct probe_env *env, const char *name, struct cpuset *set)
{
	struct strbuf sb = { 0 };
	struct record r;
	char path[96];

	snprintf(path, sizeof(path), CPUS "/%s", name);
	record_init(&r, env->probe, RESCTRL_SOURCE_SYSFS, "cpus");
	if (!system_read_cpus(env, path, set, &sb))
		record_text(&r, name, "%.*s", (int)strcspn(sb.text, "\n"), sb.text);
	else
		record_unreadable(&r, name, "no list of CPUs in %s", path);
	strbuf_release(&sb);
}

void topology_load(const struct probe_env *env, struct topology *t)
{
	struct record r;

	memset(t, 0, sizeof(*t));
	load_set(env, "possible", &t->possible);
	load_set(env, "online", &t->online);
	for (unsigned int cpu = cpuset_next(&t->possible, 0); cpu < CPUSET_MOST;
	     cpu = cpuset_next(&t->possible, cpu + 1))
		t->num_cpus = cpu + 1;
	t->uids = calloc(t->num_cpus ? t->num_cpus : 1, sizeof(*t->uids));
	t->leaves = calloc(t->num_cpus ? t->num_cpus : 1, sizeof(*t->leaves));
	if (!t->uids || !t->leaves) {
		env->probe->failed = true;
		t->num_cpus = 0;
		return;
	}
	load_pptt(env, t);
	load_srat(env, t);
	load_names(env, t);
	for (unsigned int cpu = 0; cpu < t->num_cpus; cpu++)
		t->leaves[cpu] = t->has_pptt ? pptt_find_cpu(&t->pptt, t->uids[cpu]) : PPTT_NONE;
	record_init(&r, env->probe, RESCTRL_SOURCE_RULE, "cpus");
	if (t->names == TOPOLOGY_NAMES_SYSFS) {
		record_text(&r, "acpi_ids", "from sysfs");
	} else if (t->names == TOPOLOGY_NAMES_MADT) {
		record_text(&r, "acpi_ids", "from the APIC table");
		record_doubt(&r, RESCTRL_CONFIDENCE_ASSUMED,
			     "the kernel numbers CPUs in the order of the table, the boot CPU first");
	} else {
		record_text(&r, "acpi_ids", "equal to the CPUs' numbers");
		record_doubt(&r, RESCTRL_CONFIDENCE_ASSUMED,
			     "neither sysfs nor the APIC table tells them");
	}
}

void topology_release(struct topology *t)
{
	pptt_release(&t->pptt);
	srat_release(&t->srat);
	free(t->uids);
	free(t->leaves);
	memset(t, 0, sizeof(*t));
}

bool topology_container_cpus(const struct topology *t, uint32_t id, struct cpuset *cpus)
{
	size_t container = t->has_pptt ? pptt_find_container(&t->pptt, id) : PPTT_NONE;

	memset(cpus, 0, sizeof(*cpus));
	if (container == PPTT_NONE)
		return false;
	for (unsigned int cpu = 0; cpu < t->num_cpus; cpu++) {
		if (cpuset_has(&t->possible, cpu) && t->leaves[cpu] != PPTT_NONE &&
		    pptt_is_below(&t->pptt, t->leaves[cpu], container))
			cpuset_add(cpus, cpu);
	}
	return true;
}

unsigned int topology_cache(const struct topology *t, uint32_t id, struct cpuset *cpus)
{
	unsigned int level = 0, here;

	memset(cpus, 0, sizeof(*cpus));
	for (unsigned int cpu = 0; cpu < t->num_cpus; cpu++) {
		if (!cpuset_has(&t->possible, cpu) || t->leaves[cpu] == PPTT_NONE)
			continue;
		here = pptt_level_of(&t->pptt, t->leaves[cpu], id);
		if (!here)
			continue;
		cpuset_add(cpus, cpu);
		level = level ? level : here;
	}
	return level;
}

/* The id of the level 3 cache that CPU sees. False: none, or it has no id. */
static bool find_l3(const struct topology *t, unsigned int cpu, uint32_t *id)
{
	if (!cpuset_has(&t->possible, cpu) || t->leaves[cpu] == PPTT_NONE)
		return false;
	for (size_t i = 0; i < t->pptt.num_caches; i++) {
		const struct pptt_cache *c = &t->pptt.caches[i];

		if (c->has_id && pptt_level_of(&t->pptt, t->leaves[cpu], c->id) == 3) {
			*id = c->id;
			return true;
		}
	}
	return false;
}

void topology_l3_of(const struct topology *t, unsigned int cpu, struct cpuset *cpus, uint32_t *id)
{
	memset(cpus, 0, sizeof(*cpus));
	if (find_l3(t, cpu, id))
		topology_cache(t, *id, cpus);
}

void topology_node_cpus(const struct probe_env *env, const struct topology *t, unsigned int node,
			struct cpuset *cpus)
{
	char path[96];

	memset(cpus, 0, sizeof(*cpus));
	/* The list in sysfs has online CPUs only: the table knows the others. */
	for (size_t i = 0; t->has_srat && i < t->srat.num_entries; i++) {
		const struct srat_entry *e = &t->srat.entries[i];

		if (e->kind != SRAT_CPU || !e->enabled ||
		    srat_find_node(&t->srat, e->domain) != (int)node)
			continue;
		for (unsigned int cpu = 0; cpu < t->num_cpus; cpu++) {
			if (t->uids[cpu] == e->processor)
				cpuset_add(cpus, cpu);
		}
	}
	snprintf(path, sizeof(path), "/sys/devices/system/node/node%u/cpulist", node);
	if (cpuset_is_empty(cpus))
		system_read_cpus(env, path, cpus, NULL);
}

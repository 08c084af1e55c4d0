/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The CPUs of an ACPI machine: which there are, and how tables name them. */
#ifndef PROBE_TOPOLOGY_H
#define PROBE_TOPOLOGY_H

#include "probe/pptt.h"
#include "probe/srat.h"
#include "probe/system.h"

/* How ACPI's names for the CPUs were learnt. */
enum topology_names {
	TOPOLOGY_NAMES_SYSFS = 0,	/* cpuN/firmware_node/uid */
	TOPOLOGY_NAMES_MADT,		/* the order of the APIC table, as the kernel numbers CPUs at boot */
	TOPOLOGY_NAMES_ASSUMED,		/* the CPU's own number */
};

struct topology {
	struct cpuset possible, online;
	bool has_pptt, has_srat;
	struct pptt pptt;
	struct srat srat;
	enum topology_names names;
	uint32_t *uids;			/* of each CPU below num_cpus */
	size_t *leaves;			/* its node in the PPTT, PPTT_NONE */
	unsigned int num_cpus;
};

/* Reads tables and sysfs and notes what it finds, also what is odd about the tables. */
void topology_load(const struct probe_env *env, struct topology *t);
void topology_release(struct topology *t);

/* The CPUs below the PPTT container of this id. False: there is no such container. */
bool topology_container_cpus(const struct topology *t, uint32_t id, struct cpuset *cpus);
/* The level of a cache (kernel's count), 0: no CPU sees it; and the CPUs that do. */
unsigned int topology_cache(const struct topology *t, uint32_t id, struct cpuset *cpus);
/* The CPUs that share the level 3 cache of CPU; empty where it has none with an id. *ID its id. */
void topology_l3_of(const struct topology *t, unsigned int cpu, struct cpuset *cpus, uint32_t *id);
/* The possible CPUs of a NUMA node. */
void topology_node_cpus(const struct probe_env *env, const struct topology *t, unsigned int node,
			struct cpuset *cpus);

/* The table NAME into memory for free(3). -errno, noted as a fact. */
int topology_read_table(const struct probe_env *env, const char *name, void **data, size_t *size);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The report on domains that are offline. sysfs does not show the caches of a CPU that is offline; x86 kernels
 * tell in debugfs what it shares with whom (arch/x86/kernel/cpu/debugfs.c), which stays as it was when the CPU went. On
 * Arm firmware's tables do, which the probe of MPAM has made classes and components of.
 */
#include "doctor.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "text/cpulist.h"
#include "text/proc.h"

#define TOPO_DIR	"/sys/kernel/debug/x86/topo/cpus"

struct cpu_cache {
	unsigned int cpu;
	bool online, known, told;
	bool is_domain;			/* ID is that of the domain */
	uint64_t id;			/* the same for all CPUs that share it */
};

/* What the tables say, where there are any. */
enum tables {
	TABLES_NONE,
	TABLES_WITHOUT,			/* no MSC is at such a cache: there are no domains of it */
	TABLES_WITH,
};

/* Among the facts of the probe of MPAM. */
static enum tables find_tables(const struct probe_env *env, const char *resource)
{
	enum tables found = TABLES_NONE;
	char class[32];

	snprintf(class, sizeof(class), "class %s", resource);
	for (size_t i = 0; i < env->probe->num_facts && found != TABLES_WITH; i++) {
		const char *subject = env->probe->facts[i].subject;

		if (subject && !strcmp(subject, class))
			found = TABLES_WITH;
		else if (subject && !strncmp(subject, "class ", 6))
			found = TABLES_WITHOUT;
	}
	return found;
}

/* The component of the class RESOURCE that has the CPU: its id is the domain's. */
static void find_component(const struct probe_env *env, const char *resource, struct cpu_cache *c)
{
	size_t len;
	char prefix[48];

	len = (size_t)snprintf(prefix, sizeof(prefix), "class %s component ", resource);
	for (size_t i = 0; i < env->probe->num_facts && !c->known; i++) {
		const struct resctrl_fact *fact = &env->probe->facts[i];
		struct cpuset cpus;

		if (!fact->subject || !fact->text || !fact->name || strcmp(fact->name, "cpus") ||
		    strncmp(fact->subject, prefix, len) || cpulist_parse(fact->text, &cpus, CPUSET_MOST) ||
		    !cpuset_has(&cpus, c->cpu))
			continue;
		c->known = c->is_domain = !num_parse_u64(fact->subject + len, 10, &c->id);
	}
}

static void read_cache(const struct probe_env *env, const char *name, struct cpu_cache *c)
{
	struct strbuf sb = { 0 };
	char path[96];

	snprintf(path, sizeof(path), TOPO_DIR "/%u", c->cpu);
	c->known = !system_read(env, path, &sb) && !cpu_topology_get(sb.text, name, &c->id);
	strbuf_release(&sb);
}

/* CPU I is offline: with all that share its cache? SAME: those. */
static bool has_gone(struct cpu_cache *caches, size_t num, size_t i, struct cpuset *same)
{
	bool gone = true;

	for (size_t k = 0; k < num; k++) {
		if (!caches[k].known || caches[k].id != caches[i].id)
			continue;
		gone &= !caches[k].online;
		caches[k].told = true;
		cpuset_add(same, caches[k].cpu);
	}
	return gone;
}

static void tell_domain(const struct probe_env *env, const char *resource, const struct cpu_cache *c,
			const struct cpuset *cpus)
{
	struct strbuf list = { 0 };
	char what[64];

	cpuset_format(cpus, &list);
	if (c->is_domain)
		snprintf(what, sizeof(what), "domain %" PRIu64 " of %s", c->id, resource);
	else
		snprintf(what, sizeof(what), "a domain of %s", resource);
	record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "domain_offline",
		       "it is in no schemata and has no readings; when it comes back, x86 kernels have reset its masks, and groups have lost its CPUs and counters",
		       "bring one of its CPUs online, and set again what groups had there",
		       "%s is offline: its CPUs are %s", what, list.text ? list.text : "");
	strbuf_release(&list);
}

static void tell_unknown(const struct probe_env *env, const struct cpuset *cpus)
{
	struct strbuf list = { 0 };

	cpuset_format(cpus, &list);
	record_finding(env->probe, RESCTRL_SEVERITY_INFO, "cpus_offline",
		       "a domain whose CPUs are all offline is not shown by the kernel",
		       "x86 kernels tell in debugfs which caches such CPUs have: mount it on /sys/kernel/debug, and run this as root; on Arm the tables MPAM and PPTT do",
		       "CPUs are offline, and whether all of a domain are is not known: %s",
		       list.text ? list.text : "");
	strbuf_release(&list);
}

/* NAME: of the cache in debugfs. */
static void look_at_caches(const struct probe_env *env, const char *resource, const char *name,
			   struct cpu_cache *caches, size_t num)
{
	enum tables tables = find_tables(env, resource);
	struct cpuset unknown = { 0 };

	if (tables == TABLES_WITHOUT)
		return;
	for (size_t i = 0; i < num; i++) {
		caches[i].told = caches[i].known = caches[i].is_domain = false;
		if (tables == TABLES_WITH)
			find_component(env, resource, &caches[i]);
		else
			read_cache(env, name, &caches[i]);
	}
	for (size_t i = 0; i < num; i++) {
		struct cpuset same = { 0 };

		if (caches[i].online || caches[i].told)
			continue;
		if (!caches[i].known)
			cpuset_add(&unknown, caches[i].cpu);
		else if (has_gone(caches, num, i, &same))
			tell_domain(env, resource, &caches[i], &same);
	}
	if (!cpuset_is_empty(&unknown))
		tell_unknown(env, &unknown);
}

void doctor_cpus(struct resctrl_ctx *ctx, const struct probe_env *env)
{
	struct cpuset present, online;
	struct cpu_cache *caches;
	size_t num = 0;

	system_read_cpus(env, CPUS_PRESENT, &present, NULL);
	system_read_cpus(env, CPUS_ONLINE, &online, NULL);
	cpuset_and(&online, &present);
	/* Also where it is not known which there are. */
	if (cpuset_is_equal(&present, &online))
		return;
	caches = calloc(cpuset_count(&present), sizeof(*caches));
	if (!caches) {
		env->probe->failed = true;
		return;
	}
	for (unsigned int cpu = cpuset_next(&present, 0); cpu < CPUSET_MOST;
	     cpu = cpuset_next(&present, cpu + 1))
		caches[num++] = (struct cpu_cache){ .cpu = cpu, .online = cpuset_has(&online, cpu) };
	look_at_caches(env, "L3", "llc_id", caches, num);
	if (ctx->fs_fd >= 0 && io_exists(&ctx->io, ctx->fs_fd, "info/L2"))
		look_at_caches(env, "L2", "l2c_id", caches, num);
	free(caches);
}

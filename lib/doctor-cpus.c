/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The report on domains that are offline. sysfs does not show the caches of a CPU that is offline; x86 kernels
 * tell in debugfs what it shares with whom (arch/x86/kernel/cpu/debugfs.c), which stays as it was when the CPU went.
 */
#include "doctor.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "text/proc.h"

#define CPU_DIR		"/sys/devices/system/cpu"
#define TOPO_DIR	"/sys/kernel/debug/x86/topo/cpus"

struct cpu_cache {
	unsigned int cpu;
	bool online, known, told;
	uint64_t id;			/* the same for all CPUs that share it; not the domain's id */
};

static void read_set(const struct probe_env *env, const char *name, struct cpuset *set)
{
	struct strbuf sb = { 0 };
	char path[64];

	snprintf(path, sizeof(path), CPU_DIR "/%s", name);
	*set = (struct cpuset){ 0 };
	if (!system_read(env, path, &sb) && cpuset_parse(set, sb.text))
		*set = (struct cpuset){ 0 };
	strbuf_release(&sb);
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

static void tell(const struct probe_env *env, enum resctrl_severity severity, const char *what,
		 const struct cpuset *cpus)
{
	struct strbuf list = { 0 };

	cpuset_format(cpus, &list);
	if (severity == RESCTRL_SEVERITY_WARNING)
		record_finding(env->probe, severity, "domain_offline",
			       "it is in no schemata and has no readings; when it comes back, x86 kernels have reset its masks, and groups have lost its CPUs and counters",
			       "bring one of its CPUs online, and set again what groups had there",
			       "a domain of %s is offline: its CPUs are %s", what, list.text);
	else
		record_finding(env->probe, severity, "cpus_offline",
			       "a domain whose CPUs are all offline is not shown by the kernel",
			       "x86 kernels tell in debugfs which caches such CPUs have: mount it on /sys/kernel/debug, and run this as root",
			       "CPUs are offline, and whether all of a domain are is not known: %s", list.text);
	strbuf_release(&list);
}

static void look_at_caches(const struct probe_env *env, const char *resource, const char *name,
			   struct cpu_cache *caches, size_t num)
{
	struct cpuset unknown = { 0 };

	for (size_t i = 0; i < num; i++) {
		caches[i].told = false;
		read_cache(env, name, &caches[i]);
	}
	for (size_t i = 0; i < num; i++) {
		struct cpuset same = { 0 };

		if (caches[i].online || caches[i].told)
			continue;
		if (!caches[i].known)
			cpuset_add(&unknown, caches[i].cpu);
		else if (has_gone(caches, num, i, &same))
			tell(env, RESCTRL_SEVERITY_WARNING, resource, &same);
	}
	if (!cpuset_is_empty(&unknown))
		tell(env, RESCTRL_SEVERITY_INFO, resource, &unknown);
}

void doctor_cpus(struct resctrl_ctx *ctx, const struct probe_env *env)
{
	struct cpuset present, online;
	struct cpu_cache *caches;
	size_t num = 0;

	read_set(env, "present", &present);
	read_set(env, "online", &online);
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

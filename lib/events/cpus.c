/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * CPUs, and the domains that are there as long as one of their CPUs is. A CPU's caches are looked up when it comes
 * online; sysfs does not show them while it is offline, so they are remembered.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "events/stream.h"
#include "io/cpus.h"

#define CPU_DIR "/sys/devices/system/cpu"

static const char *const level_names[NUM_LEVELS] = {
	[LEVEL_L2] = "L2", [LEVEL_L3] = "L3", [LEVEL_PACKAGE] = "package",
};

static int read_number(struct io *io, const char *path, uint64_t *value)
{
	struct strbuf text = { 0 };
	int err = io_read_kernfs(io, IO_ROOT, path, &text);

	if (!err)
		err = num_parse_u64_n(text.text, strcspn(text.text, "\n"), 10, value);
	strbuf_release(&text);
	return err;
}

static bool is_instruction_cache(struct io *io, const char *dir)
{
	struct strbuf text = { 0 };
	char path[160];
	bool yes;

	snprintf(path, sizeof(path), "%s/type", dir);
	yes = !io_read_kernfs(io, IO_ROOT, path, &text) && !strncmp(text.text, "Instruction", 11);
	strbuf_release(&text);
	return yes;
}

/* What was known stays where sysfs does not tell: the CPU may be offline again already. */
static void read_domains(struct io *io, struct cpu *cpu)
{
	char dir[128], path[160];
	uint64_t level, id;

	for (unsigned int index = 0; ; index++) {
		snprintf(dir, sizeof(dir), CPU_DIR "/cpu%" PRIu64 "/cache/index%u", cpu->number, index);
		snprintf(path, sizeof(path), "%s/level", dir);
		if (read_number(io, path, &level))
			break;
		snprintf(path, sizeof(path), "%s/id", dir);
		if (level < 2 || level > 3 || is_instruction_cache(io, dir) || read_number(io, path, &id))
			continue;
		cpu->has[level == 2 ? LEVEL_L2 : LEVEL_L3] = true;
		cpu->ids[level == 2 ? LEVEL_L2 : LEVEL_L3] = id;
	}
	snprintf(path, sizeof(path), CPU_DIR "/cpu%" PRIu64 "/topology/physical_package_id", cpu->number);
	if (!read_number(io, path, &id)) {
		cpu->has[LEVEL_PACKAGE] = true;
		cpu->ids[LEVEL_PACKAGE] = id;
	}
}

static struct cpu *get_cpu(struct resctrl_events *ev, uint64_t number)
{
	struct cpu *more;

	for (size_t i = 0; i < ev->num_cpus; i++) {
		if (ev->cpus[i].number == number)
			return &ev->cpus[i];
	}
	more = reallocarray(ev->cpus, ev->num_cpus + 1, sizeof(*more));
	if (!more)
		return NULL;
	ev->cpus = more;
	more += ev->num_cpus++;
	*more = (struct cpu){ .number = number };
	return more;
}

static struct domain *get_domain(struct resctrl_events *ev, enum domain_level level, uint64_t id)
{
	struct domain *more;

	for (size_t i = 0; i < ev->num_domains; i++) {
		if (ev->domains[i].level == level && ev->domains[i].object->id == id)
			return &ev->domains[i];
	}
	more = reallocarray(ev->domains, ev->num_domains + 1, sizeof(*more));
	if (!more)
		return NULL;
	ev->domains = more;
	more += ev->num_domains;
	*more = (struct domain){ .level = level };
	more->object = object_new(RESCTRL_OBJECT_DOMAIN, level_names[level], id);
	if (!more->object)
		return NULL;
	ev->num_domains++;
	return more;
}

static int tell_domain(struct resctrl_events *ev, const struct domain *domain,
		       enum resctrl_notice_kind kind)
{
	const struct notice_text text = { .resource = level_names[domain->level] };
	struct resctrl_notice *notice = queue_add(ev, kind, RESCTRL_SOURCE_CPUS, &text);

	if (!notice)
		return -ENOMEM;
	notice->has_id = true;
	notice->id = domain->object->id;
	queue_set_object(notice, domain->object);
	return 0;
}

/* One CPU of the domain came or went. */
static int count_domain(struct resctrl_events *ev, enum domain_level level, uint64_t id, bool online,
			bool quiet)
{
	struct domain *domain = get_domain(ev, level, id);
	bool told = false;

	if (!domain)
		return -ENOMEM;
	if (online) {
		told = !domain->num_online++;
		if (told)
			object_appear(ev, domain->object);
	} else if (domain->num_online) {
		told = !--domain->num_online;
		if (told) {
			domain->object->present = false;
			losses_mark_domain(ev, level, id);
		}
	}
	if (!told || quiet)
		return 0;
	return tell_domain(ev, domain, online ? RESCTRL_NOTICE_DOMAIN_ONLINE :
			   RESCTRL_NOTICE_DOMAIN_OFFLINE);
}

static int tell_cpu(struct resctrl_events *ev, uint64_t number, bool online)
{
	struct resctrl_notice *notice;

	notice = queue_add(ev, online ? RESCTRL_NOTICE_CPU_ONLINE : RESCTRL_NOTICE_CPU_OFFLINE,
			   RESCTRL_SOURCE_CPUS, NULL);
	if (!notice)
		return -ENOMEM;
	notice->has_id = true;
	notice->id = number;
	return 0;
}

static int change_cpu(struct resctrl_events *ev, uint64_t number, bool online, bool quiet)
{
	struct cpu *cpu = get_cpu(ev, number);
	int err = 0;

	if (!cpu)
		return -ENOMEM;
	if (cpu->online == online)
		return 0;
	if (online)
		read_domains(&ev->ctx->io, cpu);
	/* The model changes as a whole, whatever becomes of the notices. */
	cpu->online = online;
	if (!quiet)
		err = tell_cpu(ev, number, online);
	if (!online)
		losses_mark_cpu(ev, number);
	for (enum domain_level level = 0; level < NUM_LEVELS; level++) {
		int rc = cpu->has[level] ? count_domain(ev, level, cpu->ids[level], online, quiet) : 0;

		err = err ? err : rc;
	}
	if (online && !quiet)
		losses_mark_all(ev);
	return err;
}

int cpus_change(struct resctrl_events *ev, uint64_t number, bool online)
{
	return change_cpu(ev, number, online, false);
}

bool cpus_is_online(const struct resctrl_events *ev, uint64_t number)
{
	for (size_t i = 0; i < ev->num_cpus; i++) {
		if (ev->cpus[i].number == number)
			return ev->cpus[i].online;
	}
	return false;
}

int cpus_scan(struct resctrl_events *ev, bool quiet)
{
	struct cpuset online;
	int err = io_read_cpus(&ev->ctx->io, CPUS_ONLINE, &online, NULL);

	for (size_t i = 0; !err && i < ev->num_cpus; i++) {
		if (!cpuset_has(&online, ev->cpus[i].number))
			err = change_cpu(ev, ev->cpus[i].number, false, quiet);
	}
	for (unsigned int n = cpuset_next(&online, 0); !err && n < CPUSET_MOST; n = cpuset_next(&online, n + 1))
		err = change_cpu(ev, n, true, quiet);
	return err;
}

void cpus_renew(struct resctrl_events *ev)
{
	for (size_t i = 0; i < ev->num_domains; i++) {
		if (ev->domains[i].object->present)
			object_appear(ev, ev->domains[i].object);
	}
}

void cpus_release(struct resctrl_events *ev)
{
	for (size_t i = 0; i < ev->num_domains; i++)
		resctrl_object_unref(ev->domains[i].object);
	free(ev->domains);
	free(ev->cpus);
	ev->domains = NULL;
	ev->cpus = NULL;
	ev->num_domains = ev->num_cpus = 0;
}

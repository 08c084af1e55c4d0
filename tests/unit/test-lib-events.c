/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stream of events: models, losses, sources that do not work. Sockets are pairs that the test writes to. */
#include "support/machine.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "oom.h"
#include "support/sockets.h"

static int setup(void **state)
{
	struct machine *m;
	char path[128];

	machine_setup(state);
	m = *state;
	machine_write(m, "/sys/devices/system/cpu/online", "0-3\n");
	for (int cpu = 0; cpu < 4; cpu++) {
		for (int level = 1; level <= 3; level++) {
			snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/cache/index%d/level", cpu,
				 level - 1);
			machine_write(m, path, "%d\n", level);
			snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/cache/index%d/id", cpu,
				 level - 1);
			machine_write(m, path, "%d\n", level == 3 ? cpu / 2 : cpu);
			snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/cache/index%d/type", cpu,
				 level - 1);
			machine_write(m, path, "Unified\n");
		}
		snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/topology/physical_package_id", cpu);
		machine_write(m, path, "%d\n", cpu / 2);
	}
	return 0;
}

static struct resctrl_events *start(struct machine *m, unsigned int sources)
{
	struct resctrl_events *events;

	assert_int_equal(resctrl_events_open(m->ctx, sources, &events), 0);
	assert_idle(m);
	return events;
}

static const struct resctrl_notice *next(struct resctrl_events *events)
{
	const struct resctrl_notice *notice;

	assert_int_equal(resctrl_events_next(events, &notice), 1);
	return notice;
}

#define assert_quiet(events)	_assert_quiet(events, __LINE__)

static void _assert_quiet(struct resctrl_events *events, int line)
{
	struct pollfd p = { .fd = resctrl_events_get_fd(events), .events = POLLIN };
	const struct resctrl_notice *notice;
	int rc = resctrl_events_next(events, &notice);

	if (rc)
		print_error("%s\n", resctrl_notice_get_kind_name(resctrl_notice_get_kind(notice)));
	_assert_int_equal((LargestIntegralType)rc, 0, __FILE__, line);
	_assert_int_equal((LargestIntegralType)poll(&p, 1, 0), 0, __FILE__, line);
}

static const struct resctrl_notice *expect(struct resctrl_events *events, const char *kind,
					   const char *resource, uint64_t want)
{
	const struct resctrl_notice *notice = next(events);
	uint64_t id = 99;

	assert_string_equal(resctrl_notice_get_kind_name(resctrl_notice_get_kind(notice)), kind);
	assert_int_equal(resctrl_notice_get_id(notice, &id), 0);
	assert_int_equal(id, want);
	if (resource)
		assert_string_equal(resctrl_notice_get_resource(notice), resource);
	else
		assert_null(resctrl_notice_get_resource(notice));
	assert_true(resctrl_notice_get_time_ns(notice) > 0);
	assert_true(resctrl_notice_get_wall_time_ns(notice) > 0);
	return notice;
}

static const struct resctrl_notice *expect_group(struct resctrl_events *events, const char *kind,
						 const char *name)
{
	const struct resctrl_notice *notice = next(events);

	assert_string_equal(resctrl_notice_get_kind_name(resctrl_notice_get_kind(notice)), kind);
	assert_string_equal(resctrl_notice_get_name(notice), name);
	assert_int_equal(resctrl_notice_get_source(notice), RESCTRL_SOURCE_GROUPS);
	return notice;
}

/* ---- CPUs and domains ---- */

static void domains_go_with_their_last_cpu(void **state)
{
	struct resctrl_events *events = start(*state, RESCTRL_SOURCE_CPUS);
	struct resctrl_object *domain;
	uint64_t first, id;

	assert_quiet(events);
	assert_int_equal(resctrl_events_get_domain(events, "L3", 1, &domain), 0);
	resctrl_object_ref(domain);
	first = resctrl_object_get_generation(domain);
	assert_true(resctrl_object_is_present(domain));
	send_cpu(3, "offline");
	expect(events, "cpu_offline", NULL, 3);
	expect(events, "domain_offline", "L2", 3);
	assert_quiet(events);
	send_cpu(2, "offline");
	expect(events, "cpu_offline", NULL, 2);
	expect(events, "domain_offline", "L2", 2);
	assert_ptr_equal(resctrl_notice_get_object(expect(events, "domain_offline", "L3", 1)), domain);
	assert_false(resctrl_object_is_present(domain));
	expect(events, "domain_offline", "package", 1);
	send_cpu(2, "online");
	expect(events, "cpu_online", NULL, 2);
	expect(events, "domain_online", "L2", 2);
	expect(events, "domain_online", "L3", 1);
	expect(events, "domain_online", "package", 1);
	assert_true(resctrl_object_is_present(domain));
	assert_true(resctrl_object_get_generation(domain) > first);
	assert_quiet(events);
	resctrl_events_close(events);
	/* Still valid memory. */
	assert_string_equal(resctrl_object_get_name(domain), "L3");
	assert_int_equal(resctrl_object_get_id(domain, &id), 0);
	assert_int_equal(id, 1);
	assert_int_equal(resctrl_object_get_kind(domain), RESCTRL_OBJECT_DOMAIN);
	resctrl_object_unref(domain);
}

static void a_cpu_that_is_offline_again_keeps_its_domains(void **state)
{
	struct machine *m = *state;
	struct resctrl_events *events = start(m, RESCTRL_SOURCE_CPUS);

	send_cpu(3, "offline");
	send_cpu(3, "online");
	machine_remove(m, "/sys/devices/system/cpu/cpu3/cache");
	machine_remove(m, "/sys/devices/system/cpu/cpu3/topology");
	expect(events, "cpu_offline", NULL, 3);
	expect(events, "domain_offline", "L2", 3);
	expect(events, "cpu_online", NULL, 3);
	expect(events, "domain_online", "L2", 3);
	/* Said twice, told once. */
	send_cpu(3, "online");
	send_cpu(3, "change");
	assert_quiet(events);
	resctrl_events_close(events);
}

static void what_is_lost_is_said_and_looked_for(void **state)
{
	struct machine *m = *state;
	struct resctrl_events *events = start(m, RESCTRL_SOURCE_CPUS | RESCTRL_SOURCE_PMT);
	const struct resctrl_notice *notice;
	struct resctrl_object *domain;
	uint64_t before;

	assert_int_equal(resctrl_events_get_domain(events, "L3", 0, &domain), 0);
	before = resctrl_object_get_generation(domain);
	machine_write(m, "/sys/devices/system/cpu/online", "0-2\n");
	machine_write(m, "/sys/class/intel_pmt/telem1/guid", "1\n");
	send_error(fake.uevents, ENOBUFS);
	notice = next(events);
	assert_int_equal(resctrl_notice_get_kind(notice), RESCTRL_NOTICE_LOST);
	assert_int_equal(resctrl_notice_get_source(notice), RESCTRL_SOURCE_CPUS);
	notice = next(events);
	assert_int_equal(resctrl_notice_get_kind(notice), RESCTRL_NOTICE_LOST);
	assert_int_equal(resctrl_notice_get_source(notice), RESCTRL_SOURCE_PMT);
	expect(events, "cpu_offline", NULL, 3);
	expect(events, "domain_offline", "L2", 3);
	notice = next(events);
	assert_int_equal(resctrl_notice_get_kind(notice), RESCTRL_NOTICE_PMT_ADDED);
	assert_string_equal(resctrl_notice_get_name(notice), "telem1");
	assert_quiet(events);
	/* It may have been away. */
	assert_true(resctrl_object_get_generation(domain) > before);
	resctrl_events_close(events);
}

/* The kernel says first that messages were dropped, and then gives those from before that it still has. */
static void news_from_before_a_loss_is_older_than_the_rescan(void **state)
{
	struct machine *m = *state;
	struct resctrl_events *events = start(m, RESCTRL_SOURCE_CPUS);
	const struct resctrl_notice *notice;

	machine_write(m, "/sys/devices/system/cpu/online", "0-2\n");
	send_error(fake.uevents, ENOBUFS);
	/* More than are read at once from a socket that has lost nothing. */
	for (int i = 0; i < 50; i++) {
		send_cpu(3, "offline");
		send_cpu(3, "online");
	}
	for (int i = 0; i < 50; i++) {
		expect(events, "cpu_offline", NULL, 3);
		expect(events, "domain_offline", "L2", 3);
		expect(events, "cpu_online", NULL, 3);
		expect(events, "domain_online", "L2", 3);
	}
	notice = next(events);
	assert_int_equal(resctrl_notice_get_kind(notice), RESCTRL_NOTICE_LOST);
	expect(events, "cpu_offline", NULL, 3);
	expect(events, "domain_offline", "L2", 3);
	assert_quiet(events);
	resctrl_events_close(events);
}

static void telemetry_devices(void **state)
{
	static const char add[] = "add@/devices/x/telem2\0ACTION=add\0DEVPATH=/devices/x/telem2\0SUBSYSTEM=intel_pmt";
	static const char removed[] =
		"remove@/devices/x/telem2\0ACTION=remove\0DEVPATH=/devices/x/telem2\0SUBSYSTEM=intel_pmt";
	struct resctrl_events *events = start(*state, RESCTRL_SOURCE_PMT);
	const struct resctrl_notice *notice;

	send_to(fake.uevents, add, sizeof(add));
	send_to(fake.uevents, add, sizeof(add));
	send_to(fake.uevents, removed, sizeof(removed));
	notice = next(events);
	assert_int_equal(resctrl_notice_get_kind(notice), RESCTRL_NOTICE_PMT_ADDED);
	assert_string_equal(resctrl_notice_get_name(notice), "telem2");
	notice = next(events);
	assert_int_equal(resctrl_notice_get_kind(notice), RESCTRL_NOTICE_PMT_REMOVED);
	/* CPUs were not asked for. */
	send_cpu(1, "offline");
	assert_quiet(events);
	resctrl_events_close(events);
}

/* ---- groups ---- */

static void groups_come_and_go(void **state)
{
	struct machine *m = *state;
	struct resctrl_events *events;
	struct resctrl_object *web;
	char from[400], to[400];
	uint64_t first;

	machine_add_group(m, "old");
	events = start(m, RESCTRL_SOURCE_GROUPS);
	assert_quiet(events);
	machine_add_group(m, "web");
	expect_group(events, "group_created", "web");
	machine_add_group(m, "web/mon_groups/m1");
	expect_group(events, "group_created", "web/m1");
	machine_add_group(m, "mon_groups/m2");
	expect_group(events, "group_created", "/m2");
	assert_quiet(events);
	snprintf(from, sizeof(from), "%s/sys/fs/resctrl/mon_groups/m2", m->root);
	snprintf(to, sizeof(to), "%s/sys/fs/resctrl/web/mon_groups/m3", m->root);
	assert_int_equal(rename(from, to), 0);
	assert_string_equal(resctrl_notice_get_old(expect_group(events, "group_renamed", "web/m3")), "/m2");
	assert_int_equal(resctrl_events_get_group(events, "web", &web), 0);
	resctrl_object_ref(web);
	first = resctrl_object_get_generation(web);
	machine_remove(m, "web");
	expect_group(events, "group_removed", "web/m3");
	expect_group(events, "group_removed", "web/m1");
	assert_ptr_equal(resctrl_notice_get_object(expect_group(events, "group_removed", "web")), web);
	assert_false(resctrl_object_is_present(web));
	assert_int_equal(resctrl_events_get_group(events, "web", &web), -ENOENT);
	assert_quiet(events);
	machine_add_group(m, "web");
	assert_ptr_equal(resctrl_notice_get_object(expect_group(events, "group_created", "web")), web);
	assert_true(resctrl_object_is_present(web));
	assert_true(resctrl_object_get_generation(web) > first);
	assert_int_equal(resctrl_object_get_id(web, &first), -ENOENT);
	resctrl_object_unref(web);
	resctrl_events_close(events);
}

/* ---- mounts ---- */

static void expect_mount(struct resctrl_events *events, enum resctrl_notice_kind kind)
{
	const struct resctrl_notice *notice = next(events);

	assert_int_equal(resctrl_notice_get_kind(notice), kind);
	assert_int_equal(resctrl_notice_get_source(notice), RESCTRL_SOURCE_MOUNTS);
	assert_string_equal(resctrl_notice_get_name(notice), "/sys/fs/resctrl");
}

/* The mount table says the same before and after, and wakes nobody: it is a plain file here. Groups come in silence. */
static void mounted_anew_at_once(void **state)
{
	struct machine *m = *state;
	struct resctrl_events *events = start(m, RESCTRL_SOURCE_MOUNTS | RESCTRL_SOURCE_CPUS);
	struct resctrl_object *group;

	machine_add_group(m, "web");
	assert_quiet(events);
	assert_int_equal(resctrl_events_get_group(events, "/", &group), -ENOENT);
	for (int i = 0; i < 2; i++) {
		machine_remove(m, "");
		machine_add_group(m, "web");
		expect_mount(events, RESCTRL_NOTICE_UNMOUNTED);
		expect_mount(events, RESCTRL_NOTICE_MOUNTED);
		assert_quiet(events);
	}
	resctrl_events_close(events);
}

static const char not_mounted[] = "25 1 8:1 / / rw - ext4 /dev/sda1 rw\n";
static const char mounted[] = "25 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
	"40 25 0:35 / /sys/fs/resctrl rw - resctrl resctrl rw\n";

/* What is mounted while there is no memory is found later, with its groups, and watched. */
static void mounted_without_memory(void **state)
{
	struct machine *m = *state;
	bool hit = true;

	machine_add_group(m, "web");
	for (unsigned int n = 1; hit; n++) {
		const struct resctrl_notice *notice;
		struct resctrl_events *events;
		unsigned int told = 0;
		int rc;

		machine_write(m, "/proc/self/mountinfo", "%s", not_mounted);
		events = start(m, RESCTRL_SOURCE_MOUNTS | RESCTRL_SOURCE_GROUPS);
		machine_write(m, "/proc/self/mountinfo", "%s", mounted);
		oom_at(n);
		rc = resctrl_events_rescan(events, RESCTRL_SOURCE_MOUNTS);
		hit = oom_hit();
		assert_int_equal(rc, hit ? -ENOMEM : 0);
		while ((rc = resctrl_events_next(events, &notice)) == 1) {
			if (resctrl_notice_get_kind(notice) == RESCTRL_NOTICE_MOUNTED)
				told |= 1;
			if (resctrl_notice_get_kind(notice) == RESCTRL_NOTICE_GROUP_CREATED)
				told |= 2;
		}
		assert_int_equal(rc, 0);
		assert_int_equal(told, 3);
		machine_add_group(m, "late");
		expect_group(events, "group_created", "late");
		resctrl_events_close(events);
		machine_remove(m, "late");
		assert_true(n < 10000);
	}
}

/* ---- settings ---- */

static void expect_lost(struct resctrl_events *events, const char *group, const char *setting, uint64_t id,
			const char *old, const char *new)
{
	const struct resctrl_notice *notice = expect(events, "setting_lost", setting, id);

	assert_string_equal(resctrl_notice_get_name(notice), group);
	assert_string_equal(resctrl_notice_get_old(notice), old);
	assert_string_equal(resctrl_notice_get_new(notice), new);
}

static void a_domain_that_returns_has_lost_its_settings(void **state)
{
	struct machine *m = *state;
	struct resctrl_events *events;

	machine_add_group(m, "web");
	machine_write(m, "web/cpus_list", "1-2\n");
	events = start(m, RESCTRL_SOURCE_SETTINGS);
	/* A change that somebody makes is none that is lost. */
	machine_write(m, "web/schemata", "    MB:0=100;1=50\n    L3:0=fff;1=f\n");
	assert_quiet(events);
	machine_write(m, "web/schemata", "    MB:0=100\n    L3:0=fff\n");
	machine_write(m, "web/mbm_L3_assignments", "mbm_total_bytes:0=e\n");
	machine_write(m, "web/cpus_list", "1\n");
	send_cpu(3, "offline");
	send_cpu(2, "offline");
	for (int i = 0; i < 6; i++)
		next(events);
	assert_quiet(events);
	machine_write(m, "web/schemata", "    MB:0=100;1=100\n    L3:0=fff;1=fff\n");
	machine_write(m, "web/mbm_L3_assignments", "mbm_total_bytes:0=e;1=_\n");
	send_cpu(2, "online");
	expect(events, "cpu_online", NULL, 2);
	expect(events, "domain_online", "L2", 2);
	expect(events, "domain_online", "L3", 1);
	expect(events, "domain_online", "package", 1);
	expect_lost(events, "web", "MB", 1, "50", "100");
	expect_lost(events, "web", "L3", 1, "f", "fff");
	expect_lost(events, "web", "cpu", 2, "2", "");
	expect_lost(events, "web", "mbm_total_bytes", 1, "e", "_");
	assert_quiet(events);
	/* Told once. */
	send_cpu(3, "online");
	expect(events, "cpu_online", NULL, 3);
	expect(events, "domain_online", "L2", 3);
	assert_quiet(events);
	resctrl_events_close(events);
}

static void a_domain_that_kept_its_settings_lost_none(void **state)
{
	struct machine *m = *state;
	struct resctrl_events *events;

	machine_add_group(m, "web");
	machine_write(m, "web/schemata", "    MB:0=100;1=50\n    L3:0=fff;1=f\n");
	events = start(m, RESCTRL_SOURCE_SETTINGS);
	send_cpu(3, "offline");
	send_cpu(2, "offline");
	send_cpu(2, "online");
	for (int i = 0; i < 10; i++)
		next(events);
	assert_quiet(events);
	resctrl_events_close(events);
}

/* ---- processes ---- */

static void processes(void **state)
{
	struct resctrl_events *events = start(*state, RESCTRL_SOURCE_PROCESSES);
	const struct resctrl_notice *notice;
	int status;

	send_process(1, 10, 10, 11, 11);
	notice = next(events);
	assert_int_equal(resctrl_notice_get_kind(notice), RESCTRL_NOTICE_PROCESS_FORK);
	assert_int_equal(resctrl_notice_get_pid(notice), 11);
	assert_int_equal(resctrl_notice_get_parent(notice), 10);
	assert_int_equal(resctrl_notice_get_status(notice, &status), -ENOENT);
	assert_null(resctrl_notice_get_object(notice));
	send_process(1, 10, 10, 12, 10);	/* a thread */
	send_process(4, 10, 10, 0, 0);		/* a change of user */
	send_process(2, 11, 11, 0, 0);
	notice = next(events);
	assert_int_equal(resctrl_notice_get_kind(notice), RESCTRL_NOTICE_PROCESS_EXEC);
	assert_int_equal(resctrl_notice_get_pid(notice), 11);
	send_process(0x80000000, 11, 11, 256, 17);
	notice = next(events);
	assert_int_equal(resctrl_notice_get_kind(notice), RESCTRL_NOTICE_PROCESS_EXIT);
	assert_int_equal(resctrl_notice_get_status(notice, &status), 0);
	assert_int_equal(status, 256);
	assert_quiet(events);
	resctrl_events_close(events);
}

static void processes_of_interest(void **state)
{
	struct resctrl_events *events = start(*state, RESCTRL_SOURCE_PROCESSES);

	assert_int_equal(resctrl_events_set_pid(events, 0), -EINVAL);
	assert_int_equal(resctrl_events_set_pid(events, 10), 0);
	assert_int_equal(resctrl_events_set_pid(events, 10), 0);
	assert_int_equal(resctrl_events_set_pid(events, 5), 0);
	send_process(2, 9, 9, 0, 0);
	send_process(1, 9, 9, 13, 13);
	send_process(1, 10, 10, 11, 11);
	send_process(2, 11, 11, 0, 0);
	send_process(0x80000000, 11, 11, 0, 17);
	/* The id belongs to somebody else now. */
	send_process(2, 11, 11, 0, 0);
	assert_int_equal(resctrl_notice_get_pid(next(events)), 11);
	assert_int_equal(resctrl_notice_get_kind(next(events)), RESCTRL_NOTICE_PROCESS_EXEC);
	assert_int_equal(resctrl_notice_get_kind(next(events)), RESCTRL_NOTICE_PROCESS_EXIT);
	assert_quiet(events);
	resctrl_events_close(events);
}

static void execs_alone(void **state)
{
	struct resctrl_events *events = start(*state, RESCTRL_SOURCE_EXECS);

	assert_true(fake.execs_only);
	assert_int_equal(resctrl_events_get_source_errno(events, RESCTRL_SOURCE_EXECS), 0);
	assert_null(resctrl_events_get_source_reason(events, RESCTRL_SOURCE_EXECS));
	assert_string_equal(resctrl_events_get_source_name(RESCTRL_SOURCE_EXECS), "execs");
	send_process(2, 11, 11, 0, 0);
	assert_int_equal(resctrl_notice_get_source(next(events)), RESCTRL_SOURCE_PROCESSES);
	assert_int_equal(resctrl_events_rescan(events, RESCTRL_SOURCE_EXECS), 0);
	assert_quiet(events);
	resctrl_events_close(events);
	events = start(*state, RESCTRL_SOURCE_EXECS | RESCTRL_SOURCE_PROCESSES);
	assert_false(fake.execs_only);
	resctrl_events_close(events);
}

static void after_a_loss_the_processes_there_are(void **state)
{
	struct machine *m = *state;
	struct resctrl_events *events = start(m, RESCTRL_SOURCE_PROCESSES);

	machine_add_process(m, 77, "", "res:/\nmon:\n", 77, 0);
	machine_add_process(m, 9, "", "res:/\nmon:\n", 9, 0);
	send_error(fake.processes, ENOBUFS);
	assert_int_equal(resctrl_notice_get_kind(next(events)), RESCTRL_NOTICE_LOST);
	assert_int_equal(resctrl_notice_get_pid(next(events)), 9);
	assert_int_equal(resctrl_notice_get_pid(next(events)), 77);
	assert_quiet(events);
	/* Also of what still waited: 11 may have ended since. */
	send_error(fake.processes, ENOBUFS);
	send_process(1, 9, 9, 11, 11);
	assert_int_equal(resctrl_notice_get_kind(next(events)), RESCTRL_NOTICE_PROCESS_FORK);
	assert_int_equal(resctrl_notice_get_kind(next(events)), RESCTRL_NOTICE_LOST);
	assert_int_equal(resctrl_notice_get_pid(next(events)), 9);
	assert_int_equal(resctrl_notice_get_pid(next(events)), 77);
	assert_quiet(events);
	/* Only the wanted ones, and no loss is told where none was. */
	assert_int_equal(resctrl_events_set_pid(events, 77), 0);
	assert_int_equal(resctrl_events_rescan(events, RESCTRL_SOURCE_PROCESSES), 0);
	assert_int_equal(resctrl_notice_get_kind(next(events)), RESCTRL_NOTICE_PROCESS_FOUND);
	assert_quiet(events);
	assert_int_equal(resctrl_events_rescan(events, 0), -EINVAL);
	resctrl_events_close(events);
}

/* ---- sources that do not work ---- */

static void without_rights_the_rest_works(void **state)
{
	struct resctrl_events *events;

	fake.processes_errno = EPERM;
	events = start(*state, RESCTRL_SOURCE_CPUS | RESCTRL_SOURCE_PROCESSES);
	assert_int_equal(resctrl_events_get_source_errno(events, RESCTRL_SOURCE_CPUS), 0);
	assert_null(resctrl_events_get_source_reason(events, RESCTRL_SOURCE_CPUS));
	assert_int_equal(resctrl_events_get_source_errno(events, RESCTRL_SOURCE_PROCESSES), EPERM);
	assert_string_equal(resctrl_events_get_source_reason(events, RESCTRL_SOURCE_PROCESSES),
			    "the proc connector needs CAP_NET_ADMIN");
	assert_int_equal(resctrl_events_get_source_errno(events, RESCTRL_SOURCE_PMT), ENOTSUP);
	assert_int_equal(resctrl_events_get_source_errno(events, 0x80), ENOTSUP);
	assert_string_equal(resctrl_events_get_source_name(RESCTRL_SOURCE_PROCESSES), "processes");
	assert_null(resctrl_events_get_source_name(3));
	send_cpu(3, "offline");
	expect(events, "cpu_offline", NULL, 3);
	resctrl_events_close(events);
}

static void nothing_works(void **state)
{
	struct machine *m = *state;
	struct resctrl_events *events;

	fake.processes_errno = EPERM;
	assert_int_equal(resctrl_events_open(m->ctx, RESCTRL_SOURCE_PROCESSES, &events), -EPERM);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EPERM, "CAP_NET_ADMIN");
	fake.processes_errno = EPROTONOSUPPORT;
	assert_int_equal(resctrl_events_open(m->ctx, RESCTRL_SOURCE_PROCESSES, &events), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "no proc connector");
	fake.processes_errno = EACCES;
	assert_int_equal(resctrl_events_open(m->ctx, RESCTRL_SOURCE_PROCESSES, &events), -EACCES);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EACCES, "first PID name space");
	fake.processes_errno = ENOBUFS;
	assert_int_equal(resctrl_events_open(m->ctx, RESCTRL_SOURCE_PROCESSES, &events), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, ENOBUFS, "answer of the proc connector was lost");
	fake.processes_errno = EOPNOTSUPP;
	assert_int_equal(resctrl_events_open(m->ctx, RESCTRL_SOURCE_PROCESSES, &events), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "libnl-3 is not installed");
	fake.uevents_errno = EOPNOTSUPP;
	assert_int_equal(resctrl_events_open(m->ctx, RESCTRL_SOURCE_CPUS, &events), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "libnl-3 is not installed");
	fake.uevents_errno = EMFILE;
	assert_int_equal(resctrl_events_open(m->ctx, RESCTRL_SOURCE_CPUS, &events), -EMFILE);
	assert_error(m, RESCTRL_ERROR_FAILED, EMFILE, "no uevents");
	fake.not_built = true;
	assert_int_equal(resctrl_events_open(m->ctx, RESCTRL_SOURCE_CPUS, &events), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "built without events");
	assert_int_equal(resctrl_events_open(m->ctx, 0, &events), -EINVAL);
	assert_int_equal(resctrl_events_open(m->ctx, 0x80, &events), -EINVAL);
	assert_int_equal(resctrl_events_open(m->ctx, RESCTRL_SOURCE_CPUS, NULL), -EINVAL);
	resctrl_events_close(NULL);
}

static void a_socket_that_fails_is_taken_out(void **state)
{
	struct resctrl_events *events = start(*state, RESCTRL_SOURCE_CPUS | RESCTRL_SOURCE_PROCESSES);
	const struct resctrl_notice *notice;

	send_error(fake.processes, EIO);
	notice = next(events);
	assert_int_equal(resctrl_notice_get_kind(notice), RESCTRL_NOTICE_LOST);
	assert_int_equal(resctrl_notice_get_source(notice), RESCTRL_SOURCE_PROCESSES);
	assert_int_equal(resctrl_events_get_source_errno(events, RESCTRL_SOURCE_PROCESSES), EIO);
	send_process(2, 9, 9, 0, 0);
	assert_quiet(events);
	resctrl_events_close(events);
}

/* CPUs and telemetry devices come from one socket. */
static void a_socket_of_two_sources_fails_for_both(void **state)
{
	static const unsigned int asked[] = { RESCTRL_SOURCE_PMT, RESCTRL_SOURCE_CPUS,
					      RESCTRL_SOURCE_CPUS | RESCTRL_SOURCE_PMT };

	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++) {
		struct resctrl_events *events = start(*state, asked[i]);

		send_error(fake.uevents, EIO);
		for (unsigned int source = RESCTRL_SOURCE_CPUS; source <= RESCTRL_SOURCE_PMT; source <<= 1) {
			const struct resctrl_notice *notice;

			if (!(asked[i] & source))
				continue;
			notice = next(events);
			assert_int_equal(resctrl_notice_get_kind(notice), RESCTRL_NOTICE_LOST);
			assert_int_equal(resctrl_notice_get_source(notice), source);
			assert_int_equal(resctrl_events_get_source_errno(events, (enum resctrl_source)source), EIO);
			assert_string_equal(resctrl_events_get_source_reason(events, (enum resctrl_source)source),
					    "its socket failed");
		}
		assert_quiet(events);
		resctrl_events_close(events);
	}
}

/* What memory was too short for is lost, told of and found. */
static void out_of_memory(void **state)
{
	struct machine *m = *state;
	bool hit = true;

	for (unsigned int n = 1; hit; n++) {
		struct resctrl_events *events = start(m, RESCTRL_SOURCE_SETTINGS);
		const struct resctrl_notice *notice;
		bool told = false;
		int rc;

		machine_write(m, "/sys/devices/system/cpu/online", "0-2\n");
		send_cpu(3, "offline");
		machine_add_group(m, "web");
		oom_at(n);
		rc = resctrl_events_next(events, &notice);
		hit = oom_hit();
		assert_true(rc == 1 || (rc == -ENOMEM && hit));
		do {
			told |= rc == 1 && resctrl_notice_get_kind(notice) == RESCTRL_NOTICE_GROUP_CREATED;
		} while ((rc = resctrl_events_next(events, &notice)) == 1);
		assert_int_equal(rc, 0);
		assert_true(told);
		resctrl_events_close(events);
		machine_remove(m, "web");
		machine_write(m, "/sys/devices/system/cpu/online", "0-3\n");
		assert_true(n < 10000);
	}
}

static void no_memory_to_open(void **state)
{
	struct machine *m = *state;
	struct resctrl_events *events;
	bool hit = true;

	for (unsigned int n = 1; hit; n++) {
		int rc;

		oom_at(n);
		rc = resctrl_events_open(m->ctx, RESCTRL_SOURCE_SETTINGS, &events);
		hit = oom_hit();
		assert_true(rc == 0 || (rc == -ENOMEM && hit));
		if (!rc)
			resctrl_events_close(events);
		assert_true(n < 10000);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(domains_go_with_their_last_cpu, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(a_cpu_that_is_offline_again_keeps_its_domains, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(what_is_lost_is_said_and_looked_for, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(news_from_before_a_loss_is_older_than_the_rescan, setup,
						machine_teardown),
		cmocka_unit_test_setup_teardown(telemetry_devices, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(groups_come_and_go, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(mounted_anew_at_once, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(mounted_without_memory, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(a_domain_that_returns_has_lost_its_settings, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(a_domain_that_kept_its_settings_lost_none, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(processes, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(processes_of_interest, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(execs_alone, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(after_a_loss_the_processes_there_are, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(without_rights_the_rest_works, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(nothing_works, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(a_socket_that_fails_is_taken_out, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(a_socket_of_two_sources_fails_for_both, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(out_of_memory, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(no_memory_to_open, setup, machine_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

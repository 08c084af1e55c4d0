/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The probes of x86 at their edges: failures of calls and of memory. What they say is tested on recorded trees. */
#include "support/machine.h"
#include "support/telemetry.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

#define TELEM	TELEMETRY_DEVICE "/intel_vsec.telemetry.1/intel_pmt/telem3"

/* One package whose device has one region of energy counts. */
static void prepare(struct machine *m)
{
	telemetry_add_package(m, 0);
	telemetry_add_region(m, 0, 3, TELEMETRY_ENERGY);
	machine_write(m, "/proc/kallsyms", "0 T intel_aet_get_events\n");
	telemetry_set(m, 0, 3, 2, 0, TELEMETRY_VALID | 3 * TELEMETRY_HALF);
}

static const struct resctrl_fact *fact(const struct resctrl_probe *p, const char *name)
{
	for (size_t i = 0; i < resctrl_probe_get_num_facts(p); i++) {
		if (!strcmp(resctrl_fact_get_name(resctrl_probe_get_fact(p, i)), name))
			return resctrl_probe_get_fact(p, i);
	}
	fail_msg("no fact %s", name);
	return NULL;
}

static void counts_of_a_region(void **state)
{
	const uint32_t rmids[] = { 2, 2 };
	struct machine *m = *state;
	struct resctrl_probe *p;

	prepare(m);
	assert_int_equal(resctrl_probe_telemetry(m->ctx, rmids, 1, &p), 0);
	assert_string_equal(resctrl_fact_get_text(fact(p, "core_energy")), "1.500000");
	assert_int_equal(resctrl_fact_get_state(fact(p, "activity")), RESCTRL_FACT_ABSENT);
	resctrl_probe_free(p);
	assert_int_equal(resctrl_probe_telemetry(m->ctx, rmids, 2, &p), 0);
	assert_string_equal(resctrl_fact_get_text(fact(p, "core_energy")), "3.000000");
	resctrl_probe_free(p);
	fault_io_add(m->io, "mmap " TELEM "/telem 1 EACCES");
	fault_io_add(m->io, "mmap /sys/class/intel_pmt/telem3/telem 1 EACCES");
	assert_int_equal(resctrl_probe_telemetry(m->ctx, rmids, 1, &p), 0);
	assert_int_equal(resctrl_fact_get_state(fact(p, "core_energy")), RESCTRL_FACT_UNREADABLE);
	assert_string_equal(resctrl_fact_get_note(fact(p, "core_energy")), "reading telemetry takes root");
	resctrl_probe_free(p);
	assert_int_equal(resctrl_probe_telemetry(m->ctx, rmids, 0, &p), -EINVAL);
	assert_int_equal(resctrl_probe_telemetry(m->ctx, rmids, 1, NULL), -EINVAL);
	assert_int_equal(resctrl_probe_aet(m->ctx, 1, &p), -EINVAL);
	assert_int_equal(resctrl_probe_cpu(m->ctx, RESCTRL_PROBE_SELECT_RIS, &p), -EINVAL);
}

/* The fact about the leaves: only x86 has the instruction. */
static void assert_leaves(const struct resctrl_probe *p, enum resctrl_fact_state expected, const char *note)
{
#ifdef __x86_64__
	assert_int_equal(resctrl_fact_get_state(fact(p, "leaves")), expected);
	if (note)
		assert_string_equal(resctrl_fact_get_note(fact(p, "leaves")), note);
#else
	(void)p;
	(void)expected;
	(void)note;
#endif
}

static void affinity_is_put_back(void **state)
{
	struct machine *m = *state;
	cpu_set_t before, after;
	struct resctrl_probe *p;

	prepare(m);
	/* A package whose CPU is not there: the thread cannot move to it. */
	machine_write(m, "/sys/devices/system/cpu/online", "0,8000\n");
	machine_write(m, "/sys/devices/system/cpu/cpu8000/topology/physical_package_id", "1\n");
	sched_getaffinity(0, sizeof(before), &before);
	resctrl_probe_set_pinning(m->ctx, true);
	assert_int_equal(resctrl_probe_cpu(m->ctx, 0, &p), 0);
	sched_getaffinity(0, sizeof(after), &after);
	assert_true(CPU_EQUAL(&before, &after));
	assert_leaves(p, RESCTRL_FACT_UNREADABLE, NULL);
	resctrl_probe_free(p);
	resctrl_probe_set_pinning(m->ctx, false);
	assert_int_equal(resctrl_probe_cpu(m->ctx, 0, &p), 0);
	assert_leaves(p, RESCTRL_FACT_UNREADABLE, "moving to CPU 8000 is not allowed");
	resctrl_probe_free(p);
}

static int look_at_cpu(struct machine *m)
{
	struct resctrl_probe *p = NULL;
	int err = resctrl_probe_cpu(m->ctx, 0, &p);

	assert_int_equal(!err, p != NULL);
	resctrl_probe_free(p);
	return err;
}

static int look_at_aet(struct machine *m)
{
	struct resctrl_probe *p = NULL;
	int err = resctrl_probe_aet(m->ctx, 0, &p);

	assert_int_equal(!err, p != NULL);
	resctrl_probe_free(p);
	return err;
}

static int look_at_counts(struct machine *m)
{
	const uint32_t rmid = 2;
	struct resctrl_probe *p = NULL;
	int err = resctrl_probe_telemetry(m->ctx, &rmid, 1, &p);

	assert_int_equal(!err, p != NULL);
	resctrl_probe_free(p);
	return err;
}

static void out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(prepare, look_at_cpu);
	machine_run_out_of_memory(prepare, look_at_aet);
	machine_run_out_of_memory(prepare, look_at_counts);
}

int main(void)
{
#define TEST(fn)	cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(counts_of_a_region),
		TEST(affinity_is_put_back),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of events by their names. */
#include "unit.h"

#include "text/reading.h"

static void units(void **state)
{
	static const struct {
		const char *name;
		enum resctrl_unit unit;
		bool cumulative;
	} cases[] = {
		{ "llc_occupancy", RESCTRL_EVENT_UNIT_BYTES, false },
		{ "mbm_total_bytes", RESCTRL_EVENT_UNIT_BYTES, true },
		{ "mbm_local_bytes", RESCTRL_EVENT_UNIT_BYTES, true },
		{ "core_energy", RESCTRL_EVENT_UNIT_JOULES, true },
		{ "activity", RESCTRL_EVENT_UNIT_FARADS, true },
		{ "stalls_llc_hit", RESCTRL_EVENT_UNIT_COUNT, true },
		{ "c1_res", RESCTRL_EVENT_UNIT_COUNT, true },
		{ "unhalted_core_cycles", RESCTRL_EVENT_UNIT_COUNT, true },
		{ "stalls_llc_miss", RESCTRL_EVENT_UNIT_COUNT, true },
		{ "c6_res", RESCTRL_EVENT_UNIT_COUNT, true },
		{ "unhalted_ref_cycles", RESCTRL_EVENT_UNIT_COUNT, true },
		{ "uops_retired", RESCTRL_EVENT_UNIT_COUNT, true },
		/* not known by name */
		{ "mbm_remote_bytes", RESCTRL_EVENT_UNIT_BYTES, true },
		{ "held_bytes", RESCTRL_EVENT_UNIT_BYTES, false },
		{ "_bytes", RESCTRL_EVENT_UNIT_UNKNOWN, false },
		{ "bytes", RESCTRL_EVENT_UNIT_UNKNOWN, false },
		{ "c7_res", RESCTRL_EVENT_UNIT_UNKNOWN, false },
		{ "", RESCTRL_EVENT_UNIT_UNKNOWN, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct event_info info = event_info_of(cases[i].name);

		assert_int_equal(info.unit, cases[i].unit);
		assert_int_equal(info.cumulative, cases[i].cumulative);
	}
}

static void unit_names(void **state)
{
	(void)state;
	assert_string_equal(event_unit_name(RESCTRL_EVENT_UNIT_BYTES), "bytes");
	assert_string_equal(event_unit_name(RESCTRL_EVENT_UNIT_JOULES), "joules");
	assert_string_equal(event_unit_name(RESCTRL_EVENT_UNIT_FARADS), "farads");
	assert_string_equal(event_unit_name(RESCTRL_EVENT_UNIT_COUNT), "count");
	assert_null(event_unit_name(RESCTRL_EVENT_UNIT_UNKNOWN));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(units),
		cmocka_unit_test(unit_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

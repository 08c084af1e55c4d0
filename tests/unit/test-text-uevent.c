/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages of the kernel about its devices, as recorded on Linux 7.3. */
#include "unit.h"

#include <errno.h>
#include <string.h>

#include "text/uevent.h"

#define OFFLINE	"offline@/devices/system/cpu/cpu3\0ACTION=offline\0DEVPATH=/devices/system/cpu/cpu3\0" \
		"SUBSYSTEM=cpu\0DRIVER=processor\0SEQNUM=755"

static void a_cpu_goes(void **state)
{
	struct uevent event;
	unsigned int cpu = 99;

	(void)state;
	assert_int_equal(uevent_parse(OFFLINE, sizeof(OFFLINE), &event), 0);
	assert_string_equal(event.action, "offline");
	assert_string_equal(event.devpath, "/devices/system/cpu/cpu3");
	assert_string_equal(event.subsystem, "cpu");
	assert_int_equal(uevent_cpu(&event, &cpu), 0);
	assert_int_equal(cpu, 3);
	assert_string_equal(uevent_name(&event), "cpu3");
}

static void other_devices_are_no_cpu(void **state)
{
	static const struct uevent others[] = {
		{ "remove", "/devices/system/machinecheck/machinecheck3", "machinecheck" },
		{ "online", "/devices/system/cpu/cpu3", "memory" },
		{ "online", "/devices/system/cpu/cpu", "cpu" },
		{ "online", "/devices/system/cpu/cpu3x", "cpu" },
		{ "online", "/devices/system/cpu/cpu4294967296", "cpu" },
		{ "online", "/devices/system/cpu/cpu3/cache", "cpu" },
	};
	unsigned int cpu;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		assert_int_equal(uevent_cpu(&others[i], &cpu), -ENOENT);
}

static void what_is_no_message(void **state)
{
	static const struct {
		const char *data;
		size_t size;
	} cases[] = {
		{ "", 0 },
		{ "offline@/x", 10 },					/* no end */
		{ "offline@/x", 11 },					/* nothing but the heading */
		{ "libudev\0ACTION=add\0DEVPATH=/x\0SUBSYSTEM=y", 42 },	/* sent on by udev */
		{ "add@/x\0ACTION=add\0DEVPATH=/x\0", 30 },		/* of no subsystem */
		{ "add@/x\0ACTION=add\0SUBSYSTEM=y\0", 31 },
		{ "add@/x\0DEVPATH=/x\0SUBSYSTEM=y\0", 31 },
	};
	struct uevent event;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(uevent_parse(cases[i].data, cases[i].size, &event), -EINVAL);
}

static void a_message_cut_anywhere(void **state)
{
	char data[sizeof(OFFLINE)];
	struct uevent event;

	(void)state;
	memcpy(data, OFFLINE, sizeof(data));
	for (size_t size = 0; size < sizeof(data); size++) {
		if (!uevent_parse(data, size, &event))
			assert_true(strlen(event.subsystem) > 0 && size > 90);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cpu_goes),
		cmocka_unit_test(other_devices_are_no_cpu),
		cmocka_unit_test(what_is_no_message),
		cmocka_unit_test(a_message_cut_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The texts of info/last_cmd_status. */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "text/status.h"

#define NUM_OPS		15
#define MKDIR		(STATUS_MKDIR_CTRL | STATUS_MKDIR_MON)
#define ANY_IN_GROUP	(MKDIR | STATUS_RMDIR | STATUS_RENAME | STATUS_SCHEMATA | STATUS_MODE |	\
			 STATUS_TASKS | STATUS_CPUS | STATUS_ASSIGN | STATUS_MBPS_EVENT |	\
			 STATUS_READ)

/* All that Linux 6.1 to 7.3 can say, who can make it say so, and what it comes to. */
static const struct {
	const char *text;
	unsigned int ops;
	enum resctrl_error_code code;
} kernel_texts[] = {
	{ "cpus: Invalid input", STATUS_CPUS, RESCTRL_ERROR_REFUSED },
	{ "cpus_list: Invalid input", STATUS_CPUS, RESCTRL_ERROR_REFUSED },
	{ "cpus: Kernel allocation failure", STATUS_CPUS, RESCTRL_ERROR_MEMORY },
	{ "cpus_list: Kernel allocation failure", STATUS_CPUS, RESCTRL_ERROR_MEMORY },
	{ "Assign operation 'mbm_total_bytes:0=x' failed", STATUS_ASSIGN, RESCTRL_ERROR_REFUSED },
	{ "Assign operation 'mbm_total_bytes:*=(null)' failed",
	  STATUS_ASSIGN, RESCTRL_ERROR_REFUSED },
	{ "Bad CPU list/mask", STATUS_CPUS, RESCTRL_ERROR_REFUSED },
	{ "CBM overlaps with pseudo-locked region",
	  STATUS_SCHEMATA | STATUS_IO_ALLOC, RESCTRL_ERROR_REFUSED },
	{ "CDP enabled", STATUS_MODE, RESCTRL_ERROR_REFUSED },
	{ "CLOSID (ctrl_hw_id) 15 for io_alloc is used by L3 group",
	  STATUS_IO_ALLOC, RESCTRL_ERROR_NO_CLOSID },
	{ "CPU 15 associated with cache not online", STATUS_SCHEMATA, RESCTRL_ERROR_GONE },
	{ "CPUs assigned to resource group", STATUS_MODE, RESCTRL_ERROR_REFUSED },
	{ "Cache domain offline", STATUS_READ, RESCTRL_ERROR_GONE },
	{ "Can only add CPUs to mongroup that belong to parent",
	  STATUS_CPUS, RESCTRL_ERROR_REFUSED },
	{ "Can only assign online CPUs", STATUS_CPUS, RESCTRL_ERROR_REFUSED },
	{ "Can't drop CPUs from default group", STATUS_CPUS, RESCTRL_ERROR_REFUSED },
	{ "Can't move task to different control group", STATUS_TASKS, RESCTRL_ERROR_REFUSED },
	{ "Cannot be exclusive without CAT/CDP", STATUS_MODE, RESCTRL_ERROR_NOT_SUPPORTED },
	{ "Cannot change pseudo-locked group", STATUS_MODE, RESCTRL_ERROR_REFUSED },
	{ "Cannot move a MON group that monitors CPUs", STATUS_RENAME, RESCTRL_ERROR_REFUSED },
	{ "Cannot pseudo-lock MBA resource", STATUS_SCHEMATA, RESCTRL_ERROR_REFUSED },
	{ "Cannot pseudo-lock default group", STATUS_MODE, RESCTRL_ERROR_REFUSED },
	{ "Configurations after global '*'", STATUS_IO_ALLOC, RESCTRL_ERROR_REFUSED },
	{ "Counter assignment mode is not configurable",
	  STATUS_ASSIGN_MODE, RESCTRL_ERROR_NOT_SUPPORTED },
	{ "Destination must be a mon_groups subdirectory", STATUS_RENAME, RESCTRL_ERROR_REFUSED },
	{ "Duplicate domain 2", STATUS_SCHEMATA | STATUS_IO_ALLOC, RESCTRL_ERROR_REFUSED },
	{ "Error while processing task 999999", STATUS_TASKS, RESCTRL_ERROR_FAILED },
	{ "Failed to add latency req CPU-22", STATUS_SCHEMATA, RESCTRL_ERROR_FAILED },
	{ "Failed to allocate counter for mbm_total_bytes in domain 1",
	  STATUS_ASSIGN | MKDIR, RESCTRL_ERROR_NO_COUNTER },
	{ "Failed to create character device: -22", STATUS_SCHEMATA, RESCTRL_ERROR_FAILED },
	{ "Failed to enable io_alloc feature", STATUS_IO_ALLOC, RESCTRL_ERROR_FAILED },
	{ "Failed to initialize allocations", STATUS_MKDIR_CTRL, RESCTRL_ERROR_FAILED },
	{ "Failed to initialize io_alloc allocations", STATUS_IO_ALLOC, RESCTRL_ERROR_FAILED },
	{ "Failure to allocate memory for PM QoS", STATUS_SCHEMATA, RESCTRL_ERROR_MEMORY },
	{ "Invalid MB value 50%", STATUS_SCHEMATA, RESCTRL_ERROR_REFUSED },
	{ "Invalid domain 4294967296", STATUS_IO_ALLOC, RESCTRL_ERROR_REFUSED },
	{ "Invalid domain id -1", STATUS_ASSIGN, RESCTRL_ERROR_REFUSED },
	{ "Invalid event L3", STATUS_ASSIGN, RESCTRL_ERROR_REFUSED },
	{ "Invalid event configuration: max valid mask is 0x7f",
	  STATUS_EVENT_FILTER, RESCTRL_ERROR_REFUSED },
	{ "Invalid memory transaction type L3", STATUS_EVENT_FILTER, RESCTRL_ERROR_REFUSED },
	{ "Invalid pid -22", STATUS_TASKS, RESCTRL_ERROR_REFUSED },
	{ "Kernel out of memory", MKDIR, RESCTRL_ERROR_MEMORY },
	{ "Locking thread interrupted", STATUS_SCHEMATA, RESCTRL_ERROR_FAILED },
	{ "Locking thread returned error -22", STATUS_SCHEMATA, RESCTRL_ERROR_FAILED },
	{ "MB value 5000 out of range [0,2048]", STATUS_SCHEMATA, RESCTRL_ERROR_REFUSED },
	{ "Mask out of range", STATUS_SCHEMATA | STATUS_IO_ALLOC, RESCTRL_ERROR_REFUSED },
	{ "Missing 'L3' value", STATUS_SCHEMATA, RESCTRL_ERROR_REFUSED },
	{ "Missing ':'", STATUS_SCHEMATA, RESCTRL_ERROR_REFUSED },
	{ "Missing '=' or non-numeric domain id", STATUS_EVENT_FILTER, RESCTRL_ERROR_REFUSED },
	{ "Missing '=' or non-numeric domain",
	  STATUS_SCHEMATA | STATUS_IO_ALLOC, RESCTRL_ERROR_REFUSED },
	{ "Missing domain id", STATUS_ASSIGN, RESCTRL_ERROR_REFUSED },
	{ "Monitoring in progress", STATUS_MODE, RESCTRL_ERROR_REFUSED },
	{ "Need at least 2 bits in the mask",
	  STATUS_SCHEMATA | STATUS_IO_ALLOC, RESCTRL_ERROR_REFUSED },
	{ "No permission to move task 999999", STATUS_TASKS, RESCTRL_ERROR_PERMISSION },
	{ "No space on L3CODE:1", STATUS_IO_ALLOC | STATUS_MKDIR_CTRL, RESCTRL_ERROR_REFUSED },
	{ "No support for non-linear MB domains", STATUS_SCHEMATA, RESCTRL_ERROR_NOT_SUPPORTED },
	{ "No task 999999", STATUS_TASKS, RESCTRL_ERROR_NO_TASK },
	{ "Non-hex character in the mask zz",
	  STATUS_SCHEMATA | STATUS_IO_ALLOC, RESCTRL_ERROR_REFUSED },
	{ "Non-numeric event configuration value", STATUS_EVENT_FILTER, RESCTRL_ERROR_REFUSED },
	{ "Out of CLOSIDs", STATUS_MKDIR_CTRL, RESCTRL_ERROR_NO_CLOSID },
	{ "Out of RMIDs", STATUS_MODE | MKDIR, RESCTRL_ERROR_NO_RMID },
	{ "Overlaps with exclusive group",
	  STATUS_SCHEMATA | STATUS_IO_ALLOC, RESCTRL_ERROR_REFUSED },
	{ "Overlaps with other group", STATUS_SCHEMATA, RESCTRL_ERROR_REFUSED },
	{ "Pseudo-locked region in hierarchy", STATUS_SCHEMATA, RESCTRL_ERROR_REFUSED },
	{ "Pseudo-locking in progress",
	  STATUS_CPUS | STATUS_TASKS | STATUS_MKDIR_MON, RESCTRL_ERROR_REFUSED },
	{ "Pseudo-locking not supported", STATUS_MODE, RESCTRL_ERROR_NOT_SUPPORTED },
	{ "Requested region exceeds maximum size", STATUS_SCHEMATA, RESCTRL_ERROR_REFUSED },
	{ "Resource group a. b deleted. No commands possible.", ANY_IN_GROUP, RESCTRL_ERROR_GONE },
	{ "Resource group is pseudo-locked", STATUS_SCHEMATA, RESCTRL_ERROR_REFUSED },
	{ "Schemata overlaps", STATUS_MODE, RESCTRL_ERROR_REFUSED },
	{ "Source and destination must be directories", STATUS_RENAME, RESCTRL_ERROR_REFUSED },
	{ "Source must be a MON group", STATUS_RENAME, RESCTRL_ERROR_REFUSED },
	{ "Task list parsing error pid abc", STATUS_TASKS, RESCTRL_ERROR_REFUSED },
	{ "Tasks assigned to resource group", STATUS_MODE, RESCTRL_ERROR_REFUSED },
	{ "The mask f0f has non-consecutive 1-bits",
	  STATUS_SCHEMATA | STATUS_IO_ALLOC, RESCTRL_ERROR_REFUSED },
	{ "Unable to allocate memory", STATUS_SCHEMATA, RESCTRL_ERROR_MEMORY },
	{ "Unable to determine cache line size", STATUS_SCHEMATA, RESCTRL_ERROR_FAILED },
	{ "Unable to init pseudo-lock region", STATUS_MODE, RESCTRL_ERROR_MEMORY },
	{ "Unable to modify resctrl permissions", STATUS_MODE, RESCTRL_ERROR_FAILED },
	{ "Unable to obtain a new minor number", STATUS_SCHEMATA, RESCTRL_ERROR_FAILED },
	{ "Unknown or unsupported mode", STATUS_MODE, RESCTRL_ERROR_NOT_SUPPORTED },
	{ "Unknown or unsupported resource name 'L3'", STATUS_SCHEMATA, RESCTRL_ERROR_REFUSED },
	{ "Unsupported assign mode", STATUS_ASSIGN_MODE, RESCTRL_ERROR_REFUSED },
	{ "Unsupported event id 'L3'", STATUS_MBPS_EVENT, RESCTRL_ERROR_REFUSED },
	{ "event_filter is not configurable", STATUS_EVENT_FILTER, RESCTRL_ERROR_NOT_SUPPORTED },
	{ "event_filter: Invalid input", STATUS_EVENT_FILTER, RESCTRL_ERROR_REFUSED },
	{ "io_alloc CLOSID (ctrl_hw_id) 15 is not available",
	  STATUS_IO_ALLOC, RESCTRL_ERROR_NOT_SUPPORTED },
	{ "io_alloc is not enabled on L3", STATUS_IO_ALLOC | STATUS_READ, RESCTRL_ERROR_REFUSED },
	{ "io_alloc is not supported on L3",
	  STATUS_IO_ALLOC | STATUS_READ, RESCTRL_ERROR_NOT_SUPPORTED },
	{ "io_alloc: Invalid input", STATUS_IO_ALLOC, RESCTRL_ERROR_REFUSED },
	{ "io_alloc_cbm: Invalid input", STATUS_IO_ALLOC, RESCTRL_ERROR_REFUSED },
	{ "kernfs create error", MKDIR, RESCTRL_ERROR_FAILED },
	{ "kernfs fill error", MKDIR, RESCTRL_ERROR_MEMORY },
	{ "kernfs perm error", MKDIR, RESCTRL_ERROR_MEMORY },
	{ "kernfs subdir error", MKDIR, RESCTRL_ERROR_MEMORY },
	{ "max_threshold_occupancy: Exceeds limit (before adjustment) of 15 bytes",
	  STATUS_THRESHOLD, RESCTRL_ERROR_REFUSED },
	{ "max_threshold_occupancy: Invalid input", STATUS_THRESHOLD, RESCTRL_ERROR_REFUSED },
	{ "mba_MBps_event: Invalid input", STATUS_MBPS_EVENT, RESCTRL_ERROR_REFUSED },
	{ "mbm_L3_assignments: Invalid input", STATUS_ASSIGN, RESCTRL_ERROR_REFUSED },
	{ "mbm_assign_mode: Invalid input", STATUS_ASSIGN_MODE, RESCTRL_ERROR_REFUSED },
	{ "mbm_assign_on_mkdir: Invalid input", STATUS_ASSIGN_MODE, RESCTRL_ERROR_REFUSED },
	{ "mbm_event counter assignment mode is not enabled",
	  STATUS_READ | STATUS_ASSIGN_MODE | STATUS_EVENT_FILTER, RESCTRL_ERROR_NOT_SUPPORTED },
	{ "mbm_event mode is not enabled", STATUS_ASSIGN, RESCTRL_ERROR_NOT_SUPPORTED },
	{ "mbm_event mode is not supported", STATUS_ASSIGN_MODE, RESCTRL_ERROR_NOT_SUPPORTED },
	{ "mbm_local_bytes_config: Invalid input", STATUS_EVENT_FILTER, RESCTRL_ERROR_REFUSED },
	{ "mbm_total_bytes_config: Invalid input", STATUS_EVENT_FILTER, RESCTRL_ERROR_REFUSED },
	{ "mode: Invalid input", STATUS_MODE, RESCTRL_ERROR_REFUSED },
	{ "schemata: Invalid input", STATUS_SCHEMATA, RESCTRL_ERROR_REFUSED },
};

static void every_kernel_text_is_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kernel_texts); i++) {
		for (unsigned int op = 0; op < NUM_OPS; op++) {
			const struct status_text *found;
			char line[200];

			found = status_find(1u << op, kernel_texts[i].text);
			if (!(kernel_texts[i].ops & 1u << op)) {
				/* Somebody else's. */
				assert_null(found);
				continue;
			}
			assert_non_null(found);
			assert_int_equal(found->code, kernel_texts[i].code);
			assert_true(found->ops & 1u << op);
			assert_true(found->cause[0] && found->fix[0]);
			/* As the kernel prints it, with its newline; and after other text. */
			snprintf(line, sizeof(line), "%s\n", kernel_texts[i].text);
			assert_ptr_equal(status_find(1u << op, line), found);
			snprintf(line, sizeof(line), "x%s", kernel_texts[i].text);
			assert_null(status_find(1u << op, line));
		}
	}
}

static void what_only_looks_like_a_kernel_text(void **state)
{
	static const struct {
		unsigned int op;
		const char *text;
	} cases[] = {
		{ STATUS_SCHEMATA, "" },
		{ STATUS_SCHEMATA, "\n" },
		{ STATUS_SCHEMATA, "ok\n" },
		{ STATUS_SCHEMATA, "Mask out of rang" },
		{ STATUS_SCHEMATA, "Mask out of ranges" },
		{ STATUS_SCHEMATA, "mask out of range" },
		{ STATUS_SCHEMATA, "Mask out of range\n\n" },
		{ STATUS_SCHEMATA, "\nMask out of range\n" },
		{ STATUS_SCHEMATA, "Duplicate domain \n" },
		{ STATUS_SCHEMATA, "Duplicate domain -\n" },
		{ STATUS_SCHEMATA, "Duplicate domain 0x1\n" },
		{ STATUS_SCHEMATA, "Duplicate domain 111111111111111111111\n" },
		{ STATUS_SCHEMATA, "The mask F has non-consecutive 1-bits\n" },
		{ STATUS_SCHEMATA, "The mask  has non-consecutive 1-bits\n" },
		{ STATUS_SCHEMATA, "The mask -5 has non-consecutive 1-bits\n" },
		{ STATUS_SCHEMATA, "MB value -5 out of range [10,100]\n" },
		{ STATUS_SCHEMATA, "Unknown or unsupported resource name 'L3\n" },
		{ STATUS_SCHEMATA, "[truncated]\n" },
		{ STATUS_RMDIR, "Resource group web deleted.\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_null(status_find(cases[i].op, cases[i].text));
}

static void the_line_that_explains_decides(void **state)
{
	static const struct {
		unsigned int op;
		const char *text, *format;
	} cases[] = {
		{ STATUS_TASKS, "No task 999999\nError while processing task 999999\n",
		  "No task %d" },
		{ STATUS_TASKS, "Error while processing task 5\n",
		  "Error while processing task %d" },
		{ STATUS_TASKS,
		  "Can't move task to different control group\nError while processing task 5",
		  "Can't move task to different control group" },
		{ STATUS_ASSIGN,
		  "Failed to allocate counter for mbm_total_bytes in domain 0\n"
		  "Assign operation 'mbm_total_bytes:0=e' failed\n",
		  "Failed to allocate counter for %s in domain %d" },
		{ STATUS_ASSIGN,
		  "Failed to allocate counter for mbm_total_bytes in domain 0\n"
		  "Failed to allocate counter for mbm_total_bytes in domain 1\n"
		  "Assign operation 'mbm_total_bytes:*=e' failed\n",
		  "Failed to allocate counter for %s in domain %d" },
		{ STATUS_IO_ALLOC, "No space on L3:0\nFailed to initialize io_alloc allocations\n",
		  "No space on %s:%d" },
		/* kernels up to 6.12 keep what an earlier mkdir left */
		{ STATUS_MKDIR_CTRL, "Out of CLOSIDs\nOut of RMIDs\n", "Out of RMIDs" },
		{ STATUS_MKDIR_CTRL, "Out of RMIDs\nOut of RMIDs\nOut of CLOSIDs\n",
		  "Out of CLOSIDs" },
		/* one line of somebody else's spoils the whole */
		{ STATUS_MKDIR_CTRL, "Mask out of range\nOut of CLOSIDs\n", NULL },
		{ STATUS_TASKS, "No task 5\nMask out of range\n", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct status_text *found = status_find(cases[i].op, cases[i].text);

		if (!cases[i].format) {
			assert_null(found);
			continue;
		}
		assert_non_null(found);
		assert_string_equal(found->format, cases[i].format);
	}
}

static void strings_may_hold_anything(void **state)
{
	const struct status_text *found;

	(void)state;
	found = status_find(STATUS_MKDIR_MON,
			    "Resource group a deleted. No commands possible. deleted. No commands "
			    "possible.\n");
	assert_non_null(found);
	assert_int_equal(found->code, RESCTRL_ERROR_GONE);
	found = status_find(STATUS_SCHEMATA, "Missing '' value\n");
	assert_non_null(found);
	found = status_find(STATUS_SCHEMATA, "Invalid MB value \n");
	assert_non_null(found);
	found = status_find(STATUS_ASSIGN, "Assign operation ':::0=0=' failed\n");
	assert_non_null(found);
	/* Also where the text has percent signs. */
	found = status_find(STATUS_SCHEMATA, "Non-hex character in the mask %s%n\n");
	assert_non_null(found);
}

static void cut_texts(void **state)
{
	static const char line[] = "Failed to allocate counter for mbm_total_bytes in domain 0\n";
	const struct status_text *found;
	char text[700] = "";

	(void)state;
	/* 7.3: the mark, on a line of its own or in the middle of one */
	found = status_find(STATUS_ASSIGN, "Invalid event foo\n[truncated]\n");
	assert_non_null(found);
	assert_string_equal(found->format, "Invalid event %s");
	found = status_find(STATUS_MKDIR_CTRL,
			    "Failed to allocate counter for a in domain 0\n"
			    "Failed to al[truncated]\n");
	assert_non_null(found);
	assert_string_equal(found->format, "Failed to allocate counter for %s in domain %d");
	found = status_find(STATUS_SCHEMATA, "Non-hex character in the mask fffffff[truncated]");
	assert_non_null(found);
	found = status_find(STATUS_SCHEMATA, "MB value 12[truncated]\n");
	assert_non_null(found);
	found = status_find(STATUS_SCHEMATA, "MB value [truncated]\n");
	assert_non_null(found);
	assert_null(status_find(STATUS_SCHEMATA, "Non-hexes[truncated]\n"));
	assert_null(status_find(STATUS_SCHEMATA, "\n[truncated]\n"));
	/* What a cut line would have said is a guess: a whole one counts more. */
	found = status_find(STATUS_TASKS, "No task 5\nError while[truncated]\n");
	assert_non_null(found);
	assert_string_equal(found->format, "No task %d");
	found = status_find(STATUS_TASKS, "No task 5\nNo perm[truncated]\n");
	assert_non_null(found);
	assert_string_equal(found->format, "No task %d");

	/* Up to 7.2 the buffer of 512 bytes is full, and that is all. */
	for (size_t i = 0; i < 511; i++)
		text[i] = line[i % strlen(line)];
	assert_int_equal(strlen(text), 511);
	assert_non_null(status_find(STATUS_ASSIGN, text));
	text[510] = '\0';
	assert_null(status_find(STATUS_ASSIGN, text));
	/* More than the buffer holds was not read from it. */
	for (size_t i = 0; i < 10 * strlen(line); i++)
		text[i] = line[i % strlen(line)];
	assert_null(status_find(STATUS_ASSIGN, text));
}

static void hostile_text_takes_no_time(void **state)
{
	char text[513];

	(void)state;
	/* Every split between the strings of a format is tried: keep that within bounds. */
	memset(text, ':', sizeof(text));
	memcpy(text, "Assign operation '", 18);
	text[512] = '\0';
	for (int i = 0; i < 1000; i++)
		assert_null(status_find(STATUS_ASSIGN, text + (i & 1 ? 18 : 1)));
	text[511] = '\n';
	assert_null(status_find(STATUS_ASSIGN, text));
}

static void errnos(void **state)
{
	static const struct {
		unsigned int op;
		int err;
		enum resctrl_error_code code;
	} cases[] = {
		{ STATUS_MKDIR_CTRL, EEXIST, RESCTRL_ERROR_EXISTS },
		{ STATUS_MKDIR_MON, EEXIST, RESCTRL_ERROR_EXISTS },
		{ STATUS_MKDIR_CTRL, EPERM, RESCTRL_ERROR_NOT_SUPPORTED },
		{ STATUS_MKDIR_CTRL, EACCES, RESCTRL_ERROR_PERMISSION },
		{ STATUS_MKDIR_CTRL, ENOSPC, RESCTRL_ERROR_NO_CLOSID },
		{ STATUS_MKDIR_CTRL, EBUSY, RESCTRL_ERROR_RMID_LIMBO },
		{ STATUS_MKDIR_CTRL, EINVAL, RESCTRL_ERROR_REFUSED },
		{ STATUS_MKDIR_CTRL, ENOENT, RESCTRL_ERROR_GONE },
		{ STATUS_MKDIR_CTRL, ENODEV, RESCTRL_ERROR_GONE },
		{ STATUS_MKDIR_MON, ENOSPC, RESCTRL_ERROR_NO_RMID },
		{ STATUS_MKDIR_MON, EBUSY, RESCTRL_ERROR_RMID_LIMBO },
		{ STATUS_MKDIR_MON, ENOENT, RESCTRL_ERROR_NOT_FOUND },
		{ STATUS_MKDIR_MON, EPERM, RESCTRL_ERROR_NOT_SUPPORTED },
		{ STATUS_RMDIR, EPERM, RESCTRL_ERROR_REFUSED },
		{ STATUS_RMDIR, EBUSY, RESCTRL_ERROR_REFUSED },
		{ STATUS_RMDIR, ENOENT, RESCTRL_ERROR_NOT_FOUND },
		{ STATUS_RENAME, EPERM, RESCTRL_ERROR_NOT_SUPPORTED },
		{ STATUS_RENAME, EEXIST, RESCTRL_ERROR_EXISTS },
		{ STATUS_RENAME, ENOENT, RESCTRL_ERROR_NOT_FOUND },
		{ STATUS_SCHEMATA, EINVAL, RESCTRL_ERROR_REFUSED },
		{ STATUS_SCHEMATA, E2BIG, RESCTRL_ERROR_REFUSED },
		{ STATUS_SCHEMATA, ENODEV, RESCTRL_ERROR_GONE },
		{ STATUS_SCHEMATA, ENOENT, RESCTRL_ERROR_NOT_FOUND },
		{ STATUS_SCHEMATA, EACCES, RESCTRL_ERROR_PERMISSION },
		{ STATUS_MODE, EBUSY, RESCTRL_ERROR_RMID_LIMBO },
		{ STATUS_TASKS, ESRCH, RESCTRL_ERROR_NO_TASK },
		{ STATUS_TASKS, EPERM, RESCTRL_ERROR_PERMISSION },
		{ STATUS_TASKS, EACCES, RESCTRL_ERROR_PERMISSION },
		{ STATUS_CPUS, ERANGE, RESCTRL_ERROR_REFUSED },
		{ STATUS_CPUS, EOVERFLOW, RESCTRL_ERROR_REFUSED },
		{ STATUS_ASSIGN, ENOSPC, RESCTRL_ERROR_NO_COUNTER },
		{ STATUS_ASSIGN, ENOENT, RESCTRL_ERROR_NOT_SUPPORTED },
		{ STATUS_ASSIGN_MODE, ENOENT, RESCTRL_ERROR_NOT_SUPPORTED },
		{ STATUS_EVENT_FILTER, EPERM, RESCTRL_ERROR_NOT_SUPPORTED },
		{ STATUS_IO_ALLOC, ENODEV, RESCTRL_ERROR_NOT_SUPPORTED },
		{ STATUS_IO_ALLOC, ENOSPC, RESCTRL_ERROR_NO_CLOSID },
		{ STATUS_THRESHOLD, ERANGE, RESCTRL_ERROR_REFUSED },
		{ STATUS_MBPS_EVENT, ENOENT, RESCTRL_ERROR_NOT_SUPPORTED },
		{ STATUS_READ, EINVAL, RESCTRL_ERROR_NOT_SUPPORTED },
		{ STATUS_READ, ENODEV, RESCTRL_ERROR_GONE },
		{ STATUS_READ, EIO, RESCTRL_ERROR_FAILED },
		{ STATUS_READ, ENOMEM, RESCTRL_ERROR_MEMORY },
		{ STATUS_TASKS, EROFS, RESCTRL_ERROR_REFUSED },
		{ STATUS_READ, EMFILE, RESCTRL_ERROR_FAILED },
		{ STATUS_READ, EOPNOTSUPP, RESCTRL_ERROR_NOT_SUPPORTED },
		{ STATUS_READ, ETIMEDOUT, RESCTRL_ERROR_BUSY },
		{ STATUS_READ, EXDEV, RESCTRL_ERROR_FAILED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(status_for_errno(cases[i].op, cases[i].err)->code, cases[i].code);
}

static void every_errno_has_an_answer(void **state)
{
	(void)state;
	for (unsigned int op = 0; op < NUM_OPS; op++) {
		for (int err = -1; err < 200; err++) {
			const struct status_text *found = status_for_errno(1u << op, err);

			assert_non_null(found);
			assert_null(found->format);
			assert_true(found->ops & 1u << op);
			assert_int_not_equal(found->code, RESCTRL_ERROR_NONE);
			assert_true(found->cause[0] && found->fix[0]);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kernel_text_is_known),
		cmocka_unit_test(what_only_looks_like_a_kernel_text),
		cmocka_unit_test(the_line_that_explains_decides),
		cmocka_unit_test(strings_may_hold_anything),
		cmocka_unit_test(cut_texts),
		cmocka_unit_test(hostile_text_takes_no_time),
		cmocka_unit_test(errnos),
		cmocka_unit_test(every_errno_has_an_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

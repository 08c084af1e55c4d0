/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages of the kernel about its processes: bytes as recorded on Linux 7.3. */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "text/proc_event.h"

#define HEAD	"4c0000000300000000000000000000000100000001000000000000000000000028000000"

static const char answer[] = HEAD "000000000300000067b4c708010000000000000000000000"
	"00000000000000000000000000000000";
static const char forked[] = HEAD "01000000010000006b83c631010000008a0000008a000000"
	"8d0000008d0000000000000000000000";
static const char execed[] = HEAD "020000000000000045682832010000008d0000008d000000"
	"00000000000000000000000000000000";
/* Ended with status 1. */
static const char exited[] = HEAD "80000000000000000000000000000000";
static const char ended[] = HEAD "0000008000000000fb3a3033010000009a0000009a000000"
	"00010000110000008a0000008a000000";

static size_t bytes(const char *hex, unsigned char *data)
{
	size_t n = 0;

	for (; hex[2 * n]; n++) {
		unsigned int value;

		sscanf(hex + 2 * n, "%2x", &value);
		data[n] = (unsigned char)value;
	}
	return n;
}

static void parse(const char *hex, struct proc_change *change)
{
	unsigned char data[128];

	assert_int_equal(proc_event_parse(data, bytes(hex, data), change), 0);
}

static void what_processes_do(void **state)
{
	struct proc_change c;

	(void)state;
	parse(answer, &c);
	assert_int_equal(c.kind, PROC_CHANGE_ANSWER);
	assert_int_equal(c.status, 0);
	parse(forked, &c);
	assert_int_equal(c.kind, PROC_CHANGE_FORK);
	assert_int_equal(c.parent, 138);
	assert_int_equal(c.pid, 141);
	parse(execed, &c);
	assert_int_equal(c.kind, PROC_CHANGE_EXEC);
	assert_int_equal(c.pid, 141);
	parse(ended, &c);
	assert_int_equal(c.kind, PROC_CHANGE_EXIT);
	assert_int_equal(c.pid, 154);
	assert_int_equal(c.status, 0x100);
}

static void threads_are_not_told_of(void **state)
{
	unsigned char data[128];
	struct proc_change c;
	size_t size;

	(void)state;
	size = bytes(forked, data);
	data[60] = 0x8e;		/* the child's PID, no longer its TGID */
	assert_int_equal(proc_event_parse(data, size, &c), 0);
	assert_int_equal(c.kind, PROC_CHANGE_OTHER);
	size = bytes(ended, data);
	data[52] = 0x9b;
	assert_int_equal(proc_event_parse(data, size, &c), 0);
	assert_int_equal(c.kind, PROC_CHANGE_OTHER);
	/* The thread that calls exec(2) stands for its process from then on. */
	size = bytes(execed, data);
	data[52] = 0x8e;
	assert_int_equal(proc_event_parse(data, size, &c), 0);
	assert_int_equal(c.pid, 141);
}

static void what_is_no_event(void **state)
{
	unsigned char data[128];
	struct proc_change c;
	size_t size;

	(void)state;
	size = bytes(forked, data);
	for (size_t cut = 0; cut < size; cut++)
		assert_int_equal(proc_event_parse(data, cut, &c), -EINVAL);
	data[16] = 2;			/* of another connector */
	assert_int_equal(proc_event_parse(data, size, &c), -EINVAL);
	data[16] = 1;
	data[32] = 0x29;		/* says it is longer than the message */
	assert_int_equal(proc_event_parse(data, size, &c), -EINVAL);
	data[32] = 0x28;
	data[0] = 0x20;			/* says it is shorter than its own heading */
	assert_int_equal(proc_event_parse(data, size, &c), -EINVAL);
	/* Too short an event: only the head of it. */
	assert_int_equal(proc_event_parse(data, bytes(exited, data), &c), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_processes_do),
		cmocka_unit_test(threads_are_not_told_of),
		cmocka_unit_test(what_is_no_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

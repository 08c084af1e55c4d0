/* SPDX-License-Identifier: GPL-2.0-or-later */
/* schemata, size and mbm_L3_assignments, as kernels print them. */
#include "unit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <resctrl/schemata.h>

#include "oom.h"
#include "text/schemata.h"

/* "NAME ID=VALUE ID=VALUE|NAME ..." for what was parsed. */
static void flatten(const struct resctrl_schemata *s, char *text, size_t size)
{
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < resctrl_schemata_get_num_lines(s); i++) {
		len += (size_t)snprintf(text + len, size - len, "%s%s", i ? "|" : "",
					resctrl_schemata_get_name(s, i));
		for (size_t j = 0; j < resctrl_schemata_get_num_domains(s, i); j++)
			len += (size_t)snprintf(text + len, size - len, " %" PRIu64 "=%s",
						resctrl_schemata_get_domain(s, i, j),
						resctrl_schemata_get_value(s, i, j));
	}
}

static void kernels_texts(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		/* 6.1, Intel: masks padded with zeros, bandwidths with blanks */
		{ "    MB:0= 50;1=100\n    L2:0=0ff;1=0ff;2=0ff;3=0ff\n    L3:0=00f;1=fff\n",
		  "MB 0=50 1=100|L2 0=ff 1=ff 2=ff 3=ff|L3 0=f 1=fff" },
		/* 6.12, AMD */
		{ "    MB:0=  53;1=2048\n    L3:0=000f;1=ffff\n", "MB 0=53 1=2048|L3 0=f 1=ffff" },
		/* 7.3, AMD, one mask empty */
		{ "    MB:0=5;1=2048\n    L3:0=0;1=ffff\n", "MB 0=5 1=2048|L3 0=0 1=ffff" },
		/* 6.1, an empty mask is padded too */
		{ "L3:0=0000\n", "L3 0=0" },
		/* 7.3 with CDP */
		{ "    MB:0=2048;1=2048\nL3DATA:0=ffff;1=ffff\nL3CODE:0=ffff;1=ffff\n",
		  "MB 0=2048 1=2048|L3DATA 0=ffff 1=ffff|L3CODE 0=ffff 1=ffff" },
		/* slow memory, four domains */
		{ "  SMBA:0=2048;1=2048;2=2048;3=2048\n", "SMBA 0=2048 1=2048 2=2048 3=2048" },
		/* mba_MBps: no limit */
		{ "    MB:0=4294967295;1=4294967295\n", "MB 0=4294967295 1=4294967295" },
		/* size */
		{ "    MB:0=2048;1=2048\n    L3:0=33554432;1=33554432\n",
		  "MB 0=2048 1=2048|L3 0=33554432 1=33554432" },
		/* mbm_L3_assignments */
		{ "mbm_total_bytes:0=_;1=e\nmbm_local_bytes:0=e;1=e\n",
		  "mbm_total_bytes 0=_ 1=e|mbm_local_bytes 0=e 1=e" },
		{ "mbm_total_bytes:0=;1=e\n", "mbm_total_bytes 0= 1=e" },
		/* pseudo-locking */
		{ "MB:uninitialized\nL2:uninitialized\n", "MB|L2" },
		{ "L2:1=f\n", "L2 1=f" },
		/* a machine that only monitors */
		{ "", "" },
		/* ids are neither dense nor small; no newline at the end */
		{ "L3:8=f;260=ff;18446744073709551615=1", "L3 8=f 260=ff 18446744073709551615=1" },
		/* not ascending is unusual, not wrong */
		{ "L3:1=f;0=1\n", "L3 1=f 0=1" },
		/* values of another kind stay as they are, zeros included */
		{ "XX:0=0x0f;1=00z\n", "XX 0=0x0f 1=00z" },
		{ "L3:\n", "L3" },
		/* padding on the right has not been seen; it would still be padding */
		{ "L3 :0=f \n", "L3 0=f" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct resctrl_schemata *s;
		char flat[512], *text;

		assert_int_equal(resctrl_schemata_parse(cases[i].text, &s), 0);
		flatten(s, flat, sizeof(flat));
		assert_string_equal(flat, cases[i].expected);
		assert_int_equal(resctrl_schemata_format(s, &text), 0);
		assert_string_equal(text, cases[i].text);
		free(text);
		resctrl_schemata_free(s);
	}
}

static void other_texts_are_refused(void **state)
{
	static const char *const cases[] = {
		"\n", "L3\n", ":0=f\n", "    :0=f\n", "L3:0=f\n\n", "\nL3:0=f\n", "L3:0=f;\n",
		"L3:;0=f\n", "L3:0=f;1\n", "L3:=f\n", "L3: 0=f\n", "L3:0 =f\n", "L3:-1=f\n",
		"L3:0x1=f\n", "L3:18446744073709551616=f\n", "L3:0=f;0=f\n", "L3:1=f;0=f;1=f\n",
		"L3:0=f\nL3:0=f\n", "L3:0=f\njunk\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct resctrl_schemata *s = (void *)&s;

		assert_int_equal(schemata_parse(cases[i], &s), -EINVAL);
		assert_null(s);
	}
}

static void finds_lines_and_domains(void **state)
{
	struct resctrl_schemata *s;
	const struct schemata_line *line;

	(void)state;
	assert_int_equal(schemata_parse("MB:0=100\nL3:2=f;7=f0\n", &s), 0);
	line = schemata_find(s, "L3");
	assert_non_null(line);
	assert_string_equal(schemata_find_entry(line, 7)->value, "f0");
	assert_null(schemata_find_entry(line, 0));
	assert_null(schemata_find(s, "L"));
	assert_null(schemata_find(s, "l3"));
	schemata_free(s);
}

static void arguments(void **state)
{
	struct resctrl_schemata *s;

	(void)state;
	assert_int_equal(resctrl_schemata_parse(NULL, &s), -EINVAL);
	assert_int_equal(resctrl_schemata_parse("", NULL), -EINVAL);
	assert_int_equal(resctrl_schemata_parse("", &s), 0);
	assert_int_equal(resctrl_schemata_format(s, NULL), -EINVAL);
	resctrl_schemata_free(s);
	resctrl_schemata_free(NULL);
}

static void out_of_memory(void **state)
{
	struct resctrl_schemata *s;
	unsigned int n = 0;
	char *text;
	int ret;

	(void)state;
	do {
		oom_at(++n);
		ret = schemata_parse("MB:0=100;1=100\nL3:0=f;1=f\n", &s);
		assert_int_equal(ret, oom_hit() ? -ENOMEM : 0);
		assert_int_equal(s == NULL, ret < 0);
	} while (ret < 0);
	assert_true(n > 8);
	oom_at(1);
	assert_int_equal(resctrl_schemata_format(s, &text), -ENOMEM);
	assert_true(oom_hit());
	schemata_free(s);
}

/* Schemata as a kernel would print them, padded or not: the parts come back. */
static void generated_texts_come_back(void **state)
{
	static const char *const names[] = { "SMBA", "MB", "L2", "L3CODE", "L3DATA", "L4" };
	uint64_t random = 0x9e3779b97f4a7c15;

	(void)state;
	for (int round = 0; round < 1000; round++) {
		unsigned int num = random_below(&random, ARRAY_SIZE(names)) + 1, pad;
		char text[2048] = "", expected[2048] = "", flat[2048];
		size_t len = 0, expected_len = 0;
		struct resctrl_schemata *s;

		pad = random_below(&random, 2) * 8;
		for (unsigned int i = 0; i < num; i++) {
			unsigned int id = 0, domains = 1 + random_below(&random, 8);

			len += (size_t)snprintf(text + len, sizeof(text) - len, "%*s:",
						(int)pad, names[i]);
			expected_len += (size_t)snprintf(expected + expected_len,
							 sizeof(expected) - expected_len, "%s%s",
							 i ? "|" : "", names[i]);
			for (unsigned int k = 0; k < domains; k++) {
				unsigned int value = random_below(&random, 1u << 20);

				id += random_below(&random, 100) + (k ? 1 : 0);
				len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%u=%0*x",
							k ? ";" : "", id, (int)pad, value);
				expected_len += (size_t)snprintf(expected + expected_len,
								 sizeof(expected) - expected_len,
								 " %u=%x", id, value);
			}
			len += (size_t)snprintf(text + len, sizeof(text) - len, "\n");
		}
		assert_int_equal(schemata_parse(text, &s), 0);
		flatten(s, flat, sizeof(flat));
		assert_string_equal(flat, expected);
		schemata_free(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kernels_texts),
		cmocka_unit_test(other_texts_are_refused),
		cmocka_unit_test(finds_lines_and_domains),
		cmocka_unit_test(arguments),
		cmocka_unit_test(out_of_memory),
		cmocka_unit_test(generated_texts_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

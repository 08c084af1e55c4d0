/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SPEC: what users ask of schemata. */
#include "unit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "oom.h"
#include "text/spec.h"

/* "NAME IDS=KIND:VALUE ..." of what was parsed; IDS as "*" or ranges; named entries with "!". */
static void flatten(const struct spec *spec, char *text, size_t size)
{
	static const char *const kinds[] = {
		[SPEC_DIGITS] = "digits", [SPEC_MASK] = "mask", [SPEC_PERCENT] = "percent",
		[SPEC_WAYS] = "ways", [SPEC_BYTES] = "bytes", [SPEC_RATE] = "rate",
		[SPEC_UNLIMITED] = "unlimited", [SPEC_OTHER] = "other",
	};
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < spec->num; i++) {
		const struct spec_entry *e = &spec->entries[i];

		len += (size_t)snprintf(text + len, size - len, "%s%s%s ", i ? "|" : "", e->schema,
					e->named ? "!" : "");
		if (e->ids.all)
			len += (size_t)snprintf(text + len, size - len, "*");
		for (size_t k = 0; k < e->ids.num; k++)
			len += (size_t)snprintf(text + len, size - len,
						"%s%" PRIu64 "-%" PRIu64, k ? "," : "",
						e->ids.ranges[k].first, e->ids.ranges[k].last);
		len += (size_t)snprintf(text + len, size - len, " %s:%s", kinds[e->kind], e->text);
		if (e->kind != SPEC_DIGITS && e->kind != SPEC_UNLIMITED && e->kind != SPEC_OTHER)
			len += (size_t)snprintf(text + len, size - len, "=%" PRIu64, e->number);
	}
}

static void specs(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "L3:0=ff;1=ff0", "L3 0-0 digits:ff|L3 1-1 digits:ff0" },
		{ "L3:*=0xff", "L3 * mask:0xff=255" },
		{ "L3:0-3=0XfF", "L3 0-3 mask:0XfF=255" },
		{ "L3:0,2-3=f;1=25%", "L3 0-0,2-3 digits:f|L3 1-1 percent:25%=25" },
		{ "L3=0xf0", "L3! * mask:0xf0=240" },
		{ "L3=f", "L3! * digits:f" },
		{ "MB=50", "MB! * digits:50" },
		{ "MB=50%", "MB! * percent:50%=50" },
		{ "MB=100%", "MB! * percent:100%=100" },
		{ "L3=0%", "L3! * percent:0%=0" },
		{ "MB:0=50;1=60", "MB 0-0 digits:50|MB 1-1 digits:60" },
		{ "L3:0=ff;", "L3 0-0 digits:ff" },
		/* blanks around name and value */
		{ " L3 :0= ff ;1=\tf", "L3 0-0 digits:ff|L3 1-1 digits:f" },
		{ "L3 = 0xf ", "L3! * mask:0xf=15" },
		{ "\tL3\t=\t0xf\t ", "L3! * mask:0xf=15" },
		/* several lines, the last newline optional */
		{ "MB:0=50\nL3=0xf\n", "MB 0-0 digits:50|L3! * mask:0xf=15" },
		{ "MB:0=50\nL3:0=f", "MB 0-0 digits:50|L3 0-0 digits:f" },
		/* units */
		{ "MB=10GB/s", "MB! * rate:10GB/s=10000000000" },
		{ "L3:0=4ways;1=1.5MiB", "L3 0-0 ways:4ways=4|L3 1-1 bytes:1.5MiB=1572864" },
		{ "MB=unlimited", "MB! * unlimited:unlimited" },
		/* what is not known goes through as it is */
		{ "L3=4furlongs", "L3! * other:4furlongs" },
		{ "L3=1B", "L3! * digits:1B" },
		{ "L3:0=0x", "L3 0-0 other:0x" },
		{ "L3:0=0xfg", "L3 0-0 other:0xfg" },
		{ "L3:0=%", "L3 0-0 other:%" },
		{ "L3:0=2.5%", "L3 0-0 other:2.5%" },
		{ "L3:0=+5", "L3 0-0 other:+5" },
		{ "L3:0=a=b", "L3 0-0 other:a=b" },
		{ "L3=a:b", "L3! * other:a:b" },
		/* more digits than 64 bits are the kernel's to refuse */
		{ "MB:0=99999999999999999999999", "MB 0-0 digits:99999999999999999999999" },
		{ "L3:0=ffffffffffffffff", "L3 0-0 digits:ffffffffffffffff" },
		{ "L3:0=0xffffffffffffffff",
		  "L3 0-0 mask:0xffffffffffffffff=18446744073709551615" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char message[200] = "untouched", flat[300];
		struct spec spec;

		assert_int_equal(spec_parse(cases[i].text, &spec, message, sizeof(message)), 0);
		assert_string_equal(message, "");
		flatten(&spec, flat, sizeof(flat));
		assert_string_equal(flat, cases[i].expected);
		spec_release(&spec);
		assert_null(spec.entries);
		assert_int_equal(spec.num, 0);
	}
}

static void refusals_say_why(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "", "a line is empty" },
		{ "  ", "a line is empty" },
		{ "\n", "a line is empty" },
		{ "L3=0xf\n\nMB=50", "a line is empty" },
		{ "L3=0xf\n\n", "a line is empty" },
		{ "L3", "\"L3\" is neither NAME:ID=VALUE nor NAME=VALUE" },
		{ "=f", "no name before \"=f\"" },
		{ " :0=f", "no name before \" :0=f\"" },
		{ "L3:", "nothing after \"L3:\"" },
		{ "L3: ", "nothing after \"L3:\"" },
		{ "L3:ff", "\"ff\" of L3 is not of the form ID=VALUE" },
		{ "L3:;0=f", "\"\" of L3 is not of the form ID=VALUE" },
		{ "L3:0=f;;", "\"\" of L3 is not of the form ID=VALUE" },
		{ "L3:0=f;1", "\"1\" of L3 is not of the form ID=VALUE" },
		{ "L3:0=", "no value after \"L3:0=\"" },
		{ "L3:0= ;1=f", "no value after \"L3:0=\"" },
		{ "L3=", "no value after \"L3=\"" },
		{ "L3:=f", "\"\" is no list of domain ids (such as 0, 0,2-3 or *)" },
		{ "L3: 0=f", "\" 0\" is no list of domain ids (such as 0, 0,2-3 or *)" },
		{ "L3:3-0=f", "\"3-0\" is no list of domain ids (such as 0, 0,2-3 or *)" },
		{ "L3:x=f", "\"x\" is no list of domain ids (such as 0, 0,2-3 or *)" },
		{ "L3=0xf;MB=5",
		  "\"L3=0xf;MB=5\": NAME=VALUE takes one value for every domain; write "
		  "NAME:ID=VALUE;ID=VALUE for single ones" },
		{ "L3=0x1ffffffffffffffff", "mask \"0x1ffffffffffffffff\" has more than 64 bits" },
		{ "MB=101%", "\"101%\" is more than 100%" },
		{ "MB=99999999999999999999%", "\"99999999999999999999%\" is more than 100%" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char message[200] = "";
		struct spec spec;

		assert_int_equal(spec_parse(cases[i].text, &spec, message, sizeof(message)),
				 -EINVAL);
		assert_string_equal(message, cases[i].message);
		assert_null(spec.entries);
		assert_int_equal(spec.num, 0);
	}
}

static void messages_fit(void **state)
{
	char text[1000], message[200], small[10];
	struct spec spec;

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(spec_parse(text, &spec, message, sizeof(message)), -EINVAL);
	assert_true(strlen(message) < 130);
	assert_non_null(strstr(message, "nor NAME=VALUE"));
	assert_int_equal(spec_parse(text, &spec, small, sizeof(small)), -EINVAL);
	assert_string_equal(small, "\"xxxxxxxx");
	assert_int_equal(spec_parse(text, &spec, NULL, 0), -EINVAL);
}

static void out_of_memory(void **state)
{
	struct spec spec;
	char message[100];
	unsigned int n = 0;
	int ret;

	(void)state;
	do {
		oom_at(++n);
		ret = spec_parse("L3:0=1;1=1;2=1;3=1;4=1;5=1;6=1;7=1;8=1\nMB=5", &spec, message,
				 sizeof(message));
		assert_int_equal(ret, oom_hit() ? -ENOMEM : 0);
		assert_int_equal(spec.num, ret < 0 ? 0 : 10);
	} while (ret < 0);
	/* name and value of each, the ids of all but the named one, the array twice */
	assert_int_equal(n, 10 * 2 + 9 + 2 + 1);
	spec_release(&spec);
}

/* Specs made of parts come apart into the same parts. */
static void generated_specs_come_apart(void **state)
{
	static const char *const names[] = { "L3", "L2", "MB", "L3CODE", "SMBA" };
	static const char *const ids[] = { "*", "0", "1,5", "2-9", "0,3-4,7" };
	static const char *const values[] = { "ff", "0xff", "25%", "50", "4ways", "10GB/s" };
	static const enum spec_value_kind kinds[] = { SPEC_DIGITS, SPEC_MASK, SPEC_PERCENT,
						      SPEC_DIGITS, SPEC_WAYS, SPEC_RATE };
	uint64_t random = 11;

	(void)state;
	for (int round = 0; round < 5000; round++) {
		unsigned int num = 1 + random_below(&random, 6), name[6], value[6];
		char text[400] = "", message[100];
		bool named[6];
		size_t len = 0;
		struct spec spec;

		for (unsigned int i = 0; i < num; i++) {
			const char *sep = i ? "\n" : "";
			unsigned int id = random_below(&random, ARRAY_SIZE(ids));

			value[i] = random_below(&random, ARRAY_SIZE(values));
			if (i > 0 && !named[i - 1] && random_below(&random, 2)) {
				name[i] = name[i - 1];
				named[i] = false;
				len += (size_t)snprintf(text + len, sizeof(text) - len, ";%s=%s",
							ids[id], values[value[i]]);
				continue;
			}
			name[i] = random_below(&random, ARRAY_SIZE(names));
			named[i] = random_below(&random, 2);
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s%s%s=%s", sep,
						names[name[i]], named[i] ? "" : ":",
						named[i] ? "" : ids[id], values[value[i]]);
		}
		assert_int_equal(spec_parse(text, &spec, message, sizeof(message)), 0);
		assert_int_equal(spec.num, num);
		for (unsigned int i = 0; i < num; i++) {
			assert_string_equal(spec.entries[i].schema, names[name[i]]);
			assert_string_equal(spec.entries[i].text, values[value[i]]);
			assert_int_equal(spec.entries[i].kind, kinds[value[i]]);
			assert_int_equal(spec.entries[i].named, named[i]);
			if (named[i])
				assert_true(spec.entries[i].ids.all);
		}
		spec_release(&spec);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(specs),
		cmocka_unit_test(refusals_say_why),
		cmocka_unit_test(messages_fit),
		cmocka_unit_test(out_of_memory),
		cmocka_unit_test(generated_specs_come_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

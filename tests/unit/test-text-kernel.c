/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a kernel was built and booted, from its texts. */
#include "unit.h"

#include <string.h>

#include "text/kernel.h"

static void words(void **state)
{
	char value[8];

	(void)state;
	assert_true(words_have("a arm64.nompam b\n", "arm64.nompam"));
	assert_true(words_have("arm64.nompam", "arm64.nompam"));
	assert_false(words_have("arm64.nompam=1 xarm64.nompam", "arm64.nompam"));
	assert_false(words_have("", "a"));
	assert_true(words_value("rdt=cmt quiet rdt=!l3cat\n", "rdt", value, sizeof(value)));
	assert_string_equal(value, "!l3cat");
	assert_true(words_value("rdt=1234567890", "rdt", value, sizeof(value)));
	assert_string_equal(value, "1234567");
	assert_true(words_value("rdt=", "rdt", value, sizeof(value)));
	assert_string_equal(value, "");
	assert_false(words_value("xrdt=1 rdt", "rdt", value, sizeof(value)));
}

static void assert_force(const char *text, bool on, bool off)
{
	struct rdt_force force;

	rdt_force_parse(text, "energy", 0x26696143, &force);
	assert_int_equal(force.on, on);
	assert_int_equal(force.off, off);
}

static void switches_of_telemetry(void **state)
{
	(void)state;
	assert_force("", false, false);
	assert_force("quiet rdt=energy panic=1\n", true, false);
	assert_force("rdt=cmt,!energy", false, true);
	assert_force("rdt=energy rdt=cmt rdt=!energy", true, true);
	assert_force("rdt=energy:26696143", true, false);
	assert_force("rdt=!energy:0x26696143", false, true);
	assert_force("rdt=!energy:0", false, true);
	assert_force("rdt=!energy:26557651,!energy:,!energy:x,!energetic,!,!perf,energ,,", false, false);
	assert_force("xrdt=energy energy rdt= rdt", false, false);
}

static void configuration(void **state)
{
	static const char text[] = "# CONFIG_A is not set\nCONFIG_B=y\nCONFIG_C=m\nCONFIG_D=\"y\"\nCONFIG_BB=m";

	(void)state;
	assert_int_equal(kconfig_get(text, "CONFIG_A"), 'n');
	assert_int_equal(kconfig_get(text, "CONFIG_B"), 'y');
	assert_int_equal(kconfig_get(text, "CONFIG_C"), 'm');
	assert_int_equal(kconfig_get(text, "CONFIG_D"), 'n');
	assert_int_equal(kconfig_get(text, "CONFIG_BB"), 'm');
	assert_int_equal(kconfig_get(text, "CONFIG_E"), 'n');
	assert_int_equal(kconfig_get("", "CONFIG_E"), 'n');
}

static void symbols_and_modules(void **state)
{
	static const char modules[] = "kernel/x/intel-vsec_tpmi.ko.xz: kernel/x/intel_vsec.ko.xz\nkernel/pmt_class.ko";

	(void)state;
	assert_true(kallsyms_has("0 T one\n0 t two\t[m]\n0 T three", "one"));
	assert_true(kallsyms_has("0 T one\n0 t two\t[m]\n0 T three", "two"));
	assert_true(kallsyms_has("0 T one\n0 t two\t[m]\n0 T three", "three"));
	assert_false(kallsyms_has("0 T one_more\n0 T no_one\none", "one"));
	assert_true(kallsyms_has("0 T one_more\n0 T one\n", "one"));
	assert_true(modules_have(modules, "intel_vsec_tpmi"));
	assert_true(modules_have(modules, "pmt_class"));
	/* Named behind the colon: another one needs it. */
	assert_false(modules_have(modules, "intel_vsec"));
	assert_false(modules_have("kernel/pmt_class.o\n", "pmt_class"));
}

static void states(void **state)
{
	char mode[8];
	size_t len;

	(void)state;
	lockdown_parse("none [integrity] confidentiality\n", mode, sizeof(mode));
	assert_string_equal(mode, "integri");
	lockdown_parse("[none] integrity", mode, sizeof(mode));
	assert_string_equal(mode, "none");
	lockdown_parse("none [integrity", mode, sizeof(mode));
	assert_string_equal(mode, "");
	lockdown_parse("", mode, sizeof(mode));
	assert_string_equal(mode, "");
	assert_memory_equal(task_status_find("Name:\tx\nCapEff:\t01f\nA:\t1\n", "CapEff", &len), "01f\n", 4);
	assert_int_equal(len, 3);
	/* A process may be named like a key. */
	assert_null(task_status_find("Name:\tCapEff:\t7\n", "CapEff", &len));
	assert_null(task_status_find("", "CapEff", &len));
}

static void log_records(void **state)
{
	static const char record[] = "6,1,0,-;a;b\n KEY=value\n";
	struct mpam_log log;
	size_t len;

	(void)state;
	assert_ptr_equal(kmsg_text(record, strlen(record), &len), record + 8);
	assert_int_equal(len, 3);
	assert_ptr_equal(kmsg_text(record, 10, &len), record + 8);
	assert_int_equal(len, 2);
	/* Without the numbers in front it is all text. */
	assert_ptr_equal(kmsg_text(record + 8, 1, &len), record + 8);
	assert_int_equal(len, 1);
	mpam_log_parse("x\nMPAM enabled with 32 PARTIDs and 2 PMGs\n", &log);
	assert_true(log.enabled);
	assert_int_equal(log.partids, 32);
	assert_int_equal(log.pmgs, 2);
	assert_null(log.disabled);
	mpam_log_parse("MPAM enabled with many\nMPAM disabled due to error 3\nx", &log);
	assert_false(log.enabled);
	assert_int_equal(log.disabled_len, strlen("MPAM disabled due to error 3"));
	mpam_log_parse("MPAM enabled with -1 PARTIDs and 2 PMGs", &log);
	assert_false(log.enabled);
	mpam_log_parse("", &log);
	assert_false(log.enabled || log.disabled);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(switches_of_telemetry),
		cmocka_unit_test(configuration),
		cmocka_unit_test(symbols_and_modules),
		cmocka_unit_test(states),
		cmocka_unit_test(log_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The library reports the version that was configured.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <resctrl.h>

static void version_is_the_configured_one(void **state)
{
	(void)state;
	assert_string_equal(resctrl_version_get(), PACKAGE_VERSION);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_is_the_configured_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

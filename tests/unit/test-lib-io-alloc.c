/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cache allocation for I/O. */
#include "support/machine.h"

#include <errno.h>
#include <string.h>

static void add_files(struct machine *m)
{
	machine_write(m, "info/L3/io_alloc", "disabled\n");
	machine_write(m, "info/L3/io_alloc_cbm", "0=fff;1=fff\n");
}

static void turns_it_on_and_off(void **state)
{
	struct machine *m = *state;

	add_files(m);
	machine_write(m, "info/MB/num_closids", "16\n");
	assert_int_equal(resctrl_io_alloc_set(m->ctx, "L3", true, RESCTRL_DRY_RUN), 0);
	assert_string_equal(fault_io_log(m->io), "");
	assert_int_equal(resctrl_io_alloc_set(m->ctx, "L3", true, 0), 0);
	assert_int_equal(resctrl_io_alloc_set(m->ctx, "L3", false, 0), 0);
	assert_string_equal(fault_io_log(m->io), "write info/L3/io_alloc 1\nwrite info/L3/io_alloc 0\n");
	assert_idle(m);
}

static void masks(void **state)
{
	static const struct {
		const char *masks, *log;
	} cases[] = {
		{ "0xff", "write info/L3/io_alloc_cbm *=ff\n" },
		{ "ff", "write info/L3/io_alloc_cbm *=ff\n" },
		{ "*=0xF0", "write info/L3/io_alloc_cbm *=F0\n" },
		{ "0=ff;1=0xff0", "write info/L3/io_alloc_cbm 0=ff;1=ff0\n" },
	};
	struct machine *m = *state;

	add_files(m);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		fault_io_reset(m->io);
		assert_int_equal(resctrl_io_alloc_set_masks(m->ctx, "L3", cases[i].masks, 0), 0);
		assert_string_equal(fault_io_log(m->io), cases[i].log);
	}
}

static void what_cannot_be_set(void **state)
{
	static const char *const names[] = { NULL, "", "../web", "." };
	static const char *const odd[] = { NULL, "", "50%", "4ways", "0-1=ff", "0=ff;1", "zz", "a:b=c" };
	struct machine *m = *state;

	assert_int_equal(resctrl_io_alloc_set(m->ctx, "L3", true, 0), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "L3 has no I/O allocation");
	machine_write(m, "info/L3/io_alloc", "not supported\n");
	assert_int_equal(resctrl_io_alloc_set_masks(m->ctx, "L3", "ff", 0), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "L3 has no I/O allocation");
	assert_int_equal(resctrl_io_alloc_set(m->ctx, "L2", true, RESCTRL_DRY_RUN), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "this machine has no cache L2");
	assert_non_null(strstr(resctrl_error_get_fix(&m->ctx->error), "L3CODE"));
	assert_int_equal(resctrl_io_alloc_set(m->ctx, "MB", true, 0), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "this machine has no cache MB");
	add_files(m);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		assert_int_equal(resctrl_io_alloc_set(m->ctx, names[i], true, 0), -EINVAL);
		assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "is no cache");
		assert_int_equal(resctrl_io_alloc_set_masks(m->ctx, names[i], "ff", 0), -EINVAL);
		assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "is no cache");
	}
	for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
		assert_int_equal(resctrl_io_alloc_set_masks(m->ctx, "L3", odd[i], 0), -EINVAL);
		assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "is no list of masks");
	}
	assert_string_equal(fault_io_log(m->io), "");
}

static void setting_fails(void **state)
{
	struct machine *m = *state;

	add_files(m);
	fault_io_add(m->io, "write info/L3/io_alloc 1 ENOSPC:io_alloc CLOSID (ctrl_hw_id) 15 is used by web group");
	assert_int_equal(resctrl_io_alloc_set(m->ctx, "L3", true, 0), -ENOSPC);
	assert_int_equal(m->ctx->error.err, ENOSPC);
	assert_idle(m);
	fault_io_reset(m->io);
	fault_io_add(m->io, "write info/L3/io_alloc_cbm 1 EINVAL:io_alloc is not enabled on L3");
	assert_int_equal(resctrl_io_alloc_set_masks(m->ctx, "L3", "ff", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "");
	assert_string_equal(m->ctx->error.kernel_text, "io_alloc is not enabled on L3");
	fault_io_reset(m->io);
	fault_io_add(m->io, "read info/L3/io_alloc 1 EIO");
	assert_int_equal(resctrl_io_alloc_set(m->ctx, "L3", true, 0), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
}

static int set_both(struct machine *m)
{
	int err = resctrl_io_alloc_set(m->ctx, "L3", true, 0);

	if (!err)
		err = resctrl_io_alloc_set_masks(m->ctx, "L3", "0=ff;1=0xff0", 0);
	if (!err)
		assert_string_equal(fault_io_log(m->io), "write info/L3/io_alloc 1\n"
				    "write info/L3/io_alloc_cbm 0=ff;1=ff0\n");
	return err;
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(add_files, set_both);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(turns_it_on_and_off),
		TEST(masks),
		TEST(what_cannot_be_set),
		TEST(setting_fails),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("io-alloc", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What events count, and whether counters are assigned. */
#include "support/machine.h"

#include <errno.h>
#include <string.h>

#include "resctrl/counter.h"

#define FILTER(event)	"info/L3_MON/event_configs/" event "/event_filter"

static void with_filters(struct machine *m)
{
	machine_write(m, FILTER("mbm_total_bytes"), "local_reads,remote_reads\n");
	machine_write(m, FILTER("mbm_local_bytes"), "local_reads\n");
}

static void with_bmec(struct machine *m)
{
	machine_write(m, "info/L3_MON/mbm_total_bytes_config", "0=0x7f;1=0x15\n");
	machine_write(m, "info/L3_MON/mbm_local_bytes_config", "0=0x15;1=0x15\n");
}

/* ---- reading ---- */

static void filters_of_all_domains(void **state)
{
	struct machine *m = *state;
	struct resctrl_filters *f;
	uint64_t domain;

	with_filters(m);
	assert_int_equal(resctrl_filters_load(m->ctx, NULL), -EINVAL);
	assert_int_equal(resctrl_filters_load(m->ctx, &f), 0);
	assert_idle(m);
	assert_int_equal(resctrl_filters_get_num(f), 2);
	assert_string_equal(resctrl_filters_get_resource(f, 0), "L3");
	assert_string_equal(resctrl_filters_get_event(f, 0), "mbm_local_bytes");
	assert_int_equal(resctrl_filters_get_domain(f, 0, &domain), -ENOENT);
	assert_int_equal(resctrl_filters_get_domain(f, 0, NULL), -EINVAL);
	assert_int_equal(resctrl_filters_get_bits(f, 1), 3);
	assert_string_equal(resctrl_filter_get_type_name(1), "remote_reads");
	resctrl_filters_free(f);
	resctrl_filters_free(NULL);
}

static void filters_of_each_domain(void **state)
{
	struct machine *m = *state;
	struct resctrl_filters *f;
	uint64_t domain = 9;

	with_bmec(m);
	assert_int_equal(resctrl_filters_load(m->ctx, &f), 0);
	assert_int_equal(resctrl_filters_get_num(f), 4);
	assert_string_equal(resctrl_filters_get_event(f, 3), "mbm_total_bytes");
	assert_int_equal(resctrl_filters_get_domain(f, 3, &domain), 0);
	assert_int_equal(domain, 1);
	assert_int_equal(resctrl_filters_get_bits(f, 3), 0x15);
	resctrl_filters_free(f);
}

static void none_and_nonsense(void **state)
{
	struct machine *m = *state;
	struct resctrl_filters *f;

	assert_int_equal(resctrl_filters_load(m->ctx, &f), 0);
	assert_int_equal(resctrl_filters_get_num(f), 0);
	resctrl_filters_free(f);
	with_filters(m);
	/* Not in use in the mode "default". */
	fault_io_add(m->io, "read info/*/event_filter 1+ EINVAL:mbm_event counter assignment mode is not enabled");
	assert_int_equal(resctrl_filters_load(m->ctx, &f), 0);
	assert_int_equal(resctrl_filters_get_num(f), 0);
	resctrl_filters_free(f);
	fault_io_reset(m->io);
	machine_write(m, FILTER("mbm_total_bytes"), "whatever\n");
	assert_int_equal(resctrl_filters_load(m->ctx, &f), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "not understood");
	machine_write(m, FILTER("mbm_total_bytes"), "\n");
	machine_write(m, "info/L3_MON/mbm_total_bytes_config", "0=z\n");
	assert_int_equal(resctrl_filters_load(m->ctx, &f), -EIO);
	fault_io_add(m->io, "getdents info 1 EIO");
	assert_int_equal(resctrl_filters_load(m->ctx, &f), -EIO);
	assert_idle(m);
}

/* ---- setting ---- */

static void one_filter(void **state)
{
	struct machine *m = *state;

	with_filters(m);
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "0x5", NULL, RESCTRL_DRY_RUN), 0);
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "nonsense", NULL, RESCTRL_DRY_RUN),
			 -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "\"nonsense\" is no list");
	/* As it is: nothing is written, because every counter would start again. */
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "remote_reads,local_reads", "*", 0), 0);
	assert_string_equal(fault_io_log(m->io), "");
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "0x5", NULL, 0), 0);
	assert_string_equal(fault_io_log(m->io), "write " FILTER("mbm_total_bytes")
			    " local_reads,local_non_temporal_writes\n");
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "0x1", "0", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "holds for all domains");
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "0x80", NULL, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "no name");
	assert_int_equal(resctrl_filter_set(m->ctx, "llc_occupancy", "0x1", NULL, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "cannot be chosen");
	assert_non_null(strstr(m->ctx->error.fix, "mbm_local_bytes, mbm_total_bytes"));
}

/* What we do not know is for the kernel to judge. */
static void names_of_tomorrow(void **state)
{
	struct machine *m = *state;

	with_filters(m);
	fault_io_add(m->io, "write " FILTER("mbm_total_bytes") " 1 EINVAL:Invalid memory transaction type future");
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "future", NULL, 0), -EINVAL);
	assert_string_equal(m->ctx->error.kernel_text, "Invalid memory transaction type future");
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "future", NULL, 0), 0);
}

static void filters_by_domain(void **state)
{
	struct machine *m = *state;

	with_bmec(m);
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "local_reads", "1", 0), 0);
	assert_string_equal(fault_io_log(m->io), "write info/L3_MON/mbm_total_bytes_config 1=0x1\n");
	fault_io_reset(m->io);
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "0x1", "7", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "no domain 7");
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_byte", "0x1", "0", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "what mbm_total_byte counts cannot be chosen");
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "future", NULL, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "no list of kinds");
	/* One of two. */
	fault_io_add(m->io, "write info/L3_MON/mbm_total_bytes_config 2 EINVAL");
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "0x2", NULL, 0), -EINVAL);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_PARTIAL);
}

static void wrong_requests(void **state)
{
	struct machine *m = *state;

	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "0x1", NULL, 0), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "cannot be chosen on this machine");
	/* There are no filters, so it is not the domain that is missing. */
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "0x1", "0", 0), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "cannot be chosen on this machine");
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "", NULL, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "\"\" is no list of kinds");
	assert_int_equal(resctrl_filter_set(m->ctx, "", "0x1", NULL, 0), -EINVAL);
	assert_int_equal(resctrl_filter_set(m->ctx, NULL, "0x1", NULL, 0), -EINVAL);
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", NULL, NULL, 0), -EINVAL);
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "0xz", NULL, 0), -EINVAL);
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "a\nb", NULL, 0), -EINVAL);
	assert_int_equal(resctrl_filter_set(m->ctx, "mbm_total_bytes", "0x1", "x", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "no list of domains");
	assert_string_equal(fault_io_log(m->io), "");
}

/* ---- the mode ---- */

static void the_mode(void **state)
{
	struct machine *m = *state;

	assert_int_equal(resctrl_counters_set_mode(m->ctx, "mbm_event", 0), 0);
	assert_string_equal(fault_io_log(m->io), "");
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
	assert_int_equal(resctrl_counters_set_mode(m->ctx, "default", RESCTRL_DRY_RUN), 0);
	assert_string_equal(fault_io_log(m->io), "");
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "counters_lost");
	/* One of two events in one domain has none. */
	assert_non_null(strstr(resctrl_ctx_get_warning_message(m->ctx, 0), "3 assigned counters"));
	assert_int_equal(resctrl_counters_set_mode(m->ctx, "default", 0), 0);
	assert_string_equal(fault_io_log(m->io), "write info/L3_MON/mbm_assign_mode default\n");
	machine_write(m, "info/L3_MON/mbm_assign_mode", "[default]\nmbm_event\n");
	resctrl_ctx_release_warnings(m->ctx);
	assert_int_equal(resctrl_counters_set_mode(m->ctx, "mbm_event", 0), 0);
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "counts_restart");
	assert_non_null(strstr(resctrl_ctx_get_warning_message(m->ctx, 0), "have no counter until"));

	assert_int_equal(resctrl_counters_set_mode(m->ctx, "other", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "there is no mode other");
	machine_write(m, "info/L3_MON/mbm_assign_mode", "[mbm_event]\n");
	assert_int_equal(resctrl_counters_set_mode(m->ctx, "default", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "the mode mbm_event alone");
	assert_non_null(resctrl_error_get_fix(&m->ctx->error));
	assert_int_equal(resctrl_counters_set_mode(m->ctx, "", 0), -EINVAL);
	machine_write(m, "info/L3_MON/mbm_assign_mode", "nonsense\n");
	assert_int_equal(resctrl_counters_set_mode(m->ctx, "default", 0), -EIO);
	machine_remove(m, "info/L3_MON/mbm_assign_mode");
	assert_int_equal(resctrl_counters_set_mode(m->ctx, "default", 0), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "assigns no counters");
}

static void counters_of_new_groups(void **state)
{
	struct machine *m = *state;

	assert_int_equal(resctrl_counters_set_on_mkdir(m->ctx, false, RESCTRL_DRY_RUN), 0);
	assert_string_equal(fault_io_log(m->io), "");
	assert_int_equal(resctrl_counters_set_on_mkdir(m->ctx, false, 0), 0);
	assert_int_equal(resctrl_counters_set_on_mkdir(m->ctx, true, 0), 0);
	assert_string_equal(fault_io_log(m->io), "write info/L3_MON/mbm_assign_on_mkdir 0\n"
			    "write info/L3_MON/mbm_assign_on_mkdir 1\n");
	fault_io_add(m->io, "read info/L3_MON/mbm_assign_on_mkdir 1 EINVAL");
	assert_int_equal(resctrl_counters_set_on_mkdir(m->ctx, true, 0), -EOPNOTSUPP);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, EOPNOTSUPP, "in the mode \"default\"");
	machine_remove(m, "info/L3_MON/mbm_assign_on_mkdir");
	assert_int_equal(resctrl_counters_set_on_mkdir(m->ctx, true, 0), -EOPNOTSUPP);
}

/* ---- out of memory ---- */

static void with_both(struct machine *m)
{
	with_filters(m);
	with_bmec(m);
}

static int set_filter(struct machine *m)
{
	return resctrl_filter_set(m->ctx, "mbm_total_bytes", "0x4", NULL, RESCTRL_DRY_RUN);
}

static int set_mode(struct machine *m)
{
	return resctrl_counters_set_mode(m->ctx, "mbm_event", 0);
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(with_both, set_filter);
	machine_run_out_of_memory(NULL, set_mode);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(filters_of_all_domains), TEST(filters_of_each_domain), TEST(none_and_nonsense),
		TEST(one_filter),	      TEST(names_of_tomorrow),	    TEST(filters_by_domain),
		TEST(wrong_requests),	      TEST(the_mode),		    TEST(counters_of_new_groups),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("filters", tests, NULL, NULL);
}

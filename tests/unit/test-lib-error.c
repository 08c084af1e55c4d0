/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The error record and the warnings. */
#include "support/machine.h"

#include <errno.h>
#include <string.h>

#include "oom.h"

static void nothing_has_failed_yet(void **state)
{
	struct machine *m = *state;
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);

	assert_int_equal(resctrl_error_get_code(e), RESCTRL_ERROR_NONE);
	assert_string_equal(resctrl_error_get_code_name(e), "none");
	assert_int_equal(resctrl_error_get_errno(e), 0);
	assert_null(resctrl_error_get_operation(e));
	assert_null(resctrl_error_get_path(e));
	assert_null(resctrl_error_get_kernel_text(e));
	assert_null(resctrl_error_get_cause(e));
	assert_null(resctrl_error_get_fix(e));
	assert_int_equal(resctrl_error_get_num_left_behind(e), 0);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
}

static void a_record_holds_what_it_was_given(void **state)
{
	struct machine *m = *state;
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);
	const struct failure f = { RESCTRL_ERROR_NO_RMID, ENOSPC, RESCTRL_CAUSE_PREDICTED, "/a/b",
				   "one\ntwo\n", "do this" };

	error_begin(m->ctx, "make %s", "tea");
	assert_int_equal(error_set(m->ctx, &f, "no %d", 3), -ENOSPC);
	assert_error(m, RESCTRL_ERROR_NO_RMID, ENOSPC, "no 3");
	assert_string_equal(resctrl_error_get_code_name(e), "no_rmid");
	assert_string_equal(resctrl_error_get_operation(e), "make tea");
	assert_string_equal(resctrl_error_get_path(e), "/a/b");
	assert_string_equal(resctrl_error_get_kernel_text(e), "one\ntwo");
	assert_string_equal(resctrl_error_get_fix(e), "do this");
	assert_int_equal(resctrl_error_get_cause_source(e), RESCTRL_CAUSE_PREDICTED);

	/* The next operation forgets all of it; clearing keeps its name. */
	error_add_left_behind(m->ctx, "the %s", "cup");
	assert_int_equal(resctrl_error_get_num_left_behind(e), 1);
	assert_string_equal(resctrl_error_get_left_behind(e, 0), "the cup");
	error_clear(m->ctx);
	assert_string_equal(resctrl_error_get_operation(e), "make tea");
	assert_int_equal(resctrl_error_get_code(e), RESCTRL_ERROR_NONE);
	assert_null(resctrl_error_get_path(e));
	assert_null(resctrl_error_get_kernel_text(e));
	assert_int_equal(resctrl_error_get_num_left_behind(e), 0);
	error_begin(m->ctx, "100%% more");
	assert_string_equal(resctrl_error_get_operation(e), "100% more");
}

static void long_words_are_cut(void **state)
{
	struct machine *m = *state;
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);
	struct failure f = { RESCTRL_ERROR_FAILED, EIO, RESCTRL_CAUSE_KERNEL, NULL, NULL, NULL };
	char text[2000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	f.path = f.kernel_text = f.fix = text;
	error_begin(m->ctx, "%s", text);
	assert_int_equal(error_set(m->ctx, &f, "%s", text), -EIO);
	error_add_left_behind(m->ctx, "%s", text);
	error_warn(m->ctx, "long", "%s", text);
	assert_int_equal(strlen(resctrl_error_get_operation(e)), sizeof(e->operation) - 1);
	assert_int_equal(strlen(resctrl_error_get_path(e)), sizeof(e->path) - 1);
	assert_int_equal(strlen(resctrl_error_get_kernel_text(e)), sizeof(e->kernel_text) - 1);
	assert_int_equal(strlen(resctrl_error_get_fix(e)), sizeof(e->fix) - 1);
	assert_int_equal(strlen(resctrl_error_get_cause(e)), sizeof(e->cause) - 1);
	assert_in_range(strlen(resctrl_error_get_left_behind(e, 0)), 500, 1999);
	assert_in_range(strlen(resctrl_ctx_get_warning_message(m->ctx, 0)), 500, 1999);
}

static void every_code_has_its_name(void **state)
{
	struct machine *m = *state;
	struct failure f = { RESCTRL_ERROR_NONE, EIO, RESCTRL_CAUSE_KERNEL, NULL, NULL, NULL };
	const char *names[RESCTRL_ERROR_MEMORY + 1];

	for (int code = 0; code <= RESCTRL_ERROR_MEMORY; code++) {
		f.code = (enum resctrl_error_code)code;
		assert_int_equal(error_set(m->ctx, &f, "x"), -EIO);
		names[code] = resctrl_error_get_code_name(&m->ctx->error);
		assert_non_null(names[code]);
		assert_int_equal(strspn(names[code], "abcdefghijklmnopqrstuvwxyz_"),
				 strlen(names[code]));
		for (int i = 0; i < code; i++)
			assert_string_not_equal(names[i], names[code]);
	}
	assert_string_equal(names[RESCTRL_ERROR_NOT_MOUNTED], "not_mounted");
	assert_string_equal(names[RESCTRL_ERROR_MEMORY], "memory");
}

static void the_set_of_errnos_is_closed(void **state)
{
	/* include/resctrl/ctx.h */
	static const int documented[] = { EINVAL, ENOMEM, EPERM, EACCES, ENOENT, EEXIST, EBUSY, ENOSPC,
					  ENODEV, ESRCH, EOPNOTSUPP, E2BIG, ERANGE, EOVERFLOW, EMFILE,
					  ENFILE, EROFS, EIO };
	struct machine *m = *state;

	error_begin(m->ctx, "try");
	for (int err = 1; err < 134; err++) {
		bool in = false;

		for (size_t i = 0; i < ARRAY_SIZE(documented); i++)
			in |= documented[i] == err;
		assert_int_equal(error_system(m->ctx, STATUS_READ, err, "x"), in ? -err : -EIO);
		/* The record says what the kernel said. */
		assert_int_equal(resctrl_error_get_errno(&m->ctx->error), err);
		assert_non_null(resctrl_error_get_cause(&m->ctx->error));
	}
}

static void our_own_checks_are_predictions(void **state)
{
	struct machine *m = *state;
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);

	error_begin(m->ctx, "try");
	assert_int_equal(error_invalid(m->ctx, "fix", "%s is odd", "it"), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "it is odd");
	assert_int_equal(resctrl_error_get_cause_source(e), RESCTRL_CAUSE_PREDICTED);
	assert_int_equal(error_refused(m->ctx, NULL, "not here"), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "not here");
	assert_int_equal(resctrl_error_get_cause_source(e), RESCTRL_CAUSE_PREDICTED);
	assert_null(resctrl_error_get_fix(e));
	assert_int_equal(error_system(m->ctx, STATUS_READ, ENOMEM, "x"), -ENOMEM);
	assert_error(m, RESCTRL_ERROR_MEMORY, ENOMEM, "out of memory");
	assert_int_equal(resctrl_error_get_cause_source(e), RESCTRL_CAUSE_KERNEL);
}

static void warnings_add_up(void **state)
{
	struct machine *m = *state;

	error_warn(m->ctx, "first", "%d", 1);
	error_begin(m->ctx, "next");
	error_warn(m->ctx, "second", "%d", 2);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 2);
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "first");
	assert_string_equal(resctrl_ctx_get_warning_message(m->ctx, 0), "1");
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 1), "second");
	resctrl_ctx_release_warnings(m->ctx);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
	resctrl_ctx_release_warnings(m->ctx);
}

/* A failure can be told when memory has run out; its ornaments are lost, and nothing else. */
static void without_memory(void **state)
{
	struct machine *m = *state;

	for (unsigned int n = 1; n <= 3; n++) {
		oom_at(n);
		error_warn(m->ctx, "code", "message");
		assert_true(oom_hit());
		assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
	}
	error_begin(m->ctx, "try");
	for (unsigned int n = 1; n <= 2; n++) {
		oom_at(n);
		assert_int_equal(error_invalid(m->ctx, NULL, "cause"), -EINVAL);
		error_add_left_behind(m->ctx, "this");
		assert_true(oom_hit());
		assert_int_equal(resctrl_error_get_num_left_behind(&m->ctx->error), 0);
	}
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "cause");
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(nothing_has_failed_yet),
		TEST(a_record_holds_what_it_was_given),
		TEST(long_words_are_cut),
		TEST(every_code_has_its_name),
		TEST(the_set_of_errnos_is_closed),
		TEST(our_own_checks_are_predictions),
		TEST(warnings_add_up),
		TEST(without_memory),
	};

	return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}

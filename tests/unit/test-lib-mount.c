/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where resctrl is mounted; mounting and unmounting, and why they fail. */
#include "support/machine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/libc.h"

#define EMPTY	"25 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
#define MOUNTED	"40 25 0:35 / /sys/fs/resctrl rw - resctrl resctrl rw,cdp,debug\n"

/* What the calls were asked for, and what they answer. */
struct calls {
	char log[1024];
	int err;
	const char *unknown;	/* the option that this kernel does not know */
	const char *words;
};

static int answer(void *data, const char *what, const char *target, const char *options,
		  const char **failed, const char **log)
{
	struct calls *c = data;
	size_t len = strlen(c->log);

	snprintf(c->log + len, sizeof(c->log) - len, "%s %s %s\n", what, target, options);
	if (c->unknown && strstr(options, c->unknown)) {
		*failed = c->unknown;
		return -EINVAL;
	}
	if (c->words && c->err)
		*log = c->words;
	return c->err;
}

static void answer_with(struct calls *c)
{
	const struct fake_mount fake = { answer, c };

	c->log[0] = '\0';
	mounts_set(&fake);
}

/* ---- the snapshot ---- */

static struct resctrl_mount *load(struct machine *m)
{
	struct resctrl_mount *mount;

	assert_int_equal(resctrl_mount_load(m->ctx, &mount), 0);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
	return mount;
}

static void tells_where_and_how(void **state)
{
	struct machine *m = *state;
	struct resctrl_mount *mount;

	assert_int_equal(resctrl_mount_load(m->ctx, NULL), -EINVAL);
	machine_write(m, "/proc/self/mountinfo", EMPTY MOUNTED);
	mount = load(m);
	assert_true(resctrl_mount_is_supported(mount));
	assert_true(resctrl_mount_is_mounted(mount));
	assert_string_equal(resctrl_mount_get_path(mount), "/sys/fs/resctrl");
	assert_string_equal(resctrl_mount_get_options(mount), "cdp,debug");
	assert_true(resctrl_mount_has_option(mount, "cdp"));
	assert_true(resctrl_mount_has_option(mount, "debug"));
	assert_false(resctrl_mount_has_option(mount, "cdpl2"));
	assert_false(resctrl_mount_has_option(mount, "cd"));
	assert_false(resctrl_mount_has_option(mount, ""));
	assert_false(resctrl_mount_has_option(mount, NULL));
	resctrl_mount_free(mount);
	resctrl_mount_free(NULL);

	machine_write(m, "/proc/self/mountinfo", EMPTY);
	mount = load(m);
	assert_true(resctrl_mount_is_supported(mount));
	assert_false(resctrl_mount_is_mounted(mount));
	assert_null(resctrl_mount_get_path(mount));
	assert_null(resctrl_mount_get_options(mount));
	assert_false(resctrl_mount_has_option(mount, "cdp"));
	resctrl_mount_free(mount);

	machine_write(m, "/proc/filesystems", "nodev\tsysfs\n");
	mount = load(m);
	assert_false(resctrl_mount_is_supported(mount));
	resctrl_mount_free(mount);
}

static void loading_fails(void **state)
{
	struct machine *m = *state;
	struct resctrl_mount *mount;

	machine_write(m, "/proc/self/mountinfo", "25 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
	fault_io_add(m->io, "read /proc/filesystems 1 EIO");
	assert_int_equal(resctrl_mount_load(m->ctx, &mount), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	assert_string_equal(m->ctx->error.path, "/proc/filesystems");
	fault_io_add(m->io, "open /proc/self/mountinfo 1 EACCES");
	assert_int_equal(resctrl_mount_load(m->ctx, &mount), -EACCES);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EACCES, "");
	assert_string_equal(m->ctx->error.path, "/proc/self/mountinfo");
}

static void use_sysroot(struct machine *m)
{
	assert_int_equal(resctrl_ctx_set_sysroot(m->ctx, m->root), 0);
	m->ctx->io.ops = &io_default_ops;
}

static void a_recorded_tree_without_tables(void **state)
{
	struct machine *m = *state;
	struct resctrl_mount *mount;

	machine_remove(m, "/proc/filesystems");
	machine_remove(m, "/proc/self/mountinfo");
	use_sysroot(m);
	mount = load(m);
	assert_true(resctrl_mount_is_supported(mount));
	assert_string_equal(resctrl_mount_get_path(mount), "/sys/fs/resctrl");
	assert_string_equal(resctrl_mount_get_options(mount), "");
	resctrl_mount_free(mount);
	resctrl_ctx_release(m->ctx);
	machine_remove(m, "info");
	mount = load(m);
	assert_false(resctrl_mount_is_mounted(mount));
	resctrl_mount_free(mount);
	io_release(&m->ctx->io);
}

/* ---- mounting ---- */

static void mounts(void **state)
{
	struct machine *m = *state;
	struct calls c = { .err = 0 };

	answer_with(&c);
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, 0), 0);
	assert_int_equal(resctrl_ctx_mount(m->ctx, "cdp,mba_MBps", 0), 0);
	assert_int_equal(resctrl_ctx_mount(m->ctx, "debug,cdpl2", 0), 0);
	assert_int_equal(resctrl_ctx_mount(m->ctx, "cdp", RESCTRL_NO_DEBUG), 0);
	assert_int_equal(resctrl_ctx_set_mount_point(m->ctx, "/mnt"), 0);
	assert_int_equal(resctrl_ctx_mount(m->ctx, "", 0), 0);
	assert_string_equal(c.log, "mount /sys/fs/resctrl debug\n"
			    "mount /sys/fs/resctrl cdp,mba_MBps,debug\n"
			    "mount /sys/fs/resctrl debug,cdpl2\nmount /sys/fs/resctrl cdp\n"
			    "mount /mnt debug\n");
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
}

static void older_kernels_do_not_know_debug(void **state)
{
	struct machine *m = *state;
	struct calls c = { .unknown = "debug" };

	answer_with(&c);
	assert_int_equal(resctrl_ctx_mount(m->ctx, "cdp", 0), 0);
	assert_string_equal(c.log, "mount /sys/fs/resctrl cdp,debug\nmount /sys/fs/resctrl cdp\n");
	/* Who asks for it is told. */
	answer_with(&c);
	assert_int_equal(resctrl_ctx_mount(m->ctx, "debug", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "the kernel refuses the option debug");
	assert_string_equal(c.log, "mount /sys/fs/resctrl debug\n");
}

static void options_that_are_none(void **state)
{
	struct machine *m = *state;
	struct calls c = { .err = 0 };

	answer_with(&c);
	assert_int_equal(resctrl_ctx_mount(m->ctx, "cdp,size=4", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "no mount option \"size=4\"");
	assert_string_equal(c.log, "");
}

static void mounting_fails(void **state)
{
	static const struct {
		int err;
		enum resctrl_error_code code;
		const char *cause;
	} cases[] = {
		{ ENODEV, RESCTRL_ERROR_NOT_SUPPORTED, "no resctrl" },
		{ EPERM, RESCTRL_ERROR_PERMISSION, "" },
		{ EOPNOTSUPP, RESCTRL_ERROR_REFUSED, "what this machine does not have" },
		{ ENOENT, RESCTRL_ERROR_FAILED, "there is no directory /sys/fs/resctrl" },
		{ ENOMEM, RESCTRL_ERROR_MEMORY, "out of memory" },
	};
	struct machine *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct calls c = { .err = -cases[i].err };

		answer_with(&c);
		assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, 0), -cases[i].err);
		assert_error(m, cases[i].code, cases[i].err, cases[i].cause);
		assert_string_equal(m->ctx->error.operation, "mount resctrl");
	}
}

static void options_this_machine_does_not_have(void **state)
{
	static const char words[] = "mba_MBps requires MBM and linear scale MBA at L3 scope";
	struct machine *m = *state;
	struct calls c = { .err = -EINVAL, .words = words };

	/* The CPU's flags tell which one, and the kernel's words are kept. */
	machine_write(m, "/proc/cpuinfo", "vendor_id\t: GenuineIntel\nflags\t\t: fpu cat_l3 cdp_l3 mba\n");
	answer_with(&c);
	assert_int_equal(resctrl_ctx_mount(m->ctx, "cdp,mba_MBps", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "mba_MBps needs memory bandwidth monitoring");
	assert_string_equal(resctrl_error_get_kernel_text(&m->ctx->error), words);
	assert_int_equal(m->ctx->error.source, RESCTRL_CAUSE_KERNEL);
	/* Where they promise all, or are not there, the kernel's refusal stands alone. */
	machine_write(m, "/proc/cpuinfo", "vendor_id\t: GenuineIntel\nflags\t\t: cdp_l3 mba cqm_mbm_local\n");
	assert_int_equal(resctrl_ctx_mount(m->ctx, "cdp", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "an option asks for what this machine");
	fault_io_add(m->io, "read /proc/cpuinfo 1 EIO");
	assert_int_equal(resctrl_ctx_mount(m->ctx, "cdp", 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "an option asks for what this machine");
}

static void mounted_already(void **state)
{
	struct machine *m = *state;
	struct calls c = { .err = -EBUSY };

	answer_with(&c);
	machine_write(m, "/proc/self/mountinfo", MOUNTED);
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, 0), -EBUSY);
	assert_error(m, RESCTRL_ERROR_EXISTS, EBUSY, "mounted already, at /sys/fs/resctrl with cdp,debug");
	machine_write(m, "/proc/self/mountinfo", EMPTY);
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, 0), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "a former mount of resctrl is still in use");
	/* Somebody else has it, in a name space of his own. */
	machine_write(m, "/proc/77/comm", "daemon\n");
	machine_write(m, "/proc/77/mountinfo", MOUNTED);
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, 0), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "daemon (pid 77) has resctrl mounted in a name space of its own");
	assert_int_equal(m->ctx->error.source, RESCTRL_CAUSE_KERNEL);
	c.err = 0;
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, RESCTRL_DRY_RUN), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "daemon (pid 77) has resctrl mounted");
	assert_int_equal(m->ctx->error.source, RESCTRL_CAUSE_PREDICTED);
	machine_write(m, "/proc/77/mountinfo", EMPTY);
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, RESCTRL_DRY_RUN), 0);
}

static void permission_is_explained(void **state)
{
	struct machine *m = *state;
	struct calls c = { .err = -EPERM };

	answer_with(&c);
	machine_write(m, "/proc/self/uid_map", "0 100000 65536\n");
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, 0), -EPERM);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EPERM, "a container with user ids of its own");
	machine_write(m, "/proc/self/uid_map", "         0          0 4294967295\n");
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, 0), -EPERM);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EPERM, "CAP_SYS_ADMIN");
	assert_int_equal(resctrl_ctx_unmount(m->ctx, 0), -EPERM);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EPERM, "CAP_SYS_ADMIN");
}

static void dry_runs_mount_nothing(void **state)
{
	struct machine *m = *state;
	struct calls c = { .err = 0 };

	answer_with(&c);
	assert_int_equal(resctrl_ctx_mount(m->ctx, "cdp", RESCTRL_DRY_RUN), -EBUSY);
	assert_error(m, RESCTRL_ERROR_EXISTS, EBUSY, "mounted already");
	machine_write(m, "/proc/self/mountinfo", EMPTY);
	machine_write(m, "/proc/cpuinfo", "vendor_id\t: GenuineIntel\nflags\t\t: cat_l3\n");
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, RESCTRL_DRY_RUN), 0);
	assert_int_equal(resctrl_ctx_mount(m->ctx, "cdp", RESCTRL_DRY_RUN), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "no \"cdp_l3\" in /proc/cpuinfo");
	assert_int_equal(m->ctx->error.source, RESCTRL_CAUSE_PREDICTED);
	assert_int_equal(resctrl_ctx_mount(m->ctx, "cdpl2", RESCTRL_DRY_RUN), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "no \"cdp_l2\" in /proc/cpuinfo");
	machine_write(m, "/proc/cpuinfo", "vendor_id\t: AuthenticAMD\nflags\t\t: mba cqm_mbm_local\n");
	assert_int_equal(resctrl_ctx_mount(m->ctx, "mba_MBps", RESCTRL_DRY_RUN), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "the bandwidth control of this CPU is absolute");
	fault_io_add(m->io, "read /proc/cpuinfo 1 EIO");
	assert_int_equal(resctrl_ctx_mount(m->ctx, "cdp", RESCTRL_DRY_RUN), -EIO);
	machine_write(m, "/proc/filesystems", "nodev\tsysfs\n");
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, RESCTRL_DRY_RUN), -ENODEV);
	assert_error(m, RESCTRL_ERROR_NOT_SUPPORTED, ENODEV, "no resctrl");
	fault_io_add(m->io, "read /proc/filesystems 1 EIO");
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, RESCTRL_DRY_RUN), -EIO);
	assert_null(strstr(c.log, "mount"));
}

/* The kernel knows more than flags of the CPU do, and answers for options before it looks for rights or a mount. */
static void dry_runs_ask_the_kernel(void **state)
{
	static const char words[] = "mba_MBps requires MBM and linear scale MBA at L3 scope";
	struct machine *m = *state;
	struct calls c = { .err = -EINVAL, .words = words };

	machine_write(m, "/proc/cpuinfo", "vendor_id\t: GenuineIntel\nflags\t\t: cdp_l3 mba cqm_mbm_local\n");
	answer_with(&c);
	assert_int_equal(resctrl_ctx_mount(m->ctx, "cdp,mba_MBps", RESCTRL_DRY_RUN), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "an option asks for what this machine does not have");
	assert_string_equal(resctrl_error_get_kernel_text(&m->ctx->error), words);
	assert_string_equal(c.log, "check - cdp,mba_MBps\n");
	c = (struct calls){ .unknown = "debug" };
	answer_with(&c);
	assert_int_equal(resctrl_ctx_mount(m->ctx, "debug", RESCTRL_DRY_RUN), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "the kernel refuses the option debug");
	/* Its own refusal, and one that it would give later. */
	machine_write(m, "/proc/self/uid_map", "         0          0 4294967295\n");
	c = (struct calls){ .err = -EPERM };
	answer_with(&c);
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, RESCTRL_DRY_RUN), -EPERM);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EPERM, "");
	c = (struct calls){ .err = 0 };
	answer_with(&c);
	machine_write(m, "/proc/self/uid_map", "0 100000 65536\n");
	assert_int_equal(resctrl_ctx_mount(m->ctx, NULL, RESCTRL_DRY_RUN), -EPERM);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EPERM, "a container with user ids of its own");
	assert_null(strstr(c.log, "mount"));
}

/* ---- unmounting ---- */

static void unmounts(void **state)
{
	struct machine *m = *state;
	struct calls c = { .err = 0 };

	answer_with(&c);
	assert_int_equal(resctrl_ctx_unmount(m->ctx, RESCTRL_DRY_RUN), 0);
	assert_string_equal(c.log, "");
	assert_int_equal(resctrl_ctx_unmount(m->ctx, 0), 0);
	assert_string_equal(c.log, "unmount /sys/fs/resctrl \n");
	/* What it has open itself would make it busy. */
	assert_int_equal(fault_io_num_open(m->io), 0);
}

static void groups_are_not_lost_by_accident(void **state)
{
	struct machine *m = *state;
	struct calls c = { .err = 0 };
	char name[40];

	answer_with(&c);
	machine_add_group(m, "web");
	assert_int_equal(resctrl_ctx_unmount(m->ctx, 0), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "1 group would be lost: web");
	assert_int_equal(m->ctx->error.source, RESCTRL_CAUSE_PREDICTED);
	assert_non_null(strstr(m->ctx->error.fix, "--force"));
	machine_add_group(m, "mon_groups/m1");
	assert_int_equal(resctrl_ctx_unmount(m->ctx, RESCTRL_DRY_RUN), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "2 groups would be lost: /m1, web");
	assert_string_equal(c.log, "");
	/* As many as an error has room for. */
	for (unsigned int i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "a-group-with-a-long-name-%02u", i);
		machine_add_group(m, name);
	}
	assert_int_equal(resctrl_ctx_unmount(m->ctx, 0), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "22 groups would be lost: /m1, a-group-with-a-long-name-00, ");
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "-name-11 and 9 more");
	fault_io_add(m->io, "getdents . 1 EIO");
	assert_int_equal(resctrl_ctx_unmount(m->ctx, 0), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	assert_string_equal(c.log, "");
	assert_int_equal(resctrl_ctx_unmount(m->ctx, RESCTRL_FORCE), 0);
	assert_string_equal(c.log, "unmount /sys/fs/resctrl \n");
}

/* The kernel could not unmount with one. */
static void locked_groups_go_first(void **state)
{
	struct machine *m = *state;
	struct calls c = { .err = 0 };

	answer_with(&c);
	machine_add_group(m, "web");
	machine_add_group(m, "db");
	machine_write(m, "db/mode", "pseudo-locked\n");
	fault_io_add(m->io, "rmdir db 1 EPERM");
	assert_int_equal(resctrl_ctx_unmount(m->ctx, RESCTRL_FORCE), -EPERM);
	assert_string_equal(c.log, "");
	c.err = -EIO;
	assert_int_equal(resctrl_ctx_unmount(m->ctx, RESCTRL_FORCE), -EIO);
	assert_int_equal(m->ctx->error.left_behind.num, 1);
	assert_string_equal(m->ctx->error.left_behind.items[0], "the pseudo-locked group db has been removed");
	assert_string_equal(c.log, "unmount /sys/fs/resctrl \n");
	assert_int_equal(fault_io_num_open(m->io), 0);
}

static void link_to(struct machine *m, const char *target, const char *path)
{
	char full[400];

	snprintf(full, sizeof(full), "%s%s", m->root, path);
	assert_int_equal(symlink(target, full), 0);
}

static void who_holds_it_is_named(void **state)
{
	struct machine *m = *state;
	struct calls c = { .err = -EBUSY };

	answer_with(&c);
	assert_int_equal(resctrl_ctx_unmount(m->ctx, 0), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "a process has a file or its working directory there");
	/* One by its working directory, one by an open file, one not at all. */
	machine_write(m, "/proc/12/comm", "bash\n");
	link_to(m, "../../sys/fs/resctrl", "/proc/12/cwd");
	machine_write(m, "/proc/40/comm", "pqos\n");
	machine_write(m, "/proc/40/fd/x", "x\n");
	machine_write(m, "/proc/50/comm", "sleep\n");
	assert_int_equal(resctrl_ctx_unmount(m->ctx, 0), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "it is in use by bash (pid 12), pqos (pid 40)");
	/* Looking for them fails. */
	fault_io_add(m->io, "getdents /proc 1 EACCES");
	assert_int_equal(resctrl_ctx_unmount(m->ctx, 0), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "a process has a file");
	fault_io_reset(m->io);
	fault_io_add(m->io, "fstat . 1 EIO");
	assert_int_equal(resctrl_ctx_unmount(m->ctx, 0), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "a process has a file");
}

static void unmounting_fails(void **state)
{
	struct machine *m = *state;
	struct calls c = { .err = -EIO };

	answer_with(&c);
	assert_int_equal(resctrl_ctx_unmount(m->ctx, 0), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	/* What the host has mounted is locked in a container. Elsewhere somebody else was faster. */
	c.err = -EINVAL;
	machine_write(m, "/proc/self/uid_map", "0 100000 65536\n");
	assert_int_equal(resctrl_ctx_unmount(m->ctx, 0), -EPERM);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EPERM, "a container with user ids of its own");
	machine_write(m, "/proc/self/uid_map", "         0          0 4294967295\n");
	assert_int_equal(resctrl_ctx_unmount(m->ctx, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_NOT_MOUNTED, EINVAL, "no mount any more at /sys/fs/resctrl");
	machine_write(m, "/proc/self/mountinfo", EMPTY);
	assert_int_equal(resctrl_ctx_unmount(m->ctx, 0), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_MOUNTED, ENOENT, "not mounted");
}

/* ---- out of memory ---- */

static int load_it(struct machine *m)
{
	struct resctrl_mount *mount;
	int err = resctrl_mount_load(m->ctx, &mount);

	if (err)
		return err;
	assert_string_equal(resctrl_mount_get_path(mount), "/sys/fs/resctrl");
	resctrl_mount_free(mount);
	return 0;
}

static void as_tree(struct machine *m)
{
	machine_remove(m, "/proc/self/mountinfo");
	use_sysroot(m);
}

static int load_tree(struct machine *m)
{
	int err = load_it(m);

	resctrl_ctx_release(m->ctx);
	io_release(&m->ctx->io);
	return err;
}

static int mount_it(struct machine *m)
{
	struct calls c = { .unknown = "debug" };

	answer_with(&c);
	return resctrl_ctx_mount(m->ctx, "cdp", 0);
}

static int unmount_it(struct machine *m)
{
	struct calls c = { .err = -EBUSY };
	int err;

	answer_with(&c);
	err = resctrl_ctx_unmount(m->ctx, 0);
	assert_true(err < 0);
	return err == -EBUSY ? 0 : err;
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(NULL, load_it);
	machine_run_out_of_memory(as_tree, load_tree);
	machine_run_out_of_memory(NULL, mount_it);
	machine_run_out_of_memory(NULL, unmount_it);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(tells_where_and_how),
		TEST(loading_fails),
		TEST(a_recorded_tree_without_tables),
		TEST(mounts),
		TEST(older_kernels_do_not_know_debug),
		TEST(options_that_are_none),
		TEST(mounting_fails),
		TEST(options_this_machine_does_not_have),
		TEST(mounted_already),
		TEST(permission_is_explained),
		TEST(dry_runs_mount_nothing),
		TEST(dry_runs_ask_the_kernel),
		TEST(unmounts),
		TEST(groups_are_not_lost_by_accident),
		TEST(locked_groups_go_first),
		TEST(who_holds_it_is_named),
		TEST(unmounting_fails),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("mount", tests, NULL, NULL);
}

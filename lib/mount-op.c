/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mounting and unmounting resctrl. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "group.h"
#include "holders.h"
#include "io/fsmount.h"
#include "mount.h"
#include "schema.h"

/* ---- mount ---- */

/*
 * It is not mounted in this name space, and busy. FOUND: only where a process is seen that keeps it so, as for a dry
 * run.
 */
static int mount_kept(struct resctrl_ctx *ctx, const char *target, bool found)
{
	struct failure f = { RESCTRL_ERROR_BUSY, EBUSY, found ? RESCTRL_CAUSE_PREDICTED : RESCTRL_CAUSE_KERNEL,
			     target, NULL, NULL };
	bool elsewhere;
	char who[64];
	int err;

	err = holders_find_keeper(&ctx->io, &elsewhere, who, sizeof(who));
	if (err == -ENOMEM)
		return error_memory(ctx);
	if (err && found)
		return 0;
	f.fix = "end the process that still has files of the former mount open; \"rctl doctor\", as root, finds it";
	if (err)
		return error_set(ctx, &f, "a former mount of resctrl is still in use");
	f.fix = "enter that name space, with this process as PID: nsenter --mount --target PID";
	if (elsewhere)
		return error_set(ctx, &f, "%s has resctrl mounted in a name space of its own", who);
	f.fix = "end that process, or let it close its files";
	return error_set(ctx, &f, "%s holds a resctrl that is mounted nowhere any more", who);
}

static int mount_busy(struct resctrl_ctx *ctx, const char *target)
{
	struct failure mounted = { RESCTRL_ERROR_EXISTS, EBUSY, RESCTRL_CAUSE_KERNEL, target, NULL,
				   "unmount it first, with \"rctl unmount\"" };
	struct mountinfo_entry entry;
	struct strbuf text = { 0 };
	int err;

	err = io_read_file(&ctx->io, IO_ROOT, "/proc/self/mountinfo", &text);
	if (!err)
		err = mountinfo_find(text.text, NULL, &entry);
	strbuf_release(&text);
	if (err)
		return mount_kept(ctx, target, false);
	mounted.path = entry.path;
	err = error_set(ctx, &mounted, "resctrl is mounted already, at %s%s%s", entry.path,
			*entry.options ? " with " : "", entry.options);
	mountinfo_release(&entry);
	return err;
}

static int mount_failed(struct resctrl_ctx *ctx, int err, const char *target, const char *option,
			const char *log)
{
	struct failure f = { RESCTRL_ERROR_FAILED, -err, RESCTRL_CAUSE_KERNEL, target,
			     *log ? log : NULL, NULL };

	switch (-err) {
	case EBUSY:
		return mount_busy(ctx, target);
	case ENODEV:
		f.code = RESCTRL_ERROR_NOT_SUPPORTED;
		f.fix = "it needs a CPU with Intel RDT, AMD PQoS or Arm MPAM, enabled in the firmware, and "
			"a kernel built with resctrl: \"rctl doctor\" says what is missing, "
			"\"rctl probe\" what the hardware has";
		return error_set(ctx, &f, "this kernel found nothing to divide or to measure (no resctrl)");
	case EPERM:
	case EACCES:
		return mount_explain_permission(ctx, target);
	case EINVAL:
	case EOPNOTSUPP:
		f.code = RESCTRL_ERROR_REFUSED;
		f.fix = "leave the option out; \"rctl info\" shows what this machine has";
		if (option)
			return error_set(ctx, &f, "the kernel refuses the option %s here", option);
		return error_set(ctx, &f, "an option asks for what this machine does not have");
	case ENOENT:
		f.fix = "create the mount point first";
		return error_set(ctx, &f, "there is no directory %s", target);
	default:
		return error_system(ctx, STATUS_READ, -err, target);
	}
}

static int parse_options(struct resctrl_ctx *ctx, const char *options, struct strlist *list)
{
	static const char *const known[] = { "cdp", "cdpl2", "mba_MBps", "debug" };

	if (options && strlist_split(list, options, ','))
		return error_memory(ctx);
	for (size_t i = 0; i < list->num; i++) {
		size_t k = 0;

		while (k < sizeof(known) / sizeof(*known) && strcmp(known[k], list->items[i]))
			k++;
		if (k == sizeof(known) / sizeof(*known))
			return error_invalid(ctx, "the options are cdp, cdpl2, mba_MBps and debug",
					     "there is no mount option \"%s\"", list->items[i]);
	}
	return 0;
}

static bool has_item(const struct strlist *list, const char *item)
{
	for (size_t i = 0; i < list->num; i++) {
		if (!strcmp(list->items[i], item))
			return true;
	}
	return false;
}

/* The kernel refuses an option in few words or none; the CPU's flags often tell why. */
static void explain_options(struct resctrl_ctx *ctx, const struct strlist *options)
{
	struct resctrl_error refusal = ctx->error;

	refusal.left_behind = (struct strlist){ 0 };
	if (mount_check_options(ctx, options) && ctx->error.code == RESCTRL_ERROR_REFUSED) {
		struct resctrl_error predicted = ctx->error;

		ctx->error = refusal;
		error_explain(ctx, &predicted);
	} else {
		ctx->error = refusal;
	}
}

static int mount_with(struct resctrl_ctx *ctx, struct strlist *options, unsigned int flags)
{
	const char *target = ctx->mount_point ? ctx->mount_point : DEFAULT_MOUNT_POINT;
	bool added = false;
	const char *failed;
	char log[512];
	int err;

	if (!(flags & RESCTRL_NO_DEBUG) && !has_item(options, "debug")) {
		if (strlist_add(options, "debug"))
			return error_memory(ctx);
		added = true;
	}
	err = fsmount_resctrl(target, options, &failed, log, sizeof(log));
	if (err == -EINVAL && added && failed == options->items[options->num - 1]) {
		/* Kernels before 6.7 do not know it. */
		options->num--;
		free(options->items[options->num]);
		err = fsmount_resctrl(target, options, &failed, log, sizeof(log));
	}
	if (err)
		err = mount_failed(ctx, err, target, failed, log);
	if (err == -EINVAL)
		explain_options(ctx, options);
	return err;
}

/*
 * The kernel itself, as it reads the options: whether it knows them, and what mba_MBps lacks, which depends on the
 * kernel's version, on Sub-NUMA Clustering and on counters that are assigned.
 */
static int mount_ask(struct resctrl_ctx *ctx, const struct strlist *options, const char *target)
{
	const char *failed;
	char log[512];
	int err = fsmount_check_options(options, &failed, log, sizeof(log));

	if (err)
		err = mount_failed(ctx, err, target, failed, log);
	if (err == -EINVAL)
		explain_options(ctx, options);
	return err;
}

/* What can be said of a mount without mounting, in the kernel's order: a dry run. */
static int mount_predict(struct resctrl_ctx *ctx, const struct strlist *options)
{
	const char *target = ctx->mount_point ? ctx->mount_point : DEFAULT_MOUNT_POINT;
	struct resctrl_mount m = { 0 };
	int err = mount_load(ctx, &m);

	if (!err && !m.supported)
		err = mount_failed(ctx, -ENODEV, target, NULL, "");
	if (!err)
		err = mount_ask(ctx, options, target);
	if (!err)
		err = mount_check_rights(ctx, target);
	if (!err)
		err = m.entry.path ? mount_busy(ctx, m.entry.path) : mount_kept(ctx, target, true);
	if (!err)
		err = mount_check_options(ctx, options);
	mountinfo_release(&m.entry);
	return err;
}

int resctrl_ctx_mount(struct resctrl_ctx *ctx, const char *options, unsigned int flags)
{
	struct strlist list = { 0 };
	int err;

	assert(ctx);
	error_begin(ctx, "mount resctrl");
	resctrl_ctx_release(ctx);
	err = fs_check_writable(ctx);
	if (!err)
		err = parse_options(ctx, options, &list);
	if (!err)
		err = flags & RESCTRL_DRY_RUN ? mount_predict(ctx, &list) : mount_with(ctx, &list, flags);
	strlist_release(&list);
	return err;
}

/* ---- unmount ---- */

/* All groups but the default one: "web, db/m1", as many as fit. */
static void name_groups(const struct resctrl_group_list *list, char *names, size_t size)
{
	size_t num = resctrl_group_list_get_num(list), len = 0;

	*names = '\0';
	for (size_t i = 1; i < num; i++) {
		const char *name = resctrl_group_list_get_name(list, i);

		/* Room for what says how many are left. */
		if (len + strlen(name) + sizeof(" and 18446744073709551615 more") > size) {
			snprintf(names + len, size - len, " and %zu more", num - i);
			return;
		}
		len += (size_t)snprintf(names + len, size - len, "%s%s", i == 1 ? "" : ", ", name);
	}
}

static int refuse_groups(struct resctrl_ctx *ctx)
{
	const struct failure f = { RESCTRL_ERROR_BUSY, EBUSY, RESCTRL_CAUSE_PREDICTED, ctx->fs_path,
				   NULL, "remove the groups first, or use --force to lose them" };
	struct resctrl_group_list *list;
	char names[400];
	size_t num;
	int err;

	fs_lock_shared(ctx);
	err = group_list_load(ctx, &list);
	fs_unlock(ctx);
	if (err)
		return err;
	num = resctrl_group_list_get_num(list);
	if (num > 1) {
		name_groups(list, names, sizeof(names));
		err = error_set(ctx, &f, "%zu group%s would be lost: %s", num - 1, num == 2 ? "" : "s", names);
	}
	resctrl_group_list_free(list);
	return err;
}

static int unmount_failed(struct resctrl_ctx *ctx, int err, const char *path)
{
	const struct failure f = { RESCTRL_ERROR_BUSY, -err, RESCTRL_CAUSE_KERNEL, path, NULL,
				   "end what holds it, or wait" };
	const struct failure gone = { RESCTRL_ERROR_NOT_MOUNTED, -err, RESCTRL_CAUSE_KERNEL, path, NULL,
				      "\"rctl info\" shows where resctrl is" };
	char holders[256];

	if (err == -EPERM)
		return mount_explain_permission(ctx, path);
	/* A container's copy of the host's mount is locked to the others of its name space (mount_namespaces(7)). */
	if (err == -EINVAL)
		return mount_check_rights(ctx, path) ? -EPERM :
			error_set(ctx, &gone, "there is no mount any more at %s", path);
	if (err != -EBUSY)
		return error_system(ctx, STATUS_READ, -err, path);
	if (holders_find(&ctx->io, path, holders, sizeof(holders)) || !*holders)
		return error_set(ctx, &f, "a process has a file or its working directory there");
	return error_set(ctx, &f, "it is in use by %s", holders);
}

/* Holders in other name spaces are not seen. */
static int unmount_predict(struct resctrl_ctx *ctx)
{
	char *path = strdup(ctx->fs_path);
	char holders[256];
	int err;

	if (!path)
		return error_memory(ctx);
	err = mount_check_rights(ctx, path);
	resctrl_ctx_release(ctx);
	if (!err && !holders_find(&ctx->io, path, holders, sizeof(holders)) && *holders)
		err = unmount_failed(ctx, -EBUSY, path);
	free(path);
	return err;
}

static int remove_if_locked(struct resctrl_ctx *ctx, const char *name, struct strlist *removed)
{
	struct group_ref ref;
	char *mode = NULL;
	int err;

	err = group_ref_init(ctx, &ref, name);
	if (!err)
		err = line_read(ctx, ref.dir, "mode", &mode);
	if (!err && mode && !strcmp(mode, "pseudo-locked")) {
		err = fs_rmdir(ctx, ref.dir);
		if (!err && strlist_add(removed, name))
			err = error_memory(ctx);
	}
	free(mode);
	return err;
}

/*
 * Kernel 7.3 waits for itself for ever, and everyone who uses resctrl with it, when it unmounts with a pseudo-locked
 * region: pseudo_lock_devnode takes the lock that resctrl_fs_teardown holds (kernel: fs/resctrl/pseudo_lock.c).
 */
static int remove_locked(struct resctrl_ctx *ctx, struct strlist *removed)
{
	struct resctrl_group_list *list;
	int err;

	err = fs_start_change(ctx, 0);
	if (!err)
		err = group_list_load(ctx, &list);
	if (!err) {
		for (size_t i = 0; !err && i < resctrl_group_list_get_num(list); i++) {
			if (resctrl_group_list_get_kind(list, i) == RESCTRL_GROUP_CTRL)
				err = remove_if_locked(ctx, resctrl_group_list_get_name(list, i), removed);
		}
		resctrl_group_list_free(list);
	}
	fs_unlock(ctx);
	return err;
}

static int unmount(struct resctrl_ctx *ctx)
{
	struct strlist removed = { 0 };
	char *path;
	int err;

	err = remove_locked(ctx, &removed);
	path = err ? NULL : strdup(ctx->fs_path);
	if (!err && !path)
		err = error_memory(ctx);
	/* Our own descriptor would make it busy. */
	resctrl_ctx_release(ctx);
	if (path) {
		err = fsmount_unmount(path);
		if (err)
			err = unmount_failed(ctx, err, path);
	}
	for (size_t i = 0; err && i < removed.num; i++)
		error_add_left_behind(ctx, "the pseudo-locked group %s has been removed", removed.items[i]);
	strlist_release(&removed);
	free(path);
	return err;
}

int resctrl_ctx_unmount(struct resctrl_ctx *ctx, unsigned int flags)
{
	int err;

	assert(ctx);
	error_begin(ctx, "unmount resctrl");
	err = fs_check_writable(ctx);
	if (err)
		return err;
	err = ctx_open_fs(ctx);
	if (err < 0)
		return err;
	err = flags & RESCTRL_FORCE ? 0 : refuse_groups(ctx);
	if (!err && flags & RESCTRL_DRY_RUN)
		return unmount_predict(ctx);
	return err ? err : unmount(ctx);
}

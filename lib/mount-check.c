/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Why a mount is refused (kernel: fs/resctrl/rdtgroup.c, rdt_enable_ctx and rdt_parse_param). The CPU's flags can rule
 * an option out; that they are there promises nothing, since a quirk or a boot option may have turned it off.
 */
#include <errno.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mount.h"

static int lacks(struct resctrl_ctx *ctx, const char *cpuinfo, const char *option, const char *flag,
		 const char *what)
{
	if (cpuinfo_has_flag(cpuinfo, flag) != 0)
		return 0;
	return error_refused(ctx, "leave the option out",
			     "%s needs %s, and this CPU has none (no \"%s\" in /proc/cpuinfo)", option, what,
			     flag);
}

static int check_mbps(struct resctrl_ctx *ctx, const char *cpuinfo)
{
	char vendor[32];
	int err;

	err = lacks(ctx, cpuinfo, "mba_MBps", "mba", "memory bandwidth control");
	if (!err && cpuinfo_has_flag(cpuinfo, "cqm_mbm_local") == 0)
		err = lacks(ctx, cpuinfo, "mba_MBps", "cqm_mbm_total", "memory bandwidth monitoring");
	if (err || cpuinfo_vendor(cpuinfo, vendor, sizeof(vendor)))
		return err;
	if (!strcmp(vendor, "AuthenticAMD") || !strcmp(vendor, "HygonGenuine"))
		return error_refused(ctx, "set MB in absolute steps instead, such as MB=10GB/s",
				     "mba_MBps drives a linear throttle, and the bandwidth control of this CPU "
				     "is absolute");
	return 0;
}

static int check_option(struct resctrl_ctx *ctx, const char *cpuinfo, const char *option)
{
	if (!strcmp(option, "cdp"))
		return lacks(ctx, cpuinfo, option, "cdp_l3", "code and data prioritisation of the L3");
	if (!strcmp(option, "cdpl2"))
		return lacks(ctx, cpuinfo, option, "cdp_l2", "code and data prioritisation of the L2");
	if (!strcmp(option, "mba_MBps"))
		return check_mbps(ctx, cpuinfo);
	return 0;
}

int mount_check_options(struct resctrl_ctx *ctx, const struct strlist *options)
{
	struct strbuf text = { 0 };
	int err;

	err = io_read_file(&ctx->io, IO_ROOT, "/proc/cpuinfo", &text);
	if (err)
		err = error_system(ctx, STATUS_READ, -err, "/proc/cpuinfo");
	for (size_t i = 0; !err && i < options->num; i++)
		err = check_option(ctx, text.text, options->items[i]);
	strbuf_release(&text);
	return err;
}

/* The C library has it, and no header of its own. */
int capget(cap_user_header_t header, cap_user_data_t data);

/* One question is no reason for every program with this library to load libcap: 15 system calls at each start. */
static bool has_sys_admin(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

	return !capget(&header, data) && data[0].effective & 1u << CAP_SYS_ADMIN;
}

/* The map of the initial user namespace is the identity over all ids. */
static bool in_user_namespace(struct resctrl_ctx *ctx)
{
	struct strbuf text = { 0 };
	unsigned long inside, outside, count;
	bool yes = false;

	if (!io_read_file(&ctx->io, IO_ROOT, "/proc/self/uid_map", &text) &&
	    sscanf(text.text, "%lu %lu %lu", &inside, &outside, &count) == 3)
		yes = inside || outside || count < UINT32_MAX;
	strbuf_release(&text);
	return yes;
}

int mount_check_rights(struct resctrl_ctx *ctx, const char *path)
{
	return has_sys_admin() && !in_user_namespace(ctx) ? 0 : mount_explain_permission(ctx, path);
}

int mount_explain_permission(struct resctrl_ctx *ctx, const char *path)
{
	struct failure f = { RESCTRL_ERROR_PERMISSION, EPERM, RESCTRL_CAUSE_KERNEL, path, NULL,
			     "run it as root" };

	if (in_user_namespace(ctx)) {
		f.fix = "do it on the host, and give the container the mount";
		return error_set(ctx, &f, "this is a container with user ids of its own, whose root may "
				 "neither mount nor unmount resctrl");
	}
	if (has_sys_admin())
		return error_set(ctx, &f, "a security policy forbids it, although CAP_SYS_ADMIN is there");
	if (!geteuid())
		f.fix = "give the container or service the capability CAP_SYS_ADMIN";
	return error_set(ctx, &f, "it needs the capability CAP_SYS_ADMIN, which this process lacks%s",
			 geteuid() ? "" : " although it runs as root");
}

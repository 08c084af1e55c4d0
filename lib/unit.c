/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The unit of a bandwidth schema, the one fact that no file tells: the mount option and the CPU's vendor decide. */
#include <errno.h>
#include <string.h>

#include "probe/cpuid.h"
#include "schema.h"
#include "text/proc.h"

/* The vendors whose MB and SMBA are absolute, in steps of 1/8 GB/s (resctrl.rst). */
static enum resctrl_bandwidth_unit unit_of_vendor(const char *vendor)
{
	if (!strcmp(vendor, "AuthenticAMD") || !strcmp(vendor, "HygonGenuine"))
		return RESCTRL_UNIT_EIGHTH_GBPS;
	return RESCTRL_UNIT_PERCENT;
}

/* Arm shows no vendor_id. */
static int read_cpuinfo(struct resctrl_ctx *ctx, enum resctrl_bandwidth_unit *unit)
{
	char text[4096], vendor[32];
	ssize_t n;
	int fd;

	fd = io_open(&ctx->io, IO_ROOT, "/proc/cpuinfo", 0);
	if (fd == -ENOENT)
		return 0;
	if (fd < 0)
		return error_system(ctx, STATUS_READ, -fd, "/proc/cpuinfo");
	/* The first CPU is enough, and the whole file is long. */
	n = io_pread(&ctx->io, fd, text, sizeof(text) - 1);
	io_close(&ctx->io, fd);
	if (n < 0)
		return error_system(ctx, STATUS_READ, (int)-n, "/proc/cpuinfo");
	text[n] = '\0';
	if (!cpuinfo_vendor(text, vendor, sizeof(vendor)))
		*unit = unit_of_vendor(vendor);
	else if (strstr(text, "CPU implementer"))
		*unit = RESCTRL_UNIT_PERCENT;
	return 0;
}

/*
 * The vendor of the CPU that this runs on, without a file. All that matters of Arm's is that they are none of the two.
 */
static bool own_vendor(char vendor[CPUID_VENDOR_SIZE])
{
#ifdef __aarch64__
	strcpy(vendor, "Arm");
	return true;
#else
	return cpuid_vendor(vendor);
#endif
}

/* The CPU that this runs on can be asked itself, unless the files are of another machine. Once for each context. */
static int ask_cpu(struct resctrl_ctx *ctx)
{
	char vendor[CPUID_VENDOR_SIZE];
	int err = 0;

	if (ctx->unit_asked)
		return 0;
	ctx->unit_of_cpu = RESCTRL_UNIT_UNKNOWN;
	if (io_is_this_machine(&ctx->io) && own_vendor(vendor))
		ctx->unit_of_cpu = unit_of_vendor(vendor);
	else
		err = read_cpuinfo(ctx, &ctx->unit_of_cpu);
	ctx->unit_asked = !err;
	return err;
}

int unit_load(struct resctrl_ctx *ctx, struct resctrl_schema *schema)
{
	int mbps, err;

	if (strcmp(schema->name, "MB") && strcmp(schema->name, "SMBA"))
		return 0;
	mbps = ctx_has_mount_option(ctx, "mba_MBps");
	if (mbps < 0)
		return mbps;
	if (mbps) {
		schema->unit = RESCTRL_UNIT_MIBPS;
		schema->unit_source = "mount option";
		return 0;
	}
	err = ask_cpu(ctx);
	if (!err && ctx->unit_of_cpu != RESCTRL_UNIT_UNKNOWN) {
		schema->unit = ctx->unit_of_cpu;
		schema->unit_source = "cpu vendor";
	}
	return err;
}

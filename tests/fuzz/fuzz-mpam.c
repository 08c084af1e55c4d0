/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole look at Arm MPAM on a machine of arbitrary files: tables, lists of CPUs, the kernel's texts and the
 * register pages of MSCs, recorded or mapped. Whatever they hold, the look ends, reads no byte beyond a window, writes
 * none but the selection of a RIS, which it puts back, and predicts nothing that its own facts do not have.
 *
 * Input: a byte of switches, then records of a byte KIND, two bytes of length and as many of content.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

#include "fuzz.h"
#include "internal.h"

#define SWITCH_LIVE	0x01u	/* no recorded tree: registers are behind /dev/mem */
#define SWITCH_SELECT	0x02u
#define SWITCH_MEMORY	0x04u	/* a recorded tree with a dev/mem and no images */

#define FIRST_FD	1000
#define PAGES		15	/* the KIND of register pages, of which there may be several */
#define MOST_PAGES	16
#define MOST_FDS	32

static const char *const paths[] = {
	"sys/firmware/acpi/tables/MPAM", "sys/firmware/acpi/tables/PPTT",
	"sys/firmware/acpi/tables/SRAT", "sys/firmware/acpi/tables/APIC",
	"sys/devices/system/cpu/possible", "sys/devices/system/cpu/online",
	"sys/devices/system/node/possible", "proc/sys/kernel/osrelease",
	"proc/cmdline", "rctl/dmesg",
	"sys/devices/soc0/soc_id", "sys/devices/system/cpu/hotplug/states",
	"sys/kernel/security/lockdown", "proc/self/status",
	"proc/filesystems",
};

struct piece {
	const uint8_t *data;
	size_t size;
};

struct fake {
	unsigned int switches;
	struct piece files[PAGES], pages[MOST_PAGES];
	size_t num_pages;
	struct {
		struct piece piece;
		size_t at;
		bool used;
	} fds[MOST_FDS];
	uint8_t *map, *before;	/* of the one window that is open, as it was */
	size_t map_size;
	bool is_writable;
};

static void take_records(struct fake *f, const uint8_t *data, size_t size)
{
	for (size_t at = 0; size - at >= 3; ) {
		unsigned int kind = data[at];
		size_t len = data[at + 1] | (size_t)data[at + 2] << 8;
		struct piece piece = { data + at + 3, len < size - at - 3 ? len : size - at - 3 };

		if (kind < PAGES)
			f->files[kind] = piece;
		else if (f->num_pages < MOST_PAGES)
			f->pages[f->num_pages++] = piece;
		at += 3 + piece.size;
	}
}

/* The page of an MSC, and of a RIS of it, is any of the pages. */
static int find_image(const struct fake *f, const char *path, struct piece *piece)
{
	unsigned int msc, ris = 0;

	if (sscanf(path, "rctl/msc.%u.ris.%u", &msc, &ris) < 1 || !f->num_pages ||
	    f->switches & (SWITCH_LIVE | SWITCH_MEMORY))
		return -ENOENT;
	*piece = f->pages[(msc + ris) % f->num_pages];
	return 0;
}

static int find_file(const struct fake *f, const char *path, struct piece *piece)
{
	*piece = (struct piece){ 0 };
	if (!strcmp(path, "m"))
		return 0;
	if (!strcmp(path, "dev/mem"))
		return f->switches & (SWITCH_LIVE | SWITCH_MEMORY) ? 0 : -ENOENT;
	for (size_t i = 0; i < PAGES; i++) {
		if (strcmp(path, paths[i]) || !f->files[i].data)
			continue;
		*piece = f->files[i];
		return 0;
	}
	return find_image(f, path, piece);
}

static int fake_openat(void *data, int dirfd, const char *path, int flags)
{
	struct fake *f = data;
	struct piece piece;
	int err;

	(void)dirfd;
	err = find_file(f, path + (*path == '/'), &piece);
	if (err) {
		errno = -err;
		return -1;
	}
	/* Only a user's word and no driver in the way make it open registers for writing. */
	FUZZ_HOLDS((flags & O_ACCMODE) == O_RDONLY || f->switches & SWITCH_SELECT);
	for (int i = 0; i < MOST_FDS; i++) {
		if (f->fds[i].used)
			continue;
		f->fds[i].piece = piece;
		f->fds[i].at = 0;
		f->fds[i].used = true;
		return FIRST_FD + i;
	}
	/* Descriptors leak. */
	abort();
}

static int fake_close(void *data, int fd)
{
	struct fake *f = data;

	FUZZ_HOLDS(fd >= FIRST_FD && fd < FIRST_FD + MOST_FDS && f->fds[fd - FIRST_FD].used);
	f->fds[fd - FIRST_FD].used = false;
	return 0;
}

static ssize_t fake_read(void *data, int fd, void *buf, size_t size)
{
	struct fake *f = data;
	const struct piece *piece = &f->fds[fd - FIRST_FD].piece;
	size_t *at = &f->fds[fd - FIRST_FD].at;

	if (size > piece->size - *at)
		size = piece->size - *at;
	if (size)
		memcpy(buf, piece->data + *at, size);
	*at += size;
	return (ssize_t)size;
}

static int fake_fstat(void *data, int fd, struct stat *st)
{
	(void)data;
	(void)fd;
	*st = (struct stat){ .st_mode = S_IFREG, .st_size = INT64_C(1) << 40 };
	return 0;
}

static ssize_t fake_getdents(void *data, int fd, void *buf, size_t size)
{
	(void)data;
	(void)fd;
	(void)buf;
	(void)size;
	return 0;
}

static ssize_t fake_readlinkat(void *data, int dirfd, const char *path, char *buf, size_t size)
{
	(void)data;
	(void)dirfd;
	(void)path;
	(void)buf;
	(void)size;
	errno = ENOENT;
	return -1;
}

/* Exactly what is asked for, so that reading past its end is noticed, with a page's content at that end. */
static void *fake_mmap(void *data, int fd, size_t size, int prot, off_t offset)
{
	struct fake *f = data;
	struct piece page = { 0 };

	(void)fd;
	/* What is asked for begins behind the slack, where registers have to be aligned. */
	FUZZ_HOLDS(!f->map && size >= 0x104 && size % 4 == 0 && offset >= 0);
	if (f->num_pages)
		page = f->pages[(uint64_t)offset / 4096 % f->num_pages];
	if (!page.size) {
		errno = EPERM;
		return MAP_FAILED;
	}
	f->map = calloc(1, size);
	f->before = calloc(1, size);
	FUZZ_HOLDS(f->map && f->before);
	memcpy(f->map + (size - 0x104), page.data, page.size < 0x104 ? page.size : 0x104);
	memcpy(f->before, f->map, size);
	f->map_size = size;
	f->is_writable = prot & PROT_WRITE;
	return f->map;
}

static int fake_munmap(void *data, void *address, size_t size)
{
	struct fake *f = data;

	FUZZ_HOLDS(address == f->map && size == f->map_size);
	FUZZ_HOLDS(!f->is_writable || f->switches & SWITCH_SELECT);
	FUZZ_HOLDS(!memcmp(f->map, f->before, size));
	free(f->map);
	free(f->before);
	f->map = NULL;
	return 0;
}

static int fake_fstatfs(void *data, int fd, struct statfs *st)
{
	(void)data;
	(void)fd;
	*st = (struct statfs){ 0 };
	return 0;
}

static const struct io_ops fake_ops = {
	.openat = fake_openat,
	.close = fake_close,
	.read = fake_read,
	.fstat = fake_fstat,
	.getdents = fake_getdents,
	.readlinkat = fake_readlinkat,
	.mmap = fake_mmap,
	.munmap = fake_munmap,
	.fstatfs = fake_fstatfs,
};

/* ---- what must hold of a result ---- */

static enum resctrl_answer answer_of(const struct resctrl_probe *p, const char *name)
{
	const struct resctrl_prediction *found = NULL;

	for (size_t i = 0; i < resctrl_probe_get_num_predictions(p); i++) {
		const struct resctrl_prediction *one = resctrl_probe_get_prediction(p, i);

		FUZZ_HOLDS(*resctrl_prediction_get_reason(one));
		if (strcmp(resctrl_prediction_get_name(one), name))
			continue;
		FUZZ_HOLDS(!found);
		found = one;
	}
	return found ? resctrl_prediction_get_answer(found) : RESCTRL_ANSWER_UNKNOWN;
}

/* The value of a fact, 0 where there is none. */
static uint64_t value_of(const struct resctrl_probe *p, const char *subject, const char *name)
{
	for (size_t i = 0; i < resctrl_probe_get_num_facts(p); i++) {
		const struct resctrl_fact *fact = resctrl_probe_get_fact(p, i);
		uint64_t value;

		if (!strcmp(resctrl_fact_get_subject(fact), subject) &&
		    !strcmp(resctrl_fact_get_name(fact), name) && !resctrl_fact_get_value(fact, &value))
			return value;
	}
	return 0;
}

/* A yes stands on features that were read. */
static void check_predictions(const struct resctrl_probe *p)
{
	static const char *const resources[] = {
		"L2", "L3", "MB", "llc_occupancy", "mbm_total_bytes", "mbm_local_bytes", "cdp",
	};

	for (size_t i = 0; i < sizeof(resources) / sizeof(resources[0]); i++) {
		if (answer_of(p, "mpam") == RESCTRL_ANSWER_NO)
			FUZZ_HOLDS(answer_of(p, resources[i]) != RESCTRL_ANSWER_YES);
	}
	if (answer_of(p, "L2") == RESCTRL_ANSWER_YES)
		FUZZ_HOLDS(value_of(p, "class L2", "cpbm_wd") - 1 < 32);
	if (answer_of(p, "L3") == RESCTRL_ANSWER_YES)
		FUZZ_HOLDS(value_of(p, "class L3", "cpbm_wd") - 1 < 32);
	if (answer_of(p, "MB") == RESCTRL_ANSWER_YES)
		FUZZ_HOLDS(value_of(p, "class L3", "bwa_wd") - 1 < 16 ||
			   value_of(p, "class memory", "bwa_wd") - 1 < 16);
	if (answer_of(p, "llc_occupancy") == RESCTRL_ANSWER_YES)
		FUZZ_HOLDS(value_of(p, "class L3", "csu_monitors"));
	if (answer_of(p, "mbm_total_bytes") == RESCTRL_ANSWER_YES)
		FUZZ_HOLDS(value_of(p, "class L3", "mbwu_monitors") ||
			   value_of(p, "class memory", "mbwu_monitors"));
}

/* Errata and limits follow from the registers that were read, and from nothing else. */
static void check_registers(const struct resctrl_probe *p)
{
	bool t241 = false, cmn650 = false, told_t241 = false, told_cmn650 = false;

	for (size_t i = 0; i < resctrl_probe_get_num_facts(p); i++) {
		const struct resctrl_fact *fact = resctrl_probe_get_fact(p, i);
		const char *name = resctrl_fact_get_name(fact);
		uint64_t value = 0;

		resctrl_fact_get_value(fact, &value);
		if (!strcmp(name, "mpamf_idr"))
			FUZZ_HOLDS(value_of(p, "limits", "partid_max") <= (value & 0xffff) &&
				   value_of(p, "limits", "pmg_max") <= (value >> 16 & 0xff));
		if (!strcmp(name, "ris_read"))
			FUZZ_HOLDS(value <= 16);
		t241 |= !strcmp(name, "mpamf_iidr") && value == 0x2410036b;
		cmn650 |= !strcmp(name, "mpamf_iidr") && value == 0x43b;
	}
	for (size_t i = 0; i < resctrl_probe_get_num_findings(p); i++) {
		const struct resctrl_finding *finding = resctrl_probe_get_finding(p, i);
		const char *seen = resctrl_finding_get_seen(finding);

		if (strncmp(resctrl_finding_get_code(finding), "mpam_erratum", 12))
			continue;
		told_t241 |= !strncmp(seen, "erratum T241-MPAM-4:", 20);
		told_cmn650 |= !strncmp(seen, "erratum CMN-650 ", 16);
		FUZZ_HOLDS(strncmp(seen, "erratum T241-MPAM-1", 19) || t241);
	}
	FUZZ_HOLDS(t241 == told_t241 && cmn650 == told_cmn650);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fake *f = calloc(1, sizeof(*f));
	struct resctrl_probe *p;
	struct resctrl_ctx *ctx;
	bool is_live;

	FUZZ_HOLDS(f && resctrl_ctx_open(&ctx) == 0);
	f->switches = size ? data[0] : 0;
	if (size)
		take_records(f, data + 1, size - 1);
	is_live = f->switches & SWITCH_LIVE;
	ctx->io.ops = &fake_ops;
	ctx->io.data = f;
	ctx->io.sysroot = is_live ? NULL : strdup("/m");
	FUZZ_HOLDS(is_live || ctx->io.sysroot);
	FUZZ_HOLDS(resctrl_probe_mpam(ctx, f->switches & SWITCH_SELECT ? RESCTRL_PROBE_SELECT_RIS : 0,
				      &p) == 0);
	check_predictions(p);
	check_registers(p);
	resctrl_probe_free(p);
	resctrl_ctx_unref(ctx);
	for (int i = 0; i < MOST_FDS; i++)
		FUZZ_HOLDS(!f->fds[i].used);
	FUZZ_HOLDS(!f->map);
	free(f);
	return 0;
}

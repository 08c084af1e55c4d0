/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ID registers of an MPAM memory system component (Arm IHI 0099, chapter 11). */
#include "probe/msc.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>


#define DRIVER		"/sys/bus/platform/drivers/mpam_msc"
#define CAP_SYS_RAWIO	17
#define WINDOW		0x104u		/* all that is read */
#define PART_SEL	0x100u
#define PART_SEL_RIS	24

/* A window: a mapping of registers, or the bytes of an image. */
struct window {
	const struct probe_env *env;
	struct io_map map;
	int fd;
	void *image;
	size_t size;
};

/* The driver is bound to any MSC. */
static bool any_bound(const struct probe_env *env)
{
	struct strlist names = { 0 };
	bool any = !system_list(env, DRIVER, "mpam_msc.", &names) && names.num;

	strlist_release(&names);
	return any;
}

/* To this one. */
static bool is_bound(const struct probe_env *env, uint32_t identifier)
{
	char path[96];

	snprintf(path, sizeof(path), DRIVER "/mpam_msc.%u", identifier);
	return system_exists(env, path);
}

static uint32_t window_get32(const struct window *w, uint32_t offset)
{
	uint32_t value;

	if (w->map.address)
		return *(volatile const uint32_t *)((const char *)w->map.address + offset);
	if (offset + sizeof(value) > w->size)
		return 0;
	memcpy(&value, (const char *)w->image + offset, sizeof(value));
	return value;
}

static uint64_t window_get(const struct window *w, const struct resctrl_register *reg,
			   uint64_t idr)
{
	uint64_t value = window_get32(w, reg->offset);
	/* The upper half of IDR is there with EXT, that of ESR with HAS_EXTD_ESR. */
	bool has_upper = reg->offset ? idr >> 38 & 1 : value & IDR_EXT;

	if (reg->width == 64 && has_upper)
		value |= (uint64_t)window_get32(w, reg->offset + 4) << 32;
	return value;
}

static void window_close(struct window *w)
{
	io_unmap(w->env->io, &w->map);
	io_close(w->env->io, w->fd);
	free(w->image);
	w->image = NULL;
	w->fd = -1;
}

/* The image of a recorded tree; RIS < 0: as it was, without a selection. */
static int load_image(struct window *w, const struct mpam_msc_node *node, int ris)
{
	char path[64];
	int n = snprintf(path, sizeof(path), "/rctl/msc.%u", node->identifier);

	free(w->image);
	w->image = NULL;
	if (ris >= 0)
		snprintf(path + n, sizeof(path) - (size_t)n, ".ris.%d", ris);
	return io_read_bytes(w->env->io, IO_ROOT, path, 1 << 20, &w->image, &w->size);
}

static enum msc_obstacle obstacle_of_open(const struct probe_env *env, int err)
{
	char lockdown[32];

	if (err == -ENOENT || err == -ENXIO || err == -ENODEV)
		return MSC_NO_DEVICE;
	if (err == -EACCES)
		return MSC_NO_PERMISSION;
	if (err != -EPERM)
		return MSC_FAILED;
	system_get_lockdown(env, lockdown, sizeof(lockdown));
	if (*lockdown && strcmp(lockdown, "none"))
		return MSC_LOCKDOWN;
	return system_has_capability(env, CAP_SYS_RAWIO) == 0 ? MSC_NO_RAWIO : MSC_LOCKDOWN;
}

/* Opens the window of MSC; MSC_READ or why not. */
static enum msc_obstacle window_open(struct window *w, struct msc *msc, bool writable)
{
	const struct probe_env *env = w->env;
	int err;

	if (env->io->sysroot && !load_image(w, msc->node, -1))
		return w->size >= WINDOW ? MSC_READ : MSC_TOO_SMALL;
	/* Of device memory such an access would be a fault. */
	if (msc->node->base % sizeof(uint32_t))
		return MSC_UNALIGNED;
	w->fd = io_open(env->io, IO_ROOT, "/dev/mem", writable ? O_RDWR | O_SYNC : O_RDONLY | O_SYNC);
	if (w->fd == -ENOENT && env->io->sysroot)
		return MSC_NO_IMAGE;
	if (w->fd < 0) {
		msc->err = -w->fd;
		return obstacle_of_open(env, w->fd);
	}
	err = io_map(env->io, w->fd, msc->node->base, WINDOW, writable, &w->map);
	if (!err)
		return MSC_READ;
	msc->err = -err;
	if (err == -EPERM)
		return is_bound(env, msc->node->identifier) ? MSC_BOUND : MSC_STRICT;
	return err == -EFBIG ? MSC_NO_IMAGE : MSC_FAILED;
}

/* Writes PART_SEL, or takes the image of that RIS. False: it cannot be selected. */
static bool window_select(struct window *w, const struct msc *msc, uint8_t ris, uint32_t before)
{
	if (!w->map.address)
		return !load_image(w, msc->node, ris) && w->size >= WINDOW;
	*(volatile uint32_t *)((char *)w->map.address + PART_SEL) =
		(before & ~(UINT32_C(0xf) << PART_SEL_RIS)) | (uint32_t)ris << PART_SEL_RIS;
	return true;
}

static void lower(char *to, size_t size, const char *a, const char *b)
{
	size_t n = (size_t)snprintf(to, size, b ? "%s.%s" : "%s", a, b);

	for (size_t i = 0; i < n && i < size; i++)
		to[i] = (char)tolower((unsigned char)to[i]);
}

void msc_record_register(struct record *r, const struct resctrl_register *reg, uint64_t value)
{
	char name[64];

	lower(name, sizeof(name), reg->name, NULL);
	record_number(r, name, value, "0x%0*llx", reg->width / 4, (unsigned long long)value);
	for (size_t i = 0; i < reg->num_fields; i++) {
		uint64_t bits = register_field_get(&reg->fields[i], value);

		lower(name, sizeof(name), reg->name, reg->fields[i].name);
		record_number(r, name, bits, "%llu", (unsigned long long)bits);
	}
}

/* Where the value of a register goes. */
static void keep(struct msc_ris *ris, const char *name, uint64_t value)
{
	const struct {
		const char *name;
		uint32_t *slot;
	} slots[] = {
		{ "MPAMF_CPOR_IDR", &ris->cpor },	{ "MPAMF_CCAP_IDR", &ris->ccap },
		{ "MPAMF_MBW_IDR", &ris->mbw },		{ "MPAMF_PRI_IDR", &ris->pri },
		{ "MPAMF_PARTID_NRW_IDR", &ris->nrw },	{ "MPAMF_MSMON_IDR", &ris->msmon },
		{ "MPAMF_CSUMON_IDR", &ris->csumon },	{ "MPAMF_MBWUMON_IDR", &ris->mbwumon },
	};

	for (size_t i = 0; i < sizeof(slots) / sizeof(slots[0]); i++) {
		if (!strcmp(slots[i].name, name))
			*slots[i].slot = (uint32_t)value;
	}
}

/* What is the same for each RIS is noted with the MSC, and only once. */
static bool is_common(const struct resctrl_register *reg)
{
	return reg->offset == 0x18 || reg->offset == 0x20 || reg->offset == 0xf0 ||
	       reg->offset == 0xf8;
}

static bool exists(const struct resctrl_register *reg, const struct msc_ris *ris)
{
	if (reg->access != REGISTER_READ || (reg->needs & ris->idr) != reg->needs)
		return false;
	if (!strcmp(reg->name, "MPAMF_CSUMON_IDR"))
		return ris->msmon >> 16 & 1;
	if (!strcmp(reg->name, "MPAMF_MBWUMON_IDR"))
		return ris->msmon >> 17 & 1;
	return true;
}

/* The RIS that the window shows now. */
static void read_ris(const struct window *w, struct msc *msc, uint8_t index, bool first)
{
	const struct register_block *block = register_find_block("msc");
	struct msc_ris *ris = &msc->ris[msc->num_ris++];
	struct record r, common;

	*ris = (struct msc_ris){ .ris = index };
	ris->idr = window_get(w, &block->registers[0], 0);
	record_init(&common, w->env->probe, RESCTRL_SOURCE_MMIO, "msc %u", msc->node->identifier);
	record_init(&r, w->env->probe, RESCTRL_SOURCE_MMIO, "msc %u ris %u", msc->node->identifier,
		    index);
	for (size_t i = 0; i < block->num_registers; i++) {
		const struct resctrl_register *reg = &block->registers[i];
		uint64_t value;

		if (!exists(reg, ris) || (is_common(reg) && !first))
			continue;
		value = window_get(w, reg, ris->idr);
		keep(ris, reg->name, value);
		msc_record_register(is_common(reg) ? &common : &r, reg, value);
	}
}

/* One after the other; BEFORE is what the selection register held. */
static void read_each(struct window *w, struct msc *msc, uint32_t before)
{
	for (uint8_t ris = 0; ris <= msc->ris_max; ris++) {
		if (window_select(w, msc, ris, before))
			read_ris(w, msc, ris, !msc->num_ris);
	}
	if (w->map.address)
		*(volatile uint32_t *)((char *)w->map.address + PART_SEL) = before;
}

static void read_all(struct window *w, struct msc *msc, bool select)
{
	uint32_t before = window_get32(w, PART_SEL);
	uint64_t idr = window_get32(w, 0);
	uint8_t now = (uint8_t)(before >> PART_SEL_RIS & 0xf);
	struct record r;

	if (idr & IDR_EXT)
		idr |= (uint64_t)window_get32(w, 4) << 32;
	msc->ris_max = idr & IDR_HAS_RIS ? (uint8_t)(idr >> 56 & 0xf) : 0;
	msc->aidr = window_get32(w, 0x20);
	msc->iidr = window_get32(w, 0x18);
	if (!msc->ris_max || !select) {
		read_ris(w, msc, msc->ris_max ? now : 0, true);
	} else {
		read_each(w, msc, before);
		/* A recording may hold nothing but the window as it was. */
		if (!msc->num_ris && !load_image(w, msc->node, -1) && w->size >= WINDOW)
			read_ris(w, msc, now, true);
	}
	record_init(&r, w->env->probe, RESCTRL_SOURCE_MMIO, "msc %u", msc->node->identifier);
	record_number(&r, "ris_read", msc->num_ris, "RIS %zu of %u read", msc->num_ris,
		      msc->ris_max + 1u);
	if (msc->num_ris > msc->ris_max)
		return;
	if (select)
		record_doubt(&r, RESCTRL_CONFIDENCE_EXACT, "the recording does not hold the others");
	else
		record_doubt(&r, RESCTRL_CONFIDENCE_EXACT,
			     "RIS %u was selected; reading the others takes a write (select RIS)",
			     now);
}

void msc_read(const struct probe_env *env, struct pin *pin, const struct cpuset *online,
	      bool anywhere, struct msc *msc)
{
	struct window w = { .env = env, .fd = -1 };
	struct cpuset here = msc->reach;
	bool is_image, select;

	cpuset_and(&here, online);
	if (msc->node->interface == MPAM_INTERFACE_PCC)
		msc->obstacle = MSC_PCC;
	else if (msc->node->use != MPAM_MSC_USED && msc->node->use != MPAM_MSC_BAD_RESOURCES)
		msc->obstacle = MSC_NOT_USED;
	else if (msc->node->mmio_size < WINDOW)
		msc->obstacle = MSC_TOO_SMALL;
	else if (cpuset_is_empty(&msc->reach))
		msc->obstacle = MSC_NO_CPU;
	else if (cpuset_is_empty(&here))
		msc->obstacle = MSC_OFFLINE;
	if (msc->obstacle)
		return;
	is_image = env->io->sysroot;
	/* Where the MSC is powered with some CPUs only, an access from others can hang the machine. */
	if (!is_image && env->pinning && pin_to(pin, cpuset_next(&here, 0)))
		msc->obstacle = MSC_UNPINNED;
	else if (!is_image && !env->pinning && !anywhere)
		msc->obstacle = MSC_UNPINNED;
	if (msc->obstacle)
		return;
	select = env->select_ris && !any_bound(env);
	msc->obstacle = window_open(&w, msc, select && !is_image);
	/* A recorded tree is never written to: only images of each RIS can be selected there. */
	if (msc->obstacle == MSC_READ)
		read_all(&w, msc, select && (!is_image || w.image));
	window_close(&w);
}

const struct msc_ris *msc_find_ris(const struct msc *msc, uint8_t ris)
{
	for (size_t i = 0; i < msc->num_ris; i++) {
		if (msc->ris[i].ris == ris)
			return &msc->ris[i];
	}
	return NULL;
}

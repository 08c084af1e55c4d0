/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The device's tables, as Linux's drivers intel_vsec, pmt_telemetry and pmt_discovery read them. */
#include <sys/mman.h>
#include <unistd.h>

#include "bytes.h"
#include "device.h"
#include "tpmi.h"

#define BAR_FEATURES 0x400

/* Configuration space */
#define PCI_VENDOR_INTEL   0x8086
#define PCI_DEVICE_OOBMSM  0x09a7
#define PCI_CLASS_OTHER	   0x0880 /* a system peripheral like no other */
#define PCI_CAPABILITIES   0x40
#define PCI_EXT_FIRST	   0x100
#define PCI_CAP_EXPRESS	   0x10
#define PCI_EXT_DVSEC	   0x23
#define EXPRESS_INTEGRATED 0x92 /* version 2, an endpoint integrated in the root complex */
#define STATUS_HAS_CAPS	   0x10

/* Intel's DVSECs: what they lead to, and their length in bytes. */
#define DVSEC_TELEMETRY 2
#define DVSEC_DISCOVERY 12
#define DVSEC_TPMI	66
#define DVSEC_LENGTH	16

/* Where a table of PMT lies: in the BAR that the lower bits name, or behind the entry. */
#define ACCESS_BAR   2
#define ACCESS_LOCAL 3

#define ENTRY_SIZE 16 /* bytes of a discovery entry, in both tables */
#define TABLE_SIZE 0x40

/* What a feature can do: telemetry, in band and out of band; energy and activity, or CPUs and caches. */
#define CAPABILITIES (1u << 0 | 1u << 8 | 1u << 9 | 1u << 18 | 1u << 19)

#define FEATURE_PERF   3
#define FEATURE_ENERGY 11

struct dvsec {
	bool there;
	unsigned int id, entries, dwords; /* dwords of an entry */
	uint32_t table;			  /* offset in BAR 0 */
};

static void add_dvsecs(uint8_t *config, const struct dvsec *dvsec, size_t n)
{
	unsigned int at = PCI_EXT_FIRST;
	uint8_t *link = NULL; /* header of the one before */
	size_t i;

	for (i = 0; i < n; i++) {
		uint8_t *p = config + at;

		if (!dvsec[i].there)
			continue;
		if (link)
			put32(link, get32(link) | at << 20);
		put32(p, PCI_EXT_DVSEC | 1 << 16);
		put32(p + 4, PCI_VENDOR_INTEL | 1 << 16 | DVSEC_LENGTH << 20);
		put16(p + 8, dvsec[i].id);
		p[10] = (uint8_t)dvsec[i].entries;
		p[11] = (uint8_t)dvsec[i].dwords;
		put32(p + 12, dvsec[i].table);
		link = p;
		at += DVSEC_LENGTH;
	}
}

static void fill_config(struct device *d)
{
	const struct settings *set = d->set;
	const struct dvsec dvsec[] = {
		{ true, DVSEC_TELEMETRY, d->telemetry.n_regions, ENTRY_SIZE / 4, 0 },
		{ set->discovery && (set->energy || set->perf), DVSEC_DISCOVERY,
		  (unsigned int)(set->energy + set->perf), ENTRY_SIZE / 4, BAR_FEATURES },
		{ set->tpmi, DVSEC_TPMI, TPMI_FEATURES, TPMI_ENTRY_SIZE / 4, BAR_TPMI },
	};
	uint8_t *c = d->config;

	put16(c, PCI_VENDOR_INTEL);
	put16(c + 0x02, PCI_DEVICE_OOBMSM);
	put16(c + 0x06, STATUS_HAS_CAPS);
	put16(c + 0x0a, PCI_CLASS_OTHER);
	put16(c + 0x2c, PCI_VENDOR_INTEL);
	c[0x34] = PCI_CAPABILITIES;
	c[PCI_CAPABILITIES] = PCI_CAP_EXPRESS;
	put16(c + PCI_CAPABILITIES + 2, EXPRESS_INTEGRATED);
	add_dvsecs(c, dvsec, sizeof(dvsec) / sizeof(dvsec[0]));
}

static void fill_telemetry(struct device *d)
{
	unsigned int i;

	for (i = 0; i < d->telemetry.n_regions; i++) {
		const struct region *r = &d->telemetry.region[i];
		uint8_t *p = d->bar + i * ENTRY_SIZE;

		put32(p, ACCESS_BAR | r->size / 4 << 12);
		put32(p + 4, r->guid);
		put32(p + 8, BAR_DATA + r->offset);
	}
}

/* The @i-th feature: what the regions of @guid are, and for how many RMIDs they have room. */
static void add_feature(struct device *d, unsigned int i, unsigned int id, uint64_t guid,
			uint64_t rmids)
{
	uint8_t *entry = d->bar + BAR_FEATURES + i * ENTRY_SIZE;
	uint8_t *table = d->bar + BAR_FEATURES + 0x100 + i * TABLE_SIZE;

	put32(entry, ACCESS_LOCAL | 8 << 12); /* its size in dwords */
	put32(entry + 4, id);
	put32(entry + 8, (uint64_t)(table - (entry + ENTRY_SIZE)));

	table[0] = 4; /* dwords of attributes */
	table[1] = 1; /* GUIDs */
	put32(table + 4, CAPABILITIES);
	put16(table + 8, rmids);
	put32(table + 12, 1000u << 21); /* shortest period of a watcher, in ms */
	put16(table + 16, 64);		/* largest stream and command */
	put16(table + 18, 32);
	put32(table + 20, guid);
}

bool device_init(struct device *d, const struct settings *set)
{
	unsigned int features = 0;

	memset(d, 0, sizeof(*d));
	d->set = set;
	d->bar_fd = memfd_create("bar", MFD_CLOEXEC);
	if (d->bar_fd < 0)
		return false;
	if (ftruncate(d->bar_fd, BAR_SIZE)) {
		close(d->bar_fd);
		return false;
	}
	d->bar = mmap(NULL, BAR_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, d->bar_fd, 0);
	if (d->bar == MAP_FAILED) {
		close(d->bar_fd);
		return false;
	}
	telemetry_lay_out(&d->telemetry, set);
	fill_config(d);
	fill_telemetry(d);
	if (set->energy)
		add_feature(d, features++, FEATURE_ENERGY, set->energy_guid, set->energy_rmids);
	if (set->perf)
		add_feature(d, features++, FEATURE_PERF, set->perf_guid, set->perf_rmids);
	tpmi_init(d->bar, set);
	return true;
}

void device_fini(struct device *d)
{
	munmap(d->bar, BAR_SIZE);
	close(d->bar_fd);
}

static bool within(uint64_t size, uint64_t offset, uint32_t count)
{
	return offset <= size && count <= size - offset;
}

bool device_read_config(struct device *d, uint64_t offset, void *data, uint32_t count)
{
	if (!within(CONFIG_SIZE, offset, count))
		return false;
	memcpy(data, d->config + offset, count);
	return true;
}

/* Command, status and BARs are kept; what leads to the tables is read-only. */
bool device_write_config(struct device *d, uint64_t offset, const void *data, uint32_t count)
{
	if (!within(CONFIG_SIZE, offset, count))
		return false;
	if (offset >= 4 && offset + count <= PCI_CAPABILITIES)
		memcpy(d->config + offset, data, count);
	return true;
}

bool device_read_bar(struct device *d, uint64_t offset, void *data, uint32_t count)
{
	if (!within(BAR_SIZE, offset, count))
		return false;
	/* Counters change under our hands; a whole word never is half of two values. */
	if (count == sizeof(uint64_t) && offset % sizeof(uint64_t) == 0) {
		uint64_t v = *(volatile uint64_t *)(void *)(d->bar + offset);

		memcpy(data, &v, sizeof(v));
		return true;
	}
	memcpy(data, d->bar + offset, count);
	return true;
}

bool device_write_bar(struct device *d, uint64_t offset, const void *data, uint32_t count)
{
	if (!within(BAR_SIZE, offset, count))
		return false;
	tpmi_write(d->bar, offset, data, count);
	return true;
}

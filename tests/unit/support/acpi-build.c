/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ACPI tables and MPAM register windows, byte by byte. */
#include "acpi-build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void table_put(struct table *t, size_t width, uint64_t value)
{
	if (t->len + width > sizeof(t->data)) {
		fputs("Bail out! a table of the test is too large\n", stderr);
		exit(99);
	}
	t->len += width;
	table_set(t, t->len - width, width, value);
}

void table_set(struct table *t, size_t offset, size_t width, uint64_t value)
{
	for (size_t i = 0; i < width; i++)
		t->data[offset + i] = (uint8_t)(value >> 8 * i);
}

static void put_text(struct table *t, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		table_put(t, 1, text && i < strlen(text) ? (uint8_t)text[i] : 0);
}

void table_begin(struct table *t, const char *signature, uint8_t revision)
{
	t->len = 0;
	put_text(t, signature, 4);
	table_put(t, 4, 0);		/* length */
	table_put(t, 1, revision);
	table_put(t, 1, 0);		/* checksum */
	put_text(t, "RCTL  ", 6);
	put_text(t, "TESTTABL", 8);
	table_put(t, 4, 1);		/* OEM revision */
	put_text(t, "RCTL", 4);
	table_put(t, 4, 1);		/* creator revision */
}

void table_end(struct table *t)
{
	uint8_t sum = 0;

	table_set(t, 4, 4, t->len);
	table_set(t, 9, 1, 0);
	for (size_t i = 0; i < t->len; i++)
		sum = (uint8_t)(sum + t->data[i]);
	table_set(t, 9, 1, (uint8_t)-sum);
}

size_t mpam_msc(struct table *t, const struct msc_spec *s)
{
	size_t at = t->len;

	table_put(t, 2, 0);		/* length */
	table_put(t, 1, s->interface);
	table_put(t, 1, s->reserved);
	table_put(t, 4, s->id);
	table_put(t, 8, s->base);
	table_put(t, 4, s->size);
	table_put(t, 4, s->overflow_irq);
	table_put(t, 4, s->overflow_flags);
	table_put(t, 4, 0);
	table_put(t, 4, 0);		/* affinity */
	table_put(t, 4, s->error_irq);
	table_put(t, 4, s->error_flags);
	table_put(t, 4, 0);
	table_put(t, 4, 0);
	table_put(t, 4, s->max_nrdy_usec);
	put_text(t, s->hid, 8);
	table_put(t, 4, s->uid);
	table_put(t, 4, 0);		/* number of resources */
	return at;
}

void mpam_msc_end(struct table *t, size_t msc)
{
	table_set(t, msc, 2, t->len - msc);
}

void mpam_resource(struct table *t, size_t msc, uint32_t id, uint8_t ris, uint8_t locator,
		   uint64_t descriptor1, uint32_t descriptor2, uint32_t num_dependencies)
{
	table_put(t, 4, id);
	table_put(t, 1, ris);
	table_put(t, 2, 0);
	table_put(t, 1, locator);
	table_put(t, 8, descriptor1);
	table_put(t, 4, descriptor2);
	table_put(t, 4, num_dependencies);
	for (uint32_t i = 0; i < num_dependencies; i++) {
		table_put(t, 4, i);
		table_put(t, 4, 0);
	}
	t->data[msc + 68]++;
}

size_t pptt_cache(struct table *t, size_t next, uint32_t size, uint32_t sets, uint8_t ways,
		  uint8_t type, uint32_t id)
{
	size_t at = t->len;

	table_put(t, 1, 1);
	table_put(t, 1, 28);
	table_put(t, 2, 0);
	table_put(t, 4, 0xff);		/* all properties valid, the id too */
	table_put(t, 4, next);
	table_put(t, 4, size);
	table_put(t, 4, sets);
	table_put(t, 1, ways);
	table_put(t, 1, (uint64_t)(type << 2 | 3));
	table_put(t, 2, 64);
	table_put(t, 4, id);
	return at;
}

size_t pptt_processor(struct table *t, uint32_t flags, size_t parent, uint32_t id,
		      size_t num_resources, const size_t *resources)
{
	size_t at = t->len;

	table_put(t, 1, 0);
	table_put(t, 1, 20 + 4 * num_resources);
	table_put(t, 2, 0);
	table_put(t, 4, flags);
	table_put(t, 4, parent);
	table_put(t, 4, id);
	table_put(t, 4, num_resources);
	for (size_t i = 0; i < num_resources; i++)
		table_put(t, 4, resources[i]);
	return at;
}

void srat_begin(struct table *t)
{
	table_begin(t, "SRAT", 3);
	table_put(t, 4, 1);
	table_put(t, 8, 0);
}

void srat_memory(struct table *t, uint32_t domain, uint64_t base, uint64_t length)
{
	table_put(t, 1, 1);
	table_put(t, 1, 40);
	table_put(t, 4, domain);
	table_put(t, 2, 0);
	table_put(t, 8, base);
	table_put(t, 8, length);
	table_put(t, 4, 0);
	table_put(t, 4, 1);		/* enabled */
	table_put(t, 8, 0);
}

void srat_gicc(struct table *t, uint32_t domain, uint32_t processor)
{
	table_put(t, 1, 3);
	table_put(t, 1, 18);
	table_put(t, 4, domain);
	table_put(t, 4, processor);
	table_put(t, 4, 1);
	table_put(t, 4, 0);
}

void madt_begin(struct table *t)
{
	table_begin(t, "APIC", 4);
	table_put(t, 4, 0);
	table_put(t, 4, 0);
}

void madt_gicc(struct table *t, uint32_t processor)
{
	table_put(t, 1, 0x0b);
	table_put(t, 1, 80);
	table_put(t, 2, 0);
	table_put(t, 4, processor);	/* interface number */
	table_put(t, 4, processor);
	table_put(t, 4, 1);
	for (size_t i = 16; i < 80; i++)
		table_put(t, 1, 0);
}

void window_set(struct window *w, uint32_t offset, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		w->data[offset + i] = (uint8_t)(value >> 8 * i);
}

/* ---- the machine ---- */

const struct machine_spec machine_usual = {
	.bandwidth_bits = 6, .iidr = 0x0123043b, .l2_bits = 8, .container = 0x101, .l3_id = 300,
};

static void one_msc(struct table *t, const struct msc_spec *spec, uint8_t locator, uint64_t where,
		    int two_ris)
{
	size_t msc = mpam_msc(t, spec);

	mpam_resource(t, msc, spec->id, 0, locator, where, 0, 0);
	if (two_ris)
		mpam_resource(t, msc, spec->id + 16, 1, locator, where, 0, 0);
	mpam_msc_end(t, msc);
}

void build_mpam(struct table *t, const struct machine_spec *m)
{
	const struct msc_spec l3 = { .id = 1, .base = 0x80000000, .size = 0x4000, .max_nrdy_usec = 20 };
	const struct msc_spec memory = { .id = 2, .base = 0x80004000, .size = 0x4000,
					 .interface = m->interface, .reserved = m->reserved };
	const struct msc_spec l2a = { .id = 3, .base = 0x80008000, .size = 0x4000, .hid = "ACPI0010",
				      .uid = 0x100 };
	const struct msc_spec l2b = { .id = 4, .base = 0x8000c000, .size = 0x4000, .hid = "ACPI0010",
				      .uid = m->container };

	table_begin(t, "MPAM", 1);
	one_msc(t, &l3, 0, m->l3_id, m->two_ris);
	one_msc(t, &memory, 1, 0, 0);
	one_msc(t, &l2a, 0, 200, 0);
	one_msc(t, &l2b, 0, 201, 0);
	table_end(t);
}

void build_pptt(struct table *t)
{
	size_t l3, package;

	table_begin(t, "PPTT", 3);
	l3 = pptt_cache(t, 0, 8 << 20, 8192, 16, 3, 300);
	package = pptt_processor(t, 0x13, 0, 0x200, 1, &l3);
	for (uint32_t c = 0; c < 2; c++) {
		size_t l2 = pptt_cache(t, 0, 1 << 20, 2048, 8, 3, 200 + c);
		size_t cluster = pptt_processor(t, 0x12, package, 0x100 + c, 1, &l2);

		for (uint32_t k = 0; k < 2; k++) {
			uint32_t uid = 2 * c + k;
			size_t l1[2] = { pptt_cache(t, 0, 32 << 10, 256, 2, 0, 10 + uid),
					 pptt_cache(t, 0, 32 << 10, 256, 2, 1, 20 + uid) };

			pptt_processor(t, 0xa, cluster, uid, 2, l1);
		}
	}
	table_end(t);
}

void build_srat(struct table *t)
{
	srat_begin(t);
	for (uint32_t cpu = 0; cpu < 4; cpu++)
		srat_gicc(t, 0, cpu);
	srat_memory(t, 0, 0x40000000, 0x40000000);
	table_end(t);
}

void build_madt(struct table *t)
{
	madt_begin(t);
	for (uint32_t cpu = 0; cpu < 4; cpu++)
		madt_gicc(t, cpu);
	table_end(t);
}

void build_window(struct window *w, const struct machine_spec *m, unsigned int msc,
		  unsigned int ris)
{
	memset(w, 0, sizeof(*w));
	window_set(w, 0x18, m->iidr);
	window_set(w, 0x20, 0x11);
	window_set(w, 0x100, ris << 24);
	if (msc == 1) {
		window_set(w, 0x00, ris ? 31 | 3 << 16 | 0x54000000 : 31 | 3 << 16 | 0x53000000);
		/* HAS_ESR, and RIS_MAX 1 where there are two. */
		window_set(w, 0x04, m->two_ris ? 0x01000081 : 0x80);
		window_set(w, 0x30, ris ? 0 : 16);
		window_set(w, 0x38, ris ? 0 : 8);
		window_set(w, 0x40, ris ? 8 | 1 << 11 : 0);
		window_set(w, 0x80, ris ? 1 << 17 : 1 << 16);
		window_set(w, 0x88, ris ? 0 : 4 | 1 << 29);
		window_set(w, 0x90, ris ? 2 | 3 << 29 : 0);
	} else if (msc == 2) {
		window_set(w, 0x00, 63 | 3 << 16 | 0x54000000);
		window_set(w, 0x04, 0x80);
		window_set(w, 0x40, m->bandwidth_bits | 3 << 10);
		window_set(w, 0x80, 1 << 17);
		window_set(w, 0x90, 4 | 5 << 28);
	} else {
		window_set(w, 0x00, 31 | 1 << 16 | 1 << 25);
		window_set(w, 0x30, msc == 4 ? m->l2_bits : 8);
	}
}

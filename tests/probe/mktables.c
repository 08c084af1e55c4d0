/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes an arm64 machine with MPAM as a directory tree: see README.md. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../unit/support/acpi-build.h"

static const char *root;

static void make_parents(char *path)
{
	if (mkdir(root, 0755) && errno != EEXIST) {
		perror(root);
		exit(1);
	}
	for (char *at = strchr(path + strlen(root) + 1, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		if (mkdir(path, 0755) && errno != EEXIST) {
			perror(path);
			exit(1);
		}
		*at = '/';
	}
}

static void put_file(const char *name, const void *data, size_t size)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	make_parents(path);
	file = fopen(path, "wb");
	if (!file || fwrite(data, 1, size, file) != size || fclose(file)) {
		perror(path);
		exit(1);
	}
}

static void put_text(const char *name, const char *text)
{
	put_file(name, text, strlen(text));
}

static void put_windows(const struct machine_spec *m)
{
	static struct window w;
	char name[64];

	for (unsigned int msc = 1; msc <= 4; msc++) {
		build_window(&w, m, msc, 0);
		snprintf(name, sizeof(name), "rctl/msc.%u", msc);
		put_file(name, w.data, sizeof(w.data));
		for (unsigned int ris = 0; ris < (msc == 1 && m->two_ris ? 2 : 1); ris++) {
			build_window(&w, m, msc, ris);
			snprintf(name, sizeof(name), "rctl/msc.%u.ris.%u", msc, ris);
			put_file(name, w.data, sizeof(w.data));
		}
	}
}

static void set_key(struct machine_spec *m, const char *key, uint32_t value)
{
	if (!strcmp(key, "interface"))
		m->interface = (uint8_t)value;
	else if (!strcmp(key, "reserved"))
		m->reserved = (uint8_t)value;
	else if (!strcmp(key, "bandwidth_bits"))
		m->bandwidth_bits = value;
	else if (!strcmp(key, "iidr"))
		m->iidr = value;
	else if (!strcmp(key, "l2_bits"))
		m->l2_bits = value;
	else if (!strcmp(key, "two_ris"))
		m->two_ris = (int)value;
	else if (!strcmp(key, "container"))
		m->container = value;
	else if (!strcmp(key, "l3_id"))
		m->l3_id = value;
	else
		exit(2);
}

int main(int argc, char **argv)
{
	struct machine_spec m = machine_usual;
	static struct table t;
	const char *online = "0-3";

	if (argc < 2) {
		fputs("usage: mktables DIR [KEY=VALUE]...\n", stderr);
		return 2;
	}
	root = argv[1];
	for (int i = 2; i < argc; i++) {
		char *value = strchr(argv[i], '=');

		if (!value)
			return 2;
		*value++ = '\0';
		if (!strcmp(argv[i], "online"))
			online = value;
		else
			set_key(&m, argv[i], (uint32_t)strtoul(value, NULL, 0));
	}
	build_mpam(&t, &m);
	put_file("sys/firmware/acpi/tables/MPAM", t.data, t.len);
	build_pptt(&t);
	put_file("sys/firmware/acpi/tables/PPTT", t.data, t.len);
	build_srat(&t);
	put_file("sys/firmware/acpi/tables/SRAT", t.data, t.len);
	build_madt(&t);
	put_file("sys/firmware/acpi/tables/APIC", t.data, t.len);
	put_text("sys/devices/system/cpu/possible", "0-3\n");
	put_text("sys/devices/system/cpu/online", online);
	put_text("sys/devices/system/node/possible", "0\n");
	put_text("sys/devices/system/node/node0/cpulist", "0-3\n");
	put_text("proc/sys/kernel/osrelease", "7.3.4\n");
	put_text("proc/cmdline", "console=ttyAMA0\n");
	put_text("proc/filesystems", "nodev\tsysfs\n");
	put_windows(&m);
	return 0;
}

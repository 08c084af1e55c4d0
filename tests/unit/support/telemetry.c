/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packages with regions of Intel's telemetry. */
#include "telemetry.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define RMIDS		576u
#define STATUS_WORDS	3u

/* Below /sys/devices. */
static void device_path(unsigned int package, char *path, size_t size)
{
	if (package)
		snprintf(path, size, "pci0000:c0/0000:c1:00.0");
	else
		snprintf(path, size, "%s", &TELEMETRY_DEVICE[strlen("/sys/devices/")]);
}

static void region_path(unsigned int package, unsigned int number, char *path, size_t size)
{
	char device[64];

	device_path(package, device, sizeof(device));
	snprintf(path, size, "%s/intel_vsec.telemetry.1/intel_pmt/telem%u", device, number);
}

/* The path on the host. */
static void full_path(const struct machine *m, const char *below, char *path, size_t size)
{
	snprintf(path, size, "%s/sys/%s", m->root, below);
}

static void make_link(const struct machine *m, const char *target, const char *below)
{
	char path[600];

	full_path(m, below, path, sizeof(path));
	assert_int_equal(symlink(target, path), 0);
}

void telemetry_set_online(struct machine *m, unsigned int package, bool online, const char *list)
{
	char link[96], target[32];

	snprintf(link, sizeof(link), "devices/system/cpu/cpu%u/node%u", package, package);
	snprintf(target, sizeof(target), "../../node/node%u", package);
	if (online) {
		make_link(m, target, link);
	} else {
		char path[600];

		full_path(m, link, path, sizeof(path));
		assert_int_equal(unlink(path), 0);
	}
	machine_write(m, "/sys/devices/system/cpu/online", "%s\n", list);
}

static void write_below(struct machine *m, const char *dir, const char *name, const char *text)
{
	char path[300];

	snprintf(path, sizeof(path), "/sys/devices/%.200s/%.90s", dir, name);
	machine_write(m, path, "%s", text);
}

void telemetry_add_package(struct machine *m, unsigned int package)
{
	char device[64], path[128], number[16];

	snprintf(number, sizeof(number), "%u\n", package);
	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u/topology/physical_package_id", package);
	machine_write(m, path, "%s", number);
	telemetry_set_online(m, package, true, package ? "0-1" : "0");
	device_path(package, device, sizeof(device));
	write_below(m, device, "vendor", "0x8086\n");
	write_below(m, device, "numa_node", number);
	write_below(m, device, "intel_vsec.tpmi.1/uevent", "\n");
	machine_write(m, "/sys/class/intel_pmt/x", "\n");
}

void telemetry_write(struct machine *m, unsigned int package, unsigned int number, const char *name,
		     const char *text)
{
	char dir[128];

	region_path(package, number, dir, sizeof(dir));
	write_below(m, dir, name, text);
}

void telemetry_add_region(struct machine *m, unsigned int package, unsigned int number, uint32_t guid)
{
	unsigned int events = guid == TELEMETRY_ENERGY ? 2 : 7;
	size_t size = (RMIDS * events + STATUS_WORDS) * sizeof(uint64_t);
	char dir[128], link[64], target[160], text[32], path[700];
	FILE *file;

	region_path(package, number, dir, sizeof(dir));
	snprintf(text, sizeof(text), "0x%08x\n", guid);
	telemetry_write(m, package, number, "guid", text);
	snprintf(text, sizeof(text), "%zu\n", size);
	telemetry_write(m, package, number, "size", text);
	telemetry_write(m, package, number, "offset", "0\n");
	telemetry_write(m, package, number, "telem", "");
	full_path(m, "devices", path, sizeof(path));
	snprintf(path + strlen(path), sizeof(path) - strlen(path), "/%s/telem", dir);
	file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(ftruncate(fileno(file), (off_t)size), 0);
	fclose(file);
	snprintf(link, sizeof(link), "class/intel_pmt/telem%u", number);
	snprintf(target, sizeof(target), "../../devices/%s", dir);
	make_link(m, target, link);
}

void telemetry_remove_region(struct machine *m, unsigned int package, unsigned int number)
{
	char dir[128], path[700];

	region_path(package, number, dir, sizeof(dir));
	snprintf(path, sizeof(path), "/sys/devices/%s", dir);
	machine_remove(m, path);
	snprintf(path, sizeof(path), "%s/sys/class/intel_pmt/telem%u", m->root, number);
	assert_int_equal(unlink(path), 0);
}

void telemetry_set(struct machine *m, unsigned int package, unsigned int number, unsigned int rmid,
		   unsigned int event, uint64_t word)
{
	unsigned char bytes[8];
	char dir[128], path[700];
	unsigned int events;
	FILE *file;
	long size;

	region_path(package, number, dir, sizeof(dir));
	snprintf(path, sizeof(path), "%s/sys/devices/%s/telem", m->root, dir);
	file = fopen(path, "r+b");
	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	size = ftell(file);
	events = ((unsigned int)size / 8 - STATUS_WORDS) / RMIDS;
	/* x86 is little-endian, and so is what is recorded on it. */
	for (unsigned int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(word >> (8 * i));
	assert_int_equal(fseek(file, (long)(8 * (rmid * events + event)), SEEK_SET), 0);
	assert_int_equal(fwrite(bytes, 1, sizeof(bytes), file), sizeof(bytes));
	fclose(file);
}

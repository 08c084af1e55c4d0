/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_API_VERSION;

bool qemu_is_usable(const qemu_info_t *info, const char *target)
{
	if (info->version.min > QEMU_PLUGIN_API_VERSION ||
	    info->version.cur < QEMU_PLUGIN_API_VERSION) {
		fprintf(stderr, "plugin: QEMU has plugin API %d to %d, and %d is needed\n",
			info->version.min, info->version.cur, QEMU_PLUGIN_API_VERSION);
		return false;
	}
	if (strcmp(info->target_name, target) || !info->system_emulation) {
		fprintf(stderr, "plugin: only for qemu-system-%s\n", target);
		return false;
	}
	return true;
}

uint64_t qemu_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

struct qemu_plugin_register *qemu_find_register(const GArray *registers, const char *name)
{
	const qemu_plugin_reg_descriptor *desc = (const void *)registers->data;
	unsigned int i;

	for (i = 0; i < registers->len; i++)
		if (!strcmp(desc[i].name, name))
			return desc[i].handle;
	return NULL;
}

uint64_t qemu_read_register(struct qemu_plugin_register *reg, GByteArray *buf)
{
	uint64_t value = 0;

	g_byte_array_set_size(buf, 0);
	if (qemu_plugin_read_register(reg, buf) && buf->len >= sizeof(value))
		memcpy(&value, buf->data, sizeof(value));
	return value;
}

void qemu_write_register(struct qemu_plugin_register *reg, GByteArray *buf, uint64_t value)
{
	g_byte_array_set_size(buf, 0);
	g_byte_array_append(buf, (const uint8_t *)&value, sizeof(value));
	qemu_plugin_write_register(reg, buf);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What firmware would do: firmware DESCRIPTION TABLES WINDOW writes the ACPI tables into the folder
 * TABLES and the registers, as they are after reset, to the file WINDOW.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registers.h"
#include "tables.h"

static bool write_file(const char *path, const void *data, size_t len)
{
	FILE *f = fopen(path, "wbe");
	bool ok;

	ok = f && fwrite(data, 1, len, f) == len;
	if ((f && fclose(f)) || !ok) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return false;
	}
	return true;
}

static bool write_table(const char *folder, const char *name, const uint8_t *table, size_t len)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s.aml", folder, name);
	return write_file(path, table, len);
}

static bool write_window(const struct machine *m, const char *path)
{
	uint32_t *window = calloc(1, WINDOW_SIZE);
	unsigned int i;
	bool ok;

	if (!window)
		return false;
	for (i = 0; i < m->n_mscs; i++)
		registers_identify(&m->mscs[i], 0, window + i * MSC_SIZE / sizeof(*window));
	ok = write_file(path, window, WINDOW_SIZE);
	free(window);
	return ok;
}

int main(int argc, char **argv)
{
	static uint8_t table[TABLE_MAX];
	struct machine m;
	char err[400];

	if (argc != 4) {
		fprintf(stderr, "usage: firmware DESCRIPTION TABLES WINDOW\n");
		return 2;
	}
	if (!machine_read(&m, argv[1], err, sizeof(err))) {
		fprintf(stderr, "%s\n", err);
		return 1;
	}
	if (!write_table(argv[2], "mpam", table, table_mpam(&m, table)) ||
	    !write_table(argv[2], "pptt", table, table_pptt(&m, table)) || !write_window(&m, argv[3]))
		return 1;
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gathering lines of the kernel's log.
 *
 * Anybody may write there, so no archive has what programs wrote. The kernel itself prints its command line: an archive
 * without names has only messages that the kernel's own code about resctrl begins.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gather.h"
#include "memstream.h"

/* TEXT has to do with resctrl. */
static bool is_wanted(const char *text)
{
	static const char *const words[] = { "resctrl", "MPAM", "mpam", "is now offline", "intel_vsec", "intel_pmt",
					     "Sub-NUMA", NULL };
	size_t i;

	for (i = 0; words[i]; i++) {
		if (strstr(text, words[i]))
			return true;
	}
	return false;
}

/* TEXT can name nothing but hardware. */
static bool is_harmless(const char *text)
{
	static const char *const beginnings[] = { "resctrl: ", "MPAM", "mpam", "ACPI: MPAM", "CPU features: ",
						  "smpboot: CPU ", "psci: CPU", "intel_vsec", "intel_pmt", NULL };
	size_t i;

	for (i = 0; beginnings[i]; i++) {
		if (!strncmp(text, beginnings[i], strlen(beginnings[i])))
			return !strstr(text, "ommand line");
	}
	return false;
}

static bool is_kept(const char *line)
{
	return is_wanted(line) && is_harmless(line);
}

/* RECORD of /dev/kmsg, "PRIORITY,...;TEXT" and lines of details: TEXT, or NULL where it is not for the archive. */
static const char *get_text(const struct gather *g, char *record)
{
	const char *semicolon;

	record[strcspn(record, "\n")] = '\0';
	semicolon = strchr(record, ';');
	/*
	 * Above the three bits of the level is the facility; 0 is the kernel. A text alone would not tell who wrote it.
	 */
	if (!semicolon || strtoul(record, NULL, 10) >> 3 || !is_wanted(semicolon + 1))
		return NULL;
	return g->anonymise && !is_harmless(semicolon + 1) ? NULL : semicolon + 1;
}

void gather_log(struct gather *g)
{
	char record[8192], *text = NULL;
	const char *line;
	size_t size;
	FILE *out;
	ssize_t n;
	int fd;

	if (*g->root) {
		gather_lines(g, "/rctl/dmesg", g->anonymise ? is_kept : is_wanted);
		return;
	}
	fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return;
	out = memstream_open(&text, &size);
	/* A record that was overwritten meanwhile is EPIPE; the next read goes on behind it. */
	while ((n = read(fd, record, sizeof(record) - 1)) > 0 || (n < 0 && errno == EPIPE)) {
		record[n < 0 ? 0 : n] = '\0';
		line = get_text(g, record);
		if (line)
			fprintf(out, "%s\n", line);
	}
	close(fd);
	memstream_close(out, &text);
	gather_bytes(g, "/rctl/dmesg", text, size);
	free(text);
}

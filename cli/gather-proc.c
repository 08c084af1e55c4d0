/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gathering from /proc what it says of the machine and of this process.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gather.h"
#include "memstream.h"

static bool is_resctrl_mount(const char *line)
{
	return strstr(line, " - resctrl ") != NULL;
}

static bool is_capabilities(const char *line)
{
	return !strncmp(line, "CapEff:", 7);
}

/* Small boards show their serial number there. */
static bool is_cpu(const char *line)
{
	return strncmp(line, "Serial", 6) != 0;
}

static bool is_model(const char *line)
{
	static const char *const names[] = { "processor", "vendor_id", "cpu family", "model\t", "model name", "stepping",
					     "flags", "CPU implementer", "CPU part", NULL };
	size_t i;

	for (i = 0; names[i]; i++) {
		if (!strncmp(line, names[i], strlen(names[i])))
			return true;
	}
	return false;
}

/*
 * The file PATH, as PUT prints each of its parts between SEPARATORS, until that says it was the last. OF is for PUT.
 * Nothing where there is no such file.
 */
static void rewrite(struct gather *g, const char *path, const char *separators,
		    bool (*put)(FILE *out, const char *part, const char *of), const char *of)
{
	char *text, *part, *rest, *other;
	size_t size;
	FILE *out;

	text = gather_read(g, path, &size);
	if (!text)
		return;
	out = memstream_open(&other, &size);
	rest = text;
	while ((part = strsep(&rest, separators)) && !put(out, part, of))
		continue;
	memstream_close(out, &other);
	gather_text(g, path, other);
	free(other);
	free(text);
}

static bool put_wanted_word(FILE *out, const char *word, const char *of)
{
	static const char *const wanted[] = { "rdt=", "arm64.nompam", "iomem=", "lockdown=", "nosmt", "maxcpus=" };
	size_t i;

	(void)of;
	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (!strncmp(word, wanted[i], strlen(wanted[i])))
			fprintf(out, "%s ", word);
	}
	return false;
}

/* The words of the kernel's command line that matter here, or all of them. */
static void gather_command_line(struct gather *g)
{
	if (g->anonymise)
		rewrite(g, "/proc/cmdline", " \t\n\v\f\r", put_wanted_word, NULL);
	else
		gather_file(g, "/proc/cmdline");
}

/* PATH as the mount table has it, where a blank is "\040", as it is. */
static void unescape(char *path)
{
	char *to = path;

	for (; *path; path++, to++) {
		*to = *path;
		if (*path != '\\' || strspn(path + 1, "01234567") < 3)
			continue;
		*to = (char)((path[1] - '0') * 64 + (path[2] - '0') * 8 + path[3] - '0');
		path += 3;
	}
	*to = '\0';
}

/* "ID PARENT MAJ:MIN ROOT PATH OPTIONS [TAG]... - resctrl SOURCE OPTIONS" of MOUNT, at the usual place. */
static bool put_mount(FILE *out, const char *line, const char *mount)
{
	char number[3][32], root[8], path[4096], options[256];
	const char *end = strstr(line, " - resctrl ");

	if (!mount)
		return true;
	/* Of all that separates words elsewhere, blanks alone are escaped in a path. */
	if (!end || sscanf(line, "%31[^ ] %31[^ ] %31[^ ] %7[^ ] %4095[^ ] %255[^ ]", number[0], number[1], number[2], root,
			   path, options) != 6)
		return false;
	unescape(path);
	if (strcmp(root, "/") || strcmp(path, mount))
		return false;
	fprintf(out, "%s %s %s / %s %s - resctrl resctrl %s\n", number[0], number[1], number[2], GATHER_RESCTRL, options,
		strrchr(line, ' ') + 1);
	return true;
}

/* The mount table. Where mounts are, and what they were mounted from, may tell names. */
static void gather_mounts(struct gather *g, const char *mount)
{
	if (g->at_usual_place)
		rewrite(g, "/proc/self/mountinfo", "\n", put_mount, mount);
	else
		gather_lines(g, "/proc/self/mountinfo", is_resctrl_mount);
}

/* Which symbols there are matters, and not where they are: that would help who wants to break into this kernel. */
static bool put_symbol(FILE *out, const char *line, const char *of)
{
	char kind, name[256], module[128];
	int n;

	(void)of;
	if (!strstr(line, " intel_aet_"))
		return false;
	n = sscanf(line, "%*s %c %255s %127s", &kind, name, module);
	if (n >= 2)
		fprintf(out, "0000000000000000 %c %s%s%s\n", kind, name, n == 3 ? "\t" : "", n == 3 ? module : "");
	return false;
}

/* This process's group: that there is such a file is what matters. */
static void gather_own_group(struct gather *g)
{
	size_t size;
	char *text = gather_read(g, "/proc/self/cpu_resctrl_groups", &size), *other;

	if (!text)
		return;
	other = gather_groups_of(g, text);
	gather_text(g, "/proc/self/cpu_resctrl_groups", other);
	free(other);
	free(text);
}

/* Whether this is a user name space of its own, and no ids. */
static void gather_id_map(struct gather *g)
{
	unsigned long long inside, outside, count;
	size_t size;
	char *text = gather_read(g, "/proc/self/uid_map", &size);

	if (text && g->anonymise && sscanf(text, "%llu %llu %llu", &inside, &outside, &count) == 3 &&
	    (inside || outside || count != 4294967295u))
		gather_text(g, "/proc/self/uid_map", "0 1 1\n");
	else if (text)
		gather_text(g, "/proc/self/uid_map", text);
	free(text);
}

/* What a container runtime leaves: that it is there, not what it says of the image. */
static void gather_container(struct gather *g)
{
	static const char *const signs[] = { "/.dockerenv", "/run/.containerenv", "/run/systemd/container", NULL };
	size_t i;

	for (i = 0; signs[i]; i++) {
		if (gather_exists(g, signs[i]))
			gather_text(g, signs[i], "");
	}
}

void gather_proc(struct gather *g, const char *mount)
{
	gather_mounts(g, mount);
	gather_lines(g, "/proc/self/status", is_capabilities);
	rewrite(g, "/proc/kallsyms", "\n", put_symbol, NULL);
	gather_lines(g, "/proc/cpuinfo", g->anonymise ? is_model : is_cpu);
	gather_command_line(g);
	gather_own_group(g);
	gather_id_map(g);
	gather_container(g);
}

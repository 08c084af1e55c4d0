/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No name of a group leads out of the resctrl directory; names come back from their parts; patterns keep to levels. */
#include <inttypes.h>

#include "fuzz.h"
#include "text/names.h"
#include "text/pattern.h"

static void check_group(const char *text)
{
	struct group_name name;
	char dir[600], again[520];

	if (group_name_parse(&name, text) < 0)
		return;
	FUZZ_HOLDS((name.kind == RESCTRL_GROUP_MON) == (name.mon != NULL));
	snprintf(again, sizeof(again), "%s%s%s", name.ctrl, name.mon || !name.ctrl[0] ? "/" : "",
		 name.mon ? name.mon : "");
	FUZZ_HOLDS(!strcmp(again, text));
	group_name_dir(&name, dir, sizeof(dir));
	FUZZ_HOLDS(dir[0] && dir[0] != '/');
	FUZZ_HOLDS(strcmp(dir, "..") && strncmp(dir, "../", 3) && !strstr(dir, "/../"));
	FUZZ_HOLDS(strlen(dir) < 3 || strcmp(dir + strlen(dir) - 3, "/.."));
}

/* What /proc says of a task, made from a name, gives that name. */
static void check_cpu_groups(const char *text)
{
	struct group_name name;
	char again[520], proc[600];

	if (group_name_parse(&name, text) == 0) {
		snprintf(proc, sizeof(proc), "res:%s\nmon:%s\n", name.ctrl[0] ? name.ctrl : "/",
			 name.mon ? name.mon : "");
		FUZZ_HOLDS(cpu_groups_parse(proc, again, sizeof(again)) == 0);
		FUZZ_HOLDS(!strcmp(again, text));
	}
	if (cpu_groups_parse(text, again, sizeof(again)) == 0)
		FUZZ_HOLDS(again[0] && !strchr(again, '\n') && strcmp(again, ".."));
}

static void check_kernel_names(const char *text)
{
	struct mon_dir_name mon, again;
	char buf[520];

	if (mon_dir_name_parse(&mon, text) == 0) {
		FUZZ_HOLDS(mon.resource[0]);
		snprintf(buf, sizeof(buf), "mon_%s%s_%02" PRIu64, mon.sub ? "sub_" : "",
			 mon.resource, mon.id);
		FUZZ_HOLDS(mon_dir_name_parse(&again, buf) == 0);
		FUZZ_HOLDS(again.id == mon.id && again.sub == mon.sub);
		FUZZ_HOLDS(!strcmp(again.resource, mon.resource));
	}
	if (assignments_name_parse(text, buf, sizeof(buf)) == 0)
		FUZZ_HOLDS(buf[0] && strlen(buf) + strlen("mbm__assignments") == strlen(text));
}

static size_t count_slashes(const char *text)
{
	size_t num = 0;

	for (; *text; text++)
		num += *text == '/';
	return num;
}

/* A pattern, and in the line below it a name. */
static void check_pattern(const char *text)
{
	const char *newline = strchr(text, '\n');
	char *pattern;
	bool matches;

	FUZZ_HOLDS(pattern_matches(text, text));
	if (!newline)
		return;
	pattern = strndup(text, (size_t)(newline - text));
	FUZZ_HOLDS(pattern);
	matches = pattern_matches(pattern, newline + 1);
	if (!pattern_is(pattern) || !strcmp(newline + 1, "/"))
		FUZZ_HOLDS(matches == !strcmp(pattern, newline + 1));
	else if (matches && !strchr(pattern, '['))
		FUZZ_HOLDS(count_slashes(pattern) == count_slashes(newline + 1));
	if (!strcmp(pattern, "*"))
		FUZZ_HOLDS(matches == !strchr(newline + 1, '/'));
	free(pattern);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);

	check_group(text);
	check_cpu_groups(text);
	check_kernel_names(text);
	check_pattern(text);
	free(text);
	return 0;
}

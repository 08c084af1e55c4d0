/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts of /proc, which name any path a user can mount. */
#include "base/strbuf.h"
#include "fuzz.h"
#include "text/proc.h"

/* PATH as the kernel writes it into mountinfo. */
static void add_escaped(struct strbuf *sb, const char *path)
{
	for (; *path; path++) {
		if (strchr(" \t\n\\#", *path))
			strbuf_addf(sb, "\\%03o", (unsigned int)*path);
		else
			strbuf_add_n(sb, path, 1);
	}
}

/* Any path comes back out of a line with it, and can be asked for. */
static void check_path(const char *text)
{
	struct mountinfo_entry entry;
	struct strbuf sb = { 0 };

	if (!text[0] || (text[1] && text[strlen(text) - 1] == '/'))
		return;
	strbuf_add(&sb, "36 22 0:26 / ");
	add_escaped(&sb, text);
	strbuf_add(&sb, " rw,relatime shared:1 - resctrl none rw,cdp\n");
	FUZZ_HOLDS(!sb.failed && mountinfo_find(sb.text, text, &entry) == 0);
	FUZZ_HOLDS(!strcmp(entry.path, text) && !strcmp(entry.options, "cdp"));
	mountinfo_release(&entry);
	strbuf_release(&sb);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct mountinfo_entry entry;
	struct proc_stat stat;
	char vendor[16];
	uint64_t id;
	pid_t pid, ppid;

	FUZZ_HOLDS(!filesystems_has_resctrl(text) || strstr(text, "resctrl"));
	if (mountinfo_find(text, NULL, &entry) == 0) {
		FUZZ_HOLDS(entry.path && entry.options && strstr(text, "resctrl"));
		mountinfo_release(&entry);
	} else {
		FUZZ_HOLDS(!entry.path && !entry.options);
	}
	if (mountinfo_find(text, "/sys/fs/resctrl", &entry) == 0) {
		FUZZ_HOLDS(!strcmp(entry.path, "/sys/fs/resctrl"));
		mountinfo_release(&entry);
	}
	check_path(text);
	if (locks_find_flock(text, 0, 26, 1, &pid) == 0)
		FUZZ_HOLDS(pid > 0 && strstr(text, "FLOCK"));
	if (cpuinfo_vendor(text, vendor, sizeof(vendor)) == 0)
		FUZZ_HOLDS(memchr(vendor, '\0', sizeof(vendor)) && strstr(text, vendor));
	if (cpu_topology_get(text, "llc_id", &id) == 0)
		FUZZ_HOLDS(strstr(text, "llc_id:"));
	if (status_parse(text, &pid, &ppid) == 0)
		FUZZ_HOLDS(pid >= 0 && ppid >= 0 && strstr(text, "Tgid:\t") && strstr(text, "PPid:\t"));
	if (stat_parse(text, &stat) == 0)
		FUZZ_HOLDS(stat.pid > 0 && stat.state && strstr(text, stat.comm));
	free(text);
	return 0;
}

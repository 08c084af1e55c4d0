/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel and its machine as files tell them. */
#include "probe/system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"

int system_read(const struct probe_env *env, const char *path, struct strbuf *sb)
{
	int err = io_read_file(env->io, IO_ROOT, path, sb);

	if (err) {
		strbuf_reset(sb);
		strbuf_add(sb, "");
	}
	if (sb->failed)
		env->probe->failed = true;
	return sb->failed ? -ENOMEM : err;
}

int system_read_number(const struct probe_env *env, const char *path, int base, uint64_t *value)
{
	struct strbuf sb = { 0 };
	const char *digits;
	int err = system_read(env, path, &sb);

	if (!err) {
		sb.text[strcspn(sb.text, "\n")] = '\0';
		digits = sb.text;
		if (!strncmp(digits, "0x", 2) && base != 10) {
			digits += 2;
			base = 16;
		}
		err = num_parse_u64(digits, base ? base : 10, value);
	}
	strbuf_release(&sb);
	return err;
}

int system_list(const struct probe_env *env, const char *path, const char *prefix,
		struct strlist *names)
{
	struct strlist directories = { 0 }, others = { 0 };
	struct strlist *lists[] = { &directories, &others };
	int err = io_list(env->io, IO_ROOT, path, &directories, &others);

	for (size_t l = 0; l < 2 && !err; l++) {
		for (size_t i = 0; i < lists[l]->num && !err; i++) {
			if (!strncmp(lists[l]->items[i], prefix, strlen(prefix)))
				err = strlist_add(names, lists[l]->items[i]);
		}
	}
	strlist_release(&directories);
	strlist_release(&others);
	if (err == -ENOMEM)
		env->probe->failed = true;
	strlist_sort(names);
	return err;
}

bool system_exists(const struct probe_env *env, const char *path)
{
	return io_exists(env->io, IO_ROOT, path);
}

bool system_has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (text += strspn(text, " \t\n"); *text; text += strspn(text, " \t\n")) {
		size_t here = strcspn(text, " \t\n");

		if (here == len && !memcmp(text, word, len))
			return true;
		text += here;
	}
	return false;
}

bool system_word_value(const char *text, const char *name, char *buf, size_t size)
{
	size_t len = strlen(name);
	bool found = false;

	/* The kernel takes the last of several. */
	for (text += strspn(text, " \t\n"); *text; text += strspn(text, " \t\n")) {
		size_t here = strcspn(text, " \t\n");

		if (here > len && !memcmp(text, name, len) && text[len] == '=') {
			snprintf(buf, size, "%.*s", (int)(here - len - 1), text + len + 1);
			found = true;
		}
		text += here;
	}
	return found;
}

void system_get_release(const struct probe_env *env, char *buf, size_t size)
{
	struct strbuf sb = { 0 };

	system_read(env, "/proc/sys/kernel/osrelease", &sb);
	snprintf(buf, size, "%.*s", sb.text ? (int)strcspn(sb.text, "\n") : 0,
		 sb.text ? sb.text : "");
	strbuf_release(&sb);
}

enum system_config system_get_config(const struct probe_env *env, const char *name)
{
	enum system_config config = CONFIG_UNKNOWN;
	char release[128], path[192], line[96];
	struct strbuf sb = { 0 };
	const char *at;

	system_get_release(env, release, sizeof(release));
	snprintf(path, sizeof(path), "/boot/config-%s", release);
	if (!*release || strchr(release, '/') || system_read(env, path, &sb)) {
		strbuf_release(&sb);
		return CONFIG_UNKNOWN;
	}
	/* Not named at all is as good as "# CONFIG_X is not set": what it depends on is off. */
	config = CONFIG_OFF;
	snprintf(line, sizeof(line), "%s=", name);
	for (at = sb.text; at && *at; at = strchr(at, '\n'), at += at ? 1 : 0) {
		if (strncmp(at, line, strlen(line)))
			continue;
		at += strlen(line);
		config = *at == 'y' ? CONFIG_ON : *at == 'm' ? CONFIG_MODULE : CONFIG_OFF;
	}
	strbuf_release(&sb);
	return config;
}

int system_has_capability(const struct probe_env *env, unsigned int capability)
{
	static const char key[] = "CapEff:\t";
	struct strbuf sb = { 0 };
	uint64_t mask;
	const char *at;
	int err = system_read(env, "/proc/self/status", &sb);

	if (!err) {
		at = strstr(sb.text, key);
		err = at ? num_parse_u64_n(at + strlen(key), strcspn(at + strlen(key), "\n"), 16,
					   &mask) : -ENOENT;
	}
	strbuf_release(&sb);
	return err ? err : (int)(mask >> capability & 1);
}

void system_get_lockdown(const struct probe_env *env, char *buf, size_t size)
{
	struct strbuf sb = { 0 };
	const char *open;

	snprintf(buf, size, "%s", "");
	if (!system_read(env, "/sys/kernel/security/lockdown", &sb)) {
		/* "none [integrity] confidentiality" */
		open = strchr(sb.text, '[');
		if (open)
			snprintf(buf, size, "%.*s", (int)strcspn(open + 1, "]"), open + 1);
	}
	strbuf_release(&sb);
}

/* "6,1,0,-;text\n KEY=value\n": the text of one record. */
static void add_message(struct strbuf *sb, const char *record, size_t len)
{
	const char *semicolon = memchr(record, ';', len);
	const char *text = semicolon ? semicolon + 1 : record;
	size_t rest = len - (size_t)(text - record);
	const char *end = memchr(text, '\n', rest);

	strbuf_add_n(sb, text, end ? (size_t)(end - text) : rest);
	strbuf_add(sb, "\n");
}

int system_read_log(const struct probe_env *env, struct strbuf *sb)
{
	char record[8192];
	ssize_t n = 1;
	int fd;

	strbuf_reset(sb);
	strbuf_add(sb, "");
	/* Of a recorded tree: the messages alone. */
	if (env->io->sysroot)
		return system_read(env, "/rctl/dmesg", sb);
	fd = io_open(env->io, IO_ROOT, "/dev/kmsg", O_RDONLY | O_NONBLOCK);
	if (fd < 0)
		return fd;
	/* A record that was overwritten meanwhile is EPIPE; the next read goes on behind it. */
	while (n > 0 || n == -EPIPE) {
		n = io_read(env->io, fd, record, sizeof(record));
		if (n > 0)
			add_message(sb, record, (size_t)n);
	}
	io_close(env->io, fd);
	if (sb->failed)
		env->probe->failed = true;
	return n == -EAGAIN || !n ? 0 : (int)n;
}

static void record_config(const struct probe_env *env, struct record *r, const char *name)
{
	/* Several probes may ask for the same. */
	if (record_find(env->probe, "kernel", name))
		return;
	switch (system_get_config(env, name)) {
	case CONFIG_ON:
		record_text(r, name, "y");
		break;
	case CONFIG_MODULE:
		record_text(r, name, "m");
		break;
	case CONFIG_OFF:
		record_absent(r, name, "not set");
		break;
	default:
		record_unreadable(r, name, "there is no readable /boot/config of this kernel");
	}
}

void system_record_kernel(const struct probe_env *env, const char *const *configs)
{
	struct strbuf sb = { 0 };
	char release[128];
	struct record r;

	record_init(&r, env->probe, RESCTRL_SOURCE_PROCFS, "kernel");
	if (!record_find(env->probe, "kernel", "release")) {
		system_get_release(env, release, sizeof(release));
		if (*release)
			record_text(&r, "release", "%s", release);
		else
			record_unreadable(&r, "release", "no /proc/sys/kernel/osrelease");
		if (!system_read(env, "/proc/cmdline", &sb))
			record_text(&r, "command_line", "%.*s", (int)strcspn(sb.text, "\n"), sb.text);
		else
			record_unreadable(&r, "command_line", "no /proc/cmdline");
		strbuf_release(&sb);
	}
	record_init(&r, env->probe, RESCTRL_SOURCE_FILE, "kernel");
	for (; *configs; configs++)
		record_config(env, &r, *configs);
}

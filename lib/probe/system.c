/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel and its machine as files tell them. */
#include "probe/system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "probe/gzip.h"
#include "text/kernel.h"

#define MOST_CONFIG	(4u << 20)

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

int system_read_cpus(const struct probe_env *env, const char *path, struct cpuset *set, struct strbuf *text)
{
	int err = io_read_cpus(env->io, path, set, text);

	if (err == -ENOMEM)
		env->probe->failed = true;
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

void system_get_release(const struct probe_env *env, char *buf, size_t size)
{
	struct strbuf sb = { 0 };

	system_read(env, "/proc/sys/kernel/osrelease", &sb);
	snprintf(buf, size, "%.*s", sb.text ? (int)strcspn(sb.text, "\n") : 0,
		 sb.text ? sb.text : "");
	strbuf_release(&sb);
}

/* The kernel that runs has its own, where it was built to; else the packages that it came in. */
static void read_config(const struct probe_env *env)
{
	struct strbuf *config = &env->probe->kernel_config;
	char release[128], path[192];
	void *data = NULL;
	size_t size;
	int err;

	env->probe->has_read_config = true;
	err = io_read_bytes(env->io, IO_ROOT, "/proc/config.gz", MOST_CONFIG, &data, &size);
	if (!err)
		err = gzip_expand(data, size, MOST_CONFIG, config);
	free(data);
	system_get_release(env, release, sizeof(release));
	if (err && *release && !strchr(release, '/')) {
		snprintf(path, sizeof(path), "/boot/config-%s", release);
		err = system_read(env, path, config);
		snprintf(path, sizeof(path), "/lib/modules/%s/config", release);
		if (err)
			err = system_read(env, path, config);
	}
	if (err)
		strbuf_release(config);
	if (err == -ENOMEM)
		env->probe->failed = true;
}

enum system_config system_get_config(const struct probe_env *env, const char *name)
{
	const struct strbuf *config = &env->probe->kernel_config;

	if (!env->probe->has_read_config)
		read_config(env);
	if (!config->text)
		return CONFIG_UNKNOWN;
	switch (kconfig_get(config->text, name)) {
	case 'y':
		return CONFIG_ON;
	case 'm':
		return CONFIG_MODULE;
	default:
		return CONFIG_OFF;
	}
}

int system_has_capability(const struct probe_env *env, unsigned int capability)
{
	struct strbuf sb = { 0 };
	uint64_t mask;
	const char *at;
	size_t len;
	int err = system_read(env, "/proc/self/status", &sb);

	if (!err) {
		at = task_status_find(sb.text, "CapEff", &len);
		err = at ? num_parse_u64_n(at, len, 16, &mask) : -ENOENT;
	}
	strbuf_release(&sb);
	return err ? err : (int)(mask >> capability & 1);
}

void system_get_lockdown(const struct probe_env *env, char *buf, size_t size)
{
	struct strbuf sb = { 0 };

	system_read(env, "/sys/kernel/security/lockdown", &sb);
	lockdown_parse(sb.text ? sb.text : "", buf, size);
	strbuf_release(&sb);
}

static void add_message(struct strbuf *sb, const char *record, size_t size)
{
	size_t len;
	const char *text = kmsg_text(record, size, &len);

	strbuf_add_n(sb, text, len);
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
	if (record_knows(env->probe, "kernel", name))
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
		record_unreadable(r, name, "no /proc/config.gz, /boot/config-* or /lib/modules/*/config of this kernel can be read");
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

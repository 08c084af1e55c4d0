/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel and its machine as files tell them: what probes and the doctor ask. */
#ifndef PROBE_SYSTEM_H
#define PROBE_SYSTEM_H

#include "base/cpuset.h"
#include "io/cpus.h"
#include "probe/record.h"

/* What a look needs. */
struct probe_env {
	struct io *io;
	struct resctrl_probe *probe;
	bool pinning;
	bool select_ris;
};

/* A file as text, "" and -errno where it cannot be read. */
int system_read(const struct probe_env *env, const char *path, struct strbuf *sb);
/* A file that holds one number, of BASE (0: with or without "0x"). 0, -errno, -EINVAL. */
int system_read_number(const struct probe_env *env, const char *path, int base, uint64_t *value);
/* As io_read_cpus. */
int system_read_cpus(const struct probe_env *env, const char *path, struct cpuset *set, struct strbuf *text);
/* The names in a directory that begin with PREFIX, sorted. -errno. */
int system_list(const struct probe_env *env, const char *path, const char *prefix,
		struct strlist *names);
bool system_exists(const struct probe_env *env, const char *path);

enum system_config {
	CONFIG_UNKNOWN = 0,	/* no file tells */
	CONFIG_OFF,
	CONFIG_MODULE,
	CONFIG_ON,
};
/* An option of the running kernel, from /proc/config.gz, /boot or /lib/modules; NAME with its CONFIG_. */
enum system_config system_get_config(const struct probe_env *env, const char *name);
/* The kernel's release, "" where it is not known. */
void system_get_release(const struct probe_env *env, char *buf, size_t size);

/* CAP_SYS_RAWIO (17) and the like, effective. 1, 0, -errno. */
int system_has_capability(const struct probe_env *env, unsigned int capability);
/* "none", "integrity", "confidentiality"; "" where no file tells. */
void system_get_lockdown(const struct probe_env *env, char *buf, size_t size);

/* The kernel's log, one line a message, without time stamps. -errno: not readable. */
int system_read_log(const struct probe_env *env, struct strbuf *sb);

/* Notes what kernel this is: release, command line, its options in NAMES (ends with NULL). */
void system_record_kernel(const struct probe_env *env, const char *const *configs);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tells how a kernel was built and booted: command line, configuration, symbols, lists of modules, log. */
#ifndef TEXT_KERNEL_H
#define TEXT_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* TEXT, words between blanks (/proc/cmdline), has WORD. */
bool words_have(const char *text, const char *word);
/* The value of the last "NAME=VALUE" among them, cut to BUF; false where there is none. */
bool words_value(const char *text, const char *name, char *buf, size_t size);

/*
 * What "rdt=" says of a group of telemetry events: "NAME" or "NAME:GUID" among its words, "!" in front switches it off.
 */
struct rdt_force {
	bool on, off;
};
void rdt_force_parse(const char *text, const char *name, uint32_t guid, struct rdt_force *force);

/* An option NAME ("CONFIG_X") in a configuration: 'y', 'm', or 'n' for all else, also where it is not named. */
char kconfig_get(const char *text, const char *name);

/* /proc/kallsyms has the symbol: "0000 T name", with a tab and its module behind that of a module. */
bool kallsyms_has(const char *text, const char *name);

/* modules.dep or modules.builtin has "PATH/NAME.ko...", where - and _ are alike. NAME has _. */
bool modules_have(const char *text, const char *name);

/* What is chosen in "none [integrity] confidentiality"; "" where nothing is. */
void lockdown_parse(const char *text, char *buf, size_t size);

/* The line "KEY:\tVALUE" of /proc/PID/status; NULL. *LEN is that of the value, which ends with the line. */
const char *task_status_find(const char *text, const char *key, size_t *len);

/* The message of a record of /dev/kmsg, "6,1,0,-;text\n KEY=value\n"; *LEN is its length. */
const char *kmsg_text(const char *record, size_t size, size_t *len);

/* What the log says last of MPAM. */
struct mpam_log {
	bool enabled;
	uint64_t partids, pmgs;	/* where enabled */
	const char *disabled;		/* the line "MPAM disabled due to ...", in TEXT; NULL */
	size_t disabled_len;
};
void mpam_log_parse(const char *text, struct mpam_log *log);

#endif

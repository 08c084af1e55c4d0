/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls of the C library that tests stand in for. */
#include "libc.h"

#include <limits.h>
#include <linux/capability.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

#include "base/strlist.h"

int __wrap_capget(cap_user_header_t header, cap_user_data_t data);
int __wrap_pidfd_watch(pid_t pid);
bool __wrap_pidfd_is_alive(int fd);
void __wrap_pidfd_close(int fd);
int __wrap_fsmount_resctrl(const char *target, const struct strlist *options, const char **failed,
			   char *log, size_t size);
int __wrap_fsmount_check_options(const struct strlist *options, const char **failed, char *log, size_t size);
int __wrap_fsmount_unmount(const char *target);
int __wrap_nanosleep(const struct timespec *t, struct timespec *left);
int __real_clock_gettime(clockid_t clock, struct timespec *t);
int __wrap_clock_gettime(clockid_t clock, struct timespec *t);
char *__real_realpath(const char *path, char *resolved);
char *__wrap_realpath(const char *path, char *resolved);
int __wrap_asprintf(char **text, const char *format, ...) __attribute__((format(printf, 2, 3)));
int __wrap___asprintf_chk(char **text, int flag, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static struct {
	void (*fn)(void *data);
	void *data;
	unsigned int count;
	uint64_t total_ns;
} naps;

static struct {
	bool set;
	uint64_t ns, step, ahead_ns;
	unsigned int count;
} fake_clock;

void naps_reset(void (*fn)(void *data), void *data)
{
	naps.fn = fn;
	naps.data = data;
	naps.count = 0;
	naps.total_ns = 0;
}

unsigned int naps_count(void)
{
	return naps.count;
}

uint64_t naps_total_ms(void)
{
	return naps.total_ns / 1000000;
}

int __wrap_nanosleep(const struct timespec *t, struct timespec *left)
{
	(void)left;
	naps.count++;
	naps.total_ns += (uint64_t)t->tv_sec * 1000000000u + (uint64_t)t->tv_nsec;
	if (naps.fn)
		naps.fn(naps.data);
	return 0;
}

void clock_set(uint64_t ns, uint64_t step)
{
	fake_clock.set = true;
	fake_clock.ns = ns;
	fake_clock.step = step;
	fake_clock.count = 0;
}

void clock_set_wall(uint64_t ahead_ns)
{
	fake_clock.ahead_ns = ahead_ns;
}

void clock_release(void)
{
	fake_clock.set = false;
	fake_clock.ahead_ns = 0;
}

unsigned int clock_count(void)
{
	return fake_clock.count;
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *t)
{
	uint64_t ns = fake_clock.ns + (clock == CLOCK_REALTIME ? fake_clock.ahead_ns : 0);

	if (!fake_clock.set)
		return __real_clock_gettime(clock, t);
	fake_clock.count++;
	t->tv_sec = (time_t)(ns / 1000000000u);
	t->tv_nsec = (long)(ns % 1000000000u);
	fake_clock.ns += fake_clock.step;
	return 0;
}

/* A descriptor is the id and an offset that no real one has. */
#define PIDFD_FIRST 100000

static struct {
	bool (*fn)(void *data, int pid);
	void *data;
	size_t num_open;
} pidfds;

void pidfds_set(bool (*fn)(void *data, int pid), void *data)
{
	pidfds.fn = fn;
	pidfds.data = data;
	pidfds.num_open = 0;
}

size_t pidfds_num_open(void)
{
	return pidfds.num_open;
}

int __wrap_pidfd_watch(pid_t pid)
{
	if (!pidfds.fn || !pidfds.fn(pidfds.data, pid))
		return -1;
	pidfds.num_open++;
	return PIDFD_FIRST + pid;
}

bool __wrap_pidfd_is_alive(int fd)
{
	return pidfds.fn(pidfds.data, fd - PIDFD_FIRST);
}

void __wrap_pidfd_close(int fd)
{
	if (fd >= 0)
		pidfds.num_open--;
}

static struct fake_mount mounts;

void mounts_set(const struct fake_mount *fake)
{
	mounts = *fake;
}

static int ask_for_mount(const char *what, const char *target, const struct strlist *options, const char **failed,
			 char *log, size_t size)
{
	const char *words = "", *wrong = NULL;
	char text[128] = "";
	int err;

	for (size_t i = 0; i < options->num; i++) {
		size_t len = strlen(text);

		snprintf(text + len, sizeof(text) - len, "%s%s", i ? "," : "", options->items[i]);
	}
	err = mounts.fn(mounts.data, what, target, text, &wrong, &words);
	snprintf(log, size, "%s", words);
	*failed = NULL;
	for (size_t i = 0; wrong && i < options->num; i++) {
		if (!strcmp(options->items[i], wrong))
			*failed = options->items[i];
	}
	return err;
}

int __wrap_fsmount_resctrl(const char *target, const struct strlist *options, const char **failed,
			   char *log, size_t size)
{
	return ask_for_mount("mount", target, options, failed, log, size);
}

int __wrap_fsmount_check_options(const struct strlist *options, const char **failed, char *log, size_t size)
{
	*failed = NULL;
	log[0] = '\0';
	return !mounts.fn ? 0 : ask_for_mount("check", "-", options, failed, log, size);
}

int __wrap_fsmount_unmount(const char *target)
{
	const char *words, *wrong;

	return mounts.fn(mounts.data, "unmount", target, "", &wrong, &words);
}

/* As the real ones, but their memory comes from the malloc that tests can make fail. */

char *__wrap_realpath(const char *path, char *resolved)
{
	char buf[PATH_MAX];

	if (resolved)
		return __real_realpath(path, resolved);
	return __real_realpath(path, buf) ? strdup(buf) : NULL;
}

static int __attribute__((format(printf, 2, 0)))
print(char **text, const char *format, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	*text = len < 0 ? NULL : malloc((size_t)len + 1);
	return *text ? vsnprintf(*text, (size_t)len + 1, format, args) : -1;
}

int __wrap_asprintf(char **text, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = print(text, format, args);
	va_end(args);
	return len;
}

int __wrap___asprintf_chk(char **text, int flag, const char *format, ...)
{
	va_list args;
	int len;

	(void)flag;
	va_start(args, format);
	len = print(text, format, args);
	va_end(args);
	return len;
}

static bool incapable;

void capable_set(bool capable)
{
	incapable = !capable;
}

/* Whoever runs the tests. */
int __wrap_capget(cap_user_header_t header, cap_user_data_t data)
{
	(void)header;
	memset(data, incapable ? 0 : 0xff, _LINUX_CAPABILITY_U32S_3 * sizeof(*data));
	return 0;
}

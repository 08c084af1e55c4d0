/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Giving up rights, by libcap: loaded here, as most commands need none of it, and the loader's and its own first steps
 * are 15 system calls.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "privileges.h"

/* The soname of the version whose header this is built with. */
#define LIBCAP "libcap.so.2"

/* What is used of it. */
struct cap_calls {
	void *library;
	__typeof__(cap_get_proc) *get_proc;
	__typeof__(cap_set_proc) *set_proc;
	__typeof__(cap_get_flag) *get_flag;
	__typeof__(cap_set_flag) *set_flag;
	__typeof__(cap_clear) *clear;
	__typeof__(cap_free) *free;
};

static void unload(struct cap_calls *calls)
{
	if (calls->library)
		dlclose(calls->library);
	calls->library = NULL;
}

/* 0, or -ELIBACC where the library is not installed. */
static int load(struct cap_calls *calls)
{
	const struct {
		const char *name;
		void *slot;
	} names[] = {
		{ "cap_get_proc", &calls->get_proc }, { "cap_set_proc", &calls->set_proc },
		{ "cap_get_flag", &calls->get_flag }, { "cap_set_flag", &calls->set_flag },
		{ "cap_clear", &calls->clear },	      { "cap_free", &calls->free },
	};
	void *address = calls->library = dlopen(LIBCAP, RTLD_NOW | RTLD_LOCAL);
	size_t i;

	for (i = 0; address && i < sizeof(names) / sizeof(*names); i++) {
		address = dlsym(calls->library, names[i].name);
		memcpy(names[i].slot, &address, sizeof(address));
	}
	if (address)
		return 0;
	unload(calls);
	return -ELIBACC;
}

static int drop(const struct cap_calls *calls, cap_value_t keep)
{
	cap_flag_value_t has = CAP_CLEAR;
	cap_t now = calls->get_proc();
	int err = 0;

	if (!now)
		return -errno;
	if (keep != PRIVILEGES_NONE)
		calls->get_flag(now, keep, CAP_PERMITTED, &has);
	calls->clear(now);
	if (has == CAP_SET &&
	    (calls->set_flag(now, CAP_PERMITTED, 1, &keep, CAP_SET) ||
	     calls->set_flag(now, CAP_EFFECTIVE, 1, &keep, CAP_SET)))
		err = -errno;
	if (!err && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || calls->set_proc(now)))
		err = -errno;
	calls->free(now);
	return err;
}

int privileges_drop(cap_value_t keep)
{
	struct cap_calls calls;
	int err = load(&calls);

	if (err)
		return err;
	err = drop(&calls, keep);
	unload(&calls);
	return err;
}

int privileges_have(cap_value_t capability)
{
	cap_flag_value_t has = CAP_CLEAR;
	struct cap_calls calls;
	int err = load(&calls);
	cap_t now;

	if (err)
		return err;
	now = calls.get_proc();
	if (now)
		calls.get_flag(now, capability, CAP_EFFECTIVE, &has);
	calls.free(now);
	unload(&calls);
	return has == CAP_SET;
}

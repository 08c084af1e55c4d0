/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Clean-up at the end of a scope. */
#ifndef BASE_AUTO_H
#define BASE_AUTO_H

#include <stdlib.h>

static inline void auto_free_fn(void *p)
{
	free(*(void **)p);
}

/* The variable is freed with free(3) when it goes out of scope. */
#define auto_free __attribute__((cleanup(auto_free_fn)))

#endif

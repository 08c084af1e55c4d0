/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How every probe starts and ends. */
#ifndef PROBE_ENV_H
#define PROBE_ENV_H

#include "internal.h"
#include "probe/system.h"

/*
 * Begins OPERATION, checks FLAGS against ALLOWED, calls FN with an empty result and gives it to the caller. -EINVAL,
 * -ENOMEM, recorded.
 */
MUST_CHECK int probe_run(struct resctrl_ctx *ctx, const char *operation, unsigned int flags,
			 unsigned int allowed,
			 void (*fn)(struct resctrl_ctx *ctx, const struct probe_env *env),
			 struct resctrl_probe **probe);

/* Frees what PROBE holds, and not itself. */
void probe_clear(struct resctrl_probe *probe);

/* What each probe notes. */
void probe_look_cpu(struct resctrl_ctx *ctx, const struct probe_env *env);
void probe_look_mpam(struct resctrl_ctx *ctx, const struct probe_env *env);
void probe_look_aet(struct resctrl_ctx *ctx, const struct probe_env *env);

#endif

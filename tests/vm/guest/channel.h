/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's two lines to the host: what the command prints, and what became of it. Both carry every
 * byte as it is, without a driver, and deliver it before the instruction ends: nothing to flush or to
 * drain, and no line discipline that turns LF into CR LF.
 */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

enum channel { CHANNEL_OUTPUT, CHANNEL_CONTROL };

/* Both lines for this process. */
bool channel_open(void);
/* A child is not to have them. */
void channel_close(void);
void channel_send(enum channel channel, const char *data, size_t len);

#endif

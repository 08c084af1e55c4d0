/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Compressed files: the kernel's own configuration is one. */
#ifndef PROBE_GZIP_H
#define PROBE_GZIP_H

#include "base/strbuf.h"

/*
 * Expands SIZE bytes of gzip into SB (emptied first), at most MOST bytes. 0; -EINVAL: no gzip, or damaged, or cut
 * short; -EOVERFLOW, -ENOMEM; -EOPNOTSUPP: built without zlib, or it is not installed.
 */
int gzip_expand(const void *data, size_t size, size_t most, struct strbuf *sb);

#endif

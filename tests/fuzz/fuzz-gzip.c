/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What claims to be a compressed file: it ends, with no more than was allowed. */
#include <errno.h>

#include "fuzz.h"
#include "probe/gzip.h"

#define MOST	100000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = fuzz_bytes(data, size);
	struct strbuf sb = { 0 };
	int err = gzip_expand(bytes, size, MOST, &sb);

	FUZZ_HOLDS(!err || err == -EINVAL || err == -EOVERFLOW || err == -EOPNOTSUPP);
	FUZZ_HOLDS(sb.text && sb.len <= MOST && !sb.text[sb.len]);
	strbuf_release(&sb);
	free(bytes);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texts of info/last_cmd_status: what is found belongs to the operation that was asked about, and
 * one line that no kernel prints makes the whole somebody else's.
 */
#include "base/strbuf.h"
#include "fuzz.h"
#include "text/status.h"

#define NUM_OPS 15

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct strbuf spoilt = { 0 };
	unsigned int bit;

	strbuf_addf(&spoilt, "%s\nzzz\n", text);
	FUZZ_HOLDS(!spoilt.failed);
	for (bit = 0; bit < NUM_OPS; bit++) {
		enum status_op op = (enum status_op)(1u << bit);
		const struct status_text *found = status_find(op, text);

		FUZZ_HOLDS(!found || (found->ops & (unsigned int)op));
		FUZZ_HOLDS(!found || (found->format && found->cause[0] && found->fix[0]));
		FUZZ_HOLDS(!status_find(op, spoilt.text));
	}
	strbuf_release(&spoilt);
	free(text);
	return 0;
}

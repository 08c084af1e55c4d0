/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Telemetry regions of any size and content: no count from beyond them, none with bit 63. */
#include <errno.h>

#include "fuzz.h"
#include "probe/pmt.h"

/* Mantissa and decimals are the digits of TEXT, as far as 64 bits hold them. */
static void check_digits(uint64_t value, unsigned int bits, const char *text)
{
	uint64_t mantissa, digits = 0;
	unsigned int decimals;

	if (pmt_scale(value, bits, &mantissa, &decimals))
		return;
	for (const char *at = text; *at; at++)
		digits = *at == '.' ? digits : digits * 10 + (uint64_t)(*at - '0');
	FUZZ_HOLDS(digits == mantissa);
	FUZZ_HOLDS(decimals == (strchr(text, '.') ? strlen(strchr(text, '.') + 1) : 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A mapping begins at a word; what is left over of one at the end is no word. */
	uint64_t *words = malloc(size < 8 ? 8 : size);
	char text[64];

	FUZZ_HOLDS(words);
	if (size)
		memcpy(words, data, size);
	for (size_t g = 0; g < pmt_num_groups; g++) {
		const struct pmt_group *group = &pmt_groups[g];

		for (uint64_t rmid = 0; rmid < 600; rmid++) {
			for (unsigned int e = 0; e < group->num_events + 1; e++) {
				uint64_t value = 0;
				int got = pmt_region_get(group, words, size, rmid, e, &value);
				size_t end = (size_t)(8 * (rmid * group->num_events + e + 1));

				FUZZ_HOLDS(got == -ERANGE || (end <= size && rmid < group->rmids));
				FUZZ_HOLDS(!(value >> 63));
				pmt_format(value, group->bits, text, sizeof(text));
				FUZZ_HOLDS(strlen(text) < sizeof(text) - 1);
				check_digits(value, group->bits, text);
			}
		}
	}
	free(words);
	return 0;
}

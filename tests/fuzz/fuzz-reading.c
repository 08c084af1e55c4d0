/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An event file's text: a value has the very digits of the text, and nothing else is a value. */
#include "fuzz.h"
#include "text/reading.h"

/* VALUE is what the digits say, in arithmetic that has room to spare. */
static void check_digits(const struct reading_value *value, const char *text, size_t size)
{
	unsigned __int128 sum = 0;
	unsigned int decimals = 0, dots = 0;
	size_t i;

	for (i = 0; i < size - 1; i++) {
		if (text[i] == '.') {
			dots++;
			continue;
		}
		FUZZ_HOLDS(text[i] >= '0' && text[i] <= '9');
		sum = sum * 10 + (unsigned int)(text[i] - '0');
		FUZZ_HOLDS(sum <= UINT64_MAX);
		decimals += dots;
	}
	FUZZ_HOLDS(text[i] == '\n' && dots <= 1 && decimals == value->decimals);
	FUZZ_HOLDS(sum == value->mantissa);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_bytes(data, size);
	struct reading_value value;
	enum resctrl_state state;
	bool known;

	state = reading_parse(text, size, &value, &known);
	if (state == RESCTRL_STATE_VALUE)
		check_digits(&value, text, size);
	else
		FUZZ_HOLDS(state == RESCTRL_STATE_UNAVAILABLE ||
			   state == RESCTRL_STATE_UNASSIGNED || state == RESCTRL_STATE_ERROR);
	FUZZ_HOLDS(known || state == RESCTRL_STATE_ERROR);
	free(text);
	return 0;
}

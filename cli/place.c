/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The option --place: where a number of ways goes.
 */
#include "place.h"

#include <string.h>

#include "fail.h"
#include "run.h"

int place_get(struct rctl_run *run, const struct option_entry *option, enum resctrl_place *place)
{
	static const char *const names[] = {
		[RESCTRL_PLACE_LOW] = "low",
		[RESCTRL_PLACE_HIGH] = "high",
		[RESCTRL_PLACE_LEAST] = "least",
	};
	const char *text = args_text(&run->args, option);

	*place = RESCTRL_PLACE_LOW;
	if (!text)
		return 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!strcmp(names[i], text)) {
			*place = (enum resctrl_place)i;
			return 0;
		}
	}
	return fail_usage(run, "--place takes low, high or least, not '%s'", text);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Monitors on the tree of a machine, and what is found in their samples. */
#include "samples.h"

#include <string.h>

struct resctrl_monitor *samples_watch(struct machine *m, const char *group)
{
	struct resctrl_monitor *mon;

	assert_int_equal(resctrl_monitor_open(m->ctx, &group, group ? 1 : 0, &mon), 0);
	assert_idle(m);
	return mon;
}

const struct resctrl_sample *samples_read(struct resctrl_monitor *mon)
{
	const struct resctrl_sample *s;

	assert_int_equal(resctrl_monitor_read(mon, &s), 0);
	return s;
}

const struct resctrl_reading *samples_look_for(const struct resctrl_sample *s, const char *group, uint64_t domain,
					       const char *event)
{
	for (size_t i = 0; i < resctrl_sample_get_num(s); i++) {
		const struct resctrl_reading *r = resctrl_sample_get_reading(s, i);

		if (!strcmp(resctrl_reading_get_group(r), group) &&
		    resctrl_reading_get_domain(r) == domain &&
		    !strcmp(resctrl_reading_get_event(r), event))
			return r;
	}
	return NULL;
}

const struct resctrl_reading *samples_find(const struct resctrl_sample *s, const char *group, uint64_t domain,
					   const char *event)
{
	const struct resctrl_reading *r = samples_look_for(s, group, domain, event);

	assert_non_null(r);
	return r;
}

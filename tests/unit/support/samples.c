/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Monitors on the tree of a machine, and what is found in their samples. */
#include "samples.h"

#include <poll.h>
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

const struct resctrl_sample *samples_update(struct machine *m, struct resctrl_monitor *mon)
{
	resctrl_ctx_release_warnings(m->ctx);
	assert_int_equal(resctrl_monitor_update(mon), 0);
	assert_idle(m);
	return samples_read(mon);
}

bool samples_are_due(const struct resctrl_monitor *mon)
{
	struct pollfd fd = { .fd = resctrl_monitor_get_fd(mon), .events = POLLIN };

	return poll(&fd, 1, 0) == 1;
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

void samples_assert_state(const struct resctrl_reading *r, enum resctrl_state state, uint64_t generation,
			  unsigned int flags)
{
	assert_int_equal(resctrl_reading_get_state(r), state);
	assert_int_equal(resctrl_reading_get_generation(r), generation);
	assert_int_equal(resctrl_reading_get_flags(r), flags);
}

bool samples_has_rate(const struct resctrl_reading *r)
{
	double rate;

	return !resctrl_reading_get_rate(r, &rate);
}

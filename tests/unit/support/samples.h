/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Monitors on the tree of a machine, and what is found in their samples. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include "machine.h"

#define SAMPLES_TOTAL	"mon_data/mon_L3_00/mbm_total_bytes"	/* of the default group, or behind another one's name */

/* A monitor of GROUP and what is below it; NULL: of all groups. Leaves nothing locked. */
struct resctrl_monitor *samples_watch(struct machine *m, const char *group);
/* The next sample, which must not fail. */
const struct resctrl_sample *samples_read(struct resctrl_monitor *mon);
/* The next sample after a look at what changed, with no warnings on record but of that. */
const struct resctrl_sample *samples_update(struct machine *m, struct resctrl_monitor *mon);
/* The monitor's descriptor says that it is time to look. */
bool samples_are_due(const struct resctrl_monitor *mon);
/* The reading of EVENT in a domain of GROUP; NULL where the sample has none. */
const struct resctrl_reading *samples_look_for(const struct resctrl_sample *s, const char *group, uint64_t domain,
					       const char *event);
/* The same, where one must be. */
const struct resctrl_reading *samples_find(const struct resctrl_sample *s, const char *group, uint64_t domain,
					   const char *event);
void samples_assert_state(const struct resctrl_reading *r, enum resctrl_state state, uint64_t generation,
			  unsigned int flags);
bool samples_has_rate(const struct resctrl_reading *r);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What creating or removing a group did. */
#include "outcome.h"

#include <assert.h>
#include <stdlib.h>

void resctrl_outcome_free(struct resctrl_outcome *outcome)
{
	if (!outcome)
		return;
	resctrl_change_free(outcome->change);
	resctrl_tasks_free(outcome->tasks);
	free(outcome->destination);
	free(outcome);
}

bool resctrl_outcome_is_created(const struct resctrl_outcome *outcome)
{
	assert(outcome);
	return outcome->created;
}

const struct resctrl_change *resctrl_outcome_get_change(const struct resctrl_outcome *outcome)
{
	assert(outcome);
	return outcome->change;
}

const struct resctrl_tasks *resctrl_outcome_get_tasks(const struct resctrl_outcome *outcome)
{
	assert(outcome);
	return outcome->tasks;
}

size_t resctrl_outcome_get_num_moved(const struct resctrl_outcome *outcome)
{
	assert(outcome);
	return outcome->num_moved;
}

const char *resctrl_outcome_get_destination(const struct resctrl_outcome *outcome)
{
	assert(outcome);
	return outcome->destination;
}

size_t resctrl_outcome_get_num_mon_groups(const struct resctrl_outcome *outcome)
{
	assert(outcome);
	return outcome->num_mon_groups;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a new group shall be: a value that is filled and then given to resctrl_group_create. */
#include "group-config.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int resctrl_group_config_new(struct resctrl_group_config **config)
{
	if (!config)
		return -EINVAL;
	*config = calloc(1, sizeof(**config));
	return *config ? 0 : -ENOMEM;
}

void resctrl_group_config_free(struct resctrl_group_config *config)
{
	if (!config)
		return;
	free(config->name);
	strlist_release(&config->specs);
	free(config->mode);
	free(config->cpus);
	resctrl_tasks_free(config->tasks);
	free(config);
}

static int set(char **slot, const char *text)
{
	char *copy;

	if (!text || !*text)
		return -EINVAL;
	copy = strdup(text);
	if (!copy)
		return -ENOMEM;
	free(*slot);
	*slot = copy;
	return 0;
}

int resctrl_group_config_set_name(struct resctrl_group_config *config, const char *name)
{
	assert(config);
	return set(&config->name, name);
}

int resctrl_group_config_set_schemata(struct resctrl_group_config *config, const char *spec)
{
	assert(config);
	return spec ? strlist_add(&config->specs, spec) : -EINVAL;
}

int resctrl_group_config_set_place(struct resctrl_group_config *config, int place)
{
	assert(config);
	if (place < RESCTRL_PLACE_LOW || place > RESCTRL_PLACE_LEAST)
		return -EINVAL;
	config->place = (enum resctrl_place)place;
	return 0;
}

int resctrl_group_config_set_wait(struct resctrl_group_config *config, unsigned int milliseconds)
{
	assert(config);
	config->wait_ms = milliseconds;
	return 0;
}

int resctrl_group_config_set_transient(struct resctrl_group_config *config, bool transient)
{
	assert(config);
	config->transient = transient;
	return 0;
}

int resctrl_group_config_set_mode(struct resctrl_group_config *config, const char *mode)
{
	assert(config);
	return set(&config->mode, mode);
}

int resctrl_group_config_set_cpus(struct resctrl_group_config *config, const char *list)
{
	assert(config);
	return set(&config->cpus, list);
}

int resctrl_group_config_set_tasks(struct resctrl_group_config *config,
				   const struct resctrl_tasks *tasks)
{
	struct resctrl_tasks *copy;
	int err;

	assert(config);
	if (!tasks)
		return -EINVAL;
	err = tasks_copy(tasks, &copy);
	if (err)
		return err;
	resctrl_tasks_free(config->tasks);
	config->tasks = copy;
	return 0;
}

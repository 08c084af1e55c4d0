/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What to monitor: a value that is filled and then given to resctrl_monitor_open_config. */
#include <assert.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "monitor.h"
#include "text/pattern.h"

int resctrl_monitor_config_new(struct resctrl_monitor_config **config)
{
	if (!config)
		return -EINVAL;
	*config = calloc(1, sizeof(**config));
	return *config ? 0 : -ENOMEM;
}

void config_release(struct resctrl_monitor_config *config)
{
	strlist_release(&config->groups);
	strlist_release(&config->events);
	for (size_t i = 0; i < config->num_domains; i++) {
		free(config->domains[i].text);
		free(config->domains[i].resource);
		idlist_release(&config->domains[i].ids);
	}
	free(config->domains);
}

void resctrl_monitor_config_free(struct resctrl_monitor_config *config)
{
	if (!config)
		return;
	config_release(config);
	free(config);
}

int resctrl_monitor_config_set_group(struct resctrl_monitor_config *config, const char *name)
{
	struct group_name parsed;

	assert(config);
	if (!name || group_name_parse(&parsed, name))
		return -EINVAL;
	return strlist_add(&config->groups, name);
}

int resctrl_monitor_config_set_event(struct resctrl_monitor_config *config, const char *name)
{
	assert(config);
	return name && *name ? strlist_add(&config->events, name) : -EINVAL;
}

/* TEXT: ids alone, where LEN is 0, or behind a resource of LEN bytes and a colon. */
static int add_domains(struct resctrl_monitor_config *config, const char *text, size_t len)
{
	const char *ids = len ? text + len + 1 : text;
	struct domain_filter *filter, *more;
	int err;

	more = reallocarray(config->domains, config->num_domains + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	config->domains = more;
	filter = &more[config->num_domains];
	*filter = (struct domain_filter){ 0 };
	err = idlist_parse(&filter->ids, ids, strlen(ids));
	if (err)
		return err == -ENOMEM ? err : -EINVAL;
	filter->text = strdup(text);
	if (len)
		filter->resource = strndup(text, len);
	if (!filter->text || (len && !filter->resource)) {
		free(filter->text);
		free(filter->resource);
		idlist_release(&filter->ids);
		return -ENOMEM;
	}
	config->num_domains++;
	return 0;
}

int resctrl_monitor_config_set_domains(struct resctrl_monitor_config *config, const char *domains)
{
	const char *colon;

	assert(config);
	if (!domains)
		return -EINVAL;
	colon = strchr(domains, ':');
	if (colon == domains)
		return -EINVAL;
	return add_domains(config, domains, colon ? (size_t)(colon - domains) : 0);
}

int resctrl_monitor_config_set_direct_aet(struct resctrl_monitor_config *config, bool direct)
{
	assert(config);
	config->direct_aet = direct;
	return 0;
}

int resctrl_monitor_config_set_window(struct resctrl_monitor_config *config, uint64_t window_ns,
				      uint64_t slot_ns)
{
	assert(config);
	if (!window_ns)
		return -EINVAL;
	config->window_ns = window_ns;
	config->slot_ns = slot_ns;
	return 0;
}

void resctrl_monitor_config_set_take_assigned(struct resctrl_monitor_config *config, bool take)
{
	assert(config);
	config->take_assigned = take;
}

void resctrl_monitor_config_set_seed(struct resctrl_monitor_config *config, uint64_t seed)
{
	assert(config);
	config->has_seed = true;
	config->seed = seed;
}

static int copy_list(struct strlist *copy, const struct strlist *source)
{
	int err = 0;

	for (size_t i = 0; !err && i < source->num; i++)
		err = strlist_add(copy, source->items[i]);
	return err;
}

static int copy_domains(struct resctrl_monitor_config *copy,
			const struct resctrl_monitor_config *source)
{
	if (!source->num_domains)
		return 0;
	copy->domains = calloc(source->num_domains, sizeof(*copy->domains));
	if (!copy->domains)
		return -ENOMEM;
	for (size_t i = 0; i < source->num_domains; i++) {
		const struct domain_filter *from = &source->domains[i];
		struct domain_filter *to = &copy->domains[copy->num_domains++];

		to->text = strdup(from->text);
		to->resource = from->resource ? strdup(from->resource) : NULL;
		to->ids.all = from->ids.all;
		to->ids.ranges = calloc(from->ids.num + 1, sizeof(*to->ids.ranges));
		if (!to->text || (from->resource && !to->resource) || !to->ids.ranges)
			return -ENOMEM;
		to->ids.num = from->ids.num;
		if (from->ids.num)
			memcpy(to->ids.ranges, from->ids.ranges,
			       from->ids.num * sizeof(*to->ids.ranges));
	}
	return 0;
}

int config_copy(struct resctrl_monitor_config *copy, const struct resctrl_monitor_config *source)
{
	int err;

	*copy = (struct resctrl_monitor_config){ 0 };
	if (!source)
		return 0;
	copy->direct_aet = source->direct_aet;
	copy->window_ns = source->window_ns;
	copy->slot_ns = source->slot_ns;
	copy->take_assigned = source->take_assigned;
	copy->has_seed = source->has_seed;
	copy->seed = source->seed;
	err = copy_list(&copy->groups, &source->groups);
	if (!err)
		err = copy_list(&copy->events, &source->events);
	return err ? err : copy_domains(copy, source);
}

size_t config_rank_group(const struct resctrl_monitor_config *config, const char *name)
{
	if (!config->groups.num)
		return 0;
	for (size_t i = 0; i < config->groups.num; i++) {
		if (pattern_matches(config->groups.items[i], name))
			return i;
	}
	return SIZE_MAX;
}

bool config_event_matches(const struct resctrl_monitor_config *config, size_t i, const char *event)
{
	return !fnmatch(config->events.items[i], event, 0);
}

bool config_has_event(const struct resctrl_monitor_config *config, const char *event)
{
	for (size_t i = 0; i < config->events.num; i++) {
		if (config_event_matches(config, i, event))
			return true;
	}
	return !config->events.num;
}

bool config_domain_matches(const struct resctrl_monitor_config *config, size_t i, const char *resource,
			   uint64_t domain)
{
	const struct domain_filter *filter = &config->domains[i];

	return (!filter->resource || !strcmp(filter->resource, resource)) &&
	       (filter->ids.all || idlist_has(&filter->ids, domain));
}

bool config_has_domain(const struct resctrl_monitor_config *config, const char *resource,
		       uint64_t domain)
{
	for (size_t i = 0; i < config->num_domains; i++) {
		if (config_domain_matches(config, i, resource, domain))
			return true;
	}
	return !config->num_domains;
}

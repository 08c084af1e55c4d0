/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains and groups as things with a life. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "events/stream.h"

struct resctrl_object *object_new(enum resctrl_object_kind kind, const char *name, uint64_t id)
{
	struct resctrl_object *object = calloc(1, sizeof(*object));

	if (!object)
		return NULL;
	object->refs = 1;
	object->kind = kind;
	object->id = id;
	object->name = strdup(name);
	if (object->name)
		return object;
	free(object);
	return NULL;
}

void object_appear(struct resctrl_events *ev, struct resctrl_object *object)
{
	object->present = true;
	object->generation = ++ev->generation;
}

struct resctrl_object *resctrl_object_ref(struct resctrl_object *object)
{
	assert(object);
	object->refs++;
	return object;
}

void resctrl_object_unref(struct resctrl_object *object)
{
	if (!object || --object->refs)
		return;
	free(object->name);
	free(object);
}

enum resctrl_object_kind resctrl_object_get_kind(const struct resctrl_object *object)
{
	assert(object);
	return object->kind;
}

const char *resctrl_object_get_name(const struct resctrl_object *object)
{
	assert(object);
	return object->name;
}

int resctrl_object_get_id(const struct resctrl_object *object, uint64_t *id)
{
	assert(object);
	if (!id)
		return -EINVAL;
	if (object->kind != RESCTRL_OBJECT_DOMAIN)
		return -ENOENT;
	*id = object->id;
	return 0;
}

bool resctrl_object_is_present(const struct resctrl_object *object)
{
	assert(object);
	return object->present;
}

uint64_t resctrl_object_get_generation(const struct resctrl_object *object)
{
	assert(object);
	return object->generation;
}

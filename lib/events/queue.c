/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Notices that wait to be read. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "events/stream.h"

static void notice_release(struct resctrl_notice *notice)
{
	free(notice->name);
	free(notice->resource);
	free(notice->old);
	free(notice->new);
	resctrl_object_unref(notice->object);
	*notice = (struct resctrl_notice){ 0 };
}

/* Room for one more: what was read makes place before the queue grows. */
static bool make_room(struct resctrl_events *ev)
{
	size_t size = ev->size ? 2 * ev->size : 16;
	struct resctrl_notice *more;

	if (ev->head && ev->head + ev->num == ev->size) {
		memmove(ev->queue, ev->queue + ev->head, ev->num * sizeof(*ev->queue));
		ev->head = 0;
	}
	if (ev->head + ev->num < ev->size)
		return true;
	more = reallocarray(ev->queue, size, sizeof(*more));
	if (!more)
		return false;
	ev->queue = more;
	ev->size = size;
	return true;
}

static bool copy(char **to, const char *text)
{
	if (!text)
		return true;
	*to = strdup(text);
	return *to;
}

struct resctrl_notice *queue_add(struct resctrl_events *ev, enum resctrl_notice_kind kind,
				 enum resctrl_source source, const struct notice_text *text)
{
	static const struct notice_text none;
	struct resctrl_notice *notice;

	if (!text)
		text = &none;
	if (!make_room(ev))
		return NULL;
	notice = &ev->queue[ev->head + ev->num];
	*notice = (struct resctrl_notice){ .kind = kind, .source = source };
	if (!copy(&notice->name, text->name) || !copy(&notice->resource, text->resource) ||
	    !copy(&notice->old, text->old) || !copy(&notice->new, text->new)) {
		notice_release(notice);
		return NULL;
	}
	notice->time_ns = clock_ns(CLOCK_MONOTONIC);
	notice->wall_time_ns = clock_ns(CLOCK_REALTIME);
	ev->num++;
	return notice;
}

void queue_set_object(struct resctrl_notice *notice, struct resctrl_object *object)
{
	notice->object = resctrl_object_ref(object);
	notice->generation = object->generation;
}

bool queue_take(struct resctrl_events *ev)
{
	notice_release(&ev->current);
	if (!ev->num)
		return false;
	ev->current = ev->queue[ev->head];
	ev->head++;
	ev->num--;
	if (!ev->num)
		ev->head = 0;
	return true;
}

void queue_release(struct resctrl_events *ev)
{
	while (queue_take(ev))
		;
	free(ev->queue);
	ev->queue = NULL;
	ev->size = 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rctl monitor --multiplex: counters in rotation, and given back whatever ends it.
 */
#include <stddef.h>

#include <resctrl/multiplex.h>

#include "fail.h"
#include "rotation.h"
#include "run.h"

int rotation_open(struct rotation *rotation, const struct resctrl_monitor_config *config)
{
	int rc = resctrl_multiplex_open(rotation->run->ctx, config, &rotation->multiplex);

	return rc < 0 ? fail_library(rotation->run, rc) : 0;
}

/* One step: 1 where the stream goes on, else 0 with the exit status. */
static int step(struct rotation *r, int *status)
{
	const struct resctrl_sample *sample;
	enum ticker_event event;
	int rc = resctrl_multiplex_next(r->multiplex, &sample);

	if (!rc) {
		r->ticker.next_ns = resctrl_multiplex_get_time_ns(r->multiplex);
		event = ticker_wait(&r->ticker, -1);
		if (event == TICKER_STOPPED)
			return 0;
		if (event != TICKER_LAST)
			return 1;
		/* The time is up within a window: what there is of it. */
		r->count = 1;
		rc = resctrl_multiplex_read(r->multiplex, &sample);
		rc = rc < 0 ? rc : 1;
	}
	*status = rc < 0 ? fail_library(r->run, rc) : r->print(r->data, sample);
	return !*status && !r->run->write_errno && --r->count && !ticker_is_stopped();
}

int rotation_run(struct rotation *rotation)
{
	int status = 0;

	while (step(rotation, &status))
		;
	return status;
}

int rotation_close(struct rotation *rotation, int status)
{
	int rc;

	if (!rotation->multiplex)
		return status;
	rc = resctrl_multiplex_release(rotation->multiplex);
	/* What failed first is the answer, unless nothing did. */
	if (rc < 0 && status)
		fail_besides(rotation->run);
	else if (rc < 0)
		status = fail_library(rotation->run, rc);
	resctrl_multiplex_close(rotation->multiplex);
	rotation->multiplex = NULL;
	return status;
}

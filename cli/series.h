/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The samples of a monitor as a result tree that is built once and then kept up to date: a sample
 * costs no memory allocation.
 */
#ifndef RCTL_SERIES_H
#define RCTL_SERIES_H

struct json_object;
struct resctrl_sample;
struct series;

struct series *series_new(void);
void series_free(struct series *series);
/* Puts SAMPLE into DATA, the data of rctl monitor; the same object every time. */
void series_update(struct series *series, struct json_object *data,
		   const struct resctrl_sample *sample);

#endif

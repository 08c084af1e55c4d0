/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libresctrl: cache and memory bandwidth allocation and monitoring through Linux resctrl.
 * The umbrella of all public headers.
 */
#ifndef RESCTRL_H
#define RESCTRL_H

#include <resctrl/change.h>
#include <resctrl/counter.h>
#include <resctrl/ctx.h>
#include <resctrl/error.h>
#include <resctrl/events.h>
#include <resctrl/explain.h>
#include <resctrl/export.h>
#include <resctrl/group.h>
#include <resctrl/info.h>
#include <resctrl/io-alloc.h>
#include <resctrl/monitor.h>
#include <resctrl/mount.h>
#include <resctrl/multiplex.h>
#include <resctrl/probe.h>
#include <resctrl/schemata.h>
#include <resctrl/snapshot.h>
#include <resctrl/tasks.h>
#include <resctrl/tracker.h>
#include <resctrl/version.h>

#endif /* RESCTRL_H */

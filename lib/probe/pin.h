/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Running on a chosen CPU for a while. */
#ifndef PROBE_PIN_H
#define PROBE_PIN_H

#include <sched.h>
#include <stdbool.h>

/* The affinity that the thread had; zeroed before first use. */
struct pin {
	cpu_set_t *before;
	size_t size;
};

/* Moves the calling thread to CPU. 0, -EINVAL: not among the CPUs that it may use, -ENOMEM. */
int pin_to(struct pin *pin, unsigned int cpu);
/* Puts the affinity back as it was before the first pin_to. 0 or -errno. */
int pin_release(struct pin *pin);

#endif

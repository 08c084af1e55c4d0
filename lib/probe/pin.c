/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Running on a chosen CPU for a while. */
#include "probe/pin.h"

#include <errno.h>
#include <stdlib.h>

#include "base/cpuset.h"

int pin_to(struct pin *pin, unsigned int cpu)
{
	cpu_set_t *set;
	int err;

	if (!pin->before) {
		/* As large as any kernel's: a set that is too small is refused with EINVAL. */
		pin->size = CPU_ALLOC_SIZE(CPUSET_MOST);
		pin->before = CPU_ALLOC(CPUSET_MOST);
		if (!pin->before)
			return -ENOMEM;
		CPU_ZERO_S(pin->size, pin->before);
		if (sched_getaffinity(0, pin->size, pin->before)) {
			err = -errno;
			CPU_FREE(pin->before);
			pin->before = NULL;
			return err;
		}
	}
	set = CPU_ALLOC(CPUSET_MOST);
	if (!set)
		return -ENOMEM;
	CPU_ZERO_S(pin->size, set);
	CPU_SET_S(cpu, pin->size, set);
	err = sched_setaffinity(0, pin->size, set) ? -errno : 0;
	CPU_FREE(set);
	return err;
}

int pin_release(struct pin *pin)
{
	int err = 0;

	if (pin->before && sched_setaffinity(0, pin->size, pin->before))
		err = -errno;
	CPU_FREE(pin->before);
	pin->before = NULL;
	return err;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The shared record of what CPUs do. */
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "activity.h"

#define MAX_TRIES 1000

struct activity *activity_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	void *map;

	if (fd < 0)
		return NULL;
	/* The same size for all who open it: nobody truncates what another has written. */
	if (ftruncate(fd, sizeof(struct activity))) {
		close(fd);
		return NULL;
	}
	map = mmap(NULL, sizeof(struct activity), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return map == MAP_FAILED ? NULL : map;
}

void activity_close(struct activity *a)
{
	munmap(a, sizeof(*a));
}

static uint64_t get(const _Atomic uint64_t *p)
{
	return atomic_load_explicit(p, memory_order_relaxed);
}

static void set(_Atomic uint64_t *p, uint64_t value)
{
	atomic_store_explicit(p, value, memory_order_relaxed);
}

void activity_switch(struct activity *a, unsigned int cpu, uint32_t rmid, bool busy, uint64_t now)
{
	struct activity_cpu *c = &a->cpu[cpu];
	uint64_t since = get(&c->since), state = get(&c->state);
	uint32_t old = (uint32_t)state % ACTIVITY_RMIDS;
	_Atomic uint64_t *time = state & ACTIVITY_BUSY ? &c->busy[old] : &c->quiet[old];

	atomic_store_explicit(&c->sequence, get(&c->sequence) + 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
	if (since && now > since)
		set(time, get(time) + (now - since));
	set(&c->since, now);
	set(&c->state, rmid % ACTIVITY_RMIDS | (busy ? ACTIVITY_BUSY : 0));
	atomic_store_explicit(&c->sequence, get(&c->sequence) + 1, memory_order_release);
}

/* A copy of the CPU's times, in @busy and @quiet, and what it is doing now. */
static bool copy(struct activity_cpu *c, uint64_t *busy, uint64_t *quiet, unsigned int n,
		 uint64_t *since, uint64_t *state)
{
	unsigned int try, i;
	uint64_t before;

	for (try = 0; try < MAX_TRIES; try++) {
		before = atomic_load_explicit(&c->sequence, memory_order_acquire);
		if (before & 1) {
			sched_yield();
			continue;
		}
		for (i = 0; i < n; i++) {
			busy[i] = get(&c->busy[i]);
			quiet[i] = get(&c->quiet[i]);
		}
		*since = get(&c->since);
		*state = get(&c->state);
		atomic_thread_fence(memory_order_acquire);
		if (get(&c->sequence) == before)
			return true;
	}
	return false;
}

bool activity_add(struct activity *a, unsigned int cpu, uint64_t now, struct activity_time *sum,
		  unsigned int n)
{
	uint64_t busy[ACTIVITY_RMIDS], quiet[ACTIVITY_RMIDS], since, state;
	unsigned int i;
	uint32_t rmid;

	if (!copy(&a->cpu[cpu], busy, quiet, n, &since, &state))
		return false;
	for (i = 0; i < n; i++) {
		sum[i].busy += busy[i];
		sum[i].quiet += quiet[i];
	}
	rmid = (uint32_t)state;
	if (!since || now <= since || rmid >= n)
		return true;
	if (state & ACTIVITY_BUSY)
		sum[rmid].busy += now - since;
	else
		sum[rmid].quiet += now - since;
	return true;
}

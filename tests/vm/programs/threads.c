/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One process of N threads that do nothing: threads N. Says "ready" when there are all of them, and ends when killed.
 */
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *wait_for_ever(void *unused)
{
	(void)unused;
	for (;;)
		pause();
	return NULL;
}

int main(int argc, char **argv)
{
	int num = argc == 2 ? atoi(argv[1]) : 0;
	pthread_attr_t attr;
	pthread_t thread;
	int err = num > 0 ? 0 : -1;

	if (err) {
		fprintf(stderr, "usage: threads N\n");
		return 2;
	}
	if (!pthread_attr_init(&attr))
		err = pthread_attr_setstacksize(&attr, (size_t)PTHREAD_STACK_MIN);
	/* The first thread is the process. */
	for (int i = 1; !err && i < num; i++)
		err = pthread_create(&thread, &attr, wait_for_ever, NULL);
	if (err) {
		fprintf(stderr, "threads: %s\n", strerror(err));
		return 1;
	}
	puts("ready");
	fflush(stdout);
	wait_for_ever(NULL);
	return 0;
}

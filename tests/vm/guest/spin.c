/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Burns CPU time: spin [--threads N] [--cpu N] [--seconds S]
 * Every thread runs user code without a system call, for ever, or until SIGALRM ends the program
 * after S seconds.
 */
#include <getopt.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static volatile unsigned long work;

static void *burn(void *unused)
{
	(void)unused;
	for (;;)
		work++;
	return NULL;
}

static int pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET((size_t)cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set);
}

/* Returns -1 for what is not a number. */
static int number(const char *text)
{
	char *end;
	long v = strtol(text, &end, 10);

	return *text && !*end && v >= 0 && v < 100000 ? (int)v : -1;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "threads", required_argument, NULL, 't' },
		{ "cpu", required_argument, NULL, 'c' },
		{ "seconds", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	int threads = 1, cpu = -1, seconds = 0, opt, value, i;
	pthread_t thread;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		value = opt == '?' ? -1 : number(optarg);
		if (value < 0 || (opt == 't' && !value)) {
			fprintf(stderr, "usage: spin [--threads N] [--cpu N] [--seconds S]\n");
			return 2;
		}
		if (opt == 't')
			threads = value;
		else if (opt == 'c')
			cpu = value;
		else
			seconds = value;
	}
	if (cpu >= 0 && pin(cpu)) {
		perror("spin: --cpu");
		return 1;
	}
	if (seconds)
		alarm((unsigned int)seconds);
	for (i = 1; i < threads; i++) {
		if (pthread_create(&thread, NULL, burn, NULL)) {
			fprintf(stderr, "spin: cannot start thread %d\n", i);
			return 1;
		}
	}
	burn(NULL);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * swarm NUM EVERY: runs NUM processes, one after the other, each of which starts this program anew under the name
 * "short" and ends at once; every EVERYth is "long" instead and stays until the end of the standard input. Prints the
 * PIDs of those, then, when NUM were started, "started".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/');
	int num, every;

	name = name ? name + 1 : argv[0];
	if (!strcmp(name, "short"))
		return 0;
	if (!strcmp(name, "long"))
		return pause();
	if (argc < 3)
		return 2;
	num = atoi(argv[1]);
	every = atoi(argv[2]);
	for (int i = 1; i <= num; i++) {
		const char *what = i % every ? "/tmp/short" : "/tmp/long";
		pid_t pid = fork();

		if (pid < 0)
			return 1;
		if (!pid) {
			execl(what, what, (char *)NULL);
			_exit(1);
		}
		if (i % every)
			waitpid(pid, NULL, 0);
		else
			printf("%d\n", pid);
	}
	puts("started");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}

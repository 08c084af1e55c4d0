/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * calls FILE COMMAND [ARG...]: runs the command and writes the system calls it made, from its execve(2) on, into FILE:
 * the number of each, one a line, in order. Children that it starts are not counted.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static int fail(const char *what)
{
	fprintf(stderr, "calls: %s: %s\n", what, strerror(errno));
	return 125;
}

/* Stopped at a call: notes it when it begins. */
static void note(pid_t child, FILE *out)
{
	struct __ptrace_syscall_info info = { 0 };

	if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof(info), &info) > 0 && info.op == PTRACE_SYSCALL_INFO_ENTRY)
		fprintf(out, "%llu\n", (unsigned long long)info.entry.nr);
}

/* The child's exit code, as a shell gives it. */
static int follow(pid_t child, FILE *out)
{
	int status, sig = 0;

	for (;;) {
		if (ptrace(PTRACE_SYSCALL, child, 0, sig) || waitpid(child, &status, 0) != child)
			return fail("cannot follow the command");
		if (WIFEXITED(status))
			return WEXITSTATUS(status);
		if (WIFSIGNALED(status))
			return 128 + WTERMSIG(status);
		sig = 0;
		if (WSTOPSIG(status) == (SIGTRAP | 0x80))
			note(child, out);
		else if (WSTOPSIG(status) != SIGTRAP)
			sig = WSTOPSIG(status);
	}
}

int main(int argc, char **argv)
{
	FILE *out;
	pid_t child;
	int status;

	if (argc < 3) {
		fputs("usage: calls FILE COMMAND [ARG...]\n", stderr);
		return 125;
	}
	out = fopen(argv[1], "we");
	if (!out)
		return fail(argv[1]);
	child = fork();
	if (child < 0)
		return fail("fork");
	if (!child) {
		if (!ptrace(PTRACE_TRACEME, 0, 0, 0))
			execvp(argv[2], argv + 2);
		_exit(fail(argv[2]));
	}
	/* It stops at its execve, which is the first that counts. */
	if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL))
		return fail("cannot follow the command");
	fputs("execve\n", out);
	status = follow(child, out);
	if (fclose(out))
		return fail(argv[1]);
	return status;
}

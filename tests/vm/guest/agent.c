/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's process 1 once /init has set things up: runs the command, hands its output to the host
 * byte by byte on one line and what became of it on another, and switches the machine off.
 *
 *	agent mark TEXT		writes a line to the host's control channel
 *	agent run ARGV-FILE	runs the command whose NUL-terminated arguments are in ARGV-FILE
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "channel.h"

#define MAX_ARGS 4096

static void mark(const char *text)
{
	channel_send(CHANNEL_CONTROL, text, strlen(text));
	channel_send(CHANNEL_CONTROL, "\n", 1);
}

static void mark_status(int status)
{
	char line[32];

	snprintf(line, sizeof(line), "exit %d",
		 WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
	mark(line);
}

/* Splits the file into a NULL-terminated array; both live until the end. */
static char **read_args(const char *path)
{
	static char *args[MAX_ARGS + 1];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *data, *p;
	int n = 0;

	if (fd < 0 || fstat(fd, &st) || st.st_size < 1)
		return NULL;
	data = malloc((size_t)st.st_size);
	if (!data || read(fd, data, (size_t)st.st_size) != st.st_size)
		return NULL;
	close(fd);
	for (p = data; p < data + st.st_size && n < MAX_ARGS; p += strlen(p) + 1)
		args[n++] = p;
	return args;
}

static void run_child(char **argv, int out)
{
	sigset_t none;
	int null = open("/dev/null", O_RDONLY);

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	dup2(null, 0);
	dup2(out, 1);
	dup2(out, 2);
	close(null);
	close(out);
	channel_close();
	execvp(argv[0], argv);
	dprintf(2, "%s: %s\n", argv[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

/* Passes on what is there; false when every writer has gone. */
static bool relay(int fd)
{
	static char buf[65536];
	ssize_t n = read(fd, buf, sizeof(buf));

	if (n > 0)
		channel_send(CHANNEL_OUTPUT, buf, (size_t)n);
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Reaps whoever has died, orphans too. True once @child is among them. */
static bool reap(pid_t child, int *status)
{
	bool found = false;
	pid_t pid;
	int s;

	while ((pid = waitpid(-1, &s, WNOHANG)) > 0) {
		if (pid == child) {
			*status = s;
			found = true;
		}
	}
	return found;
}

/* Until the command has ended; what children of its own that outlive it may still say is not waited
 * for. */
static int supervise(pid_t child, int out, int sig)
{
	struct pollfd fds[2] = { { .fd = out, .events = POLLIN }, { .fd = sig, .events = POLLIN } };
	struct signalfd_siginfo info;
	int status = 0;

	for (;;) {
		if (poll(fds, 2, -1) < 0)
			continue;
		if (fds[0].revents && !relay(out))
			fds[0].fd = -1;
		if (fds[1].revents && read(sig, &info, sizeof(info)) > 0 && reap(child, &status))
			break;
	}
	fds[0].events = POLLIN;
	while (fds[0].fd >= 0 && poll(fds, 1, 0) > 0 && (fds[0].revents & POLLIN) && relay(out))
		;
	return status;
}

static int run(const char *path)
{
	char **argv = read_args(path);
	sigset_t chld;
	int out[2], sig;
	pid_t child;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	sig = signalfd(-1, &chld, SFD_CLOEXEC);
	if (!argv || sig < 0 || pipe2(out, O_CLOEXEC) || (child = fork()) < 0) {
		mark("error the guest cannot start the command");
		return 1;
	}
	if (!child)
		run_child(argv, out[1]);
	close(out[1]);
	mark_status(supervise(child, out[0], sig));
	return 0;
}

int main(int argc, char **argv)
{
	int ret = 2;

	if (!channel_open()) {
		perror("agent: no line to the host");
		return 1;
	}
	if (argc == 3 && !strcmp(argv[1], "mark")) {
		mark(argv[2]);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "run"))
		ret = run(argv[2]);
	if (getpid() == 1)
		reboot(RB_POWER_OFF);
	return ret;
}

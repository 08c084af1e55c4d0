/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Output common to all forms: flushing, closing, colours.
 */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fail.h"
#include "out.h"
#include "run.h"

/* So large that a document is one write(2), which no other writer to the same pipe can part; so is a message. */
static char buffer[65536], error_buffer[8192];

void out_start(void)
{
	setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
	setvbuf(stderr, error_buffer, _IOFBF, sizeof(error_buffer));
}

void out_need_locale(void)
{
	static bool done;

	/* Which characters a terminal has; numbers and dates stay as they are everywhere. */
	if (!done)
		setlocale(LC_CTYPE, "");
	done = true;
}

static void flush(struct rctl_run *run)
{
	if ((fflush(stdout) || ferror(stdout)) && !run->write_errno)
		run->write_errno = errno ? errno : EIO;
}

void out_print(struct rctl_run *run)
{
	errno = 0;
	if (run->json || run->bare)
		out_json(run);
	else
		out_text(run);
	flush(run);
}

void out_event(struct rctl_run *run)
{
	run_take_warnings(run);
	run->printed = true;
	out_print(run);
	run_drop_warnings(run);
}

void out_finish(struct rctl_run *run)
{
	errno = 0;
	flush(run);
	if (!run->json)
		out_text(run);
}

int out_close(struct rctl_run *run, int status)
{
	/* Nothing can be lost here that out_print did not see, except on a network file system. */
	if (fclose(stdout) && errno != EBADF && !run->write_errno)
		run->write_errno = errno;
	if (!run->write_errno)
		return status;
	fprintf(stderr, "rctl: cannot write the output: %s\n", strerror(run->write_errno));
	fflush(stderr);
	return RCTL_EXIT_FAILED;
}

bool out_is_terminal(void)
{
	static int answer = -1;

	if (answer < 0)
		answer = isatty(STDOUT_FILENO);
	return answer;
}

static bool is_terminal(int fd)
{
	return fd == STDOUT_FILENO ? out_is_terminal() : isatty(fd);
}

bool out_has_colour(int fd)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return !(no_color && *no_color) && term && strcmp(term, "dumb") && is_terminal(fd);
}

bool out_has_blocks(int fd)
{
	if (!is_terminal(fd))
		return false;
	out_need_locale();
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

void out_log(void *data, int level, const char *message)
{
	(void)data;
	(void)level;
	fprintf(stderr, "rctl: %s\n", message);
	fflush(stderr);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * objects GROUP DOMAIN: holds the object of GROUP and that of the L3 domain DOMAIN for as long as it runs, takes in
 * what happens, and says at the start, at each line of standard input and at its end, when the stream is closed
 * already, what they are: "group web present 3" or "domain 1 gone 3", the number being the generation, and "same" where
 * the stream, asked by name, gives the same object, else "other" or "none".
 */
#include <inttypes.h>
#include <poll.h>
#include <resctrl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *compare(const struct resctrl_object *held, int err, const struct resctrl_object *now)
{
	return err ? "none" : held == now ? "same" : "other";
}

static void say(const struct resctrl_events *events, struct resctrl_object *group, struct resctrl_object *domain)
{
	struct resctrl_object *now = NULL;
	const char *same = "closed";
	uint64_t id = 0;
	int err;

	if (events) {
		err = resctrl_events_get_group(events, resctrl_object_get_name(group), &now);
		same = compare(group, err, now);
	}
	printf("group %s %s %" PRIu64 " %s\n", resctrl_object_get_name(group),
	       resctrl_object_is_present(group) ? "present" : "gone", resctrl_object_get_generation(group), same);
	resctrl_object_get_id(domain, &id);
	if (events) {
		err = resctrl_events_get_domain(events, "L3", id, &now);
		same = compare(domain, err, now);
	}
	printf("domain %" PRIu64 " %s %" PRIu64 " %s\n", id, resctrl_object_is_present(domain) ? "present" : "gone",
	       resctrl_object_get_generation(domain), same);
}

int main(int argc, char **argv)
{
	const unsigned int sources = RESCTRL_SOURCE_CPUS | RESCTRL_SOURCE_MOUNTS | RESCTRL_SOURCE_GROUPS;
	struct resctrl_object *group, *domain;
	const struct resctrl_notice *notice;
	struct resctrl_events *events;
	struct resctrl_ctx *ctx;
	int c = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	setvbuf(stdin, NULL, _IONBF, 0);
	if (argc != 3 || resctrl_ctx_open(&ctx) || resctrl_events_open(ctx, sources, &events) ||
	    resctrl_events_get_group(events, argv[1], &group) ||
	    resctrl_events_get_domain(events, "L3", strtoull(argv[2], NULL, 10), &domain))
		return 2;
	resctrl_object_ref(group);
	resctrl_object_ref(domain);
	say(events, group, domain);
	while (c != EOF) {
		struct pollfd p[2] = { { resctrl_events_get_fd(events), POLLIN, 0 }, { STDIN_FILENO, POLLIN, 0 } };

		poll(p, 2, -1);
		while (resctrl_events_next(events, &notice) > 0)
			;
		if (!p[1].revents)
			continue;
		c = getchar();
		if (c == '\n')
			say(events, group, domain);
	}
	resctrl_events_close(events);
	resctrl_ctx_unref(ctx);
	say(NULL, group, domain);
	resctrl_object_unref(group);
	resctrl_object_unref(domain);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Intel's OOBMSM with its telemetry, for one package of an emulated machine:
 *
 *	oobmsm SOCKET ACTIVITY [key=value]...	serves QEMU's vfio-user-pci until it hangs up
 *	oobmsm --print [key=value]...		what the counters are when the machine is switched on
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "device.h"
#include "vfio-user.h"

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

static void update(struct device *d)
{
	telemetry_update(&d->telemetry, d->bar + BAR_DATA, now_ns());
}

static void *keep_updating(void *arg)
{
	struct device *d = arg;

	for (;;) {
		usleep((useconds_t)d->set->period * 1000);
		update(d);
	}
	return NULL;
}

/* A socket that exists takes connections: it gets its name last. */
static int listen_at(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int n;

	n = snprintf(addr.sun_path, sizeof(addr.sun_path), "%s.new", path);
	if (n < 0 || (size_t)n >= sizeof(addr.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if (s < 0 || bind(s, (struct sockaddr *)&addr, sizeof(addr)) || listen(s, 1) ||
	    rename(addr.sun_path, path))
		return -1;
	return s;
}

static int serve(struct device *d, const char *path)
{
	int listener = listen_at(path), client;
	pthread_t thread;

	if (listener < 0) {
		fprintf(stderr, "oobmsm: cannot listen at %s: %s\n", path, strerror(errno));
		return 1;
	}
	update(d);
	if (d->set->period && pthread_create(&thread, NULL, keep_updating, d)) {
		fprintf(stderr, "oobmsm: no thread for the counters\n");
		return 1;
	}
	client = accept(listener, NULL, NULL);
	if (client < 0) {
		fprintf(stderr, "oobmsm: nobody came: %s\n", strerror(errno));
		return 1;
	}
	while (vfio_user_serve(client, d))
		;
	return 0;
}

int main(int argc, char **argv)
{
	bool print = argc > 1 && !strcmp(argv[1], "--print");
	int first = print ? 2 : 3;
	struct settings set;
	struct device d;
	char err[200];

	if (argc < first) {
		fprintf(stderr, "usage: oobmsm SOCKET ACTIVITY|--print [key=value]...\n");
		return 2;
	}
	if (!settings_parse(&set, argc - first, argv + first, err, sizeof(err))) {
		fprintf(stderr, "oobmsm: %s\n", err);
		return 2;
	}
	if (!device_init(&d, &set)) {
		fprintf(stderr, "oobmsm: no memory: %s\n", strerror(errno));
		return 1;
	}
	if (print) {
		update(&d);
		telemetry_print(&d.telemetry, d.bar + BAR_DATA, stdout);
		return 0;
	}
	d.telemetry.activity = activity_open(argv[2]);
	if (!d.telemetry.activity) {
		fprintf(stderr, "oobmsm: %s: %s\n", argv[2], strerror(errno));
		return 1;
	}
	return serve(&d, argv[1]);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mounting through fsopen(2) and its kin (Linux 5.2). */
#include "io/fsmount.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

/*
 * Each read gives one message, "e resctrl: Unknown parameter 'x'": a letter for its level, a blank, the
 * text. The last error is the one that counts.
 */
static void read_log(int fd, char *log, size_t size)
{
	char line[512];
	ssize_t n;

	log[0] = '\0';
	while ((n = read(fd, line, sizeof(line) - 1)) > 0) {
		line[n] = '\0';
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == 'e' && line[1] == ' ' && strlen(line + 2) < size)
			strcpy(log, line + 2);
	}
}

/* The kernel answers for each option alone as it reads it; most mistakes it sees only later. */
static int set_options(int fd, const struct strlist *options, const char **failed)
{
	for (size_t i = 0; i < options->num; i++) {
		if (fsconfig(fd, FSCONFIG_SET_FLAG, options->items[i], NULL, 0) < 0) {
			*failed = options->items[i];
			return -errno;
		}
	}
	return 0;
}

int fsmount_check_options(const struct strlist *options, const char **failed, char *log, size_t size)
{
	int fd = fsopen("resctrl", FSOPEN_CLOEXEC);
	int err;

	*failed = NULL;
	log[0] = '\0';
	if (fd < 0)
		return -errno;
	err = set_options(fd, options, failed);
	if (err)
		read_log(fd, log, size);
	close(fd);
	return err;
}

int fsmount_resctrl(const char *target, const struct strlist *options, const char **failed,
		    char *log, size_t size)
{
	int fd = fsopen("resctrl", FSOPEN_CLOEXEC);
	int err, mnt = -1;

	*failed = NULL;
	log[0] = '\0';
	if (fd < 0)
		return -errno;
	/* Only for the eye in /proc/mounts, as "mount -t resctrl resctrl" has it: no matter if refused. */
	fsconfig(fd, FSCONFIG_SET_STRING, "source", "resctrl", 0);
	err = set_options(fd, options, failed);
	if (!err && fsconfig(fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		err = -errno;
	if (!err) {
		mnt = fsmount(fd, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV |
			      MOUNT_ATTR_NOEXEC | MOUNT_ATTR_RELATIME);
		if (mnt < 0)
			err = -errno;
	}
	if (!err && move_mount(mnt, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		err = -errno;
	if (err)
		read_log(fd, log, size);
	if (mnt >= 0)
		close(mnt);
	close(fd);
	return err;
}

int fsmount_unmount(const char *target)
{
	return umount2(target, UMOUNT_NOFOLLOW) < 0 ? -errno : 0;
}

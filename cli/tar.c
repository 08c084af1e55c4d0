/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing a tar archive.
 */
#include <errno.h>
#include <string.h>

#include "tar.h"

#define BLOCK	512u

struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100];
	char magic[6], version[2], uname[32], gname[32], major[8], minor[8], prefix[155], pad[12];
};
_Static_assert(sizeof(struct header) == BLOCK, "a header is a block");

static int put(FILE *out, const void *data, size_t size)
{
	return fwrite(data, 1, size, out) == size ? 0 : errno ? errno : EIO;
}

/* DATA and zeros up to a whole block. */
static int put_blocks(FILE *out, const void *data, size_t size)
{
	static const char zeros[BLOCK];
	int err = size ? put(out, data, size) : 0;

	if (!err && size % BLOCK)
		err = put(out, zeros, BLOCK - size % BLOCK);
	return err;
}

static int put_header(FILE *out, const char *path, char type, const char *mode, size_t size,
		      const char *link)
{
	unsigned int sum = 0;
	struct header h;
	size_t i;

	memset(&h, 0, sizeof(h));
	strncpy(h.name, path, sizeof(h.name) - 1);
	strncpy(h.mode, mode, sizeof(h.mode) - 1);
	strcpy(h.uid, "0000000");
	strcpy(h.gid, "0000000");
	snprintf(h.size, sizeof(h.size), "%011zo", size);
	strcpy(h.mtime, "00000000000");
	h.type = type;
	if (link)
		strncpy(h.link, link, sizeof(h.link) - 1);
	memcpy(h.magic, "ustar", 6);
	memcpy(h.version, "00", 2);
	memset(h.checksum, ' ', sizeof(h.checksum));
	for (i = 0; i < sizeof(h); i++)
		sum += ((const unsigned char *)&h)[i];
	snprintf(h.checksum, sizeof(h.checksum), "%06o", sum);
	return put(out, &h, sizeof(h));
}

/* GNU: the whole name, or the whole target, of the entry that follows. */
static int put_long(FILE *out, const char *text, char type)
{
	int err;

	if (!text || strlen(text) < 100)
		return 0;
	err = put_header(out, "././@LongLink", type, "0000644", strlen(text) + 1, NULL);
	return err ? err : put_blocks(out, text, strlen(text) + 1);
}

static int put_entry(FILE *out, const char *path, char type, const char *mode, size_t size,
		     const char *link)
{
	int err = put_long(out, path, 'L');

	if (!err)
		err = put_long(out, link, 'K');
	return err ? err : put_header(out, path, type, mode, size, link);
}

int tar_add_file(FILE *out, const char *path, const void *data, size_t size)
{
	int err = put_entry(out, path, '0', "0000644", size, NULL);

	return err ? err : put_blocks(out, data, size);
}

int tar_add_directory(FILE *out, const char *path)
{
	return put_entry(out, path, '5', "0000755", 0, NULL);
}

int tar_add_link(FILE *out, const char *path, const char *target)
{
	return put_entry(out, path, '2', "0000777", 0, target);
}

int tar_end(FILE *out)
{
	static const char zeros[2 * BLOCK];

	return put(out, zeros, sizeof(zeros));
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * zlib, loaded when it is needed: hardly any call of the library meets a compressed file, and every start of a program
 * would pay for it.
 */
#include "probe/gzip.h"

#include <errno.h>
#include <string.h>

#if HAVE_ZLIB
#include <dlfcn.h>
#include <stdint.h>
#include <zlib.h>

#define WITH_GZIP_HEADER	(MAX_WBITS + 16)

struct zlib {
	void *handle;
	__typeof__(inflateInit2_) *init;
	__typeof__(inflate) *step;
	__typeof__(inflateEnd) *end;
};

static void *find(struct zlib *z, const char *name)
{
	return z->handle ? dlsym(z->handle, name) : NULL;
}

static int load(struct zlib *z)
{
	z->handle = dlopen("libz.so.1", RTLD_NOW | RTLD_LOCAL);
	z->init = (__typeof__(inflateInit2_) *)find(z, "inflateInit2_");
	z->step = (__typeof__(inflate) *)find(z, "inflate");
	z->end = (__typeof__(inflateEnd) *)find(z, "inflateEnd");
	if (z->init && z->step && z->end)
		return 0;
	if (z->handle)
		dlclose(z->handle);
	return -EOPNOTSUPP;
}

static int expand(const struct zlib *z, z_stream *stream, size_t most, struct strbuf *sb)
{
	char block[4096];
	int rc = Z_OK;

	while (rc == Z_OK) {
		stream->next_out = (unsigned char *)block;
		stream->avail_out = sizeof(block);
		rc = z->step(stream, Z_NO_FLUSH);
		if (rc != Z_OK && rc != Z_STREAM_END)
			break;
		if (sb->len + sizeof(block) - stream->avail_out > most)
			return -EOVERFLOW;
		strbuf_add_n(sb, block, sizeof(block) - stream->avail_out);
	}
	if (rc == Z_MEM_ERROR || sb->failed)
		return -ENOMEM;
	return rc == Z_STREAM_END ? 0 : -EINVAL;
}

int gzip_expand(const void *data, size_t size, size_t most, struct strbuf *sb)
{
	z_stream stream = { 0 };
	struct zlib z;
	int err, rc;

	strbuf_reset(sb);
	strbuf_add(sb, "");
	err = size > UINT32_MAX ? -EOVERFLOW : load(&z);
	if (err)
		return err;
	stream.next_in = (unsigned char *)(uintptr_t)data;
	stream.avail_in = (unsigned int)size;
	rc = z.init(&stream, WITH_GZIP_HEADER, ZLIB_VERSION, (int)sizeof(stream));
	if (rc == Z_OK) {
		err = expand(&z, &stream, most, sb);
		z.end(&stream);
	} else {
		err = rc == Z_MEM_ERROR ? -ENOMEM : -EOPNOTSUPP;
	}
	dlclose(z.handle);
	return err;
}
#else
int gzip_expand(const void *data, size_t size, size_t most, struct strbuf *sb)
{
	(void)data;
	(void)size;
	(void)most;
	strbuf_reset(sb);
	strbuf_add(sb, "");
	return -EOPNOTSUPP;
}
#endif

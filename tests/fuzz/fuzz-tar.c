/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Archives: whatever the names and contents of a machine's files, a reader of the format gets them back unchanged.
 *
 * Input: a byte for the kind of entry, its path up to a NUL, and its content or target.
 */
#include "../../cli/tar.h"
#include "fuzz.h"
#include "untar.h"

static void check_archive(const char *archive, size_t size, char kind, const char *path, const char *data,
			  size_t data_size)
{
	struct untar *r = calloc(1, sizeof(*r));

	FUZZ_HOLDS(r && size % UNTAR_BLOCK == 0);
	r->at = archive;
	r->end = archive + size;
	FUZZ_HOLDS(untar_next(r) && r->type == kind && !strcmp(r->path, path));
	FUZZ_HOLDS(r->size == (kind == '0' ? data_size : 0) && (!r->size || !memcmp(r->data, data, data_size)));
	FUZZ_HOLDS(kind != '2' || !strcmp(r->target, data));
	/* It did not spoil the next one. */
	FUZZ_HOLDS(untar_next(r) && r->type == '5' && !strcmp(r->path, "next"));
	FUZZ_HOLDS(!untar_next(r));
	free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char kind = size ? "025"[data[0] % 3] : '0';
	char *path = fuzz_string(data + !!size, size - !!size), *archive = NULL;
	size_t used = strlen(path) + !!size + 1, archive_size = 0;
	size_t rest = size > used ? size - used : 0;
	char *content = fuzz_string(data + size - rest, rest);
	FILE *out = open_memstream(&archive, &archive_size);
	int err;

	FUZZ_HOLDS(out);
	err = kind == '0' ? tar_add_file(out, path, content, rest) :
	      kind == '2' ? tar_add_link(out, path, content) : tar_add_directory(out, path);
	FUZZ_HOLDS(!err && !tar_add_directory(out, "next") && !tar_end(out) && !fclose(out));
	check_archive(archive, archive_size, kind, path, content, rest);
	free(archive);
	free(content);
	free(path);
	return 0;
}

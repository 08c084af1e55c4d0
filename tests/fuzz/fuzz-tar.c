/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Archives: whatever the names and contents of a machine's files, a reader of the format gets them back unchanged.
 *
 * Input: a byte for the kind of entry, its path up to a NUL, and its content or target.
 */
#include "../../cli/tar.h"
#include "fuzz.h"

#define BLOCK	512u

/* What a reader makes of an archive, entry by entry. */
struct reader {
	const char *at, *end;
	char path[4200], target[4200];
	char type;
	const char *data;
	size_t size;
};

static size_t octal(const char *text, size_t width)
{
	size_t value = 0;

	for (size_t i = 0; i < width && text[i] >= '0' && text[i] <= '7'; i++)
		value = value * 8 + (size_t)(text[i] - '0');
	return value;
}

/* One header and what it is of. False: the end. */
static bool read_block(struct reader *r)
{
	static const char zeros[BLOCK];
	const char *header = r->at;
	size_t sum = 0;

	FUZZ_HOLDS((size_t)(r->end - r->at) >= BLOCK);
	if (!memcmp(header, zeros, BLOCK)) {
		FUZZ_HOLDS(r->end - r->at == 2 * BLOCK && !memcmp(header + BLOCK, zeros, BLOCK));
		return false;
	}
	for (size_t i = 0; i < BLOCK; i++)
		sum += i < 148 || i >= 156 ? (unsigned char)header[i] : (size_t)' ';
	FUZZ_HOLDS(sum == octal(header + 148, 6) && !memcmp(header + 257, "ustar", 6));
	r->type = header[156];
	r->size = octal(header + 124, 11);
	r->data = header + BLOCK;
	FUZZ_HOLDS((size_t)(r->end - r->data) >= (r->size + BLOCK - 1) / BLOCK * BLOCK);
	r->at = r->data + (r->size + BLOCK - 1) / BLOCK * BLOCK;
	return true;
}

static bool read_entry(struct reader *r)
{
	char *longer;

	r->path[0] = r->target[0] = '\0';
	for (;;) {
		const char *header = r->at;

		if (!read_block(r))
			return false;
		if (r->type != 'L' && r->type != 'K') {
			if (!r->path[0])
				snprintf(r->path, sizeof(r->path), "%.100s", header);
			if (!r->target[0])
				snprintf(r->target, sizeof(r->target), "%.100s", header + 157);
			return true;
		}
		longer = r->type == 'L' ? r->path : r->target;
		FUZZ_HOLDS(r->size && r->size < sizeof(r->path) && !r->data[r->size - 1]);
		memcpy(longer, r->data, r->size);
	}
}

static void check_archive(const char *archive, size_t size, char kind, const char *path, const char *data,
			  size_t data_size)
{
	struct reader *r = calloc(1, sizeof(*r));

	FUZZ_HOLDS(r && size % BLOCK == 0);
	r->at = archive;
	r->end = archive + size;
	FUZZ_HOLDS(read_entry(r) && r->type == kind && !strcmp(r->path, path));
	FUZZ_HOLDS(r->size == (kind == '0' ? data_size : 0) && (!r->size || !memcmp(r->data, data, data_size)));
	FUZZ_HOLDS(kind != '2' || !strcmp(r->target, data));
	/* It did not spoil the next one. */
	FUZZ_HOLDS(read_entry(r) && r->type == '5' && !strcmp(r->path, "next"));
	FUZZ_HOLDS(!read_entry(r));
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

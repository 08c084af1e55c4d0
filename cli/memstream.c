/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that is printed into memory.
 */
#include "memstream.h"

#include "tree.h"

FILE *memstream_open(char **text, size_t *size)
{
	FILE *out;

	*text = NULL;
	out = open_memstream(text, size);
	if (!out)
		tree_no_memory();
	return out;
}

void memstream_close(FILE *out, char *const *text)
{
	if (fclose(out) || !*text)
		tree_no_memory();
}

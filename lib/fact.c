/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Small files of the info directory: a number or a line, or nothing at all. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "schema.h"

int fact_get(const struct fact *fact, uint64_t *value)
{
	if (!value)
		return -EINVAL;
	if (!fact->known)
		return -ENOENT;
	*value = fact->value;
	return 0;
}

int line_read(struct resctrl_ctx *ctx, const char *dir, const char *name, char **line)
{
	struct strbuf text = { 0 };
	char path[320];
	int err;

	*line = NULL;
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	err = fs_read_optional(ctx, path, &text);
	if (!err) {
		text.text[strcspn(text.text, "\n")] = '\0';
		*line = strbuf_steal(&text);
	}
	strbuf_release(&text);
	return err == -ENOENT ? 0 : err;
}

int text_error(struct resctrl_ctx *ctx, const char *path, const char *text)
{
	const struct failure f = {
		RESCTRL_ERROR_FAILED, EIO, RESCTRL_CAUSE_KERNEL, path, NULL,
		"this kernel may be newer than libresctrl: please report the text",
	};

	return error_set(ctx, &f, "%s holds \"%.60s\", which is not understood", path, text);
}

int fact_read(struct resctrl_ctx *ctx, const char *dir, const char *name, int base,
	      struct fact *fact)
{
	char path[320];
	char *line;
	int err;

	fact->known = false;
	err = line_read(ctx, dir, name, &line);
	if (err || !line)
		return err;
	fact->known = !num_parse_u64(line, base, &fact->value);
	if (!fact->known) {
		snprintf(path, sizeof(path), "%s/%s", dir, name);
		err = text_error(ctx, path, line);
	}
	free(line);
	return err;
}

int domvals_read(struct resctrl_ctx *ctx, const char *dir, const char *name, struct domval **list,
		 size_t *num)
{
	char path[320];
	char *line;
	int err;

	*list = NULL;
	*num = 0;
	err = line_read(ctx, dir, name, &line);
	if (err || !line)
		return err;
	err = domval_parse(line, list, num);
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (err)
		err = err == -ENOMEM ? error_memory(ctx) : text_error(ctx, path, line);
	free(line);
	return err;
}

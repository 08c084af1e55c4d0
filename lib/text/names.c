/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names: groups, mon_data directories, info directories. */
#include "text/names.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"

/* What the kernel takes as one directory name. */
static bool is_dir_name(const char *text, size_t len)
{
	if (len == 0 || len > 255 || memchr(text, '\n', len) || memchr(text, '/', len))
		return false;
	return !(text[0] == '.' && (len == 1 || (len == 2 && text[1] == '.')));
}

static bool is_one_of(const char *name, const char *const *list)
{
	for (; *list; list++) {
		if (strcmp(name, *list) == 0)
			return true;
	}
	return false;
}

int group_name_parse(struct group_name *name, const char *text)
{
	static const char *const ctrl_taken[] = { "info", "mon_groups", "mon_data", NULL };
	static const char *const mon_taken[] = { "mon_groups", NULL };
	const char *slash = strchrnul(text, '/');
	size_t len = (size_t)(slash - text);
	const char *mon = *slash ? slash + 1 : NULL;
	size_t mon_len = mon ? strlen(mon) : 0;

	*name = (struct group_name){ .kind = RESCTRL_GROUP_CTRL, .ctrl = name->buf };
	if (strcmp(text, "/") == 0)
		return 0;
	if ((len == 0 && !mon) || (len > 0 && !is_dir_name(text, len)))
		return -EINVAL;
	if (mon && !is_dir_name(mon, mon_len))
		return -EINVAL;
	memcpy(name->buf, text, len);
	if (is_one_of(name->ctrl, ctrl_taken))
		return -EINVAL;
	if (mon) {
		name->kind = RESCTRL_GROUP_MON;
		name->mon = memcpy(name->buf + len + 1, mon, mon_len);
		if (is_one_of(name->mon, mon_taken))
			return -EINVAL;
	}
	return 0;
}

void group_name_dir(const struct group_name *name, char *dir, size_t size)
{
	if (name->mon)
		snprintf(dir, size, "%s%smon_groups/%s", name->ctrl, name->ctrl[0] ? "/" : "",
			 name->mon);
	else
		snprintf(dir, size, "%s", name->ctrl[0] ? name->ctrl : ".");
}

/* The rest of the line at *TEXT, which starts with PREFIX; *TEXT goes on to the next line. */
static const char *field(const char **text, const char *prefix, size_t *len)
{
	size_t n = strlen(prefix);
	const char *value = *text + n, *end;

	if (strncmp(*text, prefix, n) != 0)
		return NULL;
	end = strchr(value, '\n');
	if (!end)
		return NULL;
	*len = (size_t)(end - value);
	*text = end + 1;
	return value;
}

int cpu_groups_parse(const char *text, char *name, size_t size)
{
	size_t res_len = 0, mon_len = 0;
	const char *res = field(&text, "res:", &res_len);
	const char *mon = res ? field(&text, "mon:", &mon_len) : NULL;
	int len;

	if (!mon || *text)
		return -EINVAL;
	if (res_len == 0 && mon_len == 0)
		return -ENOENT;
	if (res_len == 1 && res[0] == '/') {
		/* "/" and "/m1": the slash is there already. */
		if (mon_len > 0 && !is_dir_name(mon, mon_len))
			return -EINVAL;
		len = snprintf(name, size, "/%.*s", (int)mon_len, mon);
	} else {
		if (!is_dir_name(res, res_len) || (mon_len > 0 && !is_dir_name(mon, mon_len)))
			return -EINVAL;
		len = snprintf(name, size, "%.*s%s%.*s", (int)res_len, res, mon_len ? "/" : "",
			       (int)mon_len, mon);
	}
	return len < 0 || (size_t)len >= size ? -EINVAL : 0;
}

int mon_dir_name_parse(struct mon_dir_name *name, const char *text)
{
	const char *end;
	size_t len;

	*name = (struct mon_dir_name){ 0 };
	if (strncmp(text, "mon_", 4) != 0)
		return -EINVAL;
	text += 4;
	if (strncmp(text, "sub_", 4) == 0) {
		name->sub = true;
		text += 4;
	}
	end = strrchr(text, '_');
	if (!end)
		return -EINVAL;
	len = (size_t)(end - text);
	if (len == 0 || len >= sizeof(name->resource))
		return -EINVAL;
	memcpy(name->resource, text, len);
	return num_parse_u64(end + 1, 10, &name->id) < 0 ? -EINVAL : 0;
}

int assignments_name_parse(const char *text, char *resource, size_t size)
{
	static const char prefix[] = "mbm_", suffix[] = "_assignments";
	size_t before = sizeof(prefix) - 1, after = sizeof(suffix) - 1;
	size_t len = strlen(text);

	if (len <= before + after || strncmp(text, prefix, before) != 0 ||
	    strcmp(text + len - after, suffix) != 0)
		return -EINVAL;
	len -= before + after;
	if (len >= size)
		return -EINVAL;
	memcpy(resource, text + before, len);
	resource[len] = '\0';
	return 0;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a group is set to, one value at a time. */
#include "events/settings.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/idlist.h"
#include "text/names.h"
#include "text/schemata.h"

int settings_list_counter_files(struct io *io, int dirfd, const char *root, struct strlist *files)
{
	struct strlist all = { 0 };
	char resource[64];
	int err = io_list(io, dirfd, root, NULL, &all);

	for (size_t i = 0; !err && i < all.num; i++) {
		if (!assignments_name_parse(all.items[i], resource, sizeof(resource)))
			err = strlist_add(files, all.items[i]);
	}
	strlist_release(&all);
	return err;
}

int settings_add(struct settings *settings, const struct setting *setting)
{
	struct setting *more = reallocarray(settings->items, settings->num + 1, sizeof(*more));
	struct setting copy = *setting;

	if (!more)
		return -ENOMEM;
	settings->items = more;
	copy.name = strdup(setting->name);
	copy.value = strdup(setting->value);
	if (!copy.name || !copy.value) {
		free(copy.name);
		free(copy.value);
		return -ENOMEM;
	}
	more[settings->num++] = copy;
	return 0;
}

struct setting *settings_find(const struct settings *settings, const struct setting *like)
{
	for (size_t i = 0; i < settings->num; i++) {
		struct setting *s = &settings->items[i];

		if (s->kind == like->kind && s->id == like->id && !strcmp(s->name, like->name))
			return s;
	}
	return NULL;
}

void settings_release(struct settings *settings)
{
	for (size_t i = 0; i < settings->num; i++) {
		free(settings->items[i].name);
		free(settings->items[i].value);
	}
	free(settings->items);
	*settings = (struct settings){ 0 };
}

char *settings_format_cpus(const struct settings *settings)
{
	struct strbuf text = { 0 };

	for (size_t i = 0; i < settings->num; i++) {
		if (settings->items[i].kind == SETTING_CPU)
			strbuf_addf(&text, "%s%" PRIu64, text.len ? "," : "", settings->items[i].id);
	}
	return strbuf_steal(&text);
}

/* A table, of schemata or counters. A text of another kind (counters that are not in use) has none. */
static int take_table(const char *text, enum setting_kind kind, struct settings *settings)
{
	struct resctrl_schemata *table;
	int err = schemata_parse(text, &table);

	if (err)
		return err == -ENOMEM ? err : 0;
	for (size_t i = 0; !err && i < table->num; i++) {
		const struct schemata_line *line = &table->lines[i];

		for (size_t k = 0; !err && k < line->num; k++) {
			const struct setting s = { kind, line->name, line->entries[k].id,
						   line->entries[k].value, false };

			err = settings_add(settings, &s);
		}
	}
	schemata_free(table);
	return err;
}

static int take_cpus(const char *text, enum setting_kind kind, struct settings *settings)
{
	struct idlist list = { 0 };
	char value[24];
	int err;

	(void)kind;
	err = idlist_parse(&list, text, strcspn(text, "\n"));
	if (err)
		return err == -ENOMEM ? err : 0;	/* an empty list is none */
	for (size_t i = 0; !err && i < list.num; i++) {
		for (uint64_t id = list.ranges[i].first; !err && id <= list.ranges[i].last; id++) {
			const struct setting s = { SETTING_CPU, (char *)"cpu", id, value, false };

			snprintf(value, sizeof(value), "%" PRIu64, id);
			err = settings_add(settings, &s);
		}
	}
	idlist_release(&list);
	return err;
}

static int take_file(struct io *io, int dirfd, const char *dir, const char *file,
		     int (*take)(const char *text, enum setting_kind kind, struct settings *settings),
		     enum setting_kind kind, struct settings *settings)
{
	struct strbuf text = { 0 };
	char path[1024];
	int err;

	snprintf(path, sizeof(path), "%.600s%s%.255s", dir, *dir ? "/" : "", file);
	err = io_read_kernfs(io, dirfd, path, &text);
	/* Monitor groups have no schemata, pseudo-locked ones hide files, an offline cache has none. */
	if (err == -ENOENT || err == -EACCES || err == -ENODEV || err == -EPERM)
		err = 0;
	else if (!err)
		err = take(text.text, kind, settings);
	strbuf_release(&text);
	return err;
}

int settings_read(struct io *io, int dirfd, const char *dir, const struct strlist *counter_files,
		  struct settings *settings)
{
	int err;

	*settings = (struct settings){ 0 };
	err = take_file(io, dirfd, dir, "schemata", take_table, SETTING_SCHEMATA, settings);
	if (!err)
		err = take_file(io, dirfd, dir, "cpus_list", take_cpus, SETTING_CPU, settings);
	for (size_t i = 0; !err && i < counter_files->num; i++)
		err = take_file(io, dirfd, dir, counter_files->items[i], take_table, SETTING_COUNTER,
				settings);
	if (!err && !settings->num && *dir && !io_exists(io, dirfd, dir))
		err = -ENOENT;
	if (err)
		settings_release(settings);
	return err;
}

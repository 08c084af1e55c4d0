/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Building result trees with json-c.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tree.h"
#include "utf8.h"

void tree_no_memory(void)
{
	static const char text[] = "rctl: out of memory\n";
	ssize_t written = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)written;
	_exit(EXIT_FAILURE);
}

static struct json_object *check(struct json_object *object)
{
	if (!object)
		tree_no_memory();
	return object;
}

struct json_object *tree_new_object(void)
{
	return check(json_object_new_object());
}

struct json_object *tree_new_array(void)
{
	return check(json_object_new_array());
}

struct json_object *tree_new_text(const char *text)
{
	struct json_object *object;
	char *copy;

	if (!text)
		return NULL;
	if (utf8_is_valid(text))
		return check(json_object_new_string(text));
	copy = utf8_repair(text);
	if (!copy)
		tree_no_memory();
	object = check(json_object_new_string(copy));
	free(copy);
	return object;
}

struct json_object *tree_new_number(uint64_t value)
{
	return check(json_object_new_uint64(value));
}

struct json_object *tree_new_mask(uint64_t value)
{
	char text[2 + 16 + 1];

	snprintf(text, sizeof(text), "0x%" PRIx64, value);
	return tree_new_text(text);
}

void tree_set(struct json_object *object, const char *key, struct json_object *child)
{
	if (json_object_object_add(object, key, child))
		tree_no_memory();
}

void tree_set_text(struct json_object *object, const char *key, const char *text)
{
	tree_set(object, key, tree_new_text(text));
}

void tree_set_number(struct json_object *object, const char *key, uint64_t value)
{
	tree_set(object, key, tree_new_number(value));
}

void tree_set_mask(struct json_object *object, const char *key, uint64_t value)
{
	tree_set(object, key, tree_new_mask(value));
}

void tree_set_bool(struct json_object *object, const char *key, bool value)
{
	tree_set(object, key, check(json_object_new_boolean(value)));
}

void tree_set_message(struct json_object *object, const char *format, ...)
{
	char text[1536];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	tree_set_text(object, "message", text);
}

void tree_push(struct json_object *array, struct json_object *child)
{
	if (json_object_array_add(array, child))
		tree_no_memory();
}

struct json_object *tree_new_list(const char *list)
{
	struct json_object *array = tree_new_array();

	while (list && *list) {
		size_t len = strcspn(list, ",");
		char *part = strndup(list, len);

		if (!part)
			tree_no_memory();
		tree_push(array, tree_new_text(part));
		free(part);
		list += len;
		if (*list)
			list++;
	}
	return array;
}

struct json_object *tree_get(struct json_object *object, const char *path)
{
	char key[64];

	while (object && *path) {
		size_t len = strcspn(path, ".");

		if (len >= sizeof(key) || !json_object_is_type(object, json_type_object))
			return NULL;
		memcpy(key, path, len);
		key[len] = '\0';
		object = json_object_object_get(object, key);
		path += len;
		if (*path)
			path++;
	}
	return object;
}

bool tree_is_true(struct json_object *object, const char *path)
{
	struct json_object *value = tree_get(object, path);

	switch (json_object_get_type(value)) {
	case json_type_null:
		return false;
	case json_type_array:
		return json_object_array_length(value) > 0;
	case json_type_object:
		return json_object_object_length(value) > 0;
	default:
		return json_object_get_boolean(value);
	}
}

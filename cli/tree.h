/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Building result trees with json-c. Every function ends the program when memory runs out, so
 * commands build their result without a check at every line. "set" and "push" take over the
 * reference to CHILD.
 */
#ifndef RCTL_TREE_H
#define RCTL_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include <json-c/json_object.h>

struct json_object *tree_new_object(void);
struct json_object *tree_new_array(void);
/* TEXT may be NULL, which gives null. Bytes that are not UTF-8 become U+FFFD. */
struct json_object *tree_new_text(const char *text);
struct json_object *tree_new_number(uint64_t value);
/* A mask as "0xff". */
struct json_object *tree_new_mask(uint64_t value);

void tree_set(struct json_object *object, const char *key, struct json_object *child);
void tree_set_text(struct json_object *object, const char *key, const char *text);
void tree_set_number(struct json_object *object, const char *key, uint64_t value);
void tree_set_mask(struct json_object *object, const char *key, uint64_t value);
void tree_set_bool(struct json_object *object, const char *key, bool value);
/* A text made by printf(3), cut at 1535 bytes, as the key "message". */
void tree_set_message(struct json_object *object, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void tree_push(struct json_object *array, struct json_object *child);
/* An array of the parts of LIST, a comma-separated list; empty for "" and NULL. */
struct json_object *tree_new_list(const char *list);

/* What PATH ("tasks.assigned") leads to, borrowed; NULL where it leads nowhere, or to null. */
struct json_object *tree_get(struct json_object *object, const char *path);
/* Whether PATH leads to something that is not null, false, 0, "" or empty. */
bool tree_is_true(struct json_object *object, const char *path);

/* Ends the program because memory ran out. */
_Noreturn void tree_no_memory(void);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPEC: what a user asks of schemata. */
#include "text/spec.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "text/spec_unit.h"

/* A piece of the text, not terminated. */
struct piece {
	const char *text;
	size_t len;
};

struct parser {
	struct spec *spec;
	size_t size;		/* of spec->entries */
	char *message;
	size_t message_size;
};

#define QUOTE_MAX	80
/* For "%.*s": a piece, shortened where it would swamp the message. */
#define QUOTED(p)	((p).len > QUOTE_MAX ? QUOTE_MAX : (int)(p).len), (p).text

__attribute__((format(printf, 2, 3))) static int refuse(struct parser *parser, const char *format,
							...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(parser->message, parser->message_size, format, args);
	va_end(args);
	return -EINVAL;
}

static struct piece trim(struct piece p)
{
	while (p.len > 0 && (p.text[0] == ' ' || p.text[0] == '\t')) {
		p.text++;
		p.len--;
	}
	while (p.len > 0 && (p.text[p.len - 1] == ' ' || p.text[p.len - 1] == '\t'))
		p.len--;
	return p;
}

/* Splits P at C, which is in it: returns the part before, and leaves the part behind in P. */
static struct piece cut(struct piece *p, const char *c)
{
	struct piece before = { p->text, (size_t)(c - p->text) };

	p->len -= before.len + 1;
	p->text = c + 1;
	return before;
}

static int classify(struct parser *parser, struct piece value, struct spec_entry *entry)
{
	uint64_t number;
	int ret;

	entry->kind = SPEC_OTHER;
	if (value.len > 2 && value.text[0] == '0' &&
	    (value.text[1] == 'x' || value.text[1] == 'X')) {
		ret = num_parse_u64_n(value.text + 2, value.len - 2, 16, &number);
		if (ret == -ERANGE)
			return refuse(parser, "mask \"%.*s\" has more than 64 bits", QUOTED(value));
		if (ret == 0) {
			entry->kind = SPEC_MASK;
			entry->number = number;
		}
		return 0;
	}
	if (value.text[value.len - 1] == '%') {
		ret = num_parse_u64_n(value.text, value.len - 1, 10, &number);
		if (ret == -ERANGE || (ret == 0 && number > 100))
			return refuse(parser, "\"%.*s\" is more than 100%%", QUOTED(value));
		if (ret == 0) {
			entry->kind = SPEC_PERCENT;
			entry->number = number;
		}
		return 0;
	}
	if (spec_unit_parse(value.text, value.len, &entry->kind, &entry->number))
		return 0;
	/* -ERANGE is still digits: the kernel says what it thinks of them. */
	if (num_parse_u64_n(value.text, value.len, 16, &number) != -EINVAL)
		entry->kind = SPEC_DIGITS;
	return 0;
}

static struct spec_entry *new_entry(struct parser *parser)
{
	struct spec *spec = parser->spec;

	if (spec->num == parser->size) {
		size_t size = parser->size ? parser->size * 2 : 8;
		struct spec_entry *entries = reallocarray(spec->entries, size, sizeof(*entries));

		if (!entries)
			return NULL;
		spec->entries = entries;
		parser->size = size;
	}
	spec->entries[spec->num] = (struct spec_entry){ 0 };
	return &spec->entries[spec->num++];
}

/* Adds one entry. IDS is the list as written, or NULL in the form NAME=VALUE. */
static int add_entry(struct parser *parser, struct piece name, const struct piece *ids,
		     struct piece value)
{
	struct spec_entry *entry;
	int ret;

	value = trim(value);
	if (value.len == 0 && ids)
		return refuse(parser, "no value after \"%.*s:%.*s=\"", QUOTED(name), QUOTED(*ids));
	if (value.len == 0)
		return refuse(parser, "no value after \"%.*s=\"", QUOTED(name));
	entry = new_entry(parser);
	if (!entry)
		return -ENOMEM;
	entry->schema = strndup(name.text, name.len);
	entry->text = strndup(value.text, value.len);
	if (!entry->schema || !entry->text)
		return -ENOMEM;
	entry->named = !ids;
	ret = ids ? idlist_parse(&entry->ids, ids->text, ids->len) :
		    idlist_parse(&entry->ids, "*", 1);
	if (ret == -ENOMEM)
		return ret;
	if (ret < 0)
		return refuse(parser, "\"%.*s\" is no list of domain ids (such as 0, 0,2-3 or *)",
			      QUOTED(*ids));
	return classify(parser, value, entry);
}

/* REST is "IDS=VALUE[;IDS=VALUE...][;]" */
static int parse_domains(struct parser *parser, struct piece name, struct piece rest)
{
	if (trim(rest).len == 0)
		return refuse(parser, "nothing after \"%.*s:\"", QUOTED(name));
	/* Like the kernel, let one semicolon end the line. */
	if (rest.text[rest.len - 1] == ';')
		rest.len--;
	for (bool more = true; more; ) {
		const char *end = memchr(rest.text, ';', rest.len);
		struct piece value = end ? cut(&rest, end) : rest;
		const char *equal = memchr(value.text, '=', value.len);
		struct piece ids;
		int ret;

		more = end != NULL;
		if (!equal)
			return refuse(parser, "\"%.*s\" of %.*s is not of the form ID=VALUE",
				      QUOTED(value), QUOTED(name));
		ids = cut(&value, equal);
		ret = add_entry(parser, name, &ids, value);
		if (ret < 0)
			return ret;
	}
	return 0;
}

static int parse_line(struct parser *parser, struct piece line)
{
	const char *colon = memchr(line.text, ':', line.len);
	const char *equal = memchr(line.text, '=', line.len);
	struct piece rest = line, name;

	if (trim(line).len == 0)
		return refuse(parser, "a line is empty");
	if (!colon && !equal)
		return refuse(parser, "\"%.*s\" is neither NAME:ID=VALUE nor NAME=VALUE",
			      QUOTED(line));
	if (colon && equal && equal < colon)
		colon = NULL;
	name = trim(cut(&rest, colon ? colon : equal));
	if (name.len == 0)
		return refuse(parser, "no name before \"%.*s\"", QUOTED(line));
	if (colon)
		return parse_domains(parser, name, rest);
	if (memchr(rest.text, ';', rest.len))
		return refuse(parser, "\"%.*s\": NAME=VALUE takes one value for every domain; "
			      "write NAME:ID=VALUE;ID=VALUE for single ones", QUOTED(line));
	return add_entry(parser, name, NULL, rest);
}

int spec_parse(const char *text, struct spec *spec, char *message, size_t size)
{
	struct parser parser = { .spec = spec, .message = message, .message_size = size };
	int ret;

	*spec = (struct spec){ 0 };
	if (size > 0)
		message[0] = '\0';
	do {
		const char *end = strchrnul(text, '\n');

		ret = parse_line(&parser, (struct piece){ text, (size_t)(end - text) });
		text = *end ? end + 1 : end;
	} while (ret == 0 && *text);
	if (ret < 0)
		spec_release(spec);
	return ret;
}

void spec_release(struct spec *spec)
{
	for (size_t i = 0; i < spec->num; i++) {
		free(spec->entries[i].schema);
		free(spec->entries[i].text);
		idlist_release(&spec->entries[i].ids);
	}
	free(spec->entries);
	*spec = (struct spec){ 0 };
}

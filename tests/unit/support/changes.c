/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "changes.h"

#include <errno.h>
#include <string.h>

struct resctrl_change *changes_new(struct machine *m, const char *group)
{
	struct resctrl_change *c;

	assert_int_equal(resctrl_change_new(m->ctx, group, &c), 0);
	return c;
}

void changes_assert_entry(const struct resctrl_change *c, size_t i, const char *schema, uint64_t domain,
			  const char *value)
{
	assert_true(i < resctrl_change_get_num(c));
	assert_string_equal(resctrl_change_get_schema(c, i), schema);
	assert_int_equal(resctrl_change_get_domain(c, i), domain);
	assert_string_equal(resctrl_change_get_value(c, i), value);
}

/* As the kernel does: what is written is what is shown then. */
static int accept_write(void *data, const char *path, const char *text)
{
	struct machine *m = data;

	if (!strcmp(path, "web/schemata"))
		machine_write(m, path, "    MB:0=100;1= 50\n    L3:0=f;1=ff0\n");
	return text[strlen(text) - 1] == '\n' ? 0 : EINVAL;
}

void changes_accept(struct machine *m)
{
	const struct fault_hooks hooks = { .write = accept_write, .data = m };

	machine_add_group(m, "web");
	fault_io_set_hooks(m->io, &hooks);
}

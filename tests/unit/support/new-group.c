/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "new-group.h"

struct resctrl_group_config *new_group_config(const char *name)
{
	struct resctrl_group_config *c;

	assert_int_equal(resctrl_group_config_new(&c), 0);
	assert_int_equal(resctrl_group_config_set_name(c, name), 0);
	return c;
}

void new_group_add_tasks(struct resctrl_group_config *c, pid_t first, pid_t second)
{
	struct resctrl_tasks *t;

	assert_int_equal(resctrl_tasks_new(&t), 0);
	assert_int_equal(resctrl_tasks_set(t, first, RESCTRL_TASK_PROCESS), 0);
	if (second)
		assert_int_equal(resctrl_tasks_set(t, second, RESCTRL_TASK_PROCESS), 0);
	assert_int_equal(resctrl_group_config_set_tasks(c, t), 0);
	resctrl_tasks_free(t);
}

struct resctrl_group_config *new_group_full(void)
{
	struct resctrl_group_config *c = new_group_config("web");

	assert_int_equal(resctrl_group_config_set_schemata(c, "L3=0xf0"), 0);
	assert_int_equal(resctrl_group_config_set_schemata(c, "MB:0=45"), 0);
	assert_int_equal(resctrl_group_config_set_mode(c, "exclusive"), 0);
	assert_int_equal(resctrl_group_config_set_cpus(c, "2-3"), 0);
	new_group_add_tasks(c, 12, 20);
	return c;
}

void new_group_others(struct machine *m)
{
	machine_add_group(m, "db");
	machine_add_group(m, "db/mon_groups/m1");
	machine_write(m, "cpus_list", "4-7\n");
	machine_write(m, "db/cpus_list", "0-3\n");
	machine_write(m, "db/mon_groups/m1/cpus_list", "1\n");
	machine_add_process(m, 12, "", ROOT, 12, 0);
	machine_add_process(m, 20, "", DB_M1, 20, 0);
	machine_add_process(m, 30, "", DB, 30, 0);
}

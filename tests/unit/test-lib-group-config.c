/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a new group shall be: a value that is filled. */
#include "unit.h"

#include <errno.h>
#include <string.h>

#include "group-config.h"
#include "oom.h"

static void holds_what_it_is_given(void **state)
{
	struct resctrl_group_config *c;
	struct resctrl_tasks *t;
	char text[] = "web";

	(void)state;
	assert_int_equal(resctrl_group_config_new(&c), 0);
	assert_int_equal(resctrl_group_config_set_name(c, text), 0);
	text[0] = 'x';
	assert_string_equal(c->name, "web");
	assert_int_equal(resctrl_group_config_set_name(c, "db"), 0);
	assert_string_equal(c->name, "db");
	assert_int_equal(resctrl_group_config_set_schemata(c, "L3=0xf"), 0);
	assert_int_equal(resctrl_group_config_set_schemata(c, "MB=50"), 0);
	assert_int_equal(c->specs.num, 2);
	assert_string_equal(c->specs.items[1], "MB=50");
	assert_int_equal(resctrl_group_config_set_place(c, RESCTRL_PLACE_LEAST), 0);
	assert_int_equal(resctrl_group_config_set_place(c, -1), -EINVAL);
	assert_int_equal(resctrl_group_config_set_place(c, RESCTRL_PLACE_LEAST + 1), -EINVAL);
	assert_int_equal(c->place, RESCTRL_PLACE_LEAST);
	assert_int_equal(resctrl_group_config_set_wait(c, 500), 0);
	assert_int_equal(c->wait_ms, 500);

	/* The tasks are a copy; later ones take their place. */
	assert_int_equal(resctrl_tasks_new(&t), 0);
	assert_int_equal(resctrl_tasks_set(t, 12, RESCTRL_TASK_TREE), 0);
	assert_int_equal(resctrl_tasks_set_cgroup(t, "/sys/fs/cgroup/x"), 0);
	assert_int_equal(resctrl_group_config_set_tasks(c, t), 0);
	assert_int_equal(resctrl_group_config_set_tasks(c, t), 0);
	resctrl_tasks_free(t);
	assert_int_equal(c->tasks->num, 2);
	assert_int_equal(c->tasks->items[0].pid, 12);
	assert_int_equal(c->tasks->items[0].scope, RESCTRL_TASK_TREE);
	assert_string_equal(c->tasks->items[1].cgroup, "/sys/fs/cgroup/x");
	resctrl_group_config_free(c);
}

/* What could not be set leaves what was there. */
static void runs_out_of_memory(void **state)
{
	struct resctrl_group_config *c;
	struct resctrl_tasks *t;

	(void)state;
	oom_at(1);
	assert_int_equal(resctrl_group_config_new(&c), -ENOMEM);
	assert_true(oom_hit());
	assert_int_equal(resctrl_group_config_new(&c), 0);
	assert_int_equal(resctrl_group_config_set_mode(c, "shareable"), 0);
	assert_int_equal(resctrl_tasks_new(&t), 0);
	assert_int_equal(resctrl_tasks_set(t, 12, RESCTRL_TASK_TREE), 0);
	assert_int_equal(resctrl_tasks_set_cgroup(t, "/sys/fs/cgroup/x"), 0);
	oom_at(1);
	assert_int_equal(resctrl_group_config_set_mode(c, "exclusive"), -ENOMEM);
	assert_true(oom_hit());
	assert_string_equal(c->mode, "shareable");
	for (unsigned int n = 1; n <= 2; n++) {
		oom_at(n);
		assert_int_equal(resctrl_group_config_set_schemata(c, "L3=0xf"), -ENOMEM);
		assert_true(oom_hit());
		assert_int_equal(c->specs.num, 0);
	}
	for (unsigned int n = 1;; n++) {
		int err;

		oom_at(n);
		err = resctrl_group_config_set_tasks(c, t);
		if (!oom_hit()) {
			assert_int_equal(err, 0);
			break;
		}
		assert_int_equal(err, -ENOMEM);
		assert_null(c->tasks);
	}
	assert_int_equal(c->tasks->num, 2);
	resctrl_tasks_free(t);
	resctrl_group_config_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_what_it_is_given),
		cmocka_unit_test(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("group-config", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Snapshots of a group, what is no longer so, and putting it back. */
#include "support/machine.h"

#include <errno.h>
#include <string.h>

static struct resctrl_snapshot *keep(struct machine *m, const char *group)
{
	struct resctrl_snapshot *snapshot;

	assert_int_equal(resctrl_snapshot_load(m->ctx, group, &snapshot), 0);
	assert_idle(m);
	assert_string_equal(resctrl_snapshot_get_name(snapshot), group);
	return snapshot;
}

static int setup(void **state)
{
	struct machine *m;

	machine_setup(state);
	m = *state;
	machine_write(m, "/sys/devices/system/cpu/online", "0-3\n");
	machine_add_group(m, "web");
	machine_add_group(m, "web/mon_groups/m1");
	machine_write(m, "web/schemata", "    MB:0=100;1=50\n    L3:0=fff;1=f\n");
	machine_write(m, "web/cpus_list", "1-2\n");
	machine_write(m, "web/mon_groups/m1/cpus_list", "1\n");
	return 0;
}

/* As after the domain has gone and come back, with the CPU 2. */
static void lose(struct machine *m)
{
	machine_write(m, "web/schemata", "    MB:0=100;1=100\n    L3:0=fff;1=fff\n");
	machine_write(m, "web/cpus_list", "1\n");
	machine_write(m, "web/mbm_L3_assignments", "mbm_total_bytes:0=e;1=_\nmbm_local_bytes:0=_;1=e\n");
}

static void assert_loss(const struct resctrl_losses *losses, size_t i, const char *setting, uint64_t id,
			const char *old, const char *new)
{
	assert_string_equal(resctrl_losses_get_setting(losses, i), setting);
	assert_int_equal(resctrl_losses_get_id(losses, i), id);
	assert_string_equal(resctrl_losses_get_old(losses, i), old);
	if (new)
		assert_string_equal(resctrl_losses_get_new(losses, i), new);
	else
		assert_null(resctrl_losses_get_new(losses, i));
}

static void what_was_lost_is_put_back(void **state)
{
	struct machine *m = *state;
	struct resctrl_snapshot *snapshot = keep(m, "web");
	struct resctrl_losses *losses;

	lose(m);
	assert_int_equal(resctrl_snapshot_compare(m->ctx, snapshot, &losses), 0);
	assert_int_equal(resctrl_losses_get_num(losses), 4);
	assert_loss(losses, 0, "MB", 1, "50", "100");
	assert_loss(losses, 1, "L3", 1, "f", "fff");
	assert_loss(losses, 2, "cpu", 2, "2", "");
	assert_loss(losses, 3, "mbm_total_bytes", 1, "e", "_");
	resctrl_losses_free(losses);
	assert_int_equal(resctrl_group_restore(m->ctx, snapshot, RESCTRL_DRY_RUN, &losses), 0);
	assert_int_equal(resctrl_losses_get_num(losses), 4);
	resctrl_losses_free(losses);
	assert_string_equal(fault_io_log(m->io), "");
	assert_int_equal(resctrl_group_restore(m->ctx, snapshot, 0, &losses), 0);
	assert_int_equal(resctrl_losses_get_num(losses), 4);
	resctrl_losses_free(losses);
	/* The monitor group keeps what the kernel takes from it with the first write. */
	assert_string_equal(fault_io_log(m->io), "write web/cpus_list 1,2\n"
			    "write web/mon_groups/m1/cpus_list 1\n"
			    "write web/schemata MB:1=50|L3:1=f\n"
			    "write web/mbm_L3_assignments mbm_total_bytes:1=e\n");
	assert_idle(m);
	resctrl_snapshot_free(snapshot);
	resctrl_snapshot_free(NULL);
	resctrl_losses_free(NULL);
}

static void what_has_not_changed_is_not_written(void **state)
{
	struct machine *m = *state;
	struct resctrl_snapshot *snapshot = keep(m, "web");
	struct resctrl_losses *losses;

	assert_int_equal(resctrl_group_restore(m->ctx, snapshot, 0, &losses), 0);
	assert_int_equal(resctrl_losses_get_num(losses), 0);
	assert_string_equal(fault_io_log(m->io), "");
	resctrl_losses_free(losses);
	resctrl_snapshot_free(snapshot);
}

static void what_is_offline_stays(void **state)
{
	struct machine *m = *state;
	struct resctrl_snapshot *snapshot = keep(m, "web");
	struct resctrl_losses *losses;

	machine_write(m, "/sys/devices/system/cpu/online", "0-1\n");
	machine_write(m, "web/schemata", "    MB:0=10\n    L3:0=fff\n");
	machine_write(m, "web/cpus_list", "1\n");
	machine_write(m, "web/mbm_L3_assignments", "mbm_total_bytes:0=e\nmbm_local_bytes:0=_\n");
	assert_int_equal(resctrl_group_restore(m->ctx, snapshot, 0, &losses), 0);
	assert_int_equal(resctrl_losses_get_num(losses), 6);
	assert_loss(losses, 0, "MB", 0, "100", "10");
	assert_loss(losses, 1, "MB", 1, "50", NULL);
	assert_loss(losses, 3, "cpu", 2, "2", NULL);
	assert_string_equal(fault_io_log(m->io), "write web/schemata MB:0=100\n");
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 5);
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "offline");
	resctrl_losses_free(losses);
	resctrl_snapshot_free(snapshot);
}

static void the_default_group_gets_its_cpus_by_itself(void **state)
{
	struct machine *m = *state;
	struct resctrl_snapshot *snapshot;

	machine_write(m, "cpus_list", "0,3\n");
	snapshot = keep(m, "/");
	machine_write(m, "cpus_list", "0\n");
	machine_write(m, "schemata", "    MB:0=100;1=90\n    L3:0=fff;1=fff\n");
	assert_int_equal(resctrl_group_restore(m->ctx, snapshot, 0, NULL), 0);
	assert_string_equal(fault_io_log(m->io), "write schemata MB:1=100\n");
	resctrl_snapshot_free(snapshot);
}

static void failures(void **state)
{
	struct machine *m = *state;
	struct resctrl_snapshot *snapshot = keep(m, "web");
	struct resctrl_losses *losses;

	assert_int_equal(resctrl_snapshot_load(m->ctx, "none", &snapshot), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "there is no group none");
	assert_int_equal(resctrl_snapshot_load(m->ctx, "a/b/c", &snapshot), -EINVAL);
	assert_int_equal(resctrl_snapshot_load(m->ctx, "web", NULL), -EINVAL);
	lose(m);
	fault_io_add(m->io, "write web/cpus_list 1 EINVAL:Can only assign online CPUs");
	assert_int_equal(resctrl_group_restore(m->ctx, snapshot, 0, &losses), -EINVAL);
	assert_string_equal(fault_io_log(m->io), "write web/cpus_list 1,2 (EINVAL)\n");
	fault_io_reset(m->io);
	fault_io_add(m->io, "write web/schemata 1 EINVAL:overlaps with exclusive group");
	assert_int_equal(resctrl_group_restore(m->ctx, snapshot, 0, &losses), -EINVAL);
	assert_int_equal(resctrl_error_get_num_left_behind(resctrl_ctx_get_error(m->ctx)), 1);
	fault_io_reset(m->io);
	machine_remove(m, "web");
	assert_int_equal(resctrl_group_restore(m->ctx, snapshot, 0, &losses), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "there is no group web");
	assert_int_equal(resctrl_snapshot_compare(m->ctx, snapshot, &losses), -ENOENT);
	assert_int_equal(resctrl_snapshot_compare(m->ctx, snapshot, NULL), -EINVAL);
	resctrl_snapshot_free(snapshot);
}

static int restore_once(struct machine *m)
{
	struct resctrl_snapshot *snapshot;
	struct resctrl_losses *losses;
	int err;

	err = resctrl_snapshot_load(m->ctx, "web", &snapshot);
	if (err)
		return err;
	lose(m);
	err = resctrl_group_restore(m->ctx, snapshot, 0, &losses);
	if (!err)
		resctrl_losses_free(losses);
	resctrl_snapshot_free(snapshot);
	return err;
}

static void prepare(struct machine *m)
{
	machine_write(m, "/sys/devices/system/cpu/online", "0-3\n");
	machine_add_group(m, "web");
	machine_add_group(m, "web/mon_groups/m1");
	machine_write(m, "web/schemata", "    MB:0=100;1=50\n    L3:0=fff;1=f\n");
	machine_write(m, "web/cpus_list", "1-2\n");
}

static void out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(prepare, restore_once);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_lost_is_put_back, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(what_has_not_changed_is_not_written, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(what_is_offline_stays, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(the_default_group_gets_its_cpus_by_itself, setup, machine_teardown),
		cmocka_unit_test_setup_teardown(failures, setup, machine_teardown),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

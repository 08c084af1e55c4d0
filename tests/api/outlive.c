/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Snapshots say the same after their context has gone: writes down everything they tell of the tree that is given,
 * before and after, and compares. Run it with MALLOC_PERTURB_ or a sanitizer, so that freed memory is noticed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <resctrl.h>

struct snapshots {
	struct resctrl_mount *mount;
	struct resctrl_info *info;
	struct resctrl_group_list *list;
	struct resctrl_group *groups[64];
	size_t num_groups;
	struct resctrl_counters *counters;	/* NULL where there are none */
	struct resctrl_schemata *schemata;
};

typedef int (*get_schema_fn)(const struct resctrl_schema *schema, uint64_t *value);

static const char *text(const char *maybe)
{
	return maybe ? maybe : "-";
}

static void dump_number(FILE *f, int err, uint64_t value)
{
	if (err)
		fprintf(f, " (%d)", err);
	else
		fprintf(f, " %" PRIu64, value);
}

static void dump_schema(FILE *f, const struct resctrl_schema *s)
{
	static const get_schema_fn facts[] = {
		resctrl_schema_get_num_closids,	    resctrl_schema_get_cbm_mask,
		resctrl_schema_get_min_cbm_bits,    resctrl_schema_get_shareable_bits,
		resctrl_schema_get_sparse_masks,    resctrl_schema_get_min_bandwidth,
		resctrl_schema_get_bandwidth_gran,  resctrl_schema_get_max_bandwidth,
		resctrl_schema_get_delay_linear,    resctrl_schema_get_bytes_per_bit,
	};

	fprintf(f, "schema %s %d", resctrl_schema_get_name(s), resctrl_schema_get_kind(s));
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		uint64_t value = 0;
		int err = facts[i](s, &value);

		dump_number(f, err, value);
	}
	for (size_t i = 0; i < resctrl_schema_get_num_domains(s); i++) {
		uint64_t id = resctrl_schema_get_domain(s, i);

		fprintf(f, " %" PRIu64 "=%s", id, text(resctrl_schema_get_bit_usage(s, id)));
	}
	fprintf(f, " %s %s %d %s\n", text(resctrl_schema_get_throttle_mode(s)),
		text(resctrl_schema_get_io_alloc(s)), resctrl_schema_get_unit(s),
		text(resctrl_schema_get_unit_source(s)));
}

static void dump_mon(FILE *f, const struct resctrl_mon *mon)
{
	uint64_t value = 0;
	int err = resctrl_mon_get_num_rmids(mon, &value);

	fprintf(f, "mon %s", resctrl_mon_get_resource(mon));
	dump_number(f, err, value);
	err = resctrl_mon_get_max_threshold_occupancy(mon, &value);
	dump_number(f, err, value);
	err = resctrl_mon_get_assign_on_mkdir(mon, &value);
	dump_number(f, err, value);
	for (size_t i = 0; i < resctrl_mon_get_num_events(mon); i++)
		fprintf(f, " %s%d", resctrl_mon_get_event(mon, i), resctrl_mon_is_event_configurable(mon, i));
	for (size_t i = 0; i < resctrl_mon_get_num_assign_modes(mon); i++)
		fprintf(f, " %s", resctrl_mon_get_assign_mode(mon, i));
	for (size_t i = 0; i < resctrl_mon_get_num_counter_domains(mon); i++) {
		err = resctrl_mon_get_available_counters(mon, i, &value);
		fprintf(f, " %" PRIu64 "=%" PRIu64, resctrl_mon_get_counter_domain(mon, i),
			resctrl_mon_get_num_counters(mon, i));
		dump_number(f, err, value);
	}
	fputc('\n', f);
}

static void dump_schemata(FILE *f, const struct resctrl_schemata *s)
{
	for (size_t i = 0; s && i < resctrl_schemata_get_num_lines(s); i++) {
		fprintf(f, "line %s", resctrl_schemata_get_name(s, i));
		for (size_t j = 0; j < resctrl_schemata_get_num_domains(s, i); j++)
			fprintf(f, " %" PRIu64 "=%s", resctrl_schemata_get_domain(s, i, j),
				resctrl_schemata_get_value(s, i, j));
		fputc('\n', f);
	}
}

static void dump_group(FILE *f, const struct resctrl_group *g)
{
	uint64_t value = 0;
	int err = resctrl_group_get_ctrl_hw_id(g, &value);

	fprintf(f, "group %s %d %s %s %zu", resctrl_group_get_name(g), resctrl_group_get_kind(g),
		text(resctrl_group_get_mode(g)), text(resctrl_group_get_cpus(g)),
		resctrl_group_get_num_tasks(g));
	dump_number(f, err, value);
	err = resctrl_group_get_mon_hw_id(g, &value);
	dump_number(f, err, value);
	fputc('\n', f);
	dump_schemata(f, resctrl_group_get_schemata(g));
	dump_schemata(f, resctrl_group_get_size(g));
}

static char *dump(const struct snapshots *s)
{
	uint64_t value = 0;
	size_t size;
	char *all;
	FILE *f = open_memstream(&all, &size);
	int err;

	if (!f)
		exit(99);
	fprintf(f, "mount %d %d %s %s\n", resctrl_mount_is_supported(s->mount),
		resctrl_mount_is_mounted(s->mount), text(resctrl_mount_get_path(s->mount)),
		text(resctrl_mount_get_options(s->mount)));
	err = resctrl_info_get_free_closids(s->info, &value);
	dump_number(f, err, value);
	err = resctrl_info_get_free_rmids(s->info, &value);
	dump_number(f, err, value);
	for (size_t i = 0; i < resctrl_info_get_num_schemas(s->info); i++)
		dump_schema(f, resctrl_info_get_schema(s->info, i));
	for (size_t i = 0; i < resctrl_info_get_num_mons(s->info); i++)
		dump_mon(f, resctrl_info_get_mon(s->info, i));
	for (size_t i = 0; i < resctrl_group_list_get_num(s->list); i++)
		fprintf(f, "name %s %d\n", resctrl_group_list_get_name(s->list, i),
			resctrl_group_list_get_kind(s->list, i));
	for (size_t i = 0; i < s->num_groups; i++)
		dump_group(f, s->groups[i]);
	for (size_t i = 0; s->counters && i < resctrl_counters_get_num(s->counters); i++)
		fprintf(f, "counter %s %s %s %" PRIu64 " %d\n", resctrl_counters_get_group(s->counters, i),
			resctrl_counters_get_resource(s->counters, i),
			resctrl_counters_get_event(s->counters, i),
			resctrl_counters_get_domain(s->counters, i),
			resctrl_counters_is_assigned(s->counters, i));
	dump_schemata(f, s->schemata);
	if (fclose(f))
		exit(99);
	return all;
}

static int load(struct resctrl_ctx *ctx, struct snapshots *s)
{
	int err;

	if (resctrl_mount_load(ctx, &s->mount) || resctrl_info_load(ctx, &s->info) ||
	    resctrl_group_list_load(ctx, &s->list))
		return -1;
	for (size_t i = 0; i < resctrl_group_list_get_num(s->list) && i < 64; i++) {
		if (resctrl_group_load(ctx, resctrl_group_list_get_name(s->list, i), &s->groups[i]))
			return -1;
		s->num_groups++;
	}
	err = resctrl_counters_load(ctx, NULL, &s->counters);
	if (err && resctrl_error_get_code(resctrl_ctx_get_error(ctx)) != RESCTRL_ERROR_NOT_SUPPORTED)
		return -1;
	return resctrl_schemata_parse("L3:0=00f;1=ff0\n", &s->schemata);
}

static void release(struct snapshots *s)
{
	resctrl_mount_free(s->mount);
	resctrl_info_free(s->info);
	resctrl_group_list_free(s->list);
	for (size_t i = 0; i < s->num_groups; i++)
		resctrl_group_free(s->groups[i]);
	resctrl_counters_free(s->counters);
	resctrl_schemata_free(s->schemata);
}

int main(int argc, char **argv)
{
	struct snapshots s = { 0 };
	struct resctrl_ctx *ctx;
	char *before, *after;
	int differ;

	if (argc != 2 || resctrl_ctx_open(&ctx) || resctrl_ctx_set_sysroot(ctx, argv[1]))
		return 2;
	if (load(ctx, &s)) {
		fprintf(stderr, "%s\n", text(resctrl_error_get_cause(resctrl_ctx_get_error(ctx))));
		return 2;
	}
	before = dump(&s);
	resctrl_ctx_unref(ctx);
	after = dump(&s);
	differ = strcmp(before, after) || strlen(before) < 100;
	if (differ)
		fprintf(stderr, "before:\n%s\nafter:\n%s\n", before, after);
	else
		fputs(before, stdout);
	free(before);
	free(after);
	release(&s);
	return differ;
}

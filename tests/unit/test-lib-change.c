/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Change sets of schemata: from SPECs to one write, and what became of it. */
#include "support/machine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define HOLES "The mask f0f has non-consecutive 1-bits"

static struct resctrl_change *new_change(struct machine *m, const char *group)
{
	struct resctrl_change *c;

	assert_int_equal(resctrl_change_new(m->ctx, group, &c), 0);
	return c;
}

static void assert_entry(const struct resctrl_change *c, size_t i, const char *schema, uint64_t domain,
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

static void accept_writes(struct machine *m)
{
	const struct fault_hooks hooks = { .write = accept_write, .data = m };

	machine_add_group(m, "web");
	fault_io_set_hooks(m->io, &hooks);
}

static void one_write_and_what_it_did(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	accept_writes(m);
	c = new_change(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=f;1=ff0"), 0);
	assert_int_equal(resctrl_change_set(c, "MB:1=45"), 0);
	assert_int_equal(resctrl_change_get_num(c), 3);
	assert_entry(c, 0, "L3", 0, "f");
	assert_entry(c, 1, "L3", 1, "ff0");
	assert_entry(c, 2, "MB", 1, "50");
	assert_string_equal(resctrl_change_get_asked(c, 2), "45");
	assert_string_equal(resctrl_change_get_before(c, 2), "100");
	assert_int_equal(resctrl_change_get_kind(c, 0), RESCTRL_SCHEMA_CACHE);
	assert_int_equal(resctrl_change_get_kind(c, 2), RESCTRL_SCHEMA_BANDWIDTH);
	assert_null(resctrl_change_get_effective(c, 0));
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "rounded");

	assert_int_equal(resctrl_change_apply(c, 0), 0);
	assert_idle(m);
	assert_string_equal(fault_io_log(m->io), "write web/schemata L3:0=f;1=ff0|MB:1=50\n");
	assert_string_equal(resctrl_change_get_effective(c, 0), "f");
	assert_string_equal(resctrl_change_get_effective(c, 1), "ff0");
	assert_string_equal(resctrl_change_get_effective(c, 2), "50");
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
	resctrl_change_free(c);
}

static void a_dry_run_writes_nothing(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_add_group(m, "web");
	c = new_change(m, "web");
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	assert_int_equal(resctrl_change_set(c, "L3=0xf"), 0);
	assert_int_equal(resctrl_change_apply(c, RESCTRL_DRY_RUN), 0);
	assert_null(resctrl_change_get_effective(c, 0));
	assert_string_equal(fault_io_log(m->io), "");
	/* Those of the empty one before. */
	assert_int_equal(fault_io_count(m->io, FAULT_FLOCK), 2);
	assert_idle(m);
	resctrl_change_free(c);
	resctrl_change_free(NULL);
}

static void forms_of_a_value(void **state)
{
	static const struct {
		const char *spec, *schema, *value;
	} cases[] = {
		{ "L3=0x0f0", "L3", "f0" },	{ "L3:*=F0", "L3", "f0" },
		{ "L3:0-1=f", "L3", "f" },	{ "L3:0-900=f", "L3", "f" },
		{ "L3=25%", "L3", "7" },	{ "L3=100%", "L3", "fff" },
		{ "L3=0%", "L3", "1" },		{ "L3=11ways", "L3", "7ff" },
		{ "L3=unlimited", "L3", "fff" }, { "L3=2MiB", "L3", "3" },
		{ "MB=30%", "MB", "30" },	{ "MB=50", "MB", "50" },
		{ "MB:*=11", "MB", "20" },	{ "MB=unlimited", "MB", "100" },
	};
	struct machine *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct resctrl_change *c = new_change(m, "/");

		assert_int_equal(resctrl_change_set(c, cases[i].spec), 0);
		assert_int_equal(resctrl_change_get_num(c), 2);
		assert_entry(c, 0, cases[i].schema, 0, cases[i].value);
		assert_entry(c, 1, cases[i].schema, 1, cases[i].value);
		assert_int_equal(resctrl_change_apply(c, RESCTRL_DRY_RUN), 0);
		resctrl_change_free(c);
	}
}

static void values_that_make_no_sense(void **state)
{
	static const struct {
		const char *spec;
		enum resctrl_error_code code;
		const char *cause;
	} cases[] = {
		{ "L3=15", RESCTRL_ERROR_INVALID, "a mask or a number of ways" },
		{ "L3=101%", RESCTRL_ERROR_INVALID, "more than 100%" },
		{ "L3=13ways", RESCTRL_ERROR_REFUSED, "has 12 ways, not 13" },
		{ "L3=1GiB", RESCTRL_ERROR_REFUSED, "more than the whole L3" },
		{ "L3=10GB/s", RESCTRL_ERROR_INVALID, "no value for the cache schema L3" },
		{ "L3:0=xyz", RESCTRL_ERROR_INVALID, "no value for the cache schema L3" },
		{ "L3:0=10000000000000000", RESCTRL_ERROR_INVALID, "no value for the cache schema L3" },
		{ "MB=99999999999999999999", RESCTRL_ERROR_INVALID, "no value for the bandwidth schema MB" },
		{ "MB=0x10", RESCTRL_ERROR_INVALID, "no value for the bandwidth schema MB" },
		{ "MB=4MiB", RESCTRL_ERROR_INVALID, "no value for the bandwidth schema MB" },
		{ "MB=10GB/s", RESCTRL_ERROR_REFUSED, "no absolute bandwidth" },
		{ "L2=0xf", RESCTRL_ERROR_REFUSED, "this machine has no schema L2" },
		{ "L3:5-9=f", RESCTRL_ERROR_REFUSED, "reaches no domain" },
		{ "L3", RESCTRL_ERROR_INVALID, "" },
		{ "", RESCTRL_ERROR_INVALID, "" },
		{ "L3:0=f;1", RESCTRL_ERROR_INVALID, "" },
	};
	struct machine *m = *state;
	struct resctrl_change *c = new_change(m, "/");

	assert_int_equal(resctrl_change_set(c, "MB:0=50"), 0);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(resctrl_change_set(c, cases[i].spec), -EINVAL);
		assert_error(m, cases[i].code, EINVAL, cases[i].cause);
		assert_int_equal(resctrl_error_get_cause_source(&m->ctx->error),
				 RESCTRL_CAUSE_PREDICTED);
		/* Nothing is added, not even the domains before the one at fault. */
		assert_int_equal(resctrl_change_get_num(c), 1);
	}
	assert_int_equal(resctrl_change_set(c, NULL), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "no SPEC");
	assert_string_equal(fault_io_log(m->io), "");
	resctrl_change_free(c);
}

static void what_the_kernel_would_refuse(void **state)
{
	static const struct {
		const char *spec, *cause;
	} cases[] = {
		{ "L3=0x1000", "does not fit into 0xfff" },
		{ "L3=0x0", "an empty mask" },
		{ "L3=0x505", "has holes" },
		{ "L3:7=f", "L3 has no domain 7" },
		{ "L2:0=f", "this machine has no schema L2" },
		{ "MB=9", "below the minimum of MB, 10" },
		{ "MB=101", "above the maximum of MB, 100" },
		{ "L3:0=f;0=f0", "domain 0 of L3 is set twice" },
	};
	struct machine *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct resctrl_change *c = new_change(m, "/");

		fault_io_reset(m->io);
		assert_int_equal(resctrl_change_set(c, cases[i].spec), 0);
		assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
		assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, cases[i].cause);
		assert_int_equal(resctrl_error_get_cause_source(&m->ctx->error),
				 RESCTRL_CAUSE_PREDICTED);
		assert_non_null(resctrl_error_get_fix(&m->ctx->error));
		assert_string_equal(fault_io_log(m->io), "");
		/* A dry run finds it too, and --no-check asks the kernel. */
		assert_int_equal(resctrl_change_apply(c, RESCTRL_DRY_RUN), -EINVAL);
		assert_int_equal(resctrl_change_apply(c, RESCTRL_NO_CHECK), 0);
		assert_string_not_equal(fault_io_log(m->io), "");
		resctrl_change_free(c);
	}
}

static void minimum_of_bits(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_write(m, "info/L3/min_cbm_bits", "3\n");
	machine_write(m, "info/L3/sparse_masks", "1\n");
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3:0=0x3"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "has a run of 2 bits where L3 needs at least 3");
	resctrl_change_free(c);
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3=1way"), 0);
	assert_entry(c, 0, "L3", 0, "7");
	resctrl_change_free(c);
}

static void exclusive_bits(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_add_group(m, "web");
	machine_add_group(m, "db");
	machine_write(m, "db/mode", "exclusive\n");
	machine_write(m, "db/schemata", "MB:0=100;1=100\nL3:0=ff0;1=fff\n");
	machine_write(m, "info/L3/bit_usage", "0=EEEEEEEESSSS;1=SSSSSSSSSSSS\n");
	c = new_change(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=1f"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "exclusive to db (0x10)");
	resctrl_change_free(c);
	/* The kernel's word with our explanation of it. */
	c = new_change(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=1f"), 0);
	fault_io_add(m->io, "write web/schemata 1 EINVAL:Overlaps with exclusive group");
	assert_int_equal(resctrl_change_apply(c, RESCTRL_NO_CHECK), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "exclusive to db (0x10)");
	assert_string_equal(m->ctx->error.kernel_text, "Overlaps with exclusive group");
	assert_int_equal(m->ctx->error.source, RESCTRL_CAUSE_KERNEL);
	resctrl_change_free(c);
	/* Reading the others fails: nothing is written unchecked. */
	fault_io_reset(m->io);
	fault_io_add(m->io, "read db/schemata 1 EIO");
	c = new_change(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=1f"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	assert_string_equal(fault_io_log(m->io), "");
	resctrl_change_free(c);
	/* A group that vanishes meanwhile stands in nobody's way. */
	fault_io_reset(m->io);
	fault_io_add(m->io, "open db/schemata 1 vanish=db");
	c = new_change(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=1f"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	resctrl_change_free(c);
}

static void an_exclusive_group_itself(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_add_group(m, "web");
	machine_write(m, "web/mode", "exclusive\n");
	machine_write(m, "web/schemata", "MB:0=100;1=100\nL3:0=f;1=f\n");
	machine_write(m, "schemata", "MB:0=100;1=100\nL3:0=ff0;1=ff0\n");
	machine_write(m, "info/L3/bit_usage", "0=XXSSSSSSEEEE;1=XXSSSSSSEEEE\n");
	c = new_change(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=1f"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "from / (0x10)");
	resctrl_change_free(c);
	/* Hardware counts as well as groups. */
	machine_write(m, "info/L3/bit_usage", "0=XHSSSSSSEEEE;1=XXSSSSSSEEEE\n");
	c = new_change(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=c00"), 0);
	machine_write(m, "schemata", "MB:0=100;1=100\nL3:0=3f0;1=3f0\n");
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "bits 0xc00 of domain 0 are shared with hardware");
	resctrl_change_free(c);
	fault_io_add(m->io, "read web/mode 1 EIO");
	c = new_change(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=7"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EIO);
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	resctrl_change_free(c);
}

static void pseudo_locked_bits(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_write(m, "info/L3/bit_usage", "0=SSSSSSSSSSPP;1=SSSSSSSSSSSS\n");
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3:*=6"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL,
		     "bits 0x2 of domain 0 hold a pseudo-locked region");
	resctrl_change_free(c);
}

/* The group's own schemata show no domain, or one alone. */
static void add_locked_group(struct machine *m, const char *mode, const char *schemata)
{
	machine_add_group(m, "web");
	machine_write(m, "web/mode", "%s\n", mode);
	machine_write(m, "web/schemata", "%s", schemata);
	machine_write(m, "info/L3/bit_usage", "0=0000SSSSSSSS;1=P000SSSSSSSS\n");
}

static void refuses(struct machine *m, const char *spec, const char *cause)
{
	struct resctrl_change *c = new_change(m, "web");

	assert_int_equal(resctrl_change_set(c, spec), 0);
	assert_int_equal(resctrl_change_apply(c, RESCTRL_DRY_RUN), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, cause);
	resctrl_change_free(c);
}

static void groups_to_be_pseudo_locked(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	add_locked_group(m, "pseudo-locksetup", "MB:uninitialized\nL3:uninitialized\n");
	machine_write(m, "schemata", "    MB:0=100;1=100\n    L3:0=ff;1=ff\n");
	refuses(m, "MB:0=50", "about caches alone");
	refuses(m, "L3:*=100", "one domain is locked at a time");
	refuses(m, "L3:1=100", "domain 1 has a pseudo-locked region already, of bits 0x800");
	refuses(m, "L3:0=180", "a pseudo-locked region shares no bits, and mask 0x180");
	refuses(m, "L3:7=100", "no domain 7");
	c = new_change(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3:0=100"), 0);
	assert_int_equal(resctrl_change_apply(c, RESCTRL_DRY_RUN), 0);
	assert_null(resctrl_change_get_before(c, 0));
	resctrl_change_free(c);
	fault_io_add(m->io, "read web/mode 1 EIO");
	assert_int_equal(resctrl_change_new(m->ctx, "web", &c), -EIO);
}

static void pseudo_locked_groups(void **state)
{
	struct machine *m = *state;

	add_locked_group(m, "pseudo-locked", "L3:1=800\n");
	refuses(m, "L3:1=800", "cannot change any more");
	refuses(m, "MB:0=50", "cannot change any more");
}

/* ---- where ways go ---- */

static void ways_are_placed(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_add_group(m, "db");
	machine_write(m, "schemata", "MB:0=100;1=100\nL3:0=fff;1=fff\n");
	machine_write(m, "db/schemata", "MB:0=100;1=100\nL3:0=f;1=0\n");
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set_place(c, RESCTRL_PLACE_HIGH), 0);
	assert_int_equal(resctrl_change_set(c, "L3=2ways"), 0);
	/* The two highest are shared with hardware. */
	assert_entry(c, 0, "L3", 0, "300");
	assert_int_equal(resctrl_change_set_place(c, RESCTRL_PLACE_LEAST), 0);
	assert_int_equal(resctrl_change_set(c, "L3=4ways"), 0);
	assert_entry(c, 2, "L3", 0, "f0");
	assert_entry(c, 3, "L3", 1, "f");
	assert_int_equal(resctrl_change_set_place(c, (enum resctrl_place)17), -EINVAL);
	resctrl_change_free(c);

	/* To know who has what the others must be read. */
	c = new_change(m, "/");
	fault_io_add(m->io, "read db/schemata 1 EIO");
	assert_int_equal(resctrl_change_set_place(c, RESCTRL_PLACE_LEAST), 0);
	assert_int_equal(resctrl_change_set(c, "L3=4ways"), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	assert_int_equal(resctrl_change_get_num(c), 0);
	resctrl_change_free(c);
}

static void the_size_of_a_way_may_be_unknown(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_write(m, "size", "MB:0=100;1=100\n");
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3=2MiB"), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "the size of L3 is not known");
	resctrl_change_free(c);
	machine_write(m, "size", "nonsense\n");
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3=2MiB"), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "not understood");
	resctrl_change_free(c);
}

/* ---- CPUs go and come ---- */

static void set_domains(struct machine *m, bool both)
{
	machine_write(m, "schemata", both ? "    MB:0=100;1=100\n    L3:0=fff;1=fff\n" : "    MB:0=100\n    L3:0=fff\n");
	machine_write(m, "info/L3/bit_usage", both ? "0=SSSSSSSSSSSS;1=SSSSSSSSSSSS\n" : "0=SSSSSSSSSSSS\n");
}

/* As the kernel, which refuses a domain that is not there without a word. */
static int domain_1_goes(void *data, const char *path, const char *text)
{
	(void)path;
	if (!strstr(text, "1="))
		return 0;
	set_domains(data, false);
	return EINVAL;
}

static int no_domain_stays(void *data, const char *path, const char *text)
{
	(void)path;
	set_domains(data, !strstr(text, "1="));
	return EINVAL;
}

static void domains_go_meanwhile(void **state)
{
	struct machine *m = *state;
	struct fault_hooks hooks = { .write = domain_1_goes, .data = m };
	struct resctrl_change *c;

	fault_io_set_hooks(m->io, &hooks);
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3=0xf"), 0);
	assert_int_equal(resctrl_change_set(c, "MB=45"), 0);
	assert_int_equal(resctrl_change_get_num(c), 4);
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	assert_string_equal(fault_io_log(m->io), "write schemata L3:0=f;1=f|MB:0=50;1=50 (EINVAL)\n"
			    "write schemata L3:0=f|MB:0=50\n");
	assert_int_equal(resctrl_change_get_num(c), 2);
	assert_int_equal(m->ctx->error.code, RESCTRL_ERROR_NONE);
	resctrl_change_free(c);

	/* One that was asked for by its number cannot be left out. */
	set_domains(m, true);
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3:0=f;1=f"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "has no domain 1, or all of its CPUs are offline");
	resctrl_change_free(c);

	set_domains(m, true);
	hooks.write = no_domain_stays;
	fault_io_set_hooks(m->io, &hooks);
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3=0xf"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EBUSY);
	assert_error(m, RESCTRL_ERROR_BUSY, EBUSY, "come and go too fast");
	assert_idle(m);
	resctrl_change_free(c);
}

/* ---- other machines ---- */

static void code_and_data(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_write(m, "schemata", "L3CODE:0=fff;1=fff\nL3DATA:0=fff;1=fff\n");
	machine_write(m, "info/L3CODE/cbm_mask", "fff\n");
	machine_write(m, "info/L3DATA/cbm_mask", "fff\n");
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3:1=f"), 0);
	assert_int_equal(resctrl_change_get_num(c), 2);
	assert_entry(c, 0, "L3CODE", 1, "f");
	assert_entry(c, 1, "L3DATA", 1, "f");
	assert_int_equal(resctrl_change_set(c, "L3DATA:0=f0"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	assert_string_equal(fault_io_log(m->io), "write schemata L3CODE:1=f|L3DATA:1=f;0=f0\n");
	resctrl_change_free(c);

	/* One half stands in the way of the other: they are one cache. */
	machine_add_group(m, "db");
	machine_write(m, "db/mode", "exclusive\n");
	machine_write(m, "db/schemata", "L3CODE:0=f00;1=f00\nL3DATA:0=f0;1=f0\n");
	machine_write(m, "info/L3CODE/bit_usage", "0=EEEESSSSSSSS;1=EEEESSSSSSSS\n");
	machine_write(m, "info/L3DATA/bit_usage", "0=SSSSEEEESSSS;1=SSSSEEEESSSS\n");
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3CODE:0=30"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "exclusive to db (0x30)");
	resctrl_change_free(c);
	/* A group that is being pseudo-locked does not count. */
	machine_write(m, "db/mode", "pseudo-locksetup\n");
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "L3CODE:0=30"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	resctrl_change_free(c);
}

/* Where one half says that nobody is exclusive, the other one is not read; elsewhere it is. (Few ways: the minimum is known.) */
static void one_half_tells_of_the_other(void **state)
{
	static const struct {
		const char *usage, *min;
		int err;
	} cases[] = {
		{ "0=SSSSSSSSSSSS;1=XXSSSS000000", "1", 0 },
		{ "0=SSSSSSSSSSSS;1=ESSSSSSSSSSS", "1", -EIO },
		{ "0=SSSSSSSSSSSS;1=HSSSSSSSSSSS", "1", -EIO },
		{ "0=SSSSSSSSSSSS;1=SSSSSSSSSSSP", "1", -EIO },
		/* The exclusive group's code may have no bits at all. */
		{ "0=SSSSSSSSSSSS;1=SSSSSSSSSSSS", "0", -EIO },
		{ "", "1", -EIO },
	};
	struct machine *m = *state;

	machine_write(m, "schemata", "L3CODE:0=fff;1=fff\nL3DATA:0=fff;1=fff\n");
	machine_write(m, "info/L3CODE/cbm_mask", "fff\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct resctrl_change *c = new_change(m, "/");

		machine_write(m, "info/L3CODE/bit_usage", "%s\n", cases[i].usage);
		machine_write(m, "info/L3CODE/min_cbm_bits", "%s\n", cases[i].min);
		machine_write(m, "info/L3DATA/bit_usage", "0=SSSSSSSSSSSS;1=SSSSSSSSSSSS\n");
		fault_io_reset(m->io);
		fault_io_add(m->io, "read info/L3DATA/bit_usage 1 EIO");
		assert_int_equal(resctrl_change_set(c, "L3=3ways"), cases[i].err);
		if (!cases[i].err) {
			assert_entry(c, 1, "L3CODE", 1, "7");
			assert_entry(c, 3, "L3DATA", 1, "7");
			assert_int_equal(resctrl_change_apply(c, RESCTRL_DRY_RUN), 0);
		}
		resctrl_change_free(c);
	}
}

/* The mount has other options than before: those of the open one are known once. */
static void remount(struct machine *m, const char *options)
{
	char line[120];

	snprintf(line, sizeof(line), "40 25 0:35 / /sys/fs/resctrl rw - resctrl resctrl %s\n", options);
	machine_write(m, "/proc/self/mountinfo", "%s", line);
	resctrl_ctx_release(m->ctx);
}

static void bandwidth_in_other_units(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	/* AMD: absolute, in steps of 1/8 GB/s. */
	machine_write(m, "/proc/cpuinfo", "processor\t: 0\nvendor_id\t: AuthenticAMD\n");
	machine_write(m, "schemata", "MB:0=2048;1=2048\nL3:0=fff;1=fff\n");
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "MB=50%"), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "an absolute bandwidth here, not a share");
	assert_int_equal(resctrl_change_set(c, "MB=2GB/s"), 0);
	assert_entry(c, 0, "MB", 0, "16");
	/* Never less than one step. */
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 0);
	assert_int_equal(resctrl_change_set(c, "MB=1MB/s"), 0);
	assert_entry(c, 2, "MB", 0, "1");
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "rounded");
	resctrl_change_free(c);

	/* The default group is limited itself: the maximum is not known. */
	machine_write(m, "schemata", "MB:0=80;1=80\nL3:0=fff;1=fff\n");
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "MB=unlimited"), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "the maximum of MB is not known");
	resctrl_change_free(c);

	/* The software controller: MiB/s. */
	remount(m, "rw,mba_MBps");
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "MB=50%"), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "in MiB/s while mounted with mba_MBps");
	assert_int_equal(resctrl_change_set(c, "MB=500MiB/s"), 0);
	assert_entry(c, 0, "MB", 0, "500");
	resctrl_change_free(c);

	/* Unknown: raw numbers alone. */
	remount(m, "rw");
	machine_write(m, "/proc/cpuinfo", "processor\t: 0\n");
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "MB=50%"), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "the unit of MB is not known");
	assert_int_equal(resctrl_change_set(c, "MB=50"), 0);
	resctrl_change_free(c);
}

/* The granularity is read where something is rounded to it, and not before. */
static void only_what_is_rounded_needs_the_granularity(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	fault_io_add(m->io, "read info/MB/bandwidth_gran 1 EIO");
	machine_write(m, "/proc/cpuinfo", "processor\t: 0\nvendor_id\t: AuthenticAMD\n");
	machine_write(m, "schemata", "MB:0=2048;1=2048\nL3:0=fff;1=fff\n");
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "MB:0=2GB/s"), 0);
	assert_int_equal(resctrl_change_set(c, "MB:1=unlimited"), 0);
	assert_entry(c, 1, "MB", 1, "2048");
	assert_int_equal(resctrl_change_set(c, "MB:0=81"), 0);
	assert_entry(c, 2, "MB", 0, "81");
	resctrl_change_free(c);

	machine_write(m, "/proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\n");
	machine_write(m, "schemata", "MB:0=100;1=100\nL3:0=fff;1=fff\n");
	m->ctx->unit_asked = false;
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "MB=81"), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	assert_string_equal(resctrl_error_get_path(&m->ctx->error), "/sys/fs/resctrl/info/MB/bandwidth_gran");
	assert_int_equal(resctrl_change_set(c, "MB=81"), 0);
	assert_entry(c, 0, "MB", 0, "90");
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "rounded");
	resctrl_change_free(c);
}

/* That the unit could not be read is no reason to take it for another one. */
static void the_unit_is_never_guessed(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	/* Where the caller says where resctrl is, only the unit asks for the mount table. */
	assert_int_equal(resctrl_ctx_set_mount_point(m->ctx, "/sys/fs/resctrl"), 0);
	c = new_change(m, "/");
	fault_io_add(m->io, "read /proc/self/mountinfo 1 EIO");
	assert_int_equal(resctrl_change_set(c, "MB=50%"), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	assert_string_equal(resctrl_error_get_path(&m->ctx->error), "/proc/self/mountinfo");
	fault_io_add(m->io, "open /proc/cpuinfo 1 EACCES");
	assert_int_equal(resctrl_change_set(c, "MB=50%"), -EACCES);
	assert_error(m, RESCTRL_ERROR_PERMISSION, EACCES, "");
	assert_string_equal(resctrl_error_get_path(&m->ctx->error), "/proc/cpuinfo");
	fault_io_add(m->io, "pread /proc/cpuinfo 1 EIO");
	assert_int_equal(resctrl_change_set(c, "MB=50%"), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	assert_string_equal(resctrl_error_get_path(&m->ctx->error), "/proc/cpuinfo");
	resctrl_change_free(c);
}

static void schemas_of_kernels_to_come(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_write(m, "schemata", "NEW:0=12;3=ab/c\nL3:0=fff;1=fff\n");
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "NEW=x/y"), 0);
	assert_entry(c, 0, "NEW", 0, "x/y");
	assert_entry(c, 1, "NEW", 3, "x/y");
	assert_string_equal(resctrl_change_get_before(c, 1), "ab/c");
	assert_int_equal(resctrl_change_get_kind(c, 1), RESCTRL_SCHEMA_OTHER);
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	assert_string_equal(fault_io_log(m->io), "write schemata NEW:0=x/y;3=x/y\n");
	resctrl_change_free(c);
}

/* ---- failures ---- */

static void groups_that_cannot_be_changed(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_add_group(m, "web");
	machine_add_group(m, "web/mon_groups/m1");
	assert_int_equal(resctrl_change_new(m->ctx, "web/m1", &c), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "web/m1 is a monitor group");
	assert_int_equal(resctrl_change_new(m->ctx, "db", &c), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "no group db");
	assert_int_equal(resctrl_change_new(m->ctx, "a/b/c", &c), -EINVAL);
	assert_error(m, RESCTRL_ERROR_INVALID, EINVAL, "no name of a group");
	assert_int_equal(resctrl_change_new(m->ctx, "web", NULL), -EINVAL);
	fault_io_add(m->io, "read web/schemata 1 EIO");
	assert_int_equal(resctrl_change_new(m->ctx, "web", &c), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
}

static void the_kernel_refuses(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c = new_change(m, "/");
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);

	assert_int_equal(resctrl_change_set(c, "L3:0=0xf0f"), 0);
	assert_int_equal(resctrl_change_set(c, "MB:1=50"), 0);
	fault_io_add(m->io, "write schemata 1 EINVAL:" HOLES);
	assert_int_equal(resctrl_change_apply(c, RESCTRL_NO_CHECK), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "mask 0xf0f has holes");
	assert_string_equal(resctrl_error_get_operation(e), "set L3, MB of /");
	assert_string_equal(resctrl_error_get_path(e), "/sys/fs/resctrl/schemata");
	assert_string_equal(resctrl_error_get_kernel_text(e), HOLES);
	assert_int_equal(resctrl_error_get_cause_source(e), RESCTRL_CAUSE_KERNEL);
	assert_null(resctrl_change_get_effective(c, 0));
	resctrl_change_free(c);
}

static void the_group_vanishes(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c;

	machine_add_group(m, "web");
	c = new_change(m, "web");
	assert_int_equal(resctrl_change_set(c, "L3=0xf"), 0);
	fault_io_add(m->io, "write web/schemata 1 vanish=web");
	assert_int_equal(resctrl_change_apply(c, 0), -ENODEV);
	assert_error(m, RESCTRL_ERROR_GONE, ENODEV, "vanished");
	assert_int_equal(resctrl_change_apply(c, 0), -ENOENT);
	assert_error(m, RESCTRL_ERROR_NOT_FOUND, ENOENT, "");
	resctrl_change_free(c);
}

/* The tree shows what it always showed: another value than was written. */
static void the_kernel_makes_something_else_of_it(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c = new_change(m, "/");

	assert_int_equal(resctrl_change_set(c, "MB:0=50;1=100\nL3:0=0fff"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	assert_int_equal(resctrl_ctx_get_num_warnings(m->ctx), 1);
	assert_string_equal(resctrl_ctx_get_warning_code(m->ctx, 0), "effective_differs");
	assert_string_equal(resctrl_ctx_get_warning_message(m->ctx, 0),
			    "MB domain 0: 50 was written, and the kernel made it 100");
	resctrl_change_free(c);
}

/* With mba_MBps what came before the value at fault is in force. */
static int take_the_first(void *data, const char *path, const char *text)
{
	(void)path;
	(void)text;
	machine_write(data, "schemata", "MB:0=500;1=4294967295\nL3:0=fff;1=fff\n");
	return 0;
}

static void partly_in_force(void **state)
{
	struct machine *m = *state;
	const struct fault_hooks hooks = { .write = take_the_first, .data = m };
	const struct resctrl_error *e = resctrl_ctx_get_error(m->ctx);
	struct resctrl_change *c;

	machine_write(m, "/proc/self/mountinfo",
		      "40 25 0:35 / /sys/fs/resctrl rw - resctrl resctrl rw,mba_MBps\n");
	machine_write(m, "schemata", "MB:0=4294967295;1=4294967295\nL3:0=fff;1=fff\n");
	fault_io_set_hooks(m->io, &hooks);
	c = new_change(m, "/");
	assert_int_equal(resctrl_change_set(c, "MB:0=500;1=600"), 0);
	take_the_first(m, NULL, NULL);
	fault_io_add(m->io, "write schemata 1 EINVAL:Invalid MB value 600");
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_error(m, RESCTRL_ERROR_REFUSED, EINVAL, "not a decimal number");
	assert_int_equal(resctrl_error_get_num_left_behind(e), 1);
	assert_string_equal(resctrl_error_get_left_behind(e, 0),
			    "MB domain 0 is 500 already, and was 4294967295");
	/* Nothing more can be said where it cannot be read. */
	fault_io_reset(m->io);
	fault_io_add(m->io, "write schemata 1 EINVAL:Invalid MB value 600");
	fault_io_add(m->io, "open schemata 2 EIO");
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_int_equal(resctrl_error_get_num_left_behind(e), 0);
	resctrl_change_free(c);
}

static void reading_back_fails(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c = new_change(m, "/");

	assert_int_equal(resctrl_change_set(c, "L3=0xf"), 0);
	fault_io_add(m->io, "pread schemata 1 EIO");
	assert_int_equal(resctrl_change_apply(c, 0), -EIO);
	assert_error(m, RESCTRL_ERROR_FAILED, EIO, "input/output");
	assert_string_equal(fault_io_log(m->io), "write schemata L3:0=f;1=f\n");
	fault_io_reset(m->io);
	fault_io_add(m->io, "pread schemata 1 EINVAL");
	assert_int_equal(resctrl_change_apply(c, 0), -EINVAL);
	assert_idle(m);
	resctrl_change_free(c);
}

static void a_change_keeps_its_context(void **state)
{
	struct machine *m = *state;
	struct resctrl_change *c = new_change(m, "/");

	assert_int_equal(m->ctx->refs, 2);
	resctrl_ctx_release(m->ctx);
	assert_int_equal(resctrl_change_set(c, "L3=0xf"), 0);
	assert_int_equal(resctrl_change_apply(c, 0), 0);
	resctrl_change_free(c);
	assert_int_equal(m->ctx->refs, 1);
}

/* ---- out of memory ---- */

static int change_all(struct machine *m)
{
	struct resctrl_change *c;
	int err = resctrl_change_new(m->ctx, "web", &c);

	if (err)
		return err;
	err = resctrl_change_set(c, "L3:0=f;1=ff0\nMB:1=2000MB/s");
	if (!err)
		err = resctrl_change_apply(c, 0);
	if (!err) {
		/* Not the percentage that Intel has without the mount option. */
		assert_string_equal(resctrl_change_get_value(c, 2), "1907");
		assert_string_equal(resctrl_change_get_before(c, 2), "100");
		assert_string_equal(resctrl_change_get_effective(c, 1), "ff0");
		assert_string_equal(resctrl_change_get_effective(c, 2), "50");
	}
	resctrl_change_free(c);
	return err;
}

static int change_exclusive(struct machine *m)
{
	struct resctrl_change *c;
	int err = resctrl_change_new(m->ctx, "web", &c);

	if (err)
		return err;
	err = resctrl_change_set_place(c, RESCTRL_PLACE_LEAST);
	if (!err)
		err = resctrl_change_set(c, "L3=2MiB");
	if (!err) {
		assert_string_equal(resctrl_change_get_value(c, 0), "3");
		err = resctrl_change_apply(c, 0);
		assert_true(err < 0);
	}
	resctrl_change_free(c);
	return err == -EINVAL ? 0 : err;
}

static void with_mbps(struct machine *m)
{
	accept_writes(m);
	machine_write(m, "/proc/self/mountinfo", "40 25 0:35 / /sys/fs/resctrl rw - resctrl resctrl "
		      "rw,mba_MBps\n");
}

static void with_exclusive_group(struct machine *m)
{
	accept_writes(m);
	machine_add_group(m, "db");
	machine_write(m, "db/mode", "exclusive\n");
	machine_write(m, "info/L3/bit_usage", "0=EEEEEEEEEEEE;1=EEEEEEEEEEEE\n");
}

static void runs_out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(with_mbps, change_all);
	machine_run_out_of_memory(with_exclusive_group, change_exclusive);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(one_write_and_what_it_did),
		TEST(a_dry_run_writes_nothing),
		TEST(forms_of_a_value),
		TEST(values_that_make_no_sense),
		TEST(what_the_kernel_would_refuse),
		TEST(minimum_of_bits),
		TEST(exclusive_bits),
		TEST(an_exclusive_group_itself),
		TEST(pseudo_locked_bits),
		TEST(groups_to_be_pseudo_locked),
		TEST(pseudo_locked_groups),
		TEST(ways_are_placed),
		TEST(the_size_of_a_way_may_be_unknown),
		TEST(domains_go_meanwhile),
		TEST(code_and_data),
		TEST(one_half_tells_of_the_other),
		TEST(bandwidth_in_other_units),
		TEST(only_what_is_rounded_needs_the_granularity),
		TEST(the_unit_is_never_guessed),
		TEST(schemas_of_kernels_to_come),
		TEST(groups_that_cannot_be_changed),
		TEST(the_kernel_refuses),
		TEST(the_group_vanishes),
		TEST(the_kernel_makes_something_else_of_it),
		TEST(partly_in_force),
		TEST(reading_back_fails),
		TEST(a_change_keeps_its_context),
		TEST(runs_out_of_memory),
	};

	return cmocka_run_group_tests_name("change", tests, NULL, NULL);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Arm MPAM without resctrl: firmware tables, registers, and what the kernel makes of them. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe-env.h"
#include "probe/mpam-enable.h"
#include "probe/mpam-predict.h"

static const char *const configs[] = {
	"CONFIG_ARM64_MPAM", "CONFIG_ACPI_MPAM", "CONFIG_ARM64_MPAM_DRIVER", "CONFIG_RESCTRL_FS",
	"CONFIG_EXPERT", "CONFIG_STRICT_DEVMEM", "CONFIG_IO_STRICT_DEVMEM", NULL,
};

static void record_resource(const struct probe_env *env, const struct mpam_msc_node *node,
			    const struct mpam_resource *resource)
{
	struct record r;

	record_init(&r, env->probe, RESCTRL_SOURCE_ACPI, "msc %u ris %u", node->identifier,
		    resource->ris);
	record_number(&r, "resource", resource->identifier, "resource %u", resource->identifier);
	record_number(&r, "locator_type", resource->locator, "%s",
		      mpam_locator_name(resource->locator));
	record_number(&r, "locator_descriptor_1", resource->descriptor1,
		      resource->locator == MPAM_LOCATOR_CACHE ? "cache id %llu" :
		      resource->locator == MPAM_LOCATOR_MEMORY ? "proximity domain %llu" : "0x%llx",
		      (unsigned long long)resource->descriptor1);
	record_number(&r, "locator_descriptor_2", resource->descriptor2, "0x%x",
		      resource->descriptor2);
	record_number(&r, "dependencies", resource->num_dependencies, "%u functional dependencies",
		      resource->num_dependencies);
}

static void record_irq(struct record *r, const char *name, uint32_t irq, uint32_t flags)
{
	if (irq)
		record_number(r, name, irq, "GSIV %u, %s-triggered%s%s", irq,
			      flags & 1 ? "edge" : "level",
			      flags & 6 ? ", not wired" : "",
			      (flags & 0x18) == 0x18 ? ", partitioned: the kernel drops it" : "");
	else
		record_absent(r, name, "none");
}

static void record_node(const struct probe_env *env, const struct mpam_msc_node *node)
{
	static const char *const uses[] = {
		[MPAM_MSC_USED] = "used",
		[MPAM_MSC_DISABLED] = "disabled: its MMIO size is 0",
		[MPAM_MSC_UNRECOGNISED] = "not recognised: reserved fields are set",
		[MPAM_MSC_BAD_INTERFACE] = "not understood: unknown interface type",
		[MPAM_MSC_BAD_RESOURCES] = "its resources are damaged",
	};
	struct record r;

	record_init(&r, env->probe, RESCTRL_SOURCE_ACPI, "msc %u", node->identifier);
	record_number(&r, "interface", node->interface, "%s",
		      node->interface == MPAM_INTERFACE_MMIO ? "MMIO" :
		      node->interface == MPAM_INTERFACE_PCC ? "PCC" : "unknown");
	record_number(&r, "base_address", node->base,
		      node->interface == MPAM_INTERFACE_PCC ? "PCC subspace %llu" : "0x%llx",
		      (unsigned long long)node->base);
	record_number(&r, "mmio_size", node->mmio_size, "%u bytes", node->mmio_size);
	record_irq(&r, "overflow_interrupt", node->overflow_irq, node->overflow_flags);
	record_irq(&r, "error_interrupt", node->error_irq, node->error_flags);
	record_number(&r, "max_nrdy_usec", node->max_nrdy_usec, "%u us until monitors are ready",
		      node->max_nrdy_usec);
	if (*node->linked_hid)
		record_number(&r, "linked_device", node->linked_uid, "%s, instance %u",
			      node->linked_hid, node->linked_uid);
	else
		record_absent(&r, "linked_device", "none: all CPUs reach it");
	record_number(&r, "resources", node->num_resources, "%u resources", node->num_resources);
	record_number(&r, "use", node->use, "%s", uses[node->use]);
	for (size_t i = 0; i < node->num_read; i++)
		record_resource(env, node, &node->resources[i]);
}

/* The CPUs that reach each MSC: below a linked processor container, else all. */
static void set_reach(const struct probe_env *env, const struct topology *t, struct msc *msc)
{
	struct strbuf sb = { 0 };
	struct record r;

	msc->reach = t->possible;
	if (!strcmp(msc->node->linked_hid, "ACPI0010"))
		topology_container_cpus(t, msc->node->linked_uid, &msc->reach);
	cpuset_format(&msc->reach, &sb);
	record_init(&r, env->probe, RESCTRL_SOURCE_RULE, "msc %u", msc->node->identifier);
	if (cpuset_is_empty(&msc->reach))
		record_absent(&r, "cpus", "no CPU: the PPTT has no container %u",
			      msc->node->linked_uid);
	else
		record_text(&r, "cpus", "%s", sb.text ? sb.text : "");
	strbuf_release(&sb);
}

static void read_mscs(const struct probe_env *env, const struct topology *t,
		      const struct mpam_table *table, struct mpam_tree *tree)
{
	struct pin pin = { 0 };

	tree->mscs = calloc(table->num_mscs ? table->num_mscs : 1, sizeof(*tree->mscs));
	if (!tree->mscs) {
		env->probe->failed = true;
		return;
	}
	tree->num_mscs = table->num_mscs;
	for (size_t i = 0; i < tree->num_mscs; i++) {
		struct msc *msc = &tree->mscs[i];

		msc->node = &table->mscs[i];
		record_node(env, msc->node);
		set_reach(env, t, msc);
		msc_read(env, &pin, &t->online, cpuset_is_equal(&msc->reach, &t->possible), msc);
		mpam_enable_obstacle(env, msc);
	}
	if (pin_release(&pin))
		record_finding(env->probe, RESCTRL_SEVERITY_ERROR, "affinity",
			       "the thread stays on the CPU of the last MSC", NULL,
			       "the affinity of the calling thread could not be put back");
}

static void probe_table(const struct probe_env *env, const struct mpam_table *table)
{
	struct mpam_tree tree = { 0 };
	enum resctrl_answer mpam;
	struct topology t;
	struct record r;

	record_init(&r, env->probe, RESCTRL_SOURCE_ACPI, "table MPAM");
	record_number(&r, "revision", table->header.revision, "%u", table->header.revision);
	record_text(&r, "oem", "%s %s", table->header.oem_id, table->header.oem_table_id);
	record_number(&r, "mscs", table->num_mscs, "%zu MSC nodes", table->num_mscs);
	topology_load(env, &t);
	read_mscs(env, &t, table, &tree);
	mpam_tree_build(env, &t, &tree);
	mpam_predict_limits(env, &tree);
	mpam = mpam_enable_predict(env, &t, table, &tree);
	mpam_predict_resources(env, &t, &tree, mpam);
	mpam_predict_errata(env, &tree);
	mpam_tree_release(&tree);
	topology_release(&t);
}

/* The one exact number: resctrl's own, which CDP halves. */
static void record_resctrl_limits(struct resctrl_ctx *ctx, const struct probe_env *env)
{
	struct resctrl_info *info;
	uint64_t closids, rmids;
	struct record r;

	record_init(&r, env->probe, RESCTRL_SOURCE_RESCTRL, "limits");
	if (resctrl_info_load(ctx, &info)) {
		record_absent(&r, "num_closids", "resctrl is not mounted, or not there");
		return;
	}
	if (!resctrl_info_get_num_closids(info, &closids))
		record_number(&r, "num_closids", closids, "%" PRIu64 " control groups", closids);
	if (!resctrl_info_get_num_rmids(info, &rmids))
		record_number(&r, "num_rmids", rmids, "%" PRIu64 " monitoring ids", rmids);
	resctrl_info_free(info);
	if (ctx_has_mount_option(ctx, "cdp") > 0 || ctx_has_mount_option(ctx, "cdpl2") > 0)
		record_text(&r, "cdp", "mounted with CDP: half of the hardware's numbers");
}

void probe_look_mpam(struct resctrl_ctx *ctx, const struct probe_env *env)
{
	struct strlist problems = { 0 };
	struct mpam_table table = { 0 };
	void *data = NULL;
	size_t size;
	int err;

	system_record_kernel(env, configs);
	record_resctrl_limits(ctx, env);
	err = topology_read_table(env, "MPAM", &data, &size);
	if (!err)
		err = mpam_table_parse(data, size, &table, &problems);
	free(data);
	if (err == -ENOMEM)
		env->probe->failed = true;
	for (size_t i = 0; i < problems.num; i++)
		record_finding(env->probe, RESCTRL_SEVERITY_ERROR, "mpam_table",
			       "the kernel may refuse what it cannot read in the firmware's table",
			       "report it to the vendor of the firmware", "MPAM: %s",
			       problems.items[i]);
	strlist_release(&problems);
	if (!err)
		probe_table(env, &table);
	else
		mpam_enable_predict_absent(env, err);
	mpam_table_release(&table);
}

int resctrl_probe_mpam(struct resctrl_ctx *ctx, unsigned int flags, struct resctrl_probe **probe)
{
	assert(ctx);
	return probe_run(ctx, "probe Arm MPAM", flags, RESCTRL_PROBE_SELECT_RIS, probe_look_mpam, probe);
}

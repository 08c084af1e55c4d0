/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the kernel enables MPAM, and why not. */
#include "probe/mpam-enable.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "text/kernel.h"
#include "text/proc.h"

#define SPI_FIRST	32u	/* GIC: interrupts below belong to one CPU */

/* Each obstacle in words: a stable code, what it means, what to do. */
static const struct {
	enum msc_obstacle obstacle;
	enum resctrl_severity severity;
	const char *code, *seen, *why, *fix;
} obstacles[] = {
	{ MSC_NOT_USED, RESCTRL_SEVERITY_INFO, "msc_unused",
	  "is not used by the kernel", "its node in the table says so", NULL },
	{ MSC_PCC, RESCTRL_SEVERITY_WARNING, "msc_pcc",
	  "is behind firmware (PCC): there are no registers to read",
	  "the driver refuses such an MSC, so that MPAM stays off; the table is all that can be known", NULL },
	{ MSC_NO_CPU, RESCTRL_SEVERITY_ERROR, "msc_no_cpu",
	  "can be reached by no CPU", "the container that the table names is not in the PPTT",
	  "report it to the vendor of the firmware" },
	{ MSC_UNPINNED, RESCTRL_SEVERITY_WARNING, "msc_unpinned",
	  "can be read on some CPUs only",
	  "this thread may not move there (pinning is not allowed, or a cpuset keeps it away)",
	  "allow pinning, and run outside of a cpuset" },
	{ MSC_NO_DEVICE, RESCTRL_SEVERITY_WARNING, "devmem_missing",
	  "was not read: there is no /dev/mem",
	  "the kernel is built without CONFIG_DEVMEM, or this is a container; tables and sysfs remain",
	  "run on the host, with a kernel that has CONFIG_DEVMEM" },
	{ MSC_NO_PERMISSION, RESCTRL_SEVERITY_WARNING, "devmem_permission",
	  "was not read: no permission for /dev/mem",
	  "physical memory is for root; what the table says remains", "run as root" },
	{ MSC_NO_RAWIO, RESCTRL_SEVERITY_WARNING, "devmem_rawio",
	  "was not read: CAP_SYS_RAWIO is missing",
	  "root in a container or a service has no such capability; what the table says remains",
	  "run on the host as root" },
	{ MSC_LOCKDOWN, RESCTRL_SEVERITY_WARNING, "devmem_lockdown",
	  "was not read: the kernel is locked down",
	  "lockdown (secure boot, or lockdown= on the command line) closes /dev/mem; tables remain readable",
	  "use resctrl's own limits and the kernel's log, or boot without lockdown" },
	{ MSC_BOUND, RESCTRL_SEVERITY_INFO, "devmem_driver_bound",
	  "was not read: the kernel's driver holds it",
	  "with CONFIG_IO_STRICT_DEVMEM a bound device's registers are closed; resctrl and the log tell its limits",
	  "to read them anyway boot with iomem=relaxed, or with arm64.nompam" },
	{ MSC_STRICT, RESCTRL_SEVERITY_WARNING, "devmem_strict",
	  "was not read: the kernel refuses to map its page, and no MPAM driver is bound to it",
	  "CONFIG_STRICT_DEVMEM closes RAM and what other drivers claim: look for its address in /proc/iomem",
	  "check the table's base address" },
	{ MSC_NO_IMAGE, RESCTRL_SEVERITY_INFO, "msc_no_image",
	  "has no registers in this recorded tree", "they could not be read when it was captured", NULL },
	{ MSC_TOO_SMALL, RESCTRL_SEVERITY_WARNING, "msc_window",
	  "has a window that ends before its ID registers", "the table's MMIO size is wrong",
	  "report it to the vendor of the firmware" },
	{ MSC_UNALIGNED, RESCTRL_SEVERITY_ERROR, "msc_unaligned",
	  "has a base address that is no multiple of 4",
	  "registers have 32 bits, and no access to them may be unaligned: the table is wrong",
	  "report it to the vendor of the firmware" },
};

/* The state of the driver in the list of CPU hotplug states. */
static bool has_hotplug_state(const struct probe_env *env, const char *state)
{
	struct strbuf sb = { 0 };
	bool has = !system_read(env, "/sys/devices/system/cpu/hotplug/states", &sb) &&
		   strstr(sb.text, state);

	strbuf_release(&sb);
	return has;
}

static void obstacle_offline(const struct probe_env *env, const struct msc *msc)
{
	struct strbuf sb = { 0 };

	cpuset_format(&msc->reach, &sb);
	/* Registered when all MSCs have been probed. */
	if (has_hotplug_state(env, "mpam:online"))
		record_finding(env->probe, RESCTRL_SEVERITY_INFO, "msc_offline",
			       "no other CPU reaches it; the kernel probed it while they were online, and MPAM stays on",
			       NULL, "MSC %u cannot be read while none of CPUs %s is online",
			       msc->node->identifier, sb.text ? sb.text : "");
	else
		record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "msc_offline",
			       "the kernel waits for it too: MPAM stays off until then",
			       "bring one of these CPUs online",
			       "MSC %u is not probed until one of CPUs %s comes online",
			       msc->node->identifier, sb.text ? sb.text : "");
	if (sb.failed)
		env->probe->failed = true;
	strbuf_release(&sb);
}

void mpam_enable_obstacle(const struct probe_env *env, const struct msc *msc)
{
	struct record r;

	if (msc->obstacle == MSC_READ)
		return;
	record_init(&r, env->probe, RESCTRL_SOURCE_MMIO, "msc %u", msc->node->identifier);
	if (msc->obstacle == MSC_OFFLINE) {
		record_unreadable(&r, "registers", "msc_offline");
		obstacle_offline(env, msc);
		return;
	}
	if (msc->obstacle == MSC_FAILED) {
		record_unreadable(&r, "registers", "devmem_failed: %s", strerror(msc->err));
		record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "devmem_failed",
			       "the kernel answered with an error that has no explanation here", NULL,
			       "MSC %u was not read: %s", msc->node->identifier, strerror(msc->err));
		return;
	}
	for (size_t i = 0; i < sizeof(obstacles) / sizeof(obstacles[0]); i++) {
		if (obstacles[i].obstacle != msc->obstacle)
			continue;
		record_unreadable(&r, "registers", "%s", obstacles[i].code);
		record_finding(env->probe, obstacles[i].severity, obstacles[i].code, obstacles[i].why,
			       obstacles[i].fix, "MSC %u %s", msc->node->identifier,
			       obstacles[i].seen);
	}
}

/* An error interrupt that any CPU may take, of an MSC that only some can reach: refused. */
static bool has_bad_interrupt(const struct topology *t, const struct msc *msc)
{
	const struct mpam_msc_node *n = msc->node;

	return n->error_irq >= SPI_FIRST && !(n->error_flags & 6) &&
	       (n->error_flags & 0x18) != 0x18 && !cpuset_is_equal(&msc->reach, &t->possible);
}

/* Why MPAM can never be enabled because of MSC, into BUF. */
static bool blocks(const struct topology *t, const struct msc *msc,
		   char *buf, size_t size)
{
	const struct mpam_msc_node *n = msc->node;
	unsigned int id = n->identifier;
	struct cpuset cpus;

	*buf = '\0';
	if (n->use == MPAM_MSC_DISABLED)
		return false;
	if (n->use == MPAM_MSC_UNRECOGNISED)
		snprintf(buf, size, "MSC %u has reserved fields set: counted, and never created", id);
	else if (n->use == MPAM_MSC_BAD_INTERFACE)
		snprintf(buf, size, "MSC %u has the unknown interface type 0x%02x", id, n->interface);
	else if (n->interface == MPAM_INTERFACE_PCC)
		snprintf(buf, size, "MSC %u is behind firmware (PCC), which the driver refuses", id);
	else if (n->use == MPAM_MSC_BAD_RESOURCES)
		snprintf(buf, size, "the resources of MSC %u do not fit its node", id);
	else if (cpuset_is_empty(&msc->reach))
		snprintf(buf, size, "MSC %u is not accessible from any CPU", id);
	else if (has_bad_interrupt(t, msc))
		snprintf(buf, size, "MSC %u has a shared error interrupt and is not reached by all CPUs", id);
	for (size_t i = 0; !*buf && i < n->num_read; i++) {
		if (n->resources[i].locator == MPAM_LOCATOR_CACHE &&
		    !topology_cache(t, (uint32_t)n->resources[i].descriptor1, &cpus))
			snprintf(buf, size, "MSC %u is at a cache with the id %" PRIu64 ", which the PPTT does not have",
				 id, n->resources[i].descriptor1);
	}
	if (!*buf && msc->num_ris && ((msc->aidr >> 4 & 0xf) > 1 || !(msc->aidr & 0xff)))
		snprintf(buf, size, "MSC %u has architecture version %u.%u, which the driver does not know",
			 id, msc->aidr >> 4 & 0xf, msc->aidr & 0xf);
	return *buf;
}

/* The log's last word on MPAM. */
static enum resctrl_answer ask_log(const struct probe_env *env, char *buf, size_t size)
{
	enum resctrl_answer answer = RESCTRL_ANSWER_UNKNOWN;
	struct strbuf sb = { 0 };
	struct mpam_log log;
	struct record r;

	record_init(&r, env->probe, RESCTRL_SOURCE_DMESG, "limits");
	if (system_read_log(env, &sb) || !sb.text) {
		record_unreadable(&r, "kernel_log", "reading it takes root, or it is not in this recorded tree");
		strbuf_release(&sb);
		return RESCTRL_ANSWER_UNKNOWN;
	}
	mpam_log_parse(sb.text, &log);
	if (log.enabled) {
		record_number(&r, "partids", log.partids, "%" PRIu64, log.partids);
		record_number(&r, "pmgs", log.pmgs, "%" PRIu64, log.pmgs);
		snprintf(buf, size, "the kernel's log: MPAM enabled with %" PRIu64 " PARTIDs and %" PRIu64
			 " PMGs", log.partids, log.pmgs);
		answer = RESCTRL_ANSWER_YES;
	}
	if (log.disabled) {
		snprintf(buf, size, "the kernel's log: %.*s", (int)log.disabled_len, log.disabled);
		answer = RESCTRL_ANSWER_NO;
	}
	strbuf_release(&sb);
	return answer;
}

static bool is_off_by_parameter(const struct probe_env *env)
{
	struct strbuf sb = { 0 };
	bool off = !system_read(env, "/proc/cmdline", &sb) &&
		   words_have(sb.text, "arm64.nompam");

	strbuf_release(&sb);
	return off;
}

static void predict_resctrl(const struct probe_env *env)
{
	struct strbuf sb = { 0 };
	bool listed = !system_read(env, "/proc/filesystems", &sb) && filesystems_has_resctrl(sb.text);
	enum system_config config = system_get_config(env, "CONFIG_RESCTRL_FS");

	strbuf_release(&sb);
	if (listed) {
		record_prediction(env->probe, "resctrl", RESCTRL_ANSWER_YES,
				  "the kernel has the file system");
		return;
	}
	if (config == CONFIG_UNKNOWN) {
		record_prediction(env->probe, "resctrl", RESCTRL_ANSWER_UNKNOWN,
				  "/proc/filesystems does not list it, and CONFIG_RESCTRL_FS of the kernel is missing");
		return;
	}
	record_prediction(env->probe, "resctrl", RESCTRL_ANSWER_NO,
			  config == CONFIG_OFF ? "the kernel is built without CONFIG_RESCTRL_FS" :
			  "the file system is not registered: MPAM has not come up");
	if (config == CONFIG_OFF)
		record_finding(env->probe, RESCTRL_SEVERITY_ERROR, "no_resctrl_fs",
			       "the kernel can drive MPAM and has no file system to set it by: mount says \"No such device\"",
			       "use a kernel with CONFIG_RESCTRL_FS=y", "CONFIG_RESCTRL_FS is not set");
}

/* Before firmware and hardware: what was decided by the command line or the build. */
static bool predict_switched_off(const struct probe_env *env)
{
	if (is_off_by_parameter(env)) {
		record_prediction(env->probe, "mpam", RESCTRL_ANSWER_NO,
				  "arm64.nompam on the kernel's command line");
		record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "nompam",
			       "the kernel ignores MPAM", "boot without it",
			       "arm64.nompam is on the kernel's command line");
		return true;
	}
	if (system_get_config(env, "CONFIG_ARM64_MPAM") == CONFIG_OFF) {
		record_prediction(env->probe, "mpam", RESCTRL_ANSWER_NO,
				  "the kernel is built without CONFIG_ARM64_MPAM");
		return true;
	}
	return false;
}

static void predict_by_msc(const struct probe_env *env, const struct topology *t,
			   const struct mpam_table *table, const struct mpam_tree *tree)
{
	const struct msc *waiting = NULL;
	struct strbuf sb = { 0 };
	size_t counted = 0;
	char reason[256];

	for (size_t i = 0; i < tree->num_mscs; i++) {
		if (blocks(t, &tree->mscs[i], reason, sizeof(reason))) {
			record_prediction(env->probe, "mpam", RESCTRL_ANSWER_NO, "%s", reason);
			return;
		}
		counted += tree->mscs[i].node->use != MPAM_MSC_DISABLED;
		if (tree->mscs[i].obstacle == MSC_OFFLINE)
			waiting = &tree->mscs[i];
	}
	if (!table->readable) {
		record_prediction(env->probe, "mpam", RESCTRL_ANSWER_NO,
				  "the kernel does not accept the table");
	} else if (!counted) {
		record_prediction(env->probe, "mpam", RESCTRL_ANSWER_NO,
				  "the table has no enabled MSC");
	} else if (waiting) {
		cpuset_format(&waiting->reach, &sb);
		record_prediction(env->probe, "mpam", RESCTRL_ANSWER_NO,
				  "not until one of CPUs %s comes online, which MSC %u waits for",
				  sb.text ? sb.text : "", waiting->node->identifier);
		strbuf_release(&sb);
	} else {
		record_prediction(env->probe, "mpam", RESCTRL_ANSWER_UNKNOWN,
				  "the tables allow it; missing is whether the CPUs have it and firmware has enabled it (MPAM1_EL1.MPAMEN, which only the kernel's log tells)");
	}
}

enum resctrl_answer mpam_enable_predict(const struct probe_env *env, const struct topology *t,
					const struct mpam_table *table,
					const struct mpam_tree *tree)
{
	size_t first = env->probe->num_predictions;
	char reason[256];
	enum resctrl_answer log = ask_log(env, reason, sizeof(reason));

	if (log != RESCTRL_ANSWER_UNKNOWN)
		record_prediction(env->probe, "mpam", log, "%s", reason);
	else if (has_hotplug_state(env, "mpam:online"))
		record_prediction(env->probe, "mpam", RESCTRL_ANSWER_YES,
				  "the hotplug state mpam:online is there");
	else if (!predict_switched_off(env))
		predict_by_msc(env, t, table, tree);
	predict_resctrl(env);
	/* Where memory ran out there is none, and no result either. */
	return env->probe->num_predictions > first ? env->probe->predictions[first].answer :
						     RESCTRL_ANSWER_UNKNOWN;
}

void mpam_enable_predict_absent(const struct probe_env *env, int err)
{
	if (!predict_switched_off(env)) {
		if (err == -ENOENT)
			record_prediction(env->probe, "mpam", RESCTRL_ANSWER_NO,
					  "the firmware has no ACPI table MPAM, and the kernel knows no other source");
		else
			record_prediction(env->probe, "mpam", RESCTRL_ANSWER_UNKNOWN,
					  "the ACPI table MPAM could not be read");
	}
	predict_resctrl(env);
}

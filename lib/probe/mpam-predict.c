/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel makes of the MPAM hardware it finds. */
#include "probe/mpam-predict.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NODES	"/sys/devices/system/node"

struct verdict {
	enum resctrl_answer answer;
	char reason[480];
};

static struct verdict __attribute__((format(printf, 2, 3)))
verdict(enum resctrl_answer answer, const char *format, ...)
{
	struct verdict v = { .answer = answer };
	va_list args;

	va_start(args, format);
	vsnprintf(v.reason, sizeof(v.reason), format, args);
	va_end(args);
	return v;
}

static void format_cpus(const struct cpuset *set, char *buf, size_t size)
{
	struct strbuf sb = { 0 };

	cpuset_format(set, &sb);
	snprintf(buf, size, "%s", sb.text && *sb.text ? sb.text : "none");
	strbuf_release(&sb);
}

static void format_ids(const struct mpam_tree *tree, const struct mpam_class *class, char *buf,
		       size_t size)
{
	struct strbuf sb = { 0 };

	mpam_class_ids(tree, class, &sb);
	snprintf(buf, size, "%s", sb.text ? sb.text : "");
	strbuf_release(&sb);
}

/* The MSCs of CLASS whose registers are not all known, for the reason of an unknown. */
static void format_unread(const struct mpam_tree *tree, const struct mpam_class *class, char *buf,
			  size_t size)
{
	const struct msc *last = NULL;
	size_t n = 0;

	*buf = '\0';
	for (size_t i = 0; i < tree->num_members; i++) {
		const struct mpam_member *m = &tree->members[i];

		if (&tree->classes[m->class] != class || m->msc == last ||
		    msc_find_ris(m->msc, m->ris))
			continue;
		last = m->msc;
		if (n < size)
			n += (size_t)snprintf(buf + n, size - n, "%s%u", n ? "," : "",
					      m->msc->node->identifier);
	}
}

/* What every use of a class asks first; RESCTRL_ANSWER_YES: goes on. */
static struct verdict check_class(const struct topology *t, const struct mpam_tree *tree,
				  const struct mpam_class *class)
{
	char have[128], want[128], name[32];

	mpam_class_name(class, name, sizeof(name));
	if (!cpuset_is_equal(&class->affinity, &t->possible)) {
		format_cpus(&class->affinity, have, sizeof(have));
		format_cpus(&t->possible, want, sizeof(want));
		return verdict(RESCTRL_ANSWER_NO,
			       "class %s covers the CPUs %s, and not all possible ones (%s)", name,
			       have, want);
	}
	if (!class->props.known) {
		format_unread(tree, class, have, sizeof(have));
		return verdict(RESCTRL_ANSWER_UNKNOWN,
			       "the ID registers of MSC %s in class %s are missing", have, name);
	}
	return verdict(RESCTRL_ANSWER_YES, "%s", "");
}

static struct verdict judge_cache(const struct topology *t, const struct mpam_tree *tree,
				  unsigned int level)
{
	const struct mpam_class *class = mpam_tree_find(tree, true, level);
	struct verdict v;
	char ids[128];

	if (!class)
		return verdict(RESCTRL_ANSWER_NO, "no MSC of the table is at a level %u cache", level);
	v = check_class(t, tree, class);
	if (v.answer != RESCTRL_ANSWER_YES)
		return v;
	if (!class->props.cpor)
		return verdict(RESCTRL_ANSWER_NO,
			       "class L%u has no cache portion bitmap (MPAMF_IDR.HAS_CPOR_PART, "
			       "CPBM_WD, the same in every MSC)", level);
	if (class->props.cpbm_wd > 32)
		return verdict(RESCTRL_ANSWER_NO, "bitmaps of %u bits: resctrl takes up to 32",
			       class->props.cpbm_wd);
	format_ids(tree, class, ids, sizeof(ids));
	return verdict(RESCTRL_ANSWER_YES, "bitmaps of %u bits, domains %s", class->props.cpbm_wd,
		       ids);
}

/* Each component of CLASS has the CPUs of one level 3 cache. */
static bool matches_l3(const struct topology *t, const struct mpam_tree *tree,
		       const struct mpam_class *class)
{
	struct cpuset l3;
	uint32_t id;

	for (size_t i = 0; i < tree->num_components; i++) {
		const struct mpam_component *c = &tree->components[i];
		unsigned int cpu = cpuset_next(&c->affinity, 0);

		if (&tree->classes[c->class] != class)
			continue;
		if (cpu == CPUSET_MOST)
			return false;
		topology_l3_of(t, cpu, &l3, &id);
		if (!cpuset_is_equal(&l3, &c->affinity))
			return false;
	}
	return true;
}

static bool has_memory_side_cache(const struct probe_env *env)
{
	struct strlist nodes = { 0 };
	bool found = false;
	char path[96];

	system_list(env, NODES, "node", &nodes);
	for (size_t i = 0; i < nodes.num && !found; i++) {
		snprintf(path, sizeof(path), NODES "/%.32s/memory_side_cache/index1", nodes.items[i]);
		found = system_exists(env, path);
	}
	strlist_release(&nodes);
	return found;
}

/* Traffic through a memory controller is that through the L3 only where nothing else is in between. */
static struct verdict check_traffic(const struct probe_env *env, const struct topology *t)
{
	struct cpuset l3, nodes;
	uint32_t id;
	int err;

	topology_l3_of(t, cpuset_next(&t->possible, 0), &l3, &id);
	if (!cpuset_is_equal(&l3, &t->possible))
		return verdict(RESCTRL_ANSWER_NO, "there is more than one L3 between the CPUs and memory");
	for (unsigned int cpu = 0; cpu < t->num_cpus; cpu++) {
		if (t->leaves[cpu] != PPTT_NONE && pptt_num_levels(&t->pptt, t->leaves[cpu]) > 3)
			return verdict(RESCTRL_ANSWER_NO, "there is a level 4 cache behind the L3");
	}
	err = system_read_cpus(env, NODES "/possible", &nodes, NULL);
	if (err)
		return verdict(RESCTRL_ANSWER_UNKNOWN, "the number of NUMA nodes is missing (%s)",
			       NODES "/possible");
	if (cpuset_count(&nodes) != 1)
		return verdict(RESCTRL_ANSWER_NO, "%u NUMA nodes are possible, and it takes one",
			       cpuset_count(&nodes));
	if (has_memory_side_cache(env))
		return verdict(RESCTRL_ANSWER_NO, "there is a memory-side cache");
	return verdict(RESCTRL_ANSWER_YES, "%s", "");
}

/* Can CLASS stand for the bandwidth of the L3? For controls, or for counters. */
static struct verdict judge_bandwidth(const struct probe_env *env, const struct topology *t,
				      const struct mpam_tree *tree, const struct mpam_class *class,
				      bool counters)
{
	struct verdict v = check_class(t, tree, class);
	char name[32];

	mpam_class_name(class, name, sizeof(name));
	if (v.answer != RESCTRL_ANSWER_YES)
		return v;
	if (counters ? !class->props.mbwu : !class->props.mbw_max)
		return verdict(RESCTRL_ANSWER_NO, "class %s has no bandwidth %s", name,
			       counters ? "monitors (MBWU)" : "maximum (MBW_MAX)");
	if (!matches_l3(t, tree, class))
		return verdict(RESCTRL_ANSWER_NO,
			       "the components of class %s do not have the CPUs of an L3 each", name);
	if (!class->is_cache) {
		v = check_traffic(env, t);
		if (v.answer != RESCTRL_ANSWER_YES)
			return v;
	}
	if (counters)
		return verdict(RESCTRL_ANSWER_YES, "class %s, %u assignable counters of %u bits", name,
			       class->props.num_mbwu, class->props.mbwu_bits);
	return verdict(RESCTRL_ANSWER_YES, "class %s, %u bits: %u to 100 percent in steps of %u", name,
		       class->props.bwa_wd, mpam_bandwidth_min(class->props.bwa_wd),
		       mpam_bandwidth_gran(class->props.bwa_wd));
}

/* The L3, then memory: the nearest that will do. */
static struct verdict judge_nearest(const struct probe_env *env, const struct topology *t,
				    const struct mpam_tree *tree, bool counters,
				    const struct mpam_class **picked)
{
	const struct mpam_class *candidates[] = {
		mpam_tree_find(tree, true, 3),
		mpam_tree_find(tree, false, MPAM_LEVEL_MEMORY),
	};
	struct verdict all = verdict(RESCTRL_ANSWER_NO, "no MSC is at an L3 or at memory"), one;
	char reasons[480] = "";
	size_t n = 0;

	*picked = NULL;
	for (size_t i = 0; i < 2; i++) {
		if (!candidates[i])
			continue;
		one = judge_bandwidth(env, t, tree, candidates[i], counters);
		if (one.answer != RESCTRL_ANSWER_NO) {
			*picked = candidates[i];
			return one;
		}
		if (n < sizeof(reasons))
			n += (size_t)snprintf(reasons + n, sizeof(reasons) - n, "%s%s",
					      n ? "; " : "", one.reason);
		all = verdict(RESCTRL_ANSWER_NO, "%s", reasons);
	}
	return all;
}

static struct verdict judge_occupancy(const struct topology *t, const struct mpam_tree *tree)
{
	const struct mpam_class *class = mpam_tree_find(tree, true, 3);
	struct verdict v;

	if (!class)
		return verdict(RESCTRL_ANSWER_NO, "no MSC of the table is at a level 3 cache");
	v = check_class(t, tree, class);
	if (v.answer != RESCTRL_ANSWER_YES)
		return v;
	if (!class->props.csu)
		return verdict(RESCTRL_ANSWER_NO, "class L3 has no cache storage usage monitors");
	for (size_t i = 0; i < t->pptt.num_caches; i++) {
		const struct pptt_cache *c = &t->pptt.caches[i];
		struct cpuset cpus;

		if (c->has_id && topology_cache(t, c->id, &cpus) == 3 && (!(c->flags & 1) || !c->size))
			return verdict(RESCTRL_ANSWER_UNKNOWN,
				       "the size of cache %u is missing in the PPTT: the kernel needs one from any source",
				       c->id);
	}
	return verdict(RESCTRL_ANSWER_YES, "%u monitors, taken for the time of a read",
		       class->props.num_csu);
}

/* Linux 7.3 and later: 1; earlier: 0; -1: the release is not known. */
static int is_kernel_7_3(const struct probe_env *env)
{
	unsigned int major, minor;
	char release[128];

	system_get_release(env, release, sizeof(release));
	if (sscanf(release, "%3u.%3u", &major, &minor) != 2)
		return -1;
	return major > 7 || (major == 7 && minor >= 3);
}

/* The kernel is known to have no resctrl, which is predicted before its resources. */
static bool lacks_resctrl(const struct probe_env *env)
{
	for (size_t i = 0; i < env->probe->num_predictions; i++) {
		const struct resctrl_prediction *p = &env->probe->predictions[i];

		/* Without memory there is no name. */
		if (p->name && !strcmp(p->name, "resctrl"))
			return p->answer == RESCTRL_ANSWER_NO;
	}
	return false;
}

static void note(const struct probe_env *env, const char *name, const struct verdict *v,
		 enum resctrl_answer mpam)
{
	if (mpam == RESCTRL_ANSWER_NO)
		record_prediction(env->probe, name, RESCTRL_ANSWER_NO, "MPAM is off; else: %s", v->reason);
	else if (v->answer != RESCTRL_ANSWER_NO && lacks_resctrl(env))
		record_prediction(env->probe, name, v->answer, "if the kernel had resctrl: %s", v->reason);
	else
		record_prediction(env->probe, name, v->answer, "%s", v->reason);
}

static void predict_total(const struct probe_env *env, const struct topology *t,
			  const struct mpam_tree *tree, enum resctrl_answer mpam)
{
	const struct mpam_class *class;
	struct verdict v = judge_nearest(env, t, tree, true, &class);
	int has_driver = is_kernel_7_3(env);

	if (v.answer == RESCTRL_ANSWER_YES && has_driver < 0)
		v = verdict(RESCTRL_ANSWER_UNKNOWN,
			    "the kernel's release is missing: counters are used from Linux 7.3 on");
	else if (v.answer != RESCTRL_ANSWER_NO && !has_driver)
		v = verdict(RESCTRL_ANSWER_NO, "this kernel is older than Linux 7.3, the first to use them");
	note(env, "mbm_total_bytes", &v, mpam);
	record_prediction(env->probe, "mbm_local_bytes", RESCTRL_ANSWER_NO,
			  "MPAM counts no local traffic apart");
}

static struct verdict judge_cdp(const struct probe_env *env)
{
	enum system_config expert = system_get_config(env, "CONFIG_EXPERT");

	if (expert == CONFIG_UNKNOWN)
		return verdict(RESCTRL_ANSWER_UNKNOWN,
			       "CONFIG_EXPERT of the kernel is missing: without it the mount is refused");
	if (expert == CONFIG_OFF)
		return verdict(RESCTRL_ANSWER_NO, "a kernel without CONFIG_EXPERT refuses to mount with it");
	return verdict(RESCTRL_ANSWER_YES, "code and data have a PARTID each: half the groups and RMIDs, for "
		       "every resource, and no MB");
}

static void find_wrap(const struct probe_env *env, const struct mpam_class *class)
{
	unsigned int width = class->props.bwa_wd;

	for (unsigned int percent = mpam_bandwidth_min(width); percent <= 100; percent++) {
		if (mpam_bandwidth_written(width, percent) >= percent / 2)
			continue;
		record_finding(env->probe, RESCTRL_SEVERITY_WARNING, "mpam_bandwidth_wrap",
			       "the kernel rounds up to a multiple of the step, beyond 100, and cuts the result to the register's 16 bits",
			       "write a percentage below it; groups that were never limited are not affected",
			       "with %u bits of bandwidth, %u percent becomes %u percent", width,
			       percent, mpam_bandwidth_written(width, percent));
		return;
	}
}

void mpam_predict_resources(const struct probe_env *env, const struct topology *t,
			    const struct mpam_tree *tree, enum resctrl_answer mpam)
{
	const struct mpam_class *class;
	struct verdict v;

	v = judge_cache(t, tree, 2);
	note(env, "L2", &v, mpam);
	v = judge_cache(t, tree, 3);
	note(env, "L3", &v, mpam);
	v = judge_nearest(env, t, tree, false, &class);
	note(env, "MB", &v, mpam);
	if (v.answer == RESCTRL_ANSWER_YES)
		find_wrap(env, class);
	v = judge_occupancy(t, tree);
	note(env, "llc_occupancy", &v, mpam);
	predict_total(env, t, tree, mpam);
	v = judge_cdp(env);
	note(env, "cdp", &v, mpam);
}

static bool is_in_class(const struct mpam_tree *tree, const struct msc *msc, uint8_t ris)
{
	for (size_t i = 0; i < tree->num_members; i++) {
		if (tree->members[i].msc == msc && tree->members[i].ris == ris)
			return true;
	}
	return false;
}

/* Every RIS limits both; narrowing counts only where the kernel uses the RIS. */
static void limits_of(const struct msc_ris *ris, bool in_class, uint64_t *partid, uint64_t *pmg)
{
	uint64_t p = ris->idr & 0xffff;

	if (in_class && ris->idr & IDR_HAS_NRW && (ris->nrw & 0xffff) < p)
		p = ris->nrw & 0xffff;
	*partid = p < *partid ? p : *partid;
	if ((ris->idr >> 16 & 0xff) < *pmg)
		*pmg = ris->idr >> 16 & 0xff;
}

void mpam_predict_limits(const struct probe_env *env, const struct mpam_tree *tree)
{
	uint64_t partid = 0xffff, pmg = 0xff;
	size_t unread = 0, num = 0;
	struct record r;

	for (size_t i = 0; i < tree->num_mscs; i++) {
		const struct msc *msc = &tree->mscs[i];

		for (size_t n = 0; n < msc->num_ris; n++)
			limits_of(&msc->ris[n], is_in_class(tree, msc, msc->ris[n].ris),
				  &partid, &pmg);
		num += msc->num_ris;
		unread += msc->node->use == MPAM_MSC_USED && msc->num_ris <= msc->ris_max;
	}
	record_init(&r, env->probe, RESCTRL_SOURCE_RULE, "limits");
	if (!num) {
		record_unreadable(&r, "partid_max", "no MSC was read");
		record_unreadable(&r, "pmg_max", "no MSC was read");
		return;
	}
	record_number(&r, "partid_max", partid, "at most %llu control groups",
		      (unsigned long long)partid + 1);
	record_doubt(&r, RESCTRL_CONFIDENCE_BOUND,
		     "the CPUs' own limit (MPAMIDR_EL1) cannot be read in user space%s",
		     unread ? ", and not every MSC was read" : "");
	record_number(&r, "pmg_max", pmg, "at most %llu monitor groups in each control group",
		      (unsigned long long)pmg + 1);
	record_doubt(&r, RESCTRL_CONFIDENCE_BOUND,
		     "the CPUs' own limit (MPAMIDR_EL1) cannot be read in user space%s",
		     unread ? ", and not every MSC was read" : "");
}

static const struct erratum {
	uint32_t iidr;
	const char *soc;	/* of /sys/devices/soc0/soc_id, where it takes that too */
	const char *name, *effect;
} errata[] = {
	{ 0x2410036b, "jep106:036b:0241", "T241-MPAM-1",
	  "after each change the kernel compares shadow registers: changes of settings are slower" },
	{ 0x2410036b, NULL, "T241-MPAM-4",
	  "a bandwidth minimum is kept 5 percent below the maximum: a group cannot be starved entirely" },
	{ 0x2410036b, NULL, "T241-MPAM-6",
	  "bandwidth counters count units of 64 bytes: the kernel multiplies, values are multiples of 64" },
	{ 0x0000043b, NULL, "CMN-650 3642720",
	  "occupancy monitors never become ready: the kernel waits once and takes the value as it is" },
};

enum is_soc { SOC_NO, SOC_YES, SOC_UNKNOWN };

static enum is_soc is_soc(const struct probe_env *env, const char *soc)
{
	struct strbuf sb = { 0 };
	enum is_soc is = SOC_YES;

	if (!soc)
		return is;
	if (system_read(env, "/sys/devices/soc0/soc_id", &sb))
		is = SOC_UNKNOWN;
	else if (strncmp(sb.text, soc, strlen(soc)))
		is = SOC_NO;
	strbuf_release(&sb);
	return is;
}

static void record_erratum(const struct probe_env *env, const char *name, const char *effect,
			   const struct msc *msc, bool known)
{
	unsigned int id = msc->node->identifier;

	if (known)
		record_finding(env->probe, RESCTRL_SEVERITY_INFO, "mpam_erratum", effect, NULL,
			       "erratum %s: MSC %u has MPAMF_IIDR 0x%08x", name, id, msc->iidr);
	else
		record_finding(env->probe, RESCTRL_SEVERITY_INFO, "mpam_erratum_unknown", effect,
			       "a kernel with CONFIG_ARM_SMCCC_SOC_ID shows the chip in /sys/devices/soc0",
			       "erratum %s depends on the chip, which is not known: MSC %u has MPAMF_IIDR 0x%08x",
			       name, id, msc->iidr);
}

void mpam_predict_errata(const struct probe_env *env, const struct mpam_tree *tree)
{
	for (size_t e = 0; e < sizeof(errata) / sizeof(errata[0]); e++) {
		for (size_t i = 0; i < tree->num_mscs; i++) {
			const struct msc *msc = &tree->mscs[i];
			enum is_soc is = SOC_NO;

			if (msc->num_ris && msc->iidr == errata[e].iidr)
				is = is_soc(env, errata[e].soc);
			if (is == SOC_NO)
				continue;
			record_erratum(env, errata[e].name, errata[e].effect, msc, is == SOC_YES);
			break;
		}
	}
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Classes of components of resource instances, as the kernel builds them. */
#include "probe/mpam-tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The features that RIS announces. */
static void props_of(const struct msc_ris *ris, struct mpam_props *p)
{
	*p = (struct mpam_props){ .known = true };
	p->cpbm_wd = ris->cpor & 0xffff;
	p->cpor = p->cpbm_wd;
	p->ccap = ris->ccap & 0x3f;
	p->bwa_wd = ris->mbw & 0x3f;
	p->bwa_wd = p->bwa_wd > 16 ? 16 : p->bwa_wd;
	p->mbw_min = p->bwa_wd && ris->mbw >> 10 & 1;
	p->mbw_max = p->bwa_wd && ris->mbw >> 11 & 1;
	p->pbm_wd = ris->mbw >> 16 & 0x1fff;
	p->mbw_pbm = p->pbm_wd && ris->mbw >> 12 & 1;
	p->num_csu = ris->csumon & 0xffff;
	p->csu = p->num_csu;
	p->num_mbwu = ris->mbwumon & 0xffff;
	p->mbwu = p->num_mbwu;
	p->mbwu_bits = !(ris->mbwumon >> 30 & 1) ? 31 : ris->mbwumon >> 29 & 1 ? 63 : 44;
}

/* One MSC within one component: either has it, they have it. */
static void props_or(struct mpam_props *p, const struct mpam_props *o)
{
	p->known = p->known && o->known;
	/* Each RIS of an MSC in a component controls something else of it: what one lacks another has. */
	if (o->cpor && !p->cpor)
		p->cpbm_wd = o->cpbm_wd;
	if ((o->mbw_max || o->mbw_min) && !p->mbw_max && !p->mbw_min)
		p->bwa_wd = o->bwa_wd;
	if (o->mbw_pbm && !p->mbw_pbm)
		p->pbm_wd = o->pbm_wd;
	if (o->csu && !p->csu)
		p->num_csu = o->num_csu;
	if (o->mbwu && !p->mbwu) {
		p->num_mbwu = o->num_mbwu;
		p->mbwu_bits = o->mbwu_bits;
	}
	p->cpor |= o->cpor;
	p->mbw_max |= o->mbw_max;
	p->mbw_min |= o->mbw_min;
	p->mbw_pbm |= o->mbw_pbm;
	p->ccap |= o->ccap;
	p->csu |= o->csu;
	p->mbwu |= o->mbwu;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Several of those in a class: all must. */
static void props_and(struct mpam_props *p, const struct mpam_props *o)
{
	p->known = p->known && o->known;
	/* Bitmaps of different widths cannot be one setting; of numbers the shortest holds for all. */
	p->cpor = p->cpor && o->cpor && p->cpbm_wd == o->cpbm_wd;
	p->mbw_pbm = p->mbw_pbm && o->mbw_pbm && p->pbm_wd == o->pbm_wd;
	p->mbw_max = p->mbw_max && o->mbw_max;
	p->mbw_min = p->mbw_min && o->mbw_min;
	p->ccap = p->ccap && o->ccap;
	p->csu = p->csu && o->csu;
	p->mbwu = p->mbwu && o->mbwu;
	p->bwa_wd = least(p->bwa_wd, o->bwa_wd);
	p->num_csu = least(p->num_csu, o->num_csu);
	p->num_mbwu = least(p->num_mbwu, o->num_mbwu);
	p->mbwu_bits = (unsigned int)least(p->mbwu_bits, o->mbwu_bits);
}

static size_t get_class(const struct probe_env *env, struct mpam_tree *tree, bool is_cache,
			unsigned int level)
{
	struct mpam_class *c;
	size_t i;

	for (i = 0; i < tree->num_classes; i++) {
		if (tree->classes[i].is_cache == is_cache && tree->classes[i].level == level)
			return i;
	}
	c = acpi_grow(tree->classes, i, sizeof(*c));
	if (!c) {
		env->probe->failed = true;
		return PPTT_NONE;
	}
	tree->classes = c;
	c[i] = (struct mpam_class){ .is_cache = is_cache, .level = level };
	tree->num_classes++;
	return i;
}

static size_t get_component(const struct probe_env *env, struct mpam_tree *tree, size_t class,
			    uint32_t id)
{
	struct mpam_component *c;
	size_t i;

	for (i = 0; i < tree->num_components; i++) {
		if (tree->components[i].class == class && tree->components[i].id == id)
			return i;
	}
	c = acpi_grow(tree->components, i, sizeof(*c));
	if (!c) {
		env->probe->failed = true;
		return PPTT_NONE;
	}
	tree->components = c;
	c[i] = (struct mpam_component){ .class = class, .id = id };
	tree->num_components++;
	return i;
}

static void add_member(const struct probe_env *env, struct mpam_tree *tree, struct msc *msc,
		       uint8_t ris, size_t class, uint32_t id, const struct cpuset *cpus)
{
	size_t component = class == PPTT_NONE ? PPTT_NONE : get_component(env, tree, class, id);
	struct mpam_member *m;

	if (component == PPTT_NONE)
		return;
	m = acpi_grow(tree->members, tree->num_members, sizeof(*m));
	if (!m) {
		env->probe->failed = true;
		return;
	}
	tree->members = m;
	m += tree->num_members++;
	*m = (struct mpam_member){ .class = class, .component = component, .msc = msc, .ris = ris };
	m->affinity = *cpus;
	cpuset_and(&m->affinity, &msc->reach);
	cpuset_or(&tree->components[component].affinity, &m->affinity);
	cpuset_or(&tree->classes[class].affinity, &m->affinity);
}

/* One resource of the table: into its class, or a word why it is in none. */
static void place(const struct probe_env *env, const struct topology *t, struct mpam_tree *tree,
		  struct msc *msc, const struct mpam_resource *resource)
{
	struct cpuset cpus;
	unsigned int level;
	struct record r;
	int node;

	record_init(&r, env->probe, RESCTRL_SOURCE_RULE, "msc %u ris %u", msc->node->identifier,
		    resource->ris);
	if (resource->locator == MPAM_LOCATOR_CACHE && resource->descriptor1 <= UINT32_MAX) {
		level = topology_cache(t, (uint32_t)resource->descriptor1, &cpus);
		if (level) {
			record_text(&r, "class", "L%u, component %llu", level,
				    (unsigned long long)resource->descriptor1);
			add_member(env, tree, msc, resource->ris, get_class(env, tree, true, level),
				   (uint32_t)resource->descriptor1, &cpus);
		} else {
			record_absent(&r, "class", "no CPU of the PPTT sees a cache with the id %llu",
				      (unsigned long long)resource->descriptor1);
		}
	} else if (resource->locator == MPAM_LOCATOR_MEMORY) {
		node = t->has_srat ? srat_find_node(&t->srat, resource->descriptor1) : -1;
		topology_node_cpus(env, t, node < 0 ? 0 : (unsigned int)node, &cpus);
		record_text(&r, "class", "memory, component %d", node < 0 ? 0 : node);
		if (node < 0)
			record_doubt(&r, RESCTRL_CONFIDENCE_ASSUMED,
				     "the SRAT has no proximity domain %llu: the kernel takes node 0",
				     (unsigned long long)resource->descriptor1);
		add_member(env, tree, msc, resource->ris,
			   get_class(env, tree, false, MPAM_LEVEL_MEMORY), node < 0 ? 0 : (uint32_t)node,
			   &cpus);
	} else {
		record_absent(&r, "class", "the kernel has no use for a resource at: %s",
			      mpam_locator_name(resource->locator));
	}
}

/* The vMSC of member I has been met before it. */
static bool is_repeated(const struct mpam_tree *tree, size_t i)
{
	for (size_t o = 0; o < i; o++) {
		if (tree->members[o].component == tree->members[i].component &&
		    tree->members[o].msc == tree->members[i].msc)
			return true;
	}
	return false;
}

/* One MSC within one component. */
static void merge_vmsc(const struct mpam_tree *tree, size_t first, struct mpam_props *props)
{
	const struct mpam_member *f = &tree->members[first];

	*props = (struct mpam_props){ .known = true };
	for (size_t i = first; i < tree->num_members; i++) {
		const struct mpam_member *m = &tree->members[i];
		const struct msc_ris *ris = msc_find_ris(m->msc, m->ris);
		struct mpam_props one = { .known = false };

		if (m->component != f->component || m->msc != f->msc)
			continue;
		if (ris)
			props_of(ris, &one);
		/* A RIS beyond RIS_MAX that the table names: the kernel finds no feature there. */
		else if (m->msc->num_ris && m->ris > m->msc->ris_max)
			one.known = true;
		props_or(props, &one);
	}
}

static void merge(struct mpam_tree *tree)
{
	bool begun[64] = { false };
	struct mpam_props props;

	for (size_t i = 0; i < tree->num_members; i++) {
		size_t class = tree->members[i].class;

		if (is_repeated(tree, i) || class >= sizeof(begun))
			continue;
		merge_vmsc(tree, i, &props);
		if (begun[class])
			props_and(&tree->classes[class].props, &props);
		else
			tree->classes[class].props = props;
		begun[class] = true;
	}
}

void mpam_class_name(const struct mpam_class *class, char *buf, size_t size)
{
	if (class->is_cache)
		snprintf(buf, size, "L%u", class->level);
	else
		snprintf(buf, size, "memory");
}

void mpam_class_ids(const struct mpam_tree *tree, const struct mpam_class *class,
		    struct strbuf *sb)
{
	const char *comma = "";

	strbuf_add(sb, "");
	for (size_t i = 0; i < tree->num_components; i++) {
		if (&tree->classes[tree->components[i].class] != class)
			continue;
		strbuf_addf(sb, "%s%u", comma, tree->components[i].id);
		comma = ",";
	}
}

static void record_props(struct record *r, const struct mpam_props *p)
{
	if (!p->known) {
		record_unreadable(r, "features", "not all registers of its MSCs were read");
		return;
	}
	if (p->cpor)
		record_number(r, "cpbm_wd", p->cpbm_wd, "cache portions, %u bits", p->cpbm_wd);
	else
		record_absent(r, "cpbm_wd", "no cache portion bitmap that all share");
	if (p->mbw_max)
		record_number(r, "bwa_wd", p->bwa_wd, "bandwidth maximum, %u bits", p->bwa_wd);
	else
		record_absent(r, "bwa_wd", "no bandwidth maximum");
	if (p->csu)
		record_number(r, "csu_monitors", p->num_csu, "%u storage usage monitors", p->num_csu);
	else
		record_absent(r, "csu_monitors", "no cache storage usage monitors");
	if (p->mbwu)
		record_number(r, "mbwu_monitors", p->num_mbwu, "%u bandwidth monitors of %u bits",
			      p->num_mbwu, p->mbwu_bits);
	else
		record_absent(r, "mbwu_monitors", "no bandwidth monitors");
}

/* Also of those whose CPUs are offline: resctrl shows none of them. */
static void record_components(const struct probe_env *env, const struct mpam_tree *tree,
			      const struct mpam_class *class, const char *name)
{
	struct strbuf sb = { 0 };
	struct record r;

	for (size_t i = 0; i < tree->num_components; i++) {
		const struct mpam_component *c = &tree->components[i];

		if (&tree->classes[c->class] != class)
			continue;
		strbuf_reset(&sb);
		cpuset_format(&c->affinity, &sb);
		record_init(&r, env->probe, RESCTRL_SOURCE_RULE, "class %s component %u", name, c->id);
		record_text(&r, "cpus", "%s", sb.text ? sb.text : "");
	}
	if (sb.failed)
		env->probe->failed = true;
	strbuf_release(&sb);
}

static void record_class(const struct probe_env *env, const struct mpam_tree *tree,
			 const struct mpam_class *class)
{
	struct strbuf sb = { 0 };
	struct record r;
	char name[32];

	mpam_class_name(class, name, sizeof(name));
	record_init(&r, env->probe, RESCTRL_SOURCE_RULE, "class %s", name);
	mpam_class_ids(tree, class, &sb);
	record_text(&r, "components", "%s", sb.text ? sb.text : "");
	strbuf_reset(&sb);
	cpuset_format(&class->affinity, &sb);
	record_text(&r, "cpus", "%s", sb.text && *sb.text ? sb.text : "none");
	record_props(&r, &class->props);
	if (class->props.known && class->props.mbw_max) {
		strbuf_reset(&sb);
		mpam_bandwidth_percents(class->props.bwa_wd, &sb);
		record_text(&r, "bandwidth_percents", "%s", sb.text ? sb.text : "");
	}
	if (sb.failed)
		env->probe->failed = true;
	strbuf_release(&sb);
	record_components(env, tree, class, name);
}

void mpam_tree_build(const struct probe_env *env, const struct topology *t, struct mpam_tree *tree)
{
	for (size_t i = 0; i < tree->num_mscs; i++) {
		struct msc *msc = &tree->mscs[i];

		if (msc->node->use != MPAM_MSC_USED)
			continue;
		for (size_t n = 0; n < msc->node->num_read; n++)
			place(env, t, tree, msc, &msc->node->resources[n]);
	}
	merge(tree);
	for (size_t i = 0; i < tree->num_classes; i++)
		record_class(env, tree, &tree->classes[i]);
}

void mpam_tree_release(struct mpam_tree *tree)
{
	free(tree->mscs);
	free(tree->classes);
	free(tree->components);
	free(tree->members);
	memset(tree, 0, sizeof(*tree));
}

const struct mpam_class *mpam_tree_find(const struct mpam_tree *tree, bool is_cache,
					unsigned int level)
{
	for (size_t i = 0; i < tree->num_classes; i++) {
		if (tree->classes[i].is_cache == is_cache && tree->classes[i].level == level)
			return &tree->classes[i];
	}
	return NULL;
}

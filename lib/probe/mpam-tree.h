/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the kernel builds from the MSCs: classes of components of resource instances (drivers/resctrl/mpam_devices.c).
 */
#ifndef PROBE_MPAM_TREE_H
#define PROBE_MPAM_TREE_H

#include "probe/msc.h"
#include "probe/topology.h"

#define MPAM_LEVEL_MEMORY	255u	/* the kernel's "level" of what is no cache */

/* Features of a resource instance, or merged as the kernel merges them. */
struct mpam_props {
	bool known;		/* every register that counts was read */
	bool cpor, mbw_max, mbw_min, mbw_pbm, ccap, csu, mbwu;
	uint32_t cpbm_wd, bwa_wd, pbm_wd, num_csu, num_mbwu;
	unsigned int mbwu_bits;	/* 31, 44 or 63 */
};

struct mpam_member {
	size_t class, component;
	struct msc *msc;
	uint8_t ris;
	struct cpuset affinity;
};

struct mpam_component {
	size_t class;
	uint32_t id;		/* cache id, or NUMA node */
	struct cpuset affinity;
};

struct mpam_class {
	bool is_cache;
	unsigned int level;
	struct cpuset affinity;
	struct mpam_props props;
};

struct mpam_tree {
	struct msc *mscs;
	size_t num_mscs;
	struct mpam_class *classes;
	size_t num_classes;
	struct mpam_component *components;
	size_t num_components;
	struct mpam_member *members;
	size_t num_members;
};

/* Sorts the resources of every MSC of TREE, which are read, into classes, and notes them. */
void mpam_tree_build(const struct probe_env *env, const struct topology *t, struct mpam_tree *tree);
void mpam_tree_release(struct mpam_tree *tree);
/* The class of this kind; NULL. */
const struct mpam_class *mpam_tree_find(const struct mpam_tree *tree, bool is_cache,
					unsigned int level);
/* "L3", "memory" */
void mpam_class_name(const struct mpam_class *class, char *buf, size_t size);
/* "300,301": the ids of the components of CLASS. */
void mpam_class_ids(const struct mpam_tree *tree, const struct mpam_class *class,
		    struct strbuf *sb);

/* Percent that a bandwidth of WIDTH bits can express: "6,13,19", "0-100". */
void mpam_bandwidth_percents(unsigned int width, struct strbuf *sb);
/* What the kernel shows for PERCENT written to a control of WIDTH bits. */
unsigned int mpam_bandwidth_written(unsigned int width, unsigned int percent);
unsigned int mpam_bandwidth_min(unsigned int width);
unsigned int mpam_bandwidth_gran(unsigned int width);

#endif

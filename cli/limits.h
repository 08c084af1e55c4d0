/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The limits of a group as show-group and list-groups tell them.
 *
 * An array of schemata, in the kernel's order:
 *   caches: {"name": "L3", "kind": "cache", "cbm_mask": "0xfffff", "shareable_bits": "0x0",
 *     "domains": [{"id": 0, "mask": "0xff", "ways": 8, "size_bytes": 8388608,
 *       "hardware_mask": "0x0", "shareable_mask": "0xfffff", "exclusive_mask": "0x0",
 *       "locked_mask": "0x0", "unused_mask": "0x0"}]}
 *   size_bytes: what the mask stands for now, as the kernel reads it back. The masks say who uses
 *   the ways of the domain, from the kernel's bit_usage, and are absent where it shows none:
 *   hardware_mask: ways that hardware other than the CPUs may fill (bit_usage X, H);
 *   shareable_mask: in the mask of one or more shareable groups (X, S);
 *   exclusive_mask: in the mask of an exclusive group and not filled by hardware (E);
 *   locked_mask: pseudo-locked (P); unused_mask: in no mask (0).
 *   This group counts in them as every other: bit_usage does not tell whether a way of a shareable
 *   group is in the mask of another shareable group, too.
 *   bandwidth: {"name": "MB", "kind": "bandwidth", "unit": "percent",
 *     "domains": [{"id": 0, "value": 50}]}
 *   others: the value is a text as the kernel prints it.
 */
#ifndef RCTL_LIMITS_H
#define RCTL_LIMITS_H

#include <resctrl/group.h>
#include <resctrl/info.h>

struct json_object;

/* Those of GROUP, which has schemata: no monitor group. */
struct json_object *limits_new(const struct resctrl_group *group, const struct resctrl_info *info);

#endif

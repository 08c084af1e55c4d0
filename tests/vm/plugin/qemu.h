/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the plugins of all architectures want of QEMU. */
#ifndef RDT_QEMU_H
#define RDT_QEMU_H

#include "qemu-plugin-abi.h"

/* This QEMU emulates a whole machine of @target through the interface that is known; else says why not. */
bool qemu_is_usable(const qemu_info_t *info, const char *target);
/* The clock of the models. */
uint64_t qemu_now_ns(void);

/* NULL where there is none of that name. */
struct qemu_plugin_register *qemu_find_register(const GArray *registers, const char *name);
/* Of up to 64 bits, through a buffer of the vCPU. */
uint64_t qemu_read_register(struct qemu_plugin_register *reg, GByteArray *buf);
void qemu_write_register(struct qemu_plugin_register *reg, GByteArray *buf, uint64_t value);

#endif

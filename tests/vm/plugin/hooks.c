/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The seam to QEMU: which instructions are watched and what happens then. README.md has the
 * reasons. */
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "activity.h"
#include "cpuid.h"
#include "model.h"
#include "msr.h"
#include "qemu.h"
#include "settings.h"

/* The first address that user code on x86-64 cannot have, with four levels of page tables. */
#define USER_END (1ull << 47)
#define PAGE	 4096
/* No instruction is longer. */
#define MAX_LENGTH 15

enum { REG_RAX, REG_RBX, REG_RCX, REG_RDX, N_REGS };

static struct vcpu {
	struct qemu_plugin_register *reg[N_REGS];
	GByteArray *buf;
	uint32_t leaf,
		subleaf; /* inputs of the CPUID or RDMSR in flight; RDMSR's is in subleaf (ECX) */
	bool is_cpuid;	 /* what is due is the answer of a CPUID, not of a RDMSR */
} vcpus[RDT_MAX_CPUS];

static struct rdt_model *model;
static struct activity *activity; /* NULL: nobody wants to know */
static pthread_mutex_t model_lock = PTHREAD_MUTEX_INITIALIZER;
static qemu_plugin_u64 busy; /* per vCPU: the model has it as busy */
static qemu_plugin_u64 due;  /* per vCPU: the block that is to begin with a changed answer, or 0 */

static atomic_ulong n_cpuid, n_rdmsr, n_wrmsr, n_busy, n_idle, n_late, n_lost;

/* @cpu works for its RMID from now on, or rests. The caller holds the lock. */
static void set_busy(unsigned int cpu, bool is_busy, uint64_t now)
{
	qemu_plugin_u64_set(busy, cpu, is_busy);
	if (activity)
		activity_switch(activity, cpu, model->cpu[cpu].rmid, is_busy, now);
}

static uint32_t read_reg(struct vcpu *v, int reg)
{
	return (uint32_t)qemu_read_register(v->reg[reg], v->buf);
}

/* CPUID and RDMSR clear the upper halves of what they write. */
static void write_reg(struct vcpu *v, int reg, uint32_t value)
{
	qemu_write_register(v->reg[reg], v->buf, value);
}

static void on_inputs(unsigned int cpu, void *unused)
{
	struct vcpu *v = &vcpus[cpu];

	(void)unused;
	v->leaf = read_reg(v, REG_RAX);
	v->subleaf = read_reg(v, REG_RCX);
}

static void on_cpuid_done(unsigned int cpu, void *unused)
{
	struct vcpu *v = &vcpus[cpu];
	struct rdt_regs r;

	(void)unused;
	if (!rdt_cpuid_covers(model, v->leaf))
		return;
	r.eax = read_reg(v, REG_RAX);
	r.ebx = read_reg(v, REG_RBX);
	r.ecx = read_reg(v, REG_RCX);
	r.edx = read_reg(v, REG_RDX);
	rdt_cpuid(model, v->leaf, v->subleaf, &r);
	write_reg(v, REG_RAX, r.eax);
	write_reg(v, REG_RBX, r.ebx);
	write_reg(v, REG_RCX, r.ecx);
	write_reg(v, REG_RDX, r.edx);
	n_cpuid++;
	if (model->set.debug)
		fprintf(stderr, "plugin: cpu%u cpuid %x.%x = %x %x %x %x\n", cpu, v->leaf, v->subleaf,
			r.eax, r.ebx, r.ecx, r.edx);
}

static void on_rdmsr_done(unsigned int cpu, void *unused)
{
	struct vcpu *v = &vcpus[cpu];
	uint32_t msr = v->subleaf;
	uint64_t value;
	bool ours;

	(void)unused;
	if (!rdt_msr_covers(model, msr))
		return;
	pthread_mutex_lock(&model_lock);
	ours = rdt_msr_read(model, cpu, msr, qemu_now_ns(), &value);
	pthread_mutex_unlock(&model_lock);
	if (!ours)
		return;
	write_reg(v, REG_RAX, (uint32_t)value);
	write_reg(v, REG_RDX, (uint32_t)(value >> 32));
	n_rdmsr++;
	if (model->set.debug)
		fprintf(stderr, "plugin: cpu%u rdmsr %x = %" PRIx64 "\n", cpu, msr, value);
}

static void on_wrmsr(unsigned int cpu, void *unused)
{
	struct vcpu *v = &vcpus[cpu];
	uint32_t msr = read_reg(v, REG_RCX);
	uint64_t value, now;
	bool ours;

	(void)unused;
	if (!rdt_msr_covers(model, msr))
		return;
	value = read_reg(v, REG_RAX) | (uint64_t)read_reg(v, REG_RDX) << 32;
	pthread_mutex_lock(&model_lock);
	now = qemu_now_ns();
	ours = rdt_msr_write(model, cpu, msr, now, value);
	if (msr == RDT_MSR_PQR_ASSOC)
		set_busy(cpu, false, now);
	pthread_mutex_unlock(&model_lock);
	if (ours)
		n_wrmsr++;
	if (ours && model->set.debug)
		fprintf(stderr, "plugin: cpu%u wrmsr %x = %" PRIx64 "\n", cpu, msr, value);
}

/* The last instruction of its block: what it leaves is changed when the block at @next begins. */
static void on_last_cpuid(unsigned int cpu, void *next)
{
	on_inputs(cpu, NULL);
	vcpus[cpu].is_cpuid = true;
	qemu_plugin_u64_set(due, cpu, (uintptr_t)next);
}

static void on_last_rdmsr(unsigned int cpu, void *next)
{
	on_inputs(cpu, NULL);
	vcpus[cpu].is_cpuid = false;
	qemu_plugin_u64_set(due, cpu, (uintptr_t)next);
}

static void on_due(unsigned int cpu, void *unused)
{
	qemu_plugin_u64_set(due, cpu, 0);
	n_late++;
	if (vcpus[cpu].is_cpuid)
		on_cpuid_done(cpu, unused);
	else
		on_rdmsr_done(cpu, unused);
}

/* A last instruction whose next block is not looked at. */
static void on_lost(unsigned int cpu, void *unused)
{
	(void)cpu;
	(void)unused;
	n_lost++;
}

/* User code runs on a CPU that the model has as quiet. */
static void on_user_code(unsigned int cpu, void *unused)
{
	uint64_t now;

	(void)unused;
	pthread_mutex_lock(&model_lock);
	now = qemu_now_ns();
	rdt_model_busy(model, cpu, now);
	set_busy(cpu, true, now);
	pthread_mutex_unlock(&model_lock);
	n_busy++;
}

static void on_idle(unsigned int cpu, void *unused)
{
	uint64_t now;

	(void)unused;
	pthread_mutex_lock(&model_lock);
	now = qemu_now_ns();
	rdt_model_quiet(model, cpu, now);
	set_busy(cpu, false, now);
	pthread_mutex_unlock(&model_lock);
	n_idle++;
}

enum opcode { OP_OTHER, OP_CPUID, OP_RDMSR, OP_WRMSR };

static enum opcode decode(const struct qemu_plugin_insn *insn)
{
	uint8_t b[16];
	size_t len = qemu_plugin_insn_data(insn, b, sizeof(b)), i = 0;

	/* Prefixes that do not change these instructions: operand size, segments, REX. */
	while (i < len && (b[i] == 0x66 || b[i] == 0x2e || b[i] == 0x3e || (b[i] & 0xf0) == 0x40))
		i++;
	if (i + 2 != len || b[i] != 0x0f)
		return OP_OTHER;
	switch (b[i + 1]) {
	case 0xa2:
		return OP_CPUID;
	case 0x32:
		return OP_RDMSR;
	case 0x30:
		return OP_WRMSR;
	default:
		return OP_OTHER;
	}
}

/*
 * Whether a block at @vaddr may follow one that had to end: a block begins on a new page, behind what is left of an
 * instruction, and at an instruction that lies on two pages.
 */
static bool is_near_page_end(uint64_t vaddr)
{
	uint64_t offset = vaddr % PAGE;

	return offset < MAX_LENGTH || offset > PAGE - MAX_LENGTH;
}

/* QEMU runs the instruction; its results are rewritten when the next one begins. */
static void watch_result(struct qemu_plugin_insn *insn, struct qemu_plugin_insn *next, bool cpuid)
{
	uint64_t end = qemu_plugin_insn_vaddr(insn) + qemu_plugin_insn_size(insn);
	qemu_plugin_vcpu_udata_cb_t last = cpuid ? on_last_cpuid : on_last_rdmsr;

	if (!next) {
		qemu_plugin_register_vcpu_insn_exec_cb(insn, is_near_page_end(end) ? last : on_lost,
						       QEMU_PLUGIN_CB_R_REGS, (void *)(uintptr_t)end);
		return;
	}
	qemu_plugin_register_vcpu_insn_exec_cb(insn, on_inputs, QEMU_PLUGIN_CB_R_REGS, NULL);
	qemu_plugin_register_vcpu_insn_exec_cb(next, cpuid ? on_cpuid_done : on_rdmsr_done,
					       QEMU_PLUGIN_CB_RW_REGS, NULL);
}

static void on_translate(struct qemu_plugin_tb *tb, void *unused)
{
	uint64_t vaddr = qemu_plugin_tb_vaddr(tb);
	size_t n = qemu_plugin_tb_n_insns(tb), i;
	struct qemu_plugin_insn *insn, *next;
	enum opcode op;

	(void)unused;
	/* Asking in every block would cost a tenth of the machine's speed. */
	if (is_near_page_end(vaddr))
		qemu_plugin_register_vcpu_tb_exec_cond_cb(tb, on_due, QEMU_PLUGIN_CB_RW_REGS,
							  QEMU_PLUGIN_COND_EQ, due, vaddr, NULL);
	if (vaddr < USER_END)
		qemu_plugin_register_vcpu_tb_exec_cond_cb(tb, on_user_code, QEMU_PLUGIN_CB_NO_REGS,
							  QEMU_PLUGIN_COND_EQ, busy, 0, NULL);
	for (i = 0; i < n; i++) {
		insn = qemu_plugin_tb_get_insn(tb, i);
		next = i + 1 < n ? qemu_plugin_tb_get_insn(tb, i + 1) : NULL;
		op = decode(insn);
		/* User code may not touch MSRs: it gets a fault, and no answer. */
		if (vaddr < USER_END && op != OP_CPUID)
			continue;
		switch (op) {
		case OP_CPUID:
			watch_result(insn, next, true);
			break;
		case OP_RDMSR:
			watch_result(insn, next, false);
			break;
		case OP_WRMSR:
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_wrmsr,
							       QEMU_PLUGIN_CB_R_REGS, NULL);
			break;
		case OP_OTHER:
			break;
		}
	}
}

static void on_vcpu_init(unsigned int cpu, void *unused)
{
	static const char *const names[N_REGS] = { "rax", "rbx", "rcx", "rdx" };
	GArray *regs = qemu_plugin_get_registers();
	int r;

	(void)unused;
	vcpus[cpu].buf = g_byte_array_new();
	for (r = 0; r < N_REGS; r++)
		vcpus[cpu].reg[r] = qemu_find_register(regs, names[r]);
	g_array_free(regs, 1);
}

static void on_exit_report(void *unused)
{
	(void)unused;
	fprintf(stderr, "plugin: cpuid %lu rdmsr %lu wrmsr %lu busy %lu idle %lu late %lu lost %lu\n",
		n_cpuid, n_rdmsr, n_wrmsr, n_busy, n_idle, n_late, n_lost);
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
					   char **argv)
{
	struct rdt_settings set;
	char err[200];

	if (!qemu_is_usable(info, "x86_64"))
		return 1;
	if (!rdt_settings_parse(&set, argc, argv, err, sizeof(err))) {
		fprintf(stderr, "plugin: %s\n", err);
		return 1;
	}
	model = rdt_model_new(&set, (unsigned int)info->system.max_vcpus);
	if (!model) {
		fprintf(stderr, "plugin: no memory, or more than %d CPUs\n", RDT_MAX_CPUS);
		return 1;
	}
	if (set.activity && !(activity = activity_open(set.activity))) {
		fprintf(stderr, "plugin: %s: %s\n", set.activity, strerror(errno));
		return 1;
	}
	busy.score = qemu_plugin_scoreboard_new(sizeof(uint64_t));
	due.score = qemu_plugin_scoreboard_new(sizeof(uint64_t));
	qemu_plugin_register_vcpu_init_cb(id, on_vcpu_init, NULL);
	qemu_plugin_register_vcpu_idle_cb(id, on_idle, NULL);
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate, NULL);
	qemu_plugin_register_atexit_cb(id, on_exit_report, NULL);
	return 0;
}

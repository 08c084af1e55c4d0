/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The seam to QEMU: system registers, stores to the MSCs, and who is busy. README.md has the reasons. */
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../plugin/qemu.h"
#include "model.h"

#define N_XREGS 31

/* MSR and MRS of these registers, without the direction (bit 21) and the general register. */
#define INSN_MPAMIDR 0xd518a480
#define INSN_MPAM1   0xd518a500
#define INSN_MPAM0   0xd518a520
#define INSN_MPAMSM  0xd518a560
#define INSN_READ    (1u << 21)
/* MRS of ID_AA64PFR0_EL1. */
#define INSN_PFR0 0xd5380400
/* HVC #0: a call of the firmware (Arm DEN0028), function in w0. */
#define INSN_HVC 0xd4000002

#define PSCI_FEATURES	    0x8400000au
#define SMCCC_VERSION	    0x80000000u
#define SMCCC_ARCH_FEATURES 0x80000001u
#define SMCCC_ARCH_SOC_ID   0x80000002u
#define SMCCC_1_2	    0x10002u
#define NOT_SUPPORTED	    UINT64_MAX

static struct vcpu {
	struct qemu_plugin_register *x[N_XREGS];
	GByteArray *buf;
	uint64_t mpam0, mpam1, mpamsm;
} vcpus[MAX_CPUS];

/* One instruction that reaches a system register, as translated. */
struct access {
	uint32_t insn;
	uint64_t pc;
};

static struct machine machine;
static struct model *model;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static qemu_plugin_u64 busy; /* per vCPU: the model has it as busy */
static bool debug;

static atomic_ulong n_system, n_firmware, n_store, n_busy, n_idle, n_lost;

/* Register 31 is the zero register. */
static uint64_t read_x(struct vcpu *v, unsigned int n)
{
	return n < N_XREGS ? qemu_read_register(v->x[n], v->buf) : 0;
}

static void write_x(struct vcpu *v, unsigned int n, uint64_t value)
{
	if (n < N_XREGS)
		qemu_write_register(v->x[n], v->buf, value);
}

/* User code runs with the ids in MPAM0_EL1: PARTID_D 31:16, PMG_D 47:40. */
static void set_mpam0(unsigned int cpu, uint64_t value)
{
	pthread_mutex_lock(&lock);
	model_quiet(model, cpu, qemu_now_ns());
	model_set_ids(model, cpu, value >> 16 & 0xffff, value >> 40 & 0xff);
	qemu_plugin_u64_set(busy, cpu, 0);
	pthread_mutex_unlock(&lock);
}

/* In place of an instruction that QEMU does not know: the access, and on to the next one. */
static void on_system_register(unsigned int cpu, void *data)
{
	const struct access *a = data;
	struct vcpu *v = &vcpus[cpu];
	uint64_t *value = NULL, id = machine.partid_max | machine.pmg_max << 32;
	unsigned int rt = a->insn & 31;

	switch (a->insn & ~(INSN_READ | 31)) {
	case INSN_MPAMIDR:
		value = &id;
		break;
	case INSN_MPAM1:
		value = &v->mpam1;
		break;
	case INSN_MPAM0:
		value = &v->mpam0;
		break;
	case INSN_MPAMSM:
		value = &v->mpamsm;
		break;
	}
	n_system++;
	if (a->insn & INSN_READ) {
		write_x(v, rt, *value);
	} else if (value != &id) {
		*value = read_x(v, rt);
		if (value == &v->mpam0)
			set_mpam0(cpu, *value);
	}
	qemu_plugin_set_pc(a->pc + 4);
}

/* PSCI, which is QEMU's, but for one question. */
static bool is_psci(uint64_t function)
{
	return (function & 0xbfffffe0) == 0x84000000;
}

/* What QEMU's firmware lacks: the identity of the chip, by which the kernel knows errata. */
static void on_firmware_call(unsigned int cpu, void *data)
{
	const struct access *a = data;
	struct vcpu *v = &vcpus[cpu];
	uint64_t function = read_x(v, 0) & UINT32_MAX, arg = read_x(v, 1) & UINT32_MAX;
	uint64_t answer = NOT_SUPPORTED;

	if (function == PSCI_FEATURES && arg == SMCCC_VERSION)
		answer = 0;
	else if (is_psci(function))
		return;
	else if (function == SMCCC_VERSION)
		answer = SMCCC_1_2;
	else if (function == SMCCC_ARCH_FEATURES && arg == SMCCC_ARCH_SOC_ID)
		answer = 0;
	else if (function == SMCCC_ARCH_SOC_ID && arg <= 1)
		answer = arg ? 1 : machine.soc_id;
	n_firmware++;
	write_x(v, 0, answer);
	qemu_plugin_set_pc(a->pc + 4);
}

/* ID_AA64PFR0_EL1.MPAM, bits 43:40: version 1. Rewritten when the next instruction begins. */
static void on_pfr0_done(unsigned int cpu, void *data)
{
	unsigned int rt = (unsigned int)(uintptr_t)data;
	uint64_t value = read_x(&vcpus[cpu], rt);

	write_x(&vcpus[cpu], rt, (value & ~(15ull << 40)) | 1ull << 40);
}

static void on_lost_pfr0(unsigned int cpu, void *unused)
{
	(void)cpu;
	(void)unused;
	n_lost++;
}

static void on_store(unsigned int cpu, qemu_plugin_meminfo_t info, uint64_t vaddr, void *unused)
{
	uint64_t at;
	struct qemu_plugin_hwaddr *hw = qemu_plugin_get_hwaddr(info, vaddr);

	(void)unused;
	if (!hw)
		return;
	at = qemu_plugin_hwaddr_phys_addr(hw) - MSC_BASE;
	if (at >= MAX_MSCS * MSC_SIZE)
		return;
	pthread_mutex_lock(&lock);
	model_stored(model, (unsigned int)(at / MSC_SIZE), (unsigned int)(at % MSC_SIZE), qemu_now_ns());
	pthread_mutex_unlock(&lock);
	n_store++;
	if (debug)
		fprintf(stderr, "plugin: cpu%u msc +%" PRIx64 "\n", cpu, at);
}

static void on_user_code(unsigned int cpu, void *unused)
{
	(void)unused;
	pthread_mutex_lock(&lock);
	model_busy(model, cpu, qemu_now_ns());
	qemu_plugin_u64_set(busy, cpu, 1);
	pthread_mutex_unlock(&lock);
	n_busy++;
}

static void on_idle(unsigned int cpu, void *unused)
{
	(void)unused;
	pthread_mutex_lock(&lock);
	model_quiet(model, cpu, qemu_now_ns());
	qemu_plugin_u64_set(busy, cpu, 0);
	pthread_mutex_unlock(&lock);
	n_idle++;
}

static bool is_mpam_register(uint32_t insn)
{
	switch (insn & ~(INSN_READ | 31)) {
	case INSN_MPAMIDR:
	case INSN_MPAM1:
	case INSN_MPAM0:
	case INSN_MPAMSM:
		return true;
	}
	return false;
}

/* 32-bit stores of one register, in the forms that register accessors compile to. */
static bool is_store(uint32_t insn)
{
	return (insn & 0xffc00000) == 0xb9000000 || (insn & 0xffe00c00) == 0xb8000000 ||
	       (insn & 0xffe00c00) == 0xb8200800;
}

/* For as long as the translation may live, which is until QEMU ends. */
static struct access *new_access(struct qemu_plugin_insn *insn, uint32_t code)
{
	struct access *a = malloc(sizeof(*a));

	if (!a)
		abort();
	*a = (struct access){ code, qemu_plugin_insn_vaddr(insn) };
	return a;
}

static void watch(struct qemu_plugin_insn *insn, struct qemu_plugin_insn *next)
{
	uint32_t code = 0;

	if (qemu_plugin_insn_data(insn, &code, sizeof(code)) != sizeof(code))
		return;
	if (is_mpam_register(code)) {
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_system_register,
						       QEMU_PLUGIN_CB_RW_REGS_PC,
						       new_access(insn, code));
	} else if (code == INSN_HVC && machine.soc_id) {
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_firmware_call,
						       QEMU_PLUGIN_CB_RW_REGS_PC,
						       new_access(insn, code));
	} else if ((code & ~31u) == INSN_PFR0 && !next) {
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_lost_pfr0, QEMU_PLUGIN_CB_NO_REGS,
						       NULL);
	} else if ((code & ~31u) == INSN_PFR0) {
		qemu_plugin_register_vcpu_insn_exec_cb(next, on_pfr0_done, QEMU_PLUGIN_CB_RW_REGS,
						       (void *)(uintptr_t)(code & 31));
	} else if (is_store(code)) {
		qemu_plugin_register_vcpu_mem_cb(insn, on_store, QEMU_PLUGIN_CB_NO_REGS,
						 QEMU_PLUGIN_MEM_W, NULL);
	}
}

static void on_translate(struct qemu_plugin_tb *tb, void *unused)
{
	size_t n = qemu_plugin_tb_n_insns(tb), i;

	(void)unused;
	/* The kernel has the upper half of the addresses. */
	if (!(qemu_plugin_tb_vaddr(tb) >> 55 & 1))
		qemu_plugin_register_vcpu_tb_exec_cond_cb(tb, on_user_code, QEMU_PLUGIN_CB_NO_REGS,
							  QEMU_PLUGIN_COND_EQ, busy, 0, NULL);
	for (i = 0; i < n; i++)
		watch(qemu_plugin_tb_get_insn(tb, i),
		      i + 1 < n ? qemu_plugin_tb_get_insn(tb, i + 1) : NULL);
}

static void on_vcpu_init(unsigned int cpu, void *unused)
{
	GArray *regs = qemu_plugin_get_registers();
	unsigned int n;
	char name[8];

	(void)unused;
	vcpus[cpu].buf = g_byte_array_new();
	/* Firmware has switched partitioning on. */
	vcpus[cpu].mpam1 = 1ull << 63;
	for (n = 0; n < N_XREGS; n++) {
		snprintf(name, sizeof(name), "x%u", n);
		vcpus[cpu].x[n] = qemu_find_register(regs, name);
	}
	g_array_free(regs, 1);
}

static void on_exit_report(void *unused)
{
	(void)unused;
	fprintf(stderr, "plugin: system %lu firmware %lu store %lu busy %lu idle %lu lost %lu\n", n_system,
		n_firmware, n_store, n_busy, n_idle, n_lost);
}

static void *map_window(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	void *p = fd < 0 ? MAP_FAILED :
			   mmap(NULL, WINDOW_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (fd >= 0)
		close(fd);
	return p == MAP_FAILED ? NULL : p;
}

/* key=value arguments: machine, window (files), rate (MB/s), decayms, debug. */
static bool start(int argc, char **argv)
{
	uint64_t rate = 1000, decayms = 50;
	void *window = NULL;
	char err[400] = "no machine=";
	bool read = false;
	char *value;
	int i;

	for (i = 0; i < argc; i++) {
		value = strchr(argv[i], '=');
		if (!value) {
			fprintf(stderr, "plugin: '%s' is no key=value\n", argv[i]);
			return false;
		}
		*value++ = '\0';
		if (!strcmp(argv[i], "machine"))
			read = machine_read(&machine, value, err, sizeof(err));
		else if (!strcmp(argv[i], "window"))
			window = map_window(value);
		else if (!strcmp(argv[i], "rate"))
			rate = strtoull(value, NULL, 10);
		else if (!strcmp(argv[i], "decayms"))
			decayms = strtoull(value, NULL, 10);
		else if (!strcmp(argv[i], "debug"))
			debug = *value != '0';
		else {
			fprintf(stderr, "plugin: unknown setting '%s'\n", argv[i]);
			return false;
		}
	}
	if (!read || !window) {
		fprintf(stderr, "plugin: %s\n", read ? "no window" : err);
		return false;
	}
	model = model_new(&machine, window, rate * 1000000, decayms * 1000000);
	return model != NULL;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
					   char **argv)
{
	if (!qemu_is_usable(info, "aarch64"))
		return 1;
	if (info->system.max_vcpus > MAX_CPUS) {
		fprintf(stderr, "plugin: more than %d CPUs\n", MAX_CPUS);
		return 1;
	}
	if (!start(argc, argv))
		return 1;
	busy.score = qemu_plugin_scoreboard_new(sizeof(uint64_t));
	qemu_plugin_register_vcpu_init_cb(id, on_vcpu_init, NULL);
	qemu_plugin_register_vcpu_idle_cb(id, on_idle, NULL);
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate, NULL);
	qemu_plugin_register_atexit_cb(id, on_exit_report, NULL);
	return 0;
}

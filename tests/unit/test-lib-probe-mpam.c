/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The probe of Arm MPAM: on tables and registers that the test writes, behind calls that fail when told to. */
#include "support/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/acpi-build.h"
#include "support/tree.h"

#define TABLES	"/sys/firmware/acpi/tables/"

static void put_machine(struct machine *m, const struct machine_spec *spec)
{
	static struct table t;

	build_mpam(&t, spec);
	machine_write_bytes(m, TABLES "MPAM", t.data, t.len);
	build_pptt(&t);
	machine_write_bytes(m, TABLES "PPTT", t.data, t.len);
	build_srat(&t);
	machine_write_bytes(m, TABLES "SRAT", t.data, t.len);
	build_madt(&t);
	machine_write_bytes(m, TABLES "APIC", t.data, t.len);
	machine_write(m, "/sys/devices/system/cpu/possible", "0-3\n");
	machine_write(m, "/sys/devices/system/cpu/online", "0-3\n");
	machine_write(m, "/sys/devices/system/node/possible", "0\n");
	machine_write(m, "/proc/sys/kernel/osrelease", "7.3.4\n");
	machine_write(m, "/proc/cmdline", "quiet\n");
}

/* Images, as a recorded tree has them. */
static void put_images(struct machine *m, const struct machine_spec *spec)
{
	static struct window w;
	char path[64];

	for (unsigned int msc = 1; msc <= 4; msc++) {
		for (int ris = -1; ris < (msc == 1 && spec->two_ris ? 2 : 1); ris++) {
			build_window(&w, spec, msc, ris < 0 ? 0 : (unsigned int)ris);
			snprintf(path, sizeof(path), ris < 0 ? "/rctl/msc.%u" : "/rctl/msc.%u.ris.%d", msc,
				 ris);
			machine_write_bytes(m, path, w.data, sizeof(w.data));
		}
	}
}

/* Physical memory as a sparse file: the windows of MSC 1 to 4 where the table says. */
static void put_memory(struct machine *m, const struct machine_spec *spec)
{
	static struct window w;
	char full[600];
	int fd;

	machine_write(m, "/dev/mem", "%s", "");
	snprintf(full, sizeof(full), "%s/dev/mem", m->root);
	fd = open(full, O_WRONLY);
	assert_true(fd >= 0);
	for (unsigned int msc = 1; msc <= 4; msc++) {
		build_window(&w, spec, msc, 0);
		assert_int_equal(pwrite(fd, w.data, sizeof(w.data), 0x80000000 + (off_t)(msc - 1) * 0x4000),
				 sizeof(w.data));
	}
	close(fd);
}

static struct resctrl_probe *probe(struct machine *m, unsigned int flags)
{
	struct resctrl_probe *p;

	assert_int_equal(resctrl_probe_mpam(m->ctx, flags, &p), 0);
	return p;
}

/* The same on M as a recorded tree: where put_images counts. */
static int try_recorded(struct machine *m, unsigned int flags, struct resctrl_probe **p)
{
	struct resctrl_ctx *ctx;
	int err = resctrl_ctx_open(&ctx);

	if (err)
		return err;
	err = resctrl_ctx_set_sysroot(ctx, m->root);
	if (!err)
		err = resctrl_probe_mpam(ctx, flags, p);
	resctrl_ctx_unref(ctx);
	return err;
}

static struct resctrl_probe *probe_recorded(struct machine *m, unsigned int flags)
{
	struct resctrl_probe *p;

	assert_int_equal(try_recorded(m, flags, &p), 0);
	return p;
}

static const struct resctrl_fact *fact(const struct resctrl_probe *p, const char *subject,
				       const char *name)
{
	for (size_t i = 0; i < resctrl_probe_get_num_facts(p); i++) {
		const struct resctrl_fact *f = resctrl_probe_get_fact(p, i);

		if (!strcmp(resctrl_fact_get_subject(f), subject) &&
		    !strcmp(resctrl_fact_get_name(f), name))
			return f;
	}
	return NULL;
}

static uint64_t value(const struct resctrl_probe *p, const char *subject, const char *name)
{
	const struct resctrl_fact *f = fact(p, subject, name);
	uint64_t v = 0;

	assert_non_null(f);
	assert_int_equal(resctrl_fact_get_value(f, &v), 0);
	return v;
}

static const struct resctrl_prediction *prediction(const struct resctrl_probe *p, const char *name)
{
	for (size_t i = 0; i < resctrl_probe_get_num_predictions(p); i++) {
		const struct resctrl_prediction *o = resctrl_probe_get_prediction(p, i);

		if (!strcmp(resctrl_prediction_get_name(o), name))
			return o;
	}
	fail_msg("no prediction %s", name);
	return NULL;
}

static void assert_answer(const struct resctrl_probe *p, const char *name, enum resctrl_answer answer,
			  const char *reason)
{
	const struct resctrl_prediction *o = prediction(p, name);

	if (!strstr(resctrl_prediction_get_reason(o), reason))
		fail_msg("%s: %s", name, resctrl_prediction_get_reason(o));
	assert_int_equal(resctrl_prediction_get_answer(o), answer);
}

static const struct resctrl_finding *finding(const struct resctrl_probe *p, const char *code)
{
	for (size_t i = 0; i < resctrl_probe_get_num_findings(p); i++) {
		if (!strcmp(resctrl_finding_get_code(resctrl_probe_get_finding(p, i)), code))
			return resctrl_probe_get_finding(p, i);
	}
	return NULL;
}

static void reads_tables_and_registers(void **state)
{
	struct machine *m = *state;
	struct resctrl_probe *p;

	put_machine(m, &machine_usual);
	put_images(m, &machine_usual);
	p = probe_recorded(m, 0);
	assert_int_equal(value(p, "msc 1", "base_address"), 0x80000000);
	assert_int_equal(value(p, "msc 1 ris 0", "locator_descriptor_1"), 300);
	assert_int_equal(value(p, "msc 1 ris 0", "mpamf_cpor_idr.cpbm_wd"), 16);
	assert_int_equal(value(p, "msc 2 ris 0", "mpamf_mbw_idr.bwa_wd"), 6);
	assert_int_equal(value(p, "msc 2", "mpamf_iidr.implementer"), 0x43b);
	assert_null(fact(p, "msc 3 ris 0", "mpamf_mbw_idr"));
	assert_string_equal(resctrl_fact_get_text(fact(p, "class L2", "components")), "200,201");
	assert_string_equal(resctrl_fact_get_text(fact(p, "msc 4", "cpus")), "2-3");
	/* What a real kernel has made of the same numbers. */
	assert_int_equal(value(p, "limits", "partid_max"), 31);
	assert_int_equal(value(p, "limits", "pmg_max"), 1);
	assert_int_equal(resctrl_fact_get_confidence(fact(p, "limits", "partid_max")),
			 RESCTRL_CONFIDENCE_BOUND);
	assert_answer(p, "L2", RESCTRL_ANSWER_YES, "8 bits, domains 200,201");
	assert_answer(p, "L3", RESCTRL_ANSWER_YES, "16 bits, domains 300");
	assert_answer(p, "MB", RESCTRL_ANSWER_YES, "6 bits: 2 to 100 percent in steps of 2");
	assert_answer(p, "llc_occupancy", RESCTRL_ANSWER_YES, "4 monitors");
	assert_answer(p, "mbm_total_bytes", RESCTRL_ANSWER_YES, "4 assignable counters of 44 bits");
	assert_answer(p, "mbm_local_bytes", RESCTRL_ANSWER_NO, "");
	assert_answer(p, "cdp", RESCTRL_ANSWER_UNKNOWN, "CONFIG_EXPERT");
	assert_answer(p, "mpam", RESCTRL_ANSWER_UNKNOWN, "MPAMEN");
	assert_int_equal(resctrl_probe_get_num_findings(p), 0);
	resctrl_probe_free(p);
}

static void each_class_left_out_has_its_reason(void **state)
{
	static const struct {
		struct machine_spec spec;
		const char *name;
		enum resctrl_answer answer;
		const char *reason;
	} cases[] = {
		{ { .bandwidth_bits = 6, .l2_bits = 4, .container = 0x101, .l3_id = 300 }, "L2",
		  RESCTRL_ANSWER_NO, "no cache portion bitmap" },
		{ { .bandwidth_bits = 6, .l2_bits = 8, .container = 0x100, .l3_id = 300 }, "L2",
		  RESCTRL_ANSWER_NO, "covers the CPUs 0-1, and not all possible ones (0-3)" },
		{ { .bandwidth_bits = 0, .l2_bits = 8, .container = 0x101, .l3_id = 300 }, "MB",
		  RESCTRL_ANSWER_NO, "class memory has no bandwidth maximum" },
		{ { .bandwidth_bits = 6, .l2_bits = 8, .container = 0x101, .l3_id = 999 }, "L3",
		  RESCTRL_ANSWER_NO, "else: no MSC of the table is at a level 3 cache" },
		{ { .bandwidth_bits = 6, .l2_bits = 8, .container = 0x101, .l3_id = 999 }, "mpam",
		  RESCTRL_ANSWER_NO, "a cache with the id 999" },
		{ { .bandwidth_bits = 6, .l2_bits = 8, .container = 0x999, .l3_id = 300 }, "mpam",
		  RESCTRL_ANSWER_NO, "MSC 4 is not accessible from any CPU" },
		{ { .bandwidth_bits = 6, .l2_bits = 8, .container = 0x101, .l3_id = 300, .interface = 0xa },
		  "mpam", RESCTRL_ANSWER_NO, "MSC 2 is behind firmware" },
		{ { .bandwidth_bits = 6, .l2_bits = 8, .container = 0x101, .l3_id = 300, .interface = 0xa },
		  "MB", RESCTRL_ANSWER_NO, "MPAM is off; else: the ID registers of MSC 2 in class memory are missing" },
		{ { .bandwidth_bits = 6, .l2_bits = 8, .container = 0x101, .l3_id = 300, .reserved = 1 },
		  "mpam", RESCTRL_ANSWER_NO, "MSC 2 has reserved fields set" },
		{ { .bandwidth_bits = 6, .l2_bits = 8, .container = 0x101, .l3_id = 300, .interface = 7 },
		  "mpam", RESCTRL_ANSWER_NO, "unknown interface type 0x07" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine *m = machine_new();
		struct resctrl_probe *p;

		put_machine(m, &cases[i].spec);
		put_images(m, &cases[i].spec);
		p = probe_recorded(m, 0);
		assert_answer(p, cases[i].name, cases[i].answer, cases[i].reason);
		resctrl_probe_free(p);
		assert_int_equal(machine_free(m), 0);
	}
	(void)state;
}

static void instances_are_selected_only_when_asked(void **state)
{
	struct machine *m = *state;
	struct machine_spec spec = machine_usual;
	struct resctrl_probe *p;

	spec.two_ris = 1;
	put_machine(m, &spec);
	put_images(m, &spec);
	p = probe_recorded(m, 0);
	assert_string_equal(resctrl_fact_get_text(fact(p, "msc 1", "ris_read")), "RIS 1 of 2 read");
	assert_null(fact(p, "msc 1 ris 1", "mpamf_idr"));
	assert_answer(p, "L3", RESCTRL_ANSWER_UNKNOWN, "the ID registers of MSC 1 in class L3");
	resctrl_probe_free(p);

	p = probe_recorded(m, RESCTRL_PROBE_SELECT_RIS);
	assert_string_equal(resctrl_fact_get_text(fact(p, "msc 1", "ris_read")), "RIS 2 of 2 read");
	assert_int_equal(value(p, "msc 1 ris 1", "mpamf_mbw_idr.bwa_wd"), 8);
	assert_answer(p, "MB", RESCTRL_ANSWER_YES, "class L3, 8 bits");
	assert_answer(p, "mbm_total_bytes", RESCTRL_ANSWER_YES, "class L3, 2 assignable counters of 63");
	resctrl_probe_free(p);

	machine_write(m, "/sys/bus/platform/drivers/mpam_msc/mpam_msc.3/uevent", "\n");
	p = probe_recorded(m, RESCTRL_PROBE_SELECT_RIS);
	assert_string_equal(resctrl_fact_get_text(fact(p, "msc 1", "ris_read")), "RIS 1 of 2 read");
	resctrl_probe_free(p);
	assert_int_equal(resctrl_probe_mpam(m->ctx, 0x8000, &p), -EINVAL);
	assert_int_equal(resctrl_probe_mpam(m->ctx, 0, NULL), -EINVAL);
}

/* A driver that left RIS 1 selected, and somebody who recorded that alone. */
static void a_recording_may_hold_one_instance(void **state)
{
	struct machine *m = *state;
	struct machine_spec spec = machine_usual;
	static struct window w;
	struct resctrl_probe *p;

	spec.two_ris = 1;
	put_machine(m, &spec);
	build_window(&w, &spec, 1, 1);
	machine_write_bytes(m, "/rctl/msc.1", w.data, sizeof(w.data));
	for (int with_image = 0; with_image < 2; with_image++) {
		if (with_image)
			machine_write_bytes(m, "/rctl/msc.1.ris.1", w.data, sizeof(w.data));
		for (unsigned int flags = 0; flags <= RESCTRL_PROBE_SELECT_RIS; flags += RESCTRL_PROBE_SELECT_RIS) {
			const struct resctrl_fact *read;

			p = probe_recorded(m, flags);
			read = fact(p, "msc 1", "ris_read");
			assert_string_equal(resctrl_fact_get_text(read), "RIS 1 of 2 read");
			assert_string_equal(resctrl_fact_get_note(read), flags ?
					    "the recording does not hold the others" :
					    "RIS 1 was selected; reading the others takes a write (select RIS)");
			assert_null(fact(p, "msc 1 ris 0", "mpamf_idr"));
			assert_int_equal(value(p, "msc 1 ris 1", "mpamf_mbw_idr.bwa_wd"), 8);
			/* What is the same for all is not missing, either. */
			assert_non_null(fact(p, "msc 1", "mpamf_iidr"));
			resctrl_probe_free(p);
		}
	}
}

/* The selection register of MSC 1 in the file that stands for memory. */
static uint32_t part_sel(struct machine *m)
{
	uint32_t v = 0;
	char full[600];
	int fd;

	snprintf(full, sizeof(full), "%s/dev/mem", m->root);
	fd = open(full, O_RDONLY);
	assert_int_equal(pread(fd, &v, sizeof(v), 0x80000100), sizeof(v));
	close(fd);
	return v;
}

static void memory_is_mapped(void **state)
{
	struct machine *m = *state;
	struct machine_spec spec = machine_usual;
	struct resctrl_probe *p;
	cpu_set_t before, after;

	put_machine(m, &spec);
	/* This host may have fewer CPUs than the machine: both clusters are told to have CPU 0. */
	spec.two_ris = 1;
	put_memory(m, &spec);
	sched_getaffinity(0, sizeof(before), &before);
	p = probe(m, 0);
	/* Without pinning only what every CPU reaches is read. */
	assert_int_equal(value(p, "msc 2 ris 0", "mpamf_idr.partid_max"), 63);
	assert_non_null(finding(p, "msc_unpinned"));
	assert_null(fact(p, "msc 3 ris 0", "mpamf_idr"));
	resctrl_probe_free(p);

	resctrl_probe_set_pinning(m->ctx, true);
	p = probe(m, RESCTRL_PROBE_SELECT_RIS);
	assert_int_equal(value(p, "msc 3 ris 0", "mpamf_cpor_idr.cpbm_wd"), 8);
	assert_string_equal(resctrl_fact_get_text(fact(p, "msc 1", "ris_read")), "RIS 2 of 2 read");
	assert_int_equal(part_sel(m), 0);
	resctrl_probe_free(p);
	sched_getaffinity(0, sizeof(after), &after);
	assert_true(CPU_EQUAL(&before, &after));
}

static void each_obstacle_is_told_apart(void **state)
{
	static const struct {
		const char *rule, *file, *content, *code;
	} cases[] = {
		{ "open /dev/mem 1+ ENOENT", NULL, NULL, "devmem_missing" },
		{ "open /dev/mem 1+ EACCES", NULL, NULL, "devmem_permission" },
		{ "open /dev/mem 1+ EPERM", "/sys/kernel/security/lockdown",
		  "none [integrity] confidentiality\n", "devmem_lockdown" },
		{ "open /dev/mem 1+ EPERM", "/proc/self/status", "Name:\tx\nCapEff:\t0000000000000000\n",
		  "devmem_rawio" },
		{ "mmap /dev/mem 1+ EPERM", NULL, NULL, "devmem_strict" },
		{ "mmap /dev/mem 1+ EPERM", "/sys/bus/platform/drivers/mpam_msc/mpam_msc.1/uevent", "",
		  "devmem_driver_bound" },
		{ "mmap /dev/mem 1+ EIO", NULL, NULL, "devmem_failed" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine *m = machine_new();
		struct resctrl_probe *p;

		put_machine(m, &machine_usual);
		put_memory(m, &machine_usual);
		if (cases[i].file)
			machine_write(m, cases[i].file, "%s", cases[i].content);
		fault_io_add(m->io, "%s", cases[i].rule);
		p = probe(m, 0);
		if (!finding(p, cases[i].code))
			fail_msg("no finding %s", cases[i].code);
		assert_int_equal(resctrl_fact_get_state(fact(p, "msc 1", "registers")),
				 RESCTRL_FACT_UNREADABLE);
		/* What can still be known. */
		assert_int_equal(value(p, "msc 1", "base_address"), 0x80000000);
		assert_answer(p, "L3", RESCTRL_ANSWER_UNKNOWN, "the ID registers of MSC 1");
		resctrl_probe_free(p);
		assert_int_equal(machine_free(m), 0);
	}
	(void)state;
}

/* A window that the table describes wrongly is not touched. */
static void windows_that_lie_are_not_read(void **state)
{
	static const struct {
		size_t offset, width;	/* in the table: of the first node */
		uint64_t value;
		const char *code;
	} cases[] = {
		{ 36 + 8, 8, 0x80000002, "msc_unaligned" },
		{ 36 + 8, 8, UINT64_MAX - 3, "devmem_failed" },
		{ 36 + 16, 4, 0x103, "msc_window" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine *m = machine_new();
		static struct table t;
		struct resctrl_probe *p;

		put_machine(m, &machine_usual);
		put_memory(m, &machine_usual);
		build_mpam(&t, &machine_usual);
		table_set(&t, cases[i].offset, cases[i].width, cases[i].value);
		table_end(&t);
		machine_write_bytes(m, TABLES "MPAM", t.data, t.len);
		p = probe(m, RESCTRL_PROBE_SELECT_RIS);
		if (!finding(p, cases[i].code))
			fail_msg("no finding %s", cases[i].code);
		assert_null(fact(p, "msc 1 ris 0", "mpamf_idr"));
		assert_non_null(fact(p, "msc 2 ris 0", "mpamf_idr"));
		resctrl_probe_free(p);
		assert_int_equal(machine_free(m), 0);
	}
	(void)state;
}

static void offline_cpus_are_waited_for(void **state)
{
	struct machine *m = *state;
	struct resctrl_probe *p;

	put_machine(m, &machine_usual);
	put_images(m, &machine_usual);
	machine_write(m, "/sys/devices/system/cpu/online", "0-1\n");
	p = probe_recorded(m, 0);
	assert_string_equal(resctrl_finding_get_seen(finding(p, "msc_offline")),
			    "MSC 4 is not probed until one of CPUs 2-3 comes online");
	assert_answer(p, "mpam", RESCTRL_ANSWER_NO, "not until one of CPUs 2-3 comes online");
	assert_answer(p, "L2", RESCTRL_ANSWER_NO, "MPAM is off; else: the ID registers of MSC 4");
	assert_answer(p, "L3", RESCTRL_ANSWER_NO, "MPAM is off; else: bitmaps of 16 bits");
	resctrl_probe_free(p);

	/* They went after MPAM came up. */
	machine_write(m, "/sys/devices/system/cpu/hotplug/states", "195: mpam:drv_probe\n196: mpam:online\n");
	p = probe_recorded(m, 0);
	assert_int_equal(resctrl_finding_get_severity(finding(p, "msc_offline")), RESCTRL_SEVERITY_INFO);
	assert_string_equal(resctrl_finding_get_seen(finding(p, "msc_offline")),
			    "MSC 4 cannot be read while none of CPUs 2-3 is online");
	assert_answer(p, "mpam", RESCTRL_ANSWER_YES, "mpam:online");
	resctrl_probe_free(p);
}

static void kernel_has_the_last_word(void **state)
{
	struct machine *m = *state;
	struct resctrl_probe *p;

	put_machine(m, &machine_usual);
	machine_write(m, "/dev/kmsg", "6,1,0,-;MPAM enabled with 32 PARTIDs and 2 PMGs\n");
	p = probe(m, 0);
	assert_answer(p, "mpam", RESCTRL_ANSWER_YES, "32 PARTIDs and 2 PMGs");
	assert_int_equal(value(p, "limits", "partids"), 32);
	/* The machine of the tests has resctrl mounted. */
	assert_int_equal(resctrl_fact_get_source(fact(p, "limits", "num_closids")),
			 RESCTRL_SOURCE_RESCTRL);
	resctrl_probe_free(p);

	machine_write(m, "/dev/kmsg", "3,1,0,-;MPAM disabled due to error during probing\n");
	p = probe(m, 0);
	assert_answer(p, "mpam", RESCTRL_ANSWER_NO, "MPAM disabled due to error during probing");
	resctrl_probe_free(p);

	machine_remove(m, "/dev/kmsg");
	machine_write(m, "/sys/devices/system/cpu/hotplug/states", "195: x\n196: mpam:online\n");
	p = probe(m, 0);
	assert_answer(p, "mpam", RESCTRL_ANSWER_YES, "mpam:online");
	resctrl_probe_free(p);

	machine_remove(m, "/sys/devices/system/cpu/hotplug/states");
	machine_write(m, "/proc/cmdline", "quiet arm64.nompam\n");
	p = probe(m, 0);
	assert_answer(p, "mpam", RESCTRL_ANSWER_NO, "arm64.nompam");
	assert_non_null(finding(p, "nompam"));
	resctrl_probe_free(p);
}

static void a_kernel_without_the_file_system(void **state)
{
	struct machine *m = *state;
	struct resctrl_probe *p;

	put_machine(m, &machine_usual);
	machine_write(m, "/proc/filesystems", "nodev\tsysfs\n");
	machine_write(m, "/boot/config-7.3.4",
		      "CONFIG_ARM64_MPAM=y\n# CONFIG_RESCTRL_FS is not set\nCONFIG_EXPERT=y\n");
	p = probe(m, 0);
	assert_answer(p, "resctrl", RESCTRL_ANSWER_NO, "without CONFIG_RESCTRL_FS");
	assert_non_null(finding(p, "no_resctrl_fs"));
	/* What it would have is not said as if it were there. */
	assert_answer(p, "cdp", RESCTRL_ANSWER_YES, "if the kernel had resctrl: code and data");
	assert_answer(p, "L3", RESCTRL_ANSWER_UNKNOWN, "if the kernel had resctrl: the ID registers of MSC 1");
	resctrl_probe_free(p);
	put_images(m, &machine_usual);
	p = probe_recorded(m, 0);
	assert_answer(p, "L3", RESCTRL_ANSWER_YES, "if the kernel had resctrl: bitmaps of 16 bits");
	resctrl_probe_free(p);
	machine_write(m, "/proc/filesystems", "nodev\tsysfs\nnodev\tresctrl\n");
	p = probe_recorded(m, 0);
	assert_string_equal(resctrl_prediction_get_reason(prediction(p, "L3")), "bitmaps of 16 bits, domains 300");
	resctrl_probe_free(p);
	machine_write(m, "/proc/filesystems", "nodev\tsysfs\n");
	machine_write(m, "/proc/sys/kernel/osrelease", "7.2.13\n");
	p = probe_recorded(m, 0);
	assert_answer(p, "mbm_total_bytes", RESCTRL_ANSWER_NO, "older than Linux 7.3");
	resctrl_probe_free(p);
}

static void errata_and_odd_widths(void **state)
{
	struct machine *m = *state;
	struct machine_spec spec = machine_usual;
	struct resctrl_probe *p;

	spec.iidr = 0x2410036b;
	spec.bandwidth_bits = 4;
	put_machine(m, &spec);
	put_images(m, &spec);
	p = probe_recorded(m, 0);
	assert_non_null(strstr(resctrl_finding_get_seen(finding(p, "mpam_erratum")), "T241-MPAM-4"));
	/* As a real kernel did: 99 and 100 percent read back as 6. */
	assert_string_equal(resctrl_finding_get_seen(finding(p, "mpam_bandwidth_wrap")),
			    "with 4 bits of bandwidth, 99 percent becomes 6 percent");
	assert_string_equal(resctrl_fact_get_text(fact(p, "class memory", "bandwidth_percents")),
			    "6,13,19,25,31,38,44,50,56,63,69,75,81,88,94,100");
	assert_non_null(strstr(resctrl_finding_get_seen(finding(p, "mpam_erratum_unknown")), "T241-MPAM-1"));
	resctrl_probe_free(p);
	machine_write(m, "/sys/devices/soc0/soc_id", "jep106:0426:0001\n");
	p = probe_recorded(m, 0);
	assert_non_null(strstr(resctrl_finding_get_seen(finding(p, "mpam_erratum")), "T241-MPAM-4"));
	for (size_t i = 0; i < resctrl_probe_get_num_findings(p); i++)
		assert_null(strstr(resctrl_finding_get_seen(resctrl_probe_get_finding(p, i)), "T241-MPAM-1"));
	resctrl_probe_free(p);
	machine_write(m, "/sys/devices/soc0/soc_id", "jep106:036b:0241\n");
	p = probe_recorded(m, 0);
	assert_non_null(strstr(resctrl_finding_get_seen(finding(p, "mpam_erratum")), "T241-MPAM-1"));
	resctrl_probe_free(p);
}

static void no_table_is_a_fact(void **state)
{
	struct machine *m = *state;
	struct resctrl_probe *p = probe(m, 0);

	assert_int_equal(resctrl_fact_get_state(fact(p, "table MPAM", "size")), RESCTRL_FACT_ABSENT);
	assert_answer(p, "mpam", RESCTRL_ANSWER_NO, "no ACPI table MPAM");
	resctrl_probe_free(p);
	machine_write(m, TABLES "MPAM", "not a table");
	p = probe(m, 0);
	assert_non_null(finding(p, "mpam_table"));
	assert_answer(p, "mpam", RESCTRL_ANSWER_UNKNOWN, "could not be read");
	resctrl_probe_free(p);
	fault_io_add(m->io, "open " TABLES "MPAM 1 EACCES");
	p = probe(m, 0);
	assert_string_equal(resctrl_fact_get_note(fact(p, "table MPAM", "size")),
			    "reading ACPI tables takes root");
	resctrl_probe_free(p);
}

static void prepare(struct machine *m)
{
	struct machine_spec spec = machine_usual;

	spec.bandwidth_bits = 4;
	spec.two_ris = 1;
	put_machine(m, &spec);
	put_memory(m, &spec);
	machine_write(m, "/dev/kmsg", "6,1,0,-;MPAM enabled with 32 PARTIDs and 2 PMGs\n");
}

static int look(struct machine *m)
{
	struct resctrl_probe *p = NULL;
	int err = resctrl_probe_mpam(m->ctx, RESCTRL_PROBE_SELECT_RIS, &p);

	assert_int_equal(!err, p != NULL);
	resctrl_probe_free(p);
	return err;
}

static void out_of_memory(void **state)
{
	(void)state;
	machine_run_out_of_memory(prepare, look);
}

int main(void)
{
#define TEST(fn)	cmocka_unit_test_setup_teardown(fn, machine_setup, machine_teardown)
	const struct CMUnitTest tests[] = {
		TEST(reads_tables_and_registers),
		cmocka_unit_test(each_class_left_out_has_its_reason),
		TEST(instances_are_selected_only_when_asked),
		TEST(a_recording_may_hold_one_instance),
		TEST(memory_is_mapped),
		cmocka_unit_test(each_obstacle_is_told_apart),
		cmocka_unit_test(windows_that_lie_are_not_read),
		TEST(offline_cpus_are_waited_for),
		TEST(kernel_has_the_last_word),
		TEST(a_kernel_without_the_file_system),
		TEST(errata_and_odd_widths),
		TEST(no_table_is_a_fact),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The telemetry device without a guest: settings, tables, counters, and the protocol. */
#include <linux/vfio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "bytes.h"
#include "device.h"
#include "tpmi.h"
#include "vfio-user.h"

#define SEC 1000000000ull

static bool parse(struct settings *s, const char *text, char *err, size_t errlen)
{
	char copy[256], *argv[16], *save, *word;
	int argc = 0;

	snprintf(copy, sizeof(copy), "%s", text);
	for (word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save))
		argv[argc++] = word;
	return settings_parse(s, argc, argv, err, errlen);
}

static void start(struct device *d, struct settings *s, const char *text)
{
	char err[200];

	if (!parse(s, text, err, sizeof(err)))
		fail_msg("%s", err);
	assert_true(device_init(d, s));
}

static void bad_settings_are_named(void **state)
{
	struct settings s;
	char err[200];

	(void)state;
	assert_false(parse(&s, "package", err, sizeof(err)));
	assert_string_equal(err, "'package' is not of the form key=value");
	assert_false(parse(&s, "package=256", err, sizeof(err)));
	assert_string_equal(err, "bad value in 'package=256': a number from 0 to 255 is wanted");
	assert_false(parse(&s, "energy=-1", err, sizeof(err)));
	assert_false(parse(&s, "energy=1x", err, sizeof(err)));
	assert_false(parse(&s, "nosuch=1", err, sizeof(err)));
	assert_string_equal(err, "unknown setting 'nosuch'");
	assert_false(parse(&s, "cpu=63 cpus=2", err, sizeof(err)));
	assert_string_equal(err, "CPUs from 64 on are not known");
	assert_false(parse(&s, "perf_size=32284", err, sizeof(err)));
	assert_string_equal(err, "the size of a region is a multiple of 8");
	assert_true(parse(&s, "package=1 energy_rmids=0x10", err, sizeof(err)));
	assert_int_equal(s.package, 1);
	assert_int_equal(s.energy_rmids, 16);
	assert_int_equal(s.energy_size, 9240);
}

/* The DVSECs in their order, and what they say. */
static unsigned int dvsecs(struct device *d, uint16_t *id, uint8_t *entries, uint32_t *table)
{
	unsigned int at = 0x100, n = 0;
	uint8_t p[16];

	while (at) {
		assert_true(device_read_config(d, at, p, sizeof(p)));
		assert_int_equal(get32(p) & 0xffff, 0x23);
		assert_int_equal(get32(p + 4), 0x8086 | 1 << 16 | 16 << 20);
		id[n] = (uint16_t)get32(p + 8);
		entries[n] = p[10];
		table[n++] = get32(p + 12);
		at = get32(p) >> 20;
	}
	return n;
}

static void dvsecs_lead_to_what_there_is(void **state)
{
	uint32_t table[4], ids;
	uint8_t entries[4];
	uint16_t id[4];
	struct settings s;
	struct device d;

	(void)state;
	start(&d, &s, "");
	assert_true(device_read_config(&d, 0, &ids, sizeof(ids)));
	assert_int_equal(ids, 0x09a78086);
	assert_int_equal(dvsecs(&d, id, entries, table), 3);
	assert_int_equal(id[0], 2);
	assert_int_equal(entries[0], 5);
	assert_int_equal(id[1], 12);
	assert_int_equal(entries[1], 2);
	assert_int_equal(id[2], 66);
	device_fini(&d);

	start(&d, &s, "tpmi=0 perf=0");
	assert_int_equal(dvsecs(&d, id, entries, table), 2);
	assert_int_equal(entries[0], 3);
	assert_int_equal(entries[1], 1);
	device_fini(&d);

	start(&d, &s, "discovery=0");
	assert_int_equal(dvsecs(&d, id, entries, table), 2);
	assert_int_equal(id[1], 66);
	device_fini(&d);
}

static void tables_describe_the_regions(void **state)
{
	uint8_t entry[16], table[24];
	struct settings s;
	struct device d;
	uint32_t at;

	(void)state;
	start(&d, &s, "perf_guid=0x1234 perf_rmids=48 perf_size=64");
	assert_true(device_read_bar(&d, 16, entry, sizeof(entry)));
	assert_int_equal(get32(entry), 2 | 16 << 12);
	assert_int_equal(get32(entry + 4), 0x1234);
	assert_true(get32(entry + 8) > BAR_DATA);
	assert_int_equal(get32(entry + 8) % 8, 0);

	assert_true(device_read_bar(&d, 0x410, entry, sizeof(entry)));
	assert_int_equal(get32(entry) & 15, 3);
	assert_int_equal(get32(entry + 4), 3);
	at = 0x420 + get32(entry + 8);
	assert_true(device_read_bar(&d, at, table, sizeof(table)));
	assert_int_equal(get32(table + 8), 48);
	assert_int_equal(get32(table + 20), 0x1234);
	device_fini(&d);
}

static void there_is_nothing_outside(void **state)
{
	struct settings s;
	uint64_t v = 0;
	struct device d;

	(void)state;
	start(&d, &s, "");
	assert_false(device_read_config(&d, CONFIG_SIZE, &v, 1));
	assert_false(device_read_config(&d, CONFIG_SIZE - 2, &v, 4));
	assert_false(device_write_config(&d, UINT64_MAX, &v, 4));
	assert_false(device_read_bar(&d, BAR_SIZE - 4, &v, 8));
	assert_false(device_write_bar(&d, UINT64_MAX - 1, &v, 8));
	/* Tables cannot be written. */
	v = UINT64_MAX;
	assert_true(device_write_bar(&d, 0, &v, 8));
	assert_true(device_write_config(&d, 0x100, &v, 4));
	assert_true(device_read_bar(&d, 0, &v, 8));
	assert_int_not_equal(v, UINT64_MAX);
	assert_true(device_read_config(&d, 0x100, &v, 4));
	assert_int_equal(v & 0xffff, 0x23);
	device_fini(&d);
}

/* Asks the mailbox, as Linux does, whether feature 0x81 is switched on. */
static void tpmi_tells_package_and_state(void **state)
{
	const uint32_t control = BAR_TPMI + 2048;
	struct settings s;
	struct device d;
	uint32_t answer;
	uint64_t v;

	(void)state;
	start(&d, &s, "package=3 bus=0xc1");
	assert_true(device_read_bar(&d, BAR_TPMI + 1024 + 8, &v, 8));
	assert_int_equal(v, 3 << 16 | 0xc1 << 8);

	assert_true(device_read_bar(&d, control, &v, 8));
	assert_int_equal(v, 0);
	v = 0x10 | 0x81ull << 40;
	assert_true(device_write_bar(&d, control + 8, &v, 8));
	assert_true(device_read_bar(&d, control, &v, 8));
	assert_int_equal(v >> 4 & 3, 1);
	v = 1 | 2 << 16;
	assert_true(device_write_bar(&d, control, &v, 8));
	assert_true(device_read_bar(&d, control, &v, 8));
	assert_int_equal(v & 1, 0);
	assert_int_equal(v >> 8 & 0xff, 0x40);
	assert_true(device_read_bar(&d, control + 12, &answer, 4));
	assert_int_equal(answer, 0x8101);
	v = 1 << 6;
	assert_true(device_write_bar(&d, control, &v, 8));
	assert_true(device_read_bar(&d, control, &v, 8));
	assert_int_equal(v, 0);
	device_fini(&d);
}

/* A record that lives in memory alone. */
static struct activity *new_activity(void)
{
	struct activity *a = mmap(NULL, sizeof(*a), PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(a != MAP_FAILED);
	return a;
}

static const struct region *region(const struct device *d, enum region_type type,
				   unsigned int aggregator)
{
	unsigned int i;

	for (i = 0; i < d->telemetry.n_regions; i++)
		if (d->telemetry.region[i].type == type &&
		    d->telemetry.region[i].aggregator == aggregator)
			return &d->telemetry.region[i];
	fail_msg("no such region");
	return NULL;
}

static uint64_t word(struct device *d, enum region_type type, unsigned int aggregator,
		     unsigned int i)
{
	uint64_t v;

	assert_true(device_read_bar(
		d, BAR_DATA + region(d, type, aggregator)->offset + 8ull * i, &v, 8));
	return v;
}

static void counters_follow_the_load(void **state)
{
	struct activity *a = new_activity();
	struct settings s;
	struct device d;

	(void)state;
	start(&d, &s, "cpu=2 history=0");
	d.telemetry.activity = a;
	telemetry_update(&d.telemetry, d.bar + BAR_DATA, 100 * SEC);
	assert_int_equal(word(&d, REGION_ENERGY, 0, 2 * 9), 0);

	/* CPU 2 works 3 s for RMID 9 and goes on; 3 rests on behalf of RMID 4; 0 is not ours. */
	activity_switch(a, 0, 9, true, 100 * SEC);
	activity_switch(a, 2, 9, true, 100 * SEC);
	activity_switch(a, 3, 4, false, 100 * SEC);
	activity_switch(a, 2, 0, false, 103 * SEC);
	activity_switch(a, 2, 9, true, 104 * SEC);
	telemetry_update(&d.telemetry, d.bar + BAR_DATA, 105 * SEC);
	assert_true(word(&d, REGION_ENERGY, 0, 2 * 9) == (DATA_VALID | 10 << 18));
	assert_int_equal(word(&d, REGION_ENERGY, 1, 2 * 9), 0);
	assert_true(word(&d, REGION_ENERGY, 1, 2 * 4) == (DATA_VALID | (1 << 18) / 4));
	assert_true(word(&d, REGION_PERF, 0, 7 * 9 + 2) == (DATA_VALID | 12 * SEC));
	assert_true(word(&d, REGION_PERF, 1, 7 * 4 + 2) == DATA_VALID);
	assert_true(word(&d, REGION_WITNESS, 0, 2 * 9) == 4 * SEC);
	assert_true(word(&d, REGION_WITNESS, 0, 2 * 4 + 1) == 5 * SEC);
	assert_true(word(&d, REGION_WITNESS, 0, 2 * TELEMETRY_RMIDS) == 5 * SEC);
	/* The time of the update is in the last of the words behind the counters. */
	assert_true(word(&d, REGION_ENERGY, 0, 2 * TELEMETRY_RMIDS + 2) == 5000000);

	/* A look at an earlier time takes nothing back. */
	telemetry_update(&d.telemetry, d.bar + BAR_DATA, 104 * SEC);
	assert_true(word(&d, REGION_ENERGY, 0, 2 * 9) == (DATA_VALID | 10 << 18));
	device_fini(&d);
	munmap(a, sizeof(*a));
}

static void some_rmids_have_a_past(void **state)
{
	struct settings s;
	struct device d;

	(void)state;
	start(&d, &s, "period=0");
	telemetry_update(&d.telemetry, d.bar + BAR_DATA, SEC);
	assert_true(word(&d, REGION_ENERGY, 0, 2 * 8) & DATA_VALID);
	assert_true(word(&d, REGION_ENERGY, 0, 2 * 5) & DATA_VALID);
	assert_false(word(&d, REGION_ENERGY, 1, 2 * 5) & DATA_VALID);
	assert_false(word(&d, REGION_ENERGY, 0, 2 * 6) & DATA_VALID);
	assert_false(word(&d, REGION_ENERGY, 0, 2 * 7) & DATA_VALID);
	device_fini(&d);
	start(&d, &s, "package=1");
	telemetry_update(&d.telemetry, d.bar + BAR_DATA, SEC);
	assert_true(word(&d, REGION_ENERGY, 0, 2 * 6) & DATA_VALID);
	device_fini(&d);
}

static void a_small_region_holds_what_fits(void **state)
{
	uint64_t zero[2] = { 1, 1 };
	struct settings s;
	struct device d;

	(void)state;
	start(&d, &s, "energy_size=40 aggregators=1");
	telemetry_update(&d.telemetry, d.bar + BAR_DATA, SEC);
	assert_true(word(&d, REGION_ENERGY, 0, 2) & DATA_VALID);
	assert_true(device_read_bar(&d, BAR_DATA + region(&d, REGION_ENERGY, 0)->offset + 32, zero,
				    sizeof(zero)));
	assert_int_equal(zero[0], 0);
	assert_int_equal(zero[1], 0);
	device_fini(&d);
}

static void what_is_printed_is_what_is_there(void **state)
{
	char line[100], expected[100];
	struct settings s;
	struct device d;
	FILE *f;

	(void)state;
	start(&d, &s, "package=1");
	telemetry_update(&d.telemetry, d.bar + BAR_DATA, SEC);
	f = tmpfile();
	assert_non_null(f);
	telemetry_print(&d.telemetry, d.bar + BAR_DATA, f);
	rewind(f);
	assert_non_null(fgets(line, sizeof(line), f));
	snprintf(expected, sizeof(expected), "1 0x26696143 0 0 0 %llu\n",
		 (unsigned long long)(word(&d, REGION_ENERGY, 0, 0) & ~DATA_VALID));
	assert_string_equal(line, expected);
	fclose(f);
	device_fini(&d);
}

static void a_record_is_a_file(void **state)
{
	struct activity_time sum[2] = { { 0, 0 }, { 0, 0 } };
	char path[] = "/tmp/activity.XXXXXX";
	int fd = mkstemp(path);
	struct activity *a, *b;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	a = activity_open(path);
	b = activity_open(path);
	assert_non_null(a);
	assert_non_null(b);
	activity_switch(a, 1, 1, true, 10);
	activity_switch(a, 1, 0, false, 15);
	assert_true(activity_add(b, 1, 17, sum, 2));
	assert_int_equal(sum[1].busy, 5);
	assert_int_equal(sum[0].quiet, 2);
	/* Who stopped in the middle of a change is not waited for. */
	a->cpu[1].sequence++;
	assert_false(activity_add(b, 1, 20, sum, 2));
	assert_int_equal(sum[1].busy, 5);
	activity_close(a);
	activity_close(b);
	unlink(path);
	assert_null(activity_open("/nonexistent/activity"));
}

/* Sends one message, has it answered, and takes the reply: its error, and its payload in @answer. */
static uint32_t ask(int socket[2], struct device *d, uint16_t command, const void *payload,
		    uint32_t len, void *answer, uint32_t room, int *fd)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
	struct {
		uint16_t id, command;
		uint32_t size, flags, error;
	} h = { 77, command, (uint32_t)sizeof(h) + len, 0, 0 };
	struct iovec iov = { &h, sizeof(h) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
			      .msg_controllen = sizeof(control) };

	assert_int_equal(write(socket[0], &h, sizeof(h)), sizeof(h));
	assert_int_equal(write(socket[0], payload, len), len);
	assert_true(vfio_user_serve(socket[1], d));
	assert_int_equal(recvmsg(socket[0], &msg, 0), sizeof(h));
	assert_int_equal(h.id, 77);
	assert_int_equal(h.flags & 1, 1);
	if (fd)
		*fd = -1;
	if (fd && CMSG_FIRSTHDR(&msg))
		memcpy(fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(*fd));
	assert_true(h.size - sizeof(h) <= room);
	if (h.size > sizeof(h))
		assert_int_equal(read(socket[0], answer, h.size - sizeof(h)), h.size - sizeof(h));
	return h.error;
}

static void regions_can_be_mapped(void **state)
{
	struct vfio_region_info info = { .argsz = sizeof(info) };
	struct settings s;
	struct device d;
	uint8_t out[128];
	void *map;
	int fd, sv[2];

	(void)state;
	start(&d, &s, "period=0");
	telemetry_update(&d.telemetry, d.bar + BAR_DATA, SEC);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, sv), 0);
	assert_int_equal(ask(sv, &d, 5, &info, sizeof(info), out, sizeof(out), &fd), 0);
	assert_int_equal(fd, -1);
	memcpy(&info, out, sizeof(info));
	assert_int_equal(info.size, BAR_SIZE);
	assert_int_equal(info.argsz, 64);
	assert_int_equal(ask(sv, &d, 5, &info, sizeof(info), out, sizeof(out), &fd), 0);
	assert_true(fd >= 0);
	assert_int_equal(get32(out + sizeof(info) + 8), 1);
	assert_int_equal(get64(out + sizeof(info) + 16), BAR_DATA);
	map = mmap(NULL, BAR_SIZE, PROT_READ, MAP_SHARED, fd, 0);
	assert_true(map != MAP_FAILED);
	assert_memory_equal((char *)map + BAR_DATA, d.bar + BAR_DATA, d.telemetry.size);
	munmap(map, BAR_SIZE);
	close(fd);

	info.index = VFIO_PCI_BAR1_REGION_INDEX;
	assert_int_equal(ask(sv, &d, 5, &info, sizeof(info), out, sizeof(out), &fd), 0);
	memcpy(&info, out, sizeof(info));
	assert_int_equal(info.size, 0);
	close(sv[0]);
	close(sv[1]);
	device_fini(&d);
}

struct access {
	uint64_t offset;
	uint32_t region, count;
	uint64_t data;
};

static void registers_are_read_and_written(void **state)
{
	struct access a = { 0, VFIO_PCI_CONFIG_REGION_INDEX, 4, 0 }, out;
	struct settings s;
	struct device d;
	uint8_t big[128];
	int sv[2];

	(void)state;
	start(&d, &s, "");
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, sv), 0);
	assert_int_equal(ask(sv, &d, 1, "\0\0\3\0{}", 7, big, sizeof(big), NULL), 0);
	assert_int_equal(ask(sv, &d, 4, big, 16, big, sizeof(big), NULL), 0);
	assert_int_equal(get32(big + 8), VFIO_PCI_NUM_REGIONS);
	assert_int_equal(ask(sv, &d, 9, &a, 16, &out, sizeof(out), NULL), 0);
	assert_int_equal((uint32_t)out.data, 0x09a78086);

	a = (struct access){ 4, VFIO_PCI_CONFIG_REGION_INDEX, 2, 6 };
	assert_int_equal(ask(sv, &d, 10, &a, 18, &out, sizeof(out), NULL), 0);
	assert_int_equal(ask(sv, &d, 9, &a, 16, &out, sizeof(out), NULL), 0);
	assert_int_equal((uint16_t)out.data, 6);

	/* What is not there, what is too much, and what is said to follow and does not. */
	a.region = VFIO_PCI_BAR1_REGION_INDEX;
	assert_int_equal(ask(sv, &d, 9, &a, 16, &out, sizeof(out), NULL), 22);
	a = (struct access){ 0, VFIO_PCI_BAR0_REGION_INDEX, 1 << 20, 0 };
	assert_int_equal(ask(sv, &d, 9, &a, 16, &out, sizeof(out), NULL), 22);
	assert_int_equal(ask(sv, &d, 10, &a, 24, &out, sizeof(out), NULL), 22);
	assert_int_equal(ask(sv, &d, 9, &a, 8, &out, sizeof(out), NULL), 22);
	assert_int_equal(ask(sv, &d, 99, &a, 16, &out, sizeof(out), NULL), 95);
	assert_int_equal(ask(sv, &d, 13, NULL, 0, &out, sizeof(out), NULL), 0);
	close(sv[0]);
	close(sv[1]);
	device_fini(&d);
}

static void the_end_and_nonsense_end_it(void **state)
{
	const uint32_t huge[4] = { 9 << 16, UINT32_MAX, 0, 0 }, small[4] = { 9 << 16, 15, 0, 0 };
	struct settings s;
	struct device d;
	int sv[2];

	(void)state;
	start(&d, &s, "");
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, sv), 0);
	assert_int_equal(write(sv[0], huge, sizeof(huge)), sizeof(huge));
	assert_false(vfio_user_serve(sv[1], &d));
	assert_int_equal(write(sv[0], small, sizeof(small)), sizeof(small));
	assert_false(vfio_user_serve(sv[1], &d));
	close(sv[0]);
	assert_false(vfio_user_serve(sv[1], &d));
	close(sv[1]);
	device_fini(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_settings_are_named),
		cmocka_unit_test(dvsecs_lead_to_what_there_is),
		cmocka_unit_test(tables_describe_the_regions),
		cmocka_unit_test(there_is_nothing_outside),
		cmocka_unit_test(tpmi_tells_package_and_state),
		cmocka_unit_test(counters_follow_the_load),
		cmocka_unit_test(some_rmids_have_a_past),
		cmocka_unit_test(a_small_region_holds_what_fits),
		cmocka_unit_test(what_is_printed_is_what_is_there),
		cmocka_unit_test(a_record_is_a_file),
		cmocka_unit_test(regions_can_be_mapped),
		cmocka_unit_test(registers_are_read_and_written),
		cmocka_unit_test(the_end_and_nonsense_end_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

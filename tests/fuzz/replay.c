/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a fuzz target without libFuzzer, for "make check": on every seed, on all that is left when a
 * seed is cut short, and on seeds with some bytes changed, the same ones in every run. Prints TAP.
 */
#include <dirent.h>
#include <errno.h>

#include "fuzz.h"

#define CHANGES_PER_SEED	2000

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state >> 11;
}

/* Bytes that mean something to a parser here, more often than chance would have them. */
static uint8_t random_byte(uint64_t *state)
{
	static const char special[] = "\n\0 :;=,-*%/._[]019fFxe~";

	if (next_random(state) % 4 == 0)
		return (uint8_t)next_random(state);
	return (uint8_t)special[next_random(state) % (sizeof(special) - 1)];
}

static void run_changed(const uint8_t *seed, size_t size, uint64_t *state)
{
	uint8_t *data = malloc(size);

	FUZZ_HOLDS(data);
	memcpy(data, seed, size);
	for (uint64_t i = 0, num = 1 + next_random(state) % 4; i < num; i++)
		data[next_random(state) % size] = random_byte(state);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
}

static void run_seed(const uint8_t *seed, size_t size)
{
	uint64_t state = 0x853c49e6748fea9b;

	for (size_t len = 0; len <= size; len++)
		LLVMFuzzerTestOneInput(seed, len);
	for (int i = 0; size > 0 && i < CHANGES_PER_SEED; i++)
		run_changed(seed, size, &state);
}

static int run_file(const char *path)
{
	uint8_t data[4096];
	FILE *file = fopen(path, "re");
	size_t size;

	if (!file)
		return -errno;
	size = fread(data, 1, sizeof(data), file);
	if (ferror(file) || (size == sizeof(data) && getc(file) != EOF)) {
		fclose(file);
		return -EFBIG;
	}
	fclose(file);
	run_seed(data, size);
	return 0;
}

static int is_seed(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(void)
{
	/* "replay-spec" takes tests/fuzz/seeds/spec. */
	const char *target = strchr(program_invocation_short_name, '-');
	const char *srcdir = getenv("SRCDIR");
	struct dirent **seeds;
	char dir[4096], path[4352 + 256];
	int num, failed = 0;

	if (!target || !srcdir) {
		printf("Bail out! SRCDIR has to name the source tree\n");
		return 1;
	}
	snprintf(dir, sizeof(dir), "%s/tests/fuzz/seeds/%s", srcdir, target + 1);
	num = scandir(dir, &seeds, is_seed, alphasort);
	if (num <= 0) {
		printf("Bail out! no seeds in %s\n", dir);
		return 1;
	}
	printf("1..%d\n", num);
	for (int i = 0; i < num; i++) {
		int rc;

		snprintf(path, sizeof(path), "%s/%s", dir, seeds[i]->d_name);
		/* A property that does not hold ends the program here, short of its plan. */
		fflush(stdout);
		rc = run_file(path);
		printf("%sok %d - %s\n", rc < 0 ? "not " : "", i + 1, seeds[i]->d_name);
		if (rc < 0)
			printf("# cannot read %s: %s\n", path, strerror(-rc));
		failed += rc < 0;
		free(seeds[i]);
	}
	free(seeds);
	return failed > 0;
}

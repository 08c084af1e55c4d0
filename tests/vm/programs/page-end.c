/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page-end LEAF SUBLEAF TIMES: asks CPUID at four places of the code: inside a page, before an instruction that lies on
 * two pages, as the last two bytes of a page, and across two pages. Prints a line for each: how many times in a row
 * another answer came, from 1, and the last one, EAX to EDX. A CPU answers the same everywhere; an emulation that
 * changes the answer after the instruction has to find the place after it. For x86-64.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define N_PLACES 4

/* void ask(uint32_t r[4]): EAX and ECX are r[0] and r[2]; all four come back. */
static const uint8_t before[] = {
	0x53,		  /* push %rbx */
	0x8b, 0x07,	  /* mov (%rdi), %eax */
	0x8b, 0x4f, 0x08, /* mov 8(%rdi), %ecx */
};
static const uint8_t after[] = {
	0x89, 0x07,	  /* mov %eax, (%rdi) */
	0x89, 0x5f, 0x04, /* mov %ebx, 4(%rdi) */
	0x89, 0x4f, 0x08, /* mov %ecx, 8(%rdi) */
	0x89, 0x57, 0x0c, /* mov %edx, 12(%rdi) */
	0x5b,		  /* pop %rbx */
	0xc3,		  /* ret */
};
static const uint8_t cpuid[] = { 0x0f, 0xa2 };

typedef void (*ask_fn)(uint32_t r[4]);

/* Writes the function so that CPUID is at @at of @code. */
static ask_fn place(uint8_t *code, size_t at)
{
	memcpy(code + at - sizeof(before), before, sizeof(before));
	memcpy(code + at, cpuid, sizeof(cpuid));
	memcpy(code + at + sizeof(cpuid), after, sizeof(after));
	return (ask_fn)(uintptr_t)(code + at - sizeof(before));
}

int main(int argc, char **argv)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), i, k;
	const size_t places[N_PLACES] = { page / 2, page - 3, page - 2, page - 1 };
	uint32_t question[4] = { 0 }, r[4], last[4];
	unsigned long times, n, answers;
	ask_fn ask[N_PLACES];
	uint8_t *code;

	if (argc != 4)
		return 2;
	question[0] = (uint32_t)strtoul(argv[1], NULL, 0);
	question[2] = (uint32_t)strtoul(argv[2], NULL, 0);
	times = strtoul(argv[3], NULL, 0);
	code = mmap(NULL, N_PLACES * 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (code == MAP_FAILED)
		return 2;
	for (i = 0; i < N_PLACES; i++)
		ask[i] = place(code + i * 2 * page, places[i]);
	if (mprotect(code, N_PLACES * 2 * page, PROT_READ | PROT_EXEC))
		return 2;
	for (i = 0; i < N_PLACES; i++) {
		for (n = 0, answers = 0; n < times; n++) {
			memcpy(r, question, sizeof(r));
			ask[i](r);
			if (!n || memcmp(r, last, sizeof(r)))
				answers++;
			memcpy(last, r, sizeof(r));
		}
		printf("%lu", answers);
		for (k = 0; k < 4; k++)
			printf(" %08" PRIx32, last[k]);
		printf("\n");
	}
	return 0;
}

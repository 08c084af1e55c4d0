/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel has programmed into an emulated MSC, as the plugin shows it beside the registers:
 * msc INDEX RIS PARTID REGISTER, with INDEX from 0 in the order of the profile, REGISTER one of cpbm and
 * mbw_max. Prints the value in hexadecimal.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../mpam/model.h"

static int usage(void)
{
	fprintf(stderr, "usage: msc INDEX RIS PARTID cpbm|mbw_max\n");
	return 2;
}

int main(int argc, char **argv)
{
	const model_banks *banks;
	unsigned long msc, ris, partid;
	int fd, index;

	if (argc != 5)
		return usage();
	msc = strtoul(argv[1], NULL, 10);
	ris = strtoul(argv[2], NULL, 10);
	partid = strtoul(argv[3], NULL, 10);
	index = !strcmp(argv[4], "cpbm") ? 0 : !strcmp(argv[4], "mbw_max") ? 1 : -1;
	if (msc >= MAX_MSCS || ris >= MAX_RIS || partid >= MAX_PARTIDS || index < 0)
		return usage();
	fd = open("/dev/mem", O_RDONLY | O_CLOEXEC);
	banks = fd < 0 ? MAP_FAILED :
			 mmap(NULL, sizeof(*banks), PROT_READ, MAP_SHARED, fd, MSC_BASE + BANKS_AT);
	if (banks == MAP_FAILED) {
		perror("/dev/mem");
		return 1;
	}
	printf("%x\n", (*banks)[msc][ris][partid][index]);
	return 0;
}

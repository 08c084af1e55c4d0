/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file tasks: one thread id a line. */
#include "text/tids.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"

int tids_add(struct tids *tids, pid_t tid)
{
	if (tids->num == tids->size) {
		size_t size = tids->size ? tids->size * 2 : 64;
		pid_t *ids = reallocarray(tids->ids, size, sizeof(*ids));

		if (!ids)
			return -ENOMEM;
		tids->ids = ids;
		tids->size = size;
	}
	tids->ids[tids->num++] = tid;
	return 0;
}

int tids_parse(struct tids *tids, const char *text)
{
	size_t before = tids->num;
	int ret = 0;

	while (ret == 0 && *text) {
		const char *end = strchrnul(text, '\n');
		uint64_t value;

		if (num_parse_u64_n(text, (size_t)(end - text), 10, &value) < 0 || value == 0 ||
		    value > INT_MAX)
			ret = -EINVAL;
		else
			ret = tids_add(tids, (pid_t)value);
		text = *end ? end + 1 : end;
	}
	if (ret < 0)
		tids->num = before;
	return ret;
}

static int compare(const void *a, const void *b)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

	return (x > y) - (x < y);
}

void tids_sort(struct tids *tids)
{
	size_t num = 0;

	if (tids->num < 2)
		return;
	qsort(tids->ids, tids->num, sizeof(*tids->ids), compare);
	for (size_t i = 0; i < tids->num; i++) {
		if (num == 0 || tids->ids[i] != tids->ids[num - 1])
			tids->ids[num++] = tids->ids[i];
	}
	tids->num = num;
}

int tids_has(const struct tids *tids, pid_t tid)
{
	return tids->num > 0 &&
	       bsearch(&tid, tids->ids, tids->num, sizeof(*tids->ids), compare) != NULL;
}

void tids_release(struct tids *tids)
{
	free(tids->ids);
	*tids = (struct tids){ 0 };
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The known word that a mistyped one most likely stands for: by edits, where a swap of neighbours
 * is one edit; a word that was merely cut short counts as one edit, too.
 */
#include <string.h>

#include "suggest.h"

#define MAX_WORD 32

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int min = a < b ? a : b;

	return min < c ? min : c;
}

/* Optimal string alignment: insert, delete, replace, swap neighbours. */
static unsigned int count_edits(const char *a, size_t len_a, const char *b, size_t len_b)
{
	unsigned int d[MAX_WORD + 1][MAX_WORD + 1];
	size_t i, j;

	for (i = 0; i <= len_a; i++)
		d[i][0] = (unsigned int)i;
	for (j = 0; j <= len_b; j++)
		d[0][j] = (unsigned int)j;
	for (i = 1; i <= len_a; i++) {
		for (j = 1; j <= len_b; j++) {
			d[i][j] = min3(d[i - 1][j] + 1, d[i][j - 1] + 1,
				       d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    d[i - 2][j - 2] + 1 < d[i][j])
				d[i][j] = d[i - 2][j - 2] + 1;
		}
	}
	return d[len_a][len_b];
}

void suggest_start(struct suggest *suggest, const char *word)
{
	size_t len = strlen(word);

	suggest->word = word;
	suggest->best = NULL;
	/* A third of the word may be wrong, so that short words are not matched with anything. */
	suggest->distance = len <= MAX_WORD ? (unsigned int)(len + 2) / 3 + 1 : 0;
}

void suggest_offer(struct suggest *suggest, const char *candidate)
{
	size_t len = strlen(suggest->word), len_candidate = strlen(candidate);
	unsigned int distance;

	if (len > MAX_WORD || len_candidate > MAX_WORD)
		return;
	if (len >= 3 && !strncmp(candidate, suggest->word, len))
		distance = 1;
	else
		distance = count_edits(suggest->word, len, candidate, len_candidate);
	if (distance < suggest->distance) {
		suggest->distance = distance;
		suggest->best = candidate;
	}
}

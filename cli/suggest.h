/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The known word that a mistyped one most likely stands for.
 */
#ifndef RCTL_SUGGEST_H
#define RCTL_SUGGEST_H

struct suggest {
	const char *word;	/* what was typed */
	const char *best;	/* the nearest so far, NULL while none is near enough */
	unsigned int distance;
};

void suggest_start(struct suggest *suggest, const char *word);
/* Offers one known word. It must live as long as SUGGEST. */
void suggest_offer(struct suggest *suggest, const char *candidate);

#endif

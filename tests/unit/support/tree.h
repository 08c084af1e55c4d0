/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Temporary directory trees. A failure here is a broken test and ends it with status 99. */
#ifndef TREE_H
#define TREE_H

#include <stddef.h>

/* A new empty directory below TMPDIR. */
void tree_new(char *path, size_t size);
/* The file DIR/PATH with TEXT and the directories above it. */
void tree_write(const char *dir, const char *path, const char *text);
void tree_mkdir(const char *dir, const char *path);
/* PATH and all below it; nothing where there is none. */
void tree_remove(const char *path);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * File system calls that fail when told to. Allocates nothing after fault_io_new, so that tests which run out
 * of memory at the Nth allocation count those of the library alone.
 */
#include "fault-io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tree.h"

#define RESCTRL		"/sys/fs/resctrl"
#define MOST_FILES	2048
#define MOST_RULES	32
#define LOG_SIZE	(1 << 20)
#define PATH_SIZE	320

struct rule {
	enum fault_call call;
	char pattern[PATH_SIZE];
	unsigned int first, seen;
	bool onwards;
	int err;
	char text[520];
	bool has_text;
	ssize_t most;			/* of "short", or -1 */
	char vanish[PATH_SIZE];
};

struct open_file {
	bool open;
	bool gone;
	int lock;
	char path[PATH_SIZE];		/* as the library sees it: absolute */
};

struct fault_io {
	int root;
	char root_path[PATH_SIZE];
	struct fault_hooks hooks;
	struct rule rules[MOST_RULES];
	size_t num_rules;
	unsigned int counts[FAULT_NUM_CALLS];
	struct open_file files[MOST_FILES];
	char log[LOG_SIZE];
	size_t log_len;
	char violations[2048];
};

static const char *const call_names[FAULT_NUM_CALLS] = {
	[FAULT_OPEN] = "open",	 [FAULT_CLOSE] = "close",   [FAULT_READ] = "read",
	[FAULT_PREAD] = "pread", [FAULT_WRITE] = "write",   [FAULT_MKDIR] = "mkdir",
	[FAULT_RMDIR] = "rmdir", [FAULT_RENAME] = "rename", [FAULT_FSTAT] = "fstat",
	[FAULT_STAT] = "stat",
	[FAULT_FLOCK] = "flock", [FAULT_GETDENTS] = "getdents",
	[FAULT_READLINK] = "readlink", [FAULT_SETXATTR] = "setxattr",
	[FAULT_GETXATTR] = "getxattr",
	[FAULT_MMAP] = "mmap",
};

static const struct {
	const char *name;
	int err;
} errnos[] = {
	{ "EACCES", EACCES }, { "EAGAIN", EAGAIN }, { "EBUSY", EBUSY },	  { "EEXIST", EEXIST },
	{ "EINTR", EINTR },   { "EINVAL", EINVAL }, { "EIO", EIO },	  { "EMFILE", EMFILE },
	{ "ENFILE", ENFILE }, { "ENODEV", ENODEV }, { "ENOENT", ENOENT }, { "ENOMEM", ENOMEM },
	{ "ENOSPC", ENOSPC }, { "EPERM", EPERM },   { "EROFS", EROFS },	  { "ESRCH", ESRCH },
	{ "ENOLCK", ENOLCK }, { "E2BIG", E2BIG },   { "EOPNOTSUPP", EOPNOTSUPP },
};

static const char *errno_name(int err)
{
	for (size_t i = 0; i < sizeof(errnos) / sizeof(errnos[0]); i++) {
		if (errnos[i].err == err)
			return errnos[i].name;
	}
	return "another errno";
}

static int errno_by_name(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(errnos) / sizeof(errnos[0]); i++) {
		if (strlen(errnos[i].name) == len && !memcmp(errnos[i].name, name, len))
			return errnos[i].err;
	}
	return 0;
}

/* A broken test is no failed test: say so and stop. */
static void __attribute__((noreturn, format(printf, 1, 2))) misuse(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("Bail out! fault-io: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(99);
}

/* ---- names ---- */

/* How rules and the log name the absolute PATH. */
static const char *shown(const char *path)
{
	size_t len = strlen(RESCTRL);

	if (strncmp(path, RESCTRL, len) || (path[len] && path[len] != '/'))
		return path;
	return path[len] && path[len + 1] ? path + len + 1 : ".";
}

static struct open_file *file_of(struct fault_io *f, int fd)
{
	if (fd >= 0 && fd < MOST_FILES && f->files[fd].open)
		return &f->files[fd];
	snprintf(f->violations, sizeof(f->violations), "a call on descriptor %d, which is not open\n", fd);
	return NULL;
}

/* The absolute path of PATH at DIRFD, as the library sees it. False where DIRFD is not open. */
static bool join(struct fault_io *f, int dirfd, const char *path, char *full)
{
	const struct open_file *dir;
	int len;

	if (*path == '/') {
		len = snprintf(full, PATH_SIZE, "%s", path);
	} else {
		dir = file_of(f, dirfd);
		if (!dir)
			return false;
		if (!strcmp(path, "."))
			len = snprintf(full, PATH_SIZE, "%s", dir->path);
		else
			len = snprintf(full, PATH_SIZE, "%s/%s", dir->path, path);
	}
	if (len < 0 || len >= PATH_SIZE)
		misuse("%s is too long", path);
	return true;
}

/* Where it really is, below the root. */
static const char *below(const char *full)
{
	full += strspn(full, "/");
	return *full ? full : ".";
}

static void real_path(const struct fault_io *f, const char *path, char *real, size_t size)
{
	int len;

	if (*path == '/')
		len = snprintf(real, size, "%s%s", f->root_path, path);
	else
		len = snprintf(real, size, "%s" RESCTRL "/%s", f->root_path, path);
	if (len < 0 || (size_t)len >= size)
		misuse("%s is too long", path);
}

/* ---- the book ---- */

static void note(struct fault_io *f, enum fault_call call, const char *path, const char *text,
		 int err)
{
	size_t left = sizeof(f->log) - f->log_len, text_len = text ? strlen(text) : 0;
	int len;

	if (text_len && text[text_len - 1] == '\n')
		text_len--;
	len = snprintf(f->log + f->log_len, left, "%s %s%s%.*s%s%s%s\n", call_names[call],
		       shown(path), text ? " " : "", (int)text_len, text ? text : "",
		       err ? " (" : "", err ? errno_name(err) : "", err ? ")" : "");
	if (len < 0 || (size_t)len >= left)
		misuse("the log is full");
	for (char *c = f->log + f->log_len; c < f->log + f->log_len + len - 1; c++) {
		if (*c == '\n')
			*c = '|';
	}
	f->log_len += (size_t)len;
}

static void need_lock(struct fault_io *f, const char *what, const char *path)
{
	if (strncmp(path, RESCTRL, strlen(RESCTRL)))
		return;
	for (int i = 0; i < MOST_FILES; i++) {
		if (f->files[i].open && f->files[i].lock == LOCK_EX && !strcmp(f->files[i].path, RESCTRL))
			return;
	}
	snprintf(f->violations, sizeof(f->violations), "%s %s without the exclusive lock\n", what,
		 shown(path));
}

static bool is_below(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return !strncmp(path, dir, len) && (!path[len] || path[len] == '/');
}

void fault_io_vanish(struct fault_io *f, const char *path)
{
	char real[2 * PATH_SIZE], full[PATH_SIZE];

	real_path(f, path, real, sizeof(real));
	snprintf(full, sizeof(full), "%s", real + strlen(f->root_path));
	tree_remove(real);
	for (int i = 0; i < MOST_FILES; i++) {
		if (f->files[i].open && is_below(f->files[i].path, full))
			f->files[i].gone = true;
	}
}

static void leave_text(struct fault_io *f, const char *text)
{
	char real[2 * PATH_SIZE];
	int fd;

	real_path(f, "info/last_cmd_status", real, sizeof(real));
	fd = open(real, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || dprintf(fd, "%s\n", text) < 0)
		misuse("cannot write %s", real);
	close(fd);
}

/*
 * One call comes in. 0 to go on, with *SIZE made smaller where a rule says so, else the errno to fail with. FULL
 * may be NULL for a descriptor that is not known.
 */
static int consult(struct fault_io *f, enum fault_call call, const char *full, size_t *size)
{
	int err = 0;

	f->counts[call]++;
	if (!full)
		return EBADF;
	for (size_t i = 0; i < f->num_rules && !err; i++) {
		struct rule *r = &f->rules[i];

		if (r->call != call || fnmatch(r->pattern, shown(full), 0))
			continue;
		r->seen++;
		if (r->seen != r->first && !(r->onwards && r->seen > r->first))
			continue;
		if (*r->vanish)
			fault_io_vanish(f, r->vanish);
		if (size && r->most >= 0 && *size > (size_t)r->most)
			*size = (size_t)r->most;
		if (r->has_text)
			leave_text(f, r->text);
		err = r->err;
	}
	return err;
}

static int fail(int err)
{
	errno = err;
	return -1;
}

/* ---- the calls ---- */

static int fault_openat(void *data, int dirfd, const char *path, int flags)
{
	struct fault_io *f = data;
	char full[PATH_SIZE];
	int err, fd;

	err = consult(f, FAULT_OPEN, join(f, dirfd, path, full) ? full : NULL, NULL);
	if (err)
		return fail(err);
	if (!(flags & O_CLOEXEC))
		snprintf(f->violations, sizeof(f->violations), "open %s without O_CLOEXEC\n",
			 shown(full));
	fd = openat(f->root, below(full), flags);
	if (fd < 0)
		return -1;
	if (fd >= MOST_FILES)
		misuse("descriptor %d is beyond the table", fd);
	f->files[fd] = (struct open_file){ .open = true };
	snprintf(f->files[fd].path, PATH_SIZE, "%s", full);
	return fd;
}

static int fault_close(void *data, int fd)
{
	struct fault_io *f = data;
	struct open_file *file = file_of(f, fd);
	int err = consult(f, FAULT_CLOSE, file ? file->path : NULL, NULL);

	if (!file)
		return fail(err);
	/* As on Linux the descriptor is closed even where close(2) fails. */
	file->open = false;
	close(fd);
	return err ? fail(err) : 0;
}

/* One call, whatever it closes. */
static int fault_close_range(void *data, unsigned int first, unsigned int last)
{
	struct fault_io *f = data;
	struct open_file *file = file_of(f, (int)first);
	int err = consult(f, FAULT_CLOSE, file ? file->path : NULL, NULL);

	if (err)
		return fail(err);
	for (int fd = (int)first; fd <= (int)last; fd++) {
		file = file_of(f, fd);
		if (!file)
			return fail(EBADF);
		file->open = false;
		close(fd);
	}
	return 0;
}

static ssize_t fault_read(void *data, int fd, void *buf, size_t size)
{
	struct fault_io *f = data;
	const struct open_file *file = file_of(f, fd);
	int err = consult(f, FAULT_READ, file ? file->path : NULL, &size);

	if (!err && file->gone)
		err = ENODEV;
	return err ? fail(err) : read(fd, buf, size);
}

static ssize_t fault_pread(void *data, int fd, void *buf, size_t size)
{
	struct fault_io *f = data;
	const struct open_file *file = file_of(f, fd);
	int err = consult(f, FAULT_PREAD, file ? file->path : NULL, &size);

	if (!err && file->gone)
		err = ENODEV;
	return err ? fail(err) : pread(fd, buf, size, 0);
}

static ssize_t fault_write(void *data, int fd, const void *buf, size_t size)
{
	struct fault_io *f = data;
	const struct open_file *file = file_of(f, fd);
	static char text[1 << 16];
	int err;

	if (size >= sizeof(text))
		misuse("a write of %zu bytes", size);
	memcpy(text, buf, size);
	text[size] = '\0';
	err = consult(f, FAULT_WRITE, file ? file->path : NULL, &size);
	if (!err && file->gone)
		err = ENODEV;
	if (!err && f->hooks.write)
		err = f->hooks.write(f->hooks.data, shown(file->path), text);
	if (file) {
		note(f, FAULT_WRITE, file->path, text, err);
		need_lock(f, "write", file->path);
	}
	return err ? fail(err) : (ssize_t)size;
}

static int fault_mkdirat(void *data, int dirfd, const char *path, mode_t mode)
{
	struct fault_io *f = data;
	char full[PATH_SIZE];
	int err;

	err = consult(f, FAULT_MKDIR, join(f, dirfd, path, full) ? full : NULL, NULL);
	if (err == EBADF)
		return fail(err);
	if (!err && mkdirat(f->root, below(full), mode) < 0)
		err = errno;
	if (!err && f->hooks.mkdir)
		err = f->hooks.mkdir(f->hooks.data, shown(full));
	note(f, FAULT_MKDIR, full, NULL, err);
	need_lock(f, "mkdir", full);
	return err ? fail(err) : 0;
}

/* As resctrl does, takes the files of a group with it. */
static int fault_rmdirat(void *data, int dirfd, const char *path)
{
	struct fault_io *f = data;
	char full[PATH_SIZE];
	int err;

	err = consult(f, FAULT_RMDIR, join(f, dirfd, path, full) ? full : NULL, NULL);
	if (err == EBADF)
		return fail(err);
	if (!err && faccessat(f->root, below(full), F_OK, 0) < 0)
		err = errno;
	if (!err)
		fault_io_vanish(f, shown(full));
	note(f, FAULT_RMDIR, full, NULL, err);
	need_lock(f, "rmdir", full);
	return err ? fail(err) : 0;
}

static int fault_renameat(void *data, int dirfd, const char *from, const char *to)
{
	char full[PATH_SIZE], target[PATH_SIZE];
	struct fault_io *f = data;
	int err;

	err = consult(f, FAULT_RENAME, join(f, dirfd, from, full) ? full : NULL, NULL);
	if (err == EBADF)
		return fail(err);
	join(f, dirfd, to, target);
	if (!err && renameat(f->root, below(full), f->root, below(target)) < 0)
		err = errno;
	note(f, FAULT_RENAME, full, shown(target), err);
	need_lock(f, "rename", full);
	return err ? fail(err) : 0;
}

static nlink_t count_directories(const struct fault_io *f, const char *path)
{
	int fd = openat(f->root, below(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char buf[8192] __attribute__((aligned(8)));
	nlink_t num = 0;
	ssize_t n;

	while (fd >= 0 && (n = getdents64(fd, buf, sizeof(buf))) > 0) {
		const struct dirent64 *e;

		for (ssize_t at = 0; at < n; at += e->d_reclen) {
			e = (const void *)(buf + at);
			num += e->d_type == DT_DIR && e->d_name[0] != '.';
		}
	}
	if (fd >= 0)
		close(fd);
	return num;
}

static int fault_fstat(void *data, int fd, struct stat *st)
{
	struct fault_io *f = data;
	const struct open_file *file = file_of(f, fd);
	int err = consult(f, FAULT_FSTAT, file ? file->path : NULL, NULL);

	if (err)
		return fail(err);
	if (fstat(fd, st) < 0)
		return -1;
	/* As proc does, on every file system: a link for each thread, and two. */
	if (!fnmatch("/proc/*/task", file->path, 0))
		st->st_nlink = 2 + (file->gone ? 0 : count_directories(f, file->path));
	return 0;
}

/* As resctrl does: what a pseudo-locked group hides is for nobody, and a directory has a link for each below it. */
static int fault_fstatat(void *data, int dirfd, const char *path, struct stat *st)
{
	struct fault_io *f = data;
	char full[PATH_SIZE], file[2 * PATH_SIZE], mode[8] = "";
	size_t links = SIZE_MAX;
	int err = consult(f, FAULT_STAT, join(f, dirfd, path, full) ? full : NULL, &links);
	int fd;

	if (err)
		return fail(err);
	if (fstatat(f->root, below(full), st, 0) < 0)
		return -1;
	if (S_ISDIR(st->st_mode))
		st->st_nlink = (nlink_t)(links < 2 ? links : 2 + count_directories(f, full));
	snprintf(file, sizeof(file), "%.*s/mode", (int)(strrchr(full, '/') - full), full);
	fd = openat(f->root, below(file), O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		if (read(fd, mode, sizeof(mode) - 1) == sizeof(mode) - 1 && !strcmp(mode, "pseudo-"))
			st->st_mode &= S_IFMT;
		close(fd);
	}
	return 0;
}

static int fault_flock(void *data, int fd, int operation)
{
	struct fault_io *f = data;
	struct open_file *file = file_of(f, fd);
	int err = consult(f, FAULT_FLOCK, file ? file->path : NULL, NULL);

	if (err)
		return fail(err);
	if (flock(fd, operation) < 0)
		return -1;
	file->lock = operation & LOCK_UN ? 0 : operation & (LOCK_SH | LOCK_EX);
	return 0;
}

static ssize_t fault_getdents(void *data, int fd, void *buf, size_t size)
{
	struct fault_io *f = data;
	const struct open_file *file = file_of(f, fd);
	int err = consult(f, FAULT_GETDENTS, file ? file->path : NULL, &size);

	/* What the VFS says of a directory that was removed while open. */
	if (!err && file->gone)
		err = ENOENT;
	return err ? fail(err) : getdents64(fd, buf, size);
}

static ssize_t fault_readlinkat(void *data, int dirfd, const char *path, char *buf, size_t size)
{
	struct fault_io *f = data;
	char full[PATH_SIZE];
	int err = consult(f, FAULT_READLINK, join(f, dirfd, path, full) ? full : NULL, NULL);

	return err ? fail(err) : readlinkat(f->root, below(full), buf, size);
}

/* The file that stands for attribute NAME of FULL. */
static void xattr_file(const char *full, const char *name, char *file, size_t size)
{
	int len = snprintf(file, size, "xattr%s@%s", full, name);

	if (len < 0 || (size_t)len >= size)
		misuse("%s is too long", full);
}

static int fault_setxattrat(void *data, int dirfd, const char *path, const char *name, const void *value,
			    size_t size)
{
	char full[PATH_SIZE], file[2 * PATH_SIZE], text[1024];
	struct fault_io *f = data;
	int err, len;

	err = consult(f, FAULT_SETXATTR, join(f, dirfd, path, full) ? full : NULL, NULL);
	if (err == EBADF)
		return fail(err);
	xattr_file(full, name, file, sizeof(file));
	len = snprintf(text, sizeof(text), "%.*s", (int)size, (const char *)value);
	if (len < 0 || (size_t)len >= sizeof(text))
		misuse("a value of %zu bytes", size);
	if (!err)
		tree_write(f->root_path, file, text);
	note(f, FAULT_SETXATTR, full, text, err);
	need_lock(f, "setxattr", full);
	return err ? fail(err) : 0;
}

static ssize_t fault_getxattrat(void *data, int dirfd, const char *path, const char *name, void *value,
				size_t size)
{
	char full[PATH_SIZE], file[2 * PATH_SIZE];
	struct fault_io *f = data;
	ssize_t n;
	int err, fd;

	err = consult(f, FAULT_GETXATTR, join(f, dirfd, path, full) ? full : NULL, NULL);
	if (err)
		return fail(err);
	xattr_file(full, name, file, sizeof(file));
	fd = openat(f->root, file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(ENODATA);
	n = read(fd, value, size);
	close(fd);
	return n;
}

static void *fault_mmap(void *data, int fd, size_t size, int prot, off_t offset)
{
	struct fault_io *f = data;
	const struct open_file *file = file_of(f, fd);
	int err = consult(f, FAULT_MMAP, file ? file->path : NULL, NULL);

	if (err) {
		errno = err;
		return MAP_FAILED;
	}
	return mmap(NULL, size, prot, MAP_SHARED, fd, offset);
}

static int fault_munmap(void *data, void *address, size_t size)
{
	(void)data;
	return munmap(address, size);
}

/* A file whose name begins with "resctrl-" stands for one that is on resctrl. */
static int fault_fstatfs(void *data, int fd, struct statfs *st)
{
	struct fault_io *f = data;
	const struct open_file *file = file_of(f, fd);
	const char *slash = file ? strrchr(file->path, '/') : NULL;

	if (fstatfs(fd, st))
		return -1;
	if (slash && !strncmp(slash + 1, "resctrl-", 8))
		st->f_type = 0x7655821;
	return 0;
}

static const struct io_ops fault_ops = {
	.openat = fault_openat,
	.close = fault_close,
	.close_range = fault_close_range,
	.read = fault_read,
	.pread = fault_pread,
	.write = fault_write,
	.mkdirat = fault_mkdirat,
	.rmdirat = fault_rmdirat,
	.renameat = fault_renameat,
	.fstat = fault_fstat,
	.fstatat = fault_fstatat,
	.flock = fault_flock,
	.getdents = fault_getdents,
	.readlinkat = fault_readlinkat,
	.setxattrat = fault_setxattrat,
	.getxattrat = fault_getxattrat,
	.mmap = fault_mmap,
	.munmap = fault_munmap,
	.fstatfs = fault_fstatfs,
};

/* ---- set up ---- */

struct fault_io *fault_io_new(const char *root)
{
	struct fault_io *f = calloc(1, sizeof(*f));

	if (!f)
		misuse("out of memory");
	snprintf(f->root_path, sizeof(f->root_path), "%s", root);
	f->root = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (f->root < 0)
		misuse("%s: %s", root, strerror(errno));
	return f;
}

void fault_io_free(struct fault_io *f)
{
	for (int fd = 0; fd < MOST_FILES; fd++) {
		if (f->files[fd].open)
			close(fd);
	}
	close(f->root);
	free(f);
}

void fault_io_attach(struct fault_io *f, struct io *io)
{
	io->ops = &fault_ops;
	io->data = f;
}

void fault_io_set_hooks(struct fault_io *f, const struct fault_hooks *hooks)
{
	f->hooks = *hooks;
}

static void parse_action(struct rule *r, const char *action)
{
	const char *colon = strchrnul(action, ':');

	r->most = -1;
	if (!strncmp(action, "short=", 6)) {
		r->most = atoi(action + 6);
	} else if (!strncmp(action, "vanish=", 7)) {
		snprintf(r->vanish, sizeof(r->vanish), "%s", action + 7);
	} else {
		r->err = errno_by_name(action, (size_t)(colon - action));
		if (!r->err)
			misuse("no such action: %s", action);
		r->has_text = *colon;
		snprintf(r->text, sizeof(r->text), "%s", *colon ? colon + 1 : "");
	}
}

void fault_io_add(struct fault_io *f, const char *format, ...)
{
	struct rule *r = &f->rules[f->num_rules];
	char text[1200], call[16], when[16];
	int action = 0;
	va_list args;

	if (f->num_rules == MOST_RULES)
		misuse("too many rules");
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	*r = (struct rule){ .call = FAULT_NUM_CALLS };
	if (sscanf(text, "%15s %319s %15s %n", call, r->pattern, when, &action) != 3 || !action)
		misuse("no rule: %s", text);
	for (enum fault_call i = 0; i < FAULT_NUM_CALLS; i++) {
		if (!strcmp(call_names[i], call))
			r->call = i;
	}
	r->first = (unsigned int)atoi(when);
	r->onwards = when[strlen(when) - 1] == '+';
	if (r->call == FAULT_NUM_CALLS || !r->first)
		misuse("no rule: %s", text);
	parse_action(r, text + action);
	f->num_rules++;
}

void fault_io_reset(struct fault_io *f)
{
	f->num_rules = 0;
	f->log_len = 0;
	f->log[0] = '\0';
	memset(f->counts, 0, sizeof(f->counts));
}

/* ---- what happened ---- */

unsigned int fault_io_count(const struct fault_io *f, enum fault_call call)
{
	return f->counts[call];
}

unsigned int fault_io_count_all(const struct fault_io *f)
{
	unsigned int sum = 0;

	for (int i = 0; i < FAULT_NUM_CALLS; i++)
		sum += f->counts[i];
	return sum;
}

size_t fault_io_num_open(const struct fault_io *f)
{
	size_t num = 0;

	for (int i = 0; i < MOST_FILES; i++)
		num += f->files[i].open;
	return num;
}

size_t fault_io_num_locks(const struct fault_io *f)
{
	size_t num = 0;

	for (int i = 0; i < MOST_FILES; i++)
		num += f->files[i].open && f->files[i].lock;
	return num;
}

const char *fault_io_log(const struct fault_io *f)
{
	return f->log;
}

const char *fault_io_violations(const struct fault_io *f)
{
	return f->violations;
}

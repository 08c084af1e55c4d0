/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct key {
	const char *name;
	uint64_t *value;
	uint64_t max;
};

struct reader {
	char *err;
	size_t errlen;
	const char *line;
};

__attribute__((format(printf, 2, 3)))
static bool refuse(struct reader *r, const char *format, ...)
{
	va_list args;
	int n = snprintf(r->err, r->errlen, "mpam=%s: ", r->line);

	va_start(args, format);
	if (n >= 0 && (size_t)n < r->errlen)
		vsnprintf(r->err + n, r->errlen - (size_t)n, format, args);
	va_end(args);
	return false;
}

static bool parse_number(const char *text, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 0);
	return !errno && end != text && !*end && *text != '-';
}

/* "A-B" or "A" */
static bool parse_cpus(struct reader *r, char *text, struct cache *c)
{
	char *dash = strchr(text, '-');

	if (dash)
		*dash++ = '\0';
	if (!parse_number(text, &c->first_cpu) || !parse_number(dash ? dash : text, &c->last_cpu) ||
	    c->last_cpu >= MAX_CPUS || c->first_cpu > c->last_cpu)
		return refuse(r, "cpus is A-B, at most %d", MAX_CPUS - 1);
	return true;
}

/* Words "key=value" against a table that ends with a NULL name. */
static bool parse_keys(struct reader *r, char *words, const struct key *keys, struct cache *cache)
{
	char *word, *value, *save = NULL;
	const struct key *k;

	for (word = strtok_r(words, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		value = strchr(word, '=');
		if (!value)
			return refuse(r, "'%s' is no key=value", word);
		*value++ = '\0';
		if (cache && !strcmp(word, "cpus")) {
			if (!parse_cpus(r, value, cache))
				return false;
			continue;
		}
		for (k = keys; k->name && strcmp(k->name, word); k++)
			;
		if (!k->name)
			return refuse(r, "unknown key '%s'", word);
		if (!parse_number(value, k->value) || *k->value > k->max)
			return refuse(r, "%s is a number up to %llu", word, (unsigned long long)k->max);
	}
	return true;
}

static bool parse_cache(struct reader *r, char *words, struct machine *m)
{
	struct cache *c = &m->caches[m->n_caches];
	const struct key keys[] = { { "id", &c->id, UINT32_MAX },
				    { "level", &c->level, 3 },
				    { "kb", &c->kb, 1 << 20 },
				    { "ways", &c->ways, 255 },
				    { NULL, NULL, 0 } };

	if (m->n_caches == MAX_CACHES)
		return refuse(r, "more than %d caches", MAX_CACHES);
	*c = (struct cache){ .ways = 16, .kb = 1024 };
	if (!parse_keys(r, words, keys, c))
		return false;
	if (c->level < 2 || !c->kb || !c->ways)
		return refuse(r, "level is 2 or 3, kb and ways are not 0");
	m->n_caches++;
	return true;
}

static bool parse_msc(struct reader *r, char *words, struct machine *m)
{
	struct msc *c = &m->mscs[m->n_mscs];
	uint64_t pcc = 0, cluster = UINT32_MAX, package = UINT32_MAX;
	const struct key keys[] = { { "id", &c->id, UINT32_MAX },
				    { "partid_max", &c->partid_max, MAX_PARTIDS - 1 },
				    { "pmg_max", &c->pmg_max, MAX_PMGS - 1 },
				    { "iidr", &c->iidr, UINT32_MAX },
				    { "nrdy", &c->nrdy, UINT32_MAX },
				    { "reserved", &c->reserved, UINT32_MAX },
				    { "pcc", &pcc, 1 },
				    { "cluster", &cluster, MAX_CACHES },
				    { "package", &package, MAX_CACHES },
				    { NULL, NULL, 0 } };

	if (m->n_mscs == MAX_MSCS)
		return refuse(r, "more than %d MSCs", MAX_MSCS);
	*c = (struct msc){ .partid_max = m->partid_max, .pmg_max = m->pmg_max, .iidr = 0x0123043b };
	if (!parse_keys(r, words, keys, NULL))
		return false;
	c->pcc = pcc;
	c->cluster = cluster == UINT32_MAX ? -1 : (int64_t)cluster;
	c->package = package == UINT32_MAX ? -1 : (int64_t)package;
	m->n_mscs++;
	return true;
}

static bool parse_ris(struct reader *r, char *words, struct machine *m)
{
	struct msc *msc = m->n_mscs ? &m->mscs[m->n_mscs - 1] : NULL;
	uint64_t cache = UINT64_MAX, memory = UINT64_MAX;
	struct ris *i;

	if (!msc || msc->n_ris == MAX_RIS)
		return refuse(r, "a ris follows its msc, at most %d of them", MAX_RIS);
	i = &msc->ris[msc->n_ris];
	*i = (struct ris){ .mbwu_bits = 31 };

	const struct key keys[] = { { "cache", &cache, UINT32_MAX },
				    { "memory", &memory, UINT32_MAX },
				    { "cpor", &i->cpor, 32 },
				    { "cmax", &i->cmax, 16 },
				    { "mbw_max", &i->mbw_max, 16 },
				    { "mbw_min", &i->mbw_min, 1 },
				    { "csu", &i->csu, MAX_MONITORS },
				    { "mbwu", &i->mbwu, MAX_MONITORS },
				    { "mbwu_bits", &i->mbwu_bits, 63 },
				    { NULL, NULL, 0 } };

	if (!parse_keys(r, words, keys, NULL))
		return false;
	if ((cache == UINT64_MAX) == (memory == UINT64_MAX))
		return refuse(r, "either cache or memory");
	if (i->mbwu_bits != 31 && i->mbwu_bits != 44 && i->mbwu_bits != 63)
		return refuse(r, "mbwu_bits is 31, 44 or 63");
	i->memory = memory != UINT64_MAX;
	i->target = i->memory ? memory : cache;
	if (!i->memory && !machine_cache(m, cache))
		return refuse(r, "there is no cache %llu", (unsigned long long)cache);
	msc->n_ris++;
	return true;
}

static bool parse_line(struct reader *r, char *line, struct machine *m)
{
	const struct key cpus[] = { { "partid_max", &m->partid_max, MAX_PARTIDS - 1 },
				    { "pmg_max", &m->pmg_max, MAX_PMGS - 1 },
				    { "soc_id", &m->soc_id, INT32_MAX },
				    { NULL, NULL, 0 } };
	const struct key table[] = { { "revision", &m->revision, 255 }, { NULL, NULL, 0 } };
	char *words = strchr(line, ' ');

	if (words)
		*words++ = '\0';
	else
		words = line + strlen(line);
	if (!strcmp(line, "cpus"))
		return parse_keys(r, words, cpus, NULL);
	if (!strcmp(line, "table"))
		return parse_keys(r, words, table, NULL);
	if (!strcmp(line, "cache"))
		return parse_cache(r, words, m);
	if (!strcmp(line, "msc"))
		return parse_msc(r, words, m);
	if (!strcmp(line, "ris"))
		return parse_ris(r, words, m);
	return refuse(r, "'%s' is not one of cpus, table, cache, msc, ris", line);
}

bool machine_read(struct machine *m, const char *path, char *err, size_t errlen)
{
	struct reader r = { .err = err, .errlen = errlen };
	char line[256], copy[256];
	bool ok = true;
	FILE *f = fopen(path, "re");

	if (!f) {
		snprintf(err, errlen, "%s: %s", path, strerror(errno));
		return false;
	}
	*m = (struct machine){ .partid_max = 31, .pmg_max = 3, .revision = 1 };
	while (ok && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		memcpy(copy, line, sizeof(copy));
		r.line = line;
		ok = parse_line(&r, copy, m);
	}
	fclose(f);
	return ok;
}

const struct cache *machine_cache(const struct machine *m, uint64_t id)
{
	unsigned int i;

	for (i = 0; i < m->n_caches; i++)
		if (m->caches[i].id == id)
			return &m->caches[i];
	return NULL;
}

bool machine_ris_has_cpu(const struct machine *m, const struct ris *r, unsigned int cpu)
{
	const struct cache *c;

	if (r->memory)
		return true;
	c = machine_cache(m, r->target);
	return c && cpu >= c->first_cpu && cpu <= c->last_cpu;
}

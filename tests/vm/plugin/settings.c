/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of settings: name, default for each vendor, and range. */
#include <stdio.h>
#include <string.h>

#include "keyvalue.h"
#include "settings.h"

#define FIELD(name) #name, offsetof(struct rdt_settings, name)

/* Of Intel and of AMD. */
static const struct keyvalue settings[] = {
	{ FIELD(dom), { 0, 0 }, 0, RDT_MAX_CPUS },
	{ FIELD(snc), { 1, 1 }, 1, 8 },

	{ FIELD(l3cat), { 1, 1 }, 0, 1 },
	{ FIELD(l3len), { 12, 16 }, 1, 32 },
	{ FIELD(l3kb), { 16384, 32768 }, 1, 1u << 20 },
	{ FIELD(share), { 0xc00, 0 }, 0, UINT32_MAX },
	{ FIELD(closids), { 16, 16 }, 1, RDT_MAX_CLOSIDS },
	{ FIELD(cdp), { 1, 1 }, 0, 1 },
	{ FIELD(noncont), { 1, 0 }, 0, 1 },
	{ FIELD(l2len), { 0, 0 }, 0, 32 },
	{ FIELD(l2closids), { 8, 8 }, 1, RDT_MAX_CLOSIDS },
	{ FIELD(l2cdp), { 1, 0 }, 0, 1 },
	{ FIELD(mba), { 1, 1 }, 0, 1 },
	{ FIELD(mbaclosids), { 8, 16 }, 1, RDT_MAX_CLOSIDS },
	{ FIELD(mbadelay), { 90, 0 }, 0, 99 },
	{ FIELD(ptmba), { 0, 0 }, 0, 1 },
	{ FIELD(bwlen), { 0, 11 }, 0, 31 },
	{ FIELD(smba), { 0, 0 }, 0, 1 },
	{ FIELD(sdciae), { 0, 1 }, 0, 1 },

	{ FIELD(rmids), { 128, 256 }, 1, RDT_MAX_RMIDS },
	{ FIELD(occ), { 1, 1 }, 0, 1 },
	{ FIELD(total), { 1, 1 }, 0, 1 },
	{ FIELD(local), { 1, 1 }, 0, 1 },
	{ FIELD(scale), { 65536, 64 }, 1, 1u << 24 },
	{ FIELD(width), { 0, 0 }, 0, 38 },
	{ FIELD(bmec), { 0, 1 }, 0, 1 },
	{ FIELD(abmc), { 0, 1 }, 0, 1 },
	{ FIELD(cntrs), { 32, 32 }, 1, RDT_MAX_COUNTERS },
	{ FIELD(errrmid), { RDT_NO_RMID, RDT_NO_RMID }, 0, RDT_NO_RMID },
	{ FIELD(unavailrmid), { RDT_NO_RMID, RDT_NO_RMID }, 0, RDT_NO_RMID },

	{ FIELD(rate), { 1000, 1000 }, 0, 1000000 },
	{ FIELD(load), { 0, 0 }, 0, 100000 },
	{ FIELD(wave1), { 0, 0 }, 0, 3600000 },
	{ FIELD(wave2), { 0, 0 }, 0, 3600000 },
	{ FIELD(wave3), { 0, 0 }, 0, 3600000 },
	{ FIELD(wavemb), { 0, 0 }, 0, 1 },
	{ FIELD(witness), { 0, 0 }, 0, 1 },
	{ FIELD(decayms), { 300, 300 }, 1, 3600000 },
	{ FIELD(debug), { 0, 0 }, 0, 1 },
};

#define N_SETTINGS (sizeof(settings) / sizeof(settings[0]))

static bool is_vendor(const char *arg)
{
	return !strncmp(arg, "vendor=", strlen("vendor="));
}

static bool is_activity(const char *arg)
{
	return !strncmp(arg, "activity=", strlen("activity="));
}

static bool parse_vendor(struct rdt_settings *s, int argc, char **argv, char *err, size_t errlen)
{
	const char *vendor = NULL;
	int i;

	for (i = 0; i < argc; i++)
		if (is_vendor(argv[i]))
			vendor = argv[i] + strlen("vendor=");
	if (!vendor || (strcmp(vendor, "intel") && strcmp(vendor, "amd"))) {
		snprintf(err, errlen, "vendor=intel or vendor=amd is needed");
		return false;
	}
	s->amd = !strcmp(vendor, "amd");
	return true;
}

/* What single ranges do not say. */
static bool check(const struct rdt_settings *s, char *err, size_t errlen)
{
	if (s->dom && s->dom % s->snc) {
		snprintf(err, errlen, "dom=%llu CPUs cannot be divided into snc=%llu nodes",
			 (unsigned long long)s->dom, (unsigned long long)s->snc);
		return false;
	}
	if (s->rmids % s->snc) {
		snprintf(err, errlen, "rmids=%llu cannot be divided between snc=%llu nodes",
			 (unsigned long long)s->rmids, (unsigned long long)s->snc);
		return false;
	}
	if (s->share >> s->l3len) {
		snprintf(err, errlen, "share=0x%llx has bits beyond l3len=%llu",
			 (unsigned long long)s->share, (unsigned long long)s->l3len);
		return false;
	}
	return true;
}

bool rdt_settings_parse(struct rdt_settings *s, int argc, char **argv, char *err, size_t errlen)
{
	int a;

	memset(s, 0, sizeof(*s));
	if (!parse_vendor(s, argc, argv, err, errlen))
		return false;
	keyvalue_set_defaults(settings, N_SETTINGS, s->amd, s);
	for (a = 0; a < argc; a++)
		if (is_activity(argv[a]))
			s->activity = argv[a] + strlen("activity=");
		else if (!is_vendor(argv[a]) &&
			 !keyvalue_parse(settings, N_SETTINGS, argv[a], s, err, errlen))
			return false;
	return check(s, err, errlen);
}

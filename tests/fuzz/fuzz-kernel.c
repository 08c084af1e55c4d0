/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command line, configuration, symbols, modules, log: what is found is there, at its place, and fits. */
#include "fuzz.h"
#include "text/kernel.h"

/* WORD at AT is between blanks or the ends of TEXT. */
static int stands_alone(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
		if ((at == text || strchr(" \t\n", at[-1])) && strchr(" \t\n", at[len]))
			return 1;
	}
	return 0;
}

static void check_words(const char *text)
{
	struct rdt_force force;
	char value[16];

	FUZZ_HOLDS(words_have(text, "arm64.nompam") == !!stands_alone(text, "arm64.nompam"));
	memset(value, 'x', sizeof(value));
	if (words_value(text, "rdt", value, sizeof(value))) {
		FUZZ_HOLDS(memchr(value, '\0', sizeof(value)) && strstr(text, "rdt=") && strstr(text, value));
		FUZZ_HOLDS(!value[strcspn(value, " \t\n")]);
	}
	rdt_force_parse(text, "energy", 0x26696143, &force);
	FUZZ_HOLDS((!force.on && !force.off) || (strstr(text, "rdt=") && strstr(text, "energy")));
	FUZZ_HOLDS(!force.off || strstr(text, "!energy"));
}

static void check_lists(const char *text)
{
	char config = kconfig_get(text, "CONFIG_X");

	FUZZ_HOLDS(config == 'n' || (config == 'y' && strstr(text, "CONFIG_X=y")) ||
		   (config == 'm' && strstr(text, "CONFIG_X=m")));
	FUZZ_HOLDS(!kallsyms_has(text, "sym") || strstr(text, " sym"));
	FUZZ_HOLDS(!modules_have(text, "a_b") || strstr(text, "a_b.ko") || strstr(text, "a-b.ko"));
}

static void check_log(const char *text)
{
	struct mpam_log log;

	mpam_log_parse(text, &log);
	FUZZ_HOLDS(!log.enabled || strstr(text, "MPAM enabled with "));
	if (log.enabled) {
		char line[96];

		snprintf(line, sizeof(line), "%llu PARTIDs and ", (unsigned long long)log.partids);
		FUZZ_HOLDS(strstr(text, line) && strstr(text, " PMGs"));
	}
	if (log.disabled) {
		FUZZ_HOLDS(log.disabled >= text && log.disabled + log.disabled_len <= text + strlen(text));
		FUZZ_HOLDS(!memchr(log.disabled, '\n', log.disabled_len));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size), *bytes = fuzz_bytes(data, size), mode[16];
	const char *at;
	size_t len;

	check_words(text);
	check_lists(text);
	check_log(text);
	memset(mode, 'x', sizeof(mode));
	lockdown_parse(text, mode, sizeof(mode));
	FUZZ_HOLDS(memchr(mode, '\0', sizeof(mode)) && strstr(text, mode) && !strchr(mode, ']'));
	at = task_status_find(text, "CapEff", &len);
	if (at)
		FUZZ_HOLDS(at >= text + 8 && at + len <= text + strlen(text) && !memchr(at, '\n', len) &&
			   !memcmp(at - 8, "CapEff:\t", 8));
	/* Without a NUL behind it. */
	at = kmsg_text(bytes, size, &len);
	FUZZ_HOLDS(at >= bytes && at + len <= bytes + size && !memchr(at, '\n', len));
	free(bytes);
	free(text);
	return 0;
}

# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Debian packages through apt with state folders of its own: nothing is installed on the host, no
# root is needed, and apt checks the archive's signatures as it always does. Needs lib/common.sh and
# TB_CACHE.

# The mirror of the host's own apt configuration: the first whose path ends in /debian, else the
# first with a Debian suite's main component. apt itself reads the configuration, so every format it
# knows will do.
host_mirror()
{
	if [ -n "${RCTL_TESTBED_MIRROR:-}" ]; then
		echo "${RCTL_TESTBED_MIRROR%/}"
		return
	fi
	# shellcheck disable=SC2016 # apt's own variables
	apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Created-By: Packages' 2>/dev/null |
		awk -v codename="$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" '
			$3 != "main" || $2 ~ /security/ { next }
			{ sub(/\/$/, "", $1) }
			$1 ~ /\/debian$/ && found == "" { found = $1 }
			$2 == codename && other == "" { other = $1 }
			END { print found != "" ? found : other }'
}

host_keyring()
{
	local f

	for f in ${RCTL_TESTBED_KEYRING:+"$RCTL_TESTBED_KEYRING"} \
		/usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
		[ -r "$f" ] && echo "$f" && return
	done
	return 0
}

# apt_failed WHAT: names the cause of the failure logged in $APT/log in one line.
apt_failed()
{
	local why

	if grep -qiE 'no space left|enough free space|quota exceeded|write (error|failed)' \
		"$APT/log"; then
		no_space "$TB_CACHE"
	fi
	need_space "$TB_CACHE" 20
	why=$(sed -n 's/^[EW]: *//p' "$APT/log" | head -n 1)
	die "$TB_MIRROR" "$1 from $APT_MIRROR failed: ${why:-see $APT/log}" \
		"(RCTL_TESTBED_MIRROR=URL names another mirror)"
}

apt_run()
{
	timeout 1200 "$1" -q -c "$APT/apt.conf" "${@:2}"
}

# apt_open ARCHITECTURE SUITE...: fresh package lists of the suites. Sets APT, the folder of apt's
# private state.
apt_open()
{
	local arch=$1 keyring user=

	shift

	command -v apt-get >/dev/null ||
		die "$TB_HOST" "no apt-get: QEMU and the kernels come from Debian's packages"
	APT_MIRROR=$(host_mirror)
	[ -n "$APT_MIRROR" ] ||
		die "$TB_MIRROR" "no Debian mirror in the host's apt configuration:" \
			"set RCTL_TESTBED_MIRROR=URL"
	keyring=$(host_keyring)
	[ "$(id -u)" -ne 0 ] || user=root

	APT=$TB_CACHE/apt
	if ! { mkdir -p "$APT/lists/partial" "$APT/cache/archives/partial" "$APT/state" &&
		touch "$APT/status" "$APT/log" &&
		apt_sources "$arch" "$keyring" "$@" >"$APT/sources.list" &&
		apt_config "$arch" "$user" >"$APT/apt.conf"; } 2>/dev/null; then
		no_space "$TB_CACHE"
	fi
	note "reading the package lists of $* from $APT_MIRROR"
	apt_run apt-get update >"$APT/log" 2>&1 || apt_failed "reading the package lists"
}

# apt_sources ARCHITECTURE KEYRING SUITE...
apt_sources()
{
	local arch=$1 keyring=$2 suite

	for suite in "${@:3}"; do
		echo "deb [arch=$arch${keyring:+ signed-by=$keyring}] $APT_MIRROR $suite main"
	done
}

# apt_config ARCHITECTURE USER: the host's own settings (a proxy, credentials) stay in force, apart from its pins and hooks.
apt_config()
{
	cat <<-EOF
	#clear APT::Update::Pre-Invoke;
	#clear APT::Update::Post-Invoke;
	#clear APT::Update::Post-Invoke-Success;
	#clear DPkg::Pre-Invoke;
	#clear DPkg::Post-Invoke;
	#clear DPkg::Pre-Install-Pkgs;
	Dir::Etc::sourcelist "$APT/sources.list";
	Dir::Etc::sourceparts "/dev/null";
	Dir::Etc::preferences "/dev/null";
	Dir::Etc::preferencesparts "/dev/null";
	Dir::State "$APT/state";
	Dir::State::Lists "$APT/lists";
	Dir::State::status "$APT/status";
	Dir::Cache "$APT/cache";
	Dir::Cache::archives "archives";
	Dir::Cache::pkgcache "pkgcache.bin";
	Dir::Cache::srcpkgcache "srcpkgcache.bin";
	Acquire::Languages "none";
	Acquire::Retries "3";
	Acquire::http::Timeout "30";
	Acquire::https::Timeout "30";
	Acquire::AllowInsecureRepositories "false";
	APT::Architecture "$1";
	APT::Architectures "$1";
	APT::Get::AllowUnauthenticated "false";
	APT::Get::List-Cleanup "false";
	APT::Install-Recommends "false";
	APT::Keep-Downloaded-Packages "true";
	APT::Update::Error-Mode "any";
	${2:+APT::Sandbox::User \"$2\";}
	EOF
}

# apt_versions PACKAGE: the versions the suites have, newest first.
apt_versions()
{
	apt_run apt-cache madison "$1" 2>/dev/null | awk -F' *[|] *' '/Packages$/ { print $2 }'
}

# apt_names REGEX: names of packages.
apt_names()
{
	apt_run apt-cache search --names-only "$1" 2>/dev/null | cut -d' ' -f1
}

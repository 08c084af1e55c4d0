#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes ./configure from configure.ac. Needed in a git checkout only; release archives carry it.
set -eu
cd "$(dirname "$0")"
exec autoreconf --force --install --warnings=all,no-portability "$@"

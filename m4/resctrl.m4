# SPDX-License-Identifier: GPL-2.0-or-later
# Probes for compiler and linker flags. Each flag is tried with -Werror, because clang accepts
# unknown -W and -f options with nothing but a warning.

# RESCTRL_CC_FLAGS(VARIABLE, FLAGS): append to VARIABLE each flag that the compiler takes.
AC_DEFUN([RESCTRL_CC_FLAGS], [
for resctrl_flag in $2; do
	AC_MSG_CHECKING([whether $CC takes $resctrl_flag])
	resctrl_saved_CFLAGS=$CFLAGS
	CFLAGS="$CFLAGS -Werror $resctrl_flag"
	AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
		[AC_MSG_RESULT([yes])
		$1="$$1 $resctrl_flag"],
		[AC_MSG_RESULT([no])])
	CFLAGS=$resctrl_saved_CFLAGS
done
])

# RESCTRL_LD_FLAGS(VARIABLE, FLAGS): append to VARIABLE each flag that links a program.
AC_DEFUN([RESCTRL_LD_FLAGS], [
for resctrl_flag in $2; do
	AC_MSG_CHECKING([whether the linker takes $resctrl_flag])
	resctrl_saved_LDFLAGS=$LDFLAGS
	LDFLAGS="$LDFLAGS -Werror $resctrl_flag"
	AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
		[AC_MSG_RESULT([yes])
		$1="$$1 $resctrl_flag"],
		[AC_MSG_RESULT([no])])
	LDFLAGS=$resctrl_saved_LDFLAGS
done
])

# RESCTRL_FORTIFY(VARIABLE): the highest _FORTIFY_SOURCE level that works, where the build
# optimises (it does nothing otherwise, loudly) and nobody has chosen a level already.
AC_DEFUN([RESCTRL_FORTIFY], [
AC_MSG_CHECKING([which _FORTIFY_SOURCE level to use])
AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
#if defined(_FORTIFY_SOURCE) || !defined(__OPTIMIZE__)
#error "already set, or not optimising"
#endif
]])], [
	AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
#include <features.h>
#if !defined(__has_builtin) || !defined(__GLIBC_PREREQ)
#error "no level 3"
#elif !__has_builtin(__builtin_dynamic_object_size) || !__GLIBC_PREREQ(2, 34)
#error "no level 3"
#endif
]])], [resctrl_level=3], [resctrl_level=2])
	AC_MSG_RESULT([$resctrl_level])
	$1="$$1 -D_FORTIFY_SOURCE=$resctrl_level"
], [AC_MSG_RESULT([none: already set, or not optimising])])
])

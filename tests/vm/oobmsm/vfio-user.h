/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The server's side of vfio-user, the protocol in which QEMU drives a device in another process. */
#ifndef OOBMSM_VFIO_USER_H
#define OOBMSM_VFIO_USER_H

#include <stdbool.h>

#include "device.h"

/* Answers one message of the client at @socket. Returns false at its end, or when it breaks the
 * protocol. */
bool vfio_user_serve(int socket, struct device *d);

#endif

/* SPDX-License-Identifier: Apache-2.0
 * Keeps keys out of core files and debuggers. */
#include <cofferdam/key.h>

#include <sys/prctl.h>

/* The kernel sets the flag anew on a change of user and on exec: call this after those. */
enum cfd_status cfd_process_protect(void)
{
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? CFD_OK : CFD_ERR_IO;
}

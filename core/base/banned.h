/* SPDX-License-Identifier: Apache-2.0
 * Calls of libc that this project does not use, because their misuse is silent. Included into
 * every translation unit by the build; using one does not compile. */
#ifndef CFD_CORE_BASE_BANNED_H
#define CFD_CORE_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok atoi atol atof
#pragma GCC poison gmtime localtime ctime asctime

#endif

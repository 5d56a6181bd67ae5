/* SPDX-License-Identifier: Apache-2.0
 * What every unit test includes: cmocka with the headers it forgets to include. */
#ifndef CFD_TESTS_LIB_TEST_H
#define CFD_TESTS_LIB_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEST_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif

/* SPDX-License-Identifier: Apache-2.0
 * The fast reader of JSON for any processor. */
#include "core/decode/json_fast.h"

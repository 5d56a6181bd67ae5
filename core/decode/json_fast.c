/* SPDX-License-Identifier: Apache-2.0
 * The fast reader of JSON for any processor. */
#define CFDI_FAST_TARGET
#define CFDI_FAST_END cfd_string_end
#define CFDI_FAST_NAME cfdi_json_fast

#include "core/decode/json_fast.h"

/* SPDX-License-Identifier: Apache-2.0
 * The fast reader of JSON for processors with AVX2; called only where cfdi_json_has_avx2 says so. */
#include "core/decode/json_inside.h"

#if defined(__x86_64__)
#define CFDI_FAST_TARGET __attribute__((target("avx2,bmi,bmi2")))
#define CFDI_FAST_END cfdi_string_end_avx2
#define CFDI_FAST_NAME cfdi_json_fast_avx2

#include "core/decode/json_fast.h"

bool cfdi_json_has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}
#else
bool cfdi_json_has_avx2(void)
{
    return false;
}

enum cfd_status cfdi_json_fast_avx2(struct cfd_json *json, struct cfdi_input *in)
{
    return cfdi_json_fast(json, in);
}
#endif

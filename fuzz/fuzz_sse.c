/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_sse_feed, cfd_sse_finish. Input and oracles: decode_oracle.h. */
#include "core/decode/sse.h"

#include "fuzz/decode_oracle.h"

static struct cfd_sse sse;

static void init(uint8_t options, struct oracle *oracle)
{
    (void)options;
    cfd_sse_init(&sse, false, oracle_token, oracle);
    sse.on_broken = oracle_broken;
}

static enum cfd_status feed(const uint8_t *data, size_t data_bytes)
{
    return cfd_sse_feed(&sse, data, data_bytes);
}

static enum cfd_status finish(void)
{
    return cfd_sse_finish(&sse);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    static const struct oracle_target target = {init, feed, finish};

    return oracle_check(&target, data, data_bytes);
}

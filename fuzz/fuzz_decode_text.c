/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_text_feed, cfd_text_finish. Input and oracles: decode_oracle.h. */
#include "core/decode/text.h"

#include "fuzz/decode_oracle.h"

static struct cfd_text text;

static void init(uint8_t options, struct oracle *oracle)
{
    (void)options;
    cfd_text_init(&text, false, oracle_token, oracle);
}

static enum cfd_status feed(const uint8_t *data, size_t data_bytes)
{
    return cfd_text_feed(&text, data, data_bytes);
}

static enum cfd_status finish(void)
{
    return cfd_text_finish(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    static const struct oracle_target target = {init, feed, finish};

    return oracle_check(&target, data, data_bytes);
}

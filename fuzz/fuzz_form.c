/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_form_feed, cfd_form_finish. Input and oracles: decode_oracle.h. */
#include "core/decode/form.h"

#include "fuzz/decode_oracle.h"

static struct cfd_form form;

static void init(uint8_t options, struct oracle *oracle)
{
    (void)options;
    cfd_form_init(&form, false, oracle_token, oracle);
}

static enum cfd_status feed(const uint8_t *data, size_t data_bytes)
{
    return cfd_form_feed(&form, data, data_bytes);
}

static enum cfd_status finish(void)
{
    return cfd_form_finish(&form);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    static const struct oracle_target target = {init, feed, finish};

    return oracle_check(&target, data, data_bytes);
}

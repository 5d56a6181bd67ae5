/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_html_feed, cfd_html_finish. Input and oracles: decode_oracle.h. */
#include "core/decode/html.h"

#include "fuzz/decode_oracle.h"

static struct cfd_html html;

static void init(uint8_t options, struct oracle *oracle)
{
    (void)options;
    cfd_html_init(&html, false, oracle_token, oracle);
    html.on_broken = oracle_broken;
}

static enum cfd_status feed(const uint8_t *data, size_t data_bytes)
{
    return cfd_html_feed(&html, data, data_bytes);
}

static enum cfd_status finish(void)
{
    return cfd_html_finish(&html);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    static const struct oracle_target target = {init, feed, finish};

    return oracle_check(&target, data, data_bytes);
}

/* SPDX-License-Identifier: Apache-2.0
 * Targets: cfd_csv_feed, cfd_csv_finish. Input and oracles: decode_oracle.h. */
#include "core/decode/csv.h"

#include "fuzz/decode_oracle.h"

static struct cfd_csv csv;

static void init(uint8_t options, struct oracle *oracle)
{
    (void)options;
    cfd_csv_init(&csv, false, oracle_token, oracle);
}

static enum cfd_status feed(const uint8_t *data, size_t data_bytes)
{
    return cfd_csv_feed(&csv, data, data_bytes);
}

static enum cfd_status finish(void)
{
    return cfd_csv_finish(&csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t data_bytes)
{
    static const struct oracle_target target = {init, feed, finish};

    return oracle_check(&target, data, data_bytes);
}

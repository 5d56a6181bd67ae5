/* SPDX-License-Identifier: Apache-2.0
 * Pages that no core file holds. A child has them under the same rule: the mark belongs to the
 * mapping, and mappings are inherited. The lock is not, so a process that forks asks again.
 *
 * Marking is best effort on purpose: a kernel without it, or a limit of locked memory that is
 * spent, is no reason to run without pseudonyms. */
#include "lib/crypto/secret.h"

#include <sys/mman.h>

#include <cofferdam/bytes.h>

void *cfdi_secret_new(size_t size_bytes)
{
    void *secret =
        mmap(NULL, size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (secret == MAP_FAILED)
        return NULL;
    (void)madvise(secret, size_bytes, MADV_DONTDUMP);
    cfdi_secret_lock(secret, size_bytes);
    return secret;
}

void cfdi_secret_lock(const void *secret, size_t size_bytes)
{
    (void)mlock(secret, size_bytes);
}

void cfdi_secret_free(void *secret, size_t size_bytes)
{
    if (secret == NULL)
        return;
    cfd_wipe(secret, size_bytes);
    (void)munmap(secret, size_bytes);
}

/* SPDX-License-Identifier: Apache-2.0
 * Memory for keys, as the kernel sees it: left out of cores, locked, also in the child of a fork. */
#include "lib/crypto/secret.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cofferdam/key.h>

#include "tests/lib/test.h"

#define SECRET_BYTES 300u

/* The flags of the mapping that an address lies in, as /proc/self/smaps has them. */
static void flags_of(const void *address, char *out_flags, size_t out_flags_bytes)
{
    FILE *maps = fopen("/proc/self/smaps", "re");
    char line[512];
    unsigned long first, end;
    bool is_here = false;

    out_flags[0] = '\0';
    assert_non_null(maps);
    while (fgets(line, sizeof(line), maps) != NULL) {
        if (sscanf(line, "%lx-%lx ", &first, &end) == 2)
            is_here = first <= (unsigned long)address && (unsigned long)address < end;
        else if (is_here && strncmp(line, "VmFlags:", 8) == 0)
            (void)snprintf(out_flags, out_flags_bytes, "%s ", line + 8);
    }
    (void)fclose(maps);
}

static bool has_flag(const void *address, const char *flag)
{
    char flags[512];

    flags_of(address, flags, sizeof(flags));
    return strstr(flags, flag) != NULL;
}

/* Limits may forbid it, and AddressSanitizer makes it do nothing. */
static bool pages_can_be_locked(void)
{
    void *page =
        mmap(NULL, SECRET_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bool is_locked;

    assert_true(page != MAP_FAILED);
    is_locked = mlock(page, SECRET_BYTES) == 0 && has_flag(page, " lo");
    (void)munmap(page, SECRET_BYTES);
    return is_locked;
}

static void secret_is_zeroed_and_left_out_of_cores(void **state)
{
    uint8_t *secret = cfdi_secret_new(SECRET_BYTES);
    uint8_t *plain = malloc(SECRET_BYTES);

    assert_non_null(secret);
    for (size_t i = 0; i < SECRET_BYTES; i++)
        assert_int_equal(secret[i], 0);
    assert_true(has_flag(secret, " dd"));
    assert_int_equal(has_flag(secret, " lo"), pages_can_be_locked());
    assert_false(has_flag(plain, " dd"));
    cfdi_secret_free(secret, SECRET_BYTES);
    free(plain);
}

static void child_keeps_the_mark_and_locks_anew(void **state)
{
    struct cfd_key *key;
    int status;
    pid_t child;

    assert_int_equal(cfd_key_random(&key), CFD_OK);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        bool is_marked = has_flag(key, " dd") && !has_flag(key, " lo");

        cfd_key_lock(key);
        _exit(is_marked && has_flag(key, " lo") == pages_can_be_locked() ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    cfd_key_free(key);
}

static void freed_secret_is_gone(void **state)
{
    uint8_t *secret = cfdi_secret_new(SECRET_BYTES);

    assert_non_null(secret);
    memset(secret, 0x5a, SECRET_BYTES);
    cfdi_secret_free(secret, SECRET_BYTES);
    assert_false(has_flag(secret, " dd"));
    cfdi_secret_free(NULL, SECRET_BYTES);
}

static void fail_no_memory_is_no_secret(void **state)
{
    assert_null(cfdi_secret_new(SIZE_MAX / 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secret_is_zeroed_and_left_out_of_cores),
        cmocka_unit_test(child_keeps_the_mark_and_locks_anew),
        cmocka_unit_test(freed_secret_is_gone),
        cmocka_unit_test(fail_no_memory_is_no_secret),
    };

    return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}

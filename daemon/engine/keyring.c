/* SPDX-License-Identifier: Apache-2.0
 * Key files are found by their names; their contents are lib/crypto's. */
#include "daemon/engine/keyring.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "daemon/common/message.h"

#define KEY_PATH_BYTES (CFD_SETTING_PATH_MAX_BYTES + 48u)
#define MS_PER_DAY (24ll * 3600 * 1000)

static void key_path(const struct cfd_keyring *ring, const char *role, const char *name,
                     char out[KEY_PATH_BYTES])
{
    (void)snprintf(out, KEY_PATH_BYTES, "%s/%s-%s.key", ring->dir, role, name);
}

static void day_name(int64_t time_ms, char out[CFD_DAY_TEXT_BYTES])
{
    time_t seconds = (time_t)(time_ms / 1000);
    struct tm utc;

    gmtime_r(&seconds, &utc);
    (void)strftime(out, CFD_DAY_TEXT_BYTES, "%Y-%m-%d", &utc);
}

/* Whether a file name is that of a key of this role, made of these characters; out_name: the key's
 * name. A temporary of a key that was being made is none. */
static bool is_key_file(const char *file, const char *role, const char *characters,
                        char out_name[CFD_KEY_NAME_MAX_BYTES])
{
    size_t role_bytes = strlen(role);
    size_t name_bytes;

    if (strncmp(file, role, role_bytes) != 0 || file[role_bytes] != '-')
        return false;
    file += role_bytes + 1;
    name_bytes = strspn(file, characters);
    if (name_bytes == 0 || name_bytes >= CFD_KEY_NAME_MAX_BYTES ||
        strcmp(file + name_bytes, ".key") != 0)
        return false;
    memcpy(out_name, file, name_bytes);
    out_name[name_bytes] = '\0';
    return true;
}

static void insert_epoch(struct cfd_keyring *ring, uint32_t number, struct cfd_key *key)
{
    uint32_t at = ring->epoch_count++;

    for (; at > 0 && ring->epoch_numbers[at - 1] > number; at--) {
        ring->epochs[at] = ring->epochs[at - 1];
        ring->epoch_numbers[at] = ring->epoch_numbers[at - 1];
    }
    ring->epochs[at] = key;
    ring->epoch_numbers[at] = number;
}

static enum cfd_status load_epoch(struct cfd_keyring *ring, const char *name,
                                  struct cfd_error *error)
{
    char path[KEY_PATH_BYTES];
    char number[CFD_KEY_NAME_MAX_BYTES];
    struct cfd_error why = {"", 0};
    enum cfd_status status;
    struct cfd_key *key;
    unsigned long epoch;

    if (!is_key_file(name, "epoch", "0123456789", number))
        return CFD_OK; /* another file */
    epoch = strtoul(number, NULL, 10);
    if (epoch > UINT32_MAX || ring->epoch_count == CFD_EPOCHS_MAX) {
        cfd_error_set(error, 0, "%s: %s: an epoch too many (at most %u)", ring->dir, name,
                      CFD_EPOCHS_MAX);
        return CFD_ERR_LIMIT;
    }
    key_path(ring, "epoch", number, path);
    status = cfd_key_load(path, CFD_KEY_EPOCH, &key, &why);
    if (status == CFD_OK)
        insert_epoch(ring, (uint32_t)epoch, key);
    else
        cfd_error_set(error, 0, "key file %s: %s", name, why.text);
    return status;
}

static enum cfd_status load_epochs(struct cfd_keyring *ring, struct cfd_error *error)
{
    DIR *dir = opendir(ring->dir);
    enum cfd_status status = CFD_OK;
    struct dirent *entry;

    if (dir == NULL) {
        cfd_error_set(error, 0, "%s: %s", ring->dir, strerror(errno));
        return CFD_ERR_IO;
    }
    while (status == CFD_OK && (entry = readdir(dir)) != NULL)
        status = load_epoch(ring, entry->d_name, error);
    closedir(dir);
    return status;
}

static enum cfd_status make_first_epoch(struct cfd_keyring *ring, struct cfd_error *error)
{
    char path[KEY_PATH_BYTES];

    key_path(ring, "epoch", "0001", path);
    CFD_TRY(cfd_key_create(path, CFD_KEY_EPOCH, "0001", error));
    return load_epoch(ring, "epoch-0001.key", error);
}

enum cfd_status cfd_keyring_open(const struct cfd_settings *settings, struct cfd_keyring *out_ring,
                                 struct cfd_error *error)
{
    struct cfd_keyring ring;
    enum cfd_status status;

    memset(&ring, 0, sizeof(ring));
    (void)snprintf(ring.dir, sizeof(ring.dir), "%s/keys", settings->state_dir);
    if (mkdir(ring.dir, 0700) != 0 && errno != EEXIST) {
        cfd_error_set(error, 0, "%s: %s", ring.dir, strerror(errno));
        return CFD_ERR_IO;
    }
    status = load_epochs(&ring, error);
    if (status == CFD_OK && ring.epoch_count == 0)
        status = make_first_epoch(&ring, error);
    if (status != CFD_OK) {
        cfd_keyring_close(&ring);
        return status;
    }
    *out_ring = ring;
    return CFD_OK;
}

void cfd_keyring_take_worker(struct cfd_keyring *ring, int key_fd, const char *path)
{
    struct cfd_error why = {"cannot be opened", 0};

    if (key_fd < 0 || cfd_key_load_fd(key_fd, CFD_KEY_WORKER, &ring->worker, &why) != CFD_OK)
        cfd_message(CFD_MESSAGE_WARNING, "no worker key %s, look-ups by value do not work: %s",
                    path, why.text);
}

uint32_t cfd_keyring_epoch(const struct cfd_keyring *ring)
{
    return ring->epoch_numbers[ring->epoch_count - 1];
}

void cfd_keyring_store_form(const struct cfd_keyring *ring, const uint8_t d[CFD_PSEUDONYM_BYTES],
                            uint8_t out_p[CFD_PSEUDONYM_BYTES])
{
    cfd_pseudonym_second(ring->epochs[ring->epoch_count - 1], d, out_p);
}

static void forget_day(struct cfd_keyring *ring)
{
    cfd_key_free(ring->day);
    ring->day = NULL;
    ring->day_text[0] = '\0';
}

/* The key of a day, made when it is missing. */
static enum cfd_status use_day(struct cfd_keyring *ring, const char *day)
{
    char path[KEY_PATH_BYTES];
    struct cfd_error why = {"", 0};
    struct cfd_key *key;

    if (ring->day != NULL && strcmp(day, ring->day_text) == 0)
        return CFD_OK;
    key_path(ring, "day", day, path);
    if (access(path, F_OK) != 0)
        CFD_TRY(cfd_key_create(path, CFD_KEY_DAY, day, &why));
    CFD_TRY(cfd_key_load(path, CFD_KEY_DAY, &key, &why));
    cfd_key_free(ring->day);
    ring->day = key;
    memcpy(ring->day_text, day, sizeof(ring->day_text));
    return CFD_OK;
}

enum cfd_status cfd_keyring_seal(struct cfd_keyring *ring, int64_t now_ms,
                                 const uint8_t address[16],
                                 uint8_t out_sealed[CFD_SEALED_ADDRESS_BYTES],
                                 char out_day[CFD_DAY_TEXT_BYTES])
{
    char day[CFD_DAY_TEXT_BYTES];

    day_name(now_ms, day);
    CFD_TRY(use_day(ring, day));
    CFD_TRY(cfd_seal_address(ring->day, address, out_sealed));
    memcpy(out_day, day, sizeof(day));
    return CFD_OK;
}

uint32_t cfd_keyring_expire(struct cfd_keyring *ring, int64_t now_ms, uint32_t days)
{
    char oldest[CFD_DAY_TEXT_BYTES];
    char name[CFD_KEY_NAME_MAX_BYTES];
    char path[KEY_PATH_BYTES];
    DIR *dir = opendir(ring->dir);
    struct dirent *entry;
    uint32_t destroyed = 0;

    if (dir == NULL)
        return 0;
    day_name(now_ms - (int64_t)days * MS_PER_DAY, oldest);
    if (strcmp(ring->day_text, oldest) < 0)
        forget_day(ring);
    while ((entry = readdir(dir)) != NULL) {
        if (!is_key_file(entry->d_name, "day", "0123456789-", name) || strcmp(name, oldest) >= 0)
            continue;
        key_path(ring, "day", name, path);
        destroyed += unlink(path) == 0;
    }
    closedir(dir);
    return destroyed;
}

void cfd_keyring_close(struct cfd_keyring *ring)
{
    cfd_key_free(ring->worker);
    cfd_key_free(ring->day);
    for (uint32_t i = 0; i < ring->epoch_count; i++)
        cfd_key_free(ring->epochs[i]);
    memset(ring, 0, sizeof(*ring));
}

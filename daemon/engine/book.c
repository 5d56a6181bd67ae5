/* SPDX-License-Identifier: Apache-2.0
 * Opening, committing and closing the book. */
#include "daemon/engine/book.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "daemon/common/message.h"
#include "daemon/engine/book_inside.h"

#define CHANGED_FIRST 1024u
#define FOLLOW_PUTS 8192u /* some 20 ms */

uint8_t cfdi_entry_buffer[CFD_ENTRY_PAYLOAD_MAX_BYTES];

bool cfd_changed_add(struct cfd_changed *changed, uint32_t number)
{
    if (changed->count == changed->capacity) {
        uint32_t capacity = changed->capacity == 0 ? CHANGED_FIRST : 2 * changed->capacity;
        uint32_t *numbers = realloc(changed->numbers, capacity * sizeof(*numbers));

        if (numbers == NULL)
            return false;
        changed->numbers = numbers;
        changed->capacity = capacity;
    }
    changed->numbers[changed->count++] = number;
    return true;
}

enum cfd_status cfdi_book_append(struct cfd_book *book, enum cfd_entry_type type, int64_t now_ms,
                                 size_t payload_bytes)
{
    return cfd_log_append(book->log, (uint16_t)type, CFD_ENTRY_VERSION, now_ms,
                          cfd_bytes_of(cfdi_entry_buffer, payload_bytes), NULL);
}

void cfd_book_follow_on(struct cfd_book *book, uint32_t put_max)
{
    struct cfd_log_report report;

    cfd_log_stat(book->log, &report);
    cfd_book_follow(book, report.has_batch ? CFD_COVERED_UNSETTLED : report.entry_count, put_max);
}

/* With much to follow a larger share is done each time, so that notes do not grow for ever. */
static uint32_t puts_a_commit(const struct cfd_book *book)
{
    uint64_t share = cfd_unfollowed_count(&book->unfollowed) / 8;

    return FOLLOW_PUTS + (share < UINT32_MAX / 2 ? (uint32_t)share : UINT32_MAX / 2);
}

static void note_ledger_state(struct cfd_book *book, enum cfd_status status, int64_t now_ms)
{
    enum cfd_ledger_state state = status == CFD_OK         ? CFD_LEDGER_WRITTEN
                                  : status == CFD_ERR_FULL ? CFD_LEDGER_FULL
                                                           : CFD_LEDGER_FAILING;

    if (state == CFD_LEDGER_WRITTEN)
        book->ledger_state_ms = 0;
    else if (book->ledger_state == CFD_LEDGER_WRITTEN)
        book->ledger_state_ms = now_ms;
    book->ledger_state = state;
}

enum cfd_status cfd_book_commit(struct cfd_book *book, const struct cfd_log_ring *rings,
                                size_t ring_count, int64_t now_ms)
{
    enum cfd_status status = cfd_log_commit(book->log, rings, ring_count, now_ms);

    note_ledger_state(book, status, now_ms);
    CFD_TRY(status);
    book->is_stopped = false;
    book->last_commit_ms = now_ms;
    cfd_book_follow_on(book, puts_a_commit(book));
    return CFD_OK;
}

enum cfd_status cfd_book_stop(struct cfd_book *book, int64_t now_ms)
{
    memcpy(cfdi_entry_buffer, book->engine_id, sizeof(book->engine_id));
    CFD_TRY(cfdi_book_append(book, CFD_ENTRY_STOP, now_ms, sizeof(book->engine_id)));
    CFD_TRY(cfd_book_commit(book, NULL, 0, now_ms));
    book->is_stopped = true;
    return CFD_OK;
}

static enum cfd_status note_start(struct cfd_book *book, int64_t now_ms)
{
    struct cfd_entry_start entry = {.epoch = cfd_keyring_epoch(&book->keys)};
    size_t entry_bytes;

    memcpy(entry.engine_id, book->engine_id, sizeof(entry.engine_id));
    (void)snprintf(entry.version, sizeof(entry.version), "%s", CFD_VERSION);
    CFD_TRY(
        cfd_entry_start_encode(&entry, cfdi_entry_buffer, sizeof(cfdi_entry_buffer), &entry_bytes));
    CFD_TRY(cfdi_book_append(book, CFD_ENTRY_START, now_ms, entry_bytes));
    return cfdi_book_make_nobodies(book, now_ms);
}

static enum cfd_status open_ledger(struct cfd_book *book, const struct cfd_settings *settings,
                                   int64_t now_ms, struct cfd_error *error)
{
    char dir[CFD_SETTING_PATH_MAX_BYTES + 16];
    struct cfd_log_options options = {.segment_bytes = (uint64_t)settings->segment_mb << 20,
                                      .now_ms = now_ms};
    struct cfd_log_report report;
    uint64_t covered;

    (void)snprintf(dir, sizeof(dir), "%s/ledger", settings->state_dir);
    if (mkdir(dir, 0700) != 0 && errno != EEXIST) {
        cfd_error_set(error, 0, "%s: %s", dir, strerror(errno));
        return CFD_ERR_IO;
    }
    (void)snprintf(dir, sizeof(dir), "%s/ledger/log", settings->state_dir);
    CFD_TRY(cfd_log_open(dir, &options, &book->log, &report, error));
    book->last_commit_ms = report.last_commit_ms;
    book->down_since_ms = report.last_commit_ms;
    if (report.torn_bytes > 0)
        cfd_message(CFD_MESSAGE_NOTICE,
                    "cut %llu bytes from the log's end that were never committed",
                    (unsigned long long)report.torn_bytes);
    (void)snprintf(dir, sizeof(dir), "%s/ledger/index", settings->state_dir);
    if (cfd_index_open(dir, report.log_id, report.entry_count, &book->index, &covered, error) !=
        CFD_OK) {
        cfd_message(CFD_MESSAGE_WARNING, "no index in this run: %s", error->text);
        book->index = NULL;
        covered = 0;
    }
    return cfd_book_restore(book, covered, error);
}

enum cfd_status cfd_book_open(struct cfd_book *book, const struct cfd_settings *settings,
                              int64_t now_ms, struct cfd_error *error)
{
    memset(book, 0, sizeof(*book));
    book->start_ms = now_ms;
    book->deltas_ms = now_ms;
    CFD_TRY(cfd_random(&book->hash_key, sizeof(book->hash_key)));
    CFD_TRY(cfd_random(book->engine_id, sizeof(book->engine_id)));
    CFD_TRY(cfd_keyring_open(settings, &book->keys, error));
    CFD_TRY(open_ledger(book, settings, now_ms, error));
    return note_start(book, now_ms);
}

void cfd_book_close(struct cfd_book *book)
{
    if (book->is_stopped)
        cfd_index_close(book->index);
    else
        cfd_index_leave(book->index); /* what the last hour left in doubt the log alone tells */
    cfd_log_close(book->log);
    cfd_exposure_table_free(book->table);
    cfd_aliases_deinit(&book->aliases);
    cfd_coverage_deinit(&book->coverage);
    cfd_keyring_close(&book->keys);
    free(book->repeats.numbers);
    free(book->traffic.numbers);
    cfd_unfollowed_deinit(&book->unfollowed);
    memset(book, 0, sizeof(*book));
}

/* SPDX-License-Identifier: Apache-2.0
 * The one line of a key file, read without forgiveness and written in the one way.
 *
 *     cofferdam-key v1 <role> <name> <created RFC 3339 UTC> <64 hex digits>\n
 *
 *     role     name
 *     worker   1
 *     epoch    4 to 9 digits: 0001
 *     day      a date: 2026-11-24
 *
 * Fields are parted by one blank; the time is to the second with a Z; hex digits are lower case;
 * nothing follows the line. So a key has one spelling, and what is not that spelling was cut,
 * pasted or edited, and is refused rather than guessed at: a wrong key would silently make
 * everybody a new person. */
#include "lib/crypto/key_line.h"

#include <time.h>

#define MAGIC "cofferdam-key"
#define VERSION "v1"
#define TIME_FORM "%Y-%m-%dT%H:%M:%SZ"
#define TIME_BYTES 20u
#define DAY_FORM "%Y-%m-%d"
#define DAY_BYTES 10u
#define TIME_TEXT_BYTES 32u
#define EPOCH_DIGITS_MIN 4u
#define EPOCH_DIGITS_MAX 9u

static const char *const role_names[] = {
    [CFD_KEY_WORKER] = "worker",
    [CFD_KEY_EPOCH] = "epoch",
    [CFD_KEY_DAY] = "day",
};
#define ROLE_COUNT (sizeof(role_names) / sizeof(role_names[0]))

const char *cfdi_key_role_name(enum cfd_key_role role)
{
    return role_names[role];
}

/* A time is good when it reads and writes back as the same text, which refuses 30 February, and
 * has the length of its form, which refuses the year 26. */
static bool time_read(const char *text, const char *form, size_t text_bytes, int64_t *out_ms)
{
    char again[TIME_TEXT_BYTES];
    struct tm parts = {0};
    const char *end = strptime(text, form, &parts);
    time_t seconds;

    if (end == NULL || *end != '\0' || strlen(text) != text_bytes)
        return false;
    seconds = timegm(&parts);
    if (gmtime_r(&seconds, &parts) == NULL || strftime(again, sizeof(again), form, &parts) == 0 ||
        strcmp(again, text) != 0)
        return false;
    *out_ms = (int64_t)seconds * 1000;
    return true;
}

static bool is_epoch_name(const char *name)
{
    size_t digit_count = strspn(name, "0123456789");

    return name[digit_count] == '\0' && digit_count >= EPOCH_DIGITS_MIN &&
           digit_count <= EPOCH_DIGITS_MAX;
}

bool cfdi_key_name_fits(enum cfd_key_role role, const char *name)
{
    int64_t ms;

    switch (role) {
    case CFD_KEY_WORKER:
        return strcmp(name, "1") == 0;
    case CFD_KEY_EPOCH:
        return is_epoch_name(name);
    case CFD_KEY_DAY:
        return time_read(name, DAY_FORM, DAY_BYTES, &ms);
    }
    return false;
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

static bool hex_read(const char *text, uint8_t out_secret[CFD_KEY_BYTES])
{
    for (size_t i = 0; i < 2 * CFD_KEY_BYTES; i += 2) {
        int high = hex_value(text[i]);
        int low = high < 0 ? -1 : hex_value(text[i + 1]);

        if (low < 0)
            return false;
        out_secret[i / 2] = (uint8_t)(high << 4 | low);
    }
    return text[2 * CFD_KEY_BYTES] == '\0';
}

/* Cuts the line at its next blank and answers what stood before it; NULL when nothing does. */
static char *next_field(char **rest)
{
    char *field = *rest;
    char *blank = strchr(field, ' ');

    if (blank == NULL || blank == field)
        return NULL;
    *blank = '\0';
    *rest = blank + 1;
    return field;
}

static bool role_read(const char *name, enum cfd_key_role *out_role)
{
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        if (strcmp(name, role_names[i]) == 0) {
            *out_role = (enum cfd_key_role)i;
            return true;
        }
    }
    return false;
}

/* Reads the fields after the version; answers what is wrong, or NULL. */
static const char *fields_read(char *rest, struct cfdi_key_line *line)
{
    const char *role = next_field(&rest);
    const char *name = role == NULL ? NULL : next_field(&rest);
    const char *created = name == NULL ? NULL : next_field(&rest);

    if (created == NULL)
        return "the line ends too early";
    if (!role_read(role, &line->info.role))
        return "its role is none of worker, epoch, day";
    if (strlen(name) >= sizeof(line->info.name) || !cfdi_key_name_fits(line->info.role, name))
        return "its name does not fit its role";
    memcpy(line->info.name, name, strlen(name) + 1);
    if (!time_read(created, TIME_FORM, TIME_BYTES, &line->info.created_ms))
        return "its time is not like 2026-11-24T09:30:00Z";
    if (!hex_read(rest, line->secret))
        return "its secret is not 64 lower-case hex digits";
    return NULL;
}

/* A NUL in the text hides what follows it, so the line end is not found where it must be. */
const char *cfdi_key_line_read(char *text, size_t text_bytes, struct cfdi_key_line *line)
{
    char *rest = text;
    const char *magic, *version;

    if (text_bytes > CFDI_KEY_LINE_MAX_BYTES)
        return "it is longer than a key file";
    text[text_bytes] = '\0';
    magic = next_field(&rest);
    if (magic == NULL || strcmp(magic, MAGIC) != 0)
        return "it is not a key file";
    version = next_field(&rest);
    if (version == NULL || strcmp(version, VERSION) != 0)
        return "it is of another version than " VERSION;
    if (strchr(rest, '\n') != text + text_bytes - 1)
        return "it is not one line with its line end";
    text[text_bytes - 1] = '\0';
    return fields_read(rest, line);
}

enum cfd_status cfdi_key_line_write(enum cfd_key_role role, const char *name,
                                    char out_line[CFDI_KEY_LINE_MAX_BYTES])
{
    uint8_t secret[CFD_KEY_BYTES];
    char created[TIME_TEXT_BYTES];
    struct tm parts;
    time_t now = time(NULL);
    size_t line_bytes;

    if (gmtime_r(&now, &parts) == NULL ||
        strftime(created, sizeof(created), TIME_FORM, &parts) == 0)
        return CFD_ERR_IO;
    CFD_TRY(cfd_random(secret, sizeof(secret)));
    line_bytes = (size_t)snprintf(out_line, CFDI_KEY_LINE_MAX_BYTES, MAGIC " " VERSION " %s %s %s ",
                                  role_names[role], name, created);
    for (size_t i = 0; i < sizeof(secret); i++)
        (void)snprintf(out_line + line_bytes + 2 * i, 3, "%02x", secret[i]);
    memcpy(out_line + line_bytes + 2 * sizeof(secret), "\n", 2);
    cfd_wipe(secret, sizeof(secret));
    return CFD_OK;
}

/* SPDX-License-Identifier: Apache-2.0
 * Times as people type and read them, and the nearest of some names.
 *
 * The grammar of a moment; a span is counted in seconds, its units fall and stand once each:
 *     moment = span | "today" | "yesterday" | date | date ("T" | " ") time zone
 *     span   = number unit { number unit }        unit = "w" | "d" | "h" | "m" | "s"
 *     date   = YYYY-MM-DD        time = hh:mm:ss [ "." digits ]        zone = "Z" | (+|-)hh:mm
 *
 * The blank between date and time is there because cfd_time_format_local prints it: what a person
 * copies from one output must be welcome in the next command. Digits past the millisecond are cut
 * off. Nothing before 1970 is a moment. The zone is libc's; days are found through localtime_r and
 * mktime, so that a day of 23 or 25 hours begins where the clocks of the place say so. */
#include <cofferdam/text.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MS_PER_S 1000
#define S_PER_HOUR 3600
#define S_PER_DAY 86400
#define DIGITS_MAX 10u     /* of a number in a span; 10 digits of weeks fit in int64_t */
#define NAME_BYTES_MAX 64u /* longest name that is compared */

/* What RFC 3339 can print, less a day at each end so that no zone leaves the four digits. */
#define PRINT_MIN_MS (-62135510400000) /* 0001-01-02 */
#define PRINT_MAX_MS 253402214399999   /* 9999-12-30, its last millisecond */

struct cursor {
    const char *at;
};

struct civil {
    int year, month, day;
    int hour, minute, second, ms;
    int offset_s; /* east of Greenwich */
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool take(struct cursor *in, char wanted)
{
    if (*in->at != wanted)
        return false;
    in->at++;
    return true;
}

/* Exactly `count` digits. */
static bool take_digits(struct cursor *in, int count, int *out_value)
{
    int value = 0;

    for (int i = 0; i < count; i++, in->at++) {
        if (!is_digit(*in->at))
            return false;
        value = value * 10 + (*in->at - '0');
    }
    *out_value = value;
    return true;
}

/* One or more digits, few enough not to wrap. */
static bool take_number(struct cursor *in, int64_t *out_value)
{
    int64_t value = 0;
    unsigned count = 0;

    for (; is_digit(*in->at); in->at++, count++) {
        if (count == DIGITS_MAX)
            return false;
        value = value * 10 + (*in->at - '0');
    }
    *out_value = value;
    return count > 0;
}

/* Seconds of the unit at `in`; `rank` keeps the units falling. */
static bool take_unit(struct cursor *in, size_t *rank, int64_t *out_unit_s)
{
    static const char letters[] = "wdhms";
    static const int64_t unit_s[] = {7 * S_PER_DAY, S_PER_DAY, S_PER_HOUR, 60, 1};

    for (size_t i = *rank; letters[i] != '\0'; i++) {
        if (take(in, letters[i])) {
            *rank = i + 1;
            *out_unit_s = unit_s[i];
            return true;
        }
    }
    return false;
}

static bool parse_span(const char *text, int64_t *out_span_s)
{
    struct cursor in = {text};
    int64_t number;
    int64_t unit_s;
    int64_t sum_s = 0;
    size_t rank = 0;

    do {
        if (!take_number(&in, &number) || !take_unit(&in, &rank, &unit_s))
            return false;
        sum_s += number * unit_s; /* under 10^16 in all: milliseconds fit as well */
    } while (*in.at != '\0');
    *out_span_s = sum_s;
    return true;
}

static int days_of_month(int year, int month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && is_leap ? 29 : days[month - 1];
}

static bool take_date(struct cursor *in, struct civil *out)
{
    if (!take_digits(in, 4, &out->year) || !take(in, '-') || !take_digits(in, 2, &out->month) ||
        !take(in, '-') || !take_digits(in, 2, &out->day))
        return false;
    return out->month >= 1 && out->month <= 12 && out->day >= 1 &&
           out->day <= days_of_month(out->year, out->month);
}

/* "." and digits, or nothing. */
static bool take_fraction(struct cursor *in, int *out_ms)
{
    int weight = 100;
    int ms = 0;

    if (take(in, '.')) {
        if (!is_digit(*in->at))
            return false;
        for (; is_digit(*in->at); in->at++, weight /= 10)
            ms += (*in->at - '0') * weight;
    }
    *out_ms = ms;
    return true;
}

static bool take_zone(struct cursor *in, int *out_offset_s)
{
    int sign;
    int hour;
    int minute;

    if (take(in, 'Z') || take(in, 'z')) {
        *out_offset_s = 0;
        return true;
    }
    sign = *in->at == '-' ? -1 : 1;
    if (!take(in, '+') && !take(in, '-'))
        return false;
    if (!take_digits(in, 2, &hour) || !take(in, ':') || !take_digits(in, 2, &minute))
        return false;
    *out_offset_s = sign * (hour * S_PER_HOUR + minute * 60);
    return hour <= 23 && minute <= 59;
}

static bool take_time(struct cursor *in, struct civil *out)
{
    if (!take_digits(in, 2, &out->hour) || !take(in, ':') || !take_digits(in, 2, &out->minute) ||
        !take(in, ':') || !take_digits(in, 2, &out->second) || !take_fraction(in, &out->ms))
        return false;
    return out->hour <= 23 && out->minute <= 59 && out->second <= 60;
}

/* Days since 1970 of a date of the Gregorian calendar. Years begin in March here, so that the
 * leap day is the last of its year: 365 * year + leap days + days of the months before. */
static int64_t days_since_1970(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1;
    int64_t m = month > 2 ? month - 3 : month + 9;

    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

/* A leap second is the last of a UTC day and of no other minute. */
static bool civil_ms(const struct civil *civil, int64_t *out_ms)
{
    int64_t day_s = civil->hour * S_PER_HOUR + civil->minute * 60 + civil->second;
    int64_t at_s = days_since_1970(civil->year, civil->month, civil->day) * S_PER_DAY + day_s -
                   civil->offset_s;

    if (civil->second == 60 && at_s % S_PER_DAY != 0)
        return false;
    *out_ms = at_s * MS_PER_S + civil->ms;
    return true;
}

static bool is_on_day(time_t at, const struct tm *day)
{
    struct tm shown;

    return localtime_r(&at, &shown) != NULL && shown.tm_year == day->tm_year &&
           shown.tm_mon == day->tm_mon && shown.tm_mday == day->tm_mday;
}

/* First moment of a local day (tm_mday may be 0: the day before the first). Noon is asked first: it
 * carries the day over the month, and leaves mktime with that day's offset, so that where the clock
 * jumps over midnight it answers with the end of the jump. Where the clock strikes midnight twice
 * mktime may answer with the second. */
static bool midnight_ms(int tm_year, int tm_mon, int tm_mday, int64_t *out_ms)
{
    struct tm day = {
        .tm_year = tm_year, .tm_mon = tm_mon, .tm_mday = tm_mday, .tm_hour = 12, .tm_isdst = -1};
    struct tm start;
    time_t at;

    if (mktime(&day) == (time_t)-1)
        return false;
    start = day;
    start.tm_hour = 0;
    start.tm_isdst = -1;
    at = mktime(&start);
    if (is_on_day(at - S_PER_HOUR, &day))
        at -= S_PER_HOUR;
    *out_ms = (int64_t)at * MS_PER_S;
    return true;
}

static int64_t floor_div(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

static bool parse_day_word(const char *text, int64_t now_ms, int64_t *out_ms)
{
    time_t now = (time_t)floor_div(now_ms, MS_PER_S);
    int days_back = strcmp(text, "yesterday") == 0;
    struct tm day;

    if (!days_back && strcmp(text, "today") != 0)
        return false;
    return localtime_r(&now, &day) != NULL &&
           midnight_ms(day.tm_year, day.tm_mon, day.tm_mday - days_back, out_ms);
}

static bool parse_date(const char *text, int64_t *out_ms)
{
    struct cursor in = {text};
    struct civil civil = {0};

    if (!take_date(&in, &civil))
        return false;
    if (*in.at == '\0')
        return midnight_ms(civil.year - 1900, civil.month - 1, civil.day, out_ms);
    if (!take(&in, 'T') && !take(&in, 't') && !take(&in, ' '))
        return false;
    return take_time(&in, &civil) && take_zone(&in, &civil.offset_s) && *in.at == '\0' &&
           civil_ms(&civil, out_ms);
}

static bool parse_moment(const char *text, int64_t now_ms, int64_t *out_ms)
{
    int64_t span_s;

    if (parse_span(text, &span_s))
        return !__builtin_sub_overflow(now_ms, span_s * MS_PER_S, out_ms);
    return parse_day_word(text, now_ms, out_ms) || parse_date(text, out_ms);
}

enum cfd_status cfd_time_parse(const char *text, int64_t now_ms, int64_t *out_ms,
                               struct cfd_error *error)
{
    int64_t ms;

    if (!parse_moment(text, now_ms, &ms)) {
        cfd_error_set(error, 0, "not a time; use one of: " CFD_TIME_FORMS);
        return CFD_ERR_FORMAT;
    }
    if (ms < 0) {
        cfd_error_set(error, 0, "a time before 1970; use one of: " CFD_TIME_FORMS);
        return CFD_ERR_FORMAT;
    }
    *out_ms = ms;
    return CFD_OK;
}

static time_t printable_s(int64_t time_ms, int *out_ms)
{
    if (time_ms < PRINT_MIN_MS)
        time_ms = PRINT_MIN_MS;
    if (time_ms > PRINT_MAX_MS)
        time_ms = PRINT_MAX_MS;
    *out_ms = (int)(time_ms - floor_div(time_ms, MS_PER_S) * MS_PER_S);
    return (time_t)floor_div(time_ms, MS_PER_S);
}

/* Writes the pattern with each of its digits replaced by the next value in so many digits. */
static void put_fields(char *out_text, const char *pattern, const int *values)
{
    char *out = out_text;

    for (; *pattern != '\0'; pattern++) {
        int value;

        if (!is_digit(*pattern)) {
            *out++ = *pattern;
            continue;
        }
        value = *values++;
        for (int i = *pattern - '0'; i-- > 0; value /= 10)
            out[i] = (char)('0' + value % 10);
        out += *pattern - '0';
    }
    *out = '\0';
}

void cfd_time_format_utc(int64_t time_ms, char out_text[CFD_TIME_TEXT_BYTES])
{
    struct tm tm = {0};
    int ms;
    time_t at = printable_s(time_ms, &ms);

    (void)gmtime_r(&at, &tm);
    put_fields(out_text, "4-2-2T2:2:2.3Z",
               (const int[]){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
                             tm.tm_sec, ms});
}

void cfd_time_format_local(int64_t time_ms, char out_text[CFD_TIME_TEXT_BYTES])
{
    struct tm tm = {0};
    int ms;
    time_t at = printable_s(time_ms, &ms);
    int offset_min;

    (void)localtime_r(&at, &tm);
    offset_min = abs((int)(tm.tm_gmtoff / 60));
    put_fields(out_text, tm.tm_gmtoff < 0 ? "4-2-2 2:2:2-2:2" : "4-2-2 2:2:2+2:2",
               (const int[]){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
                             tm.tm_sec, offset_min / 60, offset_min % 60});
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Fills the row of prefix `a` from the rows of the prefixes one and two bytes shorter. Two bytes
 * swapped count as one edit: the commonest slip of the hand. */
static void next_row(const char *a, size_t a_bytes, const char *b, size_t b_bytes,
                     size_t rows[3][NAME_BYTES_MAX + 1])
{
    size_t *row = rows[a_bytes % 3];
    const size_t *last = rows[(a_bytes + 2) % 3];
    const size_t *before_last = rows[(a_bytes + 1) % 3];

    row[0] = a_bytes;
    for (size_t j = 1; j <= b_bytes; j++) {
        row[j] = least(last[j - 1] + (a[a_bytes - 1] != b[j - 1]), least(last[j], row[j - 1]) + 1);
        if (a_bytes > 1 && j > 1 && a[a_bytes - 1] == b[j - 2] && a[a_bytes - 2] == b[j - 1])
            row[j] = least(row[j], before_last[j - 2] + 1);
    }
}

static size_t edit_distance(const char *a, size_t a_bytes, const char *b, size_t b_bytes)
{
    size_t rows[3][NAME_BYTES_MAX + 1];

    for (size_t j = 0; j <= b_bytes; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_bytes; i++)
        next_row(a, i, b, b_bytes, rows);
    return rows[a_bytes % 3][b_bytes];
}

const char *cfd_nearest_name(const char *name, const char *const *names, size_t name_count)
{
    size_t name_bytes = strnlen(name, NAME_BYTES_MAX + 1);
    size_t limit = name_bytes < 3 ? 1 : name_bytes / 3;
    const char *nearest = NULL;

    if (name_bytes > NAME_BYTES_MAX)
        return NULL;
    for (size_t i = 0; i < name_count; i++) {
        size_t other_bytes = strnlen(names[i], NAME_BYTES_MAX + 1);
        size_t distance;

        if (other_bytes > NAME_BYTES_MAX)
            continue;
        distance = edit_distance(name, name_bytes, names[i], other_bytes);
        if (distance > limit || (nearest != NULL && distance == limit))
            continue;
        limit = distance;
        nearest = names[i];
    }
    return nearest;
}

/* SPDX-License-Identifier: Apache-2.0
 * Case folding of the Latin, Greek and Cyrillic scripts by ranges of code points.
 *
 * It follows Unicode's CaseFolding, and goes on where spelling does and Unicode does not:
 *   - Turkish: I, İ and ı all become i. Which pairs are one letter depends on the language, which
 *     nobody tells us; ISIK, Işık and IŞIK must not be three persons.
 *   - Greek: the accent goes (ά ΐ Ά become α ϊ α), since words in capitals are written without
 *     it, and the final ς is σ.
 *   - German: ß and ẞ become ss, since capitals are written so.
 *   - Typographic apostrophes and hyphens become those of a keyboard.
 * A letter outside the table is itself. */
#include "lib/crypto/fold.h"

enum change {
    ADD,  /* the folded letter is `by` further */
    EVEN, /* capitals at even code points, each followed by its small letter */
    ODD,  /* capitals at odd ones */
    TO,   /* all of the range become `by` */
};

struct range {
    uint32_t first, last; /* both belong to it */
    enum change change;
    int32_t by;
};

/* Sorted, without overlap. */
static const struct range ranges[] = {
    /* Latin-1 */
    {0x00b5, 0x00b5, TO, 0x03bc}, /* micro sign */
    {0x00c0, 0x00d6, ADD, 32},
    {0x00d8, 0x00de, ADD, 32},
    /* Latin Extended-A */
    {0x0100, 0x012f, EVEN, 0},
    {0x0130, 0x0131, TO, 'i'},
    {0x0132, 0x0137, EVEN, 0},
    {0x0139, 0x0148, ODD, 0},
    {0x014a, 0x0177, EVEN, 0},
    {0x0178, 0x0178, TO, 0x00ff},
    {0x0179, 0x017e, ODD, 0},
    {0x017f, 0x017f, TO, 's'},
    /* Latin Extended-B: Azerbaijani, Vietnamese, Pinyin, Romanian and their neighbours */
    {0x018f, 0x018f, TO, 0x0259},
    {0x01a0, 0x01a5, EVEN, 0},
    {0x01af, 0x01b0, ODD, 0},
    {0x01cd, 0x01dc, ODD, 0},
    {0x01de, 0x01ef, EVEN, 0},
    {0x01f4, 0x01f5, EVEN, 0},
    {0x01f8, 0x021f, EVEN, 0},
    {0x0222, 0x0233, EVEN, 0},
    {0x02bc, 0x02bc, TO, '\''},
    /* Greek */
    {0x0370, 0x0373, EVEN, 0},
    {0x0376, 0x0377, EVEN, 0},
    {0x037f, 0x037f, TO, 0x03f3},
    {0x0386, 0x0386, TO, 0x03b1},
    {0x0388, 0x0388, TO, 0x03b5},
    {0x0389, 0x0389, TO, 0x03b7},
    {0x038a, 0x038a, TO, 0x03b9},
    {0x038c, 0x038c, TO, 0x03bf},
    {0x038e, 0x038e, TO, 0x03c5},
    {0x038f, 0x038f, TO, 0x03c9},
    {0x0390, 0x0390, TO, 0x03ca},
    {0x0391, 0x03a1, ADD, 32},
    {0x03a3, 0x03ab, ADD, 32},
    {0x03ac, 0x03ac, TO, 0x03b1},
    {0x03ad, 0x03ad, TO, 0x03b5},
    {0x03ae, 0x03ae, TO, 0x03b7},
    {0x03af, 0x03af, TO, 0x03b9},
    {0x03b0, 0x03b0, TO, 0x03cb},
    {0x03c2, 0x03c2, TO, 0x03c3},
    {0x03cc, 0x03cc, TO, 0x03bf},
    {0x03cd, 0x03cd, TO, 0x03c5},
    {0x03ce, 0x03ce, TO, 0x03c9},
    {0x03cf, 0x03cf, TO, 0x03d7},
    {0x03d0, 0x03d0, TO, 0x03b2},
    {0x03d1, 0x03d1, TO, 0x03b8},
    {0x03d5, 0x03d5, TO, 0x03c6},
    {0x03d6, 0x03d6, TO, 0x03c0},
    {0x03d8, 0x03ef, EVEN, 0},
    {0x03f0, 0x03f0, TO, 0x03ba},
    {0x03f1, 0x03f1, TO, 0x03c1},
    {0x03f4, 0x03f4, TO, 0x03b8},
    {0x03f5, 0x03f5, TO, 0x03b5},
    {0x03f7, 0x03f7, TO, 0x03f8},
    {0x03f9, 0x03f9, TO, 0x03f2},
    {0x03fa, 0x03fb, EVEN, 0},
    {0x03fd, 0x03ff, ADD, -130},
    /* Cyrillic */
    {0x0400, 0x040f, ADD, 80},
    {0x0410, 0x042f, ADD, 32},
    {0x0460, 0x0481, EVEN, 0},
    {0x048a, 0x04bf, EVEN, 0},
    {0x04c0, 0x04c0, TO, 0x04cf},
    {0x04c1, 0x04ce, ODD, 0},
    {0x04d0, 0x052f, EVEN, 0},
    /* Latin Extended Additional: Vietnamese, Welsh */
    {0x1e00, 0x1e95, EVEN, 0},
    {0x1ea0, 0x1eff, EVEN, 0},
    /* Punctuation */
    {0x2010, 0x2011, TO, '-'},
    {0x2018, 0x2019, TO, '\''},
};
#define RANGE_COUNT (sizeof(ranges) / sizeof(ranges[0]))

static const struct range *range_of(uint32_t code_point)
{
    size_t low = 0;
    size_t high = RANGE_COUNT;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (code_point > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < RANGE_COUNT && code_point >= ranges[low].first ? &ranges[low] : NULL;
}

static uint32_t changed(const struct range *range, uint32_t code_point)
{
    switch (range->change) {
    case ADD:
        return (uint32_t)((int32_t)code_point + range->by);
    case EVEN:
        return code_point | 1u;
    case ODD:
        return code_point + (code_point & 1u);
    case TO:
        return (uint32_t)range->by;
    }
    return code_point;
}

static bool is_sharp_s(uint32_t code_point)
{
    return code_point == 0x00df || code_point == 0x1e9e;
}

size_t cfdi_fold(uint32_t code_point, uint32_t out_folded[CFDI_FOLD_MAX])
{
    const struct range *range;

    out_folded[0] = code_point;
    if (code_point < 0x80) {
        if (code_point >= 'A' && code_point <= 'Z')
            out_folded[0] = code_point + ('a' - 'A');
        return 1;
    }
    if (is_sharp_s(code_point)) {
        out_folded[0] = 's';
        out_folded[1] = 's';
        return 2;
    }
    range = range_of(code_point);
    if (range != NULL)
        out_folded[0] = changed(range, code_point);
    return 1;
}

bool cfdi_is_blank(uint32_t code_point)
{
    if (code_point <= 0x20 || (code_point >= 0x7f && code_point <= 0xa0))
        return true;
    return code_point == 0x1680 || (code_point >= 0x2000 && code_point <= 0x200a) ||
           code_point == 0x2028 || code_point == 0x2029 || code_point == 0x202f ||
           code_point == 0x205f || code_point == 0x3000;
}

bool cfdi_is_invisible(uint32_t code_point)
{
    return code_point == 0x00ad || (code_point >= 0x200b && code_point <= 0x200f) ||
           (code_point >= 0x202a && code_point <= 0x202e) ||
           (code_point >= 0x2060 && code_point <= 0x2064) ||
           (code_point >= 0x2066 && code_point <= 0x2069) || code_point == 0xfeff;
}

int cfdi_digit_value(uint32_t code_point)
{
    static const uint32_t zeros[] = {'0', 0x0660, 0x06f0, 0xff10};

    for (size_t i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++)
        if (code_point >= zeros[i] && code_point < zeros[i] + 10)
            return (int)(code_point - zeros[i]);
    return -1;
}

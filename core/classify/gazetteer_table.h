/* SPDX-License-Identifier: Apache-2.0
 * What tools/tables/known.py makes of data/: the table of known words and that of foldings.
 *
 * An entry is 22 bits of the word's hash above 10 bits of a place in `sets`; 0 is free. Sixteen
 * entries are a block, one cache line, filled from its start; a full block goes on in the next. */
#ifndef CFD_CORE_CLASSIFY_GAZETTEER_TABLE_H
#define CFD_CORE_CLASSIFY_GAZETTEER_TABLE_H

#include <stdint.h>

#define CFDI_KNOWN_BLOCK_ENTRIES 16u
#define CFDI_KNOWN_SET_BITS 10u

extern const uint32_t cfdi_known_block_count;
extern const uint32_t cfdi_known_entries[];
extern const uint16_t cfdi_known_sets[];

/* U+0080 to U+058F, then U+1E00 to U+1EFF: 0 falls away, 0x8000 | n is pair n, else a letter. */
#define CFDI_FOLD_PAIR 0x8000u
extern const uint16_t cfdi_fold_rows[];
extern const uint16_t cfdi_fold_pairs[];

#endif

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles libphonenumber's metadata to the tables of core/classify/phone_plan.h.

usage: tools/tables/phone.py tables METADATA REGIONS OUT
       tools/tables/phone.py examples METADATA OUT

METADATA is data/phone/PhoneNumberMetadata.xml, REGIONS data/phone/regions.txt, OUT a C source, or
for examples a header with every example number in three writings. Same input, same output.

Of the numbers under a country's code one language is kept, that of the valid ones, over all
territories and types and with their lengths; of a territory the language of its general
description, which decides whether a national prefix is dropped. Prefixes need what graphs cannot
say, the first alternative that fits and what a group held: they become programs of a small
backtracking machine, which tries in the order in which Perl's expressions try.

Exit: 0 written; 1 the metadata has something that is not known here; 2 wrong usage.
"""

import re
import sys

import phone_plan
from phone_language import Graph, parsed
from phone_plan import WORLD

SET, SPLIT, JUMP, OPEN, CLOSE, END, MATCH = (operation << 12 for operation in range(7))
END_MARK = 0x8000  # in an edge: the number may end where it leads
PREFIXED_MARK = 1 << 31  # in a grouping: only behind the national prefix
GROUPS_MAX = 2


# --- programs ------------------------------------------------------------------------------------

def program_of(tree):
    what = tree[0]
    if what == 'set':
        return [SET | sum(1 << digit for digit in tree[1])]
    if what == 'end':
        return [END]
    if what == 'cat':
        return [word for part in tree[1] for word in program_of(part)]
    if what == 'group':
        if tree[2] > GROUPS_MAX:
            raise ValueError('too many groups in a prefix')
        return [OPEN | tree[2]] + program_of(tree[1]) + [CLOSE | tree[2]]
    if what == 'alt':
        return alternatives(tree[1])
    return repeated(program_of(tree[1]), tree[2], tree[3])


def alternatives(parts):
    """A split tries what follows it first, then what is as many words further."""
    first = program_of(parts[0])
    if len(parts) == 1:
        return first
    rest = alternatives(parts[1:])
    return [SPLIT | len(first) + 2] + first + [JUMP | len(rest) + 1] + rest


def repeated(body, low, high):
    optional = []
    for _ in range(high - low):
        optional = [SPLIT | len(body) + len(optional) + 1] + body + optional
    return body * low + optional


def choices_of(tree):
    """How many splits can wait at the same time."""
    what = tree[0]
    if what in ('set', 'end'):
        return 0
    if what == 'cat':
        return sum(choices_of(part) for part in tree[1])
    if what == 'alt':
        return 1 + max(choices_of(part) for part in tree[1])
    if what == 'group':
        return choices_of(tree[1])
    return tree[3] * (choices_of(tree[1]) + 1)


class Programs:
    """All programs in one run of words; 0 is none, equal ones are one."""

    def __init__(self):
        self.words = [MATCH]
        self.places = {'': 0}
        self.choices_max = 0

    def place(self, text):
        if text not in self.places:
            tree = parsed(text)
            self.places[text] = len(self.words)
            self.words += program_of(tree) + [MATCH]
            self.choices_max = max(self.choices_max, choices_of(tree))
        return self.places[text]


# --- tables --------------------------------------------------------------------------------------

class Pool:
    """Rows that are written once; place() tells where a run of them stands."""

    def __init__(self):
        self.rows = []
        self.places = {}

    def place(self, rows):
        rows = tuple(rows)
        if rows not in self.places:
            self.places[rows] = len(self.rows)
            self.rows += rows
        return self.places[rows]


def region_value(region):
    return 0 if region == WORLD else ord(region[0]) << 8 | ord(region[1])


def bits(numbers):
    return sum(1 << number for number in numbers)


def packed(sizes):
    """Group sizes, four bits each, the first lowest."""
    return sum(size << 4 * at for at, size in enumerate(sizes))


class Edges:
    """The nodes that a table needs, numbered anew: 0 takes nothing."""

    def __init__(self, graph, roots):
        self.graph = graph
        self.numbers = {Graph.NONE: 0}
        self.order = [Graph.NONE]
        for node in roots:
            self.add(node)
        for node in self.order:  # grows while it is walked
            for follow in graph.nodes[node][1]:
                self.add(follow)
        if Graph.ANY in self.numbers or len(self.order) >= END_MARK:
            raise ValueError('a language without end, or too many nodes')

    def add(self, node):
        if node not in self.numbers:
            self.numbers[node] = len(self.order)
            self.order.append(node)

    def rows(self):
        for node in self.order:
            nexts = self.graph.nodes[node][1]
            yield [self.numbers[x] | (END_MARK if self.graph.nodes[x][0] else 0) for x in nexts]


class Tables:
    def __init__(self, territories):
        self.graph = Graph()
        self.territories = sorted(territories, key=lambda x: (region_value(x.id), x.code))
        self.codes = phone_plan.by_code(self.territories)
        self.general = [self.graph.pattern(x.general) for x in self.territories]
        self.valid = {code: phone_plan.valid_under(self.graph, members)
                      for code, members in self.codes.items()}
        self.edges = Edges(self.graph, self.general + list(self.valid.values()))
        self.programs = Programs()
        self.transforms = [('', 0)]
        self.groupings = Pool()

    def transform(self, rule):
        """'0549$1' -> the place of ('0549', 1)"""
        if not rule:
            return 0
        match = re.fullmatch(r'(\d*)\$([12])', rule)
        if match is None:
            raise ValueError(f'{rule}: a rule of another form')
        row = (match.group(1), int(match.group(2)))
        if row not in self.transforms:
            self.transforms.append(row)
        return self.transforms.index(row)

    def territory_rows(self):
        for territory, general in zip(self.territories, self.general):
            yield (f'{{{region_value(territory.id)}, {territory.code}, '
                   f'0x{bits(territory.lengths):x}, 0x{bits(territory.local_lengths):x}, '
                   f'{self.edges.numbers[general]}, '
                   f'{self.programs.place(territory.international)}, '
                   f'{self.programs.place(territory.parsing)}, '
                   f'{self.transform(territory.transform)}}}')

    def country_rows(self):
        for code, members in sorted(self.codes.items()):
            groupings = sorted(packed(sizes) | (PREFIXED_MARK if is_prefixed else 0)
                               for sizes, is_prefixed in members[0].groupings().items()
                               if len(sizes) > 1)
            yield (f'{{{code}, {self.edges.numbers[self.valid[code]]}, '
                   f'{self.groupings.place(groupings)}, {len(groupings)}, '
                   f'{self.territories.index(members[0])}}}')


def read_words(names, path):
    """{word in lower case: region}: names and codes of three letters, which stay large."""
    words = {name.lower(): region for region, name in names.items()}
    with open(path, encoding='utf-8') as file:
        lines = [line.split(' ', 3) for line in file.read().splitlines() if line[0] != '#']
    for region, letters, currency, *more in lines:
        words[letters] = region
        if currency != '-':
            words[currency] = region
        for name in more[0].split('|') if more else ():
            words[name if len(name.encode()) == 3 else ascii_lower(name)] = region
    return words


def ascii_lower(text):
    return ''.join(letter.lower() if letter.isascii() else letter for letter in text)


# --- C -------------------------------------------------------------------------------------------

def array(declaration, rows, per_line=1):
    rows = list(rows)
    lines = [', '.join(str(row) for row in rows[at:at + per_line])
             for at in range(0, len(rows), per_line)]
    return f'const {declaration}[] = {{\n' + ''.join(f'    {line},\n' for line in lines) + '};\n'


def word_tables(words):
    rows, pool = [], b''
    for word, region in sorted((word.encode(), region) for word, region in words.items()):
        rows.append(f'{{{len(pool)}, {len(word)}, {region_value(region)}}}')
        pool += word
    return [array('struct cfdi_phone_word cfdi_phone_words', rows, 6),
            f'const uint16_t cfdi_phone_word_count = {len(rows)};\n',
            array('uint8_t cfdi_phone_word_bytes', pool, 24)]


def source_of(tables, words):
    territories = list(tables.territory_rows())
    countries = list(tables.country_rows())
    transforms = [f'{{"{before}", {group}}}' for before, group in tables.transforms]
    edges = ['{' + ', '.join(str(x) for x in row) + '}' for row in tables.edges.rows()]
    parts = ['/* SPDX-License-Identifier: Apache-2.0\n'
             ' * Made by tools/tables/phone.py from data/phone; do not edit. */\n'
             '#include "core/classify/phone_plan.h"\n\n'
             f'_Static_assert(CFDI_PHONE_CHOICES_MAX >= {tables.programs.choices_max}, '
             '"a prefix has more choices");\n',
             array('struct cfdi_phone_territory cfdi_phone_territories', territories),
             f'const uint16_t cfdi_phone_territory_count = {len(territories)};\n',
             array('struct cfdi_phone_country cfdi_phone_countries', countries),
             f'const uint16_t cfdi_phone_country_count = {len(countries)};\n',
             array('struct cfdi_phone_transform cfdi_phone_transforms', transforms),
             array('uint16_t cfdi_phone_programs', tables.programs.words, 12),
             array('uint32_t cfdi_phone_groupings', tables.groupings.rows, 10),
             array('uint16_t cfdi_phone_edges', edges).replace('[]', '[][10]', 1)]
    return '\n'.join(parts + word_tables(words))


def examples_of(territories):
    rows = []
    for territory in territories:
        for number in territory.examples:
            writings = phone_plan.writings(territory, number, territories)
            rows.append(f'{{{region_value(territory.id)}, {territory.code}, "{number}", '
                        + ', '.join(f'"{x}"' for x in writings) + '}')
    return ('/* SPDX-License-Identifier: Apache-2.0\n'
            ' * Made by tools/tables/phone.py from data/phone; do not edit. */\n'
            + array('struct example examples', rows).replace('const', 'static const', 1))


def main():
    if len(sys.argv) == 5 and sys.argv[1] == 'tables':
        territories = phone_plan.read_territories(sys.argv[2])
        words = read_words(phone_plan.read_names(sys.argv[2]), sys.argv[3])
        text = source_of(Tables(territories), words)
    elif len(sys.argv) == 4 and sys.argv[1] == 'examples':
        text = examples_of(phone_plan.read_territories(sys.argv[2]))
    else:
        print(__doc__, file=sys.stderr)
        return 2
    with open(sys.argv[-1], 'w', encoding='ascii') as file:
        file.write(text)
    return 0


if __name__ == '__main__':
    try:
        sys.exit(main())
    except ValueError as error:
        sys.exit(f'tools/tables/phone.py: {error}')

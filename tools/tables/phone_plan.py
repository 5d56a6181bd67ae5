# SPDX-License-Identifier: Apache-2.0
"""Reads libphonenumber's metadata: a territory is what one numbering plan says."""

import itertools
import re
import xml.etree.ElementTree

from phone_language import parsed

TYPES = ('fixedLine', 'mobile', 'pager', 'tollFree', 'sharedCost', 'personalNumber', 'voip',
         'uan', 'voicemail', 'premiumRate')
GROUPS_MAX = 6  # of a format; eight fit into 32 bits
WORLD = '001'  # numbers of no country: satellites, free calls from everywhere


def without_blanks(text):
    return re.sub(r'\s', '', text or '')


def lengths_of(text):
    """'6,[8-10]' -> {6, 8, 9, 10}"""
    lengths = set()
    for low, high in re.findall(r'\[?(\d+)(?:-(\d+)\])?', text or ''):
        lengths.update(range(int(low), int(high or low) + 1))
    return lengths


class Format:
    """How numbers of one pattern are grouped."""

    def __init__(self, element):
        self.pattern = element.get('pattern')
        self.leading = [without_blanks(x.text) for x in element.findall('leadingDigits')]
        self.rule = element.get('nationalPrefixFormattingRule') or ''
        self.is_optional = element.get('nationalPrefixOptionalWhenFormatting') == 'true'
        self.text = element.findtext('format')
        self.international = element.findtext('intlFormat') or self.text

    @property
    def is_prefixed(self):
        return '$NP' in self.rule and not self.is_optional

    def groupings(self, lengths):
        """Every tuple of group sizes that the format can give for numbers of these lengths."""
        ranges = [range(int(low), int(high or low) + 1) for low, high in
                  re.findall(r'\(\\d(?:\{(\d+)(?:,(\d+))?\})?\)',
                             self.pattern.replace(r'(\d)', r'(\d{1})'))]
        if re.search(r'[0-9]', re.sub(r'\$\d', '', self.text)):
            return  # a digit that stands between (15 in Argentina) is no part of a group
        runs = [[int(x) - 1 for x in re.findall(r'\$(\d)', run)]
                for run in re.findall(r'(?:\$\d)+', self.text)]
        for sizes in itertools.product(*ranges):
            if sum(sizes) in lengths and len(runs) <= GROUPS_MAX:
                yield tuple(sum(sizes[i] for i in run) for run in runs)


class Territory:
    def __init__(self, element):
        self.id = element.get('id')
        self.code = int(element.get('countryCode'))
        self.is_main = element.get('mainCountryForCode') == 'true'
        self.leading = without_blanks(element.get('leadingDigits'))
        self.international = without_blanks(element.get('internationalPrefix'))
        self.prefix = element.get('nationalPrefix') or ''
        self.parsing = without_blanks(element.get('nationalPrefixForParsing')) or self.prefix
        self.transform = element.get('nationalPrefixTransformRule') or ''
        self.general = element.find('generalDesc').findtext('nationalNumberPattern')
        self.formats = [Format(x) for x in element.iterfind('availableFormats/numberFormat')]
        self.examples = [x.text for x in element.iter('exampleNumber')]
        self.named_types = []
        self.lengths, self.local_lengths = set(), set()
        for name in TYPES:
            if element.find(name) is not None:
                self.add_type(name, element.find(name))
        self.local_lengths -= self.lengths

    def add_type(self, name, element):
        possible = element.find('possibleLengths')
        lengths = lengths_of(possible.get('national'))
        self.named_types.append((name, element.findtext('nationalNumberPattern'), lengths))
        self.lengths |= lengths
        self.local_lengths |= lengths_of(possible.get('localOnly'))

    def groupings(self):
        """{group sizes: whether they are written behind the national prefix only}"""
        found = {}
        for candidate in self.formats:
            for sizes in candidate.groupings(self.lengths):
                found[sizes] = found.get(sizes, True) and candidate.is_prefixed
        return found

    def valid(self, graph):
        result = graph.NONE
        for _, pattern, lengths in self.named_types:
            node = graph.of_lengths(graph.pattern(pattern), lengths)
            result = graph.combined('or', result, node)
        return graph.combined('and', result, graph.pattern(self.general))


def valid_under(graph, territories):
    """What is valid under a code: a number belongs to the first territory whose leading digits it
    has, or, where a territory has none, whose numbers it is among; there it must be valid."""
    result = graph.NONE
    for territory in reversed(territories):
        valid = territory.valid(graph)
        if territory.leading:
            led = graph.before(parsed(territory.leading), graph.ANY)
            result = graph.combined('or', graph.combined('and', valid, led),
                                    graph.combined('but', result, led))
        else:
            result = graph.combined('or', valid, result)
    return result


def read_territories(path):
    root = xml.etree.ElementTree.parse(path).getroot()
    return [Territory(element) for element in root.find('territories')]


def by_code(territories):
    """{code: its territories, the main one first}"""
    codes = {}
    for territory in territories:
        codes.setdefault(territory.code, []).append(territory)
    for members in codes.values():
        members.sort(key=lambda territory: not territory.is_main)
    return codes


def read_names(path):
    """{id: English name}, from the comment above each territory."""
    with open(path, encoding='utf-8') as file:
        text = file.read()
    return {region: name for name, region in
            re.findall(r'<!-- ([^()<>]+?) \(([A-Z]{2})\) -->', text)}


# --- writing -------------------------------------------------------------------------------------

def format_for(formats, number):
    for candidate in formats:
        if candidate.leading and not re.match(candidate.leading[-1], number):
            continue
        if re.fullmatch(candidate.pattern, number):
            return candidate
    return None


def filled(text, candidate, number):
    return re.sub(candidate.pattern, re.sub(r'\$(\d)', r'\\\1', text), number)


def national(chosen, prefix, number):
    """As people of the country write it."""
    if chosen is None:
        return number
    text = chosen.text
    if chosen.rule and '$CC' not in chosen.rule:
        rule = chosen.rule.replace('$NP', prefix).replace('$FG', '$1')
        text = text.replace('$1', rule, 1)
    return filled(text, chosen, number)


def international(formats, code, number):
    chosen = format_for([x for x in formats if x.international != 'NA'], number)
    if chosen is None:
        return f'+{code} {number}'
    return f'+{code} ' + filled(chosen.international, chosen, number)


def writings(territory, number, territories):
    """The number in E.164, international and national writing."""
    main = by_code(territories)[territory.code][0]
    chosen = format_for(main.formats, number)
    return (f'+{territory.code}{number}', international(main.formats, territory.code, number),
            national(chosen, main.prefix, number))

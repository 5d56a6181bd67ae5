#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Takes from the real payloads the values that are labelled, always the same ones.

usage: tests/data/labelled/extract.py [stripe|github|dcsa ...]     one JSON object a line

A candidate is every text or number that could be one of the six kinds by any stretch: what stands
under a key like those in LIKELY, what holds an @, what holds seven digits or more. A sample of the
others, drawn by a hash, joins them up to SAMPLE of each set. The same value under the same generic
path (no list positions) is taken once of each source as a candidate, once of a set as a sample or
as an id or a long number.
"""

import glob
import hashlib
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.dirname(HERE)
SETS = {
    'stripe': ['payloads/stripe-fixtures3.json'],
    'github': 'payloads/github/*.json',
    'dcsa': 'dcsa/examples/*.json',
}
SAMPLE = {'stripe': 400, 'github': 250, 'dcsa': 350}
LIKELY = re.compile(
    'name|title|role|compan|owner|login|position|mail|phone|customer|contact|author$|user$|users$|'
    'holder|person|party$|employ|organi[sz]ation$|created_by|represent|agent$|sender|recipient|'
    'client|merchant|account$|number$|value$|values$|creator|uploader|assignee|committer|label$',
    re.IGNORECASE)
PERSONLIKE = re.compile('user|customer|person|holder|owner|author|creator|uploader|inviter|invitee|'
                        'assignee|organization', re.IGNORECASE)
BARE = re.compile(r'[^\W\d][\w$-]*\Z')


def walk(value, path):
    """Every text and number below `value`, in the order of the document."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from walk(child, path + (key,))
    elif isinstance(value, list):
        for at, child in enumerate(value):
            yield from walk(child, path + (at,))
    elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
        yield path, str(value)


def written(path):
    """A path as the scanner writes it: value[0].givenName, odd keys as ['a b']."""
    out = ''
    for step in path:
        if isinstance(step, int):
            out += f'[{step}]'
        elif BARE.match(step):
            out += ('.' if out else '') + step
        else:
            out += "['" + re.sub(r"[\\']", lambda m: f'\\x{ord(m[0]):02x}', step) + "']"
    return out


def generic(path):
    """The path without list positions: what all entries of a list have in common."""
    return re.sub(r'\[\d+\]', '[]', written(path))


def has_likely_key(path):
    keys = [step for step in path if isinstance(step, str)] or ['']
    if keys[-1].endswith('_url'):
        return False
    if keys[-1] == 'id':
        return len(keys) > 1 and bool(PERSONLIKE.search(keys[-2]))
    return bool(LIKELY.search(keys[-1]))


def is_long_number(value):
    return len(re.findall(r'\d', value)) >= 7 and not value.startswith('http')


def draw(text):
    return hashlib.sha256(text.encode()).hexdigest()


def half_of(where):
    """A whole generic path lies in one half; a third of all paths is held back."""
    return 'held' if int(draw('half ' + where)[:8], 16) % 3 == 0 else 'open'


def sources(name):
    given = SETS[name]
    if isinstance(given, list):
        return given
    return sorted(os.path.relpath(path, DATA) for path in glob.glob(os.path.join(DATA, given)))


def extract(name):
    """The rows of one set, sorted by source and place in it."""
    taken, sample, seen = [], [], set()
    for source in sources(name):
        with open(os.path.join(DATA, source), encoding='utf-8') as file:
            document = json.load(file)
        for place, (path, value) in enumerate(walk(document, ())):
            where = generic(path)
            likely = '@' in value or LIKELY.search(where.rsplit('.', 1)[-1])
            wanted = '@' in value or has_likely_key(path) or is_long_number(value)
            # Ids, headers and dates are the same in each source: one of a set is enough.
            mark = (source if wanted and likely else name, where, value)
            if mark in seen or value == '':
                continue
            seen.add(mark)
            row = (source, place, written(path), value, where)
            (taken if wanted else sample).append(row)
    sample.sort(key=lambda row: draw(' '.join((row[0], row[2], row[3]))))
    for source, _, path, value, where in sorted(taken + sample[:SAMPLE[name]]):
        yield {'source': source, 'path': path, 'value': value, 'half': half_of(where)}


def main():
    for name in sys.argv[1:] or SETS:
        for row in extract(name):
            print(json.dumps(row, ensure_ascii=False))


if __name__ == '__main__':
    main()
